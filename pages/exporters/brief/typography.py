"""The type of a brief as Word styles: in Chinese by GB/T 9704-2012, in English by its own custom.

Fonts are named in the file even where nobody has them; what may stand in for them stands in its table of fonts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from pages.texts import Language

Align = Literal["both", "left", "center", "right"]


@dataclass(frozen=True)
class Face:
    """A font by its name for Chinese characters and for Latin letters and digits."""

    east_asian: str
    latin: str


@dataclass(frozen=True)
class Style:
    """One paragraph style: the name that Word shows, the face, the size in points and how lines stand.

    `first_line` is the indent in characters, `line` the exact height of a line in points (None: as the type needs),
    `outline` the level of a heading from 0, `spacing` what every character is set wider, in points.
    Headings are numbered unless they say otherwise.
    """

    name: str
    face: Face
    size: float
    align: Align = "both"
    bold: bool = False
    first_line: float = 0.0
    line: float | None = None
    before: float = 0.0
    after: float = 0.0
    keep_next: bool = False
    outline: int | None = None
    colour: str = ""
    spacing: float = 0.0
    numbered: bool = True


@dataclass(frozen=True)
class Typography:
    """All styles of one language by their identifiers, the margins in millimetres and the grid of the page.

    `grid` is lines and characters on a page, `marks` the patterns of the numbers of headings with their formats.
    `after_number` parts the number of a figure from its caption, `between` one sentence from the next.
    """

    styles: Mapping[str, Style]
    margins: tuple[float, float, float, float]
    grid: tuple[int, int] | None
    marks: tuple[tuple[str, str], ...]
    after_number: str
    between: str


PAGE_WIDTH, PAGE_HEIGHT = 210.0, 297.0
STANDARD_MARGINS = (37.0, 26.0, 35.0, 28.0)
LINES, CHARACTERS = 22, 28
LINE_PITCH = 28.95
"""Points from line to line: 225 millimetres hold 22 lines."""

BODY_SIZE = 16.0
SPACING = -0.25
"""Points by which characters of the body stand closer, so that 28 of 16 points fill a line of 156 millimetres."""

FANGSONG = Face("仿宋_GB2312", "Times New Roman")
KAITI = Face("楷体_GB2312", "Times New Roman")
HEITI = Face("黑体", "黑体")
XIAOBIAOSONG = Face("方正小标宋简体", "方正小标宋简体")
SONGTI = Face("宋体", "宋体")
SERIF, SANS = Face("宋体", "Times New Roman"), Face("黑体", "Arial")

SUBSTITUTES = {
    "仿宋_GB2312": "仿宋,FangSong,STFangsong,Noto Serif CJK SC",
    "楷体_GB2312": "楷体,KaiTi,STKaiti,Noto Serif CJK SC",
    "黑体": "SimHei,STHeiti,Noto Sans CJK SC",
    "方正小标宋简体": "方正小标宋_GBK,华文中宋,STZhongsong,Noto Serif CJK SC",
    "宋体": "SimSun,STSong,Noto Serif CJK SC",
    "Times New Roman": "Liberation Serif",
    "Arial": "Liberation Sans",
}
"""What may stand in for a font, the nearest first."""

RED_BROWN = "7A4B00"
QUIET = "404040"

_CHINESE_BODY = Style("Normal", FANGSONG, BODY_SIZE, first_line=2, line=LINE_PITCH, spacing=SPACING)
# Set flush on both sides, LibreOffice loses the comma at the end of a numbered line.
_HEADING = replace(_CHINESE_BODY, align="left", keep_next=True)
CHINESE = Typography(
    styles={
        "Normal": _CHINESE_BODY,
        "Title": Style("Title", XIAOBIAOSONG, 22, "center", line=36, after=6, keep_next=True),
        "Subtitle": Style("Subtitle", KAITI, BODY_SIZE, "center", line=LINE_PITCH, after=LINE_PITCH, keep_next=True),
        "Heading1": replace(_HEADING, name="heading 1", face=HEITI, outline=0),
        "Heading2": replace(_HEADING, name="heading 2", face=KAITI, outline=1),
        "Heading3": replace(_HEADING, name="heading 3", bold=True, outline=2),
        "Heading4": replace(_HEADING, name="heading 4", outline=3),
        "Mark": Style("标识", HEITI, 14, "center", line=LINE_PITCH, keep_next=True, colour=RED_BROWN),
        "Figure": Style("图", FANGSONG, 12, "center", before=6, keep_next=True),
        "Caption": Style("caption", FANGSONG, 12, "center", line=20, before=2, after=2),
        "TableTitle": Style("表题", FANGSONG, 12, "center", line=20, before=8, after=2, keep_next=True),
        "TableText": Style("表文", FANGSONG, 10.5, "left", line=15),
        "Source": Style("来源", FANGSONG, 10.5, line=15, before=2, after=6),
        "Explanation": Style("说明", FANGSONG, 12, first_line=2, line=20),
        "Header": Style("header", HEITI, 10.5, "center", colour=RED_BROWN),
        "Footer": Style("footer", SONGTI, 14),
    },
    margins=STANDARD_MARGINS,
    grid=(LINES, CHARACTERS),
    marks=(("chineseCounting", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3."), ("decimal", "（%4）")),
    after_number="　",
    between="",
)

_ENGLISH_BODY = Style("Normal", SERIF, 11.5, after=6)
ENGLISH = Typography(
    styles={
        "Normal": _ENGLISH_BODY,
        "Title": Style("Title", SANS, 20, "left", bold=True, after=4, keep_next=True),
        "Subtitle": Style("Subtitle", SERIF, 12, "left", after=12, keep_next=True),
        "Heading1": Style("heading 1", SANS, 15, "left", bold=True, before=14, after=5, keep_next=True, outline=0),
        "Heading2": Style("heading 2", SANS, 12, "left", bold=True, before=10, after=4, keep_next=True, outline=1),
        "Heading3": Style("heading 3", SERIF, 11.5, "left", bold=True, before=6, after=3, keep_next=True, outline=2),
        "Heading4": Style("heading 4", SERIF, 11.5, "left", before=6, after=3, keep_next=True, outline=3),
        "Mark": Style("Data mark", SANS, 12, "left", bold=True, after=6, keep_next=True, colour=RED_BROWN),
        "Figure": Style("Figure", SERIF, 10, "center", before=6, keep_next=True),
        "Caption": Style("caption", SERIF, 10, "center", bold=True, before=2, after=3),
        "TableTitle": Style("Table title", SERIF, 10, "center", bold=True, before=8, after=3, keep_next=True),
        "TableText": Style("Table text", SERIF, 9, "left"),
        "Source": Style("Source", SERIF, 9, "left", before=2, after=6),
        "Explanation": replace(_ENGLISH_BODY, name="Explanation", size=10, after=3),
        "Header": Style("header", SANS, 9.5, "center", bold=True, colour=RED_BROWN),
        "Footer": Style("footer", SERIF, 11),
    },
    margins=(25.4, 27.0, 25.4, 27.0),
    grid=None,
    marks=(("decimal", "%1"), ("decimal", "%1.%2"), ("decimal", "%1.%2.%3"), ("decimal", "%1.%2.%3.%4")),
    after_number=". ",
    between=" ",
)


def typography(language: Language) -> Typography:
    """The type of a language."""
    return CHINESE if language == "zh" else ENGLISH


def text_width(page: Typography) -> float:
    """The width of the text in millimetres."""
    return PAGE_WIDTH - page.margins[1] - page.margins[3]
