"""Figures of one metric with the line of its target, the pace that it asks for and where the present pace leads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from pages.charts.parted_line import parted
from pages.charts.style import ACCENT, GRID, INK, QUIET, WARNING, layout

Point = tuple[float, float]


@dataclass(frozen=True)
class TargetMark:
    """One target: where it lies, where the way to it began, its words and the two lines that lead on from today.

    `needed` and `present` run from the last known figure; empty where nothing can be said of them.
    """

    point: Point
    since: float
    label: str
    needed: tuple[Point, ...] = ()
    present: tuple[Point, ...] = ()


@dataclass(frozen=True)
class TargetWords:
    """What the lines are called: known figures, pace needed, present pace."""

    figures: str
    needed: str
    present: str


def target_figure(
    known: Sequence[Point], bounds: Sequence[Point], targets: Sequence[TargetMark], words: TargetWords, height: int
) -> go.Figure:
    """Draw known figures as points joined where years follow each other, bounds hollow, targets as stars on lines."""
    years = [point[0] for point in (*known, *bounds, *(target.point for target in targets))]
    spread = (max(years) - min(years)) or 1.0
    traces = [_known(known, words.figures)] if known else []
    if bounds:
        traces.append({
            "type": "scatter", "mode": "markers", "x": [x for x, _ in bounds], "y": [y for _, y in bounds],
            "showlegend": False, "hovertemplate": "%{x}　%{y:,}<extra></extra>",
            "marker": {"size": 9, "color": "#ffffff", "line": {"color": ACCENT, "width": 1.6}},
        })
    for field, name, colour, dash in (("needed", words.needed, WARNING, "dash"),
                                      ("present", words.present, QUIET, "dot")):
        paths = [getattr(target, field) for target in targets if getattr(target, field)]
        traces += [_path(path, name, colour, dash, number == 0) for number, path in enumerate(paths)]
    traces.append({
        "type": "scatter", "mode": "markers+text", "x": [target.point[0] for target in targets],
        "y": [target.point[1] for target in targets], "text": [target.label for target in targets],
        "textposition": "top left", "textfont": {"size": 12, "color": WARNING}, "showlegend": False,
        "cliponaxis": False, "hovertemplate": "%{text}<extra></extra>",
        "marker": {"symbol": "star", "size": 13, "color": WARNING},
    })
    return go.Figure(traces, layout(
        height,
        margin={"l": 8, "r": 14, "t": 34, "b": 8},
        showlegend=True,
        legend={"orientation": "h", "x": 0, "y": 1, "yref": "container", "yanchor": "top", "font": {"size": 11},
                "itemclick": False, "itemdoubleclick": False},
        hovermode="closest",
        shapes=[
            {"type": "line", "x0": target.since, "x1": target.point[0], "y0": target.point[1], "y1": target.point[1],
             "line": {"color": WARNING, "width": 1}} for target in targets
        ],
        xaxis={"range": [min(years) - 0.08 * spread - 0.3, max(years) + 0.06 * spread + 0.3], "tickformat": "d",
               "dtick": 1 if spread <= 9 else 2, "showgrid": False, "fixedrange": True, "zeroline": False,
               "automargin": True, "tickfont": {"size": 11, "color": INK}},
        yaxis={"gridcolor": GRID, "zeroline": False, "fixedrange": True, "rangemode": "tozero", "nticks": 5,
               "automargin": True, "separatethousands": True, "exponentformat": "none",
               "tickfont": {"size": 11, "color": QUIET}},
    ))


def _known(known: Sequence[Point], name: str) -> dict[str, Any]:
    """The figures; a year that is lacking parts the line, so that nothing is drawn where nothing is known."""
    x, y = parted(known)
    return {
        "type": "scatter", "mode": "lines+markers", "x": x, "y": y, "name": name, "connectgaps": False,
        "line": {"color": ACCENT, "width": 2.4}, "marker": {"size": 8, "color": ACCENT},
        "hovertemplate": "%{x}　%{y:,}<extra></extra>",
    }


def _path(path: Sequence[Point], name: str, colour: str, dash: str, is_named: bool) -> dict[str, Any]:
    return {
        "type": "scatter", "mode": "lines", "x": [x for x, _ in path], "y": [y for _, y in path], "name": name,
        "legendgroup": name, "showlegend": is_named, "hoverinfo": "skip",
        "line": {"color": colour, "width": 1.8, "dash": dash},
    }
