"""The controls of the section growth: over how many years growth is told, and between which years it is split."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from pages.controls.state import publish, restore
from pages.shell.screen import Screen

SPANS = (1, 3)


def growth_span_selector(screen: Screen) -> int:
    """Growth from year to year, which is the default, or compound over three."""
    t = screen.texts
    restore("growth-span", SPANS, SPANS[0], screen.rejected)
    span: int | None = st.segmented_control(
        t("cluster_growth.span"), SPANS, required=True, format_func=lambda years: t(f"growth_span.{years}"),
        key="growth-span",
    )
    publish("growth-span", span, SPANS[0])
    return span or SPANS[0]


def growth_period_selector(screen: Screen, years: Sequence[int], usual: tuple[int, int]) -> tuple[int, int]:
    """First and last year of the split of some ascending `years`, the last later; by default the `usual` ones."""
    t = screen.texts
    first, last = st.columns(2, gap="small")
    restore("growth-from", years[:-1], usual[0], screen.rejected)
    with first:
        begin: int = st.selectbox(t("cluster_growth.from"), years[:-1], key="growth-from")
    publish("growth-from", begin, usual[0])
    later = [year for year in years if year > begin]
    restore("growth-to", later, usual[1], screen.rejected)
    with last:
        end: int = st.selectbox(t("cluster_growth.to"), later, key="growth-to")
    publish("growth-to", end, usual[1])
    return begin, end
