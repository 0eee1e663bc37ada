"""Openings and closings in a place year by year, and how many of the branches last."""

from __future__ import annotations

from functools import partial

import streamlit as st

from pages.charts.branch_life import LifeWords, SurvivalLine, openings_figure, survival_figure
from pages.charts.style import ACCENT, QUIET, ZONE_COLOURS
from pages.frames.figure_frame import FrameContent, figure_frame
from pages.frames.html import html_table, quiet
from pages.frames.transfer.order_sheets import cohort_sheet, years_sheet
from pages.frames.transfer.order_view import REGISTER_TABLES, OrderView, height_of
from pages.frames.transfer.order_words import openings_finding, survival_finding
from pages.frames.transfer.transfer_view import lacking, transfer_state
from pages.frames.unanswered import apart
from pages.shell.screen import Screen
from queries.branch_life import SPAN, BranchLife, Origin, branch_life

AROUND, AROUND_WITH_TABLE = 480, 690
COHORTS_SHOWN = 6
WIDE, NARROW = 2.6, 1.3
LINES: tuple[tuple[Origin, str, str], ...] = (
    ("other", ACCENT, "solid"), ("own", QUIET, "dash"), ("east", ZONE_COLOURS["east"], "dot"),
    ("central", ZONE_COLOURS["central"], "dashdot"), ("northeast", ZONE_COLOURS["northeast"], "longdash"),
    ("west", ZONE_COLOURS["west"], "longdashdot"),
)
LEAST_AT_RISK = 10
"""Branches below which a curve is not drawn on: one closing would move it by a tenth and more."""


@apart
def life_frames(screen: Screen, chosen: OrderView) -> None:
    """Draw openings beside survival; a register that dates no closing says so in the place of the latter."""
    t = screen.texts
    life = branch_life(screen.engine, screen.regions, screen.layer, chosen.region)
    assert life is not None
    if not (life.years["opened"] > 0).any():
        st.info(t("transfer_order.finding.none_opened", place=screen.place(chosen.region)), icon=":material/info:")
        return
    left, right = st.columns(2, gap="small")
    with left:
        _openings_frame(screen, chosen, life)
    with right:
        if life.dates_closings:
            _survival_frame(screen, chosen, life)
        elif screen.figure is None:
            lacking(screen, chosen.view, t("transfer_order.no_closings"), REGISTER_TABLES[1:])


@apart
def _openings_frame(screen: Screen, chosen: OrderView, life: BranchLife) -> None:
    t = screen.texts
    words = LifeWords(*(t(f"transfer_order.bar.{name}") for name in ("other", "own", "closed", "net")))
    sheet = years_sheet(screen, life)
    started = life.years[life.years["opened"].cumsum() > 0]
    figure_frame(
        screen,
        FrameContent(
            key="order-openings",
            finding=openings_finding(screen, chosen.region, life),
            figure=openings_figure(started, words, height_of(screen, AROUND)),
            alternative_text=t("transfer_order.openings_alternative", place=screen.place(chosen.region)),
            table=sheet.table, rows=sheet.rows, dictionary=partial(sheet.dictionary, t),
            provenance=chosen.provenance(screen, t("transfer_order.openings_formula"), _remarks(screen, life),
                                         period=(int(started["year"].min()), int(started["year"].max()))),
            state=transfer_state("order"),
            subtitle=screen.place(chosen.region),
        ),
        below=lambda: st.html("".join(quiet(line) for line in _remarks(screen, life)[:2])),
    )


@apart
def _survival_frame(screen: Screen, chosen: OrderView, life: BranchLife) -> None:
    t = screen.texts
    sheet = cohort_sheet(screen, life)
    years = life.years["year"]
    figure_frame(
        screen,
        FrameContent(
            key="order-survival",
            finding=survival_finding(screen, chosen.region, life),
            figure=survival_figure(_lines(screen, life), t("transfer_order.age"), SPAN,
                                   height_of(screen, AROUND_WITH_TABLE, 200)),
            alternative_text=t("transfer_order.survival_alternative", place=screen.place(chosen.region)),
            table=sheet.table, rows=sheet.rows, dictionary=partial(sheet.dictionary, t),
            provenance=chosen.provenance(
                screen, t("transfer_order.survival_formula"),
                (*_remarks(screen, life), t("transfer_order.interval"),
                 t("transfer_order.curve_end", least=LEAST_AT_RISK)),
                period=(int(years.min()), int(years.max())),
            ),
            state=transfer_state("order"),
            subtitle=screen.place(chosen.region),
        ),
        below=lambda: st.html(_cohorts(screen, life)),
    )


def _lines(screen: Screen, life: BranchLife) -> list[SurvivalLine]:
    """The curves of other and own provinces and of each zone as far as enough branches are at risk."""
    found = []
    for origin, colour, dash in LINES:
        curve = life.curves[(life.curves["origin"] == origin) & (life.curves["at_risk"] >= LEAST_AT_RISK)]
        if len(curve) > 1:
            name = screen.texts(f"transfer_order.origin.{origin}")
            width = WIDE if origin in ("other", "own") else NARROW
            found.append(SurvivalLine(name, curve, colour, dash, width, origin == "other"))
    return found


def _cohorts(screen: Screen, life: BranchLife) -> str:
    """The last cohorts from other provinces and at home as a table."""
    t = screen.texts
    known = life.cohorts["value"].notna() & life.cohorts["origin"].isin(["other", "own"])
    rows = life.cohorts[known]
    chosen = rows[rows["year"] > rows["year"].max() - COHORTS_SHOWN // 2]
    part = BranchLife(life.years, chosen, life.curves, life.dates_closings, life.first_closing, life.unknown_day)
    table = cohort_sheet(screen, part).table().drop(columns=t("column.remark"))
    return html_table(table, t("transfer_order.cohorts", span=SPAN))


def _remarks(screen: Screen, life: BranchLife) -> tuple[str, ...]:
    t = screen.texts
    found = []
    if life.first_closing is not None:
        found.append(t("transfer_order.first_closing", year=life.first_closing))
    else:
        found.append(t("transfer_order.no_closings"))
    if life.unknown_day:
        found.append(t("transfer_order.unknown_day", count=life.unknown_day))
    return tuple(found)
