"""The gap ledger: by hand on the small snapshot, by identity and recomputation on the real one and its sample."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import chi2
from small_snapshot import EAST, FACTS, PROVINCES, WEST, facts, write_snapshot

from queries.catalogue import catalogue_of
from queries.engine import Engine
from queries.formulas.reasons import Reason
from queries.gap_basis import GapBasis, gap_basis
from queries.gap_ledger import BENCHMARKS, SMALL, GapLedger, gap_ledger
from queries.regions import Regions

# Agencies of 2022 and population of 2020 in seven provinces, 85 for 400.
AGENCIES = {"110000": 10, "320000": 20, "440000": 30, "500000": 8, "510000": 12, "540000": 1, "650000": 4}
PEOPLE = {"110000": 20, "320000": 80, "440000": 100, "500000": 32, "510000": 84, "540000": 4, "650000": 80}
NATION, OF_EAST, OF_WEST = 85 / 400, 60 / 200, 25 / 200


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    opened = Engine(write_snapshot(tmp_path_factory.mktemp("ledger")))
    yield opened
    opened.close()


def ledger_of(
    engine: Engine, supply: str, demand: str, level: str, year: int, layer: str = "published"
) -> GapLedger:
    catalogue = catalogue_of(engine)
    basis = gap_basis(engine, Regions(engine), catalogue, supply, demand, level, year, layer)
    assert isinstance(basis, GapBasis)
    return gap_ledger(engine, catalogue, basis)


def by_benchmark(ledger: GapLedger, code: str, column: str) -> dict[str, float]:
    return ledger.of_region(code)[column].to_dict()


def test_every_region_stands_against_every_benchmark_once(small: Engine) -> None:
    rows = ledger_of(small, "agencies", "population_census", "province", 2022).rows
    assert not rows.duplicated(["region_code", "benchmark"]).any()
    assert set(rows["benchmark"]) == set(BENCHMARKS)
    assert set(rows["region_code"]) == {*PROVINCES, "710000"}
    assert (rows["gap"].isna() == rows["reason"].notna()).all()
    assert np.isfinite(rows[["relative", "gap", "difference", "shortfall"]].dropna()).all(axis=None)


def test_a_western_province_against_each_reference_by_hand(small: Engine) -> None:
    ledger = ledger_of(small, "agencies", "population_census", "province", 2022)
    # 四川 12 for 84. West: 1/20, 1/7, 1/4, 1/4, quartile 1/4. All: the fifth 0.25 and the sixth 0.3 halved, 0.275.
    references = {
        "nation": NATION, "zone": OF_WEST, "east": OF_EAST, "zone-p75": 0.25, "nation-p75": 0.275, "frontier": 0.5
    }
    found = by_benchmark(ledger, "510000", "reference")
    assert {name: found[name] for name in references} == pytest.approx(references)
    relative, gap = (by_benchmark(ledger, "510000", name) for name in ("relative", "gap"))
    difference, shortfall = (by_benchmark(ledger, "510000", name) for name in ("difference", "shortfall"))
    for name, reference in references.items():
        assert relative[name] == pytest.approx(12 / 84 / reference)
        assert gap[name] == pytest.approx(12 / 84 / reference - 1)
        assert difference[name] == pytest.approx(84 * reference - 12)
        assert shortfall[name] == pytest.approx(max(0.0, 84 * reference - 12))
    assert difference["zone"] == pytest.approx(-1.5) and shortfall["zone"] == 0, "above its zone: nothing is missing"


def test_one_agency_for_four_people_sets_no_frontier(small: Engine) -> None:
    """西藏 has a ratio of 0.25 on a single agency; 北京 leads with ten for twenty."""
    assert ledger_of(small, "agencies", "population_census", "province", 2022).best == "110000"


def test_a_count_brings_its_interval_to_the_gap(small: Engine) -> None:
    row = ledger_of(small, "agencies", "population_census", "province", 2022).of_region("540000").loc["nation"]
    low, high = chi2.ppf(0.025, 2) / 2, chi2.ppf(0.975, 4) / 2
    assert row["interval"] == "poisson"
    assert row[["supply_lo", "supply_hi"]].tolist() == pytest.approx([low, high])
    assert row[["relative_lo", "relative_hi"]].tolist() == pytest.approx([low / 4 / NATION, high / 4 / NATION])
    assert row[["difference_lo", "difference_hi"]].tolist() == pytest.approx([4 * NATION - high, 4 * NATION - low])


def test_a_printed_bound_bounds_the_gap(small: Engine) -> None:
    """Attorneys of 北京: less than ten, so at most half the people's worth."""
    row = ledger_of(small, "attorneys", "population_census", "province", 2022).of_region("110000").loc["nation"]
    assert row["reason"] == Reason.BOUND_ONLY and math.isnan(row["gap"])
    assert row["interval"] == "bound" and row["supply_hi"] == 10 and math.isnan(row["supply_lo"])


