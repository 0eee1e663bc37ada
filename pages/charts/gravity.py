"""Branches found against branches expected, pair by pair, and what each term of the model does."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from pages.charts.style import ACCENT, GRID, INK, QUIET, layout
from pages.shell.screen import Screen
from pages.texts.gravity import effect
from pages.texts.numbers import percent, plain
from queries.formulas.gravity import Linkage, TermState

MARKS = {
    Linkage.FEW: ("#c3cdd6", "circle", 4), Linkage.AS_EXPECTED: ("#8aa0b4", "circle", 6),
    Linkage.UNDER: ("#a85a10", "triangle-down", 10), Linkage.OVER: (ACCENT, "triangle-up", 10),
}
FOOT = 0.4
"""Zero has no place on such an axis: pairs without a branch stand here, and the axis says 0."""

TICKS = (0.01, 0.1, 1, 3, 10, 30, 100, 300, 1000, 3000)
MOST_NAMED = 8


def gravity_scatter(screen: Screen, rows: pd.DataFrame, region: str | None, height: int) -> go.Figure:
    """Draw expected against found on logarithmic axes, in powers of ten; the pairs of `region` are ringed and named.

    Parameters
    ----------
    rows : as of ``GravityBoard.rows``
    """
    t = screen.texts
    judged = rows[rows["linkage"].notna() & (rows["expected"] > 0)]
    own = judged[(judged["origin"] == region) | (judged["destination"] == region)]
    low = max(float(judged["expected"].min()), 0.01)
    high = float(judged[["expected", "flow"]].max().max()) * 1.3
    traces: list[Any] = [{
        "type": "scatter", "mode": "lines", "x": [math.log10(low), math.log10(high)],
        "y": [math.log10(low), math.log10(high)], "line": {"color": QUIET, "width": 1, "dash": "dash"},
        "hoverinfo": "skip", "name": t("gravity.diagonal"),
    }]  # fmt: skip
    traces += [_points(screen, judged[judged["linkage"] == linkage], linkage, low) for linkage in MARKS]
    if len(own):
        traces.append({
            "type": "scatter", "mode": "markers", **_places(own, low), "hoverinfo": "skip",
            "name": t("gravity.own", place=screen.place(str(region))),
            "marker": {"size": 13, "color": "rgba(0,0,0,0)", "symbol": "circle",
                       "line": {"color": INK, "width": 1.4}},
        })  # fmt: skip
    named = (own if len(own) else judged[judged["linkage"].isin([Linkage.OVER, Linkage.UNDER])])
    named = named.reindex(named["pearson"].abs().sort_values(ascending=False).index).head(MOST_NAMED)
    axis: dict[str, Any] = {"gridcolor": GRID, "fixedrange": True, "zeroline": False, "automargin": True,
                            "tickfont": {"size": 11, "color": QUIET}}
    across = [tick for tick in TICKS if low <= tick <= high]
    up = [tick for tick in TICKS if 1 <= tick <= high]
    return go.Figure(traces, layout(
        height,
        margin={"l": 8, "r": 12, "t": 30, "b": 8},
        legend={"orientation": "h", "y": 1.0, "yanchor": "bottom", "x": 0, "font": {"size": 12}},
        xaxis={**axis, "tickvals": [math.log10(tick) for tick in across], "ticktext": [f"{tick:g}" for tick in across],
               "title": {"text": t("gravity.axis_expected"), "font": {"size": 12}, "standoff": 4},
               "range": [math.log10(low) - 0.05, math.log10(high)]},
        yaxis={**axis, "tickvals": [math.log10(tick) for tick in (FOOT, *up)],
               "ticktext": ["0", *(f"{tick:g}" for tick in up)],
               "title": {"text": t("gravity.axis_found"), "font": {"size": 12}, "standoff": 4},
               "range": [math.log10(FOOT) - 0.12, math.log10(high)]},
        annotations=[_name(screen, row, low, high) for row in named.to_dict("records")],
    ))


def terms_figure(screen: Screen, terms: pd.DataFrame, height: int) -> go.Figure:
    """Draw the effect of every term that was estimated, in per cent, with its interval; at the line is no effect."""
    t = screen.texts
    drawn = terms[terms["state"] == TermState.ESTIMATED].iloc[::-1]
    traces: list[Any] = []
    for place, (name, row) in enumerate(drawn.iterrows()):
        value, lo, hi = (effect(str(name), float(row[column])) for column in ("value", "lo", "hi"))
        colour = ACCENT if lo > 0 or hi < 0 else QUIET
        traces.append({"type": "scatter", "mode": "lines", "x": [lo, hi], "y": [place, place],
                       "line": {"color": colour, "width": 3}, "hoverinfo": "skip", "showlegend": False})
        traces.append({"type": "scatter", "mode": "markers", "x": [value], "y": [place], "showlegend": False,
                       "marker": {"size": 11, "color": colour, "symbol": "circle" if colour == ACCENT else "diamond"},
                       "hovertemplate": f"{percent(value, 1, signed=True)}<extra></extra>"})
    names = [t(f"gravity_axis.{name}") for name in drawn.index]
    return go.Figure(traces, layout(
        height,
        margin={"l": 4, "r": 12, "t": 6, "b": 4},
        showlegend=False,
        shapes=[{"type": "line", "x0": 0, "x1": 0, "y0": -0.6, "y1": len(drawn) - 0.4,
                 "line": {"color": INK, "width": 1}, "layer": "below"}],
        xaxis={"gridcolor": GRID, "fixedrange": True, "zeroline": False, "tickformat": ".0%", "automargin": True,
               "tickfont": {"size": 11, "color": QUIET},
               "title": {"text": t("gravity.axis_effect"), "font": {"size": 12}, "standoff": 4}},
        yaxis={"tickvals": list(range(len(drawn))), "ticktext": names, "fixedrange": True, "showgrid": False,
               "automargin": True, "tickfont": {"size": 12}, "range": [-0.6, len(drawn) - 0.4]},
    ))


def _places(rows: pd.DataFrame, low: float) -> dict[str, Any]:
    return {
        "x": np.log10(rows["expected"].clip(lower=low)).tolist(),
        "y": np.log10(rows["flow"].clip(lower=FOOT)).tolist(),
    }


def _points(screen: Screen, rows: pd.DataFrame, linkage: Linkage, low: float) -> dict[str, Any]:
    colour, symbol, size = MARKS[linkage]
    texts = [
        screen.texts("gravity.hover", origin=screen.place(row["origin"]), destination=screen.place(row["destination"]),
                     flow=plain(row["flow"], 0), expected=plain(row["expected"], 1))
        for row in rows.to_dict("records")
    ]
    return {
        "type": "scatter", "mode": "markers", **_places(rows, low), "customdata": texts,
        "hovertemplate": "%{customdata}<extra></extra>", "name": screen.texts(f"linkage.{linkage.value}"),
        "marker": {"size": size, "color": colour, "symbol": symbol},
    }


def _name(screen: Screen, row: Mapping[Any, Any], low: float, high: float) -> dict[str, Any]:
    x = math.log10(max(row["expected"], low))
    is_right = x > math.log10(high) - 0.3 * math.log10(high / low)
    return {
        "x": x, "y": math.log10(max(row["flow"], FOOT)), "showarrow": False,
        "text": screen.texts("gravity.pair", origin=screen.place(row["origin"]),
                             destination=screen.place(row["destination"])),
        "xanchor": "right" if is_right else "left", "yanchor": "middle", "xshift": -9 if is_right else 9,
        "font": {"size": 11, "color": INK},
    }
