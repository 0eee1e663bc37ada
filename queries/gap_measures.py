"""What may stand for the supply of services and for the demand they meet, and the ratio of one to the other."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

from queries.base_values import base_values
from queries.board import latest_well_covered, years_known
from queries.catalogue import Indicator
from queries.coverage import regions_reported
from queries.engine import Engine
from queries.strongest import ENOUGH, layer_of
from queries.values import indicator_values

NEARLY_AS_MANY = 0.95
MEASURES_FILE = Path(__file__).with_name("gap_measures.toml")


@dataclass(frozen=True)
class DemandBase:
    """How a ratio to a demand base is stated: per `scale` units of `metric`."""

    metric: str
    scale: float
    per_zh: str
    per_en: str
    base_zh: str


@lru_cache(maxsize=1)
def supply_measures() -> tuple[str, ...]:
    """Metrics that may stand for supply, in the order in which they are offered."""
    return tuple(_records()["supply"])


@lru_cache(maxsize=1)
def demand_bases() -> Mapping[str, DemandBase]:
    """Demand bases by metric, in the order in which they are offered."""
    return {metric: DemandBase(metric, **record) for metric, record in _records()["demand"].items()}


def supply_per_demand(
    catalogue: Mapping[str, Indicator], supply: str, demand: str, demand_year: int | None = None
) -> Indicator:
    """Return the ratio S/D of two measures as an indicator of the kind density (METHODS D2).

    `supply` and `demand` are metrics named in gap_measures.toml; `demand_year` is one fixed year of the demand base,
    by default that of the supply.
    """
    numerator, base = catalogue[supply].numerator, demand_bases()[demand]
    return Indicator(
        id=f"{supply}_per_{demand}",
        kind="density",
        subject=numerator.subject,
        name_zh=f"{base.per_zh}的{numerator.name_zh}",
        name_en=f"{numerator.name_en} {base.per_en}",
        unit_zh=f"{numerator.unit}/{base.base_zh}",
        unit_en=base.per_en,
        decimals=2,
        polarity=numerator.polarity,
        caveat_zh="",
        caveat_en="",
        method="D2",
        clause=catalogue[supply].clause,
        numerator=numerator,
        denominator=catalogue[demand].numerator,
        denominator_year=demand_year,
        scale=base.scale,
    )


def supply_reported(
    engine: Engine, catalogue: Mapping[str, Indicator], level: str, layer: str
) -> dict[str, int]:
    """Return the supply measures known at a level in a layer, with the regions that report them in the best year."""
    return _reported(engine, catalogue, supply_measures(), level, layer)


def demand_reported(
    engine: Engine, catalogue: Mapping[str, Indicator], level: str, layer: str
) -> dict[str, int]:
    """Return the demand bases known at a level in a layer or as published, with the regions that report them."""
    own = _reported(engine, catalogue, demand_bases(), level, layer)
    borrowed = _reported(engine, catalogue, demand_bases(), level, "published")
    return {
        metric: max(own.get(metric, 0), borrowed.get(metric, 0))
        for metric in demand_bases()
        if metric in own or metric in borrowed
    }


def best_covered(reported: Mapping[str, int], units: int) -> str | None:
    """Return the first measure that four fifths of the units report, else the one best covered; None of none."""
    enough = (metric for metric, count in reported.items() if count >= ENOUGH * units)
    return next(enough, max(reported, key=lambda metric: reported[metric], default=None))


def layer_of_gaps(
    engine: Engine,
    catalogue: Mapping[str, Indicator],
    supply: str | None,
    level: str,
    layers: Sequence[str],
    units: int,
) -> str | None:
    """Return the strongest layer for a supply measure at a level of `units` regions.

    Where none is chosen: the user's own data if they hold any supply measure for four fifths of the units, then the
    published figures if they do, else what answers best for the first measure that anything is known of.
    """
    if supply in supply_measures() and supply in catalogue:
        return layer_of(engine, catalogue[str(supply)], level, layers, units)
    for layer in ("imported", "published"):
        reported = supply_reported(engine, catalogue, level, layer) if layer in layers else {}
        if any(count >= ENOUGH * units for count in reported.values()):
            return layer
    found = (layer_of(engine, catalogue[metric], level, layers, units)
             for metric in supply_measures() if metric in catalogue)
    return next((layer for layer in found if layer is not None), None)


def demand_year(
    engine: Engine, catalogue: Mapping[str, Indicator], demand: str, level: str, year: int, layer: str
) -> int | None:
    """Return the year of a demand base that answers a supply year: the nearest well covered, the earlier of two.

    Of provinces, which add up to zones and the nation, only the years best covered will do; of cities those with
    nearly as many. None where the base is known in no year.
    """
    values = base_values(engine, catalogue[demand].numerator, level, layer)
    counts = {cast(int, period): len(rows) for period, rows in values[values["value"].notna()].groupby("period")}
    most = max(counts.values(), default=0)
    least = most * (NEARLY_AS_MANY if level == "city" else 1.0)
    well_covered = [period for period, count in counts.items() if count >= least]
    return min(well_covered, key=lambda period: (abs(period - year), period), default=None)


def supply_years(engine: Engine, supply: Indicator, level: str, layer: str) -> tuple[list[int], int | None]:
    """Return the years in which a supply measure is known at a level, oldest first, and the one to open on."""
    values = indicator_values(engine, supply, level, layer)
    years = years_known(values)
    return years, latest_well_covered(values) if years else None


def _reported(
    engine: Engine, catalogue: Mapping[str, Indicator], metrics: Sequence[str] | Mapping[str, DemandBase], level: str,
    layer: str,
) -> dict[str, int]:
    reported = {}
    for metric in metrics:
        if metric in catalogue:
            values = indicator_values(engine, catalogue[metric], level, layer)
            if years_known(values):
                reported[metric] = regions_reported(values)
    return reported


@lru_cache(maxsize=1)
def _records() -> dict[str, Any]:
    with MEASURES_FILE.open("rb") as file:
        return tomllib.load(file)
