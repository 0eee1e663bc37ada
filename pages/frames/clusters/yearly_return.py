"""The section yearly_return of the page on clusters."""

from __future__ import annotations

import streamlit as st

from pages.frames.clusters.cluster_view import ClusterView
from pages.frames.html import quiet
from pages.shell.screen import Screen


def yearly_return_section(screen: Screen, view: ClusterView) -> None:
    """Draw the section."""
    st.html(quiet(screen.texts("clusters.count", count=len(view.register.identity))))
