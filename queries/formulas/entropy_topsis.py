"""Entropy-weight TOPSIS: several criteria as one level, with weights that a base panel fixes once for all."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from queries.formulas.outcome import outcome_frame, reasons_by_unit
from queries.formulas.reasons import Reason

__all__ = [
    "EPSILON", "BasePanel", "closeness", "complete_rows", "distances", "entropy_weights", "equal_weights",
    "freeze", "level_scores", "library_scores", "scaled",
]

EPSILON = 0.002
"""Scaled criteria lie in [ε, 1 − ε], so that a logarithm of the smallest exists (convention B)."""


@dataclass(frozen=True)
class BasePanel:
    """What is fixed before any year is judged: bounds and weights of every criterion.

    Attributes
    ----------
    lo, hi : pd.Series, index = criteria
        Smallest and largest value of the base panel, in the unit of the criterion.
    polarity : pd.Series, index = criteria
        1 where more is better, −1 where less is (cost).
    weights : pd.Series, index = criteria
        Entropy weights of convention B, 0..1, adding to 1; 0 for a criterion that does not vary; all 0 with a reason.
    n : int
        Rows of the base panel with every criterion known.
    reason : Reason or None
        Why there are no weights.
    """

    lo: pd.Series
    hi: pd.Series
    polarity: pd.Series
    weights: pd.Series
    n: int
    reason: Reason | None


def complete_rows(matrix: pd.DataFrame) -> pd.Series:
    """Whether every criterion of an alternative is a finite number; shape (n,)."""
    return pd.Series(np.isfinite(matrix.to_numpy(dtype=float)).all(axis=1), index=matrix.index)


def entropy_weights(matrix: pd.DataFrame) -> pd.Series:
    """Entropy weights: p_ij = x_ij / Σ_i x_ij; e_j = −Σ_i p ln p / ln n; w_j = (1 − e_j) / Σ_j (1 − e_j).

    On raw figures this is convention A, on scaled ones (``scaled``) convention B. The two must not be mixed: they
    give other weights for the same figures.

    Parameters
    ----------
    matrix : shape (n, m), x_ij ≥ 0, alternatives by criteria, no missing value

    Returns
    -------
    pd.Series, shape (m,), 0..1, adding to 1; a constant column has exactly 0. All NaN where n < 2, an input is
    negative or not finite, or no column varies.

    Notes
    -----
    0 · ln 0 = 0. Source: METHODS.md G9; Shannon (1948); Hwang & Yoon (1981).
    """
    numbers = matrix.to_numpy(dtype=float)
    absent = pd.Series(np.nan, index=matrix.columns, dtype=float)
    if len(numbers) < 2 or not np.isfinite(numbers).all() or (numbers < 0).any():
        return absent
    varies = numbers.max(axis=0) > numbers.min(axis=0)
    if not varies.any():
        return absent
    shares = numbers[:, varies] / numbers[:, varies].sum(axis=0)
    entropy = -(shares * np.log(np.where(shares > 0, shares, 1.0))).sum(axis=0) / np.log(len(numbers))
    information = np.clip(1.0 - entropy, 0.0, None)
    if information.sum() <= 0:
        return absent
    weights = np.zeros(numbers.shape[1])
    weights[varies] = information / information.sum()
    return pd.Series(weights, index=matrix.columns)


def equal_weights(base: BasePanel) -> pd.Series:
    """The same weight for every criterion that varies in the base panel, 0 for the others; shape (m,)."""
    varies = (base.hi > base.lo).astype(float)
    return varies / varies.sum() if varies.sum() else varies


def freeze(panel: pd.DataFrame, polarity: pd.Series) -> BasePanel:
    """Fix bounds and entropy weights (convention B) from a base panel of pooled years.

    Weights taken anew from every year would let a rank change because another region moved.

    Parameters
    ----------
    panel : shape (rows, m), one row per alternative and base year; rows with a missing criterion do not enter
    polarity : shape (m,), 1 or −1 per criterion, index = columns of the panel

    Raises
    ------
    ValueError
        If a polarity is neither 1 nor −1, or the criteria of the two differ.

    Notes
    -----
    Fewer than two complete rows give single_unit (of one row) or not_published (of none); criteria that are all
    constant give zero_denominator. Source: METHODS.md G9 (convention B, frozen weights).
    """
    if list(polarity.index) != list(panel.columns) or not polarity.isin((1, -1)).all():
        raise ValueError("give a polarity of 1 or -1 for every criterion of the panel, in its order")
    complete = panel[complete_rows(panel)].astype(float)
    zeros = pd.Series(0.0, index=panel.columns)
    if len(complete) < 2:
        reason = Reason.SINGLE_UNIT if len(complete) else Reason.NOT_PUBLISHED
        lo = complete.iloc[0] if len(complete) else zeros
        return BasePanel(lo, lo, polarity, zeros, len(complete), reason)
    bounds = BasePanel(complete.min(), complete.max(), polarity, zeros, len(complete), None)
    weights = entropy_weights(scaled(bounds, complete))
    if weights.isna().any():
        return BasePanel(bounds.lo, bounds.hi, polarity, zeros, bounds.n, Reason.ZERO_DENOMINATOR)
    return BasePanel(bounds.lo, bounds.hi, polarity, weights, bounds.n, None)


def scaled(base: BasePanel, matrix: pd.DataFrame) -> pd.DataFrame:
    """Criteria on the scale of the base panel: ε + (1 − 2ε)·(x − lo)/(hi − lo), cost criteria reversed.

    Parameters
    ----------
    matrix : shape (n, m), in the units of the criteria; NaN = missing, which stays NaN

    Returns
    -------
    pd.DataFrame, shape (n, m), ε..1 − ε, more is better throughout. Beyond the bounds of the base panel the bound
    holds; a criterion that does not vary there is ½ everywhere.
    """
    values = scaled_values(base, matrix.to_numpy(dtype=float))
    return pd.DataFrame(values, index=matrix.index, columns=matrix.columns)


def scaled_values(base: BasePanel, values: np.ndarray) -> np.ndarray:
    """``scaled`` for an array whose last axis holds the criteria, as of many draws at once: shape (…, m)."""
    lo, hi = base.lo.to_numpy(dtype=float), base.hi.to_numpy(dtype=float)
    span = hi - lo
    varies = span > 0
    ratio = np.clip((values - lo) / np.where(varies, span, 1.0), 0.0, 1.0)
    ratio = np.where(base.polarity.to_numpy() < 0, 1.0 - ratio, ratio)
    result = EPSILON + (1.0 - 2.0 * EPSILON) * ratio
    return np.where(np.isnan(values), np.nan, np.where(varies, result, 0.5))


def distances(
    ratings: np.ndarray, weights: np.ndarray, best: np.ndarray, worst: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Euclidean distances d⁺ to the weighted best and d⁻ to the weighted worst; the last axis holds the criteria.

    Parameters
    ----------
    ratings : shape (…, n, m), more is better
    weights : shape (…, m), one set for all alternatives of a draw
    best, worst : shape (m,), ratings of the ideal and of its opposite
    """
    squared = np.square(weights)[..., None, :]
    to_best = np.sqrt((squared * np.square(ratings - best)).sum(axis=-1))
    to_worst = np.sqrt((squared * np.square(ratings - worst)).sum(axis=-1))
    return to_best, to_worst


