"""What a cluster is measured by: seven blocks of measures, and the panel of each, clusters by years."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd

from queries.catalogue import Indicator
from queries.cluster_premium import cluster_premiums
from queries.cluster_register import ClusterRegister, cluster_register
from queries.engine import Engine
from queries.formulas.reasons import Reason
from queries.regions import Regions
from queries.values import indicator_values

MEASURES_FILE = Path(__file__).with_name("cluster_measures.toml")
PER_CENT = 100.0
PREMIUM = "premium"

MeasureKind = Literal["amount", "ratio", "of_cells", "of_host", "quotient", "premium", "growth"]
DrawnAs = Literal["count", "money", "growth", "exact"]
BlockId = Literal["scale", "growth", "specialisation", "quality", "brand", "radiation", "international"]


@dataclass(frozen=True)
class Block:
    """A block of measures."""

    id: BlockId
    name_zh: str
    name_en: str

    def name(self, language: str) -> str:
        """Name in the language."""
        return self.name_zh if language == "zh" else self.name_en


@dataclass(frozen=True)
class ClusterMeasure:
    """One measure, as the definition file explains it. `polarity` is 1 where more is better, -1 where less is."""

    id: str
    block: BlockId
    kind: MeasureKind
    numerator: str
    error: DrawnAs
    name_zh: str
    name_en: str
    unit_zh: str
    unit_en: str
    definition_zh: str
    definition_en: str
    decimals: int
    denominator: str | None = None
    scale: float = 1.0
    cells: int = 1
    polarity: int = 1
    compounds: bool = True

    def name(self, language: str) -> str:
        """Name in the language."""
        return self.name_zh if language == "zh" else self.name_en

    def unit(self, language: str) -> str:
        """Unit as the reader writes it; empty for a pure number."""
        return self.unit_zh if language == "zh" else self.unit_en

    def definition(self, language: str) -> str:
        """What is counted."""
        return self.definition_zh if language == "zh" else self.definition_en

    @property
    def metrics(self) -> tuple[str, ...]:
        """Metrics of a return that enter."""
        return (self.numerator, *((self.denominator,) if self.denominator else ()))


@dataclass(frozen=True)
class ScoreSettings:
    """The numbers of the definition file, as it explains them."""

    least_known: float
    least_clusters: int
    seed: int
    money_error: float
    growth_error: float
    base_year: Mapping[str, int]


@dataclass(frozen=True)
class ClusterPanel:
    """A measure of every cluster by year.

    `values` and `reasons` have the shape clusters × years; a value is NaN exactly where a reason (text) is given.
    """

    values: pd.DataFrame
    reasons: pd.DataFrame


@lru_cache(maxsize=1)
def score_settings() -> ScoreSettings:
    """The numbers by which scores and their ranks are made."""
    return ScoreSettings(**{name: _records()[name] for name in (one.name for one in fields(ScoreSettings))})


@lru_cache(maxsize=1)
def cluster_blocks() -> tuple[Block, ...]:
    """The blocks in the order in which they are shown."""
    return tuple(Block(**record) for record in _records()["block"])


@lru_cache(maxsize=1)
def cluster_measures() -> Mapping[str, ClusterMeasure]:
    """The measures by id, block after block."""
    return {identifier: ClusterMeasure(id=identifier, **record) for identifier, record in _records()["measure"].items()}


def measures_of(block: str) -> tuple[ClusterMeasure, ...]:
    """The measures of a block in the order of the file."""
    return tuple(measure for measure in cluster_measures().values() if measure.block == block)


def cluster_panel(
    engine: Engine, regions: Regions, catalogue: Mapping[str, Indicator], layer: str, measure_id: str
) -> ClusterPanel:
    """A measure of every cluster of a layer in every year of which the layer returns anything.

    Only figures that may be computed with enter: a printed bound has the reason bound_only. A figure that is not
    returned has not_published, a denominator that is not no_denominator, one of zero zero_denominator (E1, E2, E4).
    Host cities count by the figures of the layer itself: the supply of services is never borrowed.
    """
    measure = cluster_measures()[measure_id]

    def make() -> ClusterPanel:
        register = cluster_register(engine, layer)
        if register is None:
            return ClusterPanel(pd.DataFrame(), pd.DataFrame())
        return panel_from(ClusterSource(engine, regions, catalogue, register), measure)

    return engine.recall(("cluster_panel", layer, measure_id), make)


@dataclass(frozen=True)
class ClusterSource:
    """What panels are made of: a register of clusters, and the snapshot that knows their hosts."""

    engine: Engine
    regions: Regions
    catalogue: Mapping[str, Indicator]
    register: ClusterRegister

    @property
    def years(self) -> list[int]:
        """Years of which anything is returned."""
        return sorted({int(year) for year in self.register.figures["year"]})

    def figures(self, metric: str, absent: Reason = Reason.NOT_PUBLISHED) -> ClusterPanel:
        """A metric as returned; a figure that is printed but not to be computed with has its own reason."""
        values = self.register.wide(metric).reindex(columns=self.years)
        rows = self.register.figures[self.register.figures["metric"] == metric]
        printed = rows.pivot(index="cluster_id", columns="year", values="value").rename(columns=int)
        printed = printed.reindex(index=values.index, columns=self.years)
        reasons = _no_reasons(values).mask(values.isna(), absent.value)
        reasons = reasons.mask(values.isna() & printed.notna(), Reason.BOUND_ONLY.value)
        return _checked(values, reasons)

    def of_hosts(self, metric: str) -> pd.DataFrame:
        """A metric of the host city of every cluster; NaN where no city is named or its figure is not known."""
        hosts = self.register.identity["region_code"]
        table = pd.DataFrame(np.nan, index=hosts.index, columns=self.years)
        indicator = self.catalogue.get(metric)
        if indicator is None:
            return table
        rows = indicator_values(self.engine, indicator, "city", self.register.layer)
        cities = rows.pivot(index="region_code", columns="period", values="value").rename(columns=int).astype(float)
        found = cities.reindex(index=hosts.to_numpy(), columns=self.years)
        return pd.DataFrame(found.to_numpy(), index=hosts.index, columns=self.years)


def panel_from(source: ClusterSource, measure: ClusterMeasure) -> ClusterPanel:
    """``cluster_panel`` of a register that need not be the one of the snapshot."""
    return _PANELS[measure.kind](source, measure)


def _amount(source: ClusterSource, measure: ClusterMeasure) -> ClusterPanel:
    return source.figures(measure.numerator)


def _ratio(source: ClusterSource, measure: ClusterMeasure) -> ClusterPanel:
    upper = source.figures(measure.numerator)
    lower = source.figures(str(measure.denominator), Reason.NO_DENOMINATOR)
    return _over(upper, lower.values, lower.reasons, measure.scale)


def _of_cells(source: ClusterSource, measure: ClusterMeasure) -> ClusterPanel:
    covered = source.figures(measure.numerator)
    return _checked(measure.scale * covered.values / measure.cells, covered.reasons)


def _of_host(source: ClusterSource, measure: ClusterMeasure) -> ClusterPanel:
    return _over(source.figures(measure.numerator), *_with_reasons(source.of_hosts(measure.numerator)), measure.scale)


def _quotient(source: ClusterSource, measure: ClusterMeasure) -> ClusterPanel:
    own = _ratio(source, measure)
    base = source.of_hosts(str(measure.denominator))
    around = source.of_hosts(measure.numerator) / base.where(base > 0)
    return _over(own, *_with_reasons(around), 1.0)


def _premium(source: ClusterSource, measure: ClusterMeasure) -> ClusterPanel:
    return _of_premiums(source, "premium", 1.0)


def _growth(source: ClusterSource, measure: ClusterMeasure) -> ClusterPanel:
    return _of_premiums(source, "growth", PER_CENT)


_PANELS: Mapping[MeasureKind, Callable[[ClusterSource, ClusterMeasure], ClusterPanel]] = {
    "amount": _amount, "ratio": _ratio, "of_cells": _of_cells, "of_host": _of_host, "quotient": _quotient,
    "premium": _premium, "growth": _growth,
}


def _of_premiums(source: ClusterSource, column: str, scale: float) -> ClusterPanel:
    """A column of the premiums; where the growth is known but not the host's, only the premium lacks a value."""
    rows = cluster_premiums(source.engine, source.regions, source.catalogue, source.register.layer)
    values, reasons = (
        rows.pivot(index="cluster_id", columns="year", values=name)
        .reindex(index=source.register.identity.index, columns=source.years).rename_axis(index=None, columns=None)
        for name in (column, "reason")
    )
    values = scale * values.astype(float)
    reasons = reasons.astype(object).where(values.isna(), None)
    return ClusterPanel(values, reasons.where(values.notna() | reasons.notna(), Reason.NOT_PUBLISHED.value))


