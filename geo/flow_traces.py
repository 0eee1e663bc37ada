"""Arrows of a flow map on the screen: one trace for all lines of a width and colour, one for all heads of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from geo.flow_curves import flow_curve
from geo.map_spec import Flow, Mark
from geo.projection import unproject

Part = dict[str, Any]
DECIMALS = 2
LINE_OPACITY = 0.75
MARKS_FROM = 100


def head_size(width: float) -> float:
    """Size of an arrowhead in pixels, for a line of some width."""
    return 7.0 + 1.7 * width


def flow_traces(flows: Sequence[Flow]) -> list[Part]:
    """Return the traces of some flows, in the order of their widths and colours; none for none."""
    groups: dict[tuple[float, str], list[Flow]] = {}
    for flow in flows:
        groups.setdefault((flow.width, flow.colour), []).append(flow)
    return [part for (width, colour), own in groups.items() for part in _group(own, width, colour)]


def mark_traces(marks: Sequence[Mark]) -> list[Part]:
    """Return what puts lines and signs into the legend: traces that hold no point."""
    return [
        {
            "type": "scattergeo", "lon": [None], "lat": [None], "geo": "geo", "hoverinfo": "skip",
            "name": mark.label, "showlegend": True, "legendrank": MARKS_FROM + place, **_sample(mark),
        }
        for place, mark in enumerate(marks)
    ]


def _sample(mark: Mark) -> Part:
    if mark.shape:
        return {"mode": "markers", "marker": {"symbol": mark.shape, "size": 11, "color": mark.colour}}
    return {"mode": "lines", "line": {"color": mark.colour, "width": mark.width}}


def _group(flows: Sequence[Flow], width: float, colour: str) -> list[Part]:
    curves = [flow_curve(flow) for flow in flows]
    longitudes: list[float | None] = []
    latitudes: list[float | None] = []
    tips, angles = [], []
    for curve in curves:
        points = unproject(curve.line).round(DECIMALS).tolist()
        longitudes += [*(point[0] for point in points), None]
        latitudes += [*(point[1] for point in points), None]
        tips.append(curve.tip)
        angles.append(round(curve.bearing))
    ends = unproject(np.array(tips)).round(DECIMALS).tolist()
    shared: Part = {"type": "scattergeo", "geo": "geo", "showlegend": False}
    return [
        {
            **shared, "name": "flows", "mode": "lines", "lon": longitudes, "lat": latitudes, "hoverinfo": "skip",
            "line": {"color": colour, "width": width}, "opacity": LINE_OPACITY,
        },
        {
            **shared, "name": "heads", "mode": "markers", "lon": [end[0] for end in ends],
            "lat": [end[1] for end in ends], "text": [flow.text for flow in flows],
            "customdata": [flow.code for flow in flows],
            "hovertemplate": "%{text}<extra></extra>",
            "marker": {
                "symbol": "arrow", "angle": angles, "angleref": "up", "size": head_size(width), "color": colour,
                "line": {"color": "#ffffff", "width": 0.6},
            },
            "selected": {"marker": {"opacity": 1}},
            "unselected": {"marker": {"opacity": 1}},
        },
    ]
