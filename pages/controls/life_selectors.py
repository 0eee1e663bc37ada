"""The controls of the sections on the life and the peers of a cluster: metric, peers chosen, year of reference."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from pages.controls.state import Rejected, publish, restore
from pages.shell.screen import Screen
from queries.cluster_peers import MOST_PEERS
from queries.cluster_register import ClusterRegister


def course_selector(screen: Screen, metrics: Sequence[str], parameter: str = "life-measure") -> str:
    """The metric whose course is told; `metrics` begin with the one known best."""
    t = screen.texts
    restore(parameter, metrics, metrics[0], screen.rejected)
    chosen: str = st.selectbox(
        t("cluster_life.metric"), metrics, key=parameter,
        format_func=lambda metric: screen.catalogue[metric].name(screen.language),
    )
    publish(parameter, chosen, metrics[0])
    return chosen


def peers_selector(screen: Screen, register: ClusterRegister, others: Sequence[str]) -> list[str]:
    """Up to five of `others` to compare with; none chosen means the nearest."""
    t = screen.texts
    restore("peers", others, [], screen.rejected)
    asked: list[str] = st.session_state["peers"]
    screen.rejected.extend(Rejected("peers", code) for code in asked[MOST_PEERS:])
    st.session_state["peers"] = asked[:MOST_PEERS]
    chosen: list[str] = st.multiselect(
        t("cluster_peers.choose"), others, key="peers", max_selections=MOST_PEERS,
        format_func=lambda code: register.name(code, screen.language), placeholder=t("cluster_peers.nearest"),
    )
    publish("peers", chosen, [])
    return chosen


def reference_selector(screen: Screen, years: Sequence[int], usual: int) -> int:
    """The year from which the synthetic peer is watched."""
    restore("peer-year", years, usual, screen.rejected)
    chosen: int = st.selectbox(screen.texts("cluster_peers.reference"), years, key="peer-year")
    publish("peer-year", chosen, usual)
    return chosen
