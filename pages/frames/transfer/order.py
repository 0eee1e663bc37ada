"""The section order of the transfer page: do branches follow the gradient, meet a need, and last?"""

from __future__ import annotations

import streamlit as st

from pages.controls.flow_selectors import period_selector, service_selector
from pages.controls.order_selectors import (
    OrderSight,
    acceptance_demand_selector,
    order_sight_selector,
    received_selector,
)
from pages.frames.transfer.order_acceptance import acceptance_frames
from pages.frames.transfer.order_concentration import concentration_frame
from pages.frames.transfer.order_life import life_frames
from pages.frames.transfer.order_test import order_frames
from pages.frames.transfer.order_view import REGISTER_TABLES, OrderView
from pages.frames.transfer.transfer_view import TransferView, lacking
from pages.frames.unanswered import apart
from pages.shell.screen import Screen
from queries.branch_register import BranchRegister, FlowLevel, branch_register
from queries.transfer_order import years_offered

RECENT = 3
"""Years that acceptance opens on, those of the scorecard: a gap of before the period needs a report of before."""
WITH_FORMS: tuple[OrderSight, ...] = ("order", "concentration")


@apart
def order_section(screen: Screen, view: TransferView) -> None:
    """Draw the view that the reader chose, below the line that chooses it."""
    register = branch_register(screen.engine, screen.regions, screen.layer)
    if register is None:
        words = screen.texts("transfer_order.no_branches", layer=screen.texts(f"layer.{screen.layer}"))
        lacking(screen, view, words, REGISTER_TABLES)
        return
    with st.container(key="order-controls", horizontal=True, vertical_alignment="center", gap="small"):
        sight = order_sight_selector(screen)
        received = received_selector(screen) if sight == "acceptance" else None
        demand = acceptance_demand_selector(screen, view.level) if sight == "acceptance" else None
    chosen = _view(screen, view, register, sight)
    if sight == "order":
        order_frames(screen, chosen)
    elif sight == "life":
        life_frames(screen, chosen)
    elif sight == "concentration":
        concentration_frame(screen, chosen)
    else:
        acceptance_frames(screen, chosen, received or "index", demand)


def _view(screen: Screen, view: TransferView, register: BranchRegister, sight: OrderSight) -> OrderView:
    level: FlowLevel = "zone" if view.level == "zone" else "province"
    years = years_offered(screen.engine, screen.regions, screen.catalogue, screen.layer, level, register)
    first, last, form = years[0], years[-1], None
    if sight != "life":
        own = view.controls.columns([44, 26, 30], gap="small", vertical_alignment="bottom")
        with own[0]:
            first, last = period_selector(screen, years, RECENT if sight == "acceptance" else None)
        if sight in WITH_FORMS:
            with own[1]:
                form = service_selector(screen)
    return OrderView(view, register, level, first, last, form)
