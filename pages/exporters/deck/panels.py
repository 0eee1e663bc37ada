"""A chart of the product as what native charts hold: one panel per subplot, with its series in values of the figure."""

from __future__ import annotations

from dataclasses import dataclass, field

from pages.charts.style import INK
from pages.exporters.deck.axes import Axis
from pages.exporters.deck.reading import Tint

BLACK = Tint(INK)


@dataclass(frozen=True)
class Stroke:
    """A line: colour, width in points, pattern of dashes by the names of Plotly."""

    tint: Tint
    width: float
    dash: str = "solid"


@dataclass(frozen=True)
class Mark:
    """The mark of a point: shape by its name in drawings, size in points, fill (None: hollow), edge."""

    symbol: str
    size: float
    fill: Tint | None
    edge: Tint | None = None
    edge_width: float = 0.75


@dataclass(frozen=True)
class Label:
    """Words beside a point: on which side (l, r, t, b, ctr), how large, in which colour."""

    text: str
    side: str
    size: float
    tint: Tint


@dataclass(frozen=True)
class BarSeries:
    """Bars of one meaning: a value, colour, label and colour of hatching (None: plain) per category."""

    name: str
    values: tuple[float | None, ...]
    tints: tuple[Tint, ...]
    labels: tuple[str, ...] = ()
    label_tint: Tint = BLACK
    patterns: tuple[Tint | None, ...] = ()
    edge: Tint | None = None
    in_legend: bool = False


@dataclass(frozen=True)
class PointSeries:
    """Points of one meaning, joined by a line or not; a gap where x or y is None.

    `marks` and `labels` have one entry per point, or none at all. `minus`, `plus` are the reach of an interval of y.
    `is_data` is false for what only explains: references, areas, words. `sizes` are those of marks that bear a figure.
    `thickness` is a share of the height ('y') or width ('x') of the plot, where a line stands for an area.
    """

    name: str
    x: tuple[float | None, ...]
    y: tuple[float | None, ...]
    stroke: Stroke | None = None
    marks: tuple[Mark | None, ...] = ()
    labels: tuple[Label | None, ...] = ()
    minus: tuple[float, ...] = ()
    plus: tuple[float, ...] = ()
    error: Stroke | None = None
    in_legend: bool = False
    is_data: bool = True
    sizes: tuple[float, ...] = ()
    thickness: tuple[str, float] | None = None


@dataclass(frozen=True)
class Rule:
    """A reference line over a chart of bars, in shares of the plot area from the lower left."""

    x: tuple[float, float]
    y: tuple[float, float]
    stroke: Stroke


@dataclass(frozen=True)
class Caption:
    """Words over a chart, at a share of the plot area from the lower left; `align` l, ctr or r."""

    text: str
    x: float
    y: float
    align: str
    size: float
    tint: Tint


@dataclass(frozen=True)
class Panel:
    """One native chart: where it lies in the figure (shares from the lower left), its axes and its series.

    `categories` make it a chart of bars, `is_horizontal` or upright, `grouping` overlay, clustered or stacked.
    """

    domain: tuple[float, float, float, float]
    x: Axis
    y: Axis
    categories: tuple[str, ...] = ()
    is_horizontal: bool = False
    grouping: str = "clustered"
    gap: float = 40.0
    bars: tuple[BarSeries, ...] = ()
    points: tuple[PointSeries, ...] = ()
    rules: tuple[Rule, ...] = ()
    captions: tuple[Caption, ...] = field(default=())
    shows_categories: bool = True

    @property
    def value_axis(self) -> Axis:
        """The axis along which bars reach."""
        return self.x if self.is_horizontal else self.y
