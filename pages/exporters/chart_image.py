"""A chart of the screen as PNG or SVG for papers and slides, drawn without a browser.

The part of Plotly that the product uses is drawn: bars, lines, points and bands on any grid of axes, shapes,
annotations, legend. Anything else is refused by name, so that no picture lacks what the screen shows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, cast

import plotly.graph_objects as go
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox

from geo.drawing import (
    INK,
    QUIET,
    RULE,
    Area,
    PageText,
    PictureKind,
    drawing_turn,
    font,
    page,
    render,
    text_width,
)
from pages.exporters.plotly_axes import AxisReading, axis_key, read_axis
from pages.exporters.plotly_bars import Bars, draw_bar_labels, draw_bars, label_room, lay_bars
from pages.exporters.plotly_marks import Canvas, draw_annotations, draw_legend, draw_shapes, legend_entries
from pages.exporters.plotly_points import Points, draw_points
from pages.exporters.plotly_style import DEFAULT_COLOURS, UnsupportedFigureError, plain_text, type_size
from pages.exporters.plotly_traces import error_lengths, trace_colour

GRID = "#e3e7eb"
SMALLEST_LABEL = 11.0


@dataclass
class Subplot:
    """One pair of axes and what stands on it."""

    x: AxisReading
    y: AxisReading
    bars: list[Bars]
    points: list[Points]
    axes: Axes | None = None


def chart_image(figure: go.Figure, kind: PictureKind, words: PageText) -> bytes:
    """Return a figure as PNG of 1920 x 1080 pixels or as SVG with editable text.

    Raises:
        UnsupportedFigureError: The figure holds a trace, axis or mark that is not drawn; it is named.
    """
    with drawing_turn():
        picture, area = page(kind, words)
        fills = colours_of(figure)
        area = draw_legend(picture, area, legend_entries(figure, fills))
        readings = read_axes(figure)
        subplots = read_subplots(figure, readings, fills)
        _leave_room(subplots, area)
        canvas = _canvas(picture, figure, subplots, readings, area)
        for subplot in subplots:
            _draw_subplot(subplot)
        draw_shapes(canvas, figure.layout)
        notes = draw_annotations(canvas, figure.layout)
        _fit(canvas, subplots, area, notes)
        return render(picture, kind)


def visible_traces(figure: go.Figure) -> list[tuple[int, Any]]:
    """Return number and trace of what is shown.

    Raises:
        UnsupportedFigureError: A trace is neither bar nor scatter, or there is none.
    """
    shown = [(n, t) for n, t in enumerate(figure.data) if t.visible not in (False, "legendonly")]
    for _, trace in shown:
        if trace.type not in ("bar", "scatter"):
            raise UnsupportedFigureError("trace", trace.type)
    if not shown:
        raise UnsupportedFigureError("trace", "0")
    return shown


def colours_of(figure: go.Figure) -> dict[int, Any]:
    """Return the colour of every trace by its number."""
    layout = figure.layout
    way = layout.colorway or layout.template.layout.colorway or DEFAULT_COLOURS
    return {number: trace_colour(trace, number, way) for number, trace in visible_traces(figure)}


def references(trace: Any) -> tuple[str, str]:
    """Return the names of the axes of a trace."""
    return trace.xaxis or "x", trace.yaxis or "y"


def read_axes(figure: go.Figure) -> dict[str, AxisReading]:
    """Return every axis that carries a trace, by its name."""
    carried: dict[str, list[Any]] = {}
    for _, trace in visible_traces(figure):
        for name in references(trace):
            carried.setdefault(name, []).append(trace)
    groups: dict[str, list[Any]] = {}
    for name, traces in carried.items():
        groups.setdefault(_leader(figure, name), []).extend(traces)
    return {name: read_axis(figure, name, groups[_leader(figure, name)]) for name in carried}


def _leader(figure: go.Figure, name: str) -> str:
    """Return the axis whose range an axis shares."""
    return figure.layout[axis_key(name)].matches or name


def read_subplots(
    figure: go.Figure, readings: Mapping[str, AxisReading], fills: Mapping[int, Any]
) -> list[Subplot]:
    """Return the subplots with their traces in positions, and widen the axes to hold them."""
    pairs = dict.fromkeys(references(trace) for _, trace in visible_traces(figure))
    subplots = []
    for x_name, y_name in pairs:
        x, y = readings[x_name], readings[y_name]
        own = [(n, t) for n, t in visible_traces(figure) if references(t) == (x_name, y_name)]
        bars = [(t, fills[n]) for n, t in own if t.type == "bar"]
        points = [
            Points(t, fills[n], x.positions(_values(t, "x")), y.positions(_values(t, "y")))
            for n, t in own
            if t.type == "scatter"
        ]
        subplot = Subplot(x, y, lay_bars(figure.layout, bars, (x, y)), points)
        _include(subplot)
        subplots.append(subplot)
    _share_extents(figure, readings)
    return subplots


def _values(trace: Any, letter: str) -> Any:
    """Return the values of a trace; Plotly numbers the points where one side is left out."""
    other = trace["y" if letter == "x" else "x"]
    return trace[letter] if trace[letter] is not None else range(len(other or ()))


def _include(subplot: Subplot) -> None:
    for bars in subplot.bars:
        along, across = (subplot.x, subplot.y) if bars.horizontal else (subplot.y, subplot.x)
        along.touches_zero = True
        along.include([*bars.bases, *(bars.bases + bars.lengths)])
        across.include([*(bars.centres - bars.breadths / 2), *(bars.centres + bars.breadths / 2)])
    traces: list[tuple[Any, Any, Any]] = [(p.trace, p.x, p.y) for p in subplot.points]
    traces += [
        (b.trace, *((b.bases + b.lengths, b.centres) if b.horizontal else (b.centres, b.bases + b.lengths)))
        for b in subplot.bars
    ]
    for trace, x, y in traces:
        for reading, values, bar in ((subplot.x, x, trace.error_x), (subplot.y, y, trace.error_y)):
            if trace.type == "scatter":
                reading.include(values)
            reach = error_lengths(bar, values)
            if reach is not None:
                reading.include([*(values - reach[0]), *(values + reach[1])])


def _share_extents(figure: go.Figure, readings: Mapping[str, AxisReading]) -> None:
    for name, reading in readings.items():
        for other, partner in readings.items():
            if _leader(figure, name) == _leader(figure, other):
                reading.include([partner.low, partner.high])
                reading.touches_zero |= partner.touches_zero


def _leave_room(subplots: list[Subplot], area: Area) -> None:
    """Give the texts beyond the ends of bars their share of the axis."""
    for subplot in subplots:
        for bars in subplot.bars:
            along = subplot.x if bars.horizontal else subplot.y
            start, end = along.source.domain or (0.0, 1.0)
            length = (area.width if bars.horizontal else area.height) * (end - start) * 0.85
            low, high = label_room(bars, length)
            along.room_low, along.room_high = max(along.room_low, low), max(along.room_high, high)


def _canvas(
    picture: Figure,
    figure: go.Figure,
    subplots: list[Subplot],
    readings: Mapping[str, AxisReading],
    area: Area,
) -> Canvas:
    """Create the axes of all subplots over the whole area."""
    by_name: dict[str, Axes] = {}
    names = {id(reading): name for name, reading in readings.items()}
    for number, subplot in enumerate(subplots):
        over = subplot.y.source.overlaying or subplot.x.source.overlaying or ""
        subplot.axes = picture.add_axes((0, 0, 1, 1), label=f"subplot {number}", facecolor="none")
        by_name.setdefault(names[id(subplot.x)], subplot.axes)
        by_name.setdefault(names[id(subplot.y)], subplot.axes)
        _dress(subplot, area, lead_x=not over.startswith("y"), lead_y=not over.startswith("x"))
    canvas = Canvas(picture, Bbox.null(), by_name, readings)
    _position(canvas, subplots, area)
    return canvas


def _position(canvas: Canvas, subplots: list[Subplot], plot: Area) -> None:
    """Put every subplot at its share of the plot area."""
    left, bottom, width, height = plot.fractions()
    canvas.area.set(Bbox.from_bounds(left, bottom, width, height))
    for subplot in subplots:
        spans = []
        for reading in (subplot.x, subplot.y):
            base = canvas.readings.get(reading.source.overlaying or "", reading)
            spans.append(base.source.domain or (0.0, 1.0))
        (x0, x1), (y0, y1) = spans
        place = (left + x0 * width, bottom + y0 * height, (x1 - x0) * width, (y1 - y0) * height)
        cast(Axes, subplot.axes).set_position(place)


def _fit(canvas: Canvas, subplots: list[Subplot], area: Area, notes: list[Artist]) -> None:
    """Shrink the plot area until labels, titles and annotations stand inside the area of the figure."""
    plot = area
    renderer = FigureCanvasAgg(canvas.figure).get_renderer()
    for _ in range(3):
        boxes = [cast(Axes, subplot.axes).get_tightbbox(renderer) for subplot in subplots]
        found = [box for box in (*boxes, *(note.get_window_extent(renderer) for note in notes)) if box]
        left = max(0.0, area.left - min(box.x0 for box in found))
        right = max(0.0, max(box.x1 for box in found) - area.right)
        bottom = max(0.0, area.bottom - min(box.y0 for box in found))
        top = max(0.0, max(box.y1 for box in found) - area.top)
        plot = Area(
            plot.left + left,
            plot.bottom + bottom,
            max(plot.width - left - right, area.width * 0.2),
            max(plot.height - bottom - top, area.height * 0.2),
        )
        _position(canvas, subplots, plot)


def _dress(subplot: Subplot, area: Area, *, lead_x: bool, lead_y: bool) -> None:
    """Set scale, range, ticks, grid and title of both axes; an overlaid axis shares its partner's."""
    axes = cast(Axes, subplot.axes)
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.set_axisbelow(True)
    for reading, leads in ((subplot.x, lead_x), (subplot.y, lead_y)):
        if reading.kind == "log":
            (axes.set_xscale if reading.letter == "x" else axes.set_yscale)("log")
        low, high = reading.limits()
        (axes.set_xlim if reading.letter == "x" else axes.set_ylim)(low, high)
        axis = axes.xaxis if reading.letter == "x" else axes.yaxis
        axis.set_tick_params(which="both", length=0)
        axis.set_tick_params(which="minor", labelbottom=False, labelleft=False)
        if reading.source.visible is False or not leads:
            axis.set_ticks([])
            continue
        _ticks(axes, reading, area)
        _lines(axes, reading)
        side = reading.source.side
        if side in ("top", "right"):
            axis.set_ticks_position(side)
            axis.set_label_position(side)
        title = plain_text(reading.source.title.text)
        if title:
            size = type_size(reading.source.title.font.size)
            axis.set_label_text(title, fontproperties=font(size), color=QUIET)
            axis.labelpad = 10


