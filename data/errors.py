"""What can be wrong with an input file or a snapshot, in both languages, with the place and the remedy."""

from __future__ import annotations

import errno
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from data.rules import RULES

SnapshotFailure = Literal["missing_pointer", "missing_file", "broken"]
SnapshotReason = Literal["missing_pointer", "missing_file", "broken", "other_version"]
DatabaseFailure = Literal[
    "bad_setting", "bad_seconds", "missing_package", "away", "not_loaded", "too_slow", "too_large", "unreadable",
    "refused",
]  # fmt: skip


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


_FIND = (
    "请检查快照目录是否正确、已挂载（ATLAS_DATA 或 --folder）；尚未生成过的，请运行 python -m data.build",
    "Check that the folder of the snapshots is the right one and is mounted (ATLAS_DATA or --folder); where none was "
    "ever built, run python -m data.build",
)
_BUILD = ("请运行 python -m data.build 重新生成", "Run python -m data.build to build it anew")
# A build reads the published figures and what readable snapshots hold: what was imported into a lost one is not in it.
_RESTORE = (
    "请恢复较早的快照（python -m data.history）或备份（python -m data.backup）；"
    "重新生成（python -m data.build）不含只在其中导入的数据",
    "Restore an earlier snapshot (python -m data.history) or a backup (python -m data.backup); one built anew "
    "(python -m data.build) lacks what was imported into it alone",
)
# What happened and what to do about it, of each in Chinese and English.
_SNAPSHOT_TEXTS: dict[SnapshotReason, tuple[tuple[str, str], tuple[str, str]]] = {
    "missing_pointer": (("还没有数据快照", "There is no data snapshot yet"), _FIND),
    "missing_file": (("所指的数据快照已不存在", "The data snapshot asked for no longer exists"), _RESTORE),
    "broken": (("数据快照已损坏或无法读取", "The data snapshot is damaged or cannot be read"), _RESTORE),
    "other_version": (
        ("数据快照由另一版本的程序生成", "The data snapshot was made by another version of the program"),
        _BUILD,
    ),
}


class SnapshotError(Exception):
    """A snapshot cannot be found or opened: which of the three kinds, and how to get one.

    The messages and the remedy are for readers; `detail` holds path and technical text for the log only.
    """

    def __init__(self, kind: SnapshotFailure, detail: str, reason: SnapshotReason | None = None) -> None:
        self.kind: SnapshotFailure = kind
        self.detail = detail
        happened, remedy = _SNAPSHOT_TEXTS[reason or kind]
        self.message_zh, self.message_en = happened
        self.remedy_zh, self.remedy_en = remedy
        super().__init__(kind, detail, reason)

    def message(self, language: Literal["zh", "en"]) -> str:
        """Return what happened and what to do, in one language and without any path."""
        if language == "zh":
            return f"{self.message_zh}。{self.remedy_zh}。"
        return f"{self.message_en}. {self.remedy_en}."

    def __str__(self) -> str:
        return f"{self.message('zh')} / {self.message('en')} [{self.detail}]"


# What happened and what to do about it, of each in Chinese and English.
_DATABASE_TEXTS: dict[DatabaseFailure, tuple[str, str, str, str]] = {
    "bad_setting": (
        "无法识别环境变量 ATLAS_ENGINE 的设置",
        "The setting ATLAS_ENGINE cannot be read",
        "请写成 clickhouse://用户:口令@主机:端口（加密连接为 clickhouses://）；如使用自带的 DuckDB，请勿设置",
        "Write it as clickhouse://user:password@host:port (clickhouses:// for TLS), or leave it unset to use DuckDB",
    ),
    "bad_seconds": (
        "无法识别环境变量 ATLAS_QUERY_SECONDS 的设置",
        "The setting ATLAS_QUERY_SECONDS cannot be read",
        "请填写大于零的秒数，例如 60，或不设置",
        "Write a number of seconds above zero, such as 60, or leave it unset",
    ),
    "missing_package": (
        "未安装连接 ClickHouse 所需的组件",
        "What it takes to ask ClickHouse is not installed",
        "请运行 pip install -r requirements-clickhouse.txt",
        "Run pip install -r requirements-clickhouse.txt",
    ),
    "away": (
        "无法连接数据库服务器",
        "The server of the database cannot be reached",
        "请检查服务是否运行、地址是否正确、防火墙是否放行",
        "Check that it runs, that its address is right, and that the firewall lets the connection through",
    ),
    "not_loaded": (
        "ClickHouse 中还没有这一数据快照",
        "ClickHouse does not hold this data snapshot yet",
        "请运行 python -m data.clickhouse 写入",
        "Run python -m data.clickhouse to load it",
    ),
    "too_slow": (
        "查询超过时限，已停止",
        "The query took too long and was stopped",
        "请缩小范围或稍后重试；时限由 ATLAS_QUERY_SECONDS 设定",
        "Narrow it down or try again later; ATLAS_QUERY_SECONDS sets the limit",
    ),
    "too_large": (
        "查询所需内存超过上限，已停止",
        "The query needs more memory than it may take and was stopped",
        "请缩小范围后重试；如反复出现，请联系管理员",
        "Narrow it down and try again; if that does not help, tell the administrator",
    ),
    "unreadable": (
        "数据快照文件在使用中被改动或损坏",
        "The file of the data snapshot was changed or damaged while in use",
        "请管理员放回完好的快照文件并重启服务，或将另一快照设为当前快照",
        "Have the administrator put back a sound file and restart the service, or make another snapshot current",
    ),
    "refused": (
        "数据库未能回答这一查询",
        "The database could not answer this query",
        "请稍后重试；原因见服务器日志",
        "Try again later; the log of the server holds the reason",
    ),
}


class DatabaseError(SnapshotError):
    """The database that answers on a snapshot cannot be used, or gives no answer. `detail` never holds a password."""

    def __init__(self, failure: DatabaseFailure, detail: str, told: tuple[str, str] | None = None) -> None:
        """`told` is what happened and what to do, in Chinese and English, where the database itself tells."""
        super().__init__("broken", detail)
        self.failure: DatabaseFailure = failure
        self.message_zh, self.message_en, self.remedy_zh, self.remedy_en = _DATABASE_TEXTS[failure]
        self._told = told
        self.args = (failure, detail, told)

    def message(self, language: Literal["zh", "en"]) -> str:
        """Return what happened and what to do, in one language."""
        if self._told is not None:
            return self._told[0 if language == "zh" else 1]
        return super().message(language)


def in_words(error: BaseException) -> str:
    """Return what a command prints for `error`: a full disk in both languages, all else as it says itself."""
    is_full = isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)
    if is_full or "no space left" in str(error).lower():
        return f"磁盘已满，请腾出空间后重做 / the disk is full; make room and do it again [{error}]"
    return str(error)
