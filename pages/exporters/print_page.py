"""A page for paper: one HTML file that asks for nothing, prints on A4, and holds what one sheet can say.

Readers open it in any browser, without a network, and print it or keep it as PDF. Pictures stand in the file itself,
words are text, so that it can be searched and copied from.
"""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import dataclass
from html import escape
from math import ceil

import pandas as pd

from geo.map_spec import SCREEN_FONTS
from geo.page_text import SYNTHETIC, PictureKind
from pages.exporters.bars import bar_style
from pages.exporters.print_room import Room, text_lines
from pages.exporters.print_style import page_style
from pages.texts import Language, load_texts

SIZES = (11.0, 10.5, 10.0, 9.5, 9.0, 8.5, 8.0, 7.5, 7.0)
"""Sizes of type in points, tried from the largest.

At the smallest a sheet holds three headline figures, one picture, seven sections of 100 Chinese characters each with a
table of six rows, and six lines of sources and foot.
"""
_VIEW_BOX = re.compile(rb'viewBox="[\d.]+ [\d.]+ ([\d.]+) ([\d.]+)"')
_PNG = b"\x89PNG\r\n\x1a\n"
USUAL_ASPECT = 9 / 16


@dataclass(frozen=True)
class PrintFigure:
    """A figure at the head of the page: what it is, the figure with its unit, and year, rank or change below it."""

    label: str
    value: str
    note: str = ""


@dataclass(frozen=True)
class PrintPicture:
    """A picture as SVG or PNG of the exporters, with the words for who cannot see it."""

    image: bytes
    alternative_text: str
    caption: str = ""

    @property
    def aspect(self) -> float:
        """Height by width, as the picture says."""
        if self.kind == "png":
            return int.from_bytes(self.image[20:24]) / int.from_bytes(self.image[16:20])
        box = _VIEW_BOX.search(self.image[:4000])
        return float(box[2]) / float(box[1]) if box else USUAL_ASPECT

    @property
    def kind(self) -> PictureKind:
        """Which of the two it is."""
        return "png" if self.image.startswith(_PNG) else "svg"

    @property
    def address(self) -> str:
        """The picture as an address that asks nobody for it."""
        kind = {"png": "image/png", "svg": "image/svg+xml"}[self.kind]
        return f"data:{kind};base64,{b64encode(self.image).decode('ascii')}"


@dataclass(frozen=True)
class PrintTable:
    """A table in the words of the reader; every cell is shown as it is.

    `bars` are lengths 0..1 drawn behind the first cell of the first rows.
    """

    caption: str
    frame: pd.DataFrame
    bars: tuple[float, ...] = ()


@dataclass(frozen=True)
class PrintSection:
    """A heading with what stands below it, and the line that says where it comes from."""

    heading: str
    paragraphs: tuple[str, ...] = ()
    pictures: tuple[PrintPicture, ...] = ()
    tables: tuple[PrintTable, ...] = ()
    source: str = ""


@dataclass(frozen=True)
class PrintPage:
    """Everything on the sheet. `marks` are written across it and above the title: synthetic, private.

    Sections stand in two columns, one after the other; `foot` names snapshot and layer.
    """

    title: str
    subtitle: str
    headline: tuple[PrintFigure, ...]
    sections: tuple[PrintSection, ...]
    sources: tuple[str, ...]
    foot: str
    marks: tuple[str, ...] = ()
    mark_colour: str = SYNTHETIC


def print_page(page: PrintPage, language: Language) -> bytes:
    """Return the page as one HTML file in UTF-8.

    The type is the largest of `SIZES` at which the page fits a sheet; what does not fit at the smallest goes on on a
    second one, so that nothing is lost.
    """
    texts = load_texts(language)
    size = type_size(page)
    mark = " / ".join(page.marks)
    # What differs from page to page stands in an attribute: where the page is shown, its style is known by its hash.
    looks = f"--fonts: {SCREEN_FONTS}; --size: {size}pt; --mark: {page.mark_colour}"
    head = (
        f'<!DOCTYPE html>\n<html lang="{"zh-CN" if language == "zh" else "en"}" style="{escape(looks)}"><head>'
        '<meta charset="utf-8">'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; style-src \'unsafe-inline\'; '
        'img-src data:">'
        f"<title>{escape(page.title)}</title><style>{page_style()}</style></head>"
    )
    parts = [
        f'<p class="watermark" aria-hidden="true">{escape(mark)}</p><p class="mark">{escape(mark)}</p>' if mark else "",
        f"<header><h1>{escape(page.title)}</h1>{_paragraph(page.subtitle, 'subtitle')}</header>",
        _headline(page.headline),
        f'<main>{"".join(_section(section) for section in page.sections)}</main>',
        f'<footer><b>{escape(texts("print.sources"))}</b>{_list(page.sources)}{_paragraph(page.foot, "foot")}</footer>',
    ]
    return f"{head}<body>{''.join(parts)}</body></html>\n".encode()


