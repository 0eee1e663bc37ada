"""The sections of a page, chosen by one control and told in the URL; the first is the one it opens on."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from pages.controls.state import publish, restore
from pages.shell.screen import Screen


def section_shown(screen: Screen, sections: Sequence[str]) -> str:
    """The section of this view, known before its control is drawn."""
    restore("section", sections, sections[0], screen.rejected)
    shown: str = st.session_state["section"]
    return shown


def section_selector(screen: Screen, sections: Sequence[str]) -> None:
    """The control that leads to the other sections; `section_shown` comes first."""
    t = screen.texts
    section = st.segmented_control(
        t("section.label"), sections, required=True, format_func=lambda name: t(f"section.{name}"), key="section",
        label_visibility="collapsed",
    )
    publish("section", section, sections[0])
