"""The value of every kind of indicator, worked by hand on the small snapshot, and its promises on the real one."""

from __future__ import annotations

import math
import random
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal
from small_snapshot import FACTS, IMPORTED, facts, indicator, write_snapshot

from data.build import build_snapshot
from data.intake import InputFolders
from queries.catalogue import Indicator, load_catalogue
from queries.engine import Engine
from queries.formulas.reasons import Reason
from queries.regions import ZONES
from queries.values import BOUNDS, COLUMNS, indicator_values, national_total, weakness

LEVELS = ("nation", "zone", "major", "province", "city")
REASONS = {reason.value for reason in Reason}
AGENCIES = indicator("value", "agencies")
ATTORNEYS = indicator("value", "attorneys")
PER_DEMAND = indicator("density", "agencies", "demand", scale=10)
PER_HEAD = indicator("density", "agencies", "population_census", 2020, scale=1000)
SHARE = indicator("share", "agencies")
GROWTH = indicator("growth", "registered")


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    opened = Engine(write_snapshot(tmp_path_factory.mktemp("small")))
    yield opened
    opened.close()


def test_the_layers_come_in_their_order_and_the_published_one_first(small: Engine) -> None:
    assert small.query("quality/layers")["layer"].tolist() == ["published", "imported"]


@dataclass(frozen=True)
class Case:
    """What is asked, and the row that must come back; a missing `value` comes with its `reason`."""

    asked: Indicator
    level: str
    region: str
    year: int
    value: float | None = None
    reason: str | None = None
    lo: float | None = None
    hi: float | None = None

    def __str__(self) -> str:
        return f"{self.asked.id}-{self.level}-{self.region}-{self.year}"


def point(asked: Indicator, level: str, region: str, year: int, value: float) -> Case:
    return Case(asked, level, region, year, value, None, value, value)


def absent(
    asked: Indicator, level: str, region: str, year: int, reason: str, lo: float | None = None, hi: float | None = None
) -> Case:
    return Case(asked, level, region, year, None, reason, lo, hi)


