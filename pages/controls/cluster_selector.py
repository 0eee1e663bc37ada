"""The cluster that a view is about. Clicking a map or a row writes here, so the keyboard reaches all the mouse does."""

from __future__ import annotations

import streamlit as st

from pages.controls.state import publish, restore
from pages.shell.screen import Screen
from queries.cluster_register import ClusterRegister

NO_CLUSTER = ""


def cluster_selector(screen: Screen, register: ClusterRegister) -> str | None:
    """One of the clusters of the register, or none."""
    t = screen.texts
    options = [NO_CLUSTER, *(str(code) for code in register.identity.index)]
    restore("cluster", options, NO_CLUSTER, screen.rejected)
    chosen = st.selectbox(
        t("clusters.cluster"), options, key="cluster",
        format_func=lambda code: _label(screen, register, code) if code else t("clusters.all"),
    )
    publish("cluster", chosen, NO_CLUSTER)
    return chosen or None


def select_cluster(cluster: str | None) -> None:
    """Select a cluster, or none, before its selector is drawn: for callbacks of clicks."""
    st.session_state["cluster"] = cluster or NO_CLUSTER


def _label(screen: Screen, register: ClusterRegister, cluster: str) -> str:
    """Name of a cluster with its host, which the name of a published one often holds already."""
    name = register.name(cluster, screen.language)
    host = screen.place(str(register.identity.loc[cluster, "region_code"]))
    return name if host in name else f"{name} · {host}"
