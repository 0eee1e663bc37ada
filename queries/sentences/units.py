"""Amounts of a sentence beside the units of indicators."""

from __future__ import annotations

import math
from dataclasses import replace

from queries.catalogue import Indicator
from queries.formulas.claimed_range import ClaimedRange, claimed_range
from queries.sentences.finding import RightForm
from queries.sentences.measures import Figure
from queries.sentences.tokens import Amount

UNIT_SCALES = {"亿": 1e8, "万": 1e4}
COUNTED_ALIKE = ("家", "个")


class UnitError(ValueError):
    """An amount is of another kind than the indicator."""


def base_unit(indicator: Indicator) -> tuple[float, str]:
    """How many base units one unit of an indicator is worth, and what they are called: 1e8 and 元 of 亿元."""
    unit = indicator.unit_zh.partition("/")[0]
    for sign, scale in UNIT_SCALES.items():
        if unit.startswith(sign) and len(unit) > 1:
            return scale, unit[1:]
    return 1.0, unit


def amount_range(amount: Amount) -> ClaimedRange:
    """The figures for which an amount is rightly said, in its own unit."""
    number = amount.number
    if amount.end_number is not None:
        last = amount.end_number
        return ClaimedRange(number.value, last.value)
    return claimed_range(number.value, number.step, amount.hedge)


def in_base_unit(figure: Figure, amount: Amount, indicator: Indicator) -> tuple[Figure, RightForm, ClaimedRange]:
    """A figure and an amount in one unit.

    Raises
    ------
    UnitError
        if they are of different kinds.
    """
    scale, unit = base_unit(indicator)
    form = amount.number.form
    if unit.startswith("%"):
        if form not in ("percent", "points"):
            raise UnitError("a rate is stated in per cent")
        return figure, "percent", amount_range(amount)
    if form != "plain" or not _fits(amount.unit, unit):
        raise UnitError(f"{form} {amount.unit} of what is counted in {unit or 'no unit'}")
    if not amount.unit and amount.number.scale == 1.0 and scale > 1.0:
        # 营业收入2850 is meant in the unit that the indicator is stated in.
        return figure.times(scale), "plain", _scaled(amount_range(amount), scale)
    return figure.times(scale), "plain", amount_range(amount)


def _fits(written: str, unit: str) -> bool:
    return not written or written == unit or (written in COUNTED_ALIKE and unit in COUNTED_ALIKE)


def _scaled(claimed: ClaimedRange, scale: float) -> ClaimedRange:
    return replace(
        claimed,
        low=claimed.low * scale if math.isfinite(claimed.low) else claimed.low,
        high=claimed.high * scale if math.isfinite(claimed.high) else claimed.high,
    )