CASES = [
    # Totals: the printed figure of a zone, else the sum of its provinces.
    point(AGENCIES, "zone", "east", 2023, 70),
    point(AGENCIES, "zone", "east", 2022, 60),
    point(AGENCIES, "zone", "west", 2022, 25),
    point(AGENCIES, "nation", "100000", 2022, 90),
    point(AGENCIES, "city", "440300", 2022, 9),
    absent(AGENCIES, "city", "440100", 2022, "not_published"),
    # A total lacks its meaning while one part is missing, however small.
    absent(AGENCIES, "zone", "west", 2021, "coverage"),
    absent(AGENCIES, "zone", "west", 2023, "coverage"),
    absent(AGENCIES, "zone", "east", 2020, "coverage"),
    absent(AGENCIES, "zone", "west", 2020, "not_published"),
    # A rate is never added up.
    absent(indicator("value", "rate"), "zone", "east", 2022, "not_additive"),
    absent(indicator("value", "rate"), "zone", "west", 2022, "not_published"),
    point(indicator("value", "rate"), "nation", "100000", 2022, 4.5),
    # Bounds: over 8 + 15 + 20; below 10 + 40 + 60; over and below together bound nothing.
    absent(AGENCIES, "province", "110000", 2021, "bound_only", lo=8),
    absent(AGENCIES, "zone", "east", 2021, "bound_only", lo=43),
    absent(ATTORNEYS, "province", "110000", 2022, "bound_only", hi=10),
    absent(ATTORNEYS, "zone", "east", 2022, "bound_only", hi=110),
    absent(ATTORNEYS, "zone", "west", 2022, "bound_only"),
    # 台湾 has figures of its own and stays outside the survey.
    absent(AGENCIES, "province", "710000", 2022, "out_of_survey"),
    absent(PER_DEMAND, "province", "710000", 2022, "out_of_survey"),
    absent(indicator("share", "exports"), "province", "710000", 2022, "out_of_survey"),
    point(AGENCIES, "major", "greater-bay-area", 2022, 30),
    # Ratios: 10 · 60 / 1000 in the east, where the mean of the three ratios would be 0.7.
    point(PER_DEMAND, "province", "110000", 2022, 1.0),
    point(PER_DEMAND, "province", "320000", 2022, 0.5),
    point(PER_DEMAND, "zone", "east", 2022, 0.6),
    point(PER_DEMAND, "major", "greater-bay-area", 2022, 0.6),
    absent(PER_DEMAND, "province", "500000", 2022, "zero_denominator"),
    absent(PER_DEMAND, "province", "540000", 2022, "no_denominator"),
    absent(PER_DEMAND, "zone", "west", 2022, "no_denominator"),
    absent(indicator("density", "agencies", "nothing"), "zone", "west", 2022, "zero_denominator"),
    point(indicator("density", "nothing", "agencies"), "zone", "west", 2022, 0.0),
    # A denominator of one fixed year. In the west the reporting provinces carry 98 % of the people in 2021 and 84 %
    # in 2023; numerator and denominator are those of the reporting ones.
    point(PER_HEAD, "province", "110000", 2022, 500.0),
    point(PER_HEAD, "zone", "west", 2021, 1000 * 20 / 196),
    absent(PER_HEAD, "zone", "west", 2023, "coverage"),
    absent(PER_HEAD, "zone", "west", 2020, "not_published"),
    absent(PER_HEAD, "province", "110000", 2021, "bound_only", lo=400.0),
    absent(PER_HEAD, "zone", "east", 2021, "bound_only", lo=1000 * 43 / 200),
    point(PER_HEAD, "nation", "100000", 2022, 1000 * 85 / 400),
    # Provinces with a twelfth of the people are missing: the nation's own printed figures, if they leave 台湾 out.
    point(PER_HEAD, "nation", "100000", 2023, 1000 * 100 / 410),
    absent(indicator("density", "exports", "population_census", 2020), "nation", "100000", 2021, "coverage"),
    # Shares: of the sum of the provinces (85, not the printed 90), else of the printed total, else of nothing.
    point(SHARE, "province", "110000", 2022, 100 * 10 / 85),
    point(SHARE, "zone", "west", 2022, 100 * 25 / 85),
    point(SHARE, "province", "110000", 2023, 12.0),
    point(SHARE, "province", "320000", 2021, 100 * 15 / 80),
    absent(SHARE, "province", "110000", 2021, "bound_only", lo=10.0),
    absent(SHARE, "province", "110000", 2020, "coverage"),
    absent(SHARE, "province", "440000", 2020, "not_published"),
    absent(SHARE, "zone", "west", 2023, "coverage"),
    # The printed total of exports counts 台湾, so it is never the whole of the provinces.
    point(indicator("share", "exports"), "province", "110000", 2022, 100 * 10 / 85),
    absent(indicator("share", "exports"), "province", "110000", 2021, "coverage"),
    absent(indicator("share", "nothing"), "province", "110000", 2022, "zero_denominator"),
    # Growth: since the last published year, 121 from 100 in two years; none into the new series of 北京 in 2022.
    point(GROWTH, "province", "110000", 2021, 10.0),
    absent(GROWTH, "province", "320000", 2021, "no_base_year"),
    absent(GROWTH, "province", "510000", 2021, "not_positive"),
    absent(GROWTH, "province", "110000", 2022, "series_break"),
    point(GROWTH, "province", "320000", 2022, -20.0),
    absent(GROWTH, "province", "510000", 2022, "not_published"),
    point(GROWTH, "province", "110000", 2023, 50.0),
    point(GROWTH, "province", "320000", 2023, -50.0),
    absent(GROWTH, "province", "510000", 2023, "no_base_year"),
    absent(GROWTH, "province", "710000", 2023, "out_of_survey"),
    # A conflict of sources is no break.
    point(indicator("growth", "agencies"), "province", "320000", 2022, 100 * (20 / 15 - 1)),
    absent(indicator("growth", "agencies"), "province", "110000", 2022, "no_base_year"),
    absent(indicator("growth", "agencies"), "province", "110000", 2021, "bound_only"),
    # Location quotients: one everywhere for parts shaped like the whole; (10 / 85) / (20 / 400) in 北京.
    *(
        point(indicator("location_quotient", "agencies", "twin"), level, region, 2022, 1.0)
        for level, region in (("province", "110000"), ("province", "540000"), ("zone", "east"), ("nation", "100000"))
    ),
    point(
        indicator("location_quotient", "agencies", "population_census", 2020), "province", "110000", 2022,
        (10 / 85) / (20 / 400),
    ),
    # Demand of one province is missing, attorneys of three are bounds: there is no national total to compare with.
    absent(indicator("location_quotient", "agencies", "demand"), "province", "110000", 2022, "coverage"),
    absent(indicator("location_quotient", "agencies", "attorneys"), "province", "320000", 2022, "coverage"),
    absent(indicator("location_quotient", "nothing", "twin"), "province", "110000", 2022, "zero_denominator"),
]


