"""The link that reopens exactly this view on exactly this snapshot."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

import streamlit as st

from pages.controls.selectors import NO_REGION, shown_on
from pages.controls.state import OF_GAPS, PRESENT, VIEW, default_language, held, link_query
from pages.shell.access import is_own_machine
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


def server_address() -> str:
    """Address that the atlas is served at, without a page, for links that others follow.

    Empty where the browser does not say, or is on the machine of the server: its address leads nobody else here.
    """
    address = (st.context.url or "").split("?")[0].rpartition("/")[0]
    return "" if is_own_machine(urlsplit(address).hostname) else address


def carried(screen: Screen, page: str) -> dict[str, str | list[str]]:
    """Parameters of a link to another page: language, layer, snapshot, region; for maps and gaps the whole view."""
    level, region = _place(screen)
    values = {
        "lang": screen.language if screen.language != default_language() else None,
        "layer": screen.chosen_layer,
        "snapshot": st.query_params.get("snapshot"),
        **{name: held(name) for name in WHOLE_VIEWS.get(page, ())},
        "region": region,
    }
    if "level" in values:
        values["level"] = level
    return {name: value if isinstance(value, list) else str(value) for name, value in values.items() if value}


def _place(screen: Screen) -> tuple[object, str]:
    """Level and region of links, which must not contradict each other: the next page would reject the region.

    Links are drawn before the page. On a page with levels that was just switched to provinces, a city is about to give
    way to its province; on one without, the city was chosen after the level was.
    """
    level, region = held("level"), str(held("region") or NO_REGION)
    if level is None or shown_on(screen, level, region) == region:
        return level, region
    return (level, shown_on(screen, level, region)) if "level" in st.session_state else ("city", region)
