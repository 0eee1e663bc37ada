"""One cluster and its peers, measure by measure, as multiples of the cluster itself on a scale of ratios."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import plotly.graph_objects as go

from pages.charts.style import ACCENT, GRID, INK, PALE, PINNED, QUIET, layout

TICKS = (0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50)
ROOM = 1.25
ROW_OF_NAME = 1.4
"""How far the axis reaches below the last row: the name at the line has a row of its own, where no letter stands."""
APART, MIDDLE = 0.17, 2
"""How far one peer stands below the one before it within a row, and which of five stands on the line of the row."""


@dataclass(frozen=True)
class RatioRow:
    """One measure: its name with the figure of the cluster, and per peer the ratio to it with what the hover says."""

    name: str
    ratios: Sequence[float | None]
    words: Sequence[str]


def ratios_figure(rows: Sequence[RatioRow], peers: Sequence[str], own: str, height: int) -> go.Figure:
    """Draw a letter per peer and measure, to the right of the line where the peer has more than the cluster.

    `peers` are the names in the order of the ratios; the legend tells which letter is whose.
    """
    places = list(range(len(rows)))[::-1]
    shown = [ratio for row in rows for ratio in row.ratios if ratio is not None and ratio > 0]
    low, high = min([1.0, *shown]) / ROOM, max([1.0, *shown]) * ROOM
    traces = [_peer(rows, places, number, name) for number, name in enumerate(peers)]
    # The name stands on the side of its line that has more room, or it is cut off.
    is_left = low * high < 1
    return go.Figure(traces, layout(
        height, showlegend=True, margin={"l": 8, "r": 12, "t": 30, "b": 8},
        legend={"orientation": "h", "x": 0, "y": 1.01, "yanchor": "bottom", "font": {"size": 12}},
        xaxis={"range": [math.log10(low), math.log10(high)], "fixedrange": True, "gridcolor": GRID,
               "tickvals": [math.log10(tick) for tick in TICKS if low <= tick <= high],
               "ticktext": [f"×{tick:g}" for tick in TICKS if low <= tick <= high], "automargin": True,
               "tickfont": {"size": 12, "color": QUIET}, "zeroline": False},
        yaxis={"range": [-ROW_OF_NAME, len(rows) - 0.4], "fixedrange": True, "tickvals": places,
               "ticktext": [escape(row.name) for row in rows], "automargin": True, "showgrid": True, "gridcolor": PALE,
               "zeroline": False, "tickfont": {"size": 12, "color": INK}},
        shapes=[{"type": "line", "xref": "x", "x0": 0, "x1": 0, "yref": "paper", "y0": 0, "y1": 1,
                 "line": {"color": ACCENT, "width": 2.5}}],
        annotations=[{"xref": "x", "x": 0, "yref": "paper", "y": 0, "yanchor": "bottom",
                      "xanchor": "right" if is_left else "left", "xshift": -4 if is_left else 4, "text": escape(own),
                      "showarrow": False, "font": {"size": 12, "color": ACCENT}}],
    ))


def letter(number: int) -> str:
    """The letter of the peer of this place: A, B, C…"""
    return chr(ord("A") + number)


def _peer(rows: Sequence[RatioRow], places: Sequence[int], number: int, name: str) -> dict[str, Any]:
    """The letters of one peer; a measure it lacks has none. Peers stand a little apart, so that none hides another."""
    drawn = [
        (ratio, place + APART * (MIDDLE - number), row.words[number])
        for row, place in zip(rows, places, strict=True)
        if (ratio := row.ratios[number]) is not None and ratio > 0
    ]
    colour = PINNED[number % len(PINNED)]
    return {
        "type": "scatter", "mode": "markers+text", "name": f"{letter(number)} {escape(name)}",
        "x": [math.log10(one[0]) for one in drawn], "y": [one[1] for one in drawn],
        "text": [letter(number)] * len(drawn),
        "customdata": [one[2] for one in drawn], "textfont": {"size": 12, "color": "#ffffff"},
        "textposition": "middle center", "marker": {"size": 17, "color": colour}, "cliponaxis": False,
        "hovertemplate": "%{customdata}<extra>%{fullData.name}</extra>",
    }
