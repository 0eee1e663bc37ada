"""Clusters of shortage: the map of LISA, the Moran scatter, and what other maps of neighbours would say."""

from __future__ import annotations

from functools import partial
from html import escape

import streamlit as st

from geo.map_figure import MAP_CONFIG, map_figure
from pages.charts.balance_maps import pattern_spec
from pages.charts.moran_scatter import moran_figure
from pages.frames.figure_frame import AROUND_ONE_FIGURE, FrameContent, figure_frame
from pages.frames.gaps.balance_ratio import balance_map_height, chosen_outline
from pages.frames.gaps.balance_sheets import cluster_sheet, policy_sheet
from pages.frames.gaps.balance_words import cluster_finding, moran_finding, policy_words
from pages.frames.gaps.gap_view import GapView, gap_provenance, gap_state
from pages.frames.html import html_table
from pages.frames.maps import told_if_refused
from pages.frames.unanswered import apart
from pages.shell.screen import Screen
from queries.formulas.reasons import Reason
from queries.formulas.spatial_autocorrelation import LEAST_UNITS
from queries.shortage_clusters import ShortageClusters, shortage_clusters

# Finding, table of policies and source line around the scatter.
AROUND_SCATTER, LEAST_SCATTER = 640, 200


@apart
def cluster_frames(screen: Screen, view: GapView) -> None:
    """Draw map, scatter and sensitivity; plain words where there are too few regions to test."""
    t = screen.texts
    count = len(view.basis.reported)
    if count < LEAST_UNITS:
        st.info(t("balance.too_few", count=count, least=LEAST_UNITS, units=len(view.basis.units)),
                icon=":material/info:")
        return
    clusters = shortage_clusters(screen.engine, screen.regions, screen.boundaries, view.basis)
    if clusters.local.reason is not None:
        st.info(t("balance.constant" if clusters.local.reason == Reason.ZERO_DENOMINATOR else "balance.no_test"),
                icon=":material/info:")
        return
    left, right = st.columns([58, 42], gap="small")
    with left, told_if_refused(screen):
        _map_frame(screen, view, clusters)
    with right:
        _scatter_frame(screen, view, clusters)


@apart
def _map_frame(screen: Screen, view: GapView, clusters: ShortageClusters) -> None:
    t = screen.texts
    name = view.basis.indicator.name(screen.language)
    spec = pattern_spec(screen, view.level, clusters, view.basis.rows, name, chosen_outline(screen, view))
    words = policy_words(clusters, screen)
    sheet = cluster_sheet(screen, view, clusters)
    figure_frame(
        screen,
        FrameContent(
            key="clusters-map",
            finding=cluster_finding(clusters, view, screen),
            figure=map_figure(spec, screen.boundaries, balance_map_height(screen)),
            alternative_text=spec.alternative_text,
            table=sheet.table,
            rows=sheet.rows,
            dictionary=partial(sheet.dictionary, t),
            provenance=gap_provenance(screen, view, t("balance.local_formula"), tuple(words), spec.note),
            state=gap_state("balance"),
            subtitle=t("balance.cluster_subtitle", name=name, year=view.year),
            config=MAP_CONFIG,
            spec=spec,
        ),
        below=lambda: st.html("".join(f'<p class="map-note">{escape(text)}</p>' for text in (*words, spec.note))),
    )


@apart
def _scatter_frame(screen: Screen, view: GapView, clusters: ShortageClusters) -> None:
    t = screen.texts
    sheet = policy_sheet(screen, clusters)
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
            table=sheet.table,
            rows=sheet.rows,
            dictionary=partial(sheet.dictionary, t),
            provenance=gap_provenance(
                screen, view, t("balance.global_formula"), tuple(policy_words(clusters, screen))
            ),
            state=gap_state("balance"),
            subtitle=t("balance.cluster_subtitle", name=view.basis.indicator.name(screen.language), year=view.year),
        ),
        below=lambda: st.html(html_table(sheet.table(), t("balance.policy_caption"))),
    )