def test_the_sum_of_the_shortfalls_is_hoover(small: Engine) -> None:
    ledger = ledger_of(small, "agencies", "population_census", "province", 2022)
    by_hand = sum(abs(AGENCIES[code] / 85 - PEOPLE[code] / 400) for code in PROVINCES) / 2
    assert ledger.hoover.value == pytest.approx(by_hand)
    assert ledger.moved.value == pytest.approx(by_hand)
    assert ledger.of_benchmark("nation")["shortfall"].sum() / 85 == pytest.approx(by_hand)


def test_zones_are_set_against_nation_and_east_but_not_against_themselves(small: Engine) -> None:
    ledger = ledger_of(small, "agencies", "population_census", "zone", 2022)
    assert by_benchmark(ledger, "west", "reference")["east"] == pytest.approx(OF_EAST)
    assert by_benchmark(ledger, "west", "difference")["nation"] == pytest.approx(200 * NATION - 25)
    reasons = {code: by_benchmark(ledger, code, "reason") for code in ("east", "west")}
    assert reasons["east"]["east"] == Reason.NOT_APPLICABLE and reasons["west"]["east"] is None
    for name in ("zone", "zone-p75", "peers"):
        assert reasons["west"][name] == Reason.NOT_APPLICABLE


def test_major_regions_overlap_zones_and_have_none(small: Engine) -> None:
    ledger = ledger_of(small, "agencies", "population_census", "major", 2022)
    reasons = by_benchmark(ledger, "greater-bay-area", "reason")
    assert reasons["zone"] == reasons["peers"] == Reason.NOT_APPLICABLE
    # 广东 stands in: 30 for 100, and the benchmarks are those of the seven provinces.
    assert by_benchmark(ledger, "greater-bay-area", "relative")["nation"] == pytest.approx(0.3 / NATION)
    assert by_benchmark(ledger, "greater-bay-area", "reference")["nation-p75"] == pytest.approx(0.275)


def test_a_place_outside_the_survey_and_one_without_figure_say_so(small: Engine) -> None:
    ledger = ledger_of(small, "agencies", "population_census", "province", 2023)
    assert set(ledger.of_region("710000")["reason"]) == {Reason.OUT_OF_SURVEY}
    assert set(ledger.of_region("500000")["reason"]) == {Reason.NOT_PUBLISHED}, "重庆 is missing in 2023"
    # Without 重庆 the west reports 168 of 200 people: no ratio of the west, no quartile of it.
    assert by_benchmark(ledger, "510000", "reason")["zone"] == Reason.COVERAGE
    assert by_benchmark(ledger, "510000", "reason")["zone-p75"] == Reason.COVERAGE


def test_a_year_of_two_provinces_gives_no_nation_and_no_identity(small: Engine) -> None:
    ledger = ledger_of(small, "agencies", "population_census", "province", 2020)
    assert ledger.hoover.reason is Reason.COVERAGE and ledger.moved.reason is Reason.COVERAGE
    assert ledger.of_benchmark("nation").loc[list(EAST[:2]), "reason"].tolist() == [Reason.COVERAGE] * 2
    assert ledger.best is None


