"""The section cooperation of the transfer page: who assists whom, and which provinces have projects together."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from geo.map_figure import MAP_CONFIG, map_figure
from pages.charts.atlas_map import map_note
from pages.charts.cooperation import affinity_strip, assistance_spec, intensity_bars
from pages.controls.flow_selectors import period_selector
from pages.controls.project_kind_selector import project_kind_selector
from pages.frames.figure_frame import AROUND_ONE_FIGURE, FrameContent, figure_frame
from pages.frames.html import html_table
from pages.frames.maps import LEAST_IN_COLUMN, told_if_refused
from pages.frames.provenance import Provenance
from pages.frames.transfer.cooperation_sheets import assistance_sheet, intensity_sheet
from pages.frames.transfer.transfer_view import TransferView, lacking, told_fixed_level, transfer_state
from pages.frames.unanswered import apart
from pages.shell.screen import Screen
from pages.texts.cooperation import index_finding, intensity_finding, pairs_finding
from pages.texts.numbers import plain
from queries.cooperation import (
    CooperationBoard,
    JointProjects,
    assistance_pairs,
    cooperation_board,
    joint_projects,
    joint_sources,
)

TABLES = ("assistance_pair", "joint_project")
AROUND, STRIP, MOST_PAIRS, MOST_TABLE = 400, 380, 15, 60


@dataclass(frozen=True)
class Projects:
    """Joint projects of some years, what they are in words, and the province selected."""

    screen: Screen
    board: CooperationBoard
    register: JointProjects
    first: int
    last: int
    what: str
    region: str | None


@apart
def cooperation_section(screen: Screen, view: TransferView) -> None:
    """Draw the section."""
    pairs = assistance_pairs(screen.engine, screen.layer)
    pairs["is_province"] = [
        screen.regions[code].name_zh == name
        for code, name in zip(pairs["assisted_code"], pairs["assisted_name"], strict=True)
    ]
    region = view.region if view.region in screen.regions.zone_of_province else None
    register = joint_projects(screen.engine, screen.regions, screen.layer)
    years, kind = (0, 0), None
    if register:
        with view.controls:
            left, right = st.columns([40, 60], gap="small", vertical_alignment="bottom")
            with left:
                years = period_selector(screen, register.years)
            with right:
                kind = project_kind_selector(screen, register.kinds)
    told_fixed_level(screen, view, "province", region)
    wide, narrow = st.columns(2, gap="small")
    with wide, told_if_refused(screen):
        _map_frame(screen, pairs, region)
    with narrow:
        _pairs_frame(screen, pairs)
    t = screen.texts
    if register is None:
        lacking(screen, view, t("cooperation.no_projects", layer=t(f"layer.{screen.layer}")), TABLES)
        return
    with st.spinner(t("cooperation.computing")):
        board = cooperation_board(screen.engine, screen.regions, screen.layer, *years, kind)
    assert board is not None
    own = Projects(screen, board, register, *years, _what(screen, years, kind), region)
    with wide:
        _strip_frame(own)
    with narrow:
        _intensity_frame(own)


def _what(screen: Screen, years: tuple[int, int], kind: str | None) -> str:
    t = screen.texts
    first, last = years
    return t("cooperation.what_year" if first == last else "cooperation.what", first=first, last=last,
             kind=kind or t("cooperation.projects"))


@apart
def _map_frame(screen: Screen, pairs: pd.DataFrame, region: str | None) -> None:
    spec = assistance_spec(screen, pairs, region)
    height = max(LEAST_IN_COLUMN, screen.window_height - (AROUND_ONE_FIGURE if screen.figure else AROUND))
    figure_frame(
        screen,
        _content(
            screen, "assistance-map", pairs_finding(pairs, screen.place, screen.texts),
            partial(assistance_sheet, screen, pairs), _of_pairs(screen, pairs, with_map=True),
            figure=map_figure(spec, screen.boundaries, height), alternative_text=spec.alternative_text,
            config=MAP_CONFIG, spec=spec,
        ),
        below=lambda: st.html(f'<p class="map-note">{escape(spec.note)}</p>'),
    )


@apart
def _pairs_frame(screen: Screen, pairs: pd.DataFrame) -> None:
    t = screen.texts
    sheet = partial(assistance_sheet, screen, pairs)

    def draw() -> None:
        st.html(html_table(sheet().table(), t("cooperation.list")))
        notes = [t("cooperation.longer"), *([t("cooperation.public")] if screen.layer == "sample" else [])]
        words = "　".join(notes)
        st.html(f'<p class="map-note">{escape(words)}</p>')

    figure_frame(
        screen,
        _content(screen, "assistance", t("cooperation.list_title"), sheet, _of_pairs(screen, pairs), figure=None,
                 alternative_text=""),
        below=draw,
    )


@apart
def _strip_frame(own: Projects) -> None:
    screen, board = own.screen, own.board
    t = screen.texts
    comparable = board.pairs[board.pairs["is_comparable"]]
    rows = comparable.sort_values(["is_assisted", "affinity"], ascending=False, kind="stable")
    figure_frame(
        screen,
        _content(
            screen, "assistance-affinity", index_finding(board, own.what, t),
            partial(intensity_sheet, screen, rows.head(MOST_TABLE)), _of_projects(own),
            figure=affinity_strip(screen, board, screen.window_height - AROUND_ONE_FIGURE if screen.figure else STRIP),
            alternative_text=t("cooperation.strip_alternative"), all_rows=partial(intensity_sheet, screen, rows),
        ),
        below=lambda: st.html(f'<p class="map-note">{escape(_small_numbers(own))}</p>'),
    )


@apart
def _intensity_frame(own: Projects) -> None:
    screen, board = own.screen, own.board
    rows = board.pairs
    if own.region:
        rows = rows[(rows["first"] == own.region) | (rows["second"] == own.region)]
    rows = rows.sort_values("salton", ascending=False, kind="stable")
    drawn = rows[rows["salton"].notna() & (rows["joint"] > 0)].head(MOST_PAIRS)
    place = screen.place(own.region) if own.region else None
    figure_frame(
        screen,
        _content(
            screen, "joint-pairs", intensity_finding(board, rows, place, screen.place, screen.texts),
            partial(intensity_sheet, screen, rows.head(MOST_TABLE)), _of_projects(own),
            figure=intensity_bars(screen, drawn, own.region) if len(drawn) else None,
            alternative_text=screen.texts("cooperation.bars_alternative"),
            all_rows=partial(intensity_sheet, screen, rows),
        ),
    )


def _content(
    screen: Screen, key: str, finding: str, sheet: Any, provenance: Provenance, all_rows: Any = None, **drawn: Any
) -> FrameContent:
    whole = all_rows or sheet
    return FrameContent(
        key=key, finding=finding, table=lambda: sheet().table(), rows=lambda: whole().rows(),
        dictionary=lambda: whole().dictionary(screen.texts), provenance=provenance,
        state=transfer_state("cooperation"), subtitle=screen.texts("cooperation.subtitle"), **drawn,
    )  # fmt: skip


def _small_numbers(own: Projects) -> str:
    t = own.screen.texts
    words = [t("cooperation.note")]
    if own.board.per_pair.value is not None:
        words.append(t("cooperation.per_pair", count=plain(own.board.per_pair.value, 1), pairs=own.board.per_pair.n))
    if own.board.named_later:
        words.append(t("cooperation.named_later", years=t.joined([str(year) for year in own.board.named_later]),
                       last=own.last))
    if own.register.outside:
        words.append(t("cooperation.outside", count=plain(own.register.outside, 0)))
    return "　".join(words)


def _of_pairs(screen: Screen, pairs: pd.DataFrame, with_map: bool = False) -> Provenance:
    t = screen.texts
    sources = pairs.assign(metric="assistance", figures=1, first_year=pairs["year"], last_year=pairs["year"])
    years = pairs["year"]
    key = "cooperation.named_once" if years.nunique() == 1 else "cooperation.named"
    period = t(key, first=years.min(), last=years.max()) if len(pairs) else t("value.none")
    remarks = (t("cooperation.longer"), t("cooperation.of_layers"))
    return Provenance((), period, sources, remarks, map_note(screen) if with_map else None, t("cooperation.as_named"))


def _of_projects(own: Projects) -> Provenance:
    screen = own.screen
    t = screen.texts
    years = [year for year in own.register.years if own.first <= year <= own.last]
    remarks = (t("cooperation.formulas"), t("cooperation.band_meaning"), _small_numbers(own))
    return Provenance((), own.what, joint_sources(screen.engine, screen.layer, years), remarks, None,
                      t("cooperation.formula"))  # fmt: skip
