"""The controls of the section order: which of its views, the demand base of acceptance, what its map and table show."""

from __future__ import annotations

from typing import Literal, get_args

import streamlit as st

from geo.map_spec import MapLevel
from pages.controls.state import publish, restore
from pages.shell.screen import Screen
from queries.catalogue import Indicator
from queries.gap_measures import best_covered, demand_reported

OrderSight = Literal["order", "acceptance", "life", "concentration"]
SIGHTS: tuple[OrderSight, ...] = get_args(OrderSight)
Received = Literal["index", "match", "survival", "dependence", "inflow"]
RECEIVED: tuple[Received, ...] = get_args(Received)
USUAL_DEMAND = "population_census"
"""What the policy scorecard judges acceptance by, so that both open on the same number."""


def order_sight_selector(screen: Screen) -> OrderSight:
    """The test of order, what receivers make of it, openings and survival, or the concentration of flows."""
    t = screen.texts
    restore("order-view", SIGHTS, SIGHTS[0], screen.rejected)
    sight: OrderSight | None = st.segmented_control(
        t("transfer_order.views"), SIGHTS, required=True, format_func=lambda name: t(f"transfer_order.view.{name}"),
        key="order-view", label_visibility="collapsed",
    )
    publish("order-view", sight, SIGHTS[0])
    return sight or SIGHTS[0]


def received_selector(screen: Screen) -> Received:
    """What the map shows and the table is sorted by."""
    t = screen.texts
    restore("received", RECEIVED, RECEIVED[0], screen.rejected)
    chosen: Received = st.selectbox(
        t("transfer_order.shown"), RECEIVED, key="received", width=230, label_visibility="collapsed",
        format_func=lambda name: t(f"transfer_order.received.{name}"),
    )
    publish("received", chosen, RECEIVED[0])
    return chosen


def acceptance_demand_selector(screen: Screen, level: MapLevel) -> Indicator | None:
    """The demand base that acceptance is judged by; None where none is known."""
    reported = demand_reported(screen.engine, screen.catalogue, level, screen.layer)
    usual = USUAL_DEMAND if USUAL_DEMAND in reported else best_covered(reported, screen.regions.surveyed(level))
    if usual is None:
        return None
    t = screen.texts
    restore("order-demand", list(reported), usual, screen.rejected)
    chosen: str = st.selectbox(
        t("gaps.demand"), list(reported), key="order-demand", width=300, label_visibility="collapsed",
        format_func=lambda metric: t("transfer_order.against", name=screen.catalogue[metric].name(screen.language)),
    )
    publish("order-demand", chosen, usual)
    return screen.catalogue[chosen]
