"""Whose demand lies far from every agency: by distance, for the nation, the zones and the provinces."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from data.register.statistics import CLOSED_WORDS, NOT_CLOSED
from queries.catalogue import Indicator
from queries.engine import Engine
from queries.formulas.distance import mean_nearest_distance, nearest_km, underserved_share
from queries.formulas.outcome import Outcome
from queries.gap_measures import demand_year
from queries.regions import NATION, ZONES, Regions
from queries.values import indicator_values

DEFAULT_DISTANCE = 50
GREATEST_DISTANCE = 500


@dataclass(frozen=True)
class Underserved:
    """Demand of cities and how far the nearest open agency stands.

    Attributes
    ----------
    cities : indexed by region_code: demand (in the unit of its metric), distance (km), province, zone; cities of the
        survey, demand missing where it is not known
    demand_year : year of the demand; None where no city's is known
    agencies : open agencies with coordinates
    """

    cities: pd.DataFrame
    demand_year: int | None
    agencies: int

    @property
    def reported(self) -> int:
        """Number of cities whose demand is known."""
        return int(self.cities["demand"].notna().sum())

    def members(self, code: str) -> pd.DataFrame:
        """The cities of the nation, a zone or a province."""
        if code == NATION:
            return self.cities
        return self.cities[self.cities["zone" if code in ZONES else "province"] == code]

    def share(self, code: str, limit: float) -> Outcome:
        """Share of the demand of a place beyond the limit, 0..1 (METHODS G7)."""
        rows = self.members(code)
        return underserved_share(rows["distance"], rows["demand"], limit)

    def mean(self, code: str) -> Outcome:
        """Mean distance of the demand of a place to the nearest agency, in km."""
        rows = self.members(code)
        return mean_nearest_distance(rows["distance"], rows["demand"])

    def beyond(self, code: str, limit: float) -> pd.DataFrame:
        """The cities of a place beyond the limit whose demand is known, the greatest demand first."""
        rows = self.members(code)
        rows = rows[(rows["distance"] > limit) & rows["demand"].notna()]
        return rows.reset_index().sort_values(["demand", "region_code"], ascending=[False, True]).set_index("region_code")


def underserved(
    engine: Engine, regions: Regions, catalogue: Mapping[str, Indicator], demand: str, year: int, layer: str
) -> Underserved:
    """Set the demand of the cities against the open agencies of a layer.

    The demand of a whole prefecture stands at its one representative point: what lies far off within it is not seen.
    """
    cities = pd.DataFrame(
        [
            (code, regions[code].longitude, regions[code].latitude, _province(regions, code), regions.zone_of(code))
            for code in regions.levels["city"] if regions[code].in_survey
        ],
        columns=["region_code", "longitude", "latitude", "province", "zone"],
    ).set_index("region_code")
    points = engine.query("agency/open_points", layer=layer, closed_words=CLOSED_WORDS, not_closed=NOT_CLOSED)
    cities["distance"] = nearest_km(cities[["longitude", "latitude"]], points[["longitude", "latitude"]])
    base_year = demand_year(engine, catalogue, demand, "city", year, layer)
    known = _demand(engine, catalogue[demand], base_year, layer)
    cities["demand"] = known.reindex(cities.index)
    agencies = int(points["agencies"].sum()) if len(points) else 0
    return Underserved(cities[["demand", "distance", "province", "zone"]], base_year, agencies)


def _demand(engine: Engine, indicator: Indicator, year: int | None, layer: str) -> pd.Series:
    """Demand of the cities in a year: of the layer, and as published where it has none."""
    found = pd.Series(dtype=float)
    for source in dict.fromkeys((layer, "published")):
        values = indicator_values(engine, indicator, "city", source)
        values = values[(values["period"] == year) & values["value"].notna()]
        found = found.combine_first(values.set_index("region_code")["value"])
    return found


def _province(regions: Regions, code: str) -> str:
    return next(step for step in regions.trail(code) if step in regions.levels["province"])
