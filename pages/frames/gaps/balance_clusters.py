"""Clusters of shortage: the map of LISA, the Moran scatter, and what other maps of neighbours would say."""

from __future__ import annotations

from functools import partial
from html import escape

import pandas as pd
import streamlit as st

from geo.map_figure import MAP_CONFIG, map_figure
from pages.charts.balance_maps import p_in_words, pattern_spec
from pages.charts.moran_scatter import moran_figure
from pages.frames.figure_frame import AROUND_ONE_FIGURE, FrameContent, figure_frame
from pages.frames.gaps.balance_ratio import balance_map_height, chosen_outline
from pages.frames.gaps.balance_words import cluster_finding, moran_finding, policy_words
from pages.frames.gaps.gap_view import GapView, gap_provenance, gap_state
from pages.frames.html import html_table
from pages.frames.maps import map_drawer, told_if_refused
from pages.shell.screen import Screen
from pages.texts.numbers import plain
from queries.formulas.reasons import Reason
from queries.formulas.spatial_autocorrelation import LEAST_UNITS
from queries.shortage_clusters import ShortageClusters, shortage_clusters

# Finding, table of policies and source line around the scatter.
AROUND_SCATTER, LEAST_SCATTER = 640, 200


def cluster_frames(screen: Screen, view: GapView) -> None:
    """Draw map, scatter and sensitivity; plain words where there are too few regions to test."""
    t = screen.texts
    count = len(view.basis.reported)
    if count < LEAST_UNITS:
        st.info(t("balance.too_few", count=count, least=LEAST_UNITS, units=len(view.basis.units)),
                icon=":material/info:")
        return
    clusters = shortage_clusters(screen.regions, screen.boundaries, view.basis)
    if clusters.local.reason is not None:
        st.info(t("balance.constant" if clusters.local.reason == Reason.ZERO_DENOMINATOR else "balance.no_test"),
                icon=":material/info:")
        return
    left, right = st.columns([58, 42], gap="small")
    with left, told_if_refused(screen):
        _map_frame(screen, view, clusters)
    with right:
        _scatter_frame(screen, view, clusters)


def _map_frame(screen: Screen, view: GapView, clusters: ShortageClusters) -> None:
    t = screen.texts
    name = view.basis.indicator.name(screen.language)
    spec = pattern_spec(screen, view.level, clusters, view.basis.rows, name, chosen_outline(screen, view))
    words = policy_words(clusters, screen)
    figure_frame(
        screen,
        FrameContent(
            key="clusters-map",
            finding=cluster_finding(clusters, view, screen),
            figure=map_figure(spec, screen.boundaries, balance_map_height(screen)),
            alternative_text=spec.alternative_text,
            table=partial(_unit_table, screen, view, clusters),
            rows=partial(_unit_rows, screen, clusters),
            provenance=gap_provenance(screen, view, t("balance.local_formula"), tuple(words), spec.note),
            state=gap_state("balance"),
            subtitle=t("balance.cluster_subtitle", name=name, year=view.year),
            config=MAP_CONFIG,
            draw=map_drawer(screen, spec),
        ),
        below=lambda: st.html("".join(f'<p class="map-note">{escape(text)}</p>' for text in (*words, spec.note))),
    )


def _scatter_frame(screen: Screen, view: GapView, clusters: ShortageClusters) -> None:
    t = screen.texts
    height = max(LEAST_SCATTER, screen.window_height - AROUND_SCATTER)
    if screen.figure:
        height = screen.window_height - AROUND_ONE_FIGURE
    figure_frame(
        screen,
        FrameContent(
            key="moran",
            finding=moran_finding(clusters, view, screen),
            figure=moran_figure(screen, clusters, view.region, height),
            alternative_text=t("balance.scatter_alternative"),
            table=partial(_policy_table, screen, clusters),
            rows=partial(_policy_rows, screen, clusters),
            provenance=gap_provenance(
                screen, view, t("balance.global_formula"), tuple(policy_words(clusters, screen))
            ),
            state=gap_state("balance"),
            subtitle=t("balance.cluster_subtitle", name=view.basis.indicator.name(screen.language), year=view.year),
        ),
        below=lambda: st.html(html_table(_policy_table(screen, clusters), t("balance.policy_caption"))),
    )


def _policy_table(screen: Screen, clusters: ShortageClusters) -> pd.DataFrame:
    t = screen.texts
    return pd.DataFrame([
        {
            t("balance.column.policy"): t(f"balance.policy.{result.policy}"),
            t("balance.column.moran"): "—" if result.test.statistic.value is None
            else plain(result.test.statistic.value, 3),
            "p": "—" if result.test.p.value is None else p_in_words(result.test.p.value, screen),
            t("balance.column.units"): str(result.test.statistic.n),
            t("balance.column.isolates"): str(len(result.test.isolates)),
            t("balance.column.mean_neighbours"): plain(result.mean_neighbours, 1),
        }
        for result in clusters.results
    ])


def _policy_rows(screen: Screen, clusters: ShortageClusters) -> pd.DataFrame:
    t = screen.texts
    table = _policy_table(screen, clusters)
    table[t("balance.column.moran")] = [result.test.statistic.value for result in clusters.results]
    table["p"] = [result.test.p.value for result in clusters.results]
    table[t("balance.column.mean_neighbours")] = [result.mean_neighbours for result in clusters.results]
    return table


def _unit_table(screen: Screen, view: GapView, clusters: ShortageClusters) -> pd.DataFrame:
    t = screen.texts
    name, scale = view.basis.indicator.name(screen.language), view.basis.indicator.scale
    ordered = clusters.units.reset_index().sort_values(["value", "region_code"])
    return pd.DataFrame([
        {
            t("column.region"): screen.place(row["region_code"]),
            name: plain(scale * row["value"], 3),
            t("balance.own"): plain(row["z"], 2),
            t("balance.neighbours"): plain(row["lag"], 2),
            t("balance.column.local"): "" if pd.isna(row["local"]) else plain(row["local"], 3),
            "p": p_in_words(row["p"], screen),
            t("balance.column.pattern"): t(f"balance.pattern.{row['pattern']}"),
        }
        for row in ordered.to_dict("records")
    ])


def _unit_rows(screen: Screen, clusters: ShortageClusters) -> pd.DataFrame:
    t = screen.texts
    rows = clusters.units.reset_index()
    return pd.DataFrame({
        t("column.code"): rows["region_code"],
        t("column.region"): [screen.place(code) for code in rows["region_code"]],
        t("column.value"): rows["value"],
        t("balance.own"): rows["z"],
        t("balance.neighbours"): rows["lag"],
        t("balance.column.local"): rows["local"],
        "p": rows["p"],
        t("balance.column.pattern"): [t(f"balance.pattern.{pattern}") for pattern in rows["pattern"]],
    })
