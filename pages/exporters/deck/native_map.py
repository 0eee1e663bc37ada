"""Maps of a deck: every unit a shape with its name, value and colour, so that others can recolour and move them.

The same frames, colours and lines as the picture of a map, behind the same gate, and a check of what was drawn.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import shapely

from geo.boundaries import Boundaries
from geo.compliance import check_map
from geo.drawing import QUIET, Area, text_width, wrap
from geo.map_image import PROVINCE_LINE, SEGMENT, Layout, inset_box, lay_out, main_box
from geo.map_spec import MapSpec
from geo.vector_map import View, inset_view, lines_in, main_view
from pages.exporters.deck.map_check import check_drawn
from pages.exporters.deck.map_legend import write_legend
from pages.exporters.deck.map_places import MapPlaces
from pages.exporters.deck.map_signs import write_flows, write_letters, write_symbols, write_tracks
from pages.exporters.deck.vector_shapes import NO_FILL, PARTS_OF_PIXEL, Pencil, append_shapes
from pages.texts import Language, Texts, load_texts

EMU_PER_PIXEL = 6348
"""Of a page 1920 wide on a slide of 13.333 inches, a multiple of the raster."""
LEAST_WIDTH = 1250.0
"""Pixels that legend, map and inset need side by side; on less ground all of them are smaller."""
LEGEND_WIDTH, INSET_WIDTH = 400.0, 250.0
NOTE_SIZE, INSET_TITLE_SIZE, WATERMARK_SIZE, LINE_HEIGHT, NOTE_GAP = 18.0, 20.0, 60.0, 1.4, 8.0
SEGMENT_WIDTH, FRAME_WIDTH = 2.2, 1.4


@dataclass(frozen=True)
class MapSheet:
    """How a map fills a rectangle of a slide: EMU of a pixel, the rectangle in pixels, its note, and the frames."""

    emu_per_pixel: float
    area: Area
    note: tuple[str, ...]
    note_area: Area
    layout: Layout


def map_sheet(spec: MapSpec, width: int, height: int) -> MapSheet:
    """Divide a rectangle in EMU: legend at the left, main map, inset at the right, the cartographic note below."""
    scale = min(EMU_PER_PIXEL, width / LEAST_WIDTH)
    scale -= scale % PARTS_OF_PIXEL
    area = Area(0.0, 0.0, width / scale, height / scale)
    note = wrap(spec.note, NOTE_SIZE, area.width)
    note_area = Area(0.0, 0.0, area.width, NOTE_SIZE * LINE_HEIGHT * len(note))
    floor = note_area.height + NOTE_GAP
    layout = lay_out(Area(0.0, floor, area.width, area.height - floor), LEGEND_WIDTH, INSET_WIDTH)
    return MapSheet(scale, area, tuple(note), note_area, layout)


@dataclass(frozen=True)
class DrawnMap:
    """Where the inset of the South China Sea islands stands on the slide, in EMU: nothing may be laid over it."""

    left: int
    top: int
    width: int
    height: int

    def is_covered_by(self, shape: Any) -> bool:
        """Whether a shape of the slide reaches into the inset."""
        apart = shape.left >= self.left + self.width or shape.left + shape.width <= self.left
        return not (apart or shape.top >= self.top + self.height or shape.top + shape.height <= self.top)


def add_map(
    slide: Any, spec: MapSpec, boundaries: Boundaries, language: Language,
    left: int, top: int, width: int, height: int,
) -> DrawnMap:
    """Draw a map on a slide as native shapes in a rectangle in EMU, and return where its inset stands.

    Two groups move on their own: the map with its inset, and the legend. The cartographic note stands below, the
    watermark across the main map.

    Raises
    ------
    geo.compliance.MapRefusedError
        if the map would lack territory, islands, segments or its note, or something would cover the inset.
    geo.boundaries.BoundaryError
        if a boundary file is missing or changed.
    KeyError
        if a fill names a code that no boundary layer holds, or the focus is no province.
    """
    check_map(spec, boundaries)
    texts = load_texts(language)
    sheet = map_sheet(spec, width, height)
    layout = sheet.layout
    pencil = Pencil(
        left, top, sheet.area.height, sheet.emu_per_pixel, int(slide.shapes._next_shape_id),
        texts("deck_map.language_tag"),
    )
    with pencil.group(texts("deck_map.map"), spec.alternative_text):
        drawn = _write_map(pencil, spec, boundaries, layout, texts)
    write_legend(pencil, spec, layout.legend, texts("deck_map.legend"))
    if spec.watermark:
        _write_watermark(pencil, layout.main, spec.watermark, spec.watermark_colour)
    pencil.words(texts("deck_map.note"), sheet.note, sheet.note_area, NOTE_SIZE, QUIET)
    check_drawn(spec, drawn, layout.inset, pencil.boxes)
    append_shapes(slide, pencil)
    return _inset_on_slide(pencil, layout.inset)


def _write_map(
    pencil: Pencil, spec: MapSpec, boundaries: Boundaries, layout: Layout, texts: Texts
) -> dict[str, MapPlaces]:
    """Write the main map and the inset, and return the places of both."""
    main = MapPlaces(spec, boundaries, main_view(layout.main, main_box(layout.main, spec, boundaries)), False, texts)
    inset = MapPlaces(spec, boundaries, inset_view(layout.inset, inset_box()), True, texts)
    segments = boundaries.geometry("segments").geometry.to_dict()
    with pencil.group(texts("deck_map.main")):
        main.write(pencil)
        _write_segments(pencil, main.view, segments, lambda number: texts("deck_map.segment", number=number))
        if spec.focus:
            _write_frame(pencil, layout.main, texts("deck_map.frame"))
        write_flows(pencil, spec, main.view)
        write_tracks(pencil, spec, main.view)
        write_symbols(pencil, spec, main, southern=False)
        write_letters(pencil, spec, main.view)
    with pencil.group(texts("deck_map.inset")):
        inset.write(pencil)
        _write_segments(pencil, inset.view, segments, lambda number: texts("deck_map.segment_inset", number=number))
        write_symbols(pencil, spec, inset, southern=True)
        _write_frame(pencil, layout.inset, texts("deck_map.inset_frame"))
        title = Area(layout.inset.left, layout.inset.top + 4, layout.inset.width, INSET_TITLE_SIZE * LINE_HEIGHT)
        pencil.words(texts("deck_map.inset_title"), [spec.inset_title], title, INSET_TITLE_SIZE, QUIET, "ctr")
    return {"main": main, "inset": inset}


def _write_segments(
    pencil: Pencil, view: View, segments: dict[str, shapely.Geometry], name: Callable[[str], str]
) -> None:
    for number, line in lines_in(view, segments).items():
        pencil.outline(name(number), line, NO_FILL, pencil.stroke(SEGMENT, SEGMENT_WIDTH))


def _write_frame(pencil: Pencil, area: Area, name: str) -> None:
    pencil.box(name, "rect", area, NO_FILL + pencil.stroke(PROVINCE_LINE, FRAME_WIDTH))


def _write_watermark(pencil: Pencil, main: Area, words: str, colour: str) -> None:
    size = min(WATERMARK_SIZE, 0.8 * main.width / text_width(words, 1.0))
    width, height = text_width(words, size), size * LINE_HEIGHT
    centre = Area(main.left + (main.width - width) / 2, main.bottom + (main.height - height) / 2, width, height)
    pencil.words(words, [words], centre, size, colour, "ctr", rotation=-18.0, alpha=0.3)


def _inset_on_slide(pencil: Pencil, inset: Area) -> DrawnMap:
    scale = pencil.emu_per_pixel
    return DrawnMap(
        pencil.left + round(inset.left * scale), pencil.top + round((pencil.height - inset.top) * scale),
        round(inset.width * scale), round(inset.height * scale),
    )
