"""Where a unit stands among the others: rank and change of rank."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from queries.formulas.outcome import outcome_frame, reasons_by_unit
from queries.formulas.reasons import Reason
from queries.formulas.units import Values, unit_values

__all__ = ["competition_rank", "rank_change"]

Mask = pd.Series | np.ndarray | Sequence[bool]


def competition_rank(
    values: Values, *, is_point: Mask | None = None, largest_first: bool = True
) -> pd.DataFrame:
    """Competition rank: 1 + the number of units strictly ahead, so that ties share the smallest rank.

    Parameters
    ----------
    values : shape (n,), indexed by region code, unrounded (E9); NaN = missing
    is_point : shape (n,), False where the source prints only a bound; such units take no rank
    largest_first : rank 1 for the largest value, else for the smallest

    Returns
    -------
    pd.DataFrame, shape (n, 3), index preserved: value (rank, 1..number ranked), reason, and position
        (Int64, 1, 2, 3 … without ties: the order of display, ties by code; <NA> where there is no rank)

    Notes
    -----
    Source: METHODS.md section 0.2, E2, E9.
    """
    numbers, reasons = _ranked(values, is_point)
    ranked = numbers[reasons.isna()]
    ranks = ranked.rank(method="min", ascending=not largest_first).reindex(numbers.index)
    ordered = ranked.sort_index().sort_values(ascending=not largest_first, kind="stable").index
    position = pd.Series(range(1, len(ordered) + 1), index=ordered, dtype="Int64")
    return outcome_frame(ranks, reasons).assign(position=position.reindex(numbers.index))


def rank_change(
    before: Values,
    after: Values,
    *,
    before_is_point: Mask | None = None,
    after_is_point: Mask | None = None,
    largest_first: bool = True,
) -> pd.DataFrame:
    """Change of rank between two periods, rank(0) − rank(t): positive = moved up.

    Both ranks are taken among the units that have a point value in both periods; otherwise a unit would seem
    to rise only because another stopped reporting.

    Parameters
    ----------
    before, after : Series of the values, not of ranks; units may differ, the result covers all of either
    before_is_point, after_is_point : shape of before and of after, as in ``competition_rank``
    largest_first : as in ``competition_rank``

    Returns
    -------
    pd.DataFrame, index = units of after, then those only in before: value (places, positive = up), reason,
        rank_before and rank_after (NaN where there is a reason)

    Notes
    -----
    Missing after gives not_published, missing before no_base_year, a bound in either bound_only.
    """
    old, old_reasons = _ranked(before, before_is_point)
    new, new_reasons = _ranked(after, after_is_point)
    units = new.index.append(old.index.difference(new.index, sort=False))
    missing = Reason.NOT_PUBLISHED.value
    new_reasons = new_reasons.reindex(units, fill_value=missing)
    old_reasons = old_reasons.reindex(units, fill_value=missing)
    old_reasons = old_reasons.mask(old_reasons == missing, Reason.NO_BASE_YEAR.value)
    reasons = new_reasons.where(new_reasons.notna(), old_reasons)
    both = units[reasons.isna()]
    ranks = {
        "rank_before": old[both].rank(method="min", ascending=not largest_first).reindex(units),
        "rank_after": new[both].rank(method="min", ascending=not largest_first).reindex(units),
    }
    return outcome_frame(ranks["rank_before"] - ranks["rank_after"], reasons).assign(**ranks)


def _ranked(values: Values, is_point: Mask | None) -> tuple[pd.Series, pd.Series]:
    """The values, and per unit why it takes no rank."""
    numbers = unit_values(values, "values")
    point = pd.Series(True, index=numbers.index)
    if is_point is not None:
        given = is_point if isinstance(is_point, pd.Series) else list(is_point)
        flags = unit_values(given, "is_point", numbers.index)
        point = flags == 1.0
    reasons = reasons_by_unit(
        numbers.index,
        (numbers.isna(), Reason.NOT_PUBLISHED),
        (np.isinf(numbers), Reason.NOT_FINITE),
        (~point, Reason.BOUND_ONLY),
    )
    return numbers, reasons
