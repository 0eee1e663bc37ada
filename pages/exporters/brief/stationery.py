"""The empty document of a brief: its parts, page, numbers of pages, watermark and properties."""

from __future__ import annotations

import datetime
from typing import Any

from docx import Document
from docx.document import Document as DocumentType
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.section import Section
from docx.shared import Mm, Pt

from pages.exporters.brief.fields import add_field, write
from pages.exporters.brief.parts import CHINESE_LANGUAGE, ENGLISH_LANGUAGE, fonts_xml, numbering_xml, styles_xml
from pages.exporters.brief.typography import (
    BODY_SIZE,
    LINE_PITCH,
    PAGE_HEIGHT,
    PAGE_WIDTH,
    Typography,
    text_width,
)
from pages.exporters.brief.wording import harmless
from pages.texts import Language

# The template of the library holds a picture of itself and parts for other programs.
IDLE_PARTS = ("thumbnail", "customXml", "stylesWithEffects")
FOOTER_DISTANCE, HEADER_DISTANCE = 22.0, 18.0
"""Millimetres from the edge: the number of a page stands 7 millimetres below the text (GB/T 9704-2012, 7.5)."""

MARK_NAMESPACES = (
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:w10="urn:schemas-microsoft-com:office:word"'
)
MARK_WIDTH = 430.0
"""Length of the watermark in points."""


def stationery(
    language: Language, title: str, made_on: datetime.date, marks: tuple[str, ...], page: Typography
) -> DocumentType:
    """Return an empty document in the type of a language, with every mark behind each page and in its head."""
    document = Document()
    _drop_idle_parts(document)
    _replace(document.styles.element, styles_xml(page, language))
    _replace(document.part.numbering_part.element, numbering_xml(page, language))
    fonts = document.part.part_related_by(RELATIONSHIP_TYPE.FONT_TABLE)
    fonts._blob = fonts_xml(page).encode("utf-8")
    _set_up(document, language)
    _properties(document, language, title, made_on)
    section = document.sections[0]
    lay_out(section, page, page.margins)
    number_pages(section)
    if marks:
        mark_pages(section, marks)
    return document


