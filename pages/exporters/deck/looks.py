"""Fill, line and type as the XML of drawings."""

from __future__ import annotations

from pages.charts.style import INK
from pages.exporters.deck.panels import Stroke
from pages.exporters.deck.reading import DASHES, Tint
from pages.exporters.deck.theme import colour_xml

FONT = '<a:latin typeface="+mn-lt"/><a:ea typeface="+mn-ea"/>'


def fill_xml(tint: Tint | None) -> str:
    """The fill of an area."""
    if tint is None or tint.alpha == 0:
        return "<a:noFill/>"
    return f"<a:solidFill>{colour_xml(tint.colour, tint.alpha)}</a:solidFill>"


def line_xml(stroke: Stroke | None, width: float | None = None) -> str:
    """A line, or none."""
    if stroke is None:
        return "<a:ln><a:noFill/></a:ln>"
    points = stroke.width if width is None else width
    return (
        f'<a:ln w="{max(1, min(20116800, round(points * 12700)))}" cap="flat">{fill_xml(stroke.tint)}'
        f'<a:prstDash val="{DASHES[stroke.dash]}"/><a:round/></a:ln>'
    )


def text_properties(size: float, colour: str = INK, rotation: int | None = None, bold: bool = False) -> str:
    """The type of words that the chart writes itself."""
    turned = "" if rotation is None else f' rot="{rotation}" vert="horz"'
    return (
        f'<c:txPr><a:bodyPr{turned}/><a:lstStyle/><a:p><a:pPr><a:defRPr sz="{round(size * 100)}" b="{int(bold)}">'
        f"<a:solidFill>{colour_xml(colour)}</a:solidFill>{FONT}</a:defRPr></a:pPr>"
        '<a:endParaRPr lang="zh-CN"/></a:p></c:txPr>'
    )
