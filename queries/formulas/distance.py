"""Distance on the globe, and who lives beyond it (G7)."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from queries.formulas.outcome import Outcome
from queries.formulas.reasons import Reason
from queries.formulas.units import Values, exact_sum, unit_values

__all__ = ["EARTH_RADIUS_KM", "great_circle_km", "mean_nearest_distance", "nearest_km", "underserved_share"]

EARTH_RADIUS_KM = 6371.0088
"""Mean radius of the earth (IUGG)."""

Degrees = ArrayLike
BLOCK = 64


def great_circle_km(
    longitude: Degrees, latitude: Degrees, other_longitude: Degrees, other_latitude: Degrees
) -> NDArray[np.float64]:
    """Great-circle distance by the haversine formula, R = 6371.0088 km (G7).

    Parameters
    ----------
    longitude, latitude, other_longitude, other_latitude : degrees, any shapes that fit together; NaN gives NaN

    Returns
    -------
    Kilometres, 0..20015.1, of the common shape
    """
    first, second = np.radians(np.asarray(latitude, float)), np.radians(np.asarray(other_latitude, float))
    apart = np.radians(np.asarray(other_longitude, float) - np.asarray(longitude, float))
    haversine = np.sin((second - first) / 2) ** 2 + np.cos(first) * np.cos(second) * np.sin(apart / 2) ** 2
    result: NDArray[np.float64] = 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(haversine, 0, 1)))
    return result


def nearest_km(points: pd.DataFrame, providers: pd.DataFrame) -> pd.Series:
    """Distance from every point to the nearest provider, min_a dist(j, a).

    Parameters
    ----------
    points, providers : columns longitude and latitude in degrees, none missing

    Returns
    -------
    pd.Series, shape (len(points),), km; NaN everywhere where there is no provider; index of `points` preserved

    Notes
    -----
    The nearest has the greatest cosine of the angle between them; the distance to it is then taken exactly.
    """
    if providers.empty or points.empty:
        return pd.Series(math.nan, index=points.index, dtype=float)
    here, there = _on_unit_globe(points), _on_unit_globe(providers).T
    # In blocks, so that a register of any size takes the same memory.
    nearest = np.concatenate([
        (here[first : first + BLOCK] @ there).argmax(axis=1) for first in range(0, len(here), BLOCK)
    ])
    found = providers.iloc[nearest]
    arcs = great_circle_km(points["longitude"], points["latitude"], found["longitude"], found["latitude"])
    return pd.Series(arcs, index=points.index, dtype=float)


def underserved_share(distance: Values, demand: Values, limit: float) -> Outcome:
    """Share of demand beyond the limit, U_q(d*) = Σ q_j·1[dist_j > d*] / Σ q_j (G7).

    Parameters
    ----------
    distance : shape (n,), km to the nearest provider; NaN = no provider is known
    demand : shape (n,), q_j ≥ 0, population, patents or enterprises at the point; NaN = not reported
    limit : d* ≥ 0 in km; who lives just at it is served

    Returns
    -------
    Outcome, value 0..1; n counts the points that entered, those without a demand stay out

    Raises
    ------
    ValueError
        If the limit is negative.
    """
    if not limit >= 0:
        raise ValueError(f"the distance must be 0 km or more, got {limit}")
    far, weights, reason = _known(distance, demand)
    if reason:
        return Outcome.absent(reason, len(far))
    return Outcome.of(exact_sum(weights[far > limit]) / exact_sum(weights), len(far))


def mean_nearest_distance(distance: Values, demand: Values) -> Outcome:
    """Mean distance to the nearest provider weighted by demand, Σ q_j dist_j / Σ q_j, in km (G7).

    Parameters
    ----------
    distance, demand : as in ``underserved_share``

    Returns
    -------
    Outcome, value ≥ 0 in km
    """
    far, weights, reason = _known(distance, demand)
    if reason:
        return Outcome.absent(reason, len(far))
    return Outcome.of(exact_sum(far * weights) / exact_sum(weights), len(far))


def _on_unit_globe(places: pd.DataFrame) -> NDArray[np.float64]:
    longitude, latitude = (np.radians(places[name].to_numpy(float)) for name in ("longitude", "latitude"))
    return np.column_stack(
        (np.cos(latitude) * np.cos(longitude), np.cos(latitude) * np.sin(longitude), np.sin(latitude))
    )


def _known(distance: Values, demand: Values) -> tuple[pd.Series, pd.Series, Reason | None]:
    """Distances and demands of the points that report both, with the objection to computing from them."""
    far = unit_values(distance, "distance")
    weights = unit_values(demand, "demand", far.index)
    known = far.notna() & weights.notna()
    far, weights = far[known], weights[known]
    if far.empty:
        return far, weights, Reason.NOT_PUBLISHED
    if not (np.isfinite(far).all() and np.isfinite(weights).all()):
        return far, weights, Reason.NOT_FINITE
    if (far < 0).any() or (weights < 0).any():
        return far, weights, Reason.NEGATIVE_INPUT
    return far, weights, Reason.ZERO_DENOMINATOR if exact_sum(weights) == 0 else None
