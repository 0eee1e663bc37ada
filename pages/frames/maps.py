"""The maps of the distribution page, one or a pair, and what a click on them does."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from html import escape

import streamlit as st

from geo.boundaries import BoundaryError
from geo.compliance import MapRefusedError
from geo.map_figure import MAP_CONFIG, map_figure
from geo.map_spec import Outline
from pages.charts.atlas_map import MapView, map_spec
from pages.charts.style import INK, PINNED
from pages.controls.selectors import current_state
from pages.controls.trail import go_to
from pages.frames.distribution_view import (
    DistributionView,
    asked_of_view,
    group_shown,
    provenance_of,
    shown_names,
    subtitle,
    within,
)
from pages.frames.figure_frame import FrameContent, figure_frame
from pages.frames.tables import board_rows, board_table
from pages.frames.unanswered import apart
from pages.shell.screen import Screen
from pages.texts.findings import distribution_finding
from queries.regions import NATION
from queries.values import indicator_values

# A lower map in a column of half the window would lay its legend over the south-west.
LEAST_IN_COLUMN = 470
AROUND_THE_MAP, AROUND_ON_WALL, PAIR_HEIGHT, PAIR_HEIGHT_ON_WALL = 300, 190, 480, 580
GO_DOWN_FROM = 0.8


@apart
def map_frame(screen: Screen, view: DistributionView) -> None:
    """The map with the sentence that the ranking yields."""
    with told_if_refused(screen):
        _map_frame(screen, view)


@apart
def pair_frame(screen: Screen, view: DistributionView) -> None:
    """Two years beside each other with the same classes."""
    with told_if_refused(screen):
        _pair_frame(screen, view)


@contextmanager
def told_if_refused(screen: Screen) -> Iterator[None]:
    """A map that the compliance gate refuses, or that lacks a boundary file, is named in words instead of drawn."""
    try:
        yield
    except MapRefusedError as fault:
        reasons = [getattr(finding, screen.language) for finding in fault.findings]
        st.error(screen.texts("map.refused", reasons=screen.texts.joined(reasons)), icon=":material/block:")
    except BoundaryError as fault:
        logging.getLogger(__name__).error("%s", fault)
        st.error(screen.texts("map.unavailable"), icon=":material/block:")


def _map_frame(screen: Screen, view: DistributionView) -> None:
    _draw_map(screen, view, "map", view.year, height_of_map(screen))


def _pair_frame(screen: Screen, view: DistributionView) -> None:
    assert view.against is not None
    years = sorted((view.against, view.year))
    height = min(height_of_map(screen), PAIR_HEIGHT_ON_WALL if screen.presenting else PAIR_HEIGHT)
    for column, year, other in zip(st.columns(2, gap="small"), years, reversed(years), strict=True):
        with column:
            _draw_map(screen, view, f"map-{year}", year, height, view.board(other)["value"].dropna().tolist())


def _draw_map(
    screen: Screen, view: DistributionView, key: str, year: int, height: int, shared: Sequence[float] = ()
) -> None:
    """One map in its frame. `shared` are values of another year that the same classes must fit."""
    board = view.board(year)
    inside, group = within(screen, view, board), group_shown(screen, view)
    spec = map_spec(screen, board, view.indicator, _map_view(screen, view), shared)
    figure_frame(
        screen,
        FrameContent(
            key=key,
            finding=distribution_finding(
                inside, shown_names(screen, board), view.indicator, year, screen.texts,
                within=screen.place(group) if group and len(inside) < len(board) else None,
            ),
            figure=map_figure(spec, screen.boundaries, height),
            alternative_text=spec.alternative_text,
            table=partial(board_table, screen, inside if spec.focus else board, view.indicator),
            rows=partial(board_rows, screen, view.values, view.indicator, [year], view.ranks),
            provenance=provenance_of(screen, view, [year], spec),
            state=current_state("distribution"),
            subtitle=subtitle(screen, view, year),
            config=MAP_CONFIG,
            spec=spec,
            asked=partial(asked_of_view, screen, view, year),
        ),
        on_select=_on_map_click(screen, view, key),
        below=lambda: st.html(f'<p class="map-note">{escape(spec.note)}</p>'),
    )


def height_of_map(screen: Screen) -> int:
    """What is left of the window for the map, so that its legend, inset and source line need no scrolling."""
    return screen.window_height - (AROUND_ON_WALL if screen.presenting else AROUND_THE_MAP)


def _map_view(screen: Screen, view: DistributionView) -> MapView:
    group = group_shown(screen, view)
    focus = group if view.level == "city" and group in screen.regions.levels["province"] else None
    colours = dict(zip(view.compare, PINNED, strict=False))
    if view.region and view.region not in (NATION, focus):
        colours[view.region] = INK
    outlines = [Outline(on_level(screen, view, code), colour) for code, colour in colours.items()]
    return MapView(view.level, view.breaks, tuple(outline for outline in outlines if outline.codes), focus)


def on_level(screen: Screen, view: DistributionView, code: str) -> tuple[str, ...]:
    """The units of the level shown that a place is or consists of; none for a place inside one of them."""
    if code in screen.regions.levels[view.level]:
        return (code,)
    return tuple(member for member in screen.regions.members(code, view.level) if member)


def _on_map_click(screen: Screen, view: DistributionView, key: str) -> Callable[[], None]:
    def select() -> None:
        points = st.session_state[key]["selection"]["points"]
        code = clicked_code(points)
        if code is None:
            go_to(NATION, view.level)
            return
        go_to(code, level_to_open(screen, view, code) or view.level)

    return select


def level_to_open(screen: Screen, view: DistributionView, code: str) -> str | None:
    """The level a click goes down to: the next one, where at least 80 % of the units inside have a figure."""
    below = {"zone": "province", "province": "city"}.get(view.level)
    inside = set(screen.regions.members(code, below)) if below else set()
    if below is None or len(inside) < 2:
        return None
    finer = indicator_values(screen.engine, view.indicator, below, screen.layer)
    finer = finer[(finer["period"] == view.year) & finer["region_code"].isin(inside)]
    return below if finer["value"].notna().sum() >= GO_DOWN_FROM * len(inside) else None


def clicked_code(points: list[dict]) -> str | None:
    """Region code of a click on an area or a circle; None where the click deselected."""
    for point in points:
        code = point.get("location") or point.get("customdata")
        if isinstance(code, list):
            code = code[0] if code else None
        if code:
            return str(code)
    return None
