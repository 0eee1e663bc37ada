"""Invariants that every formula keeps for any counts, checked on generated tables."""

import math
from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from queries.formulas.concentration import concentration_ratio, herfindahl_hirschman_index
from queries.formulas.growth import compound_annual_growth
from queries.formulas.inequality import gini
from queries.formulas.outcome import Outcome
from queries.formulas.ranking import competition_rank, rank_change
from queries.formulas.shares import location_quotient, share
from queries.formulas.steps import Steps
from queries.formulas.target_path import Target, TargetStatus, target_path
from queries.formulas.theil import theil_t_by_group
from queries.formulas.units import Values

ABSOLUTE = 1e-13
ZONES = ["central", "east", "northeast", "west"]


def theil_t(supply: Values, weight: Values | None = None) -> Outcome:
    """The total alone, with all units in one group."""
    return theil_t_by_group(supply, weight, ["all"] * len(supply)).total


INDICES = [gini, theil_t]


def for_all(*strategies: st.SearchStrategy) -> Callable:
    """``given`` with the same examples in every run."""
    steady = settings(deadline=None, max_examples=60, derandomize=True)
    return lambda test: steady(given(*strategies)(test))


@st.composite
def tables(draw: st.DrawFn, least: int = 0, size: int = 2) -> pd.DataFrame:
    """Units with a supply (counts from least), a positive weight and a zone; some supply is positive."""
    n = draw(st.integers(size, 12))
    columns = {
        "supply": draw(st.lists(st.integers(least, 100_000), min_size=n, max_size=n)),
        "later": draw(st.lists(st.integers(least, 100_000), min_size=n, max_size=n)),
        "weight": draw(st.lists(st.integers(1, 100_000), min_size=n, max_size=n)),
    }
    assume(sum(columns["supply"]) > 0 and sum(columns["later"]) > 0)
    zones = draw(st.lists(st.sampled_from(ZONES), min_size=n, max_size=n))
    table = pd.DataFrame(columns, index=[f"{code:06d}" for code in range(n)], dtype=float)
    return table.assign(zone=zones)


def known(outcome: Outcome) -> float:
    """The value, which these tables must have."""
    assert outcome.reason is None
    assert outcome.value is not None
    return outcome.value


@for_all(tables())
def test_shares_add_to_one(table: pd.DataFrame) -> None:
    assert share(table["supply"])["value"].sum() == pytest.approx(1.0, rel=1e-12)


@for_all(tables())
def test_location_quotients_average_to_one(table: pd.DataFrame) -> None:
    quotient = location_quotient(table["supply"], table["weight"])["value"]
    weights = table["weight"] / table["weight"].sum()
    assert (weights * quotient).sum() == pytest.approx(1.0, rel=1e-12)


@for_all(tables())
def test_concentration_stays_in_its_range(table: pd.DataFrame) -> None:
    supply, n = table["supply"], len(table)
    index = known(herfindahl_hirschman_index(supply))
    assert 1 / n - ABSOLUTE <= index <= 1 + ABSOLUTE


@for_all(tables())
def test_concentration_ratio_rises_with_m(table: pd.DataFrame) -> None:
    supply, n = table["supply"], len(table)
    ratios = [known(concentration_ratio(supply, m)) for m in range(1, n + 1)]
    assert all(later >= earlier for earlier, later in pairwise(ratios))
    assert all(ratio >= m / n - ABSOLUTE for m, ratio in enumerate(ratios, 1))
    assert ratios[-1] == pytest.approx(1.0, rel=1e-12)


@for_all(tables())
def test_inequality_stays_in_its_range(table: pd.DataFrame) -> None:
    supply, weight, n = table["supply"], table["weight"], len(table)
    lightest = weight.min() / weight.sum()
    assert 0 <= known(gini(supply)) <= 1 - 1 / n + ABSOLUTE
    assert 0 <= known(gini(supply, weight)) <= 1 - lightest + ABSOLUTE
    assert 0 <= known(theil_t(supply, weight)) <= -math.log(lightest) + ABSOLUTE


