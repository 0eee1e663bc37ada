"""What a number in a sentence claims, as a range, and whether a known figure proves or refutes it (METHODS 6)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

__all__ = ["ClaimVerdict", "ClaimedRange", "Hedge", "claimed_range", "verdict_on"]

TIE = 1e-9
ABOUT = 0.10


class Hedge(StrEnum):
    """How exactly a number is meant."""

    PRINTED = "printed"
    """As it stands: the figure rounds to it at its last digit."""
    ABOUT = "about"
    """约、左右: within a tenth, or what rounds to it, whichever is wider; fractions in words too."""
    NEARLY = "nearly"
    """近、接近: from nine tenths up to it, itself not included."""
    OVER = "over"
    """超过、逾: above it."""
    AT_LEAST = "at_least"
    """以上、至少、不低于: it or above."""
    UNDER = "under"
    """不足、低于: below it."""
    AT_MOST = "at_most"
    """以下、不超过、至多: it or below."""
    SOME_MORE = "some_more"
    """多、余 after a number: above it, below the next one of its last digit."""


class ClaimVerdict(StrEnum):
    """What becomes of a claim."""

    HOLDS = "holds"
    FAILS = "fails"
    OPEN = "open"
    """A figure is missing, or only a bound is published that proves nothing either way."""


@dataclass(frozen=True)
class ClaimedRange:
    """All figures with which a claim is true, from `low` to `high`."""

    low: float
    high: float
    with_low: bool = True
    with_high: bool = True


def claimed_range(number: float, step: float, hedge: Hedge) -> ClaimedRange:
    """Return the figures for which a number is rightly said.

    Parameters
    ----------
    number : the number as it stands, ≥ 0, in any unit
    step : one unit of its last digit, in the same unit: 0.1 of 3.2, 1,000 of 1.2万 (METHODS 6)
    hedge : how exactly it is meant

    Returns
    -------
    ClaimedRange; its ends belong to it as the word says. At an exact half both neighbours are right.

    Raises
    ------
    ValueError
        if the number is negative, not finite, or the step is not positive.
    """
    if not (math.isfinite(number) and number >= 0 and math.isfinite(step) and step > 0):
        raise ValueError(f"a number in words is zero or more with a positive step, got {number!r}, {step!r}")
    half = 0.5 * step + TIE * max(number, step)
    if hedge is Hedge.OVER:
        return ClaimedRange(number, math.inf, with_low=False)
    if hedge is Hedge.AT_LEAST:
        return ClaimedRange(number, math.inf)
    if hedge is Hedge.UNDER:
        return ClaimedRange(-math.inf, number, with_high=False)
    if hedge is Hedge.AT_MOST:
        return ClaimedRange(-math.inf, number)
    if hedge is Hedge.NEARLY:
        return ClaimedRange((1 - ABOUT) * number, number, with_high=False)
    if hedge is Hedge.SOME_MORE:
        return ClaimedRange(number, number + step, with_low=False, with_high=False)
    around = max(half, ABOUT * number + TIE * number) if hedge is Hedge.ABOUT else half
    return ClaimedRange(number - around, number + around)


def verdict_on(claim: ClaimedRange, low: float, high: float, with_ends: bool = True) -> ClaimVerdict:
    """Return what a figure known to lie between `low` and `high` says of a claim.

    Parameters
    ----------
    claim : figures with which the claim is true
    low, high : the figure, equal where it is known; a published bound has an infinite end
    with_ends : whether the figure may be equal to its finite ends: not where a source prints 超过 or 不足

    Returns
    -------
    HOLDS where every figure that may be is claimed, FAILS where none is, OPEN between the two and where `low` or
    `high` is not a number.
    """
    if math.isnan(low) or math.isnan(high):
        return ClaimVerdict.OPEN
    is_inside = _reaches(claim.low, low, claim.with_low, with_ends) and _reaches(
        -claim.high, -high, claim.with_high, with_ends
    )
    if is_inside:
        return ClaimVerdict.HOLDS
    is_outside = _apart(claim.high, low, claim.with_high and with_ends) or _apart(
        -claim.low, -high, claim.with_low and with_ends
    )
    return ClaimVerdict.FAILS if is_outside else ClaimVerdict.OPEN


def _reaches(claimed: float, known: float, with_claimed: bool, with_known: bool) -> bool:
    """Whether nothing that may be known lies below the lower end of a claim."""
    return claimed < known or (claimed == known and (with_claimed or not with_known))


def _apart(claimed: float, known: float, both_with_ends: bool) -> bool:
    """Whether the upper end of a claim lies below all that may be known."""
    return claimed < known or (claimed == known and not both_with_ends)
