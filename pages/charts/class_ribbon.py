"""Who moved up or down: one line per region from its class in the first year to that in the last."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from pages.charts.style import INK, QUIET, layout

UP, DOWN, SAME = "#0b4f8a", "#a8520c", "#b9c4cf"
SIGNS = {1: "▲", -1: "▼", 0: ""}
ROW_HEIGHT = 17
BAND = ("#f6f8fa", "#edf1f5")


def ribbon_figure(
    rows: pd.DataFrame, classes: Sequence[str], years: tuple[int, int], selected: str | None, least_height: int
) -> go.Figure:
    """Draw the regions by class, highest on top, in both years, and the line of each from one to the other.

    Parameters
    ----------
    rows : indexed by region_code: name, first and last (class, 0 the lowest), first_value and last_value (by which a
        class is ordered), hover
    classes : name of each class, lowest first
    years : first and last
    selected : region drawn in bold
    least_height : pixels
    """
    left, right = _places(rows, "first"), _places(rows, "last")
    total = len(rows) + len(classes)
    shapes, annotations = _bands(rows, classes)
    traces: list[dict[str, Any]] = []
    for code, row in rows.iterrows():
        change = int(row["last"] - row["first"])
        direction = (change > 0) - (change < 0)
        colour = {1: UP, -1: DOWN, 0: SAME}[direction]
        is_selected = code == selected
        traces.append({
            "type": "scatter", "mode": "lines+markers", "x": [0, 0.5, 1], "customdata": [code] * 3,
            "y": [left[code], (left[code] + right[code]) / 2, right[code]],
            "line": {"color": INK if is_selected else colour, "width": 3 if is_selected else 1 + 1.4 * abs(direction)},
            "marker": {"size": [7, 0, 7], "color": INK if is_selected else colour,
                       "symbol": {1: "triangle-up", -1: "triangle-down", 0: "circle"}[direction]},
            "text": [escape(str(row["hover"]))] * 3, "hovertemplate": "%{text}<extra></extra>", "showlegend": False,
        })
        name = escape(str(row["name"]))
        bold = f"<b>{name}</b>" if direction or is_selected else name
        ink = INK if is_selected else colour if direction else QUIET
        annotations += [
            {"x": -0.02, "y": left[code], "text": bold, "xanchor": "right", "showarrow": False,
             "font": {"size": 11, "color": ink}},
            {"x": 1.02, "y": right[code], "text": f"{SIGNS[direction]}{bold}", "xanchor": "left", "showarrow": False,
             "font": {"size": 11, "color": ink}},
        ]
    annotations += [
        {"x": side, "y": -0.9, "text": f"<b>{year}</b>", "showarrow": False, "font": {"size": 13, "color": INK}}
        for side, year in zip((0, 1), years, strict=True)
    ]
    return go.Figure(traces, layout(
        max(least_height, ROW_HEIGHT * (total + 2)), shapes=shapes, annotations=annotations,
        margin={"l": 4, "r": 4, "t": 4, "b": 4},
        xaxis={"range": [-0.62, 1.62], "visible": False, "fixedrange": True},
        yaxis={"range": [total + 0.2, -1.6], "visible": False, "fixedrange": True},
    ))


def _places(rows: pd.DataFrame, end: str) -> dict[Any, float]:
    """Height of every region: classes from the highest, a free row for the name of each."""
    ordered = rows.sort_values([end, f"{end}_value"], ascending=False, kind="stable")
    highest = int(max(rows["first"].max(), rows["last"].max())) if len(rows) else 0
    return {code: place + (highest - int(rows.loc[code, end])) + 1.0 for place, code in enumerate(ordered.index)}


def _bands(rows: pd.DataFrame, classes: Sequence[str]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """A band for every class on both sides, with its name and how many regions are in it."""
    shapes: list[dict[str, Any]] = []
    annotations: list[dict[str, Any]] = []
    highest = int(max(rows["first"].max(), rows["last"].max())) if len(rows) else 0
    for end, near, far in (("first", -0.01, -0.62), ("last", 1.01, 1.62)):
        top = 0.0
        for number in range(highest, -1, -1):
            count = int((rows[end] == number).sum())
            shapes.append({
                "type": "rect", "x0": near, "x1": far, "y0": top - 0.45, "y1": top + count + 0.5, "layer": "below",
                "fillcolor": BAND[number % 2], "line": {"width": 0},
            })
            annotations.append({
                "x": far, "y": top, "text": f"<b>{escape(classes[number])}</b>　{count}", "showarrow": False,
                "xanchor": "left" if far < 0 else "right", "font": {"size": 11, "color": QUIET},
            })
            top += count + 1
    return shapes, annotations
