"""The house's slides without content: theme with its colours and fonts, one master, four layouts with placeholders.

Whoever restyles the deck changes the master or the theme; slides hold words in placeholders, not in loose text boxes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pages.charts.style import ACCENT, INK, PALE, QUIET, WARNING, ZONE_COLOURS

if TYPE_CHECKING:
    from pptx.presentation import Presentation
    from pptx.slide import SlideLayout

EMU = 914400
WIDTH, HEIGHT = 13.333, 7.5
"""Inches of a slide of 16:9."""
LATIN, EAST_ASIAN = "Arial", "微软雅黑"
# Colours of the theme by the name that drawings use for them.
SCHEME = {
    "dk1": INK, "lt1": "#ffffff", "dk2": ACCENT, "lt2": "#f4f7fa",
    "accent1": ZONE_COLOURS["east"], "accent2": ZONE_COLOURS["central"], "accent3": ZONE_COLOURS["northeast"],
    "accent4": ZONE_COLOURS["west"], "accent5": QUIET, "accent6": WARNING, "hlink": ACCENT, "folHlink": QUIET,
}
PLAIN_NAMES = {"dk1": "tx1", "lt1": "bg1", "dk2": "tx2", "lt2": "bg2"}
NUMBER_FIELD = "{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}"
THEME_NAME = "IP Services Atlas"
_BY_COLOUR = {colour: PLAIN_NAMES.get(name, name) for name, colour in reversed(SCHEME.items())}


@dataclass(frozen=True)
class Place:
    """A placeholder of a layout: its kind and number, where it lies in inches, and its type in points."""

    kind: str
    index: int
    name: str
    box: tuple[float, float, float, float]
    size: float
    colour: str = INK
    bold: bool = False
    anchor: str = "t"
    align: str = "l"
    hint: str = ""


FOOT = (
    Place("ftr", 11, "Footer", (0.45, 7.1, 10.4, 0.3), 9, QUIET, anchor="ctr"),
    Place("sldNum", 12, "Slide Number", (10.85, 7.1, 0.75, 0.3), 9, QUIET, anchor="ctr", align="r"),
)
SUBTITLE, SOURCE, BODY, MARK = 13, 14, 1, 15
TITLE_BOX = (0.45, 0.32, 12.43, 0.86)
SOURCE_BOX = (0.45, 6.3, 12.43, 0.74)
LAYOUTS: dict[str, tuple[Place, ...]] = {
    "title": (
        Place("ctrTitle", 0, "Title", (0.9, 1.7, 11.5, 1.7), 40, ACCENT, True, "b"),
        Place("subTitle", 1, "Subtitle", (0.9, 3.65, 11.5, 2.6), 16, INK),
        Place("body", MARK, "Mark", (0.9, 6.3, 11.5, 0.6), 20, WARNING, True, "ctr"),
        *FOOT,
    ),
    "section": (
        Place("title", 0, "Title", (0.9, 2.4, 11.5, 1.5), 36, ACCENT, True, "b"),
        Place("body", 1, "Text", (0.9, 4.1, 11.5, 2.2), 16, QUIET),
        *FOOT,
    ),
    "list": (
        Place("title", 0, "Title", TITLE_BOX, 28, ACCENT, True, "ctr"),
        Place("body", 1, "Text", (0.45, 1.35, 12.43, 5.6), 16, INK),
        *FOOT,
    ),
    "figure": (
        Place("title", 0, "Title", (0.45, 0.32, 11.15, 0.86), 26, ACCENT, True, "ctr"),
        Place("body", SUBTITLE, "Subtitle", (0.45, 1.18, 11.15, 0.34), 12, QUIET, anchor="ctr"),
        Place("body", SOURCE, "Source", SOURCE_BOX, 9, QUIET, anchor="b"),
        *FOOT,
    ),
}
_DEFAULT_LAYOUTS = {"title": 0, "section": 2, "list": 1, "figure": 5}


def emu(inches: float) -> int:
    """Inches as the whole units that drawings are measured in."""
    return round(inches * EMU)


def colour_xml(colour: str, alpha: float = 1.0) -> str:
    """A colour as drawings take it: by its name in the theme where the theme has it, so that a new theme changes it."""
    opacity = f'<a:alpha val="{round(alpha * 100000)}"/>' if alpha < 1 else ""
    if name := _BY_COLOUR.get(colour.lower()):
        return f'<a:schemeClr val="{name}">{opacity}</a:schemeClr>'
    return f'<a:srgbClr val="{colour.lstrip("#").upper()}">{opacity}</a:srgbClr>'


def new_presentation() -> Presentation:
    """A presentation of 16:9 without slides."""
    import pptx
    from pptx.util import Emu

    presentation = pptx.Presentation()
    presentation.slide_width, presentation.slide_height = Emu(emu(WIDTH)), Emu(emu(HEIGHT))
    master = presentation.slide_master
    kept = {name: presentation.slide_layouts[number] for name, number in _DEFAULT_LAYOUTS.items()}
    for layout in [layout for layout in presentation.slide_layouts if layout not in kept.values()]:
        presentation.slide_layouts.remove(layout)
    for relation in list(presentation.part.rels.values()):
        if relation.reltype.endswith("/printerSettings"):
            presentation.part.rels.pop(relation.rId)
    theme = next(part for part in _related(master.part) if str(part.partname).startswith("/ppt/theme"))
    theme._blob = _theme_xml(theme.blob)
    _write_master(master)
    for name, layout in kept.items():
        _write_layout(layout, name)
    return presentation


def layout_of(presentation: Presentation, name: str) -> SlideLayout:
    """A layout by its name here."""
    return next(layout for layout in presentation.slide_layouts if layout.name == name)


def with_theme_fonts(blob: bytes) -> bytes:
    """A theme with the house's fonts and colours in place of its own."""
    return _theme_xml(blob)


