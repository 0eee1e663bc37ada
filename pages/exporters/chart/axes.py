"""Axes of a Plotly figure: read as numbers or categories with their extent, and drawn by Matplotlib."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress, pairwise
from typing import Any

import numpy as np
import plotly.graph_objects as go
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator, NullLocator

from geo.drawing import INK, QUIET, Area, font
from pages.exporters.chart.contract import UnsupportedFigureError
from pages.exporters.chart.style import colour, plain_text, spread, type_size

GRID, ZERO_LINE = "#e3e7eb", "#8a949e"
PADDING = 0.05
# Room in pixels that ticks and titles take at the left and below.
BESIDE = (120.0, 90.0)
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
    def is_log(self) -> bool:
        """Whether equal steps are equal ratios."""
        return bool(self.source.type == "log")

    @property
    def domain(self) -> tuple[float, float]:
        """Where the axis lies in the plot area, from 0 to 1."""
        return tuple(self.source.domain or (0.0, 1.0))

    def limits(self) -> tuple[float, float]:
        """Return where the shown range begins and ends; it falls on an axis that runs downward.

        Raises:
            UnsupportedFigureError: A range that is open or empty, or a given one on an axis of ratios.
        """
        if self.source.range is not None:
            low, high = self.source.range
            if low is None or high is None or low == high or self.is_log:
                raise UnsupportedFigureError("axis range", self.source.range)
            return float(low), float(high)
        if self.categories:
            return -0.5, len(self.categories) - 0.5
        low, high = self.extent
        if self.is_log:
            if low <= 0:
                raise UnsupportedFigureError("axis of ratios from", low)
            room = (high / low) ** PADDING if high > low else 1 + PADDING
            return low / room, high * room
        if self.has_bars or self.source.rangemode == "tozero":
            low, high = min(low, 0.0), max(high, 0.0)
        padding = PADDING * (high - low or abs(high) or 1.0)
        return low - padding * (low != 0), high + padding * (high != 0 or low == 0)

    def ticks(self, length: float) -> tuple[list[float], list[str]]:
        """Return the tick positions inside the range and their labels, on an axis of some pixels."""
        low, high = sorted(self.limits())
        if self.source.showticklabels is False:
            return [], []
        if self.source.tickvals is not None:
            places = [float(value) for value in self.source.tickvals]
        elif self.categories:
            places = [float(number) for number in range(len(self.categories))]
        elif self.source.dtick:
            step = float(self.source.dtick)
            places = [step * number for number in range(math.ceil(low / step), math.floor(high / step) + 1)]
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


def with_one_scale(figure: go.Figure, area: Area) -> go.Figure:
    """Return the figure with the narrower range widened where both axes keep one scale, so that it fills the area."""
    x, y = figure.layout.xaxis.range, figure.layout.yaxis.range
    if not figure.layout.yaxis.scaleanchor or not x or not y:
        return figure
    across, upward = x[1] - x[0], y[1] - y[0]
    shape = (area.width - BESIDE[0]) / (area.height - BESIDE[1])
    wide, high = max(0.0, upward * shape - across) / 2, max(0.0, across / shape - upward) / 2
    found = go.Figure(figure)
    found.layout.xaxis.range = (x[0] - wide, x[1] + wide)
    found.layout.yaxis.range = (y[0] - high, y[1] + high)
    return found


def read_axes(figure: go.Figure, ends: Mapping[int, Bars]) -> dict[str, AxisReading]:
    """Return every axis that carries a trace, by its name: 'x', 'y2'; `ends` are the bars by their trace's number.

    Raises:
        UnsupportedFigureError: The values are neither numbers nor names, for instance dates.
    """
    names = dict.fromkeys(name for trace in figure.data for name in axis_names(trace))
    sources = {name: figure.layout[f"{name[0]}axis{name[1:]}"] for name in names}
    leaders = {name: source.matches or name for name, source in sources.items()}
    groups: dict[str, list[tuple[Any, Bars | None]]] = {}
    for number, trace in enumerate(figure.data):
        for name in axis_names(trace):
            groups.setdefault(leaders[name], []).append((trace, ends.get(number)))
    return {name: _read(source, name[0], groups[leaders[name]]) for name, source in sources.items()}


def _read(source: Any, letter: str, traces: Sequence[tuple[Any, Bars | None]]) -> AxisReading:
    values = [value for trace, _ in traces for value in trace[letter]]
    texts = [value for value in values if isinstance(value, str)]
    odd = [text for text in texts if NUMBER_OR_DATE.fullmatch(text)]
    odd += [value for value in values if not isinstance(value, str | int | float | np.number | None)]
    if odd or 0 < len(texts) < len(values):
        raise UnsupportedFigureError(f"{letter}axis value", (odd or values)[0])
    categories = tuple(dict.fromkeys([*(source.categoryarray or ()), *texts] if texts else ()))
    held: list[float] = []
    has_bars = False
    for trace, bars in traces:
        places = positions(categories, trace[letter])
        if bars is not None and (trace.orientation == "h") == (letter == "x"):
            has_bars = True
            places = np.concatenate((bars.bases, bars.bases + bars.lengths))
        elif bars is not None:
            starts, widths = bar_edges(trace, places, bars.width)
            places = np.concatenate((starts, starts + widths))
        held += places[np.isfinite(places)].tolist()
    extent = (min(held), max(held)) if held else (0.0, 1.0)
    return AxisReading(letter, source, categories, extent, has_bars)


def positions(categories: Sequence[str], values: Iterable[Any]) -> np.ndarray:
    """Return values as positions on an axis, float array of equal length; absent values are NaN."""
    if categories:
        return np.array([categories.index(value) for value in values], dtype=float)
    return np.array([math.nan if value is None else value for value in values], dtype=float)


@dataclass(frozen=True)
class Bars:
    """The bars of one trace along their length: where each begins and how far it reaches, signed; and their width."""

    bases: np.ndarray
    lengths: np.ndarray
    width: float


def read_bars(figure: go.Figure) -> dict[int, Bars]:
    """Return the bars of every trace of bars by its number; stacked ones begin where those before them end.

    Stacked as the screen does it: upward from zero what is above it, downward what is below.
    """
    gap = figure.layout.bargap
    width = BAR_WIDTH if gap is None else 1.0 - float(gap)
    reached: dict[tuple[Any, ...], float] = {}
    found = {}
    for number, trace in enumerate(figure.data):
        if trace.type != "bar":
            continue
        along, across = (trace.x, trace.y) if trace.orientation == "h" else (trace.y, trace.x)
        lengths = positions((), along)
        bases = np.zeros(len(lengths))
        if figure.layout.barmode == "relative":
            for place, (spot, length) in enumerate(zip(across, lengths, strict=True)):
                key = (*axis_names(trace), spot, length < 0)
                bases[place] = reached.get(key, 0.0)
                reached[key] = bases[place] + (0.0 if math.isnan(length) else length)
        found[number] = Bars(bases, lengths, width)
    return found


def bar_edges(trace: Any, centres: np.ndarray, width: float) -> tuple[np.ndarray, np.ndarray]:
    """Return where the bars of a trace begin across their axis, and how wide each is where the trace says nothing."""
    widths = np.array(spread(width if trace.width is None else trace.width, len(centres)), dtype=float)
    return centres + (-widths / 2 if trace.offset is None else trace.offset), widths


def draw_axis(axes: Axes, reading: AxisReading, area: Area) -> None:
    """Set the range of one axis of a subplot, and draw its ticks, grid, zero line and title."""
    source, vertical = reading.source, reading.letter == "y"
    low, high = reading.limits()
    if reading.is_log:
        (axes.set_yscale if vertical else axes.set_xscale)("log")
        (axes.yaxis if vertical else axes.xaxis).set_minor_locator(NullLocator())
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
    if vertical and len(places) > 1 and not reading.is_log:
        row = min(b - a for a, b in pairwise(sorted(places))) / abs(high - low) * length
        size = max(SMALLEST_LABEL, min(size, row * 0.88))
    axis.set_ticks(places, labels, fontproperties=font(size), color=colour(source.tickfont.color or INK))
    if source.tickangle == -90:
        for label in axis.get_ticklabels():
            label.set_rotation(90)
    if source.tickangle == -30:
        for label in axis.get_ticklabels():
            label.set(rotation=30, ha="right", rotation_mode="anchor")
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
