"""Who changes class: transitions between gradient classes, where they lead, and whether neighbours matter (T12)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from queries.formulas.outcome import Outcome, outcome_frame, reasons_by_unit
from queries.formulas.reasons import Reason
from queries.formulas.spatial_weights import SpatialWeights

__all__ = [
    "FIXED_CUTS",
    "LEAST_OBSERVED",
    "Transitions",
    "classes_of",
    "neighbours_mean",
    "quantile_cuts",
    "spatial_transitions",
    "transitions",
]

FIXED_CUTS = (0.5, 1.0, 1.5)
"""Cut-offs of a value relative to the nation; one on a cut-off belongs to the class below."""
LEAST_OBSERVED = 20
"""Fewest observations of a row that may be read as probabilities and tested."""
ROUNDING = 1e-12


@dataclass(frozen=True)
class Transitions:
    """Transitions between k classes, numbered from the lowest.

    Attributes
    ----------
    counts : shape (k, k), N_ab ≥ 0 steps from class a (row) to class b (column)
    """

    counts: pd.DataFrame

    @cached_property
    def observed(self) -> pd.Series:
        """N_a., shape (k,): steps that start in each class."""
        return self.counts.sum(axis=1)

    @property
    def total(self) -> int:
        """ΣN, all steps."""
        return int(self.observed.sum())

    @cached_property
    def probabilities(self) -> pd.DataFrame:
        """P_ab = N_ab / N_a., shape (k, k), 0..1; a row adds to 1, or is NaN throughout where nothing starts in it."""
        return self.counts.div(self.observed.where(self.observed > 0), axis=0)

    @property
    def reasons(self) -> pd.Series:
        """Why a row has no probabilities, shape (k,): zero_denominator without an observation, else None."""
        return reasons_by_unit(self.counts.index, (self.observed == 0, Reason.ZERO_DENOMINATOR))

    @property
    def is_small(self) -> pd.Series:
        """Rows with fewer than 20 observations, shape (k,): their probabilities are not to be relied on."""
        return self.observed < LEAST_OBSERVED

    def among_visited(self) -> Transitions:
        """The same counts without the classes in which nobody ever was, neither before nor after a step."""
        kept = (self.observed > 0) | (self.counts.sum(axis=0) > 0)
        return Transitions(self.counts.loc[kept, kept])

    @property
    def up(self) -> Outcome:
        """Σ_{b>a} N_ab / ΣN, 0..1; n = ΣN."""
        return self._part(np.triu(self.counts.to_numpy(), 1))

    @property
    def down(self) -> Outcome:
        """Σ_{b<a} N_ab / ΣN, 0..1."""
        return self._part(np.tril(self.counts.to_numpy(), -1))

    @property
    def stay(self) -> Outcome:
        """Σ_a N_aa / ΣN, 0..1; up, stay and down add to 1."""
        return self._part(np.diag(np.diag(self.counts.to_numpy())))

    @property
    def shorrocks(self) -> Outcome:
        """M = (k − tr P) / (k − 1): 0 where nobody moves, 1 where the class of the year before tells nothing.

        Absent with zero_denominator where a class has no observation, single_unit of one class.
        """
        k = len(self.counts)
        if k < 2:
            return Outcome.absent(Reason.SINGLE_UNIT, self.total)
        if (self.observed == 0).any():
            return Outcome.absent(Reason.ZERO_DENOMINATOR, self.total)
        return Outcome.of((k - float(np.trace(self.probabilities))) / (k - 1), self.total)

    @cached_property
    def steady_state(self) -> pd.DataFrame:
        """π with πP = π and Σπ = 1, shape (k, 2), columns value and reason: the shares if the steps went on for ever.

        Absent with zero_denominator where a class has no observation, with not_applicable where there are several
        sets of classes that are never left, so that the end depends on the beginning.
        """
        index = self.counts.index
        reason = None
        if (self.observed == 0).any():
            reason = Reason.ZERO_DENOMINATOR
        elif len(_recurrent(self.counts.to_numpy())) > 1:
            reason = Reason.NOT_APPLICABLE
        if reason:
            return outcome_frame(pd.Series(np.nan, index=index), pd.Series([reason.value] * len(index), index=index))
        matrix = self.probabilities.to_numpy(dtype=float)
        k = len(matrix)
        equations = np.vstack([matrix.T - np.eye(k), np.ones(k)])
        found = np.linalg.lstsq(equations, np.append(np.zeros(k), 1.0), rcond=None)[0]
        return outcome_frame(
            pd.Series(np.clip(found, 0.0, 1.0), index=index), pd.Series([None] * k, index=index, dtype=object)
        )

    def _part(self, counted: NDArray[np.float64]) -> Outcome:
        if not self.total:
            return Outcome.absent(Reason.ZERO_DENOMINATOR, 0)
        return Outcome.of(float(counted.sum()) / self.total, self.total)


def quantile_cuts(values: pd.DataFrame, count: int) -> tuple[float, ...]:
    """Cut-offs of `count` classes that hold equally many of all values of all years (pooled quantiles).

    Parameters
    ----------
    values : units × years, any unit; NaN = not reported, left out
    count : classes, 2 or more

    Returns
    -------
    At most count − 1 ascending cut-offs; fewer where ties leave no value between two of them; none without values

    Raises
    ------
    ValueError
        If `count` is below 2.

    Notes
    -----
    The same cut-offs as those of ``mapclassify.Quantiles``.
    Source: METHODS.md T12.
    """
    if count < 2:
        raise ValueError(f"transitions need at least two classes, got {count}")
    known = values.to_numpy(dtype=float).ravel()
    known = known[np.isfinite(known)]
    if not known.size:
        return ()
    bins, highest = np.quantile(known, np.arange(1, count) / count), known.max()
    return tuple(sorted({float(cut) for cut in bins if cut < highest}))


def classes_of(values: pd.DataFrame, cuts: Sequence[float]) -> pd.DataFrame:
    """The class of every unit in every year, 0 for the lowest; a value equal to a cut-off falls in the lower class.

    Parameters
    ----------
    values : units × years; NaN = not reported, and has no class
    cuts : shape (k − 1,), ascending

    Returns
    -------
    The same shape, whole numbers 0..k−1 as floats, NaN where there is no value
    """
    numbers = values.to_numpy(dtype=float)
    found = np.searchsorted(np.asarray(cuts, dtype=float), numbers, side="left").astype(float)
    return pd.DataFrame(np.where(np.isnan(numbers), np.nan, found), index=values.index, columns=values.columns)


def transitions(classes: pd.DataFrame, count: int) -> Transitions:
    """Count the steps N_ab from the class of one year to that of the next.

    Parameters
    ----------
    classes : units × years (whole numbers, ascending), 0..count−1; NaN = no class
    count : k

    Returns
    -------
    Transitions; only years that follow each other make a step, never two with a gap between them

    Raises
    ------
    ValueError
        If the years do not ascend or a class is none of 0..count−1.

    Notes
    -----
    Source: METHODS.md T12, E1, E2.
    """
    before, after, _ = _steps(classes, count)
    return Transitions(_counted(before, after, count))


def neighbours_mean(values: pd.DataFrame, weights: SpatialWeights) -> pd.DataFrame:
    """Wy: the weighted mean of the neighbours of every unit in every year, of those that have a value in that year.

    Parameters
    ----------
    values : units × years, the units of the weights in their order; NaN = not reported
    weights : row-standardised

    Returns
    -------
    The same shape; NaN for a unit none of whose neighbours has a value

    Raises
    ------
    ValueError
        If the units of the values are not those of the weights.
    """
    if list(values.index) != list(weights.units):
        raise ValueError("values need the units of the weights in their order")
    numbers = values.to_numpy(dtype=float)
    known = np.isfinite(numbers)
    carried = weights.matrix @ known.astype(float)
    sums = weights.matrix @ np.where(known, numbers, 0.0)
    means = np.divide(sums, carried, out=np.full_like(sums, np.nan), where=carried > ROUNDING)
    return pd.DataFrame(means, index=values.index, columns=values.columns)


def spatial_transitions(
    classes: pd.DataFrame, neighbours: pd.DataFrame, count: int, regimes: int
) -> tuple[Transitions, ...]:
    """The steps apart by the class of the neighbours at the start of the step (spatial Markov).

    Parameters
    ----------
    classes : as in ``transitions``
    neighbours : same shape, class 0..regimes−1 of Wy; NaN = no neighbour, whose steps are left out
    count : k
    regimes : m

    Returns
    -------
    m Transitions, lowest neighbours first; their counts add to those of all units that have neighbours

    Notes
    -----
    Source: METHODS.md T12; Rey (2001).
    """
    before, after, places = _steps(classes, count)
    around = neighbours.to_numpy(dtype=float)[places]
    return tuple(
        Transitions(_counted(before[around == regime], after[around == regime], count)) for regime in range(regimes)
    )


def _steps(classes: pd.DataFrame, count: int) -> tuple[NDArray[np.int64], NDArray[np.int64], tuple[NDArray, NDArray]]:
    """Class before and after of every step, and where in the panel each one starts."""
    years = [int(year) for year in classes.columns]
    if years != sorted(set(years)):
        raise ValueError("years must ascend, each once")
    numbers = classes.to_numpy(dtype=float)
    known = numbers[~np.isnan(numbers)]
    if known.size and not (np.isin(known, np.arange(count)).all()):
        raise ValueError(f"classes are whole numbers from 0 to {count - 1}")
    starts = [place for place in range(len(years) - 1) if years[place + 1] == years[place] + 1]
    before, after = numbers[:, starts], numbers[:, [place + 1 for place in starts]]
    units, steps = np.nonzero(~np.isnan(before) & ~np.isnan(after))
    columns = np.asarray(starts, dtype=int)[steps] if starts else steps
    return before[units, steps].astype(int), after[units, steps].astype(int), (units, columns)


def _counted(before: NDArray[np.int64], after: NDArray[np.int64], count: int) -> pd.DataFrame:
    found = np.zeros((count, count), dtype=int)
    np.add.at(found, (before, after), 1)
    labels = pd.RangeIndex(count)
    return pd.DataFrame(found, index=labels, columns=labels)


def _recurrent(counts: NDArray[np.float64]) -> set[frozenset[int]]:
    """Sets of classes that lead to each other and to no other."""
    k = len(counts)
    reach = (counts > 0) | np.eye(k, dtype=bool)
    for _ in range(k):
        reach = (reach.astype(int) @ reach.astype(int)) > 0
    return {
        frozenset(np.flatnonzero(reach[one]).tolist()) for one in range(k)
        if all(reach[other, one] for other in np.flatnonzero(reach[one]))
    }
