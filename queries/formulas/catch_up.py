"""Catching up with a reference that itself moves: years at present speeds, and the speed that a year asks for."""

from __future__ import annotations

import math

from queries.formulas.outcome import Outcome, number
from queries.formulas.reasons import Reason
from queries.formulas.steps import Steps
from queries.formulas.trend import Interval

__all__ = [
    "MOST_YEARS",
    "STANDING_STILL",
    "added_per_year",
    "catch_up_interval",
    "catch_up_years",
    "certain",
    "growth_to_close",
    "projected",
    "steps_difference",
]

STANDING_STILL = Outcome.of(0.0, 1)
"""Growth of a reference that does not move, such as a target."""

LARGEST_LOG = 700.0
MOST_YEARS = 100.0
"""Years beyond which a gap is called not closing: speeds that differ by a rounding error would give millions."""


def catch_up_years(
    ratio: float | None, reference: float | None, growth: Outcome, reference_growth: Outcome
) -> Outcome:
    """Years τ = ln(r_R / r_i) / ln((1 + g_i) / (1 + g_R)) until r_i meets r_R at present speeds (G2b).

    A fixed target is a reference with ``STANDING_STILL``; then τ is that of G5, ln(X* / X_t) / ln(1 + g).

    Parameters
    ----------
    ratio, reference : r_i and r_R > 0, same unit and year; None = missing
    growth, reference_growth : g_i and g_R > −1, fractions per year, or the reason why there are none

    Returns
    -------
    Outcome, value 0 to ``MOST_YEARS`` in years from the year of the ratios; n = of the ratios, those reported

    Notes
    -----
    r_i ≥ r_R gives 0, whatever the speeds ("above"). g_i ≤ g_R gives not_closing, and
    so does a τ of more than ``MOST_YEARS``. r_i ≤ 0 below the reference
    and g ≤ −1 give not_positive (E4). A ratio whose denominator was zero arrives as missing with the caller's own
    reason (E1). Source: METHODS.md G2b, G5, E1, E2, E4.
    """
    distance = _distance(ratio, reference)
    if distance.value is None or distance.value == 0:
        return distance
    step, reference_step = _step(growth), _step(reference_growth)
    for absent in (step, reference_step):
        if absent.value is None:
            return Outcome(None, absent.reason, distance.n)
    assert step.value is not None and reference_step.value is not None
    return _years(distance, step.value - reference_step.value)


def catch_up_interval(
    ratio: float | None, reference: float | None, step: Interval, reference_step: Interval
) -> Interval:
    """Fewest, central and most years to catch up, from the confidence intervals of both trends (G2b, G5).

    τ = ln(r_R / r_i) / δ for the upper limit, the estimate and the lower limit of δ = b_i − b_R, see
    ``steps_difference``.

    Parameters
    ----------
    ratio, reference : r_i and r_R > 0, same unit and year; None = missing
    step, reference_step : slopes on the logarithmic scale with their limits, ``Trend.step`` of a geometric trend

    Returns
    -------
    Interval of years, 0 to ``MOST_YEARS``: low the fewest, high the most; a limit at which the distance does not
        shrink by then is not_closing, which for high means that no latest year exists

    Notes
    -----
    Source: METHODS.md G2b, G5.
    """
    distance = _distance(ratio, reference)
    if distance.value is None or distance.value == 0:
        return Interval(distance, distance, distance)
    difference = steps_difference(step, reference_step)
    return Interval(
        *(
            _years(distance, limit.value) if limit.value is not None else Outcome(None, limit.reason, distance.n)
            for limit in (difference.high, difference.central, difference.low)
        )
    )


def steps_difference(step: Interval, reference_step: Interval) -> Interval:
    """δ = b_i − b_R with limits δ ± the root of the squared distances of the limits (Zou & Donner 2008).

    low = δ − sqrt((b_i − l_i)² + (u_R − b_R)²), high = δ + sqrt((u_i − b_i)² + (b_R − l_R)²). It takes both slopes as
    independent; years that are good or bad for all alike make the interval rather too wide.

    Parameters
    ----------
    step, reference_step : slopes in log points per year with their limits at the same level of confidence

    Returns
    -------
    Interval in log points per year; absent with the reason of the first slope that is absent
    """
    for side in (step, reference_step):
        if side.central.value is None:
            return side
    low, central, high = _limits(step)
    reference_low, reference_central, reference_high = _limits(reference_step)
    difference = central - reference_central
    n = min(step.central.n, reference_step.central.n)
    return Interval(
        Outcome.of(difference - math.hypot(central - low, reference_high - reference_central), n),
        Outcome.of(difference, n),
        Outcome.of(difference + math.hypot(high - central, reference_central - reference_low), n),
    )


def certain(growth: Outcome) -> Interval:
    """A growth as a logarithmic step without any width: that of a target, or of an assumption."""
    step = _step(growth)
    return Interval(step, step, step)


