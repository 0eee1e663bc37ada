"""The figure of a step on its slide: a map, native charts, a grid of cells, or at the last a picture."""

from __future__ import annotations

from typing import Any

from geo.compliance import MapRefusedError
from geo.map_spec import MapSpec
from pages.exporters.deck.cells import cell_grid
from pages.exporters.deck.native_chart import Box, add_chart
from pages.exporters.deck.native_map import add_map
from pages.exporters.deck.native_table import add_cells
from pages.exporters.deck.reading import NotNativeError
from pages.exporters.deck.slide import add_picture
from pages.exporters.deck.theme import emu
from pages.exporters.deck.words import clean, paragraphs_xml, text_box
from pages.exporters.exhibit import Exhibit
from pages.texts import load_texts

OUTSIDE_SIZE = 10.0


def add_figure(slide: Any, exhibit: Exhibit, box: Box) -> str | None:
    """Put the figure of an exhibit into a box; return what must be told where it is a picture or could not be drawn."""
    texts = load_texts(exhibit.language)
    if exhibit.spec is not None:
        return _add_map(slide, exhibit, exhibit.spec, box)
    figure = exhibit.figure
    grid = cell_grid(figure)
    if grid is not None:
        left, top, width, height = box
        spare = 0.22 * len(grid.outside)
        add_cells(slide, grid, (left, top, width, height - spare), exhibit.alternative_text, exhibit.language)
        if grid.outside:
            words = paragraphs_xml([clean(text) for text in grid.outside], exhibit.language, size=OUTSIDE_SIZE)
            text_box(slide, "Caption", (left, top + height - spare, width, spare), words)
        return None
    try:
        add_chart(slide, figure, box, exhibit.alternative_text, exhibit.language)
    except NotNativeError:
        try:
            add_picture(slide, exhibit.picture("png"), box, exhibit.alternative_text)
        except ValueError as fault:
            return texts("deck.picture_refused", reason=str(fault))
        return texts("deck.picture_only")
    return None


def _add_map(slide: Any, exhibit: Exhibit, spec: MapSpec, box: Box) -> str | None:
    try:
        add_map(slide, spec, exhibit.boundaries, exhibit.language, *map(emu, box))
    except MapRefusedError as fault:
        return load_texts(exhibit.language)("deck.picture_refused", reason=str(fault))
    for group in slide.shapes._spTree.xpath("./p:grpSp/p:nvGrpSpPr/p:cNvPr[not(@descr)]"):
        # The legend says what it says by its words; its name tells who cannot see it that it is one.
        group.set("descr", group.get("name"))
    return None
