"""The sections on agencies: every layer in both languages, one agency, none, and what a link asks of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import duckdb
import pytest
import streamlit as st
from real_maps import screen_of
from small_register import AGENCIES, write_register_beside
from streamlit.testing.v1 import AppTest
from test_pages import assert_sound, figures, html_of, opened

from data.snapshot import SnapshotReference, current_snapshot
from geo.map_image import map_image
from pages.charts.agency_map import agency_map
from pages.frames.agency_tables import agency_list
from pages.frames.html import link_to
from pages.frames.structure_tables import (
    DOWNLOADED,
    difference_rows,
    size_rows,
    structure_dictionary,
    structure_rows,
)
from pages.texts import load_texts
from queries.agencies import IP_TYPES, SERVICE_FORMS, AgencySearch, agency_counts, agency_points, every_agency
from queries.engine import Engine
from queries.offer_structure import OfferStructure, offer_structure

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


def unfolded(part: str, name: str, **query: Any) -> AppTest:
    """A section with one of the parts at the foot of a figure unfolded."""
    screen = section(name, **query)
    screen.session_state[part] = True
    screen.run()
    assert_sound(screen)
    return screen


def findings(screen: AppTest) -> list[str]:
    """The sentences above the figures."""
    return re.findall(r'<h2 class="finding">(.*?)</h2>', html_of(screen))


def points(screen: AppTest) -> list[str]:
    """Codes of the points or circles on the map."""
    traces = [trace for figure in figures(screen) for trace in figure["data"] if trace.get("name") == "symbols"]
    rows = [row for trace in traces for row in trace["customdata"]]
    # Where signs share words the code is the first of what travels with each.
    return [row[0] if isinstance(row, list) else row for row in rows]


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
    assert findings(screen) == ["名录收录全国机构11家，其中正常9家、注销1家、经营异常1家；广东最多，6家。"]


def test_the_files_of_the_register_are_named_as_its_source() -> None:
    for name in ("agencies", "structure"):
        line = ZH("agencies.file", file="名录.xlsx", author="测试", day="2024-02-03")
        assert ZH("frame.source", title=line, grade=ZH("grade.loaded_file")) in html_of(section(name))


def test_a_few_agencies_with_coordinates_are_points() -> None:
    screen = section("agencies", region="110000")
    assert points(screen) == ["A1", "A2", "A3"]
    assert ZH("agencies.as_points", count="3") in html_of(screen)


def test_a_register_that_lacks_coordinates_is_drawn_in_circles_which_need_none() -> None:
    screen = section("agencies", region="440000")
    assert points(screen) == ["440300", "440100"]
    text = html_of(screen)
    assert ZH("agencies.as_circles_unlocated", located="4", unit="市", count="5") in text
    assert ZH("agencies.without_city", count="1") in text
    assert points(section("agencies", region="500000")) == ["500000"]
    assert screen.get("plotly_chart")[0].proto.alt == ZH("agencies.alternative", place="广东", count=6, drawn=5)


def test_agencies_known_by_their_province_alone_leave_a_map_of_cities_empty_and_are_counted_in_words() -> None:
    screen = section("agencies", region="440000", q="全省")
    assert points(screen) == []
    assert ZH("agencies.without_city", count="1") in html_of(screen)


def test_the_table_of_circles_holds_what_the_circles_show() -> None:
    screen = unfolded("table-agencies", "agencies", region="440000")
    for cells in ("深圳</td><td class=\"number\">3", "广州</td><td class=\"number\">2"):
        assert f"<td>{cells}</td>" in html_of(screen)
    assert f"<td>{ZH('agencies.place_alone', place='广东')}</td>" in html_of(screen)


HOSTILE = "![x](http://evil.example/p.png)"


def markdown_of(screen: AppTest) -> str:
    """Everything that the page hands to Markdown."""
    return " ".join(str(element.value) for element in [*screen.markdown, *screen.caption])


def test_words_of_a_search_become_no_image_in_the_note_on_a_figure() -> None:
    screen = unfolded("note-agencies", "agencies", q=HOSTILE)
    assert ZH("note.remark", text=findings(screen)[0]) in html_of(screen)
    assert HOSTILE not in markdown_of(screen)


@pytest.mark.parametrize("column", ["file", "author"])
def test_names_that_came_with_a_register_become_no_image_in_the_note_on_a_figure(
    real_snapshot: SnapshotReference, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, column: str
) -> None:
    written = write_register_beside(real_snapshot, tmp_path).path
    with duckdb.connect(str(written)) as connection:
        connection.execute(f"update import_file set {column} = ?", [HOSTILE])
    monkeypatch.setenv("ATLAS_DATA", str(tmp_path))
    st.cache_resource.clear()
    screen = unfolded("note-sizes", "structure")
    assert html_of(screen).count(HOSTILE) >= 2
    assert HOSTILE not in markdown_of(screen)


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://example.org/a?b=1", "[题\\[x\\]](https://example.org/a?b=1)"),
        ("https://example.org/) ![x](http://evil.example", "[题\\[x\\]](https://example.org/%29%20!%5Bx%5D%28http://evil.example)"),
        ("javascript:alert(1)", "题\\[x\\]"),
    ],
)
def test_the_address_of_a_source_becomes_one_link_of_the_web_or_none(address: str, shown: str) -> None:
    assert link_to("题[x]", address) == shown


def test_filters_narrow_the_sentence_and_the_points() -> None:
    screen = section("agencies", region="440000", form=["agency", "legal"], ip=["patent"], status=["正常"])
    assert findings(screen) == ["名录收录广东符合条件（代理或法律；专利；正常）的机构2家，占该地6家的33.3%。"]
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
    spec = agency_map(screen, "east", *found).spec
    assert [set(outline.codes) for outline in spec.outlines] == [set(screen.regions.members("east", "province"))]
    assert spec.hover["310000"] == "上海：0家"
    assert spec.hover["510000"] == "四川：所选地区以外"
    assert spec.hover["710000"] == "台湾：不在统计范围"
    engine.close()


def test_nothing_found_is_said_and_the_map_still_shows_the_country() -> None:
    screen = section("agencies", q="<b>无此机构</b>")
    assert ZH("agencies.contains", text="<b>无此机构</b>") in findings(screen)[0]
    assert points(screen) == []
    assert "<b>无此机构" not in " ".join(element.proto.body for element in screen.get("html"))


def test_the_list_says_of_which_year_its_figures_are(register_folder: Path) -> None:
    engine = Engine(current_snapshot(register_folder))
    screen = screen_of(engine)
    listed = agency_list(screen, every_agency(engine, screen.regions, AgencySearch("imported"), "code"))
    years = dict(zip(listed[ZH("agency_column.code")], listed[ZH("agency_column.year")], strict=True))
    assert (years["A1"], years["A3"], years["B2"]) == ("2023", "2021", "")
    engine.close()


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


def test_every_figure_of_the_structure_names_its_year_and_its_own_formula() -> None:
    for language in ("zh", "en"):
        texts = load_texts(language)
        said = html_of(section("structure", language, region="440000", reported="2023"))
        for key in ("structure", "difference", "sizes"):
            assert f"{texts(f'structure_formula.{key}')}" in said
        assert said.count(texts("structure.as_reported", year=2023)) == 3
        assert texts("agencies.period", first=2021, last=2023) not in said
        standing = html_of(section("structure", language, region="440000", reported="standing"))
        assert standing.count(texts("structure.as_it_stands", first=2021, last=2023)) == 3


def test_the_filter_of_sizes_says_of_which_year_sizes_are() -> None:
    screen = section("structure", reported="2022", size=["large"])
    assert screen.multiselect(key="size").label == ZH("structure.size_of_year", year=2022)
    screen.selectbox(key="reported").set_value("standing").run()
    assert screen.multiselect(key="size").label == ZH("agency_filter.size")
    assert screen.multiselect(key="size").value == ["large"]


def test_every_figure_of_the_structure_is_downloaded_as_it_is_shown(register_folder: Path) -> None:
    engine = Engine(current_snapshot(register_folder))
    screen = screen_of(engine)

    def of(place: str, *sizes: str) -> OfferStructure:
        return offer_structure(engine, screen.regions, "imported", place, 2023, sizes)

    chosen = ("small", "large")
    grid = structure_rows(screen, {"440000": of("440000", *chosen)}, 2023, chosen)
    assert set(grid["机构总数（家）"]) == {5} and set(grid["规模"]) == {"小型、大型"}
    cell = grid[(grid["知识产权类型"] == "专利") & (grid["业务形态"] == "代理")].iloc[0]
    assert (cell["机构数（家）"], cell["占比"]) == (2, 2 / 5)
    pair = {"440000": of("440000"), "110000": of("110000")}
    beside = difference_rows(screen, pair, 2023, ())
    cell = beside[(beside["知识产权类型"] == "专利") & (beside["业务形态"] == "代理")].iloc[0]
    assert cell["占比之差（百分点）"] == pytest.approx(100 * (2 / 6 - 1 / 2))
    assert len(beside) == len(IP_TYPES) * len(SERVICE_FORMS)
    sizes = size_rows(screen, {place: of(place) for place in ("440000", "100000")}, 2023)
    assert list(dict.fromkeys(sizes["地区"])) == ["广东", "全国"]
    assert list(sizes[sizes["地区"] == "全国"]["机构数（家）"]) == [6, 1, 1, 1]
    assert set(sizes[sizes["地区"] == "全国"]["机构总数（家）"]) == {9}
    for frame, rows in (("structure", grid), ("difference", beside), ("sizes", sizes)):
        assert list(structure_dictionary(screen, DOWNLOADED[frame])[ZH("column.name")]) == list(rows.columns)
    engine.close()


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
    assert findings(section("agencies")) == ["名录收录全国机构1家，其中正常1家。"]
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
