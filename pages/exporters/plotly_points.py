"""Lines, points and bands of a Plotly figure on Matplotlib axes."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from geo.drawing import INK, font
from pages.exporters.plotly_style import (
    LINE_SCALE,
    MARK_SCALE,
    UnsupportedFigureError,
    colour,
    dash,
    marker,
    spread,
    type_size,
)
from pages.exporters.plotly_traces import draw_errors, opacities, point_texts


@dataclass(frozen=True)
class Points:
    """One scatter trace in positions."""

    trace: Any
    fill: Any
    x: np.ndarray
    y: np.ndarray


def draw_points(axes: Axes, points: Points, previous: Points | None) -> None:
    """Draw one scatter trace: its fill, line, markers, error bars and texts."""
    trace = points.trace
    mode = trace.mode or ("lines+markers" if len(points.x) < 20 else "lines")
    whole = 1.0 if trace.opacity is None else trace.opacity
    _draw_fill(axes, points, previous)
    if "lines" in mode:
        shape = {"hv": "steps-post", "vh": "steps-pre", "hvh": "steps-mid"}.get(trace.line.shape, "default")
        kept = np.isfinite(points.x) & np.isfinite(points.y) if trace.connectgaps else slice(None)
        axes.plot(
            points.x[kept],
            points.y[kept],
            linestyle=dash(trace.line.dash),
            drawstyle=shape,
            zorder=3,
            color=colour(trace.line.color or points.fill, whole),
            linewidth=(2 if trace.line.width is None else trace.line.width) * LINE_SCALE,
            solid_capstyle="round",
        )
    draw_errors(axes, trace, points.x, points.y, trace.line.color or points.fill)
    if "markers" in mode:
        _draw_markers(axes, points)
    if "text" in mode:
        _draw_texts(axes, points)


def _draw_markers(axes: Axes, points: Points) -> None:
    trace, count = points.trace, len(points.x)
    fills = spread(trace.marker.color, count, points.fill)
    sizes = _diameters(trace, count)
    edges = spread(trace.marker.line.color, count, None)
    widths = spread(trace.marker.line.width, count, 0)
    symbols = spread(trace.marker.symbol, count, "circle")
    for number, opacity in enumerate(opacities(trace, count)):
        if not (math.isfinite(points.x[number]) and math.isfinite(points.y[number])):
            continue
        shape, is_open = marker(symbols[number])
        fill = colour(fills[number], opacity)
        axes.scatter(
            [points.x[number]],
            [points.y[number]],
            s=[sizes[number] ** 2],
            marker=shape,
            clip_on=not _within(axes, points, number),
            zorder=4,
            facecolors="white" if is_open else [fill],
            edgecolors=[fill if is_open or edges[number] is None else colour(edges[number], opacity)],
            linewidths=max(float(widths[number]), 1.3 if is_open or shape in "|_" else 0) * LINE_SCALE,
        )


def _within(axes: Axes, points: Points, number: int) -> bool:
    """Tell whether the centre of a mark lies in the axes; such a mark is drawn whole even at the edge."""
    left, right = sorted(axes.get_xlim())
    bottom, top = sorted(axes.get_ylim())
    return bool(left <= points.x[number] <= right and bottom <= points.y[number] <= top)


def _diameters(trace: Any, count: int) -> list[float]:
    """Return marker diameters in pixels, by diameter or by area as the trace says."""
    sizes = [float(size) for size in spread(trace.marker.size, count, 6.0)]
    reference = trace.marker.sizeref or 1.0
    if isinstance(trace.marker.size, int | float) or trace.marker.size is None:
        return [size * MARK_SCALE for size in sizes]
    by_area = trace.marker.sizemode == "area"
    scaled = [math.sqrt(size / reference) if by_area else size / reference for size in sizes]
    return [max(size, trace.marker.sizemin or 0) * MARK_SCALE for size in scaled]


def _draw_texts(axes: Axes, points: Points) -> None:
    trace, count = points.trace, len(points.x)
    sizes = _diameters(trace, count) if "markers" in (trace.mode or "") else [0.0] * count
    colours = spread(trace.textfont.color, count, INK)
    type_sizes = spread(trace.textfont.size, count, None)
    places = spread(trace.textposition, count, "middle center")
    for number, text in enumerate(point_texts(trace, count)):
        if not (text and math.isfinite(points.x[number]) and math.isfinite(points.y[number])):
            continue
        vertical, horizontal = places[number].split()
        gap = sizes[number] / 2 + 4
        offset = (
            {"left": -gap, "center": 0.0, "right": gap}[horizontal],
            {"top": gap, "middle": 0.0, "bottom": -gap}[vertical],
        )
        axes.annotate(
            text,
            (points.x[number], points.y[number]),
            offset,
            textcoords="offset pixels",
            zorder=6,
            fontproperties=font(type_size(type_sizes[number])),
            color=colour(colours[number]),
            ha={"left": "right", "center": "center", "right": "left"}[horizontal],
            va={"top": "bottom", "middle": "center", "bottom": "top"}[vertical],
            annotation_clip=False,
        )


def _draw_fill(axes: Axes, points: Points, previous: Points | None) -> None:
    """Fill the area that a trace encloses, such as a band of uncertainty."""
    kind = points.trace.fill
    if kind in (None, "none"):
        return
    base = points.trace.fillcolor
    fill = colour(base) if base else colour(points.fill, 0.25)
    if kind == "toself" or (kind == "tonexty" and previous is not None):
        x, y = points.x, points.y
        if kind == "tonexty" and previous is not None:
            x, y = np.concatenate((x, previous.x[::-1])), np.concatenate((y, previous.y[::-1]))
        axes.fill(x, y, facecolor=fill, edgecolor="none", zorder=1.5)
    elif kind == "tozeroy":
        axes.fill_between(points.x, points.y, 0, facecolor=fill, edgecolor="none", zorder=1.5)
    else:
        raise UnsupportedFigureError("fill", kind)
