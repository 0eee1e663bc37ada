"""The way to a target: what pace it takes, what pace there is, and when the target would be reached."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

from queries.formulas.growth import compound_annual_growth
from queries.formulas.outcome import Outcome, number, of_two_years
from queries.formulas.reasons import Reason
from queries.formulas.steps import Steps
from queries.formulas.trend import Interval, Trend

__all__ = [
    "Direction", "Target", "TargetPath", "TargetStatus", "attainment_interval", "distance_to_target", "target_path",
]

AT_RISK_FROM = 0.8
"""Pace ratio from which a path that is too slow counts as at risk, not off track (G5)."""

ROUNDING = 1e-9


class Direction(StrEnum):
    """Whether the target is a floor to rise to or a ceiling to fall to."""

    UP = "up"
    DOWN = "down"


class TargetStatus(StrEnum):
    """How a path stands to its target (G5); pace ratio ρ = observed / required."""

    ACHIEVED = "achieved"
    """The latest value reaches the target."""
    ON_TRACK = "on_track"
    """ρ ≥ 1."""
    AT_RISK = "at_risk"
    """0.8 ≤ ρ < 1."""
    OFF_TRACK = "off_track"
    """0 < ρ < 0.8."""
    RECEDING = "receding"
    """No movement, or movement away from the target."""
    UNDETERMINED = "undetermined"
    """An input is missing or the formula does not hold; the path names the reason."""


@dataclass(frozen=True)
class Target:
    """A target value X* for a year; the unit is that of the observations."""

    value: float
    year: int
    direction: Direction = Direction.UP

    def __post_init__(self) -> None:
        if not math.isfinite(self.value):
            raise ValueError(f"a target is a finite number, got {self.value!r}")

    @property
    def sign(self) -> float:
        """1 where more is asked for, −1 where less is."""
        return 1.0 if self.direction is Direction.UP else -1.0

    def reached_by(self, value: float) -> bool:
        """Whether the value meets the target."""
        return self.sign * (value - self.value) >= 0


@dataclass(frozen=True)
class TargetPath:
    """The result of ``target_path``.

    Attributes
    ----------
    target : Target
    year : int
        Year t of the latest value.
    steps : Steps
    required, observed : Outcome
        Growth as a fraction per year, or units per year if linear.
    pace_ratio : Outcome
        ρ = observed / required, no unit.
    projected : Outcome
        X̂ at the target year, if the observed pace goes on.
    gap : Outcome
        By how much the projection falls short of the target, in its unit; negative where it goes beyond.
    year_attained : Outcome
        τ, a year with decimals.
    status : TargetStatus
    reason : Reason or None
        Why the status is undetermined; None otherwise.
    """

    target: Target
    year: int
    steps: Steps
    required: Outcome
    observed: Outcome
    pace_ratio: Outcome
    projected: Outcome
    gap: Outcome
    year_attained: Outcome
    status: TargetStatus
    reason: Reason | None


def target_path(
    target: Target,
    *,
    year: int,
    current: float | None,
    base_year: int,
    base: float | None,
    steps: Steps = Steps.GEOMETRIC,
) -> TargetPath:
    """Pace and prospect of reaching a target X* in year T from X_t, judged by growth since t − m (G5).

    Geometric: required g* = (X*/X_t)^{1/(T−t)} − 1; observed g = (X_t/X_{t−m})^{1/m} − 1; ρ = g/g*;
    X̂_T = X_t (1+g)^{T−t}; τ = t + ln(X*/X_t) / ln(1+g).
    Linear: g* = (X* − X_t)/(T − t); g = (X_t − X_{t−m})/m; X̂_T = X_t + g (T − t); τ = t + (X* − X_t)/g.

    Parameters
    ----------
    target : Target
    year, base_year : t and t − m, customary m = 3 or 5
    current, base : X_t and X_{t−m} in the unit of the target, > 0 if geometric; None = missing
    steps : linear for shares and rates near a ceiling; the projection itself is not cut at any ceiling

    Returns
    -------
    TargetPath

    Raises
    ------
    ValueError
        If base_year is not before year.

    Notes
    -----
    Once achieved, or with t ≥ T, required, ρ and τ are not_applicable. Without approach τ is not_closing.
    A status is decided with a slack of 1e-9 on ρ, so that rounding does not turn an exact path.
    Source: METHODS.md G5, E4, E9.
    """
    if base_year >= year:
        raise ValueError(f"the base year {base_year} must come before the latest year {year}")
    now = number(current)
    required = _required(target, year, now, steps)
    observed = _step(number(base), now, year - base_year, steps)
    projected = _projected(target, year, now, observed, steps)
    gap = projected
    if projected.value is not None:
        gap = Outcome.of(target.sign * (target.value - projected.value), projected.n)
    required_rate, observed_rate = _rate(required, steps), _rate(observed, steps)
    pace = _pace_ratio(required_rate, observed_rate)
    status, reason = _status(target, now, required, observed, pace)
    attained = _year_attained(target, year, now, required, observed, steps)
    return TargetPath(
        target, year, steps, required_rate, observed_rate, pace, projected, gap, attained, status, reason
    )


def distance_to_target(target: Target, *, current: float | None, base: float | None) -> Outcome:
    """How much of the way from a base to the target is left: DTT = (X* − X)/(X* − X_base), not below 0.

    Parameters
    ----------
    target : Target
    current, base : X and X_base, where the way began, in the unit of the target; None = missing

    Returns
    -------
    Outcome, 0 at or beyond the target, 1 at the base, above 1 on the far side of it; n = figures known

    Notes
    -----
    X* = X_base is zero_denominator: there never was a way to go. Source: METHODS.md section 4, E1, E4.
    """

    def left(start: float, now: float) -> float | Reason:
        if start == target.value:
            return Reason.ZERO_DENOMINATOR
        return max(0.0, (target.value - now) / (target.value - start))

    return of_two_years(base, current, left)


def attainment_interval(trend: Trend, target: Target, *, year: int, current: float | None) -> Interval:
    """Earliest, central and latest year in which the target is reached if the trend goes on (G5).

    τ = t + (f(X*) − f(X_t)) / b for the fast limit, the estimate and the slow limit of the slope b, f = ln or
    identity as in the trend, starting from the latest value X_t.

    Parameters
    ----------
    trend : from ``yearly_trend``
    target : Target
    year : t
    current : X_t, > 0 if geometric; None = missing

    Returns
    -------
    Interval of years with decimals: low is the earliest, high the latest; a limit at which the distance does
        not shrink is not_closing, which for high means that no latest year exists

    Notes
    -----
    Source: METHODS.md G5.
    """
    now = number(current)
    required = _required(target, year, now, trend.steps)
    slow, fast = trend.step.low, trend.step.high
    if target.direction is Direction.DOWN:
        slow, fast = fast, slow
    return Interval(
        *(
            _year_attained(target, year, now, required, step, trend.steps)
            for step in (fast, trend.step.central, slow)
        )
    )


def _step(first: float | None, last: float | None, years: int, steps: Steps) -> Outcome:
    """Change per year on the straight scale."""
    growth = compound_annual_growth(first, last, years)
    if growth.reason is not None and not (steps is Steps.LINEAR and growth.reason is Reason.NOT_POSITIVE):
        return growth
    if first is None or last is None:
        return growth
    return Outcome.of((steps.to_scale(last) - steps.to_scale(first)) / years, 2)


def _required(target: Target, year: int, now: float | None, steps: Steps) -> Outcome:
    if now is None:
        return Outcome.absent(Reason.NOT_PUBLISHED)
    if target.reached_by(now) or year >= target.year:
        return Outcome.absent(Reason.NOT_APPLICABLE, 1)
    step = _step(now, target.value, target.year - year, steps)
    return Outcome(step.value, step.reason, 1)


def _rate(step: Outcome, steps: Steps) -> Outcome:
    return step if step.value is None else Outcome.of(steps.rate(step.value), step.n)


def _pace_ratio(required: Outcome, observed: Outcome) -> Outcome:
    if required.value is None:
        return Outcome(None, required.reason, observed.n)
    if observed.value is None:
        return observed
    if required.value == 0:
        return Outcome.absent(Reason.ZERO_DENOMINATOR, observed.n)
    return Outcome.of(observed.value / required.value, observed.n)


def _projected(target: Target, year: int, now: float | None, observed: Outcome, steps: Steps) -> Outcome:
    if observed.value is None or now is None:
        return observed
    if year >= target.year:
        return Outcome.absent(Reason.NOT_APPLICABLE, observed.n)
    position = steps.to_scale(now) + observed.value * (target.year - year)
    return Outcome.of(steps.from_scale(position), observed.n)


def _year_attained(
    target: Target, year: int, now: float | None, required: Outcome, step: Outcome, steps: Steps
) -> Outcome:
    if required.value is None or now is None:
        return Outcome(None, required.reason, step.n)
    if step.value is None:
        return step
    if target.sign * step.value <= 0:
        return Outcome.absent(Reason.NOT_CLOSING, step.n)
    distance = steps.to_scale(target.value) - steps.to_scale(now)
    return Outcome.of(year + distance / step.value, step.n)


def _status(
    target: Target, now: float | None, required: Outcome, observed: Outcome, pace: Outcome
) -> tuple[TargetStatus, Reason | None]:
    if now is not None and target.reached_by(now):
        return TargetStatus.ACHIEVED, None
    missing = required.reason or observed.reason
    if missing:
        return TargetStatus.UNDETERMINED, missing
    if observed.value is not None and target.sign * observed.value <= 0:
        return TargetStatus.RECEDING, None
    if pace.value is None:
        return TargetStatus.UNDETERMINED, pace.reason
    if pace.value >= 1.0 - ROUNDING:
        return TargetStatus.ON_TRACK, None
    return (TargetStatus.AT_RISK if pace.value >= AT_RISK_FROM - ROUNDING else TargetStatus.OFF_TRACK), None
