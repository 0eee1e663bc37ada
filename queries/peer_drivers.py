"""What makes regions peers: patents, output per head and enterprises, of each the measure that is known best."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd

from queries.base_values import base_of_year
from queries.catalogue import Indicator
from queries.engine import Engine
from queries.gap_measures import demand_year
from queries.strongest import ENOUGH

PATENTS = (
    "invention_patents_in_force", "domestic_invention_patents_granted", "invention_patents_granted",
    "domestic_patents_granted", "utility_models_in_force", "pct_applications",
)
OUTPUT_PER_HEAD = ("gdp_per_capita",)
OUTPUT = ("gdp",)
PEOPLE = ("resident_population", "population_census", "household_registered_population")
ENTERPRISES = (
    "hightech_enterprises", "hightech_manufacturing_enterprises", "hightech_enterprises_recognised",
    "specialised_little_giants_first_two_batches_excluding_plan_cities",
)


@dataclass(frozen=True)
class Driver:
    """One driver: a metric in one year, or one `per` unit of another metric."""

    metric: str
    year: int
    per: str | None

    @property
    def id(self) -> str:
        """Identity of the driver, which heads its column."""
        return self.metric if self.per is None else f"{self.metric}_per_{self.per}"


@dataclass(frozen=True)
class _Known:
    driver: Driver
    values: pd.Series


def peer_drivers(
    engine: Engine, catalogue: Mapping[str, Indicator], level: str, year: int, layer: str, units: pd.Index
) -> dict[Driver, pd.Series]:
    """Return the drivers of METHODS G3 that are known for at least four fifths of `units`, with their values.

    At most three: patents, gross domestic product per head, enterprises. Each is the first measure of its kind that is
    known well enough, above zero, in the layer or else as published region by region, in the year nearest to `year`.
    """

    def known(metrics: tuple[str, ...], near: int) -> _Known | None:
        for metric in metrics:
            found = _values(engine, catalogue, metric, level, near, layer) if metric in catalogue else None
            if found is not None and _covers(found.values, units):
                return found
        return None

    per_head = known(OUTPUT_PER_HEAD, year) or _per_head(known, year)
    found = (known(PATENTS, year), per_head, known(ENTERPRISES, year))
    return {one.driver: one.values for one in found if one is not None}


def _per_head(known: Callable[[tuple[str, ...], int], _Known | None], year: int) -> _Known | None:
    output = known(OUTPUT, year)
    people = known(PEOPLE, output.driver.year) if output is not None else None
    if output is None or people is None:
        return None
    driver = Driver(output.driver.metric, output.driver.year, people.driver.metric)
    return _Known(driver, output.values / people.values.reindex(output.values.index))


def _values(
    engine: Engine, catalogue: Mapping[str, Indicator], metric: str, level: str, near: int, layer: str
) -> _Known | None:
    year = demand_year(engine, catalogue, metric, level, near, layer)
    if year is None:
        return None
    values = base_of_year(engine, catalogue[metric].numerator, level, year, layer)
    return _Known(Driver(metric, year, None), values[values > 0])


def _covers(values: pd.Series, units: pd.Index) -> bool:
    return bool(len(units)) and values.reindex(units).notna().sum() >= ENOUGH * len(units)
