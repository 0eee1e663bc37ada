"""CRITIC weights: criteria count by how much they vary and by how little the others repeat them."""

from __future__ import annotations

import numpy as np
import pandas as pd

__all__ = ["critic_weights"]


def critic_weights(matrix: pd.DataFrame) -> pd.Series:
    """CRITIC weights: C_j = σ_j · Σ_k (1 − r_jk), w_j = C_j / Σ C, σ and r of the min–max scaled criteria.

    Parameters
    ----------
    matrix : shape (n, m), more is better throughout (reverse cost criteria first), no missing value

    Returns
    -------
    pd.Series, shape (m,), 0..1, adding to 1; a constant column has 0 and enters no correlation. All NaN where
    n < 2, an input is not finite, or nothing is left to weigh (one criterion varies, or all say the same).

    Notes
    -----
    σ divides by n; the divisor cancels. Min–max scaling changes σ but no correlation. A second opinion beside the
    entropy weights of METHODS.md G9. Source: Diakoulaki, Mavrotas & Papayannakis (1995) Computers & Operations
    Research 22(7), 763–770.
    """
    numbers = matrix.to_numpy(dtype=float)
    absent = pd.Series(np.nan, index=matrix.columns, dtype=float)
    if len(numbers) < 2 or not np.isfinite(numbers).all():
        return absent
    span = numbers.max(axis=0) - numbers.min(axis=0)
    varies = span > 0
    if varies.sum() < 2:
        return absent
    ratios = (numbers[:, varies] - numbers[:, varies].min(axis=0)) / span[varies]
    correlation = np.corrcoef(ratios, rowvar=False)
    information = ratios.std(axis=0) * np.clip(1.0 - correlation, 0.0, None).sum(axis=0)
    if information.sum() <= 1e-12:
        return absent
    weights = np.zeros(numbers.shape[1])
    weights[varies] = information / information.sum()
    return pd.Series(weights, index=matrix.columns)
