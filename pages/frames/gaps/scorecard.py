"""The section scorecard of the gaps page."""

from __future__ import annotations

import streamlit as st

from pages.frames.gaps.gap_view import PlaceView
from pages.frames.html import quiet
from pages.shell.screen import Screen


def scorecard_section(screen: Screen, view: PlaceView) -> None:
    """Draw the section."""
    st.html(quiet(screen.place(view.region or "100000")))
