"""The targets of a cluster: known figures, the line aimed at, the pace needed and the present one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from html import escape
from itertools import groupby, pairwise
from typing import Any

import streamlit as st

from pages.charts.target_line import Point, TargetMark, TargetWords, target_figure
from pages.frames.clusters.cluster_view import cluster_state
from pages.frames.clusters.growth_view import SECTION, GrowthView, height_of, unit_words
from pages.frames.figure_frame import FrameContent, figure_frame
from pages.frames.html import quiet
from pages.frames.sheet import Column, Sheet, Shown, as_percent, digits, headed
from pages.frames.unanswered import apart
from pages.shell.screen import Screen
from pages.texts.cluster_growth import pace_words, target_finding
from pages.texts.figures import in_sentence
from queries.catalogue import Indicator
from queries.cluster_register import COMPUTED_WITH
from queries.cluster_targets import OPEN, ClusterTarget, Standing, cluster_targets, printed_figures
from queries.formulas.outcome import Outcome
from queries.formulas.steps import Steps

HEIGHT, MOST_BESIDE = 250, 3


@apart
def target_frames(screen: Screen, view: GrowthView) -> None:
    """Draw one frame per metric that is planned, side by side; words where nothing is."""
    t = screen.texts
    found = cluster_targets(view.register, screen.catalogue, view.cluster)
    if not found:
        if screen.figure is None:
            st.html(quiet(t("cluster_growth.no_targets", name=view.name(screen))))
        return
    groups = [(metric, list(targets)) for metric, targets in groupby(found, key=lambda one: one.metric)]
    for start in range(0, len(groups), MOST_BESIDE):
        row = groups[start:start + MOST_BESIDE]
        for column, (metric, targets) in zip(st.columns(len(row), gap="small"), row, strict=True):
            with column:
                _frame(screen, view, screen.catalogue[metric], targets)


def leading(targets: Sequence[ClusterTarget]) -> ClusterTarget:
    """The first target still ahead, else the last."""
    return next((one for one in targets if one.standing in OPEN), targets[-1])


@apart
def _frame(screen: Screen, view: GrowthView, metric: Indicator, targets: Sequence[ClusterTarget]) -> None:
    t = screen.texts
    printed = printed_figures(view.register, view.cluster, metric.id)
    is_known = printed["qualifier"].isin(COMPUTED_WITH)
    known = [(float(year), float(value)) for year, value in printed.loc[is_known, ["year", "value"]].to_numpy()]
    bounds = [(float(year), float(value)) for year, value in printed.loc[~is_known, ["year", "value"]].to_numpy()]
    sheet = _sheet(screen, metric, targets)
    notes = _notes(screen, known, bounds, targets)
    name = metric.name(screen.language)
    figure_frame(
        screen,
        FrameContent(
            key=f"growth-target-{metric.id.replace('_', '-')}",
            finding=target_finding(leading(targets), metric, t, view.name(screen)),
            figure=target_figure(
                known, bounds, [_mark(screen, metric, one) for one in targets],
                TargetWords(t("cluster_growth.figures_line"), t("cluster_growth.needed_line"),
                            t("cluster_growth.present_line")),
                height_of(screen, HEIGHT),
            ),
            alternative_text=t("cluster_growth.target_alternative", name=view.name(screen), metric=name),
            table=sheet.table, rows=sheet.rows, dictionary=partial(sheet.dictionary, t),
            provenance=view.provenance(screen, [metric.id], t("cluster_growth.targets_formula"), notes),
            state=cluster_state(SECTION),
            subtitle=view.name(screen),
        ),
        below=lambda: st.html("".join(f'<p class="map-note">{escape(note)}</p>' for note in notes[:-1])),
    )


def _mark(screen: Screen, metric: Indicator, one: ClusterTarget) -> TargetMark:
    t = screen.texts
    due = float(one.target.year)
    label = t("cluster_growth.target_line", value=in_sentence(one.target.value, metric, t), year=one.target.year)
    since = float(one.base_year if one.base_year is not None else one.target.year - 1)
    if one.year is None or one.current is None or one.standing not in OPEN or one.path is None:
        return TargetMark((due, one.target.value), since, label)
    start: Point = (float(one.year), one.current)
    required = _way(start, one.path.required, one.path.steps, due)
    present = _way(start, one.path.observed, one.path.steps, due)
    return TargetMark((due, one.target.value), since, label, required, present)


def _way(start: Point, pace: Outcome, steps: Steps, due: float) -> tuple[Point, ...]:
    """Where a pace leads from a point, year by year until a target is due; nothing where there is no pace."""
    if pace.value is None:
        return ()
    years = [start[0] + step for step in range(int(due - start[0]) + 1)]
    if steps is Steps.LINEAR:
        return tuple((year, start[1] + pace.value * (year - start[0])) for year in years)
    return tuple((year, start[1] * (1.0 + pace.value) ** (year - start[0])) for year in years)


def _notes(
    screen: Screen, known: Sequence[Point], bounds: Sequence[Point], targets: Sequence[ClusterTarget]
) -> list[str]:
    """Years of which nothing is published, what hollow points are, where plans stand, and where the way began."""
    t = screen.texts
    last_due = max(one.target.year for one in targets)
    years = [int(year) for year, _ in known]
    ends = [*years, *([last_due + 1] if years and years[-1] < last_due and leading(targets).standing is Standing.DUE
                      else [])]
    found = [t("cluster_growth.target_unknown", first=first + 1, last=last - 1)
             for first, last in pairwise(ends) if last - first > 1]
    if bounds:
        found.append(t("cluster_growth.target_bounds"))
    sources = dict.fromkeys(one.source_title for one in targets)
    found.append(t("cluster_growth.target_source", sources=t.joined(list(sources))))
    return [*found, t("cluster_growth.target_base")]


def _sheet(screen: Screen, metric: Indicator, targets: Sequence[ClusterTarget]) -> Sheet:
    t = screen.texts
    unit = unit_words(screen, metric)
    amount = digits(t, metric.decimals)

    def column(name: str, cells: Sequence[Any], shown: Shown = str, heading_unit: str = "") -> Column:
        return Column(headed(t(f"growth_column.{name}"), heading_unit, t), t(f"growth_meaning.{name}"), cells, shown)

    def pace(outcomes: list[Outcome | None]) -> list[str]:
        return [t("value.none") if one is None or one.value is None
                else pace_words(one.value, target.path.steps, metric, t) if target.path else t("value.none")
                for one, target in zip(outcomes, targets, strict=True)]

    paths = [one.path for one in targets]
    return Sheet((
        column("target_year", [str(one.target.year) for one in targets]),
        column("target", [one.target.value for one in targets], amount, unit),
        column("base_year", [_year(screen, one.base_year) for one in targets]),
        column("base", [one.base for one in targets], amount, unit),
        column("last_year", [_year(screen, one.year) for one in targets]),
        column("present", [one.current for one in targets], amount, unit),
        column("left", [one.distance.value for one in targets], as_percent(screen.texts)),
        column("required", pace([path.required if path else None for path in paths])),
        column("observed", pace([path.observed if path else None for path in paths])),
        column("pace_ratio", [path.pace_ratio.value if path else None for path in paths], digits(t, 2)),
        column("projected", [path.projected.value if path else None for path in paths], amount, unit),
        column("standing", [t(f"growth_standing.{one.standing.value}") for one in targets]),
        column("source", [one.source_title for one in targets]),
    ))


def _year(screen: Screen, year: int | None) -> str:
    return screen.texts("value.none") if year is None else str(year)
