"""How unevenly supply lies over units: the Gini coefficient. Theil stands in theil.py."""

from __future__ import annotations

from queries.formulas.outcome import Outcome
from queries.formulas.reasons import Reason
from queries.formulas.units import Units, Values, exact_sum, select_units

__all__ = ["corrected_gini", "gini"]


def gini(supply: Values, weight: Values | None = None, *, coverage_weight: Values | None = None) -> Outcome:
    """Gini coefficient G = 1 − Σ_k f_k (Y_k + Y_{k−1}), units in order of y_i = S_i / p_i (D6).

    f_k = p_k / Σp, Y_k the share of S held by the first k units. Without a weight p = 1.

    Parameters
    ----------
    supply : shape (n,), group totals S_i ≥ 0, not means; for means pass mean · p; NaN = not reported
    weight : shape (n,), p_i > 0, such as population in persons
    coverage_weight : shape (n,), what measures coverage (E2); by default the weight, else 1 per unit

    Returns
    -------
    Outcome, value 0..1 − 1/n (unweighted) or 0..1 − min p/Σp

    Notes
    -----
    All zero or a zero weight gives zero_denominator; fewer than two units give single_unit.
    Source: METHODS.md D6, E1 to E4.
    """
    units = select_units(supply, weight, coverage_weight)
    objection = _objection(units)
    if objection:
        return Outcome.absent(objection, units.n)
    order = (units.supply / units.weight).sort_values(kind="stable").index
    steps = units.weight[order] / exact_sum(units.weight)
    heights = units.supply[order].cumsum() / exact_sum(units.supply)
    area = exact_sum(steps * (heights + heights.shift(fill_value=0.0)))
    return Outcome.of(max(1.0 - area, 0.0), units.n)


def corrected_gini(supply: Values, *, coverage_weight: Values | None = None) -> Outcome:
    """Gini coefficient corrected for few units, G* = G · n / (n − 1), of the unweighted G (D6).

    With weights the largest possible G depends on the lightest unit, and no such correction exists.

    Parameters
    ----------
    supply, coverage_weight : as in ``gini``

    Returns
    -------
    Outcome, value 0..1; 1 where one unit holds all

    Notes
    -----
    Source: METHODS.md D6, E1 to E4.
    """
    index = gini(supply, coverage_weight=coverage_weight)
    return index if index.value is None else Outcome.of(index.value * index.n / (index.n - 1), index.n)


def _objection(units: Units) -> Reason | None:
    if units.reason:
        return units.reason
    if (units.weight == 0).any() or exact_sum(units.supply) == 0:
        return Reason.ZERO_DENOMINATOR
    return Reason.SINGLE_UNIT if units.n < 2 else None
