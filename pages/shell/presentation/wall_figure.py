"""A figure as the wall needs it: everything larger in proportion, no type too small for the room, on its ground."""

from __future__ import annotations

from typing import Any

import numpy as np
import plotly.graph_objects as go

from pages.shell.presentation.dress import Ground
from pages.shell.presentation.ground import on_dark

# Type that is read from the last row, as part of the height of the window: 18 pixels of 1080.
LINES_OF_TYPE = 60
LEAST_TYPE = 14.0
USUAL_TYPE = 13.0


def type_size(window_height: int) -> float:
    """The smallest type on the canvas in pixels: 18 on a window 1080 high, in proportion on others, never below 14."""
    return max(window_height / LINES_OF_TYPE, LEAST_TYPE)


def wall_figure(figure: go.Figure, window_height: int, ground: Ground) -> go.Figure:
    """The figure to fill a canvas in a window of this height; what a reader would click or play is left out."""
    smallest = type_size(window_height)
    content: dict[str, Any] = {
        "data": [trace.to_plotly_json() for trace in figure.data],
        "layout": figure.layout.to_plotly_json(),
    }
    content["layout"].pop("updatemenus", None)
    content["layout"].pop("sliders", None)
    content["layout"].setdefault("font", {}).setdefault("size", USUAL_TYPE)
    _zoom(content, smallest / USUAL_TYPE, smallest)
    if ground.name == "dark":
        content = {"data": [on_dark(trace) for trace in content["data"]], "layout": on_dark(content["layout"])}
        content["layout"]["font"].setdefault("color", ground.ink)
    return go.Figure(content)


def _zoom(node: dict[str, Any], factor: float, smallest: float) -> None:
    """Enlarge what is measured in pixels; what is measured by the data or by the canvas grows with the canvas."""
    for name, value in node.items():
        if name.endswith("font") and isinstance(value, dict) and "size" in value:
            value["size"] = _largest(_times(value["size"], factor), smallest)
        elif name == "marker" and isinstance(value, dict) and "size" in value:
            value["size"] = _times(value["size"], factor)
        elif name == "line" and isinstance(value, dict) and "width" in value:
            value["width"] = _times(value["width"], factor)
        elif name in ("xshift", "yshift", "standoff"):
            node[name] = _times(value, factor)
        elif name == "margin" and isinstance(value, dict):
            node[name] = {side: _times(width, factor) for side, width in value.items() if side in "lrtb"}
        if name == "shapes":
            for shape in value:
                _zoom_shape(shape, factor)
        for part in value if isinstance(value, list | tuple) else (value,):
            if isinstance(part, dict):
                _zoom(part, factor, smallest)


def _zoom_shape(shape: dict[str, Any], factor: float) -> None:
    for axis in "xy":
        if shape.get(f"{axis}sizemode") == "pixel":
            shape |= {name: _times(shape[name], factor) for name in (f"{axis}0", f"{axis}1")}


def _times(value: Any, factor: float) -> Any:
    if isinstance(value, int | float):
        return value * factor
    if isinstance(value, list | tuple | np.ndarray):
        return [_times(item, factor) for item in value]
    return value


def _largest(value: Any, least: float) -> Any:
    if isinstance(value, int | float):
        return max(value, least)
    return [_largest(item, least) for item in value] if isinstance(value, list) else value
