"""Readiness in words: how many requirements pass, and the nearest step to the next grade, from the record alone."""

from __future__ import annotations

from collections.abc import Mapping

from pages.texts import Texts
from pages.texts.figures import in_sentence, within
from pages.texts.numbers import plain
from queries.catalogue import Indicator
from queries.cluster_readiness import Item, ReadinessBoard
from queries.formulas.outcome import Outcome
from queries.formulas.readiness import Lift, Verdict
from queries.formulas.reasons import Reason

LONGEST_PACE = 20


def nearest_step(
    board: ReadinessBoard, is_kept: bool, catalogue: Mapping[str, Indicator], texts: Texts, most: int | None = None
) -> str:
    """The smallest set of lifts as one sentence, and how many checks could not be judged.

    `is_kept` is whether the cluster holds the grade already, so that the step only brings it up to its thresholds;
    beyond the first `most` figures the others are only counted. While a requirement is not judged, no sentence says
    that the grade is reached, or would be.
    """
    found = board.found
    verdicts = list(found.requirements.values())
    is_open = Verdict.UNJUDGED in verdicts
    given = {"year": board.year, "grade": texts(f"readiness_grade.{board.grade}")}
    if found.lifts:
        lifts = texts.joined([lift_words(lift, catalogue, texts) for lift in found.lifts[:most]])
        if most is not None and len(found.lifts) > most:
            lifts = texts("readiness.and_more", lifts=lifts, count=len(found.lifts) - most)
        key = "step_known" if is_open else "step_kept" if is_kept else "step"
        step = texts(f"readiness.{key}", lifts=lifts, **given)
    elif len(found.unjudged) == len(board.items):
        return texts("readiness.unknown", **given)
    else:
        step = texts(
            "readiness.passed" if found.grade is Verdict.PASS else "readiness.passed_known",
            judged=len(board.items) - len(found.unjudged), total=len(board.items),
            passed=list(found.checks.values()).count(Verdict.PASS), requirements=len(verdicts),
            requirements_judged=len(verdicts) - verdicts.count(Verdict.UNJUDGED), **given,
        )
    if not found.unjudged:
        return step
    key = "besides_open" if is_open else "besides"
    return texts(f"readiness.{key}", step=step, count=len(found.unjudged), grade=given["grade"])


def lift_words(lift: Lift, catalogue: Mapping[str, Indicator], texts: Texts) -> str:
    """One figure that would have to move, by how much, in its unit."""
    indicator = catalogue[lift.figure]
    return texts(
        "readiness.raise" if lift.difference > 0 else "readiness.lower",
        name=within(indicator.name(texts.language), texts), amount=amount_words(lift, indicator, texts),
    )


def amount_words(lift: Lift, indicator: Indicator, texts: Texts) -> str:
    """By how much a figure would move: of a rate in points, of a ratio as a bare number, else in its unit."""
    unit, amount = indicator.numerator.unit, abs(lift.difference)
    if unit == "%":
        return texts("readiness.points", value=plain(amount, indicator.decimals))
    if unit == "倍":
        return plain(amount, indicator.decimals)
    return in_sentence(amount, indicator, texts)


def checklist_words(board: ReadinessBoard, cluster: str, texts: Texts) -> str:
    """How many requirements pass, fall short, and cannot be judged."""
    verdicts = list(board.found.requirements.values())
    return texts(
        "readiness.checklist", cluster=cluster, total=len(verdicts), passed=verdicts.count(Verdict.PASS),
        short=verdicts.count(Verdict.SHORT), unjudged=verdicts.count(Verdict.UNJUDGED),
    )


def item_name(item: Item, texts: Texts) -> str:
    """What is checked."""
    if item.rule.is_self:
        return texts(f"readiness_self.{item.rule.id}")
    return item.rule.measure.name(texts.language)


def unjudged_words(board: ReadinessBoard, texts: Texts) -> str:
    """Every check that is not judged, with the reason; empty where all are."""
    names = [
        texts("readiness.unjudged_item", name=item_name(item, texts), reason=_why_unjudged(item, texts))
        for item in board.items if item.rule.id in board.found.unjudged
    ]
    return texts("readiness.unjudged_lead", items=texts.joined(names)) if names else ""


def _why_unjudged(item: Item, texts: Texts) -> str:
    if item.rule.is_self:
        return texts("readiness_reason.self")
    if item.reason is not None:
        return texts(f"reason.{item.reason}")
    if item.is_half:
        return texts("readiness_reason.half")
    return texts("readiness_reason.no_threshold")


def pace_words(pace: Outcome, is_short: bool, texts: Texts) -> str:
    """The years at the present pace; a dash for what passes or has no pace."""
    if not is_short or pace.reason is Reason.NOT_APPLICABLE:
        return texts("readiness_pace.not_applicable")
    if pace.reason is Reason.NOT_CLOSING:
        return texts("readiness_pace.not_closing")
    if pace.reason is Reason.NOT_POSITIVE:
        return texts("readiness_pace.from_zero")
    if pace.value is None:
        return texts("readiness_pace.unknown")
    if pace.value < 1:
        return texts("readiness_pace.soon")
    if pace.value > LONGEST_PACE:
        return texts("readiness_pace.long")
    return texts("readiness_pace.years", years=f"{pace.value:.0f}")
