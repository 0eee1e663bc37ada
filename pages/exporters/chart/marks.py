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
from matplotlib.transforms import Bbox, BboxTransformTo, Transform, TransformedBbox, blended_transform_factory

from geo.drawing import BODY_SIZE, INK, Area, add_text, at, font, text_width
from pages.exporters.chart.contract import DASHES, HOLLOW, MARKERS, UnsupportedFigureError
from pages.exporters.chart.style import SCALE, colour, first_of, plain_text, type_size
from pages.exporters.chart.traces import LINE_WIDTH, MARKER_SIZE

ARROW = (-10.0, -30.0)
"""Where the tail of an arrow stands from its head in pixels to the right and down, where a figure does not say."""

LEGEND_ROW, LEGEND_KEY, SWATCH = 34.0, 40.0, 18.0


@dataclass(frozen=True)
class Canvas:
    """Where marks go: the picture, its plot area as shares of it, its axes by name ('x', 'y2')."""

    figure: Figure
    plot: Bbox
    axes: Mapping[str, Axes]

    def transform(self, part: str, x: str, y: str) -> Any:
        """Return the transform of a point from the axes, or the 'paper', that it hangs on.

        Raises:
            UnsupportedFigureError: An axis without a trace.
        """
        ways: list[Transform] = []
        for name in (x, y):
            if name != "paper" and name not in self.axes:
                raise UnsupportedFigureError(f"{part} on axis", name)
            paper = BboxTransformTo(TransformedBbox(self.plot, self.figure.transFigure))
            ways.append(paper if name == "paper" else self.axes[name].transData)
        return blended_transform_factory(*ways)


def draw_shapes(canvas: Canvas, layout: go.Layout) -> None:
    """Draw lines, rectangles and circles of the layout, on the axes they hang on."""
    for shape in layout.shapes:
        names = shape.xref or "x", shape.yref or "y"
        style: dict[str, Any] = {
            "linewidth": (LINE_WIDTH if shape.line.width is None else shape.line.width) * SCALE,
            "linestyle": DASHES[shape.line.dash or "solid"],
            "transform": canvas.transform("shape", *names),
            "zorder": 1.0 if shape.layer == "below" else 5.0,
            "clip_on": False,
        }
        stroke = colour(shape.line.color or INK)
        x0, y0, width, height = shape.x0, shape.y0, shape.x1 - shape.x0, shape.y1 - shape.y0
        artist: Artist
        if shape.type == "line":
            artist = Line2D([x0, x0 + width], [y0, y0 + height], color=stroke, **style)
        else:
            circle = shape.type == "circle"
            corner = (x0 + width / 2, y0 + height / 2) if circle else (x0, y0)
            style |= {"facecolor": colour(shape.fillcolor or "none"), "edgecolor": stroke}
            artist = (Ellipse if circle else Rectangle)(corner, width, height, **style)
        owner = next((canvas.axes[name] for name in names if name in canvas.axes), canvas.figure)
        owner.add_artist(artist)


def draw_annotations(canvas: Canvas, layout: go.Layout) -> list[Artist]:
    """Write the annotations of the layout and return them; they follow their points when the plot is moved."""
    return [
        canvas.figure.add_artist(
            Annotation(
                plain_text(note.text),
                (note.x, note.y),
                _away(note),
                xycoords=canvas.transform("annotation", note.xref or "x", note.yref or "y"),
                textcoords="offset pixels",
                annotation_clip=False,
                fontproperties=font(type_size(note.font.size)),
                color=colour(note.font.color or INK),
                ha=_anchor(note.xanchor, note.xref, note.x, ("left", "center", "right")),
                va=_anchor(note.yanchor, note.yref, note.y, ("bottom", "center", "top")),
                multialignment=note.align or "center",
                linespacing=1.35,
                zorder=7,
                **_around(note),
            )
        )
        for note in layout.annotations
    ]


