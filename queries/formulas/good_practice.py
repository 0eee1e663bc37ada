"""Ratios that units have reached already: the upper quartile and the best."""

from __future__ import annotations

import numpy as np
import pandas as pd

from queries.formulas.outcome import Outcome, outcomes_to_frame
from queries.formulas.reasons import Reason
from queries.formulas.units import Units, Values, group_labels, select_units, unit_values

__all__ = ["LEAST_COUNT", "LEAST_EVENTS", "LEAST_UNITS", "frontier", "good_practice", "good_practice_by_group"]

QUANTILE = 0.75
LEAST_UNITS = 3
LEAST_COUNT = 5
LEAST_EVENTS = 20


def good_practice(
    supply: Values, base: Values, *, quantile: float = QUANTILE, coverage_weight: Values | None = None
) -> Outcome:
    """Upper quartile P75 of the ratios r_i = S_i / D_i of the units (G4 d without drivers).

    Every unit counts once, however large; between two units the quantile is interpolated (type 7 of Hyndman and Fan).

    Parameters
    ----------
    supply, base : shape (n,), S_i ≥ 0 and D_i ≥ 0; NaN = not reported. Units with D_i = 0 have no ratio
    quantile : between 0 and 1
    coverage_weight : shape (n,), what measures coverage (E2); by default the base

    Returns
    -------
    Outcome, value in units of S per unit of D; fewer than three units give too_few_points

    Notes
    -----
    Source: METHODS.md G4 d, E1 to E3.
    """
    units = select_units(supply, base, coverage_weight)
    ratios = _ratios(units)
    objection = units.reason or (Reason.TOO_FEW_POINTS if len(ratios) < LEAST_UNITS else None)
    if objection:
        return Outcome.absent(objection, len(ratios))
    return Outcome.of(float(np.quantile(ratios, quantile)), len(ratios))


def good_practice_by_group(
    supply: Values, base: Values, group: Values | pd.Series, *, coverage_weight: Values | None = None
) -> pd.DataFrame:
    """``good_practice`` inside the group of every unit.

    Parameters
    ----------
    supply, base, coverage_weight : as in ``good_practice``
    group : shape (n,), one label per unit

    Returns
    -------
    pd.DataFrame, one row per group in order of the labels, columns value, reason and n

    Raises
    ------
    ValueError
        If a unit has two groups or none (E5).
    """
    amounts = unit_values(supply, "supply")
    bases = unit_values(base, "base", amounts.index)
    carried = bases if coverage_weight is None else unit_values(coverage_weight, "coverage", amounts.index)
    labels = group_labels(group, amounts.index)
    members = labels.groupby(labels).groups
    outcomes = (good_practice(amounts[m], bases[m], coverage_weight=carried[m]) for m in members.values())
    return outcomes_to_frame(outcomes, pd.Index(list(members), dtype=object))


def frontier(
    supply: Values,
    base: Values,
    *,
    least_supply: float = 0.0,
    least_base: float = 0.0,
    coverage_weight: Values | None = None,
) -> tuple[Outcome, str | None]:
    """The highest ratio r_i = S_i / D_i that a unit has reached, and the unit.

    Parameters
    ----------
    supply, base : shape (n,), S_i ≥ 0 and D_i ≥ 0, indexed by region code; NaN = not reported
    least_supply, least_base : a unit with less of either cannot be the best, since chance alone may have put it there
        (E7); ``LEAST_COUNT`` and ``LEAST_EVENTS`` for counts, 0 for money
    coverage_weight : shape (n,), what measures coverage (E2); by default the base

    Returns
    -------
    Outcome in units of S per unit of D, with n the units that could be the best, and the code of the best (the lower
        code of two); None without a value. No unit large enough gives too_few_points.

    Notes
    -----
    One unit sets it, so it says what is possible somewhere, not what is needed. The frontier that minds drivers is
    DEA, G4 d. Source: METHODS.md G4 d, E1, E2, E7.
    """
    units = select_units(supply, base, coverage_weight)
    ratios = _ratios(units)
    is_large = (units.supply[ratios.index] >= least_supply) & (units.weight[ratios.index] >= least_base)
    ratios = ratios[is_large].sort_index()
    objection = units.reason or (Reason.TOO_FEW_POINTS if ratios.empty else None)
    if objection:
        return Outcome.absent(objection, len(ratios)), None
    best = str(ratios.idxmax())
    return Outcome.of(float(ratios[best]), len(ratios)), best


def _ratios(units: Units) -> pd.Series:
    """Ratios of the reported units that have a base."""
    with_base = units.weight > 0
    return units.supply[with_base] / units.weight[with_base]
