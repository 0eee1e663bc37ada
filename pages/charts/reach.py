"""How much demand lies beyond a distance to the nearest agency: a bar per place, and the curve over all distances."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from pages.charts.style import GRID, INK, QUIET, WARNING, layout

ROW_HEIGHT, MARGINS = 22, 14


@dataclass(frozen=True)
class Reach:
    """One place: the share of its demand beyond the limit, 0..1, as label and colour show it."""

    name: str
    share: float
    label: str
    colour: str


@dataclass(frozen=True)
class Curve:
    """One place over all distances."""

    name: str
    shares: tuple[float, ...]
    colour: str


def reach_figure(places: Sequence[Reach]) -> go.Figure:
    """Draw one bar per place, the first on top."""
    rows = list(reversed(places))
    positions = list(range(len(rows)))
    end = max(max((row.share for row in rows), default=0.0), 0.05) * 1.9
    bars = {
        "type": "bar", "orientation": "h", "x": [row.share for row in rows], "y": positions,
        "marker": {"color": [row.colour for row in rows]}, "text": [f" {row.label}" for row in rows],
        "textposition": "outside", "constraintext": "none", "cliponaxis": False, "hoverinfo": "none", "width": 0.66,
        "textfont": {"size": 12, "color": INK},
    }
    return go.Figure([bars], layout(
        ROW_HEIGHT * max(len(rows), 1) + MARGINS,
        margin={"l": 4, "r": 4, "t": 4, "b": 4},
        showlegend=False,
        xaxis={"visible": False, "range": [0, end], "fixedrange": True},
        yaxis={"tickvals": positions, "ticktext": [row.name for row in rows], "range": [-0.6, len(rows) - 0.4],
               "fixedrange": True, "showgrid": False, "automargin": True, "tickfont": {"size": 12}},
    ))


def curve_figure(curves: Sequence[Curve], distances: Sequence[int], limit: int, unit: str, height: int) -> go.Figure:
    """Draw the share beyond each distance as one line per place, and the limit chosen as an upright line."""
    traces = [
        {"type": "scatter", "mode": "lines", "x": list(distances), "y": list(curve.shares), "name": curve.name,
         "line": {"color": curve.colour, "width": 2.2},
         "hovertemplate": f"%{{x}} {unit}　%{{y:.1%}}<extra>%{{fullData.name}}</extra>"}
        for curve in curves
    ]
    return go.Figure(traces, layout(
        height,
        margin={"l": 8, "r": 12, "t": 8, "b": 8},
        showlegend=True,
        legend={"orientation": "h", "x": 0, "y": -0.2, "yanchor": "top", "font": {"size": 11}},
        xaxis={"fixedrange": True, "showgrid": False, "automargin": True, "range": [0, max(distances)],
               "tickfont": {"size": 11, "color": QUIET}, "title": {"text": unit, "font": {"size": 11, "color": QUIET}}},
        yaxis={"fixedrange": True, "gridcolor": GRID, "zeroline": False, "rangemode": "tozero", "tickformat": ".0%",
               "automargin": True, "tickfont": {"size": 11, "color": QUIET}},
        shapes=[{"type": "line", "x0": limit, "x1": limit, "yref": "paper", "y0": 0, "y1": 1,
                 "line": {"color": WARNING, "width": 1.4, "dash": "dash"}}],
    ))
