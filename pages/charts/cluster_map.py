"""The map of clusters: a sign for each, its shape and colour by status, moved apart where signs would cover each
other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from geo.map_spec import Fill, Letter, MapSpec, Mark, Symbol, Track
from geo.projection import CENTRAL_MERIDIAN, project, unproject
from geo.sign_places import apart
from pages.charts.atlas_map import GROUND, approval_number, map_note
from pages.charts.cluster_marks import STATUS_MARKS
from pages.charts.label_places import label_box, label_sides
from pages.charts.style import INK, OUT_OF_SURVEY, QUIET
from pages.shell.screen import Screen
from queries.cluster_places import cluster_places
from queries.cluster_status import CLUSTER_STANDINGS, counts_by_status, standing_of

SIGN, SELECTED_SIGN, DISC = 13.0, 15.0, 27.0
HALO = "#f5c518"
SHOWN_METRES = 4_050_000.0
"""What the height of the main map shows, so that what keeps signs and names apart is in pixels."""
HIGHEST = 500
"""Height of the map on a page that type on a wall or on paper is as large against as there, px."""
APART, LEADER = 15.5, 10.5
"""Pixels between signs, and how far a sign is from its place before a line leads there."""
LETTER, NARROW, LINE, APART_FROM_SIGN = 12.5, 0.55, 16.0, 6.0
"""Pixels: width of a Chinese sign, a Latin letter against it, height of a line, twice its room beside a sign."""
BESIDE_LEGEND, LEGEND_ROW = -10.0, 19.0
"""Pixels: how much further the legend reaches than its longest text, less what lies left of the map; and its rows."""
ON_PAPER = 14.0
"""Size of names on paper, where as much stands below the map as leaves it little more than on the screen."""
MAP_WEST, MAP_EAST, MAP_SOUTH = -2_750_000.0, 2_750_000.0, 17.5
INSET_WEST, INSET_NORTH = 1_850_000.0, 1_450_000.0
"""Metres from the central meridian, and from the southern edge of the main map, beyond which the inset may stand."""


def cluster_map_spec(
    screen: Screen, identity: pd.DataFrame, names: Mapping[str, str], hover: Mapping[str, str], selected: str | None,
    height: int,
) -> MapSpec:
    """Build the specification.

    Parameters
    ----------
    identity : of the clusters shown, from a register
    names, hover : what stands beside a sign and beside the pointer, by cluster
    selected : the cluster that is picked out, if any
    height : of the map on the screen, px
    """
    t = screen.texts
    places = cluster_places(screen.regions, identity)
    true = places[["longitude", "latitude"]].to_numpy(dtype=float).reshape(len(places), 2)
    metres = SHOWN_METRES / min(height, HIGHEST)
    shown = apart(true, APART * metres / 1000)
    fills, marks = _fills(screen), _marks(screen, identity)
    legend = _legend([*(mark.label for mark in marks), *(fill.label for fill in fills if fill.label)])
    return MapSpec(
        level="province",
        fills=fills,
        hover=dict(hover),
        note=map_note(screen),
        inset_title=t("map.inset"),
        legend_title="",
        alternative_text=t("portfolio.map_alternative", count=len(identity)),
        symbols=_signs(identity, shown, selected),
        tracks=_leaders(true, shown, metres),
        letters=_names(identity, places, shown, names, selected, metres, legend),
        marks=marks,
        approval=approval_number(),
        watermark=screen.watermark,
        watermark_colour=screen.watermark_colour,
    )


def _fills(screen: Screen) -> tuple[Fill, ...]:
    """The ground: provinces of the survey, which need no entry of the legend, and those outside it."""
    every = screen.regions.levels["province"]
    surveyed = tuple(code for code in every if screen.regions[code].in_survey)
    outside = tuple(code for code in every if not screen.regions[code].in_survey)
    label = screen.texts("map.class", label=screen.texts("value.out_of_survey"), count=len(outside))
    return Fill("base", "", GROUND, surveyed), Fill("out_of_survey", label, OUT_OF_SURVEY, outside)


def _signs(identity: pd.DataFrame, shown: np.ndarray, selected: str | None) -> tuple[Symbol, ...]:
    """A sign for every cluster, the selected one last and on a bright disc, so that nothing covers it."""
    signs, above = [], []
    for (cluster, own), (longitude, latitude) in zip(identity.iterrows(), shown.tolist(), strict=True):
        mark, code = STATUS_MARKS[standing_of(own["status"])], str(cluster)
        if code == selected:
            above = [
                Symbol(code, longitude, latitude, DISC, HALO),
                Symbol(code, longitude, latitude, SELECTED_SIGN, mark.colour, mark.shape),
            ]
        else:
            signs.append(Symbol(code, longitude, latitude, SIGN, mark.colour, mark.shape))
    return (*signs, *above)


def _leaders(true: np.ndarray, shown: np.ndarray, metres: float) -> tuple[Track, ...]:
    """Thin lines from the signs that stand far from their places to these."""
    moved = np.hypot(*(project(shown) - project(true)).T) > LEADER * metres if len(true) else []
    return tuple(
        Track((tuple(place), tuple(sign)), QUIET, 0.8)
        for place, sign, is_far in zip(true.tolist(), shown.tolist(), moved, strict=True) if is_far
    )


def _names(
    identity: pd.DataFrame, places: pd.DataFrame, shown: np.ndarray, names: Mapping[str, str], selected: str | None,
    metres: float, legend: Sequence[tuple[float, float]],
) -> tuple[Letter, ...]:
    """Names beside signs where there is room: of the selected cluster, of the highest status, of those by province."""
    codes = [str(code) for code in identity.index]
    origin = np.array([MAP_WEST, float(project(np.array([(CENTRAL_MERIDIAN, MAP_SOUTH)]))[0, 1])])
    points = [(float(x), float(y)) for x, y in (project(shown) - origin) / metres]
    sizes = [(_width(names[code]), LINE) for code in codes]
    order = sorted(range(len(codes)), key=lambda place: (
        codes[place] != selected, standing_of(identity["status"].iloc[place]) != CLUSTER_STANDINGS[0],
        places["precision"].iloc[place] != "province", len(names[codes[place]]), codes[place],
    ))
    kept_free = [*_inset(metres), *legend]
    frame = ((MAP_EAST - MAP_WEST) / metres, SHOWN_METRES / metres)
    radii = [SIGN / 2] * len(points) + [LINE / 2] * len(kept_free)
    sides = label_sides([*points, *kept_free], [*sizes, *[(0.0, 0.0)] * len(kept_free)], order, frame, radii)
    letters = []
    for place in range(len(codes)):
        side = sides[place]
        if side is not None:
            left, low, right, high = label_box(points[place], sizes[place], side, (SIGN + APART_FROM_SIGN) / 2)
            shift = np.array([(left + right) / 2 - points[place][0], (low + high) / 2 - points[place][1]])
            centre = project(shown[place : place + 1]) + shift * metres
            longitude, latitude = unproject(centre)[0].tolist()
            letters.append(Letter(round(longitude, 3), round(latitude, 3), names[codes[place]], INK, ON_PAPER))
    return tuple(letters)


def _width(name: str) -> float:
    """Width of a name in pixels."""
    return LETTER * sum(1.0 if ord(sign) > 255 else NARROW for sign in name)


def _inset(metres: float) -> list[tuple[float, float]]:
    """Points all over the inset of the South China Sea islands, which no name may cover."""
    return _all_over((INSET_WEST - MAP_WEST) / metres, (MAP_EAST - MAP_WEST) / metres, INSET_NORTH / metres)


def _legend(labels: Sequence[str]) -> list[tuple[float, float]]:
    """Points all over the legend, which lies on the south-west of the map where the window is narrow."""
    return _all_over(0.0, BESIDE_LEGEND + max(map(_width, labels)), LEGEND_ROW * len(labels))


def _all_over(west: float, east: float, north: float) -> list[tuple[float, float]]:
    across, upward = np.arange(west, east, LINE), np.arange(0.0, north, LINE)
    return [(float(x), float(y)) for x in across for y in upward]


def _marks(screen: Screen, identity: pd.DataFrame) -> tuple[Mark, ...]:
    """The statuses with their counts, which add up to the clusters shown."""
    t = screen.texts
    return tuple(
        Mark(t("map.class", label=t(f"cluster_status.{standing}"), count=count), STATUS_MARKS[standing].colour,
             shape=STATUS_MARKS[standing].shape)
        for standing, count in counts_by_status(identity).items()
    )
