"""The section service coverage of the gaps page: what it says, draws and hands out, with and without a register."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import pytest
import streamlit as st
from real_maps import screen_of
from small_register import write_register_beside
from streamlit.testing.v1 import AppTest
from test_pages import assert_sound, figures, html_of, opened

from data.snapshot import SnapshotReference
from pages.charts.labelled_grid import readable_on
from pages.charts.service_coverage import STATE_COLOURS, cell_grid_figure, closed_figure, gap_bars_figure
from pages.exporters.chart.contract import check_figure
from pages.frames.gaps.service_tables import (
    DOWNLOADED,
    below_table,
    cell_rows,
    cell_table,
    closed_rows,
    closed_table,
    dictionary,
    ranking_rows,
    ranking_table,
)
from pages.texts import load_texts
from queries.engine import Engine
from queries.formulas.service_coverage import CellState
from queries.service_cells import closed_cells, region_cells
from queries.service_coverage import level_coverage

ZH = load_texts("zh")
KEYS = tuple(DOWNLOADED)


@pytest.fixture(scope="module")
def register(real_snapshot: SnapshotReference, tmp_path_factory: pytest.TempPathFactory) -> SnapshotReference:
    """The real facts with the imported register that is counted by hand."""
    return write_register_beside(real_snapshot, tmp_path_factory.mktemp("register"))


@pytest.fixture(autouse=True)
def fresh_caches(register: SnapshotReference) -> Iterator[None]:
    """Pages open the imported register, and leave nothing of it to other modules."""
    st.cache_resource.clear()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ATLAS_DATA", str(register.path.parent))
        yield
    st.cache_resource.clear()


def section(language: str = "zh", **query: Any) -> AppTest:
    screen = opened("gaps", language, section="service-coverage", **query)
    assert_sound(screen)
    assert list(screen.error) == []
    return screen


def findings(screen: AppTest) -> list[str]:
    return re.findall(r'<h2 class="finding">(.*?)</h2>', html_of(screen))


def labels(screen: AppTest) -> list[str]:
    """What stands in the fields of the matrix, row by row."""
    return [annotation["text"] for annotation in figures(screen)[0]["layout"]["annotations"]]


def test_a_province_by_hand_on_the_screen() -> None:
    screen = section(layer="imported", level="province", region="110000", threshold="2")
    cells, below, ranking = findings(screen)
    assert cells == "北京9类服务中，1类有2家及以上机构提供，2类不足2家，6类没有；覆盖率11.1%，加权缺口88.9%。"
    assert below.startswith("按北京的需求折算，最要紧的是专利代理（不足）") and "8类合计" in below
    assert "北京缺口88.9%，居第" in ranking and "同级中位数" in ranking and "东部中位数" in ranking
    assert [info.value for info in screen.info] == ["北京的服务没有可用的起始年份：1类已满但年份不详，8类尚缺。"]
    shown = labels(screen)
    assert shown[:4] == ["◐ 不足<br>1家", "● 有<br>2家", "○ 没有", "— 不适用"]
    assert shown.count("？ 不详") == 31 and len(shown) == 42


def test_weights_of_offers_are_chosen_in_the_link() -> None:
    """By the offers on record the same cells weigh less: those that nobody offers weigh nothing."""
    screen = section(layer="imported", level="province", region="110000", threshold="2", weighting="offers")
    cells, *_ = findings(screen)
    assert cells.endswith("覆盖率11.1%，加权缺口81.8%。")


def test_the_year_in_which_cells_closed_is_drawn_where_it_is_told() -> None:
    screen = section(layer="imported", level="province", region="110000")
    assert findings(screen)[3] == (
        "北京有2类服务已满1家：1类年份确定，1类只知最迟年份；最近一次在2012年，补上1类，尚缺6类。另有1类已满而年份不详。"
    )
    bars = figures(screen)[2]["data"]
    assert [bar["x"][0] for bar in bars] == [2005, 2005] and [sum(bar["y"]) for bar in bars] == [2, 1]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("query", [
    {"level": "zone"}, {"level": "major", "region": "greater-bay-area"}, {"level": "province", "region": "650000"},
    {"level": "city", "region": "440100", "threshold": "10"}, {"level": "city", "region": "110000"},
], ids=str)
def test_every_level_and_a_place_of_silence_runs_in_words(query: dict[str, str], language: str) -> None:
    screen = section(language, layer="imported", **query)
    said = html_of(screen)
    assert not re.search(r"\b(nan|inf|None|NaN)\b", said)
    assert len(labels(screen)) == 42


def test_silence_is_said_in_words() -> None:
    said = findings(section(layer="imported", level="province", region="650000"))
    assert said[0] == ZH("service_coverage.untold.not_published", place="新疆")
    assert said[1] == ZH("service_coverage.nothing_below", place="新疆")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_layer_without_a_register_says_so_and_leads_to_loading(language: str) -> None:
    screen = section(language, layer="published")
    texts = load_texts(language)  # type: ignore[arg-type]
    assert screen.get("plotly_chart") == []
    assert [info.value for info in screen.info] == [texts("agencies.no_layer", layer=texts("layer.published"))]


@pytest.mark.parametrize("threshold", ["0", "11", "many"])
def test_a_threshold_that_cannot_be_is_refused_and_one_holds(threshold: str) -> None:
    screen = section(layer="imported", level="province", region="110000", threshold=threshold)
    assert screen.selectbox(key="threshold").value == 1
    assert ZH("notice.rejected", parameter="threshold", value=threshold) in " ".join(
        said.value for said in (*screen.info, *screen.warning)
    )


@pytest.mark.parametrize("key", KEYS)
def test_one_figure_is_presented_alone(key: str) -> None:
    screen = section(layer="imported", level="province", region="110000", mode="present", figure=key)
    assert len(screen.get("plotly_chart")) == 1


def test_tables_and_downloads_say_the_same_as_the_queries(register: SnapshotReference) -> None:
    engine = Engine(register)
    screen = replace(screen_of(engine), chosen_layer="imported")
    matrix = region_cells(engine, screen.regions, screen.catalogue, "imported", "440000", 1)
    rows = level_coverage(engine, screen.regions, "imported", "province", 1)
    closed = closed_cells(engine, screen.regions, "imported", "440000", 1)
    made = {
        "service-cells": cell_rows(screen, matrix, "440000", 1),
        "service-ranking": ranking_rows(screen, rows, 1),
        "service-years": closed_rows(screen, closed, "440000", 1),
    }
    for key, frame in made.items():
        assert list(frame.columns) == list(dictionary(screen, key).iloc[:, 0]) and len(frame)
    cells = made["service-cells"]
    assert cells[ZH("service_column.agencies")].fillna(0).sum() == matrix.cells["agencies"].fillna(0).sum() == 6
    assert cells[ZH("service_column.weight")].sum() == pytest.approx(1)
    ranking = made["service-ranking"]
    assert ranking[ZH("service_column.region_code")].tolist() == rows["region_code"].tolist()
    assert ranking[ZH("service_column.gap")].fillna(-1).tolist() == rows["gap"].fillna(-1).tolist()
    assert made["service-years"][ZH("service_column.closed_year")].dropna().tolist() == (
        closed.cells["year"].dropna().tolist()
    )
    assert cell_table(screen, matrix).shape == (6, 8) and len(below_table(screen, matrix)) == len(matrix.below)
    assert len(ranking_table(screen, rows)) == 36 and len(closed_table(screen, closed)) == len(closed.years)
    engine.close()


def test_every_chart_can_be_drawn_on_paper_and_read() -> None:
    states = [[state.value for state in CellState]]
    grid = pd.DataFrame(states)
    years = pd.DataFrame({"year": [2020, 2021], "dated": [1, 0], "at_the_latest": [2, 0]})
    charts: list[go.Figure] = [
        cell_grid_figure(grid, grid, grid, list("abcde"), ["one"], 300),
        gap_bars_figure(["甲", "乙"], [0.2, 0.0], ["20%", "0"], ["a", "b"], "a"),
        closed_figure(years, ("all", "certain"), 200),
    ]
    for chart in charts:
        check_figure(chart)
    assert set(STATE_COLOURS) == {state.value for state in CellState}
    assert readable_on(STATE_COLOURS["missing"]) == "#ffffff" and readable_on(STATE_COLOURS["thin"]) == "#000000"
