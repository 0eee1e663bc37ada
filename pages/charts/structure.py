"""What agencies offer as a grid of type of IP by form, and their sizes as dots on a scale of shares."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import pandas as pd
import plotly.graph_objects as go

from pages.charts.labelled_grid import LABEL_MARGIN, labelled_grid
from pages.charts.style import ACCENT, GRID, NO_DATA, QUIET, layout

BELOW = "#a85a10"
WHITE = (255, 255, 255)


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
    distances = (abs(value) for value in values.to_numpy(dtype=float).flat if not math.isnan(value))
    largest = max(least_depth, *distances, 0.0)
    colours = values.map(lambda value: _colour(float(value), largest))
    return labelled_grid(colours, labels, hover, heads, sides, height)


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


def _colour(value: float, largest: float) -> str:
    if math.isnan(value):
        return NO_DATA
    return _mixed(ACCENT if value >= 0 else BELOW, abs(value) / largest if largest else 0.0)


def _mixed(colour: str, depth: float) -> str:
    """The colour mixed with white: 0 is white, 1 the colour itself."""
    parts = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    mixed = (round(white + (part - white) * depth) for part, white in zip(parts, WHITE, strict=True))
    return "#" + "".join(f"{part:02x}" for part in mixed)

