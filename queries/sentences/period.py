"""From which year to which a clause speaks, and by which of its words."""

from __future__ import annotations

from dataclasses import dataclass

from queries.sentences.clause import Clause
from queries.sentences.tokens import BEFORE, Token


@dataclass(frozen=True)
class Period:
    """First and last year of a change, with the words that tell them; `is_long` unless it is the year before."""

    base: int | str | None
    year: int | str | None
    read: tuple[Token, ...] = ()

    @property
    def is_long(self) -> bool:
        """Whether a first year is named."""
        return self.base != BEFORE


def period_of(clause: Clause) -> Period:
    """First and last year of a change: named both, or one of them with 比 or 以来, or the year before."""
    years = clause.years
    if not years:
        return Period(BEFORE, clause.context.year)
    if len(years[0].years) == 2:
        first, last = years[0].years
        return Period(first, last, _with_words(clause, years[0], "since", "ending"))
    if len(years) >= 2 and len(years[1].years) == 1:
        one, other = years[0].years[0], years[1].years[0]
        read = (
            *_with_words(clause, years[0], "since", "than", "ending"),
            *_with_words(clause, years[1], "until", "than", "ending"),
        )
        is_turned = _is_base(clause, years[1]) and not _is_base(clause, years[0])
        return Period(other, one, read) if is_turned else Period(one, other, read)
    year = years[0]
    if _is_base(clause, year) or clause.behind(year, "ending"):
        return Period(year.years[0], clause.context.year, _with_words(clause, year, "since", "than", "ending"))
    return Period(BEFORE, year.years[0], (year,))


def as_base(clause: Clause, than: Token) -> bool:
    """Whether a 比 stands before a year rather than before a place."""
    after = clause.place(than) + 1
    return after < len(clause.tokens) and clause.tokens[after].kind == "year"


def _is_base(clause: Clause, year: Token) -> bool:
    """Whether 比 or 较 stands right before a year, or 自 or 从."""
    return bool(clause.before(year, "than", "since"))


def _with_words(clause: Clause, year: Token, *names: str) -> tuple[Token, ...]:
    return (year, *clause.before(year, *names), *clause.behind(year, *names))
