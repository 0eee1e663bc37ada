"""Catching up: hand-checked years, the vector of the target path, the way there and back, edges, an oracle."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from queries.formulas.catch_up import (
    STANDING_STILL,
    added_per_year,
    catch_up_interval,
    catch_up_years,
    certain,
    growth_to_close,
    projected,
    steps_difference,
)
from queries.formulas.growth import compound_annual_growth
from queries.formulas.outcome import Outcome
from queries.formulas.reasons import Reason
from queries.formulas.target_path import Target, attainment_interval
from queries.formulas.trend import yearly_trend

NAN = math.nan
VECTOR = json.loads((Path(__file__).parent / "vectors" / "30_target_path.json").read_text("utf-8"))
STEADY = settings(deadline=None, max_examples=200, derandomize=True)
FAST = pd.Series({2018: 20.0, 2019: 24.0, 2020: 27.0, 2021: 34.0, 2022: 40.0, 2023: 47.0})
SLOW = pd.Series({2018: 100.0, 2019: 102.0, 2020: 107.0, 2021: 109.0, 2022: 114.0, 2023: 116.0})


def grows(rate: float) -> Outcome:
    return Outcome.of(rate, 2)


@pytest.mark.parametrize(
    ("ratio", "reference", "growth", "reference_growth", "years"),
    [
        # 1.21 = 1.1 squared: a tenth faster each year than a reference that stands still.
        (100.0, 121.0, 0.10, 0.0, 2.0),
        # 1.21 / 1.1 = 1.1: what counts is the difference of the speeds.
        (100.0, 121.0, 0.21, 0.10, 2.0),
        # Half of the reference, twice its speed each year.
        (3.0, 6.0, 1.0, 0.0, 1.0),
        # The reference shrinks, the region stands still.
        (50.0, 100.0, 0.0, -0.5, 1.0),
        # Both shrink, the reference faster.
        (81.0, 100.0, -0.10, -0.19, 2.0),
    ],
)
def test_years_worked_by_hand(
    ratio: float, reference: float, growth: float, reference_growth: float, years: float
) -> None:
    outcome = catch_up_years(ratio, reference, grows(growth), grows(reference_growth))
    assert outcome.value == pytest.approx(years, rel=1e-12)
    assert outcome.n == 2


@pytest.mark.parametrize(
    ("ratio", "reference", "growth", "reference_growth"),
    [
        (100.0, 100.0, grows(-0.5), grows(0.5)),
        (120.0, 100.0, grows(-0.5), grows(0.5)),
        (120.0, 100.0, Outcome.absent(Reason.NO_BASE_YEAR), Outcome.absent(Reason.NO_BASE_YEAR)),
        (0.0, 0.0, grows(0.1), grows(0.1)),
    ],
)
def test_above_takes_no_years_whatever_the_speeds(
    ratio: float, reference: float, growth: Outcome, reference_growth: Outcome
) -> None:
    assert catch_up_years(ratio, reference, growth, reference_growth) == Outcome.of(0.0, 2)


@pytest.mark.parametrize(
    ("ratio", "reference", "growth", "reference_growth", "reason"),
    [
        # Equal and smaller speeds do not close.
        (50.0, 100.0, grows(0.05), grows(0.05), Reason.NOT_CLOSING),
        (50.0, 100.0, grows(0.01), grows(0.05), Reason.NOT_CLOSING),
        # E1: a ratio over nothing never got a value; E2: missing is not zero.
        (None, 100.0, grows(0.1), grows(0.0), Reason.NOT_PUBLISHED),
        (50.0, NAN, grows(0.1), grows(0.0), Reason.NOT_PUBLISHED),
        (50.0, 100.0, Outcome.absent(Reason.ZERO_DENOMINATOR), grows(0.0), Reason.ZERO_DENOMINATOR),
        (50.0, 100.0, Outcome.absent(Reason.NO_BASE_YEAR), grows(0.0), Reason.NO_BASE_YEAR),
        # E3: fewer years than the inference needs; a break of the series.
        (50.0, 100.0, grows(0.1), Outcome.absent(Reason.TOO_FEW_POINTS), Reason.TOO_FEW_POINTS),
        (50.0, 100.0, grows(0.1), Outcome.absent(Reason.SERIES_BREAK), Reason.SERIES_BREAK),
        # E4: no logarithm of these.
        (0.0, 100.0, grows(0.1), grows(0.0), Reason.NOT_POSITIVE),
        (-1.0, 100.0, grows(0.1), grows(0.0), Reason.NEGATIVE_INPUT),
        (50.0, math.inf, grows(0.1), grows(0.0), Reason.NOT_FINITE),
        (50.0, 100.0, grows(-1.0), grows(0.0), Reason.NOT_POSITIVE),
    ],
)
def test_no_years_at_the_edges(
    ratio: float | None, reference: float | None, growth: Outcome, reference_growth: Outcome, reason: Reason
) -> None:
    assert catch_up_years(ratio, reference, growth, reference_growth).reason is reason


@pytest.mark.parametrize("case", VECTOR["input"]["cases"])
def test_a_target_is_a_reference_that_stands_still(case: str) -> None:
    """Vector 30: years, required growth and projection are those of the path to a fixed target."""
    given_, expected = VECTOR["input"]["cases"][case], VECTOR["expected"][case]
    exact = {"abs": VECTOR["tolerance"]["abs"]}
    growth = compound_annual_growth(given_["x0"], given_["x1"], given_["m"])
    years = catch_up_years(given_["x1"], given_["T"], growth, STANDING_STILL)
    left = VECTOR["input"]["target_year"] - given_["t"]
    required = growth_to_close(given_["x1"], given_["T"], STANDING_STILL, left)
    assert years.value is not None
    assert given_["t"] + years.value == pytest.approx(expected["year_attained"], **exact)
    assert required.value == pytest.approx(expected["required_cagr"], **exact)
    assert projected(given_["x1"], growth, left).value == pytest.approx(expected["projected_2030"], **exact)


AMOUNT = st.floats(0.01, 1e6)
SPEED = st.floats(-0.5, 1.0)


def is_within_a_century(times: float, faster: float) -> bool:
    """Whether a lead of `times` is made up at a relative growth of `faster` in less than a hundred years."""
    return math.log(times) < 99.9 * math.log1p(faster)


@pytest.mark.parametrize(("growth", "closes"), [(0.1, True), (0.011, True), (0.0099, False), (1e-9, False)])
def test_a_gap_of_a_hundred_steps_closes_just_so(growth: float, closes: bool) -> None:
    """A lead of 1.01 to the hundredth power: at 1 % a year it takes a century, beyond it there is no year."""
    years = catch_up_years(1.0, 1.01**100, grows(growth), STANDING_STILL)
    assert (years.value is not None) is closes
    assert closes or years.reason is Reason.NOT_CLOSING


@STEADY
@given(AMOUNT, st.floats(1.001, 1e4), SPEED, st.floats(0.1, 99.9))
def test_growth_to_year_to_growth(ratio: float, times: float, reference_growth: float, years: float) -> None:
    reference = ratio * times
    growth = growth_to_close(ratio, reference, grows(reference_growth), years)
    assume(growth.value is not None)
    back = catch_up_years(ratio, reference, growth, grows(reference_growth))
    assert back.value == pytest.approx(years, rel=1e-6)


@STEADY
@given(AMOUNT, st.floats(1.001, 1e4), SPEED, st.floats(0.001, 2.0))
def test_year_to_growth_to_year(ratio: float, times: float, reference_growth: float, faster: float) -> None:
    growth = (1.0 + reference_growth) * (1.0 + faster) - 1.0
    years = catch_up_years(ratio, ratio * times, grows(growth), grows(reference_growth))
    assume(is_within_a_century(times, faster))
    assert years.value is not None
    needed = growth_to_close(ratio, ratio * times, grows(reference_growth), years.value)
    assert needed.value == pytest.approx(growth, rel=1e-9, abs=1e-12)


@STEADY
@given(AMOUNT, st.floats(1.001, 100.0), SPEED, st.floats(0.01, 1.0))
def test_both_projections_meet_in_the_year_found(
    ratio: float, times: float, reference_growth: float, faster: float
) -> None:
    growth = grows((1.0 + reference_growth) * (1.0 + faster) - 1.0)
    years = catch_up_years(ratio, ratio * times, growth, grows(reference_growth))
    assume(is_within_a_century(times, faster))
    assert years.value is not None
    own = projected(ratio, growth, years.value)
    other = projected(ratio * times, grows(reference_growth), years.value)
    assume(own.value is not None and other.value is not None)
    assert own.value == pytest.approx(other.value, rel=1e-6)


@STEADY
@given(AMOUNT, AMOUNT, SPEED, SPEED, st.floats(0.001, 1000.0))
def test_the_unit_of_the_ratio_does_not_matter(
    ratio: float, reference: float, growth: float, reference_growth: float, scale: float
) -> None:
    plain = catch_up_years(ratio, reference, grows(growth), grows(reference_growth))
    scaled = catch_up_years(scale * ratio, scale * reference, grows(growth), grows(reference_growth))
    assume(abs(ratio / reference - 1.0) > 1e-9)
    assert plain.reason is scaled.reason
    assert plain.value is None or scaled.value == pytest.approx(plain.value, rel=1e-6, abs=1e-6)


def test_interval_is_that_of_two_regressions() -> None:
    """Slopes and standard errors by statsmodels, combined by hand."""

    def fitted(series: pd.Series) -> tuple[float, float]:
        fit = sm.OLS(np.log(series.to_numpy()), sm.add_constant(np.asarray(series.index, dtype=float))).fit()
        return float(fit.params[1]), float(fit.conf_int()[1][1] - fit.params[1])

    (own, own_reach), (other, other_reach) = fitted(FAST), fitted(SLOW)
    distance = math.log(SLOW[2023] / FAST[2023])
    reach = math.sqrt(own_reach**2 + other_reach**2)
    years = catch_up_interval(FAST[2023], SLOW[2023], yearly_trend(FAST).step, yearly_trend(SLOW).step)
    assert years.central.value == pytest.approx(distance / (own - other), rel=1e-9)
    assert years.low.value == pytest.approx(distance / (own - other + reach), rel=1e-9)
    assert years.high.value == pytest.approx(distance / (own - other - reach), rel=1e-9)


def test_interval_to_a_target_is_that_of_the_target_path() -> None:
    """A second implementation: the years in which the trend attains a target of the same value."""
    trend = yearly_trend(FAST)
    attained = attainment_interval(trend, Target(116.0, 2060), year=2023, current=FAST[2023])
    years = catch_up_interval(FAST[2023], 116.0, trend.step, certain(STANDING_STILL))
    for side, other in zip((years.low, years.central, years.high), (attained.low, attained.central, attained.high),
                           strict=True):
        assert side.value is not None and other.value is not None
        assert 2023 + side.value == pytest.approx(other.value, rel=1e-12)


def test_an_interval_that_reaches_beyond_no_approach_has_no_latest_year() -> None:
    swinging = pd.Series({2019: 30.0, 2020: 55.0, 2021: 28.0, 2022: 60.0, 2023: 47.0})
    years = catch_up_interval(47.0, 116.0, yearly_trend(swinging).step, yearly_trend(SLOW).step)
    assert years.low.value is not None and years.central.value is not None
    assert years.low.value < years.central.value
    assert years.high == Outcome(None, Reason.NOT_CLOSING, 2)


def test_interval_of_fewer_than_five_years_is_none() -> None:
    few = yearly_trend(FAST.tail(4))
    years = catch_up_interval(47.0, 116.0, few.step, yearly_trend(SLOW).step)
    assert {side.reason for side in (years.low, years.central, years.high)} == {Reason.TOO_FEW_POINTS}


def test_interval_above_is_zero_without_a_trend() -> None:
    years = catch_up_interval(120.0, 116.0, yearly_trend(FAST.tail(2)).step, yearly_trend(SLOW).step)
    assert years.low == years.central == years.high == Outcome.of(0.0, 2)


@STEADY
@given(st.lists(st.floats(1.0, 1000.0), min_size=5, max_size=9), st.lists(st.floats(1.0, 1000.0), min_size=5))
def test_the_estimate_lies_between_its_limits(own: list[float], other: list[float]) -> None:
    steps = [yearly_trend(pd.Series(values, index=range(2010, 2010 + len(values)))).step for values in (own, other)]
    difference = steps_difference(*steps)
    low, central, high = (side.value for side in (difference.low, difference.central, difference.high))
    assert low is not None and central is not None and high is not None
    assert low <= central <= high


@pytest.mark.parametrize(
    ("supply", "growth", "demand_growth", "years", "expected"),
    [
        # 100 become 121 in two years: 10.5 a year.
        (100.0, 0.1, 0.0, 2, 10.5),
        # The base grows as well: 100 become 146.41.
        (100.0, 0.1, 0.1, 2, 23.205),
        (100.0, 0.0, -0.19, 1, -19.0),
        (0.0, 0.1, 0.1, 3, 0.0),
    ],
)
def test_units_to_add_each_year(
    supply: float, growth: float, demand_growth: float, years: float, expected: float
) -> None:
    added = added_per_year(supply, grows(growth), grows(demand_growth), years)
    assert added.value == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(
    ("outcome", "reason"),
    [
        (added_per_year(None, grows(0.1), STANDING_STILL, 3), Reason.NOT_PUBLISHED),
        (added_per_year(5.0, Outcome.absent(Reason.NOT_CLOSING), STANDING_STILL, 3), Reason.NOT_CLOSING),
        (added_per_year(5.0, grows(0.1), Outcome.absent(Reason.NO_BASE_YEAR), 3), Reason.NO_BASE_YEAR),
        (added_per_year(-5.0, grows(0.1), STANDING_STILL, 3), Reason.NEGATIVE_INPUT),
        (projected(None, grows(0.1), 3), Reason.NOT_PUBLISHED),
        (projected(5.0, Outcome.absent(Reason.SERIES_BREAK), 3), Reason.SERIES_BREAK),
        (projected(5.0, grows(1e6), 1000), Reason.NOT_FINITE),
        (growth_to_close(120.0, 100.0, STANDING_STILL, 5), Reason.NOT_APPLICABLE),
        (growth_to_close(None, 100.0, STANDING_STILL, 5), Reason.NOT_PUBLISHED),
        (growth_to_close(0.0, 100.0, STANDING_STILL, 5), Reason.NOT_POSITIVE),
        (growth_to_close(50.0, 100.0, Outcome.absent(Reason.NO_BASE_YEAR), 5), Reason.NO_BASE_YEAR),
        (growth_to_close(1e-300, 1e300, STANDING_STILL, 0.5), Reason.NOT_FINITE),
    ],
)
def test_the_way_back_names_its_reasons(outcome: Outcome, reason: Reason) -> None:
    assert outcome.reason is reason


def test_no_span_without_years() -> None:
    with pytest.raises(ValueError, match="0 years"):
        growth_to_close(1.0, 2.0, STANDING_STILL, 0)
    with pytest.raises(ValueError, match="0 years"):
        added_per_year(1.0, STANDING_STILL, STANDING_STILL, 0)
