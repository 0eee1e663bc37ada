"""Data 数据: what the snapshot holds, from coverage and sources to places; how data are loaded; the kept snapshots."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from pages.controls.link import carried
from pages.controls.state import publish, restore
from pages.frames.data import breaks, checks, clusters, coverage, places, sources
from pages.frames.quality import quality
from pages.frames.snapshots import snapshots
from pages.frames.upload import upload
from pages.shell.screen import Screen

SECTIONS: dict[str, Callable[[Screen], None]] = {
    "coverage": coverage,
    "sources": sources,
    "breaks": breaks,
    "checks": checks,
    "clusters": clusters,
    "places": places,
    "quality": quality,
    "upload": upload,
    "snapshots": snapshots,
}
DEFAULT_SECTION = "coverage"


def render(screen: Screen, pages: Mapping[str, StreamlitPage]) -> None:
    """Draw the page."""
    t = screen.texts
    about = screen.engine.query("quality/snapshot").iloc[0]
    built = f"{about['built_at']:%Y-%m-%d %H:%M}"
    key = "data.lead_sample" if screen.layer == "sample" else "data.lead"
    lead = t(key, snapshot=about["snapshot_id"], built=built)
    st.html(f'<h1 class="page">{t("data.title")}</h1><p class="lead">{lead}</p>')
    restore("section", SECTIONS, DEFAULT_SECTION, screen.rejected)
    section = st.segmented_control(
        t("data.section"),
        list(SECTIONS),
        required=True,
        format_func=lambda name: t(f"data.{name}"),
        key="section",
        label_visibility="collapsed",
    )
    publish("section", section, DEFAULT_SECTION)
    if section == "clusters":
        st.page_link(
            pages["clusters"], label=t("data.to_clusters"), icon=":material/arrow_forward:",
            query_params=carried(screen, "clusters"),
        )
    SECTIONS[section or DEFAULT_SECTION](screen)
