"""The pair of sliders, year to growth and growth to year, and the scenarios that come of them."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from pages.controls.scenarios import (
    GREATEST_PACE,
    LEAST_PACE,
    LONGEST_SCENARIO_NAME,
    MOST_SCENARIOS,
    PACE_STEP,
    PACES,
    add_scenario,
    remove_scenario,
    scenario_text,
)
from pages.controls.state import publish, restore
from pages.frames.figure_frame import FrameContent, figure_frame
from pages.frames.gaps.years_tables import scenario_rows, scenario_table, years_dictionary
from pages.frames.gaps.years_view import (
    USUAL_PACE,
    USUAL_YEARS,
    YEARS_AHEAD,
    YearsView,
    reference_name,
    way_of,
    years_provenance,
)
from pages.frames.html import as_plain, html_table, quiet
from pages.frames.unanswered import apart
from pages.shell.screen import Screen
from pages.texts.figures import measured_in
from pages.texts.years import pace_finding, year_finding
from queries.years_to_close import Aim

NAME = "scenario-name"


@apart
def aims_frame(screen: Screen, view: YearsView, region: str) -> None:
    """Fix a year and read the growth, or fix a growth and read the year; keep either under a name."""
    t, supply = screen.texts, view.gap.supply
    row = view.row(region)
    assert row is not None
    name, reference = screen.place(region), reference_name(screen, view, view.reference, region)
    with st.container(border=True, key="aims", gap="xsmall"):
        by_year, by_pace = st.columns(2, gap="medium")
        with by_year:
            aim = Aim(region, view.reference, year=_year(screen, view, region))
            way = way_of(screen, view, aim)
            if way is not None:
                st.html(quiet(year_finding(way, name, reference, supply, row, t)))
        with by_pace:
            pace = Aim(region, view.reference, growth=_pace(screen, row["growth"]) / 100)
            found = way_of(screen, view, pace)
            if found is not None:
                st.html(quiet(pace_finding(found, name, reference, supply, view.year, t)))
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="keep-scenario"):
            st.text_input(
                t("years.name_label"), max_chars=LONGEST_SCENARIO_NAME, key=NAME, placeholder=t("years.name_example")
            )
            is_full = len(view.scenarios) >= MOST_SCENARIOS
            unnamed = t("years.unnamed")
            st.button(t("years.keep_year"), key="keep-year", on_click=add_scenario, args=(NAME, aim, unnamed),
                      disabled=is_full)
            st.button(t("years.keep_pace"), key="keep-pace", on_click=add_scenario, args=(NAME, pace, unnamed),
                      disabled=is_full)
        if is_full:
            st.caption(t("years.full", most=MOST_SCENARIOS))


@apart
def scenarios_frame(screen: Screen, view: YearsView) -> None:
    """The scenarios of the view side by side, each with a button that lets it go."""
    if not view.scenarios:
        return
    t = screen.texts
    figure_frame(
        screen,
        FrameContent(
            key="scenarios",
            finding=t("years.scenarios", count=len(view.scenarios), year=view.year),
            figure=None,
            alternative_text="",
            table=partial(scenario_table, screen, view),
            rows=partial(scenario_rows, screen, view),
            provenance=years_provenance(screen, view),
            state=view.state(),
            dictionary=partial(years_dictionary, screen),
        ),
        below=partial(_scenarios, screen, view),
    )


def _scenarios(screen: Screen, view: YearsView) -> None:
    t = screen.texts
    level = measured_in(view.indicator, t)
    st.html(html_table(scenario_table(screen, view), caption=level))
    if screen.presenting:
        return
    st.html(quiet(t("years.scenario_note")))
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="scenario-foot"):
        for number, scenario in enumerate(view.scenarios):
            st.button(t("years.remove", name=as_plain(scenario.name)), key=f"remove-scenario-{number}",
                      type="tertiary", on_click=remove_scenario, args=(scenario_text(scenario),))


def _year(screen: Screen, view: YearsView, region: str) -> int:
    t, first = screen.texts, view.year + 1
    target = view.catching.target_of(region)
    default = target.year if target is not None and target.year >= first else view.year + USUAL_YEARS
    restore("by", range(first, first + YEARS_AHEAD), default, screen.rejected)
    chosen: int = st.slider(t("years.by_label"), first, first + YEARS_AHEAD - 1, key="by")
    publish("by", chosen, default)
    return chosen


def _pace(screen: Screen, present: float) -> float:
    """The slider of growth in per cent a year; it opens on the present growth."""
    t = screen.texts
    default = USUAL_PACE if pd.isna(present) else min(PACES, key=lambda pace: abs(pace - 100 * present))
    restore("pace", PACES, default, screen.rejected)
    chosen: float = st.slider(
        t("years.pace_label"), LEAST_PACE, GREATEST_PACE, step=PACE_STEP, key="pace", format="%.1f%%",
    )
    publish("pace", chosen, default)
    return chosen

