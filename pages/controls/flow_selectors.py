"""The selectors that the sections on flows share: form of service, first and last year, and what of a branch counts."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from pages.controls.state import publish, restore
from pages.shell.screen import Screen
from queries.agencies import SERVICE_FORMS
from queries.branch_register import COUNTED, Counted

ALL_FORMS = ""


def service_selector(screen: Screen, required: bool = False) -> str | None:
    """The form of service; None for all of them, which is the default unless a form is `required`."""
    t = screen.texts
    options = [*SERVICE_FORMS] if required else [ALL_FORMS, *SERVICE_FORMS]
    restore("service", options, options[0], screen.rejected)
    chosen: str = st.selectbox(
        t("flow_controls.service"), options, key="service",
        format_func=lambda form: t(f"service_form.{form}") if form else t("flow_controls.all_forms"),
    )
    publish("service", chosen, options[0])
    return chosen or None


def period_selector(screen: Screen, years: Sequence[int], span: int | None = None) -> tuple[int, int]:
    """First and last of some ascending `years`; the last is never before the first.

    By default all of them, or the last `span` of them.
    """
    t = screen.texts
    default = years[-min(span or len(years), len(years))]
    first, last = st.columns(2, gap="small")
    restore("from", years, default, screen.rejected)
    with first:
        begin: int = st.selectbox(t("flow_controls.from"), years, key="from")
    publish("from", begin, default)
    later = [year for year in years if year >= begin]
    restore("to", later, years[-1], screen.rejected)
    with last:
        end: int = st.selectbox(t("flow_controls.to"), later, key="to")
    publish("to", end, years[-1])
    return begin, end


def counted_selector(screen: Screen, counted: Sequence[Counted] = COUNTED) -> Counted:
    """Whether openings, branches standing or closings count; the first is the default."""
    t = screen.texts
    restore("counted", counted, counted[0], screen.rejected)
    chosen: Counted = st.selectbox(
        t("flow_controls.counted"), counted, key="counted", format_func=lambda name: t(f"flow_counted.{name}")
    )
    publish("counted", chosen, counted[0])
    return chosen
