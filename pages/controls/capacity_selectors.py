"""The controls of the section capacity: which of its views, how the pillars weigh, and which gap is crossed."""

from __future__ import annotations

from typing import Literal, get_args

import streamlit as st

from pages.controls.state import publish, restore
from pages.shell.screen import Screen
from queries.capacity import EQUAL_POINTS, PILLARS, WEIGHTINGS, Weighting
from queries.match_matrix import GAP_KINDS, GapKind

CapacitySight = Literal["index", "match-matrix", "partners"]
CAPACITY_SIGHTS: tuple[CapacitySight, ...] = get_args(CapacitySight)
MOST_POINTS = 100


def capacity_sight_selector(screen: Screen) -> CapacitySight:
    """The index, the matrix of capacity and gap, or partners."""
    t = screen.texts
    restore("capacity-view", CAPACITY_SIGHTS, CAPACITY_SIGHTS[0], screen.rejected)
    sight: CapacitySight | None = st.segmented_control(
        t("capacity.view"), CAPACITY_SIGHTS, required=True, format_func=lambda name: t(f"capacity_sight.{name}"),
        key="capacity-view", label_visibility="collapsed",
    )
    publish("capacity-view", sight, CAPACITY_SIGHTS[0])
    return sight or CAPACITY_SIGHTS[0]


def weighting_selector(screen: Screen) -> Weighting:
    """Whether the pillars weigh alike, by entropy, or as the reader says."""
    t = screen.texts
    restore("pillar-weights", WEIGHTINGS, WEIGHTINGS[0], screen.rejected)
    chosen: Weighting = st.selectbox(
        t("capacity.weighting"), WEIGHTINGS, key="pillar-weights",
        format_func=lambda name: t(f"capacity_weighting.{name}"),
    )
    publish("pillar-weights", chosen, WEIGHTINGS[0])
    return chosen


def points_selector(screen: Screen) -> tuple[int, ...]:
    """The reader's points for the four pillars; they count in proportion, whatever they add up to."""
    t = screen.texts
    points = []
    for column, pillar in zip(st.columns(len(PILLARS), gap="small"), PILLARS, strict=True):
        key = f"weight-{pillar}"
        restore(key, range(MOST_POINTS + 1), EQUAL_POINTS, screen.rejected)
        with column:
            chosen: int = st.number_input(t(f"capacity_pillar.{pillar}"), 0, MOST_POINTS, step=5, key=key)
        publish(key, chosen, EQUAL_POINTS)
        points.append(chosen)
    return tuple(points)


def gap_kind_selector(screen: Screen) -> GapKind:
    """The gap to the average, to the expected supply, or of types of service."""
    t = screen.texts
    restore("match-gap", GAP_KINDS, GAP_KINDS[0], screen.rejected)
    chosen: GapKind = st.selectbox(
        t("capacity.gap"), GAP_KINDS, key="match-gap", format_func=lambda name: t(f"capacity_gap.{name}")
    )
    publish("match-gap", chosen, GAP_KINDS[0])
    return chosen
