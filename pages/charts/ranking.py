"""Ranking as bars: rank with interval, value and change of rank beside each bar, pinned regions on top."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from pages.charts.style import ACCENT, INK, PALE, QUIET, layout, said_once

ROW_HEIGHT = 22
MARGINS = 12


def ranking_figure(board: pd.DataFrame, pinned: Mapping[str, str], selected: str | None) -> go.Figure:
    """Draw one bar per row of `board`.

    Parameters
    ----------
    board : columns region_code, name, value, label (value in words), rank_label (rank and interval), change_label,
        is_real_change (beyond noise); in order of display
    pinned : colour by region code of the regions that are compared
    selected : region drawn in the accent colour
    """
    rows = board.iloc[::-1]
    colours = [
        ACCENT if code == selected else pinned.get(code, "#9db8d2") for code in rows["region_code"]
    ]
    positions = list(range(len(rows)))
    largest = max(float(rows["value"].abs().max(skipna=True) or 0), 1e-12)
    smallest = min(float(rows["value"].min(skipna=True) or 0), 0.0)
    room = 1.3 + 0.03 * max((len(str(label)) for label in rows["label"]), default=0)
    bars = {
        "type": "bar",
        "x": rows["value"].fillna(0).tolist(),
        "y": positions,
        "orientation": "h",
        "marker": {"color": said_once(colours)},
        "text": [f" {label}" for label in rows["label"]],
        "textposition": "outside",
        "cliponaxis": False,
        "constraintext": "none",
        "textfont": {"size": 12, "color": INK},
        "customdata": rows["region_code"].tolist(),
        "hoverinfo": "none",
        "width": 0.68,
        "selected": {"marker": {"opacity": 1}},
        "unselected": {"marker": {"opacity": 1}},
    }
    changes = {
        "type": "scatter",
        # All stand at one place, which a few digits tell as well as seventeen.
        "x": [float(f"{largest * room:.5g}")] * len(rows),
        "y": positions,
        "mode": "text",
        "text": rows["change_label"].tolist(),
        "textposition": "middle left",
        "textfont": {
            "size": 11, "color": said_once([ACCENT if is_real else QUIET for is_real in rows["is_real_change"]])
        },
        "hoverinfo": "skip",
        "cliponaxis": False,
    }
    names = [f"{rank}  {name}".strip() for rank, name in zip(rows["rank_label"], rows["name"], strict=True)]
    shared = layout(
        ROW_HEIGHT * max(len(rows), 1) + MARGINS,
        margin={"l": 4, "r": 4, "t": 4, "b": 4},
        showlegend=False,
        xaxis={"visible": False, "range": [smallest * 1.2, largest * room], "fixedrange": True},
        yaxis={
            "tickvals": positions, "ticktext": names, "fixedrange": True, "showgrid": False, "automargin": True,
            "tickfont": {"size": 12}, "range": [-0.6, len(rows) - 0.4],
        },
        shapes=_divider(board),
    )
    return go.Figure([bars, changes], shared)


def _divider(board: pd.DataFrame) -> list[dict[str, Any]]:
    """A line between the pinned regions and the others."""
    count_pinned = int(board["is_pinned"].sum()) if "is_pinned" in board else 0
    if not 0 < count_pinned < len(board):
        return []
    level = len(board) - count_pinned - 0.5
    return [{"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": level, "y1": level,
             "line": {"color": PALE, "width": 1}}]
