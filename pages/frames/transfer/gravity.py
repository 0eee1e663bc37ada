"""The section gravity of the transfer page: which provinces have more branches of each other than expected."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from pages.charts.gravity import gravity_scatter, terms_figure
from pages.controls.flow_selectors import counted_selector, period_selector, service_selector
from pages.controls.gravity_selector import gravity_form_selector
from pages.frames.figure_frame import AROUND_ONE_FIGURE, FrameContent, figure_frame
from pages.frames.html import html_table
from pages.frames.provenance import Provenance
from pages.frames.register import of_register
from pages.frames.transfer.gravity_sheets import pairs_sheet, terms_sheet
from pages.frames.transfer.transfer_view import TransferView, lacking, told_fixed_level, transfer_state
from pages.frames.unanswered import apart
from pages.shell.screen import Screen
from pages.texts.flows import counted_words
from pages.texts.gravity import model_finding, of_region, pairs_finding, term_words
from pages.texts.numbers import percent, plain
from queries.branch_register import BranchRegister, branch_register
from queries.gravity import GravityBoard, ModelForm, gravity_board

REGISTER_TABLES = ("agency", "branch")
AROUND, LEAST, TERM, TERMS_AROUND, MOST_ROWS = 320, 420, 44, 60, 12


@dataclass(frozen=True)
class GravityView:
    """The model, what it is of in words, and the province selected."""

    screen: Screen
    board: GravityBoard
    form: ModelForm
    what: str
    service: str | None
    region: str | None
    register: BranchRegister

    @property
    def place(self) -> str | None:
        """Name of the province selected."""
        return self.screen.place(self.region) if self.region else None


@apart
def gravity_section(screen: Screen, view: TransferView) -> None:
    """Draw the section."""
    t = screen.texts
    register = branch_register(screen.engine, screen.regions, screen.layer)
    if register is None:
        lacking(screen, view, t("gravity.no_branches", layer=t(f"layer.{screen.layer}")), REGISTER_TABLES)
        return
    with view.controls:
        columns = st.columns([22, 30, 22, 26], gap="small", vertical_alignment="bottom")
        with columns[0]:
            service = service_selector(screen)
        with columns[1]:
            first, last = period_selector(screen, register.years)
        with columns[2]:
            counted = counted_selector(screen)
        with columns[3]:
            form = gravity_form_selector(screen)
    with st.spinner(t("gravity.computing")):
        board = gravity_board(
            screen.engine, screen.regions, screen.catalogue, register, screen.layer, counted, first, last, service, form
        )
    if board is None:
        lacking(screen, view, t("gravity.no_mass"), ("stat",))
        return
    what = counted_words(counted, first, last, service, t)
    if board.model.reason is not None:
        words = t(f"gravity_absent.{board.model.reason.value}", what=what, flows=plain(board.flows, 0),
                  pairs=plain(int((board.pairs["flow"] > 0).sum()), 0), parameters=board.model.parameters)
        lacking(screen, view, words, REGISTER_TABLES)
        return
    region = view.region if view.region in set(board.rows["origin"]) else None
    told_fixed_level(screen, view, "province", region)
    own = GravityView(screen, board, form, what, service, region, register)
    left, right = st.columns([58, 42], gap="small")
    with left:
        _scatter_frame(own)
    with right:
        _terms_frame(own)
    _ranked_frame(own)


@apart
def _scatter_frame(view: GravityView) -> None:
    screen, board = view.screen, view.board
    t = screen.texts
    sheet = partial(pairs_sheet, screen, _ranked(of_region(board.rows, view.region)))
    notes = "　".join(_notes(view))
    finding = pairs_finding(board, view.place, view.region, screen.place, t)
    height = max(LEAST, screen.window_height - (AROUND_ONE_FIGURE if screen.figure else AROUND))
    figure_frame(
        screen,
        _content(
            view, "gravity", finding, gravity_scatter(screen, board.rows, view.region, height), sheet,
            t("gravity.scatter_alternative", count=board.model.n),
        ),
        below=lambda: st.html(f'<p class="map-note">{escape(notes)}</p>'),
    )


@apart
def _terms_frame(view: GravityView) -> None:
    screen, terms = view.screen, view.board.model.terms
    t = screen.texts
    words = [term_words(str(name), row, t) for name, row in terms.iterrows()]
    drawn = int((terms["state"] == "estimated").sum())
    height = screen.window_height - AROUND_ONE_FIGURE if screen.figure else TERM * drawn + TERMS_AROUND
    if view.board.named_later:
        words.append(t("gravity.named_later", years=t.joined([str(year) for year in view.board.named_later])))
    listed = "".join(f"<li>{escape(line)}</li>" for line in words)
    figure_frame(
        screen,
        _content(
            view, "gravity-terms", model_finding(view.board, view.what, t),
            terms_figure(screen, terms, height), partial(terms_sheet, screen, terms), t("gravity.terms_alternative"),
        ),
        below=lambda: st.html(f'<ul class="lead">{listed}</ul><p class="map-note">{escape(_fit(view))}</p>'),
    )


@apart
def _ranked_frame(view: GravityView) -> None:
    """The pairs that stand out, most over-linked first, and those with the largest potential."""
    screen = view.screen
    t = screen.texts
    rows = of_region(view.board.rows, view.region)
    rows = rows[rows["linkage"].notna()]
    over = rows[rows["linkage"] == "over"].sort_values("pearson", ascending=False, kind="stable").head(MOST_ROWS)
    potential = rows[rows["gap"] > 0].sort_values("gap", ascending=False, kind="stable").head(MOST_ROWS)

    def draw() -> None:
        left, right = st.columns(2, gap="small")
        for column, chosen, caption in (
            (left, over, "gravity.list_over"), (right, potential, "gravity.list_potential")
        ):
            with column:
                if chosen.empty:
                    st.html(f'<p class="lead">{escape(t("gravity.none_over"))}</p>')
                else:
                    st.html(html_table(pairs_sheet(screen, chosen).table(), t(caption)))

    finding = t("gravity.ranked_of" if view.place else "gravity.ranked", place=view.place or "")
    figure_frame(
        screen, _content(view, "gravity-pairs", finding, None, partial(pairs_sheet, screen, _ranked(rows)), ""),
        below=draw,
    )


def _content(view: GravityView, key: str, finding: str, figure: Any, sheet: Any, alternative: str) -> FrameContent:
    t = view.screen.texts
    return FrameContent(
        key=key, finding=finding, figure=figure, alternative_text=alternative,
        table=lambda: sheet().table(), rows=lambda: sheet().rows(), dictionary=lambda: sheet().dictionary(t),
        provenance=_provenance(view), state=transfer_state("gravity"),
        subtitle=t("gravity.subtitle", what=view.what, model=t(f"gravity_form.{view.form}"),
                   layer=t(f"layer.{view.screen.layer}")),
    )  # fmt: skip


def _ranked(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.sort_values("pearson", ascending=False, kind="stable")


def _notes(view: GravityView) -> list[str]:
    t = view.screen.texts
    board, register = view.board, view.register
    notes = [t("gravity.note", flows=plain(board.flows, 0), within=plain(board.within, 0))]
    if board.model.left_out:
        notes.append(t("gravity.left_out", count=plain(board.model.left_out, 0)))
    if register.undated or register.unplaced:
        notes.append(t("gravity.undated", count=plain(register.undated + register.unplaced, 0)))
    if view.service:
        notes.append(t("gravity.of_form"))
    return notes


def _fit(view: GravityView) -> str:
    model = view.board.model
    return view.screen.texts(
        "gravity.fit", count=plain(model.n, 0), parameters=model.parameters,
        explained=percent(model.explained or 0.0, 0), dispersion=plain(model.dispersion or 0.0, 2),
    )


def _provenance(view: GravityView) -> Provenance:
    screen, board = view.screen, view.board
    t = screen.texts
    masses = tuple(
        t("gravity.mass", end=t(f"gravity_column.{end}"), year=found.year,
          name=screen.catalogue[found.metric].name(screen.language))
        for end, found in (("origin", board.origin), ("destination", board.destination))
    )
    remarks = (*masses, t("gravity.remark"), t("gravity.remark_pairs"), *_notes(view), _fit(view))
    return of_register(screen, t("gravity.formula"), remarks, False, t("gravity.period", what=view.what))