def row_of(answer: pd.DataFrame, region: str, year: int) -> pd.Series:
    found = answer[(answer["region_code"] == region) & (answer["period"] == year)]
    assert len(found) == 1
    return found.iloc[0]


def same(found: object, expected: float | None) -> bool:
    return pd.isna(found) if expected is None else found == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_value_reason_and_bounds_are_those_worked_by_hand(small: Engine, case: Case) -> None:
    row = row_of(indicator_values(small, case.asked, case.level, "published"), case.region, case.year)
    assert same(row["value"], case.value), row.to_dict()
    assert (None if pd.isna(row["reason"]) else row["reason"]) == case.reason
    assert same(row["lo"], case.lo) and same(row["hi"], case.hi), row.to_dict()


@pytest.mark.parametrize(
    ("asked", "region", "year", "n", "coverage"),
    [
        (AGENCIES, "east", 2023, 1, 1.0),
        (AGENCIES, "east", 2022, 3, 1.0),
        (AGENCIES, "west", 2022, 4, 1.0),
        (AGENCIES, "west", 2021, 3, 3 / 4),
        (AGENCIES, "east", 2020, 2, 2 / 3),
        (PER_HEAD, "west", 2021, 3, 0.98),
        (PER_HEAD, "west", 2023, 3, 0.84),
    ],
)
def test_a_sum_says_how_many_units_entered_and_what_part_of_the_whole_they_carry(
    small: Engine, asked: Indicator, region: str, year: int, n: int, coverage: float
) -> None:
    row = row_of(indicator_values(small, asked, "zone", "published"), region, year)
    assert (row["n"], row["coverage"]) == (n, pytest.approx(coverage))


@pytest.mark.parametrize(
    "asked", [AGENCIES, PER_DEMAND, SHARE, indicator("location_quotient", "agencies", "twin")], ids=lambda i: i.id
)
def test_a_whole_province_in_the_place_of_a_major_region_is_flagged(small: Engine, asked: Indicator) -> None:
    majors = indicator_values(small, asked, "major", "published")
    assert set(majors["proxy"]) == {1}
    for level in ("zone", "province"):
        assert set(indicator_values(small, asked, level, "published")["proxy"]) == {0}


# The base year of 北京 is unconfirmed, its demand preliminary, the agencies of 江苏 approximate; all else is exact.
QUALIFIED = [
    *facts("agencies", 2021, "unconfirmed", _110000=8),
    *facts("agencies", 2021, _320000=16, _440000=20),
    *facts("agencies", 2022, _110000=10, _440000=30, _500000=8, _510000=12, _540000=1, _650000=4),
    *facts("agencies", 2022, "approx", _320000=20),
    *facts("demand", 2022, "preliminary", _110000=100),
    *facts("demand", 2022, _320000=400, _440000=500, _500000=10, _510000=300, _540000=5, _650000=200),
]


@pytest.fixture(scope="module")
def qualified(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    opened = Engine(write_snapshot(tmp_path_factory.mktemp("qualified"), published=QUALIFIED, breaks=()))
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("asked", "level", "region", "expected"),
    [
        (AGENCIES, "province", "110000", "exact"),
        (AGENCIES, "province", "320000", "approx"),
        (AGENCIES, "zone", "east", "approx"),
        (AGENCIES, "zone", "west", "exact"),
        (AGENCIES, "nation", "100000", "approx"),
        (AGENCIES, "province", "710000", None),
        (PER_DEMAND, "province", "110000", "preliminary"),
        (PER_DEMAND, "province", "320000", "approx"),
        (PER_DEMAND, "province", "440000", "exact"),
        (PER_DEMAND, "zone", "east", "preliminary"),
        (PER_DEMAND, "zone", "west", "exact"),
        # The whole that a part is compared with holds 江苏, and 北京 below the line.
        (SHARE, "province", "440000", "approx"),
        (indicator("location_quotient", "agencies", "demand"), "province", "440000", "preliminary"),
        (indicator("location_quotient", "agencies", "agencies"), "zone", "west", "approx"),
        (indicator("growth", "agencies"), "province", "110000", "unconfirmed"),
        (indicator("growth", "agencies"), "province", "320000", "approx"),
        (indicator("growth", "agencies"), "province", "440000", "exact"),
        (indicator("growth", "agencies"), "province", "510000", None),
    ],
    ids=str,
)
def test_a_result_bears_the_weakest_qualifier_of_all_that_enters(
    qualified: Engine, asked: Indicator, level: str, region: str, expected: str | None
) -> None:
    row = row_of(indicator_values(qualified, asked, level, "published"), region, 2022)
    assert (None if pd.isna(row["qualifier"]) else row["qualifier"]) == expected


