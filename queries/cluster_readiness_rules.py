"""The rules of readiness: which public requirements there are, by which checks each is read, and how many must pass."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from queries.cluster_measures import ClusterMeasure, cluster_measures

RULES_FILE = Path(__file__).with_name("cluster_readiness.toml")


@dataclass(frozen=True)
class CheckRule:
    """One check of the rules file: a measure, or what the reader ticks (`is_self`), and how its threshold is found."""

    id: str
    requirement: str
    why_zh: str
    why_en: str
    is_self: bool = False
    fixed: float | None = None
    median: bool = False
    nation: bool = False
    fallback: float | None = None
    fallback_zone: str = ""
    fallback_year: int | None = None
    strict: bool = False

    def why(self, language: str) -> str:
        """Where the threshold comes from and why it is this one."""
        return self.why_zh if language == "zh" else self.why_en

    @property
    def measure(self) -> ClusterMeasure:
        """The measure that is held against the threshold."""
        return cluster_measures()[self.id]


@dataclass(frozen=True)
class RequirementRule:
    """A requirement: the criterion that says so, its checks, and how many of them must pass."""

    id: str
    applies_to: str
    criterion: str
    checks: tuple[CheckRule, ...]
    needed: int


@lru_cache(maxsize=1)
def requirement_rules() -> tuple[RequirementRule, ...]:
    """The requirements in the order in which they are shown."""
    rules = []
    for record in _records()["requirement"]:
        checks = tuple(
            CheckRule(check.pop("measure"), record["id"], is_self=check.pop("self", False), **check)
            for check in map(dict, record["check"])
        )
        rules.append(RequirementRule(
            record["id"], record["applies_to"], record["criterion"], checks, record.get("needed", len(checks))
        ))
    return tuple(rules)


def check_rules() -> tuple[CheckRule, ...]:
    """The checks of all requirements in order."""
    return tuple(check for requirement in requirement_rules() for check in requirement.checks)


def least_zones() -> int:
    """Number of other zones from which on their median is a threshold."""
    return int(_records()["least_zones"])


@lru_cache(maxsize=1)
def _records() -> dict[str, Any]:
    with RULES_FILE.open("rb") as file:
        return tomllib.load(file)
