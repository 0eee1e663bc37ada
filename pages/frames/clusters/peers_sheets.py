"""The tables of the section on the peers of a cluster, each for reading and for download."""

from __future__ import annotations

from typing import Any

from pages.frames.clusters.peers_words import alike_words, measures_of_comparison
from pages.frames.sheet import Column, Sheet, Shown, digits, headed
from pages.shell.screen import Screen
from pages.texts.figures import unit_of
from pages.texts.numbers import percent
from queries.cluster_peers import Comparison, Neighbours, SyntheticPeer
from queries.cluster_register import ClusterRegister


def comparison_sheet(
    screen: Screen, register: ClusterRegister, near: Neighbours, found: Comparison
) -> Sheet:
    """One row per cluster, the one looked at first: host, why it is near, and every measure."""
    t, codes = screen.texts, [str(code) for code in found.values.index]
    distances = near.rows["distance"].reindex(codes).tolist() if len(near.rows) else [float("nan")] * len(codes)
    return Sheet((
        _column(screen, "cluster", [register.name(code, screen.language) for code in codes]),
        _column(screen, "host", [screen.place(str(register.identity.loc[code, "region_code"])) for code in codes]),
        _column(screen, "alike", [alike_words(screen, near, code) for code in codes]),
        _column(screen, "distance", distances, None),
        *(
            Column(headed(measure.name(screen.language), measure.unit(screen.language), t),
                   measure.definition(screen.language), found.values[measure.id].tolist(), digits(t, measure.decimals))
            for measure in measures_of_comparison(found)
        ),
    ))


def weights_sheet(screen: Screen, register: ClusterRegister, peer: SyntheticPeer) -> Sheet:
    """One row per donor, the heaviest first, with the year in which it was upgraded meanwhile."""
    weights = peer.control.weights.sort_values(ascending=False, kind="stable")
    return Sheet((
        _column(screen, "donor", [register.name(str(code), screen.language) for code in weights.index]),
        _column(screen, "weight", weights.tolist(), lambda cell: percent(float(cell), 1)),
        _column(screen, "upgraded", [str(peer.upgraded.get(str(code), "")) for code in weights.index]),
    ))


def synthetic_sheet(screen: Screen, register: ClusterRegister, cluster: str, peer: SyntheticPeer) -> Sheet:
    """One row per year: the cluster, its synthetic peer, the gap, and whether the year was fitted or is watched."""
    t, control = screen.texts, peer.control
    metric = screen.catalogue[peer.metric]
    shown, unit = digits(t, max(metric.decimals, 1)), unit_of(metric, t)
    years = [int(year) for year in control.line.index]
    return Sheet((
        _column(screen, "year", years),
        Column(headed(register.name(cluster, screen.language), unit, t), metric.definition(screen.language),
               [float(peer.series[year]) for year in years], shown),
        Column(headed(t("cluster_peers_column.synthetic"), unit, t), t("cluster_peers_definition.synthetic"),
               control.line.tolist(), shown),
        Column(headed(t("cluster_peers_column.gap"), unit, t), t("cluster_peers_definition.gap"),
               control.gaps.tolist(), shown),
        _column(screen, "side", [t("cluster_peers.before" if year in control.before else "cluster_peers.after")
                                 for year in years]),
    ))


def _column(screen: Screen, name: str, cells: list[Any], shown: Shown | None = str) -> Column:
    t = screen.texts
    return Column(t(f"cluster_peers_column.{name}"), t(f"cluster_peers_definition.{name}"), cells, shown)
