"""The four zones side by side: one small panel of bars per indicator, one colour per zone everywhere."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from pages.charts.style import ZONE_COLOURS, in_lines, layout
from pages.shell.screen import Screen
from pages.texts.figures import unit_of
from pages.texts.numbers import plain
from queries.catalogue import Indicator
from queries.regions import ZONES

HEIGHT = 206
LINE_WIDTH = 30
"""Letters that a fifth of an office laptop holds."""
LINES, TITLE_LINE = 3, 15
"""How many lines of headings the height has room for, and what each further one takes in pixels."""


def zone_panels(screen: Screen, panels: Mapping[Indicator, pd.DataFrame]) -> go.Figure:
    """Draw one panel per indicator; `panels` holds its rows of one year indexed by region code."""
    titles = [
        f"{in_lines(indicator.name(screen.language), LINE_WIDTH)}<br>"
        + screen.texts("zones.panel", unit=unit_of(indicator, screen.texts), year=int(rows["period"].iloc[0]))
        for indicator, rows in panels.items()
    ]
    figure = make_subplots(rows=1, cols=len(panels), shared_yaxes=True, horizontal_spacing=0.035)
    zones = list(reversed(ZONES))
    for column, (indicator, rows) in enumerate(panels.items(), start=1):
        values = rows["value"].reindex(zones)
        percent = "%" if indicator.unit(screen.language).startswith("%") else ""
        labels = [plain(value, indicator.decimals) + percent for value in values]
        figure.add_trace(
            go.Bar(
                x=values.tolist(),
                y=[screen.place(zone) for zone in zones],
                orientation="h",
                marker={"color": [ZONE_COLOURS[zone] for zone in zones]},
                text=labels,
                textposition="outside",
                cliponaxis=False,
                constraintext="none",
                textfont={"size": 11},
                hoverinfo="skip",
                width=0.6,
                showlegend=False,
            ),
            row=1,
            col=column,
        )
        figure.update_xaxes(
            visible=False, range=[min(0, values.min()) * 1.2, values.max() * 1.75], fixedrange=True, row=1, col=column
        )
    figure.update_yaxes(fixedrange=True, automargin=True, tickfont={"size": 12})
    for column, title in enumerate(titles, start=1):
        axis = figure.layout[f"xaxis{column if column > 1 else ''}"]
        figure.add_annotation(
            x=axis.domain[0], xref="paper", y=1.02, yref="paper", text=title, showarrow=False,
            xanchor="left", yanchor="bottom", align="left", font={"size": 11.5},
        )
    lines = max((title.count("<br>") + 1 for title in titles), default=LINES)
    above = TITLE_LINE * max(lines - LINES, 0)
    return figure.update_layout(layout(HEIGHT + above, margin={"l": 8, "r": 8, "t": 60 + above, "b": 4}))
