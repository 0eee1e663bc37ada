"""The quality of the register of the layer in view: complete, fresh, single, plausible, in line with publications."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from data.register.quality import RULES
from data.register.statistics import REGISTER_SOURCE
from pages.controls.state import publish, restore
from pages.frames.html import quiet
from pages.frames.quality_tables import (
    answers_table,
    cells_table,
    checks_table,
    coverage_table,
    coverage_verdict,
    files_table,
    findings_table,
    quality_finding,
)
from pages.frames.register import no_register
from pages.frames.section_table import section_table
from pages.shell.screen import Screen

# The metrics of a register that anybody publishes, the best known first.
COMPARED = (
    "patent_agencies", "ip_service_institutions", "practising_patent_attorneys", "trademark_agencies", "employees",
    "industry_revenue", "patent_agency_revenue", "patent_agency_branches", "ip_legal_service_institutions",
    "ip_operation_service_institutions", "ip_information_service_institutions", "ip_consulting_service_institutions",
)  # fmt: skip
SOURCES = {"imported": REGISTER_SOURCE, "sample": "sample"}


def quality(screen: Screen) -> None:
    """One sentence, then a table for each way in which a register can fall short; without one, how to load it."""
    answers = screen.engine.query("quality/register_answers", layer=screen.layer)
    cells = screen.engine.query("quality/register_cells", layer=screen.layer)
    if cells.empty:
        no_register(screen, lambda: st.button(
            screen.texts("quality.to_upload"), key="to-upload", icon=":material/upload_file:", on_click=_open_upload,
        ))
        st.html(quiet(screen.texts("quality.how", section=screen.texts("data.upload"))))
        return
    found = screen.engine.query("quality/register_checks", layer=screen.layer)
    st.html(f'<h2 class="finding">{quality_finding(screen, answers, cells, found)}</h2>')
    left, right = st.columns(2, gap="small")
    with left:
        _completeness(screen, cells)
    with right:
        _freshness(screen, answers)
    _doubts(screen, found)
    _coverage(screen, answers)
    if screen.layer == "imported":
        files = screen.engine.query("quality/register_files")
        section_table(screen, files_table(screen, files), "register-files", screen.texts("quality.files"))


def _open_upload() -> None:
    st.session_state["section"] = "upload"


def _completeness(screen: Screen, cells: pd.DataFrame) -> None:
    t = screen.texts
    st.html(quiet(t("quality.cells_help")))
    section_table(screen, cells_table(screen, cells), "register-cells", t("quality.cells"))


def _freshness(screen: Screen, answers: pd.DataFrame) -> None:
    t = screen.texts
    st.html(quiet(t("quality.answers_help")))
    section_table(screen, answers_table(screen, answers), "register-answers", t("quality.answers"))


def _doubts(screen: Screen, found: pd.DataFrame) -> None:
    """What each rule found, and of one rule the agencies concerned."""
    t = screen.texts
    section_table(screen, checks_table(screen, found), "register-checks", t("quality.checks"))
    counts = dict(zip(found["rule"], found["found"].astype(int), strict=True))
    rules = [rule for rule in RULES if counts.get(rule)]
    if not rules:
        st.html(quiet(t("quality.no_findings")))
        return
    restore("quality-rule", rules, rules[0], screen.rejected)
    rule = st.selectbox(
        t("quality.rule_label"), rules, format_func=lambda name: t(f"quality.rule.{name}"), key="quality-rule"
    )
    publish("quality-rule", rule, rules[0])
    rows = screen.engine.query("quality/register_findings", layer=screen.layer, rule=rule)
    caption = t("quality.findings", rule=t(f"quality.rule.{rule}"), shown=len(rows), found=f"{counts[rule]:,}")
    section_table(screen, findings_table(screen, rows, rule), "register-findings", caption)


def _coverage(screen: Screen, answers: pd.DataFrame) -> None:
    """What the register adds up to beside the published figures, province by province."""
    t = screen.texts
    rows = screen.engine.query(
        "quality/register_coverage", layer=screen.layer, source_id=SOURCES[screen.layer], metrics=list(COMPARED)
    )
    metrics = [metric for metric in COMPARED if metric in set(rows["metric"])]
    if not metrics:
        st.html(quiet(t("quality.coverage_none")))
        return
    restore("quality-metric", metrics, metrics[0], screen.rejected)
    metric = st.selectbox(
        t("quality.metric_label"), metrics, key="quality-metric",
        format_func=lambda name: screen.catalogue[name].name(screen.language),
    )
    publish("quality-metric", metric, metrics[0])
    own = rows[rows["metric"] == metric]
    st.html(quiet(t("quality.coverage_help", verdict=coverage_verdict(screen, own))))
    table = coverage_table(screen, own, set(answers["region_code"]))
    caption = t("quality.coverage", name=screen.catalogue[metric].name(screen.language))
    section_table(screen, table, "register-coverage", caption)
