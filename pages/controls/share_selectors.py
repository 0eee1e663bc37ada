"""The controls of the section shares: which of its views, the measure, and how the competitive term is split."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, get_args

import streamlit as st

from pages.controls.state import publish, restore
from pages.shell.screen import Screen
from queries.formulas.shift_share import SPLITS, Split
from queries.supply_panel import REGISTER_MEASURES

SharesSight = Literal["moves", "parts"]
SIGHTS: tuple[SharesSight, ...] = get_args(SharesSight)


def shares_sight_selector(screen: Screen) -> SharesSight:
    """Change of shares, or the parts that make up the change."""
    t = screen.texts
    restore("shares-view", SIGHTS, SIGHTS[0], screen.rejected)
    sight: SharesSight = st.selectbox(
        t("share_dynamics.view"), SIGHTS, format_func=lambda name: t(f"shares_view.{name}"), key="shares-view"
    )
    publish("shares-view", sight, SIGHTS[0])
    return sight


def share_measure_selector(screen: Screen, known: Sequence[str]) -> str:
    """The measure of supply whose shares move: of the register, or a metric."""
    t = screen.texts

    def label(name: str) -> str:
        return t(f"share_measure.{name}") if name in REGISTER_MEASURES else screen.catalogue[name].name(screen.language)

    restore("share-measure", known, known[0], screen.rejected)
    chosen: str = st.selectbox(t("share_dynamics.measure"), known, format_func=label, key="share-measure")
    publish("share-measure", chosen, known[0])
    return chosen


def split_selector(screen: Screen, offered: Sequence[Split] = SPLITS) -> Split:
    """Whether the competitive term stands whole, is split at the nation's mix, or by the pace of the neighbours."""
    t = screen.texts
    restore("split", offered, offered[0], screen.rejected)
    split: Split = st.selectbox(
        t("share_dynamics.split"), offered, format_func=lambda name: t(f"split.{name}"), key="split"
    )
    publish("split", split, offered[0])
    return split
