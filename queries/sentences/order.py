"""Claims about an order, and about how many places lie above or below something."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from queries.catalogue import Indicator
from queries.formulas.claimed_range import ClaimVerdict, verdict_on
from queries.formulas.reasons import Reason
from queries.rank_credibility import indicator_ranks
from queries.sentences.claim import Claim, Places, Relation
from queries.sentences.finding import Finding, Obstacle, Side
from queries.sentences.measures import NATION, Figure, Ground, absent, figure_of, figures_at
from queries.sentences.units import amount_range, in_base_unit


def level_of_claim(ground: Ground, claim: Claim) -> str:
    """The level among which an order is meant: the one named, else that of the first place."""
    if claim.relation is Relation.COUNT:
        return claim.level or "province"
    own = ground.regions.level_of(claim.subject.codes[0])
    return claim.level or own


def places_among(ground: Ground, claim: Claim, level: str) -> tuple[str, ...]:
    """The surveyed places of a level that an order or a count is among: of the nation, or of one zone or province."""
    whole = claim.subject if claim.relation is Relation.COUNT else claim.within
    codes = ground.regions.members(whole.codes[0] if whole is not None else NATION, level)
    return tuple(code for code in codes if ground.regions[code].in_survey)


def check_order(ground: Ground, claim: Claim, indicator: Indicator, year: int) -> Finding:
    """Check a rank, the first or last places, or which place is the greatest or smallest.

    Every surveyed place of the level must have a figure. Equal figures share a rank; where they stand at the end of
    a list, either may be named.
    """
    assert claim.rank is not None
    level = level_of_claim(ground, claim)
    among = places_among(ground, claim, level)
    values = figures_at(ground, indicator, level, year)
    values = values[values.index.isin(among)]
    is_of_level = set(claim.subject.codes) <= set(among)
    sides = tuple(
        Side(Places((code,)), year, figure_of(ground, indicator, Places((code,)), year)) for code in claim.subject.codes
    )
    if claim.subject.is_rest or claim.subject.codes == (NATION,) or not is_of_level or len(values) < len(among):
        why: Obstacle | Reason = Obstacle.INCOMPLETE if level != "nation" and is_of_level else Reason.NOT_APPLICABLE
        return Finding(
            claim, indicator, ClaimVerdict.OPEN, "rank", absent(Reason.COVERAGE), sides, year, obstacle=why,
            level=level, ranked=len(values),
        )
    ordered = values.sort_values(ascending=claim.sign < 0, kind="stable")
    if claim.relation is Relation.RANK:
        found = _rank(claim, indicator, year, level, ordered, sides)
        if claim.within is not None:
            return found
        return replace(found, ranks=indicator_ranks(ground.engine, indicator, level, ground.layer, year))
    return _listed(claim, indicator, year, level, ordered, sides)


def _rank(
    claim: Claim, indicator: Indicator, year: int, level: str, ordered: pd.Series, sides: tuple[Side, ...]
) -> Finding:
    assert claim.rank is not None
    ranks = ordered.rank(method="min", ascending=claim.sign < 0)
    rank = float(ranks[claim.subject.codes[0]])
    holds = claim.rank.first <= rank <= claim.rank.last
    right = tuple(str(code) for code in ranks.index[ranks == claim.rank.first])[:1]
    return Finding(
        claim, indicator, ClaimVerdict.HOLDS if holds else ClaimVerdict.FAILS, "rank", Figure(rank, rank), sides, year,
        right_places=right, level=level, ranked=len(ordered),
    )


def _listed(
    claim: Claim, indicator: Indicator, year: int, level: str, ordered: pd.Series, sides: tuple[Side, ...]
) -> Finding:
    assert claim.rank is not None
    named, wanted = list(dict.fromkeys(claim.subject.codes)), claim.rank.last
    right = tuple(str(code) for code in ordered.index[:wanted])
    others = ordered.drop([code for code in named if code in ordered.index])
    inside = ordered.reindex(named)
    holds = len(named) == wanted and bool(inside.notna().all())
    if holds and len(others):
        holds = inside.min() >= others.max() if claim.sign > 0 else inside.max() <= others.min()
    count = float(len(named))
    return Finding(
        claim, indicator, ClaimVerdict.HOLDS if holds else ClaimVerdict.FAILS, "places", Figure(count, count), sides,
        year, right_places=right, level=level, ranked=len(ordered),
    )


def check_count(ground: Ground, claim: Claim, indicator: Indicator, year: int) -> Finding:
    """Check how many places of a level reach a limit, or lie above or below another place.

    A place without a figure may or may not: the number is then known only between two ends.
    """
    assert claim.count is not None
    level = level_of_claim(ground, claim)
    among = places_among(ground, claim, level)
    values = figures_at(ground, indicator, level, year)
    values = values[values.index.isin(among)]
    sides: tuple[Side, ...] = ()
    if claim.amount is not None:
        met = [_meets(value, claim, indicator) for value in values]
    else:
        reference = claim.reference or Places((NATION,))
        side = Side(reference, year, figure_of(ground, indicator, reference, year))
        sides = (side,)
        if side.figure.reason is not None or not side.figure.is_known:
            return Finding(
                claim, indicator, ClaimVerdict.OPEN, "count", absent(Reason.COVERAGE), sides, year,
                obstacle=side.figure.reason or Obstacle.BOUND, level=level, ranked=len(values),
            )
        met = [value > side.figure.lo if claim.sign > 0 else value < side.figure.lo for value in values]
    unknown = len(among) - len(values)
    right = Figure(float(sum(met)), float(sum(met) + unknown))
    verdict = verdict_on(amount_range(claim.count), right.lo, right.hi)
    return Finding(
        claim, indicator, verdict, "count", right, sides, year,
        obstacle=Obstacle.INCOMPLETE if verdict is ClaimVerdict.OPEN else None,
        right_places=tuple(str(code) for code, is_met in zip(values.index, met, strict=True) if is_met),
        level=level, ranked=len(values),
    )


def _meets(value: float, claim: Claim, indicator: Indicator) -> bool:
    assert claim.amount is not None
    right, _, claimed = in_base_unit(Figure(value, value), claim.amount, indicator)
    return verdict_on(claimed, right.lo, right.hi) is ClaimVerdict.HOLDS


