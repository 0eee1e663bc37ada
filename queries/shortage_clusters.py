"""Where shortage lies side by side with shortage: Moran's I and LISA of supply per demand."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from geo.adjacency import BRIDGES, LAYER_OF_LEVEL, Pairs, adjacent_places
from geo.boundaries import Boundaries
from queries.engine import Engine
from queries.formulas.spatial_autocorrelation import LocalMoran, MoranTest, is_constant, local_moran, moran
from queries.formulas.spatial_weights import (
    DEFAULT_POLICY,
    POLICIES,
    Policy,
    SpatialWeights,
    contiguity,
    inverse_distance,
    nearest_neighbours,
    without_isolates,
)
from queries.gap_basis import GapBasis
from queries.regions import Regions

WITH_NEIGHBOURS = ("province", "city")


@dataclass(frozen=True)
class PolicyResult:
    """What one map of neighbours says of the whole. Single regions are tested on the map that is shown alone."""

    policy: Policy
    test: MoranTest
    mean_neighbours: float


@dataclass(frozen=True)
class ShortageClusters:
    """Spatial association of supply per demand.

    Attributes
    ----------
    units : indexed by region_code: value (S/D), z (standardised), lag (mean z of the neighbours), local, p, quadrant,
        pattern; the regions with a ratio. Local columns only where the local test has no reason.
    local : the local test under the default policy
    results : one per policy, the default first
    bridged : pairs joined over water that take part
    """

    units: pd.DataFrame
    local: LocalMoran
    results: tuple[PolicyResult, ...]
    bridged: tuple[tuple[str, str], ...]

    @property
    def test(self) -> MoranTest:
        """The global test under the default policy."""
        return self.results[0].test


def shortage_clusters(
    engine: Engine, regions: Regions, boundaries: Boundaries, basis: GapBasis
) -> ShortageClusters:
    """Test whether supply per demand is alike among neighbours (METHODS D13, D14, 1.1).

    The permutations of all cities take longer than a reader waits for twice.

    Raises
    ------
    KeyError
        If the level is none of province and city.
    """
    known = basis.reported["ratio"].sort_index().astype(float).rename_axis("region_code")
    places = [(regions[code].longitude, regions[code].latitude) for code in known.index]
    points = pd.DataFrame(places, columns=["longitude", "latitude"], index=known.index, dtype=float)
    adjacent, bridges = adjacent_places(boundaries, basis.level), BRIDGES[basis.level]
    key = ("shortage_clusters", *basis.key, boundaries.sha256(LAYER_OF_LEVEL[basis.level]))
    return engine.recall(key, lambda: _clusters(known, points, adjacent, bridges))


def _clusters(known: pd.Series, points: pd.DataFrame, adjacent: Pairs, bridges: Pairs) -> ShortageClusters:
    codes = tuple(known.index)
    kept = contiguity(codes, adjacent)
    maps: dict[Policy, SpatialWeights] = {
        "contiguity_bridged": contiguity(codes, adjacent, bridges),
        "contiguity": kept,
        "contiguity_dropped": without_isolates(kept),
        "nearest_4": nearest_neighbours(points),
        "inverse_distance": inverse_distance(points),
    }
    local = local_moran(known, maps[DEFAULT_POLICY])
    results = tuple(
        PolicyResult(policy, moran(known[list(maps[policy].units)], maps[policy]), maps[policy].mean_neighbours)
        for policy in POLICIES
    )
    units = _units(known, maps[DEFAULT_POLICY], local)
    present = set(codes)
    return ShortageClusters(units, local, results, tuple(pair for pair in bridges if set(pair) <= present))


def _units(known: pd.Series, weights: SpatialWeights, local: LocalMoran) -> pd.DataFrame:
    z = known * 0.0 if is_constant(known) else (known - known.mean()) / known.std(ddof=0)
    units = pd.DataFrame({"value": known, "z": z, "lag": weights.matrix @ z.to_numpy()}, index=known.index)
    if local.reason:
        return units
    return units.join(local.units.rename(columns={"value": "local"}))
