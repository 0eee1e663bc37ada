"""Ranks as intervals, and the criteria behind them on one scale."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from pages.charts.style import ACCENT, GRID, INK, PALE, PINNED, QUIET, WARNING, ZONE_COLOURS, layout

ROW_HEIGHT = 20
AROUND_ROWS = 62
CRITERION_HEIGHT = 36
ALL_DRAWS, OF_WEIGHTS = "#c9d9e8", "#6f97bd"
BAND = "#eef3f8"
NATION_COLOUR = INK
SHAPES = {"east": "circle", "central": "diamond", "northeast": "triangle-up", "west": "triangle-down"}


@dataclass(frozen=True)
class RankWords:
    """The words of the legend and the axis of a chart of ranks."""

    all_draws: str
    of_weights: str
    frozen: str
    equal: str
    critic: str
    axis: str


def rank_interval_figure(
    rows: pd.DataFrame, selected: str | None, units: int, words: RankWords
) -> go.Figure:
    """Draw one row per region: the interval of its rank, its rank by three weightings, and how it changed in words.

    Parameters
    ----------
    rows : index = region codes in order of display; columns name, rank, lo, hi, weight_lo, weight_hi, rank_equal,
        rank_critic, label (interval and change in words)
    selected : region whose tie band is shaded
    units : number of regions ranked, where the axis ends
    """
    positions = list(range(len(rows)))[::-1]
    by_place = dict(zip(rows.index, positions, strict=True))
    first, last = 1 - max(0.6, units * 0.02), units + max(1.0, units * 0.02)
    colours = [ACCENT if code == selected else QUIET for code in rows.index]
    traces = [
        _spans(rows["lo"], rows["hi"], positions, ALL_DRAWS, 9, words.all_draws),
        _spans(rows["weight_lo"], rows["weight_hi"], positions, OF_WEIGHTS, 3, words.of_weights),
        _marks(rows["rank_equal"], positions, "diamond", "#ffffff", QUIET, 8, words.equal),
        _marks(rows["rank_critic"], positions, "x", WARNING, WARNING, 7, words.critic),
        {**_marks(rows["rank"], positions, "circle", ACCENT, ACCENT, 9, words.frozen),
         "customdata": rows.index.tolist()},
        {
            "type": "scatter", "x": [units * 1.42] * len(rows), "y": positions, "mode": "text",
            "text": rows["label"].tolist(), "textposition": "middle left", "hoverinfo": "skip", "showlegend": False,
            "textfont": {"size": 12, "color": colours}, "cliponaxis": False,
        },
    ]
    return go.Figure(traces, layout(
        ROW_HEIGHT * len(rows) + AROUND_ROWS,
        margin={"l": 4, "r": 4, "t": 4, "b": 36},
        showlegend=True,
        legend={"orientation": "h", "x": 0, "y": 1.0, "yanchor": "bottom", "font": {"size": 12}},
        hovermode=False,
        xaxis={
            "range": [first, units * 1.43], "fixedrange": True, "gridcolor": GRID,
            "zeroline": False, "tickvals": _ticks(units), "tickfont": {"size": 11, "color": QUIET},
            "title": {"text": words.axis, "font": {"size": 12, "color": QUIET}},
        },
        yaxis={
            "tickvals": positions[::-1], "ticktext": rows["name"].tolist()[::-1], "fixedrange": True, "showgrid": False,
            "automargin": True, "tickfont": {"size": 12}, "range": [-0.7, len(rows) - 0.3], "zeroline": False,
        },
        shapes=_band(rows, selected, by_place, (first, last)),
    ))


def profile_figure(
    scaled: pd.DataFrame, names: Mapping[str, str], criteria: Sequence[str], selected: str | None, axis: str
) -> go.Figure:
    """Draw one line per criterion from the lowest to the highest of the base years, with one mark per place.

    Parameters
    ----------
    scaled : index = criteria in order of display, one column per place, 0..1; NaN = missing
    names : name of every place
    criteria : name of every criterion with its weight
    """
    positions = list(range(len(scaled)))[::-1]
    lines = [
        {"type": "line", "x0": 0, "x1": 1, "y0": place, "y1": place, "layer": "below",
         "line": {"color": PALE, "width": 2}}
        for place in positions
    ]
    traces = []
    for code in reversed(list(scaled.columns)):
        shape, colour = _mark_of(str(code), selected)
        traces.append(_marks(
            scaled[code], positions, shape, colour, "#ffffff", 14 if code == selected else 11, names[str(code)]
        ))
    return go.Figure(traces, layout(
        CRITERION_HEIGHT * len(scaled) + AROUND_ROWS,
        margin={"l": 4, "r": 12, "t": 4, "b": 36},
        showlegend=True,
        legend={"orientation": "h", "x": 0, "y": 1.0, "yanchor": "bottom", "font": {"size": 12},
                "traceorder": "reversed"},
        hovermode=False,
        xaxis={
            "range": [-0.03, 1.03], "fixedrange": True, "showgrid": False, "zeroline": False,
            "tickvals": [0, 0.25, 0.5, 0.75, 1], "tickfont": {"size": 11, "color": QUIET},
            "title": {"text": axis, "font": {"size": 12, "color": QUIET}},
        },
        yaxis={
            "tickvals": positions[::-1], "ticktext": list(criteria)[::-1], "fixedrange": True, "showgrid": False,
            "automargin": True, "tickfont": {"size": 12}, "range": [-0.7, len(scaled) - 0.3], "zeroline": False,
        },
        shapes=lines,
    ))


def _mark_of(code: str, selected: str | None) -> tuple[str, str]:
    """Shape and colour of a place: the selected one, a zone, the nation."""
    if code == selected:
        return "circle", ACCENT
    if code in SHAPES:
        return (SHAPES[code], ZONE_COLOURS[code]) if selected is None else ("diamond", PINNED[0])
    return "square", NATION_COLOUR


def _spans(
    lo: pd.Series, hi: pd.Series, positions: Sequence[int], colour: str, width: float, name: str
) -> dict[str, Any]:
    """One line per region from one rank to another; where they are the same, a short one."""
    x: list[float | None] = []
    y: list[int | None] = []
    for left, right, place in zip(lo, hi, positions, strict=True):
        if pd.notna(left):
            x += [float(left) - 0.25, float(right) + 0.25, None]
            y += [place, place, None]
    return {
        "type": "scatter", "x": x, "y": y, "mode": "lines", "line": {"color": colour, "width": width},
        "connectgaps": False, "name": name, "hoverinfo": "skip",
    }


def _marks(
    values: pd.Series, positions: Sequence[int], shape: str, colour: str, edge: str, size: float, name: str
) -> dict[str, Any]:
    return {
        "type": "scatter", "x": [None if pd.isna(value) else float(value) for value in values],
        "y": list(positions), "mode": "markers", "name": name, "hoverinfo": "none", "cliponaxis": False,
        "marker": {"symbol": shape, "color": colour, "size": size, "line": {"color": edge, "width": 1.4}},
    }


def _band(
    rows: pd.DataFrame, selected: str | None, by_place: Mapping[Any, int], ends: tuple[float, float]
) -> list[dict[str, Any]]:
    """The ranks that the selected region cannot be told apart from, over the whole height, and its own row."""
    spans = {code: (float(lo), float(hi)) for code, lo, hi in zip(rows.index, rows["lo"], rows["hi"], strict=True)}
    if selected not in spans or math.isnan(spans[selected][0]):
        return []
    lo, hi = spans[selected]
    edges = {"type": "rect", "layer": "below", "line": {"width": 0, "color": BAND}, "fillcolor": BAND}
    band = {**edges, "x0": lo - 0.5, "x1": hi + 0.5, "y0": -0.7, "y1": len(rows) - 0.3}
    place = by_place[selected]
    row = {**edges, "x0": ends[0], "x1": ends[1], "y0": place - 0.5, "y1": place + 0.5}
    return [band, row]


def _ticks(units: int) -> list[int]:
    step = next(step for step in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000) if units / step <= 8)
    return [1, *range(step if step > 1 else 2, units + 1, step)]
