"""A line over years that stops where a year is missing, so that nothing is drawn where nothing is known."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise


def parted(points: Sequence[tuple[float, float]]) -> tuple[list[float | None], list[float | None]]:
    """Years and values for a trace, with an empty place between points more than a year apart.

    Parameters
    ----------
    points : (year, value), years ascending; empty gives two empty lists
    """
    x: list[float | None] = []
    y: list[float | None] = []
    for before, point in pairwise([*points[:1], *points]):
        if point[0] - before[0] > 1:
            x, y = [*x, None], [*y, None]
        x, y = [*x, point[0]], [*y, point[1]]
    return x, y
