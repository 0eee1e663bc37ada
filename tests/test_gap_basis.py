"""What every gap rests on: supply and demand by region, and totals that are ratios of sums or say why they are not."""

from __future__ import annotations

import contextlib
import math
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from small_snapshot import Fact, facts, metric, write_snapshot

from data.snapshot import SnapshotReference
from queries.catalogue import Indicator, build_catalogue, catalogue_of
from queries.engine import Engine
from queries.formulas.reasons import Reason
from queries.gap_basis import GapBasis, gap_basis
from queries.gap_measures import (
    best_covered,
    demand_bases,
    demand_reported,
    demand_year,
    layer_of_gaps,
    supply_measures,
    supply_per_demand,
    supply_reported,
    supply_years,
)
from queries.regions import NATION, ZONES, Regions
from queries.values import indicator_values


@pytest.fixture(scope="module")
def engine(sampled_snapshot: SnapshotReference) -> Iterator[Engine]:
    opened = Engine(sampled_snapshot)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def catalogue(engine: Engine) -> dict[str, Indicator]:
    return catalogue_of(engine)


@pytest.fixture(scope="module")
def regions(engine: Engine) -> Regions:
    return Regions(engine)


def basis_of(
    engine: Engine, regions: Regions, catalogue: dict[str, Indicator], level: str, layer: str = "sample",
    supply: str = "patent_agencies", demand: str = "gdp", year: int = 2023,
) -> GapBasis:
    found = gap_basis(engine, regions, catalogue, supply, demand, level, year, layer)
    assert found is not None
    return found


def test_every_measure_offered_is_one_of_the_catalogue_and_adds_up(catalogue: dict[str, Indicator]) -> None:
    for name in (*supply_measures(), *demand_bases()):
        assert catalogue[name].numerator.additive, name
    assert not set(supply_measures()) & set(demand_bases())


@pytest.mark.parametrize("demand", demand_bases())
def test_a_demand_base_is_named_with_the_units_it_is_stated_for(
    demand: str, catalogue: dict[str, Indicator]
) -> None:
    ratio = supply_per_demand(catalogue, "patent_agencies", demand)
    digits = {100: "百", 1000: "千", 10000: "万"}[int(ratio.scale)]
    assert ratio.name_zh.startswith(f"每{digits}") and ratio.name_zh.endswith("的专利代理机构")
    assert ratio.unit_zh.startswith(f"家/{digits}")
    in_english = f"{int(ratio.scale * (1e8 if catalogue[demand].numerator.unit == '亿元' else 1)):,}"
    assert in_english.replace("10,000,000,000", "10 billion") in ratio.name_en


@pytest.mark.parametrize("level", ["zone", "major", "province"])
def test_the_rows_are_what_the_map_shows_of_the_same_ratio(
    engine: Engine, regions: Regions, catalogue: dict[str, Indicator], level: str
) -> None:
    basis = basis_of(engine, regions, catalogue, level)
    mapped = indicator_values(engine, basis.indicator, level, "sample")
    mapped = mapped[mapped["period"] == 2023].set_index("region_code")
    rows = basis.rows.set_index("region_code")
    pd.testing.assert_series_equal(rows["ratio"] * basis.indicator.scale, mapped["value"], check_names=False)
    assert rows["reason"].isna().eq(rows["ratio"].notna()).all()
    known = rows[rows["ratio"].notna()]
    pd.testing.assert_series_equal(known["supply"] / known["demand"], known["ratio"], check_names=False)


def test_provinces_add_up_to_zones_and_zones_to_the_nation(
    engine: Engine, regions: Regions, catalogue: dict[str, Indicator]
) -> None:
    basis = basis_of(engine, regions, catalogue, "province")
    assert len(basis.units) == 31
    for zone in ZONES:
        members = basis.units[basis.units["zone"] == zone]
        assert basis.zones[zone].supply.value == pytest.approx(members["supply"].sum())
        assert basis.zone_ratio(zone).value == pytest.approx(members["supply"].sum() / members["demand"].sum())
    assert basis.national.n == 31 and basis.national.basis == "sum"
    assert basis.national.demand.value == pytest.approx(sum(basis.zones[z].demand.value or 0 for z in ZONES))


