"""Growth of a cluster beside that of its host, year by year, with the verdict of each year in shape and word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from pages.charts.style import ACCENT, GRID, INK, QUIET, layout

OUTPUT, TERTIARY = "#c8701a", "#7a5ba6"
SHAPES = {
    "met": "triangle-up", "met_as_known": "triangle-up-open", "missed": "triangle-down-open", "unknown": "circle-open",
}


@dataclass(frozen=True)
class GrowthYear:
    """One year: growth of the cluster and of its host in per cent (None = unknown), verdict, and the words below."""

    year: int
    own: float | None
    output: float | None
    tertiary: float | None
    verdict: str
    words: str
    hover: str


def premium_figure(years: Sequence[GrowthYear], names: tuple[str, str, str], height: int) -> go.Figure:
    """Draw three lines over years; `names` are those of the cluster, the output and the tertiary industry.

    Years stand side by side as they are given; one without a growth is a gap that nothing bridges.
    """
    places = list(range(len(years)))
    traces = [
        _line(places, [one.output for one in years], names[1], OUTPUT, "dash", "diamond", years),
        _line(places, [one.tertiary for one in years], names[2], TERTIARY, "dot", "square", years),
        _line(places, [one.own for one in years], names[0], ACCENT, "solid",
              [SHAPES[one.verdict] for one in years], years, width=2.6, size=13),
    ]
    return go.Figure([trace for trace in traces if any(value is not None for value in trace["y"])], layout(
        height,
        margin={"l": 8, "r": 12, "t": 34, "b": 8},
        showlegend=True,
        legend={"orientation": "h", "x": 0, "y": 1, "yref": "container", "yanchor": "top", "font": {"size": 12},
                "itemclick": False, "itemdoubleclick": False},
        hovermode="closest",
        xaxis={"tickvals": places, "ticktext": [f"{one.year}<br>{one.words}" for one in years],
               "range": [-0.6, len(years) - 0.4], "fixedrange": True, "showgrid": False, "zeroline": False,
               "tickangle": 0, "automargin": True, "tickfont": {"size": 12, "color": INK}},
        yaxis={"ticksuffix": "%", "gridcolor": GRID, "zeroline": True, "zerolinecolor": QUIET, "fixedrange": True,
               "nticks": 6, "automargin": True, "tickfont": {"size": 11, "color": QUIET}},
    ))


def _line(
    places: list[int], values: list[float | None], name: str, colour: str, dash: str, symbol: str | list[str],
    years: Sequence[GrowthYear], width: float = 1.6, size: int = 8,
) -> dict[str, Any]:
    return {
        "type": "scatter", "mode": "lines+markers", "x": places, "y": values, "name": name, "connectgaps": False,
        "line": {"color": colour, "width": width, "dash": dash},
        "marker": {"symbol": symbol, "size": size, "color": colour, "line": {"color": colour, "width": 1.6}},
        "text": [one.hover for one in years], "hovertemplate": "%{text}<extra>%{fullData.name}</extra>",
    }
