"""What a checked return says beside what was returned before: chart, table and what looks wrong."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape

import pandas as pd
import streamlit as st

from data.importing.accounts import ClusterFigure
from data.metrics import load_metrics
from data.sample import FICTITIOUS
from pages.charts.return_points import ReturnPanel, return_points
from pages.charts.style import CHART_CONFIG, drawn_once
from pages.controls.private_data import PrivateData
from pages.exporters.cluster_return import HEADER_LINE
from pages.frames.html import as_plain, html_table, quiet
from pages.frames.sheet import headed
from pages.shell.screen import Screen
from pages.texts.numbers import percent, plain, unit_label
from queries.cluster_register import COMPUTED_WITH, cluster_register
from queries.cluster_return import (
    METRICS,
    TRIED,
    Doubt,
    change_per_year,
    doubts,
    figures_before,
    figures_of_year,
    last_figures,
)

DRAWN = ("ip_service_institutions", "employees", "industry_revenue")
MOST_SHOWN = 6
YEARS_SHOWN = 3
HEIGHT = 260


def faults_of_form(screen: Screen, data: PrivateData) -> None:
    """Every fault of the form by the name of its field, where the report knows the line alone."""
    t = screen.texts
    form = st.session_state.get("return-file")
    if data.report is None or form not in data.files:
        return
    for found in data.report.findings:
        place = found.line - HEADER_LINE - 1
        if found.file == form and 0 <= place < len(METRICS):
            name = load_metrics()[METRICS[place]].name(screen.language)
            words = t("yearly_return.fault", name=name, message=found.message(t.language),
                      remedy=found.remedy(t.language))
            (st.error if found.severity == "error" else st.warning)(as_plain(words))


def return_beside(screen: Screen, data: PrivateData) -> None:
    """One frame per cluster and year that the load returns, the latest year of each."""
    figures = data.report.cluster_figures if data.report else ()
    refused = sum(account.rejected for account in data.report.accounts) if data.report else 0
    latest: dict[str, int] = {}
    for figure in figures:
        latest[figure.cluster_id] = max(figure.year, latest.get(figure.cluster_id, figure.year))
    for cluster, year in list(latest.items())[:MOST_SHOWN]:
        of_year = [one for one in figures if (one.cluster_id, one.year) == (cluster, year)]
        _beside(screen, cluster, year, of_year, refused)
    if len(latest) > MOST_SHOWN:
        st.html(quiet(screen.texts("yearly_return.more", count=len(latest) - MOST_SHOWN)))


def _beside(screen: Screen, cluster: str, year: int, figures: list[ClusterFigure], refused: int) -> None:
    t = screen.texts
    before, stored = (find(screen.engine, cluster, year) for find in (figures_before, figures_of_year))
    new = {one.metric: one.value for one in figures if one.qualifier in COMPUTED_WITH}
    found = doubts(new, before, year)
    with st.container(border=True, key=f"frame-return-{cluster}", gap="xsmall"):
        finding = t("yearly_return.finding" if found else "yearly_return.sound", name=_name(screen, cluster), year=year,
                    count=len(figures), doubts=len(found))
        finding += t("yearly_return.refused", count=refused) if refused else ""
        st.html(f'<h2 class="finding">{escape(finding)}</h2>')
        if found:
            items = "".join(f"<li>{escape(doubt_words(screen, one))}</li>" for one in found)
            st.html(f'<ul class="doubts">{items}</ul>')
        for words in replaced_words(screen, figures, stored, year):
            st.html(f'<p>{escape(words)}</p>')
        panels = [_panel(screen, metric, new, before, stored, year) for metric in DRAWN if metric in new]
        if panels:
            drawn = return_points(
                panels,
                (t("yearly_return.as_stored"), t("yearly_return.new"), t("yearly_return.stored_of", year=year)),
                HEIGHT,
            )
            st.plotly_chart(
                drawn_once(drawn, takes_clicks=False),
                key=f"return-chart-{cluster}", theme=None, config=CHART_CONFIG, alt=finding,
            )
        st.html(html_table(return_table(screen, figures, before, stored, year, found), caption=finding))
        known = pd.concat([table for table in (before, stored) if len(table)] or [before])
        st.html(_sources(screen, known) + quiet(t("yearly_return.not_published")))


def _name(screen: Screen, cluster: str) -> str:
    """Name of a cluster; of a fictitious one with the word that it is only tried out."""
    tried = FICTITIOUS + cluster.removeprefix(TRIED) if cluster.startswith(TRIED) else ""
    for layer, code in (("imported", cluster), ("published", cluster), ("sample", tried)):
        register = cluster_register(screen.engine, layer)
        if register is not None and code in register:
            name = register.name(code, screen.language)
            return screen.texts("yearly_return.tried_name", name=name) if layer == "sample" else name
    return cluster


def _sources(screen: Screen, before: pd.DataFrame) -> str:
    """Where the figures of before are from, layer by layer, those of the sample marked; empty where there are none."""
    t = screen.texts
    lines = []
    for layer, rows in before.groupby("layer", sort=False):
        mark = f'<b class="mark-synthetic">{escape(t("layer.banner"))}</b>　' if layer == "sample" else ""
        titles = t.joined(list(dict.fromkeys(rows["source_title"])))
        words = t("yearly_return.before", layer=t(f"layer.{layer}"), sources=titles)
        lines.append(f'<p class="source-line">{mark}{escape(words)}</p>')
    return "".join(lines)


def _panel(
    screen: Screen, metric: str, new: dict[str, float], before: pd.DataFrame, stored: pd.DataFrame, year: int
) -> ReturnPanel:
    known = load_metrics()[metric]
    rows, same = (
        table[(table["metric"] == metric) & table["qualifier"].isin(COMPUTED_WITH)] for table in (before, stored)
    )
    heading = headed(known.name(screen.language), unit_label(known.unit, screen.texts), screen.texts)
    return ReturnPanel(
        heading, rows.set_index("year")["value"], year, new[metric], plain(new[metric], known.decimals),
        None if same.empty else float(same["value"].iloc[0]),
    )


def replaced_words(
    screen: Screen, figures: Sequence[ClusterFigure], stored: pd.DataFrame, year: int
) -> list[str]:
    """What is stored of the year that is returned, beside what is new, and what becomes of it; nothing without any."""
    t, sentences = screen.texts, []
    new = {one.metric: (one.value, one.qualifier) for one in figures}
    for layer, rows in stored[stored["metric"].isin(list(new))].groupby("layer", sort=True):
        parts = []
        for row in rows.to_dict("records"):
            metric = load_metrics()[row["metric"]]
            old, now = (_cell(screen, one, metric.decimals)
                        for one in ((float(row["value"]), str(row["qualifier"])), new[row["metric"]]))
            parts.append(t("yearly_return.old_and_new", name=metric.name(screen.language), old=old, new=now,
                           unit=unit_label(metric.unit, t)))
        key = "replaced" if layer == "imported" else "kept_beside"
        sentences.append(t(f"yearly_return.{key}", year=year, count=len(parts), layer=t(f"layer.{layer}"),
                           parts=t.joined(parts)))
    return sentences


def return_table(
    screen: Screen, figures: Sequence[ClusterFigure], before: pd.DataFrame, stored: pd.DataFrame, year: int,
    found: Sequence[Doubt],
) -> pd.DataFrame:
    """One row per figure returned: the last years, what is stored of the same year if anything is, and the new one."""
    t = screen.texts
    years = [*sorted(set(before["year"]))[-YEARS_SHOWN:], *sorted(set(stored["year"]))]
    every = pd.concat([table for table in (before, stored) if len(table)] or [before])
    names = ("metric", "year", "value", "qualifier")
    cells = zip(*(every[name].tolist() for name in names), strict=True)
    known = {(metric, one): (float(value), str(qualifier)) for metric, one, value, qualifier in cells}
    last = last_figures(before[before["qualifier"].isin(COMPUTED_WITH)])
    doubtful = {one.metric for one in found}
    rows = []
    for figure in figures:
        metric = load_metrics()[figure.metric]
        change = None
        if figure.metric in last:
            change = change_per_year(figure.value, last[figure.metric].value, year - last[figure.metric].year)
        rows.append([
            headed(metric.name(screen.language), unit_label(metric.unit, t), t),
            *(_cell(screen, known.get((figure.metric, one)), metric.decimals) for one in years),
            _cell(screen, (figure.value, figure.qualifier), metric.decimals),
            t("value.none") if change is None else percent(change, 1),
            t("yearly_return.look") if figure.metric in doubtful else t("yearly_return.fine"),
        ])
    shown_years = [str(one) if one < year else t("yearly_return.stored_of", year=one) for one in years]
    headings = [t("yearly_return.metric"), *shown_years, t("yearly_return.new_of", year=year),
                t("yearly_return.change"), t("yearly_return.checked")]
    return pd.DataFrame(rows, columns=headings)


def _cell(screen: Screen, figure: tuple[float, str] | None, decimals: int) -> str:
    t = screen.texts
    if figure is None or math.isnan(figure[0]):
        return t("value.none")
    text = plain(figure[0], decimals)
    return text if figure[1] == "exact" else t(f"qualifier.{figure[1]}", value=text)


def doubt_words(screen: Screen, doubt: Doubt) -> str:
    """A doubt as a sentence."""
    t = screen.texts
    metric = load_metrics()[doubt.metric]
    other = load_metrics()[doubt.other].name(screen.language) if doubt.other else ""
    against = "" if math.isnan(doubt.against) else plain(doubt.against, metric.decimals)
    return t(f"yearly_return_doubt.{doubt.kind}", name=metric.name(screen.language),
             value=plain(doubt.value, metric.decimals), against=against, other=other, year=doubt.year)
