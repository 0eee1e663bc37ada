"""Simplification of polygon coverages: shared borders stay shared and no island is lost."""

from __future__ import annotations

import re

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.projection import to_albers, to_degrees

# Islands of these provinces are required content of every public map, so their shape is kept as well.
ISLAND_PROVINCES = ("46", "71")
# An island of which less than this share is left counts as collapsed (a triangle leaves about 0.4).
KEPT_SHARE = 0.25
FINEST_DECIMALS = 6
REPAIR_RADIUS = 0.02


class CoverageError(RuntimeError):
    """Polygons that overlap, leave gaps, or turn invalid."""


def simplify_coverage(
    polygons: dict[str, shapely.Geometry], tolerance_km: float, decimals: int
) -> dict[str, shapely.Geometry]:
    """Simplify polygons in degrees by code; tolerance in km (Visvalingam-Whyatt), result rounded in degrees.

    The number of parts of every polygon is kept. Raises CoverageError when the input is no valid
    coverage or the result cannot be made one.
    """
    codes = list(polygons)
    original = to_albers(np.array(list(polygons.values()), dtype=object))
    if not shapely.coverage_is_valid(original):
        edges = shapely.coverage_invalid_edges(original)
        faulty = [code for code, edge in zip(codes, edges, strict=True) if not edge.is_empty]
        raise CoverageError(f"source polygons overlap or leave gaps: {', '.join(faulty[:10])}")
    simple = shapely.coverage_simplify(original, tolerance_km * 1000)
    kept = [
        _restore_islands(before, after) if code.startswith(ISLAND_PROVINCES) else after
        for code, before, after in zip(codes, original, simple, strict=True)
    ]
    rounded = round_coverage(to_degrees(np.array(kept, dtype=object)), decimals)
    return dict(zip(codes, rounded, strict=True))


def _restore_islands(before: shapely.Geometry, after: shapely.Geometry) -> shapely.Geometry:
    """Put back the full outline of every part that simplification has shrunk below KEPT_SHARE of its area."""
    parts_before, parts_after = shapely.get_parts(before), shapely.get_parts(after)
    if len(parts_before) != len(parts_after):
        raise CoverageError("simplification changed the number of islands")
    shrunk = shapely.area(parts_after) < KEPT_SHARE * shapely.area(parts_before)
    return shapely.multipolygons(np.where(shrunk, parts_before, parts_after))


def round_coverage(geometries: NDArray[np.object_], decimals: int) -> NDArray[np.object_]:
    """Round polygons in degrees, shape (n,), to `decimals`, finer only where rounding would break them.

    A vertex is rounded alike in every polygon that holds it, so shared borders stay shared.
    """
    coordinates = shapely.get_coordinates(geometries)
    places, inverse = np.unique(coordinates, axis=0, return_inverse=True)
    precision = np.full(len(places), decimals)
    while True:
        rounded = _rounded(places, precision)[inverse.ravel()]
        result: NDArray[np.object_] = shapely.set_coordinates(geometries.copy(), rounded)
        faults = _faults(geometries, result)
        if not len(faults):
            return result
        tree = shapely.STRtree(shapely.points(places))
        near = np.unique(tree.query(faults, predicate="intersects")[1])
        near = near[precision[near] < FINEST_DECIMALS]
        if not len(near):
            raise CoverageError(f"rounding breaks the coverage near {faults[0].centroid.wkt}")
        precision[near] += 1


def _rounded(places: NDArray[np.float64], precision: NDArray[np.int_]) -> NDArray[np.float64]:
    result = places.copy()
    for decimals in np.unique(precision):
        chosen = precision == decimals
        result[chosen] = np.round(places[chosen], int(decimals))
    return result


def _faults(exact: NDArray[np.object_], rounded: NDArray[np.object_]) -> NDArray[np.object_]:
    """Boxes in degrees around all places where a polygon is invalid, collapses, or overlaps another."""
    before, parts = shapely.get_parts(exact), shapely.get_parts(rounded)
    collapsed = shapely.area(parts) < KEPT_SHARE * shapely.area(before)
    boxes = [_fault_box(part) for part in parts[~shapely.is_valid(parts) | collapsed]]
    if not boxes:
        boxes = [_fault_box(geometry) for geometry in rounded[~shapely.is_valid(rounded)]]
    if not boxes:
        edges = shapely.get_parts(shapely.coverage_invalid_edges(rounded))
        boxes = [edge.buffer(REPAIR_RADIUS).envelope for edge in edges if not edge.is_empty]
    return np.array(boxes, dtype=object)


def _fault_box(polygon: shapely.Geometry) -> shapely.Geometry:
    """A box around the fault of an invalid polygon, or around the whole of a small one."""
    west, south, east, north = polygon.bounds
    if max(east - west, north - south) < 5 * REPAIR_RADIUS:
        return shapely.box(*polygon.bounds).buffer(REPAIR_RADIUS / 10).envelope
    found = re.search(r"\[(\S+) (\S+)\]", shapely.is_valid_reason(polygon))
    if found is None:
        raise CoverageError(f"polygon is invalid at an unknown place: {shapely.is_valid_reason(polygon)}")
    return shapely.Point(float(found[1]), float(found[2])).buffer(REPAIR_RADIUS).envelope