@pytest.mark.parametrize(
    ("qualifier", "value", "lo", "hi"),
    [
        ("exact", 8, 8, 8),
        ("approx", 8, 8, 8),
        ("preliminary", 8, 8, 8),
        ("unconfirmed", 8, 8, 8),
        ("over", None, 8, None),
        ("reach", None, 8, None),
        ("less_than", None, None, 8),
    ],
)
def test_every_qualifier_means_a_point_or_a_bound_in_every_question(
    tmp_path: Path, qualifier: str, value: float | None, lo: float | None, hi: float | None
) -> None:
    rows = [*facts("agencies", 2022, qualifier, _110000=8), *facts("demand", 2022, _110000=4),
            *facts("twin", 2022, _110000=4)]
    engine = Engine(write_snapshot(tmp_path, published=rows, breaks=()))
    for asked, factor in ((AGENCIES, 1.0), (indicator("density", "agencies", "demand"), 0.25)):
        row = row_of(indicator_values(engine, asked, "province", "published"), "110000", 2022)
        expected = [None if figure is None else factor * figure for figure in (value, lo, hi)]
        assert all(same(row[name], figure) for name, figure in zip(("value", "lo", "hi"), expected, strict=True))
        assert row["qualifier"] == qualifier
    below = row_of(indicator_values(engine, indicator("density", "twin", "agencies"), "province", "published"),
                   "110000", 2022)
    assert (below["value"] == 0.5, below["reason"] == "no_denominator") == (value is not None, value is None)
    covered = engine.query("coverage/metric_years", layer="published").set_index(["metric", "level"])
    assert covered.loc[("agencies", "province"), "bounds"] == (value is None)
    assert (qualifier in BOUNDS) == (value is None)
    engine.close()


# 84 with 台湾, 80 without; 重庆 is missing in 2024, 台湾 in 2025, and the nation is printed in 2026.
SEVEN = {"_110000": 10, "_320000": 20, "_440000": 30, "_500000": 5, "_510000": 10, "_540000": 1, "_650000": 4}
OF_34 = [
    *facts("exports", 2023, **SEVEN, _710000=4),
    *facts("exports", 2024, **{code: value for code, value in SEVEN.items() if code != "_500000"}, _710000=4),
    *facts("exports", 2025, **SEVEN),
    *facts("exports", 2026, **SEVEN, _710000=4, _100000=90),
    *facts("agencies", 2023, **SEVEN, _710000=4),
]


@pytest.mark.parametrize(
    ("asked", "level", "region", "year", "value", "reason"),
    [
        (indicator("value", "exports"), "nation", "100000", 2023, 84, None),
        (indicator("value", "exports"), "nation", "100000", 2024, None, "coverage"),
        (indicator("value", "exports"), "nation", "100000", 2025, None, "coverage"),
        (indicator("value", "exports"), "nation", "100000", 2026, 90, None),
        (AGENCIES, "nation", "100000", 2023, 80, None),
        (indicator("value", "exports"), "zone", "east", 2023, 60, None),
        (indicator("value", "exports"), "province", "710000", 2023, None, "out_of_survey"),
        (indicator("share", "exports"), "province", "110000", 2023, 12.5, None),
    ],
    ids=str,
)
def test_the_nation_is_added_up_from_the_parts_that_its_metric_counts(
    tmp_path: Path, asked: Indicator, level: str, region: str, year: int, value: float | None, reason: str | None
) -> None:
    engine = Engine(write_snapshot(tmp_path, published=OF_34, breaks=()))
    row = row_of(indicator_values(engine, asked, level, "published"), region, year)
    assert same(row["value"], value)
    assert (None if pd.isna(row["reason"]) else row["reason"]) == reason
    engine.close()


