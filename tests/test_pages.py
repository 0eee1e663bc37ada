"""Every page in both languages, from deep links and with nothing to show: no exception, figures that can be read."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from pages.clusters import SECTIONS as CLUSTER_SECTIONS
from pages.controls.selectors import METHODS
from pages.texts import load_texts
from pages.transfer import SECTIONS as TRANSFER_SECTIONS
from queries.catalogue import load_catalogue
from queries.regions import LEVELS

DOOR = Path(__file__).resolve().parents[1] / "pages" / "shell" / "door.py"
LONGEST_RUN = 60
# What the label of an indicator with few figures ends in, as in 专利代理机构 · 服务机构（4/31）.
COVERED = re.compile(r"（\d+/\d+）$")
CHARTS = {
    "overview": 3, "distribution": 4, "gaps": 1, "transfer": 3, "clusters": 2, "region": 0, "briefing": 0, "data": 0,
    "methods": 0,
}
DEEP_LINKS: dict[str, tuple[str, dict[str, Any]]] = {
    "years to close": ("gaps", {"section": "years"}),
    "years to close for a zone": ("gaps", {"section": "years", "level": "zone", "reference": "east", "still": "yes"}),
    "a scenario": ("gaps", {"section": "years", "scenario": ["320000~nation~y2030~计划", "nonsense"], "by": "1850"}),
    "region": ("distribution", {"region": "440000"}),
    "zone within provinces": ("distribution", {"region": "west", "breaks": "fisher-jenks"}),
    "zones": ("distribution", {"level": "zone", "indicator": "designs_per_10k_people"}),
    "major regions": ("distribution", {"level": "major", "region": "greater-bay-area"}),
    "cities of a province": ("distribution", {"level": "city", "region": "440000"}),
    "one city": ("distribution", {"level": "city", "region": "440100", "compare": ["440300", "310000"]}),
    "own breaks": ("distribution", {"breaks": "20,50,100"}),
    "two years": ("distribution", {"year": "2023", "against": "2018"}),
    "two years of a total": ("distribution", {"indicator": "patent_agencies", "year": "2019", "against": "2016"}),
    "outside the survey": ("distribution", {"region": "710000"}),
    "presentation": ("distribution", {"mode": "present", "region": "440000"}),
    "bounds only": ("distribution", {"indicator": "patent_agencies", "year": "2019", "region": "540000"}),
    "a total at city level": ("distribution", {"indicator": "patent_agencies", "year": "2019", "level": "city"}),
    "nothing known": ("distribution", {"level": "planet", "year": "1850", "region": "999999", "compare": ["foo"]}),
    "no such indicator": ("distribution", {"indicator": "nonsense", "breaks": "abc", "layer": "rumours"}),
    "breaks that are no numbers": ("distribution", {"breaks": "1e999,nan"}),
    "an odd snapshot": ("distribution", {"snapshot": "../../etc/passwd"}),
    "agencies without a register": ("distribution", {"section": "agencies", "q": "专利"}),
    "services without a register": ("distribution", {"section": "structure", "region": "west"}),
    "a national series": ("overview", {"series": "forms"}),
    "sources": ("data", {"section": "sources"}),
    "breaks": ("data", {"section": "breaks"}),
    "checks": ("data", {"section": "checks"}),
    "clusters": ("data", {"section": "clusters"}),
    "places": ("data", {"section": "places"}),
    "coverage of cities": ("data", {"coverage-level": "city"}),
    **{f"transfer, {name}": ("transfer", {"section": name, "region": "620000"}) for name in TRANSFER_SECTIONS},
    **{f"clusters, {name}": ("clusters", {"section": name, "cluster": "wuhan_donghu"}) for name in CLUSTER_SECTIONS},
    "a cluster nobody knows": ("clusters", {"section": "growth", "cluster": "atlantis"}),
    "transfer between zones": ("transfer", {"section": "test", "level": "zone", "source": "east", "target": "east"}),
    "profile of a zone": ("region", {"region": "west"}),
    "profile of a major region": ("region", {"region": "greater-bay-area"}),
    "profile of a province": ("region", {"region": "440000"}),
    "profile of a city": ("region", {"region": "510100"}),
    "profile of a place outside the survey": ("region", {"region": "810000"}),
    "profile of a place that does not exist": ("region", {"region": "atlantis", "level": "planet"}),
    "profile of the nation": ("region", {"region": "100000"}),
    "one subject": ("methods", {"subject": "talent"}),
}

pytestmark = pytest.mark.usefixtures("fresh_caches", "snapshot_folder")


def opened(page: str, language: str = "zh", **query: Any) -> AppTest:
    """Run a page from its link, with every figure unfolded.

    AppTest knows pages by file only, so the hash of the path is set by hand.
    """
    screen = AppTest.from_file(DOOR, default_timeout=LONGEST_RUN)
    screen._page_hash = "" if page == "overview" else calc_hash(page)
    screen.session_state["disparity-fold"] = True
    for name, value in {"lang": language, **query}.items():
        screen.query_params[name] = value
    return screen.run()


def html_of(screen: AppTest) -> str:
    """Everything the page says in HTML of its own."""
    return unescape(" ".join(element.proto.body for element in screen.get("html")))


def figures(screen: AppTest) -> list[dict[str, Any]]:
    """The figures as the browser reads them; NaN and Infinity, which JSON lacks, fail here."""

    def refuse(constant: str) -> None:
        raise AssertionError(f"{constant} in a figure")

    return [json.loads(chart.proto.spec, parse_constant=refuse) for chart in screen.get("plotly_chart")]


def assert_sound(screen: AppTest) -> None:
    """No exception; every figure readable, with a name, and with boundaries of this host only."""
    assert [fault.message for fault in screen.exception] == []
    for figure in figures(screen):
        for trace in figure["data"]:
            assert str(trace.get("geojson", "./app/static/geo/")).startswith("./app/static/geo/")
    assert all(chart.proto.alt for chart in screen.get("plotly_chart"))


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("page", CHARTS)
def test_a_page_runs_in_a_language(page: str, language: str) -> None:
    screen = opened(page, language)
    assert_sound(screen)
    assert len(screen.get("plotly_chart")) == CHARTS[page]
    assert load_texts(language)("app.brand") in html_of(screen)
    assert list(screen.error) == []


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", DEEP_LINKS)
def test_a_deep_link_runs(name: str, language: str) -> None:
    page, query = DEEP_LINKS[name]
    screen = opened(page, language, **query)
    assert_sound(screen)
    assert list(screen.error) == []
    if query.get("region") == "440000":
        assert ("广东" if language == "zh" else "Guangdong") in html_of(screen)


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"level": "planet"}, 1),
        ({"compare": ["foo", "440000", "bar"]}, 2),
        ({"level": "city", "region": "440100", "year": "1850"}, 1),
        ({"region": "440100"}, 0),
        ({"mode": "shout", "lang": "xx"}, 2),
        ({"snapshot": "0123456789ab"}, 1),
    ],
)
def test_every_ignored_value_is_named_once(query: dict[str, Any], count: int) -> None:
    screen = opened("distribution", **query)
    assert_sound(screen)
    head = load_texts("zh")("notice.rejected", parameter="", value="").split("“")[0]
    assert sum(note.value.count(head) for note in screen.info) == count


@pytest.mark.parametrize("level", LEVELS)
def test_every_indicator_of_a_level_can_be_shown(level: str) -> None:
    screen = opened("distribution", level=level)
    texts = load_texts("zh")
    labels = {
        texts("control.indicator_option", subject=texts(f"subject.{one.subject}"), name=one.name_zh): one.id
        for one in load_catalogue().values()
    }
    offered = [labels[COVERED.sub("", label)] for label in screen.selectbox(key="indicator").options]
    assert len(offered) > 5
    faults = {}
    for indicator in offered:
        screen.query_params["indicator"] = indicator
        screen.run()
        try:
            assert_sound(screen)
            assert f"{screen.selectbox(key='year').value}年" in html_of(screen)
        except (AssertionError, KeyError) as fault:
            faults[indicator] = str(fault)[:300]
    assert faults == {}


@pytest.mark.parametrize("level", LEVELS)
def test_every_year_and_every_way_of_cutting_classes_can_be_shown(level: str) -> None:
    screen = opened("distribution", level=level)
    years = [int(year) for year in screen.selectbox(key="year").options]
    choices = [("year", year) for year in years] + [("breaks", method) for method in METHODS]
    for key, value in [*choices, *(("against", year) for year in years[:-1]), ("breaks", "5,50")]:
        screen.query_params[key] = str(value)
        screen.run()
        assert_sound(screen)


def test_the_language_can_be_switched_without_losing_the_view() -> None:
    screen = opened("distribution", region="440000", level="city")
    screen.button_group(key="lang").set_value("en").run()
    assert_sound(screen)
    assert screen.selectbox(key="region").value == "440000"
    assert "Guangdong" in html_of(screen)
