"""The controls of the section gradient, and what it lacks where no coefficient can be told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from pages.controls.flow_selectors import service_selector
from pages.controls.state import publish, restore
from pages.controls.trail import go_to
from pages.frames.html import quiet
from pages.frames.transfer.gradient_view import (
    COEFFICIENT,
    IMPROVED,
    GradientView,
    coefficient_view,
    quotient_view,
)
from pages.frames.transfer.transfer_view import TransferView, lacking
from pages.shell.screen import Screen
from queries.gradient import gradient_years
from queries.regions import LEVELS, NATION
from queries.service_quotients import quotient_years

OF_REVENUE = ("agency_year", "stat")
OF_CAPITAL = ("stat",)


def chosen_gradient(screen: Screen, view: TransferView) -> GradientView | None:
    """Draw the controls and find what they ask for; None where it has no figure, which is then said in words."""
    t = screen.texts
    parts = (screen.engine, screen.regions, screen.catalogue, view.level, screen.layer)
    years, quotients = gradient_years(*parts), quotient_years(*parts)
    columns = view.controls.columns([38, 22, 14], gap="small", vertical_alignment="bottom")
    with columns[0]:
        measure = _measure(screen, bool(years), quotients)
    if not years:
        lacking(screen, view, t("gradient.no_output"), OF_REVENUE)
        _other_levels(screen, view, quotients)
    if measure in quotients:
        with columns[2]:
            year = _year(screen, quotients[measure])
        return _with_height(screen, view, quotient_view(screen, view.level, view.region, measure, year))
    form = None
    if measure == COEFFICIENT and years:
        with columns[1]:
            form = service_selector(screen)
        years = gradient_years(*parts, form)
        if not years:
            lacking(screen, view, t("gradient.no_form", form=t(f"service_form.{form}")), OF_REVENUE)
    if not years:
        return None
    with columns[2]:
        year = _year(screen, years)
    found = coefficient_view(screen, view.level, view.region, measure, form, year)
    if found is None:
        lacking(screen, view, t("gradient.no_product"), OF_CAPITAL)
    elif measure == IMPROVED and found.gradient is not None and not found.gradient.has_improved:
        lacking(screen, view, t("gradient.no_capital", year=year), OF_CAPITAL)
    else:
        return _with_height(screen, view, found)
    return None


def _other_levels(screen: Screen, view: TransferView, quotients: Mapping[str, Sequence[int]]) -> None:
    """Name the levels that have a figure which this one lacks, each a button that shows it."""
    t = screen.texts
    parts = (screen.engine, screen.regions, screen.catalogue)
    others = [
        level for level in LEVELS if level != view.level and (
            gradient_years(*parts, level, screen.layer) or
            set(quotient_years(*parts, level, screen.layer)) - set(quotients)
        )
    ]
    if others:
        with st.container(key="other-levels", horizontal=True, vertical_alignment="center", gap="small"):
            st.html(quiet(t("gradient.other_levels")))
            for level in others:
                st.button(t(f"level.{level}"), key=f"show-{level}", on_click=go_to, args=(NATION, level))


def _with_height(screen: Screen, place: TransferView, view: GradientView) -> GradientView | None:
    """The view, if any region has a height; else how many lack it for which reason."""
    if len(view.known):
        return view
    t = screen.texts
    why = view.rows["why"].dropna().value_counts()
    reasons = [t("gradient.reason_count", reason=t(f"reason.{reason}"), count=count) for reason, count in why.items()]
    words = t("gradient.none_known", year=view.year, units=len(view.rows),
              reasons=t.joined(reasons) or t("value.none"))
    lacking(screen, place, words, OF_CAPITAL if view.quotients is not None else OF_REVENUE)
    return None


def _measure(screen: Screen, has_coefficient: bool, quotients: Mapping[str, Sequence[int]]) -> str:
    """Coefficient, improved form or a location quotient: the first of them that has a figure."""
    t = screen.texts
    options = [COEFFICIENT, IMPROVED, *quotients]
    default = COEFFICIENT if has_coefficient or not quotients else next(iter(quotients))
    restore("gradient", options, default, screen.rejected)

    def label(name: str) -> str:
        if name in quotients:
            return screen.catalogue[name].name(screen.language)
        words = t(f"gradient_measure.{name}")
        return words[0].upper() + words[1:]

    chosen: str = st.selectbox(t("gradient.measure"), options, key="gradient", format_func=label)
    publish("gradient", chosen, default)
    return chosen


def _year(screen: Screen, years: Sequence[int]) -> int:
    restore("year", years, years[-1], screen.rejected)
    year: int = st.selectbox(screen.texts("control.year"), list(reversed(years)), key="year")
    publish("year", year, years[-1])
    return year
