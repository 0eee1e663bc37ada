"""Colours and the quiet layout that all figures share. Colours are fixed per meaning, never per position."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from geo.map_spec import SCREEN_FONTS

ACCENT = "#0b4f8a"
INK = "#1c2733"
QUIET = "#5b6b7b"
GRID = "#e6ebf0"
PALE = "#dfe6ee"
NO_DATA = "#f1f3f5"
OUT_OF_SURVEY = "#e4e4e4"
BOUND = "#cdbfe0"
WARNING = "#8f5600"
SEQUENTIAL = ("#e4eef8", "#b3cfe8", "#7aaad2", "#3c7fb6", "#0b4f8a", "#06335c", "#02172e")
DIVERGING = ("#b3661a", "#f3d1a3", "#f6f3ec", "#8cb5d9", "#205b95")
"""From short to above; orange and blue stay apart for every kind of colour vision, and all five in grey as well."""
ZONE_COLOURS = {"east": "#0b4f8a", "central": "#c8701a", "northeast": "#7a5ba6", "west": "#2f8a6b"}
PINNED = (
    "#c8701a", "#7a5ba6", "#2f8a6b", "#b0464f", "#8a7a2f", "#2f8ca3", "#a3557e", "#566b3a", "#3f51a3", "#7d4e2d",
)
_SHAPES = (
    "square", "diamond", "triangle-up", "triangle-down", "x", "star", "triangle-right", "square", "x", "star",
)
MARKS = {ACCENT: "circle", **dict(zip(PINNED, _SHAPES, strict=True))}
"""The shape that goes with a colour where points bear it: not every eye tells ten colours apart. Of three shapes that
come twice, the colours are far apart."""
ZONE_MARKS = {zone: MARKS[colour] for zone, colour in ZONE_COLOURS.items()}
CHART_CONFIG: dict[str, Any] = {"displayModeBar": False, "scrollZoom": False, "doubleClick": False}


def sequential(count: int) -> tuple[str, ...]:
    """`count` steps of the sequential scale, light to dark, spread over its first five where five are enough."""
    if count <= 1:
        return (SEQUENTIAL[3],)
    if count > 5:
        return SEQUENTIAL[:count]
    positions = {2: (1, 4), 3: (0, 2, 4), 4: (0, 1, 3, 4), 5: (0, 1, 2, 3, 4)}[count]
    return tuple(SEQUENTIAL[position] for position in positions)


def said_once(values: Sequence[str]) -> Sequence[str] | str:
    """The one value that all points share, which need not travel with each of them; else one value for each."""
    return values[0] if len(set(values)) == 1 else values


def drawn_once(figure: go.Figure, takes_clicks: bool) -> go.Figure:
    """The figure, saying from the start what Streamlit would set once it is drawn, and drawing all of it again.

    Streamlit hands each new figure to Plotly twice, the second time as a copy with its own answer to clicks. Plotly
    compares the two, but takes a template for changed whatever it holds, and so every array without a revision.
    """
    figure.layout.template = None
    figure.layout.datarevision = 1
    # No name of a row lies outside its figure. To find that, Plotly measures all names again for each of them.
    figure.for_each_yaxis(_keep_every_name)
    if takes_clicks:
        figure.layout.clickmode = "event+select"
        figure.layout.dragmode = "pan"
        if not figure.layout.hovermode:
            figure.layout.hovermode = "closest"
    return figure


def _keep_every_name(axis: go.layout.YAxis) -> None:
    if axis.ticktext is not None:
        axis.ticklabeloverflow = "allow"


def in_lines(text: str, letters: int) -> str:
    """The text in lines of at most so many letters; a Chinese character is as wide as two of them."""
    lines, width = [""], 0
    for word in re.findall(r"[\x21-\x7e–]+ ?|.", text):
        is_wide = len(word) == 1 and not word.isascii()
        if width + (2 if is_wide else len(word.rstrip())) > letters and lines[-1]:
            lines.append("")
            width = 0
        lines[-1] += word
        width += 2 if is_wide else len(word)
    return "<br>".join(line.strip() for line in lines)


def enlarged(figure: go.Figure, factor: float) -> go.Figure:
    """The figure with all type set larger by `factor`, for a wall."""
    content = figure.to_dict()
    _enlarge(content, factor)
    return go.Figure(content)


def _enlarge(node: Any, factor: float) -> None:
    if isinstance(node, list | tuple):
        for item in node:
            _enlarge(item, factor)
    elif isinstance(node, dict):
        for name, value in node.items():
            if name.endswith("font") and isinstance(value, dict) and isinstance(value.get("size"), int | float):
                value["size"] *= factor
            _enlarge(value, factor)


def layout(height: int, **changes: Any) -> dict[str, Any]:
    """The layout that all figures share, `height` in pixels; `changes` overrule it.

    A figure is drawn up whole, ``go.Figure(traces, layout(…))``: each later change of a Plotly object costs as much.
    """
    return {
        "template": {},
        "height": height,
        "margin": {"l": 8, "r": 12, "t": 8, "b": 8},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": SCREEN_FONTS, "size": 13, "color": INK},
        "dragmode": False,
        "hoverlabel": {"bgcolor": "#ffffff", "bordercolor": ACCENT, "font": {"family": SCREEN_FONTS, "color": INK}},
        **changes,
    }
