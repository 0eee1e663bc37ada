"""The sections of the distribution page: the map of regions, the agencies themselves, and what they offer."""

from __future__ import annotations

from typing import Literal, get_args

import streamlit as st

from pages.controls.state import publish, restore
from pages.shell.screen import Screen

Section = Literal["regions", "agencies", "structure"]
SECTIONS: tuple[Section, ...] = get_args(Section)
DEFAULT_SECTION: Section = "regions"


def section_shown(screen: Screen) -> Section:
    """The section of this view, known before its control is drawn."""
    restore("section", SECTIONS, DEFAULT_SECTION, screen.rejected)
    shown: Section = st.session_state["section"]
    return shown


def section_selector(screen: Screen) -> None:
    """The control that leads to the other sections; `section_shown` comes first."""
    t = screen.texts
    section = st.segmented_control(
        t("section.label"), SECTIONS, required=True, format_func=lambda name: t(f"section.{name}"), key="section",
        label_visibility="collapsed",
    )
    publish("section", section, DEFAULT_SECTION)