def closeness(ratings: np.ndarray, weights: np.ndarray, best: np.ndarray, worst: np.ndarray) -> np.ndarray:
    """Closeness C = d⁻ / (d⁺ + d⁻) (TOPSIS), shape (…, n), 0..1; NaN where both distances are 0 or a rating is missing.

    Source: METHODS.md G9; Hwang & Yoon (1981).
    """
    to_best, to_worst = distances(ratings, weights, best, worst)
    whole = to_best + to_worst
    return np.where(whole > 0, to_worst / np.where(whole > 0, whole, 1.0), np.nan)


def level_scores(base: BasePanel, matrix: pd.DataFrame, weights: pd.Series | None = None) -> pd.DataFrame:
    """Level of every alternative by TOPSIS on the scale and the weights of the base panel (convention B).

    The ideal is 1 − ε and its opposite ε in every criterion, the best and worst of the base panel: a level changes
    only when the alternative's own figures do.

    Parameters
    ----------
    matrix : shape (n, m), columns = criteria of the base panel; NaN = missing
    weights : shape (m,), by default those of the base panel

    Returns
    -------
    pd.DataFrame, shape (n, 2), columns value (0..1) and reason; index preserved

    Notes
    -----
    A missing criterion leaves no level (not_published) rather than one over fewer criteria. A single complete
    alternative has none (single_unit). Infinite input: not_finite. Source: METHODS.md G9, E1, E2, E4.
    """
    chosen = base.weights if weights is None else weights
    values = scaled_values(base, matrix.to_numpy(dtype=float))
    ideal = np.full(len(base.lo), 1.0 - EPSILON)
    scores = closeness(values, chosen.to_numpy(dtype=float), ideal, 1.0 - ideal)
    return outcome_frame(pd.Series(scores, index=matrix.index), _reasons(matrix, base.reason))


