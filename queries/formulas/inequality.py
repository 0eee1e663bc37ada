"""How unevenly supply lies over units: Gini, coefficient of variation, Hoover. Theil stands in theil.py."""

from __future__ import annotations

import math

import pandas as pd

from queries.formulas.outcome import Outcome
from queries.formulas.reasons import Reason
from queries.formulas.units import Units, Values, exact_sum, select_units

__all__ = ["coefficient_of_variation", "gini", "hoover", "normalised_gini"]


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


def normalised_gini(supply: Values, *, coverage_weight: Values | None = None) -> Outcome:
    """Unweighted Gini stretched to reach 1, G* = G · n / (n − 1) (D6).

    Parameters as in ``gini``, without a weight: the factor has no meaning for unequal weights.

    Returns
    -------
    Outcome, value 0..1

    Notes
    -----
    Source: METHODS.md D6.
    """
    plain = gini(supply, coverage_weight=coverage_weight)
    if plain.value is None:
        return plain
    return Outcome.of(min(plain.value * plain.n / (plain.n - 1), 1.0), plain.n)


def coefficient_of_variation(
    supply: Values, weight: Values | None = None, *, coverage_weight: Values | None = None
) -> Outcome:
    """Coefficient of variation sqrt(Σ π_i (y_i − ȳ)²) / ȳ with y_i = S_i / p_i, ȳ = Σ π_i y_i (D9).

    π_i = p_i / Σp. Without a weight y = S and the divisor is n (population form).

    Parameters
    ----------
    supply : shape (n,), totals S_i ≥ 0 (or, without a weight, any y_i ≥ 0); NaN = not reported
    weight : shape (n,), p_i > 0
    coverage_weight : shape (n,), what measures coverage (E2); by default the weight, else 1 per unit

    Returns
    -------
    Outcome, value ≥ 0; single_unit for n < 2, zero_denominator for ȳ = 0

    Notes
    -----
    Source: METHODS.md D9, E3; Williamson (1965) EDCC 13 (to be verified).
    """
    units = select_units(supply, weight, coverage_weight)
    objection = _objection(units)
    if objection:
        return Outcome.absent(objection, units.n)
    portions = units.weight / exact_sum(units.weight)
    mean = exact_sum(units.supply) / exact_sum(units.weight)
    # Dividing before squaring keeps very small and very large units of measure from under- or overflowing.
    deviations = (units.supply / units.weight) / mean - 1.0
    return Outcome.of(math.sqrt(exact_sum(portions * deviations**2)), units.n)


def hoover(supply: Values, demand: Values, *, coverage_weight: Values | None = None) -> Outcome:
    """Hoover index ½ Σ |s_i − d_i|: the share of supply to be moved for proportionality (D10).

    s_i = S_i / ΣS, d_i = D_i / ΣD, both over the units reported in both.

    Parameters
    ----------
    supply : shape (n,), S_i ≥ 0; NaN = not reported
    demand : shape (n,), D_i ≥ 0, same index; NaN = not reported
    coverage_weight : shape (n,), what measures coverage (E2); by default the demand

    Returns
    -------
    Outcome, value 0..1; 0 by identity for one unit

    Notes
    -----
    Equals Σ shortfall / ΣS with shortfall_i = max(0, r_N − r_i) · D_i (G2).
    Source: METHODS.md D10, E1, E2; Hoover (1936) REStat 18.
    """
    units = select_units(supply, demand, coverage_weight)
    if units.reason:
        return Outcome.absent(units.reason, units.n)
    whole = exact_sum(units.supply)
    if whole == 0:
        return Outcome.absent(Reason.ZERO_DENOMINATOR, units.n)
    distances: pd.Series = (units.supply / whole - units.weight / exact_sum(units.weight)).abs()
    return Outcome.of(min(exact_sum(distances) / 2.0, 1.0), units.n)


def _objection(units: Units) -> Reason | None:
    if units.reason:
        return units.reason
    if (units.weight == 0).any() or exact_sum(units.supply) == 0:
        return Reason.ZERO_DENOMINATOR
    return Reason.SINGLE_UNIT if units.n < 2 else None
