"""The place that a page is about: the nation, a zone, a major region, a province or a city."""

from __future__ import annotations

import streamlit as st

from pages.controls.selectors import NO_REGION, region_label, region_options
from pages.controls.state import check_implied, held, publish, restore
from pages.shell.screen import Screen
from queries.regions import NATION


def place_selector(screen: Screen) -> str:
    """The place chosen, by default the nation; kept in the same parameter as the selected place of other pages."""
    t = screen.texts
    # Other pages tell apart that nothing is selected and that the nation is; here both are about the nation.
    options = [code for code in region_options(screen, "city") if code != NATION or held("region") == NATION]
    restore("region", options, NO_REGION, screen.rejected)

    def label(code: str) -> str:
        return region_label(screen, code or NATION)

    chosen: str = st.selectbox(t("region.place"), options, format_func=label, key="region")
    publish("region", chosen, NO_REGION)
    place = chosen or NATION
    # The level is that of the place: a link that says another one contradicts itself, and the reader is told.
    check_implied("level", screen.regions.level_of(place), screen.rejected)
    return place
