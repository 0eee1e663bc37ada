"""Do branches follow the gradient? Their rank correlation with it, held against chance (T7)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from queries.formulas.outcome import Outcome
from queries.formulas.reasons import Reason
from queries.formulas.units import MINIMUM_COVERAGE, Values, unit_values

__all__ = ["LEAST_UNITS", "PERMUTATIONS", "SEED", "OrderTest", "lacking", "order_index", "ordered_pairs", "two_sided_p"]

PERMUTATIONS = 9999
SEED = 20225
"""One seed for every permutation, so that a view shows the same p-value whenever it is opened (E10)."""
LEAST_UNITS = 10
BLOCK = 500
DECIMALS = 12
SLACK = 1e-12

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class OrderTest:
    """The order index of flows and its permutation test.

    Attributes
    ----------
    index : Spearman ρ, −1..1; n = ordered pairs of units that entered; zero_denominator where the gradient or the
        flows are all the same, coverage where the units with a gradient carry less than 95 % of the branches
    p : two-sided p-value of the permutations, 0..1; n = units; too_few_points below ten units (E3), not_applicable
        where nothing was permuted
    permutations : how many were drawn
    simulated : ρ of every permutation; empty where there is no index
    units : the units with a gradient, which alone entered
    """

    index: Outcome
    p: Outcome
    permutations: int
    simulated: pd.Series
    units: tuple[str, ...]


def order_index(
    flows: pd.DataFrame, gradient: Values, permutations: int = PERMUTATIONS, seed: int = SEED,
    progress: Progress | None = None,
) -> OrderTest:
    """Order index: Spearman ρ of G_ij = ln(g_i/g_j) and F_ij over ordered pairs i ≠ j, with its QAP p-value (T7).

    Parameters
    ----------
    flows : shape (n, n), F_ij ≥ 0 branches in column j of head offices in row i, same labels both ways; the diagonal
        does not count
    gradient : shape (n,), gradient coefficient g_i > 0 of every unit (T1), same labels; NaN or 0 = not known
    permutations : how often the flows are dealt to the units anew; 0 for the index alone
    seed : of the permutations
    progress : called after every block with the permutations done and all of them

    Returns
    -------
    OrderTest; ρ > 0: more branches where the fall of the gradient is steeper

    Raises
    ------
    ValueError
        If rows and columns are not the same units.

    Notes
    -----
    The pairs of one unit are not independent, so the p-value of a correlation table would be too small. The quadratic
    assignment procedure permutes rows and columns of the flows together, which keeps what every unit sends and
    receives in one piece, and asks how often chance orders them as much. Ties share their mean rank.
    Source: METHODS.md T2, T7, E2, E3, E10; Krackhardt (1988) Social Networks 10.
    """
    pairs = ordered_pairs(flows, gradient)
    units = tuple(dict.fromkeys(pairs["origin"]))
    reason = _objection(flows, pairs)
    if reason:
        absent = Outcome.absent(reason, len(pairs))
        return OrderTest(absent, Outcome.absent(reason, len(units)), permutations, pd.Series(dtype=float), units)
    heights, amounts = (_ranks(pairs[name].to_numpy(dtype=float), len(units)) for name in ("difference", "branches"))
    observed = float((heights * amounts).sum())
    simulated = _permuted(heights, amounts, permutations, seed, progress)
    if len(units) < LEAST_UNITS:
        p = Outcome.absent(Reason.TOO_FEW_POINTS, len(units))
    elif not permutations:
        p = Outcome.absent(Reason.NOT_APPLICABLE, len(units))
    else:
        p = Outcome.of(two_sided_p(observed, simulated), len(units))
    index = Outcome.of(min(1.0, max(-1.0, observed)), len(pairs))
    return OrderTest(index, p, permutations, pd.Series(simulated), units)


def ordered_pairs(flows: pd.DataFrame, gradient: Values) -> pd.DataFrame:
    """The ordered pairs i ≠ j of units whose gradient is known, row by row.

    Returns
    -------
    Columns origin, destination, difference (G_ij = ln(g_i/g_j), antisymmetric), branches (F_ij)

    Notes
    -----
    Source: METHODS.md T2.
    """
    if list(flows.index) != list(flows.columns):
        raise ValueError("flows need the same units in the same order as rows and as columns")
    levels = unit_values(gradient, "gradient", flows.index)
    known = flows.index[(levels > 0) & np.isfinite(levels)]
    heights = np.log(levels[known].to_numpy())
    # Equal ratios of different levels are ties, whatever the last digit of their logarithms.
    differences = np.round(heights[:, None] - heights[None, :], DECIMALS)
    rows, columns = np.nonzero(~np.eye(len(known), dtype=bool))
    return pd.DataFrame({
        "origin": known[rows], "destination": known[columns], "difference": differences[rows, columns],
        "branches": flows.loc[known, known].to_numpy(dtype=float)[rows, columns],
    })


def two_sided_p(observed: float, simulated: NDArray[np.float64]) -> float:
    """Twice (k + 1)/(n + 1), k = permutations at least as extreme on the nearer side, and never above 1.

    Parameters
    ----------
    observed : the statistic
    simulated : shape (n,), the statistic of n permutations; one that differs by rounding alone is as extreme
    """
    tail = min((simulated >= observed - SLACK).sum(), (simulated <= observed + SLACK).sum())
    return min(1.0, 2.0 * (float(tail) + 1.0) / (len(simulated) + 1.0))


def lacking(flows: pd.DataFrame, pairs: pd.DataFrame) -> Reason | None:
    """Why the ``ordered_pairs`` of flows cannot stand for all: no branch away from home, or less than 95 % (E1, E2)."""
    away = flows.to_numpy(dtype=float)[~np.eye(len(flows), dtype=bool)].sum()
    if not away:
        return Reason.ZERO_DENOMINATOR
    if pairs["branches"].sum() < MINIMUM_COVERAGE * away:
        return Reason.COVERAGE
    return None


def _objection(flows: pd.DataFrame, pairs: pd.DataFrame) -> Reason | None:
    reason = lacking(flows, pairs)
    if reason:
        return reason
    is_flat = any(pairs[name].nunique() < 2 for name in ("difference", "branches"))
    return Reason.ZERO_DENOMINATOR if is_flat else None


def _ranks(values: NDArray[np.float64], units: int) -> NDArray[np.float64]:
    """Ranks of the pairs as a square of sum 0 and length 1 with an empty diagonal: products of two of them are ρ."""
    ranks = pd.Series(values).rank().to_numpy()
    centred = ranks - ranks.mean()
    square = np.zeros((units, units))
    square[~np.eye(units, dtype=bool)] = centred / np.sqrt((centred**2).sum())
    return square


def _permuted(
    heights: NDArray[np.float64], amounts: NDArray[np.float64], permutations: int, seed: int,
    progress: Progress | None,
) -> NDArray[np.float64]:
    """ρ of every permutation. Ranks are dealt out with their pairs, so they are taken only once."""
    random = np.random.default_rng(seed)
    found = np.empty(permutations)
    for start in range(0, permutations, BLOCK):
        end = min(start + BLOCK, permutations)
        dealt = random.permuted(np.tile(np.arange(len(heights)), (end - start, 1)), axis=1)
        found[start:end] = np.einsum("ij,pij->p", heights, amounts[dealt[:, :, None], dealt[:, None, :]])
        if progress:
            progress(end, permutations)
    return found