def _ticks(axes: Axes, reading: AxisReading, area: Area) -> None:
    """Write the tick labels: smaller where rows are narrow, slanted where columns are."""
    vertical = reading.letter == "y"
    start, end = reading.source.domain or (0.0, 1.0)
    length = (area.height if vertical else area.width) * (end - start)
    positions, labels = reading.ticks(max(3, int(length / (70 if vertical else 130))))
    size = type_size(reading.source.tickfont.size)
    low, high = sorted(reading.limits())
    gaps = [abs(b - a) for a, b in pairwise(positions) if a != b]
    room = min(gaps) / (high - low) * length if gaps and reading.kind != "log" else length
    tint = reading.source.tickfont.color
    style: dict[str, Any] = {"color": tint if isinstance(tint, str) else INK}
    axis = axes.yaxis if vertical else axes.xaxis
    if vertical:
        size = max(SMALLEST_LABEL, min(size, room * 0.88))
    angle = reading.source.tickangle
    widest = max((text_width(line, size) for label in labels for line in label.split("\n")), default=0.0)
    if angle:
        style |= {"rotation": -angle, "rotation_mode": "anchor", "ha": "right" if angle < 0 else "left"}
    elif not vertical and widest > room * 0.96 and angle is None:
        style |= {"rotation": 45, "rotation_mode": "anchor", "ha": "right", "va": "center"}
    axis.set_ticks(positions, labels, fontproperties=font(size), **style)
    axis.set_tick_params(which="major", length=0, pad=8)


