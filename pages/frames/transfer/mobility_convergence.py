"""Convergence: growth of those that began low, and beside it the spread of every year."""

from __future__ import annotations

import math
from functools import partial
from html import escape

import pandas as pd
import streamlit as st

from pages.charts.convergence import ScatterWords, beta_figure, spread_figure
from pages.frames.figure_frame import FrameContent, figure_frame
from pages.frames.html import html_table
from pages.frames.transfer.mobility_sheets import beta_sheet, clubs_sheet, spread_sheet
from pages.frames.transfer.mobility_view import MobilityView, mobility_provenance, subtitle
from pages.frames.transfer.mobility_words import (
    beta_finding,
    left_out_words,
    residual_words,
    spread_finding,
    whole_speed_words,
)
from pages.frames.transfer.transfer_view import transfer_state
from pages.frames.unanswered import apart
from pages.shell.screen import Screen
from pages.texts.numbers import percent, plain
from queries.class_moves import POLICY
from queries.convergence import Convergence, convergence
from queries.regions import ZONES

AROUND_SCATTER, LEAST_SCATTER, SPREAD_HEIGHT = 420, 380, 230


@apart
def convergence_frames(screen: Screen, view: MobilityView) -> None:
    """Draw both frames; words where fewer than two regions enter."""
    t = screen.texts
    found = screen.engine.recall(
        ("convergence", *view.panel.key),
        lambda: convergence(view.panel.ratios, view.place.level, screen.regions, screen.boundaries),
    )
    if len(found.units.panel) < 2:
        st.info(t("mobility.too_few_units", count=len(found.units.panel)), icon=":material/info:")
        return
    left, right = st.columns([56, 44], gap="small")
    with left:
        _beta_frame(screen, view, found)
    with right:
        _spread_frame(screen, view, found)


@apart
def _beta_frame(screen: Screen, view: MobilityView, found: Convergence) -> None:
    t, beta = screen.texts, found.total
    nation = view.panel.nation
    sheet = beta_sheet(screen, view, found)
    notes = [t("mobility.galton"), residual_words(screen, found),
             t("mobility.policy", policy=t(f"balance.policy.{POLICY}")), *left_out_words(screen, found)]
    line = None
    if beta.intercept.value is not None and beta.slope.central.value is not None:
        # The picture stands in levels relative to the nation: the line moves with the axis, its slope does not.
        shift = beta.slope.central.value * math.log(nation[found.first])
        line = (beta.intercept.value + shift, beta.slope.central.value)
    figure_frame(
        screen,
        FrameContent(
            key="beta",
            finding=beta_finding(screen, view, found),
            figure=beta_figure(
                _points(screen, found, nation), line,
                ScatterWords(t(f"mobility.axis.{view.kind}", year=found.first),
                             t("mobility.axis_growth", first=found.first, last=found.last), t("mobility.line"),
                             {zone: screen.place(zone) for zone in ZONES}),
                view.place.region, max(LEAST_SCATTER, screen.window_height - AROUND_SCATTER),
            ),
            alternative_text=t("mobility.beta_alternative"),
            table=sheet.table,
            rows=sheet.rows,
            dictionary=partial(sheet.dictionary, t),
            provenance=mobility_provenance(screen, view, t("mobility.beta_formula"), tuple(notes)),
            state=transfer_state("mobility"),
            subtitle=subtitle(screen, view),
        ),
        below=lambda: st.html("".join(
            f'<p class="map-note">{escape(note)}</p>' for note in (whole_speed_words(screen, found), *notes)
        )),
    )


@apart
def _spread_frame(screen: Screen, view: MobilityView, found: Convergence) -> None:
    t = screen.texts
    sheet, clubs = spread_sheet(screen, view, found), clubs_sheet(screen, found)
    figure_frame(
        screen,
        FrameContent(
            key="sigma",
            finding=spread_finding(screen, view, found),
            figure=spread_figure(found.spread["value"], t("mobility.axis_spread"), SPREAD_HEIGHT),
            alternative_text=t("mobility.spread_alternative"),
            table=sheet.table,
            rows=sheet.rows,
            dictionary=partial(sheet.dictionary, t),
            provenance=mobility_provenance(
                screen, view, t("mobility.spread_formula"), tuple(left_out_words(screen, found))
            ),
            state=transfer_state("mobility"),
            subtitle=subtitle(screen, view),
        ),
        below=lambda: st.html(html_table(clubs.table(), t("mobility.clubs_caption"))
                              + f'<p class="map-note">{escape(t("mobility.clubs_note"))}</p>'),
    )


def _points(screen: Screen, found: Convergence, nation: pd.Series) -> pd.DataFrame:
    t, panel = screen.texts, found.units.panel
    level, growth = panel[found.first] / nation[found.first], panel[found.last] / panel[found.first]
    names = [screen.place(str(code)) for code in panel.index]
    return pd.DataFrame({
        "name": names, "zone": found.zones, "level": level, "growth": growth,
        "hover": [
            t("mobility.beta_hover", name=name, year=found.first, level=plain(one, 2),
              growth=percent(other - 1, 1, True))
            for name, one, other in zip(names, level, growth, strict=True)
        ],
    }, index=panel.index)


