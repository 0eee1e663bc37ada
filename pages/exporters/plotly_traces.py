"""What bars and points of a Plotly figure share: colour, opacity, texts, error bars."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from pages.exporters.plotly_axes import format_number
from pages.exporters.plotly_style import (
    LINE_SCALE,
    MARK_SCALE,
    UnsupportedFigureError,
    colour,
    plain_text,
    spread,
)

FADED = 0.3
TEMPLATE_FIELD = re.compile(r"%\{(\w+)(?::([^}]*))?\}")


def trace_colour(trace: Any, number: int, colours: Sequence[str]) -> Any:
    """Return the colour of a trace that names none for a point: its own, else the next of the colour way."""
    candidates = [trace.marker.color]
    if trace.type == "scatter":
        candidates.insert(0, trace.line.color)
    own = next((value for value in candidates if isinstance(value, str)), None)
    return own or colours[number % len(colours)]


def opacities(trace: Any, length: int) -> list[float]:
    """Return the opacity per point; what a selection leaves out fades, as on screen."""
    values = [float(value) for value in spread(trace.marker.opacity, length, 1.0)]
    whole = 1.0 if trace.opacity is None else trace.opacity
    chosen = trace.selectedpoints
    kept = range(length) if chosen is None else set(chosen)
    return [value * whole * (1.0 if number in kept else FADED) for number, value in enumerate(values)]


def point_texts(trace: Any, count: int) -> list[str]:
    """Return the text at each point, by `texttemplate` or `text`, without HTML.

    Raises:
        UnsupportedFigureError: A template names something other than text, x, y, value or label.
    """
    texts = spread(trace.text, count, "")
    if trace.texttemplate is None:
        return [plain_text(str(text)) for text in texts]
    horizontal = trace.type == "bar" and trace.orientation == "h"
    value = trace.x if horizontal else trace.y
    label = trace.y if horizontal else trace.x
    fields = {"text": texts, "x": trace.x, "y": trace.y, "value": value, "label": label}
    shown = []
    for number, template in enumerate(spread(trace.texttemplate, count, "")):

        def fill_in(match: re.Match[str], number: int = number) -> str:
            if match[1] not in fields:
                raise UnsupportedFigureError("texttemplate", match[0])
            found = fields[match[1]][number]
            numeric = match[2] and isinstance(found, int | float | np.number)
            return format_number(float(found), match[2]) if numeric else str(found)

        shown.append(plain_text(TEMPLATE_FIELD.sub(fill_in, template)))
    return shown


def error_lengths(bar: Any, values: np.ndarray) -> tuple[np.ndarray, np.ndarray] | None:
    """Return how far error bars reach below and above, or None where a trace has none.

    Raises:
        UnsupportedFigureError: Error bars by another rule than data, constant or percent.
    """
    if not bar.visible and bar.array is None and bar.value is None:
        return None
    if bar.visible is False:
        return None
    count = len(values)
    kind = bar.type or ("data" if bar.array is not None else "constant")
    if kind == "data":
        above = np.array(spread(bar.array, count, 0.0), dtype=float)
        below = above if bar.arrayminus is None else np.array(spread(bar.arrayminus, count, 0.0), dtype=float)
        return (above if bar.symmetric else below), above
    if kind not in ("constant", "percent"):
        raise UnsupportedFigureError("error bars", kind)
    above = np.full(count, float(bar.value))
    below = above if bar.valueminus is None else np.full(count, float(bar.valueminus))
    share = np.abs(np.asarray(values)) / 100 if kind == "percent" else np.ones(count)
    return below * share, above * share


def draw_errors(axes: Axes, trace: Any, x: np.ndarray, y: np.ndarray, default: Any) -> None:
    """Draw the error bars of a trace."""
    for name, values in (("x", x), ("y", y)):
        bar = trace[f"error_{name}"]
        reach = error_lengths(bar, values)
        if reach is not None:
            axes.errorbar(
                x,
                y,
                **{f"{name}err": np.nan_to_num(np.vstack(reach))},
                fmt="none",
                zorder=3,
                ecolor=colour(bar.color or default),
                elinewidth=(bar.thickness or 1.4) * LINE_SCALE,
                capsize=(4 if bar.width is None else bar.width) * MARK_SCALE,
            )
