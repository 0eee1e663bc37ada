"""The section mobility of the transfer page: who moves between classes of the gradient, and do regions draw level?"""

from __future__ import annotations

import streamlit as st

from pages.controls.flow_selectors import period_selector, service_selector
from pages.controls.gap_selectors import demand_selector
from pages.controls.mobility_selectors import (
    GRADIENT,
    MobilitySight,
    classing_selector,
    moving_selector,
    sight_selector,
)
from pages.frames.transfer.mobility_classes import class_frames
from pages.frames.transfer.mobility_convergence import convergence_frames
from pages.frames.transfer.mobility_view import MobilityPanel, MobilityView, panel_name, panel_words
from pages.frames.transfer.transfer_view import TransferView, lacking
from pages.frames.unanswered import apart
from pages.shell.screen import Screen
from queries.catalogue import Indicator
from queries.class_moves import WITH_NEIGHBOURS
from queries.formulas.convergence import LEAST_TESTED
from queries.gap_basis import gap_basis
from queries.gap_measures import supply_years
from queries.gradient_panel import GradientPanel, gradient_panel
from queries.ratio_panel import RatioPanel, ratio_panel

OF_DENSITY = ("stat",)
OF_REVENUE = ("agency_year", "stat")


@apart
def mobility_section(screen: Screen, view: TransferView) -> None:
    """Draw the sight that the reader chose, or say what is lacking for it."""
    t = screen.texts
    if view.level not in WITH_NEIGHBOURS:
        st.info(t("mobility.other_level", level=t(f"level.{view.level}")), icon=":material/info:")
        return
    panel = _panel(screen, view)
    if panel is None:
        return
    words = _cannot_be_followed(screen, panel)
    if words:
        lacking(screen, view, words, OF_REVENUE if isinstance(panel, GradientPanel) else OF_DENSITY)
        return
    sight, chosen = _controls(screen, view, panel)
    if chosen.first == chosen.last:
        lacking(screen, view, t("mobility.one_year_chosen", year=chosen.first), OF_DENSITY)
    elif sight == "classes":
        class_frames(screen, chosen)
    else:
        convergence_frames(screen, chosen)


def _controls(screen: Screen, view: TransferView, panel: MobilityPanel) -> tuple[MobilitySight, MobilityView]:
    """The line below: sight, classes, years."""
    columns = st.columns([34, 40, 26], gap="small", vertical_alignment="bottom")
    with columns[0]:
        sight = sight_selector(screen)
    with columns[2]:
        first, last = period_selector(screen, panel.years)
    with columns[1]:
        classing = classing_selector(screen) if sight == "classes" else "fixed"
    chosen = MobilityView(view, panel.between(first, last), classing)
    for words in panel_words(screen, chosen):
        st.caption(words)
    return sight, chosen


def _panel(screen: Screen, view: TransferView) -> MobilityPanel | None:
    """What is followed: the coefficient, of all services or of a form, or supply per demand."""
    t = screen.texts
    parts = (screen.engine, screen.regions, screen.catalogue, view.level, screen.layer)
    coefficients = gradient_panel(*parts)
    with view.controls:
        columns = st.columns(2, gap="small")
        with columns[0]:
            moving = moving_selector(screen, view.level, coefficients)
        with columns[1]:
            if moving == GRADIENT:
                return gradient_panel(*parts, service_selector(screen))
            demand = demand_selector(screen, view.level)
    if moving is None or demand is None:
        lacking(screen, view, t("mobility.nothing", layer=t(f"layer.{screen.layer}"), level=t(f"level.{view.level}")),
                OF_DENSITY)
        return None
    return _density(screen, view, screen.catalogue[moving], demand)


def _density(screen: Screen, view: TransferView, measure: Indicator, demand: Indicator) -> RatioPanel | None:
    _, year = supply_years(screen.engine, measure, view.level, screen.layer)
    basis = year and gap_basis(
        screen.engine, screen.regions, screen.catalogue, measure.id, demand.id, view.level, year, screen.layer
    )
    if not basis:
        lacking(screen, view, screen.texts(
            "mobility.no_demand", demand=demand.name(screen.language), level=screen.texts(f"level.{view.level}")
        ), OF_DENSITY)
        return None
    return ratio_panel(screen.engine, screen.regions, screen.catalogue, basis)


def _cannot_be_followed(screen: Screen, panel: MobilityPanel) -> str:
    """Why there is neither a move nor convergence to be seen; empty where there is."""
    t = screen.texts
    shared = {"name": panel_name(screen, panel), "layer": t(f"layer.{screen.layer}")}
    if isinstance(panel, GradientPanel) and panel.form and not panel.years:
        return t("gradient.no_form", form=t(f"service_form.{panel.form}"))
    if not panel.years:
        return t("mobility.no_year", **shared)
    if len(panel.years) < 2:
        return t("mobility.one_year", years=t.joined([str(year) for year in panel.years]), **shared)
    if len(panel.ratios) < LEAST_TESTED:
        return t("mobility.few_regions", count=len(panel.ratios), least=LEAST_TESTED, **shared)
    return ""
