"""Growth as the slope of a regression over several years, with its confidence interval."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from queries.formulas.outcome import Outcome
from queries.formulas.reasons import Reason
from queries.formulas.steps import Steps
from queries.formulas.units import unit_values

__all__ = ["MINIMUM_YEARS", "Interval", "Trend", "yearly_trend"]

MINIMUM_YEARS = 5
"""Fewest yearly values for a regression (G5)."""


@dataclass(frozen=True)
class Interval:
    """An estimate with the limits of its confidence interval; all absent together, or none."""

    low: Outcome
    central: Outcome
    high: Outcome


@dataclass(frozen=True)
class Trend:
    """Slope of a straight path through yearly values.

    Attributes
    ----------
    step : Interval
        Slope per year on the straight scale: log points (geometric) or units (linear).
    rate : Interval
        The same as readers see it: growth as a fraction per year, or units per year.
    steps : Steps
    confidence : float
        Level of the two-sided interval, 0..1.
    """

    step: Interval
    rate: Interval
    steps: Steps
    confidence: float


def yearly_trend(values: pd.Series, *, steps: Steps = Steps.GEOMETRIC, confidence: float = 0.95) -> Trend:
    """Least-squares slope b of f(X_year) = a + b · year, f = ln or identity; growth g = e^b − 1 (G5).

    The interval is b ± t_{(1+confidence)/2, n−2} · se(b), carried over to g. It takes the errors of the
    years as independent; yearly series seldom are quite so, which makes the interval rather too narrow.

    Parameters
    ----------
    values : pd.Series, shape (T,), indexed by whole year, X > 0 if geometric; NaN = missing, left out
    steps : geometric (log-linear) or linear
    confidence : 0..1, both excluded

    Returns
    -------
    Trend

    Raises
    ------
    ValueError
        If the confidence is not between 0 and 1, or a year appears twice.

    Notes
    -----
    Fewer than five years give too_few_points, values of zero or less (geometric) not_positive.
    Source: METHODS.md G5, E4.
    """
    if not 0 < confidence < 1:
        raise ValueError(f"confidence lies between 0 and 1, got {confidence}")
    reported = unit_values(values, "values").dropna()
    n = len(reported)
    objection = _objection(reported, steps)
    if objection:
        absent = Interval(*[Outcome.absent(objection, n)] * 3)
        return Trend(absent, absent, steps, confidence)
    positions = [steps.to_scale(value) for value in reported]
    slope, standard_error = _slope(reported.index.to_numpy(dtype=float), np.asarray(positions))
    # Read only where an interval is drawn: it takes longer to load than the rest of the room.
    from scipy.special import stdtrit

    reach = float(stdtrit(n - 2, (1.0 + confidence) / 2.0) * standard_error)
    slopes = (slope - reach, slope, slope + reach)
    step = Interval(*(Outcome.of(slope, n) for slope in slopes))
    rate = Interval(*(Outcome.of(steps.rate(slope), n) for slope in slopes))
    return Trend(step, rate, steps, confidence)


def _slope(years: np.ndarray, positions: np.ndarray) -> tuple[float, float]:
    """Least-squares slope and its standard error, sqrt(Σe² / (n − 2) / Σ(x − x̄)²)."""
    centred = years - years.mean()
    spread = float(centred @ centred)
    slope = float(centred @ positions) / spread
    residuals = positions - positions.mean() - slope * centred
    return slope, float(np.sqrt(residuals @ residuals / (len(years) - 2) / spread))


def _objection(reported: pd.Series, steps: Steps) -> Reason | None:
    if reported.empty:
        return Reason.NOT_PUBLISHED
    if np.isinf(reported).any():
        return Reason.NOT_FINITE
    if steps is Steps.GEOMETRIC and (reported <= 0).any():
        return Reason.NOT_POSITIVE
    return Reason.TOO_FEW_POINTS if len(reported) < MINIMUM_YEARS else None