def test_a_demand_known_of_three_provinces_in_seven_is_no_nation(tmp_path: Path) -> None:
    """The supply of all seven is known, and the three carry all the demand that is known: still they are three."""
    known = [fact for fact in FACTS if fact[2] == "agencies" or (fact[0] in EAST and fact[2] == "population_census")]
    engine = Engine(write_snapshot(tmp_path, published=known))
    ledger = ledger_of(engine, "agencies", "population_census", "province", 2022)
    assert ledger.basis.national.ratio.reason is Reason.COVERAGE
    # The east is known to the last province; of the whole nothing is said.
    assert ledger.of_region("110000")["gap"].drop(["east", "zone", "zone-p75"]).isna().all()
    engine.close()


def test_where_a_zone_is_missing_the_shortfalls_still_are_hoover_of_what_is_there(tmp_path: Path) -> None:
    """The west is too small to be missed by the nation, but it does not report: the east alone is set against itself.

    Two provinces of the west bear 4 of 204 people; neither the nation's sum nor Hoover's index is of all four zones.
    """
    people = [fact for fact in FACTS if fact[2] == "population_census" and fact[0] in EAST]
    known = [
        *people, *facts("population_census", 2020, _500000=1, _510000=1, _540000=1, _650000=1, _100000=204),
        *facts("agencies", 2022, _110000=10, _320000=20, _440000=30, _500000=9),
    ]
    engine = Engine(write_snapshot(tmp_path, published=known))
    zones = ledger_of(engine, "agencies", "population_census", "zone", 2022)
    assert zones.basis.national.basis == "sum" and zones.basis.zone_ratio("west").reason is Reason.COVERAGE
    assert zones.basis.covered == pytest.approx(200 / 204)
    assert zones.basis.national.ratio.value == pytest.approx(69 / 201), "the nation has one province more"
    assert zones.hoover.value == pytest.approx(0, abs=1e-12)
    assert zones.moved.value == pytest.approx(zones.hoover.value, abs=1e-12)
    provinces = ledger_of(engine, "agencies", "population_census", "province", 2022)
    by_hand = sum(abs(a / 69 - d / 201) for a, d in ((10, 20), (20, 80), (30, 100), (9, 1))) / 2
    assert provinces.hoover.value == pytest.approx(by_hand)
    assert provinces.moved.value == pytest.approx(by_hand)
    engine.close()


def test_a_large_count_has_no_interval_and_a_small_one_has(small: Engine) -> None:
    rows = ledger_of(small, "agencies", "population_census", "province", 2022).of_benchmark("nation")
    rows = rows[rows["ratio"].notna()]
    assert {code: kind for code, kind in rows["interval"].items() if kind} == {
        code: "poisson" for code, count in AGENCIES.items() if count < SMALL
    }
    bounds = ["supply_lo", "supply_hi", "relative_lo", "relative_hi", "difference_lo", "difference_hi"]
    assert rows.loc[rows["interval"] == "", bounds].isna().all(axis=None)


def test_a_benchmark_of_zero_is_named_as_that(tmp_path: Path) -> None:
    none = [
        *(fact for fact in FACTS if fact[2] == "population_census"),
        *facts("agencies", 2022, _110000=10, _320000=20, _440000=30, _500000=0, _510000=0, _540000=0, _650000=0),
    ]
    engine = Engine(write_snapshot(tmp_path, published=none))
    row = ledger_of(engine, "agencies", "population_census", "province", 2022).of_region("510000").loc["zone-p75"]
    assert row["reason"] == Reason.ZERO_REFERENCE and row["reference"] == 0
    engine.close()


def test_without_drivers_nobody_has_peers(small: Engine) -> None:
    ledger = ledger_of(small, "agencies", "population_census", "province", 2022)
    assert ledger.drivers == {} and ledger.peers.empty
    assert by_benchmark(ledger, WEST[1], "reason")["peers"] == Reason.NO_DENOMINATOR


