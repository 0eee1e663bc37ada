"""The match matrix: how much of a province is lacking, crossed with how well it can receive (METHODS T11)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from queries.capacity import LEVEL, Capacity
from queries.catalogue import Indicator
from queries.engine import Engine
from queries.expected_supply import default_drivers, expected_board
from queries.formulas.match_quadrant import match_quadrants
from queries.formulas.poisson import poisson_interval
from queries.formulas.rank_uncertainty import PROBABILITY
from queries.gap_basis import GapBasis, gap_basis, is_counted
from queries.gap_measures import best_covered, demand_reported, supply_reported, supply_years
from queries.regions import Regions
from queries.service_coverage import level_coverage

GapKind = Literal["average", "expected", "services"]
NO_GAP = 0.0
ENOUGH_PROVINCES = 0.8
"""Share of the provinces that needs both a capacity and a gap: a median of a few is no line for the others."""
GAP_KINDS: tuple[GapKind, ...] = ("average", "expected", "services")


@dataclass(frozen=True)
class MatchMatrix:
    """Capacity crossed with gap.

    Attributes
    ----------
    kind : average (1 − r_i/r_N, G2), expected (1 − S_i/Ŝ_i, G4) or services (weighted gap of types and forms, G6)
    rows : index = provinces: capacity, capacity_lo, capacity_hi (0..1), gap, gap_lo, gap_hi (ratio; above 0 =
        lacking), quadrant (missing where either is), crosses_capacity, crosses_gap, is_edge
    capacity_line, gap_line : where the quarters meet: the median of the index, and no gap at all. Half the provinces
        being above a median gap would call some lacking that have more than the nation
    basis : supply and demand that the gap rests on; None for services
    """

    kind: GapKind
    rows: pd.DataFrame
    capacity_line: float
    gap_line: float
    basis: GapBasis | None

    def codes(self, quadrant: str) -> list[str]:
        """The provinces of a quarter, the widest gap first."""
        rows = self.rows[self.rows["quadrant"] == quadrant]
        return [str(code) for code in rows.sort_values("gap", ascending=False, kind="stable").index]


def usual_basis(
    engine: Engine, regions: Regions, catalogue: Mapping[str, Indicator], layer: str
) -> GapBasis | None:
    """Supply and demand that the gaps page opens on at the level of provinces; None where the layer lacks either."""
    units = regions.surveyed(LEVEL)
    supply = best_covered(supply_reported(engine, catalogue, LEVEL, layer), units)
    demand = best_covered(demand_reported(engine, catalogue, LEVEL, layer), units)
    if supply is None or demand is None:
        return None
    _, year = supply_years(engine, catalogue[supply], LEVEL, layer)
    return None if year is None else gap_basis(engine, regions, catalogue, supply, demand, LEVEL, year, layer)


def match_matrix(
    engine: Engine, regions: Regions, catalogue: Mapping[str, Indicator], capacity: Capacity, kind: GapKind
) -> MatchMatrix | None:
    """Cross the capacity of provinces with their gap.

    None where the index lacks the pillars that a quarter needs (``holds_quarters``), or where both are known of fewer
    than 80 % of the provinces.
    """
    if not holds_quarters(capacity):
        return None
    if kind == "services":
        basis, gaps = None, _of_services(engine, regions, capacity.layer)
    else:
        basis = usual_basis(engine, regions, catalogue, capacity.layer)
        if basis is None:
            return None
        gaps = _of_average(basis) if kind == "average" else _of_expected(engine, regions, catalogue, basis)
    rows = _capacities(capacity).join(gaps)
    both = rows[rows["capacity"].notna() & rows["gap"].notna()]
    if len(both) < ENOUGH_PROVINCES * regions.surveyed(LEVEL):
        return None
    capacity_line, gap_line = capacity.line, NO_GAP
    return MatchMatrix(
        kind, rows.join(match_quadrants(rows, capacity_line, gap_line)), capacity_line, gap_line, basis
    )


def holds_quarters(capacity: Capacity) -> bool:
    """Whether the index knows the present base, and platform or cost: demand alone does not say who can receive."""
    known = {pillar.id for pillar in capacity.pillars}
    return "base" in known and bool(known & {"platform", "cost"})


def _capacities(capacity: Capacity) -> pd.DataFrame:
    """The index with the interval of its distance to the median, laid around the median shown."""
    ranks = capacity.ranks
    return pd.DataFrame({
        "capacity": ranks["value"],
        "capacity_lo": capacity.line + ranks["above_lo"],
        "capacity_hi": capacity.line + ranks["above_hi"],
    })


def _of_average(basis: GapBasis) -> pd.DataFrame:
    """How far supply per demand lies below that of the nation, with the chance of small counts (E7)."""
    units, national = basis.units, basis.national.ratio.value
    if national is None or national <= 0:
        return _gaps(pd.Series(np.nan, index=units.index))
    gap = 1.0 - units["ratio"] / national
    if not is_counted(basis):
        return _gaps(gap)
    counts = poisson_interval(units["supply"].where(units["ratio"].notna()), PROBABILITY)
    ratios = counts.div(units["demand"].where(units["demand"] > 0), axis=0)
    return _gaps(gap, 1.0 - ratios["hi"] / national, 1.0 - ratios["lo"] / national)


def _of_expected(
    engine: Engine, regions: Regions, catalogue: Mapping[str, Indicator], basis: GapBasis
) -> pd.DataFrame:
    """How far supply lies below what similar provinces have, with the 80 % interval of the expectation."""
    drivers = default_drivers(engine, regions, catalogue, basis)
    rows = expected_board(engine, regions, catalogue, basis, drivers).rows.set_index("region_code")
    supply = rows["supply"]
    lo, hi = (1.0 - supply / rows[name].where(rows[name] > 0) for name in ("lo_80", "hi_80"))
    return _gaps(-rows["relative_gap"], lo, hi)


def _of_services(engine: Engine, regions: Regions, layer: str) -> pd.DataFrame:
    rows = level_coverage(engine, regions, layer, LEVEL, threshold=1)
    rows = rows[~rows["is_reference"].astype(bool)]
    return _gaps(rows.set_index("region_code")["gap"].astype(float))


def _gaps(gap: pd.Series, lo: pd.Series | None = None, hi: pd.Series | None = None) -> pd.DataFrame:
    """Gaps with their interval; without one, none is laid around them."""
    return pd.DataFrame({
        "gap": gap.astype(float),
        "gap_lo": np.nan if lo is None else lo.astype(float),
        "gap_hi": np.nan if hi is None else hi.astype(float),
    }, index=gap.index)
