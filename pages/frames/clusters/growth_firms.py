"""The change of a cluster by its member firms: who stayed, was founded, moved in, closed, moved out."""

from __future__ import annotations

from functools import partial
from html import escape

import pandas as pd
import streamlit as st

from pages.charts.shift_share import waterfall_figure
from pages.frames.clusters.cluster_view import cluster_state, lacking
from pages.frames.clusters.growth_view import (
    SECTION,
    GrowthView,
    amount_labels,
    height_of,
    revenue_of,
    unit_words,
)
from pages.frames.figure_frame import FrameContent, figure_frame
from pages.frames.register import of_register
from pages.frames.sheet import Column, Sheet, digits, headed, with_sign
from pages.frames.unanswered import apart
from pages.shell.screen import Screen
from pages.texts.cluster_growth import firms_finding, signed
from pages.texts.figures import period_words
from pages.texts.numbers import adding_up
from queries.cluster_growth import growth_by_firms, levels_of
from queries.formulas.growth_decomposition import FirmChange

HEIGHT = 300
MEMBER_TABLES = ("cluster_member", "agency", "agency_year")


@apart
def firms_frame(screen: Screen, view: GrowthView) -> None:
    """Draw the five kinds of firms between the two years; words where members or their figures are lacking."""
    t = screen.texts
    assert view.period is not None
    first, last = view.period
    found = growth_by_firms(screen.engine, screen.layer, view.cluster, first, last)
    if found is None or found.reason is not None:
        if screen.figure is None:
            words = t("cluster_growth.firms_none") if found is None or found.reason is None else t(
                "cluster_growth.firms_untold", first=first, last=last, reason=t(f"growth_firms.{found.reason.value}"))
            lacking(screen, view.page.data, words, MEMBER_TABLES)
        return
    remarks = _remarks(screen, view, found)
    sheet = _sheet(screen, found)
    flows = found.flows[found.flows["firms"] > 0]
    amounts = [float(amount) for amount in flows["amount"]]
    said = found.flows.assign(
        amount=pd.Series(adding_up(amounts, revenue_of(screen).decimals), index=flows.index).reindex(found.flows.index)
    )
    figure_frame(
        screen,
        FrameContent(
            key="growth-firms",
            finding=firms_finding(said, view.name(screen), view.period, revenue_of(screen), t),
            figure=waterfall_figure(
                [*(t(f"growth_flow.{flow}") for flow in flows.index), t("growth_flow.total")], amounts,
                amount_labels(screen, amounts), height_of(screen, HEIGHT),
            ),
            alternative_text=t("cluster_growth.firms_alternative", name=view.name(screen)),
            table=sheet.table, rows=sheet.rows, dictionary=partial(sheet.dictionary, t),
            provenance=of_register(screen, t("cluster_growth.firms_formula"), remarks,
                                   period=period_words(first, last, t)),
            state=cluster_state(SECTION),
            subtitle=view.name(screen),
        ),
        below=lambda: st.html("".join(f'<p class="map-note">{escape(remark)}</p>' for remark in remarks)),
    )


def _remarks(screen: Screen, view: GrowthView, found: FirmChange) -> tuple[str, ...]:
    """How the firms stand to the return, who was left out, and what a member is."""
    t = screen.texts
    assert view.period is not None
    remarks = []
    before, after = (levels_of(view.register, view.cluster, year).revenue for year in view.period)
    if before is not None and after is not None:
        revenue, by_firms = revenue_of(screen), found.after - found.before
        remarks.append(t("cluster_growth.firms_beside", firms=signed(by_firms, revenue, t),
                         returned=signed(after - before, revenue, t),
                         difference=signed(by_firms - (after - before), revenue, t)))
    if found.left_out:
        remarks.append(t("cluster_growth.firms_left_out", count=found.left_out))
    return (*remarks, t("cluster_growth.firms_members"))


def _sheet(screen: Screen, found: FirmChange) -> Sheet:
    t = screen.texts
    revenue = revenue_of(screen)
    flows = found.flows
    names = [*(t(f"growth_flow.{flow}") for flow in flows.index), t("growth_flow.total")]
    return Sheet((
        Column(t("growth_column.flow"), t("growth_meaning.flow"), names),
        Column(t("growth_column.firms"), t("growth_meaning.firms"), [*flows["firms"], int(flows["firms"].sum())],
               digits(t, 0)),
        Column(headed(t("growth_column.amount"), unit_words(screen, revenue), t), t("growth_meaning.firm_amount"),
               [*flows["amount"], found.after - found.before], with_sign(screen.texts, revenue.decimals)),
    ))
