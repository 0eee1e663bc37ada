"""The clusters of one layer: who they are, what they return year by year, and what they plan."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from queries.engine import Engine
from queries.strongest import STRENGTH

COMPUTED_WITH = ("exact", "approx", "preliminary")
"""Qualifiers of figures that enter ratios and growths; a bound or an unconfirmed figure is shown as it is printed."""

IDENTITY = (
    "name_zh", "name_en", "region_code", "place_code", "pilot_year", "demonstration_year", "status", "status_text",
    "note", "layer",
)
TARGETS = ("cluster_id", "year", "metric", "value", "unit", "source_id", "source_title", "note")
EVENTS = ("cluster_id", "year", "month", "kind", "text_zh", "text_en", "source_id", "source_title")
FIGURES = ("cluster_id", "year", "metric", "value", "unit", "qualifier", "source_id", "source_title", "note")


@dataclass(frozen=True)
class ClusterRegister:
    """The clusters of a layer.

    `identity` has one row per cluster under its cluster_id: name_zh, name_en, region_code (the host city, or the
    province where no city is known), place_code, pilot_year, demonstration_year, status, status_text, note, layer.
    `figures` has one row per cluster, year and metric: value, unit, qualifier, source_id, source_title, note.
    `targets` has the same of plans, without qualifier, under the year by whose end they are aimed at.
    `events` has one row per thing that happened: year, month (missing where only the year is known), kind, text_zh,
    text_en, source_id, source_title; in the order of time for each cluster.
    """

    layer: str
    identity: pd.DataFrame
    figures: pd.DataFrame
    targets: pd.DataFrame
    events: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=EVENTS))

    @classmethod
    def none(cls, layer: str) -> ClusterRegister:
        """A register without clusters, for what is drawn where a layer knows none."""
        identity = pd.DataFrame(columns=IDENTITY, index=pd.Index([], name="cluster_id"))
        return cls(layer, identity, pd.DataFrame(columns=FIGURES), pd.DataFrame(columns=TARGETS))

    def __contains__(self, cluster: object) -> bool:
        return cluster in self.identity.index

    def name(self, cluster: str, language: str) -> str:
        """Name of a cluster in a language."""
        return str(self.identity.loc[cluster, f"name_{language}"])

    def wide(self, metric: str) -> pd.DataFrame:
        """Figures of a metric that may be computed with: index = every cluster, columns = years known, in order."""
        table = self.tables.get(metric)
        return self._by_year(self.figures.head(0)) if table is None else table.copy(deep=False)

    @cached_property
    def tables(self) -> dict[str, pd.DataFrame]:
        """What `wide` tells of each metric: one view of a zone asks for fifty of them."""
        rows = self.figures[self.figures["qualifier"].isin(COMPUTED_WITH)]
        return {str(metric): self._by_year(own) for metric, own in rows.groupby("metric", sort=True)}

    def _by_year(self, rows: pd.DataFrame) -> pd.DataFrame:
        table = rows.pivot(index="cluster_id", columns="year", values="value").rename(columns=int)
        return table.reindex(self.identity.index).rename_axis(index=None, columns=None).astype(float)


def cluster_register(engine: Engine, layer: str) -> ClusterRegister | None:
    """The clusters of a layer, and those of another layer of which this one holds figures or plans.

    A user's return of a published cluster is about that cluster, so it is one of the imported layer too. Figures and
    plans are of the layer alone. None where the layer knows no cluster.
    """
    return engine.recall(("cluster_register", layer), lambda: _register(engine, layer))


def layer_of_cluster(engine: Engine, cluster: str | None, layers: Iterable[str]) -> str | None:
    """The strongest layer that knows a cluster, or any cluster where none of that name is known; None without any."""
    registers = {layer: cluster_register(engine, layer) for layer in STRENGTH if layer in set(layers)}
    known = {layer: register for layer, register in registers.items() if register is not None}
    return next((layer for layer, register in known.items() if cluster in register), next(iter(known), None))


def _register(engine: Engine, layer: str) -> ClusterRegister | None:
    identity = engine.query("cluster/identity", layer=layer)
    if identity.empty:
        return None
    register = ClusterRegister(
        layer, identity.set_index("cluster_id"), engine.query("cluster/returns", layer=layer),
        engine.query("cluster/targets", layer=layer), engine.query("cluster/events", layer=layer),
    )
    # Worked out before it is remembered, so that every caller's copy has the tables.
    _ = register.tables
    return register
