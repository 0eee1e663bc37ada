"""The test of order: branches by the fall of the gradient, chance against what was seen, and the share year by year."""

from __future__ import annotations

from functools import partial

import streamlit as st

from pages.charts.branch_order import FallWords, chance_figure, down_figure, fall_figure
from pages.frames.figure_frame import FrameContent, figure_frame
from pages.frames.html import quiet
from pages.frames.transfer.order_sheets import chance_sheet, down_sheet, fall_sheet
from pages.frames.transfer.order_view import REGISTER_TABLES, REVENUE_TABLES, OrderView, height_of
from pages.frames.transfer.order_words import chance_finding, down_finding, order_finding, outward_words, p_in_words
from pages.frames.transfer.transfer_view import lacking, transfer_state
from pages.frames.unanswered import apart
from pages.shell.screen import Screen
from pages.texts.figures import period_words
from pages.texts.numbers import percent, plain
from queries.formulas.reasons import Reason
from queries.transfer_order import TransferOrder, fall_classes, transfer_order

AROUND_FALL, AROUND_TWO = 430, 520
LEAST_HALF = 150


@apart
def order_frames(screen: Screen, chosen: OrderView) -> None:
    """Draw the three figures, or say in words what the test lacks."""
    found = _tested(screen, chosen)
    reason = found.test.index.reason
    if reason is not None:
        _untested(screen, chosen, found, reason)
        return
    left, right = st.columns([56, 44], gap="small")
    with left:
        _fall_frame(screen, chosen, found)
    with right:
        if found.test.p.value is not None:
            _chance_frame(screen, chosen, found)
        _down_frame(screen, chosen, found)


def _tested(screen: Screen, chosen: OrderView) -> TransferOrder:
    """The test, with a bar while the permutations of a new view run; later readers find them done."""
    room = st.empty()
    words = screen.texts("transfer_order.running")

    def tell(done: int, whole: int) -> None:
        room.progress(done / whole, words)

    found = transfer_order(
        screen.engine, screen.regions, screen.catalogue, screen.layer, chosen.level, chosen.first, chosen.last,
        chosen.form, progress=tell,
    )
    room.empty()
    assert found is not None
    return found


def _untested(screen: Screen, chosen: OrderView, found: TransferOrder, reason: Reason) -> None:
    t = screen.texts
    period = period_words(chosen.first, chosen.last, t)
    if found.concentration.pairs.empty:
        lacking(screen, chosen.view, t("transfer_order.nothing_opened", period=period), REGISTER_TABLES)
    elif reason is not Reason.COVERAGE:
        lacking(screen, chosen.view, t("transfer_order.all_alike", period=period), REGISTER_TABLES)
    elif found.gradient_year is None:
        lacking(screen, chosen.view, t("transfer_order.no_gradient", layer=t(f"layer.{screen.layer}")), REVENUE_TABLES)
    else:
        lacking(screen, chosen.view, _partly_known(screen, found, period), REVENUE_TABLES)


def _partly_known(screen: Screen, found: TransferOrder, period: str) -> str:
    """That too few of the branches have a gradient at both ends, with how many regions and branches that is."""
    away, known = float(found.concentration.pairs["branches"].sum()), float(found.pairs["branches"].sum())
    return screen.texts(
        "transfer_order.partial_gradient", year=found.gradient_year, units=int(found.gradient.notna().sum()),
        regions=len(found.gradient), period=period, branches=plain(away, 0), known=plain(known, 0),
        share=percent(known / away, 0),
    )


