"""The Moran scatter: each region's own figure against that of its neighbours; the slope is Moran's I."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go

from pages.charts.balance_maps import PATTERN_COLOURS
from pages.charts.style import INK, QUIET, layout
from pages.shell.screen import Screen
from pages.texts.numbers import plain
from queries.shortage_clusters import ShortageClusters

MOST_NAMED = 7


def moran_figure(screen: Screen, clusters: ShortageClusters, selected: str | None, height: int) -> go.Figure:
    """Draw the standardised ratio of each region and the mean of its neighbours, in the colours of the map."""
    t = screen.texts
    units = clusters.units
    slope = clusters.test.statistic.value or 0.0
    reach = 1.12 * max(1.0, float(units["z"].abs().max()))
    high = 1.15 * max(1.0, float(units["lag"].abs().max()))
    traces: list[dict[str, Any]] = []
    for pattern, colour in PATTERN_COLOURS.items():
        rows = units[units["pattern"] == pattern]
        if len(rows):
            traces.append({
                "type": "scatter", "mode": "markers", "x": rows["z"].tolist(), "y": rows["lag"].tolist(),
                "name": t(f"balance.pattern.{pattern}"), "customdata": list(rows.index),
                "text": [t("balance.scatter_hover", place=screen.place(code), z=plain(z, 2), lag=plain(lag, 2))
                         for code, z, lag in zip(rows.index, rows["z"], rows["lag"], strict=True)],
                "hovertemplate": "%{text}<extra></extra>",
                "marker": {"color": colour, "size": 8, "line": {"color": QUIET, "width": 1}},
            })
    traces.append({
        "type": "scatter", "mode": "lines", "x": [-reach, reach], "y": [-reach * slope, reach * slope],
        "line": {"color": INK, "width": 1.4, "dash": "dash"}, "hoverinfo": "skip", "showlegend": False,
        "name": "I",
    })
    axis = {"fixedrange": True, "zeroline": True, "zerolinecolor": "#b9c4cf", "showgrid": False,
            "tickfont": {"size": 11, "color": QUIET}, "automargin": True}
    return go.Figure(traces, layout(
        height,
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        showlegend=False,
        xaxis={**axis, "range": [-reach, reach],
               "title": {"text": t("balance.column.own"), "font": {"size": 11, "color": QUIET}}},
        yaxis={**axis, "range": [-high, high],
               "title": {"text": t("balance.column.neighbours"), "font": {"size": 11, "color": QUIET}}},
        annotations=_names(screen, clusters, selected),
    ))


def _names(screen: Screen, clusters: ShortageClusters, selected: str | None) -> list[dict[str, object]]:
    """Names of the selected region and of the significant ones, those farthest from the middle first."""
    units = clusters.units
    found = units[~units["pattern"].isin(["not_significant", "no_neighbour"])]
    far = (found["z"] ** 2 + found["lag"] ** 2).sort_values(ascending=False, kind="stable").index[:MOST_NAMED]
    named = list(dict.fromkeys([*([selected] if selected in units.index else []), *far]))
    return [
        {"x": float(units.loc[code, "z"]), "y": float(units.loc[code, "lag"]), "text": screen.place(code),
         "showarrow": False, "xanchor": "left", "yanchor": "bottom", "xshift": 5,
         "font": {"size": 11, "color": INK if code == selected else QUIET}}
        for code in named
    ]
