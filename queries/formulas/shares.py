"""Share and location quotient: how one unit stands to the whole."""

from __future__ import annotations

import numpy as np
import pandas as pd

from queries.formulas.outcome import number, outcome_frame, reasons_by_unit
from queries.formulas.reasons import Reason
from queries.formulas.units import Values, exact_sum, select_units, unit_values

__all__ = [
    "location_quotient",
    "share",
]


def share(
    supply: Values, total: float | None = None, *, coverage_weight: Values | None = None
) -> pd.DataFrame:
    """Share s_i = S_i / ΣS (D1).

    Without a total the sum of the units is the whole, and the shares add to 1.

    Parameters
    ----------
    supply : shape (n,), S_i ≥ 0, count, person or money; NaN = not reported
    total : the published whole, same unit; it stands also where units are missing
    coverage_weight : shape (n,), what measures coverage (E2); by default each unit counts 1

    Returns
    -------
    pd.DataFrame, shape (n, 2), columns value (0..1) and reason; index preserved

    Notes
    -----
    Σ S = 0 gives zero_denominator; a missing unit without a total and with coverage below 95 % leaves every
    share absent, reason coverage. Source: METHODS.md D1, E1, E2, E4.
    """
    amounts = unit_values(supply, "supply")
    units = select_units(amounts, None, coverage_weight)
    whole, objection = _whole(total, units.supply, units.reason)
    reasons = _unit_reasons(amounts, amounts, objection)
    return outcome_frame(amounts / whole, reasons)


def location_quotient(
    supply: Values, base: Values, *, total_supply: float | None = None, total_base: float | None = None
) -> pd.DataFrame:
    """Location quotient LQ_i = (e_ik / e_i) / (E_k / E) (D3).

    With the demand base as e it is the supply–demand ratio s_i / d_i (G1).

    Parameters
    ----------
    supply : shape (n,), e_ik ≥ 0, the activity of interest (IP services); NaN = not reported
    base : shape (n,), e_i ≥ 0, all activity, same index; NaN = not reported
    total_supply, total_base : E_k and E where published; by default sums over units reported in both

    Returns
    -------
    pd.DataFrame, shape (n, 2), columns value (≥ 0; 1 = national) and reason; index preserved

    Raises
    ------
    ValueError
        If only one of the totals is given: numerator and denominator would cover different units.

    Notes
    -----
    Σ_i (e_i/E) LQ_i = 1. Noisy upward in small units: show it with e_ik (E7). e_i = 0 or E_k = 0 gives
    zero_denominator. Source: METHODS.md D3, E1, E2.
    """
    if (total_supply is None) != (total_base is None):
        raise ValueError("give both national totals or neither")
    amounts = unit_values(supply, "supply")
    bases = unit_values(base, "base", amounts.index)
    units = select_units(amounts, bases, None)
    whole_supply, objection = _whole(total_supply, units.supply, units.reason)
    whole_base, base_objection = _whole(total_base, units.weight, units.reason)
    no_base = (bases == 0, Reason.ZERO_DENOMINATOR)
    reasons = _unit_reasons(amounts, bases, objection or base_objection, no_base)
    return outcome_frame((amounts / whole_supply) / (_divisor(bases) / whole_base), reasons)


def _divisor(values: pd.Series) -> pd.Series:
    return values.where(values != 0, np.nan)


def _whole(total: float | None, reported: pd.Series, objection: Reason | None) -> tuple[float, Reason | None]:
    """The whole that shares refer to, NaN with the reason where there is none."""
    if total is None:
        if objection:
            return np.nan, objection
        whole = exact_sum(reported)
    else:
        known = number(total)
        if known is None:
            return np.nan, Reason.NOT_PUBLISHED
        whole = known
    if whole < 0:
        return np.nan, Reason.NEGATIVE_INPUT
    if not np.isfinite(whole):
        return np.nan, Reason.NOT_FINITE
    return (whole, None) if whole > 0 else (np.nan, Reason.ZERO_DENOMINATOR)


def _unit_reasons(
    amounts: pd.Series, bases: pd.Series, objection: Reason | None, *further: tuple[pd.Series, Reason]
) -> pd.Series:
    """What keeps each unit from a value: its own figures first, then an objection to the whole."""
    conditions = [
        (amounts.isna() | bases.isna(), Reason.NOT_PUBLISHED),
        (np.isinf(amounts) | np.isinf(bases), Reason.NOT_FINITE),
        ((amounts < 0) | (bases < 0), Reason.NEGATIVE_INPUT),
        *further,
    ]
    if objection:
        conditions.append((pd.Series(True, index=amounts.index), objection))
    return reasons_by_unit(amounts.index, *conditions)
