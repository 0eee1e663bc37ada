"""What the reader chose in the section years, and what its frames share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from pages.controls.scenarios import Scenario, restore_scenarios
from pages.controls.state import publish, remembered, restore
from pages.frames.gaps.gap_view import GapView, gap_state
from pages.frames.provenance import Provenance, of_indicators
from pages.shell.screen import Screen
from pages.texts.ledger import aim_of
from queries.catalogue import Indicator
from queries.gap_measures import supply_per_demand
from queries.regions import NATION
from queries.standing_benchmarks import STANDING_BENCHMARKS
from queries.years_to_close import (
    SPANS,
    SPEEDS,
    Aim,
    CatchUp,
    Reference,
    Speed,
    WayThere,
    catch_up,
    references_of,
    way_there,
    years_to_close,
)

MOVING, STILL = "no", "yes"
YEARS_AHEAD = 40
USUAL_YEARS = 10
USUAL_PACE = 10.0


@dataclass(frozen=True)
class YearsView:
    """Reference and speeds, the rows that follow for every region, and the region whose path is shown.

    `region` is the one selected, if it is of the level, else the one furthest behind; None where no region has a ratio.
    """

    gap: GapView
    catching: CatchUp
    reference: Reference
    speed: Speed
    stands_still: bool
    rows: pd.DataFrame
    region: str | None
    scenarios: tuple[Scenario, ...]

    @property
    def year(self) -> int:
        """The present year."""
        return self.catching.basis.year

    @property
    def indicator(self) -> Indicator:
        """Supply per demand, as it is stated on the screen."""
        return self.catching.basis.indicator

    def row(self, code: str) -> dict[str, Any] | None:
        """The row of a region; None where it is none of the level."""
        found = self.rows[self.rows["region_code"] == code]
        return {str(name): value for name, value in found.iloc[0].items()} if len(found) else None

    def state(self) -> dict[str, Any]:
        """The parameters that reopen this view."""
        return gap_state("years")


def years_view(screen: Screen, gap: GapView) -> YearsView:
    """Draw the line of controls and return what they say."""
    t = screen.texts
    catching = catch_up(screen.engine, screen.regions, screen.catalogue, gap.basis)
    with st.container(key="controls-years", horizontal=True, vertical_alignment="bottom", gap="medium"):
        reference = _reference(screen, catching)
        restore("speed", SPEEDS, "trend", screen.rejected)
        speed: Speed = st.segmented_control(
            t("years.speed_label"), SPEEDS, required=True, key="speed",
            format_func=lambda name: t(f"years.speed.{name}"), help=t("years.speed_help", span=SPANS["trend"]),
        ) or "trend"
        publish("speed", speed, "trend")
        restore("still", (MOVING, STILL), MOVING, screen.rejected)
        still = st.segmented_control(
            t("years.still_label"), (MOVING, STILL), required=True, format_func=lambda name: t(f"years.still.{name}"),
            key="still", disabled=reference in ("target", *STANDING_BENCHMARKS),
        )
        publish("still", still, MOVING)
    scenarios = restore_scenarios(screen)
    stands_still = still == STILL
    rows = years_to_close(screen.engine, catching, reference, speed, stands_still)
    return YearsView(
        gap, catching, reference, speed, stands_still, rows, _region(screen, gap, rows), tuple(scenarios)
    )


def _reference(screen: Screen, catching: CatchUp) -> Reference:
    t = screen.texts
    options = references_of(catching)
    # Whoever comes from the ledger goes on with its benchmark, if it is one to catch up with.
    usual: Reference = next((name for name in options if name == remembered("benchmark")), "nation")
    restore("reference", options, usual, screen.rejected)
    reference: Reference = st.segmented_control(
        t("years.reference_label"), options, required=True, format_func=lambda name: t(f"years.reference.{name}"),
        key="reference", help=t("years.reference_help"),
    ) or usual
    publish("reference", reference, usual)
    return reference


def _region(screen: Screen, gap: GapView, rows: pd.DataFrame) -> str | None:
    """The region selected, else the one furthest behind of those inside the selected place that have any supply."""
    if gap.region in set(rows["region_code"]):
        return gap.region
    inside = set(screen.regions.members(gap.region, gap.level)) if gap.region else set()
    known = rows[rows["ratio"].notna()].assign(behind=rows["ratio"] / rows["reference"], has_none=rows["ratio"] <= 0)
    known = known.sort_values(["has_none", "behind"])
    known = pd.concat([known[known["region_code"].isin(inside)], known])
    return None if known.empty else str(known["region_code"].iloc[0])


def way_of(screen: Screen, view: YearsView, aim: Aim) -> WayThere | None:
    """What an aim comes to at the speeds of this view; None where the level has no such region."""
    if aim.reference not in references_of(view.catching):
        return None
    rows = years_to_close(screen.engine, view.catching, aim.reference, view.speed, view.stands_still)
    found = rows[rows["region_code"] == aim.region_code]
    return way_there(view.catching, aim, found.iloc[0]) if len(found) else None


def reference_name(screen: Screen, view: YearsView, reference: Reference, code: str | None) -> str:
    """What a region is measured by, in words: 全国, 东部, its own zone by name, the target."""
    t = screen.texts
    if reference == "target":
        target = view.catching.target_of(code or NATION)
        has_own = any(place != NATION for place in view.catching.targets)
        if target is None or (code is None and has_own):
            return t("years.targets")
        return t("years.target" if target.region_code == NATION else "years.own_target", year=target.year)
    if reference in STANDING_BENCHMARKS:
        own = view.catching.basis.row(code) if code else None
        zone_code = own["zone"] if own is not None else None
        return aim_of(reference, screen.place(zone_code) if isinstance(zone_code, str) else None, None, t).name
    if reference == "zone":
        zone = view.catching.basis.row(code) if code else None
        known = zone is not None and isinstance(zone["zone"], str)
        return screen.place(zone["zone"]) if zone is not None and known else t("years.reference.zone")
    return screen.place(NATION if reference == "nation" else "east")


def years_provenance(screen: Screen, view: YearsView) -> Provenance:
    """Where supply, demand and the series behind the speeds come from, and how the years follow."""
    t, series = screen.texts, view.catching.series
    basis = view.catching.basis
    fixed = series.demand_year if series.is_demand_fixed else None
    indicator = supply_per_demand(screen.catalogue, basis.supply.metric, basis.demand.metric, fixed)
    remarks = [t("years.remark.method"), t("years.remark.projection")]
    if fixed is not None:
        remarks.insert(0, t("years.remark.fixed", demand=view.gap.demand.name(screen.language), year=fixed))
    if view.reference == "target":
        remarks.append(t("years.remark.target"))
    if view.reference in STANDING_BENCHMARKS:
        remarks.append(t("years.remark.standing", year=view.year))
    return of_indicators(
        screen, [indicator], list(series.years), [view.gap.level], remarks, formula=t("years.formula")
    )
