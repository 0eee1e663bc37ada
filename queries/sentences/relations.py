"""Which relation a clause states, told by its words; the first rule that fits counts.

Every rule names the words that it read. What is left over may change the meaning, so that the clause is then not
checked (see ``grammar``): no rule may leave out a place, number, rank, indicator, year or sign of the sentence.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from queries.formulas.claimed_range import Hedge
from queries.sentences.claim import Claim, Lack, Places, Relation
from queries.sentences.clause import WHOLE, Clause, Group
from queries.sentences.numerals import Number
from queries.sentences.order_rules import count_rule, extreme_rule, order_rule
from queries.sentences.parts import Found, amount_of, amounts_of, claim_of, is_object, sign_of, span_of, subject_of
from queries.sentences.period import as_base, period_of
from queries.sentences.tokens import HEDGES_BEFORE, Amount, Token

DOUBLE = Amount(Number(100.0, 1.0, "percent", 1.0, 0, is_rough=True))


def related(clause: Clause) -> tuple[Claim, ...] | Lack:
    """Return what a clause with an indicator claims, or what it lacks."""
    for rule in (_gap_change, order_rule, extreme_rule, count_rule, _growth, _share, _between_two, _value):
        found = rule(clause)
        if isinstance(found, Claim):
            return (found,)
        if found is not None:
            return found
    return Lack.RELATION


def _two(clause: Clause) -> tuple[Places | None, Group | None, Group | None]:
    """Who is set against whom: the two groups named, or the one named against who was spoken of before."""
    groups = clause.groups
    if len(groups) >= 2:
        return groups[0].places, groups[0], groups[1]
    if len(groups) == 1 and clause.context.subject is not None and is_object(clause, groups[0]):
        return clause.context.subject, None, groups[0]
    return *subject_of(clause), None


def _gap_change(clause: Clause) -> Found:
    moved = clause.word("widen", "narrow")
    gap = clause.word("gap")
    if moved is None or gap is None:
        return None
    if clause.of_kind("amount"):
        return Lack.RELATION
    sides = [Places((code,)) for group in clause.groups for code in group.places.codes]
    if len(sides) != 2 or any(group.places.is_rest for group in clause.groups):
        return Lack.PLACE
    period = period_of(clause)
    return claim_of(
        clause, Relation.GAP_CHANGE, sides[0], gap, moved, *clause.groups, *period.read, reference=sides[1],
        year=period.year, base_year=period.base, sign=1 if moved.name == "widen" else -1, opposite=moved.opposite,
        spans={"direction": span_of(moved)},
    )


def _growth(clause: Clause) -> Found:
    moved = clause.word("rise", "fall", "doubled")
    if moved is None:
        return None
    period = period_of(clause)
    amounts = amounts_of(clause)
    subject, group = subject_of(clause)
    on_year, yearly = clause.word("on_year"), clause.word("yearly")
    if yearly is not None and not period.is_long:
        # 年均 of which years is not said.
        yearly = None
    if on_year is not None and period.is_long:
        on_year = None
    read = (moved, group, *period.read, on_year, yearly)
    parts: dict[str, Any] = {"year": period.year, "base_year": period.base, "opposite": moved.opposite}
    until = _until(clause, moved, amounts)
    if until is not None and yearly is None:
        # 增长到1000家: what was reached, not by how much.
        token = amounts[0]
        reached = claim_of(
            clause, Relation.VALUE, subject or WHOLE, *read, until, token, year=period.year, amount=amount_of(token),
            spans={"amount": span_of(token)},
        )
        turned = claim_of(
            clause, Relation.GROWTH, subject or WHOLE, *read, until, token, **parts, sign=sign_of(moved),
            spans={"direction": span_of(moved)},
        )
        return tuple(claim for claim in (reached, turned) if isinstance(claim, Claim))
    doubled = moved.name == "doubled"
    amount = DOUBLE if doubled else amount_of(amounts[0]) if amounts else None
    spans = {} if doubled else {"direction": span_of(moved)}
    if doubled or amounts:
        spans["amount"] = span_of(moved) if doubled else span_of(amounts[0])
    return claim_of(
        clause, Relation.GROWTH, subject or WHOLE, *read, None if doubled or not amounts else amounts[0], amount=amount,
        **parts, sign=1 if doubled else sign_of(moved), spans=spans, is_yearly=yearly is not None,
    )


def _until(clause: Clause, moved: Token, amounts: list[Token]) -> Token | None:
    """The 到 of 增长到1000家 or the to of grew to 1,000, right between verb and number."""
    if not amounts:
        return None
    between = clause.tokens[clause.place(moved) + 1:clause.place(amounts[0])]
    words = [token for token in between if token.name != "filler"]
    return words[0] if len(words) == 1 and words[0].name == "until" else None


def _share(clause: Clause) -> Found:
    amounts = amounts_of(clause)
    shares = [token for token in clause.tokens if token.name == "share"]
    if not shares or not amounts:
        return None
    token = amounts[0]
    if amount_of(token).number.form != "percent":
        return Lack.AMOUNT
    groups = list(clause.groups)
    if len(groups) == 2 and groups[0].places == WHOLE and groups[1].first < clause.place(shares[0]):
        # 全国专利代理机构中东部占60%
        groups.reverse()
    if len(groups) == 1 and (is_object(clause, groups[0]) or groups[0].places == WHOLE):
        groups.insert(0, Group(clause.context.subject, 0, -1, (0, 0)) if clause.context.subject else groups[0])
        if groups[0] is groups[1]:
            return Lack.PLACE
    subject = groups[0].places if groups else clause.context.subject
    whole = groups[1].places if len(groups) > 1 else WHOLE
    return claim_of(
        clause, Relation.SHARE, subject, token, *shares, *groups[:2], reference=whole, amount=amount_of(token),
        spans={"amount": span_of(token)},
    )


OVER_MULTIPLE: dict[str, Hedge] = {"above": Hedge.OVER, "below": Hedge.UNDER}


def _between_two(clause: Clause) -> Found:
    subject, own, other = _two(clause)
    amounts = amounts_of(clause)
    compared = clause.word("above", "below", "higher", "lower")
    if other is None or (not amounts and compared is None):
        return None
    than, gap = clause.word("than"), clause.word("gap")
    if than is not None and as_base(clause, than):
        than = None
    read = (own, other, than, compared)
    if not amounts:
        assert compared is not None
        return claim_of(
            clause, Relation.DIRECTION, subject, *read, reference=other.places, sign=sign_of(compared),
            opposite=compared.opposite, spans={"direction": span_of(compared)},
        )
    token = amounts[0]
    amount = amount_of(token)
    form = amount.number.form
    if compared is None:
        if form == "points":
            return Lack.RELATION
        if form == "plain" and (gap is None or amount.unit):
            return Lack.AMOUNT
        # 约为中部的2倍: the hedge stands before the place.
        loose = clause.word(*HEDGES_BEFORE)
        if loose is not None and loose.start < other.span[0] and amount.hedge in (Hedge.PRINTED, Hedge.ABOUT):
            amount = replace(amount, hedge=HEDGES_BEFORE[loose.name])
        else:
            loose = None
        return claim_of(
            clause, Relation.TIMES, subject, own, other, gap, loose, token, reference=other.places, amount=amount,
            spans={"amount": span_of(token)},
        )
    is_part = than is None and compared.name in OVER_MULTIPLE and _is_part_of(clause, other, token)
    is_times = form == "times" and ((than is None and compared.name in OVER_MULTIPLE) or _is_english(clause))
    if amount.number.is_rough and than is None and not is_part and not _is_english(clause):
        # 超过北京一半: by half of it, or half of it.
        return Lack.RELATION
    if is_times or (is_part and form == "percent"):
        hedge = amount.hedge if than else OVER_MULTIPLE.get(compared.name, amount.hedge)
        if compared.name in OVER_MULTIPLE and amount.hedge not in (Hedge.PRINTED, Hedge.ABOUT):
            return Lack.AMOUNT
        return claim_of(
            clause, Relation.TIMES, subject, *read, token, reference=other.places,
            amount=Amount(amount.number, hedge, amount.unit, amount.end_number),
            spans={"amount": span_of(token), **({"compared": span_of(compared)} if hedge is not amount.hedge else {})},
        )
    return claim_of(
        clause, Relation.MORE, subject, *read, token, reference=other.places, amount=amount, sign=sign_of(compared),
        opposite=compared.opposite, spans={"amount": span_of(token), "direction": span_of(compared)},
    )


def _is_part_of(clause: Clause, other: Group, amount: Token) -> bool:
    """Whether 的 stands between a place and the number behind it: 超过北京的一半 is more than half of Beijing's."""
    return other.span[1] <= amount.start and "的" in clause.text[other.span[1]:amount.start]


def _is_english(clause: Clause) -> bool:
    """Whether times and than stand in an English clause, where 3 times more than means 3 times as many."""
    than = clause.word("than", "above", "below", "higher", "lower")
    return than is not None and clause.text[than.start:than.end].isascii()


def _value(clause: Clause) -> Found:
    amounts = amounts_of(clause)
    subject, group = subject_of(clause)
    in_turn = clause.word("respectively")
    if in_turn is not None and subject is not None and len(subject.codes) == len(amounts) > 1:
        claims = [
            claim_of(
                clause, Relation.VALUE, Places((code,)), group, in_turn, *amounts, amount=amount_of(token),
                spans={"amount": span_of(token)},
            ) for code, token in zip(subject.codes, amounts, strict=True)
        ]
        return tuple(claim for claim in claims if isinstance(claim, Claim))
    if not amounts:
        return None
    token = amounts[0]
    return claim_of(
        clause, Relation.VALUE, subject or WHOLE, group, token, amount=amount_of(token),
        spans={"amount": span_of(token)},
    )
