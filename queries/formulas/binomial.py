"""The exact interval of a share of a few cases."""

from __future__ import annotations

import numpy as np
import pandas as pd

from queries.formulas.units import Values, unit_values

__all__ = ["binomial_interval"]


def binomial_interval(hits: Values, cases: Values, confidence: float = 0.95) -> pd.DataFrame:
    """Exact interval of a share k/n: lo = B(α/2; k, n − k + 1), hi = B(1 − α/2; k + 1, n − k), quantiles of beta (E7).

    Parameters
    ----------
    hits : shape (m,), 0 ≤ k ≤ n, whole numbers; NaN = not reported
    cases : shape (m,), n > 0, whole numbers, same index
    confidence : 1 − α, between 0 and 1

    Returns
    -------
    pd.DataFrame, shape (m, 2), columns lo (0 where k = 0) and hi (1 where k = n), 0..1, index preserved; NaN for what
        is no share of cases: missing, none, more hits than cases, or not whole

    Raises
    ------
    ValueError
        If the confidence is not between 0 and 1.

    Notes
    -----
    Source: METHODS.md E7; Clopper and Pearson (1934).
    """
    from scipy.special import betaincinv

    if not 0 < confidence < 1:
        raise ValueError(f"a confidence lies between 0 and 1, got {confidence}")
    found = unit_values(hits, "hits")
    whole = unit_values(cases, "cases", found.index)
    is_share = (found >= 0) & (found <= whole) & (whole > 0) & (found == np.floor(found)) & (whole == np.floor(whole))
    k, n = found.where(is_share), whole.where(is_share & np.isfinite(whole))
    tail = (1 - confidence) / 2
    # The quantiles at k = 0 and k = n are limits, which the function does not give.
    lo = np.where(k > 0, betaincinv(np.maximum(k, 1.0), n - k + 1.0, tail), k)
    hi = np.where(k < n, betaincinv(k + 1.0, np.maximum(n - k, 1.0), 1 - tail), n / n)
    return pd.DataFrame({"lo": lo, "hi": hi}, index=found.index)
