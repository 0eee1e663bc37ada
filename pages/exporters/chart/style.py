"""Colours, sizes and texts of a Plotly figure as Matplotlib takes them."""

from __future__ import annotations

import html
import re
from typing import Any

import numpy as np
from matplotlib.colors import to_rgba

from pages.exporters.chart.contract import UnsupportedFigureError

# A screen figure is 600 to 900 pixels wide and the picture 1800: lines, marks and type grow.
SCALE, LEAST_TYPE = 1.5, 18.0

Colour = tuple[float, float, float, float]
RGBA = re.compile(r"rgba\(\s*(\d+),\s*(\d+),\s*(\d+),\s*([\d.]+)\s*\)")


def plain_text(text: str | None) -> str:
    """Return a Plotly text without its HTML: line breaks stay, other tags go, entities are resolved."""
    broken = re.sub(r"<br\s*/?>", "\n", text or "")
    return html.unescape(re.sub(r"</?[a-zA-Z][^<>]*>", "", broken))


def type_size(size: float | None, default: float = 12.0) -> float:
    """Return the size of type in the picture, at least 18 pixels, for a size on screen."""
    return max(LEAST_TYPE, float(size or default) * SCALE)


def colour(value: Any, opacity: float | None = None) -> Colour:
    """Return a colour (name, #hex, rgba) as red, green, blue, alpha, each from 0 to 1.

    Raises:
        UnsupportedFigureError: The value is no such colour: none, or a number of a colour scale.
    """
    if isinstance(value, str) and (parts := RGBA.fullmatch(value)):
        red, green, blue, alpha = (float(part) for part in parts.groups())
        return red / 255, green / 255, blue / 255, alpha
    try:
        return to_rgba(value if isinstance(value, str) else "", opacity)
    except ValueError:
        raise UnsupportedFigureError("colour", value) from None


def first_of(value: Any) -> Any:
    """Return a value, or of one per point the first."""
    return value[0] if isinstance(value, list | tuple | np.ndarray) and len(value) else value


def spread(value: Any, count: int) -> list[Any]:
    """Return a value per point: a sequence as it is, anything else repeated."""
    return list(value) if isinstance(value, list | tuple | np.ndarray) else [value] * count
