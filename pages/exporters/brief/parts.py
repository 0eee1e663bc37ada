"""The parts of a Word file that hold its type: styles, numbers of headings, table of fonts.

Elements stand in the order that the schema of WordprocessingML (ECMA-376, part 1) asks for.
"""

from __future__ import annotations

from collections.abc import Iterable
from xml.sax.saxutils import quoteattr

from docx.oxml.ns import nsdecls

from pages.exporters.brief.typography import SUBSTITUTES, Face, Style, Typography
from pages.texts import Language

HEADING = "Heading"
CHINESE_LANGUAGE, ENGLISH_LANGUAGE = "zh-CN", "en-US"
CUSTOM = ("Mark", "Figure", "TableTitle", "TableText", "Source", "Explanation", "Value")
THICK, THIN = 12, 6
"""Rules of a table in eighths of a point: 1.5 above and below, 0.75 under the head."""

LINK_COLOUR = "0B4F8A"


def styles_xml(page: Typography, language: Language) -> str:
    """The part of styles: what holds for all text, then every style of the typography."""
    body = page.styles["Normal"]
    latin = CHINESE_LANGUAGE if language == "zh" else ENGLISH_LANGUAGE
    defaults = (
        f"<w:docDefaults><w:rPrDefault><w:rPr>{fonts(body.face)}<w:kern w:val=\"2\"/>{_size(body.size)}"
        f'<w:lang w:val="{latin if language == "en" else ENGLISH_LANGUAGE}" w:eastAsia="{CHINESE_LANGUAGE}" '
        f'w:bidi="ar-SA"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>'
    )
    paragraphs = "".join(_paragraph_style(identifier, style) for identifier, style in page.styles.items())
    others = (
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>'
        f'<w:style w:type="character" w:styleId="Hyperlink"><w:name w:val="Hyperlink"/><w:rPr><w:color w:val="'
        f'{LINK_COLOUR}"/><w:u w:val="single"/></w:rPr></w:style>'
    )
    name = "三线表" if language == "zh" else "Three-line table"
    tables = (
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
        '<w:uiPriority w:val="99"/><w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/></w:tblPr></w:style>'
        f'<w:style w:type="table" w:customStyle="1" w:styleId="ThreeLines"><w:name w:val="{name}"/>'
        '<w:basedOn w:val="TableNormal"/><w:tblPr><w:jc w:val="center"/><w:tblBorders>'
        f'{_rule("top", THICK)}{_rule("bottom", THICK)}</w:tblBorders>'
        '<w:tblCellMar><w:left w:w="57" w:type="dxa"/><w:right w:w="57" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f'<w:tblStylePr w:type="firstRow"><w:tcPr><w:tcBorders>{_rule("bottom", THIN)}</w:tcBorders></w:tcPr>'
        "</w:tblStylePr></w:style>"
    )
    return f'<w:styles {nsdecls("w")}>{defaults}{paragraphs}{others}{tables}</w:styles>'


def numbering_xml(page: Typography, language: Language) -> str:
    """The part of numbers: one list of four levels, each tied to its heading."""
    levels = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{shape}"/>'
        f'<w:pStyle w:val="{HEADING}{level + 1}"/><w:suff w:val="{"nothing" if language == "zh" else "space"}"/>'
        f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/><w:pPr>'
        f'{_indent(page.styles[f"{HEADING}{level + 1}"])}</w:pPr></w:lvl>'
        for level, (shape, text) in enumerate(page.marks)
    )
    return (
        f'<w:numbering {nsdecls("w")}><w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="multilevel"/>{levels}'
        '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )


def fonts_xml(page: Typography) -> str:
    """The table of fonts: every font that the styles name, with what may stand in for it."""
    names = sorted({name for style in page.styles.values() for name in (style.face.east_asian, style.face.latin)})
    entries = "".join(
        f"<w:font w:name={quoteattr(name)}><w:altName w:val={quoteattr(SUBSTITUTES[name])}/>"
        f'<w:charset w:val="{"00" if name.isascii() else "86"}"/><w:family w:val="auto"/>'
        '<w:pitch w:val="variable"/></w:font>'
        for name in names
    )
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:fonts {nsdecls("w")}>{entries}</w:fonts>'


def fonts(face: Face) -> str:
    """The fonts of a run for every kind of character."""
    latin = quoteattr(face.latin)
    return f"<w:rFonts w:ascii={latin} w:hAnsi={latin} w:eastAsia={quoteattr(face.east_asian)} w:cs={latin}/>"


def _paragraph_style(identifier: str, style: Style) -> str:
    custom = ' w:customStyle="1"' if identifier in CUSTOM else ""
    default = ' w:default="1"' if identifier == "Normal" else ""
    follow = "" if identifier == "Normal" else '<w:next w:val="Normal"/>'
    return (
        f'<w:style w:type="paragraph"{default}{custom} w:styleId="{identifier}"><w:name w:val={quoteattr(style.name)}/>'
        f"{follow}<w:qFormat/><w:pPr>{''.join(_paragraph_settings(style))}</w:pPr>"
        f"<w:rPr>{''.join(_run_settings(style))}</w:rPr></w:style>"
    )


def _paragraph_settings(style: Style) -> Iterable[str]:
    if style.keep_next:
        yield "<w:keepNext/><w:keepLines/>"
    if style.outline is not None and style.numbered:
        yield f'<w:numPr><w:ilvl w:val="{style.outline}"/><w:numId w:val="1"/></w:numPr>'
    # Lines and characters are as far apart as the grid says: programs that snap a character to the next free place of
    # the grid would leave every second one empty.
    yield '<w:snapToGrid w:val="0"/>'
    line = "" if style.line is None else f' w:line="{round(style.line * 20)}" w:lineRule="exact"'
    yield f'<w:spacing w:before="{round(style.before * 20)}" w:after="{round(style.after * 20)}"{line}/>'
    yield _indent(style)
    yield f'<w:jc w:val="{style.align}"/>'
    if style.outline is not None:
        yield f'<w:outlineLvl w:val="{style.outline}"/>'


def _run_settings(style: Style) -> Iterable[str]:
    yield fonts(style.face)
    if style.bold:
        yield "<w:b/><w:bCs/>"
    if style.colour:
        yield f'<w:color w:val="{style.colour}"/>'
    if style.spacing:
        yield f'<w:spacing w:val="{round(style.spacing * 20)}"/>'
    yield _size(style.size)


def _indent(style: Style) -> str:
    """The indent of the first line, in characters and, for programs that do not count them, in points."""
    if not style.first_line:
        return ""
    width = round(style.first_line * style.size * 20)
    return f'<w:ind w:firstLineChars="{round(style.first_line * 100)}" w:firstLine="{width}"/>'


def _size(points: float) -> str:
    return f'<w:sz w:val="{round(points * 2)}"/><w:szCs w:val="{round(points * 2)}"/>'


def _rule(side: str, width: int) -> str:
    return f'<w:{side} w:val="single" w:sz="{width}" w:space="0" w:color="000000"/>'
