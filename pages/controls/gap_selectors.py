"""The selectors of the gaps page: level, supply measure, demand base, year and place."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from geo.map_spec import MapLevel
from pages.controls.state import held, publish, restore
from pages.shell.screen import Screen
from queries.catalogue import Indicator
from queries.gap_measures import (
    best_covered,
    demand_bases,
    demand_reported,
    supply_measures,
    supply_reported,
    supply_years,
)


def supply_selector(screen: Screen, level: MapLevel) -> Indicator | None:
    """The measure that stands for supply; None where the layer knows none at this level."""
    reported = supply_reported(screen.engine, screen.catalogue, level, screen.layer)
    return _measure_selector(screen, "supply", level, reported)


def demand_selector(screen: Screen, level: MapLevel) -> Indicator | None:
    """The measure that stands for demand; None where neither the layer nor the published figures know one."""
    reported = demand_reported(screen.engine, screen.catalogue, level, screen.layer)
    return _measure_selector(screen, "demand", level, reported)


def supply_year_selector(screen: Screen, supply: Indicator, level: MapLevel) -> int | None:
    """The year of the supply; None where no figure of it is known at this level."""
    years, default = supply_years(screen.engine, supply, level, screen.layer)
    if default is None:
        return None
    restore("year", years, default, screen.rejected)
    year: int = st.selectbox(screen.texts("control.year"), list(reversed(years)), key="year")
    publish("year", year, default)
    return year


def _measure_selector(
    screen: Screen, parameter: str, level: MapLevel, reported: Mapping[str, int]
) -> Indicator | None:
    units = screen.regions.surveyed(level)
    default = best_covered(reported, units)
    if default is None:
        return None
    asked = held(parameter)
    # A measure that was chosen stays chosen on a level or layer that does not know it; the page then says so.
    offered = set(supply_measures() if parameter == "supply" else demand_bases()) & set(screen.catalogue)
    options = [*reported, *([asked] if asked in offered - set(reported) else [])]
    t = screen.texts

    def label(metric: str) -> str:
        name, count = screen.catalogue[metric].name(screen.language), reported.get(metric, 0)
        return name if 2 * count >= units else t("control.covered", name=name, count=count, units=units)

    restore(parameter, options, default, screen.rejected)
    chosen: str = st.selectbox(t(f"gaps.{parameter}"), options, format_func=label, key=parameter)
    publish(parameter, chosen, default)
    return screen.catalogue[chosen]
