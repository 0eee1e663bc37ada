"""A grid of coloured fields, each with its label and a text beside the pointer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from pages.charts.style import layout

# On a ground of this luminance white and black are equally far away, at a contrast of 4.6.
MIDDLE_LUMINANCE = 0.179
LABEL_MARGIN, HEAD_MARGIN = 96, 26
HALF_WIDTH, HALF_HEIGHT = 0.48, 0.47


def labelled_grid(
    colours: pd.DataFrame, labels: pd.DataFrame, hover: pd.DataFrame, heads: Sequence[str], sides: Sequence[str],
    height: int, edges: pd.DataFrame | None = None,
) -> go.Figure:
    """Draw one field per cell in its colour, the first row on top.

    Parameters
    ----------
    colours : shape (rows, columns), `#rrggbb`
    labels, hover : the same shape, what stands in a field and beside the pointer
    heads, sides : names of the columns and rows
    height : pixels
    edges : the same shape, colours of the edges; white where not given
    """
    rows, columns = colours.shape
    shapes: list[dict[str, Any]] = []
    annotations: list[dict[str, Any]] = []
    x, y, text = [], [], []
    for row in range(rows):
        for column in range(columns):
            level, colour = rows - 1 - row, str(colours.iat[row, column])
            shapes.append({
                "type": "rect", "xref": "x", "yref": "y", "x0": column - HALF_WIDTH, "x1": column + HALF_WIDTH,
                "y0": level - HALF_HEIGHT, "y1": level + HALF_HEIGHT, "layer": "below", "fillcolor": colour,
                "line": {"color": "#ffffff" if edges is None else str(edges.iat[row, column]), "width": 1},
            })
            annotations.append({
                "x": column, "y": level, "xref": "x", "yref": "y", "showarrow": False, "xanchor": "center",
                "yanchor": "middle", "text": labels.iat[row, column],
                "font": {"size": 12, "color": readable_on(colour)},
            })
            x.append(column)
            y.append(level)
            text.append(hover.iat[row, column])
    fields = {
        "type": "scatter", "x": x, "y": y, "mode": "markers", "marker": {"size": 1, "color": "#ffffff"},
        "text": text, "hovertemplate": "%{text}<extra></extra>", "showlegend": False,
    }
    axis = {"showgrid": False, "zeroline": False, "fixedrange": True, "tickfont": {"size": 12}}
    return go.Figure([fields], layout(
        height,
        margin={"l": LABEL_MARGIN, "r": 8, "t": 8, "b": HEAD_MARGIN},
        showlegend=False,
        hovermode="closest",
        hoverdistance=40,
        xaxis={**axis, "tickvals": list(range(columns)), "ticktext": list(heads),
               "range": [-0.52, columns - HALF_WIDTH]},
        yaxis={**axis, "tickvals": list(range(rows)), "ticktext": list(reversed(sides)),
               "range": [-0.52, rows - HALF_WIDTH]},
        shapes=shapes,
        annotations=annotations,
    ))


def readable_on(colour: str) -> str:
    """White or black, whichever stands out from a ground, at a contrast of at least 4.5."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    luminance = sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
    return "#ffffff" if luminance < MIDDLE_LUMINANCE else "#000000"
