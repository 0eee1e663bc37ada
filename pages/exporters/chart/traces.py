"""Bars, lines and points of a Plotly figure on Matplotlib axes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.markers import MarkerStyle
from matplotlib.transforms import Affine2D

from geo.drawing import HEIGHT, INK, font
from pages.exporters.chart.axes import SMALLEST_LABEL, AxisReading, bar_edges, positions
from pages.exporters.chart.contract import DASHES, MARKERS
from pages.exporters.chart.style import SCALE, colour, plain_text, spread, type_size

LINE_WIDTH, MARKER_SIZE = 2.0, 6.0
# Markers without an area have no edge either.
STROKES = ("line-ns-open",)


def draw_trace(axes: Axes, trace: Any, x: AxisReading, y: AxisReading) -> None:
    """Draw one trace without moving the axes.

    Raises:
        UnsupportedFigureError: It has a colour that is none.
    """
    places = positions(x.categories, trace.x), positions(y.categories, trace.y)
    if trace.type == "bar":
        _draw_bars(axes, trace, *places)
    elif trace.mode == "text":
        away = {"middle left": -4, "middle right": 4}.get(trace.textposition, 0)
        _write(axes, trace, *places, away * np.ones(len(places[0])), 0)
    else:
        _draw_points(axes, trace, *places)


def _draw_bars(axes: Axes, trace: Any, x: np.ndarray, y: np.ndarray) -> None:
    horizontal = trace.orientation == "h"
    ends, centres = (x, y) if horizontal else (y, x)
    starts, width = bar_edges(trace, centres)
    fills = [colour(value, trace.marker.opacity) for value in spread(trace.marker.color, len(ends))]
    (axes.barh if horizontal else axes.bar)(starts, ends, width, align="edge", color=fills, linewidth=0, zorder=2)
    if trace.text is None:
        return
    away, middles = np.where(ends < 0, -1, 1), starts + width / 2
    places = (ends, middles, 7 * away, 0) if horizontal else (middles, ends, 0, 5 * away)
    _write(axes, trace, *places)


def _write(axes: Axes, trace: Any, x: np.ndarray, y: np.ndarray, right: Any, up: Any) -> None:
    """Write the texts of a trace beside their points: `right` and `up` give the way to go in pixels."""
    count = len(x)
    size = type_size(trace.textfont.size)
    if trace.type == "scatter":
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
    height = axes.get_position().height * HEIGHT
    return float(np.diff(rows).min() / (high - low) * height) if len(rows) > 1 else np.inf


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
        axes.plot(x, y, linestyle=style, linewidth=width, color=colour(trace.line.color), zorder=3)
    if "markers" in trace.mode:
        fills = [colour(value) for value in spread(trace.marker.color or trace.line.color, len(x))]
        if trace.marker.angle is not None:
            _draw_turned(axes, trace, x, y, fills)
            return
        symbols = spread(trace.marker.symbol or "circle", len(x))
        for symbol in dict.fromkeys(symbols):
            chosen = [place for place, own in enumerate(symbols) if own == symbol]
            own = [fills[place] for place in chosen]
            edge: Any = [colour(trace.marker.line.color)] if trace.marker.line.color else own
            axes.scatter(
                x[chosen],
                y[chosen],
                s=((trace.marker.size or MARKER_SIZE) * SCALE) ** 2,
                marker=MARKERS[symbol],
                c=own,
                edgecolors=None if symbol in STROKES else edge,
                linewidths=(trace.marker.line.width or 0.0) * SCALE,
                clip_on=False,
                zorder=4,
            )
