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
    labels = {NO_CLUSTER: t("clusters.all"), **_labels(screen, register)}
    options = list(labels)
    restore("cluster", options, NO_CLUSTER, screen.rejected)
    chosen = st.selectbox(
        t("clusters.cluster"), options, key="cluster",
        format_func=lambda code: labels[code],
    )
    publish("cluster", chosen, NO_CLUSTER)
    return chosen or None


def select_cluster(cluster: str | None) -> None:
    """Select a cluster, or none, before its selector is drawn: for callbacks of clicks."""
    st.session_state["cluster"] = cluster or NO_CLUSTER


def _labels(screen: Screen, register: ClusterRegister) -> dict[str, str]:
    """Names of the clusters with their hosts, which the name of a published one often holds already."""
    labels = {}
    columns = register.identity[f"name_{screen.language}"], register.identity["region_code"]
    for code, name, host_code in zip(register.identity.index, *columns, strict=True):
        host = screen.place(str(host_code))
        labels[str(code)] = str(name) if host in str(name) else f"{name} · {host}"
    return labels
