"""Readiness for a grade: which checks pass, and the least that would have to be lifted so that all requirements do."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from graphlib import CycleError, TopologicalSorter
from itertools import combinations

from queries.formulas.outcome import Outcome, number
from queries.formulas.reasons import Reason

__all__ = ["Check", "Lift", "Readiness", "Verdict", "readiness"]

ROUNDING = 1e-9
MOST_OF_A_STEP = 1e-3
"""Part of a step that rounding may make at most, however many steps an amount has."""


class Verdict(StrEnum):
    """How a check, a requirement or the grade stands."""

    PASS = "pass"
    SHORT = "short"
    UNJUDGED = "unjudged"
    """Figures are lacking: neither passed nor failed."""


@dataclass(frozen=True)
class Check:
    """One measure held against a threshold: m = slope · x / p + offset, x a figure, p another or 1.

    Attributes
    ----------
    id, requirement : str
        The measure, and the requirement that it reads.
    figure : str
        The figure x that would be lifted: with `rises` raised, else lowered.
    threshold : float or None
        τ in the unit of m; None where there is none to hold it against.
    slope, offset : float
        slope > 0. A count has 1 and 0; a growth over x₀ less that around, in pp, 100/x₀ and −100 (1 + g).
    per : str or None
        The figure p that m is a ratio to. It is taken as it stands or as it is lifted for another check, and is
        never moved for the sake of the ratio.
    rises : bool
        Whether more is asked for.
    strict : bool
        Whether τ must be exceeded, not only reached; needs a step, else there is no least amount beyond it.
    step : float
        Smallest unit in which x moves, 1 for what is counted; 0 where any amount can be.
    at_least : float or None
        A published lower bound of m where no point is printed: enough to pass by, nothing to lift from.
    """

    id: str
    requirement: str
    figure: str
    threshold: float | None
    slope: float = 1.0
    offset: float = 0.0
    per: str | None = None
    rises: bool = True
    strict: bool = False
    step: float = 0.0
    at_least: float | None = None

    def value(self, amounts: Mapping[str, float]) -> float | None:
        """m of these amounts; None where a figure is missing or p is not above zero."""
        moved = number(amounts.get(self.figure))
        base = 1.0 if self.per is None else number(amounts.get(self.per))
        if moved is None or base is None or base <= 0:
            return None
        return self.slope * moved / base + self.offset

    def bound(self, amounts: Mapping[str, float]) -> float:
        """The amount of the figure at which the check just passes, in whole steps, if p is as in `amounts`."""
        assert self.threshold is not None
        base = 1.0 if self.per is None else amounts[self.per]
        exact = (self.threshold - self.offset) * base / self.slope
        sign = 1.0 if self.rises else -1.0
        if not self.step:
            return exact
        steps = exact / self.step
        near = round(steps)
        if abs(steps - near) <= min(ROUNDING * max(1.0, abs(steps)), MOST_OF_A_STEP):
            whole = near + (sign if self.strict else 0.0)
        else:
            whole = math.ceil(steps) if self.rises else math.floor(steps)
        return whole * self.step

    def verdict(self, amounts: Mapping[str, float]) -> Verdict:
        """Whether the check passes; a bound that lies beyond τ is enough.

        The amount that ``bound`` gives passes, whatever rounding makes of its measure.
        """
        if self.threshold is None:
            return Verdict.UNJUDGED
        value = self.value(amounts)
        if value is None:
            beyond = self.rises and self.at_least is not None and self.at_least >= self.threshold
            return Verdict.PASS if beyond else Verdict.UNJUDGED
        slack = ROUNDING * max(1.0, abs(self.threshold), abs(self.offset))
        above = (value - self.threshold) * (1 if self.rises else -1)
        left = (amounts[self.figure] - self.bound(amounts)) * (1 if self.rises else -1)
        passes = left >= 0 or (above > slack if self.strict else above >= -slack)
        return Verdict.PASS if passes else Verdict.SHORT


@dataclass(frozen=True)
class Lift:
    """One figure that would have to move. `effort` is |x*/x − 1|; zero_denominator where it starts from nothing."""

    figure: str
    present: float
    required: float
    effort: Outcome

    @property
    def difference(self) -> float:
        """x* − x: negative where the figure would have to fall."""
        return self.required - self.present


@dataclass(frozen=True)
class Readiness:
    """The result of ``readiness``.

    Attributes
    ----------
    checks, requirements : dict of Verdict
        By id. A requirement passes where as many checks pass as it needs, is short where the checks that are short
        leave too few, whatever the unjudged turn out to be, and is unjudged between.
    grade : Verdict
        PASS where every requirement passes, SHORT where one is short, else UNJUDGED.
    lifts : tuple of Lift
        The smallest set that lets as many judged checks pass as each requirement needs; ordered as the checks.
    unjudged : tuple of str
        Checks for which figures or thresholds are lacking: never counted as passed.
    """

    checks: dict[str, Verdict]
    requirements: dict[str, Verdict]
    grade: Verdict
    lifts: tuple[Lift, ...]
    unjudged: tuple[str, ...]

    @property
    def effort(self) -> float:
        """Sum of the relative efforts; infinite where a figure starts from nothing."""
        return sum(math.inf if lift.effort.value is None else lift.effort.value for lift in self.lifts)


def readiness(
    checks: Sequence[Check], amounts: Mapping[str, float], needed: Mapping[str, int] | None = None
) -> Readiness:
    """Judge checks and find the smallest set of figures to lift so that every requirement passes (C6).

    Requirement r of n checks passes if k of them pass (k = n unless `needed` says less). The search is exact: over
    every choice of k judged checks per requirement, the least amounts x* ≥ x that fulfil the chosen ones together —
    a figure that is raised for one check raises what a ratio to it asks for — and of these the choice with the
    fewest figures lifted, then the least Σ|x*/x − 1|, then the first in the order of the checks.
    Where fewer than k checks are judged, all that are judged are to pass.

    Parameters
    ----------
    checks : in the order in which they are shown; ids unique
    amounts : figure → x, in its unit; missing or NaN = not known
    needed : requirement → k, 1 ≤ k ≤ n

    Returns
    -------
    Readiness

    Raises
    ------
    ValueError
        If an id repeats, a slope is not positive, a strict check has no step, k is out of range, one figure would
        have to rise and fall, a figure that falls is what another is a ratio to, or ratios rest on each other in a
        circle.

    Notes
    -----
    Raising a figure that no ratio is taken to never makes the result worse; raising a threshold of a rising check
    never makes it better. What is unjudged passes nothing.
    Source: METHODS.md section 4 (clusters), E1, E2; the thresholds are the caller's.
    """
    known = {figure: amount for figure, raw in amounts.items() if (amount := number(raw)) is not None}
    groups = _groups(checks, needed or {})
    verdicts = {check.id: check.verdict(known) for check in checks}
    requirements = {name: _requirement([verdicts[c.id] for c in own], k) for name, (own, k) in groups.items()}
    choices = [_choices(own, k, verdicts, known) for own, k in groups.values()]
    final = _least(choices, known)
    order = dict.fromkeys(check.figure for check in checks)
    return Readiness(
        checks=verdicts,
        requirements=requirements,
        grade=_requirement(list(requirements.values()), len(requirements)),
        lifts=tuple(_lift(figure, known[figure], final[figure]) for figure in order if _is_moved(figure, known, final)),
        unjudged=tuple(name for name, verdict in verdicts.items() if verdict is Verdict.UNJUDGED),
    )


def _groups(checks: Sequence[Check], needed: Mapping[str, int]) -> dict[str, tuple[list[Check], int]]:
    """Checks of every requirement with how many must pass; refuses what no search could answer."""
    rising = {check.figure for check in checks if check.rises}
    falling = {check.figure for check in checks if not check.rises}
    if len({check.id for check in checks}) < len(checks):
        raise ValueError("checks need ids of their own")
    if any(not check.slope > 0 or (check.strict and not check.step > 0) for check in checks):
        raise ValueError("checks need slopes above zero, and a step where they are to exceed their threshold")
    rests: dict[str, set[str]] = {}
    for check in checks:
        if check.per is not None:
            rests.setdefault(check.figure, set()).add(check.per)
    try:
        TopologicalSorter(rests).prepare()
    except CycleError as error:
        raise ValueError(f"ratios rest on each other in a circle: {error.args[1]}") from error
    if clash := (rising | {check.per for check in checks}) & falling:
        raise ValueError(f"a figure that falls can neither rise nor be a base: {sorted(map(str, clash))}")
    groups: dict[str, tuple[list[Check], int]] = {}
    for name in dict.fromkeys(check.requirement for check in checks):
        own = [check for check in checks if check.requirement == name]
        k = needed.get(name, len(own))
        if not 1 <= k <= len(own):
            raise ValueError(f"{name} has {len(own)} checks and cannot need {k}")
        groups[name] = own, k
    return groups


def _requirement(verdicts: Sequence[Verdict], k: int) -> Verdict:
    if verdicts.count(Verdict.PASS) >= k:
        return Verdict.PASS
    return Verdict.SHORT if verdicts.count(Verdict.SHORT) > len(verdicts) - k else Verdict.UNJUDGED


def _choices(
    own: Sequence[Check], k: int, verdicts: Mapping[str, Verdict], known: Mapping[str, float]
) -> list[tuple[Check, ...]]:
    """The sets of checks of one requirement of which one must hold in the end."""
    by_bound = [check for check in own if verdicts[check.id] is Verdict.PASS and check.value(known) is None]
    measured = [check for check in own if verdicts[check.id] is not Verdict.UNJUDGED and check not in by_bound]
    return list(combinations(measured, min(max(k - len(by_bound), 0), len(measured))))


def _least(choices: Sequence[Sequence[tuple[Check, ...]]], known: Mapping[str, float]) -> Mapping[str, float]:
    """The amounts of the best choice, by depth first; more checks never cost less, so a dear branch is left."""
    best: list[tuple[tuple[int, float], Mapping[str, float]]] = []

    def descend(depth: int, chosen: tuple[Check, ...]) -> None:
        amounts = _fulfilled(chosen, known)
        cost = _cost(amounts, known)
        if best and not _is_less(cost, best[0][0]):
            return
        if depth == len(choices):
            best[:] = [(cost, amounts)]
            return
        for choice in choices[depth]:
            descend(depth + 1, chosen + choice)

    descend(0, ())
    return best[0][1]


def _fulfilled(chosen: Iterable[Check], known: Mapping[str, float]) -> dict[str, float]:
    """The least amounts that fulfil the chosen checks together; what falls is set when all that rises has risen."""
    amounts = dict(known)
    rising = [check for check in chosen if check.rises]
    # Ratios rest on each other in no circle, so that every round settles one more of them for good.
    for _ in rising:
        for check in rising:
            if check.verdict(amounts) is Verdict.SHORT:
                amounts[check.figure] = max(check.bound(amounts), amounts[check.figure])
    for check in chosen:
        if not check.rises and check.verdict(amounts) is Verdict.SHORT:
            amounts[check.figure] = min(check.bound(amounts), amounts[check.figure])
    return amounts


def _is_moved(figure: str, known: Mapping[str, float], final: Mapping[str, float]) -> bool:
    return figure in known and final[figure] != known[figure]


def _cost(amounts: Mapping[str, float], known: Mapping[str, float]) -> tuple[int, float]:
    moved = [_lift(figure, known[figure], amounts[figure]) for figure in known if _is_moved(figure, known, amounts)]
    return len(moved), sum(math.inf if lift.effort.value is None else lift.effort.value for lift in moved)


def _is_less(cost: tuple[int, float], other: tuple[int, float]) -> bool:
    """Fewer figures, or as many with less effort; a difference of rounding decides nothing."""
    if cost[0] != other[0]:
        return cost[0] < other[0]
    return cost[1] < other[1] and not math.isclose(cost[1], other[1], rel_tol=ROUNDING)


def _lift(figure: str, present: float, required: float) -> Lift:
    effort = Outcome.absent(Reason.ZERO_DENOMINATOR, 1) if present == 0 else Outcome.of(
        abs(required / present - 1), 1
    )
    return Lift(figure, present, required, effort)
