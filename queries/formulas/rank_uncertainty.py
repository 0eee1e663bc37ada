"""Ranks with uncertainty: what a rank is worth when the figures and the weights behind it could be others.

Everything random takes a seed (METHODS.md E10): the same seed gives the same draws.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd

__all__ = [
    "CONCENTRATION", "PROBABILITY", "REAL", "ErrorKind", "change_verdicts", "drawn_values", "drawn_weights",
    "overlaps", "rank_intervals", "ranks_of_draws",
]

CONCENTRATION = 10.0
"""Random weights are Dirichlet(α = 10·w): centred on w, a criterion of w = 0.2 has a standard deviation of 0.12."""

PROBABILITY = 0.90
"""Probability that an interval of ranks holds: from the 5 % to the 95 % quantile."""

REAL = 0.95
"""Share of the draws that must agree on the direction before a change counts as real."""

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


def ranks_of_draws(scores: np.ndarray, largest_first: bool = True) -> np.ndarray:
    """Competition rank within every draw: 1 + the number strictly ahead; NaN scores take no rank.

    Parameters
    ----------
    scores : shape (draws, n)

    Returns
    -------
    shape (draws, n), float, 1..n, NaN where the score is
    """
    keys = np.where(np.isnan(scores), np.inf, -scores if largest_first else scores)
    order = np.argsort(keys, axis=1, kind="stable")
    ordered = np.take_along_axis(keys, order, axis=1)
    places = np.arange(scores.shape[1])
    is_new = np.ones(ordered.shape, dtype=bool)
    is_new[:, 1:] = ordered[:, 1:] > ordered[:, :-1]
    first = np.maximum.accumulate(np.where(is_new, places, 0), axis=1)
    ranks = np.empty(scores.shape)
    np.put_along_axis(ranks, order, first + 1.0, axis=1)
    return np.where(np.isnan(scores), np.nan, ranks)


def rank_intervals(
    scores: np.ndarray, units: pd.Index, *, top: int = 5, probability: float = PROBABILITY,
    largest_first: bool = True,
) -> pd.DataFrame:
    """The rank of every unit as an interval.

    Parameters
    ----------
    scores : shape (draws, n), one row per draw of figures or weights; a unit that is missing is NaN in every draw
    units : shape (n,), labels of the columns
    top : first how many the probability `in_top` is of
    probability : of the interval, 0..1

    Returns
    -------
    pd.DataFrame, index = units: median, lo, hi (ranks, whole numbers as float), in_top (0..1), ties (number of
    other units whose interval overlaps); NaN for units without scores; in_top is NaN where fewer than twice `top`
    units have scores, because to be among the first five of four is certain and of six says little

    Notes
    -----
    Quantiles are of the empirical distribution, so that they are ranks. Units whose intervals overlap form a tie band
    and cannot be told apart. Source: METHODS.md section 4; Goldstein & Spiegelhalter (1996) JRSS A.
    """
    ranks = ranks_of_draws(scores, largest_first)
    known = ~np.isnan(ranks).any(axis=0)
    result = pd.DataFrame(np.nan, index=units, columns=["median", "lo", "hi", "in_top", "ties"])
    if len(scores) and known.any():
        tail = (1.0 - probability) / 2
        chosen = ranks[:, known]
        result.loc[known, ["lo", "median", "hi"]] = np.quantile(
            chosen, [tail, 0.5, 1.0 - tail], axis=0, method="inverted_cdf"
        ).T
        if chosen.shape[1] >= 2 * top:
            result.loc[known, "in_top"] = (chosen <= top).mean(axis=0)
        touching = overlaps(result[known])
        result.loc[known, "ties"] = touching.to_numpy().sum(axis=1) - 1.0
    return result


def overlaps(intervals: pd.DataFrame) -> pd.DataFrame:
    """Which intervals overlap: shape (n, n), True on the diagonal; a unit without an interval overlaps none.

    Parameters
    ----------
    intervals : columns lo and hi
    """
    lo, hi = intervals["lo"].to_numpy(), intervals["hi"].to_numpy()
    touching = (lo[:, None] <= hi[None, :]) & (lo[None, :] <= hi[:, None])
    return pd.DataFrame(touching, index=intervals.index, columns=intervals.index)


def change_verdicts(before: np.ndarray, after: np.ndarray, units: pd.Index) -> pd.DataFrame:
    """Whether the score of a unit rose or fell, and whether its rank did, by more than the draws differ.

    Parameters
    ----------
    before, after : shape (draws, n), scores of two years in paired draws: row k of both rests on the same weights

    Returns
    -------
    pd.DataFrame, index = units: score_up, score_down, rank_up, rank_down (share of the draws with a higher or lower
    score, a better or worse rank, 0..1), score_verdict and rank_verdict (rise, fall, noise; None for units without
    scores in both years)

    Raises
    ------
    ValueError
        If the two do not pair.

    Notes
    -----
    Ranks are taken among units with scores in both years, or a unit would seem to rise because another stopped
    reporting. Figures of the two years are drawn independently of each other, which overstates the noise of a stock
    that mostly stays: a verdict of rise or fall errs on the side of caution. Source: METHODS.md section 4.
    """
    if before.shape != after.shape:
        raise ValueError("paired draws have the same shape in both years")
    known = ~(np.isnan(before).any(axis=0) | np.isnan(after).any(axis=0))
    result = pd.DataFrame(index=units)
    gains = {
        "score": after[:, known] - before[:, known],
        "rank": ranks_of_draws(before[:, known]) - ranks_of_draws(after[:, known]),
    }
    for name, gain in gains.items():
        up, down = (_shares(holds, known) for holds in (gain > 0, gain < 0))
        result[f"{name}_up"], result[f"{name}_down"] = up, down
        verdict = np.select([up >= REAL, down >= REAL, ~np.isnan(up)], ["rise", "fall", "noise"], "")
        result[f"{name}_verdict"] = pd.Series([str(word) or None for word in verdict], index=units, dtype=object)
    return result


def _shares(holds: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Share of the draws in which something holds, by unit; NaN for units that are not known, and without draws."""
    shares = np.full(len(known), np.nan)
    if len(holds):
        shares[known] = holds.mean(axis=0)
    return shares
