"""The link that reopens exactly this view on exactly this snapshot."""

from __future__ import annotations

import streamlit as st

from pages.controls.selectors import current_state
from pages.controls.state import PRESENT, link_query
from pages.shell.screen import Screen


def link_button(screen: Screen, page: str) -> None:
    """A popover with the full address of the view to copy, and the way into presentation."""
    if screen.presenting:
        return
    t = screen.texts
    popover = st.popover(t("link.label"), key="link", on_change="rerun")
    if popover.open:
        with popover:
            st.caption(t("link.help"))
            st.code(view_address(screen, page), language=None, wrap_lines=True)
            if st.button(t("present.enter"), key="present", width="stretch"):
                st.query_params["mode"] = PRESENT
                st.rerun()


def view_address(screen: Screen, page: str) -> str:
    """Absolute address of the view, with language, layer and snapshot spelt out."""
    state = current_state(page)
    state |= {"lang": screen.language, "layer": screen.layer, "snapshot": screen.engine.snapshot_id}
    base = (st.context.url or "").split("?")[0]
    return f"{base}?{link_query(state)}"
