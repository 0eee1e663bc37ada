"""Two figures of each region on one line: a full and a hollow point with a bar between, and a word beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from pages.charts.style import GRID, INK, QUIET, layout

ROW_HEIGHT, HEAD, FOOT = 21, 54, 6
HOLLOW = "#ffffff"


@dataclass(frozen=True)
class Pair:
    """One row: a name, the full and the hollow point (None where there is none), the word, and the colour."""

    code: str
    name: str
    full: float | None
    hollow: float | None
    word: str
    hover: str
    colour: str


@dataclass(frozen=True)
class Scale:
    """The axis of a dumbbell chart: where it ends, the lines that cross it, and the words between them."""

    end: float
    lines: tuple[float, ...]
    bands: tuple[str, ...] = ()


def dumbbell_figure(pairs: Sequence[Pair], scale: Scale, names: tuple[str, str]) -> go.Figure:
    """Draw one row per pair, the first on top; `names` say what full and hollow points are."""
    rows = list(reversed(pairs))
    places = list(range(len(rows)))
    end = scale.end * 1.36
    points = [
        _points(rows, [row.hollow for row in rows], names[1], HOLLOW),
        _points(rows, [row.full for row in rows], names[0], [row.colour for row in rows]),
    ]
    words = {
        "type": "scatter", "mode": "text", "x": [end] * len(rows), "y": places, "text": [row.word for row in rows],
        "textposition": "middle left", "textfont": {"size": 11, "color": [row.colour for row in rows]},
        "hoverinfo": "skip", "showlegend": False, "cliponaxis": False,
    }
    return go.Figure([*points, words], layout(
        HEAD + FOOT + ROW_HEIGHT * max(len(rows), 1),
        margin={"l": 4, "r": 4, "t": HEAD, "b": FOOT},
        showlegend=True,
        legend={
            "orientation": "h", "traceorder": "reversed", "x": 0, "y": 1, "yref": "container", "yanchor": "top",
            "font": {"size": 11},
        },
        xaxis={
            # On top, where a reader sees it before scrolling through many rows.
            "side": "top", "range": [0, end], "tickvals": [0, *scale.lines], "fixedrange": True, "showgrid": False,
            "zeroline": False, "tickfont": {"size": 11, "color": QUIET},
        },
        yaxis={
            "tickvals": places, "ticktext": [row.name for row in rows],
            "range": [-0.7, len(rows) + (0.5 if scale.bands else -0.3)],
            "fixedrange": True, "showgrid": False, "zeroline": False, "automargin": True, "tickfont": {"size": 12},
        },
        shapes=[*_bars(rows), *_lines(scale)],
        annotations=_bands(scale),
    ))


def _points(rows: Sequence[Pair], values: list[float | None], name: str, colour: str | list[str]) -> dict[str, Any]:
    return {
        "type": "scatter", "mode": "markers", "x": values, "y": list(range(len(rows))), "name": name,
        "customdata": [row.code for row in rows], "text": [row.hover for row in rows],
        "hovertemplate": "%{text}<extra></extra>", "cliponaxis": False,
        "marker": {"color": colour, "size": 9, "line": {"color": QUIET if colour == HOLLOW else HOLLOW, "width": 1.4}},
        "selected": {"marker": {"opacity": 1}}, "unselected": {"marker": {"opacity": 1}},
    }


def _bars(rows: Sequence[Pair]) -> list[dict[str, Any]]:
    return [
        {"type": "line", "x0": row.full, "x1": row.hollow, "y0": place, "y1": place, "layer": "below",
         "line": {"color": "#b9c4cf", "width": 2}}
        for place, row in enumerate(rows) if row.full is not None and row.hollow is not None
    ]


def _lines(scale: Scale) -> list[dict[str, Any]]:
    return [
        {"type": "line", "x0": at, "x1": at, "yref": "paper", "y0": 0, "y1": 1, "layer": "below",
         "line": {"color": GRID if scale.bands else QUIET, "width": 1}}
        for at in scale.lines
    ]


def _bands(scale: Scale) -> list[dict[str, Any]]:
    borders = [0.0, *scale.lines, scale.end] if scale.lines and scale.lines[-1] < scale.end else [0.0, *scale.lines]
    return [
        {"x": (low + high) / 2, "y": 1, "yref": "paper", "xanchor": "center", "yanchor": "top", "showarrow": False,
         "text": word, "font": {"size": 10, "color": INK}, "yshift": 2}
        for low, high, word in zip(borders, borders[1:], scale.bands, strict=False)
    ]
