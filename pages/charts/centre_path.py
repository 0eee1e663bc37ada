"""The path of centres of gravity in kilometres, east against north in one scale, year by year and as an animation."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from pages.charts.style import GRID, INK, QUIET, layout

FRAME_MILLISECONDS = 900
PALE_WIDTH, WIDTH = 1.2, 2.4
ROOM = 0.12
CROWDED = 0.06
"""Share of the longer side within which two years would be written over each other."""
SHORTEST_ARROW = 0.03
LINK = "#8995a1"


@dataclass(frozen=True)
class PathLine:
    """One path. `points` has the index year and the columns x and y (km east and north) and hover."""

    name: str
    colour: str
    symbol: str
    points: pd.DataFrame


@dataclass(frozen=True)
class PathWords:
    """Titles of the axes, the button that plays, and what the line between two centres says, by year."""

    east: str
    north: str
    play: str
    apart: dict[int, str]


def centre_path_figure(paths: Sequence[PathLine], until: int, words: PathWords, height: int) -> go.Figure:
    """Draw the paths up to a year over a pale line of the whole; a button plays them year by year."""
    west, east, south, north = _extent(paths)
    reach = max(east - west, north - south)
    years = sorted({int(year) for path in paths for year in path.points.index})
    still = [_whole(path) for path in paths]
    moving = _moving(paths, until, words, reach)
    places = list(range(len(still), len(still) + len(moving)))
    axis = {"fixedrange": True, "zeroline": True, "zerolinecolor": "#b9c4cf", "gridcolor": GRID, "automargin": True,
            "tickfont": {"size": 11, "color": QUIET}, "separatethousands": True}
    return go.Figure(
        [*still, *moving],
        layout(
            height,
            margin={"l": 8, "r": 8, "t": 34, "b": 8},
            showlegend=True,
            legend={"orientation": "h", "x": 1, "xanchor": "right", "y": 1.01, "yanchor": "bottom",
                    "itemclick": False, "itemdoubleclick": False},
            xaxis={**axis, "range": [west, east], "title": {"text": words.east, "font": {"size": 11, "color": QUIET}}},
            yaxis={**axis, "range": [south, north], "scaleanchor": "x",
                   "title": {"text": words.north, "font": {"size": 11, "color": QUIET}}},
            updatemenus=[_button(words.play)] if len(years) > 1 else [],
        ),
        frames=[
            {"name": str(year), "data": _moving(paths, year, words, reach), "traces": places} for year in years
        ],
    )


def _extent(paths: Sequence[PathLine]) -> tuple[float, float, float, float]:
    """West, east, south and north of all points, with room for the years written beside them."""
    points = pd.concat([path.points[["x", "y"]] for path in paths]).dropna()
    (west, south), (east, north) = points.min(), points.max()
    room = ROOM * max(east - west, north - south, 1.0)
    return west - room, east + 1.6 * room, south - room, north + room


def _whole(path: PathLine) -> dict[str, Any]:
    known = path.points.dropna(subset=["x"])
    return {
        "type": "scatter", "mode": "lines", "x": known["x"].tolist(), "y": known["y"].tolist(), "name": path.name,
        "line": {"color": path.colour, "width": PALE_WIDTH, "dash": "dot"}, "hoverinfo": "skip", "showlegend": False,
    }


def _moving(paths: Sequence[PathLine], until: int, words: PathWords, reach: float) -> list[dict[str, Any]]:
    """What changes from frame to frame: line between the centres, paths, heads of the steps, years."""
    traces = [_link(paths, until, words)] if len(paths) > 1 else []
    written: list[tuple[float, float]] = []
    for path in paths:
        points = path.points.dropna(subset=["x"])
        points = points[points.index <= until]
        traces += [_steps(path, points), _heads(path, points, reach), _years(path, points, reach, written)]
    return traces


def _link(paths: Sequence[PathLine], until: int, words: PathWords) -> dict[str, Any]:
    """A dotted line between the two centres of the year."""
    ends = [path.points.loc[until] for path in paths[:2] if until in path.points.index]
    is_drawn = len(ends) == 2 and until in words.apart
    return {
        "type": "scatter", "mode": "lines", "x": [end["x"] for end in ends] if is_drawn else [None],
        "y": [end["y"] for end in ends] if is_drawn else [None], "line": {"color": LINK, "width": 1.4, "dash": "dash"},
        "name": words.apart.get(until, ""), "hoverinfo": "skip", "showlegend": is_drawn,
    }


def _steps(path: PathLine, points: pd.DataFrame) -> dict[str, Any]:
    return {
        "type": "scatter", "mode": "lines+markers", "x": points["x"].tolist(), "y": points["y"].tolist(),
        "name": path.name, "line": {"color": path.colour, "width": WIDTH},
        "marker": {"color": path.colour, "size": 8, "symbol": path.symbol, "line": {"color": "#ffffff", "width": 1}},
        "text": points["hover"].tolist(), "hovertemplate": "%{text}<extra></extra>",
    }


def _heads(path: PathLine, points: pd.DataFrame, reach: float) -> dict[str, Any]:
    """An arrowhead in the middle of every step that is long enough to hold one."""
    x, y, angles = [], [], []
    rows = points[["x", "y"]].to_numpy()
    for (x0, y0), (x1, y1) in pairwise(rows):
        if math.hypot(x1 - x0, y1 - y0) >= SHORTEST_ARROW * reach:
            x.append((x0 + x1) / 2)
            y.append((y0 + y1) / 2)
            angles.append(math.degrees(math.atan2(x1 - x0, y1 - y0)))
    return {
        "type": "scatter", "mode": "markers", "x": x or [None], "y": y or [None], "name": path.name,
        "showlegend": False, "hoverinfo": "skip",
        "marker": {"symbol": "arrow", "angle": angles or [0.0], "size": 11, "color": path.colour},
    }


def _years(
    path: PathLine, points: pd.DataFrame, reach: float, taken: list[tuple[float, float]]
) -> dict[str, Any]:
    """The years beside their points; of those that lie close together the last, then the first, of the first path.

    `taken` are the places where a year stands already; those written here are added.
    """
    places = {
        int(year): (float(x), float(y)) for year, x, y in zip(points.index, points["x"], points["y"], strict=True)
    }
    order = list(dict.fromkeys([*list(places)[-1:], *places]))
    written: list[int] = []
    for year in order:
        if all(math.dist(places[year], place) >= CROWDED * reach for place in taken):
            written.append(year)
            taken.append(places[year])
    written.sort()
    return {
        "type": "scatter", "mode": "text", "x": [places[year][0] for year in written] or [None],
        "y": [places[year][1] for year in written] or [None], "text": [f"  {year}" for year in written] or [""],
        "textposition": "middle right", "textfont": {"size": 11, "color": INK}, "name": path.name,
        "showlegend": False, "hoverinfo": "skip",
    }


def _button(label: str) -> dict[str, Any]:
    """Plays all years from the first on, one picture after another, and stays at the last."""
    return {
        "type": "buttons", "showactive": False, "direction": "right", "x": 0, "xanchor": "left", "y": 1.01,
        "yanchor": "bottom", "pad": {"t": 0, "r": 0}, "font": {"size": 12, "color": INK}, "bgcolor": "#ffffff",
        "bordercolor": "#b9c4cf",
        "buttons": [{
            "label": f"▶ {label}", "method": "animate",
            "args": [None, {"frame": {"duration": FRAME_MILLISECONDS, "redraw": True}, "mode": "immediate",
                            "transition": {"duration": 0}, "fromcurrent": False}],
        }],
    }
