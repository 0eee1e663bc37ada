"""A map for a page of text: the same colours, breaks and inset as everywhere, with the legend beside it."""

from __future__ import annotations

from dataclasses import replace

from matplotlib.figure import Figure

from geo.boundaries import Boundaries
from geo.compliance import check_map
from geo.drawing import BODY_SIZE, QUIET, Area, add_text, drawing_turn, text_width
from geo.map_image import GUTTER, SWATCH_WIDTH, Layout, draw_legend, draw_map, inset_area
from geo.map_spec import MapSpec
from geo.plate import EDGE, PLATE_WIDTH, plate, render_plate

SHARE = 0.7
"""Signs and arrows against those of a full page, since the map is that much smaller."""

INSET_WIDTH, NARROWEST_COLUMN, WIDEST_COLUMN = 190.0, 210.0, 400.0
LEAST_HEIGHT = 600.0


def map_plate(spec: MapSpec, boundaries: Boundaries) -> bytes:
    """Return a map as PNG without title or note, which the page around it bears, with its watermark if it has one.

    Main map at the left; at the right the legend above the inset of the South China Sea islands. The compliance gate is
    passed first.

    Raises
    ------
    geo.compliance.MapRefusedError
        if the map would lack territory, islands, segments or its note.
    geo.boundaries.BoundaryError
        if a boundary file is missing or changed.
    """
    check_map(spec, boundaries)
    small = _smaller(spec)
    with drawing_turn():
        height, layout = lay_out_plate(small)
        figure, area = plate(height)
        draw_map(figure, layout, small, boundaries)
        add_text(figure, area.right, layout.inset.top + 8, small.inset_title, BODY_SIZE, color=QUIET, ha="right")
        draw_legend(figure, layout.legend, small)
        return render_plate(figure, area, small.watermark, small.watermark_colour)


def lay_out_plate(spec: MapSpec) -> tuple[float, Layout]:
    """Return the height of the plate and where its parts stand; the three rectangles never overlap."""
    inset = inset_area(PLATE_WIDTH - EDGE, EDGE, INSET_WIDTH)
    labels = [fill.label for fill in spec.fills] + [mark.label for mark in spec.marks]
    labels += [track.label for track in spec.tracks] + [key.label for key in spec.symbol_keys]
    widest = max((text_width(label, BODY_SIZE) for label in labels), default=0.0) + SWATCH_WIDTH + 14
    column = min(max(widest, NARROWEST_COLUMN), WIDEST_COLUMN)
    left = PLATE_WIDTH - EDGE - column
    # The legend is drawn once where nobody sees it, to learn how high it is.
    needed = draw_legend(Figure(), Area(left, 0.0, column, 0.0), spec)
    floor = inset.top + BODY_SIZE + GUTTER
    height = max(LEAST_HEIGHT, floor + needed + EDGE)
    main = Area(EDGE, EDGE, left - GUTTER - EDGE, height - 2 * EDGE)
    return height, Layout(main, inset, Area(left, height - EDGE - needed, column, needed))


def _smaller(spec: MapSpec) -> MapSpec:
    """The map with its signs and lines as large as its room allows; the legend shrinks with them."""
    return replace(
        spec,
        symbols=tuple(replace(symbol, diameter=symbol.diameter * SHARE) for symbol in spec.symbols),
        symbol_keys=tuple(replace(key, diameter=key.diameter * SHARE) for key in spec.symbol_keys),
        flows=tuple(replace(flow, width=flow.width * SHARE) for flow in spec.flows),
        marks=tuple(replace(mark, width=mark.width * SHARE) for mark in spec.marks),
        tracks=tuple(replace(track, width=track.width * SHARE) for track in spec.tracks),
    )
