"""The two grounds a presentation stands on: paper for a desk and a lit room, dark for a wall.

A colour is moved to a dark ground by its luminance alone, in the linear light of sRGB (IEC 61966-2-1): mixed with white
where it must be lighter, dimmed where it must be darker, so its hue stays and its contrast is known beforehand.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from geo.map_figure import FOCUS_HATCH, GROUND, HATCH, QUIET_BORDER
from pages.charts.style import DIVERGING, GRID, NO_DATA, OUT_OF_SURVEY, PALE, SEQUENTIAL
from pages.shell.presentation.dress import DARK

Rgb = tuple[float, float, float]
COLOUR = re.compile(r"#[0-9a-fA-F]{6}|#[0-9a-fA-F]{3}\b|rgba?\([^)]*\)")
# Where a value is a colour, or a list of them; everything else in a figure is data and words.
COLOUR_NAME = re.compile(r"color|colour")


# What recedes on paper recedes on a wall: surfaces and lines that mean nothing, or that nothing is known.
SURFACES = {
    "#ffffff": DARK.paper, GROUND: "#151e27", "#e9eef4": "#1f2a36", NO_DATA: "#1b242e", OUT_OF_SURVEY: "#2d333a",
    PALE: "#3a4754", GRID: "#2c3742", "#d5dae0": "#3a4754", QUIET_BORDER: "#4a5663", HATCH: "#8794a1",
    FOCUS_HATCH: "#76838f", "#dde3ea": DARK.line, "#eef2f6": "#1f2a36",
}

# The classes of maps, from the lowest to the highest: the highest stands out from paper as dark, from a wall as bright.
CLASSES = dict(zip(
    (*SEQUENTIAL, *DIVERGING),
    ("#3f6b94", "#4b80b3", "#659cd0", "#8ab8e4", "#b2d3f2", "#d3e7fa", "#f1f8ff",
     "#ffc58a", "#b9803f", "#5d6670", "#88b0d5", "#e6f1fc"),
    strict=True,
))


def luminance(colour: str) -> float:
    """Relative luminance of a colour ``#rrggbb`` in [0, 1] (WCAG 2.2)."""
    return _weighed(_linear(colour))


def contrast(one: str, other: str) -> float:
    """Ratio of contrast of two colours, from 1 to 21 (WCAG 2.2)."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def mark_on_dark(colour: str) -> str:
    """A colour of a mark on the dark ground: what is darker on paper is lighter on the wall, in the same order.

    Lightness L* in [0, 100] becomes 92 - 0.48 L*, so that every mark has a contrast of at least 3 to the ground.
    """
    return _moved(colour, lambda lightness: 92 - 0.48 * lightness)


def text_on_dark(colour: str) -> str:
    """A colour of words on the dark ground, at least L* 58: a contrast of 4.5 and more to the ground."""
    return _moved(colour, lambda lightness: min(max(107 - 0.71 * lightness, 58), 98))


def on_dark(content: dict[str, Any]) -> dict[str, Any]:
    """The content of a figure with its colours moved to the dark ground."""
    return {name: _recoloured(value, name, mark_on_dark) for name, value in content.items()}


def _recoloured(node: Any, name: str, move: Callable[[str], str]) -> Any:
    if isinstance(node, dict):
        inner = text_on_dark if name.endswith("font") else move
        return {key: _recoloured(value, key, inner) for key, value in node.items()}
    if COLOUR_NAME.search(name):
        return _colours(node, move)
    if isinstance(node, list | tuple) and any(isinstance(item, dict) for item in node):
        return [_recoloured(item, name, move) for item in node]
    if name in ("text", "ticktext") and isinstance(node, str):
        return re.sub(r"(?<=color:)\s*#[0-9a-fA-F]{3,6}", lambda found: text_on_dark(found[0].strip()), node)
    return node


def _colours(value: Any, move: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return move(value) if COLOUR.fullmatch(value) else value
    if isinstance(value, list | tuple) or type(value).__name__ == "ndarray":
        return [_colours(item, move) for item in value]
    return value


@lru_cache(maxsize=4096)
def _split(colour: str) -> tuple[str, float | None]:
    """A colour as ``#rrggbb`` in small letters, and its opacity where it tells one."""
    if colour.startswith("#"):
        digits = colour[1:].lower()
        return "#" + ("".join(2 * digit for digit in digits) if len(digits) == 3 else digits), None
    parts = [float(part) for part in re.findall(r"[\d.]+", colour)]
    return "#" + "".join(f"{round(part):02x}" for part in parts[:3]), parts[3] if len(parts) > 3 else None


def _moved(colour: str, lightness_of: Callable[[float], float]) -> str:
    plain, opacity = _split(colour)
    moved = SURFACES.get(plain) or CLASSES.get(plain) or _with_lightness(plain, lightness_of)
    if opacity is None:
        return moved
    return f"rgba({', '.join(str(int(moved[place:place + 2], 16)) for place in (1, 3, 5))}, {opacity:g})"


def _with_lightness(colour: str, lightness_of: Callable[[float], float]) -> str:
    linear = _linear(colour)
    own = _weighed(linear)
    # CIE 1976 L* of a luminance, and back.
    lightness = 116 * own ** (1 / 3) - 16 if own > 0.008856 else 903.3 * own
    wanted = ((lightness_of(lightness) + 16) / 116) ** 3
    if wanted >= own:
        mixed = [part + (1 - part) * (wanted - own) / (1 - own) if own < 1 else 1.0 for part in linear]
    else:
        mixed = [part * wanted / own for part in linear]
    return "#" + "".join(f"{round(255 * _encoded(part)):02x}" for part in mixed)


def _linear(colour: str) -> Rgb:
    red, green, blue = (int(colour[place:place + 2], 16) / 255 for place in (1, 3, 5))
    return _decoded(red), _decoded(green), _decoded(blue)


def _weighed(linear: Rgb) -> float:
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _decoded(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def _encoded(part: float) -> float:
    return 12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055
