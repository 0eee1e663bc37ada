"""A page for paper as a slide: headline figures, sections in even columns, sources; what does not fit goes on."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from functools import partial
from itertools import combinations_with_replacement, product
from typing import Any

from pages.exporters.deck.native_table import add_plain_table
from pages.exporters.deck.paper_blocks import (
    Block,
    Part,
    height_of_part,
    parts_of,
    put_block,
)
from pages.exporters.deck.slide import add_marks, new_slide, put, put_title
from pages.exporters.deck.theme import SOURCE, SUBTITLE, new_presentation
from pages.exporters.deck.words import one_line
from pages.exporters.print_page import PrintFigure, PrintPage
from pages.exporters.workbook import FIXED_DATE, fixed_archive
from pages.texts import Language, load_texts

SIZES = (12.0, 11.0, 10.5, 10.0, 9.5, 9.0, 8.5, 8.0, 7.5, 7.0)
"""Sizes of type in points, tried from the largest; at the smallest the page goes on on another slide."""
LEFT, TOP, BOTTOM, WIDTH, GAP = 0.45, 1.56, 6.27, 12.43, 0.24
HEADLINE = 0.92
COLUMNS = ((3.983, 3.983, 3.984), (2.49, 2.49, 3.36, 3.37), (2.92, 2.92, 2.92, 2.95))
"""Widths in inches of the columns of a slide: three, or four where words and tables are narrow."""
MOST_TO_ARRANGE = 8
"""Sections that may stand in any order; more stand in the order of reading alone."""

NewSlide = Callable[[str], Any]
"""Makes a slide with its frame, given its title."""


def one_page_deck(pages: Sequence[PrintPage], language: Language, title: str = "") -> bytes:
    """Return pages for paper as PPTX of 16:9, a slide each: native tables, words, pictures.

    Type shrinks until a page fits its slide; what does not fit at the smallest goes on on a further slide, so that
    nothing is lost. Pictures must be PNG; of an SVG its words for who cannot see it stand in its place. Equal pages
    give equal bytes.
    """
    presentation = new_presentation()
    properties = presentation.core_properties
    properties.title = one_line(title or (pages[0].title if pages else ""))[:255]
    properties.author = properties.last_modified_by = ""
    properties.created = properties.modified = FIXED_DATE
    for page in pages:
        add_paper(partial(_framed, presentation, page, language), page, page.title, language)
    stream = io.BytesIO()
    presentation.save(stream)
    return fixed_archive(stream.getvalue())


def add_paper(make: NewSlide, page: PrintPage, title: str, language: Language) -> list[Any]:
    """Put a page on the slides that `make` gives, under a title; one slide where it fits. Returns the slides."""
    top = TOP + (HEADLINE if page.headline else 0.0)
    parts = parts_of(page)
    slides = [make(title)]
    if page.headline:
        _add_headline(slides[0], page.headline, language)
    for size, widths in product(SIZES, COLUMNS):
        columns = arranged(parts, size, widths, BOTTOM - top)
        if columns is not None:
            for place, own in zip(_places(widths), columns, strict=True):
                _fill(slides[0], [block for part in own for block in part], place, size, top, language)
            return slides
    left = _flow(slides[0], [block for part in parts for block in part], top, language)
    while left:
        slides.append(make(load_texts(language)("deck.one_page_continued", title=title)))
        left = _flow(slides[-1], left, TOP, language)
    return slides


def arranged(parts: Sequence[Part], size: float, widths: Sequence[float], room: float) -> list[list[Part]] | None:
    """Share sections out to columns of some widths, none parted, the highest column as low as can be.

    In the order of reading if that fits, else in any order that does; None if none does.
    """
    heights = [[height_of_part(part, size, width, room) for width in widths] for part in parts]
    count, columns = len(parts), len(widths)
    if sum(map(min, heights)) > columns * room:
        return None
    in_order = (
        tuple(sum(number >= end for end in ends) for number in range(count))
        for ends in combinations_with_replacement(range(count + 1), columns - 1)
    )
    any_order = product([0], *[range(columns)] * (count - 1)) if 0 < count <= MOST_TO_ARRANGE else ()
    for choices in (in_order, any_order):
        best = min(choices, key=lambda places: _highest(heights, places, columns), default=None)
        if best is not None and _highest(heights, best, columns) <= room:
            return [[part for part, own in zip(parts, best, strict=True) if own == column] for column in range(columns)]
    return None


def _highest(heights: Sequence[Sequence[float]], places: Sequence[int], columns: int) -> float:
    filled = [0.0] * columns
    for own, place in zip(heights, places, strict=True):
        filled[place] += own[place]
    return max(filled)


def _places(widths: Sequence[float]) -> list[tuple[float, float]]:
    """Left edge and width of every column."""
    return [(LEFT + sum(widths[:number]) + GAP * number, width) for number, width in enumerate(widths)]


def _framed(presentation: Any, page: PrintPage, language: Language, title: str) -> Any:
    slide = new_slide(presentation, "figure", page.title, language)
    put_title(slide, "figure", title, language)
    put(slide, "figure", SUBTITLE, [subtitle_of(page)], (12.0, 11.0, 10.0, 9.0, 8.0), language)
    sources = load_texts(language)("deck.sources") + ": " + "; ".join(page.sources) if page.sources else " "
    put(slide, "figure", SOURCE, [one_line(sources), one_line(page.foot)], (9.0, 8.0, 7.0, 6.0, 5.5, 5.0), language)
    if page.marks:
        add_marks(slide, " / ".join(page.marks), page.mark_colour, language)
    return slide


def subtitle_of(page: PrintPage) -> str:
    """The lines below the title of a page on one."""
    return " · ".join(one_line(line) for line in page.subtitle.split("\n") if line.strip()) or " "


def _flow(slide: Any, blocks: Sequence[Block], top: float, language: Language) -> list[Block]:
    """Put blocks into one column after the other in the smallest type and return those that are left."""
    left = list(blocks)
    for place in _places(COLUMNS[0]):
        left = _fill(slide, left, place, SIZES[-1], top, language)
    return left


def _fill(
    slide: Any, blocks: Sequence[Block], place: tuple[float, float], size: float, top: float, language: Language
) -> list[Block]:
    """Put blocks into the column at a place and return those that find no room."""
    room, used, left = BOTTOM - top, 0.0, list(blocks)
    while left:
        height = left[0].height(size, place[1], room)
        if used + height > room + 1e-6 and used:
            break
        box = (place[0], top + used, place[1], min(height, room - used))
        rest = put_block(slide, left[0], box, size, language)
        left = [*([rest] if rest else []), *left[1:]]
        used += height
        if rest:
            break
    return left


def _add_headline(slide: Any, figures: Sequence[PrintFigure], language: Language) -> None:
    """The headline figures in a row: what each is, the figure itself, and its note."""
    rows = [[figure.label for figure in figures], [figure.value for figure in figures]]
    sizes, bold = [9.0, 16.0], [False, True]
    if any(figure.note for figure in figures):
        rows.append([figure.note for figure in figures])
        sizes, bold = [9.0, 16.0, 8.0], [False, True, False]
    add_plain_table(slide, rows, (LEFT, TOP, WIDTH, HEADLINE - 0.1), sizes, bold, language)
