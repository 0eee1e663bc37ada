"""A map as outlines in pixels of a page, as coarse as the page lets pass and without a gap between neighbours.

For programs that keep each unit as a shape of its own. Every island that the gate demands stays, if need be as a dot.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.boundaries import Boundaries
from geo.drawing import Area
from geo.projection import mercator, project
from geo.required_places import REQUIRED_PLACES

Plane = Callable[[NDArray[np.float64]], NDArray[np.float64]]
Box = tuple[float, float, float, float]
BORDER_COARSENESS, COARSENESS = 1.0, {"provinces": 2.4, "cities": 4.0, "cities-detail": 2.4, "majors": 2.4}
"""Pixels of the page: a bend of a line that takes less than a square of this side goes; the border is kept finer."""
DOT_AREA, DOT_RADIUS, DOT_SPACING = 4.0, 0.75, 6.0
"""An island smaller than this many square pixels becomes a dot; of such that nothing demands, one in each square."""


@dataclass(frozen=True)
class View:
    """What a frame shows, and where: `box` is left, right, bottom, top in units of the plane, `area` on the page."""

    area: Area
    plane: Plane
    box: Box

    def pixels(self, degrees: NDArray[np.float64]) -> NDArray[np.float64]:
        """Points in degrees, shape (n, 2), as pixels of the page, y upward."""
        return self.from_plane(self.plane(degrees))

    def from_plane(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Points of the plane, shape (n, 2), as pixels of the page, y upward."""
        left, right, bottom, top = self.box
        return np.column_stack((
            self.area.left + (points[:, 0] - left) / (right - left) * self.area.width,
            self.area.bottom + (points[:, 1] - bottom) / (top - bottom) * self.area.height,
        ))

    def clipped(self, geometries: NDArray[np.object_]) -> NDArray[np.object_]:
        """What of geometries in pixels lies in the area; shape (n,) in and out."""
        result: NDArray[np.object_] = shapely.clip_by_rect(
            geometries, self.area.left, self.area.bottom, self.area.right, self.area.top
        )
        return result


@dataclass(frozen=True, eq=False)
class Outlines:
    """Units of one layer that tile the country, in pixels, not clipped.

    `dots` stand for the smallest islands of each unit. `edges` are the sides of all polygons, shape (n, 2, 2), each
    once; `left` and `right` are the places of both neighbours in `codes`, `right` is -1 where there is none.
    """

    codes: tuple[str, ...]
    polygons: NDArray[np.object_]
    dots: tuple[tuple[shapely.Polygon, ...], ...]
    edges: NDArray[np.float64]
    left: NDArray[np.int_]
    right: NDArray[np.int_]

    def lines_between(self, groups: Sequence[object]) -> shapely.Geometry:
        """Lines where two groups meet; `groups` names the group of every unit. The outer border is not among them."""
        number = {group: place for place, group in enumerate(dict.fromkeys(groups))}
        of_unit = np.array([number[group] for group in groups])
        return self._lines((self.right >= 0) & (of_unit[self.left] != of_unit[self.right]))

    def border(self) -> shapely.Geometry:
        """The line around everything, islands included."""
        return self._lines(self.right < 0)

    def around(self, codes: Sequence[str]) -> shapely.Geometry:
        """The line around some units together."""
        inside = np.isin(np.array([*self.codes, ""]), list(codes))
        return self._lines(inside[self.left] != inside[self.right])

    def together(self, codes: Sequence[str]) -> shapely.Geometry:
        """Some units as one polygon, their dots among it."""
        return _together(self, tuple(codes))

    def _lines(self, chosen: NDArray[np.bool_]) -> shapely.Geometry:
        return shapely.line_merge(shapely.multilinestrings(shapely.linestrings(self.edges[chosen])))


@lru_cache(maxsize=4000)
def _together(outlines: Outlines, codes: tuple[str, ...]) -> shapely.Geometry:
    own = [outlines.codes.index(code) for code in codes]
    whole = shapely.coverage_union_all(outlines.polygons[own]) if len(own) > 1 else outlines.polygons[own[0]]
    dots = [dot for number in own for dot in outlines.dots[number]]
    return shapely.union_all([whole, *dots]) if dots else whole


