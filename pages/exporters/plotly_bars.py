"""Bars of a Plotly figure on Matplotlib axes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import plotly.graph_objects as go
from matplotlib.axes import Axes

from geo.drawing import INK, font, text_width
from pages.exporters.plotly_axes import AxisReading
from pages.exporters.plotly_style import (
    HATCHES,
    LINE_SCALE,
    UnsupportedFigureError,
    colour,
    spread,
    type_size,
)
from pages.exporters.plotly_traces import draw_errors, error_lengths, opacities, point_texts


@dataclass(frozen=True)
class Bars:
    """One bar trace in positions: where each bar stands, its breadth, where it begins, how far it reaches."""

    trace: Any
    fill: Any
    horizontal: bool
    centres: np.ndarray
    breadths: np.ndarray
    bases: np.ndarray
    lengths: np.ndarray


def lay_bars(
    layout: go.Layout, traces: Sequence[tuple[Any, Any]], axes: tuple[AxisReading, AxisReading]
) -> list[Bars]:
    """Place the bar traces of one subplot side by side, stacked or over each other, as `barmode` says.

    Raises:
        UnsupportedFigureError: Another bar mode.
    """
    mode = layout.barmode or "group"
    if mode not in ("group", "stack", "relative", "overlay"):
        raise UnsupportedFigureError("barmode", mode)
    slots = list(dict.fromkeys(_slot(trace, number) for number, (trace, _) in enumerate(traces)))
    if mode in ("stack", "relative", "overlay"):
        slots = slots[:1]
    gap = 0.2 if layout.bargap is None else layout.bargap
    group_gap = layout.bargroupgap or 0.0
    piled: dict[tuple[float, bool], float] = {}
    placed = []
    for number, (trace, fill) in enumerate(traces):
        horizontal = trace.orientation == "h"
        x, y = axes[0].positions(trace.x), axes[1].positions(trace.y)
        centres, lengths = (y, x) if horizontal else (x, y)
        room = _spacing(centres) * (1 - gap) / len(slots)
        slot = slots.index(_slot(trace, number)) if len(slots) > 1 else 0
        breadths = np.array(spread(trace.width, len(centres), room * (1 - group_gap)), dtype=float)
        shift: Any = (slot - (len(slots) - 1) / 2) * room
        if trace.offset is not None:
            offsets = np.array(spread(trace.offset, len(centres), 0.0), dtype=float)
            shift = offsets + breadths / 2
        bases = np.array(spread(trace.base, len(centres), 0.0), dtype=float)
        if mode in ("stack", "relative"):
            bases = _pile(piled, centres, lengths)
        placed.append(Bars(trace, fill, horizontal, centres + shift, breadths, bases, lengths))
    return placed


def _slot(trace: Any, number: int) -> str:
    return trace.offsetgroup or f"trace {number}"


def _spacing(centres: np.ndarray) -> float:
    gaps = np.diff(np.unique(centres[np.isfinite(centres)]))
    return float(gaps.min()) if gaps.size else 1.0


def _pile(piled: dict[tuple[float, bool], float], centres: np.ndarray, lengths: np.ndarray) -> np.ndarray:
    """Return where each bar of a stack begins; positive and negative lengths pile apart."""
    bases = np.zeros(len(centres))
    for number, (centre, length) in enumerate(zip(centres, lengths, strict=True)):
        if math.isfinite(length):
            key = (float(centre), bool(length < 0))
            bases[number] = piled.get(key, 0.0)
            piled[key] = bases[number] + length
    return bases


def draw_bars(axes: Axes, bars: Bars) -> None:
    """Draw one bar trace with its error bars."""
    trace, count = bars.trace, len(bars.centres)
    fills = [
        colour(value, opacity)
        for value, opacity in zip(
            spread(trace.marker.color, count, bars.fill), opacities(trace, count), strict=True
        )
    ]
    edges = [colour(value) for value in spread(trace.marker.line.color, count, "white")]
    widths = [float(value) * LINE_SCALE for value in spread(trace.marker.line.width, count, 0.0)]
    style: dict[str, Any] = {"color": fills, "edgecolor": edges, "linewidth": widths, "zorder": 2}
    if bars.horizontal:
        drawn = axes.barh(bars.centres, bars.lengths, bars.breadths, left=bars.bases, **style)
    else:
        drawn = axes.bar(bars.centres, bars.lengths, bars.breadths, bottom=bars.bases, **style)
    for patch, shape in zip(drawn, spread(trace.marker.pattern.shape, count, ""), strict=True):
        if shape:
            if shape not in HATCHES:
                raise UnsupportedFigureError("marker.pattern.shape", str(shape))
            patch.set_hatch(HATCHES[shape])
            patch.set_edgecolor(colour(trace.marker.pattern.fgcolor or "white"))
    ends = bars.bases + bars.lengths
    x, y = (ends, bars.centres) if bars.horizontal else (bars.centres, ends)
    draw_errors(axes, trace, x, y, INK)


def bar_labels(bars: Bars) -> list[tuple[float, float, str, bool]]:
    """Return end, centre and text of each labelled bar, and whether the text stands inside.

    The end of a bar with an error bar is the end of that, so that the text stays clear of it.
    """
    texts = point_texts(bars.trace, len(bars.centres))
    where = spread(bars.trace.textposition, len(texts), "auto")
    ends = bars.bases + bars.lengths
    reach = error_lengths(bars.trace.error_x if bars.horizontal else bars.trace.error_y, ends)
    labels = []
    for number, text in enumerate(texts):
        if text and where[number] != "none" and math.isfinite(bars.lengths[number]):
            inside = where[number] == "inside"
            end = float(ends[number])
            if reach is not None and not inside:
                end = end - float(reach[0][number]) if end < 0 else end + float(reach[1][number])
            labels.append((end, float(bars.centres[number]), text, inside))
    return labels


def bar_text_size(trace: Any) -> float:
    """Return the size of the texts at the bars of a trace in pixels."""
    size = trace.textfont.size
    return type_size(size if isinstance(size, int | float) else None)


def draw_bar_labels(axes: Axes, bars: Bars) -> None:
    """Write the texts of a bar trace: beyond the end of a bar, or inside it in a colour that reads."""
    size = bar_text_size(bars.trace)
    own = bars.trace.textfont.color
    fills = spread(bars.trace.marker.color, len(bars.centres), bars.fill)
    placed = dict(zip(bars.centres.tolist(), fills, strict=True))
    for end, centre, text, inside in bar_labels(bars):
        negative = end < 0
        away = (-1 if negative else 1) * (-1 if inside else 1)
        ink = own if isinstance(own, str) else (_readable_on(placed[centre]) if inside else INK)
        point, offset = ((end, centre), (7 * away, 0)) if bars.horizontal else ((centre, end), (0, 5 * away))
        across: dict[str, Any] = {"ha": "left" if away > 0 else "right", "va": "center"}
        along: dict[str, Any] = {"ha": "center", "va": "bottom" if away > 0 else "top"}
        axes.annotate(
            text,
            point,
            offset,
            textcoords="offset pixels",
            fontproperties=font(size),
            color=colour(ink),
            annotation_clip=False,
            zorder=6,
            **(across if bars.horizontal else along),
        )


def _readable_on(fill: Any) -> str:
    red, green, blue, _ = colour(fill)
    return "#ffffff" if 0.299 * red + 0.587 * green + 0.114 * blue < 0.6 else INK


def label_room(bars: Bars, axis_length: float) -> tuple[float, float]:
    """Return the share of an axis that texts beyond the bars need at its low and its high end."""
    size = bar_text_size(bars.trace)
    room = {True: 0.0, False: 0.0}
    for end, _, text, inside in bar_labels(bars):
        if not inside:
            lines = text.splitlines()
            extent = (
                max(text_width(line, size) for line in lines) if bars.horizontal else size * 1.4 * len(lines)
            )
            room[end < 0] = max(room[end < 0], (extent + 14) / axis_length)
    return room[True], room[False]
