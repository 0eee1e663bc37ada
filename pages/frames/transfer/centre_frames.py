"""The two pictures of centres: the map with ellipses, and the path in kilometres that can be stepped and played."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from html import escape

import pandas as pd
import streamlit as st

from geo.map_figure import MAP_CONFIG, map_figure
from pages.charts.centre_path import PathLine, PathWords, centre_path_figure
from pages.charts.centre_role import Role
from pages.charts.centres_map import centres_map_spec
from pages.frames.figure_frame import FrameContent, figure_frame
from pages.frames.maps import height_of_map, told_if_refused
from pages.frames.transfer.centre_sheets import ellipse_sheet, path_sheet
from pages.frames.transfer.centre_view import CentreView
from pages.frames.transfer.centre_words import apart_words, centres_finding, path_finding, remarks_on, set_words
from pages.frames.unanswered import apart
from pages.shell.screen import Screen
from pages.texts.figures import within

LEAST_HEIGHT, SLIDER = 400, 96


@apart
def centre_frames(screen: Screen, view: CentreView, select_year: Callable[[], object]) -> None:
    """Draw map and path beside each other; `select_year` draws the control of the last year shown."""
    height = max(LEAST_HEIGHT, height_of_map(screen) - SLIDER)
    if screen.figure:
        _map_frame(screen, view, height)
        _path_frame(screen, view, height, select_year)
        return
    left, right = st.columns([54, 46], gap="small")
    with left:
        _map_frame(screen, view, height)
    with right:
        _path_frame(screen, view, height - SLIDER + 30, select_year)


@apart
def _map_frame(screen: Screen, view: CentreView, height: int) -> None:
    with told_if_refused(screen):
        t = screen.texts
        spec = centres_map_spec(screen, view.centres, view.roles, view.until, view.measures(screen))
        sheet = ellipse_sheet(screen, view)
        words = set_words(screen, view.centres)
        figure_frame(
            screen,
            FrameContent(
                key=f"{view.key}-map",
                finding=centres_finding(screen, view),
                figure=map_figure(spec, screen.boundaries, height),
                alternative_text=spec.alternative_text,
                table=sheet.table,
                rows=sheet.rows,
                dictionary=partial(sheet.dictionary, t),
                provenance=view.provenance(remarks_on(screen, view), spec.note),
                state=view.state(),
                subtitle=t("centres.map_subtitle", measures=view.measures(screen), units=len(view.centres.units)),
                config=MAP_CONFIG,
                spec=spec,
            ),
            below=lambda: st.html("".join(f'<p class="map-note">{escape(line)}</p>' for line in (words, spec.note))),
        )


@apart
def _path_frame(screen: Screen, view: CentreView, height: int, select_year: Callable[[], object]) -> None:
    t = screen.texts
    sheet = path_sheet(screen, view)
    start = view.series(view.leading).rows[["x", "y"]].dropna().iloc[0]
    leading = within(view.leading.measure, t)
    words = PathWords(t("centres.east_axis", measure=leading), t("centres.north_axis"), t("centres.play"),
                      apart_words(screen, view.centres))
    paths = [_line(screen, view, role, start) for role in view.roles]
    figure_frame(
        screen,
        FrameContent(
            key=f"{view.key}-path",
            finding=path_finding(screen, view),
            figure=centre_path_figure(paths, view.until, words, height),
            alternative_text=t("centres.path_alternative", years=len({y for path in paths for y in path.points.index})),
            table=sheet.table,
            rows=sheet.rows,
            dictionary=partial(sheet.dictionary, t),
            provenance=view.provenance(remarks_on(screen, view), None),
            state=view.state(),
            subtitle=view.measures(screen),
        ),
        above=None if screen.presenting else select_year,
    )


def _line(screen: Screen, view: CentreView, role: Role, start: pd.Series) -> PathLine:
    rows = view.series(role).rows
    points = pd.DataFrame({
        "x": rows["x"] - start["x"], "y": rows["y"] - start["y"],
        "hover": [role.hover(screen, int(str(year)), row) for year, row in rows.iterrows()],
    }, index=rows.index)
    return PathLine(role.short, role.colour, role.sign, points)
