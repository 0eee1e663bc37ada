"""What the transfer page says beside a figure that is not of the place, level or years asked for."""

from __future__ import annotations

from typing import Any

import pytest
from test_pages import assert_sound, html_of, opened

from pages.texts import load_texts
from queries.capacity import PILLARS

pytestmark = pytest.mark.usefixtures("sampled_pages")


def told(**query: Any) -> str:
    """All that a section of the sample says."""
    screen = opened("transfer", layer="sample", **query)
    assert_sound(screen)
    return html_of(screen) + " ".join(block.value for block in screen.info)


@pytest.mark.parametrize(("query", "words"), [
    ({"section": "centres", "level": "zone", "region": "northeast"},
     "东北只有3个省份，不足5个，不单独求重心；以下为全国。"),
    ({"section": "gravity", "level": "zone"}, "本节以省为单位"),
    ({"section": "gravity", "level": "zone", "region": "west"}, "”不是本节的单位（省），以下为全国。"),
    ({"section": "cooperation", "level": "zone", "region": "west"}, "”不是本节的单位（省），以下为全国。"),
])
def test_a_place_or_level_that_is_not_shown_is_not_replaced_in_silence(query: dict[str, str], words: str) -> None:
    assert words in told(**query)


@pytest.mark.parametrize("section", ["centres", "gravity", "cooperation"])
def test_nothing_is_said_where_what_was_asked_for_is_shown(section: str) -> None:
    shown = told(section=section, level="province")
    assert "不是本节的单位" not in shown and "不单独求重心；以下为全国" not in shown


@pytest.mark.parametrize(("query", "words"), [
    ({"section": "order", "from": "2023", "to": "2023"}, "2023年跨省新设"),
    ({"section": "test", "from": "2023", "to": "2023"}, "（2023年）："),
    ({"section": "mobility", "from": "2023", "to": "2023"}, "所选只有2023年一个年份"),
])
def test_a_single_year_is_not_told_as_a_span(query: dict[str, str], words: str) -> None:
    shown = told(**query)
    assert words in shown
    assert "2023—2023" not in shown


@pytest.mark.parametrize(("points", "says"), [(0, True), (5, False)])
def test_weights_of_nothing_are_said_to_be_equal(points: int, says: bool) -> None:
    weights = {f"weight-{pillar}": str(points) for pillar in PILLARS}
    shown = told(section="capacity", **{"pillar-weights": "own"}, **weights)
    assert (load_texts("zh")("capacity.no_points") in shown) == says


def test_a_section_that_opens_on_the_sample_by_itself_says_so() -> None:
    words = load_texts("zh")("flow_controls.opened_on_sample")
    assert words in html_of(opened("transfer", section="flows"))
    assert words not in html_of(opened("transfer", section="flows", layer="sample"))


def test_the_test_of_order_says_which_side_is_counted_how_the_share_changed_and_what_speaks_against_it() -> None:
    shown = told(section="order")
    assert "（单侧）；双侧 p＝" in shown
    assert "个百分点，" in shown
    assert "由低到高一侧同样是梯度差越大、每对新设越多" in shown


def test_the_source_of_the_centres_is_of_the_years_shown() -> None:
    shown = told(section="centres", until="2021")
    assert "2019—2021年" in shown and "2019—2023年" not in shown
