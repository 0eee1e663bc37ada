"""The agencies of a search on the map, with the sentence that the same search yields."""

from __future__ import annotations

from functools import partial
from html import escape

import pandas as pd
import streamlit as st

from geo.map_figure import MAP_CONFIG, map_figure
from pages.charts.agency_map import MOST_POINTS, AgencyMap, agency_map, level_of_map, shows_points, units_found
from pages.controls.agency_filters import AgencyView, choose_agency, select_region
from pages.frames.agency_tables import agency_dictionary, agency_list, agency_rows, unit_table
from pages.frames.figure_frame import AROUND_ONE_FIGURE, FrameContent, figure_frame
from pages.frames.maps import clicked_code, height_of_map, told_if_refused
from pages.frames.register import count_remark, of_register
from pages.frames.unanswered import apart
from pages.shell.screen import Screen
from pages.texts.agencies import agencies_finding
from pages.texts.numbers import plain
from queries.agencies import AgencySearch, agency_counts, agency_points, every_agency

# The note below says more than that of a map of regions.
LINES_BELOW = 36


@apart
def agencies_frame(screen: Screen, view: AgencyView, counts: pd.DataFrame) -> None:
    """The map of a search. `counts` are those of the search."""
    with told_if_refused(screen):
        _agencies_frame(screen, view, counts)


def _agencies_frame(screen: Screen, view: AgencyView, counts: pd.DataFrame) -> None:
    t = screen.texts
    search = view.search
    found = int(counts["agencies"].sum())
    as_points = shows_points(found, int(counts["located"].sum()))
    points = agency_points(screen.engine, screen.regions, search, MOST_POINTS) if as_points else None
    drawn = agency_map(screen, search.region, counts, points)
    finding = search_finding(screen, search, counts)

    def every() -> pd.DataFrame:
        return every_agency(screen.engine, screen.regions, search, view.sort)

    note = _left_out(screen, drawn, counts)
    figure_frame(
        screen,
        FrameContent(
            key="agencies",
            finding=finding,
            figure=map_figure(drawn.spec, screen.boundaries, _height(screen)),
            alternative_text=drawn.spec.alternative_text,
            table=lambda: (
                agency_list(screen, every()) if as_points
                else unit_table(screen, search.region, units_found(screen, search.region, counts))
            ),
            rows=lambda: agency_rows(screen, every()),
            provenance=of_register(
                screen, t("agencies.formula"), (finding, note, *count_remark(screen, search.region)), with_map=True
            ),
            state=view.state(),
            subtitle=t("agencies.subtitle", place=screen.place(search.region), layer=t(f"layer.{screen.layer}")),
            config=MAP_CONFIG,
            spec=drawn.spec,
            dictionary=partial(agency_dictionary, screen),
            row_count=found,
        ),
        on_select=partial(_on_click, screen, search),
        below=lambda: st.html(f'<p class="map-note">{escape(note)}　{escape(drawn.spec.note)}</p>'),
    )


def _height(screen: Screen) -> int:
    return screen.window_height - AROUND_ONE_FIGURE if screen.figure else height_of_map(screen) - LINES_BELOW


def search_finding(screen: Screen, search: AgencySearch, counts: pd.DataFrame) -> str:
    """The sentence of a search, from the same counts that its map and its list show."""
    everything = AgencySearch(search.layer, search.region)
    whole = agency_counts(screen.engine, screen.regions, everything) if search.is_narrowed else counts
    level, _ = level_of_map(screen, search.region)
    units = units_found(screen, search.region, counts)
    units = units[[code in screen.regions.levels[level] and code != search.region for code in units.index]]
    leads = len(units) > 1 and units.iloc[0] > units.iloc[1]
    leader = (screen.place(str(units.index[0])), int(units.iloc[0])) if leads else None
    place = screen.place(search.region)
    return agencies_finding(search, place, counts, int(whole["agencies"].sum()), leader, screen.texts)


def _left_out(screen: Screen, drawn: AgencyMap, counts: pd.DataFrame) -> str:
    """What the map shows, and how many agencies no sign on it stands for."""
    t = screen.texts
    unit = t("agencies.unit_city" if drawn.spec.level == "city" else "agencies.unit_province")
    is_many = int(counts["agencies"].sum()) > MOST_POINTS
    key = "as_points" if drawn.shows_points else "as_circles" if is_many else "as_circles_unlocated"
    text = t(f"agencies.{key}", count=plain(drawn.drawn, 0), most=plain(MOST_POINTS, 0), unit=unit,
             located=plain(int(counts["located"].sum()), 0))
    if drawn.without_place:
        left_out = "agencies.without_point" if drawn.shows_points else "agencies.without_city"
        text += t(left_out, count=plain(drawn.without_place, 0))
    return text


def _on_click(screen: Screen, search: AgencySearch) -> None:
    code = clicked_code(st.session_state["agencies"]["selection"]["points"])
    if code is None:
        return
    if code in screen.regions:
        select_region(code)
    else:
        choose_agency(code)