def test_growth_has_no_row_in_the_first_year_and_one_in_every_later_year(small: Engine) -> None:
    answer = indicator_values(small, GROWTH, "province", "published")
    assert sorted(set(answer["period"])) == [2021, 2022, 2023]
    assert (answer.groupby("period").size() == 8).all()


def test_growth_of_a_single_year_is_an_empty_table_of_the_usual_columns(small: Engine) -> None:
    answer = indicator_values(small, indicator("growth", "twin"), "province", "published")
    assert list(answer.columns) == COLUMNS and answer.empty


@pytest.mark.parametrize("asked", [AGENCIES, PER_DEMAND])
def test_what_is_the_answer_to_a_question_is_remembered_once(small: Engine, asked: Indicator) -> None:
    engine = Engine(small.reference, small.database)
    first = indicator_values(engine, asked, "province", "published")
    assert len(engine.memory) == 1
    assert_frame_equal(indicator_values(engine, asked, "province", "published"), first)
    assert len(engine.memory) == 1


def test_layers_do_not_mix_and_a_published_denominator_serves_only_where_the_layer_has_none(small: Engine) -> None:
    assert row_of(indicator_values(small, AGENCIES, "province", "published"), "110000", 2022)["value"] == 10
    own = row_of(indicator_values(small, AGENCIES, "province", "imported"), "110000", 2022)
    assert (own["value"], own["layer"]) == (999, "imported")
    # Imported demand of 北京 is 200, published 100; its population is published only.
    per_demand = row_of(indicator_values(small, PER_DEMAND, "province", "imported"), "110000", 2022)
    assert (per_demand["value"], per_demand["n"]) == (pytest.approx(10 * 999 / 200), 1)
    per_head = row_of(indicator_values(small, PER_HEAD, "province", "imported"), "110000", 2022)
    assert per_head["value"] == pytest.approx(1000 * 999 / 20)
    assert len(IMPORTED) == 2


@pytest.mark.parametrize(
    ("name", "year", "total"),
    [("agencies", 2022, 85.0), ("agencies", 2023, 100.0), ("agencies", 2020, None), ("exports", 2022, 85.0),
     ("exports", 2021, None), ("nothing", 2022, 0.0), ("agencies", 1999, None)],
)
def test_the_national_total_is_the_sum_else_the_printed_figure_of_the_survey(
    small: Engine, name: str, year: int, total: float | None
) -> None:
    found = national_total(small, indicator("value", name).numerator, year, "published")
    assert (found.value if found else None) == total


def test_the_order_of_the_stored_facts_changes_nothing(small: Engine, tmp_path: Path) -> None:
    shuffled = list(FACTS)
    random.Random(20221229).shuffle(shuffled)
    other = Engine(write_snapshot(tmp_path, published=shuffled))
    for asked in {case.asked.id: case.asked for case in CASES}.values():
        for level in LEVELS:
            assert_frame_equal(
                indicator_values(small, asked, level, "published"),
                indicator_values(other, asked, level, "published"),
                rtol=1e-12,
            )
    other.close()


def test_a_zone_ratio_lies_between_the_least_and_the_greatest_of_its_provinces(tmp_path: Path) -> None:
    draw = random.Random(7)
    parts = {f"_{code}": draw.uniform(1, 500) for code in ("110000", "320000", "440000")}
    bases = {f"_{code}": draw.uniform(1, 500) for code in ("110000", "320000", "440000")}
    engine = Engine(write_snapshot(
        tmp_path, published=[*facts("agencies", 2022, **parts), *facts("demand", 2022, **bases)], breaks=()
    ))
    provinces = indicator_values(engine, PER_DEMAND, "province", "published")["value"].dropna()
    zone = row_of(indicator_values(engine, PER_DEMAND, "zone", "published"), "east", 2022)["value"]
    assert provinces.min() < zone < provinces.max()
    assert zone == pytest.approx(10 * math.fsum(parts.values()) / math.fsum(bases.values()))
    engine.close()


@pytest.fixture(scope="module")
def everything(engine: Engine) -> pd.DataFrame:
    """Every indicator of the catalogue at every level of the real snapshot."""
    answers = []
    for asked in load_catalogue().values():
        for level in LEVELS:
            answer = indicator_values(engine, asked, level, "published")
            assert list(answer.columns) == COLUMNS
            answers.append(answer.assign(indicator=asked.id, level=level).astype({"reason": object}))
    return pd.concat([answer for answer in answers if len(answer)], ignore_index=True)


