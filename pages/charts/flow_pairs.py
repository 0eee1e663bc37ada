"""The pairs that most branches lead between: a bar each, with what they come to so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from pages.charts.style import ACCENT, INK, layout


@dataclass(frozen=True)
class PairBar:
    """One pair: its name with the direction, its branches, and what stands beside the bar."""

    name: str
    branches: float
    label: str


def pairs_figure(pairs: Sequence[PairBar], height: int) -> go.Figure:
    """Draw one bar per pair, the largest on top."""
    rows = list(reversed(pairs))
    positions = list(range(len(rows)))
    largest = max((row.branches for row in rows), default=1.0)
    bars = {
        "type": "bar", "orientation": "h", "x": [row.branches for row in rows], "y": positions, "width": 0.66,
        "marker": {"color": ACCENT}, "text": [f" {row.label}" for row in rows], "textposition": "outside",
        "constraintext": "none", "cliponaxis": False, "textfont": {"size": 12, "color": INK}, "hoverinfo": "none",
    }
    return go.Figure([bars], layout(
        height, showlegend=False,
        xaxis={"visible": False, "range": [0, largest * 1.7], "fixedrange": True},
        yaxis={"tickvals": positions, "ticktext": [row.name for row in rows], "range": [-0.6, len(rows) - 0.4],
               "fixedrange": True, "showgrid": False, "automargin": True, "tickfont": {"size": 13}},
    ))
