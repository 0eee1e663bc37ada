"""What a map shows, before any renderer draws it: one specification for the screen and for every export."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from geo.legend_grid import LegendGrid
from geo.page_text import SYNTHETIC

MapLevel = Literal["zone", "major", "province", "city"]
SCREEN_FONTS = "'PingFang SC','Microsoft YaHei','Source Han Sans SC','Noto Sans CJK SC','Atlas Sans',sans-serif"
FILL_LAYERS: dict[MapLevel, str] = {"zone": "zones", "major": "majors", "province": "provinces", "city": "cities"}
FillKind = Literal["class", "base", "no_data", "out_of_survey"]
Shape = Literal["circle", "diamond", "square", "triangle-up", "triangle-down", "x"]


@dataclass(frozen=True)
class Fill:
    """One entry of the legend and the places it paints.

    `codes` are region codes of the map's level. A `no_data` fill is hatched, an `out_of_survey` fill is plain grey,
    a `base` fill is the quiet ground beneath symbols; none of the three carries a value.
    One without a `label` has no entry of the legend. `detail` follows the hover text of every place of the entry.
    """

    kind: FillKind
    label: str
    colour: str
    codes: tuple[str, ...]
    detail: str = ""


@dataclass(frozen=True)
class Symbol:
    """A proportional sign: area is proportional to the value, `diameter` is in pixels of a 1080-line screen."""

    code: str
    longitude: float
    latitude: float
    diameter: float
    colour: str
    shape: Shape = "circle"


@dataclass(frozen=True)
class SymbolKey:
    """One reference circle of the legend of a symbol map."""

    label: str
    diameter: float


@dataclass(frozen=True)
class Flow:
    """A curved arrow from one point to another, in degrees; `width` of its line is in pixels of a 1080-line screen.

    `text` stands beside the pointer, and a click on the head selects the place `code`.
    """

    start: tuple[float, float]
    end: tuple[float, float]
    width: float
    colour: str
    text: str = ""
    code: str = ""


@dataclass(frozen=True)
class Mark:
    """One entry of the legend of lines or of signs: a line of some width, or a sign of some shape."""

    label: str
    colour: str
    width: float = 0.0
    shape: Shape | None = None


@dataclass(frozen=True)
class Track:
    """A line through `points` (longitude, latitude), with a `sign` at each if one is given.

    `width` is in pixels of a 1080-line screen; with a `label` it stands in the legend. `texts` stand beside the
    pointer, one for each point.
    """

    points: tuple[tuple[float, float], ...]
    colour: str
    width: float
    label: str = ""
    dashed: bool = False
    sign: Literal["circle", "diamond"] | None = None
    texts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Letter:
    """A letter on a place of the main map, in degrees, so that the colour of the place is not all that tells it.

    `paper_size` is that of names in pixels of a page 1080 high, where they were placed for smaller type than usual.
    """

    longitude: float
    latitude: float
    text: str
    colour: str
    paper_size: float | None = None


@dataclass(frozen=True)
class Outline:
    """Places picked out by a line around them. Their colour stays, so that the legend holds for them too."""

    codes: tuple[str, ...]
    colour: str


@dataclass(frozen=True)
class MapSpec:
    """Everything a renderer needs; immutable, so that the same specification always draws the same figure.

    `hover` maps a region code to the text beside the pointer. `outlines` are drawn in their order, the
    last on top. `focus` is the province that a city map is zoomed to. `note` is the cartographic note that the
    compliance gate demands: boundary source, its hash and the `approval` number (审图号) or the lack of one.
    `ground_label` explains the ground beside groups that leave places out.
    `legend_grid` stands on the screen for the entries of the classes, where these combine two measures.
    `flows` are drawn in their order, the last on top, beneath the symbols; `marks` explain lines and signs.
    `tracks` are lines of the main map, drawn in their order beneath the symbols.
    `letters` stand on places of the main map, above all lines.
    `proxy_outline` draws major regions by whole provinces where only provincial figures exist.
    """

    level: MapLevel
    fills: tuple[Fill, ...]
    hover: dict[str, str]
    note: str
    inset_title: str
    legend_title: str
    alternative_text: str
    symbols: tuple[Symbol, ...] = ()
    symbol_keys: tuple[SymbolKey, ...] = ()
    outlines: tuple[Outline, ...] = ()
    focus: str | None = None
    proxy_outline: bool = False
    ground_label: str = ""
    watermark: str | None = None
    watermark_colour: str = SYNTHETIC
    symbol_colour: str = field(default="#0b4f8a")
    approval: str | None = None
    legend_grid: LegendGrid | None = None
    flows: tuple[Flow, ...] = ()
    marks: tuple[Mark, ...] = ()
    tracks: tuple[Track, ...] = ()
    letters: tuple[Letter, ...] = ()

    @property
    def fill_layer(self) -> str:
        """Name of the boundary layer whose units the fills paint."""
        if self.level == "major" and self.proxy_outline:
            return "majors-proxy"
        if self.level == "city" and self.focus:
            return "cities-detail"
        return FILL_LAYERS[self.level]

    @property
    def layers(self) -> tuple[str, ...]:
        """Every boundary layer that carries territory on this map, on the screen or in print."""
        ground = ("provinces", "provinces-detail") if self.focus else ("provinces",)
        return tuple(dict.fromkeys((*ground, self.fill_layer)))
