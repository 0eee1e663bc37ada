"""Gradient transfer 梯度转移: the gradient, what moves along it, who can receive, and whether a transfer happened."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from pages.controls import selectors
from pages.controls.link import link_button
from pages.controls.sections import section_selector, section_shown
from pages.controls.trail import trail
from pages.frames.html import quiet
from pages.frames.transfer.capacity import capacity_section
from pages.frames.transfer.centres import centres_section
from pages.frames.transfer.contracts import contracts_section
from pages.frames.transfer.cooperation import cooperation_section
from pages.frames.transfer.flows import flows_section
from pages.frames.transfer.gradient import gradient_section
from pages.frames.transfer.gravity import gravity_section
from pages.frames.transfer.mobility import mobility_section
from pages.frames.transfer.order import order_section
from pages.frames.transfer.shares import shares_section
from pages.frames.transfer.transfer_test import transfer_test_section
from pages.frames.transfer.transfer_view import TransferView, transfer_state
from pages.shell.screen import Screen

SECTIONS: dict[str, Callable[[Screen, TransferView], None]] = {
    "gradient": gradient_section,
    "mobility": mobility_section,
    "shares": shares_section,
    "centres": centres_section,
    "flows": flows_section,
    "order": order_section,
    "capacity": capacity_section,
    "gravity": gravity_section,
    "test": transfer_test_section,
    "cooperation": cooperation_section,
    "contracts": contracts_section,
}


def render(screen: Screen, pages: Mapping[str, StreamlitPage]) -> None:
    """Draw the page: the section that the view asks for."""
    st.html(f'<h1 class="heard">{screen.texts("nav.transfer")}</h1>')
    section = section_shown(screen, tuple(SECTIONS))
    with st.container(key="controls"):
        columns = st.columns([30, 22, 70, 10], gap="small", vertical_alignment="bottom")
        with columns[0]:
            level = selectors.level_selector(screen)
        with columns[1]:
            region = selectors.region_selector(screen, level)
        with columns[3]:
            link_button(screen, transfer_state(section))
    trail(screen, level, region, lambda: section_selector(screen, tuple(SECTIONS)))
    if screen.layer == "sample" and screen.chosen_layer is None:
        st.html(quiet(screen.texts("flow_controls.opened_on_sample")))
    SECTIONS[section](screen, TransferView(level, region, columns[2], pages["data"]))
