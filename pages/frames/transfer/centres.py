"""The section centres: where services and the demand for them have their centres, and how these move."""

from __future__ import annotations

import streamlit as st

from geo.map_spec import MapLevel
from pages.charts.centre_role import Role
from pages.charts.style import ACCENT, PINNED
from pages.controls.gap_selectors import demand_selector, supply_selector
from pages.controls.year_slider import until_selector, until_shown
from pages.frames.html import quiet
from pages.frames.provenance import Provenance, of_indicators
from pages.frames.transfer.centre_frames import centre_frames
from pages.frames.transfer.centre_scope import group_or_nation
from pages.frames.transfer.centre_view import CentreView
from pages.frames.transfer.transfer_view import TransferView, lacking, transfer_state
from pages.frames.unanswered import apart
from pages.shell.screen import Screen
from queries.catalogue import Indicator
from queries.centres import Centres, supply_and_demand_centres

TABLES = ("stat",)


@apart
def centres_section(screen: Screen, view: TransferView) -> None:
    """Draw the controls, what is missing, and both pictures of the centres there are."""
    t = screen.texts
    level: MapLevel = "city" if view.level == "city" else "province"
    supply, demand = _measures(screen, view, level)
    centres = supply_and_demand_centres(
        screen.engine, screen.regions, supply, demand, level, group_or_nation(screen, view.region, level), screen.layer
    )
    words = _missing(screen, supply, demand, centres, level)
    if not centres.series:
        lacking(screen, view, " ".join(words) or t("centres.lacking_both"), TABLES)
        return
    roles = tuple(_role(screen, name, indicator) for name, indicator in (("supply", supply), ("demand", demand))
                  if indicator and name in centres.series)
    years = centres.years
    until = until_shown(screen, years)
    if view.level not in ("province", "city"):
        st.html(quiet(t("centres.proxy_level")))
    shown = CentreView(
        centres, roles, until, "centres", lambda: transfer_state("centres"),
        lambda remarks, note: _provenance(screen, supply, demand, centres, until, (*words, *remarks), note),
    )
    centre_frames(screen, shown, lambda: until_selector(screen, years))
    if words:
        lacking(screen, view, " ".join(words), TABLES)


def _measures(screen: Screen, view: TransferView, level: MapLevel) -> tuple[Indicator | None, Indicator | None]:
    with view.controls:
        left, right = st.columns(2, gap="small")
        with left:
            supply = supply_selector(screen, level)
        with right:
            demand = demand_selector(screen, level)
    return supply, demand


def _role(screen: Screen, name: str, indicator: Indicator) -> Role:
    measure = indicator.name(screen.language)
    is_supply = name == "supply"
    return Role(
        name, measure, screen.texts("centres.supply_role" if is_supply else "centres.demand_role", name=measure),
        ACCENT if is_supply else PINNED[0], "circle" if is_supply else "diamond",
    )


def _missing(
    screen: Screen, supply: Indicator | None, demand: Indicator | None, centres: Centres, level: str
) -> list[str]:
    """What keeps a centre, a path or a distance from being shown, in words."""
    t = screen.texts
    words = [] if supply else [t("centres.lacking_supply_none")]
    for name, indicator in (("supply", supply), ("demand", demand)):
        if indicator and name in centres.lacking:
            known = centres.lacking[name]
            words.append(t("centres.lacking_supply" if name == "supply" else "centres.lacking_demand", known=known,
                           level=t(f"level.{level}"), name=indicator.name(screen.language)))
    if len(centres.years) == 1:
        words.append(t("centres.lacking_one_year", year=centres.years[0]))
    if len(centres.series) == 2 and demand and centres.distances.empty:
        years = [str(year) for year in centres.series["demand"].rows.index]
        words.append(t("centres.other_years", measure=demand.name(screen.language), years=t.joined(years)))
    return words


def _provenance(
    screen: Screen, supply: Indicator | None, demand: Indicator | None, centres: Centres, until: int,
    remarks: tuple[str, ...], map_note: str | None,
) -> Provenance:
    shown = [indicator for name, indicator in (("supply", supply), ("demand", demand))
             if indicator and name in centres.series]
    years = [year for year in centres.years if year <= until]
    return of_indicators(screen, shown, years, [centres.level], remarks, map_note,
                         formula=screen.texts("centres.formula"))
