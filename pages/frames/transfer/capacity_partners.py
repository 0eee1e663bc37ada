"""Partners of a province: who could pass services to it, and to whom it could pass them."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from pages.frames.figure_frame import FrameContent, figure_frame
from pages.frames.html import html_table, quiet
from pages.frames.provenance import Provenance, of_indicators
from pages.frames.transfer.capacity_sheets import partner_sheet
from pages.frames.transfer.transfer_view import TransferView, lacking, transfer_state
from pages.frames.unanswered import apart
from pages.shell.screen import Screen
from pages.texts.capacity import partners_finding
from pages.texts.numbers import percent, plain
from queries.capacity import LEVEL, Capacity
from queries.match_matrix import usual_basis
from queries.transfer_match import NEAR_KM, TransferMatch, transfer_match

SHOWN = 8
TABLES = ("agency", "agency_year", "branch", "service_offer")
SIDES = {"senders": "sender", "receivers": "receiver"}


@apart
def partner_frames(screen: Screen, view: TransferView, capacity: Capacity | None, form: str | None) -> None:
    """Draw both lists of the selected province; in words what is lacking."""
    t = screen.texts
    found = transfer_match(screen.engine, screen.regions, screen.catalogue, screen.layer, capacity, form)
    if found is None:
        lacking(screen, view, t("capacity.no_partners", layer=t(f"layer.{screen.layer}")), TABLES)
        return
    if found.pairs.empty:
        st.info(t("capacity.no_pairs", form=_form(screen, form)), icon=":material/info:")
        return
    if not found.knows_surplus:
        lacking(screen, view, t("capacity.surplus_unknown", covered=percent(found.covered, 0)), TABLES[:2])
    region = view.region if view.region in screen.regions.zone_of_province else None
    place = region or str(found.pairs.iloc[0]["receiver"])
    note = t("capacity.screening") if region else t("capacity.screening_first", place=screen.place(place))
    st.html(quiet(note))
    for column, side in zip(st.columns(2, gap="small"), SIDES, strict=True):
        with column:
            _list_frame(screen, found, place, side)


@apart
def _list_frame(screen: Screen, found: TransferMatch, place: str, side: str) -> None:
    t, other = screen.texts, SIDES[side]
    rows = found.senders(place) if side == "senders" else found.receivers(place)
    sheet = partner_sheet(screen, found, rows, other)
    shown = partner_sheet(screen, found, rows.head(SHOWN), other)
    figure_frame(
        screen,
        FrameContent(
            key=f"match-{side}",
            finding=partners_finding(rows, place, side, _form(screen, found.form), screen.place, t),
            figure=None,
            alternative_text=t("capacity.partners_alternative"),
            table=sheet.table,
            rows=sheet.rows,
            dictionary=partial(sheet.dictionary, t),
            provenance=_provenance(screen, found),
            state=transfer_state("capacity"),
            subtitle=t("capacity.partners_subtitle", form=_form(screen, found.form), year=found.year),
        ),
        below=lambda: _below(screen, shown.table() if len(rows) else None, side, place, len(rows)),
    )


def _below(screen: Screen, table: pd.DataFrame | None, side: str, place: str, count: int) -> None:
    t = screen.texts
    if table is None:
        return
    st.html(html_table(table, t(f"capacity_list.{side}", place=screen.place(place))))
    if count > SHOWN:
        st.html(quiet(t("capacity.more", shown=SHOWN, count=count)))


def _provenance(screen: Screen, found: TransferMatch) -> Provenance:
    t = screen.texts
    basis = usual_basis(screen.engine, screen.regions, screen.catalogue, screen.layer)
    assert basis is not None
    branches = t("capacity.no_branches") if found.branch_year is None else t(
        "capacity.branches", year=found.branch_year)
    return of_indicators(
        screen, [screen.catalogue[name] for name in ("industry_revenue", "employees", found.demand[0], "gdp")],
        [found.year], [LEVEL],
        (t("capacity.order", near=plain(NEAR_KM, 0)), t(f"capacity_gradient_basis.{found.gradient_basis}"),
         t("capacity.surplus", demand=basis.demand.name(screen.language), year=found.demand[1]), branches,
         t("capacity.fractional"), t("capacity.distances"), t("capacity.pairs")),
        formula=t("capacity.partners_formula"),
    )


def _form(screen: Screen, form: str | None) -> str:
    t = screen.texts
    return t(f"service_form.{form}") if form else t("flow_controls.all_forms")
