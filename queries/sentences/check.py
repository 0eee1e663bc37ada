"""Sets a claim against the figures of one layer."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

from queries.catalogue import Indicator
from queries.formulas.claimed_range import ClaimedRange, ClaimVerdict, verdict_on
from queries.formulas.reasons import Reason
from queries.sentences.claim import Claim, Places, Relation
from queries.sentences.finding import Finding, Obstacle, RightForm, Side
from queries.sentences.lexicon import PRINTED_GROWTH, REAL_GROWTH
from queries.sentences.measures import (
    NATION,
    Figure,
    Ground,
    absent,
    figure_of,
    indicator_of,
    is_broken,
    nation_of,
    rest_of,
    years_of,
)
from queries.sentences.order import check_count, check_order
from queries.sentences.tokens import BEFORE, LATEST, Amount
from queries.sentences.units import UnitError, amount_range, in_base_unit

NOTHING = absent(Reason.NOT_PUBLISHED)
ABOVE_NOTHING = ClaimedRange(0.0, math.inf, with_low=False)
BELOW_NOTHING = ClaimedRange(-math.inf, 0.0, with_high=False)
OF_TWO_YEARS = (Relation.GROWTH, Relation.GAP_CHANGE)
OF_ORDER = (Relation.RANK, Relation.EXTREME, Relation.TOP)


def check_claim(ground: Ground, claim: Claim) -> Finding:
    """Check a claim with the most usual of its indicators of which the layer knows anything for these places.

    Raises
    ------
    ValueError
        if none of its indicators can be formed in this snapshot at all.
    """
    candidates = [found for key in claim.indicators if (found := indicator_of(ground.catalogue, key)) is not None]
    if not candidates:
        raise ValueError(f"no indicator can be formed of {claim.indicators}")
    known = (indicator for indicator in candidates if years_of_claim(ground, claim, indicator))
    return check_with(ground, claim, next(known, candidates[0]))


def years_of_claim(ground: Ground, claim: Claim, indicator: Indicator) -> tuple[int, ...]:
    """Years in which something is known of every place that a claim names, oldest first."""
    measured = _measured(ground, claim, indicator)
    places = [claim.subject, *([claim.reference] if claim.reference else [])]
    singles = [Places((code,)) for group in places for code in group.codes]
    if claim.relation is Relation.COUNT:
        level = claim.level or "province"
        singles = [Places((code,)) for code in ground.regions.levels[level]]
        return tuple(sorted({year for single in singles for year in years_of(ground, measured, single)}))
    if claim.relation is Relation.SHARE and len(singles) > 1:
        singles = [single for single in singles if single.codes != (NATION,)] or singles
    common = [set(years_of(ground, measured, single)) for single in singles]
    return tuple(sorted(set.intersection(*common)))


def _measured(ground: Ground, claim: Claim, indicator: Indicator) -> Indicator:
    """Of a share indicator in a clause about shares the amounts themselves."""
    if claim.relation is Relation.SHARE and indicator.kind == "share":
        return ground.catalogue.get(indicator.numerator.metric, indicator)
    return indicator


def check_with(ground: Ground, claim: Claim, indicator: Indicator, year: int | None = None) -> Finding:
    """Check a claim with one indicator, in the year it names or in another."""
    indicator = _measured(ground, claim, indicator)
    outside = [code for code in claim.subject.codes if code in ground.regions and not ground.regions[code].in_survey]
    if outside and claim.relation is not Relation.COUNT:
        return _open(claim, indicator, Reason.OUT_OF_SURVEY)
    known = years_of_claim(ground, claim, indicator)
    if not known:
        return _open(claim, indicator, Obstacle.NO_FIGURES)
    last = year if year is not None else _year(claim.year, known[-1])
    first = _year(claim.base_year, known[-1]) if claim.base_year not in (None, BEFORE) else last - 1
    if year is not None and isinstance(claim.base_year, int) and claim.base_year >= year:
        return _open(claim, indicator, Obstacle.NO_YEAR, known)
    asked = {last, *([first] if claim.relation in OF_TWO_YEARS else [])}
    if not asked <= set(known):
        return replace(_open(claim, indicator, Obstacle.NO_YEAR, known), year=last)
    try:
        found = _checked(_Case(ground, claim, indicator, last, first))
    except UnitError:
        return replace(_open(claim, indicator, Obstacle.UNIT), year=last)
    return _negated(found) if claim.is_negated else found


def _year(asked: int | str | None, latest: int) -> int:
    if asked in (None, LATEST):
        return latest
    return latest - 1 if asked == BEFORE else int(asked or latest)


def _open(claim: Claim, indicator: Indicator, why: Obstacle | Reason, known: tuple[int, ...] = ()) -> Finding:
    return Finding(claim, indicator, ClaimVerdict.OPEN, "plain", NOTHING, obstacle=why, years_known=known)


def _negated(found: Finding) -> Finding:
    contrary = {ClaimVerdict.HOLDS: ClaimVerdict.FAILS, ClaimVerdict.FAILS: ClaimVerdict.HOLDS}
    return replace(found, verdict=contrary.get(found.verdict, found.verdict))


@dataclass(frozen=True)
class _Case:
    """A claim with everything settled that it left open."""

    ground: Ground
    claim: Claim
    indicator: Indicator
    year: int
    base_year: int

    def side(self, places: Places, year: int | None = None) -> Side:
        year = self.year if year is None else year
        if places.is_rest:
            return Side(places, year, rest_of(self.ground, self.indicator, self.claim.subject, year))
        return Side(places, year, figure_of(self.ground, self.indicator, places, year))

    def found(self, right: Figure, form: RightForm, claimed: ClaimedRange, sides: tuple[Side, ...]) -> Finding:
        verdict = verdict_on(claimed, right.lo, right.hi, right.with_ends)
        obstacle = None
        if verdict is ClaimVerdict.OPEN:
            obstacle = right.reason or Obstacle.BOUND
        return Finding(
            self.claim, self.indicator, verdict, form, right, sides, self.year,
            self.base_year if self.claim.relation in OF_TWO_YEARS else None, obstacle,
        )


def _checked(case: _Case) -> Finding:
    claim = case.claim
    if claim.relation in OF_ORDER:
        return check_order(case.ground, claim, case.indicator, case.year)
    if claim.relation is Relation.COUNT:
        return check_count(case.ground, claim, case.indicator, case.year)
    rules: dict[Relation, Callable[[_Case], Finding]] = {
        Relation.VALUE: _value, Relation.TIMES: _times, Relation.MORE: _more, Relation.DIRECTION: _direction,
        Relation.SHARE: _share, Relation.GROWTH: _growth, Relation.GAP_CHANGE: _gap_change,
    }
    return rules[claim.relation](case)


def _of(claim: Claim) -> tuple[Amount, Places]:
    assert claim.amount is not None
    return claim.amount, claim.reference or Places((NATION,))


def _value(case: _Case) -> Finding:
    amount, _ = _of(case.claim)
    side = case.side(case.claim.subject)
    right, form, claimed = in_base_unit(side.figure, amount, case.indicator)
    return case.found(right, form, claimed, (side,))


def _times(case: _Case) -> Finding:
    amount, reference = _of(case.claim)
    sides = (case.side(case.claim.subject), case.side(reference))
    ratio = sides[0].figure.over(sides[1].figure)
    in_percent = amount.number.form == "percent"
    return case.found(
        ratio.times(100.0) if in_percent else ratio, "percent" if in_percent else "times", amount_range(amount), sides
    )


def _more(case: _Case) -> Finding:
    amount, reference = _of(case.claim)
    sides = (case.side(case.claim.subject), case.side(reference))
    right, form, claimed = _change(sides[0].figure, sides[1].figure, amount, case)
    return case.found(right.times(case.claim.sign), form, claimed, sides)


def _change(
    after: Figure, before: Figure, amount: Amount, case: _Case
) -> tuple[Figure, RightForm, ClaimedRange]:
    """How much greater one figure is than another, in the terms of an amount."""
    form = amount.number.form
    if form in ("percent", "times"):
        per = 100.0 if form == "percent" else 1.0
        return after.over(before).times(per, -per), "percent" if form == "percent" else "times", amount_range(amount)
    if form == "points":
        if not case.indicator.unit_zh.startswith("%"):
            raise UnitError("percentage points of what is not in per cent")
        return after.minus(before), "points", amount_range(amount)
    return in_base_unit(after.minus(before), amount, case.indicator)


def _direction(case: _Case) -> Finding:
    sides = (case.side(case.claim.subject), case.side(case.claim.reference or Places((NATION,))))
    claimed = ABOVE_NOTHING if case.claim.sign > 0 else BELOW_NOTHING
    return case.found(sides[0].figure.minus(sides[1].figure), "direction", claimed, sides)


def _share(case: _Case) -> Finding:
    amount, whole = _of(case.claim)
    indicator = case.indicator
    part = case.side(case.claim.subject)
    if indicator.kind != "value" or not indicator.numerator.additive:
        return case.found(absent(Reason.NOT_ADDITIVE), "percent", amount_range(amount), (part,))
    of_nation = whole == Places((NATION,))
    total = Side(whole, case.year, nation_of(case.ground, indicator, case.year)) if of_nation else case.side(whole)
    right = part.figure.over(total.figure).times(100.0)
    return case.found(right, "percent", amount_range(amount), (part, total))


def _growth(case: _Case) -> Finding:
    claim = case.claim
    if case.base_year >= case.year:
        return replace(_open(claim, case.indicator, Obstacle.NO_YEAR), year=case.year)
    sides = (case.side(claim.subject), case.side(claim.subject, case.base_year))
    if is_broken(case.ground, case.indicator, claim.subject.codes, case.base_year, case.year):
        return case.found(absent(Reason.SERIES_BREAK), "direction", ABOVE_NOTHING, sides)
    if claim.amount is None:
        claimed = ABOVE_NOTHING if claim.sign > 0 else BELOW_NOTHING
        return case.found(sides[0].figure.minus(sides[1].figure), "direction", claimed, sides)
    printed = printed_growth(case.ground, claim, case.indicator, case.year, case.base_year)
    if printed is not None:
        return case.found(printed.times(claim.sign), "percent", amount_range(claim.amount), sides)
    if f"{case.indicator.id}{REAL_GROWTH}" in case.ground.catalogue:
        return replace(_open(claim, case.indicator, Obstacle.PRICES), year=case.year)
    after, before = sides[0].figure, sides[1].figure
    if claim.is_yearly:
        ratio, years = after.over(before), case.year - case.base_year
        if ratio.reason is None and ratio.is_known and claim.amount.number.form == "percent":
            yearly = 100.0 * (ratio.lo ** (1.0 / years) - 1.0)
            right = replace(ratio, lo=yearly, hi=yearly).times(claim.sign)
            return case.found(right, "percent", amount_range(claim.amount), sides)
        return case.found(absent(ratio.reason or Reason.BOUND_ONLY), "percent", amount_range(claim.amount), sides)
    right, form, claimed = _change(after, before, claim.amount, case)
    return case.found(right.times(claim.sign), form, claimed, sides)


def printed_growth(ground: Ground, claim: Claim, indicator: Indicator, year: int, base_year: int) -> Figure | None:
    """The rate over the year before as a source prints it, which knows more digits than two rounded totals.

    Where rates at constant prices are printed, only these count (METHODS E8).
    """
    known = (ground.catalogue.get(f"{indicator.id}{ending}") for ending in (REAL_GROWTH, PRINTED_GROWTH))
    rate = next((rate for rate in known if rate is not None), None)
    is_rate = claim.amount is not None and claim.amount.number.form == "percent"
    if rate is None or rate.kind != "value" or not is_rate or claim.is_computed or year - base_year != 1:
        return None
    if claim.subject.is_rest or len(claim.subject.codes) > 1:
        return None
    figure = figure_of(ground, rate, claim.subject, year)
    return figure if figure.reason is None else None


def _gap_change(case: _Case) -> Finding:
    claim = case.claim
    reference = claim.reference or Places((NATION,))
    sides = tuple(
        case.side(places, year) for year in (case.year, case.base_year) for places in (claim.subject, reference)
    )
    codes = (*claim.subject.codes, *reference.codes)
    claimed = ABOVE_NOTHING if claim.sign > 0 else BELOW_NOTHING
    if is_broken(case.ground, case.indicator, codes, case.base_year, case.year):
        return case.found(absent(Reason.SERIES_BREAK), "direction", claimed, sides)
    gaps = [_gap(sides[0].figure, sides[1].figure), _gap(sides[2].figure, sides[3].figure)]
    return case.found(gaps[0].minus(gaps[1]), "direction", claimed, sides)


def _gap(one: Figure, other: Figure) -> Figure:
    """How many times the greater of two figures is the smaller."""
    ratio = one.over(other)
    return ratio if ratio.reason is not None or not ratio.is_known or ratio.lo >= 1 else other.over(one)


__all__ = ["Obstacle", "check_claim", "check_with", "years_of_claim"]
