"""The part of the region register that boundaries depend on: levels, membership of groups, recorded areas."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

REGISTER = Path(__file__).resolve().parent.parent / "data" / "regions"


def read_rows(path: Path) -> list[dict[str, str]]:
    """Rows of a CSV file of the register as text by column name."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@dataclass(frozen=True)
class Membership:
    """Reads region_level.csv, region_member.csv and region_geometry.csv of one folder."""

    folder: Path = REGISTER

    @cached_property
    def _levels(self) -> list[dict[str, str]]:
        return read_rows(self.folder / "region_level.csv")

    @cached_property
    def _members(self) -> list[dict[str, str]]:
        return read_rows(self.folder / "region_member.csv")

    @cached_property
    def areas(self) -> dict[str, float]:
        """Area on record in km² by region code, groups included."""
        rows = read_rows(self.folder / "region_geometry.csv")
        return {row["region_code"]: float(row["area_km2"]) for row in rows}

    def codes(self, level: str) -> list[str]:
        """Codes shown at a level, ascending."""
        return sorted(row["region_code"] for row in self._levels if row["level"] == level)

    def members(self, group: str, level: str, *inclusions: str) -> list[str]:
        """Codes of the current members of a group at a level with one of the given inclusions, ascending."""
        return sorted(
            row["member_code"]
            for row in self._members
            if row["group_code"] == group
            and row["member_level"] == level
            and row["inclusion"] in inclusions
            and not row["valid_to"]
        )
