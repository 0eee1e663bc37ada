"""The section portfolio of the page on clusters: all of them by status, by growth and in one table."""

from __future__ import annotations

import streamlit as st

from pages.controls.portfolio_controls import portfolio_choice
from pages.frames.clusters.cluster_view import ClusterView
from pages.frames.clusters.portfolio_life import life_frame
from pages.frames.clusters.portfolio_map import map_frame
from pages.frames.clusters.portfolio_view import PortfolioView
from pages.shell.screen import Screen


def portfolio_section(screen: Screen, view: ClusterView) -> None:
    """Draw the section."""
    portfolio = PortfolioView(screen, view, portfolio_choice(screen, view.controls))
    if portfolio.shown.empty:
        st.info(screen.texts("portfolio.none_shown"), icon=":material/filter_alt_off:")
        return
    left, right = st.columns([56, 44], gap="small")
    with left:
        map_frame(portfolio)
    with right:
        life_frame(portfolio)
