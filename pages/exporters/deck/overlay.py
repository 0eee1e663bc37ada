"""What lies over a chart: shapes become series of their own or rules, annotations become labels or captions."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from pages.charts.style import INK
from pages.exporters.deck.bar_panel import Rows
from pages.exporters.deck.panels import Caption, Label, Panel, PointSeries, Rule, Stroke
from pages.exporters.deck.point_panel import LABEL_SIZE, LINE_WIDTH, PIXEL
from pages.exporters.deck.reading import NotNativeError, Tint, dash, plain, tint

USUAL_HEIGHT, USUAL_WIDTH = 400.0, 800.0
CORNERS = 36
Segment = tuple[float | None, float | None]


def place_on(reference: str, panel: Panel, rows: Rows | None, letter: str, value: float, paper: str = "paper") -> float:
    """Where a coordinate of a shape lies in a panel, as a share from the lower left."""
    start, end = panel.domain[:2] if letter == "x" else panel.domain[2:]
    if reference == paper:
        return (float(value) - start) / (end - start)
    across = "y" if panel.is_horizontal else "x"
    if rows is not None and letter == across:
        return rows.share(float(value))
    axis = panel.x if letter == "x" else panel.y
    return axis.share(axis.value(float(value)) or 0.0)


def with_shapes(panel: Panel, rows: Rows | None, shapes: Sequence[Any]) -> Panel:
    """The panel with the lines, rectangles and circles that hang on its axes."""
    if not shapes:
        return panel
    if rows is not None:
        return replace(panel, rules=(*panel.rules, *(_rule(panel, rows, shape) for shape in shapes)))
    areas = [shape for shape in shapes if shape.type == "rect"]
    drawn: dict[Stroke, list[Segment]] = {}
    for shape in [shape for shape in shapes if shape.type != "rect"]:
        drawn.setdefault(_stroke(shape), []).extend([*_outline(panel, shape), (None, None)])
    lines = [
        PointSeries("", tuple(x for x, _ in places[:-1]), tuple(y for _, y in places[:-1]), stroke, is_data=False)
        for stroke, places in drawn.items()
    ]
    return replace(panel, points=(*_bands(panel, areas), *panel.points, *lines))


def _stroke(shape: Any) -> Stroke:
    width = LINE_WIDTH if shape.line.width is None else float(shape.line.width)
    return Stroke(tint(shape.line.color) or Tint(INK), max(width * PIXEL, 0.5), dash(shape.line.dash))


def _corners(panel: Panel, rows: Rows | None, shape: Any) -> tuple[tuple[float, float], tuple[float, float]]:
    x, y = shape.xref or "x", shape.yref or "y"
    first, last = (
        (place_on(x, panel, rows, "x", across), place_on(y, panel, rows, "y", up))
        for across, up in ((shape.x0, shape.y0), (shape.x1, shape.y1))
    )
    return first, last


def _rule(panel: Panel, rows: Rows, shape: Any) -> Rule:
    if shape.type != "line":
        raise NotNativeError(f"{shape.type} over bars")
    first, last = _corners(panel, rows, shape)
    return Rule((first[0], last[0]), (first[1], last[1]), _stroke(shape))


def _outline(panel: Panel, shape: Any) -> list[Segment]:
    """The points of a line or of a circle, in values of the axes."""
    (x0, y0), (x1, y1) = _corners(panel, None, shape)
    if shape.type == "line":
        return [(panel.x.at(x0), panel.y.at(y0)), (panel.x.at(x1), panel.y.at(y1))]
    turns = [2 * math.pi * number / CORNERS for number in range(CORNERS + 1)]
    return [
        (panel.x.at((x0 + x1 + (x1 - x0) * math.cos(turn)) / 2), panel.y.at((y0 + y1 + (y1 - y0) * math.sin(turn)) / 2))
        for turn in turns
    ]


def _bands(panel: Panel, areas: Sequence[Any]) -> list[PointSeries]:
    """Rectangles as thick lines without caps along their longer side, those of one look in one series."""
    drawn: dict[tuple[Tint, str, float], list[Segment]] = {}
    for shape in areas:
        fill = tint(shape.fillcolor)
        if fill is None or fill.alpha == 0:
            continue
        (x0, y0), (x1, y1) = _corners(panel, None, shape)
        level = abs(x1 - x0) * 16 >= abs(y1 - y0) * 9
        thickness = round(abs(y1 - y0) if level else abs(x1 - x0), 6)
        middle = (y0 + y1) / 2 if level else (x0 + x1) / 2
        ends = [(x0, middle), (x1, middle)] if level else [(middle, y0), (middle, y1)]
        points: list[Segment] = [(panel.x.at(x), panel.y.at(y)) for x, y in ends]
        key = (fill, "y" if level else "x", thickness)
        drawn.setdefault(key, []).extend([*points, (None, None)])
    return [
        PointSeries("", tuple(x for x, _ in places[:-1]), tuple(y for _, y in places[:-1]), Stroke(fill, 1.0),
                    is_data=False, thickness=(letter, share))
        for (fill, letter, share), places in drawn.items()
    ]


def with_annotations(panel: Panel, rows: Rows | None, notes: Sequence[Any], figure: Any) -> Panel:
    """The panel with its annotations: labels at places of its axes, captions beside it, a unit as title of its axis."""
    labels: list[tuple[float, float, Label]] = []
    captions = list(panel.captions)
    for note in notes:
        text = plain(note.text).strip()
        if not text:
            continue
        x = place_on(note.xref or "x", panel, rows, "x", _plain_place(note.x, panel, "x"))
        y = place_on(note.yref or "y", panel, rows, "y", _plain_place(note.y, panel, "y"))
        if _is_unit(note, panel, x, y, text):
            panel = replace(panel, y=replace(panel.y, title=text))
            continue
        colour = tint(note.font.color) or Tint(INK)
        align = {"left": "l", "right": "r"}.get(note.xanchor or "auto", "ctr")
        if note.xanchor in (None, "auto") and note.xref == "paper":
            align = ("l", "ctr", "r")[min(int(max(float(note.x), 0.0) * 3), 2)]
        inside = -0.001 <= x <= 1.001 and -0.001 <= y <= 1.001
        if inside and rows is None:
            labels.append((panel.x.at(x), panel.y.at(y), Label(text, _side(note, align), LABEL_SIZE, colour)))
            continue
        height = float(figure.layout.height or USUAL_HEIGHT)
        x, y = x + (note.xshift or 0) / USUAL_WIDTH, y + (note.yshift or 0) / height
        captions.append(Caption(text, x, y, align, LABEL_SIZE, colour))
    points = panel.points
    if labels:
        xs, ys, words = zip(*labels, strict=True)
        points = (*points, PointSeries("", xs, ys, labels=words, is_data=False))
    return replace(panel, points=points, captions=tuple(captions))


def _plain_place(value: Any, panel: Panel, letter: str) -> float:
    """A place given by the name of a category as its number."""
    if isinstance(value, str):
        names = panel.categories or tuple(word for _, word in (panel.x if letter == "x" else panel.y).ticks)
        return float(names.index(value)) if value in names else 0.0
    return float(value)


def _is_unit(note: Any, panel: Panel, x: float, y: float, text: str) -> bool:
    """Whether an annotation stands where a unit does: above the upper end of an axis that has no title."""
    above = note.xref == note.yref == "paper" and abs(x) < 0.02 and y > 0.98
    return above and not panel.y.title and not panel.categories and "\n" not in text and len(text) < 40


def _side(note: Any, align: str) -> str:
    """On which side of its place a text stands."""
    if align != "ctr":
        return {"l": "r", "r": "l"}[align]
    # A text with an arrow stands where the arrow begins.
    shift = (note.yshift or 0) - (0 if note.showarrow is False else note.ay or 0)
    if note.yanchor == "bottom" or shift > 4:
        return "t"
    return "b" if note.yanchor == "top" or shift < -4 else "ctr"
