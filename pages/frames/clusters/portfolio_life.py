"""The life of the statuses: since when every cluster is what it is, as far as a source prints a year."""

from __future__ import annotations

from functools import partial
from html import escape
from typing import cast

import pandas as pd
import streamlit as st

from pages.charts.status_life import LifeRow, status_life_figure
from pages.frames.clusters.cluster_sources import of_statuses
from pages.frames.clusters.portfolio_sheets import period_sheet, period_words
from pages.frames.clusters.portfolio_view import PortfolioView
from pages.frames.figure_frame import FrameContent, figure_frame
from pages.frames.unanswered import apart
from queries.cluster_status import CLUSTER_STANDINGS, unprinted_year


@apart
def life_frame(view: PortfolioView) -> None:
    """Draw the bars; a year that no source prints is said at the row in place of a bar."""
    screen = view.screen
    t = screen.texts
    sheet = period_sheet(view)
    notes = [_reading(view), *view.filtered()]
    figure_frame(
        screen,
        FrameContent(
            key="portfolio-life",
            finding=life_finding(view),
            figure=status_life_figure(
                _rows(view), view.periods, life_hover(view),
                {name: t(f"portfolio.begun.{name}") for name in CLUSTER_STANDINGS}, view.selected,
            ),
            alternative_text=t("portfolio.life_alternative", count=len(view.shown)),
            table=sheet.table, rows=sheet.rows, dictionary=partial(sheet.dictionary, t),
            provenance=of_statuses(screen, view.shown.index, t("portfolio.life_formula"), notes),
            state=view.state(),
            subtitle=view.subtitle(),
        ),
        on_select=view.on_click("portfolio-life"),
        below=lambda: st.html(f'<p class="map-note">{escape("".join(notes))}</p>'),
    )


def life_hover(view: PortfolioView) -> dict[tuple[str, str], str]:
    """What is said of a bar as HTML, by cluster and status: name, period, and what the source adds, if anything."""
    t = view.screen.texts
    words = {}
    for row in view.periods.to_dict("records"):
        cluster, status = str(row["cluster_id"]), str(row["status"])
        lines = [t("portfolio.life_hover", name=escape(view.name(cluster)), period=period_words(view, row),
                   status=t(f"portfolio.begun.{status}"))]
        note = view.register.identity.loc[cluster, "note"]
        words[cluster, status] = "<br>".join([*lines, escape(note)] if isinstance(note, str) else lines)
    return words


def life_finding(view: PortfolioView) -> str:
    """Of how many clusters the year of the present status is printed, and when the first was approved."""
    t = view.screen.texts
    lacking = [str(code) for code in view.shown.index if _lacking(view, str(code))]
    standings = {str(code): view.standing(str(code)) for code in view.shown.index}
    is_present = view.periods["status"] == view.periods["cluster_id"].map(standings)
    own = view.periods[is_present & view.periods["cluster_id"].isin(set(view.shown.index).difference(lacking))]
    sentence = t("portfolio.life_finding", count=len(view.shown), known=len(view.shown) - len(lacking),
                 lacking=len(lacking))
    if own.empty:
        return sentence + t("portfolio.life_none")
    year = int(own["first"].min())
    names = [view.name(str(code)) for code in dict.fromkeys(own.loc[own["first"] == year, "cluster_id"])]
    if len(names) > 2:
        return sentence + t("portfolio.life_firsts", year=year, count=len(names))
    return sentence + t("portfolio.life_first", year=year, names=t.joined(names))


def _lacking(view: PortfolioView, cluster: str) -> str | None:
    periods = view.periods[view.periods["cluster_id"] == cluster]
    return unprinted_year(cast(pd.Series, view.register.identity.loc[cluster]), periods)


def _rows(view: PortfolioView) -> list[LifeRow]:
    """One row per cluster; what is not printed is said, with what is printed instead."""
    t = view.screen.texts
    rows = []
    for cluster in view.shown.index:
        code, lacking = str(cluster), _lacking(view, str(cluster))
        own = view.register.identity.loc[code]
        text = str(own["status_text"]) if isinstance(own["status_text"], str) else ""
        note = t(f"portfolio.unprinted.{lacking}") if lacking else ""
        # Sources print Chinese; what an English row has no room for stands in the table.
        if lacking and text and view.screen.language == "zh":
            note = t("portfolio.instead", note=note, text=text)
        rows.append(LifeRow(code, view.name(code), note))
    return rows


def _reading(view: PortfolioView) -> str:
    """How bars are read: the terms that the public criteria print."""
    t = view.screen.texts
    terms = [
        t("portfolio.term", status=t(f"cluster_status.{status}"), years=years) for status, years in view.terms.items()
    ]
    return t("portfolio.reading", terms=t.joined(terms)) if terms else t("portfolio.reading_without")
