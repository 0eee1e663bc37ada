"""The year up to which a movement is drawn, stepped by hand or by keyboard."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from pages.controls.state import publish, restore
from pages.shell.screen import Screen


def until_shown(screen: Screen, years: Sequence[int]) -> int:
    """The last year of this view, known before its control is drawn; by default the last of some ascending `years`."""
    restore("until", years, years[-1], screen.rejected)
    until: int = st.session_state["until"]
    return until


def until_selector(screen: Screen, years: Sequence[int]) -> None:
    """The control that steps; `until_shown` comes first. Of a single year there is nothing to choose."""
    if len(years) > 1:
        until = st.select_slider(screen.texts("centres.until"), years, key="until")
        publish("until", until, years[-1])
