"""Distribution 布局: one indicator on the map, ranked, over time; the agencies behind it; what they offer."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from pages.controls import selectors
from pages.controls.agency_filters import AgencyView, agency_search, order_of_list, page_number, select_region
from pages.controls.link import carried, link_button
from pages.controls.profile_link import profile_link
from pages.controls.sections import section_selector, section_shown
from pages.controls.trail import trail
from pages.frames.agencies import agencies_frame
from pages.frames.agency_list import agency_frame, agency_shown, list_frame, pages_of
from pages.frames.distribution import disparity_frame, nothing_known, ranking_frame, trend_frame
from pages.frames.distribution_view import DistributionView
from pages.frames.maps import map_frame, pair_frame
from pages.frames.register import no_register
from pages.frames.structure import structure_frames, structure_view
from pages.shell.screen import Screen
from queries.agencies import agency_counts, agency_page, registers
from queries.board import years_known
from queries.regions import NATION
from queries.values import indicator_values

SECTIONS = ("regions", "agencies", "structure")


def render(screen: Screen, pages: Mapping[str, StreamlitPage]) -> None:
    """Draw the page: the section that the view asks for."""
    st.html(f'<h1 class="heard">{screen.texts("nav.distribution")}</h1>')
    section = section_shown(screen, SECTIONS)
    if section == "regions":
        _regions(screen, pages)
    elif screen.layer not in registers(screen.engine):
        trail(screen, None, None, lambda: section_selector(screen, SECTIONS), _choose)
        no_register(screen, lambda: st.page_link(
            pages["data"], label=screen.texts("agencies.load"), icon=":material/upload_file:",
            query_params={**carried(screen, "data"), "section": "upload"},
        ))
    elif section == "agencies":
        _agencies(screen)
    else:
        view = structure_view(screen)
        trail(screen, None, _selected(view.region), lambda: section_selector(screen, SECTIONS), _choose)
        structure_frames(screen, view)


def _regions(screen: Screen, pages: Mapping[str, StreamlitPage]) -> None:
    view = _controls(screen)
    level, region = (view.level, view.region) if view else (None, None)
    trail(screen, level, region, partial(_beside, screen, pages, region))
    if view is None:
        return
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


def _beside(screen: Screen, pages: Mapping[str, StreamlitPage], region: str | None) -> None:
    profile_link(screen, pages, region)
    section_selector(screen, SECTIONS)


def _agencies(screen: Screen) -> None:
    search = agency_search(screen)
    trail(screen, None, _selected(search.region), lambda: section_selector(screen, SECTIONS), _choose)
    counts = agency_counts(screen.engine, screen.regions, search)
    found = int(counts["agencies"].sum())
    left, right = st.columns([46, 54], gap="small")
    with right:
        profile = agency_shown(screen)
        if profile is not None and screen.figure is None:
            agency_frame(screen, profile)
        # Where one figure is presented the list keeps its state, and no place on the screen.
        with st.container(border=True, key="unseen-list" if screen.figure else "frame-agency-list", gap="xsmall"):
            with st.container(key="list-order", horizontal=True, vertical_alignment="center", gap="small"):
                sort, per_page = order_of_list(screen)
                st.space("stretch")
                number = page_number(screen, pages_of(found, per_page))
            chosen = profile.register["agency_code"] if profile is not None else ""
            if found and screen.figure is None:
                page = agency_page(screen.engine, screen.regions, search, sort, per_page, number)
                list_frame(screen, page, found, per_page * (number - 1) + 1, chosen)
    with left:
        agencies_frame(screen, AgencyView(search, sort, per_page, number, chosen), counts)


def _selected(region: str) -> str | None:
    return None if region == NATION else region


def _choose(code: str, level: str) -> None:
    """A step of the trail searches its place, at whatever level it lies."""
    select_region(code)


def _controls(screen: Screen) -> DistributionView | None:
    with st.container(key="controls"):
        columns = st.columns([32, 31, 11, 18, 21, 11, 10], gap="small", vertical_alignment="bottom")
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
            link_button(screen, selectors.current_state("distribution"))
    return DistributionView(
        screen.engine, screen.layer, indicator, level, year, against, breaks, region, tuple(compare), values,
        tuple(years),
    )
