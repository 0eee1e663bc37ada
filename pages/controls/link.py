"""The link that reopens exactly this view on exactly this snapshot."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from pages.controls.state import OF_GAPS, PRESENT, VIEW, default_language, held, link_query
from pages.shell.screen import Screen

WHOLE_VIEWS = {"distribution": VIEW, "gaps": ("level", *OF_GAPS)}


def link_button(screen: Screen, view: Mapping[str, object]) -> None:
    """A popover with the full address of a view, given by its page and parameters, and the way into presentation."""
    if screen.presenting:
        return
    t = screen.texts
    popover = st.popover(t("link.label"), key="link", on_change="rerun")
    if popover.open:
        with popover:
            if screen.is_private:
                st.caption(t("private.no_link"))
            else:
                st.caption(t("link.help"))
                st.code(view_address(screen, view), language=None, wrap_lines=True)
            if st.button(t("present.enter"), key="present", width="stretch"):
                st.query_params["mode"] = PRESENT
                st.rerun()


def view_address(screen: Screen, view: Mapping[str, object]) -> str:
    """Absolute address of the view, with language, layer and snapshot spelt out."""
    state = {**view, "lang": screen.language, "layer": screen.layer, "snapshot": screen.engine.snapshot_id}
    base = (st.context.url or "").split("?")[0]
    return f"{base}?{link_query(state)}"


def carried(screen: Screen, page: str) -> dict[str, str | list[str]]:
    """Parameters of a link to another page: language, layer, snapshot, region; for maps and gaps the whole view."""
    values = {
        "lang": screen.language if screen.language != default_language() else None,
        "layer": screen.chosen_layer,
        "snapshot": st.query_params.get("snapshot"),
        **{name: held(name) for name in WHOLE_VIEWS.get(page, ())},
        "region": held("region"),
    }
    return {name: value if isinstance(value, list) else str(value) for name, value in values.items() if value}
