"""A demand base by region and year: of the layer, and as published where the layer has nothing."""

from __future__ import annotations

import pandas as pd

from data.metrics import Metric
from queries.engine import Engine
from queries.values import NationalTotal, metric_values, national_total

PUBLISHED, SAMPLE = "published", "sample"


def base_values(engine: Engine, metric: Metric, level: str, layer: str) -> pd.DataFrame:
    """Return a demand base of every region of `level` and year, in the columns of ``indicator_values``.

    Of each region and year the layer's own figure counts, else the published one: the rule of every ratio
    (indicator/density.sql). A bound is a figure too, which no published one displaces. Groups add up their provinces
    by that rule; one printed for the group counts first if it is the layer's own, and last if it is published.
    """
    return metric_values(engine, metric, level, layer, lent_by(layer))


def base_of_year(engine: Engine, metric: Metric, level: str, year: int | None, layer: str) -> pd.Series:
    """Return the known values of a demand base in one year by region_code; empty without a year."""
    rows = base_values(engine, metric, level, layer)
    rows = rows[(rows["period"] == year) & rows["value"].notna()]
    return rows.set_index("region_code")["value"].astype(float)


def base_total(engine: Engine, metric: Metric, year: int, layer: str) -> NationalTotal | None:
    """Return the whole of the 31 provinces by the same rule: their sum, else the figure printed for the nation."""
    return national_total(engine, metric, year, layer, lent_by(layer))


def lent_by(layer: str) -> str | None:
    """Return the layer that lends demand bases to another; published figures need none."""
    return None if layer == PUBLISHED else PUBLISHED
