"""The way of an arrow from one place to another: always bent to its right, so that the way back is another one."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.map_spec import Flow
from geo.projection import project

BEND = 0.14
"""How far a curve lies off the straight line at its middle, as a share of its length."""

POINTS = 13
CLEARANCE = 60_000.0
"""Metres between a place and its end of a curve, for the sign that stands there; a quarter of short ways."""

HEAD = 55_000.0
"""Metres by which the line stops short of the tip of its arrowhead, at most half of what is left of the way."""


@dataclass(frozen=True)
class Curve:
    """An arrow in Albers metres: points of its line, its tip, and its bearing there in degrees clockwise from up."""

    line: NDArray[np.float64]
    tip: tuple[float, float]
    bearing: float


def flow_curve(flow: Flow) -> Curve:
    """Return the curve of a flow, a parabola through the projection of the atlas.

    Raises
    ------
    ValueError
        if it leads from a place to itself: that is no way.
    """
    start, pull, end, length = _parabola(flow)
    clearance = min(CLEARANCE, length / 4) / length
    head = min(HEAD, length / 4) / length
    places = np.linspace(clearance, 1 - clearance - head, POINTS)[:, None]
    tip = _at(np.array([[1 - clearance]]), start, pull, end)[0]
    ahead = _slope(1 - clearance - head / 2, start, pull, end)
    return Curve(
        _at(places, start, pull, end), (float(tip[0]), float(tip[1])), math.degrees(math.atan2(ahead[0], ahead[1]))
    )


def flow_bezier(flow: Flow) -> NDArray[np.float64]:
    """Return the same way, head included, as start, control point and tip of one quadratic curve, shape (3, 2).

    Raises
    ------
    ValueError
        if it leads from a place to itself: that is no way.
    """
    start, pull, end, length = _parabola(flow)
    near = min(CLEARANCE, length / 4) / length
    far = 1 - near
    ends = _at(np.array([[near], [far]]), start, pull, end)
    # The part of a quadratic curve between two shares of its way is one again; this is what pulls it.
    control = (1 - near) * (1 - far) * start + (near * (1 - far) + far * (1 - near)) * pull + near * far * end
    return np.array([ends[0], control, ends[1]])


def _parabola(flow: Flow) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64], float]:
    """Both ends in Albers metres, the point that pulls the curve, which comes second, and the straight distance."""
    start, end = project(np.array([flow.start, flow.end]))
    way = end - start
    length = float(np.hypot(*way))
    if length == 0:
        raise ValueError(f"a flow leads from one place to another, not from {flow.start} to itself")
    right = np.array([way[1], -way[0]]) / length
    # The middle of a parabola lies half as far out as the point that pulls it.
    return start, (start + end) / 2 + 2 * BEND * length * right, end, length


def _at(
    places: NDArray[np.float64], start: NDArray[np.float64], pull: NDArray[np.float64], end: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Points of the parabola at shares of its way, shape (n, 1) in, (n, 2) out."""
    points: NDArray[np.float64] = (1 - places) ** 2 * start + 2 * places * (1 - places) * pull + places**2 * end
    return points


def _slope(
    place: float, start: NDArray[np.float64], pull: NDArray[np.float64], end: NDArray[np.float64]
) -> NDArray[np.float64]:
    ahead: NDArray[np.float64] = (1 - place) * (pull - start) + place * (end - pull)
    return ahead
