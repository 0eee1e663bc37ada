"""Share dynamics: map of transfer types, two-axis scatter, and what zones gained beyond the nation's pace."""

from __future__ import annotations

from functools import partial
from html import escape

import pandas as pd
import streamlit as st

from geo.map_figure import MAP_CONFIG, map_figure
from pages.charts.share_moves import TYPE_MARKS, quadrant_figure, type_map_spec
from pages.controls.trail import go_to
from pages.frames.figure_frame import AROUND_ONE_FIGURE, FrameContent, figure_frame
from pages.frames.html import html_table, quiet
from pages.frames.maps import LEAST_IN_COLUMN, clicked_code, told_if_refused
from pages.frames.sheet import headed
from pages.frames.transfer.share_sheets import exact, moves_sheet
from pages.frames.transfer.share_view import ShareView, share_provenance, share_remarks, share_subtitle
from pages.frames.transfer.transfer_view import transfer_state
from pages.frames.unanswered import apart
from pages.shell.screen import Screen
from pages.texts.numbers import percent, plain, unit_label
from pages.texts.share_dynamics import moves_finding, points, zones_finding
from queries.share_dynamics import ShareMoves, share_moves

AROUND, AROUND_ON_WALL, AROUND_SCATTER, LEAST_SCATTER = 420, 250, 640, 260
SECTION = "shares"


@apart
def share_move_frames(screen: Screen, view: ShareView) -> None:
    """Draw map, scatter and zones, and under all of it what falling shares do not prove."""
    moves = share_moves(screen.engine, screen.regions, screen.catalogue, screen.layer, view.level, view.measure,
                        view.period, view.form)
    if moves.known.empty:
        reason = moves.rows["reason"].mode()
        words = screen.texts(f"reason.{reason.iloc[0]}") if len(reason) else screen.texts("value.none")
        st.info(screen.texts("share_dynamics.none", reason=words), icon=":material/info:")
        return
    left, right = st.columns([56, 44], gap="small")
    with left, told_if_refused(screen):
        _map_frame(screen, view, moves)
        if screen.figure is None:
            _warning(screen)
    with right:
        _scatter_frame(screen, view, moves)
        _zones_frame(screen, view, moves)


def _warning(screen: Screen) -> None:
    """That a falling share alone proves nothing, and the way to the test that asks for more."""
    t = screen.texts
    with st.container(key="share-warning", horizontal=True, vertical_alignment="center", gap="small"):
        st.html(quiet(t("share_dynamics.warning")))
        st.button(t("share_dynamics.to_test"), key="to-transfer-test", on_click=_show_test, type="secondary")


def _show_test() -> None:
    st.session_state["section"] = "test"


@apart
def _map_frame(screen: Screen, view: ShareView, moves: ShareMoves) -> None:
    t = screen.texts
    known = view.region in moves.rows.index
    spec = type_map_spec(screen, view.level, moves.rows, _hover(screen, view, moves.rows),
                         (str(view.region),) if known else ())
    around = AROUND_ON_WALL if screen.presenting else AROUND
    sheet = moves_sheet(screen, pd.concat([moves.known, moves.rows[moves.rows["reason"].notna()]]), view.words)

    def select() -> None:
        code = clicked_code(st.session_state["share-types"]["selection"]["points"])
        if code:
            go_to(code, view.level)

    figure_frame(
        screen,
        FrameContent(
            key="share-types",
            finding=moves_finding(moves.known, len(moves.rows), view.period, view.words, screen.place, t),
            figure=map_figure(spec, screen.boundaries, max(LEAST_IN_COLUMN, screen.window_height - around)),
            alternative_text=spec.alternative_text,
            table=sheet.table,
            rows=sheet.rows,
            dictionary=partial(sheet.dictionary, t),
            provenance=share_provenance(
                screen, view, t("share_dynamics.types_formula"),
                (t("share_dynamics.held"), t("share_dynamics.warning")), spec.note,
            ),
            state=transfer_state(SECTION),
            subtitle=share_subtitle(screen, view),
            config=MAP_CONFIG,
            spec=spec,
        ),
        on_select=select,
        below=lambda: st.html("".join(
            f'<p class="map-note">{escape(text)}</p>' for text in (*share_remarks(screen, view), spec.note)
        )),
    )


