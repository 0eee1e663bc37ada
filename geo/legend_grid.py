"""The legend of a map with two measures: a square of colours, one measure along each side, with counts inside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

CELL = 34
LEFT, BOTTOM = 64, 104
DARK_INK, LIGHT_INK, LABEL = "#1c2733", "#ffffff", "#2a3f5f"
Part = dict[str, Any]


@dataclass(frozen=True)
class GridCell:
    """One colour of the square, with what stands in it; column and row count from the lower left."""

    column: int
    row: int
    colour: str
    text: str
    is_dark: bool


@dataclass(frozen=True)
class LegendGrid:
    """The square. `across` and `upward` name the measures; their breaks stand at the borders of the cells."""

    cells: tuple[GridCell, ...]
    across: str
    upward: str
    across_breaks: tuple[str, ...]
    upward_breaks: tuple[str, ...]


def grid_parts(grid: LegendGrid) -> tuple[list[Part], list[Part]]:
    """Shapes and annotations of the square in the empty south-west of the map, above the legend of the states."""
    side = CELL * (1 + max(cell.column for cell in grid.cells))
    squares = [_square(cell) for cell in grid.cells]
    texts = [
        _text(cell.text, LEFT + CELL * (cell.column + 0.5), BOTTOM + CELL * (cell.row + 0.5),
              LIGHT_INK if cell.is_dark else DARK_INK)
        for cell in grid.cells
    ]
    texts += _breaks(grid.across_breaks, along=True)
    texts += _breaks(grid.upward_breaks, along=False)
    texts.append(_text(grid.across, LEFT - 20, BOTTOM - 31, LABEL, anchor="left"))
    texts.append(_text(grid.upward, LEFT - 56, BOTTOM + side + 14, LABEL, anchor="left"))
    return squares, texts


def _square(cell: GridCell) -> Part:
    left, bottom = LEFT + CELL * cell.column, BOTTOM + CELL * cell.row
    return {
        "type": "rect", "xref": "paper", "yref": "paper", "xsizemode": "pixel", "ysizemode": "pixel",
        "xanchor": 0, "yanchor": 0, "x0": left, "x1": left + CELL, "y0": bottom, "y1": bottom + CELL,
        "fillcolor": cell.colour, "line": {"color": LIGHT_INK, "width": 1},
    }


def _breaks(labels: Sequence[str], along: bool) -> list[Part]:
    found = []
    for number, label in enumerate(labels, start=1):
        x, y = (LEFT + CELL * number, BOTTOM - 11) if along else (LEFT - 5, BOTTOM + CELL * number)
        found.append(_text(label, x, y, LABEL, size=11, anchor="center" if along else "right"))
    return found


def _text(text: str, x: float, y: float, colour: str, size: int = 12, anchor: str = "center") -> Part:
    return {
        "xref": "paper", "yref": "paper", "x": 0, "y": 0, "xanchor": anchor, "yanchor": "middle", "showarrow": False,
        "xshift": x, "yshift": y, "text": text, "font": {"size": size, "color": colour}, "name": "legend-grid",
    }
