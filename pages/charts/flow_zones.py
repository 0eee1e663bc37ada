"""Flows between zones as bands: where head offices stand on the left, where their branches do on the right.

Drawn from filled shapes, not as Plotly's own kind of it, so that a picture of it can be had without a browser.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from pages.charts.style import INK, layout

LEFT, RIGHT, BAR = 0.0, 1.0, 0.025
GAP = 0.09
"""Room between two zones on one side, as a share of all branches."""

STEPS = 24
PALE, EDGE = 0.5, 0.8
LEAST_LABELLED = 0.04
"""Share of all branches from which a band is wide enough for its number."""


def zones_figure(
    flows: pd.DataFrame, colours: Mapping[str, str], heads: tuple[str, str], labels: pd.DataFrame,
    bands: pd.DataFrame, sides: Mapping[str, tuple[str, str]], height: int,
) -> go.Figure:
    """Draw one band per pair of zones with a branch.

    Parameters
    ----------
    flows : shape (n, n), counts to draw; zero is no band
    colours : by zone
    heads : what stands on the left and on the right
    labels, bands : the same shape as flows, text beside the pointer and at the end of a band
    sides : by zone, what stands beside it on the left and on the right
    """
    whole = float(flows.to_numpy().sum()) or 1.0
    sent, received = flows.sum(axis=1) / whole, flows.sum(axis=0) / whole
    left, right = _tops(sent), _tops(received)
    traces: list[dict[str, Any]] = []
    annotations: list[dict[str, Any]] = []
    shapes = []
    middles: list[tuple[float, float, str]] = []
    begins, ends = dict(left), dict(right)
    for origin in flows.index:
        for destination in flows.columns:
            count = int(flows.loc[origin, destination])
            share = count / whole
            if count == 0:
                continue
            traces.append(_band(begins[origin], ends[destination], share, colours[origin]))
            middles.append(((LEFT + RIGHT) / 2, (begins[origin] + ends[destination] - share) / 2,
                            labels.loc[origin, destination]))
            if share >= LEAST_LABELLED:
                annotations.append(_number(ends[destination] - share / 2, bands.loc[origin, destination]))
            begins[origin] -= share
            ends[destination] -= share
    for side, tops, widths in ((0, left, sent), (1, right, received)):
        for zone in flows.index:
            shapes.append(_bar(side, tops[zone], widths[zone], colours[zone]))
            if widths[zone] > 0:
                annotations.append(_side(side, tops[zone] - widths[zone] / 2, sides[zone][side]))
        annotations.append(_head(side, heads[side]))
    low = min(*(tops[zone] - widths[zone] for tops, widths in ((left, sent), (right, received)) for zone in tops), 0.0)
    axis = {"visible": False, "fixedrange": True}
    return go.Figure([*traces, _pointer(middles)], layout(
        height,
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        showlegend=False,
        hovermode="closest",
        hoverdistance=60,
        xaxis={**axis, "range": [-0.32, 1.32]},
        yaxis={**axis, "range": [low - 0.02, 1.0 + 0.09]},
        shapes=shapes,
        annotations=annotations,
    ))


def _tops(shares: pd.Series) -> dict[str, float]:
    """Upper edge of every zone on one side, from 1 down, with gaps between those that have a branch."""
    tops, level = {}, 1.0
    for zone, share in shares.items():
        tops[str(zone)] = level
        level -= float(share) + (GAP if share > 0 else 0.0)
    return tops


def _band(begin: float, end: float, share: float, colour: str) -> dict[str, Any]:
    """A band of even height that leaves and arrives level."""
    way = np.linspace(0.0, 1.0, STEPS)
    ease = way**2 * (3 - 2 * way)
    across = (LEFT + BAR + (RIGHT - LEFT - 2 * BAR) * way).round(4)
    upper = (begin + (end - begin) * ease).round(4)
    lower = (upper - share).round(4)
    return {
        "type": "scatter", "mode": "lines", "x": [*across, *across[::-1]], "y": [*upper, *lower[::-1]],
        "fill": "toself", "fillcolor": _mixed(colour, PALE), "line": {"color": _mixed(colour, EDGE), "width": 0.8},
        "hoverinfo": "skip", "showlegend": False,
    }


def _mixed(colour: str, depth: float) -> str:
    """The colour mixed with white."""
    parts = [int(colour[place : place + 2], 16) for place in (1, 3, 5)]
    return "#" + "".join(f"{round(255 + (part - 255) * depth):02x}" for part in parts)


def _pointer(middles: Sequence[tuple[float, float, str]]) -> dict[str, Any]:
    """What the pointer finds in the middle of every band."""
    return {
        "type": "scatter", "mode": "markers", "x": [x for x, _, _ in middles], "y": [y for _, y, _ in middles],
        "text": [text for _, _, text in middles], "hovertemplate": "%{text}<extra></extra>", "showlegend": False,
        "marker": {"size": 1, "color": "#ffffff"},
    }


def _bar(side: int, top: float, share: float, colour: str) -> dict[str, Any]:
    edge = LEFT if side == 0 else RIGHT - BAR
    return {
        "type": "rect", "xref": "x", "yref": "y", "x0": edge, "x1": edge + BAR, "y0": top - share, "y1": top,
        "fillcolor": colour, "line": {"color": colour, "width": 0}, "layer": "above",
    }


def _side(side: int, middle: float, text: str) -> dict[str, Any]:
    return {
        "x": LEFT - 0.015 if side == 0 else RIGHT + 0.015, "y": middle, "xref": "x", "yref": "y", "showarrow": False,
        "xanchor": "right" if side == 0 else "left", "yanchor": "middle", "text": text,
        "align": "right" if side == 0 else "left", "font": {"size": 14, "color": INK},
    }


def _head(side: int, text: str) -> dict[str, Any]:
    return {
        "x": LEFT if side == 0 else RIGHT, "y": 1.04, "xref": "x", "yref": "y", "showarrow": False,
        "xanchor": "left" if side == 0 else "right", "yanchor": "bottom", "text": text,
        "font": {"size": 13, "color": INK},
    }


def _number(y: float, text: str) -> dict[str, Any]:
    return {
        "x": RIGHT - BAR - 0.012, "y": y, "xref": "x", "yref": "y", "showarrow": False, "xanchor": "right",
        "yanchor": "middle", "text": text, "font": {"size": 13, "color": INK},
    }
