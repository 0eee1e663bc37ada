"""Where the figures of clusters come from: the sources of their returns, or those that tell of their status."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

import pandas as pd

from pages.frames.provenance import Provenance
from pages.frames.register import COLUMNS
from pages.shell.screen import Screen
from pages.texts.figures import period_words
from queries.base_values import PUBLISHED
from queries.cluster_premium import OUTPUT, REAL_GROWTH, TERTIARY
from queries.cluster_readiness import Item, nation_layer
from queries.cluster_register import ClusterRegister, cluster_register
from queries.regions import NATION
from queries.sources import sources_of

HOST_FIGURES = {OUTPUT: "host_gdp_growth", TERTIARY: "host_tertiary_growth", REAL_GROWTH: "real_growth"}
"""Metrics of a host, and the column of ``cluster_premiums`` that is told of each."""


def of_returns(
    screen: Screen, register: ClusterRegister, metrics: Collection[str], formula: str, remarks: Sequence[str] = (),
    map_note: str | None = None, clusters: Collection[str] | None = None,
) -> Provenance:
    """Provenance of figures worked out from returns: the sources of these metrics, of `clusters` or of all."""
    rows = register.figures[register.figures["metric"].isin(set(metrics))]
    if clusters is not None:
        rows = rows[rows["cluster_id"].isin(set(clusters))]
    period = period_words(int(rows["year"].min()), int(rows["year"].max()), screen.texts) if len(rows) else ""
    return Provenance((), period or screen.texts("value.none"), _described(screen, _counted(rows)), tuple(remarks),
                      map_note, formula)


def of_statuses(
    screen: Screen, clusters: Collection[str], formula: str, remarks: Sequence[str] = (), map_note: str | None = None
) -> Provenance:
    """Provenance of what is told of clusters themselves: every source that they rest on."""
    rows = screen.engine.query("cluster/sources")
    counts = rows[rows["cluster_id"].isin(set(clusters))].groupby("source_id", sort=False).size()
    sources = counts.rename("figures").reset_index().assign(first_year=None, last_year=None)
    return Provenance((), screen.texts("portfolio.as_known"), _described(screen, sources), tuple(remarks),
                      map_note, formula)


def of_events(screen: Screen, register: ClusterRegister, cluster: str, formula: str) -> Provenance:
    """Provenance of the events of a cluster: their own sources, those of its status, else the register it stands in."""
    told = of_statuses(screen, [cluster], formula)
    own = register.events[register.events["cluster_id"] == cluster]
    counts = own.groupby("source_id", sort=False).size().rename("figures").reset_index()
    events = _described(screen, counts.assign(first_year=None, last_year=None))
    sources = pd.concat([part for part in (told.sources, events) if len(part)] or [told.sources], ignore_index=True)
    if sources.empty:
        sources = pd.DataFrame([{
            "metric": "", "source_id": "cluster", "title": screen.texts("cluster_life.from_status"), "url": None,
            "grade": "loaded_file", "first_year": None, "last_year": None, "figures": None,
        }], columns=COLUMNS)
    return replace(told, sources=sources.drop_duplicates("source_id", ignore_index=True))


def of_hosts(screen: Screen, rows: pd.DataFrame, span: int) -> pd.DataFrame:
    """The sources of the economy of the hosts that premiums are told over, each of the layer that it is known by.

    `rows` are those of ``cluster_premiums`` over `span` years; the columns are those of a provenance.
    """
    years = sorted({int(year) - back for year in rows["year"] for back in (0, span)})
    return _stacked([
        _of_metric(screen, metric, ["city", "province"], years, [str(layer)], sorted(set(hosts["host_code"])))
        for layer, hosts in rows.dropna(subset="host_code").groupby("host_layer")
        for metric, column in HOST_FIGURES.items() if hosts[column].notna().any()
    ])


def of_thresholds(screen: Screen, items: Iterable[Item]) -> pd.DataFrame:
    """The sources of thresholds that are not of the clusters of the layer: a published figure, or the nation's."""
    published = cluster_register(screen.engine, PUBLISHED)
    found = []
    for item in items:
        rule, threshold = item.rule, item.threshold
        if threshold.origin == "fallback" and published is not None:
            rows = published.figures
            rows = rows[(rows["cluster_id"] == rule.fallback_zone) & (rows["metric"] == rule.measure.numerator)
                        & (rows["year"] == threshold.year)]
            found.append(_described(screen, _counted(rows)).assign(metric=rule.measure.numerator))
        elif threshold.origin == "nation" and threshold.year is not None:
            layers = [nation_layer(screen.layer)]
            metrics = [screen.catalogue[metric].numerator.metric for metric in rule.measure.metrics]
            found += [
                part if len(part := _of_metric(screen, metric, ["nation"], [threshold.year], layers, [NATION]))
                else _of_metric(screen, metric, ["province"], [threshold.year], layers, None)
                for metric in metrics
            ]
    return _stacked(found)


def _of_metric(
    screen: Screen, metric: str, levels: list[str], years: Sequence[int], layers: Iterable[str],
    regions: list[str] | None,
) -> pd.DataFrame:
    """The sources of a metric in the first of the layers that has any."""
    for layer in layers:
        rows = sources_of(screen.engine, [metric], levels, list(years), layer, regions)
        if len(rows):
            return rows[COLUMNS]
    return pd.DataFrame(columns=COLUMNS)


def _stacked(parts: Iterable[pd.DataFrame]) -> pd.DataFrame:
    known = [part for part in parts if len(part)]
    return pd.concat(known, ignore_index=True) if known else pd.DataFrame(columns=COLUMNS)


def _counted(rows: pd.DataFrame) -> pd.DataFrame:
    """One row per source of some figures of clusters, with their years and number."""
    return rows.groupby("source_id", sort=False).agg(
        first_year=("year", "min"), last_year=("year", "max"), figures=("value", "size")
    ).reset_index()


def _described(screen: Screen, sources: pd.DataFrame) -> pd.DataFrame:
    """The sources with title, address and grade, the best graded first."""
    every = screen.engine.query("source/list").drop(columns="figures")
    known = sources.merge(every, on="source_id", how="left").assign(metric="")
    return known.sort_values(["grade", "figures"], ascending=[True, False], ignore_index=True)[COLUMNS]
