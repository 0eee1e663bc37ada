"""Do like values lie side by side? Moran's I of the whole and of each unit (D13, D14)."""

from __future__ import annotations

import math
import warnings
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from queries.formulas.outcome import Outcome
from queries.formulas.reasons import Reason
from queries.formulas.spatial_weights import SpatialWeights
from queries.formulas.units import Values, unit_values

if TYPE_CHECKING:
    from libpysal.weights import W

__all__ = [
    "FALSE_DISCOVERY_RATE",
    "LEAST_UNITS",
    "PATTERNS",
    "PERMUTATIONS",
    "SEED",
    "LocalMoran",
    "MoranTest",
    "Pattern",
    "is_constant",
    "local_moran",
    "moran",
]

PERMUTATIONS = 9999
SEED = 20221
"""One seed for every permutation, so that a view shows the same p-value whenever it is opened (E10)."""
LEAST_UNITS = 10
FALSE_DISCOVERY_RATE = 0.05
ROUNDING = 1e-12
Pattern = Literal["high_high", "low_high", "low_low", "high_low", "not_significant", "no_neighbour"]
PATTERNS: tuple[Pattern, ...] = get_args(Pattern)
# esda numbers the quadrants 1 HH, 2 LH, 3 LL, 4 HL.
QUADRANTS: dict[int, Pattern] = {1: "high_high", 2: "low_high", 3: "low_low", 4: "high_low"}

# esda reseeds numpy's one generator of the process: two readers at once would draw from each other's sequence.
_turn = Lock()


@dataclass(frozen=True)
class MoranTest:
    """Global Moran's I of n units.

    Attributes
    ----------
    statistic : I, about −1..1
    expected : E(I) = −1/(n−1) without spatial association; None for fewer than two units
    p : two-sided p-value of the permutations, 0..1; too_few_points below ten units
    permutations : how many were drawn
    isolates : units without a neighbour that entered
    """

    statistic: Outcome
    expected: float | None
    p: Outcome
    permutations: int
    isolates: tuple[str, ...]


@dataclass(frozen=True)
class LocalMoran:
    """Local Moran's I of n units.

    Attributes
    ----------
    units : indexed by unit: value (I_i in the scale of esda), p (two-sided pseudo p-value), quadrant (1..4, 0 for an
        isolate), pattern (what is shown). Empty where there is a reason.
    threshold : p-value below which a unit is significant at a false discovery rate of 5 %; NaN without units
    permutations : how many were drawn for each unit
    reason : why there is nothing to show; None where there is
    """

    units: pd.DataFrame
    threshold: float
    permutations: int
    reason: Reason | None

    def count(self, pattern: Pattern) -> int:
        """Number of units of a pattern."""
        return int((self.units["pattern"] == pattern).sum())


def moran(values: Values, weights: SpatialWeights, permutations: int = PERMUTATIONS, seed: int = SEED) -> MoranTest:
    """Global Moran's I = (n/s₀) · zᵀWz / zᵀz with z = y − ȳ, and its two-sided permutation p-value (D13).

    Parameters
    ----------
    values : shape (n,), y_i a density or rate, never a count; none missing; the units of the weights in their order
    weights : row-standardised; an isolate enters with a spatial lag of 0 and counts in n
    permutations : how often the values are dealt out anew
    seed : of the permutations

    Returns
    -------
    MoranTest; a constant y gives zero_denominator, fewer than two units single_unit, no neighbours at all
    not_applicable; below ten units I stands without a p-value

    Raises
    ------
    ValueError
        If the units of the values are not those of the weights.

    Notes
    -----
    Source: METHODS.md D13, 1.1, E3, E10; Cliff & Ord (1981).
    """
    numbers = _matched(values, weights)
    count, reason = len(numbers), _objection(numbers, weights)
    expected = -1 / (count - 1) if count > 1 else None
    if reason:
        absent = Outcome.absent(reason, count)
        return MoranTest(absent, expected, absent, permutations, weights.isolates)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from esda.moran import Moran

        statistic = float(Moran(numbers.to_numpy(), _as_pysal(weights), permutations=0).I)
    p = Outcome.absent(Reason.TOO_FEW_POINTS, count)
    if count >= LEAST_UNITS:
        p = Outcome.of(_two_sided_p(numbers.to_numpy(), weights.matrix, permutations, seed), count)
    return MoranTest(Outcome.of(statistic, count), expected, p, permutations, weights.isolates)


