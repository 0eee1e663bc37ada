"""Do flows keep to a few pairs or do they lead everywhere? (T9)"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from queries.formulas.outcome import Outcome
from queries.formulas.reasons import Reason
from queries.formulas.units import exact_sum

__all__ = ["TOP_PAIRS", "FlowConcentration", "flow_concentration"]

TOP_PAIRS = 10


@dataclass(frozen=True)
class FlowConcentration:
    """How flows spread over ordered pairs of units; n of every outcome = n(n − 1) possible pairs.

    Attributes
    ----------
    entropy : H, 0 (one pair holds all) .. ln(n(n − 1))
    normalised : H / ln(n(n − 1)), 0..1, 1 = every pair the same; not_applicable below two pairs
    herfindahl : HHI of the shares of pairs, 1/(n(n − 1))..1
    top : share of the ten largest pairs, 0..1
    pairs : pairs with branches, the largest first and ties by code: origin, destination, branches, share, cumulative
        (sum of the shares so far)
    possible : n(n − 1)
    """

    entropy: Outcome
    normalised: Outcome
    herfindahl: Outcome
    top: Outcome
    pairs: pd.DataFrame
    possible: int


def flow_concentration(flows: pd.DataFrame, top: int = TOP_PAIRS) -> FlowConcentration:
    """Concentration of flows p = F_ij / ΣF over ordered pairs i ≠ j: H = −Σ p ln p, HHI = Σ p², share of the top (T9).

    Parameters
    ----------
    flows : shape (n, n), F_ij ≥ 0 branches in column j of head offices in row i, same labels both ways; the diagonal
        does not count
    top : how many pairs the share of the largest is of

    Returns
    -------
    FlowConcentration; zero_denominator without a branch outside its home unit

    Raises
    ------
    ValueError
        If rows and columns are not the same units.

    Notes
    -----
    0 · ln 0 = 0. Source: METHODS.md T9, E1; Shannon (1948).
    """
    if list(flows.index) != list(flows.columns):
        raise ValueError("flows need the same units in the same order as rows and as columns")
    possible = len(flows) * (len(flows) - 1)
    pairs = _pairs(flows)
    if pairs.empty:
        absent = Outcome.absent(Reason.ZERO_DENOMINATOR, possible)
        return FlowConcentration(absent, absent, absent, absent, pairs, possible)
    shares = pairs["share"]
    entropy = max(0.0, -exact_sum(shares * np.log(shares)))
    normalised = Outcome.absent(Reason.NOT_APPLICABLE, possible)
    if possible > 1:
        normalised = Outcome.of(min(1.0, entropy / float(np.log(possible))), possible)
    return FlowConcentration(
        Outcome.of(entropy, possible), normalised, Outcome.of(exact_sum(shares**2), possible),
        Outcome.of(min(1.0, exact_sum(shares.head(top))), possible), pairs, possible,
    )


def _pairs(flows: pd.DataFrame) -> pd.DataFrame:
    numbers = flows.to_numpy(dtype=float)
    rows, columns = np.nonzero((numbers > 0) & ~np.eye(len(flows), dtype=bool))
    pairs = pd.DataFrame({
        "origin": flows.index[rows], "destination": flows.columns[columns], "branches": numbers[rows, columns],
    })
    pairs = pairs.sort_values(["branches", "origin", "destination"], ascending=[False, True, True], ignore_index=True)
    pairs["share"] = pairs["branches"] / exact_sum(pairs["branches"]) if len(pairs) else pairs["branches"]
    pairs["cumulative"] = pairs["share"].cumsum().clip(upper=1.0)
    return pairs
