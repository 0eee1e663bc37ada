"""The figures of one view on two snapshots: how many differ for the same place and period, and which differs most."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

# Relative difference below which two figures are the same: sums of the same figures in another order differ by less.
SAME = 1e-9
_OCCURRENCE = "\0occurrence"


@dataclass(frozen=True)
class Changed:
    """The figure that differs most: the words that name its row, its column, and its value before and after."""

    row: str
    column: str
    before: float
    after: float


@dataclass(frozen=True)
class Compared:
    """What became of the figures of a view.

    Attributes
    ----------
    figures : cells that hold a figure before or after, in rows of the same place and period
    changed : those of them that differ, one that appeared or vanished among them
    added, gone : rows of a known period that are there only after, or only before
    largest : the figure whose relative change is greatest; None where none has a value on both sides and differs
    names_periods : whether the rows say which period they are about, so that a figure of another one is told apart
    """

    figures: int
    changed: int
    added: int
    gone: int
    largest: Changed | None
    names_periods: bool

    @property
    def is_revised(self) -> bool:
        """Whether anything that was there for the same place and period is otherwise now."""
        return self.changed + self.added + self.gone > 0


def compare_figures(
    before: pd.DataFrame,
    after: pd.DataFrame,
    periods: Collection[str] = (),
    codes: Collection[str] = (),
    left_out: Collection[str] = (),
) -> Compared:
    """Compare the rows of one view before and after, cell by cell.

    Rows belong together by the words that name them: as few columns of words or periods as tell the rows apart, from
    the left, `codes` last. Columns are known by their headings; one that only one side has is not compared.

    Parameters
    ----------
    before, after : the rows, one figure a cell; words, flags and notes beside the figures
    periods : headings of columns that hold a year. Where the year of a row differs, its figures are not compared
    codes : headings of columns that hold a code, which names a row less well than its name
    left_out : headings of columns that follow from the others, such as ranks

    Returns
    -------
    Compared
        With all counts 0 where both sides are empty.
    """
    shared = [name for name in before.columns if name in after.columns and name not in left_out]
    numbers = [name for name in shared if name not in periods and _is_number(before[name]) and _is_number(after[name])]
    words = sorted((name for name in shared if name not in numbers), key=lambda name: name in codes)
    years = [name for name in words if name in periods]
    keys = _keys(before, after, words)
    old, new = _keyed(before, keys, numbers, years), _keyed(after, keys, numbers, years)
    both = old.merge(new, on=[*keys, _OCCURRENCE], how="outer", suffixes=("\0before", "\0after"), indicator=True)
    matched = both[both["_merge"] == "both"]
    told_apart = [name for name in years if name not in keys]
    for name in told_apart:
        matched = matched[matched[f"{name}\0before"] == matched[f"{name}\0after"]]
    figures, changed, largest = _cells(matched, numbers, [key for key in keys if key not in periods])
    added, gone = both[both["_merge"] == "right_only"], both[both["_merge"] == "left_only"]
    for name in (name for name in years if name in keys):
        known = set(old[name]) & set(new[name])
        added, gone = added[added[name].isin(known)], gone[gone[name].isin(known)]
    return Compared(figures, changed, len(added), len(gone), largest, bool(years))


def _is_number(column: pd.Series) -> bool:
    return pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)


def _keys(before: pd.DataFrame, after: pd.DataFrame, words: Sequence[str]) -> list[str]:
    """The fewest columns from the left that tell the rows of both sides apart, as far as any do."""
    keys: list[str] = []
    told_apart = int(len(before) > 0) + int(len(after) > 0)
    for name in words:
        if told_apart == len(before) + len(after):
            break
        count = sum(len(rows[[*keys, name]].drop_duplicates()) for rows in (before, after))
        if count > told_apart:
            keys.append(name)
            told_apart = count
    return keys


def _keyed(rows: pd.DataFrame, keys: Sequence[str], numbers: Sequence[str], years: Sequence[str]) -> pd.DataFrame:
    """The columns that are needed, keys as text, with a number for rows that bear the same words."""
    kept = rows[[*dict.fromkeys([*keys, *years, *numbers])]].copy()
    for name in dict.fromkeys([*keys, *years]):
        kept[name] = [_as_text(value) for value in rows[name]]
    kept[_OCCURRENCE] = kept.groupby(list(keys)).cumcount() if keys else range(len(kept))
    return kept


def _as_text(value: Any) -> str:
    """A word or year as it is compared: a year is the same whether a column lacks others and holds fractions or not."""
    if pd.isna(value):
        return ""
    return str(int(value)) if isinstance(value, float | np.floating) and float(value).is_integer() else str(value)


def _cells(matched: pd.DataFrame, numbers: Sequence[str], names: Sequence[str]) -> tuple[int, int, Changed | None]:
    """Count the figures and those that differ, and find the one that differs most."""
    figures = changed = 0
    largest, greatest = None, 0.0
    for name in numbers:
        old = matched[f"{name}\0before"].to_numpy(dtype=float, na_value=np.nan)
        new = matched[f"{name}\0after"].to_numpy(dtype=float, na_value=np.nan)
        size = np.fmax(np.abs(old), np.abs(new))
        share = np.divide(np.abs(new - old), size, out=np.zeros_like(size), where=size > 0)
        differs = (np.isnan(old) != np.isnan(new)) | (share > SAME)
        figures += int((~np.isnan(old) | ~np.isnan(new)).sum())
        changed += int(differs.sum())
        share = np.nan_to_num(share)
        if len(share) and share.max() > max(greatest, SAME):
            greatest = float(share.max())
            place = int(share.argmax())
            words = [str(matched.iloc[place][key]) for key in names]
            largest = Changed(" ".join(word for word in words if word), str(name), float(old[place]), float(new[place]))
    return figures, changed, largest