@for_all(tables(least=1))
def test_theil_parts_add_to_the_total(table: pd.DataFrame) -> None:
    result = theil_t_by_group(table["supply"], table["weight"], table["zone"])
    total = known(result.total)
    assert known(result.between) + known(result.within) == pytest.approx(total, rel=1e-12, abs=ABSOLUTE)
    assert known(result.between) >= 0
    assert known(result.within) >= 0
    shown = result.groups[["contribution_between", "contribution_within"]]
    if total > 0:
        assert math.fsum(shown.to_numpy().ravel()) == pytest.approx(1.0, abs=1e-9 + 1e-14 / total)
    assert shown.isna().all(axis=None) == (total == 0)


@for_all(tables())
def test_theil_t_decomposes_exactly_with_empty_units_too(table: pd.DataFrame) -> None:
    result = theil_t_by_group(table["supply"], table["weight"], table["zone"])
    parts = known(result.between) + known(result.within)
    assert parts == pytest.approx(known(theil_t(table["supply"], table["weight"])), rel=1e-12, abs=ABSOLUTE)


@for_all(tables(least=1), st.randoms())
@pytest.mark.parametrize("index", INDICES)
def test_order_of_units_does_not_matter(index, table: pd.DataFrame, random) -> None:
    order = list(table.index)
    random.shuffle(order)
    mixed = table.loc[order]
    before, after = index(table["supply"], table["weight"]), index(mixed["supply"], mixed["weight"])
    assert known(after) == pytest.approx(known(before), rel=1e-12, abs=ABSOLUTE)


@for_all(tables())
def test_order_of_units_does_not_matter_to_a_unit(table: pd.DataFrame) -> None:
    turned = table.iloc[::-1]
    for result in (
        lambda t: share(t["supply"]),
        lambda t: location_quotient(t["supply"], t["weight"]),
        lambda t: competition_rank(t["supply"]),
    ):
        pd.testing.assert_frame_equal(result(turned).loc[table.index], result(table))


@for_all(tables(least=1), st.sampled_from([0.001, 7.0, 10_000.0]))
@pytest.mark.parametrize("index", INDICES)
def test_unit_of_measure_does_not_matter(index, table: pd.DataFrame, factor: float) -> None:
    plain = known(index(table["supply"], table["weight"]))
    for supply, weight in ((factor, 1.0), (1.0, factor)):
        scaled = index(table["supply"] * supply, table["weight"] * weight)
        assert known(scaled) == pytest.approx(plain, rel=1e-9, abs=ABSOLUTE)


@for_all(tables(least=1), st.integers(2, 4))
@pytest.mark.parametrize("index", INDICES)
def test_copies_of_the_whole_country_are_as_unequal(index, table: pd.DataFrame, copies: int) -> None:
    many = pd.concat([table] * copies, ignore_index=True)
    plain = known(index(table["supply"], table["weight"]))
    assert known(index(many["supply"], many["weight"])) == pytest.approx(plain, rel=1e-9, abs=ABSOLUTE)


@for_all(tables(), st.integers(2, 4))
def test_copies_of_the_whole_country_divide_the_concentration(table: pd.DataFrame, copies: int) -> None:
    many = list(table["supply"]) * copies
    plain = known(herfindahl_hirschman_index(table["supply"]))
    assert known(herfindahl_hirschman_index(many)) == pytest.approx(plain / copies, rel=1e-12)


@for_all(tables(least=1))
def test_proportional_supply_is_equal(table: pd.DataFrame) -> None:
    for index in INDICES:
        assert known(index(3.0 * table["weight"], table["weight"])) == pytest.approx(0.0, abs=1e-7)


