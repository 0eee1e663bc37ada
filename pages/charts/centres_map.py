"""The map of centres: the path of each and its ellipse in the first and the last year, above the fixed set of units."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from geo.map_spec import Fill, FillKind, MapSpec, Track
from pages.charts.atlas_map import GROUND, approval_number, map_note
from pages.charts.centre_role import Role
from pages.charts.style import NO_DATA, OUT_OF_SURVEY
from pages.shell.screen import Screen
from queries.centres import Centres, CentreSeries

OUTSIDE = "#f8f9fa"
ELLIPSE_WIDTH, FIRST_WIDTH, PATH_WIDTH = 2.2, 1.6, 1.6


def centres_map_spec(screen: Screen, centres: Centres, roles: Sequence[Role], until: int, measures: str) -> MapSpec:
    """Build the specification of the map of the centres up to a year; `measures` names them all."""
    t = screen.texts
    tracks = [
        track for role in roles for track in _tracks(screen, centres.series[role.name], role, until, role == roles[0])
    ]
    return MapSpec(
        level="province",
        fills=_fills(screen, centres),
        hover={code: screen.place(code) for code in screen.regions.levels["province"]},
        note=map_note(screen),
        inset_title=t("map.inset"),
        legend_title=t("centres.legend"),
        alternative_text=t("centres.map_alternative", measures=measures),
        tracks=tuple(tracks),
        approval=approval_number(),
        watermark=screen.watermark,
        watermark_colour=screen.watermark_colour,
    )


def _fills(screen: Screen, centres: Centres) -> tuple[Fill, ...]:
    """The ground: provinces whose units count, those left out, those outside the place chosen, 港澳台."""
    t = screen.texts
    counted = {_province(screen, code) for code in centres.units}
    missing = {_province(screen, code) for code in centres.left_out} - counted
    provinces = screen.regions.levels["province"]
    surveyed = [code for code in provinces if screen.regions[code].in_survey]
    groups: tuple[tuple[FillKind, str, str, list[str]], ...] = (
        ("base", "centres.ground", GROUND, [code for code in surveyed if code in counted]),
        ("no_data", "centres.ground_left_out", NO_DATA, [code for code in surveyed if code in missing]),
        ("base", "centres.ground_outside", OUTSIDE, [code for code in surveyed if code not in counted | missing]),
        ("out_of_survey", "value.out_of_survey", OUT_OF_SURVEY, [code for code in provinces if code not in surveyed]),
    )
    return tuple(
        Fill(kind, t("map.class", label=t(label), count=len(codes)), colour, tuple(codes))
        for kind, label, colour, codes in groups
        if codes
    )


def _province(screen: Screen, code: str) -> str:
    """The province that a unit is or lies in."""
    provinces = screen.regions.levels["province"]
    return next((step for step in screen.regions.trail(code) if step in provinces), code)


def _tracks(screen: Screen, series: CentreSeries, role: Role, until: int, explains: bool) -> list[Track]:
    """The ellipses of the first and the last year shown and the path between them; one measure explains them."""
    t = screen.texts
    years = [int(year) for year in series.rows.index if year <= until] or [int(series.rows.index[0])]
    first, last = years[0], years[-1]
    tracks = []
    if first != last:
        tracks.append(Track(
            _outline(series, first), role.colour, FIRST_WIDTH, dashed=True,
            label=t("centres.ellipse_first", year=first) if explains else "",
        ))
    tracks.append(Track(
        _outline(series, last), role.colour, ELLIPSE_WIDTH,
        label=t("centres.ellipse_last", year=last) if explains else "",
    ))
    rows = series.rows.loc[years]
    rows = rows[rows["longitude"].notna()]
    tracks.append(Track(
        tuple(zip(rows["longitude"], rows["latitude"], strict=True)), role.colour, PATH_WIDTH, sign=role.sign,
        label=t("centres.path_mark", measure=role.short),
        texts=tuple(role.hover(screen, int(year), rows.loc[year]) for year in rows.index),
    ))
    return tracks


def _outline(series: CentreSeries, year: int) -> tuple[tuple[float, float], ...]:
    outline: pd.DataFrame = series.outline(year)
    return tuple(zip(outline["longitude"], outline["latitude"], strict=True))
