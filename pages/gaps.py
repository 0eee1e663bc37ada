"""Gaps 缺口: how far behind, on what, by how much, and what it would take."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from pages.controls import gap_selectors, selectors
from pages.controls.link import carried, link_button
from pages.controls.profile_link import profile_link
from pages.controls.sections import section_selector, section_shown
from pages.controls.trail import trail
from pages.frames.gaps.balance import balance_section
from pages.frames.gaps.composite import composite_section
from pages.frames.gaps.expected import expected_section
from pages.frames.gaps.gap_view import GapView, PlaceView, gap_state
from pages.frames.gaps.ledger import ledger_section
from pages.frames.gaps.scorecard import scorecard_section
from pages.frames.gaps.service_coverage import service_coverage_section
from pages.frames.gaps.years import years_section
from pages.frames.register import no_register
from pages.shell.screen import Screen
from queries.agencies import registers
from queries.gap_basis import gap_basis

OF_MEASURES: dict[str, Callable[[Screen, GapView], None]] = {
    "ledger": ledger_section,
    "expected": expected_section,
    "years": years_section,
    "balance": balance_section,
}
OF_PLACES: dict[str, Callable[[Screen, PlaceView], None]] = {
    "service-coverage": service_coverage_section,
    "composite": composite_section,
    "scorecard": scorecard_section,
}
SECTIONS = ("ledger", "expected", "years", "service-coverage", "balance", "composite", "scorecard")


def render(screen: Screen, pages: Mapping[str, StreamlitPage]) -> None:
    """Draw the page: the section that the view asks for."""
    st.html(f'<h1 class="heard">{screen.texts("nav.gaps")}</h1>')
    section = section_shown(screen, SECTIONS)
    if section in OF_MEASURES:
        measured = _measured(screen, pages, section)
        if measured is not None:
            OF_MEASURES[section](screen, measured)
    elif section == "service-coverage" and screen.layer not in registers(screen.engine):
        trail(screen, None, None, lambda: section_selector(screen, SECTIONS))
        no_register(screen, lambda: st.page_link(
            pages["data"], label=screen.texts("agencies.load"), icon=":material/upload_file:",
            query_params={**carried(screen, "data"), "section": "upload"},
        ))
    else:
        view = _placed(screen, section)
        trail(screen, view.level, view.region, partial(_beside, screen, pages, view.region))
        OF_PLACES[section](screen, view)


def _beside(screen: Screen, pages: Mapping[str, StreamlitPage], region: str | None) -> None:
    profile_link(screen, pages, region)
    section_selector(screen, SECTIONS)


def _placed(screen: Screen, section: str) -> PlaceView:
    """Level and place; what is left of the line is for controls of the section's own."""
    with st.container(key="controls"):
        columns = st.columns([32, 22, 68, 10], gap="small", vertical_alignment="bottom")
        with columns[0]:
            level = selectors.level_selector(screen)
        with columns[1]:
            region = selectors.region_selector(screen, level)
        with columns[3]:
            link_button(screen, gap_state(section))
    return PlaceView(level, region, columns[2])


def _measured(screen: Screen, pages: Mapping[str, StreamlitPage], section: str) -> GapView | None:
    with st.container(key="controls"):
        columns = st.columns([30, 30, 30, 12, 20, 10], gap="small", vertical_alignment="bottom")
        with columns[2]:
            level = selectors.level_selector(screen)
        with columns[0]:
            supply = gap_selectors.supply_selector(screen, level)
        with columns[1]:
            demand = gap_selectors.demand_selector(screen, level)
        year = None
        if supply is not None and demand is not None:
            with columns[3]:
                year = gap_selectors.supply_year_selector(screen, supply, level)
        with columns[4]:
            region = selectors.region_selector(screen, level)
        with columns[5]:
            link_button(screen, gap_state(section))
    trail(screen, level, region, partial(_beside, screen, pages, region))
    if supply is None or demand is None:
        _nothing(screen, "gaps.nothing", level, "")
        return None
    basis = year and gap_basis(
        screen.engine, screen.regions, screen.catalogue, supply.id, demand.id, level, year, screen.layer
    )
    if not basis:
        _nothing(screen, "gaps.unknown", level, (supply if year is None else demand).name(screen.language))
        return None
    return GapView(level, region, supply, demand, basis.year, basis)


def _nothing(screen: Screen, key: str, level: str, name: str) -> None:
    t = screen.texts
    words = t(key, layer=t(f"layer.{screen.layer}"), level=t(f"level.{level}"), name=name)
    st.info(words, icon=":material/info:")
