"""Briefing 汇报: the views collected while exploring, handed over and presented; and whether a sentence holds."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from pages.controls.sections import section_selector, section_shown
from pages.frames.briefing.sentence import sentence_section
from pages.frames.briefing.steps import steps_section
from pages.shell.screen import Screen

SECTIONS = ("steps", "sentence")


def render(screen: Screen, pages: Mapping[str, StreamlitPage]) -> None:
    """Draw the page."""
    t = screen.texts
    st.html(f'<h1 class="page">{t("briefing.title")}</h1><p class="lead">{t("briefing.lead")}</p>')
    section = section_shown(screen, SECTIONS)
    section_selector(screen, SECTIONS)
    if section == "sentence":
        sentence_section(screen, pages)
    else:
        steps_section(screen, pages)