def lay_out(section: Section, page: Typography, margins: tuple[float, float, float, float]) -> None:
    """Give a section its paper, margins in millimetres (top, right, bottom, left) and grid."""
    section.page_width, section.page_height = Mm(PAGE_WIDTH), Mm(PAGE_HEIGHT)
    section.top_margin, section.right_margin, section.bottom_margin, section.left_margin = map(Mm, margins)
    section.header_distance = Mm(min(HEADER_DISTANCE, margins[0] / 2))
    section.footer_distance = Mm(min(FOOTER_DISTANCE, margins[2] / 2))
    settings = section._sectPr
    for old in settings.findall(qn("w:docGrid")):
        settings.remove(old)
    if page.grid is None:
        return
    grid = OxmlElement("w:docGrid")
    pitch = text_width(page) / 25.4 * 72 / page.grid[1]
    grid.set(qn("w:type"), "linesAndChars")
    grid.set(qn("w:linePitch"), str(round(LINE_PITCH * 20)))
    # The grid is counted from the size of the body, in 4096ths of a point.
    grid.set(qn("w:charSpace"), str(int((pitch - BODY_SIZE) * 4096 // 1)))
    settings.append(grid)


def _replace(element: Any, xml: str) -> None:
    """Put other content into the root of a part."""
    for child in list(element):
        element.remove(child)
    for child in list(parse_xml(xml)):
        element.append(child)


def _drop_idle_parts(document: DocumentType) -> None:
    for relations in (document.part.rels, document.part.package.rels):
        for name in [name for name, relation in relations.items() if relation.reltype.endswith(IDLE_PARTS)]:
            del relations[name]


def _set_up(document: DocumentType, language: Language) -> None:
    """Odd and even pages differ; Chinese signs are pressed together as the standard for signs allows."""
    settings = document.settings
    settings.odd_and_even_pages_header_footer = True
    element = settings.element
    for spacing in element.findall(qn("w:characterSpacingControl")):
        spacing.set(qn("w:val"), "compressPunctuation")
    for fonts in element.findall(qn("w:themeFontLang")):
        fonts.set(qn("w:eastAsia"), CHINESE_LANGUAGE)
        fonts.set(qn("w:val"), ENGLISH_LANGUAGE)
    for name in ("w:rsids", "w:proofState", "w:zoom"):
        for old in element.findall(qn(name)):
            element.remove(old)


def _properties(document: DocumentType, language: Language, title: str, made_on: datetime.date) -> None:
    properties = document.core_properties
    made = datetime.datetime.combine(made_on, datetime.time())
    properties.title = harmless(title)[:255]
    properties.subject = harmless(title)[:255]
    properties.author = properties.last_modified_by = properties.comments = properties.keywords = ""
    properties.created = properties.modified = made
    properties.language = CHINESE_LANGUAGE if language == "zh" else "en-GB"


def number_pages(section: Section) -> None:
    """Write the number of the page at the outer edge: right on odd pages, left on even ones."""
    sides = ((section.footer, WD_ALIGN_PARAGRAPH.RIGHT), (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT))
    for footer, side in sides:
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]
        paragraph._p.style = "Footer"
        paragraph.alignment = side
        # One character of room at the outer edge.
        paragraph.paragraph_format.right_indent = paragraph.paragraph_format.left_indent = Pt(14)
        write(paragraph, "— ")
        add_field(paragraph, "PAGE", "1")
        write(paragraph, " —")


def mark_pages(section: Section, marks: tuple[str, ...], first_of: int = 1) -> None:
    """Write the marks in the head of every page, and across it behind the text; without marks the head is empty.

    `first_of` counts the sections that are marked, so that no two drawings of a file share a name.
    """
    words = harmless(" / ".join(marks))
    for number, header in enumerate((section.header, section.even_page_header), start=2 * first_of - 1):
        header.is_linked_to_previous = False
        if not words:
            continue
        paragraph = header.paragraphs[0]
        paragraph._p.style = "Header"
        write(paragraph, words)
        paragraph.add_run()._r.append(_watermark(words, number))


def _watermark(words: str, number: int) -> Any:
    """The drawing of Word for letters across a page, which other programs read too."""
    units = sum(1.0 if ord(sign) > 0x2E7F else 0.55 for sign in words)
    height = min(MARK_WIDTH / units, 60.0)
    picture = parse_xml(
        f'<w:pict {nsdecls("w")} {MARK_NAMESPACES}><v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" '
        'adj="10800" path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas><v:f eqn="sum #0 0 10800"/>'
        '<v:f eqn="prod #0 2 1"/><v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/><v:f eqn="sum 21600 0 @3"/>'
        '<v:f eqn="if @0 @3 0"/><v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/>'
        '<v:f eqn="mid @5 @6"/><v:f eqn="mid @8 @5"/><v:f eqn="mid @7 @8"/><v:f eqn="mid @6 @7"/>'
        '<v:f eqn="sum @6 0 @5"/></v:formulas><v:path textpathok="t" o:connecttype="custom" '
        'o:connectlocs="@9,0;@10,10800;@11,21600;@12,10800" o:connectangles="270,180,90,0"/>'
        '<v:textpath on="t" fitshape="t"/><v:handles><v:h position="#0,bottomRight" xrange="6629,14971"/></v:handles>'
        f'<o:lock v:ext="edit" text="t" shapetype="t"/></v:shapetype><v:shape id="Watermark{number}" '
        f'o:spid="_x0000_s20{48 + number}" type="#_x0000_t136" style="position:absolute;margin-left:0;margin-top:0;'
        f"width:{units * height:.0f}pt;height:{height:.0f}pt;rotation:325;z-index:-251658752;"
        "mso-position-horizontal:center;mso-position-horizontal-relative:margin;mso-position-vertical:center;"
        'mso-position-vertical-relative:margin" o:allowincell="f" fillcolor="#b36b00" stroked="f">'
        '<v:fill opacity=".2"/><v:textpath style="font-family:&quot;黑体&quot;;font-size:1pt"/></v:shape></w:pict>'
    )
    next(picture.iter("{urn:schemas-microsoft-com:vml}shape")).find(
        "{urn:schemas-microsoft-com:vml}textpath"
    ).set("string", words)
    return picture