def outlines(view: View, boundaries: Boundaries, layer: str) -> Outlines:
    """The units of a layer as a frame shows them; those beyond the frame are as coarse as the others.

    Raises
    ------
    geo.boundaries.BoundaryError
        if the file of the layer is missing or changed.
    """
    return _outlines(view, boundaries, layer, boundaries.sha256(layer))


@lru_cache(maxsize=8)
def _outlines(view: View, boundaries: Boundaries, layer: str, digest: str) -> Outlines:
    frame = boundaries.geometry(layer).geometry
    codes, degrees = frame.index.to_numpy(), np.asarray(frame.array, dtype=object)
    polygons = shapely.transform(degrees, view.pixels)
    # What lies far beyond the frame costs as much as what lies in it, and is not seen.
    reach = shapely.box(view.area.left - 20, view.area.bottom - 20, view.area.right + 20, view.area.top + 20)
    near = shapely.intersects(shapely.envelope(polygons), reach)
    codes, degrees, polygons = codes[near], degrees[near], polygons[near]
    whole, dots = _without_specks(polygons, degrees)
    fine = _with_fine_border(whole, view)
    simple = shapely.coverage_simplify(fine, COARSENESS[layer], simplify_boundary=False)
    edges, left, right = _edges(simple)
    around = [(number, _sides(dot)) for number, own in enumerate(dots) for dot in own]
    if around:
        edges = np.concatenate([edges, *(sides for _, sides in around)])
        owners = np.concatenate([np.full(len(sides), number) for number, sides in around])
        left, right = np.concatenate([left, owners]), np.concatenate([right, np.full(len(owners), -1)])
    return Outlines(tuple(map(str, codes)), simple, tuple(map(tuple, dots)), edges, left, right)


def _with_fine_border(polygons: NDArray[np.object_], view: View) -> NDArray[np.object_]:
    """Polygons simplified as far as every stretch of the border that must show still has its ground."""
    boxes = shapely.transform(np.array([place.area for place in REQUIRED_PLACES], dtype=object), view.pixels)
    held = np.unique(shapely.STRtree(polygons).query(boxes, predicate="intersects")[0])
    coarseness = BORDER_COARSENESS
    while True:
        simple: NDArray[np.object_] = shapely.coverage_simplify(polygons, coarseness)
        kept = np.unique(shapely.STRtree(simple).query(boxes, predicate="intersects")[0])
        if len(np.setdiff1d(held, kept)) == 0:
            return simple
        coarseness /= 2


def _without_specks(
    polygons: NDArray[np.object_], degrees: NDArray[np.object_]
) -> tuple[NDArray[np.object_], list[list[shapely.Geometry]]]:
    """Polygons without islands and holes too small to be seen, and for each the dots that stand for its islands."""
    parts, owners = shapely.get_parts(polygons, return_index=True)
    original = shapely.get_parts(degrees)
    is_island = _detached(original) & (shapely.area(parts) < DOT_AREA)
    rest = np.flatnonzero(~is_island)
    filled = np.array([_without_small_holes(part) for part in parts[rest]], dtype=object)
    places = shapely.get_coordinates(shapely.centroid(parts))
    # A speck of one unit in the midst of another is no island, and its hole is filled.
    inland = np.unique(shapely.STRtree(shapely.points(places)).query(filled, predicate="contains")[1])
    kept = is_island & _demanded(original)
    is_island[np.setdiff1d(inland, np.flatnonzero(kept))] = False
    spare = np.flatnonzero(is_island & ~kept)
    # The largest of the small islands in each square of the page stands for its neighbours.
    spare = spare[np.argsort(-shapely.area(parts[spare]))]
    _, first = np.unique(np.floor(places[spare] / DOT_SPACING), axis=0, return_index=True)
    kept[spare[first]] = True
    dots: list[list[shapely.Geometry]] = [[] for _ in polygons]
    for number in np.flatnonzero(kept):
        dots[owners[number]].append(_dot(places[number]))
    whole = [shapely.multipolygons(filled[owners[rest] == number]) for number in range(len(polygons))]
    return np.array(whole, dtype=object), dots


