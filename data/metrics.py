"""The contract of every metric that a fact may name, read from `metrics.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

METRICS_FILE = Path(__file__).with_name("metrics.toml")


@dataclass(frozen=True)
class Metric:
    """One metric: its names, unit, display decimals and what it counts. `polarity`: 1 more is better, -1 less."""

    metric: str
    subject: str
    name_zh: str
    name_en: str
    unit: str
    decimals: int
    additive: bool
    polarity: int
    definition_zh: str
    definition_en: str
    caveat_zh: str
    caveat_en: str
    total_includes_hong_kong_macao_taiwan: bool = False
    can_be_negative: bool = False

    def name(self, language: Literal["zh", "en"]) -> str:
        """Official name in the language."""
        return self.name_zh if language == "zh" else self.name_en

    def definition(self, language: Literal["zh", "en"]) -> str:
        """What is counted, when and over which scope."""
        return self.definition_zh if language == "zh" else self.definition_en

    def caveat(self, language: Literal["zh", "en"]) -> str:
        """What a reader must know before quoting a figure; empty where nothing is known."""
        return self.caveat_zh if language == "zh" else self.caveat_en


@lru_cache(maxsize=4)
def load_metrics(path: Path = METRICS_FILE) -> dict[str, Metric]:
    """Return the metrics by name, in the order of the file."""
    with path.open("rb") as file:
        records = tomllib.load(file)
    return {name: Metric(metric=name, **record) for name, record in records.items()}