@pytest.mark.parametrize(
    ("supply", "demand"),
    [
        ("patent_agencies", "utility_models_in_force"),
        ("practising_patent_attorneys", "gdp"),
        ("patent_agencies", "population_census"),
    ],
)
@pytest.mark.parametrize("level", ["zone", "province"])
def test_on_the_sample_every_province_has_its_gaps_and_they_add_up(
    sampled_engine: Engine, supply: str, demand: str, level: str
) -> None:
    ledger = ledger_of(sampled_engine, supply, demand, level, 2023, "sample")
    basis = ledger.basis
    nation = ledger.of_benchmark("nation")
    inside = nation[nation["reason"] != Reason.OUT_OF_SURVEY]
    assert inside["gap"].notna().all()
    assert ledger.moved.value == pytest.approx(ledger.hoover.value, rel=1e-9)
    assert inside["shortfall"].sum() / inside["supply"].sum() == pytest.approx(ledger.hoover.value, rel=1e-9)
    assert inside["difference"].sum() == pytest.approx(0, abs=1e-6 * inside["supply"].sum())
    assert inside["relative"].tolist() == pytest.approx(
        (inside["supply"] / inside["supply"].sum() / (inside["demand"] / inside["demand"].sum())).tolist()
    )
    best = ledger.of_benchmark("frontier")
    assert best.loc[ledger.best, "gap"] == pytest.approx(0)
    assert basis.national.ratio.value == pytest.approx(inside["supply"].sum() / inside["demand"].sum())


def test_peers_on_the_sample_are_alike_in_what_is_named_and_their_median_is_the_benchmark(
    sampled_engine: Engine
) -> None:
    ledger = ledger_of(sampled_engine, "patent_agencies", "utility_models_in_force", "province", 2023, "sample")
    assert len(ledger.drivers) == 3
    peers = ledger.peers[ledger.peers["unit"] == "620000"]["peer"].tolist()
    assert len(peers) == 5 and "620000" not in peers
    ratios = ledger.basis.units["ratio"]
    expected = float(np.median([ratios[code] for code in peers]))
    assert ledger.of_region("620000").loc["peers", "reference"] == pytest.approx(expected)


def test_good_practice_of_the_west_is_the_quartile_of_its_provinces(sampled_engine: Engine) -> None:
    ledger = ledger_of(sampled_engine, "patent_agencies", "utility_models_in_force", "province", 2023, "sample")
    members = Regions(sampled_engine).members("west", "province")
    quartile = pd.Series([ledger.basis.units["ratio"][code] for code in members]).quantile(0.75)
    row = ledger.of_region("620000").loc["zone-p75"]
    assert row["reference"] == pytest.approx(quartile) and row["n"] == 12
    assert row["shortfall"] == pytest.approx(max(0.0, quartile * row["demand"] - row["supply"]))


def test_the_target_of_the_nation_is_spread_over_the_demand_of_the_nation(sampled_engine: Engine) -> None:
    ledger = ledger_of(sampled_engine, "practising_patent_attorneys", "gdp", "province", 2023, "sample")
    rows = ledger.of_benchmark("target").dropna(subset=["gap"])
    assert rows["reference"].unique() == pytest.approx([50_000 / rows["demand"].sum()])
    # No target is published for agencies: no benchmark, and it says so.
    without = ledger_of(sampled_engine, "patent_agencies", "gdp", "province", 2023, "sample").of_benchmark("target")
    assert set(without["reason"]) == {Reason.NOT_APPLICABLE, Reason.OUT_OF_SURVEY}


def test_on_the_published_figures_a_few_provinces_stand_against_the_printed_nation(engine: Engine) -> None:
    ledger = ledger_of(engine, "patent_agencies", "utility_models_in_force", "province", 2023)
    nation = ledger.of_benchmark("nation")
    assert ledger.basis.national.basis == "printed"
    assert 0 < nation["gap"].notna().sum() < 31 and nation["reference"].notna().all()
    assert ledger.hoover.reason is Reason.COVERAGE
    assert ledger.of_benchmark("nation-p75")["gap"].isna().all()
    assert ledger.rows[["relative", "gap", "difference"]].isin([math.inf, -math.inf]).sum().sum() == 0
