"""Axes of a Plotly figure: read as numbers or categories with their extent, and drawn by Matplotlib."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import compress, pairwise
from typing import Any

import numpy as np
import plotly.graph_objects as go
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from geo.drawing import INK, QUIET, Area, font
from pages.exporters.chart.contract import UnsupportedFigureError
from pages.exporters.chart.style import colour, plain_text, type_size

GRID, ZERO_LINE = "#e3e7eb", "#8a949e"
PADDING = 0.05
BAR_WIDTH = 0.8
SMALLEST_LABEL = 11.0
NUMBER_OR_DATE = re.compile(r"[\d\s:T.+-]+")


@dataclass(frozen=True)
class AxisReading:
    """One axis of the figure.

    `categories` are at 0, 1, 2 …; without any the axis is one of numbers. `extent` holds all that stands on it.
    `has_bars` where bars reach along it, which then begin at zero.
    """

    letter: str
    source: Any
    categories: tuple[str, ...]
    extent: tuple[float, float]
    has_bars: bool

    @property
    def domain(self) -> tuple[float, float]:
        """Where the axis lies in the plot area, from 0 to 1."""
        return tuple(self.source.domain or (0.0, 1.0))

    def limits(self) -> tuple[float, float]:
        """Return the shown range.

        Raises:
            UnsupportedFigureError: A range that is open or falls.
        """
        if self.source.range is not None:
            low, high = self.source.range
            if low is None or high is None or not low < high:
                raise UnsupportedFigureError("axis range", self.source.range)
            return float(low), float(high)
        if self.categories:
            return -0.5, len(self.categories) - 0.5
        low, high = self.extent
        if self.has_bars or self.source.rangemode == "tozero":
            low, high = min(low, 0.0), max(high, 0.0)
        padding = PADDING * (high - low or abs(high) or 1.0)
        return low - padding * (low != 0), high + padding * (high != 0 or low == 0)

    def ticks(self, length: float) -> tuple[list[float], list[str]]:
        """Return the tick positions inside the range and their labels, on an axis of some pixels."""
        low, high = self.limits()
        if self.source.showticklabels is False:
            return [], []
        if self.source.tickvals is not None:
            places = [float(value) for value in self.source.tickvals]
        elif self.categories:
            places = [float(number) for number in range(len(self.categories))]
        else:
            count = self.source.nticks or max(3, int(length / (70 if self.letter == "y" else 130)))
            whole = self.source.tickformat == "d"
            nice = MaxNLocator(count, steps=[1, 2, 2.5, 5, 10], integer=whole).tick_values(low, high)
            places = [float(place) for place in nice]
        labels = self.source.ticktext
        if labels is None:
            labels = self.categories or _number_labels(self.source, places)
        rounding = (high - low) * 1e-9
        held = [low - rounding <= place <= high + rounding for place in places]
        texts = [plain_text(str(label)) for label in labels]
        return list(compress(places, held)), list(compress(texts, held))


def _number_labels(source: Any, places: Sequence[float]) -> list[str]:
    """Write numbers with as many decimals as they need."""
    pattern = {"d": ".0f", ".0%": ".0%"}.get(source.tickformat)
    if pattern is None:
        decimals = next((n for n in range(6) if np.allclose(places, np.round(places, n), rtol=1e-9, atol=1e-9)), 6)
        pattern = f"{',' if source.separatethousands else ''}.{decimals}f"
    return [f"{format(p + 0.0, pattern).replace('-', '−')}{source.ticksuffix or ''}" for p in places]


def axis_names(trace: Any) -> tuple[str, str]:
    """Return the names of the axes of a trace."""
    return trace.xaxis or "x", trace.yaxis or "y"


def read_axes(figure: go.Figure) -> dict[str, AxisReading]:
    """Return every axis that carries a trace, by its name: 'x', 'y2'.

    Raises:
        UnsupportedFigureError: The values are neither numbers nor names, for instance dates.
    """
    names = dict.fromkeys(name for trace in figure.data for name in axis_names(trace))
    sources = {name: figure.layout[f"{name[0]}axis{name[1:]}"] for name in names}
    leaders = {name: source.matches or name for name, source in sources.items()}
    groups: dict[str, list[Any]] = {}
    for trace in figure.data:
        for name in axis_names(trace):
            groups.setdefault(leaders[name], []).append(trace)
    return {name: _read(source, name[0], groups[leaders[name]]) for name, source in sources.items()}


def _read(source: Any, letter: str, traces: Sequence[Any]) -> AxisReading:
    values = [value for trace in traces for value in trace[letter]]
    texts = [value for value in values if isinstance(value, str)]
    odd = [text for text in texts if NUMBER_OR_DATE.fullmatch(text)]
    odd += [value for value in values if not isinstance(value, str | int | float | np.number | None)]
    if odd or 0 < len(texts) < len(values):
        raise UnsupportedFigureError(f"{letter}axis value", (odd or values)[0])
    categories = tuple(dict.fromkeys(texts))
    held: list[float] = []
    has_bars = False
    for trace in traces:
        places = positions(categories, trace[letter])
        if trace.type == "bar" and (trace.orientation == "h") == (letter == "x"):
            has_bars = True
        elif trace.type == "bar":
            starts, width = bar_edges(trace, places)
            places = np.concatenate((starts, starts + width))
        held += places[np.isfinite(places)].tolist()
    extent = (min(held), max(held)) if held else (0.0, 1.0)
    return AxisReading(letter, source, categories, extent, has_bars)


def positions(categories: Sequence[str], values: Iterable[Any]) -> np.ndarray:
    """Return values as positions on an axis, float array of equal length; absent values are NaN."""
    if categories:
        return np.array([categories.index(value) for value in values], dtype=float)
    return np.array([math.nan if value is None else value for value in values], dtype=float)


def bar_edges(trace: Any, centres: np.ndarray) -> tuple[np.ndarray, float]:
    """Return where the bars of a trace begin across their axis, and how wide they are."""
    width = BAR_WIDTH if trace.width is None else trace.width
    return centres + (-width / 2 if trace.offset is None else trace.offset), width


def draw_axis(axes: Axes, reading: AxisReading, area: Area) -> None:
    """Set the range of one axis of a subplot, and draw its ticks, grid, zero line and title."""
    source, vertical = reading.source, reading.letter == "y"
    low, high = reading.limits()
    (axes.set_ylim if vertical else axes.set_xlim)(low, high)
    axis = axes.yaxis if vertical else axes.xaxis
    axis.set_tick_params(which="both", length=0, pad=8)
    if source.visible is False:
        axis.set_ticks([])
        return
    if source.side == "top" and not vertical:
        axes.xaxis.set_ticks_position("top")
        axes.xaxis.set_label_position("top")
        # Which edge the ticks stand at says anew that they have a length.
        axis.set_tick_params(which="both", length=0, pad=8)
    start, end = reading.domain
    length = (area.height if vertical else area.width) * (end - start)
    places, labels = reading.ticks(length)
    size = type_size(source.tickfont.size)
    if vertical and len(places) > 1:
        row = min(b - a for a, b in pairwise(places)) / (high - low) * length
        size = max(SMALLEST_LABEL, min(size, row * 0.88))
    axis.set_ticks(places, labels, fontproperties=font(size), color=colour(source.tickfont.color or INK))
    if source.tickangle == -90:
        for label in axis.get_ticklabels():
            label.set_rotation(90)
    if source.showgrid is not False and not reading.categories:
        axis.grid(True, color=source.gridcolor or GRID, linewidth=1.2)
    if reading.has_bars and source.zeroline is not False:
        draw = axes.axhline if vertical else axes.axvline
        draw(0, color=source.zerolinecolor or ZERO_LINE, linewidth=1.5, zorder=2.5)
    if source.title.text:
        tint = colour(source.title.font.color or QUIET)
        size = type_size(source.title.font.size)
        axis.set_label_text(plain_text(source.title.text), fontproperties=font(size), color=tint)
        axis.labelpad = 10
