"""Where a place lies: the country with one zone, major region, province or city picked out."""

from __future__ import annotations

from typing import cast

from geo.map_spec import Fill, MapLevel, MapSpec, Outline, Symbol
from pages.charts.atlas_map import GROUND, approval_number, map_note
from pages.charts.style import ACCENT, INK, OUT_OF_SURVEY
from pages.shell.screen import Screen
from queries.regions import NATION

DOT = 9.0
SMALL = 20_000.0
"""Square kilometres below which a place is lost on a small map without a dot."""


def place_map(screen: Screen, region: str) -> MapSpec:
    """Build the specification: the place in colour on a quiet ground; a city with its province outlined and a dot.

    Nothing has an entry of a legend: the picture is too small for one, and its title names the place.
    """
    regions, t = screen.regions, screen.texts
    place = regions[region]
    level = cast(MapLevel, "province" if region == NATION else regions.level_of(region))
    provinces = regions.levels["province"]
    outside = tuple(code for code in provinces if not regions[code].in_survey and code != region)
    chosen = tuple(code for code in provinces if code not in outside) if region == NATION else (region,)
    fills = [Fill("class", "", ACCENT, chosen)]
    if level == "province":
        rest = tuple(code for code in provinces if code not in (*outside, *chosen))
        fills = [Fill("base", "", GROUND, rest), *fills]
    fills.append(Fill("out_of_survey", "", OUT_OF_SURVEY, outside))
    province = regions.province_of(region) if level == "city" else None
    return MapSpec(
        level=level,
        fills=tuple(fill for fill in fills if fill.codes),
        hover={},
        note=map_note(screen),
        inset_title=t("map.inset"),
        legend_title="",
        alternative_text=t("region.map_alternative", place=screen.place(region)),
        symbols=(Symbol(region, place.longitude, place.latitude, DOT, INK),) if place.area_km2 < SMALL else (),
        outlines=(Outline((province,), INK),) if province else (),
        approval=approval_number(),
        watermark=screen.watermark,
        watermark_colour=screen.watermark_colour,
    )
