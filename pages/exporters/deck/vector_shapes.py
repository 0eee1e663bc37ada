"""Shapes of a slide as XML: outlines with many parts and holes, lines with arrow heads, signs, words, groups.

Written as text and parsed once: a map has hundreds of shapes, and `python-pptx` builds neither holes nor islands.
A pencil measures in pixels of a page 1920 wide, y upward, as the pictures of the house do.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import escape
from typing import Any, Literal

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.drawing import Area
from geo.map_spec import Shape

EMU_PER_POINT = 12700
PARTS_OF_PIXEL = 4
"""Corners lie on a raster of a quarter of a pixel: finer shows nothing, and short numbers make a small file."""
# What no XML holds.
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
PRESETS: dict[Shape, tuple[str, float]] = {
    "circle": ("ellipse", 1.0), "diamond": ("diamond", 1.41), "square": ("rect", 1.0), "triangle-up": ("triangle", 1.0),
    "triangle-down": ("flowChartMerge", 1.0), "x": ("mathMultiply", 1.4),
}
"""Names of signs in drawings, and how much larger their box is than the sign."""
Align = Literal["l", "ctr", "r"]


def plain_text(text: str) -> str:
    """A text as XML may hold it, in an element or an attribute: never markup, never a forbidden character."""
    return escape(FORBIDDEN.sub("", text)).replace("\n", "&#10;")


def solid(colour: str, alpha: float = 1.0) -> str:
    """A fill of one colour, #rrggbb."""
    faint = f'<a:alpha val="{round(alpha * 100_000)}"/>' if alpha < 1 else ""
    return f'<a:solidFill><a:srgbClr val="{colour.lstrip("#").upper()}">{faint}</a:srgbClr></a:solidFill>'


def hatched(colour: str, line: str) -> str:
    """A fill of diagonal lines over a colour."""
    front, back = (f'<a:srgbClr val="{one.lstrip("#").upper()}"/>' for one in (line, colour))
    return f'<a:pattFill prst="wdUpDiag"><a:fgClr>{front}</a:fgClr><a:bgClr>{back}</a:bgClr></a:pattFill>'


NO_FILL = "<a:noFill/>"
NO_LINE = "<a:ln><a:noFill/></a:ln>"


