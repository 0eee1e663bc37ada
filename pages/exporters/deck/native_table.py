"""Tables on slides: native, in the style of the theme, written as XML because an object per cell takes too long."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pages.exporters.column_room import longest_word, spread
from pages.exporters.deck.cells import Cell, CellGrid
from pages.exporters.deck.looks import fill_xml
from pages.exporters.deck.reading import Tint
from pages.exporters.deck.theme import emu
from pages.exporters.deck.words import (
    LINE_HEIGHT,
    clean,
    height_of,
    next_shape_id,
    paragraphs_xml,
    set_height,
    width_of,
)
from pages.exporters.print_room import ems
from pages.exporters.table import is_missing
from pages.texts import Language

# The table style of the theme's first accent that every office program knows: "Medium Style 2 – Accent 1".
STYLE = "{5C22544A-7EE6-4342-B048-85BDC9FD1C3A}"
SIZES = (12.0, 11.0, 10.0, 9.0, 8.0, 7.0)
SIDE, UPRIGHT = 0.06, 0.025
"""Margins of a cell in inches."""
SPRAWL = 1.25
LONGEST_WORD, SHORT_NAME, SHORT_HEAD = 12.0, 6.0, 4.0
"""Ems of what is kept whole: a number or word, all that a cell says, a heading."""
BOLDER, SLACK, TALLER = 1.08, 1.06, 1.08
"""How much wider headings are, how much fonts differ in width, how much higher lines of a cell are than others."""
WIDEST = 30.0
"""Width of a column in ems beyond which its text breaks."""
SIGNS_OF_NOTHING = ("—", "–", "-")
NUMBER = re.compile(r"[-−+＋±<>≥≤约超]?\s*[\d,]+(\.\d+)?\s*\S{0,6}")

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Laid:
    """A table on its slide: how many rows of the frame it holds, how high it is in inches, at which size of type."""

    rows: int
    height: float
    size: float


def texts_of(frame: Any) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Headings and rows of a frame as they are shown; what is absent is empty."""
    headings = tuple(clean(name) for name in frame.columns)
    rows = [tuple("" if is_missing(value) else clean(value) for value in row)
            for row in frame.itertuples(index=False, name=None)]
    return headings, rows


