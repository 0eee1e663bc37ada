"""Years to close and back on the small snapshot: worked by hand, against a second implementation, and at the edges."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest
from small_snapshot import EAST, PROVINCES, WEST, Break, Fact, facts, write_snapshot

from data.snapshot import SnapshotReference
from pages.texts import Texts, load_texts
from pages.texts.years import ranking_finding
from queries.catalogue import catalogue_of
from queries.engine import Engine
from queries.formulas.reasons import Reason
from queries.gap_basis import gap_basis
from queries.gap_ledger import gap_ledger
from queries.regions import NATION, Regions
from queries.years_to_close import (
    COLUMNS,
    STANDINGS,
    Aim,
    CatchUp,
    catch_up,
    reference_of,
    references_of,
    way_there,
    years_to_close,
)

PEOPLE = {"110000": 20.0, "320000": 80.0, "440000": 100.0, "500000": 32.0, "510000": 84.0, "540000": 4.0,
          "650000": 80.0}


def by_place(metric: str, year: int, values: dict[str, float]) -> list[Fact]:
    return facts(metric, year, **{f"_{code}": value for code, value in values.items()})


# Half an agency per head everywhere; 新疆 has a quarter in 2021 and grows by a tenth a year: 20, 22, 24.2 agencies.
STEADY = {code: people / 2 for code, people in PEOPLE.items()}
TWO_SPEEDS = [
    *by_place("population_census", 2020, PEOPLE),
    *(fact for year, number in ((2021, 20.0), (2022, 22.0), (2023, 24.2))
      for fact in by_place("agencies", year, {**STEADY, "650000": number})),
]
SWING = (1.0, 1.04, 0.97, 1.02, 0.99)
FIVE_YEARS = [
    *by_place("population_census", 2020, PEOPLE),
    *(fact for step, swing in enumerate(SWING)
      for fact in by_place("agencies", 2019 + step, {
          code: number * (1.12**step * swing if code == "650000" else 1.03**step * (2 - swing)) / (
              2 if code == "650000" else 1)
          for code, number in STEADY.items()})),
]

Opener = Callable[..., tuple[Engine, CatchUp]]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opener]:
    """Open what is to be caught up with on a snapshot of these facts."""
    engines: list[Engine] = []

    def open_one(
        published: list[Fact], supply: str = "agencies", level: str = "province", year: int = 2023,
        breaks: tuple[Break, ...] = (),
    ) -> tuple[Engine, CatchUp]:
        engine = Engine(write_snapshot(tmp_path, f"{len(engines):012x}", published, breaks))
        engines.append(engine)
        regions, catalogue = Regions(engine), catalogue_of(engine)
        basis = gap_basis(engine, regions, catalogue, supply, "population_census", level, year, "published")
        assert basis is not None
        return engine, catch_up(engine, regions, catalogue, basis)

    yield open_one
    for engine in engines:
        engine.close()


def rows_of(engine: Engine, catching: CatchUp, *asked: object) -> pd.DataFrame:
    return years_to_close(engine, catching, *asked).set_index("region_code")  # type: ignore[arg-type]


def test_years_to_the_east_worked_by_hand(opened: Opener) -> None:
    row = rows_of(*opened(TWO_SPEEDS), "east", "three").loc["650000"]
    assert (row["ratio"], row["reference"]) == pytest.approx((24.2 / 80, 0.5), rel=1e-12)
    assert (row["growth"], row["reference_growth"]) == pytest.approx((0.1, 0.0), abs=1e-12)
    # 0.3025 * 1.1^5.2725 = 0.5
    assert row["years"] == pytest.approx(5.27254, abs=1e-4)
    assert (row["standing"], row["first_year"], row["years_used"]) == ("closing", 2021, 3)


def test_the_nation_moves_with_the_region_in_it(opened: Opener) -> None:
    row = rows_of(*opened(TWO_SPEEDS), "nation", "three").loc["650000"]
    # (160 + 20) / 400 = 0.45 become (160 + 24.2) / 400 = 0.4605 in two years.
    reference_growth = math.sqrt(0.4605 / 0.45) - 1
    assert row["reference_growth"] == pytest.approx(reference_growth, rel=1e-9)
    assert row["years"] == pytest.approx(math.log(0.4605 / 0.3025) / math.log(1.1 / (1 + reference_growth)), rel=1e-9)


def test_who_is_above_has_closed_and_who_is_slower_never_does(opened: Opener) -> None:
    engine, catching = opened([*TWO_SPEEDS[:14], *by_place("agencies", 2023, {**STEADY, "650000": 18.0})])
    rows = rows_of(engine, catching, "nation", "three")
    assert rows.loc["110000", ["standing", "years"]].tolist() == ["above", 0.0]
    assert rows.loc["650000", ["standing", "reason"]].tolist() == ["not_closing", "not_closing"]
    assert math.isnan(rows.loc["650000", "years"])


def test_interval_by_a_second_implementation(opened: Opener) -> None:
    row = rows_of(*opened(FIVE_YEARS), "east", "trend").loc["650000"]
    years = np.arange(5.0)
    own = np.log([20 / 80 * 1.12**step * swing for step, swing in enumerate(SWING)])
    other = np.log([0.5 * 1.03**step * (2 - swing) for step, swing in enumerate(SWING)])

    def fitted(values: np.ndarray) -> tuple[float, float]:
        (slope, _), residues, *_ = np.polyfit(years, values, 1, full=True)
        # The 97.5 % point of Student's t with three degrees of freedom, as printed in tables.
        return slope, 3.18244630528 * math.sqrt(float(residues[0]) / 3 / 10)

    (slope, reach), (other_slope, other_reach) = fitted(own), fitted(other)
    distance, wide = other[-1] - own[-1], math.hypot(reach, other_reach)
    assert row["years"] == pytest.approx(distance / (slope - other_slope), rel=1e-9)
    assert row["lo"] == pytest.approx(distance / (slope - other_slope + wide), rel=1e-9)
    assert row["hi"] == pytest.approx(distance / (slope - other_slope - wide), rel=1e-9)
    assert row["years_used"] == 5


@pytest.mark.parametrize("speed", ["five", "three"])
def test_compound_growth_has_no_interval(opened: Opener, speed: str) -> None:
    rows = rows_of(*opened(FIVE_YEARS), "east", speed)
    assert rows[["lo", "hi"]].isna().all(axis=None)


def test_three_years_give_a_point_only(opened: Opener) -> None:
    row = rows_of(*opened(TWO_SPEEDS), "east", "trend").loc["650000"]
    assert row["years"] == pytest.approx(5.27254, abs=1e-4)
    assert math.isnan(row["lo"]) and math.isnan(row["hi"])


def test_a_reference_that_stands_still(opened: Opener) -> None:
    row = rows_of(*opened(TWO_SPEEDS), "nation", "three", True).loc["650000"]
    assert row["reference_growth"] == 0.0
    assert row["years"] == pytest.approx(math.log(0.4605 / 0.3025) / math.log(1.1), rel=1e-9)


def test_a_break_begins_a_new_series(opened: Opener) -> None:
    own = rows_of(*opened(FIVE_YEARS, breaks=(("agencies", "650000", 2022, "break"),)), "east", "trend")
    assert own.loc["650000", ["first_year", "years_used"]].tolist() == [2022, 2]
    assert own.loc["510000", "years_used"] == 5
    assert math.isnan(own.loc["650000", "lo"])


def test_a_break_of_the_printed_nation_leaves_a_sum_alone(opened: Opener) -> None:
    broken = (("agencies", NATION, 2023, "scope"),)
    rows = rows_of(*opened(FIVE_YEARS, breaks=broken), "nation", "trend")
    assert rows.loc["650000", "years_used"] == 5
    # 香港, 澳门 and 台湾 apart, one province does not report: the nation is the printed one.
    printed = [
        *(fact for fact in FIVE_YEARS if fact[0] != "540000"), *facts("population_census", 2020, _100000=400),
        *(fact for year in range(2019, 2024) for fact in facts("agencies", year, _100000=190 + year - 2019)),
    ]
    incomplete = [fact for fact in printed if not (fact[0] == "510000" and fact[2] == "agencies")]
    alone = rows_of(*opened(incomplete), "nation", "trend").loc["650000"]
    assert alone["reference"] == pytest.approx(194 / 400, rel=1e-12)
    assert alone["years_used"] == 5
    assert rows_of(*opened(incomplete, breaks=broken), "nation", "trend").loc["650000", "years_used"] == 1


def test_a_base_known_in_one_year_is_held_fixed(opened: Opener) -> None:
    engine, catching = opened(TWO_SPEEDS)
    assert catching.series.is_demand_fixed
    assert catching.series.demand_year == 2020
    assert (rows_of(engine, catching, "nation", "three")["demand_growth"] == 0).all()


def test_a_base_known_in_every_year_moves(opened: Opener) -> None:
    moving = [
        fact for year in (2021, 2022, 2023)
        for fact in by_place("population_census", year, {c: p * 1.02 ** (year - 2021) for c, p in PEOPLE.items()})
    ]
    engine, catching = opened([*moving, *TWO_SPEEDS[7:]])
    assert not catching.series.is_demand_fixed
    row = rows_of(engine, catching, "east", "three").loc["650000"]
    # Agencies grow by 10 %, people by 2 %.
    assert (1 + row["growth"]) * 1.02 == pytest.approx(1.1, rel=1e-9)
    assert row["demand_growth"] == pytest.approx(0.02, rel=1e-9)
    way = way_there(catching, Aim("650000", "east", growth=row["growth"]), row)
    assert way.supply_growth.value == pytest.approx(0.1, rel=1e-9)


def test_one_year_tells_no_speed_but_growth_to_a_standing_level(opened: Opener) -> None:
    engine, catching = opened(TWO_SPEEDS[-7:] + TWO_SPEEDS[:7])
    rows = rows_of(engine, catching, "nation", "trend")
    assert rows.loc["650000", ["standing", "reason"]].tolist() == ["unknown", "no_base_year"]
    assert rows.loc["110000", "standing"] == "above"
    still = rows_of(engine, catching, "east", "trend", True).loc["650000"]
    way = way_there(catching, Aim("650000", "east", year=2033), still)
    assert way.growth.value == pytest.approx((0.5 / 0.3025) ** 0.1 - 1, rel=1e-12)
    # From 24.2 agencies to 40 in ten years.
    assert way.added.value == pytest.approx(1.58, rel=1e-9)
    assert way_there(catching, Aim("650000", "nation", year=2033), rows.loc["650000"]).growth.reason is (
        Reason.NO_BASE_YEAR
    )


@pytest.mark.parametrize("reference", ["nation", "zone", "east"])
def test_there_and_back(opened: Opener, reference: str) -> None:
    engine, catching = opened(FIVE_YEARS)
    for code, row in rows_of(engine, catching, reference, "trend").iterrows():
        if row["standing"] == "above":
            assert way_there(catching, Aim(str(code), reference, year=2035), row).growth.reason is (  # type: ignore[arg-type]
                Reason.NOT_APPLICABLE
            )
            continue
        there = way_there(catching, Aim(str(code), reference, year=2035), row)  # type: ignore[arg-type]
        back = way_there(catching, Aim(str(code), reference, growth=there.growth.value), row)  # type: ignore[arg-type]
        assert back.years.value == pytest.approx(12.0, rel=1e-9)
        assert back.added.value == pytest.approx(there.added.value, rel=1e-9)


def test_the_target_is_that_of_the_nation_per_present_demand(opened: Opener) -> None:
    published = [
        *by_place("population_census", 2020, PEOPLE), *facts("population_census", 2020, _100000=400),
        *(fact for year, amount in ((2022, 1.0), (2023, 1.1))
          for fact in by_place("revenue", year, {code: people * amount for code, people in PEOPLE.items()})),
    ]
    engine, catching = opened(published, supply="revenue")
    assert references_of(catching) == ("nation", "zone", "east", "peers", "zone-p75", "nation-p75", "target")
    row = rows_of(engine, catching, "target", "three").loc["650000"]
    assert row["reference"] == pytest.approx(5000 / 400, rel=1e-12)
    assert row["reference_growth"] == 0.0
    assert row["years"] == pytest.approx(math.log(12.5 / 1.1) / math.log(1.1), rel=1e-9)


def test_a_zone_has_no_zone_and_a_measure_without_target_no_target(opened: Opener) -> None:
    _, catching = opened(TWO_SPEEDS, level="zone")
    assert references_of(catching) == ("nation", "east")
    _, provinces = opened(TWO_SPEEDS)
    assert {code: reference_of(provinces, code, "zone") for code in ("110000", "650000")} == {
        "110000": "east", "650000": "west",
    }


def test_the_present_is_that_of_the_ledger(opened: Opener) -> None:
    engine, catching = opened(FIVE_YEARS)
    rows = rows_of(engine, catching, "nation", "trend")
    assert rows["ratio"].to_dict() == catching.basis.rows.set_index("region_code").loc[[*PROVINCES], "ratio"].to_dict()
    assert (rows["reference"] == catching.basis.national.ratio.value).all()
    zones = rows_of(engine, catching, "zone", "trend")
    assert (zones.loc[list(EAST), "reference"] == catching.basis.zone_ratio("east").value).all()


def test_good_practice_stands_still_at_the_level_of_the_ledger(opened: Opener) -> None:
    engine, catching = opened(FIVE_YEARS)
    rows = rows_of(engine, catching, "zone-p75", "trend")
    west = [catching.basis.rows.set_index("region_code").loc[code, "ratio"] for code in WEST]
    assert rows.loc[list(WEST), "reference"].to_numpy() == pytest.approx(np.quantile(west, 0.75), rel=1e-12)
    assert (rows["reference_growth"].dropna() == 0).all() and rows["reference_code"].isna().all()
    behind = rows[rows["standing"] == "closing"].iloc[0]
    years = math.log(behind["reference"] / behind["ratio"]) / math.log1p(behind["growth"])
    assert behind["years"] == pytest.approx(years, rel=1e-9)


def test_every_row_is_complete_and_says_why_not(opened: Opener) -> None:
    incomplete = [fact for fact in TWO_SPEEDS if fact[:3] != ("540000", 2023, "agencies")]
    engine, catching = opened([*incomplete, *facts("agencies", 2023, _540000=0)])
    for reference in references_of(catching):
        rows = rows_of(engine, catching, reference, "three")
        assert [rows.index.name, *rows.columns] == COLUMNS
        assert sorted(rows.index) == sorted(PROVINCES)
        assert set(rows["standing"]) <= set(STANDINGS)
        assert rows["years"].notna().tolist() == rows["reason"].isna().tolist()
        numbers = rows.select_dtypes("number")
        assert not np.isinf(numbers).any(axis=None)
        assert rows.loc["540000", "reason"] == ("no_denominator" if reference == "peers" else "not_positive")


def test_a_region_without_a_figure_says_so(opened: Opener) -> None:
    engine, catching = opened([fact for fact in TWO_SPEEDS if fact[:3] != ("540000", 2023, "agencies")])
    row = rows_of(engine, catching, "east", "three").loc["540000"]
    assert (row["standing"], row["reason"]) == ("unknown", "not_published")
    assert way_there(catching, Aim("540000", "east", year=2030), row).growth.reason is Reason.NOT_PUBLISHED


@pytest.mark.parametrize("fixed", [{}, {"year": 2030, "growth": 0.1}])
def test_an_aim_fixes_one_of_two(fixed: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="a year or a growth"):
        Aim("650000", "east", **fixed)  # type: ignore[arg-type]


def test_a_year_that_is_past_is_no_aim(opened: Opener) -> None:
    engine, catching = opened(TWO_SPEEDS)
    row = rows_of(engine, catching, "east", "three").loc["650000"]
    assert way_there(catching, Aim("650000", "east", year=2023), row).growth.reason is Reason.NOT_APPLICABLE


def test_references_are_those_of_the_gap_ledger(sampled_snapshot: SnapshotReference) -> None:
    engine = Engine(sampled_snapshot)
    regions, catalogue = Regions(engine), catalogue_of(engine)
    for level in ("province", "city"):
        basis = gap_basis(engine, regions, catalogue, "practising_patent_attorneys", "gdp", level, 2023, "sample")
        assert basis is not None
        catching = catch_up(engine, regions, catalogue, basis)
        ledger = gap_ledger(engine, catalogue, basis).rows
        for reference in references_of(catching):
            told = ledger[ledger["benchmark"] == reference].set_index("region_code")["reference"]
            own = rows_of(engine, catching, reference, "trend")["reference"]
            pd.testing.assert_series_equal(own, told.reindex(own.index), check_names=False, rtol=1e-12)
    engine.close()


def test_a_province_with_a_target_of_its_own_is_measured_by_it_in_ledger_and_years(
    opened: Opener, tmp_path: Path
) -> None:
    """The nation wants 5000 for 400 people by 2030; 新疆 wants 1600 for its 80 by 2025, 1200 by 2035, 900 by 2020."""
    published = [
        *by_place("population_census", 2020, PEOPLE), *facts("population_census", 2020, _100000=400),
        *(fact for year, amount in ((2022, 1.0), (2023, 1.1))
          for fact in by_place("revenue", year, {code: people * amount for code, people in PEOPLE.items()})),
    ]
    reference = write_snapshot(tmp_path, "f" * 12, published, ())
    with duckdb.connect(str(reference.path)) as connection:
        for year, value in ((2035, 1200.0), (2020, 900.0), (2025, 1600.0)):
            connection.execute(
                "insert into target (metric, region_code, year, value, unit, qualifier, source_id, clause)"
                " values ('revenue', '650000', $1, $2, '家', 'over', 's1', '（一）')", [year, value],
            )
    engine = Engine(reference)
    regions, catalogue = Regions(engine), catalogue_of(engine)
    basis = gap_basis(engine, regions, catalogue, "revenue", "population_census", "province", 2023, "published")
    assert basis is not None
    catching = catch_up(engine, regions, catalogue, basis)
    rows = rows_of(engine, catching, "target", "three")
    assert rows.loc["650000", "reference"] == pytest.approx(1600 / 80, rel=1e-12)
    assert rows.loc["510000", "reference"] == pytest.approx(5000 / 400, rel=1e-12)
    target, other = catching.target_of("650000"), catching.target_of("510000")
    assert target is not None and other is not None
    assert (target.year, other.year) == (2025, 2030)
    told = gap_ledger(engine, catalogue, basis).of_benchmark("target")["reference"]
    pd.testing.assert_series_equal(rows["reference"], told.reindex(rows.index), check_names=False, rtol=1e-12)
    engine.close()


def test_speeds_that_hardly_differ_do_not_close_in_seven_thousand_million_years(opened: Opener) -> None:
    """All grow alike but for a rounding error, far behind as 新疆 is."""
    alike = [
        *by_place("population_census", 2020, PEOPLE),
        *(fact for year, factor in ((2021, 1.0), (2022, 1.05), (2023, 1.1025))
          for fact in by_place("agencies", year, {
              **{code: number * factor for code, number in STEADY.items()},
              "650000": 20 * factor * (1 + 1e-9) ** (year - 2021)})),
    ]
    row = rows_of(*opened(alike), "east", "three").loc["650000"]
    assert row["growth"] > row["reference_growth"]
    assert (row["standing"], row["reason"]) == ("not_closing", "not_closing")
    assert math.isnan(row["years"])


@pytest.mark.parametrize("texts", [load_texts("zh"), load_texts("en")], ids=["zh", "en"])
def test_the_ranking_names_the_years_where_three_are_not_reached(opened: Opener, texts: Texts) -> None:
    rows = years_to_close(*opened(TWO_SPEEDS), "nation", "three")
    names = {code: code for code in PROVINCES}
    said = ranking_finding(rows, names, "R", "province", 2023, "three", texts)
    assert "2021" in said and "are not" not in said
    full = [*TWO_SPEEDS, *by_place("agencies", 2020, {**STEADY, "650000": 18.0})]
    assert "2020" not in ranking_finding(
        years_to_close(*opened(full), "nation", "three"), names, "R", "province", 2023, "three", texts
    )
