"""What the importer has to say about a file: one finding per fault, with its place, its rule and its remedy."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from data.harmless import printable
from data.rules import RULES

RULES_FILE = Path(__file__).with_name("rules.toml")
LONGEST_VALUE = 80
# What is said of a loaded file in the words for the shipped ones; each is an error.
SHARED = ("missing_value", "not_a_date", "unknown_word", "name_mismatch", "wrong_form", "in_the_future")

Severity = Literal["error", "warning"]


@dataclass(frozen=True)
class Rule:
    """Texts of one rule; `{column}`, `{value}` and `{detail}` are filled in for a finding."""

    severity: Severity
    message_zh: str
    message_en: str
    remedy_zh: str
    remedy_en: str


@dataclass(frozen=True)
class Finding:
    """One finding. `line` counts from 1 as a spreadsheet shows it, 0 for the whole file; `sheet` is of a workbook."""

    file: str
    sheet: str
    line: int
    column: str
    value: str
    rule: str
    detail: str = ""

    @property
    def severity(self) -> Severity:
        """Whether the finding stops its row."""
        return rules()[self.rule].severity

    @property
    def place(self) -> str:
        """Where it was found: file, sheet and line."""
        sheet = f"[{self.sheet}]" if self.sheet else ""
        return f"{self.file}{sheet}:{self.line}" if self.line else f"{self.file}{sheet}"

    def message(self, language: Literal["zh", "en"]) -> str:
        """What is wrong, in one language."""
        rule = rules()[self.rule]
        return self._filled(rule.message_zh if language == "zh" else rule.message_en)

    def remedy(self, language: Literal["zh", "en"]) -> str:
        """What to do about it, in one language."""
        rule = rules()[self.rule]
        return self._filled(rule.remedy_zh if language == "zh" else rule.remedy_en)

    def _filled(self, text: str) -> str:
        value = self.value if len(self.value) <= LONGEST_VALUE else f"{self.value[:LONGEST_VALUE]}…"
        return printable(text.format(column=self.column, value=value, detail=self.detail))

    def __str__(self) -> str:
        place = printable(f"{self.place} [{self.column}]" if self.column else self.place)
        chinese = f"{self.message('zh')}。{self.remedy('zh')}。"
        return f"{place} {chinese} / {self.message('en')}; {self.remedy('en')}."


@lru_cache(maxsize=1)
def rules() -> dict[str, Rule]:
    """Return every rule by name."""
    with RULES_FILE.open("rb") as file:
        own = {name: Rule(**record) for name, record in tomllib.load(file).items()}
    return own | {name: Rule("error", **vars(RULES[name])) for name in SHARED}
