"""Over which group of regions centres are taken, and that the nation serves where the place chosen is no such group."""

from __future__ import annotations

import streamlit as st

from pages.frames.html import quiet
from pages.shell.screen import Screen
from queries.centres import scope_of
from queries.regions import NATION

LEAST_WITHIN = 5


def group_or_nation(screen: Screen, region: str | None, level: str) -> str:
    """Return the place chosen where it is a group of enough units of `level`; else the nation, and say so."""
    if region is None or region == NATION or region not in screen.regions:
        return NATION
    units = len(scope_of(screen.regions, level, region))
    if units >= LEAST_WITHIN:
        return region
    st.html(quiet(screen.texts("centres.too_small", place=screen.place(region), units=units, least=LEAST_WITHIN,
                               unit=screen.texts(f"gradient_unit.{level}"))))
    return NATION
