"""Colours, dashes, markers and texts of Plotly as Matplotlib takes them."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.colors import to_rgba

# A screen figure is 600 to 900 pixels wide and the picture 1800: lines, marks and type grow.
LINE_SCALE, MARK_SCALE, TYPE_SCALE, LEAST_TYPE = 1.5, 1.5, 1.5, 18.0
DEFAULT_COLOURS = (
    "#0b4f8a",
    "#c26b1a",
    "#2f8f83",
    "#7a4fa3",
    "#8a6d3b",
    "#4d7fb0",
    "#b04d6d",
    "#5b6b7b",
    "#9aa03a",
    "#3d3d3d",
)
DASHES: dict[str, Any] = {
    "solid": "solid",
    "dash": (0, (6, 3)),
    "dot": (0, (1.2, 2.2)),
    "dashdot": (0, (6, 2.5, 1.2, 2.5)),
    "longdash": (0, (10, 4)),
    "longdashdot": (0, (10, 3, 1.2, 3)),
}
MARKERS = {
    "circle": "o",
    "square": "s",
    "diamond": "D",
    "cross": "P",
    "x": "X",
    "triangle-up": "^",
    "triangle-down": "v",
    "triangle-left": "<",
    "triangle-right": ">",
    "pentagon": "p",
    "hexagon": "h",
    "star": "*",
    "line-ns": "|",
    "line-ew": "_",
}
HATCHES = {"/": "///", "\\": "\\\\\\", "x": "xxx", "-": "---", "|": "|||", "+": "+++", ".": "..."}


class UnsupportedFigureError(ValueError):
    """The figure asks for something that the exporter does not draw; the message names it."""

    def __init__(self, what: str, value: str) -> None:
        super().__init__(
            f"该图无法导出为图片：不支持 {what} = {value}；请改用表格下载 / "
            f"this figure cannot be exported as a picture: {what} = {value} is not drawn; download the table"
        )


def plain_text(text: str | None) -> str:
    """Return a Plotly text without its HTML: line breaks stay, other tags go, entities are resolved."""
    broken = re.sub(r"<br\s*/?>", "\n", text or "")
    return html.unescape(re.sub(r"</?[a-zA-Z][^<>]*>", "", broken))


def type_size(size: float | None, default: float = 12.0) -> float:
    """Return the size of type in the picture, at least 18 pixels, for a size on screen."""
    return max(LEAST_TYPE, float(size or default) * TYPE_SCALE)


def colour(value: Any, opacity: float | None = None) -> tuple[float, float, float, float]:
    """Return a CSS colour (name, #hex, rgb(), rgba()) as red, green, blue, alpha, each from 0 to 1.

    Raises:
        UnsupportedFigureError: The value is no such colour, for instance a number of a colour scale.
    """
    text = str(value).strip()
    match = re.fullmatch(r"rgba?\(([^)]*)\)", text)
    try:
        if match:
            parts = [float(part) for part in match[1].split(",")]
            red, green, blue = (part / 255 for part in parts[:3])
            found = (red, green, blue, parts[3] if len(parts) == 4 else 1.0)
        elif isinstance(value, str):
            found = to_rgba("none" if text in ("transparent", "") else text)
        else:
            raise ValueError(text)
    except ValueError:
        raise UnsupportedFigureError("colour", text) from None
    return (*found[:3], found[3] * (1.0 if opacity is None else float(opacity)))


def spread(value: Any, length: int, default: Any = None) -> list[Any]:
    """Return a value per point: a scalar repeated, a sequence filled up with the default."""
    if value is None:
        return [default] * length
    if isinstance(value, str) or not isinstance(value, Sequence | np.ndarray):
        return [value] * length
    given = [default if item is None else item for item in value][:length]
    return given + [default] * (length - len(given))


def marker(symbol: Any) -> tuple[str, bool]:
    """Return Matplotlib's marker of a Plotly symbol, and whether it is drawn open.

    Raises:
        UnsupportedFigureError: A symbol that no chart of the product uses.
    """
    name = str(symbol or "circle")
    base = name.removesuffix("-open")
    if base not in MARKERS:
        raise UnsupportedFigureError("marker.symbol", name)
    return MARKERS[base], name.endswith("-open")


def dash(value: str | None) -> Any:
    """Return Matplotlib's line style of a Plotly dash.

    Raises:
        UnsupportedFigureError: A dash given as a list of lengths.
    """
    if (value or "solid") not in DASHES:
        raise UnsupportedFigureError("line.dash", str(value))
    return DASHES[value or "solid"]
