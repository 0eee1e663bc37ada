"""How the shares of the units of a whole move between two years, and what that says of who gave and who received."""

from __future__ import annotations

from enum import StrEnum

import numpy as np
import pandas as pd

from queries.formulas.outcome import reasons_by_unit
from queries.formulas.reasons import Reason
from queries.formulas.units import Values, exact_sum, select_units, unit_values

__all__ = ["TransferType", "share_dynamics"]

PERCENTAGE_POINTS = 100.0
ROUNDING = 1e-12
"""A change smaller than this part of the whole is the rounding of fractional counts, not a change."""


class TransferType(StrEnum):
    """What the change of the amount, ΔS, and of the share, Δs, say together; Δs = 0 belongs to neither side."""

    ABSOLUTE_OUT = "absolute_out"
    """ΔS < 0 and Δs < 0: less, and a smaller part."""
    RELATIVE_OUT = "relative_out"
    """ΔS ≥ 0 and Δs < 0: no less, but a smaller part, since others grew faster."""
    RELATIVE_IN = "relative_in"
    """ΔS ≥ 0 and Δs > 0: a greater part of no smaller amount."""
    CONTRACTION_GAIN = "contraction_gain"
    """ΔS < 0 and Δs > 0: less, but others lost more."""
    SHARE_HELD = "share_held"
    """Δs = 0, whatever ΔS: the unit grew or shrank as the whole did, so nothing moved."""


def share_dynamics(before: Values, after: Values, coverage_weight: Values | None = None) -> pd.DataFrame:
    """Change of shares Δs_i = s_i(t) − s_i(0), transfer type and relative net flow RNF_i = S_N(t)·Δs_i (T3).

    Parameters
    ----------
    before, after : shape (n,), S_i(0) and S_i(t) ≥ 0 in one unit, same index; NaN = not reported. The units are a
        partition of the whole: overlapping regions stand outside (E5)
    coverage_weight : shape (n,), what measures coverage (E2); by default the greater of the two amounts, so that a
        unit known in neither year leaves the coverage unknown

    Returns
    -------
    pd.DataFrame, index preserved: change (ΔS_i, unit of the input), share_before, share_after (0..1), share_change
        (percentage points), relative_net_flow (unit of the input; > 0 received), transfer_type (text of TransferType
        or None), reason (why all the others are absent, else None)

    Notes
    -----
    The units are fixed: those reported in both years (E2). Over them Σ Δs = 0 and Σ RNF = 0. The flow is what the unit
    has beyond growth at the pace of the whole, its regional net shift; that is an arithmetic difference and no
    observed move: entry elsewhere alone lets a share fall. Changes below 1e-12 of the whole count as none, so that
    fractional counts do not tip a type. A whole of zero in either year gives zero_denominator. Source: METHODS.md T3,
    E1, E2, E4, E5; 靳卫东 et al. (2016) on what such measures cannot show.
    """
    first = unit_values(before, "before")
    last = unit_values(after, "after", first.index)
    weight = np.fmax(first, last) if coverage_weight is None else coverage_weight
    objection = next(
        (units.reason for units in (select_units(first, last, weight), select_units(last, first, weight))
         if units.reason),
        None,
    )
    known = first.notna() & last.notna()
    first_whole, last_whole = exact_sum(first[known]), exact_sum(last[known])
    reasons = reasons_by_unit(
        first.index,
        (~known, Reason.NOT_PUBLISHED),
        *(((pd.Series(True, index=first.index), objection),) if objection else ()),
    )
    stands = reasons.isna()
    rows = pd.DataFrame({
        "change": last - first,
        "share_before": first / (first_whole or np.nan),
        "share_after": last / (last_whole or np.nan),
    }).where(stands, np.nan)
    step = rows["share_after"] - rows["share_before"]
    rows["share_change"] = PERCENTAGE_POINTS * step
    rows["relative_net_flow"] = last_whole * step
    shrinks = rows["change"] < -ROUNDING * max(first_whole, last_whole, 0.0)
    kinds = pd.Series(TransferType.RELATIVE_IN.value, index=rows.index, dtype=object)
    kinds[shrinks] = TransferType.CONTRACTION_GAIN.value
    kinds[step < 0] = TransferType.RELATIVE_OUT.value
    kinds[shrinks & (step < 0)] = TransferType.ABSOLUTE_OUT.value
    kinds[step.abs() <= ROUNDING] = TransferType.SHARE_HELD.value
    rows["transfer_type"] = kinds.where(stands, None)
    return rows.assign(reason=reasons)
