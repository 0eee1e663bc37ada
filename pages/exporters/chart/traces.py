"""Bars, lines and points of a Plotly figure on Matplotlib axes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.markers import MarkerStyle
from matplotlib.transforms import Affine2D

from geo.drawing import INK, font
from pages.exporters.chart.axes import SMALLEST_LABEL, AxisReading, Bars, bar_edges, positions
from pages.exporters.chart.contract import DASHES, HOLLOW, MARKERS
from pages.exporters.chart.style import SCALE, colour, plain_text, spread, type_size

LINE_WIDTH, MARKER_SIZE = 2.0, 6.0
# Markers without an area have no edge either.
STROKES = ("line-ns-open",)
AWAY = {"left": -1, "center": 0, "right": 1, "bottom": -1, "middle": 0, "top": 1}
CLEAR = 4.0
"""Room in pixels between a point and its text."""

STEP: dict[str | None, Any] = {"hv": "steps-post"}


def draw_trace(axes: Axes, trace: Any, x: AxisReading, y: AxisReading, bars: Bars | None) -> None:
    """Draw one trace without moving the axes.

    Raises:
        UnsupportedFigureError: It has a colour that is none.
    """
    places = positions(x.categories, trace.x), positions(y.categories, trace.y)
    if bars is not None:
        _draw_bars(axes, trace, *places, bars)
        return
    if trace.mode != "text":
        _draw_points(axes, trace, *places)
    if "text" in trace.mode and trace.text is not None:
        _write_beside(axes, trace, *places)


def _write_beside(axes: Axes, trace: Any, x: np.ndarray, y: np.ndarray) -> None:
    """Write the texts of points on the side that the trace asks for, clear of the mark if one is drawn."""
    sides = [(side or "middle center").split() for side in spread(trace.textposition, len(x))]
    sizes = spread(trace.marker.size or MARKER_SIZE, len(x)) if "markers" in trace.mode else [0.0] * len(x)
    ways = [CLEAR + float(size) * SCALE / 2 for size in sizes]
    right = [AWAY[across] * way for (_, across), way in zip(sides, ways, strict=True)]
    up = [AWAY[height] * way for (height, _), way in zip(sides, ways, strict=True)]
    _write(axes, trace, x, y, right, up)


def _draw_bars(axes: Axes, trace: Any, x: np.ndarray, y: np.ndarray, bars: Bars) -> None:
    horizontal = trace.orientation == "h"
    centres = y if horizontal else x
    starts, widths = bar_edges(trace, centres, bars.width)
    marker = trace.marker
    fills = [colour(value, marker.opacity) for value in spread(marker.color, len(centres))]
    draw, base = (axes.barh, "left") if horizontal else (axes.bar, "bottom")
    style: dict[str, Any] = {base: bars.bases, "align": "edge"}
    edge = colour(marker.line.color) if marker.line.color else "none"
    width = (marker.line.width or 0.0) * SCALE
    draw(starts, bars.lengths, widths, color=fills, edgecolor=edge, linewidth=width, zorder=2, **style)
    hatch = colour(marker.pattern.fgcolor or "#ffffff")
    shapes = spread(marker.pattern.shape or "", len(centres))
    for shape in dict.fromkeys(filter(None, shapes)):
        hatched = np.array([own == shape for own in shapes])
        draw(starts[hatched], bars.lengths[hatched], widths[hatched], color="none", edgecolor=hatch, linewidth=0,
             hatch=shape * 2, zorder=2.1, align="edge", **{base: bars.bases[hatched]})
    if trace.text is None:
        return
    ends = bars.bases + bars.lengths
    away, middles = np.where(bars.lengths < 0, -1, 1), starts + widths / 2
    places = (ends, middles, 7 * away, 0) if horizontal else (middles, ends, 0, 5 * away)
    _write(axes, trace, *places)


def _write(axes: Axes, trace: Any, x: np.ndarray, y: np.ndarray, right: Any, up: Any) -> None:
    """Write the texts of a trace beside their points: `right` and `up` give the way to go in pixels."""
    count = len(x)
    size = type_size(trace.textfont.size)
    if trace.type == "scatter" and trace.mode == "text":
        size = max(SMALLEST_LABEL, min(size, _row(axes, y) * 0.88))
    columns = (x, y, spread(trace.text, count), spread(right, count), spread(up, count))
    for column, height, text, dx, dy, tint in zip(*columns, spread(trace.textfont.color, count), strict=True):
        if np.isfinite(column) and np.isfinite(height) and text:
            axes.annotate(
                plain_text(text),
                (column, height),
                (dx, dy),
                textcoords="offset pixels",
                fontproperties=font(size),
                color=colour(tint or INK),
                ha={-1: "right", 0: "center", 1: "left"}[int(np.sign(dx))],
                va={-1: "top", 0: "center", 1: "bottom"}[int(np.sign(dy))],
                annotation_clip=False,
                zorder=6,
            )


def _row(axes: Axes, y: np.ndarray) -> float:
    """Least distance in pixels between the rows that texts stand in; endless for a single one."""
    rows = np.unique(y[np.isfinite(y)])
    low, high = axes.get_ylim()
    height = axes.bbox.height
    return float(np.diff(rows).min() / abs(high - low) * height) if len(rows) > 1 else np.inf


def _parts(x: np.ndarray, y: np.ndarray) -> list[slice]:
    """The runs of points between gaps: each is a shape of its own."""
    known = np.isfinite(x) & np.isfinite(y)
    edges = np.flatnonzero(np.diff(np.concatenate(([False], known, [False])).astype(int)))
    return [slice(start, stop) for start, stop in edges.reshape(-1, 2)]


def _draw_turned(axes: Axes, trace: Any, x: np.ndarray, y: np.ndarray, fills: Sequence[Any]) -> None:
    """Draw markers that point somewhere: degrees clockwise from up, for each its own."""
    size = ((trace.marker.size or MARKER_SIZE) * SCALE) ** 2
    angles = spread(trace.marker.angle, len(x))
    for place, angle in enumerate(angles):
        turned = MarkerStyle(MARKERS[trace.marker.symbol], transform=Affine2D().rotate_deg(-float(angle)))
        axes.scatter(x[place], y[place], s=size, marker=turned, c=[fills[place]], linewidths=0, zorder=4.5)


def _draw_points(axes: Axes, trace: Any, x: np.ndarray, y: np.ndarray) -> None:
    if trace.fill:
        for part in _parts(x, y):
            axes.fill(x[part], y[part], facecolor=colour(trace.fillcolor), linewidth=0, zorder=1)
    if "lines" in trace.mode and trace.line.width != 0:
        width = (trace.line.width or LINE_WIDTH) * SCALE
        style = DASHES[trace.line.dash or "solid"]
        steps = STEP.get(trace.line.shape, "default")
        axes.plot(x, y, linestyle=style, linewidth=width, color=colour(trace.line.color), drawstyle=steps, zorder=3)
    if trace.error_y.array is not None:
        _draw_errors(axes, trace, x, y)
    if "markers" in trace.mode and trace.marker.opacity != 0:
        fills = [colour(value, trace.marker.opacity)
                 for value in spread(trace.marker.color or trace.line.color, len(x))]
        if trace.marker.angle is not None:
            _draw_turned(axes, trace, x, y, fills)
            return
        _draw_marks(axes, trace, x, y, fills)


def _draw_errors(axes: Axes, trace: Any, x: np.ndarray, y: np.ndarray) -> None:
    """Draw the interval of every point, as far down and up as the trace says."""
    bars = trace.error_y
    reach = [np.array(way, dtype=float) for way in (bars.arrayminus, bars.array)]
    axes.errorbar(
        x, y, yerr=reach, fmt="none", ecolor=colour(bars.color or INK), elinewidth=(bars.thickness or 2.0) * SCALE,
        capsize=(bars.width or 0.0) * SCALE, zorder=3.5,
    )


def _draw_marks(axes: Axes, trace: Any, x: np.ndarray, y: np.ndarray, fills: Sequence[Any]) -> None:
    """Draw the marks of points, each of its shape, size and colour; hollow ones are white within their edge."""
    marker = trace.marker
    symbols = spread(marker.symbol or "circle", len(x))
    sizes = np.array(spread(MARKER_SIZE if marker.size is None else marker.size, len(x)), dtype=float)
    for symbol in dict.fromkeys(symbols):
        chosen = [place for place, own in enumerate(symbols) if own == symbol]
        own = [fills[place] for place in chosen]
        is_hollow = symbol.endswith(HOLLOW) and symbol not in STROKES
        edge: Any = [colour(marker.line.color)] if marker.line.color and not is_hollow else own
        axes.scatter(
            x[chosen],
            y[chosen],
            s=(sizes[chosen] * SCALE) ** 2,
            marker=MARKERS[symbol if symbol in MARKERS else symbol.removesuffix(HOLLOW)],
            c="#ffffff" if is_hollow else own,
            edgecolors=None if symbol in STROKES else edge,
            linewidths=(marker.line.width or float(is_hollow)) * SCALE,
            clip_on=False,
            zorder=4,
        )
