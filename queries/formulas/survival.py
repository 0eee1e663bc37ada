"""How many of what was opened still stands: a cohort after some years, and the curve over all years (T8)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from queries.formulas.binomial import binomial_interval
from queries.formulas.outcome import outcome_frame, reasons_by_unit
from queries.formulas.reasons import Reason
from queries.formulas.units import Values, unit_values

__all__ = ["kaplan_meier", "survival_share"]


def survival_share(opened: Values, standing: Values, confidence: float = 0.95) -> pd.DataFrame:
    """Share of each cohort that still stands, with its exact binomial interval (T8).

    Parameters
    ----------
    opened : shape (n,), branches of each cohort; NaN = not known, as where the years have not yet passed
    standing : shape (n,), those of them that stand after the span, same index
    confidence : of the interval

    Returns
    -------
    pd.DataFrame, shape (n, 5), index preserved: value (0..1) and reason (not_published where either is missing,
        zero_denominator where nothing was opened), n (opened), lo, hi (0..1)

    Raises
    ------
    ValueError
        If more stand than were opened.

    Notes
    -----
    Where a register dates no closing every cohort stands by construction: the caller asks first.
    Source: METHODS.md T8, E1, E7.
    """
    begun = unit_values(opened, "opened")
    kept = unit_values(standing, "standing", begun.index)
    if (kept > begun).any():
        raise ValueError("more of a cohort stands than was opened")
    reasons = reasons_by_unit(
        begun.index, (begun.isna() | kept.isna(), Reason.NOT_PUBLISHED), (begun == 0, Reason.ZERO_DENOMINATOR)
    )
    bounds = binomial_interval(kept, begun, confidence)
    return outcome_frame(kept / begun.where(begun > 0), reasons).assign(n=begun, lo=bounds["lo"], hi=bounds["hi"])


def kaplan_meier(closed: Values, censored: Values, confidence: float = 0.95) -> pd.DataFrame:
    """Survival S(a) = Π_{b ≤ a} (1 − d_b/n_b) over ages a in years, when some have not been watched to the end (T8).

    Parameters
    ----------
    closed : shape (m,), d_a branches that closed at each age, index = ages ascending
    censored : shape (m,), branches last seen standing at each age, same index
    confidence : of the interval

    Returns
    -------
    pd.DataFrame, index = ages at which any was still at risk: at_risk (n_a: neither closed nor lost from sight
        before), closed, censored, survival (0..1), error (Greenwood's standard error; NaN where none is left), lo
        and hi (0..1, log–log; NaN before the first closing and where none is left)

    Raises
    ------
    ValueError
        If a count is negative or the ages do not rise.

    Notes
    -----
    What is last seen at an age was at risk at that age. Source: METHODS.md T8; Kaplan & Meier (1958) JASA 53.
    """
    from scipy.special import ndtri

    ended = unit_values(closed, "closed")
    lost = unit_values(censored, "censored", ended.index)
    if (ended < 0).any() or (lost < 0).any() or not ended.index.is_monotonic_increasing:
        raise ValueError("closings and losses are counts by rising age")
    leaving = ended + lost
    at_risk = leaving[::-1].cumsum()[::-1]
    at_risk = at_risk[at_risk > 0]
    deaths = ended[at_risk.index]
    survival = (1.0 - deaths / at_risk).cumprod()
    left = at_risk - deaths
    spread = (deaths / (at_risk * left.where(left > 0))).cumsum(skipna=False)
    is_inside = (survival > 0) & (survival < 1)
    depth = np.log(survival.where(is_inside))
    reach = float(ndtri((1 + confidence) / 2)) * np.sqrt(spread) / depth.abs()
    return pd.DataFrame({
        "at_risk": at_risk, "closed": deaths, "censored": lost[at_risk.index], "survival": survival,
        "error": survival * np.sqrt(spread),
        "lo": np.exp(depth * np.exp(reach)), "hi": np.exp(depth * np.exp(-reach)),
    })
