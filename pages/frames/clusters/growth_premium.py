"""The growth premium of a cluster: its revenue beside the economy of its host, with the verdict of every year."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from html import escape

import pandas as pd
import streamlit as st

from pages.charts.growth_premium import GrowthYear, premium_figure
from pages.frames.clusters.cluster_sources import of_hosts
from pages.frames.clusters.cluster_view import cluster_state
from pages.frames.clusters.growth_view import (
    SECTION,
    GrowthView,
    as_growth,
    height_of,
    revenue_of,
    unit_words,
)
from pages.frames.figure_frame import FrameContent, figure_frame
from pages.frames.provenance import Provenance
from pages.frames.sheet import Column, Sheet, digits, headed, with_sign
from pages.frames.unanswered import apart
from pages.shell.screen import Screen
from pages.texts.cluster_growth import Row, premium_finding, reason_words, verdict_of
from queries.cluster_premium import REVENUE, cluster_premiums, host_levels
from queries.cluster_targets import printed_years

HEIGHT = 330
CRITERION = "营业收入增速"


def has_revenue(view: GrowthView) -> bool:
    """Whether any revenue is known, a bound too."""
    return bool(printed_years(view.register, view.cluster, REVENUE))


@apart
def premium_frame(screen: Screen, view: GrowthView) -> None:
    """Draw the years of which any revenue is known, one at least."""
    t = screen.texts
    every = cluster_premiums(screen.engine, screen.regions, screen.catalogue, screen.layer, view.span)
    rows = every[every["cluster_id"] == view.cluster].sort_values("year")
    rows = rows[rows["year"].isin(printed_years(view.register, view.cluster, REVENUE))]
    sheet = _sheet(screen, view, rows)
    notes = _notes(screen, rows)
    figure_frame(
        screen,
        FrameContent(
            key="growth-premium",
            finding=premium_finding(rows, view.span, view.name(screen), host_levels(screen.regions, rows),
                                    _host_name(screen, rows.iloc[-1].to_dict()), t),
            figure=None if rows["growth"].isna().all() else premium_figure(
                growth_years(screen, view.span, rows),
                (t("cluster_growth.own"), t("cluster_growth.output"), t("cluster_growth.tertiary")),
                height_of(screen, HEIGHT),
            ),
            alternative_text=t("cluster_growth.premium_alternative", name=view.name(screen)),
            table=sheet.table, rows=sheet.rows, dictionary=partial(sheet.dictionary, t),
            provenance=_provenance(screen, view, rows, notes),
            state=cluster_state(SECTION),
            subtitle=view.name(screen),
        ),
        below=lambda: st.html("".join(f'<p class="map-note">{escape(note)}</p>' for note in notes)),
    )


def growth_years(screen: Screen, span: int, rows: pd.DataFrame) -> list[GrowthYear]:
    """One column per year, first to last: a year between that was not returned has its place and no point."""
    t = screen.texts
    by_year = {int(row["year"]): row for row in rows.to_dict("records")}
    found = []
    for year in range(min(by_year), max(by_year) + 1):
        row = by_year.get(year)
        if row is None:
            found.append(GrowthYear(year, None, None, None, "unknown", t("value.none"), str(year)))
            continue
        verdict = verdict_of(row)
        words, hover = t(f"growth_tick.{verdict}"), reason_words(row, span, _host_name(screen, row), t)
        if pd.notna(row["premium"]):
            words += "<br>" + with_sign(screen.texts, 1)(row["premium"])
            hover = f"{t(f'growth_verdict.{verdict}')} {with_sign(screen.texts, 1)(row['premium'])}"
        own, output, tertiary = (
            None if pd.isna(row[name]) or pd.isna(row["growth"]) else 100 * float(row[name])
            for name in ("growth", "host_gdp_growth", "host_tertiary_growth")
        )
        found.append(GrowthYear(year, own, output, tertiary, verdict, words, f"{year}<br>%{{y:.1f}}%<br>{hover}"))
    return found


def _sheet(screen: Screen, view: GrowthView, rows: pd.DataFrame) -> Sheet:
    t = screen.texts
    revenue = revenue_of(screen)
    verdicts = [t(f"growth_verdict.{verdict_of(row)}") for row in rows.to_dict("records")]
    remarks = [reason_words(row, view.span, _host_name(screen, row), t) for row in rows.to_dict("records")]
    growths = (("growth", "growth"), ("output_growth", "host_gdp_growth"), ("tertiary_growth", "host_tertiary_growth"))
    return Sheet((
        Column(t("growth_column.year"), t("growth_meaning.year"), [str(year) for year in rows["year"]]),
        Column(headed(t("growth_column.revenue"), unit_words(screen, revenue), t), t("growth_meaning.revenue"),
               list(rows["revenue"]), digits(t, revenue.decimals)),
        *(Column(t(f"growth_column.{name}"), t(f"growth_meaning.{name}"), list(rows[column]), as_growth(screen))
          for name, column in growths),
        Column(t("growth_column.host"), t("growth_meaning.host"),
               [_host_name(screen, row) for row in rows.to_dict("records")]),
        Column(headed(t("growth_column.premium"), t("growth_column.points"), t), t("growth_meaning.premium"),
               list(rows["premium"]), with_sign(screen.texts, 1)),
        Column(t("growth_column.verdict"), t("growth_meaning.verdict"), verdicts),
        Column(t("growth_column.remark"), t("growth_meaning.remark"), remarks),
    ))


def _notes(screen: Screen, rows: pd.DataFrame) -> list[str]:
    """The rule with its source, the host, prices, and what a verdict over one growth alone means."""
    t = screen.texts
    criteria = screen.engine.query("cluster/criteria")
    rule = criteria[criteria["criterion"] == CRITERION]
    found = [t("cluster_growth.no_rule")]
    if len(rule):
        first = rule.iloc[0]
        found = [t("cluster_growth.rule", criterion=first["criterion"], requirement=first["requirement"],
                   source=first["source_title"])]
    known = rows[rows["premium"].notna()]
    if len(known):
        found.append(t("cluster_growth.host_note", host=_host_name(screen, known.iloc[-1].to_dict())))
        if any(verdict_of(row) == "met_as_known" for row in known.to_dict("records")):
            found.append(t("cluster_growth.one_known"))
    return [*found, t("cluster_growth.price_note")]


def _provenance(screen: Screen, view: GrowthView, rows: pd.DataFrame, notes: list[str]) -> Provenance:
    """The sources of the returns, then those of the economy of the hosts, of the layer that each is known by."""
    own = view.provenance(screen, [REVENUE], screen.texts("cluster_growth.premium_formula"), notes)
    around = of_hosts(screen, rows, view.span)
    return replace(own, sources=pd.concat([own.sources, around], ignore_index=True)) if len(around) else own


def _host_name(screen: Screen, row: Row) -> str:
    code = row["host_code"]
    return screen.place(code) if isinstance(code, str) else screen.texts("value.none")
