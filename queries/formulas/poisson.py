"""The exact interval of a count, for small numbers of agencies or persons."""

from __future__ import annotations

import numpy as np
import pandas as pd

from queries.formulas.units import Values, unit_values

__all__ = ["poisson_interval"]


def poisson_interval(counts: Values, confidence: float = 0.95) -> pd.DataFrame:
    """Exact interval of the mean of a Poisson count: lo = χ²(α/2; 2k)/2, hi = χ²(1 − α/2; 2k + 2)/2 (E7).

    Parameters
    ----------
    counts : shape (n,), k ≥ 0, whole numbers; NaN = not reported
    confidence : 1 − α, between 0 and 1

    Returns
    -------
    pd.DataFrame, shape (n, 2), columns lo (0 where k = 0) and hi, index preserved; NaN for what is no count: missing,
        negative, infinite, or not whole

    Raises
    ------
    ValueError
        If the confidence is not between 0 and 1.

    Notes
    -----
    A count that was rounded up or down by its source is wider than this. Source: METHODS.md E7; Garwood (1936).
    """
    # Half a quantile of χ² with 2k degrees of freedom is the quantile of the gamma distribution of shape k.
    from scipy.special import gammaincinv

    if not 0 < confidence < 1:
        raise ValueError(f"a confidence lies between 0 and 1, got {confidence}")
    numbers = unit_values(counts, "counts")
    whole = numbers.where(np.isfinite(numbers) & (numbers >= 0) & (numbers == np.floor(numbers)))
    tail = (1 - confidence) / 2
    # The quantile of shape 0 is 0, which the function gives only as a limit.
    lo = np.where(whole > 0, gammaincinv(np.maximum(whole, 1.0), tail), whole)
    return pd.DataFrame({"lo": lo, "hi": gammaincinv(whole + 1.0, 1 - tail)}, index=numbers.index)
