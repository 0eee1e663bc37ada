"""The answer to a checked sentence in words: the figures, the right number, and why something cannot be checked."""

from __future__ import annotations

import math

from pages.texts import Texts
from pages.texts.figures import in_sentence
from pages.texts.numbers import plain, with_unit
from pages.texts.ranks import place_words
from queries.formulas.claimed_range import ClaimVerdict
from queries.formulas.reasons import Reason
from queries.regions import Regions
from queries.sentences.claim import Places, Relation
from queries.sentences.finding import Finding, Obstacle, Side
from queries.sentences.measures import Figure
from queries.sentences.units import base_unit

VERDICT_SHAPES = {ClaimVerdict.HOLDS: "●", ClaimVerdict.FAILS: "■", ClaimVerdict.OPEN: "○"}
BETWEEN = {"zh": "，", "en": ", "}


def verdict_words(verdict: ClaimVerdict, texts: Texts) -> str:
    """The word of a verdict: 成立, 不成立, 无法核验."""
    return texts(f"sentence_verdict.{verdict.value}")


def truth_words(finding: Finding, regions: Regions, layer: str, texts: Texts) -> str:
    """What is true instead, or why nothing can be said of a layer."""
    if finding.verdict is ClaimVerdict.OPEN:
        return _obstacle_words(finding, layer, texts)
    relation, right = finding.claim.relation, finding.right
    sides = BETWEEN[texts.language].join(_side_words(side, finding, regions, texts) for side in finding.sides)
    level = texts(f"level.{finding.level}") if finding.level else ""
    if finding.form == "rank":
        rank = _rank_words(finding, regions, texts)
        return texts("sentence_right.rank", sides=sides, count=finding.ranked, level=level, rank=rank)
    if finding.form == "places":
        names = texts.joined([regions[code].name(texts.language) for code in finding.right_places])
        key = "most" if finding.claim.sign > 0 else "least"
        return texts(f"sentence_right.{key}", year=finding.year, level=level, names=names)
    if finding.form == "count":
        return texts("sentence_right.count", year=finding.year, level=level, number=right_words(finding, texts))
    if relation is Relation.GAP_CHANGE:
        return _gap_words(finding, texts)
    if finding.form == "direction":
        key = "equal" if right.lo == right.hi == 0 else "above" if right.lo >= 0 else "below"
        if relation is Relation.GROWTH:
            return sides
        return texts(f"sentence_right.{key}", sides=sides)
    return _with_number(finding, sides, texts)


def _with_number(finding: Finding, sides: str, texts: Texts) -> str:
    claim = finding.claim
    number = right_words(finding, texts)
    if claim.relation is Relation.VALUE:
        return sides
    if claim.relation is Relation.SHARE:
        return texts("sentence_right.share", sides=sides, number=number.rstrip("%"))
    if claim.relation is Relation.TIMES:
        key = "times" if finding.form == "times" else "ratio"
        return texts(f"sentence_right.{key}", sides=sides, number=_bare(finding.right, finding.form))
    is_higher = (finding.right.lo >= 0) == (claim.sign > 0)
    if claim.relation is Relation.GROWTH:
        key = "grew" if is_higher else "fell"
        key = f"{key}_yearly" if claim.is_yearly else key
        return texts(f"sentence_right.{key}", sides=sides, number=number)
    if finding.form in ("percent", "times"):
        factor = 100.0 if finding.form == "times" else 1.0
        share = plain(abs(finding.right.lo) * factor, 1)
        return texts(f"sentence_right.{'more_percent' if is_higher else 'less_percent'}", sides=sides, number=share)
    return texts(f"sentence_right.{'more' if is_higher else 'less'}", sides=sides, number=number)


def _bare(right: Figure, form: str) -> str:
    return plain(right.lo, 2 if form == "times" and abs(right.lo) < 1 else 1)


