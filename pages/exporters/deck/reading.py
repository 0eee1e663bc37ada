"""What a Plotly figure of the product says, read without drawing: values, colours, ticks, what lies on which axes."""

from __future__ import annotations

import html
import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

RGBA = re.compile(r"rgba?\(\s*(\d+),\s*(\d+),\s*(\d+)(?:,\s*([\d.]+))?\s*\)")
NAMED = {"white": "#ffffff", "black": "#000000", "none": "#ffffff", "transparent": "#ffffff"}
WITHOUT_INK = ("none", "transparent")
DASHES = {
    "solid": "solid", "dash": "dash", "dot": "sysDot", "dashdot": "dashDot", "longdash": "lgDash",
    "longdashdot": "lgDashDot",
}
"""Patterns of dashes: names of Plotly, names of drawings."""
DIGITS = 15
"""Significant digits of a ratio brought back from its logarithm: what the two steps cost a float."""


class NotNativeError(ValueError):
    """A figure that no native chart says truly; the message names what."""


@dataclass(frozen=True)
class Tint:
    """A colour with its opacity from 0 to 1."""

    colour: str
    alpha: float = 1.0


def tint(value: Any, opacity: float | None = None) -> Tint | None:
    """A colour of a figure (#hex, rgba, a few names); None where it says none.

    Raises:
        NotNativeError: The value is no such colour.
    """
    if value is None:
        return None
    text = str(value).strip().lower()
    share = 1.0 if opacity is None else float(opacity)
    if text in NAMED:
        return Tint(NAMED[text], 0.0 if text in WITHOUT_INK else share)
    if parts := RGBA.fullmatch(text):
        red, green, blue, alpha = parts.groups()
        return Tint(f"#{int(red):02x}{int(green):02x}{int(blue):02x}", float(alpha or 1) * share)
    if re.fullmatch(r"#[0-9a-f]{6}", text):
        return Tint(text, share)
    if re.fullmatch(r"#[0-9a-f]{3}", text):
        return Tint("#" + "".join(letter * 2 for letter in text[1:]), share)
    raise NotNativeError(f"no colour: {value!r}")


def dash(value: str | None) -> str:
    """The pattern of dashes of a line, solid where it says none.

    Raises:
        NotNativeError: Drawings have no such pattern.
    """
    if (value or "solid") not in DASHES:
        raise NotNativeError(f"dash {value!r}")
    return value or "solid"


def plain(text: object) -> str:
    """A Plotly text without its HTML: line breaks stay, other tags go, entities are resolved."""
    if text is None:
        return ""
    broken = re.sub(r"<br\s*/?>", "\n", str(text))
    return html.unescape(re.sub(r"</?[a-zA-Z][^<>]*>", "", broken))


def spread(value: Any, count: int) -> list[Any]:
    """A value per point: a sequence as it is, anything else repeated."""
    return list(value) if isinstance(value, list | tuple | np.ndarray) else [value] * count


def numbers(values: Iterable[Any]) -> list[float | None]:
    """Values as floats; what is absent or no number is None."""
    return [
        None if value is None or (isinstance(value, float | np.floating) and not math.isfinite(value)) else float(value)
        for value in values
    ]


def has_names(values: Iterable[Any]) -> bool:
    """Whether an axis is one of names."""
    return any(isinstance(value, str) for value in values)


def number_of(text: str) -> float | None:
    """The number that a label of a tick writes, None where it writes none: '1,000', '−0.5', '20%', '1.5倍'."""
    found = re.match(r"([-−+]?[\d,]*\.?\d+)", text.strip())
    if not found:
        return None
    value = float(found[1].replace("−", "-").replace(",", ""))
    return value / 100 if text.strip().endswith("%") else value


def logarithm_of_ticks(places: Sequence[float], labels: Sequence[str]) -> float | None:
    """The base of the logarithms that an axis bears, read from its ticks; None where they are no logarithms.

    Raises:
        NotNativeError: They are, but for a zero that got a place of its own: an axis of ratios has none for it, and a
            chart must not say another number in its stead.
    """
    values = [number_of(label) for label in labels]
    pairs = [(place, value) for place, value in zip(places, values, strict=True)]
    known = [(place, value) for place, value in pairs if value is not None]
    above = [(place, value) for place, value in known if value > 0]
    if len(above) < 2 or len(known) < len(pairs):
        return None
    for base in (10.0, math.e, 2.0):
        if all(abs(math.log(value, base) - place) < 1e-6 for place, value in above):
            if len(above) < len(pairs):
                raise NotNativeError("zero on an axis of logarithms")
            return base
    return None


def from_logarithm(value: float | None, base: float | None) -> float | None:
    """The value whose logarithm an axis bears; as it is where the axis bears values themselves."""
    if value is None or base is None:
        return value
    return float(f"{base ** value:.{DIGITS - 1}g}")


def axis_pair(trace: Any) -> tuple[str, str]:
    """The names of the axes of a trace."""
    return trace.xaxis or "x", trace.yaxis or "y"


def axis_of(figure: Any, name: str) -> Any:
    """An axis of a figure by its short name: 'x', 'y2'."""
    return figure.layout[f"{name[0]}axis{name[1:]}"]
