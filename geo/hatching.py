"""Diagonal stripes inside polygons: the 'no data' pattern, painted by a second trace over a light fill."""

from __future__ import annotations

import math

import numpy as np
import shapely

from geo.projection import to_albers, to_degrees

GRID_DEGREES = 0.001
# Remnants smaller or thinner than this are invisible on any screen.
SMALLEST_AREA_KM2, SMALLEST_WIDTH_KM = 2.0, 0.5
# The map library joins vertices by great arcs: the arc over a long edge could turn a thin stripe inside out.
LONGEST_EDGE_KM = 200.0


def hatch(
    polygons: dict[str, shapely.Geometry], width_km: float, spacing_km: float
) -> dict[str, shapely.Geometry]:
    """Stripes of `width_km` every `spacing_km` across polygons in degrees, by code.

    Every polygon gets at least one stripe: where the common raster misses it, one is laid through its inside.
    """
    projected = to_albers(np.array(list(polygons.values()), dtype=object))
    width, spacing = width_km * 1000, spacing_km * 1000
    hatched = [_stripes_within(polygon, width, spacing) for polygon in projected]
    degrees = to_degrees(shapely.segmentize(np.array(hatched, dtype=object), LONGEST_EDGE_KM * 1000))
    gridded = shapely.set_precision(shapely.make_valid(degrees), GRID_DEGREES)
    return {
        code: _polygons_only(grid, fallback)
        for code, grid, fallback in zip(polygons, gridded, degrees, strict=True)
    }


def _stripes_within(polygon: shapely.Geometry, width: float, spacing: float) -> shapely.Geometry:
    """Intersection with the common raster of stripes, all lengths in metres."""
    largest = max(shapely.get_parts(polygon), key=shapely.area)
    xmin, ymin, xmax, ymax = polygon.bounds
    first = math.floor((xmin + ymin) / math.sqrt(2) / spacing)
    last = math.ceil((xmax + ymax) / math.sqrt(2) / spacing)
    stripes = [_stripe(number * spacing, width, polygon.bounds) for number in range(first, last + 1)]
    inside = polygon.intersection(shapely.union_all(stripes))
    parts = [part for part in shapely.get_parts(inside) if _is_visible(part)]
    if not parts:
        point = largest.point_on_surface()
        through = _stripe((point.x + point.y) / math.sqrt(2), width, polygon.bounds)
        parts = list(shapely.get_parts(largest.intersection(through)))
    return shapely.multipolygons([part for part in parts if part.geom_type == "Polygon"])


def _is_visible(part: shapely.Geometry) -> bool:
    """Whether a part, in metres, is wide and large enough to be seen."""
    if part.area < SMALLEST_AREA_KM2 * 1e6:
        return False
    width_of_long_band = 2 * part.area / part.length
    return bool(width_of_long_band >= SMALLEST_WIDTH_KM * 1000)


def _stripe(offset: float, width: float, bounds: tuple[float, float, float, float]) -> shapely.Geometry:
    """A band around the line (x + y) / √2 = offset, long enough to cross the bounds."""
    _, ymin, _, ymax = bounds
    total, half = offset * math.sqrt(2), width / math.sqrt(2)
    return shapely.Polygon(
        [
            (total - half - ymin, ymin),
            (total - half - ymax, ymax),
            (total + half - ymax, ymax),
            (total + half - ymin, ymin),
        ]
    )


def _polygons_only(grid: shapely.Geometry, fallback: shapely.Geometry) -> shapely.Geometry:
    """The polygons of a gridded geometry; the geometry before gridding where nothing is left."""
    parts = [part for part in shapely.get_parts(grid) if part.geom_type == "Polygon" and not part.is_empty]
    return shapely.multipolygons(parts) if parts else fallback
