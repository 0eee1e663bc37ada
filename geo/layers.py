"""The map layers: which polygons each holds and how they derive from the source."""

from __future__ import annotations

from dataclasses import dataclass

import shapely

from geo.hatching import hatch
from geo.membership import Membership
from geo.simplify import simplify_coverage
from geo.source import BoundarySource

OVERVIEW_KM, DETAIL_KM = 4.0, 1.0
OVERVIEW_DECIMALS, DETAIL_DECIMALS = 3, 4
HATCH_WIDTH_KM, HATCH_SPACING_KM, CITY_HATCH_SPACING_KM = 6.0, 45.0, 24.0
# Their whole provinces belong to them, so their outline follows the provinces; the other two follow cities.
PROVINCIAL_MAJORS = ("beijing-tianjin-hebei", "yangtze-river-delta")
GREATER_BAY_AREA, CHENGDU_CHONGQING = "greater-bay-area", "chengdu-chongqing"

Polygons = dict[str, shapely.Geometry]


@dataclass(frozen=True)
class Layer:
    """Geometries in degrees by region code; tolerance in km, None where nothing was simplified."""

    geometries: Polygons
    tolerance_km: float | None


@dataclass(frozen=True)
class SourcePolygons:
    """Unsimplified polygons in degrees: provinces, prefecture units, and the two parts of split units."""

    provinces: Polygons
    cities: Polygons
    inside: Polygons
    outside: Polygons


def read_source(source: BoundarySource, membership: Membership) -> SourcePolygons:
    """Read all polygons, and split the units that belong to 成渝 only in part along their counties."""
    provinces = source.polygons(membership.codes("province"))
    cities = source.polygons(membership.codes("city"))
    excluded = set(membership.members(CHENGDU_CHONGQING, "county", "excluded"))
    split = [*membership.members(CHENGDU_CHONGQING, "city", "partial"), "500000"]
    inside, outside = {}, {}
    for city in split:
        counties = source.polygons(source.county_codes(city))
        left_out = [counties[code] for code in counties if code in excluded]
        kept = [counties[code] for code in counties if code not in excluded]
        inside[city] = shapely.coverage_union_all(kept)
        outside[city] = shapely.coverage_union_all(left_out)
    return SourcePolygons(provinces, cities, inside, outside)


def dissolve(polygons: Polygons, codes: list[str]) -> shapely.Geometry:
    """Union of polygons of one coverage; shared borders vanish exactly."""
    return shapely.coverage_union_all([polygons[code] for code in codes])


def zone_polygons(provinces: Polygons, membership: Membership) -> Polygons:
    """The four zones dissolved from the given provinces."""
    zones = membership.codes("zone")
    return {zone: dissolve(provinces, membership.members(zone, "province", "full")) for zone in zones}


def major_polygons(
    provinces: Polygons, cities: Polygons, inside: Polygons, membership: Membership
) -> Polygons:
    """True outlines of the four major regions; `inside` holds the included part of split units."""
    majors = {
        major: dissolve(provinces, membership.members(major, "province", "full"))
        for major in PROVINCIAL_MAJORS
    }
    majors[GREATER_BAY_AREA] = dissolve(cities, membership.members(GREATER_BAY_AREA, "city", "full"))
    whole = membership.members(CHENGDU_CHONGQING, "city", "full")
    majors[CHENGDU_CHONGQING] = shapely.coverage_union_all(
        [*(cities[code] for code in whole), *inside.values()]
    )
    return dict(sorted(majors.items()))


def proxy_polygons(provinces: Polygons, membership: Membership) -> Polygons:
    """The major regions as whole provinces, for figures that exist at provincial level only."""
    return {
        major: dissolve(provinces, membership.members(major, "province", "full", "proxy"))
        for major in membership.codes("major")
    }


def _simplified_inside(polygons: SourcePolygons) -> tuple[Polygons, Polygons]:
    """Cities and included parts, simplified as one coverage in which split units stand as two parts."""
    parts = {code: polygon for code, polygon in polygons.cities.items() if code not in polygons.inside}
    parts |= {f"{code}-inside": polygon for code, polygon in polygons.inside.items()}
    parts |= {f"{code}-outside": polygon for code, polygon in polygons.outside.items()}
    simple = simplify_coverage(parts, OVERVIEW_KM, OVERVIEW_DECIMALS)
    return simple, {code: simple[f"{code}-inside"] for code in polygons.inside}


def build_layers(
    polygons: SourcePolygons, source: BoundarySource, membership: Membership
) -> dict[str, Layer]:
    """All layers by name. Zones and provincial majors are dissolved after simplification of the provinces."""
    provinces = simplify_coverage(polygons.provinces, OVERVIEW_KM, OVERVIEW_DECIMALS)
    cities = simplify_coverage(polygons.cities, OVERVIEW_KM, OVERVIEW_DECIMALS)
    detailed_provinces = simplify_coverage(polygons.provinces, DETAIL_KM, DETAIL_DECIMALS)
    detailed_cities = simplify_coverage(polygons.cities, DETAIL_KM, DETAIL_DECIMALS)
    parts, inside = _simplified_inside(polygons)
    zones = zone_polygons(provinces, membership)
    majors = major_polygons(provinces, parts, inside, membership)
    segments = {str(number): line for number, line in enumerate(source.segments(), start=1)}
    hatched = {
        "hatch-provinces": hatch(provinces, HATCH_WIDTH_KM, HATCH_SPACING_KM),
        "hatch-cities": hatch(cities, HATCH_WIDTH_KM, CITY_HATCH_SPACING_KM),
        "hatch-zones": hatch(zones, HATCH_WIDTH_KM, HATCH_SPACING_KM),
        "hatch-majors": hatch(majors, HATCH_WIDTH_KM, HATCH_SPACING_KM),
    }
    return {
        "provinces": Layer(provinces, OVERVIEW_KM),
        "provinces-detail": Layer(detailed_provinces, DETAIL_KM),
        "cities": Layer(cities, OVERVIEW_KM),
        "cities-detail": Layer(detailed_cities, DETAIL_KM),
        "zones": Layer(zones, OVERVIEW_KM),
        "majors": Layer(majors, OVERVIEW_KM),
        "majors-proxy": Layer(proxy_polygons(provinces, membership), OVERVIEW_KM),
        "segments": Layer(segments, None),
        **{name: Layer(geometries, OVERVIEW_KM) for name, geometries in hatched.items()},
    }
