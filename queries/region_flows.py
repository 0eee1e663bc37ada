"""What moves into a region and out of it: branches of agencies from elsewhere, and technology contracts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

import pandas as pd

from queries.branch_register import FlowLevel, branch_register
from queries.catalogue import Indicator
from queries.contracts import contracts_of
from queries.engine import Engine
from queries.flow_board import flow_board
from queries.regions import NATION, ZONES, Regions

MOST_PARTNERS = 3


@dataclass(frozen=True)
class BranchFlows:
    """Branches standing at the end of a year.

    Attributes
    ----------
    received, sent : branches in the region of head offices elsewhere, and branches elsewhere of its own head offices
    kept : branches in the region of its own head offices
    origins, destinations : partners by code with their branches, the largest first, at most three
    level : of the partners
    """

    year: int
    level: FlowLevel
    received: int
    sent: int
    kept: int
    origins: pd.Series
    destinations: pd.Series

    @property
    def net(self) -> int:
        """Branches received less branches sent."""
        return self.received - self.sent


@dataclass(frozen=True)
class ContractFlows:
    """Technology contracts of the latest year known on both sides: value sold and bought, in the unit of the metric."""

    year: int
    sold_by: Indicator
    sold: float
    bought: float


def branch_flows(engine: Engine, regions: Regions, layer: str, region: str) -> BranchFlows | None:
    """Return the branches across the border of a region; None for the nation, and where no register tells of any."""
    register = branch_register(engine, regions, layer) if region != NATION else None
    if register is None:
        return None
    level = _level(regions, region)
    units = set(register.units(level))
    own = {region} & units or units & set(regions.members(region, level))
    if not own:
        return None
    board = flow_board(register, "standing", register.last, register.last, level, None)
    totals = board.balance_of(own)
    links = board.links_of(own)
    leaves = links["origin"].isin(own)
    return BranchFlows(
        register.last, level, totals["received"], totals["sent"], totals["kept"],
        _largest(links[~leaves], "origin"), _largest(links[leaves], "destination"),
    )


def contract_flows(
    engine: Engine, catalogue: Mapping[str, Indicator], layer: str, region: str
) -> ContractFlows | None:
    """Return the contracts of a province, a zone or the nation; None of other places and where nothing is known."""
    contracts = contracts_of(engine, catalogue, "amount", layer)
    is_told = contracts is not None and region in (NATION, *ZONES, *contracts.tables["province"][0].index)
    if contracts is None or not is_told:
        return None
    line = contracts.line(region).dropna()
    if line.empty:
        return None
    year = cast(int, line.index.max())
    return ContractFlows(int(year), contracts.sold, float(line["sold"][year]), float(line["bought"][year]))


def _level(regions: Regions, region: str) -> FlowLevel:
    """Partners are provinces, of a city and of a region made of cities they are cities."""
    level = regions.level_of(region)
    is_of_cities = level == "city" or (level == "major" and not regions.members(region, "province"))
    return "city" if is_of_cities else "province"


def _largest(links: pd.DataFrame, end: str) -> pd.Series:
    counts = links.groupby(end)["count"].sum().reset_index()
    ordered = counts.sort_values(["count", end], ascending=[False, True]).head(MOST_PARTNERS)
    return ordered.set_index(end)["count"].astype(int)
