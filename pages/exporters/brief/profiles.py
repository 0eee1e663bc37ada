"""Profiles of one page each in one Word file: the page for paper, in the type of the brief, two columns."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import replace

from docx.document import Document as DocumentType
from docx.enum.section import WD_SECTION
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.text.paragraph import Paragraph

from pages.exporters.brief.fields import write
from pages.exporters.brief.paper import Paper
from pages.exporters.brief.stationery import lay_out, mark_pages, stationery
from pages.exporters.brief.tables import add_table
from pages.exporters.brief.typography import PAGE_WIDTH, Style, Typography, typography
from pages.exporters.print_page import PrintFigure, PrintPage, PrintPicture, PrintSection, type_size
from pages.exporters.print_room import Room
from pages.texts import Language

MARGINS = (13.0, 12.0, 12.0, 12.0)
LINE = 1.3
"""Height of a line against its type."""

LARGER = {"Title": 1.9, "Heading1": 1.12, "Mark": 1.1, "Value": 1.5}
SMALLER = {"Caption": 0.9, "TableTitle": 0.9, "TableText": 0.9, "Source": 0.85, "Header": 0.85, "Footer": 0.9}


def write_profiles(pages: Sequence[PrintPage], language: Language, made_on: datetime.date) -> bytes:
    """Return the pages as DOCX, each beginning on a sheet of its own; all in the size of the fullest."""
    if not pages:
        raise ValueError("没有要写的页 / no page to write")
    size = min(map(type_size, pages))
    title = pages[0].title if len(pages) == 1 else f"{pages[0].title} — {pages[-1].title}"
    marks = {page.marks for page in pages}
    page_type = compact(typography(language), size)
    document = stationery(language, title, made_on, (), page_type)
    for number, page in enumerate(pages, start=1):
        section = document.sections[0] if number == 1 else document.add_section(WD_SECTION.NEW_PAGE)
        lay_out(section, page_type, MARGINS)
        # A mark in the head holds until another section says otherwise.
        if number == 1 or len(marks) > 1:
            mark_pages(section, page.marks, number)
        _write_page(Paper(document, language), page, page_type)
    return Paper(document, language).content()


def compact(page: Typography, size: float) -> Typography:
    """The type of a language set small for one sheet: the same fonts, headings without numbers."""
    styles = {name: _small(name, style, size) for name, style in page.styles.items()}
    styles["Value"] = replace(styles["Heading1"], name="Value", size=size * LARGER["Value"], outline=None, bold=True)
    return replace(page, styles=styles, margins=MARGINS, grid=None)


def _small(name: str, style: Style, size: float) -> Style:
    own = round(size * LARGER.get(name, SMALLER.get(name, 1.0)) * 2) / 2
    is_heading = style.outline is not None
    return replace(
        style, size=own, line=None if name in ("Figure", "Header", "Footer") else own * LINE, first_line=0, spacing=0,
        before=size * 0.4 if is_heading else 0, after=size * 0.15, numbered=False,
    )


def _write_page(paper: Paper, page: PrintPage, page_type: Typography) -> None:
    document = paper.document
    columns(document.sections[-1], 1)
    paper.words(page.title, "Title")
    for mark in page.marks:
        paper.words(mark, "Mark")
    paper.paragraphs(page.subtitle)
    if page.headline:
        _headline(document, page.headline)
    columns(document.add_section(WD_SECTION.CONTINUOUS), 2)
    width = Room(1.0, PAGE_WIDTH - MARGINS[1] - MARGINS[3]).column
    for section in page.sections:
        _section(paper, section, width, page_type)
    columns(document.add_section(WD_SECTION.CONTINUOUS), 1)
    paper.words(paper.texts("print.sources"), "Heading1")
    for source in (*page.sources, page.foot):
        if source:
            paper.words(source, "Source")


def _section(paper: Paper, section: PrintSection, width: float, page_type: Typography) -> None:
    paper.words(section.heading, "Heading1")
    for text in section.paragraphs:
        paper.paragraphs(text)
    for picture in section.pictures:
        _picture(paper, picture, width)
    for table in section.tables:
        if table.caption:
            paper.words(table.caption, "TableTitle")
        add_table(paper.document, table.frame, width, page_type.styles["TableText"].size, paper.language)
    if section.source:
        paper.words(section.source, "Source")


def _picture(paper: Paper, picture: PrintPicture, width: float) -> None:
    """A PNG as it is; Word does not show pictures of other kinds everywhere, so of these the words alone."""
    if picture.kind != "png":
        paper.words(picture.alternative_text, "Normal")
        return
    paper.picture(picture.image, width, picture.alternative_text)
    if picture.caption:
        paper.words(picture.caption, "Caption")


def _headline(document: DocumentType, figures: Sequence[PrintFigure]) -> None:
    """The figures at the head side by side: what it is, the figure, year or rank below."""
    table = document.add_table(1, len(figures))
    table._tbl.tblStyle_val = "TableNormal"
    for cell, figure in zip(table._tbl.tr_lst[0].tc_lst, figures, strict=True):
        first = cell.p_lst[0]
        for style, text in (("Source", figure.label), ("Value", figure.value), ("Source", figure.note)):
            paragraph = first if style == "Source" and text == figure.label else OxmlElement("w:p")
            if paragraph is not first:
                cell.append(paragraph)
            paragraph.style = style
            write(Paragraph(paragraph, table), text)


def columns(section: Section, count: int) -> None:
    """Set the text of a section in some columns."""
    settings = section._sectPr
    found = settings.find(qn("w:cols"))
    found.set(qn("w:num"), str(count))
    found.set(qn("w:space"), str(round(Room(1.0).gap / 25.4 * 1440)))
