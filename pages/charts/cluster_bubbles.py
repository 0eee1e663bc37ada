"""The portfolio chart: every cluster as a bubble between two medians, a third measure as class, size as area."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from pages.charts.label_places import SIDES, label_sides
from pages.charts.style import GRID, INK, QUIET, layout

LARGEST, SMALLEST = 50.0, 11.0
CLASS_MARKS = (("triangle-down", "#c9dcee"), ("circle", "#6fa3cd"), ("triangle-up", "#0b4f8a"))
"""Low, middle and high: a shape and a colour each."""
HALO, DISC = "#f5c518", 12.0
"""Colour of the disc beneath the selected bubble, and how much wider it is, px."""
WIDTH, ACROSS, UPWARD = 620.0, 90.0, 96.0
"""A narrow drawing that names must not collide in, and what axes and legend take of it, px."""
LETTER, NARROW, LINE = 12.0, 0.56, 15.0
ROOM = 0.09
QUADRANTS = ((1, 1), (0, 1), (0, 0), (1, 0))
ACROSS_ANCHOR = {0.0: "left", -0.5: "center", -1.0: "right"}
UPWARD_ANCHOR = {0.0: "bottom", -0.5: "middle", -1.0: "top"}
Ranges = tuple[tuple[float, float], tuple[float, float]]


@dataclass(frozen=True)
class BubbleAxis:
    """One axis: its title, and how its ticks are written."""

    title: str
    is_share: bool = False


@dataclass(frozen=True)
class BubbleWords:
    """The words of the chart: of both axes, of the classes from low to high, of the quadrants, of both medians.

    `quadrants` stand in the order of `QUADRANTS`: whether across and upward are high.
    """

    across: BubbleAxis
    upward: BubbleAxis
    classes: Sequence[str]
    quadrants: Sequence[str]
    medians: tuple[str, str]


def bubble_figure(
    rows: pd.DataFrame, middle: tuple[float, float], words: BubbleWords, names: Mapping[str, str],
    hover: Mapping[str, str], selected: str | None, height: int,
) -> go.Figure:
    """Draw the bubbles, the largest first, so that no small one lies beneath.

    Parameters
    ----------
    rows : index = clusters, at least one: x, y, size > 0, class (0 low, 1 middle, 2 high)
    middle : medians across and upward, which need not be those of the rows drawn
    names, hover : by cluster; hover as HTML
    selected : the cluster that bears its name whatever is around it, if any
    """
    rows = rows.sort_values("size", ascending=False)
    largest = float(rows["size"].max())
    diameters = [max(SMALLEST, LARGEST * math.sqrt(size / largest)) for size in rows["size"]]
    rows = rows.assign(diameter=diameters)
    ranges = (_range(rows["x"], middle[0]), _range(rows["y"], middle[1]))
    axis = {"fixedrange": True, "zeroline": False, "gridcolor": GRID, "automargin": True, "nticks": 7,
            "tickfont": {"size": 11, "color": QUIET}, "separatethousands": True, "exponentformat": "none"}
    heading = {"size": 12, "color": INK}
    sides = ((words.across, "xaxis", ranges[0]), (words.upward, "yaxis", ranges[1]))
    axes = {
        name: {**axis, "range": list(span), "title": {"text": own.title, "font": heading},
               **({"tickformat": ".0%"} if own.is_share else {})}
        for own, name, span in sides
    }
    return go.Figure([*_selected(rows, selected), *_bubbles(rows, words, hover)], layout(
        height,
        margin={"l": 8, "r": 8, "t": 34, "b": 8},
        showlegend=True,
        hovermode="closest",
        legend={"orientation": "h", "x": 0, "y": 1.0, "yanchor": "bottom", "itemclick": False,
                "itemdoubleclick": False, "font": {"size": 12}, "itemsizing": "constant"},
        shapes=_crosses(middle, ranges),
        annotations=[*_corners(words, ranges), *_medians(middle, words, ranges),
                     *_names(rows, names, selected, ranges, height)],
        **axes,
    ))


def _range(values: pd.Series, middle: float) -> tuple[float, float]:
    low, high = min(float(values.min()), middle), max(float(values.max()), middle)
    room = ROOM * ((high - low) or abs(high) or 1.0)
    return low - room, high + room


def _bubbles(rows: pd.DataFrame, words: BubbleWords, hover: Mapping[str, str]) -> list[dict[str, Any]]:
    traces = []
    for number, (shape, colour) in enumerate(CLASS_MARKS):
        own = rows[rows["class"] == number]
        if len(own):
            codes = [str(code) for code in own.index]
            traces.append({
                "type": "scatter", "mode": "markers", "name": words.classes[number], "x": own["x"].tolist(),
                "y": own["y"].tolist(), "customdata": codes, "text": [hover[code] for code in codes],
                "hovertemplate": "%{text}<extra></extra>",
                "marker": {"symbol": shape, "color": colour, "size": own["diameter"].round(1).tolist(),
                           "opacity": 0.85, "line": {"color": QUIET, "width": 1}},
                "selected": {"marker": {"opacity": 0.85}}, "unselected": {"marker": {"opacity": 0.85}},
            })
    return traces


def _selected(rows: pd.DataFrame, selected: str | None) -> list[dict[str, Any]]:
    """A bright disc beneath the selected bubble."""
    if selected not in rows.index:
        return []
    own = rows.loc[[str(selected)]]
    return [{
        "type": "scatter", "mode": "markers", "x": own["x"].tolist(), "y": own["y"].tolist(), "showlegend": False,
        "hoverinfo": "skip", "marker": {"size": [float(own["diameter"].iloc[0]) + DISC], "color": HALO},
        "selected": {"marker": {"opacity": 1}}, "unselected": {"marker": {"opacity": 1}},
    }]


def _crosses(middle: tuple[float, float], ranges: Ranges) -> list[dict[str, Any]]:
    """The medians as lines from edge to edge."""
    (left, right), (low, high) = ranges
    x, y = middle
    shared = {"type": "line", "xref": "x", "yref": "y", "layer": "below",
              "line": {"color": QUIET, "width": 1.2, "dash": "dash"}}
    return [{**shared, "x0": x, "x1": x, "y0": low, "y1": high}, {**shared, "x0": left, "x1": right, "y0": y, "y1": y}]


def _corners(words: BubbleWords, ranges: Ranges) -> list[dict[str, Any]]:
    """The names of the quadrants in the corners."""
    return [
        {"x": ranges[0][across], "y": ranges[1][upward], "xref": "x", "yref": "y", "showarrow": False, "text": text,
         "xanchor": "right" if across else "left", "yanchor": "top" if upward else "bottom",
         "xshift": -4 if across else 4, "yshift": -3 if upward else 3, "font": {"size": 12, "color": QUIET}}
        for (across, upward), text in zip(QUADRANTS, words.quadrants, strict=True)
    ]


def _medians(middle: tuple[float, float], words: BubbleWords, ranges: Ranges) -> list[dict[str, Any]]:
    """The figures of the medians at the ends of their lines."""
    shared = {"xref": "x", "yref": "y", "showarrow": False, "font": {"size": 11, "color": QUIET}}
    return [
        {**shared, "x": middle[0], "y": ranges[1][0], "text": words.medians[0], "xanchor": "left",
         "yanchor": "bottom", "xshift": 4, "yshift": 18},
        {**shared, "x": ranges[0][1], "y": middle[1], "text": words.medians[1], "xanchor": "right",
         "yanchor": "bottom", "xshift": -4, "yshift": 1},
    ]


def _names(
    rows: pd.DataFrame, names: Mapping[str, str], selected: str | None, ranges: Ranges, height: int
) -> list[dict[str, Any]]:
    """Names beside the bubbles where there is room: of the selected one, then of the larger ones."""
    (left, right), (low, high) = ranges
    frame = (WIDTH - ACROSS, height - UPWARD)
    codes = [str(code) for code in rows.index]
    points = [
        ((x - left) / (right - left) * frame[0], (y - low) / (high - low) * frame[1])
        for x, y in zip(rows["x"], rows["y"], strict=True)
    ]
    sizes = [(LETTER * sum(1.0 if ord(sign) > 255 else NARROW for sign in names[code]), LINE) for code in codes]
    radii = [diameter / 2 + (DISC / 2 if code == selected else 0.0)
             for code, diameter in zip(codes, rows["diameter"], strict=True)]
    order = sorted(range(len(codes)), key=lambda place: (codes[place] != selected, place))
    found = []
    for place, side in enumerate(label_sides(points, sizes, order, frame, radii)):
        is_selected = codes[place] == selected
        if side is None and is_selected:
            side = "top center"
        if side is not None:
            across, up = SIDES[side]
            gap = radii[place] + 3
            found.append({
                "x": float(rows["x"].iloc[place]), "y": float(rows["y"].iloc[place]), "xref": "x", "yref": "y",
                "showarrow": False, "text": escape(names[codes[place]]), "xanchor": ACROSS_ANCHOR[across],
                "yanchor": UPWARD_ANCHOR[up], "xshift": gap * (1 + 2 * across), "yshift": gap * (1 + 2 * up),
                "font": {"size": 13 if is_selected else 11, "color": INK},
            })
    return found
