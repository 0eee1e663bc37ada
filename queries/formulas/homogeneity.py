"""Are the transitions of several regimes, such as poor and rich neighbours, draws from one matrix? (T12)"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from queries.formulas.markov import LEAST_OBSERVED, Transitions
from queries.formulas.outcome import Outcome
from queries.formulas.reasons import Reason

__all__ = ["Homogeneity", "homogeneity"]


@dataclass(frozen=True)
class Homogeneity:
    """Are the transitions alike in several regimes? Both statistics are χ² with the same degrees of freedom.

    Attributes
    ----------
    q : Pearson's Q ≥ 0; too_few_points where no row has enough observations in two regimes
    likelihood_ratio : LR ≥ 0
    degrees : Σ_a (b_a − 1)(A_a − 1), b_a regimes of row a that enter, A_a classes reached from it
    q_p, likelihood_ratio_p : p-values, 0..1
    tested : pairs (row, regime) that entered; every other one has fewer observations than asked for
    """

    q: Outcome
    likelihood_ratio: Outcome
    degrees: int
    q_p: Outcome
    likelihood_ratio_p: Outcome
    tested: tuple[tuple[int, int], ...]


def homogeneity(regimes: Sequence[Transitions], least: int = LEAST_OBSERVED) -> Homogeneity:
    """Test whether the transitions of several regimes are draws from one matrix (Q and LR).

    Q = Σ_s Σ_a N_a(s) Σ_b (p_ab(s) − p_ab)² / p_ab;  LR = 2 Σ_s Σ_a Σ_b N_ab(s) ln(p_ab(s) / p_ab), p_ab of the
    regimes taken together.

    Parameters
    ----------
    regimes : m matrices of the same classes
    least : observations that a row needs in a regime to enter; a row that enters in one regime only is left out

    Notes
    -----
    The steps of one unit and of its neighbours are not independent draws: a p-value is a hint, not a proof.
    Source: METHODS.md T12; Bickenbach & Bode (2003), the degrees of freedom of ``giddy``.
    """
    cube = np.array([regime.counts.to_numpy(dtype=float) for regime in regimes])
    starts = cube.sum(axis=2)
    enters = (starts >= max(least, 1)) & ((starts >= max(least, 1)).sum(axis=0) > 1)
    cube = np.where(enters[:, :, None], cube, 0.0)
    starts = cube.sum(axis=2)
    pooled = cube.sum(axis=0)
    reached = (pooled > 0).sum(axis=1)
    degrees = int((np.maximum(enters.sum(axis=0) - 1, 0) * np.maximum(reached - 1, 0)).sum())
    tested = tuple((int(row), int(regime)) for regime, row in zip(*np.nonzero(enters), strict=True))
    n = int(pooled.sum())
    if not degrees:
        absent = Outcome.absent(Reason.TOO_FEW_POINTS, n)
        return Homogeneity(absent, absent, 0, absent, absent, tested)
    expected = _shares(pooled)
    own = np.array([_shares(matrix) for matrix in cube])
    safe = np.where(expected > 0, expected, 1.0)
    q = float((starts[:, :, None] * (own - expected) ** 2 / safe)[enters].sum())
    ratio = np.where(cube > 0, own / safe, 1.0)
    likelihood = 2.0 * float((cube * np.log(ratio)).sum())
    from scipy.special import chdtrc

    return Homogeneity(
        Outcome.of(q, n), Outcome.of(likelihood, n), degrees,
        Outcome.of(float(chdtrc(degrees, q)), n), Outcome.of(float(chdtrc(degrees, likelihood)), n), tested,
    )


def _shares(counts: NDArray[np.float64]) -> NDArray[np.float64]:
    whole = counts.sum(axis=1, keepdims=True)
    return np.divide(counts, whole, out=np.zeros_like(counts), where=whole > 0)
