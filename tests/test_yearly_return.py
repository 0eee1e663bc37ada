"""The yearly return of a cluster: one file from form and workbook that the loader reads, and what looks wrong in it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from own_clusters import COMPLETE, FIGURES, INSTITUTIONS
from real_maps import screen_of

from data.importing.accounts import ClusterFigure
from data.importing.imported import Imported
from data.importing.load import Load
from data.importing.pipeline import load_files
from data.importing.worker import report_of
from data.metrics import load_metrics
from pages.charts.return_points import ReturnPanel, return_points
from pages.exporters.cluster_return import Returning, line_of, return_files, return_workbook
from pages.frames.clusters.return_beside import replaced_words, return_table
from queries.cluster_return import (
    LARGEST,
    METRICS,
    PARTS,
    change_per_year,
    doubts,
    figures_before,
    figures_of_year,
    last_figures,
    year_to_return,
)
from queries.engine import Engine

OWN = Returning("my-zone", "本区", "320500", 2018, True)
BEFORE = pd.DataFrame(
    [(2022, "industry_revenue", 4.0, "exact"), (2022, "employees", 1000.0, "exact"),
     (2021, "employees", 900.0, "exact"), (2022, "clients", 700.0, "over"),
     (2020, "ip_service_institutions", 100.0, "approx")],
    columns=["year", "metric", "value", "qualifier"],
)  # fmt: skip


def told(new: dict[str, float]) -> set[tuple[str, str]]:
    return {(doubt.metric, doubt.kind) for doubt in doubts(new, BEFORE, 2023)}


@pytest.mark.parametrize(("new", "expected"), [
    ({"industry_revenue": 4.4, "employees": 1080.0, "ip_service_institutions": 120.0}, set()),
    ({"industry_revenue": 44000.0, "employees": 1080.0}, {("industry_revenue", "ten_thousand_times")}),
    ({"industry_revenue": 4.4, "employees": 10800.0}, {("employees", "ten_times")}),
    ({"industry_revenue": 4.4, "employees": 1600.0}, {("employees", "jump")}),
    # Three years later the same ratio is no jump; a bound measures no change.
    ({"ip_service_institutions": 160.0}, set()),
    ({"clients": 90_000.0}, set()),
    ({"industry_revenue": 4.4}, {("employees", "without_staff")}),
    ({"employees": 1080.0}, {("industry_revenue", "without_revenue")}),
    ({"industry_revenue": 4.4, "employees": 1000.0}, {("employees", "unchanged")}),
    ({"clients": 10.0, "anchor_industry_clients": 11.0}, {("anchor_industry_clients", "part_above_whole")}),
    ({"brand_recognition": 101.0}, {("brand_recognition", "beyond_bound")}),
    ({}, set()),
])
def test_what_looks_wrong_is_told_and_nothing_else(new: dict[str, float], expected: set[tuple[str, str]]) -> None:
    assert told(new) == expected


def test_everything_that_is_asked_for_is_a_metric_of_the_catalogue_and_parts_have_the_unit_of_their_whole() -> None:
    metrics = load_metrics()
    assert len(set(METRICS)) == len(METRICS) and set(METRICS) <= set(metrics)
    assert {name for pair in PARTS for name in pair} | set(LARGEST) <= set(METRICS)
    assert all(metrics[part].unit == metrics[whole].unit for part, whole in PARTS)


def test_a_change_is_per_year_and_absent_where_there_is_nothing_to_divide_by() -> None:
    assert change_per_year(121.0, 100.0, 2) == pytest.approx(0.1)
    assert [change_per_year(*case) for case in ((1.0, 0.0, 1), (0.0, 1.0, 1), (1.0, 1.0, 0))] == [None] * 3


@pytest.mark.parametrize(("last", "today", "expected"), [
    (2018, date(2026, 3, 1), 2025), (2024, date(2026, 3, 1), 2025), (2025, date(2026, 3, 1), 2026),
    (2023, date(2024, 12, 31), 2024), (None, date(2026, 1, 1), 2025),
])
def test_a_return_is_of_the_year_that_ended_last_or_of_the_one_after_the_last_known(
    last: int | None, today: date, expected: int
) -> None:
    assert year_to_return(last, today) == expected


def load(files: list[tuple[str, bytes]], folder: Path) -> Load:
    paths = []
    for name, content in files:
        (folder / name).write_bytes(content)
        paths.append((folder / name, name))
    return load_files(paths, Imported())


def test_a_form_is_read_with_its_empty_lines_not_reported_and_its_faults_on_the_lines_of_their_fields(
    tmp_path: Path,
) -> None:
    figures = {"employees": "1,080", "industry_revenue": "约4亿", "clients": "-3", "taxes_paid": " "}
    found = load(return_files(OWN, 2023, last_figures(BEFORE), figures, "自报"), tmp_path)
    assert [(fault.line, fault.rule) for fault in found.errors] == [
        (line_of("industry_revenue"), "not_a_number"), (line_of("clients"), "negative_value"),
    ]
    assert [fault.rule for fault in found.warnings] == []
    assert [(one.rows_in, one.loaded, one.rejected) for one in found.accounts] == [(3, 1, 2), (1, 1, 0)]
    report = report_of(found)
    assert [(one.cluster_id, one.year, one.metric, one.value) for one in report.cluster_figures] == [
        ("my-zone", 2023, "employees", 1080.0)
    ]


def test_the_workbook_is_read_as_it_is_handed_out_and_filled_in(tmp_path: Path) -> None:
    from openpyxl import load_workbook

    path = tmp_path / "return.xlsx"
    path.write_bytes(return_workbook(OWN, 2023, last_figures(BEFORE)))
    workbook = load_workbook(path)
    sheet = workbook.worksheets[0]
    headings = [cell.value for cell in sheet[1]]
    value, last = headings.index("数值") + 1, headings.index("上次数值") + 1
    assert sheet.cell(line_of("employees"), last).value == 1000
    sheet.cell(line_of("employees"), value).value = 1080
    sheet.cell(line_of("industry_revenue"), value).value = "4.4"
    workbook.save(path)
    found = load_files([(path, path.name)], Imported())
    assert list(found.findings) == []
    assert [(one.metric, one.value) for one in report_of(found).cluster_figures] == [
        ("employees", 1080.0), ("industry_revenue", 4.4)
    ]


def test_a_fictitious_cluster_that_is_tried_out_has_the_figures_of_the_sample(sampled_engine: Engine) -> None:
    before = figures_before(sampled_engine, "trial_a02", 2024)
    assert set(METRICS) <= set(before["metric"]) and before["year"].max() == 2023
    assert set(before["layer"]) == {"sample"} and before["source_title"].str.len().min() > 0
    assert figures_before(sampled_engine, "trial_a02", 2020)["year"].max() == 2019
    assert figures_before(sampled_engine, "unheard-of", 2024).empty


def returned(cluster: str, **new: float) -> list[ClusterFigure]:
    return [ClusterFigure(cluster, 2024, metric, value, "exact") for metric, value in new.items()]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_year_that_is_returned_again_shows_what_it_replaces(own_clusters_engine: Engine, language: Any) -> None:
    screen, old = screen_of(own_clusters_engine, language), FIGURES[COMPLETE][2024][INSTITUTIONS]
    before = figures_before(own_clusters_engine, COMPLETE, 2024)
    stored = figures_of_year(own_clusters_engine, COMPLETE, 2024)
    assert before["year"].max() == 2023 and set(stored["year"]) == {2024} and set(stored["layer"]) == {"imported"}
    new = returned(COMPLETE, ip_service_institutions=172.0, clients=900.0)
    [words] = replaced_words(screen, new, stored, 2024)
    assert f"{old:.0f}" in words and "172" in words and "900" not in words
    assert ("替换" if language == "zh" else "in their place") in words
    table = return_table(screen, new, before, stored, 2024, [])
    beside = table[screen.texts("yearly_return.stored_of", year=2024)].tolist()
    assert beside == [f"{old:.0f}", screen.texts("value.none")]
    assert table[screen.texts("yearly_return.new_of", year=2024)].tolist() == ["172", "900"]
    nothing = figures_of_year(own_clusters_engine, COMPLETE, 2025)
    assert nothing.empty and replaced_words(screen, returned(COMPLETE, clients=900.0), nothing, 2025) == []
    again = return_table(screen, new, figures_before(own_clusters_engine, COMPLETE, 2025), nothing, 2025, [])
    assert list(again.columns[1:4]) == ["2022", "2023", "2024"] and len(again.columns) == 7


def test_what_is_published_of_the_year_is_kept_in_its_layer(sampled_engine: Engine) -> None:
    screen = screen_of(sampled_engine, "zh")
    rows = figures_before(sampled_engine, "nanjing_jiangning", 2100)
    year, metric = int(rows["year"].iloc[-1]), str(rows["metric"].iloc[-1])
    stored = figures_of_year(sampled_engine, "nanjing_jiangning", year)
    [words] = replaced_words(screen, [ClusterFigure("nanjing_jiangning", year, metric, 1.0, "exact")], stored, year)
    assert "公开统计" in words and "仍保留" in words and "替换" not in words


def test_the_picture_stops_at_missing_years_and_holds_the_stored_figure_of_the_year() -> None:
    before = pd.Series({2019: 70.0, 2020: 72.0, 2022: 81.0})
    names = ("已有", "本次", "同年已有")
    line, step, new = return_points([ReturnPanel("甲", before, 2023, 104.0, "104")], names, 200).data
    assert line.x == (2019, 2020, None, 2022) and line.y == (70, 72, None, 81) and not line.connectgaps
    assert step.x == (2022, 2023) and step.y == (81, 104) and new.y == (104,)
    line, new, old = return_points([ReturnPanel("甲", before, 2024, 104.0, "104", 99.0)], names, 200).data
    assert line.x[-1] == 2022 and new.x == (2024,), "no step over a year of which nothing is known"
    assert old.x == (2024,) and old.y == (99,) and old.name == names[2]
    [new] = return_points([ReturnPanel("甲", before[:0], 2024, 104.0, "104")], names, 200).data[-1:]
    assert new.x == (2024,)