def _lines(axes: Axes, reading: AxisReading) -> None:
    """Draw grid, zero line and axis line."""
    source, axis = reading.source, axes.xaxis if reading.letter == "x" else axes.yaxis
    ruled = reading.kind != "category" if source.showgrid is None else source.showgrid
    if ruled:
        axis.grid(True, color=source.gridcolor or GRID, linewidth=1.2)
    if source.showline:
        side = source.side or ("bottom" if reading.letter == "x" else "left")
        axes.spines[side].set(visible=True, color=source.linecolor or RULE, linewidth=1.5)
    low, high = sorted(reading.limits())
    grounded = reading.touches_zero or source.rangemode == "tozero"
    wanted = grounded if source.zeroline is None else source.zeroline
    if wanted and reading.kind == "linear" and low <= 0 <= high:
        draw = axes.axvline if reading.letter == "x" else axes.axhline
        draw(0, color=source.zerolinecolor or "#8a949e", linewidth=1.5, zorder=2.5)


def _draw_subplot(subplot: Subplot) -> None:
    """Draw the traces of one subplot without moving its axes."""
    axes = cast(Axes, subplot.axes)
    axes.autoscale(False)
    previous: Points | None = None
    for bars in subplot.bars:
        draw_bars(axes, bars)
    for points in subplot.points:
        draw_points(axes, points, previous)
        previous = points
    for bars in subplot.bars:
        draw_bar_labels(axes, bars)
