"""Who is whose neighbour: spatial weights with a named policy for islands (section 1.1)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from queries.formulas.distance import great_circle_km

__all__ = [
    "DEFAULT_POLICY",
    "POLICIES",
    "Pair",
    "Policy",
    "SpatialWeights",
    "contiguity",
    "inverse_distance",
    "nearest_neighbours",
    "without_isolates",
]

Policy = Literal["contiguity_bridged", "contiguity", "contiguity_dropped", "nearest_4", "inverse_distance"]
POLICIES: tuple[Policy, ...] = get_args(Policy)
DEFAULT_POLICY: Policy = "contiguity_bridged"
Pair = tuple[str, str]


@dataclass(frozen=True)
class SpatialWeights:
    """Row-standardised weights of n units.

    Attributes
    ----------
    units : the units in order of the rows
    matrix : shape (n, n), w_ij ≥ 0, w_ii = 0; a row adds to 1, or to 0 where the unit has no neighbour
    """

    units: tuple[str, ...]
    matrix: NDArray[np.float64]

    @property
    def isolates(self) -> tuple[str, ...]:
        """Units without a neighbour."""
        return tuple(unit for unit, row in zip(self.units, self.matrix, strict=True) if not row.any())

    @property
    def mean_neighbours(self) -> float:
        """Mean number of neighbours of a unit; 0 where there is no unit."""
        return float((self.matrix > 0).sum() / len(self.units)) if self.units else 0.0


def contiguity(units: Sequence[str], adjacent: Iterable[Pair], bridges: Iterable[Pair] = ()) -> SpatialWeights:
    """Weights of units that share a border or a corner (queen), joined by bridges over the water.

    Parameters
    ----------
    units : shape (n,), the units that have a value; pairs that name others are left out
    adjacent, bridges : unordered pairs of units

    Returns
    -------
    SpatialWeights; units that neither touch nor are bridged to another one are isolates

    Raises
    ------
    ValueError
        If a unit appears twice, or a pair joins a unit to itself.
    """
    places = _places(units)
    joined = np.zeros((len(units), len(units)))
    for one, other in (*adjacent, *bridges):
        if one == other:
            raise ValueError(f"unit {one!r} cannot be its own neighbour")
        if one in places and other in places:
            joined[places[one], places[other]] = joined[places[other], places[one]] = 1.0
    return SpatialWeights(tuple(units), _row_standardised(joined))


def nearest_neighbours(points: pd.DataFrame, count: int = 4) -> SpatialWeights:
    """Weights of the nearest units by great-circle distance between representative points; not symmetric.

    Parameters
    ----------
    points : columns longitude and latitude in degrees, indexed by unit
    count : neighbours of each unit, 1 or more; all others where there are not so many

    Raises
    ------
    ValueError
        If `count` is below 1 or a unit appears twice.
    """
    if count < 1:
        raise ValueError(f"the number of neighbours must be 1 or more, got {count}")
    _places(points.index)
    far = _distances(points)
    joined = np.zeros_like(far)
    for row, distances in enumerate(far):
        # Ties fall by the order of the units, so that equal input gives equal weights.
        joined[row, np.argsort(distances, kind="stable")[: min(count, len(far) - 1)]] = 1.0
    return SpatialWeights(tuple(points.index), _row_standardised(joined))


def inverse_distance(points: pd.DataFrame) -> SpatialWeights:
    """Weights that fall with great-circle distance, w_ij ∝ 1/d_ij; every unit is a neighbour of every other.

    Parameters
    ----------
    points : columns longitude and latitude in degrees, indexed by unit

    Raises
    ------
    ValueError
        If a unit appears twice or two units stand at the same point.
    """
    _places(points.index)
    far = _distances(points)
    if (far == 0).any():
        raise ValueError("two units stand at the same point; their distance has no inverse")
    return SpatialWeights(tuple(points.index), _row_standardised(1.0 / far))


def without_isolates(weights: SpatialWeights) -> SpatialWeights:
    """The weights among the units that have a neighbour."""
    alone = set(weights.isolates)
    kept = [place for place, unit in enumerate(weights.units) if unit not in alone]
    return SpatialWeights(tuple(weights.units[place] for place in kept), weights.matrix[np.ix_(kept, kept)])


def _places(units: Iterable[str]) -> dict[str, int]:
    listed = list(units)
    places = {unit: place for place, unit in enumerate(listed)}
    if len(places) < len(listed):
        raise ValueError("a unit appears twice; never stack overlapping regions")
    return places


def _distances(points: pd.DataFrame) -> NDArray[np.float64]:
    """Kilometres between all points, shape (n, n), infinite from a unit to itself."""
    longitude, latitude = points["longitude"].to_numpy(float), points["latitude"].to_numpy(float)
    far = great_circle_km(longitude[:, None], latitude[:, None], longitude[None, :], latitude[None, :])
    np.fill_diagonal(far, np.inf)
    return far


def _row_standardised(joined: NDArray[np.float64]) -> NDArray[np.float64]:
    totals = joined.sum(axis=1, keepdims=True)
    return np.divide(joined, totals, out=np.zeros_like(joined), where=totals > 0)
