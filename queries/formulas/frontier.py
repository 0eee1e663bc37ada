"""The frontier: the most that any mix of other regions with no more of the drivers reaches."""

from __future__ import annotations

import numpy as np
import pandas as pd

from queries.formulas.expected_supply import usable_units
from queries.formulas.outcome import outcome_frame
from queries.formulas.reasons import Reason
from queries.formulas.units import Values, unit_values

__all__ = ["frontier_gap"]

UNITS_PER_VARIABLE = 3
CARRIES = 1e-9


def frontier_gap(supply: Values, drivers: pd.DataFrame) -> pd.DataFrame:
    """Distance to the output-oriented frontier with variable returns to scale (data envelopment analysis, G4 d).

    max φ subject to Xλ ≤ x_i, Yλ ≥ φ y_i, Σλ = 1, λ ≥ 0; gap = (φ − 1)·S_i = frontier − S_i.

    Parameters
    ----------
    supply : shape (n,), the output S_i ≥ 0; NaN = not reported
    drivers : shape (n, m), the inputs x_im > 0, same index; NaN = not reported

    Returns
    -------
    pd.DataFrame, index preserved: value (gap ≥ 0 in units of supply), reason, lo (the smallest gap when any one
        other unit is left out; the gap itself is the largest), frontier (φ S_i)

    Notes
    -----
    Leaving a unit out changes only the gaps of those that it carries, and lowers them, since it lowers the frontier.
    Fewer than 3·(inputs + output) units: ``too_few_points``. Source: METHODS.md G4; Banker, Charnes & Cooper (1984).
    """
    amounts = unit_values(supply, "supply")
    reasons = usable_units(amounts, drivers)
    entered = reasons.isna().to_numpy()
    frontier, low = pd.Series(np.nan, index=amounts.index), pd.Series(np.nan, index=amounts.index)
    if entered.sum() < UNITS_PER_VARIABLE * (drivers.shape[1] + 1):
        reasons = reasons.where(reasons.notna(), Reason.TOO_FEW_POINTS.value)
    else:
        # Divided by their largest value, drivers in any unit give the solver numbers of one size.
        inputs = (drivers[entered] / drivers[entered].max()).to_numpy(dtype=float)
        top = float(amounts[entered].max()) or 1.0
        best, least = _with_and_without(inputs, amounts[entered].to_numpy() / top)
        frontier[entered], low[entered] = best * top, least * top
    gaps = outcome_frame((frontier - amounts).clip(lower=0), reasons)
    return gaps.assign(lo=(low - amounts).clip(lower=0), frontier=frontier)


def _with_and_without(inputs: np.ndarray, output: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The frontier at each unit, and the lowest it becomes when any one other unit is left out."""
    everyone = np.arange(len(output))
    best, weights = _reached(inputs, output, everyone, everyone)
    least = best.copy()
    for left_out in np.flatnonzero((weights > CARRIES).any(axis=0)):
        carried = np.flatnonzero((weights[:, left_out] > CARRIES) & (everyone != left_out))
        if len(carried):
            without, _ = _reached(inputs, output, np.delete(everyone, left_out), carried)
            least[carried] = np.minimum(least[carried], without)
    return best, least


def _reached(
    inputs: np.ndarray, output: np.ndarray, reference: np.ndarray, units: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """For each of the units the largest output of a mix of the reference units, and the weights (units, n).

    All units stand as blocks in one linear programme: they share no variable, so its solution is theirs.
    """
    from scipy import sparse
    from scipy.optimize import linprog

    peers = _undominated(inputs, output, reference)
    many = sparse.identity(len(units), format="csr")
    solution = linprog(
        c=np.tile(-output[peers], len(units)),
        A_ub=sparse.kron(many, inputs[peers].T, format="csr"),
        b_ub=inputs[units].ravel(),
        A_eq=sparse.kron(many, np.ones((1, len(peers))), format="csr"),
        b_eq=np.ones(len(units)),
        method="highs",
    )
    if solution.status != 0:
        raise ArithmeticError(f"frontier: {solution.message}")
    weights = np.zeros((len(units), len(output)))
    weights[:, peers] = solution.x.reshape(len(units), len(peers))
    return weights[:, peers] @ output[peers], weights


def _undominated(inputs: np.ndarray, output: np.ndarray, reference: np.ndarray) -> np.ndarray:
    """The reference units that no other one matches with at most their inputs: only these carry a frontier."""
    x, y = inputs[reference], output[reference]
    no_more = (x[None, :, :] <= x[:, None, :]).all(axis=2)
    no_less = y[None, :] >= y[:, None]
    same = (x[None, :, :] == x[:, None, :]).all(axis=2) & (y[None, :] == y[:, None])
    earlier = np.arange(len(reference))[None, :] < np.arange(len(reference))[:, None]
    dominated = (no_more & no_less & (~same | earlier)).any(axis=1)
    return reference[~dominated]
