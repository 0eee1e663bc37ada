"""Axes of a Plotly figure, read so that Matplotlib can draw them: kind, categories, extent, ticks."""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from matplotlib.dates import AutoDateLocator, date2num, num2date
from matplotlib.ticker import MaxNLocator

from pages.exporters.plotly_style import UnsupportedFigureError, plain_text

NUMBER_FORMAT = re.compile(
    r"^(?P<sign>[+ ]?)(?P<comma>,?)(?:\.(?P<decimals>\d+))?(?P<trim>~?)(?P<type>[fdg%]?)$"
)
DATE_FORMAT = re.compile(r"^(?:[^%]*%[YmdjbBHMSqy])+[^%]*$")
PADDING = 0.05


@dataclass
class AxisReading:
    """One axis: `kind` is linear, log, date or category; `low` and `high` are the extent of its data.

    Positions on a category axis are 0, 1, 2 …; on a date axis they are days as Matplotlib counts them.
    `touches_zero` holds where bars stand on the axis; `room_low` and `room_high` are shares of its length
    kept for texts beyond the ends of bars.
    """

    letter: str
    source: Any
    kind: str
    categories: list[str] = field(default_factory=list)
    low: float = math.inf
    high: float = -math.inf
    touches_zero: bool = False
    room_low: float = 0.0
    room_high: float = 0.0

    def positions(self, values: Iterable[Any] | None) -> np.ndarray:
        """Return data values as positions on the axis, float array of equal length; absent values are NaN."""
        return np.array([self.position(value) for value in (() if values is None else values)], dtype=float)

    def position(self, value: Any) -> float:
        """Return one data value as a position on the axis."""
        if value is None or value is pd.NaT or (isinstance(value, float) and math.isnan(value)):
            return math.nan
        if self.kind == "category":
            text = str(value)
            if text in self.categories:
                return float(self.categories.index(text))
            return float(value) if isinstance(value, int | float) else math.nan
        if self.kind == "date":
            return float(date2num(pd.Timestamp(value).to_pydatetime()))
        return float(value)

    def include(self, positions: Iterable[float]) -> None:
        """Widen the extent so that it holds these positions."""
        finite = [position for position in positions if math.isfinite(position)]
        if finite:
            self.low, self.high = min(self.low, *finite), max(self.high, *finite)

    def limits(self) -> tuple[float, float]:
        """Return the shown range in drawing order: the first number stands at the left or the bottom."""
        explicit = self.source.range
        low, high = self._padded()
        if explicit is not None and self.source.autorange not in (True, "reversed"):
            ends = [low if end is None else self._explicit(end) for end in explicit]
            return ends[0], high if explicit[1] is None else ends[1]
        reverse = self.source.autorange in ("reversed", "max reversed", "min reversed")
        return (high, low) if reverse else (low, high)

    def _explicit(self, end: Any) -> float:
        return 10.0 ** float(end) if self.kind == "log" else self.position(end)

    def _padded(self) -> tuple[float, float]:
        if self.kind == "category":
            return -0.5, len(self.categories) - 0.5
        low, high = (0.0, 1.0) if self.low > self.high else (self.low, self.high)
        if self.kind == "log":
            return low / 1.25, high * 1.25
        if self.touches_zero or self.source.rangemode in ("tozero", "nonnegative"):
            low, high = min(low, 0.0), max(high, 0.0)
        span = (high - low) or abs(high) or 1.0
        grounded = self.touches_zero or self.source.rangemode in ("tozero", "nonnegative")
        below = 0.0 if grounded and low == 0 else PADDING
        above = 0.0 if grounded and high == 0 else PADDING
        # Text beyond the ends of bars needs its own room: a share of the drawn length.
        drawn = max(0.35, 1 - self.room_low - self.room_high)
        return (
            low - span * max(below, self.room_low / drawn),
            high + span * max(above, self.room_high / drawn),
        )

    def ticks(self, count: int) -> tuple[list[float], list[str]]:
        """Return the tick positions inside the range and their labels."""
        low, high = sorted(self.limits())
        if self.source.showticklabels is False and self.source.tickvals is None:
            return [], []
        if self.source.tickvals is not None:
            positions = list(self.positions(self.source.tickvals))
            texts = self.source.ticktext
            labels = [plain_text(str(t)) for t in texts] if texts is not None else self._labels(positions)
        elif self.kind == "category":
            positions = [float(number) for number in range(len(self.categories))]
            labels = [plain_text(category) for category in self.categories]
        else:
            positions = self._regular(low, high, count)
            labels = self._labels(positions)
        margin = (high - low) * 1e-9
        kept = [(p, t) for p, t in zip(positions, labels, strict=False) if low - margin <= p <= high + margin]
        return [position for position, _ in kept], [label for _, label in kept]

    def _regular(self, low: float, high: float, count: int) -> list[float]:
        step = self.source.dtick
        if self.kind == "log":
            exponents = range(math.ceil(math.log10(low)), math.floor(math.log10(high)) + 1)
            return [10.0**exponent for exponent in exponents]
        if self.kind == "date":
            return [
                float(tick) for tick in date2num(AutoDateLocator().tick_values(num2date(low), num2date(high)))
            ]
        if isinstance(step, int | float):
            start = float(self.source.tick0 or 0)
            first = math.ceil((low - start) / step - 1e-9)
            last = math.floor((high - start) / step + 1e-9)
            return [start + step * number for number in range(first, last + 1)]
        whole = self.low == math.floor(self.low) and self.high - self.low <= 30 and self.low >= 1900
        nice = MaxNLocator(nbins=count, steps=[1, 2, 2.5, 5, 10], integer=whole).tick_values(low, high)
        return [float(tick) for tick in nice]

    def _labels(self, positions: Sequence[float]) -> list[str]:
        prefix, suffix = self.source.tickprefix or "", self.source.ticksuffix or ""
        pattern = self.source.tickformat
        if self.kind == "date":
            return [num2date(p).strftime(pattern or "%Y-%m") for p in positions]
        if pattern is None and len(positions) > 1:
            step = min(abs(b - a) for a, b in pairwise(positions))
            decimals = next((n for n in range(6) if math.isclose(step, round(step, n), rel_tol=1e-9)), 6)
            pattern = f"{',' if max(map(abs, positions)) >= 10_000 else ''}.{decimals}f"
        texts = [format_number(0.0 if p == 0 else p, pattern or "g") for p in positions]
        return [plain_text(f"{prefix}{text}{suffix}") for text in texts]


