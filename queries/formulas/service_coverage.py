"""Coverage of service types: which cells of IP type by form a region offers, and what weight the others carry."""

from __future__ import annotations

from enum import StrEnum

import numpy as np
import pandas as pd

from queries.formulas.outcome import outcome_frame, reasons_by_unit
from queries.formulas.reasons import Reason

__all__ = [
    "CellState", "ClosingState", "cell_states", "closing_years", "gap_draws", "known_weights", "service_coverage",
]


class CellState(StrEnum):
    """What is known of a cell, a pair of IP type and form of service, in a region."""

    OFFERED = "offered"
    """At least as many providers as the threshold asks for."""
    THIN = "thin"
    """Some providers, fewer than the threshold."""
    MISSING = "missing"
    """No provider, where a source would tell of one."""
    UNKNOWN = "unknown"
    """No source tells: neither offered nor missing."""
    NOT_FEASIBLE = "not_feasible"
    """The service cannot exist, anywhere."""


class ClosingState(StrEnum):
    """What is known of the year in which a cell reached the threshold."""

    DATED = "dated"
    """In this year: every provider of the cell has a first year."""
    AT_THE_LATEST = "at_the_latest"
    """In this year or before: some providers of the cell have no first year."""
    UNDATED = "undated"
    """It has reached the threshold, but only with providers without a first year."""
    OPEN = "open"
    """It is below the threshold."""
    UNKNOWN = "unknown"
    """No source tells of the cell, or the service cannot exist."""


def cell_states(providers: pd.DataFrame, feasible: pd.Series, threshold: int = 1) -> pd.DataFrame:
    """State of every cell in every region.

    Parameters
    ----------
    providers : shape (n regions, m cells), n_kf ≥ 0, providers registered as offering the cell; NaN = no source tells
    feasible : shape (m,), a_kf, 1 or 0, one for all regions
    threshold : θ ≥ 1, providers from which a cell counts as offered

    Returns
    -------
    pd.DataFrame, shape (n, m), texts of CellState; index and columns as given

    Raises
    ------
    ValueError
        If a count is negative or infinite, a mask is neither 0 nor 1, the cells differ, or the threshold is below 1.

    Notes
    -----
    Unknown is not missing: a cell that no source tells of leaves every sum. Source: METHODS.md G6, E2.
    """
    counts, mask = _checked(providers, feasible, threshold)
    states = np.select(
        [~mask[None, :] & np.ones_like(counts, dtype=bool), np.isnan(counts), counts >= threshold, counts > 0],
        [CellState.NOT_FEASIBLE.value, CellState.UNKNOWN.value, CellState.OFFERED.value, CellState.THIN.value],
        CellState.MISSING.value,
    )
    return pd.DataFrame(states, index=providers.index, columns=providers.columns, dtype=object)


def known_weights(providers: pd.DataFrame, feasible: pd.Series, weight: pd.Series) -> pd.DataFrame:
    """Weights ω of the cells that count in each region, scaled to add to 1.

    Parameters
    ----------
    providers, feasible : as in `cell_states`
    weight : shape (m,), ≥ 0, national weight of the cell in any unit; NaN = not known

    Returns
    -------
    pd.DataFrame, shape (n, m), 0..1, NaN where the cell does not count; every row adds to 1, or is all NaN where no
    cell counts, one that counts has no weight, or all weights are zero

    Raises
    ------
    ValueError
        As `cell_states`, and if a weight is negative or infinite.
    """
    counts, mask = _checked(providers, feasible, 1)
    amounts = _weights(weight, feasible)
    counting = mask[None, :] & ~np.isnan(counts)
    sums = np.where(counting, amounts, 0.0).sum(axis=1)
    divisor = np.where(sums > 0, sums, np.nan)[:, None]
    return pd.DataFrame(
        np.where(counting, amounts / divisor, np.nan), index=providers.index, columns=providers.columns
    )


