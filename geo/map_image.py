"""Draws a map for paper: the specification of the screen as PNG or SVG, without a browser."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import Circle, Rectangle

from geo.boundaries import Boundaries
from geo.compliance import INSET_LATITUDE, INSET_LONGITUDE, check_map
from geo.drawing import (
    BODY_SIZE,
    INK,
    QUIET,
    Area,
    PageText,
    PictureKind,
    add_text,
    at,
    drawing_turn,
    font,
    page,
    render,
    wrap,
)
from geo.flow_lines import draw_flows, draw_mark
from geo.map_figure import BORDER
from geo.map_shapes import Plane, Shape, box_of, country_of, shapes_of
from geo.map_spec import Fill, MapSpec
from geo.projection import mercator, project
from geo.sign_marks import draw_letters, draw_symbols
from geo.track_lines import draw_track_key, draw_tracks

LEGEND_WIDTH, INSET_WIDTH, GUTTER = 350.0, 236.0, 24.0
SWATCH_WIDTH, SWATCH_HEIGHT, ROW_HEIGHT = 38.0, 22.0, 33.0
SOUTHERN_LATITUDE = 17.5
GROUND, EDGE, PROVINCE_LINE, ZONE_LINE, SEGMENT = "#f1f3f5", "#ffffff", "#5b6b7b", "#39434e", "#2f3943"
HATCH_LINE = "#9aa3ac"
COUNTRY_WIDTH = 1.8
DIMMED, DIMMED_EDGE = 0.4, "#d5dae0"
# What is no value keeps its look beside a selection.
STATES = ("no_data", "out_of_survey")


@dataclass(frozen=True)
class Layout:
    """Where the parts of a map page stand; the three rectangles never overlap."""

    main: Area
    inset: Area
    legend: Area


@dataclass(frozen=True)
class Frame:
    """A coordinate system on the page: its axes, its projection, and the shown box in projected units."""

    axes: Axes
    plane: Plane
    left: float
    right: float
    bottom: float
    top: float

    def shows(self, box: tuple[float, float, float, float]) -> bool:
        """Tell whether what lies within a box, given as left, bottom, right and top, may be seen here."""
        left, bottom, right, top = box
        return left <= self.right and right >= self.left and bottom <= self.top and top >= self.bottom


def map_image(
    spec: MapSpec,
    boundaries: Boundaries,
    kind: PictureKind,
    title: str,
    subtitle: str,
    footer_lines: Sequence[str],
) -> bytes:
    """Return a map as PNG (1920 x 1080 pixels) or SVG.

    Main map in Albers (parallels 25 and 47, meridian 105), legend with counts lower left, inset of the South
    China Sea islands lower right at every level and zoom, cartographic note below. The compliance gate
    is passed first.

    Raises
    ------
    geo.compliance.MapRefusedError
        if the map would lack territory, islands, segments or its note.
    geo.boundaries.BoundaryError
        if a boundary file is missing or changed.
    KeyError
        if a fill names a code that no boundary layer holds, or the focus is no province.
    """
    check_map(spec, boundaries)
    notes = tuple(line for line in footer_lines if line != spec.note)
    with drawing_turn():
        words = PageText(title, subtitle, (*notes, spec.note), spec.watermark, spec.watermark_colour)
        figure, area = page(kind, words)
        layout = lay_out(area)
        draw_map(figure, layout, spec, boundaries)
        inset_title = (layout.inset.left + layout.inset.width / 2, layout.inset.top + 10)
        add_text(figure, *inset_title, spec.inset_title, BODY_SIZE, color=QUIET, ha="center")
        draw_legend(figure, layout.legend, spec)
        return render(figure, kind)


def draw_map(figure: Figure, layout: Layout, spec: MapSpec, boundaries: Boundaries) -> None:
    """Draw main map and inset with all that lies on them; title, legend and notes are the page's."""
    main = main_frame(figure, layout.main, spec, boundaries)
    for frame in (main, inset_frame(figure, layout.inset)):
        draw_places(frame, spec, boundaries)
    draw_flows(main.axes, spec.flows, (main.right - main.left) / layout.main.width)
    draw_tracks(main.axes, spec.tracks)
    draw_symbols(figure, spec, SOUTHERN_LATITUDE)
    draw_letters(main.axes, spec)


def inset_area(right: float, bottom: float, width: float) -> Area:
    """The room of the inset whose lower right corner stands there, as high as its latitudes ask."""
    low, high = mercator(np.array([(0.0, latitude) for latitude in INSET_LATITUDE]))[:, 1]
    height = width * (high - low) / (INSET_LONGITUDE[1] - INSET_LONGITUDE[0])
    return Area(right - width, bottom, width, height)


def lay_out(area: Area, legend_width: float = LEGEND_WIDTH, inset_width: float = INSET_WIDTH) -> Layout:
    """Divide the area of a figure: legend column at the left, map in the middle, inset at the lower right."""
    inset = inset_area(area.right, area.bottom, inset_width)
    left = area.left + legend_width + GUTTER
    main = Area(left, area.bottom, inset.left - GUTTER - left, area.height)
    return Layout(main, inset, Area(area.left, area.bottom, legend_width, area.height))


