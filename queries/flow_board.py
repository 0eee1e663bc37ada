"""Flows of branches between the units of a level: the links by size, and what every unit sends, receives and keeps."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from queries.branch_register import BranchRegister, Counted, FlowLevel
from queries.formulas.od_flows import FlowTotals, flow_balance, flow_totals, migration_effectiveness
from queries.formulas.outcome import Outcome
from queries.regions import ZONES, Regions

USUAL_LINKS, MOST_LINKS = 40, 300
STEPS = (1, 2, 3, 5)
OTHERS = "others"


@dataclass(frozen=True)
class Shown:
    """The links that a figure shows of those it speaks of, the largest first.

    Attributes
    ----------
    links : origin, destination, count
    least : branches that a link must have
    all_links, all_branches : links it speaks of, and branches on them
    """

    links: pd.DataFrame
    least: int
    all_links: int
    all_branches: int

    @property
    def branches(self) -> int:
        """Branches on the links shown."""
        return int(self.links["count"].sum())

    @property
    def hidden(self) -> int:
        """Links not shown."""
        return self.all_links - len(self.links)


@dataclass(frozen=True)
class FlowBoard:
    """The flows of one level, kind, period and form of service.

    Attributes
    ----------
    flows : shape (n, n), counts from the unit of the head office (row) to that of the branch (column)
    links : origin, destination and count of every pair of different units with a branch, the largest first, ties by
        code
    balance : by unit, as ``flow_balance``
    totals, effectiveness : of the whole matrix
    """

    level: FlowLevel
    flows: pd.DataFrame
    links: pd.DataFrame
    balance: pd.DataFrame
    totals: FlowTotals
    effectiveness: Outcome

    def links_of(self, units: Collection[str]) -> pd.DataFrame:
        """Links that cross the border of some units, in or out; all links where there are none."""
        if not units:
            return self.links
        leaves, enters = self.links["origin"].isin(units), self.links["destination"].isin(units)
        return self.links[leaves != enters]

    def shown(self, least: int, units: Collection[str] = ()) -> Shown:
        """The links of at least so many branches, at most `MOST_LINKS`: more arrows cannot be told apart."""
        own = self.links_of(units)
        return Shown(own[own["count"] >= least].head(MOST_LINKS), least, len(own), int(own["count"].sum()))

    def balance_of(self, units: Collection[str]) -> dict[str, int]:
        """What some units together keep, send and receive."""
        inside = self.flows.index.isin(list(units))
        cells = self.flows.to_numpy()
        return {
            "kept": int(cells[np.ix_(inside, inside)].sum()),
            "sent": int(cells[np.ix_(inside, ~inside)].sum()),
            "received": int(cells[np.ix_(~inside, inside)].sum()),
        }

    @cached_property
    def receivers(self) -> tuple[str, ...]:
        """The units with the largest net inflow, several where they tie; none where no unit has any."""
        return self._at(int(self.balance["net"].max()))

    @cached_property
    def senders(self) -> tuple[str, ...]:
        """The units with the largest net outflow, several where they tie; none where no unit has any."""
        return self._at(int(self.balance["net"].min()))

    def _at(self, net: int) -> tuple[str, ...]:
        return tuple(str(code) for code in self.balance.index[self.balance["net"] == net]) if net else ()


def usual_least(links: pd.DataFrame) -> int:
    """Branches that a link must have so that at most `USUAL_LINKS` are shown; the largest where ties forbid it."""
    counts = np.sort(links["count"].to_numpy())[::-1]
    if len(counts) <= USUAL_LINKS:
        return 1
    above = int(counts[USUAL_LINKS]) + 1
    return min(above, int(counts[0]))


def least_steps(links: pd.DataFrame) -> list[int]:
    """Thresholds worth a choice: 1, 2, 3, 5, 10, 20, … and the usual one, none above the largest link."""
    largest = int(links["count"].max()) if len(links) else 1
    tens = [step * 10**power for power in range(len(str(largest))) for step in STEPS if power == 0 or step != 3]
    return sorted({step for step in tens if step <= largest} | {usual_least(links), 1})


def flow_board(
    register: BranchRegister, counted: Counted, first: int, last: int, level: FlowLevel, form: str | None
) -> FlowBoard:
    """Return the flows of a level: openings or closings of some years, or what stands at the end of `last`."""
    return board_of(register.counted(counted, first, last, level, form), level)


def board_of(flows: pd.DataFrame, level: FlowLevel) -> FlowBoard:
    """Return the board of a matrix of flows."""
    cells = flows.to_numpy()
    rows, columns = np.nonzero(cells)
    away = rows != columns
    rows, columns = rows[away], columns[away]
    links = pd.DataFrame({
        "origin": flows.index.to_numpy()[rows],
        "destination": flows.columns.to_numpy()[columns],
        "count": cells[rows, columns].astype(int),
    })
    links = links.sort_values(
        ["count", "origin", "destination"], ascending=[False, True, True], ignore_index=True, kind="stable"
    )
    return FlowBoard(
        level, flows, links, flow_balance(flows), flow_totals(flows), migration_effectiveness(flows)
    )


def by_size(board: FlowBoard, most: int, kept: Collection[str] = ()) -> pd.DataFrame:
    """The matrix of the units with most branches, all others together as `OTHERS`; nothing is lost.

    Units of `kept` are always among them. Where no more than `most` have a flow, they alone are left, without others.
    """
    moved = (board.balance["kept"] + board.balance["sent"] + board.balance["received"]).sort_values(
        ascending=False, kind="stable"
    )
    if len(board.flows) <= most:
        return board.flows
    chosen = [code for code in kept if code in moved.index]
    chosen += [str(code) for code in moved.index if code not in chosen and moved[code] > 0]
    own = set(chosen[:most])
    # As an array: a list of codes would be read as one of column names.
    labels = np.array([code if code in own else OTHERS for code in board.flows.index], dtype=object)
    grouped = board.flows.groupby(labels).sum().T.groupby(labels).sum().T
    order = [code for code in board.flows.index if code in own]
    order += [OTHERS] if any(moved[code] > 0 for code in moved.index if code not in own) else []
    return grouped.loc[order, order]


def units_chosen(regions: Regions, region: str | None, register: BranchRegister, level: FlowLevel) -> tuple[str, ...]:
    """The units of a level that a selected place is, consists of or lies in; none where nothing is selected."""
    units = register.units(level)
    if region is None or region not in regions:
        return ()
    if region in units:
        return (region,)
    inside: Any = {
        "zone": lambda: [zone for zone in ZONES if zone in regions.trail(region)],
        "province": lambda: regions.members(region, "province"),
        "city": lambda: regions.members(region, "city"),
    }[level]()
    chosen = tuple(code for code in inside if code in units)
    return chosen if len(chosen) < len(units) else ()