@apart
def _fall_frame(screen: Screen, chosen: OrderView, found: TransferOrder) -> None:
    t = screen.texts
    classes = fall_classes(found.pairs)
    sheet = fall_sheet(screen, classes)
    words = FallWords(
        t("transfer_order.fall_axis", year=found.gradient_year), t("transfer_order.per_pair"),
        t("transfer_order.down"), t("transfer_order.up"), t("transfer_order.both_ways"),
    )
    hovers = [
        t("transfer_order.fall_hover", low=plain(row["lo"], 2), high=plain(row["hi"], 2), pairs=int(row["pairs"]),
          branches=int(row["branches"]), mean=plain(row["mean"], 2))
        for row in classes.to_dict("records")
    ]
    figure_frame(
        screen,
        FrameContent(
            key="order-fall",
            finding=order_finding(screen, found),
            figure=fall_figure(classes, hovers, words, height_of(screen, AROUND_FALL)),
            alternative_text=t("transfer_order.fall_alternative"),
            table=sheet.table, rows=sheet.rows, dictionary=partial(sheet.dictionary, t),
            provenance=chosen.provenance(screen, t("transfer_order.order_formula"),
                                         (*_remarks(screen, found), *_of_all_services(screen, chosen))),
            state=transfer_state("order"),
            subtitle=t("transfer_order.period", period=period_words(found.first, found.last, t)),
        ),
        below=lambda: st.html("".join(quiet(line) for line in (
            *chosen.level_words(screen),
            *_of_all_services(screen, chosen),
            *outward_words(screen, classes),
            t("transfer_order.fall_note", pairs=len(found.pairs), classes=len(classes), year=found.gradient_year),
        ))),
    )


@apart
def _chance_frame(screen: Screen, chosen: OrderView, found: TransferOrder) -> None:
    t = screen.texts
    observed = found.test.index.value
    assert observed is not None
    sheet = chance_sheet(screen, found)
    figure_frame(
        screen,
        FrameContent(
            key="order-chance",
            finding=chance_finding(screen, found),
            figure=chance_figure(
                found.test.simulated, observed,
                (t("transfer_order.chance_axis"), t("transfer_order.observed", rho=plain(observed, 3))),
                _half_height(screen),
            ),
            alternative_text=t("transfer_order.chance_alternative", rho=plain(observed, 3),
                               p=p_in_words(screen, found.test)),
            table=sheet.table, rows=sheet.rows, dictionary=partial(sheet.dictionary, t),
            provenance=chosen.provenance(screen, t("transfer_order.order_formula"),
                                         (*_remarks(screen, found), *_of_all_services(screen, chosen))),
            state=transfer_state("order"),
            subtitle=t("transfer_order.period", period=period_words(found.first, found.last, t)),
        ),
    )


@apart
def _down_frame(screen: Screen, chosen: OrderView, found: TransferOrder) -> None:
    t = screen.texts
    sheet = down_sheet(screen, found)
    years = found.down["year"]
    figure_frame(
        screen,
        FrameContent(
            key="order-down",
            finding=down_finding(screen, found),
            figure=down_figure(found.down, t("transfer_order.half"), _half_height(screen)),
            alternative_text=t("transfer_order.down_alternative"),
            table=sheet.table, rows=sheet.rows, dictionary=partial(sheet.dictionary, t),
            provenance=chosen.provenance(screen, t("transfer_order.down_formula"),
                                         (t("transfer_order.interval"), *_of_all_services(screen, chosen)),
                                         period=(int(years.min()), int(years.max()))),
            state=transfer_state("order"),
        ),
    )


def _half_height(screen: Screen) -> int:
    """The height of one of two charts above each other."""
    if screen.figure:
        return height_of(screen, 0)
    return max(LEAST_HALF, (screen.window_height - AROUND_TWO) // 2)


def _of_all_services(screen: Screen, chosen: OrderView) -> tuple[str, ...]:
    """That branches of one form are held against the gradient of all services."""
    if chosen.form is None:
        return ()
    return (screen.texts("transfer_order.all_services", form=screen.texts(f"service_form.{chosen.form}")),)


def _remarks(screen: Screen, found: TransferOrder) -> tuple[str, ...]:
    """Of which year the gradient is, and what a correlation with it can and cannot say."""
    t = screen.texts
    return (
        t("transfer_order.gradient_remark", year=found.gradient_year, units=len(found.test.units)),
        t("transfer_order.permutations", count=plain(found.test.permutations, 0)),
        t("transfer_order.no_cause"),
    )
