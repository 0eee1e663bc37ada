"""The section capacity of the transfer page: who can receive, who lacks, and who could pass what to whom."""

from __future__ import annotations

import streamlit as st

from pages.controls.capacity_selectors import (
    capacity_sight_selector,
    gap_kind_selector,
    points_selector,
    weighting_selector,
)
from pages.controls.flow_selectors import service_selector
from pages.frames.html import html_table
from pages.frames.transfer.capacity_index import index_frames
from pages.frames.transfer.capacity_matrix import matrix_frames
from pages.frames.transfer.capacity_partners import partner_frames
from pages.frames.transfer.capacity_sheets import known_sheet
from pages.frames.transfer.transfer_view import TransferView, lacking
from pages.frames.unanswered import apart
from pages.shell.screen import Screen
from queries.capacity import LEVEL, Capacity, NoCapacity, Weighting, capacity

TABLES = ("stat", "agency", "service_offer", "cluster")


@apart
def capacity_section(screen: Screen, view: TransferView) -> None:
    """Draw the view that the reader chose; in words what is lacking where nothing can be said."""
    t = screen.texts
    if view.level != LEVEL:
        st.info(t("capacity.provinces_only", level=t(f"level.{view.level}")), icon=":material/info:")
        return
    with view.controls:
        columns = st.columns([46, 30], gap="small", vertical_alignment="bottom")
    with columns[0]:
        sight = capacity_sight_selector(screen)
    with st.container(key="capacity-controls"):
        weighting, points = _weights(screen)
    found = capacity(screen.engine, screen.regions, screen.catalogue, screen.layer, weighting, points)
    if sight == "partners":
        with columns[1]:
            form = service_selector(screen)
        partner_frames(screen, view, found if isinstance(found, Capacity) else None, form)
    elif isinstance(found, NoCapacity):
        _nothing(screen, view, found)
    elif sight == "match-matrix":
        with columns[1]:
            kind = gap_kind_selector(screen)
        matrix_frames(screen, view, found, kind)
    else:
        index_frames(screen, view, found)


def _weights(screen: Screen) -> tuple[Weighting, tuple[int, ...]]:
    """How the pillars weigh, and the reader's points where these count."""
    left, right = st.columns([24, 76], gap="small", vertical_alignment="bottom")
    with left:
        weighting = weighting_selector(screen)
    with right:
        if weighting == "own":
            points = points_selector(screen)
            if not any(points):
                st.html(f'<p class="map-note">{screen.texts("capacity.no_points")}</p>')
            return weighting, points
        st.html(f'<p class="map-note">{screen.texts(f"capacity_weighting_note.{weighting}")}</p>')
    return weighting, ()


def _nothing(screen: Screen, view: TransferView, found: NoCapacity) -> None:
    lacking(screen, view, screen.texts("capacity.nothing", layer=screen.texts(f"layer.{screen.layer}")), TABLES)
    sheet = known_sheet(screen, found.known)
    st.html(html_table(sheet.table(), screen.texts("capacity.known")))
