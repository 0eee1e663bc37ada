"""Signs and letters on places of a map on the screen."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

from geo.map_spec import MapSpec, Symbol

Part = dict[str, Any]
SYMBOL_OPACITY = 0.78


def symbol_trace(symbols: Sequence[Symbol], spec: MapSpec, axis: str) -> Part:
    """Return the proportional signs of one geo axis; what all have in common travels once."""
    # A hundredth of a pixel is enough; all digits of each sign were a tenth of what a switch of the map sends.
    sizes, colours = [round(symbol.diameter, 2) for symbol in symbols], [symbol.colour for symbol in symbols]
    shapes = [symbol.shape for symbol in symbols]
    return {
        "type": "scattergeo",
        "lon": [symbol.longitude for symbol in symbols],
        "lat": [symbol.latitude for symbol in symbols],
        "customdata": [symbol.code for symbol in symbols],
        "text": [spec.hover.get(symbol.code, "") for symbol in symbols],
        "hovertemplate": "%{text}<extra></extra>",
        "mode": "markers",
        "marker": {
            "size": sizes if len(set(sizes)) > 1 else sizes[0],
            "color": colours if len(set(colours)) > 1 else colours[0],
            **({"symbol": shapes} if set(shapes) != {"circle"} else {}),
            "opacity": SYMBOL_OPACITY,
            "line": {"color": "#ffffff", "width": 0.8},
        },
        "geo": axis,
        "showlegend": False,
        "name": "symbols",
        "unselected": {"marker": {"opacity": SYMBOL_OPACITY}},
    }


def letter_trace(spec: MapSpec) -> Part:
    """Return the letters on places of the main map."""
    return {
        "type": "scattergeo", "geo": "geo", "mode": "text", "lon": [letter.longitude for letter in spec.letters],
        "lat": [letter.latitude for letter in spec.letters],
        "text": [f"<b>{escape(letter.text)}</b>" for letter in spec.letters],
        "textfont": {"size": 12, "color": [letter.colour for letter in spec.letters]}, "hoverinfo": "skip",
        "showlegend": False, "name": "letters",
    }
