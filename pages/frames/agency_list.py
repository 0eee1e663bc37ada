"""The list of a search, page by page, and one of its agencies in full."""

from __future__ import annotations

import math
from functools import partial
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from pages.controls.agency_filters import choose_agency
from pages.controls.row_table import row_table
from pages.controls.state import LONGEST_CODE, Rejected, publish, restore_text
from pages.frames.agency_tables import LISTED, NUMERIC, agency_branches, agency_list, agency_years
from pages.frames.html import html_table
from pages.frames.unanswered import apart
from pages.shell.screen import Screen
from pages.texts.agencies import status_word, type_word
from pages.texts.numbers import plain
from queries.agencies import IP_TYPES, SERVICE_FORMS, AgencyProfile, agency_profile


def agency_shown(screen: Screen) -> AgencyProfile | None:
    """The agency that the view shows in full, if any."""
    restore_text("agency", LONGEST_CODE, screen.rejected)
    code = str(st.session_state["agency"])
    profile = agency_profile(screen.engine, screen.layer, code) if code else None
    if code and profile is None:
        screen.rejected.append(Rejected("agency", code))
        st.session_state["agency"] = ""
    publish("agency", st.session_state["agency"], "")
    return profile


@apart
def list_frame(screen: Screen, page: pd.DataFrame, found: int, first: int, chosen: str) -> None:
    """The rows of one page; `first` is the position of its first row among those found, from 1."""
    t = screen.texts
    caption = t("agencies.rows", first=plain(first, 0), last=plain(first + len(page) - 1, 0), count=plain(found, 0))
    row_table(
        agency_list(screen, page), list(page["agency_code"]), [name in NUMERIC for name in LISTED], caption, chosen,
        "agency-rows", choose_agency,
    )


def pages_of(found: int, per_page: int) -> int:
    """How many pages hold that many agencies; one, empty, holds none."""
    return max(1, math.ceil(found / per_page))


@apart
def agency_frame(screen: Screen, profile: AgencyProfile) -> None:
    """One agency: its entry in the register, what it offers, its years and its branches."""
    t = screen.texts
    entry = profile.register
    with st.container(border=True, key="frame-agency", gap="xsmall"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.html(f'<h2 class="finding">{escape(str(entry["name"]))}</h2>')
            st.space("stretch")
            st.button(t("agencies.close"), key="close-agency", type="tertiary", on_click=partial(choose_agency, ""))
        st.html(_facts(screen, entry))
        st.html(f'<p class="lead">{escape(_offers(screen, profile))}</p>')
        if len(profile.years):
            st.html(html_table(agency_years(screen, profile.years), t("agencies.years")))
        else:
            st.caption(t("agencies.no_years"))
        if len(profile.branches):
            caption = t("agencies.branch_list", count=len(profile.branches))
            st.html(html_table(agency_branches(screen, profile.branches), caption))
        else:
            st.caption(t("agencies.branch_none"))


def _facts(screen: Screen, entry: Any) -> str:
    t = screen.texts
    facts = {
        "code": entry["agency_code"],
        "credit_code": entry["credit_code"],
        "status": status_word(entry["status"], t),
        "type": type_word(entry["type"], t),
        "established": "" if pd.isna(entry["established_on"]) else f"{entry['established_on']:%Y-%m-%d}",
        "region": screen.place(entry["region_code"]),
        "address": entry["address"],
        "grade": entry["credit_grade"],
    }
    cells = "".join(
        f"<div><dt>{escape(t(f'agency_column.{name}'))}</dt><dd>{escape(str(value))}</dd></div>"
        for name, value in facts.items()
        if isinstance(value, str) and value
    )
    return f'<dl class="facts">{cells}</dl>'


def _offers(screen: Screen, profile: AgencyProfile) -> str:
    """What is offered, type by type."""
    t = screen.texts
    if profile.offers.empty:
        return t("agencies.no_offers")
    parts = []
    for word, name in IP_TYPES.items():
        forms = set(profile.offers.loc[profile.offers["ip_type"] == name, "service_form"])
        if forms:
            offered = t.joined([t(f"service_form.{form}") for form, stored in SERVICE_FORMS.items() if stored in forms])
            parts.append(t("agencies.offered", ip_type=t(f"ip_type.{word}"), forms=offered))
    return t("agencies.offers", text=t("agencies.and").join(parts))
