"""The report of a load: what was read, loaded and rejected, and every finding with its place and remedy."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from data.harmless import harmless_text
from data.importing.findings import Finding, Severity
from data.importing.load import Load
from data.importing.pipeline import name_of_kind

COLUMNS = (
    "severity", "file", "sheet", "line", "column", "value", "rule", "message_zh", "remedy_zh", "message_en",
    "remedy_en",
)  # fmt: skip
SHOWN_OF_A_RULE = 5


def summary(load: Load) -> str:
    """Return what the operator reads: one line per sheet, then the findings, the first of each rule."""
    lines = ["读入核算 rows in = loaded + rejected"]
    for account in load.accounts:
        place = f"{account.file}[{account.sheet}]" if account.sheet else account.file
        lines.append(
            f"  {place}: {name_of_kind(account.kind)}  "
            f"{account.rows_in} = {account.loaded} + {account.rejected}"
        )
    totals = [sum(getattr(account, name) for account in load.accounts) for name in ("rows_in", "loaded", "rejected")]
    lines.append("  合计 total: {} = {} + {}".format(*totals))
    first = load.first_of_each_rule(SHOWN_OF_A_RULE)
    lines += _shown("错误 errors", "error", load, first)
    lines += _shown("提示 warnings", "warning", load, first)
    return "\n".join(lines)


def _shown(title: str, severity: Severity, load: Load, first: Mapping[str, Sequence[Finding]]) -> list[str]:
    counts: Counter[str] = Counter()
    for found in load.counts:
        if found.severity == severity:
            counts[found.rule] += found.count
    lines = ["", f"{title}: {counts.total()}"]
    for rule, count in counts.items():
        lines += [f"  {found}" for found in first[rule]]
        if count > SHOWN_OF_A_RULE:
            lines.append(f"  … {rule}: 另有{count - SHOWN_OF_A_RULE}处 / {count - SHOWN_OF_A_RULE} more")
    return lines


def table(load: Load) -> Iterator[str]:
    """Yield every finding as CSV, line by line, to send back to whoever supplied the data."""
    yield _line(COLUMNS)
    for found in load.findings:
        yield _line([
            found.severity, found.file, found.sheet, str(found.line), found.column, found.value, found.rule,
            found.message("zh"), found.remedy("zh"), found.message("en"), found.remedy("en"),
        ])  # fmt: skip


def _line(cells: tuple[str, ...] | list[str]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow([harmless_text(cell) for cell in cells])
    return text.getvalue()


def write_table(load: Load, path: Path) -> None:
    """Write every finding to a CSV file that opens rightly in a spreadsheet."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        file.writelines(table(load))
