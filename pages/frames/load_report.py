"""The report of a load on the page: rows per sheet, findings by rule, every finding with place and remedy, files."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from math import ceil

import streamlit as st

from data.importing.errand import Report
from data.importing.findings import Finding, rules
from pages.controls.private_data import PrivateData
from pages.exporters.load_report import (
    accounts_table,
    counts_table,
    findings_table,
    notes,
    of_file,
    report_csv,
    report_workbook,
    reports_per_file,
    rule_text,
    safe_name,
)
from pages.frames.download import download
from pages.frames.html import as_plain, html_table
from pages.shell.screen import Screen

ROWS_OF_A_PAGE = 50
ALL = ""
DOWNLOADED = "report on uploaded files"


def load_accounts(screen: Screen, data: PrivateData) -> None:
    """Say what was read, sheet by sheet, and which files could not be; without a report, why there is none."""
    t = screen.texts
    report = data.report
    if report is None:
        st.error(t(f"upload.fault.{data.fault or 'lost'}"))
        return
    errors, warnings = total(report, "error"), total(report, "warning")
    rows = {name: sum(getattr(account, name) for account in report.accounts) for name in ("rows_in", "loaded")}
    words = t("upload.summary", rows=rows["rows_in"], loaded=rows["loaded"], rejected=rows["rows_in"] - rows["loaded"],
              errors=errors, warnings=warnings)
    (st.error if errors else st.success)(words, icon=":material/rule:" if errors else ":material/check:")
    with st.container(border=True, key="section-accounts", gap="xsmall"):
        if report.accounts:
            st.html(html_table(accounts_table(report.accounts, t), caption=t("upload.accounts")))
        unread = [found for found in report.findings if not found.line and found.severity == "error"]
        for found in unread:
            place = t("upload.unread", file=found.place, reason=found.message(t.language),
                      remedy=found.remedy(t.language))
            st.error(as_plain(place), icon=":material/block:")


def load_findings(screen: Screen, data: PrivateData) -> None:
    """Show what was found: by rule, then every finding with its place and remedy, to read and to send back."""
    t = screen.texts
    report = data.report
    if report is not None and report.counts:
        with st.container(border=True, key="section-rules", gap="xsmall"):
            st.html(html_table(counts_table(report, t), caption=t("upload.by_rule")))
        _findings(screen, data, report)


def total(report: Report, severity: str) -> int:
    """How many findings of a severity there are, those left out included."""
    return sum(count for (_, rule), count in report.counts.items() if rules()[rule].severity == severity)


def _findings(screen: Screen, data: PrivateData, report: Report) -> None:
    t = screen.texts
    with st.container(border=True, key="section-findings", gap="xsmall"):
        severity, file, rule = _filters(screen, report)
        kept = [
            found for found in report.findings
            if severity in (ALL, found.severity) and file in (ALL, found.file) and rule in (ALL, found.rule)
        ]
        shown, first = _page_of(screen, kept)
        caption = t("upload.shown", first=first + 1 if shown else 0, last=first + len(shown), count=len(kept))
        st.html(html_table(findings_table(shown, t).fillna(""), caption=caption))
        for note in notes(report, t)[1:]:
            st.caption(note)
        _downloads(screen, data, report, file)


def _filters(screen: Screen, report: Report) -> tuple[str, str, str]:
    t = screen.texts
    severities = sorted({rules()[rule].severity for _, rule in report.counts})
    files = sorted({file for file, _ in report.counts})
    names = sorted({rule for _, rule in report.counts}, key=lambda name: rule_text(name, t))
    words = {name: t(f"upload.severity.{name}") for name in severities} | {name: rule_text(name, t) for name in names}
    choices: dict[str, list[str]] = {"severity": list(severities), "file": files, "rule": names}
    chosen: list[str] = []
    for column, (key, options) in zip(st.columns([2, 4, 6]), choices.items(), strict=True):
        with column:
            chosen.append(
                st.selectbox(
                    t(f"upload.filter.{key}"),
                    [ALL, *options],
                    format_func=lambda name: words.get(name, name) or t("upload.filter.all"),
                    key=f"findings-{key}",
                    on_change=_to_first_page,
                )
            )
    return chosen[0], chosen[1], chosen[2]


def _to_first_page() -> None:
    st.session_state["findings-page"] = 1


def _page_of(screen: Screen, kept: Sequence[Finding]) -> tuple[Sequence[Finding], int]:
    """The findings of the page chosen, and how many come before them."""
    pages = max(1, ceil(len(kept) / ROWS_OF_A_PAGE))
    page = 1
    if pages > 1:
        st.session_state["findings-page"] = min(st.session_state.get("findings-page", 1), pages)
        page = st.number_input(
            screen.texts("upload.page", count=pages), min_value=1, max_value=pages, step=1, key="findings-page",
            width=220,
        )
    first = (page - 1) * ROWS_OF_A_PAGE
    return kept[first : first + ROWS_OF_A_PAGE], first


def _downloads(screen: Screen, data: PrivateData, report: Report, file: str) -> None:
    """The whole report, or that of the file chosen; of several files also one workbook each."""
    t = screen.texts
    part = of_file(report, file) if file else report
    name = f"report-{safe_name(file)}" if file else "report"
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(t("upload.send_back"), width="content")
        download(screen, t("export.csv"), partial(report_csv, part, t), f"{name}.csv", "report-csv", kind="tertiary",
                 view=DOWNLOADED)
        download(screen, t("export.xlsx"), partial(report_workbook, part, t), f"{name}.xlsx", "report-xlsx",
                 kind="tertiary", view=DOWNLOADED)
        if len(data.files) > 1:
            download(screen, t("upload.per_file"), partial(reports_per_file, report, list(data.files), t),
                     "reports.zip", "report-zip", kind="tertiary", view=DOWNLOADED)
