"""A page presented: its figures in large type, without controls but the way out."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from pages.controls.briefcase import step_presented
from pages.controls.state import OF_PRESENTATION
from pages.shell.presentation.links import STEP_TOLD, meeting_link
from pages.shell.screen import Screen


def present_page(screen: Screen, pages: Mapping[str, StreamlitPage]) -> None:
    """The only control of a page presented is the way out. A link to a step of a briefing leads into its meeting."""
    position = step_presented()
    if position is not None:
        st.session_state.pop(STEP_TOLD, None)
        st.switch_page(pages["briefing"], query_params=meeting_link(position + 1, screen.language))
    with st.container(key="leave-presentation"):
        if st.button(screen.texts("present.leave"), key="leave", shortcut="Escape", type="tertiary"):
            for name in ("mode", *OF_PRESENTATION):
                st.query_params.pop(name, None)
            st.rerun()
