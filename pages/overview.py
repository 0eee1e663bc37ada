"""Overview 总览: the five targets for 2030, the national trend, the policy in lights, the four zones, three doors."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from pages.controls.link import carried
from pages.frames.overview import national_frame, targets_frame, zones_frame
from pages.frames.scorecard_band import scorecard_band
from pages.shell.screen import Screen


def render(screen: Screen, pages: Mapping[str, StreamlitPage]) -> None:
    """Draw the page."""
    st.html(f'<h1 class="heard">{screen.texts("nav.overview")}</h1>')
    left, right = st.columns([58, 42], gap="small")
    with left:
        targets_frame(screen)
    with right:
        national_frame(screen)
    # The band is worked out last, so that the figures around it do not wait for it; the zones stand below it.
    band = st.container(key="policy-in-short")
    zones_frame(screen)
    if not screen.presenting:
        _doors(screen, pages)
    if not screen.figure:
        with band:
            scorecard_band(screen, pages["gaps"])


def _doors(screen: Screen, pages: Mapping[str, StreamlitPage]) -> None:
    t = screen.texts
    doors = {"policymaker": "distribution", "manager": "clusters", "presenter": "briefing"}
    for column, (reader, page) in zip(st.columns(len(doors), gap="small"), doors.items(), strict=True):
        with column, st.container(border=True, key=f"door-{reader}", gap="xsmall"):
            st.html(f'<h3 class="door">{t(f"door.{reader}.title")}</h3><p class="door">{t(f"door.{reader}.text")}</p>')
            st.page_link(
                pages[page], label=t(f"door.{reader}.link"), icon=":material/arrow_forward:",
                query_params=carried(screen, page),
            )
