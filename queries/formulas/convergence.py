"""Do places draw level? Spread by year (σ) and the growth of those that began low (β) (T13)."""

from __future__ import annotations

import math
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import pandas as pd

from queries.formulas.outcome import Outcome, outcomes_to_frame
from queries.formulas.reasons import Reason
from queries.formulas.trend import Interval
from queries.formulas.units import Values, group_labels, unit_values

__all__ = [
    "LEAST_FITTED",
    "LEAST_TESTED",
    "VERDICTS",
    "Beta",
    "FixedUnits",
    "beta_convergence",
    "club_convergence",
    "convergence_speed",
    "fixed_units",
    "half_life",
    "sigma_by_year",
    "spread_change_p",
]

LEAST_FITTED = 3
"""Fewest units through which a line is laid."""
LEAST_TESTED = 10
"""Fewest units whose slope has an interval (E3)."""
CONFIDENCE = 0.95
ROUNDING = 1e-12
Verdict = Literal["converging", "diverging", "undetermined"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)


@dataclass(frozen=True)
class FixedUnits:
    """The units that enter every year alike, so that a change of spread is no change of the units.

    Attributes
    ----------
    panel : units × years, every value above zero
    missing : units left out because a year of theirs is not reported
    zero : units left out because a value is zero, which has no logarithm (T13: dropped with a flag)
    """

    panel: pd.DataFrame
    missing: tuple[Hashable, ...]
    zero: tuple[Hashable, ...]


@dataclass(frozen=True)
class Beta:
    """Regression of growth on the level at the beginning, ln(r_T / r_0) = a + b ln r_0, over T years.

    Attributes
    ----------
    slope : b with its 95 % interval; total growth, not per year; limits absent (too_few_points) below ten units
    standard_error : of b, least squares, ≥ 0
    intercept : a; with groups the mean of their own intercepts over the units
    r_squared : 0..1; with groups of what is left within them
    speed : λ = −ln(1 + b) / T per year; not_closing if b ≥ 0, not_applicable if b ≤ −1; its limits from those of b
    half_life : ln 2 / λ, years
    residuals : shape (n,), by unit
    years : T
    """

    slope: Interval
    standard_error: Outcome
    intercept: Outcome
    r_squared: Outcome
    speed: Interval
    half_life: Outcome
    residuals: pd.Series
    years: int

    @property
    def n(self) -> int:
        """Number of units."""
        return len(self.residuals)

    @property
    def verdict(self) -> Verdict:
        """What the interval allows to say; undetermined where it holds 0 or there is none."""
        low, high = self.slope.low.value, self.slope.high.value
        if high is not None and high < 0:
            return "converging"
        return "diverging" if low is not None and low > 0 else "undetermined"


def fixed_units(panel: pd.DataFrame) -> FixedUnits:
    """Keep the units that have a value above zero in every year.

    Parameters
    ----------
    panel : units × years, r ≥ 0; NaN = not reported

    Raises
    ------
    ValueError
        If a value is negative or infinite.

    Notes
    -----
    Source: METHODS.md T13, E2, E4.
    """
    numbers = panel.astype(float)
    if (numbers < 0).any(axis=None) or np.isinf(numbers.to_numpy()).any():
        raise ValueError("ratios are finite and not negative")
    is_missing = numbers.isna().any(axis=1)
    is_zero = (numbers == 0).any(axis=1) & ~is_missing
    return FixedUnits(
        numbers[~is_missing & ~is_zero], tuple(numbers.index[is_missing]), tuple(numbers.index[is_zero])
    )


def sigma_by_year(units: FixedUnits) -> pd.DataFrame:
    """σ_t = population standard deviation of ln r over the same units in every year.

    Returns
    -------
    pd.DataFrame, one row per year: value (≥ 0; 0 = all alike), reason (single_unit below two units), n

    Notes
    -----
    Unchanged where all values of a year are multiplied by the same number.
    Source: METHODS.md T13, E3.
    """
    n = len(units.panel)
    found = [
        Outcome.absent(Reason.SINGLE_UNIT, n) if n < 2 else Outcome.of(float(np.log(values).std(ddof=0)), n)
        for _, values in units.panel.items()
    ]
    return outcomes_to_frame(found, units.panel.columns)


def spread_change_p(units: FixedUnits) -> Outcome:
    """p-value of a change of σ from the first year to the last, of the same units (Pitman–Morgan test).

    The spreads of two years are alike exactly where x_0 + x_T and x_0 − x_T do not correlate, x = ln r; the
    correlation is tested by t with n − 2 degrees.

    Returns
    -------
    Outcome 0..1; too_few_points below ten units or two years, zero_denominator where every unit kept its distance

    Notes
    -----
    Source: METHODS.md T13, E3; Pitman (1939).
    """
    n = len(units.panel)
    if n < LEAST_TESTED or units.panel.shape[1] < 2:
        return Outcome.absent(Reason.TOO_FEW_POINTS, n)
    logarithms = np.log(units.panel.to_numpy(dtype=float))
    first, last = logarithms[:, 0], logarithms[:, -1]
    sums, differences = first + last, first - last
    if min(sums.std(), differences.std()) <= ROUNDING * max(1.0, float(np.abs(logarithms).max())):
        return Outcome.absent(Reason.ZERO_DENOMINATOR, n)
    from scipy.stats import pearsonr

    return Outcome.of(float(pearsonr(sums, differences).pvalue), n)


