"""Bars and lines for the cell of a table: a bar repeats the number beside it, a line has words of its own.

The elements of the page take HTML without drawings of their own, so that a drawing comes as the address of a picture.
"""

from __future__ import annotations

import math
from base64 import b64encode
from collections.abc import Sequence
from html import escape

from pages.charts.style import ACCENT, PALE, QUIET

BAR_WIDTH, BAR_HEIGHT = 76, 9
LINE_WIDTH, LINE_HEIGHT, EDGE = 84, 20, 3.0


def percentile_bar(percentile: float) -> str:
    """A bar of a percentile 0..100 with a tick at the middle; empty where there is none."""
    if math.isnan(percentile):
        return ""
    filled = BAR_WIDTH * percentile / 100
    middle = BAR_WIDTH / 2
    return _picture(
        BAR_WIDTH, BAR_HEIGHT,
        f'<rect width="{BAR_WIDTH}" height="{BAR_HEIGHT}" fill="{PALE}"/>'
        f'<rect width="{filled:.1f}" height="{BAR_HEIGHT}" fill="{ACCENT}"/>'
        f'<rect x="{middle:.1f}" width="1" height="{BAR_HEIGHT}" fill="{QUIET}"/>'
    )


def sparkline(years: Sequence[int], values: Sequence[float], alternative: str) -> str:
    """A line over years, the last point as a dot; a year without a figure breaks it, one figure alone is a dot.

    Parameters
    ----------
    years : ascending
    values : the same length; NaN = no figure
    alternative : what the line shows, in words, for whoever does not see it
    """
    known = [(year, value) for year, value in zip(years, values, strict=True) if math.isfinite(value)]
    if not known:
        return ""
    first, last = years[0], max(years[-1], years[0] + 1)
    low, high = min(value for _, value in known), max(value for _, value in known)
    span = high - low

    def point(year: int, value: float) -> tuple[float, float]:
        level = (value - low) / span if span else 0.5
        return (EDGE + (LINE_WIDTH - 2 * EDGE) * (year - first) / (last - first),
                LINE_HEIGHT - EDGE - (LINE_HEIGHT - 2 * EDGE) * level)

    drawn = "".join(_stretch([point(*one) for one in stretch]) for stretch in _stretches(known))
    x, y = point(*known[-1])
    return _picture(LINE_WIDTH, LINE_HEIGHT, f'{drawn}<circle cx="{x:.1f}" cy="{y:.1f}" r="2.4" fill="{ACCENT}"/>',
                    alternative)


def _picture(width: int, height: int, content: str, alternative: str = "") -> str:
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">{content}</svg>'
    coded = b64encode(svg.encode("ascii")).decode("ascii")
    return (f'<img src="data:image/svg+xml;base64,{coded}" width="{width}" height="{height}" '
            f'alt="{escape(alternative)}">')


def _stretches(known: Sequence[tuple[int, float]]) -> list[list[tuple[int, float]]]:
    """Runs of years that follow each other."""
    runs: list[list[tuple[int, float]]] = []
    for year, value in known:
        if runs and runs[-1][-1][0] == year - 1:
            runs[-1].append((year, value))
        else:
            runs.append([(year, value)])
    return runs


def _stretch(points: Sequence[tuple[float, float]]) -> str:
    if len(points) == 1:
        return f'<circle cx="{points[0][0]:.1f}" cy="{points[0][1]:.1f}" r="1.5" fill="{QUIET}"/>'
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return f'<polyline points="{path}" fill="none" stroke="{QUIET}" stroke-width="1.3"/>'
