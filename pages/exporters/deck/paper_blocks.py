"""The sections of a page for paper as blocks of a slide: words, tables, pictures, and how high each is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from pages.charts.style import QUIET
from pages.exporters.deck.native_table import add_table, table_height, texts_of
from pages.exporters.deck.slide import add_picture
from pages.exporters.deck.words import (
    LINE_HEIGHT,
    LOOSE,
    clean,
    height_of,
    paragraphs_xml,
    run_xml,
    set_ems,
    set_height,
    text_box,
)
from pages.exporters.print_page import PrintPage, PrintPicture, PrintSection, PrintTable
from pages.texts import Language

HIGHEST_PICTURE = 0.6
"""Of a column that a picture may take."""
BETWEEN = 0.07
LEADING = 1.27
"""Height of a line against its type, set as such so that every program keeps to it."""
HEADING_SCALE, SOURCE_SCALE = 1.1, 0.8
HEADING_COLOUR = "#0b4f8a"
BLANK = "　"


@dataclass(frozen=True)
class Words:
    """A heading, with the source behind it if that fits its line, and paragraphs; type against the usual by `scale`."""

    paragraphs: tuple[str, ...]
    heading: str = ""
    source: str = ""
    scale: float = 1.0

    def height(self, size: float, width: float, _: float) -> float:
        """Inches in a column."""
        return self._height(len(self.paragraphs), size, width) + BETWEEN

    def _height(self, count: int, size: float, width: float) -> float:
        below = self.paragraphs[:count]
        if self.source and not self._is_beside(size, width):
            below = (*below, self.source)
        head = size * HEADING_SCALE * LEADING / 72 if self.heading else 0.0
        return head + sum(set_height(text, size * self.scale, width) for text in below) * LEADING / LINE_HEIGHT

    def _is_beside(self, size: float, width: float) -> bool:
        taken = set_ems(self.heading + BLANK) * HEADING_SCALE + (set_ems(self.source) + LOOSE) * SOURCE_SCALE
        return taken * size / 72 <= width

    def parted(self, size: float, width: float, room: float) -> tuple[Words, Words | None]:
        """As many paragraphs as fit, at least one, and the others."""
        count = len(self.paragraphs)
        while count > 1 and self._height(count, size, width) > room:
            count -= 1
        rest = self.paragraphs[count:]
        return replace(self, paragraphs=self.paragraphs[:count]), Words(rest, scale=self.scale) if rest else None

    def xml(self, size: float, width: float, language: Language) -> str:
        """The paragraphs as drawings take them."""
        below = [(text, size * self.scale) for text in self.paragraphs]
        head = ""
        if self.heading:
            head = run_xml(clean(self.heading), language, size * HEADING_SCALE, HEADING_COLOUR, True)
            if self.source and self._is_beside(size, width):
                head += run_xml(BLANK + clean(self.source), language, size * SOURCE_SCALE, QUIET)
        if self.source and not self._is_beside(size, width):
            below.append((self.source, size * SOURCE_SCALE))
        return (_paragraph(head, size * HEADING_SCALE) if head else "") + "".join(
            _paragraph("<a:br/>".join(run_xml(line, language, own) for line in clean(text).split("\n")), own)
            for text, own in below
        )


def _paragraph(runs: str, size: float) -> str:
    spacing = f'<a:lnSpc><a:spcPts val="{round(size * LEADING * 100)}"/></a:lnSpc>'
    return f"<a:p><a:pPr>{spacing}</a:pPr>{runs}</a:p>"


@dataclass(frozen=True)
class Rows:
    """A table with its caption."""

    table: PrintTable

    def height(self, size: float, width: float, _: float) -> float:
        """Inches in a column."""
        headings, rows = texts_of(self.table.frame)
        caption = height_of([self.table.caption], size, width) if self.table.caption else 0.0
        return caption + table_height(headings, rows, width, size) + BETWEEN


@dataclass(frozen=True)
class Picture:
    """A picture as wide as a column, unless that makes it too high."""

    picture: PrintPicture

    def height(self, size: float, width: float, room: float) -> float:
        """Inches in a column of some height."""
        caption = height_of([self.picture.caption], size, width) if self.picture.caption else 0.0
        return min(self.picture.aspect * width, HIGHEST_PICTURE * room) + caption + BETWEEN


Block = Words | Rows | Picture
Part = tuple[Block, ...]


def parts_of(page: PrintPage) -> list[Part]:
    """The blocks of every section: its heading and words, pictures, tables, source.

    Of a picture that is no PNG its words stand in its place.
    """
    return [tuple(_blocks(section)) for section in page.sections]


def _blocks(section: PrintSection) -> list[Block]:
    found: list[Block] = [Words(section.paragraphs, section.heading, section.source)]
    found += [Picture(picture) if picture.kind == "png" else Words((picture.alternative_text,))
              for picture in section.pictures]
    return [*found, *map(Rows, section.tables)]


def height_of_part(part: Part, size: float, width: float, room: float) -> float:
    """Inches that a section takes in a column of some width and height."""
    return sum(block.height(size, width, room) for block in part)


def put_block(
    slide: Any, block: Block, box: tuple[float, float, float, float], size: float, language: Language
) -> Block | None:
    """Put one block into its place; what of it does not fit comes back."""
    x, y, width, height = box
    if isinstance(block, Words):
        shown, rest = block.parted(size, width, height)
        text_box(slide, "Section", (x, y, width, height - BETWEEN / 2), shown.xml(size, width, language))
        return rest
    if isinstance(block, Rows):
        return _put_rows(slide, block.table, box, size, language)
    picture = block.picture
    below = height_of([picture.caption], size, width) if picture.caption else 0.0
    add_picture(slide, picture.image, (x, y, width, height - below - BETWEEN), picture.alternative_text)
    if picture.caption:
        text_box(slide, "Caption", (x, y + height - below - BETWEEN, width, below),
                 paragraphs_xml([picture.caption], language, size=size))
    return None


def _put_rows(
    slide: Any, table: PrintTable, box: tuple[float, float, float, float], size: float, language: Language
) -> Rows | None:
    x, y, width, height = box
    above = height_of([table.caption], size, width) if table.caption else 0.0
    if table.caption:
        words = paragraphs_xml([table.caption], language, size=size, bold=True)
        text_box(slide, "Caption", (x, y, width, above), words)
    headings, rows = texts_of(table.frame)
    laid = add_table(slide, headings, rows, (x, y + above, width, height - above), table.caption, language, (size,))
    return Rows(PrintTable(table.caption, table.frame.iloc[laid.rows:])) if 0 < laid.rows < len(rows) else None
