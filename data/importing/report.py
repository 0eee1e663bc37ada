"""The report of a load: what was read, loaded and rejected, and every finding with its place and remedy."""

from __future__ import annotations

import csv
import io

from data.harmless import harmless_text
from data.importing.findings import Finding
from data.importing.pipeline import Load, name_of_kind

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
    lines += _shown(f"错误 errors: {len(load.errors)}", load.errors)
    lines += _shown(f"提示 warnings: {len(load.warnings)}", load.warnings)
    return "\n".join(lines)


def _shown(title: str, findings: list[Finding]) -> list[str]:
    lines = ["", title]
    for rule in dict.fromkeys(found.rule for found in findings):
        own = [found for found in findings if found.rule == rule]
        lines += [f"  {found}" for found in own[:SHOWN_OF_A_RULE]]
        if len(own) > SHOWN_OF_A_RULE:
            lines.append(f"  … {rule}: 另有{len(own) - SHOWN_OF_A_RULE}处 / {len(own) - SHOWN_OF_A_RULE} more")
    return lines


def table(load: Load) -> str:
    """Return every finding as CSV, to send back to whoever supplied the data."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for found in load.findings:
        row = [
            found.severity, found.file, found.sheet, found.line, found.column, found.value, found.rule,
            found.message("zh"), found.remedy("zh"), found.message("en"), found.remedy("en"),
        ]  # fmt: skip
        writer.writerow([harmless_text(str(cell)) for cell in row])
    return text.getvalue()

