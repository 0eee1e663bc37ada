"""Places as printed maps draw them: projected outlines, worked out once for each layer of a set of boundaries."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import shapely
from matplotlib.path import Path
from numpy.typing import NDArray

from geo.boundaries import Boundaries

Plane = Callable[[NDArray[np.float64]], NDArray[np.float64]]


@dataclass(frozen=True)
class Shape:
    """A place in projected units: its outline, and the box around it as left, bottom, right and top."""

    outline: Path
    box: tuple[float, float, float, float]


def shapes_of(boundaries: Boundaries, layer: str, plane: Plane) -> dict[str, Shape]:
    """Return the places of a layer by code in a projection.

    The shapes are shared between all maps: they are only to be read. Raises BoundaryError as `geometry` does.
    """
    return _shapes(boundaries, layer, str(boundaries.path(layer)), boundaries.sha256(layer), plane)


def country_of(boundaries: Boundaries, layer: str, plane: Plane) -> Shape:
    """Return the outline of the whole country in a projection, every island of a layer of provinces included."""
    return _country(boundaries, layer, str(boundaries.path(layer)), boundaries.sha256(layer), plane)


def box_of(shapes: list[Shape]) -> tuple[float, float, float, float]:
    """Return left, bottom, right and top of all shapes together."""
    left, bottom, right, top = zip(*(shape.box for shape in shapes), strict=True)
    return min(left), min(bottom), max(right), max(top)


# Each layer of places in the two projections, and the country. A changed file has another hash.
@lru_cache(maxsize=32)
def _shapes(boundaries: Boundaries, layer: str, path: str, digest: str, plane: Plane) -> dict[str, Shape]:
    geometries = boundaries.geometry(layer).geometry
    return {str(code): _shape(geometry, plane) for code, geometry in geometries.items()}


@lru_cache(maxsize=8)
def _country(boundaries: Boundaries, layer: str, path: str, digest: str, plane: Plane) -> Shape:
    provinces = boundaries.geometry(layer).geometry
    return _shape(shapely.coverage_union_all(np.asarray(provinces.array, dtype=object)), plane)


def _shape(geometry: shapely.Geometry, plane: Plane) -> Shape:
    projected = shapely.transform(geometry, plane)
    return Shape(outline(projected), projected.bounds)


def outline(geometry: shapely.Geometry) -> Path:
    """Return polygons as one compound path, holes included."""
    parts = shapely.get_parts(geometry)
    rings = shapely.get_rings(parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON])
    points, owners = shapely.get_coordinates(rings, return_index=True)
    codes = np.full(len(points), Path.LINETO, dtype=Path.code_type)
    codes[np.searchsorted(owners, np.arange(len(rings)), side="left")] = Path.MOVETO
    codes[np.searchsorted(owners, np.arange(len(rings)), side="right") - 1] = Path.CLOSEPOLY
    return Path(points, codes)
