"""The map of a search: a point for every agency found while they are few, else a circle for every province or city."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from geo.map_spec import Fill, FillKind, MapLevel, MapSpec, Outline, Symbol, SymbolKey
from pages.charts.atlas_map import GROUND, approval_number, diameter, map_note, symbol_keys
from pages.charts.style import ACCENT, INK, OUT_OF_SURVEY
from pages.shell.screen import Screen
from pages.texts.numbers import plain
from queries.regions import NATION

MOST_POINTS = 2000
# Where more lack coordinates than this leaves, circles tell more: they need none.
LEAST_LOCATED = 0.9
POINT_DIAMETER = 5.0
NOTHING_FOUND, NOT_SEARCHED = "#f4efe6", "#f8f9fa"


@dataclass(frozen=True)
class AgencyMap:
    """The specification, and what the map leaves out: agencies `without_place`, which no sign on it stands for."""

    spec: MapSpec
    shows_points: bool
    drawn: int
    without_place: int


def level_of_map(screen: Screen, region: str) -> tuple[MapLevel, str | None]:
    """The units that a map of a place shows, and the province that it is zoomed to."""
    steps = screen.regions.trail(region)
    province = next((step for step in steps if step in screen.regions.levels["province"]), None)
    if province:
        return "city", province
    return ("city" if region in screen.regions.levels["major"] else "province"), None


def units_found(screen: Screen, region: str, counts: pd.DataFrame) -> pd.Series:
    """Agencies by the units that the map shows, the most first; what is known by its province alone stays there."""
    level, _ = level_of_map(screen, region)
    by_place = counts.groupby("region_code")["agencies"].sum()
    cities = set(screen.regions.levels["city"])

    def unit(code: str) -> str:
        steps = screen.regions.trail(code)
        if level == "province":
            return next((step for step in steps if step in screen.regions.levels["province"]), code)
        return next((step for step in reversed(steps) if step in cities), code)

    return by_place.groupby(unit).sum().sort_values(ascending=False, kind="stable")


def shows_points(found: int, located: int) -> bool:
    """Whether a search is drawn as points: few enough are found, and nearly all of them have coordinates."""
    return found <= MOST_POINTS and located >= LEAST_LOCATED * found


def agency_map(screen: Screen, region: str, counts: pd.DataFrame, points: pd.DataFrame | None) -> AgencyMap:
    """Draw up the map of a search.

    Parameters
    ----------
    counts : columns region_code, agencies, located
    points : columns agency_code, name, region_code, longitude, latitude; None for circles
    """
    t = screen.texts
    level, focus = level_of_map(screen, region)
    units = units_found(screen, region, counts)
    on_map = units[[code in screen.regions.levels[level] for code in units.index]]
    hover = _hovers(screen, region, units)
    symbols: tuple[Symbol, ...]
    keys: tuple[SymbolKey, ...] = ()
    if points is None:
        largest = float(on_map.max()) if len(on_map) else 0.0
        symbols = tuple(
            Symbol(str(code), screen.regions[str(code)].longitude, screen.regions[str(code)].latitude,
                   diameter(float(count), largest), ACCENT)
            for code, count in on_map.items()
        )
        keys = symbol_keys(largest, screen) if len(on_map) else ()
        drawn = int(on_map.sum())
    else:
        symbols = tuple(
            Symbol(code, longitude, latitude, POINT_DIAMETER, ACCENT)
            for code, longitude, latitude in zip(
                points["agency_code"], points["longitude"], points["latitude"], strict=True
            )
        )
        hover |= dict(zip(points["agency_code"], points["name"], strict=True))
        drawn = len(points)
    spec = MapSpec(
        level=level,
        fills=_fills(screen, region, {str(code) for code in on_map.index}),
        hover=hover,
        note=map_note(screen),
        inset_title=t("map.inset"),
        legend_title=t("agencies.legend_points" if points is not None else "agencies.legend_circles"),
        alternative_text=t("agencies.alternative", place=screen.place(region), count=int(units.sum()), drawn=drawn),
        symbols=symbols,
        symbol_keys=keys,
        outlines=_outlines(screen, region),
        focus=focus,
        approval=approval_number(),
        watermark=screen.watermark,
        watermark_colour=screen.watermark_colour,
    )
    return AgencyMap(spec, points is not None, drawn, int(units.sum()) - drawn)


def _codes(screen: Screen, region: str) -> tuple[str, ...]:
    """The units that the map shows."""
    level, focus = level_of_map(screen, region)
    return screen.regions.members(focus, "city") if focus else screen.regions.levels[level]


def _outlines(screen: Screen, region: str) -> tuple[Outline, ...]:
    """A line around what is searched, where the map shows more than that."""
    inside = set(screen.regions.inside(region))
    codes = tuple(code for code in _codes(screen, region) if code in inside)
    return (Outline(codes, INK),) if codes and len(codes) < len(_codes(screen, region)) else ()


def _hovers(screen: Screen, region: str, units: pd.Series) -> dict[str, str]:
    """What a unit says under the pointer: how many were found, or that it was not searched."""
    t = screen.texts
    searched = None if region == NATION else set(screen.regions.inside(region))
    hover = {}
    for code in dict.fromkeys([*_codes(screen, region), *(str(code) for code in units.index)]):
        place = screen.place(code)
        if code not in units.index and not screen.regions[code].in_survey:
            hover[code] = t("agencies.hover_ground", name=place, text=t("value.out_of_survey"))
        elif code in units.index or searched is None or code in searched:
            hover[code] = t("agencies.hover", name=place, count=plain(units.get(code, 0), 0))
        else:
            hover[code] = t("agencies.hover_ground", name=place, text=t("agencies.outside"))
    return hover


def _fills(screen: Screen, region: str, found: set[str]) -> tuple[Fill, ...]:
    """The ground beneath the signs: where some were found, none, or nothing was searched for."""
    t = screen.texts
    codes = _codes(screen, region)
    searched = set(codes) if region == NATION else set(screen.regions.inside(region))
    empty = [code for code in codes if code not in found and screen.regions[code].in_survey]
    groups: tuple[tuple[FillKind, str, str, list[str]], ...] = (
        ("base", "agencies.some", GROUND, [code for code in codes if code in found]),
        ("base", "agencies.nothing", NOTHING_FOUND, [code for code in empty if code in searched]),
        ("base", "agencies.outside", NOT_SEARCHED, [code for code in empty if code not in searched]),
        ("out_of_survey", "value.out_of_survey", OUT_OF_SURVEY,
         [code for code in codes if code not in found and not screen.regions[code].in_survey]),
    )
    return tuple(
        Fill(kind, t("map.class", label=t(label), count=len(members)), colour, tuple(members))
        for kind, label, colour, members in groups
        if members
    )