@apart
def _scatter_frame(screen: Screen, view: ShareView, moves: ShareMoves) -> None:
    t = screen.texts
    height = max(LEAST_SCATTER, screen.window_height - AROUND_SCATTER)
    if screen.figure:
        height = screen.window_height - AROUND_ONE_FIGURE
    sheet = moves_sheet(screen, moves.known, view.words)
    figure_frame(
        screen,
        FrameContent(
            key="share-quadrants",
            finding=_scatter_finding(screen, view, moves),
            figure=quadrant_figure(
                screen, moves.known, _hover(screen, view, moves.known), view.region,
                (headed(t("share_column.change"), unit_label(view.words.unit, t), t),
                 headed(t("share_column.share_change"), t("share_column.points"), t)), height,
            ),
            alternative_text=t("share_dynamics.scatter_alternative"),
            table=sheet.table,
            rows=sheet.rows,
            dictionary=partial(sheet.dictionary, t),
            provenance=share_provenance(screen, view, t("share_dynamics.types_formula"),
                                        (t("share_dynamics.held"), t("share_dynamics.warning"))),
            state=transfer_state(SECTION),
            subtitle=share_subtitle(screen, view),
        ),
    )


def _scatter_finding(screen: Screen, view: ShareView, moves: ShareMoves) -> str:
    """The selected region's own movement, else how the whole moved, against which all are measured."""
    t = screen.texts
    if view.region in moves.known.index:
        [row] = moves.known.loc[[str(view.region)]].to_dict("records")
        return t(
            "share_dynamics.own_finding", place=screen.place(str(view.region)), name=view.words.name,
            change=view.words.amount(row["change"], t, signed=True),
            points=points(row["share_change"], t), kind=t(f"transfer_type.{row['transfer_type']}"),
            flow=view.words.amount(row["relative_net_flow"], t, signed=True),
        )
    growth = moves.whole_after / moves.whole_before - 1 if moves.whole_before else 0.0
    return t("share_dynamics.whole_finding", name=view.words.name,
             before=view.words.amount(moves.whole_before, t), after=view.words.amount(moves.whole_after, t),
             growth=percent(growth, signed=True))


@apart
def _zones_frame(screen: Screen, view: ShareView, moves: ShareMoves) -> None:
    """The zones with the sum of their flows, and the major regions as "of which"."""
    t = screen.texts
    zones, majors = moves.zones, moves.majors[moves.majors["reason"].isna()]
    if zones["reason"].notna().all():
        return
    table = moves_sheet(screen, zones, view.words).table()
    total = exact(zones["relative_net_flow"])
    last = dict.fromkeys(table.columns, "")
    heads = list(table.columns)
    last[heads[0]] = t("share_dynamics.sum")
    if pd.notna(total):
        last[heads[6]] = plain(exact(zones["share_change"]), 2)
        last[heads[7]] = plain(total, view.words.decimals)
    of_which = moves_sheet(screen, majors, view.words).table() if len(majors) else table.head(0)
    of_which[heads[0]] = [t("share_dynamics.of_which", place=name) for name in of_which[heads[0]]]
    shown = pd.concat([table, pd.DataFrame([last]), of_which], ignore_index=True)
    compact = shown[[heads[0], *heads[4:]]]
    sheet = moves_sheet(screen, pd.concat([zones, majors]), view.words)
    figure_frame(
        screen,
        FrameContent(
            key="share-zones",
            finding=zones_finding(zones, view.words, screen.place, t),
            figure=None,
            alternative_text=t("share_dynamics.zones_caption"),
            table=lambda: shown,
            rows=sheet.rows,
            dictionary=partial(sheet.dictionary, t),
            provenance=share_provenance(
                screen, view, t("share_dynamics.flow_formula"),
                (t("share_dynamics.flow_remark"), t("share_dynamics.of_which_remark")),
            ),
            state=transfer_state(SECTION),
            subtitle=share_subtitle(screen, view),
        ),
        below=lambda: st.html(html_table(compact, t("share_dynamics.zones_caption"))),
    )


def _hover(screen: Screen, view: ShareView, rows: pd.DataFrame) -> dict[str, str]:
    t = screen.texts
    return {
        str(code): t(
            "share_dynamics.hover", place=screen.place(str(code)), letter=TYPE_MARKS[row["transfer_type"]].letter,
            kind=t(f"transfer_type.{row['transfer_type']}"),
            change=view.words.amount(row["change"], t, signed=True), points=points(row["share_change"], t),
            flow=view.words.amount(row["relative_net_flow"], t, signed=True),
        )
        for code, row in zip(rows.index, rows.to_dict("records"), strict=True) if isinstance(row["transfer_type"], str)
    }
