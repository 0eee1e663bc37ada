"""How the portfolio is read: which clusters, what the chart sets against what, in what order the table stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pages.controls.state import publish, restore
from pages.shell.screen import Screen
from queries.cluster_status import CLUSTER_STANDINGS
from queries.regions import ZONES

EVERY = ""
BY_STATUS = "status"
IN_WORDS = ("name", "status", "host", "rank")
"""Columns that begin with the first of the alphabet, the highest status or rank 1, and not with the largest."""


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


def axes_shown(screen: Screen, known: Sequence[str]) -> str:
    """What the chart sets against what, among the choices known; before its selector is drawn."""
    restore("portfolio-axes", known, known[0], screen.rejected)
    return str(st.session_state["portfolio-axes"])


def axes_selector(screen: Screen, known: Sequence[str]) -> None:
    """The selector of the axes; `axes_shown` comes first."""
    t = screen.texts
    chosen = st.segmented_control(
        t("portfolio.axes_label"), known, required=True, key="portfolio-axes", label_visibility="collapsed",
        format_func=lambda name: t(f"portfolio_axes.{name}"),
    )
    publish("portfolio-axes", chosen, known[0])


def table_order(screen: Screen, columns: Sequence[str]) -> str:
    """The column that the table is ordered by, with a minus sign for descending; by status as it opens."""
    restore("portfolio-order", [f"{sign}{name}" for name in columns for sign in ("", "-")], BY_STATUS, screen.rejected)
    order = str(st.session_state["portfolio-order"])
    publish("portfolio-order", order, BY_STATUS)
    return order


def reorder(column: str) -> None:
    """Order by the column that was clicked, the other way round if it is so already; figures begin with the largest."""
    first, other = (column, f"-{column}") if column in IN_WORDS else (f"-{column}", column)
    st.session_state["portfolio-order"] = other if st.session_state.get("portfolio-order") == first else first
