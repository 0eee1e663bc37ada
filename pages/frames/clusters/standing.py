"""The section standing: where one cluster stands, block by block and measure by measure, never beyond what is known."""

from __future__ import annotations

from html import escape

import streamlit as st

from pages.charts.block_profile import BlockRow, block_profile_figure
from pages.controls.state import publish, restore
from pages.frames.clusters.cluster_sources import of_returns
from pages.frames.clusters.cluster_view import ClusterView, cluster_state, lacking
from pages.frames.clusters.standing_sheets import blocks_sheet, measures_sheet, printed_sheet
from pages.frames.clusters.standing_table import measures_table
from pages.frames.clusters.standing_words import (
    block_label,
    measures_finding,
    printed_finding,
    scale_words,
    standing_finding,
    standing_remarks,
)
from pages.frames.figure_frame import AROUND_ONE_FIGURE, WALL_TYPE, FrameContent, figure_frame
from pages.frames.html import html_table, quiet
from pages.frames.provenance import Provenance
from pages.frames.unanswered import apart
from pages.shell.screen import Screen
from queries.cluster_measures import cluster_blocks, cluster_measures
from queries.cluster_profile import ClusterProfile, cluster_profile, profile_years, returning, usual_year

YEAR = "standing-year"
AROUND, LEAST_HEIGHT, MOST_HEIGHT = 420, 300, 470
NOTES = 80
"""Height of the lines below the blocks when they stand alone on a wall."""


@apart
def standing_section(screen: Screen, view: ClusterView) -> None:
    """Draw the profile of the selected cluster; what is printed of it where nothing of it can be scored."""
    cluster = str(view.cluster)
    years = profile_years(screen.engine, screen.layer, cluster)
    if not years:
        words = screen.texts("cluster_standing.nothing", name=view.register.name(cluster, screen.language),
                             layer=screen.texts(f"layer.{screen.layer}"))
        lacking(screen, view.data, words)
        return
    with view.controls:
        usual = usual_year(view.register, cluster) or years[-1]
        year = _year_selector(screen, years, usual)
    found = cluster_profile(screen.engine, screen.regions, screen.catalogue, screen.layer, cluster, year)
    if found.standing.scale is None:
        _unscored(screen, view, found)
        return
    if year == usual != years[-1] and screen.figure is None:
        count = int(returning(view.register)[years[-1]])
        st.html(quiet(screen.texts("cluster_standing.newer", latest=years[-1], year=year, count=count)))
    left, right = st.columns([44, 56], gap="small")
    with left:
        _blocks_frame(screen, view, found)
    with right:
        _measures_frame(screen, view, found)


def _year_selector(screen: Screen, years: list[int], usual: int) -> int:
    restore(YEAR, years, usual, screen.rejected)
    column = st.columns([20, 80])[0]
    with column:
        year: int = st.selectbox(screen.texts("cluster_standing.year"), list(reversed(years)), key=YEAR)
    publish(YEAR, year, usual)
    return year


def _unscored(screen: Screen, view: ClusterView, found: ClusterProfile) -> None:
    """What is printed of a cluster of a layer in which too little is known to score anybody."""
    st.html(quiet(screen.texts("cluster_standing.no_scale", layer=screen.texts(f"layer.{screen.layer}"))))
    left, right = st.columns([50, 50], gap="small")
    with left:
        sheet = printed_sheet(screen, view.register, found.cluster)
        finding = printed_finding(screen, view.register, found)
        figure_frame(
            screen,
            FrameContent(
                key="standing-printed", finding=finding, figure=None, alternative_text="",
                table=sheet.table, rows=sheet.rows, dictionary=lambda: sheet.dictionary(screen.texts),
                provenance=_provenance(screen, view, found, None, screen.texts("cluster_standing.as_printed")),
                state=_state(screen, found),
            ),
            below=lambda: st.html(html_table(sheet.table(), screen.texts("cluster_standing.printed_caption"))),
        )
    with right:
        _measures_frame(screen, view, found)


@apart
def _blocks_frame(screen: Screen, view: ClusterView, found: ClusterProfile) -> None:
    t = screen.texts
    others = found.standing.scores.drop(index=found.cluster)
    rows = [
        BlockRow(
            block.name(screen.language),
            None if block.id in found.blocks_missing else float(found.total[block.id]),
            [float(score) for score in others[block.id].dropna()],
            label := block_label(screen, found, block.id),
            t("cluster_standing.hover", block=block.name(screen.language), label=label),
        )
        for block in cluster_blocks()
    ]
    sheet = blocks_sheet(screen, found)
    own, every = view.register.name(found.cluster, screen.language), t("cluster_standing.others", count=len(others))
    height = min(MOST_HEIGHT, max(LEAST_HEIGHT, screen.window_height - AROUND))
    if screen.figure:
        height = screen.window_height - AROUND_ONE_FIGURE - NOTES
    figure_frame(
        screen,
        FrameContent(
            key="standing-blocks",
            finding=standing_finding(screen, view.register, found),
            figure=block_profile_figure(rows, own, every, height, WALL_TYPE if screen.presenting else 1.0),
            alternative_text=t("cluster_standing.alternative", name=own),
            table=sheet.table, rows=sheet.rows, dictionary=lambda: sheet.dictionary(t),
            provenance=_provenance(screen, view, found, "all", t("cluster_standing.score_formula")),
            state=_state(screen, found),
            subtitle=t("cluster_standing.axis"),
        ),
        below=lambda: st.html("".join(
            f'<p class="map-note">{escape(line)}</p>' for line in scale_words(screen, found)
        )),
    )


@apart
def _measures_frame(screen: Screen, view: ClusterView, found: ClusterProfile) -> None:
    t = screen.texts
    sheet = measures_sheet(screen, found)
    finding = measures_finding(screen, view.register, found)
    figure_frame(
        screen,
        FrameContent(
            key="standing-measures", finding=finding, figure=None, alternative_text="",
            table=sheet.table, rows=sheet.rows, dictionary=lambda: sheet.dictionary(t),
            provenance=_provenance(screen, view, found, "all", t("cluster_standing.measure_formula")),
            state=_state(screen, found),
        ),
        below=lambda: st.html(measures_table(screen, found, finding)),
    )


def _state(screen: Screen, found: ClusterProfile) -> dict[str, object]:
    return {**cluster_state("standing"), YEAR: found.year}


def _provenance(
    screen: Screen, view: ClusterView, found: ClusterProfile, whose: str | None, formula: str
) -> Provenance:
    """The sources of the returns: of all clusters where they are compared, else of the one."""
    metrics = {metric for measure in cluster_measures().values() for metric in measure.metrics}
    if whose is None:
        metrics = set(view.register.figures["metric"])
    remarks = standing_remarks(screen, found)
    clusters = None if whose else [found.cluster]
    return of_returns(screen, view.register, metrics, formula, remarks, clusters=clusters)
