"""The match matrix: capacity crossed with gap, as a scatter and as a map."""

from __future__ import annotations

from functools import partial
from html import escape

import streamlit as st

from geo.map_figure import MAP_CONFIG, map_figure
from pages.charts.match_matrix import match_map_spec, matrix_figure
from pages.controls.trail import go_to
from pages.frames.figure_frame import AROUND_ONE_FIGURE, FrameContent, figure_frame
from pages.frames.html import quiet
from pages.frames.maps import LEAST_IN_COLUMN, clicked_code, told_if_refused
from pages.frames.transfer.capacity_index import capacity_provenance, chosen
from pages.frames.transfer.capacity_sheets import matrix_sheet
from pages.frames.transfer.transfer_view import TransferView, lacking, transfer_state
from pages.frames.unanswered import apart
from pages.shell.screen import Screen
from pages.texts.capacity import index_name, matrix_finding
from pages.texts.numbers import plain
from queries.capacity import LEVEL, Capacity
from queries.match_matrix import GapKind, MatchMatrix, holds_quarters, match_matrix
from queries.regions import NATION

AROUND = 430
TABLES = ("stat", "agency", "service_offer")


@apart
def matrix_frames(screen: Screen, view: TransferView, capacity: Capacity, kind: GapKind) -> None:
    """Draw the matrix and the map of its quarters; in words what it lacks."""
    found = match_matrix(screen.engine, screen.regions, screen.catalogue, capacity, kind)
    if found is None:
        lacking(screen, view, _absent(screen, capacity, kind), TABLES)
        return
    left, right = st.columns([54, 46], gap="small")
    with left:
        _scatter_frame(screen, view, capacity, found)
    with right, told_if_refused(screen):
        _map_frame(screen, view, capacity, found)


def _absent(screen: Screen, capacity: Capacity, kind: GapKind) -> str:
    """What the matrix lacks, in words."""
    t = screen.texts
    layer = t(f"layer.{screen.layer}")
    if holds_quarters(capacity):
        return t("capacity.no_matrix", layer=layer, gap=t(f"capacity_gap.{kind}"))
    known = t.joined([t(f"capacity_pillar.{pillar.id}") for pillar in capacity.pillars])
    return t("capacity.no_matrix_pillars", layer=layer, pillars=known)


@apart
def _scatter_frame(screen: Screen, view: TransferView, capacity: Capacity, found: MatchMatrix) -> None:
    t, region = screen.texts, chosen(view, capacity)
    sheet = matrix_sheet(screen, found)
    figure_frame(
        screen,
        FrameContent(
            key="match-matrix",
            finding=matrix_finding(found, region, screen.place, t),
            figure=matrix_figure(screen, found, region, _height(screen)),
            alternative_text=t("capacity.matrix_alternative"),
            table=sheet.table,
            rows=sheet.rows,
            dictionary=partial(sheet.dictionary, t),
            provenance=capacity_provenance(screen, capacity, _remarks(screen, found)),
            state=transfer_state("capacity"),
            subtitle=_subtitle(screen, capacity, found),
        ),
        on_select=partial(_choose, "match-matrix", region),
        below=lambda: st.html(quiet(t("capacity.matrix_reading", line=plain(found.capacity_line, 2)))),
    )


@apart
def _map_frame(screen: Screen, view: TransferView, capacity: Capacity, found: MatchMatrix) -> None:
    t, region = screen.texts, chosen(view, capacity)
    spec = match_map_spec(screen, found, region)
    sheet = matrix_sheet(screen, found)
    counts = [t("capacity.quarter_count", quadrant=t(f"match_quadrant.{name}"), count=len(found.codes(name)))
              for name in ("priority", "build_first", "radiate", "consolidate")]
    figure_frame(
        screen,
        FrameContent(
            key="match-map",
            finding=t("capacity.map_finding", counts=t.joined(counts)),
            figure=map_figure(spec, screen.boundaries, _height(screen)),
            alternative_text=spec.alternative_text,
            table=sheet.table,
            rows=sheet.rows,
            dictionary=partial(sheet.dictionary, t),
            provenance=capacity_provenance(screen, capacity, (*_remarks(screen, found), spec.note)),
            state=transfer_state("capacity"),
            subtitle=_subtitle(screen, capacity, found),
            config=MAP_CONFIG,
            spec=spec,
        ),
        on_select=partial(_choose, "match-map", region),
        below=lambda: st.html(f'<p class="map-note">{escape(spec.note)}</p>'),
    )


def _choose(key: str, selected: str | None) -> None:
    """Select the province clicked; none where it is selected already, or beside all."""
    code = clicked_code(st.session_state[key]["selection"]["points"])
    go_to(NATION if code is None or code == selected else code, LEVEL)


def _remarks(screen: Screen, found: MatchMatrix) -> tuple[str, ...]:
    t = screen.texts
    gap = t(f"capacity_gap_definition.{found.kind}")
    if found.basis is None:
        return (gap, t("capacity.lines"))
    basis = found.basis
    of = t("capacity.gap_basis", supply=basis.supply.name(screen.language), demand=basis.demand.name(screen.language),
           year=basis.year, demand_year=basis.demand_year)
    return (gap, of, t("capacity.lines"))


def _subtitle(screen: Screen, capacity: Capacity, found: MatchMatrix) -> str:
    t = screen.texts
    return t("capacity.matrix_subtitle", name=index_name(capacity, t), gap=t(f"capacity_gap.{found.kind}"))


def _height(screen: Screen) -> int:
    if screen.figure:
        return screen.window_height - AROUND_ONE_FIGURE
    return max(LEAST_IN_COLUMN, screen.window_height - AROUND)