def growth_to_close(
    ratio: float | None, reference: float | None, reference_growth: Outcome, years: float
) -> Outcome:
    """Growth g_i = (1 + g_R) (r_R / r_i)^{1/τ} − 1 with which r_i meets r_R after τ years; inverse of G2b.

    Parameters
    ----------
    ratio, reference : r_i and r_R > 0, same unit and year; None = missing
    reference_growth : g_R > −1, fraction per year; ``STANDING_STILL`` for a target (then g_i is g* of G5)
    years : τ > 0

    Returns
    -------
    Outcome, value > −1, fraction per year

    Raises
    ------
    ValueError
        If years is not positive.

    Notes
    -----
    r_i ≥ r_R gives not_applicable: nothing is left to close. Source: METHODS.md G2b, G5, E4.
    """
    if not years > 0:
        raise ValueError(f"closing a gap takes more than 0 years, got {years}")
    distance = _distance(ratio, reference)
    if distance.value is None:
        return distance
    if distance.value == 0:
        return Outcome.absent(Reason.NOT_APPLICABLE, distance.n)
    reference_step = _step(reference_growth)
    if reference_step.value is None:
        return Outcome(None, reference_step.reason, distance.n)
    return Outcome.of(Steps.GEOMETRIC.rate(reference_step.value + distance.value / years), distance.n)


def projected(value: float | None, growth: Outcome, years: float) -> Outcome:
    """X (1 + g)^years: where a ratio or an amount arrives if it goes on growing so (G5).

    Parameters
    ----------
    value : X ≥ 0; None = missing
    growth : g > −1, fraction per year
    years : ≥ 0
    """
    now, step = number(value), _step(growth)
    if now is None:
        return Outcome.absent(Reason.NOT_PUBLISHED)
    if now < 0:
        return Outcome.absent(Reason.NEGATIVE_INPUT, 1)
    if step.value is None:
        return Outcome(None, step.reason, 1)
    exponent = step.value * years
    return Outcome.of(now * math.exp(exponent), 1) if exponent < LARGEST_LOG else Outcome.absent(Reason.NOT_FINITE, 1)


def added_per_year(supply: float | None, growth: Outcome, demand_growth: Outcome, years: float) -> Outcome:
    """Units of supply to be added a year, (S (1 + g)^τ (1 + h)^τ − S) / τ, on average over the τ years.

    The ratio S/D grows at g while its base grows at h, so the supply has to grow at both.

    Parameters
    ----------
    supply : S ≥ 0, units; None = missing
    growth : g > −1, growth of the ratio, fraction per year
    demand_growth : h > −1, growth of the demand base; ``STANDING_STILL`` where it is held fixed
    years : τ > 0

    Returns
    -------
    Outcome, units per year; negative where fewer units do

    Raises
    ------
    ValueError
        If years is not positive.
    """
    if not years > 0:
        raise ValueError(f"an amount a year needs more than 0 years, got {years}")
    own, base = _step(growth), _step(demand_growth)
    for absent in (own, base):
        if absent.value is None:
            return absent
    assert own.value is not None and base.value is not None
    aim = projected(supply, Outcome.of(Steps.GEOMETRIC.rate(own.value + base.value), 1), years)
    if aim.value is None or supply is None:
        return aim
    return Outcome.of((aim.value - supply) / years, 1)


def _distance(ratio: float | None, reference: float | None) -> Outcome:
    """ln(r_R / r_i), 0 where the reference is reached; else why it cannot be said."""
    own, other = number(ratio), number(reference)
    n = sum(value is not None for value in (own, other))
    if own is None or other is None:
        return Outcome.absent(Reason.NOT_PUBLISHED, n)
    if not (math.isfinite(own) and math.isfinite(other)):
        return Outcome.absent(Reason.NOT_FINITE, n)
    if own < 0 or other < 0:
        return Outcome.absent(Reason.NEGATIVE_INPUT, n)
    if own >= other:
        return Outcome.of(0.0, n)
    return Outcome.of(math.log(other) - math.log(own), n) if own > 0 else Outcome.absent(Reason.NOT_POSITIVE, n)


def _step(growth: Outcome) -> Outcome:
    """ln(1 + g): the growth in log points per year."""
    if growth.value is None:
        return growth
    if growth.value <= -1:
        return Outcome.absent(Reason.NOT_POSITIVE, growth.n)
    return Outcome.of(math.log1p(growth.value), growth.n)


def _years(distance: Outcome, difference: float) -> Outcome:
    assert distance.value is not None
    if difference <= 0 or distance.value > MOST_YEARS * difference:
        return Outcome.absent(Reason.NOT_CLOSING, distance.n)
    return Outcome.of(distance.value / difference, distance.n)


def _limits(side: Interval) -> tuple[float, float, float]:
    values = (side.low.value, side.central.value, side.high.value)
    assert values[0] is not None and values[1] is not None and values[2] is not None
    return values[0], values[1], values[2]