def type_size(page: PrintPage) -> float:
    """The largest size of type in points at which the page fits a sheet, else the smallest."""
    return next((size for size in SIZES if page_height(page, size) <= Room(size).height), SIZES[-1])


def fits(page: PrintPage) -> bool:
    """Whether the page takes one sheet, at the smallest type if need be."""
    return page_height(page, SIZES[-1]) <= Room(SIZES[-1]).height


def page_height(page: PrintPage, size: float) -> float:
    """About how many millimetres of a sheet the page takes at a size of type; rather too many than too few."""
    room = Room(size)
    height = room.line * (2.2 + (1.4 if page.marks else 0)) + room.lines(page.subtitle, room.width)
    if page.headline:
        cell = room.width / len(page.headline) - room.gap
        notes = max(text_lines(f"{figure.label}\n{figure.note}", cell / room.em) for figure in page.headline)
        height += room.line * (notes + 2.2)
    columns = sum(_section_height(section, room) for section in page.sections) / 2
    # Sources stand one after the other on the same lines, behind the word that says what they are.
    foot = [page.foot, "; ".join(["Sources", *page.sources])]
    return height + columns + room.break_loss + sum(0.85 * room.lines(line, room.width / 0.85) for line in foot) + 2


def _section_height(section: PrintSection, room: Room) -> float:
    height = 1.1 * room.line + 2.4
    height += sum(room.lines(text, room.column) for text in section.paragraphs)
    height += sum(
        picture.aspect * room.column + room.lines(picture.caption, room.column) for picture in section.pictures
    )
    for table in section.tables:
        rows = [tuple(map(str, table.frame.columns)), *table.frame.astype(str).itertuples(index=False, name=None)]
        height += room.lines(table.caption, room.column)
        height += sum(room.row * ceil(_row_width(row, room) / room.column) for row in rows)
    return height + 0.85 * room.lines(section.source, room.column)


def _row_width(row: tuple[str, ...], room: Room) -> float:
    return sum(room.width_of(cell) + room.cell_padding for cell in row)


def _headline(figures: tuple[PrintFigure, ...]) -> str:
    if not figures:
        return ""
    cells = "".join(
        f"<div><dt>{escape(figure.label)}</dt><dd><b>{escape(figure.value)}</b>"
        f"{_paragraph(figure.note, 'small')}</dd></div>"
        for figure in figures
    )
    return f'<dl class="headline">{cells}</dl>'


def _section(section: PrintSection) -> str:
    pictures = "".join(
        f'<figure><img src="{picture.address}" alt="{escape(picture.alternative_text)}">'
        + (f"<figcaption>{escape(picture.caption)}</figcaption>" if picture.caption else "") + "</figure>"
        for picture in section.pictures
    )
    return (
        f"<section><h2>{escape(section.heading)}</h2>"
        + "".join(_paragraph(text, "text") for text in section.paragraphs) + pictures
        + "".join(_table(table) for table in section.tables) + _paragraph(section.source, "source") + "</section>"
    )


def _table(table: PrintTable) -> str:
    head = "".join(f'<th scope="col">{escape(str(name))}</th>' for name in table.frame.columns)
    rows = "".join(
        f"<tr{bar_style(table.bars, number)}>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in row) + "</tr>"
        for number, row in enumerate(table.frame.itertuples(index=False, name=None))
    )
    caption = f"<caption>{escape(table.caption)}</caption>" if table.caption else ""
    return f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _paragraph(text: str, name: str) -> str:
    return f'<p class="{name}">{escape(text)}</p>' if text else ""


def _list(items: tuple[str, ...]) -> str:
    return f"<ul>{''.join(f'<li>{escape(item)}</li>' for item in items)}</ul>" if items else ""
