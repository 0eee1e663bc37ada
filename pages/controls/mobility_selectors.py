"""The selectors of the section mobility: what is followed, by which classes, and which of its two sights."""

from __future__ import annotations

from typing import Literal, get_args

import streamlit as st

from geo.map_spec import MapLevel
from pages.controls.state import publish, restore
from pages.shell.screen import Screen
from queries.class_moves import CLASSINGS, Classing
from queries.gap_measures import best_covered
from queries.gradient_panel import GradientPanel
from queries.ratio_panel import measures_reported

MobilitySight = Literal["classes", "convergence"]
GRADIENT = "gradient"
"""The parameter `moving` of the coefficient, which is no metric of the catalogue."""
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


def moving_selector(screen: Screen, level: MapLevel, coefficients: GradientPanel) -> str | None:
    """`GRADIENT` or the metric of a supply, or of what is related to it; None where the layer knows none at this level.

    The coefficient stands first where any year of it is known, and is what the view opens on where it can be followed.
    """
    t = screen.texts
    reported = measures_reported(screen.engine, screen.catalogue, level, screen.layer)
    units = screen.regions.surveyed(level)
    options = [*([GRADIENT] if coefficients.years else []), *reported]
    if not options:
        return None
    default = GRADIENT if coefficients.can_be_followed else best_covered(reported, units) or options[0]

    def label(metric: str) -> str:
        if metric == GRADIENT:
            return coefficient_name(screen)
        name, count = screen.catalogue[metric].name(screen.language), reported[metric]
        return name if 2 * count >= units else t("control.covered", name=name, count=count, units=units)

    restore("moving", options, default, screen.rejected)
    chosen: str = st.selectbox(t("mobility.moving"), options, format_func=label, key="moving")
    publish("moving", chosen, default)
    return chosen


def coefficient_name(screen: Screen, form: str | None = None) -> str:
    """The name of the gradient coefficient, of all services or of a form, as it stands by itself."""
    t = screen.texts
    name = t("gradient_measure.coefficient")
    words = t("gradient.of_form", form=t(f"service_form.{form}"), name=name) if form else name
    return words[0].upper() + words[1:]
