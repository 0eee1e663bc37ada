"""New figures of a return beside the earlier ones: one small panel per metric."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from pages.charts.style import ACCENT, GRID, QUIET, layout


@dataclass(frozen=True)
class ReturnPanel:
    """One metric: its heading, what was known by year, and the new figure, with its label."""

    heading: str
    before: pd.Series
    year: int
    value: float
    label: str


def return_points(panels: Sequence[ReturnPanel], names: tuple[str, str], height: int) -> go.Figure:
    """Draw the panels side by side: a line to the last figure, a dotted step to the new one, which is a diamond.

    `names` are the words of the legend: figures as stored, and the new ones.
    """
    figure = make_subplots(rows=1, cols=len(panels), subplot_titles=[panel.heading for panel in panels])
    for column, panel in enumerate(panels, start=1):
        _panel(figure, panel, names, column)
    figure.update_layout(**layout(height, showlegend=True, legend={"orientation": "h", "y": -0.18, "x": 0}))
    figure.update_xaxes(tickformat="d", showgrid=False, fixedrange=True, tickfont={"size": 11, "color": QUIET})
    figure.update_yaxes(rangemode="tozero", gridcolor=GRID, fixedrange=True, nticks=4, exponentformat="none",
                        separatethousands=True, automargin=True, tickfont={"size": 11, "color": QUIET})
    figure.update_layout(margin={"t": 34, "l": 52, "r": 12, "b": 8})
    return figure


def _panel(figure: go.Figure, panel: ReturnPanel, names: tuple[str, str], column: int) -> None:
    before = panel.before.sort_index()
    figure.add_trace(go.Scatter(
        x=list(before.index), y=list(before), mode="lines+markers", name=names[0], legendgroup="before",
        showlegend=column == 1, line={"color": QUIET, "width": 2.2}, marker={"size": 6, "color": QUIET},
    ), row=1, col=column)  # fmt: skip
    if len(before):
        figure.add_trace(go.Scatter(
            x=[before.index[-1], panel.year], y=[before.iloc[-1], panel.value], mode="lines", hoverinfo="skip",
            showlegend=False, line={"color": ACCENT, "width": 1.6, "dash": "dot"},
        ), row=1, col=column)  # fmt: skip
    figure.add_trace(go.Scatter(
        x=[panel.year], y=[panel.value], mode="markers+text", text=[panel.label], textposition="top left",
        name=names[1], legendgroup="new", showlegend=column == 1, cliponaxis=False,
        marker={"size": 12, "symbol": "diamond", "color": ACCENT, "line": {"width": 1.5, "color": "white"}},
    ), row=1, col=column)  # fmt: skip
