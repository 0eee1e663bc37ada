"""The stage of a life cycle: an S-curve where its ceiling is known well enough, else a quadrant."""

from __future__ import annotations

import math
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

import numpy as np
import pandas as pd

from queries.formulas.outcome import Outcome, reasons_by_unit
from queries.formulas.reasons import Reason
from queries.formulas.units import Values, unit_values

__all__ = [
    "CONFIDENCE",
    "LEAST_LAST",
    "LEAST_POINTS",
    "MOST_CAPACITY",
    "STAGE_BOUNDS",
    "WIDEST",
    "LogisticCurve",
    "LogisticFit",
    "Quadrant",
    "Refusal",
    "Stage",
    "logistic_fit",
    "quadrants",
    "stage_of_share",
]

Stage = Literal["emerging", "take_off", "growth", "mature"]
Quadrant = Literal["emerging", "growing", "mature", "declining"]
LEAST_POINTS = 8
CONFIDENCE = 0.90
WIDEST = 0.5
"""Half the interval of K relative to K from which the curve is not told."""
LEAST_LAST = 0.9
"""Least last figure, in multiples of the greatest: below, the series has fallen from where it was."""
MOST_CAPACITY = 10.0
"""Greatest K that is looked for, in multiples of the greatest Y."""
FASTEST = 8.0
"""Greatest r that is looked for, per year: faster, all of the rise lies between two yearly points."""
STAGE_BOUNDS = ((3 - math.sqrt(3)) / 6, 0.5, (3 + math.sqrt(3)) / 6)
"""Shares of K at the greatest acceleration, the greatest growth and the greatest deceleration."""
ROUNDING = 1e-6
STARTS = (1.02, 1.2, 1.6, 2.5, 5.0, 9.0)
STAGES: tuple[Stage, ...] = ("emerging", "take_off", "growth", "mature")


class Refusal(StrEnum):
    """Why no S-curve is told of a series."""

    TOO_FEW_POINTS = "too_few_points"
    """Fewer than eight yearly points."""
    NEGATIVE = "negative"
    """A value below zero, of which no S-curve consists."""
    CONSTANT = "constant"
    """The same value in all years."""
    FALLING = "falling"
    """The line through the points does not rise."""
    NO_BEND = "no_bend"
    """The best curve has its ceiling at the greatest that is looked for: the series does not yet bend."""
    AT_BOUND = "at_bound"
    """The best ceiling is the greatest figure itself: the series is flat, and no interval can be told."""
    FALLEN = "fallen"
    """The last figure lies below nine tenths of the greatest."""
    UNIDENTIFIED = "unidentified"
    """The solver finds no curve, or many that fit alike."""
    WIDE_INTERVAL = "wide_interval"
    """The interval of the ceiling is ±50 % or wider."""


@dataclass(frozen=True, slots=True)
class LogisticCurve:
    """Y(t) = K / (1 + e^{−r(t − t₀)}).

    Attributes
    ----------
    capacity : K, in the unit of Y
    rate : r > 0, per year
    midpoint : t₀, the year, with a fraction, in which Y = K/2
    """

    capacity: float
    rate: float
    midpoint: float

    def at(self, years: Values) -> np.ndarray:
        """Y in `years`, shape (n,), in the unit of K."""
        from scipy.special import expit

        return np.asarray(self.capacity * expit(self.rate * (np.asarray(years, dtype=float) - self.midpoint)))


