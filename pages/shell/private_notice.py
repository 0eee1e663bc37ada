"""What a reader must know on every page about data that only this reader sees, or saw until they were gone."""

from __future__ import annotations

from html import escape

import streamlit as st

from pages.controls.private_data import forget_loss, is_outdated, loss, stop_using
from pages.shell.screen import Screen


def private_notice(screen: Screen) -> None:
    """Say that the view is private, or that a link led away from private data, or that they are gone."""
    t = screen.texts
    gone = loss()
    if gone:
        with st.container(key="private-gone", horizontal=True, vertical_alignment="center"):
            st.info(t(f"private.{gone}"), icon=":material/delete:")
            st.button(t("private.understood"), key="private-understood", on_click=forget_loss)
    if screen.private is None:
        return
    if not screen.is_private:
        with st.container(key="private-elsewhere", horizontal=True, vertical_alignment="center"):
            st.info(t("private.elsewhere"), icon=":material/lock:")
            st.button(t("private.back"), key="private-back", on_click=_unpin)
        return
    with st.container(key="private-banner", horizontal=True, vertical_alignment="center"):
        words = escape(t("private.banner", snapshot=screen.private.base))
        newer = f" {escape(t('private.newer'))}" if is_outdated(screen.private) else ""
        st.html(f'<p class="private" role="status"><b>{escape(t("private.mark"))}</b> {words}{newer}</p>')
        if not screen.presenting:
            st.button(t("private.stop"), key="private-stop", on_click=stop_using)


def _unpin() -> None:
    st.query_params.pop("snapshot", None)
