"""One slide: words into its placeholders, its foot, its notes, its marks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pages.exporters.deck.theme import EMU, FOOT, LAYOUTS, NUMBER_FIELD, emu, layout_of, with_theme_fonts
from pages.exporters.deck.words import (
    clean,
    escaped,
    fill_placeholder,
    fitting_size,
    next_shape_id,
    one_line,
    paragraphs_xml,
    run_xml,
    shortened,
    text_box,
)
from pages.exporters.print_room import ems
from pages.texts import Language

TITLE_SIZES = (26.0, 24.0, 22.0, 20.0, 18.0, 16.0, 14.0, 12.0)
MARK_SIZE, BEHIND_SIZE = 11.0, 44.0


def new_slide(presentation: Any, layout: str, footer: str, language: Language) -> Any:
    """A slide of a layout with its foot: the words and the number of the slide."""
    slide = presentation.slides.add_slide(layout_of(presentation, layout))
    for place in FOOT:
        _add_foot(slide, place.kind, place.index, shortened(one_line(footer), 9.0, place.box[2], 0.2), language)
    return slide


def _add_foot(slide: Any, kind: str, index: int, words: str, language: Language) -> None:
    from pptx.oxml import parse_xml
    from pptx.oxml.ns import nsdecls

    number = next_shape_id(slide)
    name = {"ftr": "Footer", "sldNum": "Slide Number"}[kind]
    run = run_xml(words, language) if kind == "ftr" else (
        f'<a:fld id="{NUMBER_FIELD}" type="slidenum"><a:rPr lang="zh-CN"/>'
        f"<a:t>{slide_number(slide)}</a:t></a:fld>"
    )
    slide.shapes._spTree.append(parse_xml(
        f'<p:sp {nsdecls("p", "a")}><p:nvSpPr><p:cNvPr id="{number}" name="{name} {number}"/><p:cNvSpPr>'
        f'<a:spLocks noGrp="1"/></p:cNvSpPr><p:nvPr><p:ph type="{kind}" sz="quarter" idx="{index}"/></p:nvPr>'
        f"</p:nvSpPr><p:spPr/><p:txBody><a:bodyPr/><a:lstStyle/><a:p>{run}</a:p></p:txBody></p:sp>"
    ))


def slide_number(slide: Any) -> int:
    """The number of a slide that was just added: it is the last."""
    return len(slide.part.package.presentation_part.presentation.slides)


def place_of(layout: str, index: int) -> tuple[float, float, float, float]:
    """Where a placeholder of a layout lies, in inches."""
    return next(place.box for place in LAYOUTS[layout] if place.index == index)


def put(
    slide: Any, layout: str, index: int, paragraphs: Sequence[str], sizes: Sequence[float], language: Language,
    space: float = 0.0,
) -> bool:
    """Write paragraphs into a placeholder in the largest of `sizes` that fits; tell whether they stand there whole.

    What does not fit at the smallest ends with an ellipsis.
    """
    _, _, width, height = place_of(layout, index)
    texts = [clean(text) for text in paragraphs]
    room = height - space * len(texts) / 72
    size = fitting_size(texts, sizes, width, room)
    if size is None:
        size = sizes[-1]
        shown = "\n".join(texts)
        texts = shortened(shown, size, width, room).split("\n")
    whole = fitting_size(texts, [size], width, room) is not None and texts == [clean(text) for text in paragraphs]
    shape = slide.placeholders[index] if index else slide.shapes.title
    fill_placeholder(shape, paragraphs_xml(texts, language, size=size, space=space))
    return whole


def put_title(slide: Any, layout: str, title: str, language: Language, sizes: Sequence[float] = TITLE_SIZES) -> bool:
    """Write the title so that it fits; tell whether it stands there whole."""
    return put(slide, layout, 0, [one_line(title) or " "], sizes, language)


def drop_placeholder(slide: Any, index: int) -> None:
    """Take an empty placeholder off a slide, where it would ask for words."""
    shape = slide.placeholders[index]
    shape._element.getparent().remove(shape._element)


def add_marks(slide: Any, words: str, colour: str, language: Language, *, behind: bool = True) -> None:
    """Say on a band above the title what must be said of the data first, and across the slide `behind` all else."""
    words = one_line(words)
    if behind:
        _add_mark_behind(slide, words, colour, language)
    width = ems(words) * MARK_SIZE / 72 + 0.3
    text_box(slide, "Mark band", (0.45, 0.05, min(width, 12.0), 0.24),
             paragraphs_xml([words], language, "ctr", size=MARK_SIZE, colour="#ffffff", bold=True), "ctr", fill=colour)


def _add_mark_behind(slide: Any, words: str, colour: str, language: Language) -> None:
    size = min(BEHIND_SIZE, 11.0 * 72 / max(ems(words), 1.0))
    mark = text_box(
        slide, "Mark", (0.9, 3.1, 11.5, 1.3),
        paragraphs_xml([words], language, "ctr", size=size, colour=colour, bold=True), "ctr", rotation=-20,
        description=words,
    )
    from pptx.oxml.ns import qn

    for fill in mark.iter(qn("a:solidFill")):
        fill[0].append(fill[0].makeelement(qn("a:alpha"), {"val": "16000"}))
    tree = slide.shapes._spTree
    tree.remove(mark)
    tree.insert(2, mark)


def add_notes(slide: Any, paragraphs: Sequence[str], language: Language) -> None:
    """Write the notes page of a slide."""
    frame = slide.notes_slide.notes_text_frame
    body = frame._txBody
    from pptx.oxml import parse_xml
    from pptx.oxml.ns import nsdecls, qn

    for paragraph in body.findall(qn("a:p")):
        body.remove(paragraph)
    for paragraph in parse_xml(f"<p:x {nsdecls('p', 'a', 'r')}>{paragraphs_xml(paragraphs, language)}</p:x>"):
        body.append(paragraph)


def dress_notes(presentation: Any) -> None:
    """Give the notes pages the fonts of the slides."""
    from lxml import etree
    from pptx.oxml import parse_xml

    for relation in presentation.notes_master.part.rels.values():
        part = relation.target_part
        if str(part.partname).startswith("/ppt/theme"):
            part._element = parse_xml(with_theme_fonts(etree.tostring(part._element)))


def add_picture(slide: Any, png: bytes, box: tuple[float, float, float, float], description: str) -> Any:
    """A picture fitted into a box, in its own proportions, with words for who cannot see it."""
    import io

    shape = slide.shapes.add_picture(io.BytesIO(png), 0, 0)
    scale = min(box[2] * EMU / shape.width, box[3] * EMU / shape.height)
    shape.width, shape.height = round(shape.width * scale), round(shape.height * scale)
    shape.left = emu(box[0]) + (emu(box[2]) - shape.width) // 2
    shape.top = emu(box[1]) + (emu(box[3]) - shape.height) // 2
    shape._element._nvXxPr.cNvPr.set("descr", clean(description))
    return shape


def link_of(slide: Any, address: str) -> str:
    """The relation of a slide to an address outside."""
    from pptx.opc.constants import RELATIONSHIP_TYPE

    return str(slide.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))


def link_shape(shape: Any, relation: str) -> None:
    """Make a click on a shape follow a link."""
    from pptx.oxml import parse_xml
    from pptx.oxml.ns import nsdecls

    shape._element._nvXxPr.cNvPr.append(parse_xml(f'<a:hlinkClick {nsdecls("a", "r")} r:id="{escaped(relation)}"/>'))
