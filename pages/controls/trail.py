"""The trail 全国 › 西部 › 四川: where the selected place lies, the way back up and the way further down."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from pages.shell.screen import Screen
from queries.regions import NATION, ZONES


def trail(
    screen: Screen,
    level: str | None,
    region: str | None,
    beside: Callable[[], object],
    choose: Callable[[str, str], None] | None = None,
) -> None:
    """Draw the trail as buttons, a button that goes down to the units inside the selected place, and what is `beside`.

    `beside` stands at the end of the same line. A view without a `level` has nothing to go down to. `choose` is what
    a step does with its place and the level that shows it; by default `go_to`.
    """
    t = screen.texts
    steps = screen.regions.trail(region) if region else (NATION,)
    with st.container(key="trail", horizontal=True, vertical_alignment="center", gap="xsmall"):
        for number, code in enumerate(steps):
            if number:
                st.html('<span class="trail-arrow" aria-hidden="true">›</span>', width="content")
            st.button(
                screen.place(code),
                key=f"trail-{code}",
                type="tertiary",
                disabled=number == len(steps) - 1 and bool(region),
                on_click=choose or go_to,
                args=(code, level_for(screen, code)),
            )
        below = level_below(screen, region, level) if level else None
        if region and below:
            count = len(screen.regions.members(region, below))
            st.button(
                t("trail.down", count=count, level=t(f"level.unit.{below}")),
                key="trail-down",
                type="secondary",
                on_click=go_to,
                args=(region, below),
            )
        st.space("stretch")
        beside()


def go_to(code: str, level: str) -> None:
    """Select a place and show a level; the nation is shown with nothing selected."""
    st.session_state["region"] = "" if code == NATION else code
    st.session_state["level"] = level


def level_for(screen: Screen, code: str) -> str:
    """The level at which a step of the trail is shown: the nation by its zones, zones among zones, and so on."""
    return "zone" if code == NATION else screen.regions.level_of(code)


def level_below(screen: Screen, code: str | None, level: str) -> str | None:
    """The next level down inside a place, if it has units there and the map does not show them already."""
    if code is None or code == NATION:
        return None
    below = "province" if code in ZONES else "city"
    inside = [member for member in screen.regions.members(code, below) if member != code]
    if level == below or not inside or screen.regions.level_of(code) == "city":
        return None
    return below
