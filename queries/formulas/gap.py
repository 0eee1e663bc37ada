"""The gap of a unit to a reference ratio: as a ratio, in per cent and in units of the supply."""

from __future__ import annotations

import numpy as np
import pandas as pd

from queries.formulas.outcome import Outcome, outcome_frame, reasons_by_unit
from queries.formulas.reasons import Reason
from queries.formulas.units import Values, unit_values

__all__ = ["gap_bounds", "gap_to_reference"]


def gap_to_reference(supply: Values, base: Values, reference: Outcome | pd.DataFrame) -> pd.DataFrame:
    """Ratio r_i = S_i / D_i set against a reference ratio r*: relative r_i/r*, gap and shortfall (G1, G2, G2b, G3).

    Parameters
    ----------
    supply : shape (n,), S_i ≥ 0, count, person or money; NaN = not reported
    base : shape (n,), D_i ≥ 0, the demand base, same index; NaN = not reported
    reference : r* in units of S per unit of D: one for all units, or one row per unit with columns value and reason

    Returns
    -------
    pd.DataFrame, shape (n, 6), index preserved: relative (≥ 0, 1 = level with the reference), gap (relative − 1,
        ≥ −1), difference (r*·D_i − S_i, in units of S, positive = short), shortfall (max(0, difference)), reference,
        reason

    Notes
    -----
    With r* = ΣS/ΣD the relative ratio is the supply–demand ratio of G1, and Σ shortfall / ΣS is Hoover's index D10.
    D_i = 0 gives zero_denominator and r* = 0 zero_reference; an absent reference hands on its own reason.
    Source: METHODS.md G1 to G3, E1, E2, E4.
    """
    amounts = unit_values(supply, "supply")
    bases = unit_values(base, "base", amounts.index)
    value, objection = _reference(reference, amounts.index)
    reasons = reasons_by_unit(
        amounts.index,
        (amounts.isna(), Reason.NOT_PUBLISHED),
        (bases.isna(), Reason.NO_DENOMINATOR),
        (np.isinf(amounts) | np.isinf(bases), Reason.NOT_FINITE),
        ((amounts < 0) | (bases < 0), Reason.NEGATIVE_INPUT),
        (bases == 0, Reason.ZERO_DENOMINATOR),
    )
    reasons = reasons.where(reasons.notna(), objection)
    reasons = reasons.mask(reasons.isna() & (value == 0), Reason.ZERO_REFERENCE.value)
    relative = outcome_frame(amounts / bases.replace(0.0, np.nan) / value.replace(0.0, np.nan), reasons)
    is_known = relative["reason"].isna()
    difference = (value * bases - amounts).where(is_known)
    return pd.DataFrame({
        "relative": relative["value"],
        "gap": relative["value"] - 1.0,
        "difference": difference,
        "shortfall": difference.clip(lower=0.0),
        "reference": value,
        "reason": relative["reason"],
    })


def gap_bounds(lo: Values, hi: Values, base: Values, reference: Values) -> pd.DataFrame:
    """What bounds of the supply say of the gap, with base and reference taken as certain (E7).

    Parameters
    ----------
    lo, hi : shape (n,), bounds of S_i, in units of S; NaN = no bound on that side
    base : shape (n,), D_i; a base of zero has no bounds
    reference : shape (n,), r*

    Returns
    -------
    pd.DataFrame, shape (n, 4), index preserved: relative_lo, relative_hi, difference_lo, difference_hi; the largest
        supply leaves the smallest difference

    Notes
    -----
    Source: METHODS.md E7; the reference rests on many units, so that its own variation is left out.
    """
    least = unit_values(lo, "lo")
    most = unit_values(hi, "hi", least.index)
    bases = unit_values(base, "base", least.index)
    references = unit_values(reference, "reference", least.index)
    needed = (references * bases).where((bases > 0) & (references > 0))
    return pd.DataFrame({
        "relative_lo": least / needed,
        "relative_hi": most / needed,
        "difference_lo": needed - most,
        "difference_hi": needed - least,
    })


def _reference(reference: Outcome | pd.DataFrame, index: pd.Index) -> tuple[pd.Series, pd.Series]:
    """The reference of every unit, and why there is none."""
    if isinstance(reference, Outcome):
        value = np.nan if reference.value is None else reference.value
        reason = None if reference.reason is None else reference.reason.value
        return pd.Series(value, index=index, dtype=float), pd.Series([reason] * len(index), index=index, dtype=object)
    return unit_values(reference["value"], "reference", index), reference["reason"].astype(object)
