"""Branches opened and closed year by year, and how many of them last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from pages.charts.style import ACCENT, GRID, INK, QUIET, SEQUENTIAL, layout

CLOSED = "#c8701a"


@dataclass(frozen=True)
class LifeWords:
    """What the bars are called."""

    other: str
    own: str
    closed: str
    net: str


@dataclass(frozen=True)
class SurvivalLine:
    """One curve over ages in years, 0..1, with its interval; a dash that no colour is needed to tell."""

    name: str
    curve: pd.DataFrame
    colour: str
    dash: str
    width: float
    with_band: bool


def openings_figure(years: pd.DataFrame, words: LifeWords, height: int) -> go.Figure:
    """Draw openings upward, from elsewhere below those at home, closings downward, the net as points on a line.

    `years` has the columns year, opened, opened_other, closed and net; the last two are missing where nobody knows.
    """
    own = years["opened"] - years["opened_other"]
    traces: list[dict[str, Any]] = [
        _bars(years["year"], years["opened_other"], words.other, ACCENT),
        _bars(years["year"], own, words.own, SEQUENTIAL[1]),
    ]
    if years["closed"].notna().any():
        traces.append({**_bars(years["year"], -years["closed"], words.closed, CLOSED),
                       "marker": {"color": CLOSED, "pattern": {"shape": "/", "size": 7, "solidity": 0.2,
                                                          "fgcolor": "#ffffff", "bgcolor": CLOSED}},
                       "customdata": years["closed"].tolist(), "hovertemplate": "%{x}　%{customdata:.0f}<extra>"
                       "%{fullData.name}</extra>"})
        traces.append({
            "type": "scatter", "mode": "lines+markers", "x": years["year"].tolist(), "y": years["net"].tolist(),
            "name": words.net, "line": {"color": INK, "width": 1.4}, "marker": {"color": INK, "size": 5},
            "hovertemplate": "%{x}　%{y:.0f}<extra>%{fullData.name}</extra>",
        })
    return go.Figure(traces, layout(
        height, barmode="relative", bargap=0.25, showlegend=True,
        legend={"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "font": {"size": 12}},
        xaxis={"fixedrange": True, "showgrid": False, "tickfont": {"size": 12, "color": QUIET}, "dtick": _step(years),
               "automargin": True},
        yaxis={"fixedrange": True, "gridcolor": GRID, "zerolinecolor": QUIET, "automargin": True,
               "tickfont": {"size": 12, "color": QUIET}},
    ))


def survival_figure(lines: Sequence[SurvivalLine], unit: str, span: int, height: int) -> go.Figure:
    """Draw each curve as steps over ages in years; an upright line marks the span that the cohorts are told at."""
    traces: list[dict[str, Any]] = []
    for line in lines:
        curve = line.curve
        if line.with_band:
            traces += _band(curve, line.colour)
        traces.append({
            "type": "scatter", "mode": "lines", "x": curve["age"].tolist(), "y": curve["survival"].tolist(),
            "name": line.name, "line": {"color": line.colour, "width": line.width, "dash": line.dash, "shape": "hv"},
            "customdata": curve["at_risk"].tolist(),
            "hovertemplate": f"%{{x}} {unit}　%{{y:.1%}}　n=%{{customdata:.0f}}<extra>%{{fullData.name}}</extra>",
        })
    lowest = min((float(line.curve["survival"].min()) for line in lines), default=0.0)
    return go.Figure(traces, layout(
        height, showlegend=True,
        legend={"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "font": {"size": 12},
                "traceorder": "normal"},
        xaxis={"fixedrange": True, "showgrid": False, "tickfont": {"size": 12, "color": QUIET}, "rangemode": "tozero",
               "automargin": True,
               "title": {"text": unit, "font": {"size": 12, "color": QUIET}}},
        yaxis={"fixedrange": True, "gridcolor": GRID, "tickformat": ".0%", "automargin": True,
               "range": [max(0.0, lowest - 0.1), 1.01], "tickfont": {"size": 12, "color": QUIET}},
        shapes=[{"type": "line", "x0": span, "x1": span, "yref": "paper", "y0": 0, "y1": 1,
                 "line": {"color": QUIET, "width": 1.2, "dash": "dash"}}],
    ))


def _bars(years: pd.Series, amounts: pd.Series, name: str, colour: str) -> dict[str, Any]:
    return {
        "type": "bar", "x": years.tolist(), "y": amounts.tolist(), "name": name, "marker": {"color": colour},
        "hovertemplate": "%{x}　%{y:.0f}<extra>%{fullData.name}</extra>",
    }


def _band(curve: pd.DataFrame, colour: str) -> list[dict[str, Any]]:
    """The area between the bounds, which step where the curve does: there along the upper, back along the lower."""
    known = curve.dropna(subset=["lo", "hi"])
    ages = np.repeat(known["age"].to_numpy(dtype=float), 2)[1:]
    upper, lower = (np.repeat(known[bound].to_numpy(dtype=float), 2)[:-1] for bound in ("hi", "lo"))
    return [{
        "type": "scatter", "mode": "lines", "x": [*ages, *ages[::-1]], "y": [*upper, *lower[::-1]],
        "hoverinfo": "skip", "showlegend": False, "line": {"color": colour, "width": 0}, "fill": "toself",
        "fillcolor": "rgba(11,79,138,0.14)",
    }]


def _step(years: pd.DataFrame) -> int:
    return 1 if len(years) <= 12 else 2 if len(years) <= 24 else 5