def column_widths(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> list[float]:
    """Width of every column in ems that holds its words, up to a width beyond which they break."""
    widths = []
    for number, heading in enumerate(headings):
        cells = [line for row in rows for line in row[number].split("\n")] or [""]
        widths.append(min(WIDEST, max(2.0, width_of(heading) * 0.8, max(map(width_of, cells))) + 0.6))
    return widths


def natural_width(headings: Sequence[str], rows: Sequence[Sequence[str]], size: float) -> float:
    """Inches that a table takes at a size of type if nothing breaks that need not."""
    return sum(width * size / 72 + 2 * SIDE for width in column_widths(headings, rows))


def add_table(
    slide: Any, headings: Sequence[str], rows: Sequence[Sequence[str]], box: Box, description: str, language: Language,
    sizes: Sequence[float] = SIZES,
) -> Laid:
    """Put rows below their headings into a box, in the largest type that fits; what no longer fits is left out.

    Returns how many rows stand in the table: whoever calls says where the others are.
    """
    for size in sizes:
        widths = _widths(headings, rows, box[2], size)
        heights = _heights(headings, rows, widths, size)
        # A size at which a number or a word breaks is no smaller price than fewer rows.
        if sum(heights) <= box[3] and sum(_least_widths(headings, rows, size)) <= box[2] + 1e-6:
            break
    count, used = 0, heights[0]
    while count < len(rows) and used + heights[count + 1] <= box[3] + 1e-6:
        used += heights[count + 1]
        count += 1
    aligns = _aligns(rows, len(headings))
    lines = []
    for row, height in zip((headings, *rows[:count]), heights, strict=False):
        cells = [_cell(text, language, size, align) for text, align in zip(row, aligns, strict=True)]
        lines.append(_row(cells, height))
    _add_frame(slide, (box[0], box[1], sum(widths), used), widths, lines, description, STYLE)
    return Laid(count, used, size)


def table_height(headings: Sequence[str], rows: Sequence[Sequence[str]], width: float, size: float) -> float:
    """Inches that a table takes at a width and a size of type."""
    widths = _widths(headings, rows, width, size)
    return sum(_heights(headings, rows, widths, size))


def _least_widths(headings: Sequence[str], rows: Sequence[Sequence[str]], size: float) -> list[float]:
    """Inches below which a number, a word or a short name of a column would break."""
    found = []
    for head, *body in zip(headings, *rows, strict=True):
        widest = max((width_of(line) for text in body for line in text.split("\n")), default=0.0)
        need = max(
            min(BOLDER * longest_word(head), LONGEST_WORD), min(BOLDER * width_of(head), SHORT_HEAD),
            *(min(longest_word(text), LONGEST_WORD) for text in body), min(widest, SHORT_NAME), 1.0,
        )
        found.append(SLACK * need * size / 72 + 2 * SIDE)
    return found


def _widths(headings: Sequence[str], rows: Sequence[Sequence[str]], room: float, size: float) -> list[float]:
    """Width of every column in inches; a narrow table does not sprawl over the slide."""
    least = _least_widths(headings, rows, size)
    wished = [width * size / 72 + 2 * SIDE for width in column_widths(headings, rows)]
    return spread(least, wished, min(room, max(SPRAWL * sum(wished), sum(least))))


def add_plain_table(
    slide: Any, rows: Sequence[Sequence[str]], box: Box, sizes: Sequence[float], bold: Sequence[bool],
    language: Language,
) -> None:
    """Put rows without headings into a box, each row in its own size of type, shrunk where it does not fit."""
    width = box[2] / len(rows[0])
    scale = 1.0
    while scale > 0.4 and sum(
        _row_height(row, [width] * len(row), size * scale) for row, size in zip(rows, sizes, strict=True)
    ) > box[3]:
        scale -= 0.05
    lines = [
        _row([_cell(clean(text), language, size * scale, "l", bold=is_bold) for text in row],
             _row_height(row, [width] * len(row), size * scale))
        for row, size, is_bold in zip(rows, sizes, bold, strict=True)
    ]
    _add_frame(slide, box, [width] * len(rows[0]), lines, " / ".join(rows[0]), None)


def _row_height(row: Sequence[str], widths: Sequence[float], size: float, wider: float = 1.0) -> float:
    """Inches of a row: `wider` is how much wider its type is than the usual."""
    rooms = [(width - 2 * SIDE) / wider for width in widths]
    lines = [_text_height(text, size, room) for text, room in zip(row, rooms, strict=True) if text]
    return TALLER * max(lines, default=size * LINE_HEIGHT / 72) + 2 * UPRIGHT


def _text_height(text: str, size: float, room: float) -> float:
    """Inches of the words of a cell; what fits on one line is not parted."""
    is_one = "\n" not in text and width_of(text) * size / 72 <= room
    return size * LINE_HEIGHT / 72 if is_one else set_height(text, size, room)


def _heights(
    headings: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[float], size: float
) -> list[float]:
    return [_row_height(headings, widths, size, BOLDER), *(_row_height(row, widths, size) for row in rows)]


def _aligns(rows: Sequence[Sequence[str]], count: int) -> list[str]:
    """The side of every column: figures right, words left.

    What stands for a missing figure ("无数据", "—") is known from the columns that hold figures: a column of nothing
    else stands right, too.
    """
    columns = [[row[number] for row in rows if row[number]] for number in range(count)]
    are_figures = [_is_numeric(cells) for cells in columns]
    absent = {cell for cells, are in zip(columns, are_figures, strict=True) if are for cell in cells
              if not NUMBER.fullmatch(cell)} | set(SIGNS_OF_NOTHING)
    return ["r" if are or (cells and set(cells) <= absent) else "l"
            for cells, are in zip(columns, are_figures, strict=True)]


def _is_numeric(cells: Sequence[str]) -> bool:
    """Whether cells are figures, most of those with a digit, beside at most two words for what is missing."""
    with_digits = [cell for cell in cells if any(letter.isdigit() for letter in cell)]
    figures = sum(bool(NUMBER.fullmatch(cell)) for cell in with_digits)
    return figures > 0.6 * len(with_digits) and len(set(cells) - set(with_digits)) <= 2


def _cell(
    text: str, language: Language, size: float, align: str, fill: Tint | None = None, ink: Tint | None = None,
    bold: bool | None = None, span: int = 1,
) -> str:
    # An empty cell is as high as its type, which stands in the end of its paragraph alone.
    words = f'<a:p><a:endParaRPr lang="zh-CN" sz="{round(size * 100)}"/></a:p>'
    if text:
        words = paragraphs_xml([text], language, align, size=size, colour=ink.colour if ink else None, bold=bold)
    wide = f' gridSpan="{span}"' if span > 1 else ""
    margins = f'marL="{emu(SIDE)}" marR="{emu(SIDE)}" marT="{emu(UPRIGHT)}" marB="{emu(UPRIGHT)}" anchor="ctr"'
    painted = fill_xml(fill) if fill else ""
    return (
        f"<a:tc{wide}><a:txBody><a:bodyPr/><a:lstStyle/>{words}</a:txBody><a:tcPr {margins}>{painted}</a:tcPr></a:tc>"
        + '<a:tc hMerge="1"><a:txBody><a:bodyPr/><a:lstStyle/><a:p/></a:txBody><a:tcPr/></a:tc>' * (span - 1)
    )


def _row(cells: Sequence[str], height: float) -> str:
    return f'<a:tr h="{emu(height)}">{"".join(cells)}</a:tr>'


def _add_frame(
    slide: Any, box: Box, widths: Sequence[float], rows: Sequence[str], description: str, style: str | None
) -> None:
    from pptx.oxml import parse_xml
    from pptx.oxml.ns import NamespacePrefixedTag, nsdecls
    from pptx.oxml.shapes.graphfrm import CT_GraphicalObjectFrame

    number = next_shape_id(slide)
    shape = CT_GraphicalObjectFrame.new_graphicFrame(number, f"Table {number}", *map(emu, box))
    shape.nvGraphicFramePr.cNvPr.set("descr", clean(description))
    data = shape.graphic.graphicData
    data.uri = NamespacePrefixedTag("a:tbl").nsuri.replace("/main", "/table")
    grid = "".join(f'<a:gridCol w="{emu(width)}"/>' for width in widths)
    look = "<a:tblPr/>"
    if style:
        look = f'<a:tblPr firstRow="1" bandRow="1"><a:tableStyleId>{style}</a:tableStyleId></a:tblPr>'
    data.append(parse_xml(f'<a:tbl {nsdecls("a", "r")}>{look}<a:tblGrid>{grid}</a:tblGrid>{"".join(rows)}</a:tbl>'))
    slide.shapes._spTree.append(shape)


def add_cells(slide: Any, grid: CellGrid, box: Box, description: str, language: Language) -> None:
    """Put a grid of coloured cells into a box as a native table, all of it."""
    columns = len(grid.cells[0])
    names_width = min(0.34 * box[2], max(map(ems, grid.names), default=0.0) * 12 / 72 + 0.2) if any(grid.names) else 0.0
    each = (box[2] - names_width) / columns
    widths = ([names_width] if names_width else []) + [each] * columns
    lines = len(grid.cells) + len(grid.headings)
    height = min(box[3] / lines, 0.8)
    size = next((own for own in SIZES if _cells_fit(grid, own, each, names_width, height)), SIZES[-1])
    rows = []
    for spans in grid.headings:
        cells = [_cell("", language, size, "l")] if names_width else []
        reached = 0
        for span in spans:
            cells += [_cell("", language, size, "ctr")] * (span.start - reached)
            cells.append(_cell(span.text, language, size, "ctr", bold=True, span=span.count))
            reached = span.start + span.count
        rows.append(_row([*cells, *[_cell("", language, size, "ctr")] * (columns - reached)], height))
    for name, line in zip(grid.names, grid.cells, strict=True):
        cells = [_cell(name, language, size, "l")] if names_width else []
        rows.append(_row([*cells, *(_coloured(cell, language, size) for cell in line)], height))
    _add_frame(slide, (box[0], box[1], box[2], height * lines), widths, rows, description, None)


def _coloured(cell: Cell, language: Language, size: float) -> str:
    return _cell(cell.text, language, size, "ctr", cell.fill, cell.ink)


def _cells_fit(grid: CellGrid, size: float, each: float, names: float, height: float) -> bool:
    room = height - 2 * UPRIGHT
    texts = [cell.text for row in grid.cells for cell in row if cell.text]
    inside = all(height_of([text], size, max(each - 2 * SIDE, 0.2)) <= room for text in texts)
    return inside and all(height_of([name], size, max(names - 2 * SIDE, 0.2)) <= room for name in grid.names if name)
