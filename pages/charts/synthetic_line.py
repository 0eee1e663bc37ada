"""A cluster beside its synthetic peer, with the year of reference between what was fitted and what is watched."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from pages.charts.style import ACCENT, GRID, INK, QUIET, WARNING, layout

PEER = "#b3661a"


@dataclass(frozen=True)
class SyntheticWords:
    """What the lines are called, the unit, and what stands on either side of the reference year."""

    own: str
    peer: str
    unit: str
    before: str
    after: str


def synthetic_figure(
    series: pd.Series, line: pd.Series, reference_year: int, words: SyntheticWords, height: int
) -> go.Figure:
    """Draw both by year, solid with dots and dashed with diamonds; an upright line before the first year watched."""
    at = reference_year - 0.5
    shared = {"showarrow": False, "yref": "paper", "y": 1, "yanchor": "bottom", "font": {"size": 12, "color": WARNING}}
    return go.Figure(
        [
            _line(series, words.own, {"color": ACCENT, "width": 2.6}, {"color": ACCENT, "size": 8}),
            _line(line, words.peer, {"color": PEER, "width": 2.2, "dash": "dash"},
                  {"color": PEER, "size": 8, "symbol": "diamond"}),
        ],
        layout(
            height, showlegend=True, margin={"l": 8, "r": 12, "t": 30, "b": 8}, separators=".,",
            legend={"orientation": "h", "x": 0, "y": -0.1, "yanchor": "top", "font": {"size": 12}},
            xaxis={"fixedrange": True, "showgrid": False, "tickformat": "d", "dtick": 1, "automargin": True,
                   "tickfont": {"size": 12, "color": QUIET}},
            yaxis={"fixedrange": True, "gridcolor": GRID, "zeroline": False, "rangemode": "tozero", "automargin": True,
                   "tickfont": {"size": 12, "color": QUIET}, "separatethousands": True, "exponentformat": "none"},
            shapes=[{"type": "line", "xref": "x", "x0": at, "x1": at, "yref": "paper", "y0": 0, "y1": 1,
                     "line": {"color": WARNING, "width": 1.4, "dash": "dot"}}],
            annotations=[
                {**shared, "xref": "x", "x": at, "xanchor": "right", "xshift": -6, "text": words.before},
                {**shared, "xref": "x", "x": at, "xanchor": "left", "xshift": 6, "text": words.after},
                {"xref": "paper", "x": 0, "yref": "paper", "y": 1, "yanchor": "bottom", "xanchor": "left",
                 "text": words.unit, "showarrow": False, "font": {"size": 12, "color": INK}},
            ],
        ),
    )


def _line(values: pd.Series, name: str, line: dict[str, Any], marker: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "scatter", "mode": "lines+markers", "x": [int(year) for year in values.index], "y": values.tolist(),
        "name": escape(name), "line": line, "marker": marker,
        "hovertemplate": "%{x}　%{y:,.2f}<extra>%{fullData.name}</extra>",
    }
