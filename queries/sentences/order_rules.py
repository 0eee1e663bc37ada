"""The rules for ranks, first and last places, greatest and smallest, and numbers of places."""

from __future__ import annotations

from dataclasses import replace

from queries.sentences.claim import Claim, Lack, Places, Relation
from queries.sentences.clause import WHOLE, Clause, Group
from queries.sentences.parts import Found, amount_of, amounts_of, claim_of, counted_of, is_object, sign_of, span_of
from queries.sentences.tokens import Rank, Token


def _placed(clause: Clause) -> tuple[Group | None, Places | None, list[Group]] | Lack:
    """Of an order: whose place it is, among the places of which group, and the groups that were read."""
    named = [group for group in clause.groups if group.places != WHOLE]
    nation = [group for group in clause.groups if group.places == WHOLE]
    context = clause.context.subject
    if len(named) == 2 and not nation:
        for own, within in (named, named[::-1]):
            if clause.is_inside(own.places, within.places):
                return own, within.places, named
        return Lack.WORDS
    if len(named) == 1 and context is not None and is_object(clause, named[0]) and not nation:
        if clause.is_inside(context, named[0].places):
            return None, named[0].places, named
        if clause.is_inside(named[0].places, context):
            # 东部……，最多的是北京: of the east or of the nation.
            return Lack.PLACE
    return (named[0] if named else None), None, [*named[:1], *nation[:1]]


def order_rule(clause: Clause) -> Found:
    """A rank, or the first or last places."""
    ranked = clause.of_kind("rank")
    if not ranked:
        return None
    placed = _placed(clause)
    if isinstance(placed, Lack):
        return placed
    own, within, groups = placed
    rank = ranked[0].rank
    assert rank is not None
    levels = _levels(clause)
    sign = -1 if rank.from_below else 1
    is_after = own is not None and own.first > clause.place(ranked[0])
    in_turn = clause.word("respectively")
    subject = own.places if own is not None else clause.context.subject
    if subject is not None and in_turn is not None and len(subject.codes) > 1:
        ranks = [token.rank for token in ranked if token.rank is not None]
        if is_after and rank.first == 1 and rank.last == len(subject.codes):
            # 前三位依次是北京、广东、江苏
            ranks = [Rank(place, place, rank.from_below) for place in range(1, rank.last + 1)]
        if len(ranks) != len(subject.codes):
            return Lack.AMOUNT
        claims = tuple(
            claim_of(
                clause, Relation.RANK, Places((code,)), in_turn, *ranked, *levels, *groups, rank=one, within=within,
                sign=-1 if one.from_below else 1, spans={"places": span_of(ranked[0])},
            ) for code, one in zip(subject.codes, ranks, strict=True)
        )
        return tuple(claim for claim in claims if isinstance(claim, Claim))
    if own is not None and is_after and rank.first == 1 and (rank.last > 1 or len(own.places.codes) > 1):
        return claim_of(
            clause, Relation.TOP, own.places, ranked[0], *levels, *groups, rank=rank, sign=sign, within=within,
            spans={"places": own.span, "rank": span_of(ranked[0])},
        )
    found = claim_of(
        clause, Relation.RANK, subject, ranked[0], *levels, *groups, rank=rank, sign=sign, within=within,
        spans={"places": own.span} if own is not None and is_after else {"rank": span_of(ranked[0])},
    )
    if isinstance(found, Lack) or len(found.subject.codes) == 1:
        return found
    each = clause.word("each")
    read = found.read | {span_of(each)}
    return tuple(replace(found, subject=Places((code,)), read=read) for code in found.subject.codes)


def _levels(clause: Clause) -> list[Token]:
    """The names of one level; a second level is left over."""
    levels = clause.of_kind("level")
    return [token for token in levels if token.name == levels[0].name]


def extreme_rule(clause: Clause) -> Found:
    """Which place is the greatest or smallest."""
    token = clause.word("most", "least")
    if token is None:
        return None
    placed = _placed(clause)
    if isinstance(placed, Lack):
        return placed
    own, within, groups = placed
    if own is None:
        return Lack.PLACE
    rank = Rank(1, len(own.places.codes), token.name == "least")
    return claim_of(
        clause, Relation.EXTREME, own.places, token, *_levels(clause), *groups, rank=rank, within=within,
        sign=1 if token.name == "most" else -1, opposite=token.opposite,
        spans={"places": own.span, "direction": span_of(token)},
    )


def count_rule(clause: Clause) -> Found:
    """How many places reach a limit, or lie above or below another."""
    counted = counted_of(clause)
    if counted is None:
        return None
    limits = amounts_of(clause)
    compared = clause.word("above", "below")
    each = clause.word("each")
    groups = list(clause.groups)
    reference: Group | None = None
    if not limits:
        if compared is None:
            return Lack.RELATION
        behind = [group for group in groups if group.first > clause.place(compared)]
        reference = next(iter(behind or groups), None)
    zones = [group for group in groups if group is not reference]
    zone = next((group for group in zones if clause.has_members(group.places)), None)
    nation = next((group for group in zones if group.places == WHOLE), None)
    within = zone.places if zone is not None else WHOLE
    spans = {"count": span_of(counted)}
    common = [counted, each, zone, nation if zone is None else None, *_levels(clause)]
    if limits:
        return claim_of(
            clause, Relation.COUNT, within, *common, limits[0], amount=amount_of(limits[0]), count=amount_of(counted),
            spans=spans,
        )
    assert compared is not None
    return claim_of(
        clause, Relation.COUNT, within, *common, compared, reference, count=amount_of(counted), spans=spans,
        sign=sign_of(compared), reference=reference.places if reference is not None else WHOLE,
    )
