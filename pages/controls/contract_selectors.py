"""The controls of the section contracts: which of its views, what of a contract counts, and the year."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, get_args

import streamlit as st

from pages.controls.state import publish, restore
from pages.shell.screen import Screen
from queries.contracts import CONTRACT_MEASURES, ContractMeasure

ContractSight = Literal["balance", "years", "centres"]
CONTRACT_SIGHTS: tuple[ContractSight, ...] = get_args(ContractSight)


def contract_sight_selector(screen: Screen) -> ContractSight:
    """Balance of one year, all years of one place, or the centres of both sides."""
    t = screen.texts
    restore("contract-view", CONTRACT_SIGHTS, CONTRACT_SIGHTS[0], screen.rejected)
    sight: ContractSight = st.selectbox(
        t("contracts.view"), CONTRACT_SIGHTS, format_func=lambda name: t(f"contract_sight.{name}"), key="contract-view",
    )
    publish("contract-view", sight, CONTRACT_SIGHTS[0])
    return sight


def contract_measure_selector(screen: Screen) -> ContractMeasure:
    """The amount of the contracts or their number."""
    t = screen.texts
    restore("contract-measure", CONTRACT_MEASURES, CONTRACT_MEASURES[0], screen.rejected)
    measure: ContractMeasure = st.selectbox(
        t("contracts.measure"), CONTRACT_MEASURES, format_func=lambda name: t(f"contract_measure.{name}"),
        key="contract-measure",
    )
    publish("contract-measure", measure, CONTRACT_MEASURES[0])
    return measure


def contract_year_selector(screen: Screen, years: Sequence[int]) -> int:
    """One of some ascending `years`, by default the last."""
    restore("year", years, years[-1], screen.rejected)
    year: int = st.selectbox(screen.texts("control.year"), list(reversed(years)), key="year")
    publish("year", year, years[-1])
    return year
