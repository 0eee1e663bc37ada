"""What stands above the places of a native map: arrows, lines through points, signs, letters."""

from __future__ import annotations

import numpy as np
import shapely

from geo.drawing import Area
from geo.flow_curves import flow_bezier
from geo.flow_lines import SCALE
from geo.flow_traces import LINE_OPACITY
from geo.map_image import SOUTHERN_LATITUDE
from geo.map_spec import MapSpec, Symbol
from geo.track_traces import SIGN_SIZE
from geo.vector_map import View
from pages.exporters.deck.map_places import MapPlaces
from pages.exporters.deck.map_words import plain_words
from pages.exporters.deck.vector_shapes import NO_FILL, Pencil, solid

SYMBOL_OPACITY, SYMBOL_EDGE = 0.82, 1.0
LETTER_SIZE = 20.0
SMALL_HEAD, MIDDLE_HEAD = 7.0, 4.0
"""Widths in pixels from which an arrow head need not be large, or of middle size, to be seen."""


def head_of(width: float) -> str:
    """Size of an arrow head, which grows with its line, so that a thin line has one to be seen."""
    return "sm" if width >= SMALL_HEAD else "med" if width >= MIDDLE_HEAD else "lg"


def write_flows(pencil: Pencil, spec: MapSpec, view: View) -> None:
    """Write arrows in their order, each one curve with its head."""
    for flow in spec.flows:
        width = flow.width * SCALE
        line = pencil.stroke(flow.colour, width, alpha=LINE_OPACITY, head=head_of(width))
        words = plain_words(flow.text)
        pencil.curve(words.split("\n")[0] or flow.code, view.from_plane(flow_bezier(flow)), line, words)


def write_tracks(pencil: Pencil, spec: MapSpec, view: View) -> None:
    """Write lines through points, as far as they lie in the frame, with their signs."""
    for track in spec.tracks:
        points = view.pixels(np.array(track.points)) if track.points else np.empty((0, 2))
        words = [plain_words(text) for text in track.texts]
        name = track.label or next(iter(words), "")
        line = pencil.stroke(track.colour, track.width * SCALE, dashed=track.dashed)
        if len(points) > 1:
            drawn = view.clipped(np.array([shapely.linestrings(points)], dtype=object))[0]
            pencil.outline(name, drawn, NO_FILL, line, "; ".join(words[:1]))
        for place, point in enumerate(points if track.sign else ()):
            told = words[place] if place < len(words) else name
            pencil.sign(told.split("\n")[0] or name, track.sign or "circle", point.tolist(), SIGN_SIZE * SCALE,
                        solid(track.colour), pencil.stroke("#ffffff", SYMBOL_EDGE), told)


def write_symbols(pencil: Pencil, spec: MapSpec, places: MapPlaces, southern: bool) -> None:
    """Write proportional signs, the largest first; the southern ones belong to the inset."""
    own = [symbol for symbol in spec.symbols if (symbol.latitude < SOUTHERN_LATITUDE) == southern]
    for symbol in sorted(own, key=lambda symbol: -symbol.diameter):
        _write_symbol(pencil, symbol, places)


def _write_symbol(pencil: Pencil, symbol: Symbol, places: MapPlaces) -> None:
    x, y = places.view.pixels(np.array([(symbol.longitude, symbol.latitude)]))[0].tolist()
    area = places.view.area
    if area.left <= x <= area.right and area.bottom <= y <= area.top:
        pencil.sign(
            places.name(symbol.code), symbol.shape, (x, y), symbol.diameter, solid(symbol.colour, SYMBOL_OPACITY),
            pencil.stroke("#ffffff", SYMBOL_EDGE), places.told(symbol.code),
        )


def write_letters(pencil: Pencil, spec: MapSpec, view: View) -> None:
    """Write the letters of places."""
    for letter in spec.letters:
        x, y = view.pixels(np.array([(letter.longitude, letter.latitude)]))[0].tolist()
        size = letter.paper_size or LETTER_SIZE
        half = size * 0.7
        box = Area(x - half, y - half, 2 * half, 2 * half)
        pencil.words(letter.text, [letter.text], box, size, letter.colour, "ctr")
