"""Growth rates of amounts over a span of years."""

from __future__ import annotations

import math

import pandas as pd

from queries.formulas.outcome import Outcome, of_two_years, outcomes_to_frame
from queries.formulas.steps import Steps
from queries.formulas.units import Values, unit_values

__all__ = [
    "compound_annual_growth",
    "compound_annual_growth_by_unit",
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

    def rate(before: float, after: float) -> float:
        return Steps.GEOMETRIC.rate((math.log(after) - math.log(before)) / years)

    return of_two_years(first, last, rate, positive=True)


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
