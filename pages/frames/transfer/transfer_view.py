"""What the sections of the transfer page share: level and place chosen, their state, and what they say they lack."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.navigation.page import StreamlitPage

from geo.map_spec import MapLevel
from pages.controls.link import carried
from pages.controls.selectors import current_state
from pages.controls.state import OF_TRANSFER, remembered
from pages.frames.html import quiet
from pages.frames.template_buttons import template_buttons
from pages.shell.screen import Screen
from queries.regions import NATION

SHARED_WITH_GAPS = ("supply", "demand")
"""Parameters of the gaps page that sections here offer as well, so that a choice is kept from one to the other."""


@dataclass(frozen=True)
class TransferView:
    """Level and selected place of the page.

    `controls` is what is left of the line of controls, for those of the section's own; `data` is the page that loads.
    """

    level: MapLevel
    region: str | None
    controls: DeltaGenerator
    data: StreamlitPage


def transfer_state(section: str) -> dict[str, Any]:
    """The view parameters of the transfer page, for links and the briefing."""
    own = {name: remembered(name) for name in (*OF_TRANSFER, *SHARED_WITH_GAPS) if remembered(name)}
    return {**current_state("transfer"), **own, "section": section}


def told_fixed_level(screen: Screen, view: TransferView, level: MapLevel, region: str | None) -> None:
    """Say that a section speaks of units of `level` whatever level is chosen, and of all of them but for `region`."""
    t = screen.texts
    words = []
    if view.level != level:
        words.append(t("flow_controls.fixed_level", level=t(f"level.{view.level}"), shown=t(f"level.{level}")))
    if view.region not in (None, NATION, region):
        words.append(t("flow_controls.fixed_place", place=screen.place(str(view.region)), shown=t(f"level.{level}")))
    if words:
        st.html(quiet("".join(words)))


def lacking(screen: Screen, view: TransferView, words: str, tables: Sequence[str]) -> None:
    """Say in `words` what is lacking here; below, the templates of the tables that would tell it, and the way there."""
    st.info(words, icon=":material/info:")
    with st.container(key="lacking", horizontal=True, vertical_alignment="center", gap="small"):
        template_buttons(screen, tables)
        st.page_link(
            view.data, label=screen.texts("agencies.load"), icon=":material/upload_file:",
            query_params={**carried(screen, "data"), "section": "upload"},
        )