def _axes(figure: Figure, area: Area, name: str, box: tuple[float, ...], framed: bool) -> Axes:
    axes = figure.add_axes(area.fractions(figure), label=name)
    left, right, bottom, top = box
    axes.set(xlim=(left, right), ylim=(bottom, top), xticks=[], yticks=[], facecolor="none")
    for spine in axes.spines.values():
        spine.set(visible=framed, color=PROVINCE_LINE, linewidth=1.4)
    return axes


def main_frame(figure: Figure, area: Area, spec: MapSpec, boundaries: Boundaries) -> Frame:
    """Return the main map: the country down to the south of Hainan, or one province with its surroundings."""
    left, right, bottom, top = main_box(area, spec, boundaries)
    axes = _axes(figure, area, "main", (left, right, bottom, top), bool(spec.focus))
    return Frame(axes, project, left, right, bottom, top)


def main_box(area: Area, spec: MapSpec, boundaries: Boundaries) -> tuple[float, float, float, float]:
    """Return left, right, bottom and top of what the main map shows in Albers metres, in the shape of its area.

    Raises
    ------
    KeyError
        if the focus is no province.
    """
    provinces = shapes_of(boundaries, "provinces", project)
    if spec.focus and spec.focus not in provinces:
        raise KeyError(f"地图焦点不是省级代码 / the focus is no code of a province: {spec.focus}")
    left, bottom, right, top = box_of([provinces[spec.focus]] if spec.focus else list(provinces.values()))
    southern_edge = float(project(np.array([(105.0, SOUTHERN_LATITUDE)]))[0, 1])
    bottom = max(bottom, southern_edge)
    margin = (0.06 if spec.focus else 0.01) * max(right - left, top - bottom)
    bottom = bottom if bottom == southern_edge else bottom - margin
    left, right, top = left - margin, right + margin, top + margin
    ratio = area.width / area.height
    missing_width = max(0.0, (top - bottom) * ratio - (right - left))
    missing_height = max(0.0, (right - left) / ratio - (top - bottom))
    left, right = left - missing_width / 2, right + missing_width / 2
    bottom, top = bottom - missing_height / 2 * bool(spec.focus), top
    return left, right, bottom, bottom + (right - left) / ratio


def inset_frame(figure: Figure, area: Area) -> Frame:
    """Return the inset of the South China Sea islands, framed."""
    left, right, bottom, top = inset_box()
    axes = _axes(figure, area, "inset", (left, right, bottom, top), True)
    return Frame(axes, mercator, left, right, bottom, top)


def inset_box() -> tuple[float, float, float, float]:
    """Return left, right, bottom and top of what the inset shows, in equatorial degrees of the Mercator projection."""
    (left, bottom), (right, top) = mercator(np.column_stack((INSET_LONGITUDE, INSET_LATITUDE))).tolist()
    return left, right, bottom, top


def _places(frame: Frame, spec: MapSpec, boundaries: Boundaries, codes: Sequence[str]) -> list[Shape]:
    """Return shapes by code: of the level's layer, or of the provinces where groups leave a place out."""
    own, provinces = (shapes_of(boundaries, layer, frame.plane) for layer in (spec.fill_layer, "provinces"))
    return [own[code] if code in own else provinces[code] for code in codes]


def draw_places(frame: Frame, spec: MapSpec, boundaries: Boundaries) -> None:
    """Draw ground, fills, borders and segments into one frame."""
    layer = "provinces-detail" if spec.focus else "provinces"
    provinces = shapes_of(boundaries, layer, frame.plane)
    paint(frame, provinces.values(), facecolor=GROUND, edgecolor=EDGE, linewidth=0.9)
    for fill in spec.fills:
        _draw_fill(frame, fill, spec, boundaries)
    if spec.level != "province":
        paint(frame, provinces.values(), facecolor="none", edgecolor=PROVINCE_LINE, linewidth=0.8)
    if spec.level == "zone":
        zones = shapes_of(boundaries, "zones", frame.plane)
        paint(frame, zones.values(), facecolor="none", edgecolor=ZONE_LINE, linewidth=1.3)
    # One line of one weight around the whole country: 台湾, 港澳 and every island are drawn like the rest.
    country = country_of(boundaries, layer, frame.plane)
    paint(frame, [country], facecolor="none", edgecolor=ZONE_LINE, linewidth=COUNTRY_WIDTH)
    if spec.focus:
        paint(frame, [provinces[spec.focus]], facecolor="none", edgecolor=INK, linewidth=2.2)
    for picked in spec.outlines:
        places = _places(frame, spec, boundaries, picked.codes)
        paint(frame, places, facecolor="none", edgecolor=picked.colour, linewidth=2.8)
    lines = shapely.get_parts(boundaries.geometry("segments").geometry.to_numpy())
    coordinates = [frame.plane(shapely.get_coordinates(line)) for line in lines]
    seen = [points for points in coordinates if frame.shows((*points.min(axis=0), *points.max(axis=0)))]
    frame.axes.add_collection(
        LineCollection(seen, colors=SEGMENT, linewidths=2.2, zorder=4), autolim=False
    )