@for_all(tables(least=2), st.data())
def test_transfer_from_rich_to_poor_lowers_inequality(table: pd.DataFrame, data: st.DataObject) -> None:
    supply = table["supply"]
    rich, poor = supply.idxmax(), supply.idxmin()
    assume(supply[rich] - supply[poor] >= 2)
    amount = data.draw(st.integers(1, int(supply[rich] - supply[poor]) // 2))
    moved = supply.copy()
    moved[rich] -= amount
    moved[poor] += amount
    for index in (gini, theil_t, herfindahl_hirschman_index):
        assert known(index(moved)) <= known(index(supply)) + ABSOLUTE


@for_all(tables())
def test_ranks_without_ties_are_a_permutation(table: pd.DataFrame) -> None:
    ranks = competition_rank(table["supply"])
    assert sorted(ranks["position"]) == list(range(1, len(table) + 1))
    ahead = [int((table["supply"] > own).sum()) + 1 for own in table["supply"]]
    assert ranks["value"].tolist() == ahead
    if table["supply"].is_unique:
        assert (ranks["value"] == ranks["position"]).all()


@for_all(tables())
def test_rank_changes_reverse_and_cancel(table: pd.DataFrame) -> None:
    forth = rank_change(table["supply"], table["later"])["value"]
    back = rank_change(table["later"], table["supply"])["value"]
    assert (forth == -back).all()
    if table["supply"].is_unique and table["later"].is_unique:
        assert forth.sum() == 0


@for_all(st.floats(1.0, 1e6), st.floats(1.0, 1e6), st.integers(1, 10))
def test_compound_growth_leads_from_first_to_last(first: float, last: float, years: int) -> None:
    growth = known(compound_annual_growth(first, last, years))
    assert growth > -1
    assert first * (1 + growth) ** years == pytest.approx(last, rel=1e-9)


@for_all(
    st.floats(1.0, 1e6),
    st.floats(1.0, 1e6),
    st.floats(1.0, 1e6),
    st.integers(2020, 2029),
    st.sampled_from(Steps),
)
def test_status_projection_and_year_of_attainment_tell_one_story(
    base: float, current: float, goal: float, year: int, steps: Steps
) -> None:
    path = target_path(
        Target(goal, 2030), year=year, current=current, base_year=year - 3, base=base, steps=steps
    )
    assert path.status is not TargetStatus.UNDETERMINED or path.reason is not None
    assert (path.status is TargetStatus.ACHIEVED) == (current >= goal)
    assert known(path.gap) == goal - known(path.projected)
    moving = path.status in (TargetStatus.ON_TRACK, TargetStatus.AT_RISK, TargetStatus.OFF_TRACK)
    assert moving == (path.year_attained.value is not None)
    if moving and abs(known(path.pace_ratio) - 1) > 1e-6:
        in_time = path.status is TargetStatus.ON_TRACK
        assert in_time == (known(path.gap) < 0) == (known(path.year_attained) < 2030)


ODD = st.one_of(st.floats(allow_nan=True, allow_infinity=True), st.sampled_from([0.0, -0.0, 1e-320, 1e308]))


@for_all(st.lists(st.tuples(ODD, ODD, st.sampled_from(ZONES)), max_size=6))
def test_no_input_whatever_yields_a_value_that_is_not_finite_or_lacks_a_reason(rows: list) -> None:
    supply, weight = [row[0] for row in rows], [row[1] for row in rows]
    zones = [row[2] for row in rows]
    for frame in (
        share(supply),
        location_quotient(supply, weight),
        competition_rank(supply),
        rank_change(pd.Series(supply), pd.Series(weight)),
    ):
        assert (np.isfinite(frame["value"]) == frame["reason"].isna()).all()
    for outcome in [index(supply, weight) for index in INDICES]:
        assert (outcome.value is None) != (outcome.reason is None)
    groups = theil_t_by_group(supply, weight, zones).groups
    assert (groups["theil"].isna() <= groups["reason"].notna()).all()
