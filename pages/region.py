"""Region 区域: what is known of any zone, major region, province or city, on one page that prints on one sheet."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from pages.controls.link import link_button
from pages.controls.place_selector import place_selector
from pages.controls.trail import trail
from pages.frames.html import quiet
from pages.frames.region.profile import print_button, profile_frame
from pages.frames.region.region_view import RegionView
from pages.shell.screen import Screen
from queries.region_profile import region_profile


def render(screen: Screen, pages: Mapping[str, StreamlitPage]) -> None:
    """Draw the page."""
    st.html(f'<h1 class="heard">{screen.texts("nav.region")}</h1>')
    with st.container(key="controls"):
        columns = st.columns([34, 66, 22, 10], gap="small", vertical_alignment="bottom")
        with columns[0]:
            region = place_selector(screen)
    view = RegionView(
        screen, region_profile(screen.engine, screen.regions, screen.catalogue, screen.layer, region)
    )
    if not screen.presenting:
        with columns[2]:
            print_button(view)
        with columns[3]:
            link_button(screen, view.state)
    trail(screen, None, region, lambda: None)
    if screen.layer == "sample" and screen.chosen_layer is None:
        st.html(quiet(screen.texts("region.opened_on_sample")))
    profile_frame(view, pages)