def right_words(finding: Finding, texts: Texts) -> str:
    """The right number alone, without sign where a word tells the direction; a bound as a bound."""
    right, form = finding.right, finding.form
    if right.reason is not None:
        return texts("value.none")
    if form == "count" and not right.is_known:
        return f"{plain(right.lo, 0)}–{plain(right.hi, 0)}"
    if form in ("rank", "count"):
        return plain(right.lo, 0)
    if form == "places":
        return texts("value.none")
    if not right.is_known:
        ends = [f"{sign}{_number(abs(end), finding, texts)}" for sign, end in ((">", right.lo), ("<", right.hi))
                if math.isfinite(end)]
        return " ".join(ends) or texts("value.none")
    return _number(abs(right.lo), finding, texts)


def _number(value: float, finding: Finding, texts: Texts) -> str:
    if finding.form == "times":
        return with_unit(plain(value, 2 if value < 1 else 1), "倍" if texts.language == "zh" else "times", texts)
    if finding.form == "percent":
        return f"{plain(value, 1)}%"
    if finding.form == "points":
        return texts("sentence_right.points", number=plain(value, 1))
    factor, _ = base_unit(finding.indicator)
    if finding.form == "direction":
        factor = 1.0
    return in_sentence(value / factor, finding.indicator, texts)


def _side_words(side: Side, finding: Finding, regions: Regions, texts: Texts) -> str:
    figure = side.figure
    if figure.reason is not None:
        value = texts(f"reason.{figure.reason.value}")
    elif figure.is_known:
        value = in_sentence(figure.lo, finding.indicator, texts)
    else:
        end, word = (figure.lo, "over") if math.isfinite(figure.lo) else (figure.hi, "less_than")
        word = "reach" if figure.with_ends and word == "over" else word
        value = texts(f"qualifier.{word}", value=in_sentence(end, finding.indicator, texts))
    return texts("sentence_side.value", year=side.year, place=places_words(side.places, regions, texts), value=value)


def places_words(places: Places, regions: Regions, texts: Texts) -> str:
    """Names of places, several of them together."""
    if places.is_rest:
        return texts("sentence_side.rest")
    names = [regions[code].name(texts.language) for code in places.codes]
    return names[0] if len(names) == 1 else texts("sentence_side.several", places=texts.joined(names))


def _gap_words(finding: Finding, texts: Texts) -> str:
    after, before = (_ratio(finding.sides[i], finding.sides[i + 1]) for i in (0, 2))
    change = finding.right.lo
    key = "same_gap" if change == 0 else "widened" if change > 0 else "narrowed"
    return texts(f"sentence_right.{key}", before=plain(before, 2), after=plain(after, 2))


def _rank_words(finding: Finding, regions: Regions, texts: Texts) -> str:
    """The rank with its interval and with whom it is shared; within one zone or province the bare rank.

    A rank from below is followed by the one from above, which the interval is of.
    """
    below, code, own = finding.claim.sign < 0, finding.claim.subject.codes[0], plain(finding.right.lo, 0)
    if finding.ranks is None or code not in finding.ranks.index:
        return texts("sentence_right.from_below", below=own) if below else texts("ranks.bare", rank=own)
    drawn = place_words(finding.ranks, code, lambda one: regions[one].name(texts.language), texts)
    return texts("sentence_right.from_above", below=own, rank=drawn) if below else drawn


def _ratio(one: Side, other: Side) -> float:
    ratio = one.figure.over(other.figure).lo
    return ratio if ratio >= 1 else 1 / ratio


def _obstacle_words(finding: Finding, layer: str, texts: Texts) -> str:
    why = finding.obstacle
    if isinstance(why, Reason):
        return texts(f"reason.{why.value}")
    name = finding.indicator.name(texts.language)
    values: dict[Obstacle, dict[str, object]] = {
        Obstacle.NO_FIGURES: {"name": name, "layer": texts(f"layer.{layer}")},
        Obstacle.UNIT: {"name": name, "unit": finding.indicator.unit(texts.language)},
        Obstacle.INCOMPLETE: {"count": finding.ranked},
        Obstacle.PRICES: {"name": name},
        Obstacle.NO_YEAR: {"year": finding.year, "years": texts.joined([str(year) for year in finding.years_known])},
    }
    assert why is not None
    return texts(f"sentence_obstacle.{why.value}", **values.get(why, {}))
