"""The Theil index T and its exact decomposition over a partition of the units."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from queries.formulas.outcome import Outcome
from queries.formulas.reasons import Reason
from queries.formulas.units import Units, Values, exact_sum, select_units, select_units_by_group

__all__ = ["TheilDecomposition", "theil_t_by_group"]

_FIGURES = ["supply_share", "weight_share", "theil", "between", "within"]
_FIGURES += ["contribution_between", "contribution_within"]

ROUNDING = 1e-14
"""A Theil index below this is rounding of equal rates, and no contribution can be read from it."""


@dataclass(frozen=True)
class TheilDecomposition:
    """The Theil index split into what lies between groups and what lies within them.

    Attributes
    ----------
    total, between, within : Outcome
        total = between + within exactly.
    groups : pd.DataFrame, one row per group
        n; supply_share (q_z); weight_share (π_z); theil (index inside z); between and within (the terms of z,
        which add to the two parts); contribution_between and contribution_within (the same as shares of the
        total: together they add to 1 over all groups); coverage; reason. n = 1 flags a group whose inside
        index is 0 by identity (E3). Where the total is 0 the contributions are absent, reason
        zero_denominator. A group with its own coverage below 95 % is absent from its row (E2), though its
        reported units remain in the three national figures, so the rows shown then add to less than 1.
    """

    total: Outcome
    between: Outcome
    within: Outcome
    groups: pd.DataFrame


def theil_t_by_group(
    supply: Values,
    weight: Values | None,
    group: Values | pd.Series,
    *,
    coverage_weight: Values | None = None,
) -> TheilDecomposition:
    """Theil T = Σ π_i r_i ln r_i = Σ_z q_z ln(q_z/π_z) + Σ_z q_z T_z, exactly (D7).

    r_i = (S_i/p_i) / (ΣS/Σp), 0·ln 0 = 0; q_z = share of S, π_z = share of p, T_z = T inside z.

    Parameters
    ----------
    supply : shape (n,), totals S_i ≥ 0 (or values with weight 1); NaN = not reported
    weight : shape (n,), p_i > 0; None means 1 per unit
    coverage_weight : shape (n,), what measures coverage (E2); by default the weight, else 1 per unit
    group : shape (n,), one label per unit; a partition such as the four zones

    Raises
    ------
    ValueError
        If a unit has two groups or none: overlapping regions do not decompose (E5).

    Notes
    -----
    The total lies in 0..ln(Σp / min p), no unit; 0 by identity for one unit. The between term of a group is negative
    where it holds less than its weight. All zero or a zero weight gives zero_denominator.
    Source: METHODS.md D7, E1 to E5; Theil (1967), Shorrocks (1980) Econometrica 48 (to be verified).
    """
    units = select_units(supply, weight, coverage_weight)
    groups = select_units_by_group(supply, weight, group, coverage_weight)
    total = _outcome(units)
    if total.value is None:
        return TheilDecomposition(total, total, total, _rows_absent(groups, total.reason))
    table = _group_terms(groups)
    between = Outcome.of(_without_rounding(exact_sum(table["between"])), units.n)
    within = Outcome.of(_without_rounding(exact_sum(table["within"])), units.n)
    return TheilDecomposition(total, between, within, _with_reasons(table, groups, even=total.value == 0.0))


def _terms(supply_share: pd.Series, weight_share: pd.Series) -> pd.Series:
    present = supply_share.where(supply_share > 0, weight_share)
    return supply_share * np.log(present / weight_share)


def _index(units: Units) -> float:
    return _without_rounding(exact_sum(_terms(_shares(units.supply), _shares(units.weight))))


def _shares(values: pd.Series) -> pd.Series:
    return values / exact_sum(values)


def _without_rounding(value: float) -> float:
    return 0.0 if abs(value) < ROUNDING else value


def _objection(units: Units) -> Reason | None:
    if units.reason:
        return units.reason
    if (units.weight == 0).any() or exact_sum(units.supply) == 0:
        return Reason.ZERO_DENOMINATOR
    return None


def _outcome(units: Units) -> Outcome:
    objection = _objection(units)
    return Outcome.absent(objection, units.n) if objection else Outcome.of(_index(units), units.n)


def _group_terms(groups: dict[Hashable, Units]) -> pd.DataFrame:
    """Shares, inside index and terms of each group, contributions included; NaN where undefined."""
    table = _described(groups)
    labels = table.index
    table["supply_share"] = _shares(
        pd.Series([exact_sum(units.supply) for units in groups.values()], index=labels)
    )
    table["weight_share"] = _shares(
        pd.Series([exact_sum(units.weight) for units in groups.values()], index=labels)
    )
    inside = [_index(units) if exact_sum(units.supply) > 0 else np.nan for units in groups.values()]
    table["theil"] = pd.Series(inside, index=labels, dtype=float)
    held = table["weight_share"] > 0
    table["between"] = _terms(table["supply_share"], table["weight_share"]).where(held, 0.0)
    table["within"] = (table["supply_share"] * table["theil"]).fillna(0.0)
    whole = exact_sum(table["between"]) + exact_sum(table["within"])
    table["contribution_between"] = table["between"] / (whole or np.nan)
    table["contribution_within"] = table["within"] / (whole or np.nan)
    return table


def _described(groups: dict[Hashable, Units]) -> pd.DataFrame:
    described = {
        "n": [units.n for units in groups.values()],
        "coverage": [units.coverage for units in groups.values()],
    }
    return pd.DataFrame(described, index=pd.Index(list(groups)))


def _with_reasons(table: pd.DataFrame, groups: dict[Hashable, Units], *, even: bool) -> pd.DataFrame:
    """The table with what may not be shown removed, and the reason for each row that lacks a figure."""
    texts = [None if units.reason is None else units.reason.value for units in groups.values()]
    own = pd.Series(texts, table.index, object)
    undefined = table["theil"].isna() | even
    reasons = own.where(own.notna() | ~undefined, Reason.ZERO_DENOMINATOR.value)
    contributions = ["contribution_between", "contribution_within"]
    shown = table.assign(**{name: table[name].mask(pd.Series(even, table.index)) for name in contributions})
    shown[_FIGURES] = shown[_FIGURES].mask(own.notna())
    return shown.assign(reason=reasons.where(reasons.notna(), None))


def _rows_absent(groups: dict[Hashable, Units], reason: Reason | None) -> pd.DataFrame:
    table = _described(groups)
    figures = pd.DataFrame(np.nan, index=table.index, columns=_FIGURES)
    reasons = pd.Series([None if reason is None else reason.value] * len(table), table.index, object)
    return table.join(figures).assign(reason=reasons)