def _draw_fill(frame: Frame, fill: Fill, spec: MapSpec, boundaries: Boundaries) -> None:
    """Paint the places of one legend entry, paler where they lie outside the focus."""
    width = 0.5 if spec.level == "city" and not spec.focus else 0.9
    chosen = [code for code in fill.codes if fill.kind in STATES or stands_out(spec, code)]
    others = [code for code in fill.codes if code not in chosen]
    # On the screen too, provinces are parted by a grey line; what lies in other units is parted by their own.
    border = BORDER if spec.level == "province" else EDGE
    for codes, strength, edge in ((chosen, 1.0, border), (others, DIMMED, DIMMED_EDGE)):
        places = _places(frame, spec, boundaries, codes)
        paint(frame, places, facecolor=pale(fill.colour, strength), edgecolor=edge, linewidth=width)
    if fill.kind == "no_data":
        places = _places(frame, spec, boundaries, chosen)
        paint(frame, places, facecolor="none", edgecolor=HATCH_LINE, linewidth=0, hatch="///")


def stands_out(spec: MapSpec, code: str) -> bool:
    """Tell whether a place is drawn in full colour: in the focus, or anywhere on a map of the whole country."""
    return spec.focus is None or code[:2] == spec.focus[:2]


def pale(colour: str, strength: float) -> tuple[float, float, float]:
    """Return a colour mixed with white, opaque so that no border below shows through."""
    red, green, blue = (1 - strength * (1 - part) for part in to_rgb(colour))
    return red, green, blue


def paint(frame: Frame, shapes: Iterable[Shape], **style: Any) -> None:
    """Add those shapes that a frame shows to it as one collection."""
    paths = [shape.outline for shape in shapes if frame.shows(shape.box)]
    if paths:
        frame.axes.add_collection(PathCollection(paths, **style), autolim=False)


def draw_legend(figure: Figure, area: Area, spec: MapSpec) -> float:
    """Draw the legend upward from the lower left corner, and return how high it reaches.

    Classes with counts, lines and signs, circles, title.
    """
    baseline = area.bottom
    for fill in reversed([fill for fill in spec.fills if fill.label]):
        baseline = _legend_row(figure, area, baseline, fill.label, fill)
    for mark in reversed(spec.marks):
        draw_mark(figure, mark, area.left, baseline + ROW_HEIGHT / 2, SWATCH_WIDTH)
        baseline += ROW_HEIGHT
    for track in reversed([track for track in spec.tracks if track.label]):
        draw_track_key(figure, track, area.left, baseline + ROW_HEIGHT / 2, SWATCH_WIDTH)
        baseline += ROW_HEIGHT
    for key in sorted(spec.symbol_keys, key=lambda key: key.diameter):
        height = max(key.diameter + 6, ROW_HEIGHT)
        widest = max(each.diameter for each in spec.symbol_keys)
        x, y = area.left + max(widest, SWATCH_WIDTH) / 2, baseline + height / 2
        figure.add_artist(
            Circle((x, y), key.diameter / 2, facecolor=spec.symbol_colour, alpha=0.82, transform=None)
        )
        add_text(figure, x + max(widest, SWATCH_WIDTH) / 2 + 12, y, key.label, BODY_SIZE, va="center")
        baseline += height
    for line in reversed(wrap(spec.legend_title, BODY_SIZE, area.width)):
        add_text(figure, area.left, baseline + 12, line, BODY_SIZE, color=QUIET)
        baseline += BODY_SIZE * 1.4
    return baseline + 12


def _legend_row(figure: Figure, area: Area, bottom: float, label: str, fill: Fill) -> float:
    """Draw one swatch with its label and return the height where the next row begins."""
    lines = wrap(label, BODY_SIZE, area.width - SWATCH_WIDTH - 12)
    height = ROW_HEIGHT + (len(lines) - 1) * BODY_SIZE * 1.35
    corner = at(figure, area.left, bottom + (height - SWATCH_HEIGHT) / 2)
    size = at(figure, SWATCH_WIDTH, SWATCH_HEIGHT)
    swatches: list[tuple[str, str, str | None]] = [(fill.colour, "#b8c0c8", None)]
    if fill.kind == "no_data":
        swatches.append(("none", HATCH_LINE, "///"))
    for colour, edge, hatch in swatches:
        figure.add_artist(
            Rectangle(
                corner,
                *size,
                facecolor=colour,
                edgecolor=edge,
                hatch=hatch,
                linewidth=0.8,
                transform=figure.transFigure,
            )
        )
    figure.text(
        *at(figure, area.left + SWATCH_WIDTH + 12, bottom + height / 2),
        "\n".join(lines),
        fontproperties=font(BODY_SIZE),
        color=INK,
        va="center",
        linespacing=1.3,
    )
    return bottom + height
