"""σ and β convergence: lines written out, least squares of another library, and what keeps for any panel."""

import math

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from queries.formulas.convergence import (
    beta_convergence,
    club_convergence,
    convergence_speed,
    fixed_units,
    half_life,
    sigma_by_year,
    spread_change_p,
)
from queries.formulas.outcome import Outcome
from queries.formulas.reasons import Reason

NAN = math.nan


def drawn(n: int, slope: float, noise: float = 0.1, seed: int = 5) -> tuple[pd.Series, pd.Series]:
    """Values at the beginning and the end of a span with a known slope and chance around it."""
    chance = np.random.default_rng(seed)
    first = np.exp(chance.normal(0, 1, n))
    growth = 0.4 + slope * np.log(first) + chance.normal(0, noise, n)
    units = [f"unit-{place}" for place in range(n)]
    return pd.Series(first, index=units), pd.Series(first * np.exp(growth), index=units)


@pytest.mark.parametrize("slope", [-0.4, 0.0, 0.3])
def test_least_squares_of_another_library(slope: float) -> None:
    first, last = drawn(31, slope)
    found = beta_convergence(first, last, 8)
    fit = sm.OLS(np.log(last / first), sm.add_constant(np.log(first))).fit()
    assert found.slope.central.value == pytest.approx(fit.params.iloc[1], rel=1e-10)
    assert found.intercept.value == pytest.approx(fit.params.iloc[0], rel=1e-10)
    assert found.standard_error.value == pytest.approx(fit.bse.iloc[1], rel=1e-10)
    assert found.r_squared.value == pytest.approx(fit.rsquared, rel=1e-9, abs=1e-12)
    assert (found.slope.low.value, found.slope.high.value) == pytest.approx(tuple(fit.conf_int().iloc[1]), rel=1e-9)
    assert found.residuals.to_numpy() == pytest.approx(fit.resid.to_numpy(), abs=1e-12)


def test_own_intercepts_are_those_of_dummies() -> None:
    first, last = drawn(31, -0.3)
    zones = pd.Series([f"zone-{place % 4}" for place in range(31)], index=first.index)
    last = last * zones.map({"zone-0": 1.0, "zone-1": 1.5, "zone-2": 2.0, "zone-3": 0.7})
    found = beta_convergence(first, last, 8, zones)
    dummies = pd.get_dummies(zones, dtype=float)
    fit = sm.OLS(np.log(last / first), dummies.assign(level=np.log(first))).fit()
    assert found.slope.central.value == pytest.approx(fit.params["level"], rel=1e-9)
    assert found.standard_error.value == pytest.approx(fit.bse["level"], rel=1e-9)
    assert (found.slope.low.value, found.slope.high.value) == pytest.approx(tuple(fit.conf_int().loc["level"]))


@settings(deadline=None, max_examples=40, derandomize=True)
@given(st.integers(1, 20), st.floats(-0.9, -0.05), st.integers(0, 999))
def test_yearly_growth_gives_the_same_speed(years: int, slope: float, seed: int) -> None:
    """With growth per year b_ann = b/T: λ = −ln(1 + T·b_ann) / T."""
    first, last = drawn(20, slope, 0.01, seed)
    total = beta_convergence(first, last, years)
    annual = float(sm.OLS(np.log(last / first) / years, sm.add_constant(np.log(first))).fit().params.iloc[1])
    assert total.speed.central.value == pytest.approx(-math.log(1 + years * annual) / years, rel=1e-6)
    assert total.slope.central.value == pytest.approx(years * annual, rel=1e-6)


