"""The services of a region as a grid of states, the weighted gaps of a level as bars, the cells closed by year."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from pages.charts.labelled_grid import labelled_grid
from pages.charts.style import ACCENT, GRID, INK, NO_DATA, QUIET, layout

STATE_COLOURS = {
    "offered": "#cfe0f0",
    "thin": "#f3d7a2",
    "missing": "#a85a10",
    "unknown": NO_DATA,
    "not_feasible": "#ffffff",
}
# Symbols stand beside the word and the colour, never alone.
STATE_SYMBOLS = {"offered": "●", "thin": "◐", "missing": "○", "unknown": "？", "not_feasible": "—"}
BAR, BEFORE = "#9db8d2", "#c9d6e3"
ROW_HEIGHT = 22


def cell_grid_figure(
    states: pd.DataFrame, labels: pd.DataFrame, hover: pd.DataFrame, heads: Sequence[str], sides: Sequence[str],
    height: int,
) -> go.Figure:
    """Draw one field per cell in the colour of its state, with its label.

    Parameters
    ----------
    states : shape (forms, types), words of STATE_COLOURS
    labels, hover : the same shape, what stands in a field and beside the pointer
    heads, sides : names of the columns and rows
    """
    edges = states.map(lambda state: GRID if state == "not_feasible" else "#ffffff")
    return labelled_grid(states.map(STATE_COLOURS.__getitem__), labels, hover, heads, sides, height, edges)


def gap_bars_figure(names: Sequence[str], gaps: Sequence[float], labels: Sequence[str], codes: Sequence[str],
                    selected: str | None) -> go.Figure:
    """Draw one bar per region, the first on top; the selected one in the accent colour.

    Parameters
    ----------
    gaps : weighted gaps, 0..1; 0 is drawn for a region without one, whose label says why
    codes : region codes, which a click returns
    """
    count = len(names)
    largest = max([*gaps, 1e-9])
    bars = {
        "type": "bar", "orientation": "h", "x": list(reversed(gaps)), "y": list(range(count)),
        "marker": {"color": [ACCENT if code == selected else BAR for code in reversed(codes)]},
        "text": [f" {label}" for label in reversed(labels)], "textposition": "outside", "cliponaxis": False,
        "constraintext": "none", "textfont": {"size": 12, "color": INK}, "customdata": list(reversed(codes)),
        "hoverinfo": "none", "width": 0.68,
        "selected": {"marker": {"opacity": 1}}, "unselected": {"marker": {"opacity": 1}},
    }
    return go.Figure([bars], layout(
        ROW_HEIGHT * max(count, 1) + 12,
        margin={"l": 4, "r": 4, "t": 4, "b": 4},
        showlegend=False,
        xaxis={"visible": False, "range": [0, largest * 1.9], "fixedrange": True},
        yaxis={"tickvals": list(range(count)), "ticktext": list(reversed(names)), "fixedrange": True,
               "showgrid": False, "automargin": True, "tickfont": {"size": 12}, "range": [-0.6, count - 0.4]},
    ))


def closed_figure(years: pd.DataFrame, names: tuple[str, str], height: int) -> go.Figure:
    """Draw the cells closed in each year, those whose year is certain in front of all with a year.

    Parameters
    ----------
    years : columns year, dated, at_the_latest
    names : of all with a year, and of those whose year is certain
    """
    every = years["dated"] + years["at_the_latest"]
    largest = int(every.max()) if len(years) else 1
    shared = {"type": "bar", "x": years["year"].tolist(), "width": 0.7, "constraintext": "none", "cliponaxis": False}
    bars = [
        {**shared, "name": names[0], "y": every.tolist(), "marker": {"color": BEFORE}, "textposition": "outside",
         "text": [str(count) if count else "" for count in every], "textfont": {"size": 11, "color": INK},
         "hovertemplate": "%{x}　%{y}<extra>%{fullData.name}</extra>"},
        {**shared, "name": names[1], "y": years["dated"].tolist(), "marker": {"color": ACCENT},
         "textposition": "outside", "text": [""] * len(years), "textfont": {"size": 11, "color": INK},
         "hovertemplate": "%{x}　%{y}<extra>%{fullData.name}</extra>"},
    ]
    return go.Figure(bars, layout(
        height,
        barmode="overlay",
        margin={"l": 30, "r": 8, "t": 26, "b": 26},
        showlegend=True,
        legend={"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "itemclick": False,
                "itemdoubleclick": False},
        xaxis={"tickformat": "d", "fixedrange": True, "showgrid": False, "nticks": 10,
               "tickfont": {"size": 11, "color": QUIET}},
        yaxis={"range": [0, largest * 1.25], "fixedrange": True, "gridcolor": GRID, "zeroline": False, "nticks": 4,
               "tickformat": "d", "tickfont": {"size": 11, "color": QUIET}},
    ))
