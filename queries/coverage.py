"""Which indicators anything is known of at a level."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from queries.board import years_known
from queries.catalogue import Indicator
from queries.engine import Engine
from queries.values import rows_known

GROUPS = ("zone", "major")


def indicators_known(engine: Engine, catalogue: Mapping[str, Indicator], level: str, layer: str) -> pd.DataFrame:
    """Return the indicators with a figure or a bound for any region of `level` in any year.

    Returns
    -------
    One row per indicator in the order of the catalogue: indicator, and reported, the number of regions with a figure
    in the year best covered.
    """
    key = ("indicators_known", tuple(catalogue), level, layer)
    return engine.recall(key, lambda: _indicators_known(engine, catalogue, level, layer))


def regions_reported(values: pd.DataFrame) -> int:
    """Return the number of regions with a figure in the year best covered; a bound is none."""
    counts = values[values["value"].notna()].groupby("period").size()
    return int(counts.max()) if len(counts) else 0


def _indicators_known(
    engine: Engine, catalogue: Mapping[str, Indicator], level: str, layer: str
) -> pd.DataFrame:
    covered = engine.query("coverage/metric_years", layer=layer)
    covered = covered[covered["surveyed"] > 0]
    points = (covered["surveyed"] - covered["bounds"]).where(covered["level"] == level)
    printed = points.groupby(covered["metric"]).max().dropna()
    below = set(covered.loc[covered["level"] == "province", "metric"]) if level in GROUPS else set()
    known = {}
    for indicator in catalogue.values():
        metric = indicator.numerator.metric
        if metric not in below and metric not in printed.index:
            continue
        if indicator.kind == "value" and metric not in below:
            known[indicator.id] = int(printed[metric])
            continue
        values = rows_known(engine, indicator, level, layer)
        if years_known(values):
            known[indicator.id] = regions_reported(values)
    return pd.DataFrame({"indicator": list(known), "reported": list(known.values())})
