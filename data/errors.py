"""What can be wrong with an input file or a snapshot, in both languages, with the place and the remedy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

SnapshotFailure = Literal["missing_pointer", "missing_file", "broken"]
SnapshotReason = Literal["missing_pointer", "missing_file", "broken", "other_version"]


@dataclass(frozen=True)
class Rule:
    """Texts of one rule; `{column}`, `{value}` and `{detail}` are filled in for a finding."""

    message_zh: str
    message_en: str
    remedy_zh: str
    remedy_en: str


RULES: dict[str, Rule] = {
    "missing_file": Rule("文件不存在", "the file does not exist", "放回该文件", "put the file back"),
    "empty_file": Rule(
        "文件没有内容",
        "the file is empty",
        "恢复文件内容，首行为列名",
        "restore the file; its first line names the columns",
    ),
    "no_rows": Rule(
        "文件只有列名，没有数据行", "the file has a header and no rows", "恢复数据行", "restore the rows"
    ),
    "undecodable": Rule(
        "文件不是UTF-8编码（{detail}）",
        "the file is not UTF-8 ({detail})",
        "另存为UTF-8编码",
        "save the file as UTF-8",
    ),
    "malformed": Rule(
        "无法解析：{detail}",
        "cannot be parsed: {detail}",
        "检查引号、换行与语法",
        "check quotes, line breaks and syntax",
    ),
    "missing_column": Rule("缺少列“{column}”", "column {column} is missing", "补上该列", "add the column"),
    "unknown_column": Rule(
        "多余的列“{column}”",
        "column {column} is not known",
        "删除或改正列名",
        "remove it or correct its name",
    ),
    "duplicate_column": Rule(
        "列“{column}”重复", "column {column} appears twice", "只保留一列", "keep one of them"
    ),
    "field_count": Rule(
        "字段数不符：{detail}",
        "wrong number of fields: {detail}",
        "检查逗号与引号",
        "check commas and quotes",
    ),
    "missing_value": Rule("“{column}”为空", "{column} is empty", "填写该值", "fill in the value"),
    "stray_space": Rule(
        "“{column}”首尾有空格：“{value}”",
        "{column} has spaces around it: '{value}'",
        "删除首尾空格",
        "remove the spaces",
    ),
    "not_a_number": Rule(
        "“{column}”不是数值：“{value}”",
        "{column} is not a number: '{value}'",
        "只写数字，不带单位、千分位或文字",
        "write digits only, without unit, separators or words",
    ),
    "not_an_integer": Rule(
        "“{column}”不是整数：“{value}”",
        "{column} is not a whole number: '{value}'",
        "写整数",
        "write a whole number",
    ),
    "not_a_date": Rule(
        "“{column}”不是日期：“{value}”",
        "{column} is not a date: '{value}'",
        "写作2023-12-31",
        "write it as 2023-12-31",
    ),
    "not_a_boolean": Rule(
        "“{column}”应为true或false：“{value}”",
        "{column} must be true or false: '{value}'",
        "写true或false",
        "write true or false",
    ),
    "unknown_word": Rule(
        "“{column}”的取值“{value}”不在词表中",
        "{column} has an unknown value '{value}'",
        "可用：{detail}",
        "use one of: {detail}",
    ),
    "unknown_qualifier": Rule(
        "未知的限定词“{value}”", "unknown qualifier '{value}'", "可用：{detail}", "use one of: {detail}"
    ),
    "unknown_region": Rule(
        "“{column}”中的地区代码“{value}”不在地区名录中",
        "region code '{value}' in {column} is not in the register",
        "改正代码，或先登记到 data/regions/region.csv",
        "correct the code, or register it in data/regions/region.csv",
    ),
    "unknown_metric": Rule(
        "未知的指标“{value}”",
        "unknown metric '{value}'",
        "改正名称，或先在 data/metrics.toml 中定义",
        "correct the name, or define it in data/metrics.toml",
    ),
    "unknown_unit": Rule(
        "单位“{value}”与指标约定不符",
        "unit '{value}' is not the unit of the metric",
        "按 data/metrics.toml 换算并改写数值与单位",
        "convert value and unit to those of data/metrics.toml",
    ),
    "unknown_source": Rule(
        "未知的来源“{value}”",
        "unknown source '{value}'",
        "改正编号，或先登记到 data/published/sources.csv",
        "correct it, or register it in data/published/sources.csv",
    ),
    "unknown_cluster": Rule(
        "未知的集聚区“{value}”",
        "unknown cluster '{value}'",
        "改正编号，或先登记到 data/published/clusters.csv",
        "correct it, or register it in data/published/clusters.csv",
    ),
    "name_mismatch": Rule(
        "名称“{value}”与代码{detail}不符",
        "name '{value}' does not belong to code {detail}",
        "核对代码与名称",
        "check the code against the name",
    ),
    "duplicate_key": Rule(
        "重复记录（{detail}）",
        "repeats an earlier row ({detail})",
        "只保留一行；另一来源的同一数据放入 cross_checks.csv",
        "keep one row; put a second source into cross_checks.csv",
    ),
    "parent_cycle": Rule(
        "上级地区互为上级：“{value}”",
        "parents form a circle: '{value}'",
        "改正 parent_code",
        "correct parent_code",
    ),
    "check_failed": Rule(
        "不符合表的约束：{detail}",
        "breaks a rule of the table: {detail}",
        "按 data/schema.sql 改正",
        "correct it to fit data/schema.sql",
    ),
}


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
