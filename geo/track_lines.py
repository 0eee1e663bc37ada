"""Lines through points on a map on paper, as on the screen: the same colours, widths, dashes and signs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from geo.drawing import BODY_SIZE, add_text, at
from geo.map_spec import Track
from geo.projection import project
from geo.track_traces import SIGN_SIZE

SIGNS = {"circle": "o", "diamond": "D"}
DASHES: dict[bool, Any] = {False: "solid", True: (0, (4, 2.5))}
SCALE = 1.3
"""Lines and signs of the picture against those of the screen, whose map is smaller."""


def draw_tracks(axes: Axes, tracks: Sequence[Track]) -> None:
    """Draw tracks on axes in Albers metres, in their order."""
    for track in tracks:
        if track.points:
            places = project(np.array(track.points))
            axes.add_line(Line2D(places[:, 0], places[:, 1], zorder=5, **_style(track)))


def draw_track_key(figure: Figure, track: Track, left: float, middle: float, width: float) -> None:
    """Draw one entry of the legend, its sample `width` pixels wide, at a height in pixels of the picture."""
    xs, ys = zip(*(at(figure, left + share * width, middle) for share in (0, 0.5, 1)), strict=True)
    figure.add_artist(Line2D(
        xs, ys, markevery=[1], transform=figure.transFigure, **_style(track)
    ))
    add_text(figure, left + width + 12, middle, track.label, BODY_SIZE, va="center")


def _style(track: Track) -> dict[str, Any]:
    return {
        "color": track.colour, "linewidth": track.width * SCALE, "linestyle": DASHES[track.dashed],
        "marker": SIGNS[track.sign] if track.sign else "", "markersize": SIGN_SIZE * SCALE,
        "markeredgecolor": "#ffffff",
    }
