"""Trend lines over published years. Years without a figure are gaps with a thin bridge, never guesses."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from pages.charts.style import GRID, MARKS, QUIET, WARNING, layout, said_once


@dataclass(frozen=True)
class TrendLine:
    """One line. `values` is indexed by year; a year in `bounds` is a published bound and drawn hollow.

    `breaks` are the years in which a new series begins, which nothing connects with the one before.
    """

    name: str
    values: pd.Series
    colour: str
    labels: Sequence[str]
    bounds: frozenset[int] = frozenset()
    dashed: bool = False
    breaks: frozenset[int] = frozenset()
    width: float = 2.2


@dataclass(frozen=True)
class BreakMark:
    """A break of the series: drawn before the first year of the new series, explained below."""

    year: int
    label: str


def trend_figure(
    lines: Sequence[TrendLine], breaks: Sequence[BreakMark], unit: str, height: int
) -> go.Figure:
    """Draw lines over years with their last value named at the end."""
    years = sorted({int(year) for line in lines for year in line.values.index})
    spread = max(years) - min(years) if years else 0
    shared = layout(
        height,
        showlegend=len(lines) > 1,
        legend={"orientation": "h", "y": -0.16, "yanchor": "top", "x": 0, "font": {"size": 11}},
        separators=".,",
        xaxis={
            "tickvals": years if len(years) <= 9 else None,
            "tickformat": "d",
            "showgrid": False,
            "automargin": True,
            "tickangle": 0,
            "fixedrange": True,
            "tickfont": {"size": 11, "color": QUIET},
            "range": [min(years) - 0.06 * spread - 0.2, max(years) + 0.06 * spread + 0.2] if years else None,
        },
        yaxis={
            "gridcolor": GRID, "zeroline": False, "fixedrange": True, "rangemode": "tozero", "nticks": 5,
            "automargin": True, "tickfont": {"size": 11, "color": QUIET}, "separatethousands": True,
            "exponentformat": "none",
        },
        shapes=[
            {"type": "line", "x0": mark.year - 0.5, "x1": mark.year - 0.5, "yref": "paper", "y0": 0, "y1": 0.94,
             "line": {"color": WARNING, "width": 1, "dash": "dash"}}
            for mark in breaks
        ],
        margin={"l": 8, "r": 12, "t": 26, "b": 8},
        annotations=[
            {"xref": "paper", "x": 0, "yref": "paper", "y": 1, "yshift": 14, "xanchor": "left", "yanchor": "middle",
             "text": unit, "showarrow": False, "font": {"size": 11, "color": QUIET}},
            *({"x": mark.year - 0.5, "yref": "paper", "y": 1.0, "text": mark.label, "showarrow": False,
             "font": {"size": 11, "color": WARNING}, "xanchor": "center", "yanchor": "middle"}
              for mark in breaks),
        ],
    )
    return go.Figure([trace for line in lines for trace in (*_bridges(line), _trace(line))], shared)


def _trace(line: TrendLine) -> dict[str, Any]:
    series, labels = _parted(line)
    hollow = [year in line.bounds for year in series.index]
    return {
        "type": "scatter",
        "x": series.index.tolist(),
        "y": series.tolist(),
        "mode": "lines+markers",
        "name": line.name,
        "line": {"color": line.colour, "width": line.width, "dash": "dot" if line.dashed else "solid"},
        "marker": {
            "size": 8,
            "symbol": MARKS.get(line.colour, "circle"),
            "color": said_once(["#ffffff" if is_hollow else line.colour for is_hollow in hollow]),
            "line": {"color": line.colour, "width": 1.6},
        },
        "text": labels,
        "connectgaps": False,
        "hovertemplate": "%{x}　%{text}<extra>%{fullData.name}</extra>",
    }


def _bridges(line: TrendLine) -> list[dict[str, Any]]:
    """Thin dots over years without a figure; none over a break of the series."""
    known = line.values.dropna()
    years = [int(year) for year in known.index]
    x: list[int | None] = []
    y: list[float | None] = []
    for first, last in pairwise(years):
        if last - first > 1 and not any(first < year <= last for year in line.breaks):
            x += [first, last, None]
            y += [float(known[first]), float(known[last]), None]
    if not x:
        return []
    return [{"type": "scatter", "x": x, "y": y, "mode": "lines", "hoverinfo": "skip", "showlegend": False,
             "line": {"color": line.colour, "width": 1, "dash": "dot"}}]


def _parted(line: TrendLine) -> tuple[pd.Series, list[str]]:
    """The values and labels of a line with a gap at each break and over each year without a figure."""
    labels = dict(zip((int(year) for year in line.values.index), line.labels, strict=True))
    series = pd.Series(line.values.to_numpy(), index=[float(year) for year in line.values.index])
    missing = [first + 0.5 for first, last in pairwise(sorted(labels)) if last - first > 1]
    gaps = pd.Series(math.nan, index=sorted({*missing, *(year - 0.5 for year in line.breaks)}), dtype=float)
    parted = pd.concat([series, gaps]).sort_index()
    return parted, [labels.get(int(year), "") if year == int(year) else "" for year in parted.index]
