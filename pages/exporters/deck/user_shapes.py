"""What lies over a chart of bars as shapes inside the chart: they move and grow with it and can be edited in it."""

from __future__ import annotations

from typing import Any

from pages.exporters.deck.chart_xml import Frame
from pages.exporters.deck.looks import line_xml
from pages.exporters.deck.panels import Caption, Panel, Rule
from pages.exporters.deck.theme import emu
from pages.exporters.deck.words import clean, run_xml
from pages.exporters.print_room import ems
from pages.texts import Language

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chartshapes+xml"


def add_user_shapes(part: Any, panel: Panel, frame: Frame, language: Language) -> None:
    """Give a chart the rules and captions of its panel; nothing where it has none."""
    from pptx.opc.constants import RELATIONSHIP_TYPE
    from pptx.opc.package import Part
    from pptx.oxml import parse_xml
    from pptx.oxml.ns import NamespacePrefixedTag, nsdecls

    shapes = [_rule(number, rule, frame) for number, rule in enumerate(panel.rules, start=2)]
    start = len(shapes) + 2
    shapes += [_caption(number, one, frame, language) for number, one in enumerate(panel.captions, start=start)]
    if not shapes:
        return
    drawing = NamespacePrefixedTag("a:tbl").nsuri.replace("/main", "/chartDrawing")
    xml = f'<c:userShapes {nsdecls("c", "a", "r")} xmlns:cdr="{drawing}">{"".join(shapes)}</c:userShapes>'
    package = part.package
    own = Part(package.next_partname("/ppt/drawings/drawing%d.xml"), CONTENT_TYPE, package,
               b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>' + xml.encode())
    relation = part.relate_to(own, RELATIONSHIP_TYPE.CHART_USER_SHAPES)
    part._element.append(parse_xml(f'<c:userShapes {nsdecls("c", "r")} r:id="{relation}"/>'))


def _anchored(box: tuple[float, float, float, float], inner: str) -> str:
    """A shape between two places given as shares of the chart from the upper left."""
    left, top, right, bottom = (min(1.0, max(0.0, value)) for value in box)
    return (
        f"<cdr:relSizeAnchor><cdr:from><cdr:x>{left:.5f}</cdr:x><cdr:y>{top:.5f}</cdr:y></cdr:from>"
        f"<cdr:to><cdr:x>{right:.5f}</cdr:x><cdr:y>{bottom:.5f}</cdr:y></cdr:to>{inner}</cdr:relSizeAnchor>"
    )


def _on_frame(frame: Frame, x: float, y: float) -> tuple[float, float]:
    left, top, width, height = frame.plot
    return left + x * width, top + (1 - y) * height


def _extent(frame: Frame, box: tuple[float, float, float, float]) -> str:
    left, top, right, bottom = (min(1.0, max(0.0, value)) for value in box)
    return (
        f'<a:xfrm><a:off x="{emu(left * frame.width)}" y="{emu(top * frame.height)}"/>'
        f'<a:ext cx="{emu((right - left) * frame.width)}" cy="{emu((bottom - top) * frame.height)}"/></a:xfrm>'
    )


def _rule(number: int, rule: Rule, frame: Frame) -> str:
    (x0, y0), (x1, y1) = (_on_frame(frame, x, y) for x, y in zip(rule.x, rule.y, strict=True))
    box = min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)
    look = line_xml(rule.stroke)
    return _anchored(box, (
        f'<cdr:cxnSp macro=""><cdr:nvCxnSpPr><cdr:cNvPr id="{number}" name="Rule {number}"/><cdr:cNvCxnSpPr/>'
        f'</cdr:nvCxnSpPr><cdr:spPr>{_extent(frame, box)}<a:prstGeom prst="line"><a:avLst/></a:prstGeom>{look}'
        "</cdr:spPr></cdr:cxnSp>"
    ))


def _caption(number: int, caption: Caption, frame: Frame, language: Language) -> str:
    x, y = _on_frame(frame, caption.x, caption.y)
    lines = clean(caption.text).split("\n")
    width = (max(map(ems, lines)) * caption.size / 72 + 0.1) / frame.width
    height = (len(lines) * caption.size * 1.25 / 72 + 0.02) / frame.height
    start = {"l": x, "ctr": x - width / 2, "r": x - width}[caption.align]
    start = min(max(start, 0.0), max(0.0, 1 - width))
    top = min(max(y - height / 2, 0.0), max(0.0, 1 - height))
    box = start, top, start + width, top + height
    words = "<a:br/>".join(run_xml(line, language, caption.size, caption.tint.colour) for line in lines)
    return _anchored(box, (
        f'<cdr:sp macro="" textlink=""><cdr:nvSpPr><cdr:cNvPr id="{number}" name="Caption {number}"/>'
        f'<cdr:cNvSpPr txBox="1"/></cdr:nvSpPr><cdr:spPr>{_extent(frame, box)}<a:prstGeom prst="rect"><a:avLst/>'
        '</a:prstGeom><a:noFill/></cdr:spPr><cdr:txBody><a:bodyPr wrap="none" lIns="0" tIns="0" rIns="0" bIns="0" '
        f'anchor="ctr"/><a:lstStyle/><a:p><a:pPr algn="{caption.align}"/>{words}</a:p></cdr:txBody></cdr:sp>'
    ))
