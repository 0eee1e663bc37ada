"""The section growth of the page on clusters: the official premium, what growth consists of, and the way to targets."""

from __future__ import annotations

import streamlit as st

from pages.controls.growth_selectors import growth_period_selector, growth_span_selector
from pages.frames.clusters.cluster_view import ClusterView, lacking
from pages.frames.clusters.growth_firms import firms_frame
from pages.frames.clusters.growth_parts import levels_table, parts_frame, system_frame
from pages.frames.clusters.growth_premium import has_revenue, premium_frame
from pages.frames.clusters.growth_targets import target_frames
from pages.frames.clusters.growth_view import GROWTH_TABLES, GrowthView
from pages.frames.html import html_table
from pages.frames.unanswered import apart
from pages.shell.screen import Screen
from queries.cluster_growth import usual_period, years_of_revenue


@apart
def growth_section(screen: Screen, view: ClusterView) -> None:
    """Draw premium beside parts, the targets below, and at the foot the firms and the system of all clusters."""
    assert view.cluster is not None
    years = years_of_revenue(view.register, view.cluster)
    chosen = _chosen(screen, view, view.cluster, years)
    if not has_revenue(chosen):
        _lacking(screen, chosen, screen.texts("cluster_growth.no_revenue", name=chosen.name(screen)))
    else:
        left, right = st.columns([54, 46], gap="small")
        with left:
            premium_frame(screen, chosen)
        with right:
            _split(screen, chosen, years)
    target_frames(screen, chosen)
    if chosen.period is not None:
        left, right = st.columns(2, gap="small")
        with left:
            firms_frame(screen, chosen)
        with right:
            system_frame(screen, chosen)


def _chosen(screen: Screen, view: ClusterView, cluster: str, years: list[int]) -> GrowthView:
    usual = usual_period(years)
    own = view.controls.columns([34, 44, 22], gap="small", vertical_alignment="bottom")
    with own[0]:
        span = growth_span_selector(screen)
    if usual is None:
        return GrowthView(view, cluster, span, None)
    with own[1]:
        return GrowthView(view, cluster, span, growth_period_selector(screen, years, usual))


def _split(screen: Screen, view: GrowthView, years: list[int]) -> None:
    """The parts of growth with the levels that they rest on; words where no two years can be compared."""
    t = screen.texts
    if view.period is not None:
        parts_frame(screen, view)
        if screen.figure is None:
            st.html(html_table(levels_table(screen, view), view.name(screen)))
    elif years:
        _lacking(screen, view, t("cluster_growth.one_year", name=view.name(screen), year=years[0]))
    else:
        _lacking(screen, view, t("cluster_growth.bounds_alone", name=view.name(screen)))


def _lacking(screen: Screen, view: GrowthView, words: str) -> None:
    if screen.figure is None:
        lacking(screen, view.page.data, words, GROWTH_TABLES)
