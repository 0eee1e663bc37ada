"""Where the figures of clusters come from: the sources of their returns, or those that tell of their status."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

import pandas as pd

from pages.frames.provenance import Provenance
from pages.frames.register import COLUMNS
from pages.shell.screen import Screen
from pages.texts.figures import period_words
from queries.cluster_register import ClusterRegister


def of_returns(
    screen: Screen, register: ClusterRegister, metrics: Collection[str], formula: str, remarks: Sequence[str] = (),
    map_note: str | None = None, clusters: Collection[str] | None = None,
) -> Provenance:
    """Provenance of figures worked out from returns: the sources of these metrics, of `clusters` or of all."""
    rows = register.figures[register.figures["metric"].isin(set(metrics))]
    if clusters is not None:
        rows = rows[rows["cluster_id"].isin(set(clusters))]
    sources = rows.groupby("source_id", sort=False).agg(
        first_year=("year", "min"), last_year=("year", "max"), figures=("value", "size")
    ).reset_index()
    period = period_words(int(rows["year"].min()), int(rows["year"].max()), screen.texts) if len(rows) else ""
    return Provenance((), period or screen.texts("value.none"), _described(screen, sources), tuple(remarks), map_note,
                      formula)


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


def _described(screen: Screen, sources: pd.DataFrame) -> pd.DataFrame:
    """The sources with title, address and grade, the best graded first."""
    every = screen.engine.query("source/list").drop(columns="figures")
    known = sources.merge(every, on="source_id", how="left").assign(metric="")
    return known.sort_values(["grade", "figures"], ascending=[True, False], ignore_index=True)[COLUMNS]
