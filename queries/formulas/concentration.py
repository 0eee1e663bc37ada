"""How much of the supply a few units hold."""

from __future__ import annotations

import pandas as pd

from queries.formulas.outcome import Outcome
from queries.formulas.reasons import Reason
from queries.formulas.units import Units, Values, exact_sum, select_units

__all__ = [
    "concentration_ratio",
    "equivalent_number",
    "herfindahl_hirschman_index",
    "normalised_herfindahl_hirschman_index",
]


def concentration_ratio(supply: Values, m: int, *, coverage_weight: Values | None = None) -> Outcome:
    """Concentration ratio CR_m, the sum of the m largest shares (D5).

    Parameters
    ----------
    supply : shape (n,), S_i ≥ 0; NaN = not reported
    m : how many units, 1 or more; customary 1, 4, 8
    coverage_weight : shape (n,), what measures coverage (E2); by default each unit counts 1

    Returns
    -------
    Outcome, value m/n..1; not_applicable where m exceeds the reported units

    Raises
    ------
    ValueError
        If m is below 1.

    Notes
    -----
    Source: METHODS.md D5, E1, E2.
    """
    if m < 1:
        raise ValueError(f"the number of largest units must be 1 or more, got {m}")
    units = select_units(supply, None, coverage_weight)
    objection = _objection(units) or (Reason.NOT_APPLICABLE if m > units.n else None)
    if objection:
        return Outcome.absent(objection, units.n)
    return Outcome.of(min(exact_sum(_shares(units).nlargest(m)), 1.0), units.n)


def herfindahl_hirschman_index(supply: Values, *, coverage_weight: Values | None = None) -> Outcome:
    """Herfindahl–Hirschman index H = Σ s_i² (D4).

    Parameters
    ----------
    supply : shape (n,), S_i ≥ 0; NaN = not reported
    coverage_weight : shape (n,), what measures coverage (E2); by default each unit counts 1

    Returns
    -------
    Outcome, value 1/n (all equal) .. 1 (one unit holds all)

    Notes
    -----
    Source: METHODS.md D4; Herfindahl (1950) (to be verified), Hirschman (1945).
    """
    units = select_units(supply, None, coverage_weight)
    objection = _objection(units)
    if objection:
        return Outcome.absent(objection, units.n)
    return Outcome.of(exact_sum(_shares(units) ** 2), units.n)


def normalised_herfindahl_hirschman_index(supply: Values, *, coverage_weight: Values | None = None) -> Outcome:
    """Normalised index H* = (H − 1/n) / (1 − 1/n), comparable between countries of different n (D4).

    Parameters
    ----------
    supply, coverage_weight : as in ``herfindahl_hirschman_index``

    Returns
    -------
    Outcome, value 0 (all equal) .. 1 (one unit holds all); single_unit for fewer than two units

    Notes
    -----
    Source: METHODS.md D4, E1 to E4.
    """
    index = herfindahl_hirschman_index(supply, coverage_weight=coverage_weight)
    if index.value is None:
        return index
    if index.n < 2:
        return Outcome.absent(Reason.SINGLE_UNIT, index.n)
    least = 1.0 / index.n
    # Equal shares leave a rounding error below the least possible index.
    return Outcome.of(max(index.value - least, 0.0) / (1.0 - least), index.n)


def equivalent_number(supply: Values, *, coverage_weight: Values | None = None) -> Outcome:
    """Number 1/H of units of equal size that would be as concentrated (D4).

    Parameters
    ----------
    supply, coverage_weight : as in ``herfindahl_hirschman_index``

    Returns
    -------
    Outcome, value 1 (one unit holds all) .. n (all equal)

    Notes
    -----
    Source: METHODS.md D4, E1 to E4.
    """
    index = herfindahl_hirschman_index(supply, coverage_weight=coverage_weight)
    return index if index.value is None else Outcome.of(1.0 / index.value, index.n)


def _shares(units: Units) -> pd.Series:
    return units.supply / exact_sum(units.supply)


def _objection(units: Units) -> Reason | None:
    if units.reason:
        return units.reason
    return Reason.ZERO_DENOMINATOR if exact_sum(units.supply) == 0 else None
