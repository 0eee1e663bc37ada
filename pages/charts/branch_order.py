"""Whether branches follow the gradient: branches per pair by its fall, chance against what was seen, year by year."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from pages.charts.style import ACCENT, GRID, INK, PALE, QUIET, WARNING, layout
from pages.texts.numbers import percent, plain

UP = "#c8701a"
COLUMNS_OF_CHANCE = 40


@dataclass(frozen=True)
class FallWords:
    """What stands at the axes and between them."""

    across: str
    upward: str
    down: str
    up: str
    mixed: str


def fall_figure(classes: pd.DataFrame, hovers: list[str], words: FallWords, height: int) -> go.Figure:
    """Draw branches per pair by class of the gradient difference; a climb is hatched as well as coloured.

    `hovers` are the texts beside the pointer, one per class.
    """
    kinds = {
        words.up: classes["hi"] <= 0, words.mixed: (classes["lo"] < 0) & (classes["hi"] > 0),
        words.down: classes["lo"] >= 0,
    }
    labels = [f"{plain(lo, 2)}…{plain(hi, 2)}" for lo, hi in zip(classes["lo"], classes["hi"], strict=True)]
    colours = {words.up: UP, words.mixed: QUIET, words.down: ACCENT}
    traces = []
    for name, chosen in kinds.items():
        rows = classes[chosen]
        if rows.empty:
            continue
        traces.append({
            "type": "bar", "x": [labels[place] for place in rows.index], "y": rows["mean"].tolist(), "name": name,
            "marker": {"color": colours[name], "pattern": {
                "shape": "/" if name == words.up else "", "size": 7, "solidity": 0.2, "fgcolor": "#ffffff",
                "bgcolor": colours[name],
            }},
            "text": [plain(value, 2) for value in rows["mean"]], "textposition": "outside", "cliponaxis": False,
            "textfont": {"size": 12, "color": INK},
            "hovertext": [hovers[place] for place in rows.index],
            "hovertemplate": "%{hovertext}<extra></extra>",
        })
    return go.Figure(traces, layout(
        # Each class has one bar: over each other they take the whole of their place.
        height, showlegend=True, bargap=0.15, barmode="overlay",
        legend={"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "font": {"size": 12}},
        xaxis={"fixedrange": True, "type": "category", "categoryorder": "array", "categoryarray": labels,
               "tickfont": {"size": 11, "color": QUIET}, "tickangle": -30, "automargin": True,
               "title": {"text": words.across, "font": {"size": 12, "color": QUIET}}},
        yaxis={"fixedrange": True, "gridcolor": GRID, "rangemode": "tozero", "automargin": True,
               "tickfont": {"size": 12, "color": QUIET},
               "title": {"text": words.upward, "font": {"size": 12, "color": QUIET}}},
    ))


def chance_figure(simulated: pd.Series, observed: float, words: tuple[str, str], height: int) -> go.Figure:
    """Draw how often chance gave each order index, and the one observed as an upright line; `words` name both."""
    counts, edges = np.histogram(simulated, bins=COLUMNS_OF_CHANCE)
    bars = {
        "type": "bar", "x": ((edges[:-1] + edges[1:]) / 2).tolist(), "y": counts.tolist(), "name": words[0],
        "width": (edges[1:] - edges[:-1]).tolist(),
        "marker": {"color": "#b9c8d8", "line": {"color": PALE, "width": 0.5}},
        "hovertemplate": "ρ %{x:.3f}　%{y}<extra></extra>",
    }
    reach = 1.15 * max(abs(observed), float(simulated.abs().max()))
    return go.Figure([bars], layout(
        height, showlegend=False, bargap=0, margin={"l": 8, "r": 12, "t": 26, "b": 8},
        xaxis={"fixedrange": True, "showgrid": False, "range": [-reach, reach], "zeroline": True, "automargin": True,
               "zerolinecolor": "#b9c4cf", "tickfont": {"size": 12, "color": QUIET},
               "title": {"text": words[0], "font": {"size": 12, "color": QUIET}}},
        yaxis={"fixedrange": True, "visible": False},
        shapes=[{"type": "line", "x0": observed, "x1": observed, "yref": "paper", "y0": 0, "y1": 1,
                 "line": {"color": WARNING, "width": 2.4}}],
        annotations=[{"x": observed, "y": 1, "yref": "paper", "yanchor": "bottom", "text": words[1], "showarrow": False,
                      "font": {"size": 12, "color": WARNING}}],
    ))


def down_figure(rows: pd.DataFrame, half: str, height: int) -> go.Figure:
    """Draw the down-gradient share of each year with its interval; on the dashed line both ways weigh the same."""
    known = rows.dropna(subset=["value"])
    points: dict[str, Any] = {
        "type": "scatter", "mode": "markers+text", "x": known["year"].tolist(), "y": known["value"].tolist(),
        "marker": {"color": ACCENT, "size": 9},
        "text": [" " + percent(value, 0) for value in known["value"]], "textposition": "middle right",
        "textfont": {"size": 12, "color": INK}, "cliponaxis": False,
        "error_y": {"type": "data", "symmetric": False, "array": (known["hi"] - known["value"]).tolist(),
                    "arrayminus": (known["value"] - known["lo"]).tolist(), "color": QUIET, "thickness": 1.2,
                    "width": 4},
        "customdata": known[["lo", "hi", "n"]].to_numpy().tolist(),
        "hovertemplate": "%{x}　%{y:.1%}（%{customdata[0]:.1%}–%{customdata[1]:.1%}）　n=%{customdata[2]:.0f}"
        "<extra></extra>",
    }
    return go.Figure([points], layout(
        height, showlegend=False,
        xaxis={"fixedrange": True, "showgrid": False, "dtick": 1, "automargin": True,
               "tickfont": {"size": 12, "color": QUIET},
               "range": [known["year"].min() - 0.5, known["year"].max() + 0.7] if len(known) else None},
        yaxis={"fixedrange": True, "gridcolor": GRID, "tickformat": ".0%", "range": [0, 1.02], "automargin": True,
               "tickfont": {"size": 12, "color": QUIET}},
        shapes=[{"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": 0.5, "y1": 0.5,
                 "line": {"color": WARNING, "width": 1.2, "dash": "dash"}}],
        annotations=[{"xref": "paper", "x": 0, "y": 0.5, "yanchor": "top", "xanchor": "left", "text": half,
                      "showarrow": False, "font": {"size": 11, "color": WARNING}}],
    ))
