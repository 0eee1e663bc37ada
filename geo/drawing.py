"""What printed figures share: the shipped font, wrapped Chinese text, the page around a figure, its bytes.

One unit is one pixel of a 1920 x 1080 picture (72 dots per inch, so a point is a pixel); y grows upward. A picture for
a page of text is narrower, in the same units, so that its type is larger on paper.
Matplotlib reads its settings while it draws and they are one for the whole process, so drawing takes turns.
"""

from __future__ import annotations

import io
import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import matplotlib
from matplotlib import font_manager
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.ft2font import FT2Font
from matplotlib.lines import Line2D
from matplotlib.patheffects import withStroke
from matplotlib.text import Text

from geo.page_text import PageText, PictureKind

WIDTH, HEIGHT, MARGIN = 1920, 1080, 60
FONT_FILE = Path(__file__).resolve().parents[1] / "static" / "fonts" / "AtlasSans-Regular.otf"
FONT_FAMILY = "Atlas Sans"
# An SVG keeps its text editable; who opens it has one of these.
SVG_FAMILIES = "'Microsoft YaHei', 'Noto Sans CJK SC', 'Source Han Sans SC', 'Atlas Sans', sans-serif"

TITLE_ID = "title-line-"

INK, QUIET, RULE = "#1d2733", "#55606b", "#c9d0d6"
TITLE_SIZE, SUBTITLE_SIZE, BODY_SIZE = 38, 23, 19
# Smaller type only where the notes would otherwise squeeze the figure.
FOOTER_SIZES = (18, 16, 14, 12)
LINE_SPACING = 1.45
LEAST_FIGURE_HEIGHT = 520

SETTINGS: Any = {
    "font.family": FONT_FAMILY,
    "font.size": BODY_SIZE,
    "text.color": INK,
    "text.parse_math": False,
    "text.hinting": "no_hinting",
    "axes.unicode_minus": True,
    "svg.fonttype": "none",
    "svg.hashsalt": "ip-services-atlas",
    "path.simplify": True,
    "hatch.linewidth": 1.2,
}

# Flat colours hardly shrink further with more effort, which only takes time.
PNG_EFFORT = {"compress_level": 4}

NOT_AT_LINE_START = set("，。、；：！？）》」』】〉”’％%‰…—·,.;:!?)]}›»")
NOT_AT_LINE_END = set("（《「『【〈“‘([{‹«￥$")
# A run of Latin letters, digits and their signs is never broken; Chinese may break after any character.
PIECES = re.compile(r"[0-9A-Za-z\u00c0-\u024f_.,:;%/+\-–‐#&=?@~'’°²³]+|\s+|.", re.DOTALL)

_turn = threading.RLock()


@contextmanager
def drawing_turn() -> Iterator[None]:
    """Hold the turn to draw, with the shipped font registered and the settings of the house in force.

    Raises:
        FileNotFoundError: The font file is missing; the message names the command that builds it.
    """
    with _turn, matplotlib.rc_context():
        register_font()
        matplotlib.rcParams.update(SETTINGS)
        yield


@lru_cache(maxsize=1)
def register_font() -> None:
    """Make the shipped font known to Matplotlib by its path, so that no system font is needed."""
    if not FONT_FILE.is_file():
        raise FileNotFoundError(
            f"字体文件缺失 / font file missing: {FONT_FILE.name}; python -m pages.exporters.subset_font <ttc>"
        )
    font_manager.fontManager.addfont(FONT_FILE)


def font(size: float) -> FontProperties:
    """Return the shipped font at a size in pixels."""
    return FontProperties(family=FONT_FAMILY, size=size)


@lru_cache(maxsize=1)
def _face() -> FT2Font:
    face = FT2Font(str(FONT_FILE))
    face.set_size(1000, 72)
    return face


@lru_cache(maxsize=20_000)
def _advance(character: str) -> float:
    """Return the width of a character in ems; one that the font lacks is drawn as a box."""
    with _turn:
        if _face().get_char_index(ord(character)) == 0:
            return 1.0
        return float(_face().load_char(ord(character)).linearHoriAdvance) / 65536 / 1000


def text_width(text: str, size: float) -> float:
    """Return the width of one line of text in pixels at a font size in pixels."""
    return sum(_advance(character) for character in text) * size


def _pieces(text: str, size: float, width: float) -> Iterator[str]:
    for piece in PIECES.findall(text):
        if len(piece) > 1 and text_width(piece, size) > width:
            yield from piece
        else:
            yield piece


def wrap(text: str, size: float, width: float) -> list[str]:
    """Break a text into lines of at most `width` pixels.

    Chinese breaks between characters, Latin words and numbers stay whole unless longer than a line. Closing
    marks do not open a line and opening marks do not end one (GB/T 15834-2011, 5.1); a closing mark may hang
    over the edge by its own width.
    """
    lines: list[str] = []
    for paragraph in text.splitlines() or [""]:
        line = ""
        for piece in _pieces(paragraph, size, width):
            fits = text_width((line + piece).rstrip(), size) <= width
            if fits or not line or piece[0] in NOT_AT_LINE_START:
                line += piece if line else piece.lstrip()
                continue
            carried = ""
            while len(line) > 1 and line[-1] in NOT_AT_LINE_END:
                line, carried = line[:-1], line[-1] + carried
            lines.append(line.rstrip())
            line = carried + piece.lstrip()
        lines.append(line.rstrip())
    return lines


