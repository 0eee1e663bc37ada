"""The section peers of the page on clusters: whom a cluster is like, how it compares, and its synthetic peer."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import pandas as pd
import streamlit as st

from pages.charts.peer_ratios import RatioRow, letter, ratios_figure
from pages.charts.synthetic_line import SyntheticWords, synthetic_figure
from pages.controls.life_selectors import course_selector, peers_selector, reference_selector
from pages.frames.clusters.cluster_sources import of_returns
from pages.frames.clusters.cluster_view import ClusterView, cluster_state, lacking, notice
from pages.frames.clusters.peers_sheets import comparison_sheet, synthetic_sheet, weights_sheet
from pages.frames.clusters.peers_words import (
    fit_lines,
    lack_of_peer_words,
    measures_of_comparison,
    peers_finding,
    synthetic_finding,
)
from pages.frames.figure_frame import AROUND_ONE_FIGURE, FrameContent, figure_frame
from pages.frames.html import html_table, quiet
from pages.frames.unanswered import apart
from pages.shell.screen import Screen
from pages.texts.figures import unit_of
from pages.texts.numbers import in_words, percent
from queries.cluster_life import courses_known
from queries.cluster_peers import (
    ALIKE,
    MOST_PEERS,
    Comparison,
    Neighbours,
    SyntheticPeer,
    comparison,
    neighbours,
    reference_years,
    synthetic_peer,
    usual_reference,
)
from queries.formulas.synthetic_control import LEAST_DONORS, LEAST_YEARS_BEFORE

AROUND, LEAST_HEIGHT = 560, 300
TEMPLATES = ("cluster", "cluster_year")


@apart
def peers_section(screen: Screen, view: ClusterView) -> None:
    """Draw the comparison with peers, beside it the synthetic peer."""
    assert view.cluster is not None
    t, register, cluster = screen.texts, view.register, view.cluster
    name = register.name(cluster, screen.language)
    others = [str(code) for code in register.identity.index if code != cluster]
    if not others:
        lacking(screen, view.data, t("cluster_peers.alone", name=name), TEMPLATES)
        return
    own = view.controls.columns([46, 34, 20], gap="small", vertical_alignment="bottom")
    with own[0]:
        chosen = peers_selector(screen, register, others)
    near = neighbours(screen.engine, screen.regions, screen.catalogue, register, cluster)
    metrics = [metric for metric in courses_known(register, cluster) if reference_years(register, cluster, metric)]
    left, right = st.columns(2, gap="small")
    with left:
        _comparison(screen, view, near, chosen or [str(code) for code in near.rows.index[:MOST_PEERS]], bool(chosen))
    with right:
        if not metrics:
            _notice(screen, t("cluster_peers.few_years", name=name, least=LEAST_YEARS_BEFORE))
            return
        with own[1]:
            metric = course_selector(screen, metrics, "peer-measure")
        years = reference_years(register, cluster, metric)
        with own[2]:
            year = reference_selector(screen, years, usual_reference(register, cluster, years))
        then = neighbours(screen.engine, screen.regions, screen.catalogue, register, cluster, before=year)
        order = chosen if len(chosen) >= LEAST_DONORS else [*then.rows.index, *then.left_out] or others
        _synthetic(screen, view, synthetic_peer(register, cluster, metric, year, [str(code) for code in order]))


def _comparison(
    screen: Screen, view: ClusterView, near: Neighbours, peers: Sequence[str], is_chosen: bool
) -> None:
    """The measures of the cluster and its peers, in the year in which peers are sought, else in its last one."""
    t, register = screen.texts, view.register
    assert view.cluster is not None
    name = register.name(view.cluster, screen.language)
    year = near.year or _last_year(view)
    if year is None or not peers:
        _notice(screen, t("cluster_peers.no_measures", name=name))
        return
    found = comparison(screen.engine, screen.regions, screen.catalogue, register, view.cluster, peers, year)
    if found.values.empty:
        _notice(screen, t("cluster_peers.no_measures", name=name))
        return
    sheet = comparison_sheet(screen, register, near, found)
    metrics = {metric for measure in measures_of_comparison(found) for metric in measure.metrics}
    figure_frame(
        screen,
        FrameContent(
            key="peers-ratios", finding=peers_finding(screen, register, view.cluster, found, is_chosen),
            figure=ratios_figure(
                _ratio_rows(screen, view.cluster, found), [register.name(code, screen.language) for code in peers],
                t("cluster_peers.own_line", name=name), _height(screen),
            ),
            alternative_text=t("cluster_peers.ratios_alternative", name=name), table=sheet.table, rows=sheet.rows,
            dictionary=partial(sheet.dictionary, t),
            provenance=of_returns(screen, register, metrics, t("cluster_peers.ratios_formula"),
                                  _left_out(screen, view, near), clusters=[view.cluster, *peers]),
            state=cluster_state("peers"), subtitle=name,
        ),
        below=lambda: st.html(_peers_table(screen, view, near, found)),
    )


def _synthetic(screen: Screen, view: ClusterView, peer: SyntheticPeer) -> None:
    t, register = screen.texts, view.register
    assert view.cluster is not None
    name = register.name(view.cluster, screen.language)
    if peer.control.reason is not None:
        _notice(screen, lack_of_peer_words(screen, name, peer))
        return
    sheet, weights = synthetic_sheet(screen, register, view.cluster, peer), weights_sheet(screen, register, peer)
    words = SyntheticWords(
        name, t("cluster_peers.synthetic"), unit_of(screen.catalogue[peer.metric], t), t("cluster_peers.before"),
        t("cluster_peers.after"),
    )
    lines = fit_lines(screen, register, peer)
    figure_frame(
        screen,
        FrameContent(
            key="synthetic-peer", finding=synthetic_finding(screen, name, peer),
            figure=synthetic_figure(peer.series, peer.control.line, peer.reference_year, words, _height(screen)),
            alternative_text=t("cluster_peers.synthetic_alternative", name=name), table=sheet.table, rows=sheet.rows,
            dictionary=partial(sheet.dictionary, t),
            provenance=of_returns(screen, register, [peer.metric], t("cluster_peers.synthetic_formula"),
                                  (*lines, t("cluster_peers.no_cause")), clusters=[view.cluster, *peer.donors]),
            state=cluster_state("peers"), subtitle=name,
        ),
        below=lambda: st.html("".join(quiet(line) for line in (*lines, t("cluster_peers.no_cause")))
                              + html_table(_carrying(weights.table(), peer), t("cluster_peers.weights"))),
    )


def _carrying(table: pd.DataFrame, peer: SyntheticPeer) -> pd.DataFrame:
    """The rows of donors that carry weight; those without any would only fill the screen."""
    return table[(peer.control.weights.sort_values(ascending=False, kind="stable") >= 0.0005).to_numpy()]


def _ratio_rows(screen: Screen, cluster: str, found: Comparison) -> list[RatioRow]:
    rows = []
    for measure in measures_of_comparison(found):
        own = float(found.values[measure.id][cluster])
        unit = measure.unit(screen.language)
        others = [None if pd.isna(value) else float(value)
                  for value in found.values[measure.id].drop(index=cluster)]
        told = [screen.texts("value.none") if value is None
                else in_words(value, measure.decimals, unit, screen.texts) for value in others]
        own_words = in_words(own, measure.decimals, unit, screen.texts)
        rows.append(RatioRow(
            screen.texts("cluster_peers.row", measure=measure.name(screen.language), value=own_words),
            [None if value is None else value / own for value in others], told,
        ))
    return rows


def _peers_table(screen: Screen, view: ClusterView, near: Neighbours, found: Comparison) -> str:
    """The first columns of the twin, so that the reason of each peer is read without opening anything."""
    table = comparison_sheet(screen, view.register, near, found).table()
    kept = table.iloc[1:, : 3 + min(4, len(found.values.columns))].copy()
    first = str(kept.columns[0])
    kept[first] = [f"{letter(number)} {name}" for number, name in enumerate(kept[first])]
    lines = _left_out(screen, view, near)
    return html_table(kept, screen.texts("cluster_peers.table", year=found.year)) + "".join(
        quiet(line) for line in lines
    )


def _left_out(screen: Screen, view: ClusterView, near: Neighbours) -> tuple[str, ...]:
    """By which measures they are near, and how many lack one."""
    t = screen.texts
    if not near.drivers:
        return (t("cluster_peers.no_nearest"),)
    drivers = t.joined([t(f"cluster_peer_driver.{name}") for name in near.drivers])
    words = t("cluster_peers.nearness", year=near.year, drivers=drivers, count=len(near.rows),
              tolerance=percent(ALIKE, 0))
    if not near.left_out:
        return (words,)
    names = t.joined([view.register.name(code, screen.language) for code in near.left_out[:MOST_PEERS]])
    key = "left_out" if len(near.left_out) <= MOST_PEERS else "left_out_more"
    return (words, t(f"cluster_peers.{key}", count=len(near.left_out), names=names))


def _last_year(view: ClusterView) -> int | None:
    rows = view.register.figures[view.register.figures["cluster_id"] == view.cluster]
    return int(rows["year"].max()) if len(rows) else None


def _notice(screen: Screen, words: str) -> None:
    """Say what cannot be told; a step of a briefing shows its figure alone."""
    if screen.figure is None:
        notice(words)


def _height(screen: Screen) -> int:
    if screen.figure:
        return screen.window_height - AROUND_ONE_FIGURE
    return max(LEAST_HEIGHT, screen.window_height - AROUND)