def _detached(parts: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Whether a part shares no vertex with any other: an island, and no piece of the mainland."""
    coordinates, owners = shapely.get_coordinates(parts, return_index=True)
    _, vertex = np.unique(coordinates[:, 0] + 1j * coordinates[:, 1], return_inverse=True)
    pairs = np.unique(np.column_stack((vertex, owners)), axis=0)
    shared = np.bincount(pairs[:, 0]) > 1
    touching = np.zeros(len(parts), dtype=bool)
    touching[pairs[shared[pairs[:, 0]], 1]] = True
    return ~touching


def _demanded(parts: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Whether a part in degrees is the largest of a place that every map must show."""
    demanded = np.zeros(len(parts), dtype=bool)
    for place in REQUIRED_PLACES:
        near = np.flatnonzero(shapely.intersects(parts, place.area))
        if len(near):
            demanded[near[np.argmax(shapely.area(shapely.clip_by_rect(parts[near], *place.box)))]] = True
    return demanded


def _without_small_holes(polygon: shapely.Polygon) -> shapely.Polygon:
    holes = [ring for ring in polygon.interiors if shapely.area(shapely.polygons(ring)) >= DOT_AREA]
    return polygon if len(holes) == len(polygon.interiors) else shapely.Polygon(polygon.exterior, holes)


def _dot(place: NDArray[np.float64]) -> shapely.Polygon:
    x, y = place
    return shapely.Polygon([
        (x - DOT_RADIUS, y - DOT_RADIUS), (x, y + DOT_RADIUS), (x + DOT_RADIUS, y - DOT_RADIUS),
    ])


def _sides(polygon: shapely.Polygon) -> NDArray[np.float64]:
    """Sides of a polygon without holes, shape (n, 2, 2)."""
    corners = shapely.get_coordinates(polygon)
    return np.stack((corners[:-1], corners[1:]), axis=1)


def _edges(polygons: NDArray[np.object_]) -> tuple[NDArray[np.float64], NDArray[np.int_], NDArray[np.int_]]:
    """Sides of polygons that tile a plane, each once, with the places of both neighbours; -1 where there is none."""
    parts, of_part = shapely.get_parts(polygons, return_index=True)
    rings, of_ring = shapely.get_rings(parts, return_index=True)
    coordinates, ring = shapely.get_coordinates(rings, return_index=True)
    _, vertex = np.unique(coordinates[:, 0] + 1j * coordinates[:, 1], return_inverse=True)
    same = ring[:-1] == ring[1:]
    start, end = vertex[:-1][same], vertex[1:][same]
    sides = np.stack((coordinates[:-1][same], coordinates[1:][same]), axis=1)
    owner = of_part[of_ring[ring[:-1][same]]]
    key = np.minimum(start, end).astype(np.int64) * (int(vertex.max()) + 1) + np.maximum(start, end)
    _, first, inverse, count = np.unique(key, return_index=True, return_inverse=True, return_counts=True)
    order = np.argsort(inverse, kind="stable")
    last = order[np.cumsum(count) - 1]
    return sides[first], owner[first], np.where(count > 1, owner[last], -1)


def lines_in(view: View, lines: Mapping[str, shapely.Geometry]) -> dict[str, shapely.Geometry]:
    """Lines in degrees by name as a frame shows them; none of those that lie outside."""
    drawn = view.clipped(shapely.transform(np.array(list(lines.values()), dtype=object), view.pixels))
    return {name: line for name, line in zip(lines, drawn, strict=True) if not line.is_empty}


def main_view(area: Area, box: Box) -> View:
    """The main map in Albers metres."""
    return View(area, project, box)


def inset_view(area: Area, box: Box) -> View:
    """The inset of the South China Sea islands in the Mercator projection."""
    return View(area, mercator, box)
