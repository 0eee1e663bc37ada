"""Change over time: growth rates of amounts, percentage points of rates."""

from __future__ import annotations

import math
from typing import Literal

import pandas as pd

from queries.formulas.outcome import Outcome, number, outcome_frame, outcomes_to_frame, reasons_by_unit
from queries.formulas.reasons import Reason
from queries.formulas.steps import Steps
from queries.formulas.units import Values, unit_values

__all__ = [
    "compound_annual_growth",
    "compound_annual_growth_by_unit",
    "difference_in_percentage_points",
    "growth_on_previous_year",
]


def compound_annual_growth(first: float | None, last: float | None, years: float) -> Outcome:
    """Compound annual growth rate g = (X_t / X_{t−m})^{1/m} − 1 (G5).

    Parameters
    ----------
    first, last : X_{t−m} and X_t > 0, same unit, money at constant prices; None = missing
    years : m > 0, years between them

    Returns
    -------
    Outcome, value > −1, as a fraction per year; n = 2

    Raises
    ------
    ValueError
        If years is not positive.

    Notes
    -----
    A value of zero or less gives not_positive (E4), a missing first value no_base_year.
    Source: METHODS.md G5, E4, E8.
    """
    if not years > 0:
        raise ValueError(f"a span of growth needs more than 0 years, got {years}")
    before, after = number(first), number(last)
    n = sum(value is not None for value in (before, after))
    if after is None:
        return Outcome.absent(Reason.NOT_PUBLISHED, n)
    if before is None:
        return Outcome.absent(Reason.NO_BASE_YEAR, n)
    if not (math.isfinite(before) and math.isfinite(after)):
        return Outcome.absent(Reason.NOT_FINITE, n)
    if before <= 0 or after <= 0:
        return Outcome.absent(Reason.NOT_POSITIVE, n)
    return Outcome.of(Steps.GEOMETRIC.rate((math.log(after) - math.log(before)) / years), n)


def compound_annual_growth_by_unit(first: Values, last: Values, years: float) -> pd.DataFrame:
    """``compound_annual_growth`` of every unit.

    Parameters
    ----------
    first, last : shape (n,), same index; NaN = missing
    years : m > 0

    Returns
    -------
    pd.DataFrame, shape (n, 3), columns value (fraction per year), reason and n; index preserved
    """
    after = unit_values(last, "last")
    before = unit_values(first, "first", after.index)
    rates = [compound_annual_growth(old, new, years) for old, new in zip(before, after, strict=True)]
    return outcomes_to_frame(rates, after.index)


def growth_on_previous_year(values: pd.Series) -> pd.DataFrame:
    """Growth on the year before, X_t / X_{t−1} − 1.

    Parameters
    ----------
    values : pd.Series, shape (T,), X_t ≥ 0 indexed by whole year in any order; NaN = missing

    Returns
    -------
    pd.DataFrame, shape (T, 2), columns value (≥ −1, fraction) and reason; index preserved

    Notes
    -----
    A gap is never bridged: without the very year before, no_base_year. Growth from 0 is zero_denominator.
    Source: METHODS.md section 0.2, E1, E2, E4.
    """
    after = unit_values(values, "values")
    before = pd.Series(after.reindex(after.index - 1).to_numpy(), index=after.index)
    negative = (before < 0) | (after < 0)
    infinite = before.abs().eq(math.inf) | after.abs().eq(math.inf)
    reasons = reasons_by_unit(
        after.index,
        (after.isna(), Reason.NOT_PUBLISHED),
        (before.isna(), Reason.NO_BASE_YEAR),
        (infinite, Reason.NOT_FINITE),
        (negative, Reason.NEGATIVE_INPUT),
        (before == 0, Reason.ZERO_DENOMINATOR),
    )
    return outcome_frame(after / before - 1.0, reasons)


def difference_in_percentage_points(
    first: Values, last: Values, *, unit: Literal["fraction", "percent"]
) -> pd.DataFrame:
    """Change of a rate or share in percentage points, Δr_i = r_i(t) − r_i(0); of shares, ΣΔs = 0 (T3).

    Parameters
    ----------
    first, last : shape (n,), same index, rates in the unit named; NaN = missing; any finite sign
    unit : "fraction" for 0..1 (multiplied by 100), "percent" for 0..100

    Returns
    -------
    pd.DataFrame, shape (n, 2), columns value (percentage points) and reason; index preserved

    Raises
    ------
    ValueError
        If the unit is neither.

    Notes
    -----
    Source: METHODS.md T3, E2, E4.
    """
    if unit not in ("fraction", "percent"):
        raise ValueError(f"unit must be 'fraction' or 'percent', got {unit!r}")
    after = unit_values(last, "last")
    before = unit_values(first, "first", after.index)
    infinite = before.abs().eq(math.inf) | after.abs().eq(math.inf)
    reasons = reasons_by_unit(
        after.index,
        (after.isna(), Reason.NOT_PUBLISHED),
        (before.isna(), Reason.NO_BASE_YEAR),
        (infinite, Reason.NOT_FINITE),
    )
    return outcome_frame((100.0 if unit == "fraction" else 1.0) * (after - before), reasons)
