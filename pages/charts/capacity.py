"""Receiving capacity: pillars as small bars beside the interval of the rank."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from pages.charts.style import ACCENT, GRID, INK, PALE, QUIET, layout

ROW_HEIGHT, AROUND_ROWS = 20, 76
INTERVAL = "#9dbcd8"
PILLARS_END, RANKS_START, LABELS_END = 0.58, 0.62, 1.62
BETWEEN = 0.02
TYPE = 12


def capacity_figure(
    rows: pd.DataFrame, pillars: Sequence[str], names: Mapping[str, str], axis: str, selected: str | None, height: int
) -> go.Figure:
    """Draw one row per region: a bar per pillar, 0 to 1, then the interval of its rank with the rank itself.

    Parameters
    ----------
    rows : index = region codes in order of display; columns name, one per pillar (0..1), rank, lo, hi, label
    names : heading of every pillar with its weight
    axis : heading of the ranks
    height : least height, px; every row gets its share of it
    """
    positions = list(range(len(rows)))[::-1]
    width = (PILLARS_END - BETWEEN * (len(pillars) - 1)) / len(pillars)
    axes: dict[str, Any] = {}
    traces: list[dict[str, Any]] = []
    annotations = []
    colours = [ACCENT if code == selected else "#7fadd3" for code in rows.index]
    for number, pillar in enumerate(pillars, start=1):
        start = (width + BETWEEN) * (number - 1)
        axes[f"xaxis{number}"] = {**_plain_axis([start, start + width]), "range": [0, 1.28]}
        traces.append({
            "type": "bar", "orientation": "h", "x": rows[pillar].tolist(), "y": positions, "xaxis": f"x{number}",
            "marker": {"color": colours}, "width": 0.62, "hoverinfo": "skip", "showlegend": False,
            "text": ["" if pd.isna(value) else f"{value:.2f}" for value in rows[pillar]], "textposition": "outside",
            "textfont": {"size": 11, "color": QUIET}, "cliponaxis": False, "textangle": 0,
            "customdata": rows.index.tolist(),
        })
        annotations.append(_heading(names[pillar], start))
    ranks = f"{len(pillars) + 1}"
    axes[f"xaxis{ranks}"] = {
        **_plain_axis([RANKS_START, 1.0]), "range": [0.2, LABELS_END * len(rows)], "showgrid": True, "gridcolor": GRID,
        "showticklabels": True, "tickvals": [1, *range(5, len(rows) + 1, 5)],
        "tickfont": {"size": 11, "color": QUIET},
    }
    traces += [_spans(rows, positions, f"x{ranks}"), {
        "type": "scatter", "mode": "markers", "x": rows["rank"].tolist(), "y": positions, "xaxis": f"x{ranks}",
        "marker": {"color": ACCENT, "size": 9, "line": {"color": "#ffffff", "width": 1}}, "hoverinfo": "skip",
        "showlegend": False, "customdata": rows.index.tolist(),
    }, {
        "type": "scatter", "mode": "text", "x": [(LABELS_END - 0.01) * len(rows)] * len(rows), "y": positions,
        "xaxis": f"x{ranks}", "text": rows["label"].tolist(), "textposition": "middle left",
        "hoverinfo": "skip", "showlegend": False,
        "textfont": {"size": TYPE, "color": [INK if code == selected else QUIET for code in rows.index]},
    }]
    annotations.append(_heading(axis, RANKS_START))
    return go.Figure(traces, layout(
        max(height, ROW_HEIGHT * len(rows) + AROUND_ROWS), margin={"l": 4, "r": 4, "t": 42, "b": 24},
        showlegend=False, hovermode=False, bargap=0.2, annotations=annotations, **axes,
        yaxis={
            "tickvals": positions[::-1], "ticktext": rows["name"].tolist()[::-1], "fixedrange": True, "showgrid": False,
            "automargin": True, "tickfont": {"size": TYPE}, "range": [-0.7, len(rows) - 0.3], "zeroline": False,
        },
        shapes=[
            {"type": "line", "xref": f"x{number}", "x0": 0, "x1": 0, "y0": -0.7, "y1": len(rows) - 0.3,
             "line": {"color": PALE, "width": 1}, "layer": "below"}
            for number in range(1, len(pillars) + 1)
        ],
    ))


def _plain_axis(domain: list[float]) -> dict[str, Any]:
    return {"domain": domain, "fixedrange": True, "showgrid": False, "zeroline": False, "showticklabels": False,
            "anchor": "y"}


def _heading(text: str, start: float) -> dict[str, Any]:
    return {"text": text, "x": start, "y": 1.0, "xref": "paper", "yref": "paper", "xanchor": "left",
            "align": "left", "yanchor": "bottom", "showarrow": False, "font": {"size": TYPE, "color": INK}}


def _spans(rows: pd.DataFrame, positions: Sequence[int], axis: str) -> dict[str, Any]:
    """One line per region over the ranks that it may take."""
    x: list[float | None] = []
    y: list[int | None] = []
    for lo, hi, place in zip(rows["lo"], rows["hi"], positions, strict=True):
        if pd.notna(lo):
            x += [float(lo) - 0.3, float(hi) + 0.3, None]
            y += [place, place, None]
    return {"type": "scatter", "mode": "lines", "x": x, "y": y, "xaxis": axis, "connectgaps": False,
            "line": {"color": INTERVAL, "width": 7}, "hoverinfo": "skip", "showlegend": False}
