"""The receiving capacity of regions: several pillars as one index, whose parts add up to it (T11)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from queries.formulas.outcome import outcome_frame, reasons_by_unit
from queries.formulas.reasons import Reason

__all__ = ["capacity_index", "index_of_draws", "pillar_weights"]


def pillar_weights(points: pd.Series) -> pd.Series:
    """Weights of the pillars from points, as of a hundred: W_p = points_p / Σ points.

    Parameters
    ----------
    points : shape (p,), ≥ 0, at least one above 0, index = pillars

    Returns
    -------
    pd.Series, shape (p,), 0..1, adding to 1; the same whatever the points add up to

    Raises
    ------
    ValueError
        If points are negative or missing, or all are 0.
    """
    if points.isna().any() or (points < 0).any() or not points.sum() > 0:
        raise ValueError("points are zero or more, and one of them is above zero")
    return points.astype(float) / float(points.sum())


def capacity_index(levels: pd.DataFrame, weights: pd.Series) -> pd.DataFrame:
    """Index of every region: C_i = Σ_p W_p · C_ip, with the pillar levels C_ip of G9, convention B.

    Parameters
    ----------
    levels : shape (n, p), 0..1, regions by pillars; NaN = the region lacks a criterion of the pillar
    weights : shape (p,), 0..1, adding to 1, index = columns of `levels`

    Returns
    -------
    pd.DataFrame, shape (n, 2), columns value (0..1) and reason; index preserved

    Notes
    -----
    A region that lacks a pillar which weighs anything has no index (not_published), never one over fewer pillars
    (E2). TOPSIS over all criteria at once would square the weights, so that a pillar of one criterion weighed twice
    one of four: levels inside pillars, and their weighted mean, keep the shares that are stated.
    Source: METHODS.md T11; 吴传清、陈晓 (2017).
    """
    chosen = weights.reindex(levels.columns).to_numpy(dtype=float)
    values = levels.to_numpy(dtype=float)
    counted = chosen > 0
    lacks = pd.Series(np.isnan(values[:, counted]).any(axis=1), index=levels.index)
    total = pd.Series(values[:, counted] @ chosen[counted], index=levels.index)
    return outcome_frame(total.where(~lacks), reasons_by_unit(levels.index, (lacks, Reason.NOT_PUBLISHED)))


def index_of_draws(levels: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """The index in every draw of levels and weights.

    Parameters
    ----------
    levels : shape (draws, n, p), 0..1; NaN = no level
    weights : shape (draws, p), every row adding to 1

    Returns
    -------
    shape (draws, n), 0..1; NaN where a pillar with a weight in any draw has no level
    """
    counted = (weights > 0).any(axis=0)
    return np.asarray(np.einsum("dnp,dp->dn", levels[:, :, counted], weights[:, counted]))