def local_moran(
    values: Values, weights: SpatialWeights, permutations: int = PERMUTATIONS, seed: int = SEED
) -> LocalMoran:
    """Local Moran I_i = (n−1) · z_i Σ_j w_ij z_j / Σz², significant at a false discovery rate of 5 % (D14).

    Parameters
    ----------
    values, weights, permutations, seed : as in ``moran``

    Returns
    -------
    LocalMoran; an isolate is "no_neighbour" and enters no test; fewer than ten units give too_few_points

    Raises
    ------
    ValueError
        If the units of the values are not those of the weights.

    Notes
    -----
    Inference by conditional permutation, two-sided as that of the whole: twice the share of the nearer side; then
    Benjamini–Hochberg over the units that have a neighbour.
    Source: METHODS.md D14, 1.1, E3, E10; Anselin (1995).
    """
    numbers = _matched(values, weights)
    reason = _objection(numbers, weights)
    if reason is None and len(numbers) < LEAST_UNITS:
        reason = Reason.TOO_FEW_POINTS
    if reason:
        return LocalMoran(pd.DataFrame(columns=["value", "p", "quadrant", "pattern"]), math.nan, permutations, reason)
    with _turn, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from esda.moran import Moran_Local
        from esda.util import fdr

        state = np.random.get_state()
        found = Moran_Local(
            numbers.to_numpy(), _as_pysal(weights), permutations=permutations, keep_simulations=False, seed=seed
        )
        np.random.set_state(state)
    connected = np.asarray(weights.matrix.any(axis=1))
    # esda counts the nearer side alone.
    two_sided = np.minimum(1.0, 2.0 * found.p_sim)
    threshold = float(fdr(two_sided[connected], FALSE_DISCOVERY_RATE))
    units = pd.DataFrame(
        {
            "value": np.where(connected, found.Is, np.nan),
            "p": np.where(connected, two_sided, np.nan),
            "quadrant": np.where(connected, found.q, 0),
        },
        index=numbers.index,
    )
    units["pattern"] = [
        "no_neighbour" if not joined else QUADRANTS[quadrant] if p <= threshold else "not_significant"
        for joined, quadrant, p in zip(connected, units["quadrant"], units["p"], strict=True)
    ]
    return LocalMoran(units, threshold, permutations, None)


def _matched(values: Values, weights: SpatialWeights) -> pd.Series:
    index = pd.Index(weights.units, dtype=object)
    series = values.set_axis(values.index.astype(object)) if isinstance(values, pd.Series) else values
    return unit_values(unit_values(series, "values", index), "values", index)


def _objection(numbers: pd.Series, weights: SpatialWeights) -> Reason | None:
    if len(numbers) < 2:
        return Reason.SINGLE_UNIT if len(numbers) else Reason.NOT_PUBLISHED
    if numbers.isna().any():
        return Reason.NOT_PUBLISHED
    if not np.isfinite(numbers).all():
        return Reason.NOT_FINITE
    if not weights.matrix.any():
        return Reason.NOT_APPLICABLE
    return Reason.ZERO_DENOMINATOR if is_constant(numbers) else None


def is_constant(numbers: pd.Series) -> bool:
    """Whether values differ by no more than rounding, such as 0.3 and 0.1 + 0.2, relative to the greatest of them."""
    return bool(numbers.std(ddof=0) <= ROUNDING * numbers.abs().max())


def _two_sided_p(
    numbers: NDArray[np.float64], matrix: NDArray[np.float64], permutations: int, seed: int
) -> float:
    """Twice the share of permutations at least as extreme on the nearer side, the observed arrangement counted in."""
    deviations = numbers - numbers.mean()
    dealt = np.random.default_rng(seed).permuted(np.tile(deviations, (permutations, 1)), axis=1)
    # n, s₀ and Σz² are the same in every permutation: the products alone decide.
    simulated = np.einsum("pi,pi->p", dealt, dealt @ matrix.T)
    observed = float(deviations @ matrix @ deviations)
    # Arrangements that differ by rounding alone are as extreme as the observed one.
    slack = 1e-9 * float(deviations @ deviations)
    tail = min((simulated >= observed - slack).sum(), (simulated <= observed + slack).sum())
    return min(1.0, 2.0 * (float(tail) + 1.0) / (permutations + 1.0))


def _as_pysal(weights: SpatialWeights) -> W:
    from libpysal.weights import W

    rows = [np.flatnonzero(row) for row in weights.matrix]
    return W(
        {place: row.tolist() for place, row in enumerate(rows)},
        {place: weights.matrix[place, row].tolist() for place, row in enumerate(rows)},
        silence_warnings=True,
    )
