"""What figures and weights might have been: random draws around them.

Everything random takes a seed (METHODS.md E10): the same seed gives the same draws.
"""

from __future__ import annotations

from typing import Literal

import numpy as np

__all__ = ["CONCENTRATION", "ErrorKind", "drawn_ratios", "drawn_values", "drawn_weights"]

CONCENTRATION = 10.0
"""Random weights are Dirichlet(α = 10·w): centred on w, a criterion of w = 0.2 has a standard deviation of 0.12."""

ErrorKind = Literal["count", "money", "exact"]


def drawn_weights(
    weights: np.ndarray, draws: int, seed: int, concentration: float = CONCENTRATION
) -> np.ndarray:
    """Random weights around `weights`: Dirichlet(α = concentration·w).

    Parameters
    ----------
    weights : shape (m,), ≥ 0, adding to 1; a weight of 0 stays 0

    Returns
    -------
    shape (draws, m), every row adding to 1

    Raises
    ------
    ValueError
        If the weights are negative or do not add to 1.
    """
    if (weights < 0).any() or not np.isclose(weights.sum(), 1.0):
        raise ValueError("weights are zero or more and add to 1")
    gammas = np.random.default_rng(seed).standard_gamma(concentration * weights, size=(draws, len(weights)))
    return np.asarray(gammas / gammas.sum(axis=1, keepdims=True))


def drawn_values(
    values: np.ndarray, kind: ErrorKind, draws: int, seed: int, error: float | None = None
) -> np.ndarray:
    """What the figures might have been: counts as Poisson draws, money as lognormal draws with its stated error.

    Parameters
    ----------
    values : shape (n,), ≥ 0; NaN = missing, which stays NaN
    kind : count, money, or exact for figures without an error of their own
    error : relative standard error of money, such as 0.05

    Returns
    -------
    shape (draws, n), mean = the figure

    Raises
    ------
    ValueError
        If money has no error, or a figure is negative.

    Notes
    -----
    Source: METHODS.md section 4 (ranks with uncertainty).
    """
    known = np.isfinite(values)
    if (values[known] < 0).any():
        raise ValueError("only figures of zero or more can be drawn")
    result = np.full((draws, len(values)), np.nan)
    random = np.random.default_rng(seed)
    if kind == "exact":
        result[:] = values
    elif kind == "count":
        result[:, known] = random.poisson(values[known], size=(draws, int(known.sum())))
    else:
        if error is None or error < 0:
            raise ValueError("money needs its relative standard error")
        sigma = float(np.sqrt(np.log1p(error**2)))
        factors = random.lognormal(-(sigma**2) / 2, sigma, size=(draws, int(known.sum())))
        result[:, known] = values[known] * factors
    return result


def drawn_ratios(
    values: np.ndarray, amounts: np.ndarray, kind: ErrorKind, draws: int, seed: int, error: float | None = None
) -> np.ndarray:
    """Ratios with their numerators drawn; the denominators stand.

    Parameters
    ----------
    values : shape (n,), the ratios; NaN = missing, which stays NaN
    amounts : shape (n,), the numerators, ≥ 0; of a figure that is no ratio the figure itself. A ratio whose numerator
        is not known, or 0, stays as it is in every draw
    kind, error : of the numerators, as in ``drawn_values``

    Returns
    -------
    shape (draws, n)
    """
    is_drawn = np.isfinite(amounts) & (amounts > 0) & (kind != "exact")
    known = np.where(is_drawn, amounts, 1.0)
    drawn = drawn_values(np.where(is_drawn, amounts, np.nan), kind, draws, seed, error)
    return np.asarray(values * np.where(is_drawn, drawn / known, 1.0))
