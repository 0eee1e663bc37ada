"""The tables of the section on the life of a cluster, each for reading and for download."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from pages.frames.clusters.life_words import lack_words, metric_of, printed_words
from pages.frames.sheet import Column, Sheet, Shown, digits, headed
from pages.shell.screen import Screen
from pages.texts.figures import unit_of
from pages.texts.numbers import percent
from queries.cluster_life import ClusterLife, Standing
from queries.cluster_measures import cluster_measures
from queries.cluster_register import ClusterRegister

OWN_KINDS = ("pilot", "demonstration")


def course_sheet(screen: Screen, life: ClusterLife) -> Sheet:
    """One row per year with a figure: as returned, as the curve has it, and as printed where that is a bound."""
    t = screen.texts
    if life.metric is None:
        return Sheet((_column(screen, "year", []),))
    metric = metric_of(screen, life)
    printed = {int(row["year"]): row for row in life.printed.to_dict("records")}
    years = sorted({*(int(year) for year in life.series.index), *printed})
    fitted = [None if life.fit.curve is None else float(life.fit.curve.at([year])[0]) for year in years]
    shares = [None if fit is None or life.fit.curve is None else life.series.get(year, float("nan"))
              / life.fit.curve.capacity for year, fit in zip(years, fitted, strict=True)]
    words = [printed_words(screen, metric, printed[year]["value"], printed[year]["qualifier"])
             if year in printed else "" for year in years]
    name = headed(metric.name(screen.language), unit_of(metric, t), t)
    return Sheet((
        _column(screen, "year", years),
        Column(name, metric.definition(screen.language), [life.series.get(year) for year in years],
               digits(t, metric.decimals)),
        _column(screen, "fitted", fitted, digits(t, max(metric.decimals, 1))),
        _column(screen, "share", shares, lambda cell: t("value.none") if pd.isna(cell) else percent(float(cell), 0)),
        _column(screen, "printed", words),
    ))


def quadrant_sheet(screen: Screen, register: ClusterRegister, standing: Standing) -> Sheet:
    """One row per cluster: specialisation, growth, quadrant, and why there is none."""
    t, rows = screen.texts, standing.rows
    heading = t("cluster_life_column.specialisation")
    if standing.measure is not None:
        measure = cluster_measures()[standing.measure]
        heading = headed(measure.name(screen.language), measure.unit(screen.language), t)
    return Sheet((
        _column(screen, "cluster", [register.name(str(code), screen.language) for code in rows.index]),
        Column(heading, t("cluster_life_definition.specialisation"), rows["specialisation"].tolist(), digits(t, 2)),
        _column(screen, "growth", rows["growth"].tolist(),
                lambda cell: t("value.none") if pd.isna(cell) else percent(float(cell), 1)),
        _column(screen, "quadrant", ["" if pd.isna(stage) else t(f"cluster_quadrant_told.{stage}")
                                     for stage in rows["stage"]]),
        _column(screen, "reason", ["" if pd.isna(reason) else lack_words(screen, standing, reason)
                                   for reason in rows["reason"]]),
    ))


def event_sheet(screen: Screen, life: ClusterLife) -> Sheet:
    """One row per event in order of time, numbered as the pins are."""
    t, rows = screen.texts, life.events
    return Sheet((
        _column(screen, "number", list(range(1, len(rows) + 1))),
        _column(screen, "when", [when_words(screen, year, month)
                                 for year, month in zip(rows["year"], rows["month"], strict=True)]),
        _column(screen, "kind", [kind_word(screen, kind) for kind in rows["kind"]]),
        _column(screen, "event", [event_words(screen, row) for row in rows.to_dict("records")]),
        _column(screen, "source", [row["source_title"] or t("cluster_life.from_status")
                                   for row in rows.to_dict("records")]),
    ))


def when_words(screen: Screen, year: int, month: float) -> str:
    """A year, with its month where that is known."""
    if pd.isna(month):
        return screen.texts("cluster_life.in_year", year=year)
    return screen.texts("cluster_life.in_month", year=year, month=int(month))


def kind_word(screen: Screen, kind: str) -> str:
    """One word for a kind of event; a year of the status is an approval."""
    return screen.texts(f"cluster_event_kind.{'approval' if kind in OWN_KINDS else kind}")


def event_words(screen: Screen, row: Mapping[Any, Any]) -> str:
    """What happened, as it was told; what only the status tells in words of this house."""
    if row["kind"] in OWN_KINDS:
        return screen.texts(f"cluster_life.began.{row['kind']}")
    return str(row[f"text_{screen.language}"])


def _column(screen: Screen, name: str, cells: list[Any], shown: Shown = str) -> Column:
    t = screen.texts
    return Column(t(f"cluster_life_column.{name}"), t(f"cluster_life_definition.{name}"), cells, shown)
