"""The pages show the sample register like any layer, and never without its mark."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
from test_pages import CHARTS, assert_sound, html_of, opened

from pages.frames import section_table
from pages.gaps import SECTIONS
from pages.texts import load_texts
from pages.transfer import SECTIONS as TRANSFER_SECTIONS
from queries.regions import LEVELS

pytestmark = pytest.mark.usefixtures("sampled_pages")


def warnings(page: str, language: str = "zh", **query: Any) -> list[str]:
    """What a page warns of when opened from a link, after it was found sound."""
    screen = opened(page, language, **query)
    assert_sound(screen)
    assert html_of(screen)
    return [warning.value for warning in screen.warning]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("page", CHARTS)
def test_every_page_of_the_sample_bears_the_banner(page: str, language: str) -> None:
    assert load_texts(language)("layer.banner") in warnings(page, language, layer="sample")


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("indicator", ["ip_service_institutions", "practising_patent_attorneys", "industry_revenue"])
def test_every_level_has_figures(level: str, indicator: str) -> None:
    assert warnings("distribution", layer="sample", level=level, indicator=indicator, year="2023")


@pytest.mark.parametrize("page", [page for page in CHARTS if page not in ("gaps", "transfer")])
def test_no_page_opens_on_the_sample_unless_asked(page: str) -> None:
    assert load_texts("zh")("layer.banner") not in warnings(page)


@pytest.mark.parametrize("page", ["gaps", "transfer"])
def test_what_no_published_figure_can_answer_opens_on_the_sample_and_says_so(page: str) -> None:
    assert load_texts("zh")("layer.banner") in warnings(page)


@pytest.mark.parametrize("section", TRANSFER_SECTIONS)
@pytest.mark.parametrize(("level", "region"), [("zone", ""), ("city", "510100"), ("major", ""), ("province", "710000")])
def test_every_section_on_transfer_has_an_answer_at_every_level(section: str, level: str, region: str) -> None:
    screen = opened("transfer", layer="sample", level=level, section=section, region=region)
    assert_sound(screen)
    assert list(screen.error) == []
    said = f"{html_of(screen)} {' '.join(info.value for info in screen.info)}"
    assert not re.search(r"\b(nan|inf|None|NaN)\b", said)
    assert screen.get("plotly_chart") or len(screen.info)


@pytest.mark.parametrize("section", SECTIONS)
@pytest.mark.parametrize("region", ["710000", "810000", "820000"])
def test_a_place_outside_the_survey_is_told_as_such_in_every_section_of_the_gaps(section: str, region: str) -> None:
    screen = opened("gaps", layer="sample", level="province", section=section, region=region)
    assert_sound(screen)
    assert list(screen.error) == []
    said = f"{html_of(screen)} {' '.join(info.value for info in screen.info)}"
    assert not re.search(r"\b(nan|inf|None|NaN)\b", said)
    if section == "service-coverage":
        assert "不在统计范围" in said and screen.get("plotly_chart") == []


def test_the_first_rows_of_a_long_table_are_drawn_and_its_download_has_all(monkeypatch: pytest.MonkeyPatch) -> None:
    offered: dict[str, Callable[[], bytes]] = {}
    monkeypatch.setattr(section_table, "download", lambda _, __, make, ___, key, **____: offered.update({key: make}))
    screen = opened("data", section="clusters", layer="sample")
    assert_sound(screen)
    drawn = max(element.proto.body.count("<tr") for element in screen.get("html")) - 1
    written = pd.read_csv(io.BytesIO(offered["csv-cluster-figures"]()), usecols=["集聚区", "年份"], dtype=str)
    captions = [re.match(r"共([\d,]+)行", one.value) for one in screen.caption]
    [told] = [int(found[1].replace(",", "")) for found in captions if found]
    assert drawn == section_table.MOST_ROWS < told == written["年份"].str.fullmatch(r"\d{4}").sum()
