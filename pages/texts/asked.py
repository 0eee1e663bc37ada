"""The rows that a figure shows and how to speak of them: what the questions from the floor are answered from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import pandas as pd

from pages.texts import Texts
from pages.texts.numbers import grouped, in_words

ROUND, ALWAYS_GROUPED = 1000, 100_000
UNIT_KINDS = ("region", "cluster", "pair", "service", "line", "class", "measure")
Name = Callable[[str], str]


@dataclass(frozen=True)
class Measure:
    """What figures measure, in the reader's language: name as a sentence says it, unit, decimals."""

    name: str
    unit: str
    decimals: int

    @property
    def is_percent(self) -> bool:
        """Whether differences are percentage points."""
        return self.unit.startswith("%")

    def words(self, value: float, texts: Texts, like: float | None = None) -> str:
        """A figure with its unit."""
        return in_words(value, self.decimals, self.unit, texts, like)

    def difference(self, change: float, texts: Texts, like: float | None = None) -> str:
        """The size of a difference; of percentages in percentage points."""
        if self.is_percent:
            return texts("questions.points", points=grouped(abs(change), self.decimals, texts))
        return self.words(abs(change), texts, like)

    def change(self, before: float, after: float) -> float:
        """The difference of two figures as they are printed, so that a listener who subtracts gets the same."""
        return round(round(after, self.decimals) - round(before, self.decimals), self.decimals)


    def scale(self, *values: float, texts: Texts) -> float:
        """The size that decides the unit of all numbers of a sentence: 万 only where none of them loses by it."""
        largest = max(abs(value) for value in values)
        exact = [abs(value) for value in values if value % ROUND]
        return exact[0] if texts.language == "zh" and exact and largest < ALWAYS_GROUPED else largest


@dataclass(frozen=True)
class OtherMeasure:
    """The same thing set against something else: its measure and its values by unit in the period shown."""

    measure: Measure
    values: pd.Series


@dataclass(frozen=True)
class Whole:
    """What a whole consists of its units: its name, and its figure by period; periods without a figure are absent."""

    name: str
    values: Mapping[int, float]


@dataclass(frozen=True)
class AskedOf:
    """The rows that a figure shows, and how to speak of them.

    Attributes
    ----------
    rows : columns unit, period, value, reason; one row per unit and period, also of units without a figure
    measure : what `value` is
    period : the period shown; None where a figure knows none, whose rows then bear the period 0
    name : unit to its name in the reader's language
    kind : what the units are, one of `UNIT_KINDS`
    regions : unit to the codes of the places that it is or joins
    before : the period that changes are counted from; None for the last one known before
    whole : figures of the whole that the units make up, None where there are none
    adds_up : whether the figures of the units add up to something
    verdicts : unit to what its change of rank is worth (rise, fall, noise), as far as that is known
    selected : the unit that the reader picked out
    breaks : year and words of the breaks of the series
    other : the same thing by another usual denominator
    span : the years that the figures are of in words, where that is more than `period`
    is_score : whether the figures are scores of a bounded scale, of which no logarithm is taken
    """

    rows: pd.DataFrame
    measure: Measure
    period: int | None
    name: Name
    kind: str = "region"
    regions: Callable[[str], tuple[str, ...]] = lambda unit: (unit,)
    before: int | None = None
    whole: Whole | None = None
    adds_up: bool = False
    verdicts: Mapping[str, object] = field(default_factory=dict)
    selected: str | None = None
    breaks: tuple[tuple[int, str], ...] = ()
    other: OtherMeasure | None = None
    span: str = ""
    is_score: bool = False
