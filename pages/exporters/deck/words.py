"""Words on slides: plain text in runs, sized so that it fits, never markup, a field, a link or an action."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from pages.exporters.deck.theme import colour_xml
from pages.exporters.print_room import ems
from pages.texts import Language

# What no XML holds, halves of surrogates among it, and the breaks within a line that a slide would take as its own.
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
LINE_HEIGHT = 1.4
THIN = " iljtfrI.,:;'()[]/|-!"
CHINESE = re.compile(r"[\u2e80-\uffef]+")
LOOSE = 0.9
SCRIPTS_MEET = re.compile(r"(?<=[\u2e80-\uffef])(?=[^\u2e80-\uffef\s])|(?<=[^\u2e80-\uffef\s])(?=[\u2e80-\uffef])")
BETWEEN_SCRIPTS = 0.25
"""Ems that office programs leave between a Chinese character and a letter or digit."""
ELLIPSIS = "…"
LANGUAGE_TAGS: dict[Language, str] = {"zh": "zh-CN", "en": "en-GB"}


def clean(text: object) -> str:
    """A text without what no XML holds; line breaks of any kind become one kind."""
    return FORBIDDEN.sub("", re.sub(r"\r\n?|\u2028|\u2029", "\n", str(text)))


def one_line(text: object) -> str:
    """A text on one line."""
    return " ".join(clean(text).split())


def sentences_of(text: object, language: Language) -> str:
    """A text on one line in which a wide space ends a sentence."""
    parts = (one_line(part) for part in re.split(r"\u3000+|[^\S\n]{2,}", clean(text)))
    return {"zh": "；", "en": "; "}[language].join(part for part in parts if part)


def height_of(
    paragraphs: Sequence[str], size: float, width: float, measure: Callable[[str], float] = ems
) -> float:
    """Inches that paragraphs take at a size in points and a width in inches; rather too many than too few.

    `measure` tells the width of words in ems.
    """
    lines = sum(_lines(line, width * 72 / size, measure) for text in paragraphs for line in text.split("\n"))
    return lines * size * LINE_HEIGHT / 72


def width_of(text: str) -> float:
    """Ems of a text on one line, with the room that stands between its scripts."""
    return ems(text) + BETWEEN_SCRIPTS * len(SCRIPTS_MEET.findall(text))


def set_ems(text: str) -> float:
    """Width of a text in ems as the fonts of the slides set it: the letters of Arial by their kinds."""
    return sum(
        ems(sign) if not sign.isascii() else 0.3 if sign in THIN else 0.56 if sign.isdigit() or sign.islower() else 0.75
        for sign in text
    )


def set_height(text: str, size: float, width: float) -> float:
    """Inches that a text takes by the widths of `set_ems`, where every line counts.

    Programs part Chinese from other signs by a quarter of an em, and begin no line with a sign that ends a sentence:
    a line of Chinese holds a little less than its width.
    """
    is_mixed = bool(CHINESE.search(text)) and not CHINESE.fullmatch(text)
    return height_of([text], size, max(width - (LOOSE * size / 72 if is_mixed else 0.0), size / 72), set_ems)


def _lines(text: str, width: float, measure: Callable[[str], float]) -> int:
    """Lines of a text at a width in ems: Chinese breaks anywhere, other words stay whole where they can."""
    lines, used = 1, 0.0
    for word in re.findall(r"[^\u2e80-\uffef\s]+|\s|[\u2e80-\uffef]", text):
        length = measure(word)
        if used + length > width and word != " ":
            lines += 1 + int(length / width)
            used = length % width
        else:
            used += length
    return lines


def fitting_size(paragraphs: Sequence[str], sizes: Sequence[float], width: float, height: float) -> float | None:
    """The first of `sizes`, largest first, at which the paragraphs fit a box in inches; None if none does."""
    return next((size for size in sizes if height_of(paragraphs, size, width) <= height), None)


def shortened(text: str, size: float, width: float, height: float) -> str:
    """As much of a text as fits a box at a size, with an ellipsis where it is not the whole."""
    if height_of([text], size, width) <= height:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if height_of([text[:middle] + ELLIPSIS], size, width) <= height:
            low = middle
        else:
            high = middle - 1
    return text[:low].rstrip() + ELLIPSIS


def escaped(text: object) -> str:
    """A text for hand-written XML, in an element or an attribute."""
    return clean(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def run_xml(
    text: str, language: Language, size: float | None = None, colour: str | None = None, bold: bool | None = None,
    link: str = "",
) -> str:
    """A run of text with the East Asian font of the theme named; `link` is the number of a relation of the slide."""
    attributes = f' lang="{LANGUAGE_TAGS[language]}"'
    attributes += f' sz="{round(size * 100)}"' if size else ""
    attributes += "" if bold is None else f' b="{int(bold)}"'
    fill = f"<a:solidFill>{colour_xml(colour)}</a:solidFill>" if colour else ""
    font = '<a:latin typeface="+mn-lt"/><a:ea typeface="+mn-ea"/>'
    jump = f'<a:hlinkClick r:id="{link}"/>' if link else ""
    return f"<a:r><a:rPr{attributes}>{fill}{font}{jump}</a:rPr><a:t>{escaped(text)}</a:t></a:r>"


def paragraphs_xml(
    paragraphs: Sequence[str], language: Language, align: str = "", space: float = 0.0, **run: Any
) -> str:
    """Paragraphs of one style; a line break within one is a break."""
    inner = f'<a:spcAft><a:spcPts val="{round(space * 100)}"/></a:spcAft>' if space else ""
    aligned = f' algn="{align}"' if align else ""
    style = f"<a:pPr{aligned}>{inner}</a:pPr>" if inner or align else ""
    return "".join(
        f"<a:p>{style}{'<a:br/>'.join(run_xml(line, language, **run) for line in clean(text).split(chr(10)))}</a:p>"
        for text in paragraphs
    ) or "<a:p/>"


def fill_placeholder(shape: Any, paragraphs_of_xml: str) -> None:
    """Write paragraphs into a placeholder in place of what stands there."""
    from pptx.oxml import parse_xml
    from pptx.oxml.ns import nsdecls, qn

    body = shape.text_frame._txBody
    for paragraph in body.findall(qn("a:p")):
        body.remove(paragraph)
    for paragraph in parse_xml(f"<p:x {nsdecls('p', 'a', 'r')}>{paragraphs_of_xml}</p:x>"):
        body.append(paragraph)


def text_box(
    slide: Any, name: str, box: tuple[float, float, float, float], paragraphs_of_xml: str, anchor: str = "t",
    rotation: float = 0.0, fill: str | None = None, description: str = "",
) -> Any:
    """A text box for what no placeholder holds: marks on the slide, captions of figures. The box is in inches."""
    from pptx.oxml import parse_xml
    from pptx.oxml.ns import nsdecls

    from pages.exporters.deck.theme import box_xml

    number = next_shape_id(slide)
    turned = box_xml(box).replace("<a:xfrm>", f'<a:xfrm rot="{round(rotation * 60000)}">') if rotation else box_xml(box)
    painted = f"<a:solidFill>{colour_xml(fill)}</a:solidFill>" if fill else "<a:noFill/>"
    told = f' descr="{escaped(description)}"' if description else ""
    shape = parse_xml(
        f'<p:sp {nsdecls("p", "a", "r")}><p:nvSpPr><p:cNvPr id="{number}" name="{escaped(name)}"{told}/>'
        f'<p:cNvSpPr txBox="1"/><p:nvPr/></p:nvSpPr><p:spPr>{turned}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
        f'{painted}</p:spPr><p:txBody><a:bodyPr wrap="square" lIns="0" tIns="0" rIns="0" bIns="0" anchor="{anchor}">'
        f"<a:noAutofit/></a:bodyPr><a:lstStyle/>{paragraphs_of_xml}</p:txBody></p:sp>"
    )
    slide.shapes._spTree.append(shape)
    return shape


def next_shape_id(slide: Any) -> int:
    """A number that no shape of the slide has."""
    return int(slide.shapes._next_shape_id)

