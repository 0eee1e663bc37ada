"""The section mobility of the transfer page."""

from __future__ import annotations

import streamlit as st

from pages.frames.transfer.transfer_view import TransferView
from pages.shell.screen import Screen


def mobility_section(screen: Screen, view: TransferView) -> None:
    """Draw the section."""
    st.info(screen.texts("section.mobility"))