def convergence_speed(slope: float, years: int) -> Outcome:
    """λ = −ln(1 + b) / T, the share of the distance that closes in a year (as a rate per year).

    Parameters
    ----------
    slope : b of the regression of total growth
    years : T ≥ 1

    Returns
    -------
    Outcome > 0; not_closing if b ≥ 0, not_applicable if b ≤ −1, where places would change sides in one span

    Notes
    -----
    A slope of yearly growth b_ann = b/T gives the same λ = −ln(1 + T·b_ann) / T.
    Source: METHODS.md T13; Barro & Sala-i-Martin (1992).
    """
    if slope >= -ROUNDING:
        return Outcome.absent(Reason.NOT_CLOSING, 1)
    if slope <= -1 + ROUNDING:
        return Outcome.absent(Reason.NOT_APPLICABLE, 1)
    return Outcome.of(-math.log1p(slope) / years, 1)


def half_life(speed: Outcome) -> Outcome:
    """ln 2 / λ: years until half the distance is closed; absent with the reason of the speed."""
    if speed.value is None:
        return speed
    return Outcome.of(math.log(2.0) / speed.value, speed.n)


def beta_convergence(first: Values, last: Values, years: int, groups: Values | pd.Series | None = None) -> Beta:
    """Regress total growth on the level at the beginning: ln(r_T / r_0) = a + b ln r_0 + e by least squares.

    b < 0: places that began low grew more. Error in r_0 pulls b below 0 by itself (Galton's fallacy), so σ belongs
    beside it.

    Parameters
    ----------
    first, last : shape (n,), r_0 and r_T > 0, same units; none missing
    years : T ≥ 1
    groups : shape (n,), one label per unit: then every group has its own intercept (conditional convergence)

    Returns
    -------
    Beta; too_few_points below three units (beside the intercepts), zero_denominator where all began alike

    Raises
    ------
    ValueError
        If a value is not above zero, the units differ, or the years are not at least one.

    Notes
    -----
    Multiplying all values of a year by the same number leaves b.
    Source: METHODS.md T13, E3, E4.
    """
    begun = unit_values(first, "first")
    ended = unit_values(last, "last", begun.index)
    if years < 1:
        raise ValueError(f"growth needs at least one year, got {years}")
    if not ((begun > 0) & (ended > 0) & np.isfinite(begun) & np.isfinite(ended)).all():
        raise ValueError("convergence is measured in logarithms: every value must be above zero")
    level = pd.Series(np.log(begun), index=begun.index)
    growth = pd.Series(np.log(ended / begun), index=begun.index)
    labels = pd.Series(0, index=begun.index) if groups is None else group_labels(groups, begun.index)
    x = (level - level.groupby(labels).transform("mean")).to_numpy(dtype=float)
    y = (growth - growth.groupby(labels).transform("mean")).to_numpy(dtype=float)
    intercepts = int(labels.nunique())
    n, spread = len(x), float(x @ x)
    if n < LEAST_FITTED + max(intercepts - 1, 0):
        return _unfitted(Reason.TOO_FEW_POINTS, begun.index, years)
    if spread <= ROUNDING * max(1.0, float((level**2).sum())):
        return _unfitted(Reason.ZERO_DENOMINATOR, begun.index, years)
    slope = float(x @ y) / spread
    residuals = y - slope * x
    degrees = n - 1 - intercepts
    left, whole = float(residuals @ residuals), float(y @ y)
    error = math.sqrt(left / degrees / spread)
    explained = Outcome.of(1.0 - left / whole, n) if whole > 0 else Outcome.absent(Reason.ZERO_DENOMINATOR, n)
    interval = _interval(slope, error, degrees, n)
    speed = _speeds(interval, years)
    return Beta(
        interval, Outcome.of(error, n), Outcome.of(float(growth.mean() - slope * level.mean()), n), explained, speed,
        half_life(speed.central), pd.Series(residuals, index=begun.index), years,
    )


def club_convergence(first: Values, last: Values, years: int, clubs: Values | pd.Series) -> dict[Hashable, Beta]:
    """``beta_convergence`` inside every club, such as a zone: do its members draw level with each other?

    Parameters
    ----------
    first, last, years : as in ``beta_convergence``
    clubs : shape (n,), one label per unit
    """
    begun = unit_values(first, "first")
    ended = unit_values(last, "last", begun.index)
    labels = group_labels(clubs, begun.index)
    return {
        club: beta_convergence(begun[members], ended[members], years)
        for club, members in labels.groupby(labels).groups.items()
    }


def _unfitted(reason: Reason, index: pd.Index, years: int) -> Beta:
    absent = Outcome.absent(reason, len(index))
    nothing = Interval(absent, absent, absent)
    return Beta(nothing, absent, absent, absent, nothing, absent, pd.Series(np.nan, index=index), years)


def _interval(slope: float, error: float, degrees: int, n: int) -> Interval:
    if n < LEAST_TESTED:
        unknown = Outcome.absent(Reason.TOO_FEW_POINTS, n)
        return Interval(unknown, Outcome.of(slope, n), unknown)
    from scipy.special import stdtrit

    reach = float(stdtrit(degrees, (1.0 + CONFIDENCE) / 2.0)) * error
    return Interval(Outcome.of(slope - reach, n), Outcome.of(slope, n), Outcome.of(slope + reach, n))


def _speeds(slope: Interval, years: int) -> Interval:
    """λ falls as b rises: its lower limit comes from the upper one of b."""
    def of(limit: Outcome) -> Outcome:
        return limit if limit.value is None else convergence_speed(limit.value, years)

    return Interval(of(slope.high), of(slope.central), of(slope.low))
