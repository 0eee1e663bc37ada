"""The section portfolio of the page on clusters: all of them by status, side by side, and in one table."""

from __future__ import annotations

import streamlit as st

from pages.controls.portfolio_controls import portfolio_choice
from pages.frames.clusters.cluster_view import ClusterView
from pages.frames.clusters.portfolio_chart import axes_known, chart_frame
from pages.frames.clusters.portfolio_life import life_frame
from pages.frames.clusters.portfolio_map import map_frame
from pages.frames.clusters.portfolio_table import table_frame
from pages.frames.clusters.portfolio_view import PortfolioView
from pages.frames.html import quiet
from pages.frames.unanswered import apart
from pages.shell.screen import Screen
from queries.cluster_portfolio import LEAST_PLACED, cluster_portfolio

WAYS_ON = ("standing", "growth", "one-page")


@apart
def portfolio_section(screen: Screen, view: ClusterView) -> None:
    """Draw the section: beside the map what tells most, which is the chart where there is one."""
    own = PortfolioView(screen, view, portfolio_choice(screen, view.controls))
    if own.shown.empty:
        st.info(screen.texts("portfolio.none_shown"), icon=":material/filter_alt_off:")
        return
    _ways_on(own)
    portfolio = cluster_portfolio(screen.engine, screen.regions, screen.catalogue, screen.layer)
    known = axes_known(portfolio)
    left, right = st.columns([54, 46], gap="small")
    with left:
        map_frame(own)
    with right:
        if portfolio is not None and known:
            chart_frame(own, portfolio, known)
        else:
            life_frame(own)
    if not known and screen.figure is None:
        st.html(quiet(screen.texts("portfolio.no_chart", least=LEAST_PLACED)))
    # Ranks are drawn at random many times: the life of the statuses below the table does not wait for them.
    table = st.container()
    if known:
        life_frame(own)
    with table:
        table_frame(own, portfolio)


def _ways_on(view: PortfolioView) -> None:
    """The selected cluster in a line, with the ways to the sections that speak of it alone."""
    t = view.screen.texts
    if view.selected is None or view.screen.presenting:
        return
    with st.container(key="portfolio-selected", horizontal=True, vertical_alignment="center", gap="small"):
        words = t("portfolio.selected", name=view.name(view.selected), status=view.status(view.selected),
                  host=view.host(view.selected))
        st.html(quiet(words), width="content")
        for section in WAYS_ON:
            st.button(t(f"section.{section}"), key=f"to-{section}", icon=":material/arrow_forward:", type="tertiary",
                      on_click=_open, args=(section,))


def _open(section: str) -> None:
    st.session_state["section"] = section
