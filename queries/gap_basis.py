"""What every gap rests on: supply and demand of each region of a level, of the zones and of the nation."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import pandas as pd

from data.metrics import Metric
from queries.base_values import base_total
from queries.catalogue import Indicator
from queries.engine import Engine
from queries.formulas.outcome import Outcome
from queries.formulas.reasons import Reason
from queries.formulas.units import MINIMUM_COVERAGE, exact_sum
from queries.gap_measures import demand_year, supply_per_demand
from queries.regions import ZONES, Regions
from queries.values import national_total, ratio_with_parts

TotalBasis = Literal["sum", "printed"]
ROW_COLUMNS = [
    "region_code", "supply", "supply_lo", "supply_hi", "demand", "ratio", "n", "coverage", "layer", "reason",
    "qualifier", "proxy", "zone",
]
COUNTED = ("家", "人", "名", "件", "个", "项")
LEAST_LISTED = 0.5
"""Share of the cities of the survey whose demand must be known before the cities listed may stand together."""


@dataclass(frozen=True)
class Total:
    """Supply, demand and their ratio of a group of regions.

    Attributes
    ----------
    supply, demand : in the units of the two metrics, over the regions that report both
    ratio : supply / demand, a ratio of sums (METHODS D2); absent with its reason
    coverage : share of the demand of the whole that those regions carry, 0..1; NaN where the whole is unknown
    n : number of those regions
    basis : sum of the regions, or figures printed for the whole
    """

    supply: Outcome
    demand: Outcome
    ratio: Outcome
    coverage: float
    n: int
    basis: TotalBasis


@dataclass(frozen=True)
class GapTerms:
    """What a gap is told in: supply measure S and demand base D of a level in one year, and the nation's.

    Attributes
    ----------
    indicator : S/D as an indicator of the kind density, stated per ``indicator.scale`` units of demand
    level, year, layer : of the supply; the demand base is of `demand_year`, the nearest that is well covered
    national : Total of the provinces; of cities it is that of the cities listed, which do not make up the whole nation
    """

    indicator: Indicator
    level: str
    year: int
    demand_year: int
    layer: str
    national: Total

    @property
    def supply(self) -> Metric:
        """The supply measure."""
        return self.indicator.numerator

    @property
    def demand(self) -> Metric:
        """The demand base."""
        assert self.indicator.denominator is not None
        return self.indicator.denominator


@dataclass(frozen=True)
class GapBasis(GapTerms):
    """Supply measure S and demand base D of the regions of a level in one year, with the figures of every region.

    Attributes
    ----------
    rows : one row per region of the level: region_code, supply, supply_lo, supply_hi, demand, ratio (S/D in the units
        of the metrics, without scale), n, coverage, layer, reason (text or missing), qualifier, proxy (1 where whole
        provinces stand in), zone (its zone's code; of a zone itself; missing elsewhere). Of a province or city supply
        and demand stand also where a reason withholds the ratio, as of a base of zero.
    units : rows of the regions that add up to the whole at this level: the 31 provinces where the level is provinces
        or major regions, which overlap, else the regions of the survey themselves; indexed by region_code
    zones : Total by zone
    covered : share of the nation's demand that the units with a ratio carry, 0..1; NaN where the nation's is unknown
    """

    rows: pd.DataFrame
    units: pd.DataFrame
    zones: Mapping[str, Total]
    covered: float

    @property
    def terms(self) -> GapTerms:
        """The same without the figures of every region, for what is kept of one of them."""
        return GapTerms(self.indicator, self.level, self.year, self.demand_year, self.layer, self.national)

    @property
    def key(self) -> tuple[str, str, str, int, int, str]:
        """What the basis is of, complete: under it everything derived from a basis is remembered."""
        return (self.supply.metric, self.demand.metric, self.level, self.year, self.demand_year, self.layer)

    @cached_property
    def reported(self) -> pd.DataFrame:
        """The units with a ratio, indexed by region_code: what benchmarks and models rest on."""
        return self.units[self.units["ratio"].notna()]

    def zone_ratio(self, zone: str) -> Outcome:
        """Supply per demand of a zone; absent also of one that the year has no row of."""
        return self.zones[zone].ratio if zone in self.zones else Outcome.absent(Reason.NOT_PUBLISHED)

    def is_complete(self, zone: str | None = None) -> bool:
        """Whether the units may stand for the nation or a zone, so that quantiles and spread may rest on them (E2).

        Cities listed stand for themselves where at least half of the survey's are; provinces and zones for the nation
        where those with a ratio carry enough of its demand, and provinces for a zone where the demand of each is known.
        """
        if self.level == "city":
            return bool(self.units["demand"].notna().mean() >= LEAST_LISTED)
        if zone is None:
            return self.covered >= MINIMUM_COVERAGE
        members = self.units.loc[self.units["zone"] == zone, "demand"]
        return len(members) > 0 and bool(members.notna().all())

    def row(self, region_code: str) -> pd.Series | None:
        """The row of a region; None where it is none of the level."""
        found = self.rows[self.rows["region_code"] == region_code]
        return found.iloc[0] if len(found) else None


def gap_basis(
    engine: Engine,
    regions: Regions,
    catalogue: Mapping[str, Indicator],
    supply: str,
    demand: str,
    level: str,
    year: int,
    layer: str,
    base_year: int | None = None,
) -> GapBasis | None:
    """Return what the gaps of a level rest on; None where the demand base is known nowhere at that level.

    Parameters
    ----------
    supply, demand : metrics named in gap_measures.toml
    year : a year in which the supply is known at the level
    base_year : year of the demand base; by default the nearest that is well covered
    """
    base_level = "city" if level == "city" else "province"
    if base_year is None:
        base_year = demand_year(engine, catalogue, demand, base_level, year, layer)
    if base_year is None:
        return None
    indicator = supply_per_demand(catalogue, supply, demand, base_year)
    rows = _rows(engine, regions, indicator, level, year, layer)
    unit_level = "province" if level == "major" else level
    units = rows if unit_level == level else _rows(engine, regions, indicator, unit_level, year, layer)
    units = units[units["reason"] != Reason.OUT_OF_SURVEY.value].set_index("region_code", drop=False)
    provinces = units if unit_level == "province" else _rows(engine, regions, indicator, "province", year, layer)
    inside = provinces[provinces["reason"] != Reason.OUT_OF_SURVEY.value]
    demand_total = base_total(engine, indicator.denominator, base_year, layer) if indicator.denominator else None
    whole = float("nan") if demand_total is None else demand_total.value
    if level == "city":
        is_listed = units["demand"].notna().mean() >= LEAST_LISTED
        of_zones = {zone: exact_sum(inside.loc[inside["zone"] == zone, "demand"]) for zone in ZONES}
        zones = {zone: _of_listed(units[units["zone"] == zone], of_zones[zone], is_listed) for zone in ZONES}
        national = _of_listed(units, whole, is_listed)
    else:
        zones = _zone_totals(_rows(engine, regions, indicator, "zone", year, layer))
        national = _national(engine, indicator, inside, whole, year, layer)
    covered = _share(exact_sum(units.loc[units["ratio"].notna(), "demand"]), whole)
    return GapBasis(indicator, level, year, base_year, layer, national, rows, units, zones, covered)


def is_counted(basis: GapTerms) -> bool:
    """Whether the supply is a number of agencies or persons, by its unit: then chance has an exact interval (E7)."""
    return basis.supply.unit in COUNTED


def _rows(
    engine: Engine, regions: Regions, indicator: Indicator, level: str, year: int, layer: str
) -> pd.DataFrame:
    parts = ratio_with_parts(engine, indicator, level, layer)
    parts = parts[parts["period"] == year].rename(
        columns={"numerator": "supply", "numerator_lo": "supply_lo", "numerator_hi": "supply_hi",
                 "denominator": "demand"}
    )
    parts["ratio"] = parts["value"] / indicator.scale
    parts["zone"] = [code if code in ZONES else regions.zone_of(code) for code in parts["region_code"]]
    return parts[ROW_COLUMNS].reset_index(drop=True)


def _share(demand: float, whole: float) -> float:
    """Part of the whole; a whole printed in rounder figures than its parts is not exceeded."""
    return min(demand / whole, 1.0) if whole > 0 else float("nan")


def _of_listed(units: pd.DataFrame, whole: float, is_listed: bool) -> Total:
    """Total over the cities that report both, with the share of the `whole` demand that they carry.

    City lists never cover the country, so cities stand for the cities listed, and only where those that report carry
    nearly all the demand that is known of cities, and enough of the survey's cities have one (`is_listed`).
    """
    both = units[units["ratio"].notna()]
    supply, demand = exact_sum(both["supply"]), exact_sum(both["demand"])
    coverage = _share(demand, whole)
    if both.empty:
        return _absent(Reason.NOT_PUBLISHED, coverage)
    if not is_listed or not _share(demand, exact_sum(units["demand"].dropna())) >= MINIMUM_COVERAGE:
        return _absent(Reason.COVERAGE, coverage, len(both))
    return _present(supply, demand, coverage, len(both), "sum")


def _zone_totals(rows: pd.DataFrame) -> dict[str, Total]:
    totals = {}
    for row in rows.to_dict("records"):
        if pd.isna(row["ratio"]):
            totals[row["region_code"]] = _absent(Reason(row["reason"]), row["coverage"], int(row["n"]))
        else:
            totals[row["region_code"]] = _present(
                row["supply"], row["demand"], row["coverage"], int(row["n"]), "sum"
            )
    return totals


def _national(
    engine: Engine, indicator: Indicator, provinces: pd.DataFrame, whole: float, year: int, layer: str
) -> Total:
    """Total of the provinces that report both, if they carry enough of the whole demand; else as printed (E2)."""
    both = provinces[provinces["ratio"].notna()]
    coverage = _share(exact_sum(both["demand"]), whole)
    if len(both) and coverage >= MINIMUM_COVERAGE:
        return _present(exact_sum(both["supply"]), exact_sum(both["demand"]), coverage, len(both), "sum")
    supply = national_total(engine, indicator.numerator, year, layer)
    if supply is not None and not math.isnan(whole):
        return _present(supply.value, whole, 1.0, 1, "printed")
    return _absent(Reason.COVERAGE if len(both) else Reason.NOT_PUBLISHED, coverage, len(both))


def _present(supply: float, demand: float, coverage: float, n: int, basis: TotalBasis) -> Total:
    ratio = Outcome.of(supply / demand, n) if demand > 0 else Outcome.absent(Reason.ZERO_DENOMINATOR, n)
    return Total(Outcome.of(supply, n), Outcome.of(demand, n), ratio, coverage, n, basis)


def _absent(reason: Reason, coverage: float, n: int = 0) -> Total:
    outcome = Outcome.absent(reason, n)
    return Total(outcome, outcome, outcome, coverage, n, "sum")
