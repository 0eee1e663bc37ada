"""Which clusters the portfolio shows: of which zone, of which status."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pages.controls.state import publish, restore
from pages.shell.screen import Screen
from queries.cluster_status import CLUSTER_STANDINGS
from queries.regions import ZONES

EVERY = ""


@dataclass(frozen=True)
class PortfolioChoice:
    """Zone and status of the clusters shown; empty for all."""

    zone: str
    status: str


def portfolio_choice(screen: Screen, room: DeltaGenerator) -> PortfolioChoice:
    """Draw the filters in the room left of the line of controls and return what they say."""
    own = room.columns([26, 34, 40], gap="small", vertical_alignment="bottom")
    with own[0]:
        zone = _zone(screen)
    with own[1]:
        status = _status(screen)
    return PortfolioChoice(zone, status)


def _zone(screen: Screen) -> str:
    t = screen.texts
    restore("zone", (EVERY, *ZONES), EVERY, screen.rejected)
    zone = st.selectbox(
        t("ledger.label.zone"), (EVERY, *ZONES), key="zone",
        format_func=lambda code: screen.place(code) if code else t("ledger.every_zone"),
    )
    publish("zone", zone, EVERY)
    return str(zone or EVERY)


def _status(screen: Screen) -> str:
    t = screen.texts
    restore("cluster-status", (EVERY, *CLUSTER_STANDINGS), EVERY, screen.rejected)
    status = st.selectbox(
        t("portfolio.filter_status"), (EVERY, *CLUSTER_STANDINGS), key="cluster-status",
        format_func=lambda name: t(f"cluster_status.{name}") if name else t("portfolio.every_status"),
    )
    publish("cluster-status", status, EVERY)
    return str(status or EVERY)
