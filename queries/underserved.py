"""Whose demand lies far from every agency: by distance, for the nation, the zones and the provinces."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from queries.base_values import base_of_year
from queries.catalogue import Indicator
from queries.engine import Engine
from queries.formulas.distance import mean_nearest_distance, nearest_km, underserved_share
from queries.formulas.outcome import Outcome
from queries.formulas.reasons import Reason
from queries.gap_basis import LEAST_LISTED
from queries.gap_measures import demand_year
from queries.regions import NATION, ZONES, Regions

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
        """Share of the demand of a place beyond the limit, 0..1 (METHODS G7); none where few cities' is known."""
        rows = self.members(code)
        return self._objection(rows) or underserved_share(rows["distance"], rows["demand"], limit)

    def mean(self, code: str) -> Outcome:
        """Mean distance of the demand of a place to the nearest agency, in km."""
        rows = self.members(code)
        return self._objection(rows) or mean_nearest_distance(rows["distance"], rows["demand"])

    @staticmethod
    def _objection(rows: pd.DataFrame) -> Outcome | None:
        """What is known of fewer than half of the cities says nothing of the place (E2)."""
        known = int(rows["demand"].notna().sum())
        return Outcome.absent(Reason.COVERAGE, known) if 0 < known < LEAST_LISTED * len(rows) else None

    def beyond(self, code: str, limit: float) -> pd.DataFrame:
        """The cities of a place beyond the limit whose demand is known, the greatest demand first."""
        rows = self.members(code)
        rows = rows[(rows["distance"] > limit) & rows["demand"].notna()]
        ordered = rows.reset_index().sort_values(["demand", "region_code"], ascending=[False, True])
        return ordered.set_index("region_code")


def underserved(
    engine: Engine, regions: Regions, catalogue: Mapping[str, Indicator], demand: str, year: int, layer: str,
    form: str | None = None,
) -> Underserved:
    """Set the demand of the cities against the open agencies of a layer, all or those that offer a form of service.

    The demand of a whole prefecture stands at its one representative point: what lies far off within it is not seen.
    """
    points = engine.query("agency/open_points", layer=layer, form=form)
    cities = engine.recall(("distance_of_cities", layer, form), lambda: _distances(regions, points)).copy()
    base_year = demand_year(engine, catalogue, demand, "city", year, layer)
    known = base_of_year(engine, catalogue[demand].numerator, "city", base_year, layer)
    cities["demand"] = known.reindex(cities.index)
    agencies = int(points["agencies"].sum()) if len(points) else 0
    return Underserved(cities[["demand", "distance", "province", "zone"]], base_year, agencies)


def _distances(regions: Regions, points: pd.DataFrame) -> pd.DataFrame:
    cities = pd.DataFrame(
        [
            (code, regions[code].longitude, regions[code].latitude, _province(regions, code), regions.zone_of(code))
            for code in regions.levels["city"] if regions[code].in_survey
        ],
        columns=["region_code", "longitude", "latitude", "province", "zone"],
    ).set_index("region_code")
    cities["distance"] = nearest_km(cities[["longitude", "latitude"]], points[["longitude", "latitude"]])
    return cities


def _province(regions: Regions, code: str) -> str:
    return next(step for step in regions.trail(code) if step in regions.levels["province"])
