"""Several demand bases as one: the mean of a unit's shares in them (G1)."""

from __future__ import annotations

import pandas as pd

from queries.formulas.outcome import outcome_frame, reasons_by_unit
from queries.formulas.reasons import Reason

__all__ = ["composite_demand"]


def composite_demand(shares: pd.DataFrame) -> pd.DataFrame:
    """Composite demand d̃_i = Σ_m ω_m d_im with equal weights ω = 1/m (G1).

    Entropy weights would reward the base that lies most unevenly, so the weights are equal and fixed.

    Parameters
    ----------
    shares : shape (n, m), one column per base, d_im in 0..1; NaN = not reported; m ≥ 1

    Returns
    -------
    pd.DataFrame, shape (n, 2), columns value (0..1) and reason; index preserved

    Raises
    ------
    ValueError
        If there is no base.

    Notes
    -----
    A unit without one of its bases has no composite: a mean of the others would change its meaning from unit to unit.
    Where each base adds to 1, so does the composite. Source: METHODS.md G1, E2, E4.
    """
    if shares.shape[1] == 0:
        raise ValueError("a composite needs at least one demand base")
    reasons = reasons_by_unit(
        shares.index,
        (shares.isna().any(axis=1), Reason.NO_DENOMINATOR),
        (shares.lt(0).any(axis=1), Reason.NEGATIVE_INPUT),
    )
    return outcome_frame(shares.mean(axis=1, skipna=False), reasons)
