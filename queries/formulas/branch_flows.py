"""Indices of the flows of branches from head offices to the places where they open."""

from __future__ import annotations

import numpy as np
import pandas as pd

from queries.formulas.order_index import lacking, ordered_pairs
from queries.formulas.outcome import Outcome, outcome_frame, reasons_by_unit
from queries.formulas.reasons import Reason
from queries.formulas.units import MINIMUM_COVERAGE, Values, exact_sum, unit_values

__all__ = ["acceptance_index", "down_gradient_share", "share_from_to", "transfer_out_index"]


def transfer_out_index(flows: pd.DataFrame) -> pd.DataFrame:
    """Transfer-out index TO_i = O_i / Σ_j F_ij: the share of the branches of i that stand outside i (T7).

    Parameters
    ----------
    flows : shape (n, n), F_ij ≥ 0 branches in column j of head offices in row i, same labels both ways

    Returns
    -------
    pd.DataFrame, shape (n, 4), index of rows: value (0..1) and reason (zero_denominator without any branch), outside
        (O_i) and sent (Σ_j F_ij), which groups of units add up before they divide

    Notes
    -----
    Source: METHODS.md T6, T7, E1.
    """
    table = _square(flows)
    sent = table.sum(axis=1)
    outside = sent - pd.Series(np.diag(table), index=table.index)
    return outcome_frame(outside / sent.where(sent > 0), _without(sent)).assign(outside=outside, sent=sent)


def acceptance_index(flows: pd.DataFrame, demand: Values, told: pd.Series | None = None) -> pd.DataFrame:
    """Acceptance index AI_j = (A_j / ΣA) / d_j of branches from elsewhere, relative to the share of demand (T8).

    Parameters
    ----------
    flows : shape (n, n), as in ``transfer_out_index``; the diagonal does not count
    demand : shape (n,), D_j ≥ 0, same labels; NaN = not reported
    told : shape (n,), same labels; False = a unit whose head offices the register does not hold, so that nobody knows
        what left it; by default it holds all

    Returns
    -------
    pd.DataFrame, shape (n, 4), columns value (≥ 0; 1 = in proportion to demand), reason, accepted (A_j among the units
        told) and expected (d_j ΣA, what proportion would give); index of rows

    Notes
    -----
    Shares are of the units told, Σ_j d_j AI_j = 1; those not told are not_published. They must carry 95 % of the
    demand: what a part of the nation sends is not what a unit accepts. A missing demand leaves every index absent,
    reason coverage: the shares would be of another whole. Source: METHODS.md T6, T8, E1, E2.
    """
    table = _square(flows)
    bases = unit_values(demand, "demand", table.index)
    held = pd.Series(True, index=table.index) if told is None else told.astype(bool)
    away = _off_diagonal(flows)
    accepted = away[held].sum(axis=0).where(held)
    received, whole = exact_sum(accepted.dropna()), exact_sum(bases[held].dropna())
    is_partial = bases.isna().any() or whole < MINIMUM_COVERAGE * exact_sum(bases.dropna())
    reasons = reasons_by_unit(
        table.index,
        (~held, Reason.NOT_PUBLISHED),
        (bases.isna(), Reason.NO_DENOMINATOR),
        (pd.Series(bool(is_partial), index=table.index), Reason.COVERAGE),
        ((bases == 0) | (received == 0 or whole == 0), Reason.ZERO_DENOMINATOR),
    )
    expected = received * bases.where(held) / (whole or np.nan)
    return outcome_frame(accepted / expected.where(expected > 0), reasons).assign(accepted=accepted, expected=expected)


def share_from_to(flows: pd.DataFrame, origins: frozenset[str], destinations: frozenset[str]) -> Outcome:
    """Share of all branches outside their home unit that lead from some units to others.

    With the East as origins and all others as destinations: the East→inland share Σ_{i∈E,j∉E} F_ij / Σ_{i≠j} F_ij.

    Returns
    -------
    Outcome 0..1; n = branches outside their home unit; zero_denominator without one

    Notes
    -----
    Source: METHODS.md T7, E1.
    """
    away = _off_diagonal(flows)
    chosen = away.loc[[code in origins for code in away.index], [code in destinations for code in away.columns]]
    return _part(float(chosen.to_numpy().sum()), away)


def down_gradient_share(flows: pd.DataFrame, gradient: Values) -> Outcome:
    """Share of branches that lead from a higher to a lower gradient, Σ_{G_ij>0} F_ij / Σ_{i≠j} F_ij (T7).

    Parameters
    ----------
    flows : shape (n, n), as in ``transfer_out_index``
    gradient : shape (n,), gradient coefficient g_i > 0 of every unit (T1), same labels; NaN or 0 = not known

    Returns
    -------
    Outcome 0..1 of the ``ordered_pairs``, on which ``order_index`` rests too; n = their branches; zero_denominator
    without a branch outside its home unit; coverage where the pairs hold less than 95 % of those branches (n of all)

    Notes
    -----
    Source: METHODS.md T1, T2, T7, E1, E2.
    """
    pairs = ordered_pairs(flows, gradient)
    reason = lacking(flows, pairs)
    if reason:
        return Outcome.absent(reason, int(_off_diagonal(flows).to_numpy().sum()))
    whole = float(pairs["branches"].sum())
    return Outcome.of(float(pairs.loc[pairs["difference"] > 0, "branches"].sum()) / whole, int(whole))


def _square(flows: pd.DataFrame) -> pd.DataFrame:
    if list(flows.index) != list(flows.columns):
        raise ValueError("flows need the same units in the same order as rows and as columns")
    return flows.astype(float)


def _off_diagonal(flows: pd.DataFrame) -> pd.DataFrame:
    table = _square(flows)
    return table.where(~np.eye(len(table), dtype=bool), 0.0)


def _without(whole: pd.Series) -> pd.Series:
    return reasons_by_unit(whole.index, (whole == 0, Reason.ZERO_DENOMINATOR))


def _part(amount: float, away: pd.DataFrame) -> Outcome:
    whole = float(away.to_numpy().sum())
    n = int(whole)
    return Outcome.of(amount / whole, n) if whole else Outcome.absent(Reason.ZERO_DENOMINATOR, n)