def test_a_value_is_never_absent_without_a_reason_nor_present_with_one(everything: pd.DataFrame) -> None:
    assert len(everything) > 50_000
    wrong = everything[everything["value"].isna() != everything["reason"].notna()]
    assert wrong.empty, wrong.head().to_string()
    assert set(everything["reason"].dropna()) <= REASONS


def test_no_figure_is_infinite(everything: pd.DataFrame) -> None:
    for column in ("value", "lo", "hi", "coverage"):
        assert not np.isinf(everything[column].to_numpy(dtype=float)).any(), column
    assert np.isfinite(everything.loc[everything["reason"].isna(), "value"]).all()


def test_bounds_stand_only_beside_a_value_or_in_its_place(everything: pd.DataFrame) -> None:
    bounded = everything[everything["lo"].notna() | everything["hi"].notna()]
    assert set(bounded["reason"].dropna()) == {"bound_only"}
    points = everything[everything["value"].notna()]
    np.testing.assert_allclose(points["lo"], points["value"], rtol=1e-9)
    np.testing.assert_allclose(points["hi"], points["value"], rtol=1e-9)
    both = bounded[bounded["lo"].notna() & bounded["hi"].notna()]
    assert (both["hi"] - both["lo"] >= -1e-9 * both["hi"].abs()).all()


def test_every_row_counts_its_units_and_says_its_layer(everything: pd.DataFrame) -> None:
    assert set(everything["layer"]) == {"published"}
    assert everything["coverage"].dropna().between(0, 1 + 1e-9).all()
    assert (everything.loc[everything["value"].notna(), "n"] >= 1).all()
    assert not everything.duplicated(["indicator", "level", "region_code", "period"]).any()


def test_hong_kong_macao_and_taiwan_are_outside_the_survey_in_every_answer(everything: pd.DataFrame) -> None:
    outside = everything[everything["region_code"].isin(["710000", "810000", "820000"])]
    assert set(outside["reason"]) == {"out_of_survey"}
    assert set(everything.loc[everything["reason"] == "out_of_survey", "region_code"]) == {"710000", "810000", "820000"}


def test_shares_of_the_four_zones_add_to_one_hundred(everything: pd.DataFrame) -> None:
    shares = everything[everything["indicator"].str.endswith("_share") & (everything["level"] == "zone")]
    shares = shares[shares["indicator"].isin([f"{name}_share" for name in ("pct_applications", "gdp", "rd_expenditure",
                                              "utility_models_in_force", "designs_in_force", "population_census")])]
    complete = shares.groupby(["indicator", "period"]).filter(lambda rows: rows["value"].notna().all())
    totals = complete.groupby(["indicator", "period"])["value"].sum()
    full = everything[everything["level"] == "province"].groupby(["indicator", "period"])["value"].count() == 31
    checked = totals[full.reindex(totals.index)]
    assert len(checked) >= 10
    np.testing.assert_allclose(checked, 100.0, rtol=1e-9)


def test_totals_of_zones_are_the_sums_of_their_provinces(engine: Engine, everything: pd.DataFrame) -> None:
    counts = [asked.id for asked in load_catalogue().values() if asked.is_count]
    members = engine.query("region/members")
    members = members[members["group_code"].isin(ZONES)]
    zone_of = dict(zip(members["member_code"], members["group_code"], strict=True))
    provinces = everything[(everything["level"] == "province") & everything["indicator"].isin(counts)]
    provinces = provinces.assign(zone=provinces["region_code"].map(zone_of)).dropna(subset=["zone", "value"])
    sums = provinces.groupby(["indicator", "period", "zone"])["value"].sum()
    zones = everything[(everything["level"] == "zone") & everything["value"].notna()]
    zones = zones[zones["indicator"].isin(counts)].set_index(["indicator", "period", "region_code"])["value"]
    assert len(zones) >= 60
    np.testing.assert_allclose(zones, sums.reindex(zones.index), rtol=1e-12)


