"""Convergence as pictures: growth against the level at the beginning, and the spread of every year."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from pages.charts.style import ACCENT, GRID, INK, QUIET, ZONE_COLOURS, ZONE_MARKS, layout

MOST_NAMED = 40


@dataclass(frozen=True)
class ScatterWords:
    """Axes of the scatter, the name of the line, and zone names by code."""

    level: str
    growth: str
    line: str
    zones: dict[str, str]


def beta_figure(
    rows: pd.DataFrame, line: tuple[float, float] | None, words: ScatterWords, selected: str | None, height: int
) -> go.Figure:
    """Draw every region at its level in the first year and its growth since, and the fitted line.

    Parameters
    ----------
    rows : indexed by region_code: name, zone, level (relative to the nation, > 0, drawn on a log axis), growth (per
        cent of total growth, as a factor: r_T / r_0), hover
    line : intercept and slope of ln growth on ln level; None where there is no line
    """
    traces: list[dict[str, Any]] = []
    for zone, name in words.zones.items():
        part = rows[rows["zone"] == zone]
        if part.empty:
            continue
        traces.append({
            "type": "scatter", "mode": "markers+text" if len(rows) <= MOST_NAMED else "markers",
            "x": part["level"].tolist(), "y": part["growth"].tolist(), "name": escape(name),
            "customdata": part.index.tolist(), "textposition": "top center",
            "text": [f"<b>{escape(row['name'])}</b>" if code == selected else escape(row["name"])
                     for code, row in part.iterrows()],
            "textfont": {"size": 10, "color": QUIET},
            "hovertext": [escape(text) for text in part["hover"]], "hovertemplate": "%{hovertext}<extra></extra>",
            "marker": {
                "size": [13 if code == selected else 9 if len(rows) <= MOST_NAMED else 6 for code in part.index],
                "color": ZONE_COLOURS[zone], "symbol": ZONE_MARKS[zone], "line": {"width": 1, "color": "#ffffff"},
            },
        })
    if line is not None and len(rows):
        ends = np.array([rows["level"].min(), rows["level"].max()], dtype=float)
        growth = np.exp(line[0] + line[1] * np.log(ends))
        traces.append({
            "type": "scatter", "mode": "lines", "x": ends.tolist(), "y": growth.tolist(), "name": escape(words.line),
            "line": {"color": INK, "width": 1.8, "dash": "dash"}, "hoverinfo": "skip",
        })
    return go.Figure(traces, layout(
        height,
        showlegend=True,
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0, "font": {"size": 11}},
        margin={"l": 8, "r": 12, "t": 30, "b": 8},
        xaxis={**_axis(words.level), "type": "log", "tickvals": _ticks(rows["level"])},
        yaxis={**_axis(words.growth), "type": "log", "tickvals": _ticks(rows["growth"])},
        shapes=[{"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": 1, "y1": 1, "layer": "below",
                 "line": {"color": "#8995a1", "width": 1, "dash": "dot"}}],
    ))


def spread_figure(spread: pd.Series, name: str, height: int) -> go.Figure:
    """Draw σ by year, from zero."""
    known = spread.dropna()
    highest = float(known.max()) if len(known) else 1.0
    trace = {
        "type": "scatter", "mode": "lines+markers+text", "x": [int(year) for year in known.index],
        "y": known.tolist(), "line": {"color": ACCENT, "width": 2.2}, "marker": {"size": 8, "color": ACCENT},
        "text": [f"{value:.3f}" for value in known], "textposition": "top center",
        "textfont": {"size": 11, "color": INK}, "cliponaxis": False, "name": escape(name),
        "hovertemplate": "%{x}　%{y:.3f}<extra></extra>",
    }
    return go.Figure([trace], layout(
        height, showlegend=False, margin={"l": 8, "r": 16, "t": 10, "b": 8},
        xaxis={"tickformat": "d", "dtick": 1 if len(known) <= 10 else 2, "showgrid": False, "fixedrange": True,
               "tickfont": {"size": 11, "color": QUIET}},
        yaxis={**_axis(name), "range": [0, 1.25 * highest or 1.0]},
    ))


def _axis(title: str) -> dict[str, Any]:
    return {"title": {"text": escape(title), "font": {"size": 11, "color": QUIET}}, "gridcolor": GRID,
            "fixedrange": True, "zeroline": False, "automargin": True, "tickfont": {"size": 11, "color": QUIET}}


def _ticks(values: pd.Series) -> list[float]:
    """Round numbers inside the range on a log axis."""
    steps = (0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 1.0, 1.5, 2.0, 3.0, 5.0, 7.0, 10.0, 20.0, 50.0)
    fine = (0.8, 0.9, 1.1, 1.2, 1.3, 1.4)
    low, high = float(values.min()), float(values.max())
    inside = [step for step in steps if low / 1.1 <= step <= high * 1.1]
    return inside if len(inside) >= 4 else sorted({*inside, *(step for step in fine if low <= step <= high)})
