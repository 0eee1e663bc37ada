"""How much of a sheet of A4 a text takes, counted without a browser."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import ceil
from unicodedata import east_asian_width

POINT = 25.4 / 72
NARROW = 0.56
"""Width of a Latin letter or digit in ems, rather too wide than too narrow."""


def ems(text: str) -> float:
    """Width of a text in ems: one of a Chinese character, about half of others."""
    return sum(1.0 if east_asian_width(character) in "WFA" else NARROW for character in text)


def text_lines(text: str, width: float) -> int:
    """Lines that a text takes at a width in ems; none of an empty text."""
    return sum(max(1, ceil(ems(line) / (width - 1.0))) for line in text.split("\n")) if text else 0


@dataclass(frozen=True)
class Room:
    """A sheet at a size of type in points; lengths in millimetres. The margins are those of print_page.css."""

    size: float
    width: float = 186.0
    height: float = 275.0
    gap: float = 6.0
    break_loss: float = 22.0
    """What two columns lose where a table or a picture does not break."""

    @cached_property
    def em(self) -> float:
        """The size of the type."""
        return self.size * POINT

    @cached_property
    def line(self) -> float:
        """The height of a line."""
        return 1.42 * self.em

    @cached_property
    def row(self) -> float:
        """The height of a row of a table of one line."""
        return self.line + 0.65

    @cached_property
    def cell_padding(self) -> float:
        """What stands beside the text of a cell."""
        return 2.0

    @cached_property
    def column(self) -> float:
        """The width of one of the two columns."""
        return (self.width - self.gap) / 2

    def width_of(self, text: str) -> float:
        """The width of a text on one line."""
        return ems(text) * self.em

    def lines(self, text: str, width: float) -> float:
        """The height of a text at a width."""
        return text_lines(text, width / self.em) * self.line
