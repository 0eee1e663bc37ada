"""Bars of a figure as a native chart of bars: categories with names, a value, colour and label for each."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from pages.charts.style import INK
from pages.exporters.deck.axes import Axis, read_axis
from pages.exporters.deck.panels import BarSeries, Caption, Panel
from pages.exporters.deck.reading import NotNativeError, Tint, axis_of, has_names, numbers, plain, spread, tint

BAR_WIDTH = 0.8
MOST_MISSING = 12
NEAR = 0.5
"""A text belongs to the bar whose place is nearer than half the way to the next."""


@dataclass(frozen=True)
class Rows:
    """The categories of bars: the place of each on the axis of the figure, in order, and its name."""

    places: tuple[Any, ...]
    names: tuple[str, ...]

    def number(self, place: Any) -> int | None:
        """The number of the category at a place, None where there is none within reach."""
        if isinstance(place, str):
            return self.places.index(place) if place in self.places else None
        if place is None or not all(isinstance(own, int | float) for own in self.places):
            return None
        nearest = min(range(len(self.places)), key=lambda number: abs(self.places[number] - place))
        return nearest if abs(self.places[nearest] - place) < NEAR * self.spacing else None

    @property
    def spacing(self) -> float:
        """The least way from one place to the next."""
        gaps = [abs(b - a) for a, b in zip(self.places, self.places[1:], strict=False) if not isinstance(a, str)]
        return min(gaps, default=1.0)

    def share(self, place: float) -> float:
        """Where a place of the figure lies along the categories, 0 at the first edge, 1 at the last."""
        first = self.places[0] if not isinstance(self.places[0], str) else 0.0
        return ((place - first) / self.spacing + 0.5) / len(self.places)


def bar_panel(figure: Any, pair: tuple[str, str], traces: Sequence[Any], domain: Any) -> tuple[Panel, Rows]:
    """Read the bars of a subplot, and the texts that stand beside them."""
    bars = [trace for trace in traces if trace.type == "bar"]
    is_horizontal = bars[0].orientation == "h"
    along, across = (0, 1) if is_horizontal else (1, 0)
    notes = [note for note in figure.layout.annotations if (note.xref or "x", note.yref or "y")[across] == pair[across]]
    rows = _rows(axis_of(figure, pair[across]), bars, across, notes, pair)
    values = [value for trace in bars for value in (trace.x, trace.y)[along]]
    is_stacked = figure.layout.barmode == "relative" and len(bars) > 1
    if is_stacked:
        values = _reached(bars, rows, along, across)
    axis = read_axis(axis_of(figure, pair[along]), values, from_zero=True, keeps_words=False)
    if axis.base:
        axis = replace(axis, low=10 ** math.floor(math.log10(axis.low)), high=10 ** math.ceil(math.log10(axis.high)))
    beside = [trace for trace in traces if trace.type == "scatter" and trace.mode == "text"]
    series = _with_texts([_series(trace, rows, axis, along, across) for trace in bars], beside, rows, across)
    if is_horizontal:
        series = _with_notes(series, notes, rows)
    category_axis = read_axis(axis_of(figure, pair[across]), [0.0, 1.0], keeps_words=False)
    offsets = {trace.offset for trace in bars}
    if len(bars) > 1 and len(offsets) == 1 and figure.layout.barmode not in ("overlay", "relative"):
        # What Plotly sets side by side or upon each other without saying where.
        raise NotNativeError(f"barmode {figure.layout.barmode or 'group'}")
    grouping = "stacked" if is_stacked else "clustered" if len(offsets) > 1 else "overlay"
    return Panel(
        domain, axis if is_horizontal else category_axis, category_axis if is_horizontal else axis,
        categories=rows.names, is_horizontal=is_horizontal, grouping=grouping,
        gap=_gap(bars, rows, figure.layout.bargap, grouping), bars=tuple(series),
        captions=tuple(_left_texts(beside, rows, across, axis)),
        shows_categories=axis_of(figure, pair[across]).showticklabels is not False,
    ), rows


def _rows(source: Any, bars: Sequence[Any], across: int, notes: Sequence[Any], pair: tuple[str, str]) -> Rows:
    held = [place for trace in bars for place in (trace.x, trace.y)[across]]
    if has_names(held):
        places = list(dict.fromkeys([*(source.categoryarray if source.categoryarray is not None else ()), *held]))
        return Rows(tuple(places), tuple(plain(place) for place in places))
    found = sorted({place for place in numbers(held) if place is not None})
    if source.ticktext is None and found and all(place == int(place) for place in found):
        whole = [float(year) for year in range(int(found[0]), int(found[-1]) + 1)]
        found = whole if len(whole) - len(found) <= MOST_MISSING else found
    words: dict[float, str] = {}
    if source.ticktext is not None:
        words = {float(place): plain(word) for place, word in zip(source.tickvals, source.ticktext, strict=False)}
    elif source.visible is False:
        words = _names_from_notes(found, notes, across)
    return Rows(tuple(found), tuple(words.get(place, f"{place:.6g}") for place in found))


def _names_from_notes(places: Sequence[float], notes: Sequence[Any], across: int) -> dict[float, str]:
    """Where an axis shows nothing, the leftmost annotation beside a bar is its name."""
    rows = Rows(tuple(places), ("",) * len(places))
    found: dict[float, str] = {}
    for note in sorted(notes, key=lambda note: (note.x, note.y)[1 - across]):
        number = rows.number((note.x, note.y)[across])
        if number is not None:
            found.setdefault(places[number], plain(note.text))
    return found


def _reached(bars: Sequence[Any], rows: Rows, along: int, across: int) -> list[float]:
    """How far stacked bars reach, up and down."""
    sums: dict[tuple[Any, bool], float] = {}
    for trace in bars:
        for place, value in zip((trace.x, trace.y)[across], numbers((trace.x, trace.y)[along]), strict=True):
            if value is not None:
                key = (rows.number(place), value < 0)
                sums[key] = sums.get(key, 0.0) + value
    return list(sums.values())


def _series(trace: Any, rows: Rows, axis: Axis, along: int, across: int) -> BarSeries:
    values: list[float | None] = [None] * len(rows.places)
    places = list((trace.x, trace.y)[across])
    colours = [tint(value, trace.marker.opacity) or Tint(INK) for value in spread(trace.marker.color, len(places))]
    texts = [plain(text).strip() for text in spread(trace.text, len(places))]
    hatched = _patterns(trace.marker.pattern, len(places))
    tints, labels = [colours[0] if colours else Tint(INK)] * len(values), [""] * len(values)
    patterns: list[Tint | None] = [None] * len(values)
    read = zip(places, numbers((trace.x, trace.y)[along]), colours, texts, hatched, strict=True)
    for place, value, colour, text, pattern in read:
        number = rows.number(place)
        if number is not None:
            values[number], tints[number], labels[number] = axis.value(value), colour, text
            patterns[number] = pattern
    edge = tint(next(iter(spread(trace.marker.line.color, 1)), None))
    return BarSeries(
        plain(trace.name), tuple(values), tuple(tints), tuple(labels) if any(labels) else (),
        label_tint=tint(next(iter(spread(trace.textfont.color, 1)), None)) or Tint(INK),
        patterns=tuple(patterns) if any(patterns) else (),
        edge=edge if trace.marker.line.width else None,
        in_legend=bool(trace.name) and trace.showlegend is not False,
    )


def _patterns(pattern: Any, count: int) -> list[Tint | None]:
    """The colour of the hatching of every bar, None of one that bears none."""
    shapes, colours = spread(pattern.shape, count), spread(pattern.fgcolor, count)
    return [(tint(colour) or Tint("#ffffff")) if shape else None for shape, colour in zip(shapes, colours, strict=True)]


def _with_texts(series: list[BarSeries], traces: Sequence[Any], rows: Rows, across: int) -> list[BarSeries]:
    """Put texts that stand in a column of their own behind the label of the bar in their row."""
    for trace in traces:
        texts = [plain(text).strip() for text in spread(trace.text, len(trace.x))]
        for place, text in zip((trace.x, trace.y)[across], texts, strict=True):
            number = rows.number(place)
            if number is not None and text:
                series = _labelled(series, number, text)
    return series


def _labelled(series: list[BarSeries], number: int, text: str) -> list[BarSeries]:
    """Add a text to the label of a category: to the series that has one there, else to that which reaches furthest."""
    own = [place for place, one in enumerate(series) if one.labels and one.labels[number]]
    reach = [place for place, one in enumerate(series) if one.values[number] is not None]
    if not own and not reach:
        return series
    chosen = own[-1] if own else max(reach, key=lambda place: series[place].values[number] or 0.0)
    labels = list(series[chosen].labels or [""] * len(series[chosen].values))
    labels[number] = f"{labels[number]}　{text}".strip()
    return [replace(one, labels=tuple(labels)) if place == chosen else one for place, one in enumerate(series)]


def _with_notes(series: list[BarSeries], notes: Sequence[Any], rows: Rows) -> list[BarSeries]:
    """Put annotations beside bars behind their labels, but for those that gave the bars their names."""
    for note in sorted(notes, key=lambda note: note.x):
        number, text = rows.number(note.y), plain(note.text)
        if number is not None and text != rows.names[number]:
            series = _labelled(series, number, text)
    return series


def _left_texts(traces: Sequence[Any], rows: Rows, across: int, axis: Axis) -> list[Caption]:
    """Texts in no row of a bar: headings of columns."""
    found = []
    for trace in traces:
        for x, y, text in zip(trace.x, trace.y, spread(trace.text, len(trace.x)), strict=True):
            if not plain(text) or rows.number((x, y)[across]) is not None:
                continue
            shares = axis.share(axis.value(float((x, y)[1 - across])) or 0.0), rows.share(float((x, y)[across]))
            side = "r" if "left" in str(spread(trace.textposition, 1)[0]) else "l" if "right" in str(
                spread(trace.textposition, 1)[0]) else "ctr"
            found.append(Caption(plain(text), *(shares if across else shares[::-1]), side, 9.0, Tint(INK)))
    return found


def _gap(bars: Sequence[Any], rows: Rows, bargap: float | None, grouping: str) -> float:
    """The room between bars in percent of their width."""
    usual = BAR_WIDTH if bargap is None else 1.0 - float(bargap)
    widths = [float(width) for trace in bars for width in spread(trace.width, 1) if width is not None]
    width = (max(widths) / rows.spacing) if widths else usual
    if grouping == "clustered":
        width *= len({trace.offset for trace in bars})
    return float(min(500.0, max(0.0, (1 - width) / max(width, 0.05) * 100)))

