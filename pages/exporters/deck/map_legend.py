"""The legend of a native map: title, sizes of signs, lines, and every colour with its count, from the lower left up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import shapely

from geo.drawing import INK, QUIET, Area, wrap
from geo.flow_lines import SCALE, SIGN
from geo.map_image import HATCH_LINE
from geo.map_spec import Fill, MapSpec, Mark, SymbolKey, Track
from geo.track_traces import SIGN_SIZE
from pages.exporters.deck.map_signs import SYMBOL_OPACITY, head_of
from pages.exporters.deck.vector_shapes import NO_FILL, NO_LINE, Pencil, hatched, solid

SIZES = (24.0, 21.0, 18.0, 16.0)
"""Of its type in pixels: the largest at which the legend fits."""
SWATCH_WIDTH, SWATCH_HEIGHT, GAP, ROW, LINE_HEIGHT = 40.0, 24.0, 12.0, 1.55, 1.3
SWATCH_EDGE = "#b8c0c8"


@dataclass(frozen=True)
class Row:
    """One entry: its lines of text, its height, and what draws its sample around the middle of the row."""

    lines: tuple[str, ...]
    height: float
    sample_width: float
    draw: Callable[[Area], None] | None


def write_legend(pencil: Pencil, spec: MapSpec, area: Area, name: str) -> None:
    """Write the legend as one group; nothing where there is nothing to explain."""
    for size in SIZES:
        rows = _rows(pencil, spec, area, size)
        if sum(row.height for row in rows) <= area.height:
            break
    with pencil.group(name):
        top = area.bottom + sum(row.height for row in rows)
        for row in rows:
            middle = Area(area.left, top - row.height, row.sample_width, row.height)
            if row.draw:
                row.draw(middle)
            indent = row.sample_width + GAP if row.draw else 0.0
            text = Area(area.left + indent, middle.bottom, area.width - indent, row.height)
            pencil.words(row.lines[0], row.lines, text, size, INK if row.draw else QUIET)
            top -= row.height


def _rows(pencil: Pencil, spec: MapSpec, area: Area, size: float) -> list[Row]:
    rows = []
    if spec.legend_title:
        lines = wrap(spec.legend_title, size, area.width)
        rows.append(Row(tuple(lines), size * LINE_HEIGHT * len(lines) + 8, 0.0, None))
    rows += [_symbol_row(pencil, spec, key, size) for key in sorted(spec.symbol_keys, key=lambda key: -key.diameter)]
    for track in spec.tracks:
        if track.label:
            rows.append(_row(area, size, track.label, partial(_track_sample, pencil, track)))
    for mark in spec.marks:
        rows.append(_row(area, size, mark.label, partial(_mark_sample, pencil, mark)))
    for fill in spec.fills:
        if fill.label:
            rows.append(_row(area, size, fill.label, partial(_swatch, pencil, fill)))
    return rows


def _row(area: Area, size: float, label: str, draw: Callable[[Area], None]) -> Row:
    lines = wrap(label, size, area.width - SWATCH_WIDTH - GAP)
    return Row(tuple(lines), size * (ROW + LINE_HEIGHT * (len(lines) - 1)), SWATCH_WIDTH, draw)


def _symbol_row(pencil: Pencil, spec: MapSpec, key: SymbolKey, size: float) -> Row:
    widest = max(SWATCH_WIDTH, *(each.diameter for each in spec.symbol_keys))

    def draw(box: Area) -> None:
        fill = solid(spec.symbol_colour, SYMBOL_OPACITY)
        pencil.sign(key.label, "circle", _centre(box), key.diameter, fill, NO_LINE)

    return Row((key.label,), max(key.diameter + 6, size * ROW), widest, draw)


def _centre(box: Area) -> tuple[float, float]:
    return box.left + box.width / 2, box.bottom + box.height / 2


def _swatch(pencil: Pencil, fill: Fill, box: Area) -> None:
    style = hatched(fill.colour, HATCH_LINE) if fill.kind == "no_data" else solid(fill.colour)
    sample = Area(box.left, box.bottom + (box.height - SWATCH_HEIGHT) / 2, SWATCH_WIDTH, SWATCH_HEIGHT)
    pencil.box(fill.label, "rect", sample, style + pencil.stroke(SWATCH_EDGE, 0.8))


def _mark_sample(pencil: Pencil, mark: Mark, box: Area) -> None:
    if mark.shape:
        pencil.sign(mark.label, mark.shape, _centre(box), SIGN, solid(mark.colour), NO_LINE)
    else:
        width = mark.width * SCALE
        _line(pencil, mark.label, box, pencil.stroke(mark.colour, width, head=head_of(width)))


def _track_sample(pencil: Pencil, track: Track, box: Area) -> None:
    _line(pencil, track.label, box, pencil.stroke(track.colour, track.width * SCALE, dashed=track.dashed))
    if track.sign:
        edge = pencil.stroke("#ffffff", 1.0)
        pencil.sign(track.label, track.sign, _centre(box), SIGN_SIZE * SCALE, solid(track.colour), edge)


def _line(pencil: Pencil, name: str, box: Area, stroke: str) -> None:
    across, middle = (box.left, box.left + SWATCH_WIDTH), _centre(box)[1]
    ends: Sequence[tuple[float, float]] = [(x, middle) for x in across]
    pencil.outline(name, shapely.linestrings(np.array(ends)), NO_FILL, stroke)
