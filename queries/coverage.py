"""Which indicators anything is known of at a level."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from queries.board import years_known
from queries.catalogue import Indicator
from queries.coverage_of_places import PLACES, places_reported
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
    asked = [one for one in catalogue.values() if one.numerator.metric in below | set(printed.index)]
    if level in PLACES:
        derived = places_reported(engine, [one for one in asked if one.kind != "value"], level, layer)
    else:
        derived = _groups_reported(engine, asked, level, layer)
    known = {}
    for indicator in asked:
        metric = indicator.numerator.metric
        if indicator.kind == "value" and metric not in below:
            known[indicator.id] = int(printed[metric])
        elif indicator.id in derived:
            known[indicator.id] = derived[indicator.id]
    return pd.DataFrame({"indicator": list(known), "reported": list(known.values())})


def _groups_reported(engine: Engine, indicators: list[Indicator], level: str, layer: str) -> dict[str, int]:
    """The same of groups, whose figures are added up from those of their members."""
    known = {}
    for indicator in indicators:
        values = rows_known(engine, indicator, level, layer)
        if years_known(values):
            known[indicator.id] = regions_reported(values)
    return known
