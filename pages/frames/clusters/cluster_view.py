"""What the sections of the page on clusters share: the clusters, the one chosen, its state, and what is lacking."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.navigation.page import StreamlitPage

from pages.controls.link import carried
from pages.controls.state import OF_CLUSTERS, remembered
from pages.frames.html import as_plain
from pages.frames.template_buttons import template_buttons
from pages.shell.screen import Screen
from queries.cluster_register import ClusterRegister

TEMPLATES = ("cluster", "cluster_year", "cluster_target")
OF_OTHER_PAGES = {"portfolio": ("zone",)}
"""Parameters of a section that pages on other subjects have too."""


@dataclass(frozen=True)
class ClusterView:
    """The clusters of the layer and the one selected, if one is.

    `controls` is what is left of the line of controls, for those of the section's own; `data` is the page that loads.
    """

    register: ClusterRegister
    cluster: str | None
    controls: DeltaGenerator
    data: StreamlitPage


def cluster_state(section: str) -> dict[str, Any]:
    """The view parameters of the page on clusters, for links and the briefing."""
    names = (*OF_CLUSTERS, *OF_OTHER_PAGES.get(section, ()))
    return {**{name: remembered(name) for name in names if remembered(name)}, "page": "clusters", "section": section}


def notice(words: str) -> None:
    """Say in `words` what cannot be told; names that readers loaded become neither an image nor a link in them."""
    st.info(as_plain(words), icon=":material/info:")


def lacking(screen: Screen, data: StreamlitPage, words: str, tables: Sequence[str] = TEMPLATES) -> None:
    """Say in `words` what is lacking here; below, the templates of the tables that would tell it, and the way there."""
    notice(words)
    with st.container(key="lacking", horizontal=True, vertical_alignment="center", gap="small"):
        template_buttons(screen, tables)
        st.page_link(
            data, label=screen.texts("clusters.load"), icon=":material/upload_file:",
            query_params={**carried(screen, "data"), "section": "upload"},
        )