def test_major_regions_overlap_so_the_provinces_stand_for_the_whole(
    engine: Engine, regions: Regions, catalogue: dict[str, Indicator]
) -> None:
    basis = basis_of(engine, regions, catalogue, "major")
    assert len(basis.rows) == 4 and len(basis.units) == 31
    assert basis.national == basis_of(engine, regions, catalogue, "province").national


def test_where_few_provinces_report_the_nation_is_what_is_printed_for_it(
    engine: Engine, regions: Regions, catalogue: dict[str, Indicator]
) -> None:
    basis = basis_of(engine, regions, catalogue, "province", layer="published")
    assert basis.reported.shape[0] < 10
    assert basis.national.basis == "printed"
    assert basis.national.ratio.value == pytest.approx(
        (basis.national.supply.value or 0) / (basis.national.demand.value or 1)
    )
    assert basis.zone_ratio("west").value is None and basis.zone_ratio("west").reason is not None


def without_demand(snapshot: SnapshotReference, folder: Path, places: list[str]) -> Engine:
    """The same snapshot in which nobody knows the gross domestic product of these places."""
    path = folder / snapshot.path.name
    shutil.copy(snapshot.path, path)
    with duckdb.connect(str(path)) as connection:
        connection.execute("delete from stat where metric = 'gdp' and list_contains($1, region_code)", [places])
    return Engine(SnapshotReference(snapshot.snapshot_id, path))


@pytest.mark.parametrize("level", ["province", "zone", "major"])
def test_seventeen_provinces_of_31_are_no_nation(
    sampled_snapshot: SnapshotReference, engine: Engine, regions: Regions, catalogue: dict[str, Indicator],
    level: str, tmp_path: Path,
) -> None:
    """The fourteen largest say nothing of their demand: the others carry all that is known, and little of the whole."""
    whole = basis_of(engine, regions, catalogue, "province")
    largest = whole.units["demand"].nlargest(14).index.tolist()
    kept = whole.units.drop(index=largest)
    part = kept["demand"].sum() / whole.units["demand"].sum()
    with contextlib.closing(without_demand(sampled_snapshot, tmp_path, largest)) as lacking:
        printed = gap_basis(lacking, regions, catalogue, "patent_agencies", "gdp", level, 2023, "sample", 2023)
    assert printed is not None and part < 0.5
    # The nation is printed all the same: it is the denominator of the coverage, and stands for the ratio.
    assert printed.national.basis == "printed" and not printed.is_complete()
    assert printed.national.ratio.value == pytest.approx(whole.national.ratio.value, rel=0.05)
    if level == "province":
        assert printed.covered == pytest.approx(part, rel=0.05)
    with contextlib.closing(
        without_demand(sampled_snapshot, tmp_path, [*largest, NATION])
    ) as unknown:
        basis = gap_basis(unknown, regions, catalogue, "patent_agencies", "gdp", level, 2023, "sample", 2023)
    assert basis is not None
    assert basis.national.ratio.reason is Reason.COVERAGE and basis.national.n == 17
    assert math.isnan(basis.national.coverage) and math.isnan(basis.covered)


def test_one_small_province_without_demand_leaves_a_nation_whose_coverage_is_told(
    sampled_snapshot: SnapshotReference, engine: Engine, regions: Regions, catalogue: dict[str, Indicator],
    tmp_path: Path,
) -> None:
    whole = basis_of(engine, regions, catalogue, "province")
    with contextlib.closing(without_demand(sampled_snapshot, tmp_path, ["540000"])) as lacking:
        basis = gap_basis(lacking, regions, catalogue, "patent_agencies", "gdp", "province", 2023, "sample", 2023)
    assert basis is not None
    assert basis.national.basis == "sum" and basis.national.n == 30
    share = whole.units["demand"].drop(index="540000").sum() / whole.units["demand"].sum()
    assert basis.national.coverage == pytest.approx(share, rel=0.01) and 0.95 < basis.national.coverage < 1


def test_cities_say_what_part_of_the_demand_of_the_nation_they_carry(
    engine: Engine, regions: Regions, catalogue: dict[str, Indicator]
) -> None:
    cities, provinces = (basis_of(engine, regions, catalogue, level) for level in ("city", "province"))
    assert cities.national.n == len(cities.reported)
    assert cities.national.coverage == pytest.approx(
        min(cities.reported["demand"].sum() / provinces.units["demand"].sum(), 1.0)
    )
    east = cities.reported[cities.reported["zone"] == "east"]["demand"].sum()
    of_east = provinces.units[provinces.units["zone"] == "east"]["demand"].sum()
    assert cities.zones["east"].coverage == pytest.approx(min(east / of_east, 1.0))


