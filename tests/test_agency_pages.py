"""The sections on agencies: every layer in both languages, one agency, none, and what a link asks of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from real_maps import screen_of
from small_register import AGENCIES, write_register_beside
from streamlit.testing.v1 import AppTest
from test_pages import assert_sound, figures, html_of, opened

from data.snapshot import SnapshotReference, current_snapshot
from geo.map_image import map_image
from pages.charts.agency_map import agency_map
from pages.texts import load_texts
from queries.agencies import AgencySearch, agency_counts, agency_points
from queries.engine import Engine

ZH = load_texts("zh")
IMPORTED = [row for row in AGENCIES if row[-1] == "imported"]


@pytest.fixture(scope="module")
def register_folder(real_snapshot: SnapshotReference, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real facts with eleven imported agencies."""
    return write_register_beside(real_snapshot, tmp_path_factory.mktemp("register")).path.parent


@pytest.fixture(autouse=True)
def fresh_caches(register_folder: Path) -> Iterator[None]:
    """Pages open the imported register unless a test says otherwise, and leave nothing of it to other modules."""
    st.cache_resource.clear()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ATLAS_DATA", str(register_folder))
        yield
    st.cache_resource.clear()


def section(name: str, language: str = "zh", **query: Any) -> AppTest:
    """A section opened from a link, found sound, with nothing refused."""
    screen = opened("distribution", language, section=name, **query)
    assert_sound(screen)
    assert list(screen.error) == []
    return screen


def findings(screen: AppTest) -> list[str]:
    """The sentences above the figures."""
    return re.findall(r'<h2 class="finding">(.*?)</h2>', html_of(screen))


def points(screen: AppTest) -> list[str]:
    """Codes of the points or circles on the map."""
    traces = [trace for figure in figures(screen) for trace in figure["data"] if trace.get("name") == "symbols"]
    return [code for trace in traces for code in trace["customdata"]]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(("name", "charts"), [("agencies", 1), ("structure", 3)])
def test_a_section_of_the_imported_register_opens_on_it_without_being_told(
    name: str, charts: int, language: str
) -> None:
    screen = section(name, language, region="440000")
    assert len(screen.get("plotly_chart")) == charts
    assert load_texts(language)("layer.banner") not in html_of(screen)
    assert all(("广东" if language == "zh" else "Guangdong") in finding for finding in findings(screen)[:charts])


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", ["agencies", "structure"])
def test_a_layer_without_a_register_says_so_and_draws_nothing(name: str, language: str) -> None:
    screen = section(name, language, layer="published")
    texts = load_texts(language)
    assert screen.get("plotly_chart") == []
    assert [info.value for info in screen.info] == [texts("agencies.no_layer", layer=texts("layer.published"))]
    assert screen.button(key="to-imported").label == texts("agencies.to_layer", layer=texts("layer.imported"))


def test_the_sentence_counts_the_register_by_status() -> None:
    screen = section("agencies")
    assert findings(screen) == ["全国登记机构11家，其中正常9家、注销1家、经营异常1家；广东最多，6家。"]


def test_the_files_of_the_register_are_named_as_its_source() -> None:
    for name in ("agencies", "structure"):
        line = ZH("agencies.file", file="名录.xlsx", author="测试", day="2024-02-03")
        assert ZH("frame.source", title=line, grade=ZH("grade.loaded_file")) in html_of(section(name))


def test_the_points_are_those_of_the_agencies_found_and_the_others_are_counted_in_words() -> None:
    screen = section("agencies", region="440000")
    assert points(screen) == ["A4", "A5", "A6", "A8"]
    text = html_of(screen)
    assert ZH("agencies.as_points", count="4") in text
    assert ZH("agencies.without_point", count="2") in text


def test_filters_narrow_the_sentence_and_the_points() -> None:
    screen = section("agencies", region="440000", form=["agency", "legal"], ip=["patent"], status=["正常"])
    assert findings(screen) == ["广东符合条件（代理或法律；专利；正常）的机构2家，占登记机构6家的33.3%。"]
    assert points(screen) == ["A4", "A6"]


def test_a_name_with_the_signs_of_a_pattern_is_found_as_it_stands() -> None:
    assert "1家" in findings(section("agencies", q="100%"))[0]
    assert points(section("agencies", q="_")) == ["A4"]


def test_the_map_is_printed_with_a_circle_for_every_point(register_folder: Path) -> None:
    engine = Engine(current_snapshot(register_folder))
    screen, search = screen_of(engine), AgencySearch("imported", "440000")
    found = agency_counts(engine, screen.regions, search), agency_points(engine, screen.regions, search, 10)
    drawn = agency_map(screen, search.region, *found)
    assert (drawn.drawn, drawn.without_place, len(drawn.spec.symbols)) == (4, 2, 4)
    assert [fill.label for fill in drawn.spec.fills] == ["有符合条件的机构（2）", "没有符合条件的机构（19）"]
    picture = map_image(drawn.spec, screen.boundaries, "svg", "题目", "副题", ()).decode()
    assert drawn.spec.note[:20] in unescape(picture)
    assert "南海诸岛" in picture
    engine.close()


