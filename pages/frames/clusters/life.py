"""The section life of the page on clusters: course, stage, status and events of one cluster."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from pages.charts.life_course import CourseWords, Pin, PrintedPoint, StatusBand, course_figure
from pages.charts.life_quadrant import QuadrantWords, quadrant_figure
from pages.controls.life_selectors import course_selector
from pages.frames.clusters.cluster_sources import of_events, of_returns, of_statuses
from pages.frames.clusters.cluster_view import ClusterView, cluster_state, lacking
from pages.frames.clusters.life_sheets import course_sheet, event_sheet, kind_word, quadrant_sheet
from pages.frames.clusters.life_words import (
    capacity_words,
    course_finding,
    lack_words,
    metric_of,
    printed_words,
    quadrant_finding,
    refusal_words,
    status_words,
)
from pages.frames.figure_frame import AROUND_ONE_FIGURE, FrameContent, figure_frame
from pages.frames.html import html_table, quiet
from pages.frames.unanswered import apart
from pages.shell.screen import Screen
from pages.texts.figures import unit_of
from queries.cluster_life import ClusterLife, Standing, cluster_life, courses_known
from queries.cluster_measures import cluster_measures

AROUND, LEAST_HEIGHT, LANE_HEIGHT = 470, 300, 190
TEMPLATES = ("cluster_year", "cluster_event")
QUADRANTS = ("emerging", "growing", "mature", "declining")
MIDDLE_OF_YEAR = 6.5
MONTHS = 12


@apart
def life_section(screen: Screen, view: ClusterView) -> None:
    """Draw the course with status and events, beside it the quadrant where no curve is told, below all events."""
    assert view.cluster is not None
    metrics = courses_known(view.register, view.cluster)
    metric = None
    if metrics:
        with view.controls.columns([40, 60], gap="small", vertical_alignment="bottom")[0]:
            metric = course_selector(screen, metrics)
    life = cluster_life(screen.engine, screen.regions, screen.catalogue, view.register, view.cluster, metric)
    if life.years is None:
        name = view.register.name(view.cluster, screen.language)
        words = screen.texts("cluster_life.nothing", name=name,
                             status=status_words(screen, view.register, view.cluster))
        lacking(screen, view.data, words, TEMPLATES)
        return
    standing = life.standing if life.fit.curve is None else None
    if standing is None or not standing.drawable.any():
        _course_frame(screen, view, life)
    else:
        left, right = st.columns([58, 42], gap="small")
        with left:
            _course_frame(screen, view, life)
        with right:
            _quadrant_frame(screen, view, life, standing)
    if len(life.events):
        _events_frame(screen, view, life)
    elif screen.figure is None:
        lacking(screen, view.data, screen.texts("cluster_life.no_events"), TEMPLATES[1:])


@apart
def _course_frame(screen: Screen, view: ClusterView, life: ClusterLife) -> None:
    t, sheet = screen.texts, course_sheet(screen, life)
    formula = t("cluster_life.course_formula" if life.fit.curve is not None else "cluster_life.points_formula")
    remarks = (*_course_remarks(screen, life), t("cluster_life.band_remark"))
    assert life.years is not None and view.cluster is not None
    if life.metric is None:
        provenance = of_statuses(screen, [view.cluster], formula, remarks)
    else:
        provenance = of_returns(screen, view.register, [life.metric], formula, remarks, clusters=[view.cluster])
    figure_frame(
        screen,
        FrameContent(
            key="life-course", finding=course_finding(screen, view.register, life),
            figure=course_figure(
                life.series, _printed(screen, life), life.fit, _bands(screen, life), _pins(screen, life), life.years,
                _course_words(screen, life), _height(screen, life),
            ),
            alternative_text=t("cluster_life.course_alternative",
                               name=view.register.name(view.cluster, screen.language)),
            table=sheet.table, rows=sheet.rows, dictionary=partial(sheet.dictionary, t), provenance=provenance,
            state=cluster_state("life"), subtitle=view.register.name(view.cluster, screen.language),
        ),
        # Streamlit refuses an empty piece of HTML.
        below=(lambda: st.html("".join(map(quiet, lines)))) if (lines := _course_remarks(screen, life)) else None,
    )


@apart
def _quadrant_frame(screen: Screen, view: ClusterView, life: ClusterLife, standing: Standing) -> None:
    t, register = screen.texts, view.register
    sheet = quadrant_sheet(screen, register, standing)
    names = {str(code): register.name(str(code), screen.language) for code in standing.rows.index}
    measure = cluster_measures().get(str(standing.measure))
    words = QuadrantWords(
        across=measure.name(screen.language) if measure else t("cluster_life_column.specialisation"),
        upward=t("cluster_life.upward", metric=metric_of(screen, life).name(screen.language), earlier=standing.earlier,
                 year=standing.year),
        corners={name: t(f"cluster_quadrant.{name}") for name in QUADRANTS}, median=t("cluster_life.median"),
        nation=t("cluster_life.nation"),
    )
    assert life.metric is not None
    metrics = {life.metric, *(measure.metrics if measure else ())}
    figure_frame(
        screen,
        FrameContent(
            key="life-quadrant", finding=quadrant_finding(screen, register, life, standing),
            figure=quadrant_figure(standing.rows, names, life.cluster, standing.national.value, words,
                                   _height(screen, life)),
            alternative_text=t("cluster_life.quadrant_alternative"), table=sheet.table, rows=sheet.rows,
            dictionary=partial(sheet.dictionary, t),
            provenance=of_returns(screen, register, metrics, t("cluster_life.quadrant_formula"),
                                  (t("cluster_life.quadrant_remark"),)),
            state=cluster_state("life"), subtitle=names[life.cluster],
        ),
        below=lambda: st.html(quiet(t("cluster_life.drawn", shown=int(standing.drawable.sum()),
                                      all=len(standing.rows)))),
    )


@apart
def _events_frame(screen: Screen, view: ClusterView, life: ClusterLife) -> None:
    t, sheet = screen.texts, event_sheet(screen, life)
    assert view.cluster is not None
    finding = t("cluster_life.finding.events", name=view.register.name(view.cluster, screen.language),
                count=len(life.events), status=status_words(screen, view.register, view.cluster))
    figure_frame(
        screen,
        FrameContent(
            key="life-events", finding=finding, figure=None, alternative_text=finding, table=sheet.table,
            rows=sheet.rows, dictionary=partial(sheet.dictionary, t),
            provenance=of_events(screen, view.register, view.cluster, t("cluster_life.events_formula")),
            state=cluster_state("life"),
        ),
        below=lambda: st.html(html_table(sheet.table(), t("cluster_life.events"))),
    )


def _course_remarks(screen: Screen, life: ClusterLife) -> tuple[str, ...]:
    """Why no curve is told, and that hollow points are bounds."""
    t = screen.texts
    found = []
    if life.metric is not None and life.fit.refusal is not None:
        found.append(t("cluster_life.refused", reason=refusal_words(screen, life)))
    if life.standing is not None and life.fit.curve is None and not life.standing.drawable.any():
        reason = lack_words(screen, life.standing, life.standing.rows.loc[life.cluster, "reason"])
        found.append(t("cluster_life.no_quadrant_either", reason=reason))
    if len(life.printed):
        found.append(t("cluster_life.hollow"))
    return tuple(found)


def _course_words(screen: Screen, life: ClusterLife) -> CourseWords:
    t = screen.texts
    unit = unit_of(metric_of(screen, life), t) if life.metric is not None else ""
    return CourseWords(t("cluster_life.points"), t("cluster_life.curve"), capacity_words(screen, life), unit)


def _printed(screen: Screen, life: ClusterLife) -> list[PrintedPoint]:
    if life.metric is None:
        return []
    metric = metric_of(screen, life)
    return [
        PrintedPoint(int(row["year"]), float(row["value"]),
                     printed_words(screen, metric, float(row["value"]), str(row["qualifier"])))
        for row in life.printed.to_dict("records")
    ]


def _bands(screen: Screen, life: ClusterLife) -> list[StatusBand]:
    """The periods of every status; one without an end lasts to the end of what is shown."""
    assert life.years is not None
    found = []
    for row in life.periods.to_dict("records"):
        is_open = pd.isna(row["end"]) or row["ends"] == "term"
        end = max(life.years[1], int(row["first"])) + 1 if pd.isna(row["end"]) else int(row["end"])
        label = screen.texts(f"cluster_status_of_life.{row['status']}")
        found.append(StatusBand(str(row["status"]), int(row["first"]), end, label, bool(is_open)))
    return found


def _pins(screen: Screen, life: ClusterLife) -> list[Pin]:
    """The events at their month, without one in the middle of the year, by number and kind."""
    return [
        Pin(row["year"] + ((MIDDLE_OF_YEAR if pd.isna(row["month"]) else row["month"]) - MIDDLE_OF_YEAR) / MONTHS,
            f"{number} {kind_word(screen, row['kind'])}")
        for number, row in enumerate(life.events.to_dict("records"), start=1)
    ]


def _height(screen: Screen, life: ClusterLife) -> int:
    """What is left of the window; a lane alone needs little."""
    if life.metric is None:
        return LANE_HEIGHT
    if screen.figure:
        return screen.window_height - AROUND_ONE_FIGURE
    return max(LEAST_HEIGHT, screen.window_height - AROUND)
