"""Lights in rows: one field per measure of each sentence, its light in colour, shape and word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from pages.charts.style import INK, layout
from queries.formulas.scorecard_light import Light

# Bluish green and vermilion stay apart for every kind of colour vision; shape and word say the same.
FILLS = {Light.GREEN: "#cfe9e2", Light.AMBER: "#fbe6bf", Light.RED: "#f3cfc2", Light.GREY: "#eceff2"}
INKS = {Light.GREEN: "#0b4a3c", Light.AMBER: "#6b4200", Light.RED: "#74200d", Light.GREY: "#4a5968"}
SIDE_MARGIN, SIDE_MARGIN_EN = 214, 290
LINE = 40


@dataclass(frozen=True)
class LightField:
    """One field: what stands in it, its light, and what stands beside the pointer."""

    label: str
    light: Light
    hover: str


def light_grid(rows: Sequence[Sequence[LightField]], sides: Sequence[str], side_margin: int, height: int) -> go.Figure:
    """Draw the fields of every row from left to right; rows may differ in length.

    Parameters
    ----------
    rows : the fields of each row, the first row on top
    sides : name of each row
    side_margin : room for the names, in pixels
    """
    most = max((len(row) for row in rows), default=1)
    shapes: list[dict[str, Any]] = []
    annotations: list[dict[str, Any]] = []
    x, y, text = [], [], []
    for number, fields in enumerate(rows):
        level = len(rows) - 1 - number
        for column, one in enumerate(fields):
            shapes.append({
                "type": "rect", "xref": "x", "yref": "y", "x0": column - 0.49, "x1": column + 0.49,
                "y0": level - 0.45, "y1": level + 0.45, "layer": "below", "line": {"color": "#ffffff", "width": 1},
                "fillcolor": FILLS[one.light],
            })
            annotations.append({
                "x": column - 0.47, "y": level, "xref": "x", "yref": "y", "showarrow": False, "xanchor": "left",
                "yanchor": "middle", "align": "left", "text": one.label,
                "font": {"size": 12, "color": INKS[one.light]},
            })
            x.append(column)
            y.append(level)
            text.append(one.hover)
    fields_drawn = {
        "type": "scatter", "x": x, "y": y, "mode": "markers", "marker": {"size": 1, "color": "#ffffff"},
        "text": text, "hovertemplate": "%{text}<extra></extra>", "showlegend": False,
    }
    axis = {"showgrid": False, "zeroline": False, "fixedrange": True, "tickfont": {"size": 12, "color": INK}}
    return go.Figure([fields_drawn], layout(
        height,
        margin={"l": side_margin, "r": 6, "t": 4, "b": 4},
        showlegend=False,
        hovermode="closest",
        hoverdistance=60,
        xaxis={**axis, "visible": False, "range": [-0.5, most - 0.5]},
        yaxis={**axis, "tickvals": list(range(len(rows))), "ticktext": list(reversed(sides)),
               "range": [-0.5, len(rows) - 0.5]},
        shapes=shapes,
        annotations=annotations,
    ))
