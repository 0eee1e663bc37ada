"""How supply stands to demand, region by region: their ratio, how far both go together, how densely both lie."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from queries.base_values import PUBLISHED, base_of_year, base_values
from queries.catalogue import Indicator
from queries.engine import Engine
from queries.formulas.composite_demand import composite_demand
from queries.formulas.coupling_coordination import (
    coordination_level,
    coupling_coordination,
    direction,
    fixed_bounds_index,
)
from queries.formulas.gap import gap_to_reference
from queries.formulas.outcome import outcome_frame, reasons_by_unit
from queries.formulas.reasons import Reason
from queries.formulas.shares import share
from queries.gap_basis import GapBasis, gap_basis
from queries.gap_measures import demand_reported, demand_year
from queries.regions import Regions
from queries.values import indicator_values

Ground = Literal["population", "area"]
POPULATIONS = ("resident_population", "population_census", "household_registered_population")
USUAL_BASES = ("invention_patents_in_force", "domestic_invention_patents_granted", "hightech_enterprises",
               "rd_expenditure", "gdp")
"""What a composite demand rests on by default where it is known: patents, enterprises, research, output."""
ENOUGH = 0.8
PER_PEOPLE, PER_AREA = 10_000.0, 10_000.0


@dataclass(frozen=True)
class FixedBounds:
    """Least and greatest value of a measure over all regions of a level and all years that are set side by side.

    `layer` is the one they are of: that of the view, or the one that lends the whole base.
    """

    lowest: float
    highest: float
    first_year: int
    last_year: int
    layer: str


@dataclass(frozen=True)
class Balance:
    """Supply set against demand in the regions of a level.

    Attributes
    ----------
    rows : indexed by region_code: supply and demand (in the units of the metrics), ratio (supply–demand ratio,
        1 = as the whole) with ratio_reason, composite (the same against the composite demand) with composite_reason,
        supply_index and demand_index (0.01..0.99), coordination, coupling, development (form of 2021), classical and
        classical_coupling, level, classical_level, direction, reason (why there is no coordination)
    supply_bounds, demand_bounds : what the indices are scaled by; None where nothing is known
    bases : the demand bases of the composite, each with its year
    """

    rows: pd.DataFrame
    supply_bounds: FixedBounds | None
    demand_bounds: FixedBounds | None
    bases: tuple[tuple[str, int], ...]

    @property
    def coordinated(self) -> pd.DataFrame:
        """The regions with a coordination, the highest first, ties by code."""
        known = self.rows[self.rows["coordination"].notna()].reset_index()
        ordered = known.sort_values(["coordination", "region_code"], ascending=[False, True])
        return ordered.set_index("region_code")


@dataclass(frozen=True)
class Intensity:
    """Supply and demand per head or per area, which a map may show as colours where totals may not.

    Attributes
    ----------
    rows : indexed by region_code: supply, demand (per `scale` of the ground), reason
    ground : what both are divided by; area where the population is unknown or is itself the demand
    metric, year : of the population; None for area
    scale : 10 000 residents or 10 000 km²
    """

    rows: pd.DataFrame
    ground: Ground
    metric: str | None
    year: int | None
    scale: float


def bases_offered(engine: Engine, regions: Regions, catalogue: Mapping[str, Indicator], basis: GapBasis) -> list[str]:
    """Demand bases that four fifths of the regions of the level report, the chosen one first."""
    reported = demand_reported(engine, catalogue, basis.level, basis.layer)
    enough = [metric for metric, count in reported.items() if count >= ENOUGH * regions.surveyed(basis.level)]
    return list(dict.fromkeys([basis.demand.metric, *enough]))


def usual_bases(offered: Sequence[str]) -> list[str]:
    """Those of the offered bases that a composite rests on by default; all offered where they are none of the usual."""
    return [metric for metric in offered if metric in USUAL_BASES] or list(offered[:1])


def balance(
    engine: Engine, regions: Regions, catalogue: Mapping[str, Indicator], basis: GapBasis, bases: Sequence[str]
) -> Balance:
    """Return ratio and coupling coordination of every region in the survey (METHODS G1, G8).

    Parameters
    ----------
    basis : supply measure, demand base, level, year and layer
    bases : demand bases of the composite; without any there is none
    """
    rows = basis.rows[basis.rows["reason"] != Reason.OUT_OF_SURVEY.value].set_index("region_code")
    ratio = gap_to_reference(rows["supply"], rows["demand"], basis.national.ratio)
    composite, entered = _composite(engine, regions, catalogue, basis, bases, rows)
    bounds = _bounds(engine, catalogue, basis)
    indices = [
        fixed_bounds_index(rows[name], bound.lowest, bound.highest) if bound else fixed_bounds_index(rows[name], 0, 0)
        for name, bound in zip(("supply", "demand"), bounds, strict=True)
    ]
    systems = pd.DataFrame({"supply": indices[0]["value"], "demand": indices[1]["value"]}, index=rows.index)
    new, old = coupling_coordination(systems), coupling_coordination(systems, "classical")
    # Why an index is absent says more than that one is.
    why = indices[0]["reason"].where(indices[0]["reason"].notna(), indices[1]["reason"])
    result = rows[["supply", "demand"]].assign(
        ratio=ratio["relative"], ratio_reason=ratio["reason"],
        composite=composite["value"], composite_reason=composite["reason"],
        supply_index=systems["supply"], demand_index=systems["demand"],
        coordination=new["value"], coupling=new["coupling"], development=new["development"],
        classical=old["value"], classical_coupling=old["coupling"],
        level=coordination_level(new["value"]), classical_level=coordination_level(old["value"]),
        direction=direction(systems["supply"], systems["demand"]),
        reason=why.where(why.notna(), new["reason"]),
    )
    return Balance(result, bounds[0], bounds[1], entered)


def intensity(engine: Engine, regions: Regions, catalogue: Mapping[str, Indicator], basis: GapBasis) -> Intensity:
    """Return supply and demand per 10 000 residents, or per 10 000 km² where that cannot be."""
    rows = basis.rows.set_index("region_code")
    surveyed = rows["reason"] != Reason.OUT_OF_SURVEY.value
    for metric in POPULATIONS:
        if metric not in catalogue or basis.demand.metric in POPULATIONS:
            continue
        year = demand_year(engine, catalogue, metric, basis.level, basis.year, basis.layer)
        if year is None:
            continue
        people = base_of_year(engine, catalogue[metric].numerator, basis.level, year, basis.layer).reindex(rows.index)
        if (people[surveyed] > 0).mean() >= ENOUGH:
            return Intensity(_divided(rows, people, PER_PEOPLE), "population", metric, year, PER_PEOPLE)
    area = pd.Series({code: regions[code].area_km2 for code in rows.index}, dtype=float).rename_axis("region_code")
    return Intensity(_divided(rows, area, PER_AREA), "area", None, None, PER_AREA)


def _divided(rows: pd.DataFrame, ground: pd.Series, scale: float) -> pd.DataFrame:
    divisor = ground.where(ground > 0) / scale
    reasons = reasons_by_unit(
        rows.index,
        (rows["reason"] == Reason.OUT_OF_SURVEY.value, Reason.OUT_OF_SURVEY),
        (rows["supply"].isna(), Reason.NOT_PUBLISHED),
        (rows["demand"].isna() | divisor.isna(), Reason.NO_DENOMINATOR),
    )
    parts = {name: outcome_frame(rows[name] / divisor, reasons) for name in ("supply", "demand")}
    return pd.DataFrame({
        "supply": parts["supply"]["value"], "demand": parts["demand"]["value"], "reason": parts["supply"]["reason"],
    }, index=rows.index)


def _composite(
    engine: Engine, regions: Regions, catalogue: Mapping[str, Indicator], basis: GapBasis, bases: Sequence[str],
    rows: pd.DataFrame,
) -> tuple[pd.DataFrame, tuple[tuple[str, int], ...]]:
    """Supply–demand ratio against the mean of the demand shares, and the bases that have a whole to share in."""
    shares: dict[str, pd.Series] = {}
    years: list[tuple[str, int]] = []
    for metric in bases:
        own = basis if metric == basis.demand.metric else gap_basis(
            engine, regions, catalogue, basis.supply.metric, metric, basis.level, basis.year, basis.layer
        )
        whole = own.national.demand.value if own else None
        if own is None or whole is None:
            continue
        amounts = own.rows.set_index("region_code")["demand"].reindex(rows.index)
        shares[metric] = share(amounts, total=whole)["value"]
        years.append((metric, own.demand_year))
    if not shares or basis.national.supply.value is None:
        absent = basis.national.supply.reason or Reason.NO_DENOMINATOR
        return outcome_frame(pd.Series(math.nan, index=rows.index), pd.Series(absent.value, index=rows.index)), ()
    demand = composite_demand(pd.DataFrame(shares, index=rows.index))
    supply = share(rows["supply"], total=basis.national.supply.value)
    reasons = supply["reason"].where(supply["reason"].notna(), demand["reason"])
    is_zero = demand["value"].eq(0) & reasons.isna()
    reasons = reasons.mask(is_zero, Reason.ZERO_DENOMINATOR.value)
    return outcome_frame(supply["value"] / demand["value"].where(~is_zero), reasons), tuple(years)


def _bounds(
    engine: Engine, catalogue: Mapping[str, Indicator], basis: GapBasis
) -> tuple[FixedBounds | None, FixedBounds | None]:
    """Bounds of supply and of demand over all pairs of years that a view can set against each other.

    Each year of the supply goes with the year of the base that answers it. Only years in which the base is of the
    same layer as in the year shown count, the layer's own or wholly lent: figures of two layers bound no index.
    """
    base_level = "city" if basis.level == "city" else "province"
    supply = _known(indicator_values(engine, catalogue[basis.supply.metric], basis.level, basis.layer))
    own_years = set(_known(indicator_values(engine, catalogue[basis.demand.metric], base_level, basis.layer))["period"])
    lender = basis.layer if basis.demand_year in own_years else PUBLISHED
    pairs = {basis.year: basis.demand_year}
    for year in set(supply["period"]) - {basis.year}:
        answer = demand_year(engine, catalogue, basis.demand.metric, base_level, year, basis.layer)
        if answer is not None and (answer in own_years) == (basis.demand_year in own_years):
            pairs[year] = answer
    demand = _known(base_values(engine, basis.demand, basis.level, lender))
    return (
        _extent(supply[supply["period"].isin(pairs.keys())], basis.layer),
        _extent(demand[demand["period"].isin(pairs.values())], lender),
    )


def _known(values: pd.DataFrame) -> pd.DataFrame:
    return values[values["value"].notna() & (values["reason"] != Reason.OUT_OF_SURVEY.value)]


def _extent(known: pd.DataFrame, layer: str) -> FixedBounds | None:
    if known.empty:
        return None
    return FixedBounds(
        float(known["value"].min()), float(known["value"].max()),
        int(known["period"].min()), int(known["period"].max()), layer,
    )
