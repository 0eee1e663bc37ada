"""What the policy scorecard consists of: the sentences of clause (五), and the measures that each is read by."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from queries.formulas.steps import Steps
from queries.formulas.target_path import Direction

RECORD_FILE = Path(__file__).with_name("scorecard.toml")
CLAUSE = "五"
CLUSTERS = "clusters"
"""Stands for all clusters of a layer together, where other groups have the code of a region."""

Subject = Literal["east", "middle", "west", "major", "transfer", "cluster"]
UnitKind = Literal["province", "major", "cluster"]
Reference = Literal["nation", "demand", "one", "full", "none"]
TargetKind = Literal["requirement", "plan"]
ABSENT = "absent"
PER_CENT_SIGN = "%"


@dataclass(frozen=True)
class Sentence:
    """A sentence of the policy as one row of the scorecard.

    `quote` and `words` stand in the policy text as they are here. `groups` are codes of zones, major regions or the
    nation, or `CLUSTERS`; `measures` names records of this file.
    """

    id: str
    subject: Subject
    quote: str
    words: str
    name_zh: str
    name_en: str
    groups: tuple[str, ...]
    units: UnitKind
    measures: tuple[str, ...]

    def name(self, language: str) -> str:
        """Short name in the language."""
        return self.name_zh if language == "zh" else self.name_en


@dataclass(frozen=True)
class Measure:
    """What a sentence is read by.

    `numerator` are metrics that are added, or taken off where a minus precedes; `scale` is c of METHODS D2.
    `reference` or `target` is what the level is held against; `needs` says what an absent measure would take, and of
    another what is not in the metrics.
    """

    id: str
    kind: str
    name_zh: str
    name_en: str
    unit_zh: str = ""
    unit_en: str = ""
    decimals: int = 1
    direction: Direction = Direction.UP
    numerator: tuple[str, ...] = ()
    denominator: str | None = None
    scale: float = 1.0
    reference: Reference = "none"
    target: TargetKind | None = None
    threshold: float = 0.0
    needs_zh: str = ""
    needs_en: str = ""
    counted_zh: str = ""
    counted_en: str = ""

    def name(self, language: str) -> str:
        """Name in the language."""
        return self.name_zh if language == "zh" else self.name_en

    def unit(self, language: str) -> str:
        """Unit as the reader writes it; empty for a pure number."""
        return self.unit_zh if language == "zh" else self.unit_en

    @property
    def best(self) -> float | None:
        """The best level possible: of a percentage 100, or 0 where less is better; None of what has no bound."""
        if self.unit_zh != PER_CENT_SIGN:
            return None
        return 100.0 if self.direction is Direction.UP else 0.0

    @property
    def steps(self) -> Steps:
        """How the level moves on: percentages by equal amounts, since they cannot compound (METHODS G5)."""
        return Steps.LINEAR if self.unit_zh == PER_CENT_SIGN else Steps.GEOMETRIC

    def needs(self, language: str) -> str:
        """What would have to be loaded."""
        return self.needs_zh if language == "zh" else self.needs_en

    @property
    def metrics(self) -> tuple[str, ...]:
        """Metrics whose figures enter."""
        names = (*self.numerator, *((self.denominator,) if self.denominator else ()))
        return tuple(name.removeprefix("-") for name in names)


@lru_cache(maxsize=1)
def sentences() -> tuple[Sentence, ...]:
    """The sentences in the order of the policy."""
    return tuple(Sentence(**_with_tuples(record)) for record in _record()["sentence"])


@lru_cache(maxsize=1)
def measures() -> Mapping[str, Measure]:
    """The measures by id."""
    return {
        identifier: Measure(
            id=identifier, direction=Direction(record.pop("direction", "up")), **_with_tuples(record)
        )
        for identifier, record in _record()["measure"].items()
    }


def _with_tuples(record: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in record.items()}


def _record() -> dict[str, Any]:
    with RECORD_FILE.open("rb") as file:
        return tomllib.load(file)
