"""Transitions between classes as a grid: from the class of the row to that of the column, in words and shades."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import plotly.graph_objects as go

from pages.charts.style import INK, QUIET, SEQUENTIAL, layout
from pages.texts.numbers import percent
from queries.formulas.markov import Transitions

SMALL, EMPTY = "#e4e7ea", "#f4f5f7"
DARK_FROM = 0.55
SHADES = (*SEQUENTIAL[:3], *SEQUENTIAL[3:5])


@dataclass(frozen=True)
class GridWords:
    """The words of a grid.

    Name of each class beside its row, what stands over its column, what rows and columns are, a cell without
    observation, the hover.
    """

    classes: tuple[str, ...]
    headings: tuple[str, ...]
    rows: str
    columns: str
    nothing: str
    hover: Callable[..., str]
    """Of the values before, after, count, share and whole."""


def grid_figure(
    grids: Sequence[Transitions], titles: Sequence[str], words: GridWords, height: int, type_size: int
) -> go.Figure:
    """Draw one or several grids side by side; rows with few observations are grey, empty ones say so.

    Parameters
    ----------
    grids : of the same classes
    titles : what stands over each grid
    height : pixels
    type_size : of the cells
    """
    k = len(words.classes)
    shapes: list[dict[str, Any]] = []
    annotations: list[dict[str, Any]] = []
    points: dict[str, list[Any]] = {"x": [], "y": [], "text": []}
    for number, grid in enumerate(grids):
        left = number * (k + 0.35)
        annotations.append(_words(left + (k - 1) / 2, -1.02, f"<b>{escape(titles[number])}</b>", type_size, INK))
        annotations += [
            _words(left + place, -0.64, escape(name), type_size - 1, QUIET)
            for place, name in enumerate(words.headings)
        ]
        _cells(grid, left, words, type_size, shapes, annotations, points)
    annotations.append({
        "x": 0, "y": 1, "xref": "paper", "yref": "paper", "xanchor": "left", "yanchor": "bottom", "showarrow": False,
        "text": escape(f"{words.rows} ↓　{words.columns} →"), "font": {"size": 12, "color": QUIET},
    })
    width = len(grids) * (k + 0.35) - 0.35
    shared = layout(
        height, shapes=shapes, annotations=annotations, showlegend=False, margin={"l": 4, "r": 4, "t": 26, "b": 4},
        xaxis={"range": [-0.52, width - 0.48], "visible": False, "fixedrange": True},
        yaxis={"range": [k - 0.48, -1.2], "fixedrange": True, "showgrid": False, "zeroline": False,
               "tickvals": list(range(k)), "ticktext": [escape(name) for name in words.classes], "automargin": True,
               "tickfont": {"size": type_size, "color": INK}},
    )
    trace = {
        "type": "scatter", "mode": "markers", **points, "hovertemplate": "%{text}<extra></extra>",
        "marker": {"size": 26, "opacity": 0}, "name": "",
    }
    return go.Figure([trace], shared)


def _cells(
    grid: Transitions, left: float, words: GridWords, type_size: int, shapes: list[dict[str, Any]],
    annotations: list[dict[str, Any]], points: dict[str, list[Any]],
) -> None:
    shares, counts = grid.probabilities.to_numpy(dtype=float), grid.counts.to_numpy(dtype=int)
    observed, small = grid.observed.to_numpy(dtype=int), grid.is_small.to_numpy(dtype=bool)
    for row, before in enumerate(words.classes):
        whole = int(observed[row])
        for column, after in enumerate(words.classes):
            share = float(shares[row, column]) if whole else None
            x = left + column
            shapes.append({
                "type": "rect", "x0": x - 0.48, "x1": x + 0.48, "y0": row - 0.47, "y1": row + 0.47, "layer": "below",
                "fillcolor": _fill(share, bool(small[row])),
                # The diagonal, where nobody moves, is framed: a place that shade alone would not tell.
                "line": {"color": QUIET if row == column else "#ffffff", "width": 1.4 if row == column else 1},
            })
            count = int(counts[row, column])
            text = words.nothing if share is None else f"<b>{percent(share, 0)}</b><br>{count}"
            is_dark = share is not None and share > DARK_FROM and not small[row]
            annotations.append(_words(x, row, text, type_size, "#ffffff" if is_dark else INK if share else QUIET))
            points["x"].append(x)
            points["y"].append(row)
            points["text"].append(escape(words.hover(
                before=before, after=after, count=count, whole=whole,
                share=words.nothing if share is None else percent(share, 1),
            )))


def _fill(share: float | None, is_small: bool) -> str:
    if share is None:
        return EMPTY
    if is_small:
        return SMALL
    return SHADES[min(int(share * len(SHADES)), len(SHADES) - 1)]


def _words(x: float, y: float, text: str, size: int, colour: str) -> dict[str, Any]:
    return {"x": x, "y": y, "text": text, "showarrow": False, "font": {"size": size, "color": colour}}
