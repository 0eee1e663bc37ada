"""A picture for a page of text: as wide as the text, without title or notes, which stand on the page as text."""

from __future__ import annotations

import io

from matplotlib.figure import Figure

from geo.drawing import PNG_EFFORT, Area, stamp

PLATE_WIDTH, WIDE = 1050.0, 1450.0
"""Pixels of the picture, usually and of several charts side by side; on 156 millimetres of paper type of 18 of them is
7.6 or 5.5 points high."""

PAPER_WIDTH = 156.0 / 25.4
"""Inches that a plate takes on paper."""

DOTS = 200
"""Dots per inch on paper."""

EDGE = 6.0


def plate(height: float, width: float = PLATE_WIDTH) -> tuple[Figure, Area]:
    """Return an empty picture of some size in pixels, and the area for the figure.

    Must be called and rendered within one `drawing_turn`.
    """
    figure = Figure(figsize=(width / 72, height / 72), dpi=72, facecolor="white")
    return figure, Area(EDGE, EDGE, width - 2 * EDGE, height - 2 * EDGE)


def render_plate(figure: Figure, area: Area, watermark: str | None, colour: str) -> bytes:
    """Return the picture as PNG with its watermark across the area; equal figures give equal bytes."""
    if watermark:
        stamp(figure, area, watermark, colour)
    stream = io.BytesIO()
    settings = {**PNG_EFFORT, "dpi": (DOTS, DOTS)}
    dots = DOTS * PAPER_WIDTH / figure.get_size_inches()[0]
    figure.savefig(stream, format="png", dpi=dots, metadata={"Software": None}, pil_kwargs=settings)
    return stream.getvalue()
