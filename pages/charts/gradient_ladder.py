"""The ladder of gradients: one rung per region on a scale of ratios, and what each part adds to it or takes away."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from pages.charts.style import ACCENT, GRID, INK, QUIET, ZONE_COLOURS, layout
from pages.texts.numbers import plain

ROW_HEIGHT, HEAD, FOOT = 21, 62, 8
# A legend of long names takes several lines.
HIGH_HEAD, LONG_NAMES = 102, 40
SHAPES = {"east": "circle", "central": "diamond", "northeast": "triangle-up", "west": "triangle-down"}
WITHOUT_ZONE = "square"
# Light, dark and sandy: apart in lightness too, and none of them the colour of a zone.
PART_COLOURS = ("#7fadd3", "#5b6b7b", "#d9b36c")
BAND = "#eef3f8"
RATIOS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0)
FINE_RATIOS = (0.25, 0.4, 0.6, 0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 2.0, 3.0)
MOST_TICKS = 6
LADDER, PARTS = (0.0, 0.56), (0.66, 1.0)


@dataclass(frozen=True)
class Rung:
    """One region: its height above zero (None where it has none), the logarithm of each part, and its words.

    `zone` is a key of ZONE_COLOURS, or empty; a height that rests on few agencies is drawn `hollow`. `is_apart` where
    regions are left out between it and the one above.
    """

    code: str
    name: str
    zone: str
    height: float | None
    parts: tuple[float | None, ...]
    word: str
    hover: str
    hollow: bool = False
    is_apart: bool = False


@dataclass(frozen=True)
class LadderWords:
    """The words of the legend: zones by code, regions without one, and the parts from the upper bar to the lower."""

    zones: Mapping[str, str]
    without_zone: str
    parts: tuple[str, ...]


def ladder_figure(rungs: Sequence[Rung], selected: str | None, words: LadderWords) -> go.Figure:
    """Draw one rung per region, the first on top; to the right one thin bar per part, from a line at 1."""
    rows = list(reversed(rungs))
    places = {rung.code: place for place, rung in enumerate(rows)}
    ends = _ends([math.log(rung.height) for rung in rows if rung.height])
    room = 0.30 * (ends[1] - ends[0])
    traces = [_of_zone(rows, zone, name) for zone, name in words.zones.items()]
    if any(not rung.zone for rung in rows):
        traces.append(_of_zone(rows, "", words.without_zone))
    traces.append({
        "type": "scatter", "mode": "text", "x": [ends[1] + room] * len(rows), "y": list(range(len(rows))),
        "text": [rung.word for rung in rows], "textposition": "middle left", "hoverinfo": "skip", "showlegend": False,
        "textfont": {"size": 12, "color": [ACCENT if rung.code == selected else INK for rung in rows]},
        "cliponaxis": False,
    })
    traces += [_bars(rows, number, name, len(words.parts)) for number, name in enumerate(words.parts)]
    axes: dict[str, Any] = {
        "xaxis": _axis(ends, LADDER if words.parts else (0.0, 1.0), room),
        "yaxis": {
            "tickvals": list(range(len(rows))), "ticktext": [rung.name for rung in rows], "fixedrange": True,
            "range": [-0.6, len(rows) - 0.4], "showgrid": False, "zeroline": False, "automargin": True,
            "tickfont": {"size": 12},
        },
    }
    if words.parts:
        of_parts = _ends([value for rung in rows for value in rung.parts if value is not None])
        axes["xaxis2"] = _axis(of_parts, PARTS, 0.0) | {"anchor": "y"}
    head = HIGH_HEAD if sum(map(len, (*words.zones.values(), *words.parts))) > LONG_NAMES else HEAD
    return go.Figure(traces, layout(
        head + FOOT + ROW_HEIGHT * max(len(rows), 1),
        margin={"l": 4, "r": 6, "t": head, "b": FOOT},
        showlegend=True, barmode="overlay",
        legend={
            "orientation": "h", "x": 0, "y": 1, "yref": "container", "yanchor": "top", "font": {"size": 11},
            "traceorder": "normal", "itemclick": False, "itemdoubleclick": False,
        },
        shapes=[*_selected(places.get(str(selected))), *_lines(rows, bool(words.parts))],
        **axes,
    ))


def part_bars_figure(values: Sequence[float], names: Sequence[str], labels: Sequence[str]) -> go.Figure:
    """Draw the whole difference of two regions on top and below it what each part contributes, as ratios."""
    ends = _ends(list(values))
    room = 0.16 * (ends[1] - ends[0])
    count = len(values)
    bars = {
        "type": "bar", "orientation": "h", "x": list(reversed(values)), "y": list(range(count)), "width": 0.62,
        "marker": {"color": [INK, *PART_COLOURS][:count][::-1]}, "text": list(reversed(labels)),
        "textposition": "outside", "textfont": {"size": 12, "color": INK}, "cliponaxis": False,
        "constraintext": "none", "hoverinfo": "none",
    }
    return go.Figure([bars], layout(
        34 * count + 34,
        margin={"l": 4, "r": 6, "t": 26, "b": 6}, showlegend=False, barmode="overlay",
        xaxis=_axis((ends[0] - room, ends[1] + room), (0.0, 1.0), 0.0),
        yaxis={
            "tickvals": list(range(count)), "ticktext": list(reversed(names)), "range": [-0.6, count - 0.4],
            "fixedrange": True, "showgrid": False, "zeroline": False, "automargin": True, "tickfont": {"size": 12},
        },
        shapes=[_line("x")],
    ))


def ratio_word(ratio: float) -> str:
    """A ratio for the eye: ``×2.3``, ``×0.45``."""
    return f"×{plain(ratio, 1 if ratio >= 10 else 2)}"


def _of_zone(rows: Sequence[Rung], zone: str, name: str) -> dict[str, Any]:
    own = [(place, rung) for place, rung in enumerate(rows) if rung.zone == zone and rung.height]
    colour = ZONE_COLOURS.get(zone, QUIET)
    return {
        "type": "scatter", "mode": "markers", "name": name,
        "x": [math.log(rung.height) for _, rung in own if rung.height], "y": [place for place, _ in own],
        "customdata": [rung.code for _, rung in own], "text": [rung.hover for _, rung in own],
        "hovertemplate": "%{text}<extra></extra>", "cliponaxis": False,
        "marker": {
            "symbol": SHAPES.get(zone, WITHOUT_ZONE), "size": 10,
            "color": ["#ffffff" if rung.hollow else colour for _, rung in own] or colour,
            "line": {"color": colour, "width": 1.6},
        },
        "selected": {"marker": {"opacity": 1}}, "unselected": {"marker": {"opacity": 1}},
    }


def _bars(rows: Sequence[Rung], number: int, name: str, count: int) -> dict[str, Any]:
    """One thin bar per region, the first part uppermost."""
    width = 0.78 / count
    return {
        "type": "bar", "orientation": "h", "name": name, "xaxis": "x2", "yaxis": "y",
        "x": [rung.parts[number] or 0.0 for rung in rows], "y": list(range(len(rows))), "width": width,
        "offset": 0.39 - (number + 1) * width, "marker": {"color": PART_COLOURS[number]},
        "customdata": [[rung.code, rung.hover] for rung in rows], "hovertemplate": "%{customdata[1]}<extra></extra>",
        "selected": {"marker": {"opacity": 1}}, "unselected": {"marker": {"opacity": 1}},
    }


def _ends(logarithms: Sequence[float]) -> tuple[float, float]:
    """Where a scale of ratios ends so that it holds all of them and the line at 1."""
    low, high = min([0.0, *logarithms]), max([0.0, *logarithms])
    spread = max(high - low, 0.4)
    return low - 0.06 * spread, high + 0.06 * spread


def _axis(ends: tuple[float, float], domain: tuple[float, float], room: float) -> dict[str, Any]:
    inside = [ratio for ratio in RATIOS if ends[0] <= math.log(ratio) <= ends[1]]
    if len(inside) < 3:
        inside = [ratio for ratio in FINE_RATIOS if ends[0] <= math.log(ratio) <= ends[1]]
    step = max(1, math.ceil(len(inside) / MOST_TICKS))
    at_one = inside.index(1.0) % step
    shown = inside[at_one::step]
    return {
        # On top, where a reader sees it before scrolling through many rows.
        "side": "top", "domain": list(domain), "range": [ends[0], ends[1] + room],
        "tickvals": [math.log(ratio) for ratio in shown], "ticktext": [f"{ratio:g}" for ratio in shown],
        "fixedrange": True, "gridcolor": GRID, "zeroline": False, "tickfont": {"size": 11, "color": QUIET},
    }


def _selected(place: int | None) -> list[dict[str, Any]]:
    if place is None:
        return []
    return [{"type": "rect", "xref": "paper", "x0": 0, "x1": 1, "y0": place - 0.5, "y1": place + 0.5,
             "layer": "below", "fillcolor": BAND, "line": {"width": 0, "color": BAND}}]


def _lines(rows: Sequence[Rung], has_parts: bool) -> list[dict[str, Any]]:
    """The line at 1 of each scale, and the way from it to each rung."""
    ways = [
        {"type": "line", "x0": 0, "x1": math.log(rung.height), "y0": place, "y1": place, "layer": "below",
         "line": {"color": "#b9c4cf", "width": 2}}
        for place, rung in enumerate(rows) if rung.height
    ]
    left_out = [
        {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": place + 0.5, "y1": place + 0.5,
         "line": {"color": QUIET, "width": 1, "dash": "dot"}}
        for place, rung in enumerate(rows) if rung.is_apart
    ]
    return [*ways, *left_out, _line("x"), *([_line("x2")] if has_parts else [])]


def _line(axis: str) -> dict[str, Any]:
    return {"type": "line", "xref": axis, "x0": 0, "x1": 0, "yref": "paper", "y0": 0, "y1": 1, "layer": "below",
            "line": {"color": QUIET, "width": 1.2}}
