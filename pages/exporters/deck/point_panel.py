"""Lines and points of a figure as a native chart of x and y, with what is drawn over them as further series."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from pages.charts.style import INK, QUIET
from pages.exporters.deck.axes import Axis, read_axis
from pages.exporters.deck.panels import Label, Mark, Panel, PointSeries, Stroke
from pages.exporters.deck.reading import Tint, axis_of, dash, has_names, numbers, plain, spread, tint

LINE_WIDTH, MARKER_SIZE = 2.0, 6.0
PIXEL = 0.85
"""Points of a slide per pixel of a screen figure."""
HOLLOW = "-open"
SYMBOLS = {
    "circle": "circle", "diamond": "diamond", "square": "square", "triangle-up": "triangle",
    "triangle-down": "triangle", "triangle-right": "triangle", "x": "x", "line-ns": "plus", "arrow": "triangle",
    # The star of slides is three strokes without an area.
    "star": "diamond",
}
SIDES = {"left": "l", "right": "r"}
LABEL_SIZE = 9.0


def point_panel(figure: Any, pair: tuple[str, str], traces: Sequence[Any], domain: Any) -> Panel:
    """Read the lines and points of a subplot."""
    x_axis = _axis(figure, pair[0], [value for trace in traces for value in trace.x])
    y_axis = _axis(figure, pair[1], [value for trace in traces for value in trace.y])
    series = [one for trace in traces for one in _series(trace, x_axis, y_axis, _names(figure, pair, traces))]
    return Panel(domain, x_axis, y_axis, points=tuple(series))


def _names(figure: Any, pair: tuple[str, str], traces: Sequence[Any]) -> tuple[list[str], list[str]]:
    """The names on either axis in order, where it is one of names."""
    found = []
    for place, name in enumerate(pair):
        values = [value for trace in traces for value in (trace.x, trace.y)[place]]
        order = axis_of(figure, name).categoryarray
        names = [*(order if order is not None else ()), *values] if has_names(values) else []
        found.append(list(dict.fromkeys(str(value) for value in names)))
    return found[0], found[1]


def _axis(figure: Any, name: str, values: Sequence[Any]) -> Axis:
    source = axis_of(figure, name)
    if not has_names(values):
        return read_axis(source, values)
    order = source.categoryarray if source.categoryarray is not None else ()
    names = list(dict.fromkeys(str(value) for value in [*order, *values]))
    axis = read_axis(source, [-0.5, len(names) - 0.5])
    low, high = (-0.5, len(names) - 0.5) if source.range is None else (axis.low, axis.high)
    return replace(axis, low=low, high=high, step=1.0, base=None,
                   ticks=tuple((float(number), plain(word)) for number, word in enumerate(names)))


def _places(values: Sequence[Any], names: Sequence[str], axis: Axis) -> list[float | None]:
    found = [float(names.index(str(value))) for value in values] if names else numbers(values)
    return [axis.value(value) for value in found]


def _series(trace: Any, x_axis: Axis, y_axis: Axis, names: tuple[list[str], list[str]]) -> list[PointSeries]:
    x, y = _places(list(trace.x), names[0], x_axis), _places(list(trace.y), names[1], y_axis)
    if not x:
        return []
    mode = trace.mode or "lines+markers"
    shows_marks = "markers" in mode and trace.marker.opacity != 0
    marks = _marks(trace, len(x)) if shows_marks else ()
    labels = _labels(trace, len(x)) if "text" in mode and trace.text is not None else ()
    if trace.fill == "toself":
        x, y = [*x, x[0]], [*y, y[0]]
    elif trace.line.shape == "hv" and "lines" in mode:
        x, y, marks, labels = _in_steps(x, y, marks, labels)
    found = PointSeries(
        plain(trace.name), tuple(x), tuple(y), _stroke(trace, mode), tuple(marks), tuple(labels),
        in_legend=bool(trace.name) and trace.showlegend is not False,
        is_data=mode != "text" and trace.fill != "toself",
        sizes=tuple(float(size) for size in trace.marker.size)
        if shows_marks and isinstance(trace.marker.size, list | tuple) else (),
    )
    if trace.error_y.array is None:
        return [found]
    error = Stroke(tint(trace.error_y.color) or Tint(INK), (trace.error_y.thickness or 2.0) * PIXEL)
    down = trace.error_y.arrayminus if trace.error_y.arrayminus is not None else trace.error_y.array
    return [replace(found, minus=_reach(down), plus=_reach(trace.error_y.array), error=error)]


def _reach(values: Sequence[Any]) -> tuple[float, ...]:
    return tuple(value or 0.0 for value in numbers(values))


def _stroke(trace: Any, mode: str) -> Stroke | None:
    if trace.fill == "toself":
        # A native chart of x and y fills nothing: the edge of the area says the same.
        edge = tint(trace.fillcolor) or Tint(QUIET)
        return Stroke(Tint(edge.colour, max(edge.alpha, 0.45)), 1.0)
    if "lines" not in mode or trace.line.width == 0:
        return None
    colour = tint(trace.line.color) or Tint(INK)
    return Stroke(colour, (trace.line.width or LINE_WIDTH) * PIXEL, dash(trace.line.dash))


def _marks(trace: Any, count: int) -> list[Mark | None]:
    marker = trace.marker
    symbols = [str(symbol or "circle") for symbol in spread(marker.symbol, count)]
    fallback = trace.line.color if trace.line.color is not None else INK
    fills = [tint(value if value is not None else fallback, marker.opacity) for value in spread(marker.color, count)]
    edges = [tint(value) for value in spread(marker.line.color, count)]
    sizes = [MARKER_SIZE if size is None else float(size) for size in spread(marker.size, count)]
    width = next((float(value) for value in spread(marker.line.width, 1) if value), 0.0)
    found: list[Mark | None] = []
    for symbol, fill, edge, size in zip(symbols, fills, edges, sizes, strict=True):
        hollow = symbol.endswith(HOLLOW)
        shape = SYMBOLS.get(symbol.removesuffix(HOLLOW), "circle")
        rim = (fill if hollow else edge) or edge
        found.append(Mark(shape, max(2.0, size * PIXEL), None if hollow else fill, rim,
                          max(0.75, (width or 1.2) * PIXEL) if rim else 0.0))
    return found


def _labels(trace: Any, count: int) -> list[Label | None]:
    sides = [str(side or "middle center") for side in spread(trace.textposition, count)]
    tints = [tint(value) or Tint(INK) for value in spread(trace.textfont.color, count)]
    texts = [plain(text).strip() for text in spread(trace.text, count)]
    return [
        Label(text, _side(side), LABEL_SIZE, own) if text else None
        for text, side, own in zip(texts, sides, tints, strict=True)
    ]


def _side(position: str) -> str:
    """On which side a text stands, in the words of drawings."""
    height, _, across = position.partition(" ")
    return SIDES.get(across) or {"top": "t", "bottom": "b"}.get(height, "ctr")


def _in_steps(
    x: list[float | None], y: list[float | None], marks: Sequence[Mark | None], labels: Sequence[Label | None]
) -> tuple[list[float | None], list[float | None], list[Mark | None], list[Label | None]]:
    """A line that stays at a value until the next: a corner, without mark and label, before every further point."""
    across, up, shapes, words = x[:1], y[:1], list(marks[:1]), list(labels[:1])
    for number in range(1, len(x)):
        if y[number - 1] is not None and x[number] is not None:
            across.append(x[number])
            up.append(y[number - 1])
            shapes += [None] if marks else []
            words += [None] if labels else []
        across.append(x[number])
        up.append(y[number])
        shapes += list(marks[number:number + 1])
        words += list(labels[number:number + 1])
    return across, up, shapes, words
