"""Gap, shortfall, Hoover's index and the interval of a count: by hand, by identity, against other implementations."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.rates import confint_poisson

from queries.formulas.gap import gap_bounds, gap_to_reference
from queries.formulas.hoover import hoover
from queries.formulas.outcome import Outcome
from queries.formulas.poisson import poisson_interval
from queries.formulas.reasons import Reason
from queries.formulas.shares import location_quotient

NAN = math.nan
CODES = pd.Index(["110000", "340000", "620000", "650000"], name="region_code")
# r_N = 100/200 = 0.5; needed in proportion 20, 20, 40, 20; short by −20, 10, 15, −5.
SUPPLY = pd.Series([40.0, 10.0, 25.0, 25.0], index=CODES)
BASE = pd.Series([40.0, 40.0, 80.0, 40.0], index=CODES)
NATION = Outcome.of(0.5, 4)

steady = settings(deadline=None, max_examples=80, derandomize=True)
counts = st.integers(0, 50_000)


@st.composite
def tables(draw: st.DrawFn) -> pd.DataFrame:
    """Units with a supply and a base, zeros among both, something of each in all."""
    rows = draw(st.lists(st.tuples(counts, counts), min_size=1, max_size=14))
    table = pd.DataFrame(rows, columns=["supply", "base"], dtype=float, index=[f"{n:06d}" for n in range(len(rows))])
    assume(table["supply"].sum() > 0 and table["base"].sum() > 0)
    return table


def national(table: pd.DataFrame) -> Outcome:
    return Outcome.of(table["supply"].sum() / table["base"].sum(), len(table))


def test_the_gap_is_told_as_a_ratio_in_per_cent_and_in_units() -> None:
    result = gap_to_reference(SUPPLY, BASE, NATION)
    assert result.index.equals(CODES) and result["reason"].isna().all()
    np.testing.assert_allclose(result["relative"], [2.0, 0.5, 0.625, 1.25])
    np.testing.assert_allclose(result["gap"], [1.0, -0.5, -0.375, 0.25])
    np.testing.assert_allclose(result["difference"], [-20, 10, 15, -5])
    np.testing.assert_allclose(result["shortfall"], [0, 10, 15, 0])


def test_hoover_is_the_share_that_would_have_to_move() -> None:
    # Shares of supply 0.40 0.10 0.25 0.25, of demand 0.2 0.2 0.4 0.2: half of 0.2 + 0.1 + 0.15 + 0.05.
    assert hoover(SUPPLY, BASE).value == pytest.approx(0.25)
    assert gap_to_reference(SUPPLY, BASE, NATION)["shortfall"].sum() / SUPPLY.sum() == pytest.approx(0.25)


def test_every_unit_may_have_a_reference_of_its_own() -> None:
    reference = pd.DataFrame(
        {"value": [0.5, 0.25, NAN, 0.0], "reason": [None, None, "too_few_points", None]}, index=CODES
    )
    result = gap_to_reference(SUPPLY, BASE, reference)
    np.testing.assert_allclose(result["gap"], [1.0, 0.0, NAN, NAN])
    np.testing.assert_allclose(result["shortfall"], [0, 0, NAN, NAN])
    assert result["reason"].tolist() == [None, None, "too_few_points", "zero_reference"]


@pytest.mark.parametrize(
    ("supply", "base", "reason"),
    [
        (NAN, 4.0, "not_published"),
        (4.0, NAN, "no_denominator"),
        (4.0, 0.0, "zero_denominator"),
        (0.0, 0.0, "zero_denominator"),
        (-1.0, 4.0, "negative_input"),
        (math.inf, 4.0, "not_finite"),
        (4.0, math.inf, "not_finite"),
    ],
)
def test_a_unit_that_cannot_be_compared_says_why(supply: float, base: float, reason: str) -> None:
    result = gap_to_reference([supply], [base], NATION)
    assert result["reason"].tolist() == [reason]
    assert result[["relative", "gap", "difference", "shortfall"]].isna().all(axis=None)


def test_without_a_reference_there_is_no_gap_and_its_reason_is_handed_on() -> None:
    result = gap_to_reference([3.0, NAN], [4.0, 4.0], Outcome.absent(Reason.COVERAGE))
    assert result["reason"].tolist() == ["coverage", "not_published"]
    assert result["relative"].isna().all()


def test_nothing_at_all_is_the_whole_gap() -> None:
    result = gap_to_reference([0.0], [40.0], NATION)
    assert result.loc[0, ["relative", "gap", "shortfall"]].tolist() == [0.0, -1.0, 20.0]


def test_bounds_of_the_supply_are_bounds_of_the_gap() -> None:
    bounds = gap_bounds([5.0, NAN, 5.0], [15.0, 8.0, 9.0], [40.0, 40.0, 0.0], [0.5, 0.5, 0.5])
    np.testing.assert_allclose(bounds["relative_lo"], [0.25, NAN, NAN])
    np.testing.assert_allclose(bounds["relative_hi"], [0.75, 0.4, NAN])
    np.testing.assert_allclose(bounds["difference_lo"], [5.0, 12.0, NAN])
    np.testing.assert_allclose(bounds["difference_hi"], [15.0, NAN, NAN])


@pytest.mark.parametrize(
    ("supply", "base", "reason"),
    [
        ([0.0, 0.0], [1.0, 2.0], Reason.ZERO_DENOMINATOR),
        ([1.0, 2.0], [0.0, 0.0], Reason.ZERO_DENOMINATOR),
        ([1.0, NAN], [5.0, 5.0], Reason.COVERAGE),
        ([NAN], [5.0], Reason.NOT_PUBLISHED),
        ([1.0, -2.0], [1.0, 2.0], Reason.NEGATIVE_INPUT),
    ],
)
def test_hoover_at_the_edges(supply: list[float], base: list[float], reason: Reason) -> None:
    assert hoover(supply, base).reason is reason


def test_supply_in_proportion_need_not_move_and_supply_elsewhere_must_all() -> None:
    assert hoover([1.0, 2.0, 3.0], [10.0, 20.0, 30.0]).value == pytest.approx(0, abs=1e-15)
    assert hoover([5.0, 0.0], [0.0, 7.0]).value == 1.0


@steady
@given(tables())
def test_shortfalls_to_the_nation_add_up_to_hoover(table: pd.DataFrame) -> None:
    """A unit without demand has no gap, and nothing to fall short of."""
    shortfall = gap_to_reference(table["supply"], table["base"], national(table))["shortfall"]
    assert shortfall.sum() / table["supply"].sum() == pytest.approx(
        hoover(table["supply"], table["base"]).value, rel=1e-9, abs=1e-12
    )


@steady
@given(tables())
def test_differences_to_the_nation_cancel_out(table: pd.DataFrame) -> None:
    with_demand = table[table["base"] > 0]
    assume(with_demand["supply"].sum() > 0)
    result = gap_to_reference(with_demand["supply"], with_demand["base"], national(with_demand))
    assert result["difference"].sum() == pytest.approx(0, abs=1e-9 * with_demand["supply"].sum())
    assert (result["shortfall"] >= 0).all() and (result["gap"] >= -1).all()


@steady
@given(tables(), st.randoms(use_true_random=False), st.integers(1, 1000))
def test_order_and_units_of_measure_do_not_matter(table: pd.DataFrame, chance: object, scale: int) -> None:
    shuffled = table.sample(frac=1, random_state=chance.randrange(1000))
    plain = gap_to_reference(table["supply"], table["base"], national(table))
    moved = gap_to_reference(shuffled["supply"], shuffled["base"], national(table))
    pd.testing.assert_frame_equal(moved.sort_index(), plain)
    assert hoover(shuffled["supply"], shuffled["base"]).value == pytest.approx(
        hoover(table["supply"], table["base"]).value
    )
    scaled = gap_to_reference(scale * table["supply"], table["base"], Outcome.of(scale * national(table).value, 1))
    np.testing.assert_allclose(scaled["relative"], plain["relative"], rtol=1e-9)
    np.testing.assert_allclose(scaled["shortfall"], scale * plain["shortfall"], rtol=1e-6, atol=1e-6)


@steady
@given(tables())
def test_relative_to_the_nation_is_the_location_quotient(table: pd.DataFrame) -> None:
    """G1 says so, and location_quotient is the second implementation."""
    expected = location_quotient(table["supply"], table["base"])["value"]
    found = gap_to_reference(table["supply"], table["base"], national(table))["relative"]
    np.testing.assert_allclose(found, expected, rtol=1e-12)


def test_the_interval_of_a_count_is_that_of_the_tables() -> None:
    """Garwood (1936): 0 → 0 to 3.69, 1 → 0.025 to 5.57, 5 → 1.62 to 11.67, 10 → 4.80 to 18.39."""
    found = poisson_interval([0, 1, 5, 10])
    np.testing.assert_allclose(found["lo"], [0, 0.0253, 1.6235, 4.7954], atol=1e-4)
    np.testing.assert_allclose(found["hi"], [3.6889, 5.5716, 11.6683, 18.3904], atol=1e-4)


@pytest.mark.parametrize("confidence", [0.8, 0.95, 0.99])
def test_the_interval_of_a_count_agrees_with_two_libraries(confidence: float) -> None:
    numbers = np.array([1, 2, 3, 4, 7, 19, 120, 3050])
    found = poisson_interval(numbers, confidence)
    tail = (1 - confidence) / 2
    np.testing.assert_allclose(found["lo"], stats.chi2.ppf(tail, 2 * numbers) / 2, rtol=1e-9)
    np.testing.assert_allclose(found["hi"], stats.chi2.ppf(1 - tail, 2 * numbers + 2) / 2, rtol=1e-9)
    low, high = zip(*(confint_poisson(k, 1, method="exact-c", alpha=1 - confidence) for k in numbers), strict=True)
    np.testing.assert_allclose(found["lo"], low, rtol=1e-9)
    np.testing.assert_allclose(found["hi"], high, rtol=1e-9)


def test_what_is_no_count_has_no_interval() -> None:
    assert poisson_interval([NAN, -1.0, 2.5, math.inf]).isna().all(axis=None)
    with pytest.raises(ValueError, match="between 0 and 1"):
        poisson_interval([1], 1.0)
