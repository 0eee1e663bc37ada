"""The measures of the scorecard that rest on the yearly figures and plans of clusters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

import numpy as np
import pandas as pd

from queries.base_values import PUBLISHED
from queries.formulas.growth import compound_annual_growth
from queries.formulas.reasons import Reason
from queries.regions import NATION
from queries.scorecard_panels import PER_CENT, Basis, Panel, figures, panel_of, ratio_panel
from queries.scorecard_record import CLUSTERS, Measure
from queries.values import indicator_values

TERTIARY = "gdp_tertiary_industry"
"""The other growth that an official assessment holds clusters against; it counts where it is known."""


def cluster_places(basis: Basis) -> Mapping[str, str]:
    """Host region of every cluster of the layer."""
    rows = basis.engine.query("cluster/list", layer=basis.layer)
    return dict(zip(rows["cluster_id"], rows["region_code"], strict=True))


def cluster_total_panel(basis: Basis, measure: Measure) -> Panel:
    """A yearly figure of every cluster with what its plan says, and the sum of all clusters where all report."""
    values = _with_sum(_figures(basis, measure.numerator[0]))
    panel = panel_of(values)
    return Panel(panel.values, panel.reasons, plans=_plans(basis, measure.numerator[0], values))


def cluster_ratio_panel(basis: Basis, measure: Measure) -> Panel:
    """Ratio of two figures of clusters, and of their sums, held against the same ratio of the nation."""
    supply = _with_sum(_figures(basis, measure.numerator[0]))
    base = _with_sum(_figures(basis, str(measure.denominator))).reindex(index=supply.index, columns=supply.columns)
    panel = panel_of(measure.scale * supply / base.where(base != 0))
    if measure.reference != "nation":
        return panel
    national = ratio_panel(basis, measure).values.loc[NATION].reindex(supply.columns)
    references = pd.DataFrame([national] * len(supply), index=supply.index)
    return Panel(panel.values, panel.reasons, references)


def growth_premium_panel(basis: Basis, measure: Measure) -> Panel:
    """Growth of revenue over the year less that of the host economy, in percentage points.

    The host is the city, or the province where the city's growth is not known; of all clusters together the nation.
    The greater of the growths of its output and of its tertiary part counts, where both are known: of one host, never
    the output of the city with the tertiary part of its province.
    """
    revenue = _with_sum(_figures(basis, measure.numerator[0]))
    places = {**cluster_places(basis), CLUSTERS: NATION}
    hosts = {metric: _host_figures(basis, metric) for metric in (str(measure.denominator), TERTIARY)}
    values = pd.DataFrame(np.nan, index=revenue.index, columns=revenue.columns)
    for code in revenue.index:
        for year in (int(cast(int, column)) for column in revenue.columns):
            own = _growth(cast(pd.Series, revenue.loc[code]), year)
            around = _host_growths(basis, list(hosts.values()), places[code], year)
            if own is not None and around:
                values.loc[code, year] = PER_CENT * (own - max(around))
    return panel_of(values, Reason.NO_BASE_YEAR)


def _figures(basis: Basis, metric: str) -> pd.DataFrame:
    """A metric of every cluster of the layer by year."""
    rows = basis.engine.query("cluster/figures", layer=basis.layer)
    rows = rows[rows["metric"] == metric]
    wide = rows.pivot(index="cluster_id", columns="period", values="value").rename(columns=int)
    return wide.reindex(sorted(cluster_places(basis))).rename_axis(index=None, columns=None).astype(float)


def _with_sum(clusters: pd.DataFrame) -> pd.DataFrame:
    """The clusters and the sum of all, where all report: a sum of some would change with who reports."""
    whole = clusters.sum(skipna=False) if len(clusters) else pd.Series(np.nan, index=clusters.columns)
    return pd.concat([clusters, whole.rename(CLUSTERS).to_frame().T]).astype(float)


def _plans(basis: Basis, metric: str, values: pd.DataFrame) -> dict[str, tuple[int, float]]:
    """Of every cluster the first plan beyond its last figure, else its last plan; of all together where all plan."""
    rows = basis.engine.query("cluster/plans", layer=basis.layer, metric=metric)
    last = values.columns.max() if len(values.columns) else 0
    plans = {}
    for code, own in rows.groupby("cluster_id"):
        ahead = own[own["year"] > last]
        chosen = ahead.iloc[0] if len(ahead) else own.iloc[-1]
        plans[str(code)] = (int(chosen["year"]), float(chosen["value"]))
    clusters = [code for code in values.index if code != CLUSTERS]
    if clusters and set(clusters) <= set(plans) and len({plans[code][0] for code in clusters}) == 1:
        plans[CLUSTERS] = (plans[clusters[0]][0], sum(plans[code][1] for code in clusters))
    return plans


def _host_figures(basis: Basis, metric: str) -> pd.DataFrame:
    """Output of cities, provinces and the nation, all of one layer: no growth leads from one layer to another."""
    indicator = basis.catalogue.get(metric)
    if indicator is None:
        return pd.DataFrame()
    for layer in dict.fromkeys((basis.layer, PUBLISHED)):
        upper = figures(basis, metric, layer)
        rows = indicator_values(basis.engine, indicator, "city", layer)
        cities = rows.pivot(index="region_code", columns="period", values="value").rename(columns=int)
        table = pd.concat([upper, cities.loc[~cities.index.isin(upper.index)]])
        if table.notna().any(axis=None):
            return table
    return pd.DataFrame()


def _host_growths(basis: Basis, tables: list[pd.DataFrame], place: str, year: int) -> list[float]:
    """Growths by the tables of the finest place around a cluster of which any is known."""
    for code in reversed(basis.regions.trail(place)):
        if code == place or code != NATION:
            known = [_growth(cast(pd.Series, table.loc[code]), year) for table in tables if code in table.index]
            growths = [growth for growth in known if growth is not None]
            if growths:
                return growths
    return []


def _growth(series: pd.Series, year: int) -> float | None:
    return compound_annual_growth(series.get(year - 1), series.get(year), 1).value
