"""Shift-share as a waterfall of one region's terms, and as diverging bars of what is the regions' own."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import plotly.graph_objects as go

from pages.charts.style import ACCENT, GRID, INK, QUIET, layout

MORE, LESS, WHOLE = "#3c7fb6", "#c8701a", "#5b6b7b"
ROW_HEIGHT, HEAD = 22, 40
HALF = 0.34


def waterfall_figure(names: Sequence[str], values: Sequence[float], labels: Sequence[str], height: int) -> go.Figure:
    """Draw terms one after the other and what they add up to.

    Parameters
    ----------
    names : of the terms, then of the sum
    values : of the terms, in their order; the sum follows from them
    labels : what stands at the terms, then at the sum
    """
    ends = [0.0]
    for value in values:
        ends.append(ends[-1] + value)
    boxes = [*pairwise(ends), (0.0, ends[-1])]
    last = len(values)
    low, high = min(*ends, 0.0), max(*ends, 0.0)
    room = 0.14 * ((high - low) or 1.0)
    shapes = []
    for place, (start, end) in enumerate(boxes):
        colour = WHOLE if place == last else MORE if end >= start else LESS
        shapes.append({"type": "rect", "xref": "x", "yref": "y", "x0": place - HALF, "x1": place + HALF, "y0": start,
                       "y1": end, "fillcolor": colour, "line": {"color": colour, "width": 1}})
        if place < last:
            shapes.append({"type": "line", "xref": "x", "yref": "y", "x0": place + HALF, "x1": place + 1 - HALF,
                           "y0": end, "y1": end, "line": {"color": QUIET, "width": 1, "dash": "dot"}})
    tops = [max(box) for box in boxes]
    points = {
        "type": "scatter", "mode": "markers", "x": list(range(last + 1)), "y": tops, "showlegend": False,
        "marker": {"size": 1, "color": WHOLE}, "text": [f"{name} {label}" for name, label in
                                                         zip(names, labels, strict=True)],
        "hovertemplate": "%{text}<extra></extra>",
    }
    return go.Figure([points], layout(
        height,
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        showlegend=False,
        hovermode="closest",
        hoverdistance=60,
        shapes=shapes,
        annotations=[
            {"x": place, "y": top, "xref": "x", "yref": "y", "xanchor": "center", "yanchor": "bottom", "yshift": 2,
             "showarrow": False, "text": label, "font": {"size": 13, "color": INK}}
            for place, (top, label) in enumerate(zip(tops, labels, strict=True))
        ],
        xaxis={"tickvals": list(range(last + 1)), "ticktext": list(names), "range": [-0.6, last + 0.6],
               "fixedrange": True, "showgrid": False, "zeroline": False, "automargin": True, "tickfont": {"size": 12}},
        yaxis={"range": [low - (room if low < 0 else 0), high + room], "fixedrange": True, "gridcolor": GRID,
               "zeroline": True, "zerolinecolor": QUIET, "nticks": 5, "separatethousands": True,
               "exponentformat": "none", "automargin": True,
               "tickfont": {"size": 11, "color": QUIET}},
    ))


def competitive_figure(
    codes: Sequence[str], names: Sequence[str], own: Sequence[float], beside: Sequence[float], labels: Sequence[str],
    terms: tuple[str, str], selected: str | None,
) -> go.Figure:
    """Draw the own term of every region as a bar from zero, the first on top, and another term as a diamond.

    Parameters
    ----------
    own, beside : the two terms of each region; `terms` names them
    labels : what stands at the right of each row
    """
    count = len(codes)
    rows = list(range(count))
    reach = max([abs(value) for value in [*own, *beside]] or [1.0]) or 1.0
    flipped = slice(None, None, -1)
    bars: dict[str, Any] = {
        "type": "bar", "orientation": "h", "x": list(own)[flipped], "y": rows, "name": terms[0], "width": 0.66,
        "marker": {"color": [MORE if value >= 0 else LESS for value in list(own)[flipped]]},
        "customdata": list(codes)[flipped], "text": [""] * count, "textposition": "outside",
        "hoverinfo": "none",
        "selected": {"marker": {"opacity": 1}}, "unselected": {"marker": {"opacity": 1}},
    }
    points = {
        "type": "scatter", "mode": "markers", "x": list(beside)[flipped], "y": rows, "name": terms[1],
        "marker": {"color": "#ffffff", "symbol": "diamond", "size": 8, "line": {"color": INK, "width": 1.4}},
        "text": [f"{name} {label}" for name, label in zip(list(names)[flipped], list(labels)[flipped], strict=True)],
        "hovertemplate": "%{text}<extra></extra>", "customdata": list(codes)[flipped],
        "selected": {"marker": {"opacity": 1}}, "unselected": {"marker": {"opacity": 1}},
    }
    words = {
        "type": "scatter", "mode": "text", "x": [reach * 2.15] * count, "y": rows, "text": list(labels)[flipped],
        "textposition": "middle left", "textfont": {"size": 11, "color": INK}, "hoverinfo": "skip", "showlegend": False,
        "cliponaxis": False,
    }
    ticks = [f"<b>{name}</b>" if code == selected else name for code, name in zip(codes, names, strict=True)]
    return go.Figure([bars, points, words], layout(
        HEAD + ROW_HEIGHT * max(count, 1),
        margin={"l": 4, "r": 4, "t": HEAD, "b": 4},
        showlegend=True,
        legend={"orientation": "h", "x": 0, "y": 1, "yref": "container", "yanchor": "top", "font": {"size": 11},
                "itemclick": False, "itemdoubleclick": False},
        barmode="overlay",
        xaxis={"range": [-reach * 1.08, reach * 2.2], "fixedrange": True, "showgrid": False, "zeroline": True,
               "zerolinecolor": ACCENT, "showticklabels": False},
        yaxis={"tickvals": rows, "ticktext": ticks[flipped], "range": [-0.6, count - 0.4], "fixedrange": True,
               "showgrid": False, "zeroline": False, "automargin": True, "tickfont": {"size": 12}},
    ))
