"""Clusters 集聚区: all at once, and one in full: where it stands, how it grows, against whom, what would lift it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from pages.controls.cluster_selector import cluster_selector
from pages.controls.link import link_button
from pages.controls.sections import section_selector, section_shown
from pages.frames.clusters.cluster_view import ClusterView, cluster_state, lacking
from pages.frames.clusters.growth import growth_section
from pages.frames.clusters.life import life_section
from pages.frames.clusters.one_page import one_page_section
from pages.frames.clusters.peers import peers_section
from pages.frames.clusters.portfolio import portfolio_section
from pages.frames.clusters.readiness import readiness_section
from pages.frames.clusters.standing import standing_section
from pages.frames.clusters.yearly_return import yearly_return_section
from pages.shell.screen import Screen
from queries.cluster_register import ClusterRegister, cluster_register

SECTIONS: dict[str, Callable[[Screen, ClusterView], None]] = {
    "portfolio": portfolio_section,
    "standing": standing_section,
    "growth": growth_section,
    "life": life_section,
    "peers": peers_section,
    "readiness": readiness_section,
    "one-page": one_page_section,
    "return": yearly_return_section,
}
OF_ALL = ("portfolio", "return")
"""Sections that speak of all clusters, or of one that need not be listed yet; the others are of one cluster."""


def render(screen: Screen, pages: Mapping[str, StreamlitPage]) -> None:
    """Draw the page: the section that the view asks for."""
    t = screen.texts
    st.html(f'<h1 class="heard">{t("nav.clusters")}</h1>')
    section = section_shown(screen, tuple(SECTIONS))
    register = cluster_register(screen.engine, screen.layer)
    with st.container(key="controls"):
        columns = st.columns([36, 86, 10], gap="small", vertical_alignment="bottom")
        with columns[0]:
            cluster = cluster_selector(screen, register) if register else None
        with columns[2]:
            link_button(screen, cluster_state(section))
    with st.container(key="trail", horizontal=True, vertical_alignment="center", gap="xsmall"):
        st.space("stretch")
        section_selector(screen, tuple(SECTIONS))
    view = ClusterView(register or ClusterRegister.none(screen.layer), cluster, columns[1], pages["data"])
    if register is None and section != "return":
        lacking(screen, view.data, t("clusters.nothing", layer=t(f"layer.{screen.layer}")))
    elif section not in OF_ALL and cluster is None:
        st.info(t("clusters.choose"), icon=":material/touch_app:")
    else:
        SECTIONS[section](screen, view)
