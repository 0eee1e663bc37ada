"""The places of a snapshot as lookups: names, levels, members, and the way from the nation down to a city."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from geo.map_spec import MapLevel
from queries.engine import Engine

NATION = "100000"
LEVELS: tuple[MapLevel, ...] = ("zone", "major", "province", "city")
ZONES = ("east", "central", "northeast", "west")


@dataclass(frozen=True)
class Region:
    """One place. `parent_code` is the administrative parent; None for groups of regions and the nation."""

    code: str
    name_zh: str
    name_en: str
    full_name_zh: str
    parent_code: str | None
    in_survey: bool
    longitude: float
    latitude: float
    area_km2: float

    def name(self, language: str) -> str:
        """Short name in the language."""
        return self.name_zh if language == "zh" else self.name_en


class Regions:
    """Every place of one snapshot. Build it once per snapshot."""

    def __init__(self, engine: Engine) -> None:
        places = engine.query("region/list")
        self.levels: dict[str, tuple[str, ...]] = {
            str(level): tuple(rows["region_code"]) for level, rows in places.groupby("level", sort=False)
        }
        rows: Any = places.itertuples()
        self._regions = {
            row.region_code: Region(
                row.region_code,
                row.name_zh,
                row.name_en,
                row.full_name_zh,
                row.parent_code if isinstance(row.parent_code, str) else None,
                bool(row.in_survey),
                row.longitude,
                row.latitude,
                row.area_km2,
            )
            for row in rows
        }
        self.membership: pd.DataFrame = engine.query("region/members")

    def __getitem__(self, code: str) -> Region:
        return self._regions[code]

    def __contains__(self, code: object) -> bool:
        return code in self._regions

    def surveyed(self, level: str) -> int:
        """Number of places of a level that the national survey covers."""
        return sum(self[code].in_survey for code in self.levels[level])

    @cached_property
    def zone_of_province(self) -> Mapping[str, str]:
        """Zone of each of the 31 surveyed provinces."""
        rows = self.membership
        rows = rows[rows["group_code"].isin(ZONES) & (rows["member_level"] == "province")]
        return dict(zip(rows["member_code"], rows["group_code"], strict=True))

    def members(self, group: str, level: str) -> tuple[str, ...]:
        """Codes of the members of a group at a level, or of the units inside a province or the nation.

        Whole provinces that stand in for a major region are not its members.
        """
        if group == NATION:
            return tuple(code for code in self.levels[level])
        rows = self.membership
        rows = rows[(rows["group_code"] == group) & (rows["inclusion"] != "excluded")]
        direct = rows[(rows["member_level"] == level) & (rows["inclusion"] != "proxy")]["member_code"]
        if len(direct):
            return tuple(direct)
        if level == "city":
            provinces = set(rows[rows["member_level"] == "province"]["member_code"]) or {group}
            return tuple(c for c in self.levels["city"] if c in provinces or self[c].parent_code in provinces)
        return ()

    def provinces_of(self, group: str) -> tuple[str, ...]:
        """Codes of the provinces whose figures add up to a zone, a major region or the nation, in every statistic.

        Where a major region is made of cities and counties, whole provinces stand in for it (E6): see `stood_in`.
        """
        rows = self.membership
        is_counted = (rows["member_level"] == "province") & rows["inclusion"].isin(("full", "proxy"))
        return tuple(rows.loc[is_counted & (rows["group_code"] == group), "member_code"])

    @cached_property
    def stood_in(self) -> frozenset[str]:
        """Codes of the groups for which whole provinces stand in; every figure of one says so (E6)."""
        rows = self.membership
        return frozenset(rows.loc[(rows["member_level"] == "province") & (rows["inclusion"] == "proxy"), "group_code"])

    @cached_property
    def _inner(self) -> Mapping[str, tuple[str, ...]]:
        """Codes of the units right below every place that has some."""
        found: dict[str, list[str]] = {}
        for region in self._regions.values():
            if region.parent_code is not None:
                found.setdefault(region.parent_code, []).append(region.code)
        return {code: tuple(inner) for code, inner in found.items()}

    def inside(self, code: str) -> tuple[str, ...]:
        """Codes of every place that lies in a place, itself included, ascending; for facts known by their finest place.

        A group holds what its members in force hold. Where only some counties of a unit are members, the whole unit
        counts, as facts are seldom known by county, but not those counties of it that are left out.
        """
        rows = self.membership[self.membership["group_code"] == code]
        members = rows[rows["inclusion"].isin(("full", "partial"))]
        counties = members.loc[members["member_level"] == "county", "member_code"]
        parents = [parent for county in counties if (parent := self[county].parent_code) is not None]
        open_codes, found = [code, *members["member_code"], *parents], set[str]()
        while open_codes:
            place = open_codes.pop()
            if place not in found:
                found.add(place)
                open_codes += self._inner.get(place, ())
        return tuple(sorted(found - set(rows.loc[rows["inclusion"] == "excluded", "member_code"])))

    def level_of(self, code: str) -> str:
        """The coarsest level a place is shown at."""
        return next(level for level in ("nation", *LEVELS) if code in self.levels.get(level, ()))

    def trail(self, code: str) -> tuple[str, ...]:
        """The way from the nation to a place: 全国 › 西部 › 四川 › 成都."""
        if code == NATION:
            return (NATION,)
        parent = self[code].parent_code
        if parent is None:
            return (NATION, code)
        if parent == NATION:
            zone = self.zone_of_province.get(code)
            return (NATION, zone, code) if zone else (NATION, code)
        return (*self.trail(parent), code)

    def zone_of(self, code: str) -> str | None:
        """Zone of a province or city; None for everything else."""
        return next((step for step in self.trail(code) if step in ZONES and step != code), None)

    def province_of(self, code: str) -> str | None:
        """Province of a city or county, or the province itself; None for everything else."""
        return next((step for step in self.trail(code)[1:] if step not in ZONES), None)
