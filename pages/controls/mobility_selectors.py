"""The selectors of the section mobility: what is followed, by which classes, and which of its two sights."""

from __future__ import annotations

from typing import Literal, get_args

import streamlit as st

from geo.map_spec import MapLevel
from pages.controls.state import publish, restore
from pages.shell.screen import Screen
from queries.catalogue import Indicator
from queries.class_moves import CLASSINGS, Classing
from queries.gap_measures import best_covered
from queries.ratio_panel import measures_reported

MobilitySight = Literal["classes", "convergence"]
SIGHTS: tuple[MobilitySight, ...] = get_args(MobilitySight)


def sight_selector(screen: Screen) -> MobilitySight:
    """Moves between classes, or convergence."""
    t = screen.texts
    restore("mobility-view", SIGHTS, SIGHTS[0], screen.rejected)
    sight: MobilitySight | None = st.segmented_control(
        t("mobility.view"), SIGHTS, required=True, format_func=lambda name: t(f"mobility.sight.{name}"),
        key="mobility-view", label_visibility="collapsed",
    )
    publish("mobility-view", sight, SIGHTS[0])
    return sight or SIGHTS[0]


def classing_selector(screen: Screen) -> Classing:
    """Fixed cut-offs or pooled thirds."""
    t = screen.texts
    restore("classing", CLASSINGS, CLASSINGS[0], screen.rejected)
    classing: Classing | None = st.segmented_control(
        t("mobility.classing"), CLASSINGS, required=True, format_func=lambda name: t(f"mobility.classings.{name}"),
        key="classing", label_visibility="collapsed",
    )
    publish("classing", classing, CLASSINGS[0])
    return classing or CLASSINGS[0]


def measure_selector(screen: Screen, level: MapLevel) -> Indicator | None:
    """The supply, or what is related to it, that is followed; None where the layer knows none at this level."""
    t = screen.texts
    reported = measures_reported(screen.engine, screen.catalogue, level, screen.layer)
    units = screen.regions.surveyed(level)
    default = best_covered(reported, units)
    if default is None:
        return None

    def label(metric: str) -> str:
        name, count = screen.catalogue[metric].name(screen.language), reported[metric]
        return name if 2 * count >= units else t("control.covered", name=name, count=count, units=units)

    restore("moving", list(reported), default, screen.rejected)
    chosen: str = st.selectbox(t("mobility.moving"), list(reported), format_func=label, key="moving")
    publish("moving", chosen, default)
    return screen.catalogue[chosen]