@dataclass(frozen=True)
class Area:
    """A rectangle in pixels from the lower left corner of the picture."""

    left: float
    bottom: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The right edge."""
        return self.left + self.width

    @property
    def top(self) -> float:
        """The upper edge."""
        return self.bottom + self.height

    def fractions(self, figure: Figure) -> tuple[float, float, float, float]:
        """Return left, bottom, width, height as Matplotlib's fractions of a picture."""
        return *at(figure, self.left, self.bottom), *at(figure, self.width, self.height)

    def meets(self, other: Area) -> bool:
        """Tell whether two rectangles overlap."""
        apart = self.right <= other.left or other.right <= self.left
        return not (apart or self.top <= other.bottom or other.top <= self.bottom)


def at(figure: Figure, x: float, y: float) -> tuple[float, float]:
    """Return a point or a length in pixels as Matplotlib's fractions of a picture."""
    width, height = figure.get_size_inches() * 72
    return float(x / width), float(y / height)


def add_text(figure: Figure, x: float, y: float, text: str, size: float, **style: Any) -> Text:
    """Put a line of text at a point in pixels and return it."""
    style = {"color": INK, "ha": "left", "va": "baseline", **style}
    return figure.text(*at(figure, x, y), text, fontproperties=font(size), **style)


def page(kind: PictureKind, words: PageText) -> tuple[Figure, Area]:
    """Return an empty picture with title, subtitle and notes, and the area that is left for the figure.

    Must be called and rendered within one `drawing_turn`.
    """
    figure = Figure(figsize=(WIDTH / 72, HEIGHT / 72), dpi=72, facecolor="white")
    top = _write_header(figure, kind, words)
    size, lines = _footer_lines(words.footer, top)
    step = size * LINE_SPACING
    bottom = MARGIN * 0.6 + step * len(lines)
    for number, line in enumerate(lines, start=1):
        add_text(figure, MARGIN, bottom - step * number + size * 0.3, line, size, color=QUIET)
    if lines:
        height = (bottom + 8) / HEIGHT
        ends = [MARGIN / WIDTH, 1 - MARGIN / WIDTH]
        rule = Line2D(ends, [height, height], color=RULE, linewidth=1.2, transform=figure.transFigure)
        figure.add_artist(rule)
    floor = bottom + 24
    area = Area(MARGIN, floor, WIDTH - 2 * MARGIN, top - floor)
    if words.watermark:
        stamp(figure, area, words.watermark, words.watermark_colour)
    return figure, area


def _write_header(figure: Figure, kind: PictureKind, words: PageText) -> float:
    """Write title and subtitle, and return the height below which the figure may begin."""
    width = WIDTH - 2 * MARGIN
    baseline = HEIGHT - MARGIN * 0.5
    for number, line in enumerate(wrap(words.title, TITLE_SIZE, width)):
        baseline -= TITLE_SIZE * 1.3
        title = add_text(figure, MARGIN, baseline, line, TITLE_SIZE, gid=f"{TITLE_ID}{number}")
        # One weight is shipped: a hair line around the letters makes the bold of a PNG.
        if kind == "png":
            title.set_path_effects([_outline(0.9)])
    for line in wrap(words.subtitle, SUBTITLE_SIZE, width) if words.subtitle else ():
        baseline -= SUBTITLE_SIZE * 1.75
        add_text(figure, MARGIN, baseline, line, SUBTITLE_SIZE, color=QUIET)
    return baseline - 24


def _outline(width: float) -> withStroke:
    return withStroke(linewidth=width, foreground=INK)


def _footer_lines(footer: Sequence[str], top: float) -> tuple[float, list[str]]:
    """Choose the largest footer size that leaves the figure its height, and wrap the footer at that size."""
    for size in FOOTER_SIZES:
        lines = [line for text in footer for line in wrap(text, size, WIDTH - 2 * MARGIN)]
        if top - (MARGIN + size * LINE_SPACING * len(lines)) >= LEAST_FIGURE_HEIGHT:
            break
    return size, lines


def stamp(figure: Figure, area: Area, watermark: str, colour: str) -> None:
    """Write the watermark across the figure, above everything, faint enough to read through."""
    lines = [part.strip() for part in re.split(r"\s*[/\n]\s*", watermark) if part.strip()]
    size = min(64.0, 0.72 * area.width / max(text_width(line, 1) for line in lines))
    for number, line in enumerate(lines):
        drop = (number - (len(lines) - 1) / 2) * size * 1.5
        add_text(
            figure,
            area.left + area.width / 2 + drop * 0.3,
            area.bottom + area.height / 2 - drop,
            line,
            size,
            color=colour,
            alpha=0.24,
            rotation=18,
            ha="center",
            va="center",
            zorder=1000,
        )


def render(figure: Figure, kind: PictureKind) -> bytes:
    """Return PNG of 1920 x 1080 pixels or SVG with editable text; equal figures give equal bytes.

    Raises:
        ValueError: Another kind was asked for.
    """
    stream = io.BytesIO()
    if kind == "png":
        # 144 dots per inch in the file: placed in a document at its own size it is as wide as a slide.
        settings = {**PNG_EFFORT, "dpi": (144, 144)}
        figure.savefig(stream, format="png", dpi=72, metadata={"Software": None}, pil_kwargs=settings)
        return stream.getvalue()
    if kind == "svg":
        figure.savefig(stream, format="svg", dpi=72, metadata={"Date": None, "Creator": None})
        text = stream.getvalue().decode("utf-8").replace(f"'{FONT_FAMILY}'", SVG_FAMILIES)
        text = text.replace('width="1920pt" height="1080pt"', 'width="1920" height="1080"')
        # A hundredth of a pixel is enough; the file is half as large.
        text = re.sub(r' d="[^"]*"', lambda path: re.sub(r"(\.\d\d)\d+", r"\1", path[0]), text)
        text = re.sub(rf'<g id="({TITLE_ID}\d+)">', r'<g id="\1" font-weight="700">', text)
        return text.encode("utf-8")
    raise ValueError(f"图片格式须为 svg 或 png / picture kind must be svg or png, not {kind!r}")
