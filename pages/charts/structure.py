"""What agencies offer as a grid of type of IP by form, and their sizes as dots on a scale of shares."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from pages.charts.style import ACCENT, GRID, NO_DATA, QUIET, layout

BELOW = "#a85a10"
WHITE = (255, 255, 255)
# On a ground of this luminance white and black are equally far away, at a contrast of 4.6.
MIDDLE_LUMINANCE = 0.179
LABEL_MARGIN, HEAD_MARGIN = 96, 26


def grid_figure(
    values: pd.DataFrame, labels: pd.DataFrame, hover: pd.DataFrame, heads: Sequence[str], sides: Sequence[str],
    height: int, least_depth: float = 0.0,
) -> go.Figure:
    """Draw one field per cell, the darker the further its value is from zero: blue above, ochre below.

    Parameters
    ----------
    values : shape (rows, columns), on one scale; NaN is drawn as no data
    labels, hover : the same shape, what stands in a field and beside the pointer
    heads, sides : names of the columns and rows
    least_depth : value of the full colour where none is further from zero, so that small values stay pale
    """
    count_rows, count_columns = values.shape
    numbers = values.to_numpy(dtype=float)
    largest = max((abs(value) for value in numbers.flat if not math.isnan(value)), default=0.0)
    largest = max(largest, least_depth)
    shapes: list[dict[str, Any]] = []
    annotations: list[dict[str, Any]] = []
    x, y, text = [], [], []
    for row in range(count_rows):
        for column in range(count_columns):
            value = float(numbers[row, column])
            depth = 0.0 if math.isnan(value) or not largest else abs(value) / largest
            level = count_rows - 1 - row
            colour = NO_DATA if math.isnan(value) else _mixed(ACCENT if value >= 0 else BELOW, depth)
            shapes.append({
                "type": "rect", "xref": "x", "yref": "y", "x0": column - 0.48, "x1": column + 0.48,
                "y0": level - 0.47, "y1": level + 0.47, "layer": "below", "line": {"color": "#ffffff", "width": 1},
                "fillcolor": colour,
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
        xaxis={**axis, "tickvals": list(range(count_columns)), "ticktext": list(heads),
               "range": [-0.52, count_columns - 0.48]},
        yaxis={**axis, "tickvals": list(range(count_rows)), "ticktext": list(reversed(sides)),
               "range": [-0.52, count_rows - 0.48]},
        shapes=shapes,
        annotations=annotations,
    ))


def size_figure(
    shares: Mapping[str, pd.Series], labels: Mapping[str, str], colours: Sequence[str], height: int
) -> go.Figure:
    """Draw one line per size class and one dot per place at its share.

    Parameters
    ----------
    shares : by name of place, fractions 0..1 by size class, the same classes for all
    labels : name of every size class
    colours : one per place
    """
    classes = list(labels)
    traces = [
        {
            "type": "scatter", "name": name, "mode": "markers", "x": values.reindex(classes).tolist(),
            "y": [len(classes) - 1 - place for place in range(len(classes))],
            "marker": {"size": 11, "color": colour, "line": {"color": "#ffffff", "width": 1}},
            "hovertemplate": f"{name}: %{{x:.1%}}<extra></extra>",
        }
        for (name, values), colour in zip(shares.items(), colours, strict=False)
    ]
    return go.Figure(traces, layout(
        height,
        margin={"l": LABEL_MARGIN, "r": 16, "t": 8, "b": 30},
        legend={"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "itemclick": False,
                "itemdoubleclick": False},
        showlegend=True,
        xaxis={"range": [-0.03, 1.03], "tickformat": ".0%", "gridcolor": GRID, "zeroline": False, "fixedrange": True,
               "nticks": 6},
        yaxis={"tickvals": list(range(len(classes))), "ticktext": [labels[name] for name in reversed(classes)],
               "range": [-0.6, len(classes) - 0.4], "gridcolor": GRID, "zeroline": False, "fixedrange": True,
               "tickfont": {"size": 12, "color": QUIET}},
    ))


def readable_on(colour: str) -> str:
    """White or black, whichever stands out from a ground, at a contrast of at least 4.5."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    luminance = sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
    return "#ffffff" if luminance < MIDDLE_LUMINANCE else "#000000"


def _mixed(colour: str, depth: float) -> str:
    """The colour mixed with white: 0 is white, 1 the colour itself."""
    parts = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    mixed = (round(white + (part - white) * depth) for part, white in zip(parts, WHITE, strict=True))
    return "#" + "".join(f"{part:02x}" for part in mixed)

