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
from geo.plate import PLATE_WIDTH, WIDE, plate, render_plate
from pages.exporters.chart.axes import AxisReading, axis_names, draw_axis, read_axes, read_bars, with_one_scale
from pages.exporters.chart.contract import check_figure
from pages.exporters.chart.marks import Canvas, draw_annotations, draw_legend, draw_shapes
from pages.exporters.chart.style import SCALE
from pages.exporters.chart.traces import draw_trace

LEAST_SHARE = 0.2
LEAST_HEIGHT, HEIGHT_WITHOUT_ROWS, MOST_HEIGHT = 360.0, 620.0, 1300.0
"""Of a plate in pixels: the least, the most of a chart without many rows, and what a page of text takes."""

MANY_ROWS, MANY_CHARTS = 12, 4

Subplots = Mapping[tuple[str, str], Axes]


def chart_image(figure: go.Figure, kind: PictureKind, words: PageText) -> bytes:
    """Return a figure as PNG of 1920 x 1080 pixels or as SVG with editable text.

    Raises:
        UnsupportedFigureError: The figure holds something that is not drawn; it is named.
    """
    check_figure(figure)
    with drawing_turn():
        picture, area = page(kind, words)
        _draw(picture, area, figure)
        return render(picture, kind)


def chart_plate(figure: go.Figure, watermark: str | None, watermark_colour: str) -> bytes:
    """Return a figure as PNG for a page of text: no words around it, and as high for its width as on the screen.

    Raises:
        UnsupportedFigureError: The figure holds something that is not drawn; it is named.
    """
    check_figure(figure)
    width, height = _plate_size(figure)
    with drawing_turn():
        picture, area = plate(height, width)
        _draw(picture, area, figure)
        return render_plate(picture, area, watermark, watermark_colour)


def _plate_size(figure: go.Figure) -> tuple[float, float]:
    """Width and height of a plate: as on the screen where rows ask for height, else a usual picture."""
    rows = max((len(axis.tickvals or ()) for axis in figure.select_yaxes()), default=0)
    names = {text for trace in figure.data for text in trace.y if isinstance(text, str)}
    most = MOST_HEIGHT if max(rows, len(names)) > MANY_ROWS else HEIGHT_WITHOUT_ROWS
    asked = (figure.layout.height or HEIGHT_WITHOUT_ROWS / SCALE) * SCALE
    beside = len({axis_names(trace)[0] for trace in figure.data})
    return WIDE if beside >= MANY_CHARTS else PLATE_WIDTH, min(max(asked, LEAST_HEIGHT), most)


def _draw(picture: Figure, area: Area, figure: go.Figure) -> None:
    """Draw a figure into an area of a picture."""
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
    left, bottom, width, height = plot.fractions(canvas.figure)
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
