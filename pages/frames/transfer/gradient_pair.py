"""Two places set against each other: how far apart they stand on the gradient, and by which part."""

from __future__ import annotations

import math
from functools import partial

import pandas as pd
import streamlit as st

from pages.charts.gradient_ladder import part_bars_figure, ratio_word
from pages.controls.state import publish, restore
from pages.frames.figure_frame import FrameContent, figure_frame
from pages.frames.html import html_table
from pages.frames.transfer.gradient_tables import pair_sheet
from pages.frames.transfer.gradient_view import GradientView, compared_rows, heights_provenance, of_what, row_of
from pages.frames.transfer.transfer_view import transfer_state
from pages.frames.unanswered import apart
from pages.shell.screen import Screen
from pages.texts.gradient import Told, pair_finding
from queries.formulas.gradient_difference import gradient_difference, parts_of_difference
from queries.regions import NATION, ZONES


@apart
def pair_frame(screen: Screen, view: GradientView) -> None:
    """Draw the two selectors, the sentence, the bars of the parts and the figures of both places."""
    t = screen.texts
    rows = compared_rows(screen, view)
    rows = rows[rows["height"].notna()]
    if len(rows) < 2:
        return
    codes = _pair(screen, view, rows)
    first, second = row_of(rows, codes[0]), row_of(rows, codes[1])
    difference = gradient_difference(first["height"], second["height"])
    if difference.value is None:
        st.info(t("gradient.no_difference", first=screen.place(codes[0]), second=screen.place(codes[1])),
                icon=":material/info:")
        return
    parts = parts_of_difference(first, second, view.parts)
    known = parts if parts.notna().all() else parts.iloc[:0]
    values = [difference.value, *known]
    names = [of_what(screen, view), *(t(f"gradient_part.{part}") for part in known.index)]
    told = Told(of_what(screen, view), view.year, "", {part: t(f"gradient_part.{part}") for part in view.parts})
    sheet = pair_sheet(screen, view, rows, codes)
    labels = [ratio_word(math.exp(value)) for value in values]
    figure_frame(
        screen,
        FrameContent(
            key="gradient-pair",
            finding=pair_finding(
                dict(first), dict(second), (screen.place(codes[0]), screen.place(codes[1])), told, known, t
            ),
            figure=part_bars_figure(values, names, labels),
            alternative_text=t("gradient.pair_alternative"),
            table=sheet.table,
            rows=sheet.rows,
            dictionary=partial(sheet.dictionary, t),
            provenance=heights_provenance(screen, view),
            state=transfer_state("gradient"),
            subtitle=t("gradient.pair_subtitle", first=screen.place(codes[0]), second=screen.place(codes[1]),
                       year=view.year),
        ),
        below=lambda: st.html(html_table(sheet.table(), told.name)),
    )


def _pair(screen: Screen, view: GradientView, rows: pd.DataFrame) -> tuple[str, str]:
    """The two places chosen: by default the selected one and its zone, else the highest and the lowest."""
    t = screen.texts
    first, second = _usual(screen, view, rows)
    options = [str(code) for code in rows.index]
    chosen = []
    with st.container(key="gradient-pair-controls", horizontal=True, vertical_alignment="center", gap="small"):
        for parameter, default in (("pair-from", first), ("pair-to", second)):
            restore(parameter, options, default, screen.rejected)
            code: str = st.selectbox(
                t(f"gradient.{parameter}"), options, key=parameter, format_func=screen.place, width=260
            )
            publish(parameter, code, default)
            chosen.append(code)
    return chosen[0], chosen[1]


def _usual(screen: Screen, view: GradientView, rows: pd.DataFrame) -> tuple[str, str]:
    selected = view.region
    if selected in rows.index and selected is not None:
        zone = screen.regions.zone_of(selected)
        return selected, zone if zone in rows.index and zone is not None else NATION
    at_level = view.known
    if view.level == "zone" and {"east", "west"} <= set(rows.index):
        return ZONES[0], ZONES[-1]
    return str(at_level.index[0]), str(at_level.index[-1])
