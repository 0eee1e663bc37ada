"""The section mobility of the transfer page: who moves between classes of supply, and do regions draw level?"""

from __future__ import annotations

import streamlit as st

from pages.controls.flow_selectors import period_selector
from pages.controls.gap_selectors import demand_selector
from pages.controls.mobility_selectors import MobilitySight, classing_selector, measure_selector, sight_selector
from pages.frames.transfer.mobility_classes import class_frames
from pages.frames.transfer.mobility_convergence import convergence_frames
from pages.frames.transfer.mobility_view import MobilityView, panel_words
from pages.frames.transfer.transfer_view import TransferView, lacking
from pages.shell.screen import Screen
from queries.class_moves import WITH_NEIGHBOURS
from queries.formulas.convergence import LEAST_TESTED
from queries.gap_basis import gap_basis
from queries.gap_measures import supply_years
from queries.ratio_panel import RatioPanel, ratio_panel

TABLES = ("stat",)


def mobility_section(screen: Screen, view: TransferView) -> None:
    """Draw the sight that the reader chose, or say what is lacking for it."""
    t = screen.texts
    if view.level not in WITH_NEIGHBOURS:
        st.info(t("mobility.other_level", level=t(f"level.{view.level}")), icon=":material/info:")
        return
    panel = _panel(screen, view)
    if panel is None:
        return
    if len(panel.years) < 2:
        lacking(screen, view, _one_year(screen, panel), TABLES)
        return
    if len(panel.ratios) < LEAST_TESTED:
        lacking(screen, view, t(
            "mobility.few_regions", name=panel.basis.indicator.name(screen.language), count=len(panel.ratios),
            least=LEAST_TESTED, layer=t(f"layer.{screen.layer}"),
        ), TABLES)
        return
    sight, chosen = _controls(screen, view, panel)
    if sight == "classes":
        class_frames(screen, chosen)
    else:
        convergence_frames(screen, chosen)


def _controls(screen: Screen, view: TransferView, panel: RatioPanel) -> tuple[MobilitySight, MobilityView]:
    """The line below: sight, classes, years."""
    columns = st.columns([34, 40, 26], gap="small", vertical_alignment="bottom")
    with columns[0]:
        sight = sight_selector(screen)
    with columns[2]:
        # The last year is never the first: a span of one year has no step.
        first, last = period_selector(screen, panel.years)
    if first == last:
        first = max(year for year in panel.years if year < last) if last > panel.years[0] else first
        last = last if last > first else min(year for year in panel.years if year > first)
    with columns[1]:
        classing = classing_selector(screen) if sight == "classes" else "fixed"
    chosen = MobilityView(view, panel.between(first, last), classing)
    for words in panel_words(screen, chosen):
        st.caption(words)
    return sight, chosen


def _panel(screen: Screen, view: TransferView) -> RatioPanel | None:
    t = screen.texts
    with view.controls:
        columns = st.columns(2, gap="small")
        with columns[0]:
            measure = measure_selector(screen, view.level)
        with columns[1]:
            demand = demand_selector(screen, view.level)
    layer, level = t(f"layer.{screen.layer}"), t(f"level.{view.level}")
    if measure is None or demand is None:
        lacking(screen, view, t("mobility.nothing", layer=layer, level=level), TABLES)
        return None
    _, year = supply_years(screen.engine, measure, view.level, screen.layer)
    basis = year and gap_basis(
        screen.engine, screen.regions, screen.catalogue, measure.id, demand.id, view.level, year, screen.layer
    )
    if not basis:
        lacking(screen, view, t("mobility.no_demand", demand=demand.name(screen.language), level=level), TABLES)
        return None
    return ratio_panel(screen.engine, screen.regions, screen.catalogue, basis)


def _one_year(screen: Screen, panel: RatioPanel) -> str:
    t = screen.texts
    years = t.joined([str(year) for year in panel.years]) or t("value.none")
    return t("mobility.one_year", name=panel.basis.indicator.name(screen.language), years=years,
             layer=t(f"layer.{screen.layer}"))
