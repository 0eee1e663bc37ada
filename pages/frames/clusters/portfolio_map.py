"""The map of the portfolio: every cluster by status; a click selects one."""

from __future__ import annotations

from functools import partial
from html import escape

import streamlit as st

from geo.map_figure import MAP_CONFIG, map_figure
from pages.charts.cluster_map import cluster_map_spec
from pages.frames.clusters.cluster_sources import of_statuses
from pages.frames.clusters.portfolio_sheets import PRINTED_METRICS, status_sheet
from pages.frames.clusters.portfolio_view import PortfolioView
from pages.frames.figure_frame import AROUND_ONE_FIGURE, FrameContent, figure_frame
from pages.frames.maps import LEAST_IN_COLUMN, told_if_refused
from pages.frames.unanswered import apart
from pages.shell.screen import Screen
from queries.cluster_places import cluster_places
from queries.cluster_status import counts_by_status
from queries.regions import ZONES

AROUND = 330


@apart
def map_frame(view: PortfolioView) -> None:
    """Draw the map with the sentence that counts the statuses."""
    screen = view.screen
    t = screen.texts
    height = height_of(screen)
    with told_if_refused(screen):
        spec = cluster_map_spec(screen, view.shown, view.short_names, _hover(view), view.selected, height)
        sheet = status_sheet(view)
        notes = [*_placed(view), *view.filtered(), t("portfolio.apart")]
        figure_frame(
            screen,
            FrameContent(
                key="portfolio-map",
                finding=map_finding(view),
                figure=map_figure(spec, screen.boundaries, height),
                alternative_text=spec.alternative_text,
                table=sheet.table, rows=sheet.rows, dictionary=partial(sheet.dictionary, t),
                provenance=of_statuses(screen, view.shown.index, t("portfolio.map_formula"), notes, spec.note),
                state=view.state(),
                subtitle=view.subtitle(),
                config=MAP_CONFIG,
                spec=spec,
            ),
            on_select=view.on_click("portfolio-map"),
            below=lambda: st.html(f'<p class="map-note">{escape("".join(notes))}　{escape(spec.note)}</p>'),
        )


def map_finding(view: PortfolioView) -> str:
    """How many clusters there are by status, and in which zones they lie."""
    t = view.screen.texts
    statuses = [
        t("portfolio.of_status", status=t(f"cluster_status.{standing}"), count=count)
        for standing, count in counts_by_status(view.shown).items()
    ]
    zones = [view.zone(str(cluster)) for cluster in view.shown.index]
    shares = [
        t("portfolio.in_zone", zone=view.screen.place(zone), count=zones.count(zone)) for zone in ZONES if zone in zones
    ]
    return t("portfolio.map_finding", count=len(view.shown), statuses=t.joined(statuses), zones=t.joined(shares))


def _hover(view: PortfolioView) -> dict[str, str]:
    """Text beside the pointer: name, status, host and the figures printed last."""
    t = view.screen.texts
    hover = {code: view.screen.place(code) for code in view.screen.regions.levels["province"]}
    for cluster in view.shown.index:
        code = str(cluster)
        figures = [
            t("portfolio.hover_figure", name=view.screen.catalogue[metric].name(view.screen.language), value=value)
            for metric in PRINTED_METRICS if (value := view.printed(code, metric))
        ]
        hover[code] = "<br>".join([
            t("portfolio.hover", name=escape(view.name(code)), status=view.status(code), host=view.host(code)),
            *(figures or [t("portfolio.no_figure")]),
        ])
    return hover


def _placed(view: PortfolioView) -> list[str]:
    """At what places clusters are drawn that are known more finely or more coarsely than by city."""
    t = view.screen.texts
    places = cluster_places(view.screen.regions, view.shown)
    coarse = [view.name(str(code)) for code in places.index[places["precision"] == "province"]]
    at_city = int((view.shown["place_code"].to_numpy() != places["code"].to_numpy()).sum())
    return [
        *([t("portfolio.at_city", count=at_city)] if at_city else []),
        *([t("portfolio.at_province", names=t.joined(coarse))] if coarse else []),
    ]


def height_of(screen: Screen) -> int:
    """Height of the figures in the first row, px: what is left of the window."""
    if screen.figure:
        return screen.window_height - AROUND_ONE_FIGURE
    return max(LEAST_IN_COLUMN, screen.window_height - AROUND)