def test_a_zone_without_a_row_is_absent(
    engine: Engine, regions: Regions, catalogue: dict[str, Indicator]
) -> None:
    basis = replace(basis_of(engine, regions, catalogue, "province"), zones={})
    assert basis.zone_ratio("east").reason is Reason.NOT_PUBLISHED


def test_cities_of_which_few_are_known_stand_for_nothing(
    engine: Engine, regions: Regions, catalogue: dict[str, Indicator]
) -> None:
    basis = basis_of(engine, regions, catalogue, "city", layer="published", demand="utility_models_in_force")
    assert 0 < len(basis.reported) < 30
    assert basis.national.ratio.value is None
    assert all(basis.zone_ratio(zone).value is None for zone in ZONES)


def test_a_demand_base_nobody_knows_leads_to_nothing(
    engine: Engine, regions: Regions, catalogue: dict[str, Indicator]
) -> None:
    known = demand_reported(engine, catalogue, "province", "published")
    unknown = next(name for name in demand_bases() if name not in known)
    assert gap_basis(engine, regions, catalogue, "patent_agencies", unknown, "province", 2023, "published") is None


WHOLE: list[Fact] = [
    *facts("patent_agencies", 2022, _110000=10, _320000=20, _440000=30, _500000=8, _510000=12, _540000=1, _650000=4),
    *facts("gdp", 2020, _110000=1, _320000=1, _440000=1, _500000=1, _510000=1, _540000=1, _650000=1),
    *facts("gdp", 2022, _110000=100, _320000=400, _440000=500, _500000=0, _510000=300, _650000=200),
    *facts("gdp", 2023, _110000=100, _320000=400, _440000=500, _500000=0, _510000=300, _540000=50, _650000=200),
]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    opened = Engine(write_snapshot(tmp_path_factory.mktemp("small"), published=WHOLE, breaks=[]))
    yield opened
    opened.close()


NAMED = build_catalogue({
    name: replace(metric("agencies"), metric=name) for name in ("patent_agencies", "gdp")
})


def test_supply_and_demand_of_a_province_stand_also_where_the_base_is_zero(small: Engine) -> None:
    basis = basis_of(small, Regions(small), NAMED, "province", layer="published", year=2022)
    row = basis.row("500000")
    assert row is not None
    assert (row["supply"], row["demand"], row["reason"]) == (8.0, 0.0, "zero_denominator")
    assert math.isnan(row["ratio"])
    assert basis.row("999999") is None


def test_the_demand_base_is_of_the_nearest_year_that_knows_every_province(small: Engine) -> None:
    assert demand_year(small, NAMED, "gdp", "province", 2022, "published") == 2023
    assert demand_year(small, NAMED, "gdp", "province", 2021, "published") == 2020
    basis = basis_of(small, Regions(small), NAMED, "province", layer="published", year=2022)
    assert (basis.year, basis.demand_year) == (2022, 2023)
    assert basis.national.supply.value == 77.0
    assert supply_years(small, NAMED["patent_agencies"], "province", "published") == ([2022], 2022)


@pytest.mark.parametrize(
    ("reported", "units", "measure"),
    [
        ({}, 31, None),
        ({"employees": 31, "patent_agencies": 31}, 31, "employees"),
        ({"employees": 24, "patent_agencies": 25}, 31, "patent_agencies"),
        ({"employees": 5, "patent_agencies": 12}, 31, "patent_agencies"),
    ],
)
def test_a_page_opens_on_the_first_measure_that_four_fifths_report(
    reported: dict[str, int], units: int, measure: str | None
) -> None:
    assert best_covered(reported, units) == measure


def test_the_layer_is_the_strongest_that_can_answer(engine: Engine, catalogue: dict[str, Indicator]) -> None:
    layers = ("published", "sample")
    assert layer_of_gaps(engine, catalogue, None, "province", layers, 31) == "sample"
    assert layer_of_gaps(engine, catalogue, None, "province", ("published",), 31) == "published"
    assert layer_of_gaps(engine, catalogue, "patent_agencies", "province", layers, 31) == "sample"
    assert layer_of_gaps(engine, catalogue, "nonsense", "province", layers, 31) == "sample"
    assert supply_reported(engine, catalogue, "province", "sample")["patent_agencies"] == 31
