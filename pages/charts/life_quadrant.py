"""All clusters by how specialised they are and how fast they grow, one of them singled out."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from pages.charts.style import ACCENT, GRID, INK, QUIET, in_lines, layout

PER_CENT = 100.0
EDGE = 0.08
CORNER_HEIGHT = 40
TITLE_LETTERS = 36
"""What the height of the chart holds of the heading of its upright axis."""


@dataclass(frozen=True)
class QuadrantWords:
    """Headings of the axes, names of the quadrants (emerging, growing, mature, declining) and of the lines."""

    across: str
    upward: str
    corners: dict[str, str]
    median: str
    nation: str


def quadrant_figure(
    rows: pd.DataFrame, names: dict[str, str], cluster: str, national: float | None, words: QuadrantWords, height: int,
) -> go.Figure:
    """Draw `rows` (specialisation, growth, median by cluster) with the median upright and the nation level.

    Clusters that lack one of both are not drawn; the sheet names them.
    """
    known = rows[rows["specialisation"].notna() & rows["growth"].notna()]
    growth = PER_CENT * known["growth"]
    median = _median(rows)
    own = known.index == cluster
    traces: list[dict[str, Any]] = [
        _dots(known[~own], growth[~own], names, {"color": QUIET, "size": 8, "opacity": 0.7}),
        {**_dots(known[own], growth[own], names, {"color": ACCENT, "size": 15, "symbol": "diamond"}),
         "mode": "markers+text", "textposition": "top center", "textfont": {"size": 14, "color": ACCENT},
         "cliponaxis": False},
    ]
    across = _reach([*known["specialisation"], *([] if median is None else [median])])
    upward = _reach([*growth, *([] if national is None else [PER_CENT * national])])
    axis = {"fixedrange": True, "gridcolor": GRID, "zeroline": False, "automargin": True,
            "tickfont": {"size": 12, "color": QUIET}}
    return go.Figure(traces, layout(
        height, showlegend=False, margin={"l": 8, "r": 12, "t": 14, "b": 8},
        xaxis={**axis, "range": across, "title": {"text": words.across, "font": {"size": 12}}},
        yaxis={**axis, "range": upward, "ticksuffix": "%",
               "title": {"text": _upright(words.upward), "font": {"size": 12}}},
        shapes=_lines(median, national), annotations=[*_corners(words), *_names(median, national, words)],
    ))


def _dots(rows: pd.DataFrame, growth: pd.Series, names: dict[str, str], marker: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "scatter", "mode": "markers", "x": rows["specialisation"].tolist(), "y": growth.tolist(),
        "text": [escape(names[str(code)]) for code in rows.index], "marker": marker,
        "hovertemplate": "%{text}　%{x:.2f}　%{y:.1f}%<extra></extra>",
    }


def _reach(values: list[float]) -> list[float]:
    low, high = min(values, default=0.0), max(values, default=1.0)
    room = EDGE * 2 * (high - low or abs(high) or 1.0)
    return [low - room, high + room]


def _median(rows: pd.DataFrame) -> float | None:
    known = rows["median"].dropna()
    return float(known.iloc[0]) if len(known) else None


def _lines(median: float | None, national: float | None) -> list[dict[str, Any]]:
    line = {"color": INK, "width": 1, "dash": "dash"}
    found: list[dict[str, Any]] = []
    if median is not None:
        found.append({"type": "line", "xref": "x", "x0": median, "x1": median, "yref": "paper", "y0": 0, "y1": 1,
                      "line": line})
    if national is not None:
        found.append({"type": "line", "xref": "paper", "x0": 0, "x1": 1, "yref": "y", "y0": PER_CENT * national,
                      "y1": PER_CENT * national, "line": line})
    return found


def _corners(words: QuadrantWords) -> list[dict[str, Any]]:
    places = {"emerging": (0, 1), "growing": (1, 1), "mature": (1, 0), "declining": (0, 0)}
    return [
        {"xref": "paper", "x": x, "yref": "paper", "y": y, "xanchor": "right" if x else "left",
         "yanchor": "top" if y else "bottom", "text": _named_above(words.corners[name]), "showarrow": False,
         "align": "right" if x else "left", "font": {"size": 13, "color": QUIET}}
        for name, (x, y) in places.items()
    ]


def _named_above(corner: str) -> str:
    """The name above what it means in brackets: side by side, two corners would meet in a narrow window."""
    return corner.replace(" (", "<br>(").replace("（", "<br>（")


def _upright(heading: str) -> str:
    """The heading of the upright axis in lines that its height holds, what stands in brackets in one of its own."""
    return "<br>".join(in_lines(part, TITLE_LETTERS) for part in _named_above(heading).split("<br>"))


def _names(median: float | None, national: float | None, words: QuadrantWords) -> list[dict[str, Any]]:
    font = {"size": 11, "color": INK}
    found: list[dict[str, Any]] = []
    if median is not None:
        found.append({"x": median, "yref": "paper", "y": 1, "yanchor": "top", "xanchor": "left", "xshift": 3,
                      # Below the names of the quadrants, which meet here in a narrow window.
                      "yshift": -CORNER_HEIGHT, "text": words.median, "showarrow": False, "font": font})
    if national is not None:
        found.append({"xref": "paper", "x": 1, "xanchor": "right", "y": PER_CENT * national, "yanchor": "bottom",
                      "text": words.nation, "showarrow": False, "font": font})
    return found
