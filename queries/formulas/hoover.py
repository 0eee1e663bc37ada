"""Hoover's index: the share of the supply that would have to move to lie as demand lies."""

from __future__ import annotations

from queries.formulas.outcome import Outcome
from queries.formulas.reasons import Reason
from queries.formulas.units import Values, exact_sum, select_units

__all__ = ["hoover"]


def hoover(supply: Values, base: Values, *, coverage_weight: Values | None = None) -> Outcome:
    """Hoover's index H = ½ Σ |s_i − d_i| with s_i = S_i/ΣS and d_i = D_i/ΣD (D10).

    Parameters
    ----------
    supply : shape (n,), S_i ≥ 0; NaN = not reported
    base : shape (n,), D_i ≥ 0, the demand base, same index; NaN = not reported
    coverage_weight : shape (n,), what measures coverage (E2); by default the base

    Returns
    -------
    Outcome, value 0 (supply lies as demand does) .. 1 (where one is the other is not)

    Notes
    -----
    Equal to Σ shortfall / ΣS of ``gap_to_reference`` with the reference ΣS/ΣD of the same units. No supply at all
    gives zero_denominator. Source: METHODS.md D10, E1, E2; Hoover (1936).
    """
    units = select_units(supply, base, coverage_weight)
    if units.reason:
        return Outcome.absent(units.reason, units.n)
    whole = exact_sum(units.supply)
    if whole == 0:
        return Outcome.absent(Reason.ZERO_DENOMINATOR, units.n)
    differences = (units.supply / whole - units.weight / exact_sum(units.weight)).abs()
    return Outcome.of(min(exact_sum(differences) / 2, 1.0), units.n)
