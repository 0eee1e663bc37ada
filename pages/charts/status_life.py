"""The life of the statuses of clusters: one row per cluster on an axis of years, a bar for every period printed."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from geo.drawing import text_width
from pages.charts.cluster_marks import STATUS_MARKS
from pages.charts.style import GRID, INK, QUIET, in_lines, layout
from queries.cluster_status import CLUSTER_STANDINGS

ROW_HEIGHT, AROUND_ROWS, LEGEND_ROW = 21, 28, 19
NARROWEST, BESIDE_ENTRY = 390.0, 40.0
"""Pixels: what a laptop has for years and legend, and what an entry of it takes beside its text."""
HALF, BAND_HALF = 0.27, 0.47
BAND = "#eaf1f8"
PALE = 0.7
"""How much white a bar holds that rests on the printed term alone."""
NAME_SIZE, NAME_LETTERS = 11, 34
"""Letters of a line of a name: one of fifty would leave a laptop no room for the years and their legend."""
BEYOND = 0.8
"""Room right of the last year, in years."""
LONG_NOTE = 24
"""Characters beyond which a note is set smaller, or the screen of a laptop cuts it off."""


@dataclass(frozen=True)
class LifeRow:
    """One cluster: what stands at its row, and what is said at the end of its bars."""

    cluster: str
    name: str
    note: str


def status_life_figure(
    rows: Sequence[LifeRow], periods: pd.DataFrame, hover: Mapping[tuple[str, str], str],
    names: Mapping[str, str], selected: str | None,
) -> go.Figure:
    """Draw the rows from the top down; a period whose end only the term tells is pale, within dashes.

    Parameters
    ----------
    periods : as of ``status_periods``
    hover : text beside the pointer by cluster and status, as HTML
    names : of the statuses, for the legend
    """
    level = {row.cluster: len(rows) - 1 - place for place, row in enumerate(rows)}
    own = periods[periods["cluster_id"].isin(set(level))]
    first, last = _years(own)
    height = ROW_HEIGHT * max(len(rows), 2) + AROUND_ROWS + _legend_height(names)
    axis = {"fixedrange": True, "zeroline": False, "tickfont": {"size": 12}}
    return go.Figure(_beginnings(own, level, hover, names) or [_nothing(rows)], layout(
        height,
        margin={"l": 8, "r": 8, "t": 34, "b": 24},
        showlegend=True,
        hovermode="closest",
        legend={"orientation": "h", "x": 0, "y": 1.0, "yanchor": "bottom", "itemclick": False,
                "itemdoubleclick": False, "font": {"size": 12}},
        xaxis={**axis, "range": [first - 0.6, last + BEYOND], "tickvals": list(range(first, last + 1, 2)),
               "gridcolor": GRID, "tickformat": "d", "tickfont": {"size": 11, "color": QUIET}},
        yaxis={**axis, "tickvals": [level[row.cluster] for row in rows],
               "ticktext": [in_lines(escape(row.name), NAME_LETTERS) for row in rows],
               "tickfont": {"size": NAME_SIZE}, "range": [-0.6, len(rows) - 0.4], "showgrid": False,
               "automargin": True},
        shapes=[*_band(level, selected, (first - 0.6, last + BEYOND)), *_bars(own, level)],
        annotations=_notes(rows, own, level, (first, last)),
    ))


def _legend_height(names: Mapping[str, str]) -> int:
    """Room above the rows for the legend where the window is narrow, or it would take theirs."""
    widest = max((text_width(name, 12) for name in names.values()), default=0.0) + BESIDE_ENTRY
    return LEGEND_ROW * math.ceil(len(names) / max(1, int(NARROWEST / widest)))


def _years(periods: pd.DataFrame) -> tuple[int, int]:
    """The first and the last year of the axis; of nothing dated some years all the same, for there are rows."""
    if periods.empty:
        return 2012, 2026
    return int(periods["first"].min()), int(max(periods["first"].max() + 1, periods["end"].fillna(0).max()))


def _beginnings(
    periods: pd.DataFrame, level: Mapping[str, int], hover: Mapping[tuple[str, str], str], names: Mapping[str, str]
) -> list[dict[str, Any]]:
    """The year of approval of every period as a mark, by status."""
    traces = []
    for status in CLUSTER_STANDINGS:
        own = periods[periods["status"] == status]
        if len(own):
            codes = [str(code) for code in own["cluster_id"]]
            mark = STATUS_MARKS[status]
            traces.append({
                "type": "scatter", "mode": "markers", "name": names[status],
                "x": [int(year) for year in own["first"]], "y": [level[code] for code in codes],
                "customdata": codes, "text": [hover[code, status] for code in codes],
                "hovertemplate": "%{text}<extra></extra>",
                "marker": {"symbol": mark.shape, "color": mark.colour, "size": 11,
                           "line": {"color": "#ffffff", "width": 1}},
                "selected": {"marker": {"opacity": 1}}, "unselected": {"marker": {"opacity": 1}},
            })
    return traces


def _nothing(rows: Sequence[LifeRow]) -> dict[str, Any]:
    """An invisible mark, for an axis of rows without any year."""
    return {"type": "scatter", "mode": "markers", "x": [2012], "y": [len(rows) - 1], "showlegend": False,
            "hoverinfo": "skip", "marker": {"size": 1, "color": "#ffffff"}}


def _bars(periods: pd.DataFrame, level: Mapping[str, int]) -> list[dict[str, Any]]:
    bars = []
    for period in periods[periods["end"].notna()].to_dict("records"):
        row, colour = level[str(period["cluster_id"])], STATUS_MARKS[str(period["status"])].colour
        is_read = period["ends"] == "term"
        bars.append({
            "type": "rect", "xref": "x", "yref": "y", "x0": int(period["first"]), "x1": int(period["end"]),
            "y0": row - HALF, "y1": row + HALF, "layer": "below",
            "fillcolor": pale(colour, PALE) if is_read else pale(colour, 0.25),
            "line": {"color": colour, "width": 1, "dash": "dot" if is_read else "solid"},
        })
    return bars


def pale(colour: str, white: float) -> str:
    """A colour mixed with so much white, 0..1."""
    parts = [int(colour[place : place + 2], 16) for place in (1, 3, 5)]
    return "#" + "".join(f"{round(part + (255 - part) * white):02x}" for part in parts)


def _band(level: Mapping[str, int], selected: str | None, across: tuple[float, float]) -> list[dict[str, Any]]:
    if selected not in level:
        return []
    row = level[str(selected)]
    return [{
        "type": "rect", "xref": "x", "yref": "y", "x0": across[0], "x1": across[1], "y0": row - BAND_HALF,
        "y1": row + BAND_HALF, "layer": "below", "fillcolor": BAND, "line": {"color": BAND, "width": 0},
    }]


def _notes(
    rows: Sequence[LifeRow], periods: pd.DataFrame, level: Mapping[str, int], axis: tuple[int, int]
) -> list[dict[str, Any]]:
    """What is said of a row: right of its last bar, left of its first where that has more room, alone from the left."""
    until = periods.assign(until=periods["end"].fillna(periods["first"]))
    spans = until.groupby("cluster_id").agg(first=("first", "min"), until=("until", "max"))
    notes = []
    for row in rows:
        if row.note:
            is_alone = row.cluster not in spans.index
            first, last = (axis[0], axis[0]) if is_alone else map(int, spans.loc[row.cluster])
            is_before = first - axis[0] > axis[1] - last
            notes.append({
                "x": first if is_before else last, "y": level[row.cluster], "xref": "x", "yref": "y",
                "showarrow": False, "xanchor": "right" if is_before else "left", "yanchor": "middle",
                "xshift": -9 if is_before else 9, "text": escape(row.note),
                "font": {"size": 11 if len(row.note) <= LONG_NOTE else 10, "color": INK if is_alone else QUIET},
            })
    return notes
