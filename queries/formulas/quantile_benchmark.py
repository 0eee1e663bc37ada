"""Good practice: what the best quarter of regions with similar drivers have."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd

from queries.formulas.drivers import driver_design
from queries.formulas.expected_supply import MINIMUM_UNITS, usable_units
from queries.formulas.outcome import outcome_frame
from queries.formulas.reasons import Reason
from queries.formulas.units import Values, unit_values

__all__ = ["GOOD_PRACTICE", "quantile_benchmark"]

GOOD_PRACTICE = 0.75
STEPS = 5000

DEPTH = 10.0
"""How far below the smallest positive figure, in logarithms, units with zero are put."""


def quantile_benchmark(supply: Values, drivers: pd.DataFrame, quantile: float = GOOD_PRACTICE) -> pd.DataFrame:
    """Conditional quantile of supply given drivers, Q̂_τ, and the distance to it, Q̂_τ − S (G4 d).

    Quantile regression of ln S on the same design as the expected supply; the logarithm keeps order, so exp of
    the quantile of ln S is the quantile of S.

    Parameters
    ----------
    supply : shape (n,), S_i ≥ 0; NaN = not reported
    drivers : shape (n, 1..3), x_im > 0, same index; NaN = not reported
    quantile : τ, 0..1

    Returns
    -------
    pd.DataFrame, index preserved: value (Q̂_τ − S in units of supply; negative above the benchmark), reason,
        benchmark (Q̂_τ)

    Notes
    -----
    A fit depends on units below it only by their lying below, so that units with zero supply enter at the foot of
    the figure; if the fit comes down to where they were put, nothing is said: ``not_positive``. Unlike the expected
    supply, the unit itself enters. Source: METHODS.md G4, E2, E3; Koenker & Bassett (1978).
    """
    amounts = unit_values(supply, "supply")
    reasons = usable_units(amounts, drivers)
    entered = reasons.isna().to_numpy()
    used = amounts[entered]
    benchmark = pd.Series(np.nan, index=amounts.index)
    if len(used) < MINIMUM_UNITS:
        reasons = reasons.where(reasons.notna(), Reason.TOO_FEW_POINTS.value)
    elif not (used > 0).any():
        reasons = reasons.where(reasons.notna(), Reason.NOT_POSITIVE.value)
    else:
        foot = float(np.log(used[used > 0].min())) - DEPTH
        fitted = _fitted(np.log(used.where(used > 0)).fillna(foot), driver_design(drivers[entered]).matrix, quantile)
        if (fitted[used == 0] <= foot + 1e-6).any():
            reasons = reasons.where(reasons.notna(), Reason.NOT_POSITIVE.value)
        else:
            benchmark[used.index] = np.exp(fitted)
    return outcome_frame(benchmark - amounts, reasons).assign(benchmark=benchmark)


def _fitted(logarithms: pd.Series, matrix: pd.DataFrame, quantile: float) -> pd.Series:
    from statsmodels.regression.quantile_regression import QuantReg

    with warnings.catch_warnings():
        # Ties let the search hover between equally good lines; which of them it takes does not matter here.
        warnings.simplefilter("ignore")
        result = QuantReg(logarithms.to_numpy(), matrix.to_numpy()).fit(q=quantile, max_iter=STEPS)
    return pd.Series(matrix.to_numpy() @ result.params, index=logarithms.index)
