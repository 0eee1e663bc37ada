"""What a figure is likeliest to be asked about: its outlier, its biggest mover, its gaps, and what it was before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from queries.formulas.ranking import rank_change
from queries.formulas.reasons import Reason
from queries.formulas.units import Values, exact_sum, unit_values

__all__ = [
    "FENCE",
    "LEAST_UNITS",
    "OF_ALL_FIGURES",
    "Kind",
    "LeadingShare",
    "Missing",
    "Mover",
    "OtherOrder",
    "Outlier",
    "Then",
    "biggest_mover",
    "leading_share",
    "likeliest",
    "missing_units",
    "modified_z",
    "other_order",
    "outlier",
    "then_and_now",
]

Kind = Literal["outlier", "mover", "missing", "against", "leading", "other", "definition", "source", "limits"]

FENCE = 3.5
LEAST_UNITS = 5
LEADING = 3
SKEWED = 0.2
NORMAL_MAD, NORMAL_MEAN = 0.6745, 1.253314
# What any figure can be asked, in the order in which it is asked where nothing more telling is known.
OF_ALL_FIGURES: tuple[Kind, ...] = ("definition", "source", "limits")


@dataclass(frozen=True)
class Outlier:
    """The unit farthest from the median.

    Attributes
    ----------
    unit, value : the unit and its figure
    score : modified z, negative below the median; on the logarithms where `is_log`
    median : of the figures themselves
    beyond : all units beyond the fence, farthest first; empty where none is
    n : units that entered
    """

    unit: str
    value: float
    score: float
    median: float
    is_log: bool
    beyond: tuple[str, ...]
    n: int


@dataclass(frozen=True)
class Mover:
    """The unit whose figure changed most, and the one that changed most by its own measure.

    Attributes
    ----------
    unit, before, after : the largest absolute change; of equal ones the first by name
    relative_unit : largest |after / before − 1| among units of a positive `before`; None where there is none
    relative : that change as a fraction
    places : places that `unit` moved among the units known in both, positive = up
    ups, downs, n : how many rose, fell, and are known in both periods
    """

    unit: str
    before: float
    after: float
    relative_unit: str | None
    relative: float | None
    places: int
    ups: int
    downs: int
    n: int


@dataclass(frozen=True)
class Missing:
    """The units without a figure by reason, most frequent reason first; `known` have one, of `n`."""

    units: Mapping[str, tuple[str, ...]]
    known: int
    n: int

    @property
    def in_survey(self) -> int:
        """How many lack a figure although they could have one."""
        return sum(len(found) for reason, found in self.units.items() if reason != Reason.OUT_OF_SURVEY)


@dataclass(frozen=True)
class Then:
    """The middle and the leader of two periods, among the `n` units known in both.

    `total` is their sum in both periods (before, after).
    """

    median: tuple[float, float]
    total: tuple[float, float]
    leader_before: str
    leader: str
    n: int


@dataclass(frozen=True)
class LeadingShare:
    """The first three units, their sum and what share (0..1) of the sum of all `n` known ones that is."""

    units: tuple[str, ...]
    amount: float
    share: float
    n: int


@dataclass(frozen=True)
class OtherOrder:
    """The order by another measure: who leads there, and where the present leader stands (1..n)."""

    leader: str
    other_leader: str
    other_value: float
    rank: int
    n: int


def modified_z(values: Values, *, may_take_logarithms: bool = True) -> tuple[pd.Series, bool]:
    """Modified z-scores 0.6745 (x − median) / MAD (Iglewicz and Hoaglin 1993), and whether taken of logarithms.

    Parameters
    ----------
    values : shape (n,), indexed by unit; NaN = missing
    may_take_logarithms : False of scores, whose distance from zero says nothing

    Returns
    -------
    pd.Series of the known units, in their order, and whether the logarithm was taken: it is where all figures are
    positive and their quartiles lie skewed to the right, (q3 + q1 − 2 median) / (q3 − q1) > 0.2. One far unit alone
    does not move the quartiles, so it does not choose the scale that it is judged on.

    Notes
    -----
    A MAD of zero, more than half being equal, gives way to the mean absolute deviation, (x − median) / (1.2533 mean);
    where that is zero too all are equal, and every score is 0.
    """
    numbers = _known(unit_values(values, "values"))
    is_log = may_take_logarithms and bool(len(numbers)) and bool((numbers > 0).all()) and _is_skewed(numbers)
    scaled = np.log(numbers) if is_log else numbers
    away = scaled - scaled.median()
    spread = float(away.abs().median())
    mean = exact_sum(away.abs()) / len(away) if len(away) else 0.0
    # What is only the rounding of equal figures is no spread.
    least = 1e-12 * max(1.0, float(scaled.abs().max())) if len(scaled) else 0.0
    if spread > least:
        return NORMAL_MAD * away / spread, is_log
    if mean > least:
        return away / (NORMAL_MEAN * mean), is_log
    return away * 0.0, is_log


def outlier(values: Values, *, may_take_logarithms: bool = True) -> Outlier | None:
    """The unit farthest from the median by ``modified_z``; beyond the fence of ±3.5 it is an outlier.

    Returns
    -------
    None where fewer than five units are known, or all are equal. Of equal distances the first by name.
    """
    scores, is_log = modified_z(values, may_take_logarithms=may_take_logarithms)
    if len(scores) < LEAST_UNITS or not scores.abs().max() > 0:
        return None
    numbers = unit_values(values, "values")
    ordered = _by_size(scores.abs())
    unit = ordered[0]
    beyond = tuple(code for code in ordered if abs(scores[code]) > FENCE)
    return Outlier(
        unit, float(numbers[unit]), float(scores[unit]), float(_known(numbers).median()), is_log, beyond, len(scores)
    )


def biggest_mover(before: Values, after: Values) -> Mover | None:
    """Who changed most between two periods, absolutely and relatively, among the units known in both.

    Returns
    -------
    None where fewer than two units are known in both.
    """
    old, new = _in_both(before, after)
    if len(new) < 2:
        return None
    change = new - old
    unit = _by_size(change.abs())[0]
    positive = old[old > 0].index
    relative = new[positive] / old[positive] - 1
    fastest = _by_size(relative.abs())[0] if len(relative) else None
    return Mover(
        unit, float(old[unit]), float(new[unit]), fastest, None if fastest is None else float(relative[fastest]),
        int(rank_change(old, new)["value"][unit]), int((change > 0).sum()), int((change < 0).sum()), len(new),
    )


def missing_units(values: Values, reasons: pd.Series) -> Missing:
    """Which units have no figure, by reason; those without a reason count as not published.

    Parameters
    ----------
    values : shape (n,), NaN = missing
    reasons : shape (n,), same index: a ``Reason`` as text, or None
    """
    numbers = unit_values(values, "values")
    absent = sorted(str(unit) for unit in numbers.index[~np.isfinite(numbers)])
    found: dict[str, list[str]] = {}
    for unit in absent:
        reason = reasons[unit]
        found.setdefault(str(reason) if isinstance(reason, str) else Reason.NOT_PUBLISHED.value, []).append(unit)
    ordered = sorted(found, key=lambda reason: (-len(found[reason]), reason))
    return Missing({reason: tuple(found[reason]) for reason in ordered}, len(numbers) - len(absent), len(numbers))


def then_and_now(before: Values, after: Values) -> Then | None:
    """The middle, the sum and the leader of two periods among the units known in both; None where there are none."""
    old, new = _in_both(before, after)
    if new.empty:
        return None
    return Then(
        (float(old.median()), float(new.median())), (exact_sum(old), exact_sum(new)), _by_size(old)[0],
        _by_size(new)[0], len(new),
    )


def leading_share(values: Values) -> LeadingShare | None:
    """What part of a total the first three have; of figures that add up alone.

    Returns
    -------
    None for fewer than five units, a negative figure, or a sum of zero.
    """
    numbers = _known(unit_values(values, "values"))
    whole = exact_sum(numbers)
    if len(numbers) < LEAST_UNITS or (numbers < 0).any() or not whole > 0:
        return None
    first = _by_size(numbers)[:LEADING]
    amount = exact_sum(numbers[list(first)])
    return LeadingShare(first, amount, amount / whole, len(numbers))


def other_order(values: Values, other: Values) -> OtherOrder | None:
    """Where the leader of all stands by another measure, among the units known by both.

    Returns
    -------
    None for fewer than two such units, and where the leader is not known by the other measure.
    """
    numbers, others = _in_both(values, other)
    if len(numbers) < 2:
        return None
    leader, other_leader = _by_size(_known(unit_values(values, "values")))[0], _by_size(others)[0]
    if leader not in others.index:
        return None
    rank = 1 + int((others > others[leader]).sum())
    return OtherOrder(leader, other_leader, float(others[other_leader]), rank, len(others))


def likeliest(
    far: Outlier | None,
    moved: Mover | None,
    missing: Missing | None,
    then: Then | None,
    leading: LeadingShare | None,
    other: OtherOrder | None,
    *,
    is_noise: bool = False,
) -> tuple[Kind, ...]:
    """The questions that a figure can answer, the likeliest first, followed by those that every figure can.

    Gaps are asked for first, the more the more of them there are, as they stand out on a map; then an outlier beyond
    the fence, the period before, and who moved; `is_noise` says that the move of the mover is within chance. What is
    unremarkable is asked last. The same figures always give the same order.
    """
    weights: dict[Kind, float] = {}
    if missing is not None and missing.units:
        weights["missing"] = 3.0 + missing.in_survey / missing.n if missing.in_survey else 1.6
    if far is not None:
        weights["outlier"] = 3.0 + min(abs(far.score), 90.0) / 100 if far.beyond else 2.1
    if then is not None:
        weights["against"] = 2.8
    if moved is not None:
        weights["mover"] = 2.2 if is_noise else 2.5
    if leading is not None:
        weights["leading"] = 2.0
    if other is not None:
        weights["other"] = 1.8
    return (*sorted(weights, key=lambda kind: -weights[kind]), *OF_ALL_FIGURES)


def _is_skewed(numbers: pd.Series) -> bool:
    low, middle, high = (float(numbers.quantile(part)) for part in (0.25, 0.5, 0.75))
    return high > low and (high + low - 2 * middle) / (high - low) > SKEWED


def _known(numbers: pd.Series) -> pd.Series:
    return numbers[np.isfinite(numbers)]


def _in_both(before: Values, after: Values) -> tuple[pd.Series, pd.Series]:
    old, new = _known(unit_values(before, "before")), _known(unit_values(after, "after"))
    both = new.index.intersection(old.index, sort=False)
    return old[both], new[both]


def _by_size(numbers: pd.Series) -> tuple[str, ...]:
    """The units, largest first, equal ones by name: however the rows came, the order is the same."""
    pairs = zip(numbers.index, numbers, strict=True)
    return tuple(str(unit) for unit, _ in sorted(pairs, key=lambda pair: (-pair[1], str(pair[0]))))
