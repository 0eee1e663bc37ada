"""Official targets as ratios that regions are to reach: one choice for the ledger and for the years to close."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from queries.base_values import base_total
from queries.engine import Engine
from queries.formulas.outcome import Outcome
from queries.formulas.reasons import Reason
from queries.gap_basis import GapBasis
from queries.regions import NATION


@dataclass(frozen=True)
class GapTarget:
    """One official target of a supply measure.

    Attributes
    ----------
    region_code : of a region, or the nation
    year, clause, source_title : when it is due and where it is written
    ratio : X*/D, of a region's own target on its own demand, of the nation's on the demand of the nation
    """

    region_code: str
    year: int
    clause: str
    source_title: str
    ratio: Outcome


def gap_targets(engine: Engine, basis: GapBasis) -> dict[str, GapTarget]:
    """Return the targets of the supply measure that apply at the level, by region, the nation among them.

    Of several years the next one due counts, or the last where all are past.
    """
    targets = engine.query("target/targets")
    targets = targets[targets["metric"] == basis.supply.metric].sort_values("year")
    demands = basis.rows.set_index("region_code")["demand"]
    nation = base_total(engine, basis.demand, basis.demand_year, basis.layer)
    found = {}
    for place, of_place in targets.groupby("region_code", sort=True):
        code = str(place)
        if code != NATION and code not in demands.index:
            continue
        due = of_place[of_place["year"] >= basis.year]
        row = due.iloc[0] if len(due) else of_place.iloc[-1]
        demand = float(demands[code]) if code != NATION else nation.value if nation else float("nan")
        ratio = Outcome.of(float(row["value"]) / demand, 1) if demand > 0 else Outcome.absent(Reason.NO_DENOMINATOR)
        clause = str(row["clause"]) if pd.notna(row["clause"]) else ""
        found[code] = GapTarget(code, int(row["year"]), clause, str(row["source_title"]), ratio)
    return found


def target_of(targets: Mapping[str, GapTarget], region_code: str) -> GapTarget | None:
    """The target that a region is measured by: its own, else that of the nation, else none."""
    return targets.get(region_code) or targets.get(NATION)
