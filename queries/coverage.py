"""Which indicators anything is known of at a level."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from queries.board import years_known
from queries.catalogue import Indicator
from queries.engine import Engine
from queries.values import indicator_values

GROUPS = ("zone", "major")


def indicators_known(engine: Engine, catalogue: Mapping[str, Indicator], level: str, layer: str) -> pd.DataFrame:
    """Return the indicators with a figure or a bound for any region of `level` in any year.

    Returns
    -------
    One row per indicator in the order of the catalogue: indicator, and reported, the number of regions with a figure
    in its latest year.
    """
    key = ("indicators_known", tuple(catalogue), level, layer)
    return engine.recall(key, lambda: _indicators_known(engine, catalogue, level, layer))


def _indicators_known(
    engine: Engine, catalogue: Mapping[str, Indicator], level: str, layer: str
) -> pd.DataFrame:
    covered = engine.query("coverage/metric_years", layer=layer)
    covered = covered[covered["surveyed"] > 0].sort_values("period").drop_duplicates(["metric", "level"], keep="last")
    printed = covered[covered["level"] == level].set_index("metric")
    below = set(covered.loc[covered["level"] == "province", "metric"]) if level in GROUPS else set()
    known = {}
    for indicator in catalogue.values():
        metric = indicator.numerator.metric
        if metric not in below and metric not in printed.index:
            continue
        if indicator.kind == "value" and metric not in below:
            known[indicator.id] = int(printed["surveyed"][metric] - printed["bounds"][metric])
            continue
        values = indicator_values(engine, indicator, level, layer)
        years = years_known(values)
        if years:
            known[indicator.id] = int(values.loc[values["period"] == years[-1], "value"].notna().sum())
    return pd.DataFrame({"indicator": list(known), "reported": list(known.values())})
