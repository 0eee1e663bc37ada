"""Finds the region that a file means: by code, by any spelling of its name, by a former code or name, by an address."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from data.importing.values import plain
from data.intake import Row

NATION = "100000"
# What the row with the sum of a table is called.
TOTALS = ("合计", "总计", "总数", "total")


@dataclass(frozen=True)
class Place:
    """A region that was found, or the rule by which it was not.

    `former` names the old code or name it was found by, `noted` the rule that says what was made of the writing.
    """

    code: str = ""
    rule: str = ""
    detail: str = ""
    former: str = ""
    column: str = ""
    noted: str = ""


@dataclass
class Places:
    """The register of regions as the importer asks it."""

    full_names: dict[str, str] = field(default_factory=dict)
    short_names: dict[str, str] = field(default_factory=dict)
    codes_by_name: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    former: dict[str, tuple[str, str]] = field(default_factory=dict)
    outside: set[str] = field(default_factory=set)

    def find(self, code: str, name: str, is_point: bool = False) -> Place:
        """Return the region of a row that gives a code, a name or both.

        `is_point`: the row stands for something at a place, which moves with it when places are merged; a figure of a
        merged place is only a part of its successor.
        """
        place = self._find(code, name, is_point)
        return self._of_a_point(place, bool(plain(code))) if is_point and place.code else place

    def _of_a_point(self, place: Place, is_coded: bool) -> Place:
        """Something at a place is in a province, city or county, and counts within the survey alone."""
        column = place.column or ("region_code" if is_coded else "region_name")
        if not place.code.isdigit() or place.code == NATION:
            return Place(rule="no_single_place", detail=self.full_names[place.code], column=column)
        if place.code in self.outside and not place.noted:
            return replace(place, noted="outside_survey", detail=self.full_names[place.code], column=column)
        return place

    def _find(self, code: str, name: str, is_point: bool) -> Place:
        by_code = self._by_code(plain(code).removesuffix(".0"), is_point) if plain(code) else None
        if by_code is None:
            return self._by_name(name, is_point) if plain(name) else Place(rule="missing_value", column="region_name")
        if by_code.rule or not plain(name):
            return by_code
        named = self._by_name(name, is_point)
        candidates = {named.code, *self.codes_by_name[_key(name)]}
        if by_code.code not in candidates:
            return Place(rule="name_mismatch", detail=by_code.code, column="region_name")
        return by_code

    def at_address(self, address: str) -> Place:
        """Return the city, or else the province, with which an address begins."""
        written = re.sub(r"\s+", "", plain(address)).removeprefix("中国")
        province, rest = self._beginning(written, lambda code: code.endswith("0000") and code != NATION)
        city, _ = self._beginning(rest or written, lambda code: code.isdigit() and code[:2] == (province or code)[:2])
        code = city or province
        return Place(code) if code else Place(rule="unknown_region", column="address")

    def _beginning(self, text: str, fits: object) -> tuple[str, str]:
        assert callable(fits)
        for length in range(min(len(text), 12), 1, -1):
            codes = [code for code in self.codes_by_name.get(_key(text[:length]), ()) if fits(code)]
            if len(codes) == 1:
                return codes[0], text[length:]
        return "", text

    def _by_code(self, code: str, is_point: bool) -> Place:
        if code in self.full_names:
            return Place(code)
        if code in self.former:
            return self._successor(code, is_point, "region_code")
        aliases = self.codes_by_name.get(_key(code), set())
        if len(aliases) == 1:
            return Place(next(iter(aliases)))
        return Place(rule="unknown_region", column="region_code")

    def _by_name(self, name: str, is_point: bool) -> Place:
        codes = self.codes_by_name.get(_key(name), set())
        if len(codes) == 1:
            return Place(next(iter(codes)))
        if codes:
            listed = " ".join(f"{code}{self.full_names[code]}" for code in sorted(codes))
            return Place(rule="ambiguous_region", detail=listed, column="region_name")
        if _key(name) in self.former:
            return self._successor(_key(name), is_point, "region_name")
        if _key(name) in TOTALS and not is_point:
            return Place(NATION, detail=self.full_names.get(NATION, ""), column="region_name", noted="total_row")
        return Place(rule="unknown_region", column="region_name")

    def _successor(self, former: str, is_point: bool, column: str) -> Place:
        code, kind = self.former[former]
        told = f"{code}{self.full_names.get(code, '')}"
        if kind == "merged" and not is_point:
            return Place(rule="merged_region", detail=told, column=column)
        return Place(code, former=former, detail=told, column=column, noted="former_region")


def _key(name: str) -> str:
    return re.sub(r"[\s·.-]+", "", plain(name)).casefold()


def places_of(rows: Iterable[Row]) -> Places:
    """Return the places of the register from the checked rows of the inputs."""
    places = Places()
    rows = list(rows)
    for row in rows:
        values = row.values
        if row.source.table == "region" and not row.source.completes:
            places.full_names[values["region_code"]] = values["full_name_zh"]
            places.short_names[values["region_code"]] = values["name_zh"]
            if values["in_survey"] == "false":
                places.outside.add(values["region_code"])
            for name in ("name_zh", "full_name_zh", "name_en"):
                places.codes_by_name[_key(values[name])].add(values["region_code"])
        elif row.source.table == "region_alias":
            places.codes_by_name[_key(values["alias"])].add(values["region_code"])
    for row in rows:
        if row.source.table == "region_successor":
            known = (row.values["successor_code"], row.values["kind"])
            places.former[row.values["former_code"]] = known
            places.former.setdefault(_key(row.values["former_name_zh"]), known)
    return places
