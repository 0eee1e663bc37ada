"""The score of a cluster: measures on a fixed scale, blocks as their mean, the total as a geometric mean of blocks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from queries.formulas.growth import compound_annual_growth_by_unit
from queries.formulas.outcome import outcome_frame, reasons_by_unit
from queries.formulas.reasons import Reason
from queries.formulas.scorecard_light import change_over

__all__ = [
    "FLOOR", "HIGH", "LOW", "block_scores", "changes_over", "geometric_mean", "positions", "scale_bounds",
    "scaled_scores", "total_scores",
]

LOW, HIGH = 0.05, 0.95
"""Quantiles of the base year that score 0 and 100."""
FLOOR = 1.0
"""Least score of a block inside the geometric mean: at zero the logarithm, and every difference elsewhere, would go."""
LEAST_UNITS = 2


def scale_bounds(base: pd.DataFrame) -> pd.DataFrame:
    """What scores 0 and 100: the 5th and 95th percentile of every measure over the clusters of the base year.

    Parameters
    ----------
    base : shape (n clusters, m measures), figures of one fixed year in the unit of each; NaN = missing

    Returns
    -------
    pd.DataFrame, index = measures, columns lo, hi (NaN where there is a reason) and reason

    Notes
    -----
    Quantiles by linear interpolation (type 7). Fewer than two figures give single_unit (E3), figures that do not differ
    zero_denominator (E1). Source: METHODS.md section 4 (score).
    """
    figures = base.astype(float)
    known = np.isfinite(figures).sum()
    finite = figures.where(np.isfinite(figures))
    lo, hi = finite.quantile(LOW), finite.quantile(HIGH)
    reasons = reasons_by_unit(
        figures.columns,
        (known == 0, Reason.NOT_PUBLISHED),
        (known < LEAST_UNITS, Reason.SINGLE_UNIT),
        (~(hi > lo), Reason.ZERO_DENOMINATOR),
    )
    usable = reasons.isna()
    return pd.DataFrame({"lo": lo.where(usable), "hi": hi.where(usable), "reason": reasons}, index=figures.columns)


def scaled_scores(values: np.ndarray, lo: np.ndarray, hi: np.ndarray, polarity: np.ndarray) -> np.ndarray:
    """Scores of measures: 100·(x − lo)/(hi − lo), clipped to 0..100; where less is better 100 minus that.

    Parameters
    ----------
    values : shape (…, m), such as (clusters, measures) or (draws, clusters, measures); NaN = missing
    lo, hi : shape (m,), lo < hi, or NaN for a measure without a scale
    polarity : shape (m,), 1 where more is better, −1 where less is

    Returns
    -------
    shape (…, m), 0..100, NaN where the figure or its scale is missing

    Notes
    -----
    Source: METHODS.md section 4 (score).
    """
    span = np.where(hi > lo, hi - lo, np.nan)
    upward = np.clip(100.0 * (values - lo) / span, 0.0, 100.0)
    return np.where(polarity > 0, upward, 100.0 - upward)


def block_scores(scores: np.ndarray, places: Sequence[Sequence[int]]) -> np.ndarray:
    """Score of every block: the mean of its measures' scores, all of them or none.

    Parameters
    ----------
    scores : shape (…, m), 0..100; NaN = missing
    places : k lists, positions of each block's measures among the m; an empty one leaves its block without a score

    Returns
    -------
    shape (…, k), 0..100, NaN where a measure of the block is missing, or the block has none

    Notes
    -----
    A block over fewer measures would compare unlike with unlike, and leaving out a weak figure would raise it.
    Source: METHODS.md section 4 (score), E2.
    """
    blocks = [
        scores[..., list(own)].mean(axis=-1) if len(own) else np.full(scores.shape[:-1], np.nan) for own in places
    ]
    return np.stack(blocks, axis=-1)


def geometric_mean(blocks: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Total Π max(b_k, 1)^{w_k} of block scores: a block near zero cannot be bought off by the others.

    Parameters
    ----------
    blocks : shape (…, n, k), 0..100; NaN = missing
    weights : shape (k,) or (…, k), ≥ 0, adding to 1

    Returns
    -------
    shape (…, n), 1..100, NaN where a block is missing

    Notes
    -----
    Source: METHODS.md section 4 (score; floor 1).
    """
    logarithms = np.log(np.maximum(blocks, FLOOR))
    return np.asarray(np.exp((logarithms * weights[..., None, :]).sum(axis=-1)))


def total_scores(blocks: pd.DataFrame) -> pd.DataFrame:
    """Total of every cluster, blocks of equal weight; a missing block leaves none.

    Parameters
    ----------
    blocks : shape (n clusters, k blocks), 0..100; NaN = missing

    Returns
    -------
    pd.DataFrame, index preserved: value (1..100 or NaN) and reason: not_published where a block is missing
    """
    count = blocks.shape[1]
    weights = np.full(count, 1.0 / count) if count else np.empty(0)
    is_partial = blocks.isna().any(axis=1) | (count == 0)
    reasons = reasons_by_unit(blocks.index, (is_partial, Reason.NOT_PUBLISHED))
    values = geometric_mean(blocks.to_numpy(dtype=float), weights)
    return outcome_frame(pd.Series(values, index=blocks.index), reasons)


def changes_over(values: pd.DataFrame, year: int, span: int, may_compound: bool = True) -> pd.DataFrame:
    """Movement of every cluster over a span of years: growth per year, and difference.

    Parameters
    ----------
    values : shape (n clusters, years), columns = years; NaN = missing
    year, span : t and m > 0; both t and t − m must be known, no year between them stands in
    may_compound : False for figures that are differences or growth rates themselves, which have no growth rate

    Returns
    -------
    pd.DataFrame, index preserved: cagr (fraction per year) and cagr_reason, change (unit of the figure) and
    change_reason

    Notes
    -----
    Source: METHODS.md section 4 (each with level, 3-year CAGR), G5, E2, E4.
    """
    empty = pd.Series(np.nan, index=values.index)
    first, last = values.get(year - span, empty), values.get(year, empty)
    growth = compound_annual_growth_by_unit(first, last, span)
    if not may_compound:
        stays = growth["reason"].isin([Reason.NOT_PUBLISHED.value, Reason.NO_BASE_YEAR.value])
        growth = growth.assign(value=np.nan, reason=growth["reason"].where(stays, Reason.NOT_APPLICABLE.value))
    moved = [change_over(before, after) for before, after in zip(first, last, strict=True)]
    return pd.DataFrame({
        "cagr": growth["value"], "cagr_reason": growth["reason"],
        "change": pd.Series([outcome.value for outcome in moved], index=values.index, dtype=float),
        "change_reason": pd.Series([outcome.reason.value if outcome.reason else None for outcome in moved],
                                   index=values.index, dtype=object),
    })


def positions(measures: Mapping[str, str], blocks: Sequence[str]) -> list[list[int]]:
    """Positions of each block's measures, in the order of `measures` (block by measure)."""
    labels = list(measures.values())
    return [[place for place, label in enumerate(labels) if label == block] for block in blocks]
