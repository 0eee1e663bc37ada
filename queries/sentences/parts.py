"""What the rules of all relations share: the claim with the words it was read from, its numbers and places."""

from __future__ import annotations

from typing import Any

from queries.sentences.claim import Claim, Lack, Places, Relation, Span
from queries.sentences.clause import Clause, Group
from queries.sentences.tokens import Amount, Token

Found = Claim | tuple[Claim, ...] | Lack | None


def claim_of(
    clause: Clause, relation: Relation, subject: Places | None, *read: Token | Group | None, **parts: Any
) -> Claim | Lack:
    """A claim that rests on the words and groups `read`, on the indicator, and on the year unless `parts` has one."""
    if subject is None:
        return Lack.PLACE
    tokens = [
        token for item in read if item is not None
        for token in (clause.tokens[item.first:item.last + 1] if isinstance(item, Group) else (item,))
    ]
    if "year" not in parts:
        year = clause.years[-1] if clause.years else None
        single = year is not None and len(year.years) == 1
        parts["year"] = year.years[-1] if year is not None else clause.context.year
        tokens += [year, *clause.before(year, "until")] if year is not None and single else []
    level = clause.of_kind("level")
    parts.setdefault("level", level[0].name if level else None)
    spans = frozenset((token.start, token.end) for token in (*tokens, *clause.measured))
    return Claim(relation, clause.indicators, subject, clause.start, clause.end, read=spans, **parts)


def subject_of(clause: Clause) -> tuple[Places | None, Group | None]:
    """Who a clause speaks of: the first group named, else who was spoken of before."""
    return (clause.groups[0].places, clause.groups[0]) if clause.groups else (clause.context.subject, None)


def amounts_of(clause: Clause) -> list[Token]:
    """The amounts that are no number of places."""
    counted = counted_of(clause)
    return [token for token in clause.of_kind("amount") if token is not counted]


def counted_of(clause: Clause) -> Token | None:
    """The number that counts places: 12个省."""
    for token, after in zip(clause.tokens, clause.tokens[1:], strict=False):
        amount = token.amount if after.kind == "level" else None
        if amount is not None and amount.number.form == "plain" and amount.unit in ("", "个", "家"):
            return token
    return None


def span_of(token: Token | None) -> Span:
    """Where a word stands."""
    return (token.start, token.end) if token is not None else (0, 0)


def amount_of(token: Token) -> Amount:
    """The amount of a token that has one."""
    assert token.amount is not None
    return token.amount


def is_object(clause: Clause, group: Group) -> bool:
    """Whether a place stands behind a verb or a comparison, so that it is not who the clause speaks of: 是中部的2倍."""
    return any(
        token.kind == "word" and token.name in ("is", "than", "above", "below", "share")
        for token in clause.tokens[:group.first]
    )


def sign_of(token: Token) -> int:
    """-1 for words of less, 1 for words of more."""
    return -1 if token.name in ("below", "lower", "fall", "narrow", "least") else 1