def service_coverage(
    providers: pd.DataFrame, feasible: pd.Series, weight: pd.Series, threshold: int = 1
) -> pd.DataFrame:
    """Coverage 1 − Σ a·1[n<θ] / Σ a and weighted gap CG = Σ ω a·1[n<θ] / Σ ω a of every region (G6).

    Parameters
    ----------
    providers : shape (n regions, m cells), n_kf ≥ 0; NaN = no source tells of the cell in the region
    feasible : shape (m,), a_kf, 1 or 0, one for all regions
    weight : shape (m,), ω_kf ≥ 0, national weight of the cell in any unit; only its proportions count
    threshold : θ ≥ 1, providers from which a cell counts as offered; thin cells count as below it

    Returns
    -------
    pd.DataFrame, one row per region, index preserved:
        feasible (int), Σ a; known (int), those of them that a source tells of; below (int), known cells with n < θ;
        coverage, gap (0..1 or NaN); coverage_reason, gap_reason (text or None)

    Raises
    ------
    ValueError
        As `cell_states`, and if a weight is negative or infinite.

    Notes
    -----
    Sums run over known, feasible cells. With equal weights CG = 1 − coverage. No feasible cell gives not_applicable,
    no known one or a known one without a weight not_published, weights that add to nothing zero_denominator.
    Source: METHODS.md G6, E1, E2.
    """
    counts, mask = _checked(providers, feasible, threshold)
    amounts = _weights(weight, feasible)
    counting = mask[None, :] & ~np.isnan(counts)
    below = counting & (np.nan_to_num(counts) < threshold)
    known = pd.Series(counting.sum(axis=1), index=providers.index)
    weighed = np.where(counting, amounts, 0.0).sum(axis=1)
    missing = np.where(below, amounts, 0.0).sum(axis=1)
    nothing_feasible = pd.Series(not mask.any(), index=providers.index)
    reasons = reasons_by_unit(
        providers.index, (nothing_feasible, Reason.NOT_APPLICABLE), (known == 0, Reason.NOT_PUBLISHED)
    )
    gap_reasons = reasons_by_unit(
        providers.index,
        (nothing_feasible, Reason.NOT_APPLICABLE),
        (known == 0, Reason.NOT_PUBLISHED),
        (pd.Series(np.isnan(weighed), index=providers.index), Reason.NOT_PUBLISHED),
        (pd.Series(weighed == 0, index=providers.index), Reason.ZERO_DENOMINATOR),
    )
    below_count = pd.Series(below.sum(axis=1), index=providers.index)
    coverage = outcome_frame(1 - below_count / known.where(known > 0), reasons)
    gap = outcome_frame(
        pd.Series(np.divide(missing, weighed, out=np.full_like(weighed, np.nan), where=weighed > 0), providers.index),
        gap_reasons,
    )
    return pd.DataFrame({
        "feasible": int(mask.sum()), "known": known, "below": below_count,
        "coverage": coverage["value"], "coverage_reason": coverage["reason"],
        "gap": gap["value"], "gap_reason": gap["reason"],
    })


def gap_draws(
    providers: pd.DataFrame, feasible: pd.Series, weight: pd.Series, threshold: int, draws: int, seed: int
) -> np.ndarray:
    """What the weighted gap CG might have been: the providers of every cell as Poisson draws, the weights standing.

    Parameters
    ----------
    providers, feasible, weight, threshold : as in `service_coverage`
    draws, seed : of the draws (E10)

    Returns
    -------
    shape (draws, n), 0..1; NaN where the region has no gap

    Notes
    -----
    Only whether a cell is below the threshold counts, so that is drawn: with the probability P(Poisson(n_kf) < θ).
    Source: METHODS.md section 4 (ranks with uncertainty), G6.
    """
    from scipy.special import pdtr

    weights = known_weights(providers, feasible, weight).to_numpy()
    counting = ~np.isnan(weights)
    below = np.where(counting, pdtr(threshold - 1, np.where(counting, providers.to_numpy(dtype=float), 0.0)), 0.0)
    random = np.random.default_rng(seed)
    result = np.empty((draws, len(providers)))
    for place in range(len(providers)):
        cells = counting[place]
        is_below = random.random((draws, int(cells.sum())), dtype=np.float32) < below[place, cells]
        result[:, place] = is_below @ weights[place, cells] if cells.any() else np.nan
    return result


