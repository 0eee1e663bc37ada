"""All clusters of a layer side by side in one year: size, specialisation, growth and productivity."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from queries.catalogue import Indicator
from queries.cluster_measures import ClusterPanel, cluster_panel
from queries.cluster_premium import cluster_premiums
from queries.cluster_register import cluster_register
from queries.engine import Engine
from queries.formulas.reasons import Reason
from queries.regions import Regions

SIZE, PRODUCTIVITY = "revenue", "revenue_per_practitioner"
SPECIALISATIONS = ("location_quotient", "host_share")
"""Measures that tell specialisation, the best first; the first that is known for enough clusters is taken."""
SPAN = 3
"""Years of growth."""
LEAST_PLACED = 3
"""Clusters below which medians part nothing, so that there is no chart."""
DIMENSIONS = ("size", "specialisation", "growth", "productivity")


@dataclass(frozen=True)
class ClusterPortfolio:
    """The clusters of a layer.

    Attributes
    ----------
    year : of all figures: the last for which at least half as many clusters return revenue as ever did
    specialisation : the measure that tells specialisation; None where none is known for enough clusters
    figures : clusters × (size 亿元, specialisation in the unit of its measure, growth per year over three years as a
        fraction, productivity 万元/人, premium in percentage points); NaN = missing
    reasons : same shape, why a figure is missing
    revenue : clusters × years, 亿元; NaN = nothing to compute with
    """

    year: int
    specialisation: str | None
    figures: pd.DataFrame
    reasons: pd.DataFrame
    revenue: pd.DataFrame

    def placed(self, names: tuple[str, ...]) -> pd.DataFrame:
        """Figures of the clusters that have every one of `names`."""
        return self.figures[self.figures[list(names)].notna().all(axis=1)]

    def figure(self, cluster: str, dimension: str) -> float:
        """One figure; NaN = missing."""
        return float(self.figures[dimension].astype(float)[cluster])

    def reason(self, cluster: str, dimension: str) -> str:
        """Why a figure is missing."""
        return str(self.reasons[dimension][cluster])

    def first_reason(self, cluster: str, names: tuple[str, ...]) -> str | None:
        """Why a cluster lacks the first of `names` that it lacks; None where it has all of them."""
        lacking = [name for name in names if np.isnan(self.figure(cluster, name))]
        return self.reason(cluster, lacking[0]) if lacking else None


def cluster_portfolio(
    engine: Engine, regions: Regions, catalogue: Mapping[str, Indicator], layer: str
) -> ClusterPortfolio | None:
    """The portfolio of a layer; None where no cluster of it returns revenue that may be computed with."""
    return engine.recall(("cluster_portfolio", layer), lambda: _portfolio(engine, regions, catalogue, layer))


def _portfolio(
    engine: Engine, regions: Regions, catalogue: Mapping[str, Indicator], layer: str
) -> ClusterPortfolio | None:
    register = cluster_register(engine, layer)
    revenue = register.wide("industry_revenue") if register else pd.DataFrame()
    counts = revenue.notna().sum()
    if counts.empty or not counts.max():
        return None
    year = int(str(counts.index[counts * 2 >= counts.max()].max()))
    panels = {name: cluster_panel(engine, regions, catalogue, layer, name) for name in (
        SIZE, PRODUCTIVITY, *SPECIALISATIONS)}
    specialisation = next((name for name in SPECIALISATIONS if _known(panels[name], year) >= LEAST_PLACED), None)
    figures, reasons = {}, {}
    for dimension, name in (("size", SIZE), ("specialisation", specialisation), ("productivity", PRODUCTIVITY)):
        values, why = _column(panels.get(str(name)), year, revenue.index)
        figures[dimension], reasons[dimension] = values, why
    growths = cluster_premiums(engine, regions, catalogue, layer, SPAN)
    premiums = cluster_premiums(engine, regions, catalogue, layer)
    for dimension, rows, column in (("growth", growths, "growth"), ("premium", premiums, "premium")):
        own = rows[rows["year"] == year].set_index("cluster_id").reindex(revenue.index)
        figures[dimension] = own[column].astype(float)
        reasons[dimension] = own["reason"].fillna(Reason.NOT_PUBLISHED.value).where(own[column].isna())
    return ClusterPortfolio(year, specialisation, pd.DataFrame(figures), pd.DataFrame(reasons), revenue)


def _known(panel: ClusterPanel, year: int) -> int:
    return int(panel.values[year].notna().sum()) if year in panel.values.columns else 0


def _column(panel: ClusterPanel | None, year: int, clusters: pd.Index) -> tuple[pd.Series, pd.Series]:
    """A measure in a year with its reasons; not published where there is no such measure."""
    if panel is None or year not in panel.values.columns:
        return pd.Series(float("nan"), clusters), pd.Series(Reason.NOT_PUBLISHED.value, clusters)
    return panel.values[year], panel.reasons[year]
