"""Draws where a place lies: a small map of the country for a page of text, with the inset, as PNG.

The picture bears no words but the title of its inset, since the page around it has the note; it passes the same gate.
As SVG it would weigh ten times as much, with every island in it.
"""

from __future__ import annotations

import io

from matplotlib.figure import Figure

from geo.boundaries import Boundaries
from geo.compliance import check_map
from geo.drawing import HEIGHT, PNG_EFFORT, WIDTH, Area, add_text, drawing_turn
from geo.map_image import draw_places, inset_area, inset_frame, main_frame
from geo.map_spec import MapSpec
from geo.sign_marks import draw_symbols

SCALE = 0.36
"""Of a full page: lines and letters are as large as there, so that they can still be seen on a small picture."""
SHARPNESS = 2
"""Pixels of the file for each of the picture, for paper and fine screens."""
EDGE, INSET_WIDTH, TITLE_SIZE, MARK_SIZE = 4.32, 90.0, 14.0, 30.0


def place_image(spec: MapSpec, boundaries: Boundaries) -> bytes:
    """Return the map of a specification as a small PNG without legend or notes, with its watermark if it has one.

    Raises
    ------
    geo.compliance.MapRefusedError
        if the map would lack territory, islands, segments or its note.
    geo.boundaries.BoundaryError
        if a boundary file is missing or changed.
    """
    check_map(spec, boundaries)
    with drawing_turn():
        size = SCALE * WIDTH, SCALE * HEIGHT
        figure = Figure(figsize=(size[0] / 72, size[1] / 72), dpi=72, facecolor="white")
        inset = inset_area(size[0] - EDGE, EDGE, INSET_WIDTH)
        main = Area(EDGE, EDGE, inset.left - 2 * EDGE, size[1] - 2 * EDGE)
        for frame in (main_frame(figure, main, spec, boundaries), inset_frame(figure, inset)):
            draw_places(frame, spec, boundaries)
        draw_symbols(figure, spec, 0.0)
        add_text(figure, inset.right, inset.top + EDGE, spec.inset_title, TITLE_SIZE, ha="right")
        if spec.watermark:
            add_text(
                figure, main.left + main.width / 2, size[1] / 2, spec.watermark, MARK_SIZE, color=spec.watermark_colour,
                alpha=0.24, rotation=18, ha="center", va="center", zorder=1000,
            )
        stream = io.BytesIO()
        dots = 72 * SHARPNESS
        figure.savefig(stream, format="png", dpi=dots, metadata={"Software": None}, pil_kwargs=PNG_EFFORT)
        return stream.getvalue()
