"""The measures of the scorecard that rest on the yearly figures and plans of clusters."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from queries.cluster_premium import premium_rows
from queries.cluster_register import ClusterRegister, cluster_register
from queries.regions import NATION
from queries.scorecard_panels import Basis, Panel, panel_of, ratio_panel
from queries.scorecard_record import CLUSTERS, Measure


def cluster_places(basis: Basis) -> Mapping[str, str]:
    """Host region of every cluster of the register of the layer."""
    return {str(code): str(host) for code, host in _register(basis).identity["region_code"].items()}


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
    """Growth of revenue over the year less that of the host economy, in percentage points; of all clusters together
    against the nation."""
    revenue = _with_sum(_figures(basis, measure.numerator[0]))
    rows = premium_rows(basis, revenue, {**cluster_places(basis), CLUSTERS: NATION})
    tables = [
        rows.pivot(index="cluster_id", columns="year", values=name).reindex(index=revenue.index)
        .rename_axis(index=None, columns=None) for name in ("premium", "reason")
    ]
    return Panel(tables[0].astype(float), tables[1].astype(object))


def _figures(basis: Basis, metric: str) -> pd.DataFrame:
    """A metric of every cluster of the register by year, as far as one may compute with it."""
    return _register(basis).wide(metric).sort_index().rename_axis(index=None)


def _register(basis: Basis) -> ClusterRegister:
    return cluster_register(basis.engine, basis.layer) or ClusterRegister.none(basis.layer)


def _with_sum(clusters: pd.DataFrame) -> pd.DataFrame:
    """The clusters and the sum of all, where all report: a sum of some would change with who reports."""
    whole = clusters.sum(skipna=False) if len(clusters) else pd.Series(np.nan, index=clusters.columns)
    return pd.concat([clusters, whole.rename(CLUSTERS).to_frame().T]).astype(float)


def _plans(basis: Basis, metric: str, values: pd.DataFrame) -> dict[str, tuple[int, float]]:
    """Of every cluster the first plan beyond its last figure, else its last plan; of all together where all plan."""
    rows = _register(basis).targets
    rows = rows[rows["metric"] == metric].sort_values(["cluster_id", "year"])
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
