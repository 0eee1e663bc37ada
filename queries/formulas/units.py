"""What enters a formula: one value per unit, which units are reported, what part of the whole they carry."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import pandas as pd

from queries.formulas.reasons import Reason

__all__ = [
    "MINIMUM_COVERAGE",
    "Units",
    "Values",
    "exact_sum",
    "group_labels",
    "select_units",
    "select_units_by_group",
    "unit_values",
]

Values: TypeAlias = pd.Series | np.ndarray | Sequence[float | None]
"""One number per unit: a Series indexed by region code, or an array in the order of the units."""

MINIMUM_COVERAGE = 0.95
"""Share of the denominator variable that reported units must carry (rule E2)."""

ROUNDING = 1e-12


@dataclass(frozen=True)
class Units:
    """The reported units of a calculation.

    Attributes
    ----------
    supply, weight : pd.Series, shape (n,)
        Reported in both; same index.
    coverage : float
        Share of the coverage variable that they carry, 0..1; NaN where it is unknown.
    reason : Reason or None
        Why nothing may be computed from them; None where it may.
    """

    supply: pd.Series
    weight: pd.Series
    coverage: float
    reason: Reason | None

    @property
    def n(self) -> int:
        """Number of reported units."""
        return len(self.supply)


def exact_sum(values: pd.Series) -> float:
    """Σ values rounded once, so that it does not depend on the order of the units; NaN where it overflows."""
    try:
        return math.fsum(values)
    except (OverflowError, ValueError):
        return math.nan


def unit_values(values: Values, name: str, index: pd.Index | None = None) -> pd.Series:
    """The values as a float Series, one per unit; missing is NaN.

    Parameters
    ----------
    values : shape (n,)
    name : what the values are, for the error
    index : the units that the values must match, in this order

    Raises
    ------
    ValueError
        If a unit appears twice, as where overlapping regions are stacked (rule E5), or the units differ.
    """
    series = values if isinstance(values, pd.Series) else pd.Series(list(values), index=index, dtype=object)
    if series.index.has_duplicates:
        twice = series.index[series.index.duplicated()][0]
        raise ValueError(f"{name}: unit {twice!r} appears twice; never stack overlapping regions")
    if index is not None and not series.index.equals(index):
        odd = [*series.index.difference(index), *index.difference(series.index), "other order"]
        raise ValueError(f"{name}: not the units of the supply ({odd[0]!r}); reindex before the call")
    numbers = series.to_numpy(dtype=float, na_value=np.nan)
    return pd.Series(numbers, index=series.index, name=series.name, dtype=float)


def group_labels(group: Values | Sequence[str] | pd.Series, index: pd.Index) -> pd.Series:
    """The group of every unit: exactly one label each, so that groups partition the units (rule E5).

    Raises
    ------
    ValueError
        If a unit appears twice or has no group, or the units differ from index.
    """
    labels = group if isinstance(group, pd.Series) else pd.Series(list(group), index=index, dtype=object)
    if labels.index.has_duplicates:
        twice = labels.index[labels.index.duplicated()][0]
        raise ValueError(f"group: unit {twice!r} is in two groups; only a partition adds up")
    if not labels.index.equals(index):
        raise ValueError("group: units differ from those of the supply; reindex before the call")
    if labels.isna().any():
        raise ValueError(f"group: unit {labels.index[labels.isna()][0]!r} has no group; every unit needs one")
    return labels


def select_units(supply: Values, weight: Values | None, coverage_weight: Values | None) -> Units:
    """The units reported in supply and weight, with the objection to computing from them, if any.

    coverage = Σ c_i over reported units / Σ c_i over all units given, c = coverage_weight, by default the
    weight, by default 1 per unit. Pass only units of the survey: 港澳台 would count as missing (E6).
    Source: METHODS.md section 0.2, E2 and E4.

    Parameters
    ----------
    supply, weight, coverage_weight : shape (n,); NaN = not reported; weight None means 1 per unit
    """
    amounts = unit_values(supply, "supply")
    ones = pd.Series(1.0, index=amounts.index)
    weights = ones if weight is None else unit_values(weight, "weight", amounts.index)
    carried = weights if coverage_weight is None else unit_values(coverage_weight, "coverage", amounts.index)
    reported = amounts.notna() & weights.notna()
    coverage = _coverage(carried, reported)
    chosen = amounts[reported], weights[reported]
    return Units(*chosen, coverage, _objection(*chosen, coverage))


def select_units_by_group(
    supply: Values, weight: Values | None, group: Values | pd.Series, coverage_weight: Values | None
) -> dict[Hashable, Units]:
    """``select_units`` inside each group, in order of the labels: an aggregate needs its own coverage (E2).

    Parameters
    ----------
    supply, weight, coverage_weight : as in ``select_units``
    group : shape (n,), one label per unit

    Raises
    ------
    ValueError
        If a unit has two groups or none (E5).
    """
    amounts = unit_values(supply, "supply")
    labels = group_labels(group, amounts.index)
    ones = pd.Series(1.0, index=amounts.index)
    weights = ones if weight is None else unit_values(weight, "weight", amounts.index)
    carried = weights if coverage_weight is None else unit_values(coverage_weight, "coverage", amounts.index)
    return {
        label: select_units(amounts[members], weights[members], carried[members])
        for label, members in labels.groupby(labels).groups.items()
    }


def _coverage(carried: pd.Series, reported: pd.Series) -> float:
    if len(reported) and reported.all():
        return 1.0
    whole = exact_sum(carried)
    return exact_sum(carried[reported]) / whole if whole > 0 and math.isfinite(whole) else math.nan


def _objection(supply: pd.Series, weight: pd.Series, coverage: float) -> Reason | None:
    if supply.empty:
        return Reason.NOT_PUBLISHED
    if not (np.isfinite(supply).all() and np.isfinite(weight).all()):
        return Reason.NOT_FINITE
    if (supply < 0).any() or (weight < 0).any():
        return Reason.NEGATIVE_INPUT
    if (weight == 0).all():
        return Reason.ZERO_DENOMINATOR
    if not coverage >= MINIMUM_COVERAGE - ROUNDING:
        return Reason.COVERAGE
    return None
