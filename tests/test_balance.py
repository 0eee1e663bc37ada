"""Balance of supply and demand on the sample, worked out a second way; plain words where little is known."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from geo.boundaries import load_boundaries
from geo.legend_grid import GridCell, LegendGrid, grid_parts
from pages.charts.balance_maps import CROSSED, crossed
from pages.charts.dumbbell import Pair, Scale, dumbbell_figure
from pages.charts.reach import Curve, Reach, curve_figure, reach_figure
from pages.exporters.chart.contract import check_figure
from queries.balance import Balance, balance, bases_offered, intensity, usual_bases
from queries.catalogue import Indicator
from queries.engine import Engine
from queries.formulas.composite_demand import composite_demand
from queries.formulas.reasons import Reason
from queries.formulas.spatial_weights import POLICIES
from queries.gap_basis import GapBasis, gap_basis
from queries.regions import NATION, ZONES, Regions
from queries.shortage_clusters import shortage_clusters
from queries.underserved import Underserved, underserved
from queries.values import indicator_values


def basis_of(
    engine: Engine, regions: Regions, catalogue: dict[str, Indicator], level: str = "province",
    layer: str = "sample", demand: str = "gdp", year: int = 2023,
) -> GapBasis:
    found = gap_basis(engine, regions, catalogue, "patent_agencies", demand, level, year, layer)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def basis(sampled_engine: Engine, sampled_regions: Regions, sampled_catalogue: dict[str, Indicator]) -> GapBasis:
    return basis_of(sampled_engine, sampled_regions, sampled_catalogue)


@pytest.fixture(scope="module")
def found(
    sampled_engine: Engine, sampled_regions: Regions, sampled_catalogue: dict[str, Indicator], basis: GapBasis
) -> Balance:
    return balance(sampled_engine, sampled_regions, sampled_catalogue, basis, ["gdp", "population_census"])


@pytest.fixture(scope="module")
def reach(sampled_engine: Engine, sampled_regions: Regions, sampled_catalogue: dict[str, Indicator]) -> Underserved:
    return underserved(sampled_engine, sampled_regions, sampled_catalogue, "gdp", 2023, "sample")


def test_a_composite_is_the_mean_of_shares_and_adds_to_one() -> None:
    shares = pd.DataFrame({"patents": [0.5, 0.3, 0.2], "gdp": [0.2, 0.2, 0.6]})
    assert composite_demand(shares)["value"].tolist() == pytest.approx([0.35, 0.25, 0.4])
    assert composite_demand(shares)["value"].sum() == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("row", "reason"), [((0.5, math.nan), Reason.NO_DENOMINATOR), ((0.5, -0.1), Reason.NEGATIVE_INPUT)]
)
def test_a_composite_needs_all_of_its_bases(row: tuple[float, float], reason: Reason) -> None:
    assert composite_demand(pd.DataFrame([row]))["reason"].tolist() == [reason]
    with pytest.raises(ValueError, match="at least one"):
        composite_demand(pd.DataFrame(index=[0]))


def test_the_ratio_is_the_share_of_supply_over_that_of_demand(found: Balance) -> None:
    rows = found.rows
    assert len(rows) == 31
    expected = (rows["supply"] / rows["supply"].sum()) / (rows["demand"] / rows["demand"].sum())
    pd.testing.assert_series_equal(rows["ratio"], expected, check_names=False)
    # The mean of the ratios, each weighted with its share of demand, is one.
    assert np.average(rows["ratio"], weights=rows["demand"]) == pytest.approx(1.0)


def test_the_composite_ratio_is_worked_out_from_shares(
    found: Balance, sampled_engine: Engine, sampled_regions: Regions, sampled_catalogue: dict[str, Indicator]
) -> None:
    by_people = basis_of(sampled_engine, sampled_regions, sampled_catalogue, demand="population_census")
    people = by_people.rows.set_index("region_code")["demand"]
    rows = found.rows
    people = people[rows.index]
    demand = (rows["demand"] / rows["demand"].sum() + people / people.sum()) / 2
    expected = rows["supply"] / rows["supply"].sum() / demand
    pd.testing.assert_series_equal(rows["composite"], expected, check_names=False)
    assert [metric for metric, _ in found.bases] == ["gdp", "population_census"]


def test_without_bases_there_is_no_composite(
    sampled_engine: Engine, sampled_regions: Regions, sampled_catalogue: dict[str, Indicator], basis: GapBasis
) -> None:
    rows = balance(sampled_engine, sampled_regions, sampled_catalogue, basis, []).rows
    assert rows["composite"].isna().all() and rows["composite_reason"].notna().all()
    offered = bases_offered(sampled_engine, sampled_regions, sampled_catalogue, basis)
    assert offered[0] == "gdp" and set(usual_bases(offered)) <= set(offered)


def test_coordination_is_that_of_indices_between_bounds_of_all_years(
    found: Balance, sampled_engine: Engine, sampled_catalogue: dict[str, Indicator]
) -> None:
    rows, scaled = found.rows, {}
    for name, metric in (("supply", "patent_agencies"), ("demand", "gdp")):
        known = indicator_values(sampled_engine, sampled_catalogue[metric], "province", "sample")
        # The sample tells of both measures in the same years, which no published figure may widen.
        known = known[known["period"].between(2019, 2023)]["value"].dropna()
        scaled[name] = ((rows[name] - known.min()) / (known.max() - known.min())).clip(0.01, 0.99)
    first, second = scaled["supply"], scaled["demand"]
    assert found.supply_bounds is not None and found.demand_bounds is not None
    for bounds in (found.supply_bounds, found.demand_bounds):
        assert (bounds.first_year, bounds.last_year, bounds.layer) == (2019, 2023, "sample")
    least, most = np.minimum(first, second), np.maximum(first, second)
    expected = np.sqrt(np.sqrt((1 - (most - least)) * least / most) * (first + second) / 2)
    assert rows["coordination"].to_numpy() == pytest.approx(expected.to_numpy(), rel=1e-12)
    assert (rows["coordination"] <= rows["classical"] + 1e-12).all()
    assert found.coordinated["coordination"].is_monotonic_decreasing
    assert set(rows["direction"]) <= {"supply_lags", "demand_lags", "in_step"}


def test_with_five_provinces_published_five_have_a_balance(
    sampled_engine: Engine, sampled_regions: Regions, sampled_catalogue: dict[str, Indicator]
) -> None:
    basis = basis_of(sampled_engine, sampled_regions, sampled_catalogue, layer="published")
    rows = balance(sampled_engine, sampled_regions, sampled_catalogue, basis, ["gdp"]).rows
    known = rows["coordination"].notna()
    assert 0 < known.sum() < 10
    assert rows.loc[~known, "reason"].notna().all() and rows.loc[known, "reason"].isna().all()


def test_a_map_of_colours_shows_no_totals(
    sampled_engine: Engine, sampled_regions: Regions, sampled_catalogue: dict[str, Indicator], basis: GapBasis
) -> None:
    spread = intensity(sampled_engine, sampled_regions, sampled_catalogue, basis)
    assert spread.ground == "population" and spread.metric is not None
    head_count = basis_of(sampled_engine, sampled_regions, sampled_catalogue, demand="population_census")
    by_area = intensity(sampled_engine, sampled_regions, sampled_catalogue, head_count)
    assert by_area.ground == "area" and by_area.metric is None
    row = head_count.rows.set_index("region_code").loc["440000"]
    area = sampled_regions["440000"].area_km2
    assert by_area.rows.loc["440000", "supply"] == pytest.approx(1e4 * row["supply"] / area)
    for frame in (spread.rows, by_area.rows):
        assert frame["reason"].isna().sum() == 31 and (frame["reason"] == "out_of_survey").sum() == 3


def test_crossing_puts_every_region_in_one_of_nine_cells(
    sampled_engine: Engine, sampled_regions: Regions, sampled_catalogue: dict[str, Indicator], basis: GapBasis
) -> None:
    crossing = crossed(intensity(sampled_engine, sampled_regions, sampled_catalogue, basis))
    cells = [crossing.codes(supply, demand) for supply in range(3) for demand in range(3)]
    listed = [code for cell in cells for code in cell]
    assert len(listed) == len(set(listed)) == 31
    assert len(crossing.supply_breaks) == len(crossing.demand_breaks) == 2
    thirds = crossing.rows.groupby("supply_class").size()
    assert thirds.min() >= 9
    assert len({colour for row in CROSSED for colour in row}) == 9


def test_clusters_are_tested_under_every_policy(
    sampled_engine: Engine, sampled_regions: Regions, basis: GapBasis
) -> None:
    clusters = shortage_clusters(sampled_engine, sampled_regions, load_boundaries(), basis)
    assert [result.policy for result in clusters.results] == list(POLICIES)
    bridged, kept, dropped = clusters.results[:3]
    assert bridged.test.isolates == () and kept.test.isolates == ("460000",)
    assert dropped.test.statistic.n == 30 and bridged.test.statistic.n == 31
    assert clusters.bridged == (("440000", "460000"),)
    # The slope of the scatter is Moran's I.
    slope = float(np.polyfit(clusters.units["z"], clusters.units["lag"], 1)[0])
    assert bridged.test.statistic.value == pytest.approx(slope)
    assert clusters.local.threshold > 0 and len(clusters.local.units) == 31


def test_clusters_are_kept_with_their_snapshot_and_every_reader_has_frames_of_the_own(
    sampled_engine: Engine, sampled_regions: Regions, basis: GapBasis
) -> None:
    first = shortage_clusters(sampled_engine, sampled_regions, load_boundaries(), basis)
    values, remembered = first.units["value"].tolist(), sampled_engine.memory.bytes
    first.units["value"] = 0.0
    again = shortage_clusters(sampled_engine, sampled_regions, load_boundaries(), basis)
    assert again.units["value"].tolist() == values and sampled_engine.memory.bytes == remembered > 0


def test_moran_is_the_same_of_the_ratio_and_of_the_gap(
    sampled_engine: Engine, sampled_regions: Regions, sampled_catalogue: dict[str, Indicator], basis: GapBasis,
    found: Balance,
) -> None:
    clusters = shortage_clusters(sampled_engine, sampled_regions, load_boundaries(), basis)
    gap = found.rows["ratio"].reindex(clusters.units.index) - 1
    z = (gap - gap.mean()) / gap.std(ddof=0)
    assert clusters.units["z"].to_numpy() == pytest.approx(z.to_numpy())


def test_too_few_regions_are_not_tested(
    sampled_engine: Engine, sampled_regions: Regions, sampled_catalogue: dict[str, Indicator]
) -> None:
    basis = basis_of(sampled_engine, sampled_regions, sampled_catalogue, layer="published")
    clusters = shortage_clusters(sampled_engine, sampled_regions, load_boundaries(), basis)
    assert clusters.local.reason == Reason.TOO_FEW_POINTS
    assert all(result.test.p.value is None for result in clusters.results)


def test_what_is_out_of_reach_adds_up_over_the_zones(reach: Underserved) -> None:
    assert reach.demand_year is not None and reach.agencies > 1000
    total = reach.cities["demand"].sum()
    beyond = sum(reach.beyond(zone, 50)["demand"].sum() for zone in ZONES)
    assert reach.share(NATION, 50).value == pytest.approx(beyond / total)
    assert reach.share(NATION, 0).value == pytest.approx(1.0)
    assert reach.share(NATION, 500).value == pytest.approx(0.0)
    mean = np.average(reach.cities["distance"], weights=reach.cities["demand"])
    assert reach.mean(NATION).value == pytest.approx(mean)


def test_few_cities_known_say_nothing_of_a_place(
    sampled_engine: Engine, sampled_regions: Regions, sampled_catalogue: dict[str, Indicator]
) -> None:
    found = underserved(sampled_engine, sampled_regions, sampled_catalogue, "gdp", 2023, "published")
    assert found.agencies == 0
    assert found.share(NATION, 50).reason in (Reason.COVERAGE, Reason.NOT_PUBLISHED)


def test_the_square_of_the_legend_stands_clear_of_the_inset() -> None:
    cells = tuple(GridCell(column, row, CROSSED[row][column], "1", False) for row in range(3) for column in range(3))
    shapes, texts = grid_parts(LegendGrid(cells, "→", "↑", ("1", "2"), ("3", "4")))
    assert len(shapes) == 9 and len(texts) == 9 + 4 + 2
    assert all(part["xanchor"] == 0 and part["x1"] < 200 for part in shapes)
    assert all(part["x"] == 0 and part["y"] == 0 for part in texts)


def test_every_chart_can_be_drawn_on_paper() -> None:
    pairs = [
        Pair("110000", "北京", 1.2, 0.9, "不缺", "", "#0b4f8a"),
        Pair("510000", "四川", 0.7, None, "短缺", "", "#a8520c"),
    ]
    check_figure(dumbbell_figure(pairs, Scale(1.3, (1.0,)), ("a", "b")))
    check_figure(dumbbell_figure(pairs, Scale(1.0, (0.5,), ("low", "high")), ("a", "b")))
    check_figure(reach_figure([Reach("全国", 0.1, "10%", "#1c2733")]))
    check_figure(curve_figure([Curve("全国", (1.0, 0.2), "#1c2733")], (0, 50), 50, "km", 300))
