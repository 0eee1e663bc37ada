"""The blocks of a cluster as dots on one scale, the other clusters behind them.

Dots on a common scale and no radar: its area follows from the order of the axes, and it has no room for the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from textwrap import wrap
from unicodedata import east_asian_width

import plotly.graph_objects as go

from pages.charts.style import ACCENT, GRID, INK, QUIET, layout

PEERS = "#9fb0c0"
LEAST_NAME_MARGIN, LEAST_LABEL_MARGIN = 84, 120
NAME_SIZE, LABEL_SIZE, LABEL_WIDTH = 13, 12, 26
"""Sizes of type in pixels, and letters of a label on one line."""
BEYOND = 102.5
NARROW = 0.56
"""Width of a Latin letter in ems, rather too wide than too narrow."""


@dataclass(frozen=True)
class BlockRow:
    """One block: its score, 0..100, and those of the others; `label` says the rank, or why there is no score."""

    name: str
    score: float | None
    others: Sequence[float]
    label: str
    hover: str


def block_profile_figure(
    rows: Sequence[BlockRow], own: str, others: str, height: int, type_scale: float = 1.0
) -> go.Figure:
    """Draw one line per block, the first on top; `own` and `others` name the marks.

    `type_scale` is how much larger the type is set afterwards: the margins make room for it.
    """
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
            "type": "scatter", "mode": "markers+text", "name": escape(own), "x": [row.score for row, _ in before],
            "y": [level for _, level in before], "text": [f"{row.score:.0f}" for row, _ in before],
            "cliponaxis": False, "textposition": "top center", "textfont": {"size": 12, "color": ACCENT},
            "marker": {"symbol": "diamond", "size": 12, "color": ACCENT, "line": {"color": "#ffffff", "width": 1}},
            "hovertext": [escape(row.hover) for row, _ in before], "hovertemplate": "%{hovertext}<extra></extra>",
        },
    ]
    told = {row.label: "<br>".join(wrap(row.label, LABEL_WIDTH)) for row in rows}
    names = max((text_width(row.name, NAME_SIZE) for row in rows), default=0)
    lines = [text_width(line, LABEL_SIZE) for label in told.values() for line in label.split("<br>")]
    labels = [
        {
            "x": BEYOND, "y": level, "xref": "x", "yref": "y", "text": told[row.label], "showarrow": False,
            "xanchor": "left", "yanchor": "middle", "align": "left",
            "font": {"size": LABEL_SIZE, "color": INK if row.score is not None else QUIET},
        }
        for row, level in zip(rows, levels, strict=True)
    ]
    return go.Figure(traces, layout(
        height,
        margin={"l": max(LEAST_NAME_MARGIN, type_scale * names + 12),
                "r": max(LEAST_LABEL_MARGIN, type_scale * max(lines, default=0) + 12),
                "t": 28, "b": 26},
        hovermode="closest",
        showlegend=True,
        legend={"orientation": "h", "x": 0, "y": 1.0, "yanchor": "bottom", "font": {"size": 12}, "itemclick": False,
                "itemdoubleclick": False},
        xaxis={"range": [-3, BEYOND], "tickvals": [0, 25, 50, 75, 100], "gridcolor": GRID, "zeroline": False,
               "fixedrange": True, "tickfont": {"size": 11, "color": QUIET}},
        yaxis={"tickvals": levels, "ticktext": [row.name for row in rows], "range": [-0.6, len(rows) - 0.3],
               "gridcolor": GRID, "zeroline": False, "fixedrange": True, "tickfont": {"size": NAME_SIZE, "color": INK}},
        annotations=labels,
    ))


def text_width(text: str, size: int) -> int:
    """About how many pixels a text takes: a Chinese character is as wide as the type is high, a letter over half."""
    return round(size * sum(1.0 if east_asian_width(sign) in "WF" else NARROW for sign in text))