def _related(part: Any) -> list[Any]:
    return [relation.target_part for relation in part.rels.values() if not relation.is_external]


def _theme_xml(blob: bytes) -> bytes:
    from lxml import etree
    from pptx.oxml.ns import qn

    theme = etree.fromstring(blob)
    theme.set("name", THEME_NAME)
    colours = theme.find(f".//{qn('a:clrScheme')}")
    colours.set("name", THEME_NAME)
    for name, value in SCHEME.items():
        entry = colours.find(qn(f"a:{name}"))
        for child in list(entry):
            entry.remove(child)
        etree.SubElement(entry, qn("a:srgbClr"), val=value.lstrip("#").upper())
    theme.find(f".//{qn('a:fontScheme')}").set("name", THEME_NAME)
    for kind in ("majorFont", "minorFont"):
        fonts = theme.find(f".//{qn(f'a:{kind}')}")
        fonts.find(qn("a:latin")).set("typeface", LATIN)
        fonts.find(qn("a:ea")).set("typeface", EAST_ASIAN)
        for font in fonts.findall(qn("a:font")):
            if font.get("script") == "Hans":
                font.set("typeface", EAST_ASIAN)
    return bytes(etree.tostring(theme, xml_declaration=True, encoding="UTF-8", standalone=True))


def _write_master(master: Any) -> None:
    places = (
        Place("title", 0, "Title", TITLE_BOX, 28, ACCENT, True, "ctr"),
        Place("body", 1, "Text", (0.45, 1.35, 12.43, 5.6), 16, INK), *FOOT,
    )
    _replace_shapes(master, [*map(_master_shape, range(2, 9), places), _rule_xml(9)])
    styles = master._element.find(_qn("p:txStyles"))
    for kind, colour in (("titleStyle", ACCENT), ("bodyStyle", INK)):
        style = styles.find(_qn(f"p:{kind}"))
        for level in list(style):
            if not level.tag.endswith("pPr"):
                continue
            _restyle(level, colour, kind == "titleStyle")


def _restyle(level: Any, colour: str, is_title: bool) -> None:
    """Set left, without bullets and in the house's colours what the default master sets in the middle."""
    from lxml import etree
    from pptx.oxml import parse_xml
    from pptx.oxml.ns import nsdecls

    level.set("algn", "l")
    for name in ("marL", "indent"):
        level.set(name, "0")
    for bullet in [child for child in level if etree.QName(child).localname in ("buFont", "buChar", "buNone")]:
        level.remove(bullet)
    run = level.find(_qn("a:defRPr"))
    run.addprevious(parse_xml(f"<a:buNone {nsdecls('a')}/>"))
    if is_title:
        run.set("b", "1")
    fill = run.find(_qn("a:solidFill"))
    fresh = parse_xml(f"<a:solidFill {nsdecls('a')}>{colour_xml(colour)}</a:solidFill>")
    run.replace(fill, fresh)


