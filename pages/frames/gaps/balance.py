"""The section balance of the gaps page: does supply lie where demand lies?"""

from __future__ import annotations

import streamlit as st

from pages.controls.balance_selectors import bases_selector, distance_selector, form_selector, sight_selector
from pages.frames.gaps.balance_clusters import cluster_frames
from pages.frames.gaps.balance_coupling import coupling_frames
from pages.frames.gaps.balance_ratio import ratio_frames
from pages.frames.gaps.balance_reach import reach_frames
from pages.frames.gaps.gap_view import GapView
from pages.frames.unanswered import apart
from pages.shell.screen import Screen
from queries.balance import balance, bases_offered
from queries.shortage_clusters import WITH_NEIGHBOURS


@apart
def balance_section(screen: Screen, view: GapView) -> None:
    """Draw the view that the reader chose, below the line that chooses it."""
    with st.container(key="balance-controls", horizontal=True, vertical_alignment="center", gap="small"):
        sight = sight_selector(screen)
        bases: list[str] = []
        distance, form = 0, None
        if sight == "ratio":
            bases = bases_selector(screen, bases_offered(screen.engine, screen.regions, screen.catalogue, view.basis))
        elif sight == "reach":
            distance, form = distance_selector(screen), form_selector(screen)
    if sight == "reach":
        reach_frames(screen, view, distance, form)
    elif sight == "clusters" and view.level not in WITH_NEIGHBOURS:
        st.info(screen.texts("balance.no_neighbours_level", level=screen.texts(f"level.{view.level}")),
                icon=":material/info:")
    elif sight == "clusters":
        cluster_frames(screen, view)
    else:
        found = balance(screen.engine, screen.regions, screen.catalogue, view.basis, bases)
        (ratio_frames if sight == "ratio" else coupling_frames)(screen, view, found)