def _away(note: Any) -> tuple[float, float]:
    """How far right of and above its place a text stands, in pixels; one with an arrow stands at the arrow's tail."""
    right, up = note.xshift or 0, note.yshift or 0
    if note.showarrow is not False:
        right += ARROW[0] if note.ax is None else note.ax
        up -= ARROW[1] if note.ay is None else note.ay
    return right * SCALE, up * SCALE


def _around(note: Any) -> dict[str, Any]:
    """The arrow from a text to its place, and the ground behind the text, as far as it has them."""
    found: dict[str, Any] = {}
    if note.showarrow is not False:
        tint = colour(note.arrowcolor or note.font.color or INK)
        found["arrowprops"] = {"arrowstyle": "-|>", "color": tint, "linewidth": SCALE, "shrinkA": 2, "shrinkB": 0}
    if note.bgcolor:
        found["bbox"] = {"facecolor": colour(note.bgcolor), "edgecolor": "none", "pad": 2}
    return found


def _anchor(asked: str | None, hangs_on: str | None, place: float, sides: tuple[str, str, str]) -> str:
    """Which part of a text stands at its place; not asked for: the middle, at an edge of the paper that edge."""
    if asked in (None, "auto"):
        return sides[min(int(place * 3), 2)] if hangs_on == "paper" else "center"
    return "center" if asked == "middle" else str(asked)


def draw_legend(picture: Figure, area: Area, figure: go.Figure) -> Area:
    """Write the legend in rows along the top of an area, and return what is left below it."""
    shown = figure.layout.showlegend
    named = [trace for trace in figure.data if trace.name and trace.showlegend is not False]
    if shown is False or not named or (shown is None and len(figure.data) < 2):
        return area
    x, baseline = area.left, area.top - LEGEND_ROW * 0.75
    for trace in named:
        name = plain_text(trace.name)
        width = LEGEND_KEY + 10 + text_width(name, BODY_SIZE) + 34
        if x + width > area.right and x > area.left:
            x, baseline = area.left, baseline - LEGEND_ROW
        _draw_key(picture, x, baseline + BODY_SIZE * 0.36, trace)
        add_text(picture, x + LEGEND_KEY + 10, baseline, name, BODY_SIZE)
        x += width
    return Area(area.left, area.bottom, area.width, baseline - LEGEND_ROW * 0.6 - area.bottom)


def _draw_key(picture: Figure, x: float, y: float, trace: Any) -> None:
    """Draw the sample of a trace: a swatch for bars and filled areas, a line with its marker for lines and points."""
    ends, heights = zip(*(at(picture, x + share * LEGEND_KEY, y) for share in (0, 0.5, 1)), strict=True)
    if trace.type == "bar" or trace.fill:
        # A trace with a colour for each point shows that of the first, as on the screen.
        asked = trace.fillcolor if trace.type != "bar" else first_of(trace.marker.color)
        tint = colour(asked, None if trace.type != "bar" else trace.marker.opacity)
        picture.add_artist(Line2D(ends, heights, color=tint, linewidth=SWATCH, solid_capstyle="butt"))
        return
    tint = colour(first_of(trace.line.color or trace.marker.color))
    if "lines" in trace.mode:
        width, style = (trace.line.width or LINE_WIDTH) * SCALE, DASHES[trace.line.dash or "solid"]
        picture.add_artist(Line2D(ends, heights, color=tint, linewidth=width, linestyle=style))
    if "markers" in trace.mode:
        size = (first_of(trace.marker.size) or MARKER_SIZE) * SCALE
        symbol = first_of(trace.marker.symbol) or "circle"
        is_hollow = symbol not in MARKERS
        marker = MARKERS[symbol.removesuffix(HOLLOW) if is_hollow else symbol]
        edge = colour(trace.marker.line.color) if trace.marker.line.color else tint
        picture.add_artist(Line2D(
            ends[1:2], heights[1:2], color="#ffffff" if is_hollow else tint, marker=marker, linestyle="none",
            markersize=size,
            markeredgecolor=edge, markeredgewidth=(trace.marker.line.width or 0.0) * SCALE,
        ))
