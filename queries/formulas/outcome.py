"""How every formula hands back its result: a value or a reason, never neither and never both."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Self

import numpy as np
import pandas as pd

from queries.formulas.reasons import Reason

__all__ = ["Outcome", "number", "of_two_years", "outcome_frame", "outcomes_to_frame", "reasons_by_unit"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A scalar result.

    Attributes
    ----------
    value : float or None
        Finite; None exactly when a reason is given.
    reason : Reason or None
    n : int
        Units or observations that entered; n = 1 flags a group of one unit (rule E3).

    Raises
    ------
    ValueError
        If value and reason are both given or both absent, or the value is not finite.
    """

    value: float | None
    reason: Reason | None
    n: int

    def __post_init__(self) -> None:
        if (self.value is None) == (self.reason is None):
            raise ValueError(f"an outcome has a value or a reason, got {self.value!r} and {self.reason!r}")
        if self.value is not None and not math.isfinite(self.value):
            raise ValueError(f"an outcome is finite, got {self.value!r}; give a reason instead")

    @classmethod
    def of(cls, value: float, n: int) -> Self:
        """The value, or the reason ``not_finite`` where the arithmetic overflowed."""
        if not math.isfinite(value):
            return cls(None, Reason.NOT_FINITE, n)
        return cls(float(value), None, n)

    @classmethod
    def absent(cls, reason: Reason, n: int = 0) -> Self:
        """No value, for this reason."""
        return cls(None, reason, n)


def number(value: float | None) -> float | None:
    """The value as a float, or None where it is None or not a number; infinities stay as they are."""
    if value is None or pd.isna(value):
        return None
    return float(value)


def of_two_years(
    first: float | None, last: float | None, make: Callable[[float, float], float | Reason], positive: bool = False
) -> Outcome:
    """What `make` works out of the figures of an earlier and a later year, or why there is nothing to work with.

    Last missing gives not_published, first missing no_base_year, an infinite one not_finite; with `positive` one of
    zero or less gives not_positive. n counts the figures known. Source: METHODS.md E1, E4, E8.
    """
    before, after = number(first), number(last)
    n = sum(value is not None for value in (before, after))
    if after is None:
        return Outcome.absent(Reason.NOT_PUBLISHED, n)
    if before is None:
        return Outcome.absent(Reason.NO_BASE_YEAR, n)
    if not (math.isfinite(before) and math.isfinite(after)):
        return Outcome.absent(Reason.NOT_FINITE, n)
    if positive and (before <= 0 or after <= 0):
        return Outcome.absent(Reason.NOT_POSITIVE, n)
    result = make(before, after)
    return Outcome.absent(result, n) if isinstance(result, Reason) else Outcome.of(result, n)


def reasons_by_unit(index: pd.Index, *conditions: tuple[pd.Series, Reason]) -> pd.Series:
    """The reason of each unit: that of the first condition that holds, None where none does.

    Parameters
    ----------
    index : pd.Index, shape (n,)
    conditions : pairs of a boolean Series of shape (n,) and the reason it stands for, strongest first
    """
    # Written into the bare array: through a Series each write prints the whole mask for an error that never comes.
    reasons = np.full(len(index), None, dtype=object)
    for holds, reason in reversed(conditions):
        reasons[holds.to_numpy(dtype=bool)] = reason.value
    return pd.Series(reasons, index=index, dtype=object)


def outcome_frame(values: pd.Series, reasons: pd.Series) -> pd.DataFrame:
    """One row per unit with columns ``value`` and ``reason``; index preserved.

    ``value`` is float64 and NaN exactly where ``reason`` (object: text or None) is given.
    A non-finite value without a reason gets ``not_finite``.
    """
    given = reasons.notna().to_numpy()
    numbers = values.to_numpy(dtype=float)
    finite = np.isfinite(numbers)
    filled = reasons.to_numpy(dtype=object, copy=True)
    filled[~given] = None
    filled[~given & ~finite] = Reason.NOT_FINITE.value
    return pd.DataFrame(
        {"value": np.where(finite & ~given, numbers, np.nan), "reason": pd.Series(filled, values.index, dtype=object)},
        index=values.index,
    )


def outcomes_to_frame(outcomes: Iterable[Outcome], index: pd.Index) -> pd.DataFrame:
    """Scalar outcomes as a frame with columns ``value``, ``reason`` and ``n``, one row per label of index."""
    rows = list(outcomes)
    values = pd.Series([np.nan if row.value is None else row.value for row in rows], index=index, dtype=float)
    texts = [None if row.reason is None else row.reason.value for row in rows]
    frame = outcome_frame(values, pd.Series(texts, index=index, dtype=object))
    frame["n"] = pd.Series([row.n for row in rows], index=index, dtype=int)
    return frame
