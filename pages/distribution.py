"""Distribution 布局: one indicator on the map, ranked, over time, from the four zones down to the cities."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from pages.controls import selectors
from pages.controls.link import link_button
from pages.controls.trail import trail
from pages.frames.distribution import disparity_frame, nothing_known, ranking_frame, trend_frame
from pages.frames.distribution_view import DistributionView
from pages.frames.maps import map_frame, pair_frame
from pages.shell.screen import Screen
from queries.board import years_known
from queries.values import indicator_values


def render(screen: Screen, pages: Mapping[str, StreamlitPage]) -> None:
    """Draw the page."""
    st.html(f'<h1 class="heard">{screen.texts("nav.distribution")}</h1>')
    view = _controls(screen)
    if view is None:
        return
    trail(screen, view.level, view.region)
    left, right = st.columns([62, 38], gap="small")
    with left:
        if view.against:
            pair_frame(screen, view)
        else:
            map_frame(screen, view)
    with right:
        ranking_frame(screen, view)
        trend_frame(screen, view)
    if screen.presenting:
        if screen.figure == "disparity":
            disparity_frame(screen, view)
        return
    fold = st.expander(screen.texts("disparity.label"), key="disparity-fold", on_change="rerun")
    if fold.open:
        with fold:
            disparity_frame(screen, view)


def _controls(screen: Screen) -> DistributionView | None:
    with st.container(key="controls"):
        columns = st.columns([35, 26, 11, 18, 23, 11, 10], gap="small", vertical_alignment="bottom")
        with columns[1]:
            level = selectors.level_selector(screen)
        with columns[0]:
            indicator = selectors.indicator_selector(screen, level)
        values = indicator_values(screen.engine, indicator, level, screen.layer)
        years = years_known(values)
        if not years:
            nothing_known(screen, indicator, level)
            return None
        with columns[2]:
            year = selectors.year_selector(screen, values)
        with columns[3]:
            region = selectors.region_selector(screen, level)
        with columns[4]:
            compare = selectors.compare_selector(screen, level)
        with columns[5], st.popover(screen.texts("control.display"), key="display"):
            against = selectors.against_selector(screen, years, year)
            breaks = selectors.breaks_selector(screen, level, enabled=not indicator.is_count)
        with columns[6]:
            link_button(screen, "distribution")
    return DistributionView(indicator, level, year, against, breaks, region, tuple(compare), values, tuple(years))
