"""New figures of a return beside the earlier ones: one small panel per metric."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from pages.charts.parted_line import parted
from pages.charts.style import ACCENT, GRID, QUIET, layout


@dataclass(frozen=True)
class ReturnPanel:
    """One metric: heading, what was known by year, the new figure with its label, and what is stored of that year."""

    heading: str
    before: pd.Series
    year: int
    value: float
    label: str
    stored: float | None = None


def return_points(panels: Sequence[ReturnPanel], names: tuple[str, str, str], height: int) -> go.Figure:
    """Draw the panels side by side: a line that stops at missing years, and the new figure as a diamond.

    A dotted step leads to it from the year before; what is stored of the same year is a hollow point in its column.
    `names` are the words of the legend: figures as stored, the new ones, and those stored of the year of the new ones.
    """
    figure = make_subplots(rows=1, cols=len(panels), subplot_titles=[panel.heading for panel in panels])
    first_stored = next((column for column, panel in enumerate(panels, 1) if panel.stored is not None), 0)
    for column, panel in enumerate(panels, start=1):
        _panel(figure, panel, names, column)
        if panel.stored is not None:
            figure.add_trace(go.Scatter(
                x=[panel.year], y=[panel.stored], mode="markers", name=names[2], legendgroup="stored",
                showlegend=column == first_stored, cliponaxis=False,
                marker={"size": 11, "symbol": "circle-open", "color": QUIET, "line": {"width": 2}},
            ), row=1, col=column)  # fmt: skip
    figure.update_layout(**layout(height, showlegend=True, legend={"orientation": "h", "y": -0.18, "x": 0}))
    figure.update_xaxes(tickformat="d", showgrid=False, fixedrange=True, tickfont={"size": 11, "color": QUIET})
    figure.update_yaxes(rangemode="tozero", gridcolor=GRID, fixedrange=True, nticks=4, exponentformat="none",
                        separatethousands=True, automargin=True, tickfont={"size": 11, "color": QUIET})
    figure.update_layout(margin={"t": 34, "l": 52, "r": 12, "b": 8})
    return figure


def _panel(figure: go.Figure, panel: ReturnPanel, names: tuple[str, str, str], column: int) -> None:
    before = panel.before.sort_index()
    x, y = parted([(float(year), float(value)) for year, value in before.items()])  # type: ignore[arg-type]
    figure.add_trace(go.Scatter(
        x=x, y=y, mode="lines+markers", connectgaps=False, name=names[0], legendgroup="before",
        showlegend=column == 1, line={"color": QUIET, "width": 2.2}, marker={"size": 6, "color": QUIET},
    ), row=1, col=column)  # fmt: skip
    if len(before) and before.index[-1] == panel.year - 1:
        figure.add_trace(go.Scatter(
            x=[before.index[-1], panel.year], y=[before.iloc[-1], panel.value], mode="lines", hoverinfo="skip",
            showlegend=False, line={"color": ACCENT, "width": 1.6, "dash": "dot"},
        ), row=1, col=column)  # fmt: skip
    figure.add_trace(go.Scatter(
        x=[panel.year], y=[panel.value], mode="markers+text", text=[panel.label], textposition="top left",
        name=names[1], legendgroup="new", showlegend=column == 1, cliponaxis=False,
        marker={"size": 12, "symbol": "diamond", "color": ACCENT, "line": {"width": 1.5, "color": "white"}},
    ), row=1, col=column)  # fmt: skip
