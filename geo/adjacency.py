"""Which places of a layer touch each other, and which the water parts that a crossing joins."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import shapely

from geo.boundaries import Boundaries

Pairs = tuple[tuple[str, str], ...]

LAYER_OF_LEVEL = {"province": "provinces", "city": "cities"}
# 海南–广东 over the Qiongzhou Strait, which Chinese work joins as a rule; between the ports of 海口 and 湛江 where
# cities are the units. 港澳 touch 广东 by land, and each other over the bridge. 三沙 has no land beside it: the
# nearest city is 三亚. 台湾 stays without a neighbour: it has no figures of this survey, and joining it to 福建 is an
# option that nobody asked for.
BRIDGES: dict[str, Pairs] = {
    "province": (("440000", "460000"), ("440000", "810000"), ("440000", "820000"), ("810000", "820000")),
    "city": (("440800", "460100"), ("460200", "460300"), ("810000", "820000")),
}


def adjacent_places(boundaries: Boundaries, level: str) -> Pairs:
    """Pairs of places of a level that share a border or a corner (queen), each once, ascending.

    The layers are simplified as one coverage, so places that touch still touch.

    Raises
    ------
    KeyError
        If the level is none of province and city: zones and major regions are no map of neighbours.
    geo.boundaries.BoundaryError
        if the boundary file is missing or changed.
    """
    layer = LAYER_OF_LEVEL[level]
    return _adjacent(boundaries, layer, boundaries.sha256(layer))


@lru_cache(maxsize=4)
def _adjacent(boundaries: Boundaries, layer: str, digest: str) -> Pairs:
    """Pairs of a layer; `digest` is the hash of its file."""
    places = boundaries.geometry(layer)
    shapes = np.asarray(places.geometry.array, dtype=object)
    left, right = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    codes = list(places.index)
    # The search finds every pair from both sides, and every place beside itself.
    return tuple(sorted({(codes[a], codes[b]) for a, b in zip(left, right, strict=True) if codes[a] < codes[b]}))
