"""Coupling coordination: the form of 2021 and the classical one beside each other, and which side lags."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from pages.charts.dumbbell import Pair, Scale, dumbbell_figure
from pages.charts.style import ACCENT, QUIET
from pages.frames.figure_frame import FrameContent, figure_frame
from pages.frames.gaps.balance_drawn import drawn
from pages.frames.gaps.balance_ratio import SHORT
from pages.frames.gaps.balance_sheets import coupling_sheet
from pages.frames.gaps.balance_words import bound_in_words, coupling_finding
from pages.frames.gaps.gap_view import GapView, gap_provenance, gap_state
from pages.frames.html import html_table, quiet
from pages.frames.unanswered import apart
from pages.shell.screen import Screen
from pages.texts.numbers import plain
from pages.texts.ranks import drawn_remarks
from queries.balance import Balance
from queries.composite_criteria import settings
from queries.derived_ranks import coordination_kinds
from queries.formulas.coupling_coordination import DIRECTIONS, LEVEL_BOUNDS, LEVELS
from queries.formulas.rank_uncertainty import FEWER_DRAWS

COLOURS = {"supply_lags": SHORT, "demand_lags": ACCENT, "in_step": QUIET}


@apart
def coupling_frames(screen: Screen, view: GapView, found: Balance) -> None:
    """Draw the ranking, and beside it how many regions each level and direction has."""
    t = screen.texts
    if found.coordinated.empty:
        reason = found.rows["reason"].mode()
        st.info(t("balance.no_coupling", reason=t(f"reason.{reason.iloc[0]}")), icon=":material/info:")
        return
    left, right = st.columns([60, 40], gap="small")
    with left:
        _ranking_frame(screen, view, found)
    with right:
        if screen.figure is None:
            st.html(html_table(_levels(screen, found), t("balance.levels_caption")))
            st.html(html_table(_directions(screen, found), t("balance.directions_caption")))
            for remark in _remarks(screen, view, found):
                st.html(quiet(remark))


@apart
def _ranking_frame(screen: Screen, view: GapView, found: Balance) -> None:
    t = screen.texts
    known = found.coordinated
    codes, left_out = drawn(screen, view, list(known.index))
    sheet = coupling_sheet(screen, view, found)
    remarks = [*([left_out] if left_out else []), *_remarks(screen, view, found)]
    figure_frame(
        screen,
        FrameContent(
            key="coupling",
            finding=coupling_finding(found, view, screen),
            figure=dumbbell_figure(
                [_pair(screen, code, row) for code, row in known.loc[codes].iterrows()],
                Scale(1.0, LEVEL_BOUNDS, tuple(t(f"balance.level.{level}") for level in LEVELS)),
                (t("balance.form.wang_2021"), t("balance.form.classical")),
            ),
            alternative_text=t("balance.coupling_alternative"),
            table=sheet.table,
            rows=sheet.rows,
            dictionary=partial(sheet.dictionary, t),
            provenance=gap_provenance(screen, view, t("balance.coupling_formula"), tuple(remarks)),
            state=gap_state("balance"),
            subtitle=t("balance.coupling_subtitle", supply=view.supply.name(screen.language),
                       demand=view.demand.name(screen.language), year=view.year),
        ),
        below=(lambda: st.html(quiet(left_out))) if left_out else None,
    )


def _remarks(screen: Screen, view: GapView, found: Balance) -> list[str]:
    t = screen.texts
    remarks = [
        t("balance.bounds_remark", name=measure.name(screen.language), lowest=bound_in_words(bounds.lowest, screen),
          highest=bound_in_words(bounds.highest, screen), first=bounds.first_year, last=bounds.last_year,
          layer=t(f"layer.{bounds.layer}"))
        for measure, bounds in ((view.supply, found.supply_bounds), (view.demand, found.demand_bounds)) if bounds
    ]
    return [*remarks, t("balance.totals_remark"), t("balance.convention_remark"), *_rank_remarks(screen, view)]


def _rank_remarks(screen: Screen, view: GapView) -> list[str]:
    """What the intervals of the ranks rest on: both sides are drawn, each as its figures are."""
    kinds = [kind for kind in coordination_kinds(view.basis) if kind != "exact"]
    return drawn_remarks(list(dict.fromkeys(kinds)), settings().money_error, screen.texts, draws=FEWER_DRAWS)


def _pair(screen: Screen, code: object, row: pd.Series) -> Pair:
    t = screen.texts
    place = screen.place(str(code))
    word = t("balance.coupling_word", value=plain(row["coordination"], 2),
             direction=t(f"balance.direction.{row['direction']}"))
    hover = t("balance.coupling_hover", place=place, supply=plain(row["supply_index"], 3),
              demand=plain(row["demand_index"], 3), value=plain(row["coordination"], 3),
              classical=plain(row["classical"], 3), level=t(f"balance.level.{row['level']}"))
    return Pair(str(code), place, row["coordination"], row["classical"], word, hover, COLOURS[row["direction"]])


def _levels(screen: Screen, found: Balance) -> pd.DataFrame:
    t = screen.texts
    return pd.DataFrame([
        {
            t("balance.column.level"): t(f"balance.level.{level}"),
            t("balance.form.wang_2021"): str(int((found.rows["level"] == level).sum())),
            t("balance.form.classical"): str(int((found.rows["classical_level"] == level).sum())),
        }
        for level in reversed(LEVELS)
    ])


def _directions(screen: Screen, found: Balance) -> pd.DataFrame:
    t = screen.texts
    known = found.coordinated
    listed = []
    for direction in DIRECTIONS:
        codes = list(known.index[known["direction"] == direction])
        names = t.joined([screen.place(code) for code in codes[:5]])
        listed.append({
            t("balance.column.direction"): t(f"balance.direction.{direction}"),
            t("balance.column.count"): str(len(codes)),
            t("balance.column.among"): t("balance.and_more", names=names) if len(codes) > 5 else names,
        })
    return pd.DataFrame(listed)
