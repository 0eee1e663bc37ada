"""The balance in sentence, twin, file and question: one figure everywhere, in its unit, in the words of the screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pandas as pd
import pytest
from raw_words import raw_words
from real_maps import screen_of

from data.snapshot import SnapshotReference
from geo.page_text import PageText
from pages.charts.balance_maps import WORDS, crossed
from pages.charts.dumbbell import Pair, Scale, dumbbell_figure
from pages.charts.reach import Curve
from pages.exporters.chart_image import chart_image
from pages.frames.gaps.balance_drawn import ROWS_DRAWN, drawn
from pages.frames.gaps.balance_sheets import (
    cluster_sheet,
    coupling_sheet,
    crossed_sheet,
    curve_sheet,
    policy_sheet,
    ratio_sheet,
    reach_sheet,
    shortest_first,
)
from pages.frames.gaps.balance_words import coupling_finding, ratio_finding
from pages.frames.gaps.gap_view import GapView
from pages.frames.sheet import Sheet
from pages.shell.screen import Screen
from pages.texts import load_texts
from pages.texts.figures import unit_of
from pages.texts.numbers import percent, plain
from queries.balance import Balance, balance, intensity
from queries.engine import Engine
from queries.gap_basis import gap_basis
from queries.regions import NATION, ZONES
from queries.shortage_clusters import shortage_clusters
from queries.underserved import underserved

ZH = load_texts("zh")
BASES = ["gdp", "population_census"]


@pytest.fixture(scope="module")
def screen(sampled_snapshot: SnapshotReference) -> Iterator[Screen]:
    engine = Engine(sampled_snapshot)
    yield replace(screen_of(engine), chosen_layer="sample")
    engine.close()


def viewed(screen: Screen, level: str = "province", region: str | None = None, demand: str = "gdp",
           layer: str = "sample", year: int = 2023) -> GapView:
    basis = gap_basis(screen.engine, screen.regions, screen.catalogue, "patent_agencies", demand, level, year, layer)
    assert basis is not None
    return GapView(level, region, screen.catalogue["patent_agencies"], screen.catalogue[demand], basis.year, basis)


def balanced(screen: Screen, view: GapView) -> Balance:
    return balance(screen.engine, screen.regions, screen.catalogue, view.basis, BASES)


def by_code(sheet: Sheet) -> pd.DataFrame:
    """The file by code, its rows checked to be those of the twin in the same order."""
    rows, table = sheet.rows(), sheet.table()
    assert table[ZH("column.region")].tolist() == rows[ZH("column.region")].tolist()
    return rows.set_index(ZH("column.code"))


def assert_same(sheet: Sheet, column: str, expected: pd.Series, shown: Callable[[float], str]) -> None:
    """File and twin hold what the question says, the twin as the screen writes it."""
    file = by_code(sheet)[column]
    pd.testing.assert_series_equal(file, expected.reindex(file.index), check_names=False)
    words = [ZH("value.none") if pd.isna(value) else shown(value) for value in file]
    assert sheet.table()[column].tolist() == words


def three(value: float) -> str:
    return plain(value, 3)


@pytest.mark.parametrize("level", ["province", "city"])
def test_ratios_are_those_of_the_question(screen: Screen, level: str) -> None:
    view = viewed(screen, level)
    found = balanced(screen, view)
    sheet = ratio_sheet(screen, view, found)
    for name in ("ratio", "composite"):
        assert_same(sheet, ZH(f"balance.column.{name}"), found.rows[name], three)
    supply = by_code(sheet)[f"{view.supply.name('zh')}（{unit_of(view.supply, ZH)}）"]
    assert supply.to_dict() == found.rows["supply"].to_dict()


def test_a_region_without_composite_says_why_in_twin_and_file(screen: Screen) -> None:
    found = balanced(screen, viewed(screen))
    rows = found.rows.copy()
    rows.loc["620000", ["composite", "composite_reason"]] = [float("nan"), "no_denominator"]
    sheet = ratio_sheet(screen, viewed(screen), replace(found, rows=rows))
    assert by_code(sheet).loc["620000", ZH("column.remark")] == ZH("reason.no_denominator")
    assert sheet.table()[ZH("column.remark")].tolist() == sheet.rows()[ZH("column.remark")].tolist()


def test_coupling_stands_in_the_file_in_the_words_of_the_twin(screen: Screen) -> None:
    view = viewed(screen)
    found = balanced(screen, view)
    sheet = coupling_sheet(screen, view, found)
    for name in ("supply_index", "demand_index", "coordination", "classical"):
        assert_same(sheet, ZH(f"balance.column.{name}"), found.rows[name], three)
    for table in ("level", "direction"):
        words = {code: ZH(f"balance.{table}.{word}") for code, word in found.rows[table].items()}
        assert by_code(sheet)[ZH(f"balance.column.{table}")].to_dict() == words


def test_clusters_bear_supply_per_demand_in_its_unit(screen: Screen) -> None:
    view = viewed(screen)
    clusters = shortage_clusters(screen.engine, screen.regions, screen.boundaries, view.basis)
    indicator = view.basis.indicator
    assert indicator.scale > 1 and unit_of(indicator, ZH)
    sheet = cluster_sheet(screen, view, clusters)
    ratio = view.basis.reported["ratio"]
    assert_same(sheet, f"{indicator.name('zh')}（{unit_of(indicator, ZH)}）", indicator.scale * ratio, three)
    policies = policy_sheet(screen, clusters)
    assert policies.rows()[ZH("balance.column.moran")].tolist() == [
        result.test.statistic.value for result in clusters.results
    ]


def test_the_map_says_no_data_where_there_is_none(screen: Screen) -> None:
    spread = intensity(screen.engine, screen.regions, screen.catalogue, viewed(screen).basis)
    rows = spread.rows.copy()
    rows.loc["620000", ["supply", "demand", "reason"]] = [float("nan"), float("nan"), "not_published"]
    spread = replace(spread, rows=rows)
    sheet = crossed_sheet(screen, crossed(spread), spread, ("供给（家）", "需求（亿元）"))
    known = rows[rows["reason"].isna() | (rows["reason"] == "not_published")]
    assert len(sheet.rows()) == len(known) == 31
    assert_same(sheet, "供给（家）", known["supply"], three)
    printed = sheet.table().set_index(ZH("column.region"))
    classes = printed[~printed.iloc[:, 2].eq(ZH("value.none"))].iloc[:, 2:4]
    assert len(classes) == 30 and set(classes.to_numpy().ravel()) == {ZH(f"balance.third.{word}") for word in WORDS}
    own = printed.loc["甘肃"]
    assert own.tolist() == [ZH("value.none")] * 4 + [ZH("reason.not_published")]


@pytest.mark.parametrize("limit", [20, 120])
def test_the_file_of_distances_holds_what_the_bars_show(screen: Screen, limit: int) -> None:
    view = viewed(screen)
    found = underserved(screen.engine, screen.regions, screen.catalogue, "gdp", 2023, "sample")
    places = [NATION, *ZONES, "440000", "620000"]
    sheet = reach_sheet(screen, view, found, limit, places)
    shares = pd.Series({code: found.share(code, limit).value for code in places})
    amounts = pd.Series({code: found.beyond(code, limit)["demand"].sum() for code in places})
    means = pd.Series({code: found.mean(code).value for code in places})
    assert_same(sheet, f"{limit}公里外的需求比例", shares, lambda share: percent(share, 0))
    assert_same(sheet, f"{limit}公里外的{view.demand.name('zh')}（{unit_of(view.demand, ZH)}）", amounts,
                lambda value: plain(value, 0))
    assert_same(sheet, ZH("balance.column.mean_km"), means, lambda value: plain(value, 0))
    assert by_code(sheet)[ZH("balance.column.all_cities")][NATION] == len(found.cities)


def test_the_curve_is_a_table_in_wider_steps_than_its_file(screen: Screen) -> None:
    curves, distances = [Curve("全国", (1.0, 0.5, 0.25), "#000000")], (0, 5, 10)
    assert curve_sheet(screen, curves, distances).rows()["全国"].tolist() == [1.0, 0.5, 0.25]
    assert curve_sheet(screen, curves, distances, 10).table()["全国"].tolist() == ["100%", "25%"]


def test_no_file_bears_words_of_the_code_and_every_column_is_explained(screen: Screen) -> None:
    view = viewed(screen)
    found = balanced(screen, view)
    clusters = shortage_clusters(screen.engine, screen.regions, screen.boundaries, view.basis)
    spread = intensity(screen.engine, screen.regions, screen.catalogue, view.basis)
    reach = underserved(screen.engine, screen.regions, screen.catalogue, "gdp", 2023, "sample")
    for sheet in (
        ratio_sheet(screen, view, found), coupling_sheet(screen, view, found), cluster_sheet(screen, view, clusters),
        policy_sheet(screen, clusters), crossed_sheet(screen, crossed(spread), spread, ("供给", "需求")),
        reach_sheet(screen, view, reach, 50, [NATION, *ZONES]),
    ):
        assert raw_words(sheet.rows(), screen.regions) == raw_words(sheet.table(), screen.regions) == set()
        explained = sheet.dictionary(ZH)
        assert explained[ZH("column.name")].tolist() == list(sheet.rows().columns)
        assert explained[ZH("column.definition")].map(len).min() > 0


def test_ties_are_counted_and_none_of_them_is_named(screen: Screen) -> None:
    view = viewed(screen)
    said = ratio_finding(pd.Series({"110000": 0.0, "140000": 0.0, "310000": 2.0}), 3, view, screen)
    assert said == "2023年3个地区中有2个供给份额低于需求份额，最低为0.00的有2个，最高的是上海（2.00）。"
    cities = viewed(screen, "city")
    known = balanced(screen, cities).rows["ratio"].dropna()
    lowest = int((known == known.min()).sum())
    assert lowest > 1
    assert f"最低为{plain(known.min(), 2)}的有{lowest}个" in ratio_finding(known, len(known), cities, screen)


def test_a_rank_is_shared_by_those_who_are_alike(screen: Screen) -> None:
    view = viewed(screen, region="620000")
    found = balanced(screen, view)
    rows = found.rows.copy()
    # Gansu is made like the best: both are first, though Beijing comes first by code.
    best = found.coordinated.index[0]
    rows.loc["620000"] = rows.loc[best]
    said = coupling_finding(replace(found, rows=rows), view, screen)
    assert said.startswith("2023年31个地区中甘肃耦合协调度") and "居第1位" in said
    assert "最高为" in coupling_finding(replace(found, rows=rows), replace(view, region=None), screen)


def test_what_is_published_says_how_few_are_known(screen: Screen) -> None:
    view = viewed(screen, layer="published", year=2019)
    found = balanced(screen, view)
    known = found.rows["ratio"].dropna()
    assert 1 < len(known) < 31
    assert f"31个地区中只有{len(known)}个可比" in ratio_finding(known, len(found.rows), view, screen)
    assert f"31个地区中只有{len(found.coordinated)}个可比" in coupling_finding(found, view, screen)
    assert "31个地区中只有" in ratio_finding(known.head(1), len(found.rows), view, screen)


def test_a_chart_of_cities_says_whom_it_leaves_out(screen: Screen) -> None:
    view = viewed(screen, "city")
    ordered = shortest_first(balanced(screen, view).rows)
    ordered = ordered[ordered["ratio"].notna()]
    codes = list(ordered.index)
    shown, said = drawn(screen, view, codes)
    assert shown == codes[:30] + codes[-30:] and f"其余{len(codes) - ROWS_DRAWN}个" in said
    ties = ordered[ordered["ratio"] == ordered["ratio"].iloc[0]]
    assert ties["demand"].is_monotonic_decreasing, "of those alike, the greatest demand first"
    for region in ("440000", "440300"):
        shown, said = drawn(screen, replace(view, region=region), codes)
        assert set(shown) == set(screen.regions.members("440000", "city")) & set(codes)
        assert "广东" in said and f"其余{len(codes) - len(shown)}个" in said
    provinces = list(screen.regions.zone_of_province)
    assert drawn(screen, viewed(screen), provinces) == (provinces, "")


def test_rows_in_colours_of_their_own_are_drawn_on_paper_with_their_axis_on_top() -> None:
    rows = [Pair("620000", "甘肃", 0.4, 0.5, "0.40", "", "#a8520c"),
            Pair("110000", "北京", 0.9, 0.8, "0.90", "", "#0b4f8a")]
    figure = dumbbell_figure(rows, Scale(1.0, (0.5,), ("低", "高")), ("一", "二"))
    assert figure.layout.xaxis.side == "top"
    drawn_on_paper = chart_image(figure, "png", PageText("发现", "副题", (), None, "#000000"))
    assert drawn_on_paper.startswith(b"\x89PNG")
