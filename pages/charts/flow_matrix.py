"""The matrix of flows as a grid: head offices in rows, branches in columns, the darker the more, both sums beside it.

Fields of one step of the scale are one shape: a thousand of their own would weigh more than all else on the page.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from pages.charts.labelled_grid import readable_on
from pages.charts.style import GRID, INK, QUIET, layout, sequential

STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000)
MOST_STEPS = 7
ALONE, STROKE = "#eceff2", "#b4bfca"
LABEL = 11


def log_steps(largest: int) -> list[int]:
    """Lower ends of the steps of the scale, 1, 2, 5, 10 …: the last not above all."""
    steps = [step for step in STEPS if step <= max(largest, 1)]
    if len(steps) > MOST_STEPS:
        # Steps of ten and its half tell as much where the range is wide.
        steps = [step for step in steps if str(step)[0] in "15"]
    return steps[:MOST_STEPS]


def matrix_figure(
    flows: pd.DataFrame, names: Sequence[str], hover: pd.DataFrame, margins: tuple[str, str], at_home: str,
    picked: Sequence[str], parts: Sequence[int], height: int,
    write_range: Callable[[int, int | None], str], has_long_names: bool = False,
) -> go.Figure:
    """Draw one field per pair with a branch; those of a unit with itself stand apart, grey and crossed out.

    Parameters
    ----------
    flows : shape (n, n), counts
    names : of the units, in their order
    hover : the same shape as flows, text beside the pointer
    margins : heads of the sums of rows and of columns, both without the diagonal
    at_home : name of the diagonal in the legend
    picked : units whose row and column are framed
    parts : places in the order after which another group of units begins, which a line tells
    write_range : what a step of the scale is called, of its first and last count; None for no last
    has_long_names : whether the heads of columns are set upright
    """
    cells = flows.to_numpy()
    count = len(cells)
    home = np.eye(count, dtype=bool)
    away = np.where(home, 0, cells)
    steps = log_steps(int(away.max(initial=0)))
    colours = sequential(len(steps))
    level = np.digitize(away, steps)
    traces = [
        _fields(level == number + 1, colour, write_range(step, _last(steps, number)))
        for number, (step, colour) in enumerate(zip(steps, colours, strict=True))
        if (level == number + 1).any()
    ]
    traces.append(_fields(home, ALONE, at_home))
    traces += _numbers(away, level, colours)
    traces.append(_text(home & (cells > 0), cells, QUIET))
    traces.append(_sums(away, count))
    traces.append(_pointer(cells, flows, hover))
    axis = {"showgrid": False, "zeroline": False, "fixedrange": True, "tickfont": {"size": LABEL, "color": INK}}
    places = list(range(count + 1))
    framed = [list(flows.index).index(code) for code in picked]
    return go.Figure(traces, layout(
        height,
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        showlegend=True,
        legend={"orientation": "h", "x": 0, "y": -0.005, "yanchor": "top", "itemclick": False,
                "itemdoubleclick": False},
        hovermode="closest",
        hoverdistance=30,
        xaxis={**axis, "side": "top", "tickvals": places, "ticktext": [*names, margins[0]],
               "tickangle": -90 if has_long_names else 0, "range": [-0.5, count + 0.5], "automargin": True},
        yaxis={**axis, "tickvals": places, "ticktext": [*reversed([*names, margins[1]])], "automargin": True,
               "range": [-0.5, count + 0.5]},
        shapes=[*_grid(count, parts), *_strokes(count), *_frames(framed, count)],
    ))


def _last(steps: Sequence[int], number: int) -> int | None:
    return steps[number + 1] - 1 if number + 1 < len(steps) else None


def _fields(chosen: np.ndarray, colour: str, name: str) -> dict[str, Any]:
    """All fields of one colour as one shape of many squares."""
    x: list[float | None] = []
    y: list[float | None] = []
    for row, column in zip(*np.nonzero(chosen), strict=True):
        middle = len(chosen) - int(row)
        left, low = int(column) - 0.5, middle - 0.5
        x += [left, left + 1, left + 1, left, left, None]
        y += [low, low, low + 1, low + 1, low, None]
    return {
        "type": "scatter", "mode": "lines", "x": x, "y": y, "fill": "toself", "fillcolor": colour, "name": name,
        "line": {"color": "#ffffff", "width": 1}, "hoverinfo": "skip", "showlegend": True,
    }


def _numbers(away: np.ndarray, level: np.ndarray, colours: Sequence[str]) -> list[dict[str, Any]]:
    """The counts, black or white by what lies beneath."""
    inks = [readable_on(colour) for colour in colours]
    return [
        _text((level > 0) & np.isin(level, [number + 1 for number, own in enumerate(inks) if own == ink]), away, ink)
        for ink in dict.fromkeys(inks)
    ]


def _text(chosen: np.ndarray, cells: np.ndarray, ink: str) -> dict[str, Any]:
    rows, columns = np.nonzero(chosen)
    return {
        "type": "scatter", "mode": "text", "x": columns.tolist(), "y": (len(cells) - rows).tolist(),
        "text": [f"{value:,}" for value in cells[chosen].tolist()], "textposition": "middle center",
        "textfont": {"size": LABEL, "color": ink}, "hoverinfo": "skip", "showlegend": False,
    }


def _sums(away: np.ndarray, count: int) -> dict[str, Any]:
    """Sent beside the rows, received below the columns, all in the corner."""
    sent, received = away.sum(axis=1).tolist(), away.sum(axis=0).tolist()
    x = [*[count] * count, *range(count), count]
    y = [*range(count, 0, -1), *[0] * count, 0]
    return {
        "type": "scatter", "mode": "text", "x": x, "y": y,
        "text": [f"{value:,}" for value in (*sent, *received, sum(sent))], "textposition": "middle center",
        "textfont": {"size": LABEL, "color": INK}, "hoverinfo": "skip", "showlegend": False,
    }


def _pointer(cells: np.ndarray, flows: pd.DataFrame, hover: pd.DataFrame) -> dict[str, Any]:
    """What the pointer finds and a click selects: the fields that hold a branch, by their head office."""
    rows, columns = np.nonzero(cells)
    return {
        "type": "scatter", "mode": "markers", "x": columns.tolist(), "y": (len(cells) - rows).tolist(),
        "text": hover.to_numpy()[rows, columns].tolist(),
        "customdata": flows.index.to_numpy()[rows].tolist(), "hovertemplate": "%{text}<extra></extra>",
        "showlegend": False, "marker": {"size": 1, "color": "#ffffff"},
        "selected": {"marker": {"opacity": 1}}, "unselected": {"marker": {"opacity": 1}},
    }


def _grid(count: int, parts: Sequence[int]) -> list[dict[str, Any]]:
    """The borders between the fields, and heavier ones between groups and before the sums."""
    edge = {"type": "line", "xref": "x", "yref": "y"}
    quiet = {**edge, "layer": "below", "line": {"color": GRID, "width": 1}}
    heavy = {**edge, "layer": "above", "line": {"color": QUIET, "width": 1}}
    lines = []
    for place in range(count + 1):
        own = heavy if place in (*parts, count) else quiet
        lines.append({**own, "x0": place - 0.5, "x1": place - 0.5, "y0": 0.5, "y1": count + 0.5})
        level = count - place + 0.5
        lines.append({**own, "x0": -0.5, "x1": count - 0.5, "y0": level, "y1": level})
    return lines


def _strokes(count: int) -> list[dict[str, Any]]:
    """A stroke through every field of the diagonal: it is of another kind, whatever its colour."""
    return [
        {
            "type": "line", "xref": "x", "yref": "y", "layer": "above", "x0": place - 0.5, "x1": place + 0.5,
            "y0": count - place - 0.5, "y1": count - place + 0.5, "line": {"color": STROKE, "width": 1},
        }
        for place in range(count)
    ]


def _frames(places: Sequence[int], count: int) -> list[dict[str, Any]]:
    """A frame around the row and the column of the units picked."""
    frame = {"type": "rect", "xref": "x", "yref": "y", "layer": "above", "line": {"color": INK, "width": 2}}
    rows = [
        {**frame, "x0": -0.5, "x1": count + 0.5, "y0": count - place - 0.5, "y1": count - place + 0.5}
        for place in places
    ]
    columns = [
        {**frame, "x0": place - 0.5, "x1": place + 0.5, "y0": -0.5, "y1": count + 0.5} for place in places
    ]
    return [*rows, *columns]
