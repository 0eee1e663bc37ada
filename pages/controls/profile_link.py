"""The way from a selected place to its profile."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from pages.controls.link import carried
from pages.shell.screen import Screen


def profile_link(screen: Screen, pages: Mapping[str, StreamlitPage], region: str | None) -> None:
    """Draw the link to the profile of a place, on the layer of this view; nothing where no place is selected."""
    if region is None or screen.presenting:
        return
    query = {**carried(screen, "region"), "layer": screen.layer, "region": region}
    st.page_link(pages["region"], label=screen.texts("region.profile"), icon=":material/article:", query_params=query)
