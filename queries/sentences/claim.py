"""What a clause of a sentence claims, as a record; and what of a sentence could not be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from queries.sentences.tokens import Amount, Rank, Token

Span = tuple[int, int]


class Relation(StrEnum):
    """How the figures of a clause are related."""

    VALUE = "value"
    TIMES = "times"
    MORE = "more"
    DIRECTION = "direction"
    SHARE = "share"
    RANK = "rank"
    GROWTH = "growth"
    GAP_CHANGE = "gap_change"
    EXTREME = "extreme"
    TOP = "top"
    COUNT = "count"


class Lack(StrEnum):
    """What a clause lacks to be checked."""

    INDICATOR = "indicator"
    RELATION = "relation"
    PLACE = "place"
    AMOUNT = "amount"
    WORDS = "words"
    """Words that no rule knows or reads stand in it, which might change its meaning."""
    TOGETHER = "together"
    """Several places are named, and it is not said whether each of them or all together."""


@dataclass(frozen=True)
class Places:
    """Places taken together; `is_rest` where all others of the nation are meant."""

    codes: tuple[str, ...]
    is_rest: bool = False


@dataclass(frozen=True)
class Claim:
    """One thing claimed.

    Attributes
    ----------
    relation : how the figures are related
    indicators : what is measured, the most usual candidate first: an indicator of the catalogue, or
        ``numerator/base/scale``
    subject, reference : whose figure, and whose it is set against
    year, base_year : years named; None for the latest, "latest" or "before" where the sentence says so
    sign : 1 for more, growth, widening and the greatest, -1 for their contraries
    level : the places among which an order is meant
    within : the zone, region or province whose places alone an order is among
    spans : where in the sentence the parts stand that a correction may change
    is_computed : whether growth is to be worked out of two years even where a source prints the rate
    opposite : the word that says the contrary of the word at the span "direction"
    read : where the words stand that the claim was read from
    """

    relation: Relation
    indicators: tuple[str, ...]
    subject: Places
    start: int
    end: int
    reference: Places | None = None
    year: int | str | None = None
    base_year: int | str | None = None
    amount: Amount | None = None
    sign: int = 1
    rank: Rank | None = None
    count: Amount | None = None
    level: str | None = None
    within: Places | None = None
    is_negated: bool = False
    is_yearly: bool = False
    is_computed: bool = False
    opposite: str = ""
    spans: Mapping[str, Span] = field(default_factory=dict)
    read: frozenset[Span] = frozenset()


@dataclass(frozen=True)
class Unread:
    """A clause, from `start` to `end`, of which no claim could be made; `words` tells which of it no rule can use."""

    lack: Lack
    start: int
    end: int
    words: tuple[Span, ...] = ()


@dataclass(frozen=True)
class Reading:
    """A sentence as it was read: its words, its claims in order, and what could not be read."""

    sentence: str
    tokens: tuple[Token, ...]
    claims: tuple[Claim, ...]
    unread: tuple[Unread, ...]
