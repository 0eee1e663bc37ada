"""A table in a brief: three rules, figures at the right, columns as wide as they need, the head again on each page."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pandas as pd
from docx.document import Document as DocumentType
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table
from docx.text.paragraph import Paragraph

from pages.exporters.brief.fields import write
from pages.exporters.brief.wording import sentence
from pages.exporters.column_room import longest_word, spread
from pages.exporters.print_room import POINT, ems
from pages.exporters.table import plain_value
from pages.texts import Language

SMALLER = (1.0, 0.86, 0.76)
"""Sizes of type against the usual one, tried from the largest."""

PADDING = 2.4
"""Millimetres beside the words of a cell."""

NUMBER = re.compile(r"[^\w\s]{0,2}[\d,.]+\s*%?|[—–−-]?")
LONGEST_WORD = 8.0
SHORT, SHORT_TABLE = 7.0, 9
"""Ems up to which the words of a column stand in its middle, and rows up to which a table stays on one page."""

NARROWEST_TEXT, NARROWEST_HEAD = 9.0, 5.0
"""Ems that a column of words needs at least, and the head of a column of figures."""


def add_table(document: DocumentType, frame: pd.DataFrame, width: float, usual: float, language: Language) -> int:
    """Add a frame as a table of some millimetres, and return how many columns were left out for want of room.

    `usual` is the size of type in points of the style of tables; it is set smaller where columns need it.
    """
    cells = [[_shown(value, language) for value in row] for row in
             [tuple(frame.columns), *frame.itertuples(index=False, name=None)]]
    for share in SMALLER:
        size = usual * share
        least, wished = _widths(cells, size)
        if sum(least) <= width:
            break
    kept = len(least)
    while sum(least[:kept]) > width and kept > 1:
        kept -= 1
    widths = spread(least[:kept], wished[:kept], width)
    _write_table(document, [row[:kept] for row in cells], widths, size, usual)
    return len(least) - kept


def _shown(value: object, language: Language) -> str:
    plain = plain_value(value)
    return "" if plain is None else sentence(str(plain), language)


def _widths(cells: Sequence[Sequence[str]], size: float) -> tuple[list[float], list[float]]:
    """What every column needs at least, and what it would take on one line, in millimetres at a size of type."""
    least, wished = [], []
    for column in zip(*cells, strict=True):
        head, *body = [ems(text) for text in column]
        widest = max(body, default=0.0)
        unbroken = min(max(longest_word(text) for text in column), LONGEST_WORD)
        narrow = max(widest if _is_number(column[1:]) else min(widest, NARROWEST_TEXT), min(head, NARROWEST_HEAD))
        narrow = max(narrow, unbroken)
        least.append(narrow * size * POINT + PADDING)
        wished.append(max(widest, head) * size * POINT + PADDING)
    return least, wished


def _is_number(column: Sequence[str]) -> bool:
    return bool(column) and all(NUMBER.fullmatch(text) for text in column)


def _side(column: Sequence[str]) -> WD_ALIGN_PARAGRAPH:
    """Figures at the right, short words in the middle, others at the left."""
    if _is_number(column):
        return WD_ALIGN_PARAGRAPH.RIGHT
    is_short = max(map(ems, column), default=0.0) <= SHORT
    return WD_ALIGN_PARAGRAPH.CENTER if is_short else WD_ALIGN_PARAGRAPH.LEFT


def _write_table(
    document: DocumentType, cells: Sequence[Sequence[str]], widths: Sequence[float], size: float, usual: float
) -> None:
    """Write the cells; figures stand below each other at the right, their column in the middle below its head."""
    table = document.add_table(len(cells), len(widths))
    table._tbl.tblStyle_val = "ThreeLines"
    table.autofit = False
    _set_widths(table, widths)
    columns = list(zip(*cells, strict=True))
    needed = [max(map(ems, column[1:]), default=0.0) * size * POINT + PADDING for column in columns]
    sides = [_side(column[1:]) for column in columns]
    room = [max((width - need) / 2, 0.0) if side == WD_ALIGN_PARAGRAPH.RIGHT else 0.0
            for width, need, side in zip(widths, needed, sides, strict=True)]
    for number, (row, texts) in enumerate(zip(table._tbl.tr_lst, cells, strict=True)):
        settings = row.get_or_add_trPr()
        settings.append(OxmlElement("w:cantSplit"))
        if number == 0:
            settings.append(OxmlElement("w:tblHeader"))
        for place, (cell, text) in enumerate(zip(row.tc_lst, texts, strict=True)):
            paragraph = Paragraph(cell.p_lst[0], table)
            paragraph._p.style = "TableText"
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if number == 0 else sides[place]
            if number and room[place]:
                paragraph.paragraph_format.right_indent = Mm(room[place])
                # Not said, some programs take the first line of the body for it.
                paragraph.paragraph_format.first_line_indent = Mm(0)
                paragraph._p.get_or_add_pPr().get_or_add_ind().set(qn("w:firstLineChars"), "0")
            if number < min(len(cells) - 1, len(cells) if len(cells) <= SHORT_TABLE else 3):
                # A title stays on the page of the first rows; a short table is not parted.
                paragraph.paragraph_format.keep_with_next = True
            run = write(paragraph, text, bold=number == 0)
            if size != usual:
                run.font.size = Pt(round(size * 2) / 2)


def _set_widths(table: Table, widths: Sequence[float]) -> None:
    for column, width in zip(table._tbl.tblGrid.gridCol_lst, widths, strict=True):
        column.w = Mm(width)
    for row in table._tbl.tr_lst:
        for cell, width in zip(row.tc_lst, widths, strict=True):
            cell.width = Mm(width)
    whole = OxmlElement("w:tblW")
    whole.set(qn("w:w"), str(round(sum(widths) / 25.4 * 1440)))
    whole.set(qn("w:type"), "dxa")
    settings = table._tbl.tblPr
    for old in settings.findall(qn("w:tblW")):
        settings.replace(old, whole)
