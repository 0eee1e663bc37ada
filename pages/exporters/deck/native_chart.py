"""Native charts on a slide: every panel of a figure as a chart that opens with its data and what lies over it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from pages.charts.style import GRID, INK
from pages.exporters.deck.chart_reading import read_panels
from pages.exporters.deck.chart_xml import Frame, chart_xml
from pages.exporters.deck.panels import BarSeries, Label, Mark, Panel, PointSeries, Stroke
from pages.exporters.deck.reading import Tint
from pages.exporters.deck.sheet import sheet_bytes, sheet_of
from pages.exporters.deck.theme import emu
from pages.exporters.deck.user_shapes import add_user_shapes
from pages.exporters.deck.words import clean, next_shape_id
from pages.exporters.print_room import ems
from pages.texts import Language, load_texts

Box = tuple[float, float, float, float]
AXIS_SIZE, LEAST_SIZE = 10.0, 5.5
EDGE = 1e-6
"""Share of an axis at which words of the other stand: LibreOffice drops them at the very end of an axis of ratios."""
ROW_SHARE = 0.82
"""Type of a row by its height."""
MOST_FOR_NAMES = 0.4
LEGEND_ROW, TICKS, TITLE, PAD = 0.26, 0.26, 0.24, 0.12


def add_chart(slide: Any, figure: Any, box: Box, description: str, language: Language) -> list[Any]:
    """Put a figure into a box (left, top, width, height in inches) as native charts and return their shapes.

    Raises:
        NotNativeError: No native chart says the figure truly.
    """
    panels = [with_tick_words(panel) for panel in read_panels(figure)]
    shown = figure.layout.showlegend
    named = [one for panel in panels for one in (panel.bars or panel.points) if one.in_legend]
    has_legend = shown is not False and bool(named) and (bool(shown) or len(figure.data) > 1)
    layout = _plots(panels, box, has_legend)
    shapes = []
    for number, (panel, (outer, plot)) in enumerate(zip(panels, layout, strict=True), start=1):
        told = description if len(panels) == 1 else f"{description} ({number}/{len(panels)})"
        own = has_legend and any(one.in_legend for one in (panel.bars or panel.points))
        shapes.append(_add_panel(slide, panel, outer, plot, told, own, language))
    return shapes


def with_tick_words(panel: Panel) -> Panel:
    """The panel with the words of its ticks as labels of points at the edge, where an axis cannot write them itself."""
    if panel.categories:
        return panel
    lines: list[tuple[float | None, float | None]] = []
    if panel.x.ticks and panel.x.has_grid and panel.x.has_labels:
        for place, _ in panel.x.ticks:
            lines += [(place, panel.y.at(0)), (place, panel.y.at(1)), (None, None)]
    if panel.y.ticks and panel.y.has_grid and panel.y.has_labels:
        for place, _ in panel.y.ticks:
            lines += [(panel.x.at(0), place), (panel.x.at(1), place), (None, None)]
    before = []
    if lines:
        x, y = zip(*lines[:-1], strict=True)
        before.append(PointSeries("", x, y, Stroke(Tint(GRID), 0.75), is_data=False))
    extra = []
    if panel.y.ticks and panel.y.has_labels:
        extra.append(_tick_series(panel, "l", [(panel.x.at(EDGE), place, word) for place, word in panel.y.ticks]))
    if panel.x.ticks and panel.x.has_labels:
        extra.append(_tick_series(panel, "b", [(place, panel.y.at(EDGE), word) for place, word in panel.x.ticks]))
    return replace(panel, points=(*before, *panel.points, *extra))


def _tick_series(panel: Panel, side: str, ticks: Sequence[tuple[float, float, str]]) -> PointSeries:
    x, y, words = zip(*ticks, strict=True)
    return PointSeries("", x, y, marks=(), labels=tuple(Label(word, side, 0.0, Tint(INK)) for word in words),
                       is_data=False)


def _plots(panels: Sequence[Panel], box: Box, has_legend: bool) -> list[tuple[Box, Box]]:
    """The frame of every panel and the plot within it, in inches on the slide."""
    left, top, width, height = box
    legend = has_legend and any(one.in_legend for panel in panels for one in (panel.bars or panel.points))
    above = max(_room_above(panel) for panel in panels) + (LEGEND_ROW * _legend_rows(panels, width) if legend else 0.0)
    below = max(_room_below(panel) for panel in panels)
    first = min(panel.domain[0] for panel in panels)
    beside = max(_room_beside(panel, width, height) for panel in panels if panel.domain[0] <= first + 0.01)
    right = max(_room_right(panel) for panel in panels)
    inner = (left + beside, top + above, max(width - beside - right, 1.0), max(height - above - below, 0.6))
    found = []
    starts = sorted({round(panel.domain[0], 3) for panel in panels})
    for panel in panels:
        x0, x1, y0, y1 = panel.domain
        plot = (inner[0] + x0 * inner[2], inner[1] + (1 - y1) * inner[3], (x1 - x0) * inner[2], (y1 - y0) * inner[3])
        is_first = x0 <= first + 0.01
        own = beside if is_first else min(_room_beside(panel, width, height), _gap_before(panel, panels) * inner[2])
        after = right if round(x0, 3) == starts[-1] else _gap_after(panel, panels) * inner[2] * 0.9
        reach = above if y1 > 0.99 else min(above, 0.3)
        foot = below if y0 < 0.01 else min(below, 0.4)
        outer = (plot[0] - own, plot[1] - reach, own + plot[2] + after, plot[3] + reach + foot)
        found.append((outer, plot))
    return found


def _gap_before(panel: Panel, panels: Sequence[Panel]) -> float:
    ends = [other.domain[1] for other in panels if other.domain[1] <= panel.domain[0] + 1e-6]
    return panel.domain[0] - max(ends, default=0.0)


def _gap_after(panel: Panel, panels: Sequence[Panel]) -> float:
    starts = [other.domain[0] for other in panels if other.domain[0] >= panel.domain[1] - 1e-6]
    return min(starts, default=1.0) - panel.domain[1]


def _legend_rows(panels: Sequence[Panel], width: float) -> int:
    rows = 1
    for panel in panels:
        share = width * (panel.domain[1] - panel.domain[0])
        names = sum(ems(one.name) * AXIS_SIZE / 72 + 0.5 for one in (panel.bars or panel.points) if one.in_legend)
        rows = max(rows, -int(-names // share))
    return min(rows, 4)


def _room_above(panel: Panel) -> float:
    captions = [caption for caption in panel.captions if caption.y > 0.99]
    lines = max((caption.text.count("\n") + 1 for caption in captions), default=0)
    return PAD + lines * 0.2


def _room_below(panel: Panel) -> float:
    labels = panel.x.has_labels or bool(panel.x.ticks) or not panel.is_horizontal
    words = max((len(word.split("\n")) for _, word in panel.x.ticks), default=1)
    captions = PAD if not any(caption.y < -0.01 for caption in panel.captions) else 0.35
    names = 0.0
    if panel.categories and not panel.is_horizontal:
        longest = max(ems(name) for name in panel.categories)
        names = 0.2 if longest > 8 else 0.0
    return captions + (TICKS * words if labels else 0.0) + (TITLE if panel.x.title else 0.0) + names


def _room_beside(panel: Panel, width: float, height: float) -> float:
    size = _category_size(panel, height)
    title = TITLE if panel.y.title else 0.0
    if panel.categories and panel.is_horizontal:
        names: Sequence[str] = panel.categories if panel.shows_categories else ()
    elif panel.y.ticks and panel.y.has_labels:
        names = [word for _, word in panel.y.ticks]
    else:
        shown = max(abs(panel.y.low), abs(panel.y.high))
        return title + PAD + (ems(f"{shown:,.0f}.00") * AXIS_SIZE / 72 if panel.y.has_labels else 0.0)
    longest = max((ems(line) for name in names for line in name.split("\n")), default=0.0)
    return title + min(longest * size / 72 + 0.16, MOST_FOR_NAMES * width)


def _room_right(panel: Panel) -> float:
    if panel.categories and panel.is_horizontal:
        longest = max((ems(label) for one in panel.bars for label in one.labels), default=0.0)
        # The range of the figure leaves room for part of its labels already.
        reach = max((panel.x.share(value) for one in panel.bars for value in one.values if value), default=0.5)
        return PAD + max(0.0, longest * 8 / 72 - max(0.0, 1 - reach) * 4.0)
    return 0.3


def _category_size(panel: Panel, height: float) -> float:
    rows = len(panel.categories) if panel.categories and panel.is_horizontal else len(panel.y.ticks)
    if rows < 2:
        return AXIS_SIZE
    lines = max((word.count("\n") + 1 for _, word in panel.y.ticks), default=1)
    usable = (height - 0.8) * (panel.domain[3] - panel.domain[2]) * 72 / rows
    return max(LEAST_SIZE, min(AXIS_SIZE + 0.5, usable * ROW_SHARE / lines))


def _add_panel(
    slide: Any, panel: Panel, outer: Box, plot: Box, description: str, has_legend: bool, language: Language
) -> Any:
    """One chart with its workbook and what lies over it."""
    from pptx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
    from pptx.oxml.shapes.graphfrm import CT_GraphicalObjectFrame
    from pptx.parts.chart import ChartPart

    texts = load_texts(language)
    inner = ((plot[0] - outer[0]) / outer[2], (plot[1] - outer[1]) / outer[3], plot[2] / outer[2], plot[3] / outer[3])
    size = _category_size(panel, plot[3] + 0.8)
    frame = Frame(inner, outer[2], outer[3], min(AXIS_SIZE, max(8.0, size)), size, has_legend)
    panel = _sized(panel, size)
    names = [
        clean(one.name) or texts("deck.series" if isinstance(one, BarSeries) or one.is_data else "deck.drawn_over")
        for one in (panel.bars or panel.points)
    ]
    sheet = sheet_of(panel, names, (texts("deck.category"), texts("deck.label")))
    package = slide.part.package
    part = ChartPart.load(
        package.next_partname(ChartPart.partname_template), CONTENT_TYPE.DML_CHART, package,
        chart_xml(panel, sheet, frame, language).encode(),
    )
    part.chart_workbook.update_from_xlsx_blob(sheet_bytes(sheet))
    add_user_shapes(part, panel, frame, language)
    relation = slide.part.relate_to(part, RELATIONSHIP_TYPE.CHART)
    number = next_shape_id(slide)
    shape = CT_GraphicalObjectFrame.new_chart_graphicFrame(number, f"Chart {number}", relation, *map(emu, outer))
    shape.nvGraphicFramePr.cNvPr.set("descr", clean(description))
    slide.shapes._spTree.append(shape)
    return shape


def _sized(panel: Panel, size: float) -> Panel:
    """The panel with labels as large as its rows allow."""
    def smaller(label: Label | None) -> Label | None:
        return label and replace(label, size=min(label.size, max(size, 7.0)) if label.size else size)

    crowded = bool(panel.y.ticks) and size < AXIS_SIZE
    points = []
    for one in panel.points:
        marks: tuple[Mark | None, ...] = one.marks
        if crowded:
            marks = tuple(mark and replace(mark, size=min(mark.size, max(size, 4.0))) for mark in marks)
        points.append(replace(one, labels=tuple(map(smaller, one.labels)), marks=marks))
    return replace(panel, points=tuple(points))