def closing_years(
    starting: pd.DataFrame, undated: pd.Series, feasible: pd.Series, threshold: int = 1
) -> pd.DataFrame:
    """Year in which each cell of a region reached the threshold, by the first years of its present providers.

    Parameters
    ----------
    starting : shape (m cells, T years), providers whose first year is that of the column, ≥ 0, years ascending; a row
        of NaN = no source tells of the cell
    undated : shape (m,), providers of the cell without a first year, ≥ 0, same cells
    feasible : shape (m,), a_kf, 1 or 0
    threshold : θ ≥ 1

    Returns
    -------
    pd.DataFrame, one row per cell, index preserved: year (Int64, missing unless dated or at_the_latest) and state
    (text of ClosingState)

    Raises
    ------
    ValueError
        If years do not ascend, a count is negative or infinite, the cells differ, or the threshold is below 1.

    Notes
    -----
    A provider without a first year is never given one. A cell that has some may have reached the threshold before the
    year that the others show, never after it. Providers that are gone are not among those counted.
    Source: METHODS.md G6.
    """
    years = list(starting.columns)
    if years != sorted(set(years)):
        raise ValueError("years must ascend without repetition")
    if not undated.index.equals(starting.index):
        raise ValueError("undated offers and first years are of different cells")
    counts, mask = _checked(starting.T, feasible, threshold)
    spare, _ = _checked(undated.to_frame().T, feasible, threshold)
    reached = np.cumsum(counts, axis=0)
    passes = reached >= threshold
    dated = passes.any(axis=0)
    total = np.nansum(counts, axis=0) + np.nan_to_num(spare[0])
    is_known = mask & ~np.isnan(counts).any(axis=0) if years else mask & ~np.isnan(spare[0])
    state = np.select(
        [~is_known, dated & (np.nan_to_num(spare[0]) == 0), dated, total >= threshold],
        [ClosingState.UNKNOWN.value, ClosingState.DATED.value, ClosingState.AT_THE_LATEST.value,
         ClosingState.UNDATED.value],
        ClosingState.OPEN.value,
    )
    first = pd.Series([years[position] if years else None for position in _first(passes)], index=starting.index)
    return pd.DataFrame({
        "year": first.astype("Int64").where(pd.Series(dated & is_known, index=starting.index)),
        "state": pd.Series(state, index=starting.index, dtype=object),
    })


def _first(passes: np.ndarray) -> np.ndarray:
    """Position of the first year that passes, of each cell; 0 where none does."""
    return passes.argmax(axis=0) if len(passes) else np.zeros(passes.shape[1], dtype=int)


def _checked(providers: pd.DataFrame, feasible: pd.Series, threshold: int) -> tuple[np.ndarray, np.ndarray]:
    """Counts as floats and the mask as booleans, once they are what they should be."""
    if threshold < 1:
        raise ValueError(f"the threshold is at least one provider, got {threshold}")
    if not providers.columns.equals(feasible.index):
        raise ValueError("providers and mask are of different cells")
    if not feasible.isin((0, 1)).all():
        raise ValueError("a cell is feasible or not: 1 or 0")
    counts = providers.to_numpy(dtype=float)
    if (counts < 0).any() or np.isinf(counts).any():
        raise ValueError("providers are counted from zero")
    return counts, feasible.to_numpy(dtype=bool)


def _weights(weight: pd.Series, feasible: pd.Series) -> np.ndarray:
    if not weight.index.equals(feasible.index):
        raise ValueError("weights and mask are of different cells")
    amounts = weight.to_numpy(dtype=float)
    if (amounts < 0).any() or np.isinf(amounts).any():
        raise ValueError("weights are finite and not negative")
    return amounts
