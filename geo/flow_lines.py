"""Arrows of a flow map on paper, as on the screen: the same curves, widths and heads."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon

from geo.drawing import BODY_SIZE, add_text, at
from geo.flow_curves import flow_curve
from geo.flow_traces import LINE_OPACITY, head_size
from geo.map_spec import Flow, Mark

MARKERS = {"circle": "o", "diamond": "D", "square": "s", "triangle-up": "^", "triangle-down": "v", "x": "X"}
SCALE = 1.3
"""Lines and heads of the picture against those of the screen, whose map is smaller."""

HALF_BASE = 0.42
SIGN = 15.0


def draw_flows(axes: Axes, flows: Sequence[Flow], metres_per_pixel: float) -> None:
    """Draw arrows on axes in Albers metres, in their order."""
    for flow in flows:
        curve = flow_curve(flow)
        axes.add_line(Line2D(
            curve.line[:, 0], curve.line[:, 1], color=flow.colour, linewidth=flow.width * SCALE, alpha=LINE_OPACITY,
            solid_capstyle="butt", zorder=4.5,
        ))
        axes.add_patch(Polygon(
            _head(curve.tip, curve.bearing, head_size(flow.width) * SCALE * metres_per_pixel), closed=True,
            facecolor=flow.colour, edgecolor="white", linewidth=0.8, zorder=4.6,
        ))


def _head(tip: tuple[float, float], bearing: float, length: float) -> np.ndarray:
    """Corners of an arrowhead in metres, shape (3, 2)."""
    turn = np.radians(bearing)
    ahead, aside = np.array([np.sin(turn), np.cos(turn)]), np.array([np.cos(turn), -np.sin(turn)])
    base = np.array(tip) - length * ahead
    return np.array([tip, base + HALF_BASE * length * aside, base - HALF_BASE * length * aside])


def draw_mark(figure: Figure, mark: Mark, left: float, middle: float, width: float) -> None:
    """Draw one entry of the legend, its sample `width` pixels wide, at a height in pixels of the picture."""
    if mark.shape:
        x, y = at(figure, left + width / 2, middle)
        sample = Line2D([x], [y], color=mark.colour, marker=MARKERS[mark.shape],
                        linestyle="none", markersize=SIGN, transform=figure.transFigure)
    else:
        (start, y), (end, _) = at(figure, left, middle), at(figure, left + width, middle)
        sample = Line2D([start, end], [y, y], color=mark.colour,
                        linewidth=mark.width * SCALE, transform=figure.transFigure)
    figure.add_artist(sample)
    add_text(figure, left + width + 12, middle, mark.label, BODY_SIZE, va="center")
