"""What nation, mix of services and the region itself make of the change of each region's supply (METHODS T4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from geo.adjacency import BRIDGES, LAYER_OF_LEVEL, Pairs, adjacent_places
from geo.boundaries import Boundaries
from queries.catalogue import Indicator
from queries.engine import Engine
from queries.formulas.reasons import Reason
from queries.formulas.shift_share import dynamic_shift_share, summed_terms
from queries.formulas.spatial_weights import SpatialWeights, contiguity
from queries.formulas.units import MINIMUM_COVERAGE
from queries.regions import Regions
from queries.supply_panel import SupplyPanel, supply_panel

REST = "rest"


@dataclass(frozen=True)
class ShiftShare:
    """Shift-share of one measure over a period, by region, form of service and year.

    Attributes
    ----------
    measure, level, first, last : what changed, and when
    steps : as of ``dynamic_shift_share``, over the regions of the level; empty where `reason` says why
    left_out : regions that a year does not tell of, and that the sums do not hold
    units : number of regions that take part
    isolated : those of them without a neighbour; of major regions none has neighbours, since they overlap
    reason : why there is none
    """

    measure: str
    level: str
    first: int
    last: int
    steps: pd.DataFrame
    left_out: tuple[str, ...]
    units: int
    isolated: tuple[str, ...]
    reason: Reason | None

    @property
    def years(self) -> list[int]:
        """The later year of every step."""
        return sorted({int(year) for year in self.steps.index.get_level_values("year")}) if len(self.steps) else []

    @property
    def by_region(self) -> pd.DataFrame:
        """Sums over forms and years by region, the greatest competitive term first."""
        rows = summed_terms(self.steps, ["region"])
        return rows.sort_values("competitive", ascending=False, kind="stable")

    def of_region(self, region: str, by: str) -> pd.DataFrame:
        """Sums of one region by year or form, in their order."""
        return summed_terms(self.steps[self.steps.index.get_level_values("region") == region], [by])


def shift_share_of(
    engine: Engine, regions: Regions, catalogue: Mapping[str, Indicator], boundaries: Boundaries, layer: str,
    level: str, measure: str, period: tuple[int, int],
) -> ShiftShare:
    """Return the shift-share of a register's measure over the years of a period.

    Regions are fixed to those told of in every year; they must carry 95 % of the supply of the last year (E2).
    """
    places = LAYER_OF_LEVEL["city" if level == "city" else "province"]
    key = ("shift-share", layer, level, measure, period, boundaries.sha256(places))
    return engine.recall(
        key, lambda: _shift_share(engine, regions, catalogue, boundaries, layer, level, measure, period)
    )


def _shift_share(
    engine: Engine, regions: Regions, catalogue: Mapping[str, Indicator], boundaries: Boundaries, layer: str,
    level: str, measure: str, period: tuple[int, int],
) -> ShiftShare:
    panel = supply_panel(engine, regions, catalogue, layer, level, measure)
    years = [year for year in panel.by_form if period[0] <= year <= period[1]]
    complete = panel.totals[years].notna().all(axis=1) if years else pd.Series(False, index=panel.totals.index)
    left_out = tuple(complete.index[~complete])
    kept = complete.index[complete]

    def without(reason: Reason) -> ShiftShare:
        return ShiftShare(measure, level, *period, pd.DataFrame(), left_out, len(kept), (), reason)

    if len(years) < 2:
        return without(Reason.NO_BASE_YEAR)
    if level == "major":
        whole = supply_panel(engine, regions, catalogue, layer, "province", measure)
        if whole.totals[years].isna().any(axis=None):
            return without(Reason.COVERAGE)
        steps = _overlapping({year: panel.by_form[year].loc[kept] for year in years}, whole)
        return ShiftShare(measure, level, *period, steps, left_out, len(kept), (), None)
    largest = panel.totals[years].max(axis=1)
    if largest.isna().any() or largest[kept].sum() < MINIMUM_COVERAGE * largest.sum() or not len(kept):
        return without(Reason.COVERAGE)
    weights = _weights(regions, boundaries, level, kept)
    steps = dynamic_shift_share({year: panel.by_form[year].loc[kept] for year in years}, weights)
    return ShiftShare(measure, level, *period, steps, left_out, len(kept), weights.isolates, None)


def _overlapping(tables: Mapping[int, pd.DataFrame], whole: SupplyPanel) -> pd.DataFrame:
    """Steps of regions that overlap: each beside the rest of the nation, without neighbours."""
    codes = next(iter(tables.values())).index
    parts = []
    for code in codes:
        pairs = {}
        for year, table in tables.items():
            others = (whole.by_form[year].sum() - table.loc[code]).clip(lower=0)
            pairs[year] = pd.DataFrame({code: table.loc[code], REST: others}).T
        parts.append(dynamic_shift_share(pairs).drop(REST, level="region"))
    return pd.concat(parts)


def _weights(regions: Regions, boundaries: Boundaries, level: str, units: pd.Index) -> SpatialWeights:
    """Shared borders, with crossings over water; zones are neighbours where any of their provinces are."""
    if level != "zone":
        return contiguity(list(units), adjacent_places(boundaries, level), BRIDGES[level])
    zone = regions.zone_of_province
    pairs: Pairs = tuple({
        (zone[one], zone[other]) for one, other in adjacent_places(boundaries, "province")
        if one in zone and other in zone and zone[one] != zone[other]
    })
    return contiguity(list(units), pairs)
