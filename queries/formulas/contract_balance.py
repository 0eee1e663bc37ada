"""Technology sold against technology bought: what a place gives away and takes in, and what is left over (T6)."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from queries.formulas.outcome import outcome_frame, reasons_by_unit
from queries.formulas.reasons import Reason
from queries.formulas.units import Values, exact_sum, unit_values

__all__ = ["BalanceSum", "balance_sum", "contract_balance"]


@dataclass(frozen=True, slots=True)
class BalanceSum:
    """Sums over the units with both figures.

    Attributes
    ----------
    sold, bought : Σ of each
    net : Σ (sold − bought). Not zero: buyers abroad, in 港澳台 or in units without figures are no unit here
    n : units with both figures
    """

    sold: float
    bought: float
    net: float
    n: int


def contract_balance(sold: Values, bought: Values) -> pd.DataFrame:
    """Net output N_i = sold_i − bought_i and its rate N_i/(sold_i + bought_i) (T6 on contracts).

    Parameters
    ----------
    sold, bought : shape (n,), ≥ 0, by place of the seller and of the buyer, same units; NaN = not reported

    Returns
    -------
    pd.DataFrame, shape (n, 4), index of `sold`: sold, bought, net (NaN where `reason` says why), and value, the rate
        −1 (all is bought) .. 1 (all is sold), with its reason

    Notes
    -----
    A contract within a place counts on both sides and leaves its net as it is. The reasons: not_published where one
    side is missing, negative_input, not_finite, and zero_denominator of the rate where nothing was traded.
    Source: METHODS.md T6, E1, E2, E4.
    """
    gives = unit_values(sold, "sold")
    takes = unit_values(bought, "bought", gives.index)
    traded = gives + takes
    reasons = reasons_by_unit(
        gives.index,
        (gives.isna() | takes.isna(), Reason.NOT_PUBLISHED),
        (traded.abs() == float("inf"), Reason.NOT_FINITE),
        ((gives < 0) | (takes < 0), Reason.NEGATIVE_INPUT),
    )
    net = (gives - takes).where(reasons.isna())
    rates = reasons.mask(reasons.isna() & (traded == 0), Reason.ZERO_DENOMINATOR.value)
    return outcome_frame(net / traded.where(traded > 0), rates).assign(sold=gives, bought=takes, net=net)


def balance_sum(balance: pd.DataFrame) -> BalanceSum:
    """Add up a balance over the units that have one, of the columns of ``contract_balance`` (T6)."""
    known = balance[balance["net"].notna()]
    return BalanceSum(exact_sum(known["sold"]), exact_sum(known["bought"]), exact_sum(known["net"]), len(known))