def test_the_ground_tells_what_was_searched_from_what_was_not(register_folder: Path) -> None:
    engine = Engine(current_snapshot(register_folder))
    screen, search = screen_of(engine), AgencySearch("imported", "east")
    found = agency_counts(engine, screen.regions, search), agency_points(engine, screen.regions, search, 10)
    fills = {fill.label: len(fill.codes) for fill in agency_map(screen, "east", *found).spec.fills}
    assert list(fills.values()) == [3, 7, 21, 3]
    assert "所选地区以外（21）" in fills
    engine.close()


def test_nothing_found_is_said_and_the_map_still_shows_the_country() -> None:
    screen = section("agencies", q="<b>无此机构</b>")
    assert ZH("agencies.contains", text="<b>无此机构</b>") in findings(screen)[0]
    assert points(screen) == []
    assert "<b>无此机构" not in " ".join(element.proto.body for element in screen.get("html"))


def test_one_agency_is_shown_in_full_and_closed_again() -> None:
    screen = section("agencies", agency="A1")
    text = html_of(screen)
    assert "甲'乙\"丙" in text and "2001-05-01" in text and "深圳分支" in text
    assert ZH("agencies.offered", ip_type="专利", forms="代理、咨询") in text
    screen.button(key="close-agency").click().run()
    assert_sound(screen)
    assert "2001-05-01" not in html_of(screen)
    assert "agency" not in screen.query_params


def test_an_agency_without_reports_branches_or_offers_says_so() -> None:
    text = html_of(section("agencies", agency="B2"))
    assert ZH("agencies.no_offers") in text


@pytest.mark.parametrize(
    ("query", "refused"),
    [
        ({"agency": "NOBODY"}, "agency = NOBODY"), ({"form": ["agency", "magic"]}, "form = magic"),
        ({"table-page": "99"}, "table\\-page = 99"), ({"table-page": "-1"}, "table\\-page = \\-1"),
        ({"foreign": "maybe"}, "foreign = maybe"), ({"sort": "beauty"}, "sort = beauty"),
        ({"grade": ["Z"]}, "grade = Z"), ({"per-page": "7"}, "per\\-page = 7"),
    ],
)
def test_what_a_link_asks_and_the_register_lacks_is_named_and_left_out(query: dict[str, Any], refused: str) -> None:
    screen = section("agencies", **query)
    assert refused.replace("\\", "") in " ".join(note.value for note in screen.info).replace("\\", "")


def test_a_new_search_begins_at_its_first_page() -> None:
    screen = section("agencies", agency="A1")
    screen.text_input(key="q").set_value("A").run()
    assert_sound(screen)
    assert "agency" not in screen.query_params
    assert screen.query_params["q"] == "A"


def test_the_structure_says_what_is_offered_and_that_offers_do_not_add_up() -> None:
    screen = section("structure", region="110000", reported="2023")
    assert findings(screen)[0].startswith("2023年北京有机构2家，其中2家登记了业务；商标代理（100.0%）、")
    labels = {text["text"] for text in figures(screen)[0]["layout"]["annotations"]}
    assert ZH("structure.cell", count="2", share="100.0%") in labels


def test_the_structure_compares_with_the_nation_by_default_and_with_another_place_if_asked() -> None:
    assert "与全国相比" in findings(section("structure", region="110000"))[1]
    assert "与广东相比" in findings(section("structure", region="110000", beside="440000"))[1]
    assert len(section("structure").get("plotly_chart")) == 2


def test_the_size_restricts_the_offers_and_not_the_sizes() -> None:
    screen = section("structure", region="440000", size=["large"])
    assert "有机构1家" in findings(screen)[0]
    assert "大型16.67%" in findings(screen)[2]


def test_the_register_as_it_stands_can_be_asked_for() -> None:
    assert "名录现状：全国有机构11家，其中10家登记了业务" in findings(section("structure", reported="standing"))[0]


def test_a_place_without_agencies_has_no_shares() -> None:
    screen = section("structure", region="540000")
    assert ZH("structure.nothing", when="2023年", place="西藏") in findings(screen)


def test_one_agency_alone_is_a_register_too(
    real_snapshot: SnapshotReference, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ATLAS_DATA", str(write_register_beside(real_snapshot, tmp_path, 1).path.parent))
    st.cache_resource.clear()
    assert findings(section("agencies")) == ["全国登记机构1家，其中正常1家。"]
    assert "有机构1家" in findings(section("structure"))[0]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", ["agencies", "structure"])
def test_the_sample_register_bears_its_mark(
    sampled_snapshot: SnapshotReference, monkeypatch: pytest.MonkeyPatch, name: str, language: str
) -> None:
    monkeypatch.setenv("ATLAS_DATA", str(sampled_snapshot.path.parent))
    st.cache_resource.clear()
    screen = section(name, language, layer="sample")
    banner = load_texts(language)("layer.banner")
    assert banner in [warning.value for warning in screen.warning]
    if name == "agencies":
        assert len(points(screen)) == 31
        annotations = figures(screen)[0]["layout"]["annotations"]
        assert [text["text"] for text in annotations if text.get("name") == "watermark"] == [banner]
