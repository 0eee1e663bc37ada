"""Shapes, annotations and legend of a Plotly figure on the picture."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Ellipse, Rectangle
from matplotlib.text import Annotation
from matplotlib.transforms import (
    BboxTransformTo,
    TransformedBbox,
    blended_transform_factory,
)

from geo.drawing import BODY_SIZE, HEIGHT, INK, WIDTH, Area, add_text, font, text_width
from pages.exporters.plotly_axes import AxisReading
from pages.exporters.plotly_style import (
    HATCHES,
    LINE_SCALE,
    MARK_SCALE,
    TYPE_SCALE,
    UnsupportedFigureError,
    colour,
    dash,
    marker,
    plain_text,
    type_size,
)

LEGEND_ROW, LEGEND_KEY = 34.0, 40.0


@dataclass(frozen=True)
class Canvas:
    """Where marks go: the picture, its plot area, axes and their readings by reference ('x', 'y2')."""

    figure: Figure
    area: Any
    axes: Mapping[str, Axes]
    readings: Mapping[str, AxisReading]

    def coordinate(self, reference: str | None, letter: str, value: Any) -> tuple[Any, float]:
        """Return the transform and the number of one coordinate: paper share, axis share, or data.

        Raises:
            UnsupportedFigureError: The mark hangs on an axis without a trace.
        """
        name = reference or letter
        if name == "paper":
            return BboxTransformTo(TransformedBbox(self.area, self.figure.transFigure)), float(value)
        axis = name.removesuffix(" domain")
        if axis not in self.axes:
            raise UnsupportedFigureError(f"{letter}ref", name)
        if name.endswith(" domain"):
            return self.axes[axis].transAxes, float(value)
        reading = self.readings[axis]
        exponent = reading.kind == "log"
        return self.axes[axis].transData, 10.0 ** float(value) if exponent else reading.position(value)


def draw_shapes(canvas: Canvas, layout: go.Layout) -> None:
    """Draw lines, rectangles and circles of the layout.

    Raises:
        UnsupportedFigureError: A free path.
    """
    for shape in layout.shapes:
        (across, x0), (_, x1) = (canvas.coordinate(shape.xref, "x", value) for value in (shape.x0, shape.x1))
        (up, y0), (_, y1) = (canvas.coordinate(shape.yref, "y", value) for value in (shape.y0, shape.y1))
        transform = blended_transform_factory(across, up)
        width = (2.0 if shape.line.width is None else shape.line.width) * LINE_SCALE
        stroke = colour(shape.line.color or INK, shape.opacity)
        style: dict[str, Any] = {
            "linewidth": width,
            "linestyle": dash(shape.line.dash),
            "transform": transform,
        }
        place: dict[str, Any] = {"zorder": 1.0 if shape.layer == "below" else 5.0, "clip_on": False}
        artist: Artist
        if shape.type == "line":
            artist = Line2D([x0, x1], [y0, y1], color=stroke, **style, **place)
        elif shape.type in ("rect", None):
            fill = colour(shape.fillcolor or "none", shape.opacity)
            artist = Rectangle((x0, y0), x1 - x0, y1 - y0, facecolor=fill, edgecolor=stroke, **style, **place)
        elif shape.type == "circle":
            fill = colour(shape.fillcolor or "none", shape.opacity)
            middle = ((x0 + x1) / 2, (y0 + y1) / 2)
            artist = Ellipse(middle, x1 - x0, y1 - y0, facecolor=fill, edgecolor=stroke, **style, **place)
        else:
            raise UnsupportedFigureError("shape", str(shape.type))
        _behind(canvas, shape, artist)


def _behind(canvas: Canvas, shape: Any, artist: Artist) -> None:
    """Add a shape to the axes it lies on, so that one below the traces is covered by them."""
    names = [(reference or "").removesuffix(" domain") for reference in (shape.xref, shape.yref)]
    owner = next((canvas.axes[name] for name in names if name in canvas.axes), None)
    if owner is None:
        canvas.figure.add_artist(artist)
        return
    owner.add_artist(artist)


def draw_annotations(canvas: Canvas, layout: go.Layout) -> list[Artist]:
    """Write the annotations of the layout, with an arrow where one is shown, and return them."""
    base = layout.font.size or layout.template.layout.font.size or 12
    return [
        canvas.figure.add_artist(_annotation(canvas, note, base))
        for note in layout.annotations
        if note.visible is not False and plain_text(note.text)
    ]


def _annotation(canvas: Canvas, note: Any, base: float) -> Annotation:
    """Return one annotation, which follows its point when the plot area is moved."""
    across, x = canvas.coordinate(note.xref, "x", note.x)
    up, y = canvas.coordinate(note.yref, "y", note.y)
    arrow = note.showarrow is not False
    shift = ((note.xshift or 0.0) * TYPE_SCALE, (note.yshift or 0.0) * TYPE_SCALE)
    line = None
    if arrow:
        shift = (
            (-10 if note.ax is None else note.ax) * TYPE_SCALE,
            -(-30 if note.ay is None else note.ay) * TYPE_SCALE,
        )
        line = {
            "arrowstyle": "-" if note.arrowhead == 0 else "-|>",
            "color": colour(note.arrowcolor or INK),
            "linewidth": (note.arrowwidth or 1.0) * LINE_SCALE,
            "shrinkB": 3,
        }
    on_paper = note.xref == "paper" and note.yref == "paper"
    # A text over marks has to be read, so it stands on a white ground unless the figure gives it another.
    ground = colour(note.bgcolor) if note.bgcolor else colour("none" if on_paper else "white", 0.8)
    edge = colour(note.bordercolor or "none")
    return Annotation(
        plain_text(note.text),
        (x, y),
        shift,
        xycoords=blended_transform_factory(across, up),
        textcoords="offset pixels",
        bbox={"facecolor": ground, "edgecolor": edge, "boxstyle": "square,pad=0.12"},
        arrowprops=line,
        annotation_clip=False,
        fontproperties=font(type_size(note.font.size, base)),
        zorder=7,
        color=colour(note.font.color or INK),
        rotation=-(note.textangle or 0),
        linespacing=1.35,
        multialignment=note.align or "center",
        **_anchor(note, arrow),
    )


def _anchor(note: Any, arrow: bool) -> dict[str, Any]:
    """Return the alignment of an annotation; 'auto' follows its place on the paper, as Plotly has it."""
    horizontal = {"left": "left", "center": "center", "right": "right"}.get(note.xanchor)
    vertical = {"top": "top", "middle": "center", "bottom": "bottom"}.get(note.yanchor)

    def automatic(reference: str | None, value: Any, names: tuple[str, str, str]) -> str:
        free = not arrow and (reference == "paper" or str(reference).endswith(" domain"))
        if not free or not isinstance(value, int | float):
            return names[1]
        return names[0] if value < 1 / 3 else names[2] if value > 2 / 3 else names[1]

    return {
        "ha": horizontal or automatic(note.xref, note.x, ("left", "center", "right")),
        "va": vertical or automatic(note.yref, note.y, ("bottom", "center", "top")),
    }


def legend_entries(figure: go.Figure, fills: Mapping[int, Any]) -> list[tuple[str, Any, Any]]:
    """Return name, trace and colour of every legend entry, one per legend group."""
    traces = [(number, trace) for number, trace in enumerate(figure.data) if number in fills]
    default = len(traces) > 1 or any(trace.showlegend for _, trace in traces)
    if figure.layout.showlegend is False or (figure.layout.showlegend is None and not default):
        return []
    entries, seen = [], set()
    for number, trace in traces:
        key = (trace.legendgroup, trace.name) if trace.legendgroup else number
        if trace.showlegend is not False and trace.name and key not in seen:
            seen.add(key)
            entries.append((plain_text(trace.name).replace("\n", " "), trace, fills[number]))
    reverse = "reversed" in (figure.layout.legend.traceorder or "")
    return entries[::-1] if reverse else entries


def draw_legend(figure: Figure, area: Area, entries: list[tuple[str, Any, Any]]) -> Area:
    """Write the legend in rows along the top of an area, and return what is left below it."""
    if not entries:
        return area
    x, baseline = area.left, area.top - LEGEND_ROW * 0.75
    for name, trace, fill in entries:
        width = LEGEND_KEY + 10 + text_width(name, BODY_SIZE) + 34
        if x + width > area.right and x > area.left:
            x, baseline = area.left, baseline - LEGEND_ROW
        _legend_key(figure, x, baseline + BODY_SIZE * 0.36, trace, fill)
        add_text(figure, x + LEGEND_KEY + 10, baseline, name, BODY_SIZE)
        x += width
    bottom = baseline - LEGEND_ROW * 0.6
    return Area(area.left, area.bottom, area.width, bottom - area.bottom)


def _legend_key(figure: Figure, x: float, y: float, trace: Any, fill: Any) -> None:
    """Draw the sample of a trace: a swatch for bars, a line with its marker for lines and points."""
    if trace.type == "bar":
        corner, box = (x / WIDTH, (y - 9) / HEIGHT), (LEGEND_KEY / WIDTH, 18 / HEIGHT)
        swatch = Rectangle(corner, *box, facecolor=colour(fill, trace.opacity), edgecolor="none", zorder=3)
        pattern = trace.marker.pattern.shape
        if isinstance(pattern, str) and pattern in HATCHES:
            swatch.set(
                hatch=HATCHES[pattern], edgecolor=colour(trace.marker.pattern.fgcolor or "white"), linewidth=0
            )
        swatch.set_transform(figure.transFigure)
        figure.add_artist(swatch)
        return
    mode = trace.mode or "lines+markers"
    ends = [x / WIDTH, (x + LEGEND_KEY / 2) / WIDTH, (x + LEGEND_KEY) / WIDTH]
    tint = colour(fill, trace.opacity)
    lines = "lines" in mode
    line_width = (2 if trace.line.width is None else trace.line.width) * LINE_SCALE
    if lines and line_width:
        style = dash(trace.line.dash)
        figure.add_artist(Line2D(ends, [y / HEIGHT] * 3, color=tint, linewidth=line_width, linestyle=style))
    if "markers" in mode:
        symbol = trace.marker.symbol if isinstance(trace.marker.symbol, str | None) else "circle"
        given = trace.marker.size
        size = float(given) if isinstance(given, int | float) else 8.0
        shape, is_open = marker(symbol)
        figure.add_artist(
            Line2D(
                ends[1:2],
                [y / HEIGHT],
                marker=shape,
                linestyle="none",
                markersize=min(size, 14.0) * MARK_SCALE,
                markerfacecolor="white" if is_open else tint,
                markeredgecolor=tint,
                markeredgewidth=2.0 if is_open or shape in "|_" else 0.0,
            )
        )
    if trace.fill not in (None, "none") and not (lines and line_width):
        band = colour(trace.fillcolor) if trace.fillcolor else colour(fill, 0.25)
        corner = (x / WIDTH, (y - 9) / HEIGHT)
        patch = Rectangle(corner, LEGEND_KEY / WIDTH, 18 / HEIGHT, facecolor=band, edgecolor="none")
        figure.add_artist(patch)
