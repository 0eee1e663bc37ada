"""The section ledger of the gaps page."""

from __future__ import annotations

import streamlit as st

from pages.frames.gaps.gap_view import GapView
from pages.frames.html import html_table
from pages.shell.screen import Screen


def ledger_section(screen: Screen, view: GapView) -> None:
    """Draw the section."""
    st.html(html_table(view.basis.rows, view.basis.indicator.name(screen.language)))
