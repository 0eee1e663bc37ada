"""What every place sends and receives as bars to the left and to the right, and what is left over as a number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from pages.charts.flow_map import RECEIVED, SENT
from pages.charts.style import GRID, INK, QUIET, layout
from pages.texts.numbers import plain

ROW_HEIGHT, HEAD = 21, 34
FOR_A_COUNT, FOR_NET = 0.16, 0.4
"""Room beside the bars for their counts and for net inflow, as shares of the longest bars together."""
FADED = {SENT: "#e0c3a4", RECEIVED: "#a9c3da"}


@dataclass(frozen=True)
class Row:
    """One place: `net` is its label, `is_faded` where another place is selected."""

    code: str
    name: str
    sent: int
    received: int
    net: str
    is_faded: bool


def balance_figure(rows: Sequence[Row], names: tuple[str, str], net: str) -> go.Figure:
    """Draw one row per place, the first on top.

    Parameters
    ----------
    names : of what is sent and of what is received
    net : head of the labels at the right
    """
    drawn = list(reversed(rows))
    left, right = max([1, *(row.sent for row in rows)]), max([1, *(row.received for row in rows)])
    whole = left + right
    end = right + (FOR_A_COUNT + FOR_NET) * whole
    bars = [
        _bars(drawn, is_faded, names[side], side, FADED[colour] if is_faded else colour)
        for is_faded in (False, True) for side, colour in enumerate((SENT, RECEIVED))
    ]
    labels: dict[str, Any] = {
        "type": "scatter", "mode": "text", "x": [end] * (len(drawn) + 1), "y": [*range(len(drawn)), len(drawn)],
        "text": [*(row.net for row in drawn), net], "textposition": "middle left",
        "textfont": {"size": 12, "color": INK}, "hoverinfo": "skip", "showlegend": False,
    }
    return go.Figure([*bars, labels], layout(
        ROW_HEIGHT * (len(rows) + 1) + HEAD,
        barmode="overlay",
        margin={"l": 4, "r": 4, "t": HEAD, "b": 4},
        showlegend=True,
        legend={"orientation": "h", "x": 0, "y": 1.0, "yanchor": "bottom", "itemclick": False,
                "itemdoubleclick": False},
        xaxis={"visible": False, "range": [-left - FOR_A_COUNT * whole, end + 0.02 * whole], "fixedrange": True,
               "zeroline": True, "zerolinecolor": QUIET},
        yaxis={"tickvals": list(range(len(drawn))), "ticktext": [row.name for row in drawn], "fixedrange": True,
               "showgrid": False, "gridcolor": GRID, "automargin": True, "tickfont": {"size": 12},
               "range": [-0.6, len(drawn) + 0.5]},
    ))


def _bars(rows: Sequence[Row], is_faded: bool, name: str, side: int, colour: str) -> dict[str, Any]:
    """Bars to one side, of the faded rows or of the others; the legend tells the colour of the latter."""
    own = [(place, row) for place, row in enumerate(rows) if row.is_faded == is_faded]
    counts = [row.received if side else row.sent for _, row in own]
    return {
        "type": "bar", "orientation": "h", "name": name, "x": [count if side else -count for count in counts],
        "y": [place for place, _ in own], "width": 0.72, "marker": {"color": colour}, "showlegend": not is_faded,
        "text": [f" {plain(count, 0)} " for count in counts], "textposition": "outside", "cliponaxis": False,
        "constraintext": "none", "textfont": {"size": 11, "color": INK}, "customdata": [row.code for _, row in own],
        "hoverinfo": "none",
        "selected": {"marker": {"opacity": 1}}, "unselected": {"marker": {"opacity": 1}},
    }
