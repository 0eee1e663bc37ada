"""A synthetic peer: the mixture of other units that comes nearest to one before a reference year."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import cast

import numpy as np
import pandas as pd

from queries.formulas.outcome import Outcome
from queries.formulas.reasons import Reason

__all__ = [
    "BAD_FIT", "LEAST_DONORS", "LEAST_YEARS_BEFORE", "MOST_OF_THE_ERROR", "SyntheticControl", "simplex_weights",
    "synthetic_control",
]

LEAST_DONORS = 2
LEAST_YEARS_BEFORE = 3
BAD_FIT = 0.10
"""Error before the reference year relative to the level of the unit from which nothing is read from the years after."""
MOST_OF_THE_ERROR = 5.0
"""A placebo whose mean squared error before is more than so many times that of the unit is not held against it."""
RIDGE = 1e-10
EXACT = 1e-9


@dataclass(frozen=True)
class SyntheticControl:
    """The synthetic peer of one unit, or why there is none.

    Attributes
    ----------
    reason : why there is none; None where there is one
    weights : of every donor, 0..1, adding up to 1; empty where there is none
    line : the synthetic peer in every year in which the unit and all donors are known
    gaps : unit less synthetic peer in these years
    before, after : years before the reference year, and from it on
    error_before : root mean squared gap before; `relative_error` the same over the mean of the unit before
    ratio : root mean squared gap after over that before; zero_denominator where the fit before is exact
    p : rank of the ratio among unit and placebos over their number; absent where the fit before is bad
    placebos : donors whose own fit before was good enough to be held against the unit
    """

    reason: Reason | None
    weights: pd.Series
    line: pd.Series
    gaps: pd.Series
    before: tuple[int, ...]
    after: tuple[int, ...]
    error_before: Outcome
    relative_error: Outcome
    ratio: Outcome
    p: Outcome
    placebos: int

    @property
    def fits(self) -> bool:
        """Whether the years after may be read as more than the error of the years before."""
        return self.relative_error.value is not None and self.relative_error.value < BAD_FIT


def simplex_weights(target: np.ndarray, donors: np.ndarray) -> np.ndarray:
    """Weights w ≥ 0 with Σw = 1 that minimise |target − donors·w|².

    Parameters
    ----------
    target : shape (t,)
    donors : shape (t, m), one column per donor, m ≥ 1

    Returns
    -------
    np.ndarray, shape (m,)

    Notes
    -----
    With B = donors − target·1ᵀ the aim is |Bw|² on the simplex. The u ≥ 0 that minimises |Bu|² + (1ᵀu − 1)² points the
    same way: along a ray u = s·w it is |Bw|²/(1 + |Bw|²) at best, which rises with |Bw|². So a solver for least squares
    with u ≥ 0 gives the minimum exactly, without a penalty that is never large enough. A ridge of 1e-10 makes it
    the one with the most even weights where many are as near. Source: Lawson & Hanson (1974) Solving Least Squares
    Problems, ch. 23; weights of Abadie, Diamond & Hainmueller (2010) JASA 105.
    """
    from scipy.optimize import nnls

    apart = donors - target[:, None]
    scale = float(np.abs(apart).max())
    count = donors.shape[1]
    if scale == 0:
        return np.full(count, 1 / count)
    system = np.vstack([apart / scale, math.sqrt(RIDGE) * np.eye(count), np.ones(count)])
    aim = np.zeros(len(system))
    aim[-1] = 1.0
    found, _ = nnls(system, aim)
    return np.asarray(found / found.sum())


def synthetic_control(panel: pd.DataFrame, unit: str, reference_year: int) -> SyntheticControl:
    """The synthetic peer of `unit` from the other rows of a panel, with placebos.

    Parameters
    ----------
    panel : shape (n, t), one row per unit, one column per year, one measure in one unit; NaN = no figure. All rows
        but that of `unit` are donors; the caller leaves out who is none
    unit : label of a row
    reference_year : years before it shape the weights, from it on they are watched

    Returns
    -------
    SyntheticControl; reason too_few_points with fewer than 2 donors or 3 years before that unit and donors all have,
        not_published where the unit has no figure

    Raises
    ------
    ValueError
        If the unit is no row, a row or a year appears twice, or a value is infinite.

    Notes
    -----
    A donor without a figure in a year that the unit has is dropped before a year is: nothing is filled. Only years
    that all of the rest have are used. Placebo test: every donor takes the place of the unit, which joins the donors
    (Abadie, Diamond & Hainmueller 2010, section 3.4); those whose mean squared error before is more than five times
    that of the unit are left out (one of the thresholds there, 20, 5 and 2). p = share of unit and placebos whose ratio
    is at least that of the unit, so never below 1 / (1 + placebos). They advise against the method where the fit before
    is poor, without a number: 10 % of the level of the unit is a convention of this house.
    """
    if unit not in panel.index or panel.index.has_duplicates or panel.columns.has_duplicates:
        raise ValueError(f"panel: {unit!r} must be one row, and rows and years appear once")
    table = panel.astype(float).sort_index(axis=0).sort_index(axis=1)
    if np.isinf(table.to_numpy()).any():
        raise ValueError("panel: an infinite value is no figure")
    table = table.loc[:, table.loc[unit].notna()]
    if table.empty:
        return _absent(Reason.NOT_PUBLISHED)
    complete = table[table.notna().all(axis=1)]
    years = [int(cast(int, year)) for year in complete.columns]
    before = tuple(year for year in years if year < reference_year)
    after = tuple(year for year in years if year >= reference_year)
    if len(complete) - 1 < LEAST_DONORS or len(before) < LEAST_YEARS_BEFORE:
        return _absent(Reason.TOO_FEW_POINTS, before, after)
    weights, line = _mixture(complete, unit, before)
    own = cast(pd.Series, complete.loc[unit])
    gaps = own - line
    error = _root_mean_square(gaps[list(before)])
    level = float(own[list(before)].mean())
    relative = Outcome.of(error / level, len(before)) if level > 0 else Outcome.absent(
        Reason.ZERO_DENOMINATOR, len(before)
    )
    ratio, p, placebos = _placebo_test(complete, unit, before, after, relative)
    return SyntheticControl(
        None, weights, line, gaps, before, after, Outcome.of(error, len(before)), relative, ratio, p, placebos
    )


def _absent(
    reason: Reason, before: tuple[int, ...] = (), after: tuple[int, ...] = ()
) -> SyntheticControl:
    none, empty = Outcome.absent(reason), pd.Series(dtype=float)
    return SyntheticControl(reason, empty, empty, empty, before, after, none, none, none, none, 0)


def _mixture(panel: pd.DataFrame, unit: str, before: tuple[int, ...]) -> tuple[pd.Series, pd.Series]:
    donors = panel.drop(index=unit)
    weights = simplex_weights(
        panel.loc[unit, list(before)].to_numpy(dtype=float), donors[list(before)].to_numpy(dtype=float).T
    )
    named = pd.Series(weights, index=donors.index)
    return named, donors.mul(named, axis=0).sum()


def _placebo_test(
    panel: pd.DataFrame, unit: str, before: tuple[int, ...], after: tuple[int, ...], relative: Outcome
) -> tuple[Outcome, Outcome, int]:
    """Ratio of the errors after and before, its rank among the placebos, and how many there are."""
    if not after:
        none = Outcome.absent(Reason.TOO_FEW_POINTS)
        return none, none, 0
    errors = {code: _errors(panel, code, before, after) for code in panel.index}
    own_before, own_after = errors[unit]
    tiny = EXACT * float(np.abs(panel.to_numpy()).max())
    ratio = Outcome.of(own_after / own_before, len(after)) if own_before > tiny else Outcome.absent(
        Reason.ZERO_DENOMINATOR, len(after)
    )
    most = math.sqrt(MOST_OF_THE_ERROR) * max(own_before, tiny)
    placebos = [pair for code, pair in errors.items() if code != unit and pair[0] <= most]
    if relative.value is None or relative.value >= BAD_FIT or len(placebos) < LEAST_DONORS:
        return ratio, Outcome.absent(Reason.NOT_APPLICABLE, len(placebos)), len(placebos)
    own = _ratio((own_before, own_after), tiny)
    at_least = sum(_ratio(pair, tiny) >= own * (1 - EXACT) for pair in placebos)
    return ratio, Outcome.of((1 + at_least) / (1 + len(placebos)), 1 + len(placebos)), len(placebos)


def _errors(
    panel: pd.DataFrame, code: object, before: tuple[int, ...], after: tuple[int, ...]
) -> tuple[float, float]:
    _, line = _mixture(panel, str(code), before)
    gaps = cast(pd.Series, panel.loc[str(code)]) - line
    return _root_mean_square(gaps[list(before)]), _root_mean_square(gaps[list(after)])


def _ratio(pair: tuple[float, float], tiny: float) -> float:
    """Error after over error before; neither is taken for smaller than arithmetic can tell."""
    return max(pair[1], tiny) / max(pair[0], tiny)


def _root_mean_square(values: pd.Series) -> float:
    return math.sqrt(float((values**2).mean()))