def _write_layout(layout: Any, name: str) -> None:
    shapes = [_layout_shape(number, place) for number, place in enumerate(LAYOUTS[name], start=2)]
    if name in ("title", "section"):
        shapes.append(_band_xml(20))
    _replace_shapes(layout, shapes)
    layout._element.find(_qn("p:cSld")).set("name", name)
    layout._element.attrib.pop("type", None)
    layout._element.set("userDrawn", "1")


def _qn(name: str) -> str:
    from pptx.oxml.ns import qn

    return str(qn(name))


def _replace_shapes(owner: Any, shapes: list[str]) -> None:
    from pptx.oxml import parse_xml

    tree = owner._element.find(_qn("p:cSld")).find(_qn("p:spTree"))
    for shape in list(tree)[2:]:
        tree.remove(shape)
    for xml in shapes:
        tree.append(parse_xml(xml))


def _master_shape(number: int, place: Place) -> str:
    return _shape_xml(number, place, place.index if place.kind != "title" else None)


def _layout_shape(number: int, place: Place) -> str:
    return _shape_xml(number, place, None if place.kind in ("title", "ctrTitle") else place.index)


def _shape_xml(number: int, place: Place, index: int | None) -> str:
    from pptx.oxml.ns import nsdecls

    words = {"title": "Title", "ctrTitle": "Title", "sldNum": "", "ftr": ""}.get(place.kind, place.name)
    run = f'<a:r><a:rPr lang="zh-CN"/><a:t>{words}</a:t></a:r>' if words else ""
    if place.kind == "sldNum":
        run = f'<a:fld id="{NUMBER_FIELD}" type="slidenum"><a:rPr lang="zh-CN"/><a:t>‹#›</a:t></a:fld>'
    style = (
        f'<a:lvl1pPr marL="0" indent="0" algn="{place.align}"><a:buNone/><a:defRPr sz="{round(place.size * 100)}" '
        f'b="{int(place.bold)}"><a:solidFill>{colour_xml(place.colour)}</a:solidFill></a:defRPr></a:lvl1pPr>'
    )
    shown_index = "" if index is None else f' idx="{index}"'
    kind = f' type="{place.kind}"'
    return (
        f'<p:sp {nsdecls("p", "a")}><p:nvSpPr><p:cNvPr id="{number}" name="{place.name} {number}"/><p:cNvSpPr>'
        f'<a:spLocks noGrp="1"/></p:cNvSpPr><p:nvPr><p:ph{kind}{shown_index}/></p:nvPr></p:nvSpPr>'
        f"<p:spPr>{box_xml(place.box)}<a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom></p:spPr>"
        f'<p:txBody><a:bodyPr vert="horz" lIns="0" tIns="0" rIns="0" bIns="0" rtlCol="0" anchor="{place.anchor}">'
        f"<a:normAutofit/></a:bodyPr><a:lstStyle>{style}</a:lstStyle><a:p>{run}</a:p></p:txBody></p:sp>"
    )


def box_xml(box: tuple[float, float, float, float]) -> str:
    """Where a shape lies: left, top, width, height in inches."""
    left, top, width, height = map(emu, box)
    return f'<a:xfrm><a:off x="{left}" y="{top}"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'


def _rule_xml(number: int) -> str:
    return _plain_rectangle(number, "Rule", (0.45, 7.07, 12.43, 0.012), PALE)


def _band_xml(number: int) -> str:
    return _plain_rectangle(number, "Band", (0.0, 0.0, 0.28, HEIGHT), ACCENT)


def _plain_rectangle(number: int, name: str, box: tuple[float, float, float, float], colour: str) -> str:
    from pptx.oxml.ns import nsdecls

    return (
        f'<p:sp {nsdecls("p", "a")}><p:nvSpPr><p:cNvPr id="{number}" name="{name}"/><p:cNvSpPr/><p:nvPr userDrawn="1"/>'
        f'</p:nvSpPr><p:spPr>{box_xml(box)}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
        f"<a:solidFill>{colour_xml(colour)}</a:solidFill><a:ln><a:noFill/></a:ln></p:spPr>"
        f'<p:txBody><a:bodyPr/><a:lstStyle/><a:p><a:endParaRPr lang="zh-CN"/></a:p></p:txBody></p:sp>'
    )
