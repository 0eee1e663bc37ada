"""A chart of the screen as PNG or SVG for papers and slides, drawn without a browser.

What the charts of the product hold is drawn; anything else is refused by name.
"""

from __future__ import annotations

from collections.abc import Mapping

import plotly.graph_objects as go
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox

from geo.drawing import Area, PageText, PictureKind, drawing_turn, page, render
from pages.exporters.chart.axes import AxisReading, axis_names, draw_axis, read_axes, read_bars, with_one_scale
from pages.exporters.chart.contract import check_figure
from pages.exporters.chart.marks import Canvas, draw_annotations, draw_legend, draw_shapes
from pages.exporters.chart.traces import draw_trace

LEAST_SHARE = 0.2

Subplots = Mapping[tuple[str, str], Axes]


def chart_image(figure: go.Figure, kind: PictureKind, words: PageText) -> bytes:
    """Return a figure as PNG of 1920 x 1080 pixels or as SVG with editable text.

    Raises:
        UnsupportedFigureError: The figure holds something that is not drawn; it is named.
    """
    check_figure(figure)
    with drawing_turn():
        picture, area = page(kind, words)
        area = draw_legend(picture, area, figure)
        figure = with_one_scale(figure, area)
        bars = read_bars(figure)
        readings = read_axes(figure, bars)
        subplots = _subplots(picture, figure, readings, area)
        canvas = Canvas(picture, Bbox.null(), {name: axes for pair, axes in subplots.items() for name in pair})
        _place(canvas, subplots, readings, area)
        for number, trace in enumerate(figure.data):
            x, y = axis_names(trace)
            draw_trace(subplots[x, y], trace, readings[x], readings[y], bars.get(number))
        draw_shapes(canvas, figure.layout)
        _fit(canvas, subplots, readings, area, draw_annotations(canvas, figure.layout))
        return render(picture, kind)


def _subplots(picture: Figure, figure: go.Figure, readings: Mapping[str, AxisReading], area: Area) -> Subplots:
    """Create the axes of every subplot, by the names of its axes."""
    found: dict[tuple[str, str], Axes] = {}
    for pair in dict.fromkeys(axis_names(trace) for trace in figure.data):
        axes = picture.add_axes((0, 0, 1, 1), label=" ".join(pair), frameon=False)
        axes.set_axisbelow(True)
        labelled = {name for names in found for name in names}
        for name in pair:
            draw_axis(axes, readings[name], area)
            if name in labelled:
                # One axis for several subplots is labelled once, beside the first.
                (axes.yaxis if name[0] == "y" else axes.xaxis).set_tick_params(label1On=False, label2On=False)
        axes.autoscale(False)
        if readings[pair[1]].source.scaleanchor:
            # The ranges fill the page already; what is left of a difference the box takes.
            axes.set_aspect("equal", adjustable="box")
        found[pair] = axes
    return found


def _place(canvas: Canvas, subplots: Subplots, readings: Mapping[str, AxisReading], plot: Area) -> None:
    """Put every subplot at its share of the plot area."""
    left, bottom, width, height = plot.fractions()
    canvas.plot.set(Bbox.from_bounds(left, bottom, width, height))
    for (x, y), axes in subplots.items():
        (x0, x1), (y0, y1) = readings[x].domain, readings[y].domain
        axes.set_position((left + x0 * width, bottom + y0 * height, (x1 - x0) * width, (y1 - y0) * height))


def _fit(
    canvas: Canvas, subplots: Subplots, readings: Mapping[str, AxisReading], area: Area, notes: list[Artist]
) -> None:
    """Shrink the plot area until labels, titles and annotations stand inside the area of the figure."""
    plot = area
    renderer = FigureCanvasAgg(canvas.figure).get_renderer()
    for _ in range(3):
        found = [axes.get_tightbbox(renderer) for axes in subplots.values()]
        boxes = [box for box in (*found, *(note.get_window_extent(renderer) for note in notes)) if box]
        left = max(0.0, area.left - min(box.x0 for box in boxes))
        right = max(0.0, max(box.x1 for box in boxes) - area.right)
        bottom = max(0.0, area.bottom - min(box.y0 for box in boxes))
        top = max(0.0, max(box.y1 for box in boxes) - area.top)
        plot = Area(
            plot.left + left,
            plot.bottom + bottom,
            max(plot.width - left - right, area.width * LEAST_SHARE),
            max(plot.height - bottom - top, area.height * LEAST_SHARE),
        )
        _place(canvas, subplots, readings, plot)
