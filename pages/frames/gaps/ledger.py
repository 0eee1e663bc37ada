"""The gap ledger: every region against every benchmark, on the map, and one region in full."""

from __future__ import annotations

from functools import partial
from html import escape

import streamlit as st

from geo.map_figure import MAP_CONFIG, map_figure
from geo.map_spec import Outline
from pages.charts.gap_map import gap_map_spec
from pages.charts.style import INK
from pages.controls.ledger_controls import FIELDS, column_of, ledger_choice, reorder
from pages.controls.row_table import RowOrder, row_table
from pages.controls.trail import go_to
from pages.frames.figure_frame import AROUND_ONE_FIGURE, FrameContent, figure_frame
from pages.frames.gaps.gap_view import GapView
from pages.frames.gaps.ledger_tables import ledger_dictionary, ledger_rows, ledger_table, peer_table, profile_table
from pages.frames.gaps.ledger_view import LedgerView
from pages.frames.html import html_table, quiet
from pages.frames.maps import LEAST_IN_COLUMN, clicked_code, told_if_refused
from pages.frames.unanswered import apart
from pages.shell.screen import Screen
from pages.texts.figures import measured_in
from pages.texts.ledger import Aim, region_sentence, standings, surplus, usual_reason
from pages.texts.numbers import unit_label
from queries.gap_ledger import BENCHMARKS, WITH_PEERS, gap_ledger
from queries.regions import NATION

MAP_ON_WALL = 480


@apart
def ledger_section(screen: Screen, view: GapView) -> None:
    """Draw the section."""
    choice = ledger_choice(screen, view.level)
    ledger = LedgerView(screen, view, choice, gap_ledger(screen.engine, screen.catalogue, view.basis))
    left, right = st.columns([58, 42], gap="small")
    with left:
        _table_frame(ledger)
    with right:
        with told_if_refused(screen):
            _map_frame(ledger)
        if screen.figure is None:
            _region_frame(ledger)


@apart
def _table_frame(view: LedgerView) -> None:
    figure_frame(
        view.screen,
        FrameContent(
            key="gap-ledger",
            finding=view.finding(),
            figure=None,
            alternative_text="",
            table=partial(ledger_table, view),
            rows=partial(ledger_rows, view),
            provenance=view.provenance(),
            state=view.state(),
            subtitle=_subtitle(view, view.screen.texts(
                f"ledger.in_columns.{view.choice.measured}", measured=_measured(view)
            )),
            dictionary=partial(ledger_dictionary, view),
            asked=view.asked,
        ),
        below=lambda: _table(view),
    )


def _table(view: LedgerView) -> None:
    t, choice = view.screen.texts, view.choice
    if view.shown.empty:
        st.info(t("ledger.empty"), icon=":material/filter_alt_off:")
    else:
        caption = t(
            "ledger.caption", year=view.basis.year, measured=_measured(view), shown=len(view.shown),
            count=len(view.surveyed),
        )
        row_table(
            ledger_table(view), list(view.shown.index), [False] + [True] * (len(FIELDS) + len(BENCHMARKS) - 1), caption,
            view.region or "", "ledger-rows", lambda code: go_to(code, view.gaps.level),
            RowOrder(column_of(choice), choice.descending, len(FIELDS) + BENCHMARKS.index(choice.benchmark)), reorder,
        )
    st.html(f'<p class="map-note">{escape(" ".join((*view.scope(), view.identity())))}</p>')


