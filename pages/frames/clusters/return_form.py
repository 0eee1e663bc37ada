"""Which cluster returns, and the form for its figures, which makes the same file as the workbook."""

from __future__ import annotations

import re
from datetime import date

import pandas as pd
import streamlit as st

from data.metrics import Metric, load_metrics
from data.sample import FICTITIOUS
from data.snapshot import snapshot_folder
from pages.controls.private_data import NotTaken, take_in
from pages.exporters.cluster_return import Returning, form_name, return_files, return_workbook
from pages.frames.clusters.cluster_view import ClusterView
from pages.frames.download import download
from pages.frames.html import as_plain, quiet
from pages.frames.load_actions import author_of
from pages.shell.screen import Screen
from pages.texts.numbers import plain, unit_label
from queries.cluster_return import ASKED, TRIED, LastFigure, figures_before, last_figures, year_to_return

FIRST_YEAR, LAST_YEAR = 2000, 2100
OF_A_LINE = 3
ENTERED, YEARS = "return-entered", "return-years"
CODE = re.compile(r"[a-z0-9]+([_-][a-z0-9]+)*")


def returning_cluster(screen: Screen, view: ClusterView) -> tuple[Returning | None, int]:
    """The cluster selected, or one of the reader's own that is not listed; and the year it returns."""
    t = screen.texts
    columns = st.columns([2, 3, 3, 2], gap="small", vertical_alignment="bottom")
    with columns[0]:
        year = _year(screen, view)
    if view.cluster is None:
        return _own(screen, columns), year
    identity = view.register.identity.loc[view.cluster]
    name = view.register.name(view.cluster, screen.language)
    with columns[1]:
        st.html(quiet(t("yearly_return.of", name=name)))
    if not view.cluster.startswith(FICTITIOUS):
        return Returning(view.cluster, name), year
    st.html(quiet(t("yearly_return.tried")))
    code = TRIED + view.cluster.removeprefix(FICTITIOUS)
    pilot: int | None = None if pd.isna(identity["pilot_year"]) else int(identity["pilot_year"])
    tried = t("yearly_return.tried_name", name=name)
    return Returning(code, tried, str(identity["region_code"]), pilot, True), year


def _year(screen: Screen, view: ClusterView) -> int:
    """The year of the return, chosen for every cluster by itself; it outlives the wait, in which it is not drawn."""
    key = f"return-year-{view.cluster or ''}"
    years = st.session_state.setdefault(YEARS, {})
    own = view.register.figures.loc[view.register.figures["cluster_id"] == view.cluster, "year"]
    usual = year_to_return(int(own.max()) if len(own) else None, date.today())
    year = int(st.number_input(
        screen.texts("yearly_return.year"), FIRST_YEAR, LAST_YEAR, years.get(key, usual), key=key,
    ))
    years[key] = year
    return year


def _own(screen: Screen, columns: list[st.delta_generator.DeltaGenerator]) -> Returning | None:
    """A cluster of the reader's own: code, name and host city."""
    t = screen.texts
    rows = screen.engine.query("region/list")
    cities = {str(code): screen.place(str(code)) for code in rows.loc[rows["level"] == "city", "region_code"]}
    with columns[1]:
        code = st.text_input(t("yearly_return.code"), key="return-code", help=t("yearly_return.code_help")).strip()
    with columns[2]:
        name = st.text_input(t("yearly_return.name"), key="return-name").strip()
    with columns[3]:
        city = st.selectbox(t("yearly_return.city"), list(cities), format_func=cities.__getitem__, index=None,
                            key="return-city", placeholder=t("yearly_return.city_choose"))
    if code and not CODE.fullmatch(code):
        st.error(t("yearly_return.wrong_code"))
        return None
    if not (code and name and city):
        st.html(quiet(t("yearly_return.choose")))
        return None
    return Returning(code, name, city, None, True)


def return_form(screen: Screen, who: Returning, year: int) -> None:
    """A field per metric with the last figure beneath; what is left empty is not reported."""
    t = screen.texts
    last = last_figures(figures_before(screen.engine, who.cluster_id, year))
    entered = st.session_state.get(ENTERED, {}).get((who.cluster_id, year), {})
    figures: dict[str, str] = {}
    with st.form("return-form", border=False):
        for block, names in ASKED.items():
            st.markdown(f'**{t(f"yearly_return_block.{block}")}**')
            for first in range(0, len(names), OF_A_LINE):
                for column, name in zip(st.columns(OF_A_LINE), names[first : first + OF_A_LINE], strict=False):
                    with column:
                        figures[name] = _field(screen, load_metrics()[name], last, entered.get(name, ""), who, year)
        source = st.text_input(t("yearly_return.source"), key="return-source", value=t("yearly_return.own_return"))
        submitted = st.form_submit_button(t("yearly_return.check"), type="primary")
    if submitted:
        _check(screen, who, year, last, figures, source.strip())


def _field(screen: Screen, metric: Metric, last: dict[str, LastFigure], entered: str, who: Returning, year: int) -> str:
    t = screen.texts
    unit = unit_label(metric.unit, t)
    name = metric.name(screen.language)
    known = t("yearly_return.no_last")
    if metric.metric in last:
        year_known, value = last[metric.metric]
        known = t("yearly_return.last", year=year_known, value=plain(value, metric.decimals))
    return st.text_input(
        t("column.with_unit", name=name, unit=unit) if unit else name, value=entered, placeholder=known,
        key=f"return-{who.cluster_id}-{year}-{metric.metric}", help=metric.definition(screen.language),
    )


def _check(
    screen: Screen, who: Returning, year: int, last: dict[str, LastFigure], figures: dict[str, str], source: str
) -> None:
    t = screen.texts
    if not any(text.strip() for text in figures.values()):
        st.error(t("yearly_return.empty"))
        return
    # What was entered outlives the wait, in which the form is not drawn.
    st.session_state[ENTERED] = {(who.cluster_id, year): figures}
    st.session_state["return-file"] = form_name(who, year)
    try:
        take_in(return_files(who, year, last, figures, source), snapshot_folder(), author_of(screen))
    except NotTaken as refused:
        st.error(t(f"upload.fault.{refused.reason}"), icon=":material/error:")
    else:
        st.rerun()


def template_button(screen: Screen, who: Returning, year: int) -> None:
    """The return of this cluster as a workbook to fill in."""
    last = last_figures(figures_before(screen.engine, who.cluster_id, year))
    download(
        screen, as_plain(screen.texts("yearly_return.template", name=who.name, year=year)),
        lambda: return_workbook(who, year, last), f"return_{who.cluster_id}_{year}.xlsx", "return-template",
        view="clusters return",
    )