@dataclass(frozen=True, slots=True)
class LogisticFit:
    """The curve through a series, or why it is not told.

    Attributes
    ----------
    curve : None exactly where there is a refusal
    refusal : why it is not told
    n : yearly points that entered
    half_width : half the 90 % interval of K relative to K; also of a curve refused for it; None where there is none
    reached : the greatest Y; None where no curve is told
    share : Y/K in the last year of the series, at most 1
    stage : by the share; `stages` the first and the last stage within the interval of K, which may be the same
    """

    curve: LogisticCurve | None
    refusal: Refusal | None
    n: int
    half_width: float | None = None
    reached: float | None = None
    share: float | None = None
    stage: Stage | None = None
    stages: tuple[Stage, Stage] | None = None

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 90 % interval of K in the unit of Y, from the greatest Y on; None where no curve is told."""
        if self.curve is None or self.half_width is None or self.reached is None:
            return None
        low, high = (self.curve.capacity * (1 + sign * self.half_width) for sign in (-1, 1))
        return max(low, self.reached), high


def logistic_fit(series: pd.Series) -> LogisticFit:
    """Fit Y = K/(1 + e^{−r(t − t₀)}) to a series by least squares and tell it only where K is known well enough.

    Parameters
    ----------
    series : shape (n,), index = years as whole numbers in any order, values Y ≥ 0 in one unit; NaN = no figure

    Returns
    -------
    LogisticFit; with a curve only if there are 8 points, the line through them rises, the last is at least 0.9·max Y,
        K lies above max Y and below 10·max Y and half of its 90 % interval is below K/2

    Raises
    ------
    ValueError
        If a year appears twice or a value is infinite.

    Notes
    -----
    Years are used as they are: a year without a figure is no point and is not filled. K is bounded by [max Y,
    10·max Y]: less was passed already, more no series of this length can tell. At either end the error of K from the
    slopes of the curve would mean nothing, so that none is told. The interval is K ± t_{0.95, n−3}·se(K), cut at max Y;
    se(K) is the greater of that of least squares and of HC3, since the errors of figures grow with the figures and the
    first alone then holds the true K in two of three cases instead of about nine of ten. The least of the solutions
    from fixed starts counts, so that nothing is drawn.
    Source: METHODS.md section 5 (S-curve); stages at the points of greatest acceleration and deceleration. HC3:
    MacKinnon and White (1985) Journal of Econometrics 29(3).
    """
    if series.index.has_duplicates:
        raise ValueError(f"series: year {series.index[series.index.duplicated()][0]} appears twice")
    known = series.astype(float).dropna().sort_index()
    if np.isinf(known).any():
        raise ValueError("series: an infinite value is no figure")
    refusal = _refused_at_sight(known)
    if refusal is not None:
        return LogisticFit(None, refusal, len(known))
    years, largest = known.index.to_numpy(dtype=float), float(known.max())
    centre, span = float(years.mean()), float(np.ptp(years))
    found = _least_squares((years - centre) / span, known.to_numpy() / largest, span)
    if found is None:
        return LogisticFit(None, Refusal.UNIDENTIFIED, len(known))
    (capacity, rate, midpoint), half_width = found
    curve = LogisticCurve(capacity * largest, rate / span, midpoint * span + centre)
    if capacity > MOST_CAPACITY * (1 - 1e-6):
        return LogisticFit(None, Refusal.NO_BEND, len(known))
    if float(known.iloc[-1]) < LEAST_LAST * largest:
        return LogisticFit(None, Refusal.FALLEN, len(known))
    if capacity < 1 + 1e-6:
        return LogisticFit(None, Refusal.AT_BOUND, len(known))
    if half_width is None or rate / span > FASTEST * (1 - 1e-6):
        return LogisticFit(None, Refusal.UNIDENTIFIED, len(known))
    if half_width >= WIDEST:
        return LogisticFit(None, Refusal.WIDE_INTERVAL, len(known), half_width)
    last = float(known.iloc[-1])
    low, high = max(curve.capacity * (1 - half_width), largest), curve.capacity * (1 + half_width)
    within = stage_of_share(last / high), stage_of_share(last / low)
    share = last / curve.capacity
    return LogisticFit(curve, None, len(known), half_width, largest, share, stage_of_share(share), within)


def stage_of_share(share: float) -> Stage:
    """Stage by Y/K ≥ 0: below (3 − √3)/6 emerging, to ½ take-off, to (3 + √3)/6 growth, from there mature."""
    return STAGES[sum(share >= bound for bound in STAGE_BOUNDS)]


def quadrants(
    specialisation: Values, growth: Values, reference_growth: float | None, median: Outcome | None = None
) -> pd.DataFrame:
    """The stage of units by how specialised they are and how they grow, where no S-curve is told.

    Parameters
    ----------
    specialisation : shape (n,), a quotient or another measure of specialisation; NaN = not known
    growth : shape (n,), growth per year over three years, as a fraction, same index; NaN = not known
    reference_growth : that of the nation over the same years; None where it is not known
    median : what specialisation is held against; by default the median of the units themselves, of at least two

    Returns
    -------
    pd.DataFrame, index preserved: stage ("emerging" low and fast, "growing" high and fast, "mature" high and slow,
        "declining" low and slow; None where not told), reason, median. At the median is low, at the growth of the
        nation is slow: neither stands out.

    Notes
    -----
    Source: METHODS.md section 4 (quadrant in the place of the S-curve), E2, E3.
    """
    quotient = unit_values(specialisation, "specialisation")
    rates = unit_values(growth, "growth", quotient.index)
    middle = _median(quotient) if median is None else median
    everywhere = pd.Series(True, index=quotient.index)
    reasons = reasons_by_unit(
        quotient.index,
        (quotient.isna(), Reason.NOT_PUBLISHED),
        (everywhere & (middle.value is None), middle.reason or Reason.NOT_PUBLISHED),
        (rates.isna(), Reason.NO_BASE_YEAR),
        (everywhere & (reference_growth is None), Reason.NO_DENOMINATOR),
    )
    known = reasons.isna()
    is_high = quotient > (math.nan if middle.value is None else middle.value)
    is_fast = rates > (math.nan if reference_growth is None else reference_growth)
    names: Mapping[tuple[bool, bool], Quadrant] = {
        (False, True): "emerging", (True, True): "growing", (True, False): "mature", (False, False): "declining",
    }
    stages = [
        names[bool(high), bool(fast)] if told else None
        for high, fast, told in zip(is_high, is_fast, known, strict=True)
    ]
    return pd.DataFrame(
        {"stage": pd.Series(stages, index=quotient.index, dtype=object), "reason": reasons, "median": middle.value},
        index=quotient.index,
    )


def _median(values: pd.Series) -> Outcome:
    known = values.dropna()
    if len(known) < 2:
        return Outcome.absent(Reason.SINGLE_UNIT, len(known))
    return Outcome.of(float(known.median()), len(known))


def _refused_at_sight(known: pd.Series) -> Refusal | None:
    if len(known) < LEAST_POINTS:
        return Refusal.TOO_FEW_POINTS
    if (known < 0).any():
        return Refusal.NEGATIVE
    if float(known.max() - known.min()) <= 1e-12 * float(known.max()):
        return Refusal.CONSTANT
    years = known.index.to_numpy(dtype=float)
    slope = float(((years - years.mean()) * known.to_numpy()).sum())
    return Refusal.FALLING if slope <= 0 else None


def _least_squares(
    times: np.ndarray, values: np.ndarray, span: float
) -> tuple[tuple[float, float, float], float | None] | None:
    """K, r and t₀ on the scale of the arguments with half the interval of K; the best from all starts."""
    from scipy.optimize import OptimizeWarning, curve_fit
    from scipy.special import expit, stdtrit

    def curve(time: np.ndarray, capacity: float, rate: float, midpoint: float) -> np.ndarray:
        return np.asarray(capacity * expit(rate * (time - midpoint)))

    lower, upper = (1.0, 1e-6, -20.0), (MOST_CAPACITY, FASTEST * span, 20.0)
    best = None
    for capacity in STARTS:
        try:
            with warnings.catch_warnings():
                # The error of K is told from the slopes below, not from what the solver says.
                warnings.simplefilter("ignore", OptimizeWarning)
                solved, _ = curve_fit(
                    curve, times, values, p0=_start(times, values, capacity, lower, upper), bounds=(lower, upper),
                    max_nfev=5000, ftol=1e-14, xtol=1e-14, gtol=1e-14,
                )
        except RuntimeError:
            continue
        distance = float(((curve(times, *solved) - values) ** 2).sum())
        if best is None or distance < best[0] * (1 - 1e-9):
            best = distance, solved
    if best is None:
        return None
    capacity, rate, midpoint = (float(one) for one in best[1])
    error = _capacity_error(times, values, LogisticCurve(capacity, rate, midpoint))
    reach = float(stdtrit(len(times) - 3, (1 + CONFIDENCE) / 2)) * error / capacity
    return (capacity, rate, midpoint), reach if math.isfinite(reach) else None


def _capacity_error(times: np.ndarray, values: np.ndarray, curve: LogisticCurve) -> float:
    """se(K): the greater of that of least squares and of HC3; infinite where the slopes do not tell K."""
    shape = curve.at(times) / curve.capacity
    bend = curve.capacity * shape * (1 - shape)
    slopes = np.stack([shape, bend * (times - curve.midpoint), -bend * curve.rate], axis=1)
    if np.linalg.matrix_rank(slopes) < slopes.shape[1]:
        return math.inf
    inverse = np.linalg.inv(slopes.T @ slopes)
    residuals = values - curve.at(times)
    free = 1 - np.einsum("ij,jk,ik->i", slopes, inverse, slopes)
    # A point that the curve cannot miss has a residual of rounding alone, which is not to be blown up.
    spread = residuals / np.where(free > ROUNDING, free, 1.0)
    usual = float((residuals**2).sum()) / (len(times) - slopes.shape[1]) * inverse[0, 0]
    robust = float((((slopes @ inverse[0]) * spread) ** 2).sum())
    return math.sqrt(max(usual, robust, 0.0))


def _start(
    times: np.ndarray, values: np.ndarray, capacity: float, lower: tuple[float, ...], upper: tuple[float, ...]
) -> list[float]:
    """Where the search begins for this K: the line through the logarithms of the odds, inside the bounds."""
    share = np.clip(values / capacity, 1e-3, 1 - 1e-3)
    slope, level = np.polyfit(times, np.log(share / (1 - share)), 1)
    rate = max(float(slope), 0.1)
    guess = (capacity, rate, -float(level) / rate)
    inside = [(low + 1e-9, high - 1e-9) for low, high in zip(lower, upper, strict=True)]
    return [min(max(one, low), high) for one, (low, high) in zip(guess, inside, strict=True)]