@dataclass
class Pencil:
    """Writes shapes of one slide. `left` and `top` are EMU of the pixel (0, `height`), `first` the first shape number.

    `boxes` are the areas of all shapes by their names, in pixels, for those who check what covers what.
    """

    left: int
    top: int
    height: float
    emu_per_pixel: float
    first: int
    language: str
    xml: list[str] = field(default_factory=list)
    boxes: list[tuple[str, Area]] = field(default_factory=list)
    used: int = 0

    @contextmanager
    def group(self, name: str, description: str = "") -> Iterator[None]:
        """Everything written within belongs to one group, which lies where its shapes lie."""
        start, seen = len(self.xml), len(self.boxes)
        head = self._named(name, description)
        yield
        if len(self.xml) == start:
            return
        around = _around([area for _, area in self.boxes[seen:]])
        off, ext = self._box(around)
        frame = f'<a:off {off}/><a:ext {ext}/><a:chOff {off}/><a:chExt {ext}/>'
        self.xml.insert(start, (
            f"<p:grpSp><p:nvGrpSpPr>{head}<p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr>"
            f"<p:grpSpPr><a:xfrm>{frame}</a:xfrm></p:grpSpPr>"
        ))
        self.xml.append("</p:grpSp>")

    def outline(
        self, name: str, geometry: shapely.Geometry, fill: str, line: str, description: str = ""
    ) -> bool:
        """Polygons as one closed shape, or lines as one open shape; False where nothing is left of it at this size."""
        paths = list(self._paths(geometry))
        if not paths:
            return False
        corners = np.concatenate(paths)
        low, high = corners.min(axis=0), corners.max(axis=0)
        width, height = np.maximum(high - low, 1)
        closing = "<a:close/>" if "Polygon" in geometry.geom_type else ""
        drawn = "".join(_path(path - low, closing) for path in paths)
        filled = "" if closing else ' fill="none"'
        self._shape(
            name, description, (*low, width, height), fill + line,
            f'<a:custGeom><a:avLst/><a:gdLst/><a:ahLst/><a:cxnLst/><a:rect l="0" t="0" r="r" b="b"/><a:pathLst>'
            f'<a:path w="{width}" h="{height}"{filled}>{drawn}</a:path></a:pathLst></a:custGeom>',
        )
        return True

    def curve(self, name: str, bezier: NDArray[np.float64], line: str, description: str = "") -> None:
        """One quadratic curve: start, control point and end, shape (3, 2)."""
        corners = self._raster(bezier)
        middle = self._raster(((bezier[0] + 2 * bezier[1] + bezier[2]) / 4)[None, :])
        seen = np.concatenate([corners[[0, 2]], middle])
        low, high = seen.min(axis=0), seen.max(axis=0)
        width, height = np.maximum(high - low, 1)
        start, control, end = corners - low
        self._shape(
            name, description, (*low, width, height), NO_FILL + line,
            '<a:custGeom><a:avLst/><a:gdLst/><a:ahLst/><a:cxnLst/><a:rect l="0" t="0" r="r" b="b"/><a:pathLst>'
            f'<a:path w="{width}" h="{height}" fill="none"><a:moveTo>{_point(start)}</a:moveTo>'
            f"<a:quadBezTo>{_point(control)}{_point(end)}</a:quadBezTo></a:path></a:pathLst></a:custGeom>",
        )

    def sign(
        self, name: str, shape: Shape, centre: Sequence[float], size: float, fill: str, line: str, description: str = ""
    ) -> None:
        """A sign of some shape around a point, `size` pixels wide."""
        preset, larger = PRESETS[shape]
        side = size * larger
        self.box(name, preset, Area(centre[0] - side / 2, centre[1] - side / 2, side, side), fill + line, description)

    def box(self, name: str, preset: str, area: Area, style: str, description: str = "") -> None:
        """A shape that the programs know by name, in an area."""
        low, size = self._corner(area)
        self._shape(name, description, (*low, *size), style,
                    f'<a:prstGeom prst="{preset}"><a:avLst/></a:prstGeom>')

    def words(
        self, name: str, lines: Sequence[str], area: Area, size: float, colour: str, align: Align = "l",
        *, anchor: str = "ctr", rotation: float = 0.0, alpha: float = 1.0, bold: bool = False,
    ) -> None:
        """Lines of text in an area, each as it is: none is broken again. `size` is in pixels, `rotation` in degrees."""
        points = round(size * self.emu_per_pixel / EMU_PER_POINT * 100)
        style = f'lang="{self.language}" sz="{points}"' + (' b="1"' if bold else "")
        run = f'{solid(colour, alpha)}<a:latin typeface="+mn-lt"/><a:ea typeface="+mn-ea"/>'
        written = "".join(
            f'<a:p><a:pPr algn="{align}"/><a:r><a:rPr {style}>{run}</a:rPr><a:t>{plain_text(line)}</a:t></a:r></a:p>'
            for line in lines
        )
        low, extent = self._corner(area)
        self._shape(
            name, "", (*low, *extent), NO_FILL, '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>',
            f'<p:txBody><a:bodyPr wrap="none" lIns="0" tIns="0" rIns="0" bIns="0" anchor="{anchor}"><a:noAutofit/>'
            f"</a:bodyPr><a:lstStyle/>{written}</p:txBody>",
            rotation,
        )

    def stroke(self, colour: str, width: float, *, alpha: float = 1.0, dashed: bool = False, head: str = "") -> str:
        """A line of some width in pixels; `head` is the size of an arrow head at its end: sm, med or lg."""
        dash = '<a:prstDash val="dash"/>' if dashed else ""
        tip = f'<a:tailEnd type="triangle" w="{head}" len="{head}"/>' if head else ""
        return (
            f'<a:ln w="{round(width * self.emu_per_pixel)}">{solid(colour, alpha)}{dash}<a:round/>{tip}</a:ln>'
        )

    def _shape(
        self, name: str, description: str, box: tuple[int, ...], style: str, geometry: str, body: str = "",
        rotation: float = 0.0,
    ) -> None:
        x, y, width, height = box
        area = Area(x / PARTS_OF_PIXEL, self.height - (y + height) / PARTS_OF_PIXEL, width / PARTS_OF_PIXEL,
                    height / PARTS_OF_PIXEL)
        self.boxes.append((name, area))
        unit = self._unit
        turn = f' rot="{round(rotation * 60_000) % 21_600_000}"' if rotation else ""
        kind = '<p:cNvSpPr txBox="1"/>' if body else "<p:cNvSpPr/>"
        self.xml.append(
            f"<p:sp><p:nvSpPr>{self._named(name, description)}{kind}<p:nvPr/></p:nvSpPr><p:spPr>"
            f'<a:xfrm{turn}><a:off x="{self.left + x * unit}" y="{self.top + y * unit}"/>'
            f'<a:ext cx="{width * unit}" cy="{height * unit}"/></a:xfrm>{geometry}{style}</p:spPr>{body}</p:sp>'
        )

    @property
    def _unit(self) -> int:
        """EMU of one step of the raster: whole, so that neighbours never part by rounding."""
        return round(self.emu_per_pixel / PARTS_OF_PIXEL)

    def _named(self, name: str, description: str) -> str:
        number = self.first + self.used
        self.used += 1
        told = f' descr="{plain_text(description)}"' if description else ""
        return f'<p:cNvPr id="{number}" name="{plain_text(name)}"{told}/>'

    def _raster(self, points: NDArray[np.float64]) -> NDArray[np.int_]:
        """Pixels, y upward, as steps of the raster, y downward."""
        return np.column_stack((
            np.rint(points[:, 0] * PARTS_OF_PIXEL), np.rint((self.height - points[:, 1]) * PARTS_OF_PIXEL)
        )).astype(int)

    def _corner(self, area: Area) -> tuple[tuple[int, int], tuple[int, int]]:
        (x, y), (right, bottom) = self._raster(np.array([(area.left, area.top), (area.right, area.bottom)])).tolist()
        return (x, y), (max(right - x, 1), max(bottom - y, 1))

    def _box(self, area: Area) -> tuple[str, str]:
        (x, y), (width, height) = self._corner(area)
        unit = self._unit
        return f'x="{self.left + x * unit}" y="{self.top + y * unit}"', f'cx="{width * unit}" cy="{height * unit}"'

    def _paths(self, geometry: shapely.Geometry) -> Iterator[NDArray[np.int_]]:
        """Rings of polygons without their last corner, or lines, on the raster; none that falls on one point."""
        parts = shapely.get_parts(geometry)
        if "Polygon" in geometry.geom_type:
            parts = shapely.get_rings(parts)
        for part in parts:
            corners = self._raster(shapely.get_coordinates(part))
            moved = np.any(np.diff(corners, axis=0) != 0, axis=1)
            corners = corners[np.concatenate(([True], moved))]
            if "Polygon" in geometry.geom_type:
                corners = corners[:-1]
            if len(corners) > 1:
                yield corners


def _around(areas: Iterable[Area]) -> Area:
    """The smallest area that holds some areas."""
    held = list(areas)
    left, bottom = min(area.left for area in held), min(area.bottom for area in held)
    return Area(left, bottom, max(area.right for area in held) - left, max(area.top for area in held) - bottom)


def _path(corners: NDArray[np.int_], closing: str) -> str:
    first, *others = corners.tolist()
    to = "".join(f'<a:lnTo><a:pt x="{x}" y="{y}"/></a:lnTo>' for x, y in others)
    return f"<a:moveTo>{_point(first)}</a:moveTo>{to}{closing}"


def _point(place: Sequence[int]) -> str:
    return f'<a:pt x="{place[0]}" y="{place[1]}"/>'


def append_shapes(slide: Any, pencil: Pencil) -> None:
    """Put what a pencil has written on a slide, on top of what stands there."""
    from pptx.oxml import parse_xml
    from pptx.oxml.ns import nsdecls

    whole = parse_xml(f"<p:shapes {nsdecls('p', 'a')}>{''.join(pencil.xml)}</p:shapes>")
    tree = slide.shapes._spTree
    for shape in list(whole):
        tree.append(shape)
