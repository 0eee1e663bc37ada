"""What a region lacks against the nation, the east and its peers, measure by measure; and who its peers are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from queries.catalogue import Indicator
from queries.engine import Engine
from queries.formulas.reasons import Reason
from queries.gap_basis import GapTerms, gap_basis
from queries.gap_ledger import WITH_PEERS, Benchmark, GapLedger, gap_ledger
from queries.gap_measures import best_covered, demand_reported, supply_reported, supply_years
from queries.peer_drivers import Driver
from queries.region_figures import MEASURES
from queries.regions import NATION, Regions

AGAINST: tuple[Benchmark, ...] = ("nation", "east", "peers")
MOST_MEASURES = 5


@dataclass(frozen=True)
class RegionGap:
    """One measure of supply of a region against the benchmarks: rows of the gap ledger by those of `AGAINST`.

    `proxy` says that whole provinces stand in for the region. The figures of the other regions are left behind: with
    them the profile of a city weighs a megabyte, and there are hundreds of cities.
    """

    basis: GapTerms
    rows: Mapping[Benchmark, Mapping[str, Any]]
    proxy: bool

    @property
    def relative(self) -> float:
        """Supply per demand as a multiple of the nation's (1 = level), which is its location quotient; NaN without."""
        return float(self.rows["nation"]["relative"])

    def difference(self, benchmark: Benchmark) -> float:
        """What is missing to a benchmark in units of the supply, negative where the region has more; NaN without."""
        return float(self.rows[benchmark]["difference"])

    def reason(self, benchmark: Benchmark) -> str | None:
        """Why there is no gap to a benchmark; None where there is one."""
        found = self.rows[benchmark]["reason"]
        return found if isinstance(found, str) else None

    def row(self, benchmark: Benchmark) -> dict[str, Any]:
        """The row of the ledger."""
        return dict(self.rows[benchmark])


@dataclass(frozen=True)
class RegionPeers:
    """The regions most like one in what drives demand, the nearest first, and what they are alike in.

    `drivers` hold the figures of the region and of these.
    """

    places: tuple[str, ...]
    drivers: Mapping[Driver, pd.Series]


@dataclass(frozen=True)
class RegionGaps:
    """The gaps of a region, the largest against the nation first; those without a gap last, with their reason.

    `peers` is None where the level has none, or what they are compared by is not known.
    """

    gaps: tuple[RegionGap, ...]
    peers: RegionPeers | None


def region_gaps(
    engine: Engine, regions: Regions, catalogue: Mapping[str, Indicator], layer: str, region: str
) -> RegionGaps | None:
    """Return the gaps of a region in up to five measures known at its level.

    None for the nation, which is itself the benchmark, and where supply or demand is not known at the level.
    """
    level = regions.level_of(region)
    if region == NATION or not regions[region].in_survey:
        return None
    demand = best_covered(demand_reported(engine, catalogue, level, layer), regions.surveyed(level))
    reported = supply_reported(engine, catalogue, level, layer)
    ordered = [metric for metric in MEASURES if metric in reported]
    ordered += [metric for metric in reported if metric not in ordered]
    ledgers = []
    for supply in ordered[:MOST_MEASURES] if demand else ():
        assert demand is not None
        _, year = supply_years(engine, catalogue[supply], level, layer)
        basis = year and gap_basis(engine, regions, catalogue, supply, demand, level, year, layer)
        ledgers += [gap_ledger(engine, catalogue, basis)] if basis else []
    ledgers = [ledger for ledger in ledgers if len(ledger.of_region(region))]
    gaps = [_gap(ledger, region) for ledger in ledgers]
    if not gaps:
        return None
    gaps.sort(key=lambda gap: (pd.isna(gap.relative), gap.relative))
    return RegionGaps(tuple(gaps), _peers(ledgers, region, level))


def _gap(ledger: GapLedger, region: str) -> RegionGap:
    of_region, own = ledger.of_region(region), ledger.basis.row(region)
    rows = {name: {str(column): value for column, value in of_region.loc[name].items()} for name in AGAINST}
    return RegionGap(ledger.basis.terms, rows, own is not None and bool(own["proxy"]))


def told_gaps(gaps: RegionGaps) -> list[RegionGap]:
    """Those with a gap to at least one benchmark."""
    return [gap for gap in gaps.gaps if any(gap.reason(name) is None for name in AGAINST)]


def usual_reason(gaps: RegionGaps) -> Reason:
    """Why most of the measures have no gap to the nation."""
    reasons = [reason for gap in gaps.gaps if (reason := gap.reason("nation")) is not None]
    return Reason(Counter(reasons).most_common(1)[0][0])


def _peers(ledgers: list[GapLedger], region: str, level: str) -> RegionPeers | None:
    if level not in WITH_PEERS:
        return None
    for ledger in ledgers:
        own = ledger.peers[ledger.peers["unit"] == region].sort_values("place")
        if len(own):
            places = [region, *own["peer"]]
            figures = {driver: values.reindex(places) for driver, values in ledger.drivers.items()}
            return RegionPeers(tuple(own["peer"]), figures)
    return None
