"""The figures that the sample register is calibrated to: published ones, else the stated assumptions."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np

from data.intake import InputFolders

PARAMETERS_FILE = Path(__file__).with_name("parameters.toml")
NATION = "100000"

_FILES = ("national_stats", "province_stats", "city_stats", "region_stats")


@dataclass(frozen=True)
class Printed:
    """A published figure with its qualifier."""

    value: float
    qualifier: str


@dataclass(frozen=True)
class Margins:
    """Published figures by region, year and metric, and the assumptions of the parameter file."""

    printed: Mapping[tuple[str, int, str], Printed]
    assumptions: Mapping[str, Any]
    seed: int

    @property
    def years(self) -> tuple[int, ...]:
        """Years of the register, oldest first."""
        return tuple(range(self.assumptions["first_year"], self.assumptions["last_year"] + 1))

    def figure(self, metric: str, year: int, region: str = NATION) -> float | None:
        """Return the published figure to meet, None where none is printed; a bound "over" is exceeded a little."""
        found = self.printed.get((region, year, metric))
        if found is None or found.qualifier == "less_than":
            return None
        return found.value * (1 + self.assumptions["over_margin"]) if found.qualifier == "over" else found.value

    def known(self, metric: str, year: int, region: str = NATION) -> float:
        """Return the published figure. Raises KeyError where none is printed."""
        found = self.figure(metric, year, region)
        if found is None:
            raise KeyError((metric, year, region))
        return found

    def total(self, metric: str, year: int) -> float:
        """Return the national total: published, else assumed. Raises KeyError where neither is stated."""
        found = self.figure(metric, year)
        return self.assumptions["totals"][metric][str(year)] if found is None else found

    def stream(self, subject: str) -> np.random.Generator:
        """Return the random numbers of a subject, so that a change to one subject leaves the others alone."""
        return np.random.default_rng([self.seed, crc32(subject.encode())])


def load_margins(inputs: InputFolders, seed: int | None = None) -> Margins:
    """Read the published figures of `inputs` and the parameter file, whose seed serves unless one is given."""
    printed = {}
    for name in _FILES:
        with (inputs.published / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                key = row["region_code"], int(row["year"]), row["metric"]
                printed[key] = Printed(float(row["value"]), row["qualifier"])
    with PARAMETERS_FILE.open("rb") as file:
        assumptions = tomllib.load(file)
    return Margins(printed, assumptions, assumptions["seed"] if seed is None else seed)
