"""The controls of the section balance: which of its views, the bases of a composite demand, the distance."""

from __future__ import annotations

from typing import Literal, get_args

import streamlit as st

from pages.controls.state import publish, restore
from pages.shell.screen import Screen
from queries.agencies import SERVICE_FORMS
from queries.balance import usual_bases
from queries.underserved import DEFAULT_DISTANCE, GREATEST_DISTANCE

BalanceSight = Literal["ratio", "coupling", "clusters", "reach"]
EVERY_FORM = "all"
SIGHTS: tuple[BalanceSight, ...] = get_args(BalanceSight)


def sight_selector(screen: Screen) -> BalanceSight:
    """Supply against demand, coupling coordination, clusters of shortage, or demand out of reach."""
    t = screen.texts
    restore("balance-view", SIGHTS, SIGHTS[0], screen.rejected)
    sight: BalanceSight | None = st.segmented_control(
        t("balance.view"), SIGHTS, required=True, format_func=lambda name: t(f"balance.sight.{name}"),
        key="balance-view", label_visibility="collapsed",
    )
    publish("balance-view", sight, SIGHTS[0])
    return sight or SIGHTS[0]


def bases_selector(screen: Screen, offered: list[str]) -> list[str]:
    """The demand bases of the composite, each with the same weight."""
    default = usual_bases(offered)
    restore("bases", offered, default, screen.rejected)
    bases: list[str] = st.multiselect(
        screen.texts("balance.bases"), offered, key="bases", label_visibility="collapsed",
        format_func=lambda metric: screen.catalogue[metric].name(screen.language),
        placeholder=screen.texts("balance.bases"),
    )
    publish("bases", bases, default)
    return bases


def distance_selector(screen: Screen) -> int:
    """The distance in km beyond which demand counts as out of reach."""
    t = screen.texts
    restore("distance", range(1, GREATEST_DISTANCE + 1), DEFAULT_DISTANCE, screen.rejected)
    distance: int = st.slider(
        t("balance.distance"), 1, GREATEST_DISTANCE, key="distance", format=t("balance.distance_format"),
    )
    publish("distance", distance, DEFAULT_DISTANCE)
    return distance


def form_selector(screen: Screen) -> str | None:
    """The form of service that the agencies in reach must offer; None for all agencies."""
    t = screen.texts
    forms = (EVERY_FORM, *SERVICE_FORMS)
    restore("offering", forms, EVERY_FORM, screen.rejected)
    form: str = st.selectbox(
        t("balance.offering"), forms, key="offering", label_visibility="collapsed", width=220,
        format_func=lambda word: t("balance.every_form") if word == EVERY_FORM
        else t("balance.of_form", form=t(f"service_form.{word}")),
    )
    publish("offering", form, EVERY_FORM)
    return None if form == EVERY_FORM else form
