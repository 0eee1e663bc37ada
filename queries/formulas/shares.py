"""Share, density and location quotient: how one unit stands to the whole."""

from __future__ import annotations

from collections.abc import Hashable

import numpy as np
import pandas as pd

from queries.formulas.outcome import Outcome, number, outcome_frame, outcomes_to_frame, reasons_by_unit
from queries.formulas.reasons import Reason
from queries.formulas.units import Units, Values, exact_sum, select_units, select_units_by_group, unit_values

__all__ = [
    "density",
    "density_of_sums",
    "group_density",
    "group_share",
    "location_quotient",
    "share",
    "symmetric_location_quotient",
]


def share(
    supply: Values, total: float | None = None, *, coverage_weight: Values | None = None
) -> pd.DataFrame:
    """Share s_i = S_i / ΣS (D1).

    Without a total the sum of the units is the whole, and the shares add to 1.

    Parameters
    ----------
    supply : shape (n,), S_i ≥ 0, count, person or money; NaN = not reported
    total : the published whole, same unit; it stands also where units are missing
    coverage_weight : shape (n,), what measures coverage (E2); by default each unit counts 1

    Returns
    -------
    pd.DataFrame, shape (n, 2), columns value (0..1) and reason; index preserved

    Notes
    -----
    Σ S = 0 gives zero_denominator; a missing unit without a total and with coverage below 95 % leaves every
    share absent, reason coverage. Source: METHODS.md D1, E1, E2, E4.
    """
    amounts = unit_values(supply, "supply")
    units = select_units(amounts, None, coverage_weight)
    whole, objection = _whole(total, units.supply, units.reason)
    reasons = _unit_reasons(amounts, amounts, objection)
    return outcome_frame(amounts / whole, reasons)


def group_share(
    supply: Values, group: Values | pd.Series, *, coverage_weight: Values | None = None
) -> pd.DataFrame:
    """Share of each group s_z = Σ_{i∈z} S_i / ΣS (D1).

    Parameters
    ----------
    supply : shape (n,), S_i ≥ 0; NaN = not reported
    group : shape (n,), one label per unit; a partition such as the four zones
    coverage_weight : shape (n,), what measures coverage (E2); by default each unit counts 1

    Returns
    -------
    pd.DataFrame, one row per group, columns value (0..1), reason and n

    Raises
    ------
    ValueError
        If a unit has two groups or none (E5).

    Notes
    -----
    Both the group and the whole need 95 % coverage. Source: METHODS.md D1, E1, E2, E5.
    """
    national = select_units(supply, None, coverage_weight)
    whole, objection = _whole(None, national.supply, national.reason)
    rows: dict[Hashable, Outcome] = {}
    for label, units in select_units_by_group(supply, None, group, coverage_weight).items():
        reason = objection or units.reason
        value = exact_sum(units.supply) / whole
        rows[label] = Outcome.absent(reason, units.n) if reason else Outcome.of(value, units.n)
    return outcomes_to_frame(rows.values(), pd.Index(list(rows)))


def density(supply: Values, base: Values, scale: float = 1.0) -> pd.DataFrame:
    """Density as a ratio ρ_i = c · S_i / D_i (D2).

    Parameters
    ----------
    supply : shape (n,), S_i ≥ 0; NaN = not reported
    base : shape (n,), D_i, named measure such as population in persons, same index; NaN = not reported
    scale : c, per how many units of the base: 10 000 for persons or enterprises, 100 for km²

    Returns
    -------
    pd.DataFrame, shape (n, 2), columns value (≥ 0, supply per c units of base) and reason; index preserved

    Notes
    -----
    D_i = 0 gives zero_denominator, never infinity. Source: METHODS.md D2, E1, E4.
    """
    amounts = unit_values(supply, "supply")
    bases = unit_values(base, "base", amounts.index)
    reasons = _unit_reasons(amounts, bases, None, (bases == 0, Reason.ZERO_DENOMINATOR))
    return outcome_frame(scale * (amounts / _divisor(bases)), reasons)


def density_of_sums(
    supply: Values, base: Values, scale: float = 1.0, *, coverage_weight: Values | None = None
) -> Outcome:
    """Density of several units together, ρ = c · ΣS / ΣD: a ratio of sums, never a mean of ratios (D2).

    Both sums run over the units reported in both. Coverage is measured by the base (E2).

    Parameters
    ----------
    supply, base, coverage_weight : shape (n,); NaN = not reported
    scale : c, as in ``density``

    Returns
    -------
    Outcome, value ≥ 0, between the least and the greatest density of the units

    Notes
    -----
    For a major region, which overlaps the zones, pass its members and show the result as "of which" (E5).
    Source: METHODS.md D2, E1, E2.
    """
    return _ratio_of_sums(select_units(supply, base, coverage_weight), scale)


