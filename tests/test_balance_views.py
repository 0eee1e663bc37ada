"""The section balance on every layer and level, in both languages: sound figures, or plain words where none can be."""

from __future__ import annotations

import re

import pytest
from test_pages import assert_sound, html_of, opened

from pages.controls.balance_selectors import SIGHTS
from pages.texts import load_texts
from queries.formulas.spatial_weights import POLICIES
from queries.regions import LEVELS

pytestmark = pytest.mark.usefixtures("sampled_pages")


CHARTS = {
    ("ratio", "zone"): 2, ("ratio", "major"): 2, ("ratio", "province"): 2, ("ratio", "city"): 2,
    ("coupling", "zone"): 1, ("coupling", "major"): 1, ("coupling", "province"): 1, ("coupling", "city"): 1,
    ("clusters", "zone"): 0, ("clusters", "major"): 0, ("clusters", "province"): 2, ("clusters", "city"): 2,
    ("reach", "zone"): 2, ("reach", "major"): 2, ("reach", "province"): 2, ("reach", "city"): 2,
}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(("sight", "level"), CHARTS)
def test_every_view_of_the_sample_is_sound(sight: str, level: str, language: str) -> None:
    screen = opened("gaps", language, section="balance", layer="sample", level=level, **{"balance-view": sight})
    assert_sound(screen)
    assert list(screen.error) == []
    assert len(screen.get("plotly_chart")) == CHARTS[sight, level]
    said = html_of(screen) + " ".join(note.value for note in screen.info)
    assert re.findall(r"\b(?:nan|inf|NaN)\b", said.split("</style>")[-1]) == []


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("sight", SIGHTS)
def test_what_is_published_gets_figures_or_a_sentence(sight: str, level: str) -> None:
    screen = opened("gaps", section="balance", layer="published", level=level, **{"balance-view": sight})
    assert_sound(screen)
    assert screen.get("plotly_chart") or screen.info


def test_a_link_restores_view_distance_and_bases() -> None:
    screen = opened("gaps", section="balance", layer="sample", distance="120", **{"balance-view": "reach"})
    assert_sound(screen)
    assert screen.slider(key="distance").value == 120
    assert "120公里" in html_of(screen)
    screen = opened("gaps", section="balance", layer="sample", bases=["gdp", "population_census"])
    assert screen.multiselect(key="bases").value == ["gdp", "population_census"]
    head = load_texts("zh")("notice.rejected", parameter="", value="").split("“")[0]
    screen = opened("gaps", section="balance", layer="sample", distance="0", **{"balance-view": "reach"})
    assert sum(note.value.count(head) for note in screen.info) == 1


def test_permutations_threshold_and_islands_stand_beside_the_statistic() -> None:
    screen = opened("gaps", section="balance", layer="sample", demand="gdp", **{"balance-view": "clusters"})
    said = html_of(screen)
    policies = [load_texts("zh")(f"balance.policy.{policy}") for policy in POLICIES]
    for words in ("莫兰指数I＝", "置换9,999次", "伪发现率5%", "广东—海南", *policies):
        assert words in said, words
