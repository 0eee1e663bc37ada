"""A clause with its words sorted by kind, completed from what earlier clauses named."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from queries.sentences.claim import Places, Span
from queries.sentences.lexicon import NATION
from queries.sentences.tokens import Token

WHOLE = Places((NATION,))
NEUTRAL = ("filler", "is", "joins")
"""Classes of words that change no meaning where no rule reads them."""


@dataclass(frozen=True)
class Group:
    """Places named together, with where they stand among the tokens of the clause."""

    places: Places
    first: int
    last: int
    span: Span


@dataclass(frozen=True)
class Context:
    """What earlier clauses named, for later ones that leave it out."""

    indicators: tuple[str, ...] = ()
    subject: Places | None = None
    year: int | str | None = None
    is_lost: bool = False
    """Whether nobody can tell whom the clause before spoke of: a later one must name its own place."""


@dataclass(frozen=True)
class Clause:
    """The parts of a clause, sorted by kind; `measured` are the words that its indicator was read from."""

    tokens: tuple[Token, ...]
    groups: tuple[Group, ...]
    indicators: tuple[str, ...]
    measured: tuple[Token, ...]
    years: tuple[Token, ...]
    context: Context
    members: Mapping[str, Collection[str]]
    text: str

    @property
    def start(self) -> int:
        """Where it begins in the sentence."""
        return self.tokens[0].start

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.tokens[-1].end

    def word(self, *names: str) -> Token | None:
        """The first word of one of the classes."""
        return next((token for token in self.tokens if token.kind == "word" and token.name in names), None)

    def of_kind(self, kind: str) -> list[Token]:
        """The tokens of a kind."""
        return [token for token in self.tokens if token.kind == kind]

    def place(self, token: Token) -> int:
        """Where a token stands among the others."""
        return self.tokens.index(token)

    def before(self, token: Token, *names: str) -> list[Token]:
        """The word right before a token, if it is of one of the classes."""
        at = self.place(token)
        return [word for word in self.tokens[max(at - 1, 0):at] if word.name in names]

    def behind(self, token: Token, *names: str) -> list[Token]:
        """The word right behind a token, if it is of one of the classes."""
        at = self.place(token)
        return [word for word in self.tokens[at + 1:at + 2] if word.name in names]

    def has_members(self, places: Places) -> bool:
        """Whether places are a single zone, region or province other than the nation."""
        return len(places.codes) == 1 and not places.is_rest and places.codes[0] in self.members

    def is_inside(self, inner: Places, outer: Places) -> bool:
        """Whether all places lie in one other, such as 北京 in 东部."""
        return self.has_members(outer) and not inner.is_rest and set(inner.codes) <= set(self.members[outer.codes[0]])

    def left_over(self, read: Collection[Span]) -> tuple[Span, ...]:
        """The words that may change the meaning and that no rule has read."""
        return tuple(
            (token.start, token.end) for token in self.tokens
            if (token.start, token.end) not in read and token.kind != "stop"
            and not (token.kind == "word" and token.name in NEUTRAL)
        )