def group_density(
    supply: Values,
    base: Values,
    group: Values | pd.Series,
    scale: float = 1.0,
    *,
    coverage_weight: Values | None = None,
) -> pd.DataFrame:
    """Density of each group ρ_z = c · Σ_{i∈z} S_i / Σ_{i∈z} D_i (D2).

    Parameters
    ----------
    supply, base, coverage_weight : shape (n,); NaN = not reported
    group : shape (n,), one label per unit
    scale : c, as in ``density``

    Returns
    -------
    pd.DataFrame, one row per group, columns value (≥ 0), reason, n and coverage (0..1)

    Raises
    ------
    ValueError
        If a unit has two groups or none (E5).

    Notes
    -----
    Source: METHODS.md D2, E1, E2, E5.
    """
    groups = select_units_by_group(supply, base, group, coverage_weight)
    ratios = [_ratio_of_sums(units, scale) for units in groups.values()]
    coverage = [units.coverage for units in groups.values()]
    return outcomes_to_frame(ratios, pd.Index(list(groups))).assign(coverage=coverage)


def location_quotient(
    supply: Values, base: Values, *, total_supply: float | None = None, total_base: float | None = None
) -> pd.DataFrame:
    """Location quotient LQ_i = (e_ik / e_i) / (E_k / E) (D3).

    With the demand base as e it is the supply–demand ratio s_i / d_i (G1).

    Parameters
    ----------
    supply : shape (n,), e_ik ≥ 0, the activity of interest (IP services); NaN = not reported
    base : shape (n,), e_i ≥ 0, all activity, same index; NaN = not reported
    total_supply, total_base : E_k and E where published; by default sums over units reported in both

    Returns
    -------
    pd.DataFrame, shape (n, 2), columns value (≥ 0; 1 = national) and reason; index preserved

    Raises
    ------
    ValueError
        If only one of the totals is given: numerator and denominator would cover different units.

    Notes
    -----
    Σ_i (e_i/E) LQ_i = 1. Noisy upward in small units: show it with e_ik (E7). e_i = 0 or E_k = 0 gives
    zero_denominator. Source: METHODS.md D3, G1, E1, E2.
    """
    if (total_supply is None) != (total_base is None):
        raise ValueError("give both national totals or neither")
    amounts = unit_values(supply, "supply")
    bases = unit_values(base, "base", amounts.index)
    units = select_units(amounts, bases, None)
    whole_supply, objection = _whole(total_supply, units.supply, units.reason)
    whole_base, base_objection = _whole(total_base, units.weight, units.reason)
    no_base = (bases == 0, Reason.ZERO_DENOMINATOR)
    reasons = _unit_reasons(amounts, bases, objection or base_objection, no_base)
    return outcome_frame((amounts / whole_supply) / (_divisor(bases) / whole_base), reasons)


def symmetric_location_quotient(
    supply: Values, base: Values, *, total_supply: float | None = None, total_base: float | None = None
) -> pd.DataFrame:
    """Symmetric location quotient (LQ_i − 1) / (LQ_i + 1), for maps (D3).

    Parameters, absences and errors as in ``location_quotient``.

    Returns
    -------
    pd.DataFrame, shape (n, 2), columns value (−1..1; 0 = national) and reason; index preserved
    """
    plain = location_quotient(supply, base, total_supply=total_supply, total_base=total_base)
    quotient = plain["value"]
    return outcome_frame((quotient - 1.0) / (quotient + 1.0), plain["reason"])


def _divisor(values: pd.Series) -> pd.Series:
    return values.where(values != 0, np.nan)


def _ratio_of_sums(units: Units, scale: float) -> Outcome:
    if units.reason:
        return Outcome.absent(units.reason, units.n)
    return Outcome.of(scale * (exact_sum(units.supply) / exact_sum(units.weight)), units.n)


def _whole(total: float | None, reported: pd.Series, objection: Reason | None) -> tuple[float, Reason | None]:
    """The whole that shares refer to, NaN with the reason where there is none."""
    if total is None:
        if objection:
            return np.nan, objection
        whole = exact_sum(reported)
    else:
        known = number(total)
        if known is None:
            return np.nan, Reason.NOT_PUBLISHED
        whole = known
    if whole < 0:
        return np.nan, Reason.NEGATIVE_INPUT
    if not np.isfinite(whole):
        return np.nan, Reason.NOT_FINITE
    return (whole, None) if whole > 0 else (np.nan, Reason.ZERO_DENOMINATOR)


def _unit_reasons(
    amounts: pd.Series, bases: pd.Series, objection: Reason | None, *further: tuple[pd.Series, Reason]
) -> pd.Series:
    """What keeps each unit from a value: its own figures first, then an objection to the whole."""
    conditions = [
        (amounts.isna() | bases.isna(), Reason.NOT_PUBLISHED),
        (np.isinf(amounts) | np.isinf(bases), Reason.NOT_FINITE),
        ((amounts < 0) | (bases < 0), Reason.NEGATIVE_INPUT),
        *further,
    ]
    if objection:
        conditions.append((pd.Series(True, index=amounts.index), objection))
    return reasons_by_unit(amounts.index, *conditions)