@settings(deadline=None, max_examples=40, derandomize=True)
@given(st.floats(0.001, 1000), st.floats(0.001, 1000), st.randoms(use_true_random=False))
def test_scale_and_order_leave_the_slope(one: float, other: float, order: object) -> None:
    first, last = drawn(12, -0.2)
    found = beta_convergence(first, last, 5)
    scaled = beta_convergence(first * one, last * other, 5)
    assert scaled.slope.central.value == pytest.approx(found.slope.central.value, rel=1e-8)
    assert scaled.standard_error.value == pytest.approx(found.standard_error.value, rel=1e-8)
    units = list(first.index)
    order.shuffle(units)  # type: ignore[attr-defined]
    assert beta_convergence(first[units], last[units], 5).slope.central.value == pytest.approx(
        found.slope.central.value, rel=1e-10
    )


@pytest.mark.parametrize(
    ("slope", "years", "speed"),
    [
        (-0.5, 1, math.log(2)),
        (-0.5, 5, math.log(2) / 5),
        (0.0, 5, Reason.NOT_CLOSING),
        (0.2, 5, Reason.NOT_CLOSING),
        (-1.0, 5, Reason.NOT_APPLICABLE),
        (-1.4, 5, Reason.NOT_APPLICABLE),
    ],
)
def test_speed_by_hand(slope: float, years: int, speed: float | Reason) -> None:
    found = convergence_speed(slope, years)
    assert found.reason == speed if isinstance(speed, Reason) else found.value == pytest.approx(speed)
    # Half a distance at ln 2 a year takes a year.
    assert half_life(found).value == (pytest.approx(float(years)) if slope == -0.5 else None)


@pytest.mark.parametrize(
    ("slope", "verdict"), [(-0.4, "converging"), (0.4, "diverging"), (0.0, "undetermined")]
)
def test_what_the_interval_allows_to_say(slope: float, verdict: str) -> None:
    found = beta_convergence(*drawn(31, slope, 0.3), 5)
    assert found.verdict == verdict
    assert (found.speed.central.value is not None) == (found.slope.central.value < 0)  # type: ignore[operator]


def test_few_units_have_a_slope_without_an_interval() -> None:
    found = beta_convergence(*drawn(9, -0.4, 0.01), 5)
    assert found.slope.central.value is not None and found.verdict == "undetermined"
    assert found.slope.low.reason == found.slope.high.reason == found.speed.low.reason == Reason.TOO_FEW_POINTS


@pytest.mark.parametrize(
    ("first", "reason"), [([1.0, 2.0], Reason.TOO_FEW_POINTS), ([3.0, 3.0, 3.0, 3.0], Reason.ZERO_DENOMINATOR)]
)
def test_no_line_without_spread(first: list[float], reason: Reason) -> None:
    found = beta_convergence(pd.Series(first), pd.Series(first) * 2, 5)
    assert found.slope.central.reason == found.speed.central.reason == found.half_life.reason == reason
    assert found.residuals.isna().all() and found.verdict == "undetermined"


def test_clubs_are_each_of_their_own() -> None:
    near, far = drawn(12, -0.5, 0.01), drawn(12, 0.5, 0.01, 6)
    first = pd.concat([near[0], far[0]], keys=["near", "far"])
    last = pd.concat([near[1], far[1]], keys=["near", "far"])
    clubs = pd.Series(first.index.get_level_values(0), index=first.index)
    found = club_convergence(first, last, 5, clubs)
    assert {club: beta.verdict for club, beta in found.items()} == {"near": "converging", "far": "diverging"}
    assert found["near"].slope == beta_convergence(*near, 5).slope


def test_spread_by_hand_over_the_same_units() -> None:
    panel = pd.DataFrame(
        [[1.0, 1.0], [math.e**2, math.e], [0.0, 5.0], [7.0, NAN]], index=["a", "b", "zero", "missing"],
        columns=[2018, 2019],
    )
    units = fixed_units(panel)
    assert (units.zero, units.missing) == (("zero",), ("missing",))
    found = sigma_by_year(units)
    # ln r is 0 and 2, then 0 and 1.
    assert found["value"].tolist() == pytest.approx([1.0, 0.5])
    assert found["n"].tolist() == [2, 2]
    assert sigma_by_year(fixed_units(panel * 40))["value"].tolist() == pytest.approx([1.0, 0.5])
    assert set(sigma_by_year(fixed_units(panel.head(1)))["reason"]) == {Reason.SINGLE_UNIT}