@apart
def _map_frame(view: LedgerView) -> None:
    screen, choice = view.screen, view.choice
    t = screen.texts
    rows = view.ledger.of_benchmark(choice.benchmark)
    rows = rows.assign(proxy=view.basis.rows.set_index("region_code")["proxy"])
    focus = view.group if view.gaps.level == "city" and view.group in screen.regions.levels["province"] else None
    if focus:
        rows = rows[rows.index.isin(screen.regions.members(focus, "city"))]
    is_absolute = choice.measured == "absolute"
    missing = -rows["difference"].dropna().map(lambda difference: surplus(difference, view.basis))
    aim = view.aim(choice.benchmark)
    hover = {
        row["region_code"]: region_sentence(
            row, view.name(row["region_code"]), view.aim(choice.benchmark, row["region_code"]), view.basis, t
        )
        for row in rows.to_dict("records")
    }
    spec = gap_map_spec(
        screen, rows, hover, view.gaps.level, aim.name, t(f"ledger.benchmark.{choice.benchmark}"),
        missing if is_absolute else None, _outlines(view, focus), focus,
    )
    note = t("ledger.circle", unit=unit_label(view.basis.supply.unit, t)) if is_absolute and spec.symbols else ""
    figure_frame(
        screen,
        FrameContent(
            key="gap-map",
            finding=_map_finding(view, aim),
            figure=map_figure(spec, screen.boundaries, _height(screen)),
            alternative_text=spec.alternative_text,
            table=partial(ledger_table, view),
            rows=partial(ledger_rows, view),
            provenance=view.provenance(spec.note),
            state=view.state(),
            subtitle=_subtitle(view, note),
            config=MAP_CONFIG,
            spec=spec,
            dictionary=partial(ledger_dictionary, view),
            asked=view.asked,
        ),
        on_select=partial(_on_click, view),
        below=lambda: st.html(f'<p class="map-note">{escape(note)}　{escape(spec.note)}</p>'),
    )


@apart
def _region_frame(view: LedgerView) -> None:
    """One region in full; without one a word on how to choose it."""
    t = view.screen.texts
    code = view.region
    with st.container(border=True, key="frame-gap-region", gap="xsmall"):
        if code is None:
            st.html(quiet(t("ledger.choose")))
            return
        st.html(html_table(profile_table(view, code), t("ledger.profile", place=view.name(code))))
        peers = view.ledger.peers
        own = peers[peers["unit"] == code]
        if len(own):
            drivers = t.joined([view.driver(driver) for driver in view.ledger.drivers])
            caption = t("ledger.peers", place=view.name(code), drivers=drivers, count=len(own))
            st.html(html_table(peer_table(view, code), caption))
        else:
            reason = (
                "ledger.no_level_peers" if view.gaps.level not in WITH_PEERS
                else "ledger.no_own_drivers" if view.ledger.drivers else "ledger.no_drivers"
            )
            st.html(quiet(t("ledger.no_peers", reason=t(reason))))


def _map_finding(view: LedgerView, aim: Aim) -> str:
    t = view.screen.texts
    rows = view.surveyed
    known = rows[rows["reason"].isna()]
    if known.empty:
        return t("ledger.map_none", year=view.basis.year, aim=aim.name, reason=usual_reason(rows, aim, t))
    counts = standings(known, view.basis).value_counts()
    undecided = int(counts.get("open", 0))
    sentence = t("ledger.map_finding", year=view.basis.year, count=len(known), short=int(counts.get("short", 0)),
                 above=int(counts.get("reached", 0)), aim=aim.name)
    return sentence + (t("ledger.finding.open", count=undecided) if undecided else "")


def _outlines(view: LedgerView, focus: str | None) -> tuple[Outline, ...]:
    if view.region is not None:
        return (Outline((view.region,), INK),)
    if view.group is not None and view.group != focus:
        codes = tuple(code for code in view.screen.regions.members(view.group, view.gaps.level) if code)
        return (Outline(codes, INK),) if codes else ()
    return ()


def _on_click(view: LedgerView) -> None:
    code = clicked_code(st.session_state["gap-map"]["selection"]["points"])
    go_to(code or NATION, view.gaps.level)


def _height(screen: Screen) -> int:
    if screen.figure:
        return screen.window_height - AROUND_ONE_FIGURE
    return MAP_ON_WALL if screen.presenting else max(LEAST_IN_COLUMN, screen.window_height // 2 - 60)


def _measured(view: LedgerView) -> str:
    """The form of the gaps, a difference with its unit: the columns are headed by benchmarks alone."""
    t, measured = view.screen.texts, view.choice.measured
    name, unit = t(f"ledger.measured.{measured}"), unit_label(view.basis.supply.unit, t)
    return t("column.with_unit", name=name, unit=unit) if measured == "absolute" and unit else name


def _subtitle(view: LedgerView, more: str) -> str:
    """Year, level, layer and measure, and what the figures or circles say, which no page stands around elsewhere."""
    t = view.screen.texts
    said = t(
        "export.subtitle", name=measured_in(view.basis.indicator, t), year=view.basis.year,
        level=t(f"level.{view.gaps.level}"), layer=t(f"layer.{view.screen.layer}"),
    )
    return t("ledger.said_with", said=said, more=more) if more else said
