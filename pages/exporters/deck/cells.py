"""A grid of coloured cells in a figure (a matrix, a board of lights) as the rows of a native table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pages.exporters.deck.reading import Tint, numbers, plain, tint

LEAST_CELLS = 4
NEAR = 1e-6


@dataclass(frozen=True)
class Cell:
    """What one cell says, and its colours."""

    text: str
    fill: Tint | None = None
    ink: Tint | None = None


@dataclass(frozen=True)
class Span:
    """A heading over some columns: from which, over how many."""

    text: str
    start: int
    count: int


@dataclass(frozen=True)
class CellGrid:
    """A grid from top to bottom: rows of headings, the name of each row, its cells, and words that stand outside."""

    headings: tuple[tuple[Span, ...], ...]
    names: tuple[str, ...]
    cells: tuple[tuple[Cell, ...], ...]
    outside: tuple[str, ...] = ()


def cell_grid(figure: Any) -> CellGrid | None:
    """Read a figure that is a grid of cells; None where it is none."""
    shapes = [shape for shape in figure.layout.shapes if shape.type == "rect"]
    if len(shapes) < LEAST_CELLS or len(shapes) < len(figure.layout.shapes) or not _only_points(figure):
        return None
    sizes = {(round(abs(s.x1 - s.x0), 6), round(abs(s.y1 - s.y0), 6)) for s in shapes}
    if len(sizes) > 1 or any((s.xref or "x") != "x" or (s.yref or "y") != "y" for s in shapes):
        return None
    columns = sorted({round((s.x0 + s.x1) / 2, 6) for s in shapes})
    rows = sorted({round((s.y0 + s.y1) / 2, 6) for s in shapes}, reverse=not _runs_down(figure))
    (width, height), = sizes
    cells: dict[tuple[float, float], Cell] = {}
    notes = [(float(note.x), float(note.y), note) for note in figure.layout.annotations
             if (note.xref or "x") == "x" and (note.yref or "y") == "y"]
    used: set[int] = set()
    for shape in shapes:
        x, y = round((shape.x0 + shape.x1) / 2, 6), round((shape.y0 + shape.y1) / 2, 6)
        held = [n for n, (nx, ny, _) in enumerate(notes) if abs(nx - x) <= width / 2 and abs(ny - y) <= height / 2]
        used |= set(held)
        texts = [plain(notes[n][2].text) for n in held]
        ink = tint(notes[held[0]][2].font.color) if held else None
        cells[x, y] = Cell("\n".join(text for text in texts if text), tint(shape.fillcolor), ink)
    left = [notes[n] for n in range(len(notes)) if n not in used]
    headings, outside = _headings(figure, columns, rows, left)
    outside += [plain(note.text) for note in figure.layout.annotations
                if (note.xref or "x") == "paper" or (note.yref or "y") == "paper"]
    return CellGrid(
        headings, tuple(_words(figure.layout.yaxis).get(y, "") for y in rows),
        tuple(tuple(cells.get((x, y), Cell("")) for x in columns) for y in rows),
        tuple(text for text in outside if text),
    )


def _only_points(figure: Any) -> bool:
    return all(trace.type == "scatter" and "lines" not in (trace.mode or "") for trace in figure.data) and len(
        {(trace.xaxis, trace.yaxis) for trace in figure.data}) == 1


def _runs_down(figure: Any) -> bool:
    low, high = figure.layout.yaxis.range or (0, 1)
    return bool(low > high)


def _words(axis: Any) -> dict[float, str]:
    if axis.ticktext is None or (axis.visible is False and axis.tickvals is None):
        return {}
    places = [round(place or 0.0, 6) for place in numbers(axis.tickvals)]
    return {place: plain(word) for place, word in zip(places, axis.ticktext, strict=False)}


def _headings(
    figure: Any, columns: Sequence[float], rows: Sequence[float], notes: Sequence[tuple[float, float, Any]]
) -> tuple[tuple[tuple[Span, ...], ...], list[str]]:
    """Words above the columns, in rows by their height; what stands elsewhere is outside."""
    found: list[tuple[Span, ...]] = []
    first, last = rows[0], rows[-1]
    upward = first > last
    above = [note for note in notes if (note[1] > first if upward else note[1] < first)]
    outside = [plain(note.text) for x, y, note in notes if (x, y, note) not in above]
    for level in sorted({round(y, 3) for _, y, _ in above}, reverse=upward):
        here = sorted(((x, plain(note.text)) for x, y, note in above if round(y, 3) == level), key=lambda one: one[0])
        found.append(_spans(here, columns))
    words = _words(figure.layout.xaxis)
    if figure.layout.xaxis.visible is not False and words:
        found.append(tuple(Span(words.get(x, ""), number, 1) for number, x in enumerate(columns)))
    return tuple(found), outside


def _spans(words: Sequence[tuple[float, str]], columns: Sequence[float]) -> tuple[Span, ...]:
    """Every column belongs to the word nearest to it."""
    nearest = [min(range(len(words)), key=lambda n: abs(words[n][0] - x)) for x in columns]
    return tuple(
        Span(words[number][1], nearest.index(number), nearest.count(number))
        for number in range(len(words)) if number in nearest
    )
