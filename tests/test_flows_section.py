"""The section on flows of branches: what it says and draws of registers counted by hand and of those that lack much."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import plotly.graph_objects as go
import pytest
import streamlit as st
from small_register import IMPORT_FILE
from streamlit.testing.v1 import AppTest
from test_pages import assert_sound, figures, html_of, opened

from data.register.derive import derive
from data.snapshot import SnapshotReference
from geo.page_text import PageText
from pages.charts.flow_balance import Row, balance_figure
from pages.charts.flow_map import APART, MOST_NAMES, WIDTHS, named_ends, width_breaks, width_of
from pages.charts.flow_matrix import log_steps, matrix_figure
from pages.charts.flow_zones import zones_figure
from pages.charts.style import ZONE_COLOURS
from pages.exporters.chart.contract import check_figure
from pages.exporters.chart_image import chart_image
from pages.texts import load_texts
from queries.regions import ZONES

ZH = load_texts("zh")
HOMES = {"A": "110000", "B": "440100", "C": "420100", "D": "440000"}
# Head office, place, opened, closed. 北京→广州 2, 北京→武汉 1, 广州→武汉 1, 广州→深圳 1 (within 广东), 武汉→北京 1.
BRANCHES: list[tuple[str, str, str | None, str | None]] = [
    ("A", "440100", "2019-05-01", None), ("A", "440100", "2020-05-01", "2022-03-01"),
    ("A", "420100", "2020-05-01", None), ("B", "420100", "2021-05-01", None),
    ("B", "440300", "2021-05-01", None), ("C", "110000", "2021-05-01", None),
]
HAND = (*BRANCHES, ("A", "310000", None, None), ("D", "100000", "2021-01-01", None))
AT_HOME = [("B", "440300", "2021-05-01", None), ("B", "440100", "2022-05-01", "2023-01-01")]
NEVER_CLOSED = [(*row[:3], None) for row in BRANCHES]
Write = Callable[[Sequence[tuple[str, str, str | None, str | None]]], None]


@pytest.fixture
def write(real_snapshot: SnapshotReference, tmp_path: Path) -> Iterator[Write]:
    """Make a register with some branches the one that pages open, and leave nothing of it to other modules."""
    st.cache_resource.clear()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ATLAS_DATA", str(tmp_path))

        def write_one(branches: Sequence[tuple[str, str, str | None, str | None]]) -> None:
            path = tmp_path / real_snapshot.path.name
            shutil.copyfile(real_snapshot.path, path)
            _fill(path, branches)
            (tmp_path / "current").write_text(real_snapshot.snapshot_id, encoding="utf-8")

        yield write_one
    st.cache_resource.clear()


def _fill(path: Path, branches: Sequence[tuple[str, str, str | None, str | None]]) -> None:
    agencies = pd.DataFrame([(code, f"示例机构 {code}", "正常", "律师事务所", place) for code, place in HOMES.items()],
                            columns=["agency_code", "name", "status", "type", "region_code"])
    rows = pd.DataFrame(
        [(f"{home}-{number}", home, f"分支 {number}", place, pd.to_datetime(begun), pd.to_datetime(ended),
          "注销" if ended else "正常")
         for number, (home, place, begun, ended) in enumerate(branches)],
        columns=["branch_code", "agency_code", "name", "region_code", "established_on", "closed_on", "status"],
    ).astype({"established_on": "datetime64[us]", "closed_on": "datetime64[us]"})
    with duckdb.connect(str(path)) as connection:
        connection.append("import_file", pd.DataFrame([IMPORT_FILE]), by_name=True)
        connection.append("agency", agencies.assign(layer="imported"), by_name=True)
        connection.append("branch", rows.assign(layer="imported"), by_name=True)
        connection.append("service_offer", pd.DataFrame([("A", "专利", "代理"), ("B", "专利", "法律")], columns=[
            "agency_code", "ip_type", "service_form"]).assign(layer="imported"), by_name=True)
        derive(connection)


def section(language: str = "zh", **query: Any) -> AppTest:
    screen = opened("transfer", language, section="flows", layer="imported", **query)
    assert_sound(screen)
    assert list(screen.error) == []
    return screen


def findings(screen: AppTest) -> list[str]:
    return re.findall(r'<h2 class="finding">(.*?)</h2>', html_of(screen))


def arrows(screen: AppTest) -> list[str]:
    """What stands beside the pointer on every head of an arrow."""
    return [text for trace in figures(screen)[0]["data"] if trace.get("name") == "heads" for text in trace["text"]]


def test_provinces_by_hand(write: Write) -> None:
    write(HAND)
    screen = section(level="province")
    links, balance = findings(screen)
    assert links == (
        "2019—2022年新设分支机构共6家，17%设在本省；跨省5家，以北京→广东最多（2家），净流入最多的是湖北、广东（+1家）"
    )
    assert balance == "净流入最多的是湖北、广东（+1家），净流出最多的是北京（−2家）"
    assert sorted(arrows(screen)) == ["北京→广东：2家", "北京→湖北：1家", "广东→湖北：1家", "湖北→北京：1家"]
    said = html_of(screen)
    assert "显示全部4条，全部跨省5家。" in said
    # 北京 −2, 湖北 and 广东 +1, of five branches that crossed a border: 4 / 10.
    assert "净流入合计ΣN＝0" in said and "MEI＝0.40" in said
    assert ZH("flows.remark_left", undated=1, unplaced=1) in said


def test_a_selected_place_shows_its_own_flows(write: Write) -> None:
    write(HAND)
    screen = section(level="province", region="110000")
    assert findings(screen)[0] == (
        "2019—2022年新设分支机构：北京流出3家（最多流向广东，2家），流入1家（最多来自湖北，1家），净流入−2家"
    )
    assert sorted(arrows(screen)) == ["北京→广东：2家", "北京→湖北：1家", "湖北→北京：1家"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"from": "2021", "to": "2021"}, "2021年新设分支机构共3家，33%设在本省；跨省2家"),
        ({"counted": "standing"}, "2022年末存续分支机构共5家，20%设在本省；跨省4家"),
        ({"counted": "closings"}, "2019—2022年关闭分支机构共1家，0%设在本省；跨省1家"),
        ({"service": "legal"}, "2019—2022年新设分支机构（总部提供法律服务）共2家，50%设在本省；跨省1家"),
        ({"level": "city"}, "2019—2022年新设分支机构共6家，0%设在本市；跨市6家"),
        ({"level": "zone"}, "2019—2022年新设分支机构共6家，50%设在本地带；跨地带3家"),
        ({"flow-view": "zones"},
         "2019—2022年新设分支机构共6家，50%设在本地带；跨地带3家，以东部→中部最多（2家，占67%）"),
        ({"flow-view": "matrix"}, "2019—2022年新设分支机构：31个省两两之间共930对，4对有流向"),
    ],
    ids=["one year", "standing", "closings", "of a form", "cities", "zones", "bands", "matrix"],
)
def test_what_is_counted(write: Write, query: dict[str, str], expected: str) -> None:
    write(HAND)
    assert findings(section(**{"level": "province", **query}))[0].startswith(expected)


def test_a_threshold_hides_and_says_so(write: Write) -> None:
    write(HAND)
    screen = section(level="province", least="2")
    assert arrows(screen) == ["北京→广东：2家"]
    assert "共4条线路、5家；图中所示1条占其中家数的40%，另有3条未显示。" in html_of(screen)


@pytest.mark.parametrize("sight", ["map", "zones", "matrix"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_everything_at_home(write: Write, sight: str, language: str) -> None:
    write(AT_HOME)
    screen = section(language, **{"level": "province", "flow-view": sight})
    said = html_of(screen)
    assert not re.search(r"\b(nan|inf|None|NaN)\b", said)
    texts = load_texts(language)  # type: ignore[arg-type]
    unit = texts(f"flow_unit.{'zone' if sight == 'zones' else 'province'}")
    assert texts("flows.check_none", sum="0", unit=unit) in said
    if sight == "zones":
        assert texts("flows.zones_one", place="东部" if language == "zh" else "Eastern zone") in said


@pytest.mark.parametrize("language", ["zh", "en"])
def test_closings_without_dates_name_what_is_missing(write: Write, language: str) -> None:
    write(NEVER_CLOSED)
    screen = section(language, counted="closings")
    texts = load_texts(language)  # type: ignore[arg-type]
    assert [info.value for info in screen.info] == [texts("flows.no_closings")]
    assert screen.get("plotly_chart") == []
    assert len(screen.get("download_button")) == 1


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_register_without_branches_offers_the_templates(write: Write, language: str) -> None:
    write([])
    screen = section(language)
    texts = load_texts(language)  # type: ignore[arg-type]
    assert [info.value for info in screen.info] == [texts("flows.no_branches", layer=texts("layer.imported"))]
    assert len(screen.get("download_button")) == 2


def test_years_in_which_nothing_happened(write: Write) -> None:
    write(HAND)
    screen = section(counted="closings", **{"from": "2019", "to": "2021"})
    assert [info.value for info in screen.info] == [ZH("flows.nothing", what="2019—2021年关闭分支机构")]


@pytest.mark.parametrize("counts", [[1], [1, 1, 1], [2, 9], [1, 2, 3, 4], [10, 29, 55, 96], [1, 7, 4000]])
def test_widths_grow_with_the_counts(counts: list[int]) -> None:
    breaks = width_breaks(pd.DataFrame({"count": counts}))
    assert breaks == sorted(set(breaks)) and len(breaks) < len(WIDTHS)
    widths = [width_of(count, breaks) for count in sorted(counts)]
    assert widths == sorted(widths)
    assert len(set(counts)) == 1 or widths[-1] > widths[0]


def test_the_ends_with_most_branches_are_named_and_no_name_lies_on_another() -> None:
    links = pd.DataFrame({"origin": ["a", "a", "b"], "destination": ["b", "c", "d"], "count": [9, 5, 1]})
    wide, high = APART
    places = {"a": (116.0, 40.0), "b": (116.0 + wide / 2, 40.0), "c": (104.0, 30.0), "d": (104.0, 30.0 + 2 * high)}
    assert named_ends(links, places) == ["a", "c", "d"]
    others = [str(number) for number in range(1, 60)]
    many = pd.DataFrame({"origin": "0", "destination": others, "count": range(59, 0, -1)})
    apart = {str(number): (number * 2 * wide, 30.0) for number in range(60)}
    assert named_ends(many, apart) == [str(number) for number in range(MOST_NAMES)]
    assert named_ends(links.iloc[:0], places) == []


@pytest.mark.parametrize("largest", [0, 1, 4, 96, 1200, 9_000_000])
def test_the_scale_of_the_matrix_begins_at_one(largest: int) -> None:
    steps = log_steps(largest)
    assert steps[0] == 1 and steps == sorted(set(steps)) and len(steps) <= 7
    assert steps[-1] <= max(largest, 1)


def _matrix(flows: pd.DataFrame, has_long_names: bool) -> go.Figure:
    words = flows.astype(str)
    return matrix_figure(flows, list(flows.index), words, ("流出", "流入"), "本地", ["east"], [1], 400,
                         lambda low, high: f"{low}—{high}", has_long_names)


def test_every_chart_can_be_drawn_on_paper() -> None:
    flows = pd.DataFrame([[9, 5, 0, 7], [1, 4, 0, 2], [0, 0, 3, 0], [60, 0, 2, 8]], index=ZONES, columns=ZONES)
    words = flows.astype(str)
    sides = dict.fromkeys(ZONES, ("左", "右"))
    rows = [Row("east", "东部", 12, 61, "+49（+67%）", False), Row("west", "西部", 0, 0, "无流动", True)]
    charts = [
        _matrix(flows, False), _matrix(flows, True), _matrix(flows * 0, False),
        zones_figure(flows, ZONE_COLOURS, ("左", "右"), words, words, sides, 400),
        balance_figure(rows, ("流出", "流入"), "净流入"),
    ]
    for chart in charts:
        check_figure(chart)
        assert chart_image(chart, "png", PageText("标题", "", ("来源",)))[:4] == b"\x89PNG"


def test_the_matrix_paints_every_field_once_and_adds_up() -> None:
    flows = pd.DataFrame([[9, 5, 0, 7], [1, 4, 0, 2], [0, 0, 3, 0], [60, 0, 2, 8]], index=ZONES, columns=ZONES)
    figure = _matrix(flows, False)
    shapes = {trace.name: list(trace.x).count(None) for trace in figure.data if trace.fill}
    assert shapes == {"1—1": 1, "2—4": 2, "5—9": 2, "50—None": 1, "本地": 4}
    texts = [text for trace in figure.data if trace.mode == "text" for text in trace.text]
    assert sorted(texts) == sorted(
        ["5", "7", "1", "2", "60", "2", "9", "4", "3", "8", "12", "3", "0", "62", "61", "5", "2", "9", "77"]
    )


def test_the_bands_of_zones_are_as_wide_as_their_branches() -> None:
    flows = pd.DataFrame([[0, 6, 0, 2], [1, 0, 0, 0], [0, 0, 0, 0], [1, 0, 0, 0]], index=ZONES, columns=ZONES)
    words = flows.astype(str)
    figure = zones_figure(flows, ZONE_COLOURS, ("左", "右"), words, words, dict.fromkeys(ZONES, ("左", "右")), 400)
    bands = [trace for trace in figure.data if trace.fill == "toself"]
    assert [round(band.y[0] - band.y[-1], 3) for band in bands] == [0.6, 0.2, 0.1, 0.1]
    bars = [shape.y1 - shape.y0 for shape in figure.layout.shapes]
    assert bars == pytest.approx([0.8, 0.1, 0.0, 0.1, 0.2, 0.6, 0.0, 0.2])
