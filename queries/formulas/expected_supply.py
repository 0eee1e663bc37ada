"""Expected supply: what regions with similar drivers have, each region left out of its own benchmark."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd

from queries.formulas.count_regression import leave_one_out_counts
from queries.formulas.drivers import Design, driver_design
from queries.formulas.log_linear import is_constant, leave_one_out_log_linear
from queries.formulas.outcome import reasons_by_unit
from queries.formulas.reasons import Reason
from queries.formulas.units import Values, unit_values

__all__ = ["MINIMUM_UNITS", "ExpectedSupply", "Method", "Standing", "expected_supply", "usable_units"]

MINIMUM_UNITS = 10
"""Inference needs ten units (rule E3), a model of counts ten that are not zero."""

INNER, OUTER = 0.80, 0.95
"""Confidence of the two prediction intervals: outside the first a region is short, below the second severely so."""

TOUCHING = 1e-9
"""A residual of this size is rounding, as where the supply follows the drivers exactly."""

NUMBERS = ["expected", "expected_mean", "lo_80", "hi_80", "lo_95", "hi_95", "gap", "relative_gap", "studentised"]


class Method(StrEnum):
    """How the expected supply is estimated."""

    LOG_LINEAR = "log_linear"
    """Least squares of ln S on ln x."""
    POISSON = "poisson"
    """Poisson regression: some supply is zero."""
    NEGATIVE_BINOMIAL = "negative_binomial"
    """NB2 regression: some supply is zero and counts vary more than Poisson has it."""


class Standing(StrEnum):
    """Where a region stands against the prediction interval from the other regions."""

    SEVERELY_SHORT = "severely_short"
    """Below the 95 % interval."""
    SHORT = "short"
    """Below the 80 % interval."""
    AS_EXPECTED = "as_expected"
    """Inside the 80 % interval; no order among these regions is known."""
    ABOVE = "above"
    """Above the 80 % interval."""


@dataclass(frozen=True)
class ExpectedSupply:
    """The model and its answer for every unit.

    Attributes
    ----------
    rows : pd.DataFrame, index = units given
        ``supply``; ``expected`` Ŝ_i (median of ln-linear, mean of counts), ``expected_mean``; ``lo_80``, ``hi_80``,
        ``lo_95``, ``hi_95`` prediction intervals; ``gap`` Δ_i = Ŝ_i − S_i in units of supply; ``relative_gap``
        δ_i = S_i/Ŝ_i − 1; ``studentised`` t_i (ln-linear only); ``standing``; ``reason`` exactly where there is none.
    method : Method or None
        None where nothing was fitted; then ``reason`` says why.
    design : Design or None
    n : int
        Units that entered.
    r_squared : float or None
        R² of ln S, or the share of deviance explained; fit with all units.
    overdispersion : float or None
        t value of the test that decides between Poisson and NB2.
    dispersion : float or None
        α of NB2, 0 for Poisson.
    reason : Reason or None
    """

    rows: pd.DataFrame
    method: Method | None
    design: Design | None
    n: int
    r_squared: float | None
    overdispersion: float | None
    dispersion: float | None
    reason: Reason | None


def expected_supply(
    supply: Values, drivers: pd.DataFrame, *, is_count: bool, seed: int, draws: int = 10_000
) -> ExpectedSupply:
    """Expected supply of each unit from the relation of supply to drivers among all other units (G4 a–c).

    ln S = β₀ + Σ β_m ln x_m + u by least squares. Ŝ_i = exp(ŷ_(i)), its mean times Duan's smearing, both without i;
    interval exp(ŷ_(i) ± t_{1−α/2,n−p−1} s_(i) sqrt(1 + x_iᵀ(X_(i)ᵀX_(i))⁻¹x_i)). Where some counts are zero:
    Poisson, or NB2 where they are overdispersed, refitted without i, interval from simulated draws.

    Parameters
    ----------
    supply : shape (n,), S_i ≥ 0 in one unit; NaN = not reported
    drivers : shape (n, 1..3), x_im > 0, same index; NaN = not reported
    is_count : whether S is a number of agencies or persons; its unit says so, never its figures, which are whole
        for money too in a unit that is small enough
    seed : from configuration (E10); only counts with zeros use it
    draws : simulated counts per unit

    Returns
    -------
    ExpectedSupply

    Raises
    ------
    ValueError
        If units differ or repeat, or there is no driver or more than three.

    Notes
    -----
    A unit without supply or a driver does not enter, and no value is put in its place (E2): ``not_published``,
    ``no_denominator``; a driver of zero has no logarithm: ``not_positive``. Fewer than ten units:
    ``too_few_points`` for all, and for counts of which fewer than ten are not zero. Zeros in a supply that is no
    count (money): ``not_positive``. A supply that is the same everywhere leaves nothing to explain:
    ``zero_denominator``. Counts whose fits without one unit never come to rest, as beyond their bound:
    ``not_finite``. "Expected" is what similar regions have, not what is needed. Source: METHODS.md G4, E2, E3, E4;
    Duan (1983).
    """
    amounts = unit_values(supply, "supply")
    reasons = usable_units(amounts, drivers)
    entered = reasons.isna().to_numpy()
    if entered.sum() < MINIMUM_UNITS:
        return _absent(amounts, reasons, Reason.TOO_FEW_POINTS, int(entered.sum()))
    used = amounts[entered]
    objection = _objection(used, is_count)
    if objection:
        return _absent(amounts, reasons, objection, len(used))
    design = driver_design(drivers[entered])
    fitted, facts = _log_linear(used, design) if (used > 0).all() else _counts(used, design, seed, draws)
    if fitted["expected"].isna().all():
        return _absent(amounts, reasons, Reason.NOT_FINITE, len(used))
    rows = _judged(amounts, fitted.reindex(amounts.index), reasons)
    return ExpectedSupply(rows, design=design, n=len(used), reason=None, **facts)


def _objection(used: pd.Series, is_count: bool) -> Reason | None:
    """Why the supply of the units that could enter has no model, None where it has."""
    positive = used[used > 0]
    if len(positive) < len(used):
        if not is_count or not (used == used.round()).all():
            return Reason.NOT_POSITIVE
        return Reason.TOO_FEW_POINTS if len(positive) < MINIMUM_UNITS else None
    return Reason.ZERO_DENOMINATOR if is_constant(np.log(used.to_numpy())) else None


def usable_units(amounts: pd.Series, drivers: pd.DataFrame) -> pd.Series:
    """Why each unit cannot enter a regression on logarithms of drivers, None where it can.

    Raises
    ------
    ValueError
        If the drivers are of other units than the supply.
    """
    columns = [unit_values(drivers[name], str(name), amounts.index) for name in drivers.columns]
    values = pd.concat(columns, axis=1) if columns else pd.DataFrame(index=amounts.index)
    return reasons_by_unit(
        amounts.index,
        (amounts.isna(), Reason.NOT_PUBLISHED),
        (values.isna().any(axis=1), Reason.NO_DENOMINATOR),
        (np.isinf(amounts) | np.isinf(values).any(axis=1), Reason.NOT_FINITE),
        ((amounts < 0) | (values < 0).any(axis=1), Reason.NEGATIVE_INPUT),
        ((values == 0).any(axis=1), Reason.NOT_POSITIVE),
    )


def _log_linear(used: pd.Series, design: Design) -> tuple[pd.DataFrame, dict]:
    fit = leave_one_out_log_linear(np.log(used), design.matrix)
    expected = np.exp(fit.rows["predicted"])
    inner, outer = np.exp(fit.interval(INNER)), np.exp(fit.interval(OUTER))
    fitted = pd.DataFrame(
        {
            "expected": expected,
            "expected_mean": expected * fit.rows["smearing"],
            "lo_80": inner["lo"], "hi_80": inner["hi"], "lo_95": outer["lo"], "hi_95": outer["hi"],
            "studentised": fit.rows["studentised"],
        }
    )
    facts = {"method": Method.LOG_LINEAR, "r_squared": fit.r_squared, "overdispersion": None, "dispersion": None}
    return fitted, facts


def _counts(used: pd.Series, design: Design, seed: int, draws: int) -> tuple[pd.DataFrame, dict]:
    fit = leave_one_out_counts(used, design.matrix)
    expected = np.exp(fit.rows["predicted"])
    ends = fit.intervals((INNER, OUTER), seed, draws).set_axis(["lo_80", "hi_80", "lo_95", "hi_95"], axis=1)
    fitted = ends.assign(expected=expected, expected_mean=expected, studentised=np.nan)
    facts = {
        "method": Method.NEGATIVE_BINOMIAL if fit.is_dispersed else Method.POISSON,
        "r_squared": fit.explained,
        "overdispersion": fit.overdispersion,
        "dispersion": fit.dispersion,
    }
    return fitted, facts


def _judged(amounts: pd.Series, fitted: pd.DataFrame, reasons: pd.Series) -> pd.DataFrame:
    """Gap and standing of every unit; a unit without which the model does not exist has neither."""
    alone = fitted["expected"].isna() & reasons.isna()
    reasons = reasons.mask(alone, Reason.TOO_FEW_POINTS.value)
    known = reasons.isna().to_numpy()
    rows = fitted.assign(supply=amounts)
    rows["gap"] = rows["expected"] - amounts
    rows["relative_gap"] = amounts / rows["expected"].where(rows["expected"] > 0) - 1
    low, high = 1 - TOUCHING, 1 + TOUCHING
    standing = pd.Series(Standing.AS_EXPECTED.value, index=amounts.index, dtype=object)
    standing[amounts > rows["hi_80"] * high] = Standing.ABOVE.value
    standing[amounts < rows["lo_80"] * low] = Standing.SHORT.value
    standing[amounts < rows["lo_95"] * low] = Standing.SEVERELY_SHORT.value
    rows["standing"] = standing.where(known, None)
    return rows[["supply", *NUMBERS, "standing"]].assign(reason=reasons.where(reasons.notna(), None))


def _absent(amounts: pd.Series, reasons: pd.Series, reason: Reason, n: int) -> ExpectedSupply:
    everyone = reasons.where(reasons.notna(), reason.value)
    rows = pd.DataFrame(np.nan, index=amounts.index, columns=NUMBERS).assign(standing=None, reason=everyone)
    rows.insert(0, "supply", amounts)
    return ExpectedSupply(rows, None, None, n, None, None, None, reason)
