"""What the growth of a cluster consists of: number, size and productivity, or the firms that stay, come and go."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from queries.formulas.outcome import Outcome, of_two_years, outcomes_to_frame
from queries.formulas.reasons import Reason
from queries.formulas.units import MINIMUM_COVERAGE, exact_sum

__all__ = [
    "FLOWS", "PARTS", "SPLITS", "FirmChange", "Levels", "firm_change", "growth_parts", "logarithmic_mean", "parts_told",
]

PARTS = ("number", "size", "productivity")
SPLITS = (PARTS, ("number", "per_institution"), ("people", "productivity"))
FLOWS = ("incumbents", "entrants", "movers_in", "exits", "movers_out")
NEARLY_EQUAL = 1e-6
LEAST_TOTAL = 0.005
"""Least |ln(Y_t/Y_0)|, a change of half a per cent, of which parts are told as shares: of less they are huge."""


@dataclass(frozen=True)
class Levels:
    """A cluster in one year: N institutions, L people, Y revenue in one unit; None = not reported."""

    institutions: float | None
    people: float | None
    revenue: float | None


def parts_told(parts: pd.DataFrame) -> tuple[str, ...]:
    """The finest terms of ``growth_parts`` that are known and add up to the growth; none where it is not known."""
    told = [split for split in SPLITS if parts.loc[[*split, "total"], "value"].notna().all()]
    return told[0] if told else ()


def growth_parts(before: Levels, after: Levels) -> pd.DataFrame:
    """Growth of revenue as number × size × productivity, exactly.

    ln(Y_t/Y_0) = ln(N_t/N_0) + ln((L/N)_t/(L/N)_0) + ln((Y/L)_t/(Y/L)_0), each term also as its share of ln(Y_t/Y_0)
    and, times the logarithmic mean of Y_0 and Y_t, as an amount: the amounts add up to Y_t − Y_0.

    Parameters
    ----------
    before, after : the two years, revenue in one unit and at one kind of prices

    Returns
    -------
    pd.DataFrame, index number, size, productivity, per_institution, people, total
        value (log points), share (of the total; NaN where that is below 0.005), amount (unit of the revenue),
        reason, n. per_institution is ln((Y/N)_t/(Y/N)_0) = size + productivity, for returns that do not tell the
        people, and
        people is ln(L_t/L_0) = number + size, for those that do not tell the institutions; they are no further terms.

    Notes
    -----
    A level of zero or less has no logarithm: not_positive, and with it every term that needs it (E4); a level missing
    before is no_base_year, missing after not_published. Source: METHODS.md section 4, E1, E4; amounts by the additive
    logarithmic mean Divisia index, Ang (2005) Energy Policy 33†.
    """
    number_, people, revenue = (
        _log_ratio(first, last) for first, last in (
            (before.institutions, after.institutions), (before.people, after.people), (before.revenue, after.revenue)
        )
    )
    rows = {
        "number": number_,
        "size": _less(people, number_),
        "productivity": _less(revenue, people),
        "per_institution": _less(revenue, number_),
        "people": people,
        "total": revenue,
    }
    frame = outcomes_to_frame(rows.values(), pd.Index(list(rows), name="part"))
    total = revenue.value
    frame["share"] = frame["value"] / total if total is not None and abs(total) >= LEAST_TOTAL else np.nan
    weight = math.nan
    if total is not None and before.revenue is not None and after.revenue is not None:
        weight = logarithmic_mean(before.revenue, after.revenue)
    return frame.assign(amount=frame["value"] * weight)[["value", "share", "amount", "reason", "n"]]


def logarithmic_mean(first: float, last: float) -> float:
    """L(a, b) = (b − a)/ln(b/a), L(a, a) = a, for a, b > 0; between their geometric and arithmetic means."""
    if not (first > 0 and last > 0):
        raise ValueError(f"a logarithmic mean is of values above zero, got {first} and {last}")
    step = math.log(last / first)
    if abs(step) < NEARLY_EQUAL:
        # (b − a)/ln(b/a) loses its digits here; the series a·(1 + x/2 + x²/6) has them all.
        return first * (1.0 + step / 2.0 + step * step / 6.0)
    return (last - first) / step


@dataclass(frozen=True)
class FirmChange:
    """The result of ``firm_change``.

    Attributes
    ----------
    flows : pd.DataFrame
        Index incumbents, entrants, movers_in, exits, movers_out: amount, signed as it enters the change, and firms.
    before, after : float
        Sums over the firms told, so that Σ amounts = after − before.
    left_out : int
        Members of either year whose figure is missing in a year in which they were members.
    reason : Reason or None
        Why the flows say nothing of the cluster; amounts are then NaN.
    """

    flows: pd.DataFrame
    before: float
    after: float
    left_out: int
    reason: Reason | None


def firm_change(firms: pd.DataFrame) -> FirmChange:
    """Change of a cluster by its firms: ΔY = incumbents + entrants + movers-in − exits − movers-out, exactly.

    Parameters
    ----------
    firms : one row per firm that was a member in either year, columns
        member_before, member_after (bool), alive_before, alive_after (bool: existed anywhere), before, after (y ≥ 0
        in one unit; NaN = not reported)

    Returns
    -------
    FirmChange
        Incumbents were members in both years and count with y_t − y_0; who is a member in the second only came into
        being in between (entrant) or was elsewhere (mover-in) and counts with y_t; who was one in the first only has
        closed (exit) or stands elsewhere now (mover-out) and counts with −y_0.

    Raises
    ------
    ValueError
        If a firm was a member in neither year.

    Notes
    -----
    A firm without the figure of a year of membership is left out of both years. Where more than 5 % of the members
    are, the rest does not speak for the cluster: coverage (E2). No members: not_published. A figure that is infinite
    is not_finite. Source: METHODS.md section 4.
    """
    inside, later = firms["member_before"].astype(bool), firms["member_after"].astype(bool)
    if not (inside | later).all():
        raise ValueError("a firm was a member in neither year")
    first, last = firms["before"].astype(float), firms["after"].astype(float)
    told = (~inside | first.notna()) & (~later | last.notna())
    born, closed = ~firms["alive_before"].astype(bool), ~firms["alive_after"].astype(bool)
    came, went = later & ~inside, inside & ~later
    kinds = {
        "incumbents": inside & later, "entrants": came & born, "movers_in": came & ~born,
        "exits": went & closed, "movers_out": went & ~closed,
    }
    gain = last.where(later, 0.0) - first.where(inside, 0.0)
    left_out = int((~told).sum())
    finite = np.isfinite(gain[told]).all()
    reason = (
        Reason.NOT_PUBLISHED if firms.empty
        else Reason.COVERAGE if told.sum() < MINIMUM_COVERAGE * len(firms)
        else None if finite else Reason.NOT_FINITE
    )
    flows = pd.DataFrame({
        "amount": [exact_sum(gain[told & kind]) if reason is None else np.nan for kind in kinds.values()],
        "firms": [int((told & kind).sum()) for kind in kinds.values()],
    }, index=pd.Index(FLOWS, name="flow"))
    before, after = (
        exact_sum(values[told & member]) if reason is None else math.nan
        for values, member in ((first, inside), (last, later))
    )
    return FirmChange(flows, before, after, left_out, reason)


def _log_ratio(first: float | None, last: float | None) -> Outcome:
    return of_two_years(first, last, lambda before, after: math.log(after) - math.log(before), positive=True)


def _less(whole: Outcome, part: Outcome) -> Outcome:
    """The log ratio of a quotient; the reason of the first that is missing."""
    n = min(whole.n, part.n)
    if whole.value is None or part.value is None:
        reason = whole.reason or part.reason
        assert reason is not None
        return Outcome.absent(reason, n)
    return Outcome.of(whole.value - part.value, n)