def library_scores(matrix: pd.DataFrame, polarity: pd.Series) -> tuple[pd.Series, pd.DataFrame]:
    """Convention A, as the libraries do it: entropy weights of the raw figures, vector normalisation, own ideals.

    r_ij = x_ij / sqrt(Σ_i x_ij²), v = w·r; the ideal is the largest v of every criterion and its opposite the smallest,
    of a cost criterion the other way round.

    Parameters
    ----------
    matrix : shape (n, m), x_ij ≥ 0; rows with a missing criterion do not enter
    polarity : shape (m,), 1 or −1 per criterion, index = columns of the matrix

    Returns
    -------
    weights, shape (m,), and pd.DataFrame, shape (n, 2), columns value (0..1) and reason

    Notes
    -----
    Given beside convention B to show what the choice does; a level of A changes when another alternative moves.
    Negative figures give negative_input (E4). Source: METHODS.md G9.
    """
    complete = complete_rows(matrix)
    entering = matrix[complete].astype(float)
    weights = entropy_weights(entering)
    objection = None
    if weights.isna().any():
        objection = Reason.NEGATIVE_INPUT if (entering < 0).any(axis=None) else Reason.ZERO_DENOMINATOR
    numbers = entering.to_numpy()
    length = np.sqrt(np.square(numbers).sum(axis=0))
    ratings = numbers / np.where(length > 0, length, 1.0)
    scores = pd.Series(np.nan, index=matrix.index)
    if len(numbers):
        most, least = ratings.max(axis=0), ratings.min(axis=0)
        is_benefit = polarity.to_numpy() > 0
        best, worst = np.where(is_benefit, most, least), np.where(is_benefit, least, most)
        scores[complete] = closeness(ratings, weights.to_numpy(), best, worst)
    return weights, outcome_frame(scores, _reasons(matrix, objection))


def _reasons(matrix: pd.DataFrame, objection: Reason | None) -> pd.Series:
    """Why an alternative has no level: its own figures first, then an objection to all."""
    numbers = matrix.to_numpy(dtype=float)
    conditions = [
        (pd.Series(np.isnan(numbers).any(axis=1), index=matrix.index), Reason.NOT_PUBLISHED),
        (pd.Series(np.isinf(numbers).any(axis=1), index=matrix.index), Reason.NOT_FINITE),
    ]
    everyone = pd.Series(True, index=matrix.index)
    if complete_rows(matrix).sum() < 2:
        conditions.append((everyone, Reason.SINGLE_UNIT))
    if objection:
        conditions.append((everyone, objection))
    return reasons_by_unit(matrix.index, *conditions)
