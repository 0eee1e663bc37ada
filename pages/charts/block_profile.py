"""The blocks of a cluster as dots on one scale, the other clusters behind them.

Dots on a common scale and no radar: its area follows from the order of the axes, and it has no room for the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from pages.charts.style import ACCENT, GRID, INK, QUIET, layout

PEERS = "#9fb0c0"
NAME_MARGIN, LABEL_MARGIN = 84, 190
BEYOND = 102.5


@dataclass(frozen=True)
class BlockRow:
    """One block: its score, 0..100, and those of the others; `label` says the rank, or why there is no score."""

    name: str
    score: float | None
    others: Sequence[float]
    label: str
    hover: str


def block_profile_figure(rows: Sequence[BlockRow], own: str, others: str, height: int) -> go.Figure:
    """Draw one line per block, the first on top; `own` and `others` name the marks."""
    levels = list(range(len(rows) - 1, -1, -1))
    behind = [(score, level) for row, level in zip(rows, levels, strict=True) for score in row.others]
    before = [(row, level) for row, level in zip(rows, levels, strict=True) if row.score is not None]
    traces = [
        {
            "type": "scatter", "mode": "markers", "name": others, "x": [score for score, _ in behind],
            "y": [level for _, level in behind], "hoverinfo": "skip",
            "marker": {"symbol": "line-ns-open", "size": 13, "color": PEERS, "line": {"width": 1.4}},
        },
        {
            "type": "scatter", "mode": "markers+text", "name": own, "x": [row.score for row, _ in before],
            "y": [level for _, level in before], "text": [f"{row.score:.0f}" for row, _ in before],
            "cliponaxis": False, "textposition": "top center", "textfont": {"size": 12, "color": ACCENT},
            "marker": {"symbol": "diamond", "size": 12, "color": ACCENT, "line": {"color": "#ffffff", "width": 1}},
            "hovertext": [row.hover for row, _ in before], "hovertemplate": "%{hovertext}<extra></extra>",
        },
    ]
    labels = [
        {
            "x": BEYOND, "y": level, "xref": "x", "yref": "y", "text": row.label, "showarrow": False,
            "xanchor": "left", "yanchor": "middle", "align": "left",
            "font": {"size": 12, "color": INK if row.score is not None else QUIET},
        }
        for row, level in zip(rows, levels, strict=True)
    ]
    return go.Figure(traces, layout(
        height,
        margin={"l": NAME_MARGIN, "r": LABEL_MARGIN, "t": 28, "b": 26},
        hovermode="closest",
        showlegend=True,
        legend={"orientation": "h", "x": 0, "y": 1.0, "yanchor": "bottom", "font": {"size": 12}, "itemclick": False,
                "itemdoubleclick": False},
        xaxis={"range": [-3, BEYOND], "tickvals": [0, 25, 50, 75, 100], "gridcolor": GRID, "zeroline": False,
               "fixedrange": True, "tickfont": {"size": 11, "color": QUIET}},
        yaxis={"tickvals": levels, "ticktext": [row.name for row in rows], "range": [-0.6, len(rows) - 0.3],
               "gridcolor": GRID, "zeroline": False, "fixedrange": True, "tickfont": {"size": 13, "color": INK}},
        annotations=labels,
    ))
