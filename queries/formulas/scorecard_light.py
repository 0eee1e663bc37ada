"""The light of an indicator on the policy scorecard: where it stands and whether it moves, in one of four words."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

import pandas as pd

from queries.formulas.outcome import Outcome, number, of_two_years, outcome_frame, reasons_by_unit
from queries.formulas.reasons import Reason
from queries.formulas.steps import Steps
from queries.formulas.target_path import Direction, Target, TargetPath, TargetStatus, target_path
from queries.formulas.units import Values, unit_values

__all__ = ["Light", "change_over", "indicator_light", "level_percentile", "path_to_reference", "row_light"]

LEVEL = 1.0
"""A level relative to its reference that equals it."""
SLACK = 1e-9
"""By how much rounding may keep a level from the best one possible."""

ARRIVED = (TargetStatus.ACHIEVED, TargetStatus.ON_TRACK)
ASTRAY = (TargetStatus.OFF_TRACK, TargetStatus.RECEDING)


class Light(StrEnum):
    """What a reader sees first of an indicator or a sentence of the policy."""

    GREEN = "green"
    """At the target or on track to it, and getting better."""
    AMBER = "amber"
    """Neither green nor red; also where nothing says how much would be enough."""
    RED = "red"
    """Off track, and not getting better."""
    GREY = "grey"
    """Level, change or standing is not known: no light can be given."""


def indicator_light(
    level: Outcome,
    change: Outcome,
    status: TargetStatus | None,
    direction: Direction = Direction.UP,
    best: float | None = None,
) -> Light:
    """The light of one indicator of one region.

    Green = (level ≥ target or on track) and change > 0; red = off track and change ≤ 0; grey = any part missing;
    amber = everything else.

    Parameters
    ----------
    level : X_t, any unit
    change : X_t − X_{t−3}, same unit
    status : standing to the target or, where the policy sets none, to a reference, as in ``target_path``; None where
        there is neither, so that neither green nor red can be said
    direction : DOWN where less is better; change then counts with the opposite sign
    best : the best level possible, same unit as the level, such as 100 %; None where there is none

    Returns
    -------
    Light

    Notes
    -----
    At the best level possible nothing can get better: there a change of 0 is good too. Receding counts as off track,
    at risk as neither on nor off track. The "or" binds more closely than the "and": two questions, standing and
    movement, both good, both bad, or mixed.
    Source: METHODS.md section 5.
    """
    if level.value is None or change.value is None or status is TargetStatus.UNDETERMINED:
        return Light.GREY
    sign = 1.0 if direction is Direction.UP else -1.0
    is_best = best is not None and sign * (level.value - best) >= -SLACK
    improves = sign * change.value > 0 or (is_best and sign * change.value >= 0)
    if status in ARRIVED and improves:
        return Light.GREEN
    if status in ASTRAY and not improves:
        return Light.RED
    return Light.AMBER


def row_light(lights: Iterable[Light]) -> Light:
    """The light of a sentence from those of its indicators: all green, all red, or amber; grey ones do not count.

    Notes
    -----
    Without an indicator that has a light the sentence is grey. It joins the indicators of one sentence alone;
    no number and no light stands over several sentences. Source: METHODS.md section 5.
    """
    known = {light for light in lights if light is not Light.GREY}
    if not known:
        return Light.GREY
    return known.pop() if len(known) == 1 else Light.AMBER


def change_over(first: float | None, last: float | None) -> Outcome:
    """Change X_t − X_{t−m} in the unit of the level; of a share it is Δs of T3.

    Notes
    -----
    Last missing gives not_published, first missing no_base_year, an infinite one not_finite. n counts those known.
    Source: METHODS.md T3 and section 5, E2, E4.
    """
    return of_two_years(first, last, lambda before, after: after - before)


def level_percentile(levels: Values, direction: Direction = Direction.UP) -> pd.DataFrame:
    """Percentile of each unit among those given: the share of the others that it is ahead of, ties by half.

    p_i = 100 · (#{j: worse than i} + ½ #{j ≠ i: equal to i}) / (n − 1)

    Parameters
    ----------
    levels : shape (m,), any unit, the units that a sentence addresses and no others; NaN = missing
    direction : DOWN where the lower level is the better one

    Returns
    -------
    pd.DataFrame, shape (m, 2), columns value (0..100; best = 100 without ties) and reason; index preserved

    Notes
    -----
    n counts the units with a level. Fewer than two give single_unit. The mean over the n units is 50.
    Source: METHODS.md section 5, E2, E3.
    """
    numbers = unit_values(levels, "levels")
    known = numbers[numbers.notna()]
    ranked = known if direction is Direction.UP else -known
    ahead_of = ranked.rank(method="average") - 1.0
    others = len(known) - 1
    alone = pd.Series(others < 1, index=numbers.index)
    reasons = reasons_by_unit(numbers.index, (numbers.isna(), Reason.NOT_PUBLISHED), (alone, Reason.SINGLE_UNIT))
    return outcome_frame((100.0 * ahead_of / max(others, 1)).reindex(numbers.index), reasons)


def path_to_reference(
    *,
    year: int,
    level: float | None,
    reference: float | None,
    base_year: int,
    base_level: float | None,
    base_reference: float | None,
    target_year: int,
    direction: Direction = Direction.UP,
    steps: Steps = Steps.GEOMETRIC,
) -> TargetPath:
    """Whether a level draws level with a reference, such as the nation, by a year, both going on as at present.

    G5 on the relative level q = X / R with target 1, or, where both move by equal amounts, on the difference X − R with
    target 0: achieved q_t ≥ 1 (DOWN: ≤ 1), on track where the movement since the base year brings it there in time,
    and so on. The reference moves on at its own speed.

    Parameters
    ----------
    year, base_year : t and t − m
    level, base_level : X_t and X_{t−m}, > 0 if geometric, any unit; None = missing
    reference, base_reference : R_t and R_{t−m}, > 0 if geometric, same unit; None = missing
    target_year : T
    direction : DOWN where less is better
    steps : linear for shares and rates near a ceiling

    Returns
    -------
    TargetPath in relative levels, no unit; if linear in differences, in the unit of the level

    Notes
    -----
    If geometric, a reference of zero leaves the path undetermined, reason not_published: no relative level exists.
    Source: METHODS.md G2b and G5, E1, E4.
    """
    is_linear = steps is Steps.LINEAR
    compared = _difference if is_linear else _relative
    return target_path(
        Target(0.0 if is_linear else LEVEL, target_year, direction),
        year=year,
        current=compared(level, reference),
        base_year=base_year,
        base=compared(base_level, base_reference),
        steps=steps,
    )


def _difference(level: float | None, reference: float | None) -> float | None:
    own, other = number(level), number(reference)
    return None if own is None or other is None else own - other


def _relative(level: float | None, reference: float | None) -> float | None:
    numerator, denominator = number(level), number(reference)
    return None if numerator is None or not denominator else numerator / denominator
