"""The same profile for paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from geo.boundaries import BoundaryError
from geo.compliance import MapRefusedError
from pages.charts.atlas_map import map_note
from pages.exporters.print_page import (
    PrintFigure,
    PrintPage,
    PrintPicture,
    PrintSection,
    PrintTable,
    fits,
)
from pages.frames.region.place_picture import place_picture
from pages.frames.region.region_view import Block, RegionView


def paper_of(
    view: RegionView, blocks: Sequence[Block], finding: str, cards: tuple[PrintFigure, ...], sources: tuple[str, ...]
) -> PrintPage:
    """Return the profile as a page for paper that takes one sheet.

    Of many `sources` it names as many as the sheet holds, how many there are, and where all of them stand.
    """
    page = _page(view, blocks, finding, cards, sources)
    told = len(sources)
    while told > 1 and not fits(page):
        told -= 1
        rest = view.screen.texts("region.all_sources", count=len(sources))
        page = replace(page, sources=(*sources[:told], rest))
    return page


def _page(
    view: RegionView, blocks: Sequence[Block], finding: str, cards: tuple[PrintFigure, ...], sources: tuple[str, ...]
) -> PrintPage:
    screen, t = view.screen, view.screen.texts
    steps = t("region.trail_arrow").join(screen.place(code) for code in screen.regions.trail(view.region))
    layer = t(f"layer.{screen.layer}")
    return PrintPage(
        title=t("region.title", place=view.place),
        subtitle=f"{t('region.printed_line', trail=steps, layer=layer)}\n{finding}",
        headline=cards,
        sections=(*_position(view), *(_section(block) for block in blocks)),
        sources=sources,
        foot=t("region.foot", layer=layer, snapshot=screen.engine.snapshot_id, note=map_note(screen)),
        marks=(screen.watermark,) if screen.watermark else (),
        mark_colour=screen.watermark_colour,
    )


def _position(view: RegionView) -> tuple[PrintSection, ...]:
    """Where it lies; nothing where the gate refuses the map, which the screen says in words."""
    t = view.screen.texts
    try:
        image = place_picture(view)
    except (MapRefusedError, BoundaryError):
        return ()
    picture = PrintPicture(image, t("region.map_alternative", place=view.place))
    return (PrintSection(t("region_block.place"), pictures=(picture,)),)


def _section(block: Block) -> PrintSection:
    tables = () if block.table is None else (PrintTable(block.caption, block.table, block.bars),)
    return PrintSection(block.heading, block.sentences, (), tables, block.source)
