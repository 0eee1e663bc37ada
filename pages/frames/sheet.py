"""One set of columns for a table twin, its download and the dictionary of both, so that they cannot part."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from pages.texts import Texts
from pages.texts.numbers import percent, plain

Shown = Callable[[Any], str]


@dataclass(frozen=True)
class Column:
    """One column: heading with its unit, what it means, and its cells, unrounded or in words.

    `shown` says how the twin writes a cell; without it the column stands in the file alone.
    """

    heading: str
    meaning: str
    cells: Sequence[Any]
    shown: Shown | None = str


@dataclass(frozen=True)
class Sheet:
    """The columns of one figure, all with the same rows in the same order."""

    columns: tuple[Column, ...]

    def table(self) -> pd.DataFrame:
        """The twin: every cell as the screen writes it."""
        return pd.DataFrame({
            column.heading: [column.shown(cell) for cell in column.cells]
            for column in self.columns if column.shown is not None
        })

    def rows(self) -> pd.DataFrame:
        """The file: numbers unrounded, absent cells empty."""
        return pd.DataFrame({column.heading: list(column.cells) for column in self.columns})

    def dictionary(self, texts: Texts) -> pd.DataFrame:
        """What each column of the file means."""
        return pd.DataFrame(
            [(column.heading, column.meaning) for column in self.columns],
            columns=[texts("column.name"), texts("column.definition")],
        )


def digits(texts: Texts, decimals: int) -> Shown:
    """Write a number with so many decimals; the word for no data where there is none."""
    return lambda cell: texts("value.none") if pd.isna(cell) else plain(float(cell), decimals)


def as_percent(texts: Texts, decimals: int = 0) -> Shown:
    """Write a ratio as per cent, whole by default; the word for no data where there is none."""
    return lambda cell: texts("value.none") if pd.isna(cell) else percent(float(cell), decimals)


def with_sign(texts: Texts, decimals: int) -> Shown:
    """Write a change with its sign; the word for no data where there is none."""

    def shown(cell: Any) -> str:
        if pd.isna(cell):
            return texts("value.none")
        text = plain(float(cell), decimals)
        return f"+{text}" if round(float(cell), decimals) > 0 else text

    return shown


def word_or_none(texts: Texts) -> Shown:
    """Write a word; the word for no data where there is none."""
    return lambda cell: str(cell) or texts("value.none")


def headed(name: str, unit: str, texts: Texts) -> str:
    """A heading with its unit; without brackets where there is no unit."""
    return texts("column.with_unit", name=name, unit=unit) if unit else name
