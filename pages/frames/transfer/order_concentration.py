"""How far the flows of branches keep to a few pairs."""

from __future__ import annotations

from functools import partial

import streamlit as st

from pages.charts.flow_pairs import PairBar, pairs_figure
from pages.frames.figure_frame import FrameContent, figure_frame
from pages.frames.html import html_table, quiet
from pages.frames.transfer.order_sheets import measures_sheet, pairs_sheet
from pages.frames.transfer.order_view import OrderView, height_of
from pages.frames.transfer.order_words import pair_name, pairs_finding
from pages.frames.transfer.transfer_view import transfer_state
from pages.frames.unanswered import apart
from pages.shell.screen import Screen
from pages.texts.figures import period_words
from pages.texts.numbers import percent, plain
from pages.texts.ranks import drawn_remarks
from queries.composite_criteria import settings
from queries.derived_ranks import FEWER_DRAWS
from queries.formulas.flow_concentration import TOP_PAIRS
from queries.transfer_order import TransferOrder, transfer_order

AROUND = 440
TWIN_ROWS = 30


@apart
def concentration_frame(screen: Screen, chosen: OrderView) -> None:
    """Draw the ten largest pairs, and beside them the measures over all pairs."""
    t = screen.texts
    found = transfer_order(
        screen.engine, screen.regions, screen.catalogue, screen.layer, chosen.level, chosen.first, chosen.last,
        chosen.form,
    )
    assert found is not None
    if found.concentration.pairs.empty:
        period = period_words(chosen.first, chosen.last, t)
        st.info(t("transfer_order.nothing_opened", period=period), icon=":material/info:")
        return
    left, right = st.columns([60, 40], gap="small")
    with left:
        _pairs_frame(screen, chosen, found)
    with right:
        if screen.figure is None:
            st.html(html_table(measures_sheet(screen, found).table(), t("transfer_order.measures")))


@apart
def _pairs_frame(screen: Screen, chosen: OrderView, found: TransferOrder) -> None:
    t = screen.texts
    bars = [
        PairBar(pair_name(screen, row), float(row["branches"]), t(
            "transfer_order.pair_label", branches=plain(row["branches"], 0), share=percent(row["share"], 1),
            cumulative=percent(row["cumulative"], 1),
        ))
        for _, row in found.concentration.pairs.head(TOP_PAIRS).iterrows()
    ]
    every = pairs_sheet(screen, found)
    words = chosen.level_words(screen)
    figure_frame(
        screen,
        FrameContent(
            key="order-pairs",
            finding=pairs_finding(screen, found),
            figure=pairs_figure(bars, height_of(screen, AROUND, 300)),
            alternative_text=t("transfer_order.pairs_alternative"),
            table=pairs_sheet(screen, found, TWIN_ROWS).table, rows=every.rows,
            dictionary=partial(every.dictionary, t),
            provenance=chosen.provenance(
                screen, t("transfer_order.pairs_formula"),
                tuple(drawn_remarks(["count"], settings().money_error, t, draws=FEWER_DRAWS)),
            ),
            state=transfer_state("order"),
            subtitle=t("transfer_order.period", period=period_words(found.first, found.last, t)),
        ),
        below=(lambda: st.html("".join(quiet(line) for line in words))) if words else None,
    )