def format_number(value: float, pattern: str) -> str:
    """Format a number by the part of d3-format that the product uses: sign, comma, decimals, f d g %.

    Raises:
        UnsupportedFigureError: Any other pattern, such as SI prefixes, which the product never prints.
    """
    match = NUMBER_FORMAT.match(pattern)
    if match is None:
        raise UnsupportedFigureError("tickformat", pattern)
    shape, decimals = match["type"] or "g", match["decimals"]
    if shape == "d":
        shape, decimals = "f", "0"
    precision = f".{decimals}" if decimals else ""
    text = format(value, f"{match['sign']}{match['comma']}{precision}{shape}")
    if match["trim"] and "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace("-", "−")


def axis_key(reference: str) -> str:
    """Return the layout key of an axis reference: 'x2' becomes 'xaxis2'."""
    return f"{reference[0]}axis{reference[1:]}"


def data_kind(values: Sequence[Any]) -> str:
    """Return the kind of axis that values ask for, as Plotly decides: numbers, dates, else categories."""
    present = [v for v in values if v is not None and not (isinstance(v, float) and math.isnan(v))]
    if all(isinstance(v, datetime.date | np.datetime64) for v in present) and present:
        return "date"
    if all(isinstance(v, int | float | np.number) or _is_number(v) for v in present):
        return "linear"
    if all(isinstance(v, str) and re.match(r"^\d{4}-\d{2}(-\d{2})?([ T].*)?$", v) for v in present):
        return "date"
    return "category"


def _is_number(value: Any) -> bool:
    return isinstance(value, str) and re.match(r"^[+-]?\d+(\.\d+)?$", value) is not None


def read_axis(figure: go.Figure, reference: str, traces: Sequence[Any]) -> AxisReading:
    """Read one axis with the categories of the traces drawn on it.

    Raises:
        UnsupportedFigureError: The axis is of a kind that no chart of the product has (multicategory).
    """
    letter = reference[0]
    source = figure.layout[axis_key(reference)]
    values = [v for trace in traces for v in (() if trace[letter] is None else trace[letter])]
    kind = source.type if source.type not in (None, "-") else data_kind(values)
    if kind not in ("linear", "log", "date", "category"):
        raise UnsupportedFigureError("axis type", str(kind))
    reading = AxisReading(letter, source, kind)
    if kind == "category":
        order = source.categoryorder or "trace"
        seen = list(dict.fromkeys(str(value) for value in values if value is not None))
        if source.categoryarray is not None and order in ("array", "trace"):
            given = [str(value) for value in source.categoryarray]
            seen = [*given, *(value for value in seen if value not in given)]
        elif order.startswith("category "):
            seen.sort(reverse=order.endswith("descending"))
        elif order.startswith("total "):
            totals = _totals(traces, letter)
            seen.sort(key=lambda value: totals.get(value, 0.0), reverse=order.endswith("descending"))
        elif order not in ("trace", "array"):
            raise UnsupportedFigureError("categoryorder", order)
        reading.categories = seen
    return reading


def _totals(traces: Sequence[Any], letter: str) -> dict[str, float]:
    other = "y" if letter == "x" else "x"
    totals: dict[str, float] = {}
    for trace in traces:
        for category, value in zip(trace[letter], trace[other], strict=False):
            if value is not None and math.isfinite(value):
                totals[str(category)] = totals.get(str(category), 0.0) + float(value)
    return totals
