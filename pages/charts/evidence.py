"""Shares with their intervals against a mark, one row each: what a test of several legs rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from pages.charts.style import ACCENT, GRID, INK, QUIET, WARNING, layout

ROW_HEIGHT, HEAD, FOOT = 58, 12, 34
# By what a leg says; its word and sign stand in its name, so that colour is never alone.
COLOURS = {"holds": ACCENT, "unclear": QUIET, "fails": WARNING}


@dataclass(frozen=True)
class EvidenceRow:
    """One row: its name, the share with its interval and the mark, 0..1 and None where unknown, the verdict, words."""

    name: str
    value: float | None
    lo: float | None
    hi: float | None
    mark: float | None
    verdict: str
    words: str


def evidence_figure(rows: Sequence[EvidenceRow], mark_name: str, value_name: str) -> go.Figure:
    """Draw one row per share, the first on top; `words` stand above each bar."""
    drawn = list(reversed(rows))
    places = range(len(drawn))
    known = [(place, row) for place, row in zip(places, drawn, strict=True) if row.value is not None]
    marks = [(place, row.mark) for place, row in zip(places, drawn, strict=True) if row.mark is not None]
    traces: list[dict[str, Any]] = [
        {"type": "scatter", "mode": "lines", "x": [row.lo, row.hi], "y": [place, place], "hoverinfo": "skip",
         "showlegend": False, "line": {"color": COLOURS[row.verdict], "width": 4}}
        for place, row in known
    ]
    traces.append({
        "type": "scatter", "mode": "markers", "name": mark_name, "x": [mark for _, mark in marks],
        "y": [place for place, _ in marks], "hoverinfo": "skip",
        "marker": {"symbol": "line-ns-open", "size": 22, "color": INK, "line": {"color": INK, "width": 2}},
    })
    traces.append({
        "type": "scatter", "mode": "markers", "name": value_name, "x": [row.value for _, row in known],
        "y": [place for place, _ in known], "text": [row.words for _, row in known],
        "hovertemplate": "%{text}<extra></extra>",
        "marker": {"symbol": "circle", "size": 11, "color": [COLOURS[row.verdict] for _, row in known],
                   "line": {"color": "#ffffff", "width": 1}},
    })
    return go.Figure(traces, layout(
        HEAD + FOOT + ROW_HEIGHT * len(rows),
        margin={"l": 8, "r": 18, "t": HEAD, "b": FOOT},
        showlegend=False,
        xaxis={"range": [-0.02, 1.02], "tickformat": ".0%", "tickvals": [0, 0.25, 0.5, 0.75, 1], "fixedrange": True,
               "gridcolor": GRID, "zeroline": False, "tickfont": {"size": 12, "color": QUIET}},
        yaxis={"tickvals": list(places), "ticktext": [row.name for row in drawn], "range": [-0.5, len(drawn) - 0.3],
               "fixedrange": True, "showgrid": False, "zeroline": False, "automargin": True, "tickfont": {"size": 13}},
        annotations=[
            {"x": 0, "y": place, "xanchor": "left", "yanchor": "bottom", "yshift": 8, "showarrow": False,
             "text": row.words, "font": {"size": 12, "color": COLOURS[row.verdict]}}
            for place, row in zip(places, drawn, strict=True)
        ],
    ))
