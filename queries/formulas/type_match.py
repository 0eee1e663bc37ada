"""Does what comes in meet what is lacking? (T7)"""

from __future__ import annotations

import pandas as pd

from queries.formulas.outcome import outcome_frame, reasons_by_unit
from queries.formulas.reasons import Reason

__all__ = ["type_match"]


def type_match(inflow: pd.DataFrame, gap: pd.DataFrame) -> pd.DataFrame:
    """Type match M_j = Σ_k min(share of k in the inflow to j, share of k in the gap of j) (T7).

    Parameters
    ----------
    inflow : shape (n, m), ≥ 0, what comes into unit j by service form k; NaN = not known
    gap : shape (n, m), ≥ 0, what unit j lacks by service form k, same units and forms; NaN = not known

    Returns
    -------
    pd.DataFrame, shape (n, 2), index of units: value 0 (what comes is not what is lacking) .. 1 (both are made up
        alike) and reason: coverage where a form is not known, negative_input, zero_denominator where nothing comes
        in, not_applicable where nothing is lacking

    Raises
    ------
    ValueError
        If units or forms differ.

    Notes
    -----
    One minus half the sum of the absolute differences of the two compositions. It compares compositions alone: little
    of the right kind matches as well as enough of it. Source: METHODS.md T7, E1, E2, E4.
    """
    if not (inflow.index.equals(gap.index) and inflow.columns.equals(gap.columns)):
        raise ValueError("inflow and gap need the same units and the same forms in the same order")
    comes, lacks = inflow.astype(float), gap.astype(float)
    received, missing = comes.sum(axis=1, skipna=False), lacks.sum(axis=1, skipna=False)
    reasons = reasons_by_unit(
        inflow.index,
        (received.isna() | missing.isna(), Reason.COVERAGE),
        ((comes < 0).any(axis=1) | (lacks < 0).any(axis=1), Reason.NEGATIVE_INPUT),
        (received == 0, Reason.ZERO_DENOMINATOR),
        (missing == 0, Reason.NOT_APPLICABLE),
    )
    first = comes.div(received.where(received > 0), axis=0)
    second = lacks.div(missing.where(missing > 0), axis=0)
    common = first.where(first < second, second).sum(axis=1, skipna=False)
    return outcome_frame(common.clip(0.0, 1.0), reasons)
