"""The cities of the survey: their provinces, groups, weights, and discs that lie inside them."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from data.intake import InputFolders
from data.sample.allocation import Flags, Integers, Numbers
from data.sample.margins import Margins

DISCS_FILE = Path(__file__).with_name("discs.csv")
ZONES = ("east", "central", "west", "northeast")
KILOMETRES_PER_DEGREE = 111.32

_FIRST_IN_A_PROVINCE = "0100"


@dataclass(frozen=True)
class Places:
    """Cities in order of code. `province` and `zone` are positions in `provinces` and `ZONES`."""

    codes: tuple[str, ...]
    names: tuple[str, ...]
    provinces: tuple[str, ...]
    province: Integers
    zone: Integers
    weights: Numbers
    groups: dict[str, Flags]

    def inside(self, code: str) -> Flags:
        """Return which cities belong to a province or group."""
        return self.groups[code] if code in self.groups else self.province == self.provinces.index(code)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def load_places(inputs: InputFolders, margins: Margins) -> Places:
    """Read the cities within the survey and weigh them."""
    regions = {row["region_code"]: row for row in _rows(inputs.regions / "region.csv")}
    levels = _rows(inputs.regions / "region_level.csv")
    surveyed = {code for code, row in regions.items() if row["in_survey"] == "true"}
    codes = tuple(sorted({row["region_code"] for row in levels if row["level"] == "city"} & surveyed))
    provinces = tuple(sorted({row["region_code"] for row in levels if row["level"] == "province"} & surveyed))
    province = np.array([provinces.index(f"{code[:2]}0000") for code in codes])
    members = _members(inputs, set(codes))
    zone_of = {code: ZONES.index(zone) for zone in ZONES for code in members[zone]}
    groups = {name: np.isin(codes, sorted(found)) for name, found in members.items() if name not in ZONES}
    for name, parts in margins.assumptions["places"]["composites"].items():
        masks = [groups[part] if part in groups else province == provinces.index(part) for part in parts]
        groups[name] = np.logical_or.reduce(masks)
    return Places(
        codes,
        tuple(regions[code]["full_name_zh"] for code in codes),
        provinces,
        province,
        np.array([zone_of[provinces[position]] for position in province]),
        _weights(codes, provinces, province, margins),
        groups,
    )


def _members(inputs: InputFolders, cities: set[str]) -> Mapping[str, set[str]]:
    """Return the provinces of each zone and the cities of each major region.

    A whole municipality stands in where only its counties are members: the register ends at cities.
    """
    found: defaultdict[str, set[str]] = defaultdict(set)
    for row in _rows(inputs.regions / "region_member.csv"):
        if row["valid_to"] or row["inclusion"] == "excluded":
            continue
        if row["group_code"] in ZONES:
            is_member = row["member_level"] == "province"
        else:
            is_listed = row["member_level"] == "city" or row["inclusion"] == "proxy"
            is_member = is_listed and row["member_code"] in cities
        if is_member:
            found[row["group_code"]].add(row["member_code"])
    return found


def _weights(codes: tuple[str, ...], provinces: Iterable[str], province: Integers, margins: Margins) -> Numbers:
    rules = margins.assumptions["places"]
    metric, year = rules["weight_metric"], rules["weight_year"]
    weights = np.zeros(len(codes))
    for position, code in enumerate(provinces):
        whole = margins.known(metric, year, code)
        inside = np.flatnonzero(province == position)
        shares = np.array([(margins.figure(metric, year, codes[city]) or 0.0) / whole for city in inside])
        ranked = [rules["emphasis"].get(codes[city], 1.0) for city in inside]
        by_rank = np.array(ranked) / np.arange(1, len(inside) + 1) ** rules["rank_power"]
        if codes[inside[0]].endswith(_FIRST_IN_A_PROVINCE):
            by_rank[0] *= 2
        by_rank[shares > 0] = 0
        if by_rank.sum() > 0:
            shares = shares + (1 - shares.sum()) * by_rank / by_rank.sum()
        province_weight = whole ** rules["weight_power"] * rules["province_emphasis"].get(code, 1.0)
        weights[inside] = province_weight * shares / shares.sum()
    return weights


def scatter(places: Places, city: Integers, draws: np.random.Generator) -> tuple[Numbers, Numbers]:
    """Return longitude and latitude of a point for each city asked for, within one of the discs of that city.

    Every disc lies inside its city with room to spare, so every point of it does.
    """
    discs = _rows(DISCS_FILE)
    owner = np.array([places.codes.index(row["region_code"]) for row in discs])
    longitude, latitude, radius = (
        np.array([float(row[name]) for row in discs]) for name in ("longitude", "latitude", "radius_km")
    )
    order = np.argsort(owner, kind="stable")
    count = np.bincount(owner, minlength=len(places.codes))
    start = np.r_[0, np.cumsum(count)[:-1]]
    # The first discs are the central districts, which most institutions choose.
    chosen = order[start[city] + np.floor(count[city] * draws.random(len(city)) ** 2).astype(np.int64)]
    distance = radius[chosen] * np.sqrt(draws.random(len(city))) / KILOMETRES_PER_DEGREE
    angle = 2 * np.pi * draws.random(len(city))
    north = latitude[chosen] + distance * np.sin(angle)
    east = longitude[chosen] + distance * np.cos(angle) / np.cos(np.radians(latitude[chosen]))
    return np.round(east, 5), np.round(north, 5)
