"""The frame around every page: brand, the way to the pages, layer, language, and what the reader must know first."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from html import escape

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from pages.controls.link import carried
from pages.controls.state import (
    LAYERS,
    PRESENT,
    Rejected,
    default_language,
    publish,
    restore,
)
from pages.frames.html import as_plain
from pages.shell.access import way_in
from pages.shell.language import language_script
from pages.shell.presentation.dress import large_type
from pages.shell.presentation.page import present_page
from pages.shell.private_notice import private_notice
from pages.shell.screen import Screen
from pages.texts import LANGUAGES, Language

LONGEST_VALUE = 60
# No layer is called so: a layer that was chosen is always told in the URL.
NOT_CHOSEN = ""


def apply_style(presenting: bool, language: Language) -> None:
    """Tell browsers and screen readers the language of the page, and set large type for a wall."""
    st.html(f"<script>{language_script(language)}</script>", unsafe_allow_javascript=True)
    if presenting:
        st.html(f"<style>{large_type()}</style>")


def header(screen: Screen, pages: Mapping[str, StreamlitPage], current: StreamlitPage) -> None:
    """Draw the top line. Links carry language, layer, snapshot and the selected region along."""
    missing = st.query_params.get("page")
    if missing is not None:
        screen.rejected.append(Rejected("page", missing))
        del st.query_params["page"]
    mode = st.query_params.get("mode")
    if mode not in (None, PRESENT):
        screen.rejected.append(Rejected("mode", mode))
        del st.query_params["mode"]
    if screen.presenting:
        if screen.figure is None and "figure" in st.query_params:
            screen.rejected.append(Rejected("figure", st.query_params["figure"]))
            del st.query_params["figure"]
        if screen.chosen_layer is None:
            st.query_params.pop("layer", None)
        present_page(screen, pages)
        return
    with st.container(key="header", horizontal=True, vertical_alignment="center", gap="small"):
        st.html(f'<div class="brand">{screen.texts("app.brand")}</div>', width="content")
        for name, page in pages.items():
            with st.container(key=f"nav-current-{name}" if page is current else f"nav-{name}", width="content"):
                st.page_link(page, label=screen.texts(f"nav.{name}"), query_params=carried(screen, name))
        st.space("stretch")
        _layer_switch(screen)
        _language_switch(screen)
        _who(screen)


def notices(screen: Screen) -> None:
    """Say what is out of the ordinary here: a fault, an older snapshot, synthetic or private data, ignored values."""
    t = screen.texts
    if screen.fault is not None:
        logging.getLogger(__name__).error("%s", screen.fault)
        st.warning(t("notice.fault", reason=screen.fault.message(screen.language)), icon=":material/warning:")
    if screen.is_pinned:
        with st.container(key="pinned", horizontal=True, vertical_alignment="center"):
            st.info(t("notice.pinned", snapshot=screen.engine.snapshot_id), icon=":material/history:")
            st.button(t("notice.to_latest"), key="to-latest", on_click=_to_latest)
    if screen.layer == "sample":
        st.warning(t("layer.banner"), icon=":material/science:")
    private_notice(screen)
    if screen.rejected:
        sentences = [t("notice.rejected", parameter=as_plain(item.parameter), value=as_plain(_shortened(item.value)))
                     for item in screen.rejected]
        st.info("  \n".join(sentences), icon=":material/info:")


def _shortened(value: str) -> str:
    return value if len(value) <= LONGEST_VALUE else value[:LONGEST_VALUE] + "…"


def _to_latest() -> None:
    st.query_params.pop("snapshot", None)


def _layer_switch(screen: Screen) -> None:
    t = screen.texts
    missing = [t(f"layer.{layer}") for layer in LAYERS if layer not in screen.layers]
    st.session_state["layer"] = screen.layer
    layer = st.segmented_control(
        t("layer.label"),
        screen.layers,
        required=True,
        format_func=lambda name: t(f"layer.{name}"),
        key="layer",
        label_visibility="collapsed",
        help=t("layer.help", missing=t.joined(missing) if missing else t("value.none")),
    )
    publish("layer", layer, NOT_CHOSEN if screen.chosen_layer else layer)


def _language_switch(screen: Screen) -> None:
    restore("lang", LANGUAGES, default_language(), screen.rejected)
    language = st.segmented_control(
        screen.texts("language.label"),
        LANGUAGES,
        required=True,
        format_func=lambda name: {"zh": "中", "en": "EN"}[name],
        key="lang",
        label_visibility="collapsed",
    )
    publish("lang", language, default_language())


def _who(screen: Screen) -> None:
    """Who is at the screen, and the way in and out where there is a log-in. Reading needs none."""
    t = screen.texts
    if screen.reader.name:
        role = t(f"access.role.{screen.reader.role}")
        st.html(f'<span class="who">{escape(screen.reader.name)}<small>{role}</small></span>', width="content")
    if way_in() == "login":
        if st.user.is_logged_in:
            if st.button(t("access.log_out"), key="log-out", type="tertiary"):
                st.logout()
        elif st.button(t("access.log_in"), key="log-in", type="tertiary"):
            st.login()
