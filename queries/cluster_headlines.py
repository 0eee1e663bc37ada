"""The figures by which a cluster is introduced: the last one printed of each, with its rank among the clusters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast

import pandas as pd

from queries.cluster_growth import REVENUE
from queries.cluster_measures import ClusterMeasure, cluster_measures, score_settings
from queries.cluster_register import COMPUTED_WITH, ClusterRegister
from queries.formulas.rank_uncertainty import figure_ranks

HEADLINES = 3


@dataclass(frozen=True)
class Headline:
    """One figure as printed.

    Attributes
    ----------
    measure : of kind ``amount``
    year, value, qualifier : as printed; a bound is told by its qualifier
    rank : rank, lo, hi of the year (see ``figure_ranks``); None where it cannot be ranked: a bound, or nobody to
        compare with
    ranked : how many clusters have a figure of the year
    """

    measure: ClusterMeasure
    year: int
    value: float
    qualifier: str
    rank: Mapping[Any, Any] | None
    ranked: int


def cluster_headlines(register: ClusterRegister, cluster: str) -> tuple[Headline, ...]:
    """At most three figures, revenue among them where it is known, in the order of the measures; none without any."""
    rows = register.figures[register.figures["cluster_id"] == cluster]
    known = [
        measure for measure in cluster_measures().values()
        if measure.kind == "amount" and measure.numerator in set(rows["metric"])
    ]
    first = sorted(known, key=lambda measure: measure.numerator != REVENUE)[:HEADLINES]
    return tuple(_headline(register, cluster, measure, rows) for measure in known if measure in first)


def _headline(register: ClusterRegister, cluster: str, measure: ClusterMeasure, rows: pd.DataFrame) -> Headline:
    own = rows[rows["metric"] == measure.numerator]
    last = own.sort_values("year").iloc[-1]
    year, qualifier = int(last["year"]), str(last["qualifier"])
    values = register.wide(measure.numerator)
    figures = values[year] if year in values.columns else pd.Series(dtype=float)
    ranked = int(figures.notna().sum())
    rank = None
    if qualifier in COMPUTED_WITH and ranked > 1:
        drawn_as = cast(Literal["count", "money", "exact"], measure.error)
        error = score_settings().money_error if drawn_as == "money" else None
        ranks = figure_ranks(figures, drawn_as, error, seed=score_settings().seed + year)
        rank = ranks.loc[cluster].to_dict()
    return Headline(measure, year, float(last["value"]), qualifier, rank, ranked)
