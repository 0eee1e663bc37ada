"""Where a distribution has its centre and how it spreads around it: weighted centre and deviational ellipse (D11, D12).

The variant of the ellipse: weights enter once, the divisor is Σw, and the axes are plain standard deviations. A form
common in Chinese work weights twice (w²), and CrimeStat stretches the axes by √(2n/(n−2)); sizes of these three cannot
be compared with one another.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from queries.formulas.outcome import Outcome
from queries.formulas.reasons import Reason

__all__ = ["Centre", "Ellipse", "Shape", "deviational_ellipse", "ellipse_outline", "weighted_centre"]

Shape = Literal["ellipse", "line", "point"]
FLAT = 1e-7
"""σ₂/σ₁ below which an ellipse is a line: its variance is then rounding."""
ROUND = 1e-9
"""Relative difference of the two variances below which no direction stands out."""
HALF_TURN = 180.0


@dataclass(frozen=True, slots=True)
class Centre:
    """A weighted centre in the unit of the points.

    Attributes
    ----------
    x, y : finite; None exactly where a reason is given
    reason : Reason or None
    n : units with a weight above zero
    """

    x: float | None
    y: float | None
    reason: Reason | None
    n: int


@dataclass(frozen=True, slots=True)
class Ellipse:
    """The standard deviational ellipse of a weighted distribution.

    Attributes
    ----------
    centre : the weighted centre it stands around
    shape : "line" where fewer than three units carry weight or they lie on one line, "point" where all lie in one
        place; None without a centre
    semi_major, semi_minor : σ₁ ≥ σ₂ ≥ 0 in the unit of the points
    bearing : of the major axis, degrees clockwise from the direction of y (north), 0 ≤ bearing < 180; absent with
        not_applicable where no direction stands out
    area : π σ₁ σ₂
    flattening : σ₂/σ₁, 0 (line) .. 1 (circle); absent with zero_denominator of a point
    """

    centre: Centre
    shape: Shape | None
    semi_major: Outcome
    semi_minor: Outcome
    bearing: Outcome
    area: Outcome
    flattening: Outcome


def weighted_centre(points: ArrayLike, weights: ArrayLike) -> Centre:
    """Weighted centre x̄ = Σwx/Σw, ȳ = Σwy/Σw (D11).

    Parameters
    ----------
    points : shape (n, 2), x and y in an equal-area projection; in degrees the centre would be none
    weights : shape (n,), w ≥ 0; NaN = not reported

    Returns
    -------
    Centre; coverage where a weight is missing (a missing unit moves the centre: fix the units first),
        negative_input, not_finite, and zero_denominator where Σw = 0 or there is no unit

    Raises
    ------
    ValueError
        If the points are not pairs, are not finite, or not as many as the weights.

    Notes
    -----
    Multiplying all weights by one number changes nothing; a unit of weight zero does not count in n.
    Source: METHODS.md D11, E1, E2, E4.
    """
    places, amounts = _checked(points, weights)
    objection = _objection(amounts)
    n = int((amounts > 0).sum())
    if objection:
        return Centre(None, None, objection, n)
    # From the first place: of units that all lie in one place the centre is that place exactly.
    start = places[0]
    east, north = start + _mean(places - start, amounts)
    return Centre(float(east), float(north), None, n)


def deviational_ellipse(points: ArrayLike, weights: ArrayLike) -> Ellipse:
    """Standard deviational ellipse of C = Σw(x−x̄)(x−x̄)ᵀ/Σw = [[a,c],[c,b]] (D12).

    σ₁,₂ = √((a+b)/2 ± √(((a−b)/2)² + c²)); bearing θ = ½·atan2(2c, b−a) mod 180°; area πσ₁σ₂; flattening σ₂/σ₁.

    Parameters
    ----------
    points, weights : as in ``weighted_centre``

    Returns
    -------
    Ellipse; every part bears the reason of a centre that is absent

    Notes
    -----
    σ₁² + σ₂² = a + b is the squared standard distance. Weights enter once; CrimeStat's axes are √(2n/(n−2)) times
    these. Source: METHODS.md D12, E1, E2, E4; Yuill (1971).
    """
    places, amounts = _checked(points, weights)
    centre = weighted_centre(places, amounts)
    if centre.x is None or centre.y is None:
        absent = Outcome.absent(centre.reason or Reason.NOT_FINITE, centre.n)
        return Ellipse(centre, None, absent, absent, absent, absent, absent)
    offsets = places - np.array((centre.x, centre.y))
    east, north = offsets[:, 0], offsets[:, 1]
    a, b, c = _mean(np.column_stack((east**2, north**2, east * north)), amounts)
    half, apart = (a + b) / 2, math.hypot((a - b) / 2, c)
    major, minor = math.sqrt(half + apart), math.sqrt(max(half - apart, 0.0))
    n = centre.n
    if n == 1 or major == 0:
        nowhere = Outcome.absent(Reason.NOT_APPLICABLE, n)
        zero, flat = Outcome.of(0.0, n), Outcome.absent(Reason.ZERO_DENOMINATOR, n)
        return Ellipse(centre, "point", zero, zero, nowhere, zero, flat)
    is_line = n < 3 or minor < FLAT * major
    minor = 0.0 if is_line else minor
    bearing = Outcome.absent(Reason.NOT_APPLICABLE, n)
    if apart > ROUND * half:
        turned = math.degrees(math.atan2(2 * c, b - a)) / 2 % HALF_TURN
        # A bearing a rounding west of north comes back as 180° itself.
        bearing = Outcome.of(turned if turned < HALF_TURN else 0.0, n)
    return Ellipse(
        centre, "line" if is_line else "ellipse", Outcome.of(major, n), Outcome.of(minor, n), bearing,
        Outcome.of(math.pi * major * minor, n), Outcome.of(minor / major, n),
    )


def ellipse_outline(ellipse: Ellipse, steps: int = 72) -> NDArray[np.float64]:
    """Points of the outline in the unit of the points, closed: shape (steps + 1, 2); (0, 2) without an ellipse.

    Of a line it runs to its one end and back, of a point it stands still. Source: METHODS.md D12.
    """
    major, minor = ellipse.semi_major.value, ellipse.semi_minor.value
    if major is None or minor is None or ellipse.centre.x is None or ellipse.centre.y is None:
        return np.empty((0, 2))
    theta = math.radians(ellipse.bearing.value or 0.0)
    turn = np.linspace(0, 2 * math.pi, steps + 1)
    along, across = major * np.cos(turn), minor * np.sin(turn)
    return np.column_stack((
        ellipse.centre.x + along * math.sin(theta) + across * math.cos(theta),
        ellipse.centre.y + along * math.cos(theta) - across * math.sin(theta),
    ))


def _checked(points: ArrayLike, weights: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    places, amounts = np.asarray(points, dtype=float), np.asarray(weights, dtype=float)
    if places.ndim != 2 or places.shape[1] != 2 or amounts.shape != places.shape[:1]:
        raise ValueError(f"points of shape (n, 2) and n weights are needed, got {places.shape} and {amounts.shape}")
    if not np.isfinite(places).all():
        raise ValueError("every unit needs a place")
    return places, amounts


def _objection(amounts: NDArray[np.float64]) -> Reason | None:
    """What keeps the weights from having a centre."""
    if np.isnan(amounts).any():
        return Reason.COVERAGE
    if np.isinf(amounts).any():
        return Reason.NOT_FINITE
    if (amounts < 0).any():
        return Reason.NEGATIVE_INPUT
    return None if (amounts > 0).any() else Reason.ZERO_DENOMINATOR


def _mean(rows: NDArray[np.float64], amounts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Weighted mean of every column; sums rounded once, so that the order of the units does not matter."""
    # Shares of the greatest weight: a sum of very great or very small weights neither overflows nor vanishes.
    relative = amounts / amounts.max()
    whole = math.fsum(relative)
    return np.array([math.fsum(relative * column) / whole for column in rows.T])
