"""The section readiness: what the next grade asks for, where the cluster stands, and the nearest step to it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pandas as pd
import streamlit as st

from pages.charts.readiness_lifts import lifts_figure
from pages.controls.readiness_thresholds import restore_thresholds, threshold_editor
from pages.frames.clusters.cluster_sources import of_returns, of_thresholds
from pages.frames.clusters.cluster_view import ClusterView, cluster_state, lacking
from pages.frames.clusters.readiness_tables import (
    CHECKLIST_FILE,
    LIFTS,
    checklist_rows,
    checklist_table,
    clauses_table,
    dictionary,
    lifts_rows,
    lifts_table,
)
from pages.frames.figure_frame import FrameContent, figure_frame
from pages.frames.html import html_table, quiet
from pages.frames.provenance import Provenance
from pages.frames.unanswered import apart
from pages.shell.screen import Screen
from pages.texts.readiness import checklist_words, nearest_step, unjudged_words
from queries.cluster_readiness import ReadinessBoard, readiness_board
from queries.cluster_readiness_rules import check_rules

RETURNS = ("cluster_year",)
MOST_NAMED = 4


@apart
def readiness_section(screen: Screen, view: ClusterView) -> None:
    """Draw what is said of the thresholds, the fields for them, the nearest step and the checklist."""
    t = screen.texts
    assert view.cluster is not None
    own = restore_thresholds(screen)
    board = readiness_board(
        screen.engine, screen.regions, screen.catalogue, screen.layer, view.cluster, own.thresholds, own.ticked
    )
    name = view.register.name(view.cluster, screen.language)
    if board.year is None:
        lacking(screen, view.data, t("readiness.nothing", cluster=name), RETURNS)
        return
    st.warning(t("readiness.notice"), icon=":material/info:")
    if not screen.presenting:
        st.html(quiet(t("readiness.notice_change")))
        defaults = {item.rule.id: item.default.value for item in board.items if not item.rule.is_self}
        threshold_editor(screen, defaults, own)
    left, right = st.columns([40, 60], gap="small")
    with left:
        _lifts_frame(screen, view, board, name)
    with right:
        _checklist_frame(screen, view, board, name)
    if screen.figure is None:
        clauses = st.expander(t("readiness.clauses"), key="readiness-clauses", on_change="rerun")
        if clauses.open:
            with clauses:
                st.html(html_table(clauses_table(screen), t("readiness.clauses")))


@apart
def _lifts_frame(screen: Screen, view: ClusterView, board: ReadinessBoard, name: str) -> None:
    t, lifts, catalogue = screen.texts, board.found.lifts, screen.catalogue
    words = nearest_step(board, _is_kept(view, board), catalogue, t, MOST_NAMED)
    unjudged = unjudged_words(board, t)
    figure_frame(
        screen,
        FrameContent(
            key="readiness-lifts",
            finding=words,
            figure=lifts_figure(screen, lifts, catalogue) if lifts else None,
            alternative_text=t("readiness.alternative"),
            table=partial(lifts_table, screen, lifts, catalogue),
            rows=partial(lifts_rows, screen, lifts, catalogue),
            provenance=_provenance(screen, view, board),
            state=cluster_state("readiness"),
            subtitle=t("readiness.subtitle", cluster=name, year=board.year),
            dictionary=partial(dictionary, screen, LIFTS),
        ),
        below=lambda: st.html(quiet(unjudged or t("readiness.none_lifted"))) if unjudged or not lifts else None,
    )


@apart
def _checklist_frame(screen: Screen, view: ClusterView, board: ReadinessBoard, name: str) -> None:
    t = screen.texts
    about = t("readiness.subtitle", cluster=name, year=board.year)
    figure_frame(
        screen,
        FrameContent(
            key="readiness",
            finding=checklist_words(board, name, t),
            figure=None,
            alternative_text="",
            table=partial(checklist_table, screen, board),
            rows=partial(checklist_rows, screen, board),
            provenance=_provenance(screen, view, board),
            state=cluster_state("readiness"),
            subtitle=about,
            dictionary=partial(dictionary, screen, CHECKLIST_FILE),
        ),
        below=lambda: st.html(html_table(checklist_table(screen, board), about)),
    )


def _is_kept(view: ClusterView, board: ReadinessBoard) -> bool:
    """Whether the cluster holds the grade already that it is held against."""
    return bool(view.register.identity.loc[board.cluster, "status"] == board.grade)


def _provenance(screen: Screen, view: ClusterView, board: ReadinessBoard) -> Provenance:
    """Sources of the cluster's own figures; a median rests on those of the other zones of the layer too.

    After them those of a threshold that is a figure published elsewhere.
    """
    t = screen.texts
    metrics = {metric for rule in check_rules() if not rule.is_self for metric in rule.measure.metrics}
    has_median = any(item.threshold.origin == "median" for item in board.items)
    remarks = (t("readiness.remark_thresholds"), t("readiness.remark_same_year", year=board.year))
    own = of_returns(
        screen, view.register, metrics, t("readiness.formula"), remarks,
        clusters=None if has_median else (board.cluster,),
    )
    around = of_thresholds(screen, board.items)
    return replace(own, sources=pd.concat([own.sources, around], ignore_index=True)) if len(around) else own
