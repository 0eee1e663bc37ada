"""What can be wrong with an input file or a snapshot, in both languages, with the place and the remedy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from data.rules import RULES

SnapshotFailure = Literal["missing_pointer", "missing_file", "broken"]
SnapshotReason = Literal["missing_pointer", "missing_file", "broken", "other_version"]


@dataclass(frozen=True, order=True)
class Problem:
    """One finding in a file. `line` counts from 1 (the header); `column` is empty for the whole row."""

    file: str
    line: int
    column: str
    value: str
    rule: str
    message_zh: str
    message_en: str
    remedy_zh: str
    remedy_en: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" + (f" [{self.column}]" if self.column else "")
        return f"{place} {self.message_zh}。{self.remedy_zh}。 / {self.message_en}; {self.remedy_en}."


def problem(rule: str, file: str, line: int, column: str = "", value: str = "", detail: str = "") -> Problem:
    """Return the finding of `rule` at `file:line`, texts filled in. Raises KeyError for an unknown rule."""
    texts = RULES[rule]

    def filled(text: str) -> str:
        return text.format(column=column, value=value, detail=detail)

    return Problem(
        file,
        line,
        column,
        value,
        rule,
        filled(texts.message_zh),
        filled(texts.message_en),
        filled(texts.remedy_zh),
        filled(texts.remedy_en),
    )


class DataError(Exception):
    """Input files hold problems; nothing was published. `problems` lists all of them in file order."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = sorted(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        count = len(self.problems)
        head = f"发现{count}处问题，未发布 / {count} problems found, nothing published"
        return "\n".join([head, *(f"  {found}" for found in self.problems)])


_SNAPSHOT_TEXTS: dict[SnapshotReason, tuple[str, str]] = {
    "missing_pointer": ("还没有数据快照", "There is no data snapshot yet"),
    "missing_file": ("所指的数据快照已不存在", "The data snapshot asked for no longer exists"),
    "broken": ("数据快照已损坏或无法读取", "The data snapshot is damaged or cannot be read"),
    "other_version": (
        "数据快照由另一版本的程序生成",
        "The data snapshot was made by another version of the program",
    ),
}


class SnapshotError(Exception):
    """A snapshot cannot be found or opened: which of the three kinds, and how to get one.

    The messages and the remedy are for readers; `detail` holds path and technical text for the log only.
    """

    remedy_zh = "请运行 python -m data.build 重新生成"
    remedy_en = "Run python -m data.build to build it anew"

    def __init__(self, kind: SnapshotFailure, detail: str, reason: SnapshotReason | None = None) -> None:
        self.kind: SnapshotFailure = kind
        self.detail = detail
        self.message_zh, self.message_en = _SNAPSHOT_TEXTS[reason or kind]
        super().__init__(kind, detail, reason)

    def message(self, language: Literal["zh", "en"]) -> str:
        """Return what happened and what to do, in one language and without any path."""
        if language == "zh":
            return f"{self.message_zh}。{self.remedy_zh}。"
        return f"{self.message_en}. {self.remedy_en}."

    def __str__(self) -> str:
        return f"{self.message('zh')} / {self.message('en')} [{self.detail}]"
