"""The section flows of the transfer page: from which head offices to which places branches lead."""

from __future__ import annotations

from typing import get_args

import streamlit as st

from pages.controls.flow_selectors import counted_selector, period_selector, service_selector
from pages.controls.flow_view import at_home_selector, flow_sight_selector, least_selector
from pages.frames.transfer.flow_balance import balance_frame
from pages.frames.transfer.flow_map import map_frame
from pages.frames.transfer.flow_matrix import matrix_frame
from pages.frames.transfer.flow_view import FlowView
from pages.frames.transfer.flow_zones import zones_frame
from pages.frames.transfer.transfer_view import TransferView, lacking
from pages.frames.unanswered import apart
from pages.shell.screen import Screen
from pages.texts.flows import counted_words
from queries.branch_register import FlowLevel, branch_register
from queries.flow_board import flow_board, units_chosen

REGISTER_TABLES = ("agency", "branch")


@apart
def flows_section(screen: Screen, view: TransferView) -> None:
    """Draw the view that the reader chose, below the lines that choose it."""
    t = screen.texts
    register = branch_register(screen.engine, screen.regions, screen.layer)
    if register is None:
        lacking(screen, view, t("flows.no_branches", layer=t(f"layer.{screen.layer}")), REGISTER_TABLES)
        return
    with view.controls:
        columns = st.columns([26, 34, 30], gap="small", vertical_alignment="bottom")
        with columns[0]:
            form = service_selector(screen)
        with columns[1]:
            first, last = period_selector(screen, register.years)
        with columns[2]:
            counted = counted_selector(screen)
    with st.container(key="flow-controls", horizontal=True, vertical_alignment="center", gap="small"):
        sight = flow_sight_selector(screen)
        level: FlowLevel = "province"
        if sight == "zones":
            level = "zone"
        elif view.level in get_args(FlowLevel):
            level = view.level  # type: ignore[assignment]
        board = flow_board(register, counted, first, last, level, form)
        units = units_chosen(screen.regions, view.region, register, level)
        least = least_selector(screen, board.links_of(units)) if sight == "map" else 1
        with_home = at_home_selector(screen) if sight == "zones" else False
    what = counted_words(counted, first, last, form, t)
    if counted == "closings" and not register.dates_closings:
        lacking(screen, view, t("flows.no_closings"), REGISTER_TABLES[1:])
        return
    if board.totals.whole == 0:
        st.info(t("flows.nothing", what=what), icon=":material/info:")
        return
    whole = flow_board(register, counted, first, last, "province", form).totals.whole if level == "city" else 0
    flows = FlowView(screen, view, register, board, counted, form, what, units, max(0, whole - board.totals.whole))
    if sight == "zones":
        zones_frame(flows, with_home)
    elif sight == "matrix":
        matrix_frame(flows)
    else:
        left, right = st.columns([64, 36], gap="small")
        with left:
            map_frame(flows, least)
        with right:
            balance_frame(flows)
