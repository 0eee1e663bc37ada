"""Moves between classes: the matrix of steps, who rose and fell, and what neighbours have to do with it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from html import escape

import pandas as pd
import streamlit as st

from pages.charts.class_ribbon import ribbon_figure
from pages.charts.transition_grid import GridWords, grid_figure
from pages.controls.trail import go_to
from pages.frames.figure_frame import FrameContent, figure_frame
from pages.frames.maps import clicked_code
from pages.frames.transfer.mobility_sheets import matrix_sheet, neighbours_sheet, ribbon_sheet
from pages.frames.transfer.mobility_view import (
    MobilityView,
    class_names,
    mobility_provenance,
    subtitle,
    third_names,
)
from pages.frames.transfer.mobility_words import (
    matrix_finding,
    matrix_notes,
    neighbours_finding,
    regime_words,
    ribbon_finding,
    test_words,
)
from pages.frames.transfer.transfer_view import transfer_state
from pages.frames.unanswered import apart
from pages.shell.screen import Screen
from pages.texts.numbers import plain
from queries.class_moves import POLICY, ClassMoves, class_moves

MOST_LINES = 60
GRID_HEIGHT, RIBBON_HEIGHT = 330, 420


@apart
def class_frames(screen: Screen, view: MobilityView) -> None:
    """Draw the three frames; words where all values are alike."""
    t = screen.texts
    moves = screen.engine.recall(
        ("class moves", *view.panel.key, view.classing),
        lambda: class_moves(view.panel.relative, view.place.level, screen.boundaries, view.classing),
    )
    if moves.count < 2:
        st.info(t("mobility.all_alike"), icon=":material/info:")
        return
    names = class_names(screen, moves, view.classing)
    left, right = st.columns([48, 52], gap="small")
    with left:
        _matrix_frame(screen, view, moves, names)
        if moves.regimes:
            _neighbours_frame(screen, view, moves, names)
    with right:
        _ribbon_frame(screen, view, moves, names)


def _grid_words(screen: Screen, names: tuple[str, ...], is_narrow: bool = False) -> GridWords:
    """The words of a grid; in a narrow one of several, columns bear the number of their class alone."""
    t = screen.texts
    numbers = tuple(str(number) for number in range(1, len(names) + 1))
    rows = tuple(f"{number} {name}" for number, name in zip(numbers, names, strict=True)) if is_narrow else names
    return GridWords(
        rows, numbers if is_narrow else names, t("mobility.year_before"), t("mobility.year_after"),
        "—" if is_narrow else t("mobility.nothing_observed"), lambda **values: t("mobility.cell_hover", **values),
    )


def _notes(notes: list[str]) -> Callable[[], object]:
    return lambda: st.html("".join(f'<p class="map-note">{escape(note)}</p>' for note in notes))


def _cut_words(screen: Screen, view: MobilityView, moves: ClassMoves) -> str:
    t = screen.texts
    if view.classing == "fixed":
        return t(f"mobility.cuts.{view.kind}")
    return t("mobility.cuts_thirds", cuts=t.joined([plain(cut, 2) for cut in moves.cuts]))


@apart
def _matrix_frame(screen: Screen, view: MobilityView, moves: ClassMoves, names: tuple[str, ...]) -> None:
    t = screen.texts
    sheet = matrix_sheet(screen, moves, names)
    cuts = _cut_words(screen, view, moves)
    figure_frame(
        screen,
        FrameContent(
            key="mobility-matrix",
            finding=matrix_finding(screen, view, moves),
            figure=grid_figure([moves.steps], [t("mobility.all_steps")], _grid_words(screen, names), GRID_HEIGHT, 13),
            alternative_text=t("mobility.matrix_alternative"),
            table=sheet.table,
            rows=sheet.rows,
            dictionary=partial(sheet.dictionary, t),
            provenance=mobility_provenance(screen, view, t("mobility.matrix_formula"), (cuts,)),
            state=transfer_state("mobility"),
            subtitle=subtitle(screen, view),
        ),
        below=_notes([*matrix_notes(screen, moves, names), cuts]),
    )


@apart
def _neighbours_frame(screen: Screen, view: MobilityView, moves: ClassMoves, names: tuple[str, ...]) -> None:
    t = screen.texts
    count = len(moves.lag_cuts) + 1
    around = names if view.classing == "fixed" else tuple(t(f"mobility.thirds.{step}") for step in third_names(count))
    titles = [
        t("mobility.regime_title", name=name, total=plain(regime.total, 0))
        for name, regime in zip(around, moves.regimes, strict=True)
    ]
    sheet = neighbours_sheet(screen, moves, around, names)
    islands = [t("mobility.isolates", names=t.joined([screen.place(code) for code in moves.isolates]))] \
        if moves.isolates else []
    policy = t("mobility.policy", policy=t(f"balance.policy.{POLICY}"))
    notes = [regime_words(screen, moves.regimes, around), test_words(screen, moves), policy, *islands]
    shown = [place for place, regime in enumerate(moves.regimes) if regime.total]
    figure_frame(
        screen,
        FrameContent(
            key="mobility-neighbours",
            finding=neighbours_finding(screen, moves),
            figure=grid_figure([moves.regimes[place] for place in shown], [titles[place] for place in shown],
                               _grid_words(screen, names, is_narrow=True), GRID_HEIGHT - 60, 11),
            alternative_text=t("mobility.neighbours_alternative"),
            table=sheet.table,
            rows=sheet.rows,
            dictionary=partial(sheet.dictionary, t),
            provenance=mobility_provenance(screen, view, t("mobility.neighbours_formula"), (policy, *islands)),
            state=transfer_state("mobility"),
            subtitle=subtitle(screen, view),
        ),
        below=_notes(notes),
    )


@apart
def _ribbon_frame(screen: Screen, view: MobilityView, moves: ClassMoves, names: tuple[str, ...]) -> None:
    t = screen.texts
    rows, left_out = _drawn(screen, view, moves, names)
    sheet = ribbon_sheet(screen, view, moves, names)
    notes = [t("mobility.ribbon_legend")]
    if left_out:
        notes.append(t("mobility.left_undrawn", count=plain(left_out, 0)))
    figure_frame(
        screen,
        FrameContent(
            key="mobility-ribbon",
            finding=ribbon_finding(screen, view, moves),
            figure=ribbon_figure(rows, names, (view.first, view.last), view.place.region, RIBBON_HEIGHT),
            alternative_text=t("mobility.ribbon_alternative"),
            table=sheet.table,
            rows=sheet.rows,
            dictionary=partial(sheet.dictionary, t),
            provenance=mobility_provenance(
                screen, view, t("mobility.ribbon_formula"), (_cut_words(screen, view, moves),)
            ),
            state=transfer_state("mobility"),
            subtitle=subtitle(screen, view),
        ),
        on_select=_on_click(view),
        below=_notes(notes),
    )


def _drawn(
    screen: Screen, view: MobilityView, moves: ClassMoves, names: tuple[str, ...]
) -> tuple[pd.DataFrame, int]:
    """The lines: all regions, or of too many those that moved farthest and the selected one; how many are left out."""
    t, moved, relative = screen.texts, moves.moved, view.panel.relative
    farthest = moved["change"].abs().sort_values(ascending=False, kind="stable")
    codes = list(farthest.index)
    if len(codes) > MOST_LINES:
        chosen = [view.place.region] if view.place.region in moved.index else []
        codes = list(dict.fromkeys([*chosen, *codes]))[:MOST_LINES]
    rows = moved.loc[codes].assign(
        name=[screen.place(str(code)) for code in codes],
        first_value=relative.loc[codes, view.first], last_value=relative.loc[codes, view.last],
    )
    hovers = [
        t("mobility.ribbon_hover", name=row["name"], first=view.first, last=view.last, before=names[int(row["first"])],
          after=names[int(row["last"])], begun=plain(row["first_value"], 2), ended=plain(row["last_value"], 2))
        for row in rows.to_dict("records")
    ]
    return rows.assign(hover=hovers), len(moved) - len(codes)


def _on_click(view: MobilityView) -> Callable[[], None]:
    def select() -> None:
        code = clicked_code(st.session_state["mobility-ribbon"]["selection"]["points"])
        if code:
            go_to(code, view.place.level)

    return select
