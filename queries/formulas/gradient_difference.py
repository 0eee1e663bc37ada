"""The difference of gradients between regions, whole and by its parts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from queries.formulas.outcome import Outcome, number
from queries.formulas.reasons import Reason
from queries.formulas.units import Values, unit_values

__all__ = ["gradient_difference", "gradient_differences", "parts_of_difference"]


def gradient_difference(first: float | None, second: float | None) -> Outcome:
    """Gradient difference G_ij = ln(IGC_i/IGC_j) of two regions (T2); of a part of the coefficient likewise.

    Parameters
    ----------
    first, second : IGC_i and IGC_j ≥ 0; None or NaN = not known

    Returns
    -------
    Outcome, unbounded, no unit, n = coefficients known; > 0 where the first stands higher. not_published where one
        is not known, negative_input below zero, zero_denominator for IGC_j = 0 and not_positive for IGC_i = 0

    Notes
    -----
    Antisymmetric; the differences round any loop add up to zero. Two zones are compared by coefficients of their
    totals, never by averages over provinces. Source: METHODS.md T2, E1, E4.
    """
    levels = [number(first), number(second)]
    known = [level for level in levels if level is not None]
    if len(known) < len(levels):
        return Outcome.absent(Reason.NOT_PUBLISHED, len(known))
    upper, lower = known
    if not np.isfinite(known).all():
        return Outcome.absent(Reason.NOT_FINITE, 2)
    if min(known) < 0:
        return Outcome.absent(Reason.NEGATIVE_INPUT, 2)
    if lower == 0:
        return Outcome.absent(Reason.ZERO_DENOMINATOR, 2)
    if upper == 0:
        return Outcome.absent(Reason.NOT_POSITIVE, 2)
    return Outcome.of(float(np.log(upper) - np.log(lower)), 2)


def gradient_differences(coefficients: Values) -> pd.DataFrame:
    """All gradient differences G_ij, row i against column j (T2).

    Parameters
    ----------
    coefficients : shape (n,), IGC ≥ 0 by unit; NaN = not known

    Returns
    -------
    pd.DataFrame, shape (n, n), same labels both ways; NaN where either coefficient is missing, zero or below

    Notes
    -----
    G_ij = −G_ji, G_ij + G_jk + G_ki = 0. Source: METHODS.md T2.
    """
    levels = unit_values(coefficients, "coefficients")
    positive = levels.where((levels > 0) & np.isfinite(levels))
    heights = np.log(positive.to_numpy(dtype=float))
    return pd.DataFrame(heights[:, None] - heights[None, :], index=levels.index, columns=levels.index)


def parts_of_difference(first: pd.Series, second: pd.Series, parts: Sequence[str]) -> pd.Series:
    """What each part contributes to the difference of two regions; the contributions add up to it.

    Parameters
    ----------
    first, second : a row each of ``gradient_coefficient``
    parts : the parts whose product is compared, PARTS or with capital_productivity

    Returns
    -------
    pd.Series, shape (m,), ln of the ratio by part; NaN in every place where one of them is absent, since the others
        would then add up to something else

    Notes
    -----
    Source: METHODS.md T1, T2.
    """
    outcomes = [gradient_difference(first[part], second[part]) for part in parts]
    values = [np.nan if outcome.value is None else outcome.value for outcome in outcomes]
    found = pd.Series(values, index=list(parts), dtype=float)
    return found if found.notna().all() else found * np.nan