def test_no_result_of_the_real_facts_is_stronger_than_its_weakest_input(everything: pd.DataFrame) -> None:
    provinces = everything[(everything["level"] == "province") & everything["value"].notna()]
    weaknesses = provinces.assign(weakness=provinces["qualifier"].map(weakness))
    weaknesses = weaknesses.set_index(["indicator", "region_code", "period"])["weakness"]
    assert (weaknesses >= 0).all()
    compared = 0
    for asked in load_catalogue().values():
        if asked.denominator is None or asked.id not in weaknesses:
            continue
        for (region, year), found in weaknesses.loc[asked.id].items():
            above = weaknesses[asked.numerator.metric, region, year]
            below = weaknesses[asked.denominator.metric, region, asked.denominator_year or year]
            assert found >= max(above, below), (asked.id, region, year)
            compared += 1
    assert compared > 500


def test_a_quotient_is_no_firmer_than_the_product_of_its_province_and_of_the_nation(engine: Engine) -> None:
    """The product of 湖南 is rounded; the sum of all provinces, with which it is compared, holds preliminary ones."""
    gdp = indicator_values(engine, load_catalogue()["gdp"], "province", "published")
    assert row_of(gdp, "430000", 2023)["qualifier"] == "approx"
    asked = load_catalogue()["pct_applications_location_quotient"]
    quotients = indicator_values(engine, asked, "province", "published")
    assert row_of(quotients, "430000", 2023)["qualifier"] == "preliminary"


@pytest.mark.parametrize("metric", ["trademark_applications_second_quarter", "trademark_applications_third_quarter"])
def test_quarterly_trademarks_of_the_nation_count_all_34(engine: Engine, metric: str) -> None:
    nation = indicator_values(engine, load_catalogue()[metric], "nation", "published")
    printed = engine.query("indicator/metric_year", metric=metric, year=2024, layer="published")
    assert row_of(nation, "100000", 2024)["value"] == math.fsum(printed["value"])
    assert row_of(nation, "100000", 2024)["n"] == len(printed) == 34


@pytest.fixture(scope="module")
def without_tibet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """The real facts without the PCT applications of 西藏 and of the nation: 30 of 31 provinces report."""
    folder = tmp_path_factory.mktemp("without_tibet")
    published = Path(shutil.copytree(InputFolders().published, folder / "published"))
    for name, code in (("province_stats.csv", "540000"), ("national_stats.csv", "100000")):
        lines = (published / name).read_text(encoding="utf-8").splitlines(keepends=True)
        kept = [line for line in lines if f",{code}," not in line or ",pct_applications," not in line]
        assert len(kept) < len(lines)
        (published / name).write_text("".join(kept), encoding="utf-8")
    opened = Engine(build_snapshot(folder / "snapshots", InputFolders(published=published)))
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("asked", "level", "region", "reason"),
    [
        ("pct_applications", "zone", "west", "coverage"),
        ("pct_applications", "zone", "east", None),
        ("pct_applications", "nation", "100000", "coverage"),
        ("pct_applications_share", "province", "110000", "coverage"),
        ("pct_applications_per_million_people", "zone", "west", None),
        ("pct_applications_per_million_people", "nation", "100000", None),
    ],
)
def test_a_total_needs_every_province_and_a_rate_95_per_cent_of_its_denominator(
    without_tibet: Engine, asked: str, level: str, region: str, reason: str | None
) -> None:
    row = row_of(indicator_values(without_tibet, load_catalogue()[asked], level, "published"), region, 2023)
    assert (None if pd.isna(row["reason"]) else row["reason"]) == reason
    # 西藏 has 0.26 % of the people of the nation and 0.95 % of those of the west.
    if reason is None:
        expected = {"east": 1.0, "west": 0.9905, "100000": 0.9974}[region]
        assert row["coverage"] == pytest.approx(expected, abs=5e-4)


@pytest.mark.parametrize(("layer", "regions"), [
    ("published", ["440000", "100000"]), ("imported", ["440000", "100000"]), ("sample", ["100000"]),
])
def test_the_sample_follows_printed_national_totals_yet_no_break_of_a_region(
    tmp_path: Path, layer: str, regions: list[str]
) -> None:
    broken = [("agencies", "440000", 2022, "break"), ("agencies", "100000", 2023, "scope")]
    engine = Engine(write_snapshot(tmp_path, breaks=broken))
    assert engine.query("indicator/breaks", metrics=["agencies"], layer=layer)["region_code"].tolist() == regions
    engine.close()