def _over(upper: ClusterPanel, lower: pd.DataFrame, lower_reasons: pd.DataFrame, scale: float) -> ClusterPanel:
    """Ratio of a panel to a table: the reason of the upper figure first, then that of the lower one."""
    values = scale * upper.values / lower.where(lower > 0)
    reasons = upper.reasons.where(upper.reasons.notna(), lower_reasons)
    reasons = reasons.mask(reasons.isna() & (lower < 0), Reason.NEGATIVE_INPUT.value)
    return _checked(values, reasons.mask(reasons.isna() & (lower == 0), Reason.ZERO_DENOMINATOR.value))


def _with_reasons(lower: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    return lower, _no_reasons(lower).mask(lower.isna(), Reason.NO_DENOMINATOR.value)


def _checked(values: pd.DataFrame, reasons: pd.DataFrame) -> ClusterPanel:
    """The panel with no value beside a reason, and a reason for what cannot be (E4)."""
    reasons = reasons.mask(reasons.isna() & (values < 0), Reason.NEGATIVE_INPUT.value)
    reasons = reasons.mask(reasons.isna() & ~np.isfinite(values), Reason.NOT_FINITE.value)
    return ClusterPanel(values.where(reasons.isna()), reasons.where(reasons.notna(), None))


def _no_reasons(values: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(None, index=values.index, columns=values.columns, dtype=object)


@lru_cache(maxsize=1)
def _records() -> dict[str, Any]:
    with MEASURES_FILE.open("rb") as file:
        return tomllib.load(file)
