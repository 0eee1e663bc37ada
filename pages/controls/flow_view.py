"""The controls of the section on flows of branches: which of its views, the least link, branches at home."""

from __future__ import annotations

from typing import Literal, get_args

import pandas as pd
import streamlit as st

from pages.controls.state import publish, restore
from pages.shell.screen import Screen
from pages.texts.numbers import plain
from queries.flow_board import least_steps, usual_least

FlowSight = Literal["map", "zones", "matrix"]
FLOW_SIGHTS: tuple[FlowSight, ...] = get_args(FlowSight)
AT_HOME = ("apart", "shown")


def flow_sight_selector(screen: Screen) -> FlowSight:
    """The map of links, bands between zones, or the matrix."""
    t = screen.texts
    restore("flow-view", FLOW_SIGHTS, FLOW_SIGHTS[0], screen.rejected)
    sight: FlowSight | None = st.segmented_control(
        t("flows.view"), FLOW_SIGHTS, required=True, format_func=lambda name: t(f"flow_sight.{name}"),
        key="flow-view", label_visibility="collapsed",
    )
    publish("flow-view", sight, FLOW_SIGHTS[0])
    return sight or FLOW_SIGHTS[0]


def least_selector(screen: Screen, links: pd.DataFrame) -> int:
    """Branches that a link must have to be drawn; by default so many that some forty links are."""
    t = screen.texts
    steps, usual = least_steps(links), usual_least(links)
    restore("least", steps, usual, screen.rejected)
    least: int = st.selectbox(
        t("flows.least"), steps, key="least", label_visibility="collapsed", width=190, help=t("flows.least_help"),
        format_func=lambda count: t("flows.at_least" if count > 1 else "flows.every_link", count=plain(count, 0)),
    )
    publish("least", least, usual)
    return least


def at_home_selector(screen: Screen) -> bool:
    """Whether the bands show the branches inside their own zone too."""
    t = screen.texts
    restore("at-home", AT_HOME, AT_HOME[0], screen.rejected)
    chosen: str | None = st.segmented_control(
        t("flows.at_home"), AT_HOME, required=True, format_func=lambda name: t(f"flow_at_home.{name}"),
        key="at-home", label_visibility="collapsed",
    )
    publish("at-home", chosen, AT_HOME[0])
    return chosen == "shown"
