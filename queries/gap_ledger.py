"""The gap ledger: every region of a level against every benchmark, as a ratio, in per cent and in units."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import pandas as pd

from queries.catalogue import Indicator
from queries.engine import Engine
from queries.formulas.gap import gap_bounds, gap_to_reference
from queries.formulas.good_practice import LEAST_COUNT, LEAST_EVENTS, frontier, good_practice
from queries.formulas.hoover import hoover
from queries.formulas.outcome import Outcome, outcomes_to_frame
from queries.formulas.peers import nearest_peers, peer_median
from queries.formulas.poisson import poisson_interval
from queries.formulas.reasons import Reason
from queries.formulas.units import exact_sum
from queries.gap_basis import COUNTED, LEAST_LISTED, GapBasis, is_counted
from queries.gap_targets import gap_targets, target_of
from queries.peer_drivers import Driver, peer_drivers
from queries.regions import ZONES

Benchmark = Literal["nation", "zone", "east", "peers", "zone-p75", "nation-p75", "frontier", "target"]
BENCHMARKS: tuple[Benchmark, ...] = get_args(Benchmark)
EAST = "east"
WITH_PEERS = ("province", "city")
SMALL = 20
"""Below this count chance is large beside the gap, and the interval of the count is carried to it (E7)."""
COLUMNS = [
    "region_code", "benchmark", "supply", "demand", "ratio", "reference", "relative", "gap", "difference", "shortfall",
    "supply_lo", "supply_hi", "relative_lo", "relative_hi", "difference_lo", "difference_hi", "interval", "n", "reason",
]


@dataclass(frozen=True)
class GapLedger:
    """The ledger of one basis.

    Attributes
    ----------
    rows : one row per region of the level and benchmark, in order of the basis and of ``BENCHMARKS``: supply, demand,
        ratio and reference in the units of the metrics; relative (1 = level), gap (relative − 1), difference (units of
        supply, positive = short), shortfall (never below 0); lo and hi of supply, relative and difference where
        `interval` is poisson (the exact one of a count below ``SMALL``) or bound (of a printed bound); n units that
        the reference rests on; reason, text or missing, why there is no gap
    peers : unit, place, peer, distance; empty where the level has none
    drivers : what the peers are alike in, one to three measures, each with its values by region
    best : the region that sets the frontier
    hoover, moved : D10 of the units with a ratio, and Σ shortfall to the ratio of their sums / ΣS of the same units
    """

    basis: GapBasis
    rows: pd.DataFrame
    peers: pd.DataFrame
    drivers: Mapping[Driver, pd.Series]
    best: str | None
    hoover: Outcome
    moved: Outcome

    def of_region(self, code: str) -> pd.DataFrame:
        """The rows of a region by benchmark; empty where it is none of the level."""
        return self.rows[self.rows["region_code"] == code].set_index("benchmark", drop=False)

    def of_benchmark(self, benchmark: Benchmark) -> pd.DataFrame:
        """The rows against a benchmark by region."""
        return self.rows[self.rows["benchmark"] == benchmark].set_index("region_code", drop=False)


def gap_ledger(engine: Engine, catalogue: Mapping[str, Indicator], basis: GapBasis) -> GapLedger:
    """Return the ledger of a basis.

    Good practice and frontier rest on the units whose demand is known, if those can speak for the nation or the zone
    (``GapBasis.is_complete``); of cities they are those of the cities listed.
    Zones have neither a zone above them nor peers, major regions overlap and have neither either.
    """
    units = _listed(basis)
    drivers = _drivers(engine, catalogue, basis)
    peers = engine.recall(("gap_peers", *basis.key), lambda: _peers(drivers, basis))
    best, leader = _frontier(basis, units)
    index = pd.Index(basis.rows["region_code"])

    def rows() -> pd.DataFrame:
        references = {
            "nation": _everywhere(basis.national.ratio, index),
            "zone": _zone_ratios(basis),
            "east": _east(basis),
            "peers": _of_peers(basis, peers),
            "zone-p75": _zone_practice(basis),
            "nation-p75": _everywhere(_practice(units), index),
            "frontier": _everywhere(best, index),
            "target": _target(engine, basis),
        }
        return _against(basis, pd.concat([references[name] for name in BENCHMARKS], keys=BENCHMARKS))

    return GapLedger(
        basis, engine.recall(("gap_ledger", *basis.key), rows), peers, drivers, leader, *_identity(basis)
    )


def _drivers(engine: Engine, catalogue: Mapping[str, Indicator], basis: GapBasis) -> dict[Driver, pd.Series]:
    """What peers are alike in; a median of five needs no whole, only enough units to be told apart."""
    listed = basis.units[basis.units["demand"].notna()]
    if basis.level not in WITH_PEERS or len(listed) < LEAST_LISTED * len(basis.units):
        return {}
    return peer_drivers(engine, catalogue, basis.level, basis.year, basis.layer, listed.index)


def _peers(drivers: Mapping[Driver, pd.Series], basis: GapBasis) -> pd.DataFrame:
    if not drivers:
        return _NO_PEERS
    columns = {driver.id: values.reindex(basis.units.index) for driver, values in drivers.items()}
    return nearest_peers(pd.DataFrame(columns))


_NO_PEERS = pd.DataFrame({
    "unit": pd.Series(dtype=object), "place": pd.Series(dtype=int), "peer": pd.Series(dtype=object),
    "distance": pd.Series(dtype=float),
})


def _against(basis: GapBasis, references: pd.DataFrame) -> pd.DataFrame:
    """Every region of the level against every reference; `references` has benchmark and region as its index."""
    rows = basis.rows.set_index("region_code")
    is_known, is_bound = rows["ratio"].notna(), rows["reason"] == Reason.BOUND_ONLY.value
    is_small = is_known & is_counted(basis) & (rows["supply"] < SMALL)
    chance = poisson_interval(rows["supply"].where(is_small))
    rows["supply_lo"] = chance["lo"].where(is_small, rows["supply_lo"].where(is_bound))
    rows["supply_hi"] = chance["hi"].where(is_small, rows["supply_hi"].where(is_bound))
    rows["interval"] = np.select([chance["hi"].notna(), is_bound], ["poisson", "bound"], default="")
    rows["reason"] = rows["reason"].where(~is_known, None)
    own = rows.loc[references.index.get_level_values(1)].set_axis(references.index)
    result = gap_to_reference(own["supply"].where(own["ratio"].notna()), own["demand"], references)
    reason = own["reason"].where(own["reason"].notna(), result["reason"]).astype(object)
    result["reason"] = reason.where(reason.notna(), None)
    bounds = gap_bounds(own["supply_lo"], own["supply_hi"], own["demand"], result["reference"])
    kept = own[["supply", "demand", "ratio", "supply_lo", "supply_hi", "interval"]]
    ledger = pd.concat([result, kept, bounds, references["n"]], axis=1)
    ledger = ledger.rename_axis(["benchmark", "region_code"]).reset_index()
    order = {code: place for place, code in enumerate(rows.index)}
    return ledger.sort_values(
        "region_code", key=lambda codes: codes.map(order), kind="stable", ignore_index=True
    )[COLUMNS]


def _of_peers(basis: GapBasis, peers: pd.DataFrame) -> pd.DataFrame:
    index = pd.Index(basis.rows["region_code"])
    if basis.level not in WITH_PEERS:
        return _everywhere(Outcome.absent(Reason.NOT_APPLICABLE), index)
    found = peer_median(basis.units["ratio"], peers).reindex(index)
    # Places outside the survey are no units: they have no peers, and a reason of their own.
    return found.assign(reason=found["reason"].where(found["n"].notna(), Reason.OUT_OF_SURVEY.value))


def _listed(basis: GapBasis, zone: str | None = None) -> pd.DataFrame:
    """The units whose demand is known, of all or of a zone; none where they cannot speak for the whole."""
    listed = basis.units[basis.units["demand"].notna()]
    if zone is not None:
        listed = listed[listed["zone"] == zone]
    return listed if basis.is_complete(zone) else listed.head(0)


def _practice(units: pd.DataFrame) -> Outcome:
    if units.empty:
        return Outcome.absent(Reason.COVERAGE)
    return good_practice(_compared(units), units["demand"])


def _frontier(basis: GapBasis, units: pd.DataFrame) -> tuple[Outcome, str | None]:
    if units.empty:
        return Outcome.absent(Reason.COVERAGE), None
    return frontier(
        _compared(units),
        units["demand"],
        least_supply=LEAST_COUNT if is_counted(basis) else 0,
        least_base=LEAST_EVENTS if basis.demand.unit in COUNTED else 0,
    )


def _compared(units: pd.DataFrame) -> pd.Series:
    """The supply of the units that have a ratio."""
    return units["supply"].where(units["ratio"].notna())


def _everywhere(reference: Outcome, index: pd.Index) -> pd.DataFrame:
    return outcomes_to_frame([reference] * len(index), index)


def _by_zone(basis: GapBasis, of_zone: Mapping[str, Outcome]) -> pd.DataFrame:
    """The reference of the zone of every region; zones and major regions have none."""
    rows = basis.rows.set_index("region_code")
    none = Outcome.absent(Reason.NOT_APPLICABLE)
    has_zone = basis.level in WITH_PEERS
    return outcomes_to_frame([of_zone.get(zone, none) if has_zone else none for zone in rows["zone"]], rows.index)


def _zone_ratios(basis: GapBasis) -> pd.DataFrame:
    return _by_zone(basis, {zone: basis.zone_ratio(zone) for zone in basis.zones})


def _zone_practice(basis: GapBasis) -> pd.DataFrame:
    return _by_zone(basis, {zone: _practice(_listed(basis, zone)) for zone in ZONES})


def _east(basis: GapBasis) -> pd.DataFrame:
    """The ratio of the east, which the east itself is not set against."""
    index = pd.Index(basis.rows["region_code"])
    none = Outcome.absent(Reason.NOT_APPLICABLE)
    ratio = basis.zone_ratio(EAST)
    return outcomes_to_frame([none if code == EAST else ratio for code in index], index)


def _target(engine: Engine, basis: GapBasis) -> pd.DataFrame:
    """The ratio that a region's own target asks for, else that of the nation's target on the demand of the nation."""
    targets = gap_targets(engine, basis)
    index = pd.Index(basis.rows["region_code"])
    none = Outcome.absent(Reason.NOT_APPLICABLE)
    found = (target_of(targets, code) for code in index)
    return outcomes_to_frame([target.ratio if target else none for target in found], index)


def _identity(basis: GapBasis) -> tuple[Outcome, Outcome]:
    """Hoover's index of the units with a ratio, and what share of their supply their shortfalls to their sum are.

    The reference is that of the very units: where one is missing, it is not quite that of the nation.
    """
    units = basis.reported
    if not basis.is_complete() or basis.national.ratio.value is None:
        reason = basis.national.ratio.reason or Reason.COVERAGE
        return Outcome.absent(reason, len(units)), Outcome.absent(reason, len(units))
    index = hoover(units["supply"], units["demand"])
    if index.value is None:
        return index, index
    supply, demand = exact_sum(units["supply"]), exact_sum(units["demand"])
    shortfall = gap_to_reference(units["supply"], units["demand"], Outcome.of(supply / demand, len(units)))["shortfall"]
    return index, Outcome.of(exact_sum(shortfall) / supply, len(units))
