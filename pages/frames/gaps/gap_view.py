"""What the reader chose on the gaps page, and what its sections rest on."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from streamlit.delta_generator import DeltaGenerator

from geo.map_spec import MapLevel
from pages.controls.selectors import current_state
from pages.controls.state import OF_GAPS, remembered
from pages.frames.provenance import Provenance, of_indicators
from pages.shell.screen import Screen
from pages.texts.numbers import percent
from queries.catalogue import Indicator
from queries.gap_basis import GapBasis, Total


@dataclass(frozen=True)
class PlaceView:
    """Level and selected place: all that a section needs which counts services itself.

    `controls` is what is left of the line of controls, for those of the section's own.
    """

    level: MapLevel
    region: str | None
    controls: DeltaGenerator


@dataclass(frozen=True)
class GapView:
    """Level, selected place, supply measure, demand base and year, and the figures they lead to."""

    level: MapLevel
    region: str | None
    supply: Indicator
    demand: Indicator
    year: int
    basis: GapBasis


def gap_state(section: str) -> dict[str, Any]:
    """The view parameters of the gaps page, for links and the briefing."""
    own = {name: remembered(name) for name in OF_GAPS if remembered(name)}
    return {**current_state("gaps"), **own, "section": section}


def scope_words(screen: Screen, view: GapView) -> tuple[str, ...]:
    """What nation and zones stand for where they are not the sum of all their provinces, with n of N and coverage."""
    t, basis, nation = screen.texts, view.basis, view.basis.national
    demand = view.demand.name(screen.language)

    def part(total: Total) -> str:
        return t("ledger.part_unknown") if math.isnan(total.coverage) else percent(total.coverage)

    if view.level == "city":
        zones = [t("ledger.zone_part", zone=screen.place(zone), share=part(basis.zones[zone])) for zone in basis.zones]
        return (t("ledger.listed", n=nation.n, count=len(basis.units), demand=demand, share=part(nation),
                  zones=t.joined(zones)),)
    if nation.basis == "printed":
        return (t("ledger.printed", count=len(basis.reported), name=view.supply.name(screen.language)),)
    if nation.ratio.value is not None and nation.coverage < 1:
        return (t("ledger.covered", n=nation.n, demand=demand, share=percent(nation.coverage, 2)),)
    return ()


def gap_provenance(
    screen: Screen, view: GapView, formula: str, remarks: tuple[str, ...] = (), map_note: str | None = None
) -> Provenance:
    """Where the figures of a gap come from; `formula` says how they are worked out from supply and demand."""
    basis = view.basis
    t = screen.texts
    if basis.demand_year != basis.year:
        note = t("gaps.other_year", demand=view.demand.name(screen.language), demand_year=basis.demand_year,
                 year=basis.year)
        remarks = (note, *remarks)
    if view.level == "major":
        remarks = (*remarks, t("remark.overlap"))
    return of_indicators(
        screen, [basis.indicator], [basis.year], [view.level], remarks, map_note, formula=formula
    )
