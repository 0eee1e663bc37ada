"""The report of a load as tables in the reader's language, and as files to send back to whoever supplied the data."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pandas as pd

from data.importing.accounts import Account
from data.importing.columns import kinds
from data.importing.errand import Report
from data.importing.findings import Finding, rules
from pages.exporters.table import csv_bytes
from pages.exporters.templates import archive
from pages.texts import Texts

ANY = "…"


def kind_name(table: str, texts: Texts) -> str:
    """What a table that can be loaded is called."""
    kind = kinds()[table]
    return kind.name_zh if texts.language == "zh" else kind.name_en


def accounts_table(accounts: Iterable[Account], texts: Texts) -> pd.DataFrame:
    """One row per sheet: what it is, and its rows, read = loaded + rejected."""
    listed = list(accounts)
    return pd.DataFrame(
        {
            texts("column.file"): [account.file for account in listed],
            texts("upload.column.sheet"): [account.sheet for account in listed],
            texts("upload.column.table"): [kind_name(account.kind, texts) for account in listed],
            texts("column.rows_in"): [account.rows_in for account in listed],
            texts("upload.column.loaded"): [account.loaded for account in listed],
            texts("upload.column.rejected"): [account.rejected for account in listed],
        }
    )


def findings_table(findings: Iterable[Finding], texts: Texts) -> pd.DataFrame:
    """One row per finding: where it is, what is wrong, what to do."""
    rows = [
        (
            texts(f"upload.severity.{found.severity}"), found.file, found.sheet, found.line or None, found.column,
            found.value, found.message(texts.language), found.remedy(texts.language),
        )
        for found in findings
    ]  # fmt: skip
    names = ("severity", "file", "sheet", "line", "column", "value", "message", "remedy")
    headings = [texts("column.file") if name == "file" else texts(f"upload.column.{name}") for name in names]
    table = pd.DataFrame(rows, columns=headings, dtype=object)
    return table


def rule_text(rule: str, texts: Texts) -> str:
    """What a rule says of any row."""
    return Finding("", "", 0, ANY, ANY, rule, ANY).message(texts.language)


def counts_table(report: Report, texts: Texts) -> pd.DataFrame:
    """One row per rule: whether it stops rows, what is wrong, how often, in how many files; errors first."""
    counted = pd.DataFrame(
        [(file, rule, count) for (file, rule), count in report.counts.items()], columns=["file", "rule", "count"]
    )
    by_rule = counted.groupby("rule").agg(count=("count", "sum"), files=("file", "nunique")).reset_index()
    by_rule["severity"] = [rules()[rule].severity for rule in by_rule["rule"]]
    by_rule = by_rule.sort_values(["severity", "count", "rule"], ascending=[True, False, True])
    return pd.DataFrame(
        {
            texts("upload.column.severity"): [texts(f"upload.severity.{one}") for one in by_rule["severity"]],
            texts("upload.column.message"): [rule_text(rule, texts) for rule in by_rule["rule"]],
            texts("upload.column.count"): by_rule["count"],
            texts("upload.column.files"): by_rule["files"],
        }
    )


def notes(report: Report, texts: Texts) -> tuple[str, ...]:
    """What stands below the rows of a report: how rows are counted, and how many findings are left out."""
    lines = [texts("upload.note")]
    total = sum(report.counts.values())
    if total > len(report.findings):
        lines.append(texts("upload.cut", shown=len(report.findings), total=total))
    return tuple(lines)


def of_file(report: Report, file: str) -> Report:
    """The part of a report that is about one file."""
    return Report(
        tuple(account for account in report.accounts if account.file == file),
        tuple(found for found in report.findings if found.file == file),
        {key: count for key, count in report.counts.items() if key[0] == file},
    )


def report_csv(report: Report, texts: Texts) -> bytes:
    """Every finding as CSV that opens rightly in Excel and runs nothing."""
    return csv_bytes(findings_table(report.findings, texts), notes(report, texts))


def report_workbook(report: Report, texts: Texts) -> bytes:
    """Accounts and findings as a workbook that runs nothing."""
    from pages.exporters.workbook import workbook_bytes

    findings, accounts = texts("upload.findings"), texts("upload.accounts")
    sheets = {findings: findings_table(report.findings, texts), accounts: accounts_table(report.accounts, texts)}
    return workbook_bytes(sheets, {findings: notes(report, texts)})


def safe_name(file: str) -> str:
    """The name of a file without its ending, as any system takes it: letters, digits, and little else."""
    return re.sub(r"[^\w.-]+", "_", file.rpartition(".")[0] or file)[:60]


def reports_per_file(report: Report, files: Iterable[str], texts: Texts) -> bytes:
    """One workbook for each file, in one archive."""
    names = {file: f"{number:02d}-{safe_name(file)}.xlsx" for number, file in enumerate(files, start=1)}
    return archive({name: report_workbook(of_file(report, file), texts) for file, name in names.items()})
