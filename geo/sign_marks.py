"""Signs and letters on places of a map on paper."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from geo.drawing import BODY_SIZE, font
from geo.flow_lines import MARKERS
from geo.map_spec import MapSpec
from geo.projection import mercator, project


def draw_symbols(figure: Figure, spec: MapSpec, southern_latitude: float) -> None:
    """Draw proportional signs, the largest first; those south of a latitude on the inset, the second of the axes."""
    ordered = sorted(spec.symbols, key=lambda symbol: -symbol.diameter)
    for axes, plane, southern in ((figure.axes[0], project, False), (figure.axes[1], mercator, True)):
        symbols = [symbol for symbol in ordered if (symbol.latitude < southern_latitude) == southern]
        if not symbols:
            continue
        places = plane(np.array([(symbol.longitude, symbol.latitude) for symbol in symbols]))
        for shape in dict.fromkeys(symbol.shape for symbol in symbols):
            own = [place for place, symbol in enumerate(symbols) if symbol.shape == shape]
            axes.scatter(
                places[own, 0],
                places[own, 1],
                s=[symbols[place].diameter ** 2 for place in own],
                c=[symbols[place].colour for place in own],
                marker=MARKERS[shape],
                edgecolors="white",
                linewidths=1.0,
                zorder=5,
                alpha=0.82,
            )


def draw_letters(axes: Axes, spec: MapSpec) -> None:
    """Write the letters of places on the main map."""
    for letter in spec.letters:
        x, y = project(np.array([(letter.longitude, letter.latitude)]))[0]
        axes.text(
            x, y, letter.text, fontproperties=font(letter.paper_size or BODY_SIZE), color=letter.colour, ha="center",
            va="center", zorder=6, clip_on=True,
        )
