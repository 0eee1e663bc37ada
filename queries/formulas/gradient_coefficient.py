"""The industrial gradient coefficient: how far a region's services stand above the economy and the staff it has."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from queries.formulas.outcome import outcome_frame, reasons_by_unit
from queries.formulas.reasons import Reason
from queries.formulas.units import exact_sum, select_units, unit_values

__all__ = ["BASE_OF_PART", "PARTS", "gradient_coefficient"]

BASE_OF_PART = {"location_quotient": "product", "labour_productivity": "staff", "capital_productivity": "capital"}
"""What the output is divided by in each part."""

PARTS = ("location_quotient", "labour_productivity")
"""The parts whose product is the coefficient; capital enters its improved form alone."""


def gradient_coefficient(amounts: pd.DataFrame, whole: pd.DataFrame | None = None) -> pd.DataFrame:
    """Gradient coefficient IGC_i = LQ_i·CPOR_i with its parts, and the improved IGC'_i = IGC_i·CCOR_i (T1).

    LQ_i = (Y_i/GDP_i)/(Y_N/GDP_N), CPOR_i = (Y_i/L_i)/(Y_N/L_N), CCOR_i = (Y_i/K_i)/(Y_N/K_N).

    Parameters
    ----------
    amounts : shape (n, 3 or 4), one row per unit, which may be totals of zones: output Y_i (money), product GDP_i
        (money), staff L_i (persons) and, where it is known anywhere, capital K_i (money), all ≥ 0; NaN = not reported
    whole : same columns, the units that add up to the whole N; by default those of `amounts`. Zones and overlapping
        regions are measured by the provinces.

    Returns
    -------
    pd.DataFrame, index preserved: location_quotient, labour_productivity and capital_productivity (≥ 0, 1 = the
        whole), each with its ``<part>_reason``; value (IGC ≥ 0) and reason; improved (IGC' ≥ 0) and improved_reason.
        Without capital anywhere the last two are absent, reason not_published.

    Raises
    ------
    ValueError
        If a column is missing or a unit appears twice (E5).

    Notes
    -----
    The whole of a part is the ratio of sums over the units that report both of its figures; they must carry 95 % of
    the product of the whole (E2), whatever is divided by. A unit without output has no coefficient: a number of
    agencies does not stand in for it. Y = 0 gives 0, whose logarithm does not exist; a base of zero is
    zero_denominator (E1), a negative figure negative_input (E4). As output enters twice, and three times with
    capital, a shock in it is squared or cubed: read the parts. ln IGC = ln LQ + ln CPOR (+ ln CCOR).
    Source: METHODS.md T1, E1, E2, E4; 戴宏伟, 田学斌, 陈永国 (2003)†; 陈蕊, 熊必琳 (2007) 中国科技论坛†.
    """
    units = _columns(amounts)
    total = units if whole is None else _columns(whole)
    found = pd.DataFrame(index=units.index)
    for part, base in BASE_OF_PART.items():
        outcome = _part(units, total, base)
        found[part], found[f"{part}_reason"] = outcome["value"], outcome["reason"]
    of_parts = outcome_frame(
        found["location_quotient"] * found["labour_productivity"],
        _first_reason(found, "location_quotient_reason", "labour_productivity_reason"),
    )
    found["value"], found["reason"] = of_parts["value"], of_parts["reason"]
    improved = outcome_frame(
        found["value"] * found["capital_productivity"], _first_reason(found, "reason", "capital_productivity_reason")
    )
    found["improved"], found["improved_reason"] = improved["value"], improved["reason"]
    return found


def _columns(amounts: pd.DataFrame) -> pd.DataFrame:
    """The amounts as numbers; capital that nobody reports is missing everywhere."""
    needed = {"output", "product", "staff"} - set(amounts.columns)
    if needed:
        raise ValueError(f"amounts: no column {sorted(needed)[0]!r}")
    known = amounts if "capital" in amounts else amounts.assign(capital=np.nan)
    return pd.DataFrame({name: unit_values(known[name], name) for name in ("output", *BASE_OF_PART.values())})


def _part(units: pd.DataFrame, whole: pd.DataFrame, base: str) -> pd.DataFrame:
    """Output per base of every unit, relative to that of the whole."""
    output, divisor = units["output"], units[base]
    entered = select_units(whole["output"], whole[base], whole["product"])
    objection, level = entered.reason, math.nan
    if objection is None:
        level = exact_sum(entered.supply) / exact_sum(entered.weight)
        objection = Reason.ZERO_DENOMINATOR if level == 0 else None
    conditions = [
        (output.isna(), Reason.NOT_PUBLISHED),
        (divisor.isna(), Reason.NOT_PUBLISHED if base == "capital" else Reason.NO_DENOMINATOR),
        (np.isinf(output) | np.isinf(divisor), Reason.NOT_FINITE),
        ((output < 0) | (divisor < 0), Reason.NEGATIVE_INPUT),
        (divisor == 0, Reason.ZERO_DENOMINATOR),
    ]
    if objection is not None:
        conditions.append((pd.Series(True, index=units.index), objection))
    return outcome_frame(output / divisor.where(divisor != 0) / (level or math.nan),
                         reasons_by_unit(units.index, *conditions))


def _first_reason(found: pd.DataFrame, *columns: str) -> pd.Series:
    reasons = found[columns[0]]
    for column in columns[1:]:
        reasons = reasons.where(reasons.notna(), found[column])
    return reasons