def panel_of(first: list[float], last: list[float]) -> pd.DataFrame:
    """Two years of values given in logarithms."""
    return pd.DataFrame({2018: np.exp(first), 2022: np.exp(last)})


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (list(range(12)), [value / 2 + (-1) ** value * 0.1 for value in range(12)], "changed"),
        (list(range(12)), [value + (-1) ** value * 0.1 for value in range(12)], "as before"),
        (list(range(12)), [value + 1.0 for value in range(12)], Reason.ZERO_DENOMINATOR),
        (list(range(9)), [value / 2 for value in range(9)], Reason.TOO_FEW_POINTS),
    ],
)
def test_whether_the_spread_changed(first: list[float], last: list[float], expected: str) -> None:
    found = spread_change_p(fixed_units(panel_of(first, last)))
    word = found.reason or ("changed" if found.value is not None and found.value < 0.05 else "as before")
    assert word == expected
    if found.value is not None:
        # The same p whichever year is called the first, and whatever the unit of the ratio.
        assert spread_change_p(fixed_units(panel_of(last, first))).value == pytest.approx(found.value)
        assert spread_change_p(fixed_units(panel_of(first, last) * 7)).value == pytest.approx(found.value)


def test_the_test_of_spread_keeps_its_level() -> None:
    """Where nothing changed but chance, about one in twenty draws is called a change."""
    chance = np.random.default_rng(0)
    found = []
    for _ in range(1000):
        pairs = chance.multivariate_normal([0, 0], [[1, 0.6], [0.6, 1]], 31)
        found.append(spread_change_p(fixed_units(panel_of(list(pairs[:, 0]), list(pairs[:, 1])))).value)
    assert 0.035 < np.mean([value is not None and value < 0.05 for value in found]) < 0.065


def test_low_beginners_grow_more_while_the_spread_stays() -> None:
    """Galton: values drawn anew every year 'converge' by β, while σ shows that nothing has drawn level."""
    chance = np.random.default_rng(1)
    panel = pd.DataFrame(np.exp(chance.normal(0, 1, (200, 2))), columns=[2018, 2022])
    found = beta_convergence(panel[2018], panel[2022], 4)
    spread = sigma_by_year(fixed_units(panel))["value"]
    assert found.verdict == "converging"
    assert spread[2022] == pytest.approx(spread[2018], rel=0.1)


@pytest.mark.parametrize(
    ("first", "last", "years"), [([0.0, 1, 2], [1.0, 1, 1], 3), ([1.0, 1, NAN], [1.0, 1, 1], 3), ([1.0], [1.0], 0)]
)
def test_what_has_no_logarithm_is_refused(first: list[float], last: list[float], years: int) -> None:
    with pytest.raises(ValueError):
        beta_convergence(pd.Series(first), pd.Series(last), years)


def test_negative_ratios_are_refused_and_reasons_kept() -> None:
    with pytest.raises(ValueError):
        fixed_units(pd.DataFrame({2020: [-1.0]}))
    assert half_life(Outcome.absent(Reason.NOT_CLOSING)).reason == Reason.NOT_CLOSING


def test_places_that_end_alike_have_no_speed() -> None:
    """b = −1 but for rounding: the distance would be closed in one span, at no finite speed."""
    first = pd.Series([float(number) for number in range(1, 13)], index=[f"u{number}" for number in range(1, 13)])
    found = beta_convergence(first, pd.Series(7.0, index=first.index), 4)
    assert convergence_speed(-1 + 1e-15, 4).value is None
    assert convergence_speed(-1e-15, 4).value is None
    assert found.speed.central.value is None and found.half_life.value is None
