"""What a key of the lexicon measures, and the figure of it for one place or several together."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from queries.catalogue import Indicator
from queries.engine import Engine
from queries.formulas.reasons import Reason
from queries.gap_measures import demand_bases, supply_per_demand
from queries.regions import NATION, Regions
from queries.sentences.claim import Places
from queries.values import indicator_values, metric_values, national_total, ratio_with_parts, weakness

CENSUS, CENSUS_YEAR = "population_census", 2020


@dataclass(frozen=True)
class Ground:
    """Where figures are taken from: one snapshot in one layer."""

    engine: Engine
    regions: Regions
    catalogue: Mapping[str, Indicator]
    layer: str


@dataclass(frozen=True)
class Figure:
    """A figure between `lo` and `hi`, equal where it is known; `with_ends` is false of a published 超过 or 不足.

    Without any figure both are not a number and `reason` says why.
    """

    lo: float
    hi: float
    with_ends: bool = True
    reason: Reason | None = None
    qualifier: str | None = None
    is_proxy: bool = False

    @property
    def is_known(self) -> bool:
        """Whether there is a point value."""
        return self.lo == self.hi

    def over(self, other: Figure) -> Figure:
        """This figure divided by another."""
        if self.reason or other.reason:
            return absent(self.reason or other.reason or Reason.NOT_PUBLISHED)
        if other.lo <= 0 <= other.hi:
            # A bound that leaves zero possible says nothing of a quotient.
            return absent(Reason.ZERO_DENOMINATOR if other.is_known else Reason.BOUND_ONLY)
        ends = [0.0 if math.isinf(below) else above / below
                for above in (self.lo, self.hi) for below in (other.lo, other.hi)]
        return Figure(min(ends), max(ends), self.with_ends and other.with_ends, None, _weaker(self, other),
                      self.is_proxy or other.is_proxy)

    def minus(self, other: Figure) -> Figure:
        """The difference to another figure."""
        if self.reason or other.reason:
            return absent(self.reason or other.reason or Reason.NOT_PUBLISHED)
        return Figure(self.lo - other.hi, self.hi - other.lo, self.with_ends and other.with_ends, None,
                      _weaker(self, other), self.is_proxy or other.is_proxy)

    def plus(self, other: Figure) -> Figure:
        """The sum with another figure."""
        if self.reason or other.reason:
            return absent(self.reason or other.reason or Reason.NOT_PUBLISHED)
        return Figure(self.lo + other.lo, self.hi + other.hi, self.with_ends and other.with_ends, None,
                      _weaker(self, other), self.is_proxy or other.is_proxy)

    def times(self, factor: float, shift: float = 0.0) -> Figure:
        """The figure in another unit; a negative factor turns its ends."""
        if self.reason:
            return self
        ends = sorted((self.lo * factor + shift, self.hi * factor + shift))
        return replace(self, lo=ends[0], hi=ends[1])


def absent(reason: Reason) -> Figure:
    """No figure, for a reason."""
    return Figure(math.nan, math.nan, reason=reason)


def _weaker(one: Figure, other: Figure) -> str | None:
    return max((one.qualifier, other.qualifier), key=weakness)


def indicator_of(catalogue: Mapping[str, Indicator], key: str) -> Indicator | None:
    """Return the indicator of a key, of the catalogue or ``numerator/base[/scale]``; None where it cannot be formed."""
    if "/" not in key:
        return catalogue.get(key)
    numerator, base, *scale = key.split("/")
    if numerator not in catalogue or base not in demand_bases() or base not in catalogue:
        return None
    if catalogue[numerator].kind != "value" or not catalogue[numerator].numerator.additive:
        return None
    made = supply_per_demand(catalogue, numerator, base, CENSUS_YEAR if base == CENSUS else None)
    if not scale or float(scale[0]) == made.scale:
        return made
    return replace(made, id=key, scale=float(scale[0]), unit_zh=f"{made.numerator.unit}/{_stated(float(scale[0]))}",
                   unit_en=f"per {float(scale[0]):,g}",
                   name_zh=f"{made.name_zh}（按{_stated(float(scale[0]))}计）",
                   name_en=f"{made.name_en} (stated per {float(scale[0]):,g})")


def _stated(scale: float) -> str:
    for sign, size in (("亿", 1e8), ("万", 1e4)):
        if scale >= size and scale % size == 0:
            return f"{scale / size:g}{sign}"
    return f"{scale:g}"


def years_of(ground: Ground, indicator: Indicator, places: Places) -> list[int]:
    """Years in which anything is known of an indicator at the level of the first place, oldest first."""
    rows = _rows(ground, indicator, places.codes[0])
    known = rows[rows["value"].notna() | rows["lo"].notna() | rows["hi"].notna()]
    return sorted(int(year) for year in known["period"].unique())


def _rows(ground: Ground, indicator: Indicator, code: str) -> pd.DataFrame:
    rows = indicator_values(ground.engine, indicator, ground.regions.level_of(code), ground.layer)
    return rows[rows["region_code"] == code]


def figure_of(ground: Ground, indicator: Indicator, places: Places, year: int) -> Figure:
    """Return the figure of one place, of several together, or of all the others, in a year.

    Several are a sum, or a ratio of sums; a figure that does not add up has none.
    """
    if not places.is_rest and len(places.codes) == 1:
        return _as_figure(_rows(ground, indicator, places.codes[0]), year)
    if indicator.kind == "density":
        parts = [_part(ground, indicator, code, year) for code in places.codes]
        if places.is_rest:
            return absent(Reason.NOT_ADDITIVE)
        return _ratio_of_sums(parts, indicator)
    if indicator.kind in ("location_quotient", "growth") or not indicator.numerator.additive:
        return absent(Reason.NOT_ADDITIVE)
    if places.is_rest:
        return absent(Reason.NOT_ADDITIVE)
    total = Figure(0.0, 0.0)
    for code in places.codes:
        total = total.plus(_as_figure(_rows(ground, indicator, code), year))
    return total


def rest_of(ground: Ground, indicator: Indicator, places: Places, year: int) -> Figure:
    """The figure of all of the nation but some places: the nation less their sum, for what adds up."""
    if indicator.kind != "value" or not indicator.numerator.additive:
        return absent(Reason.NOT_ADDITIVE)
    return nation_of(ground, indicator, year).minus(figure_of(ground, indicator, places, year))


def nation_of(ground: Ground, indicator: Indicator, year: int) -> Figure:
    """The whole of the 31 provinces of what adds up (METHODS D1)."""
    total = national_total(ground.engine, indicator.numerator, year, ground.layer)
    if total is None:
        return absent(Reason.COVERAGE)
    return Figure(total.value, total.value, True, None, total.qualifier)


def _as_figure(rows: pd.DataFrame, year: int) -> Figure:
    of_year = rows[rows["period"] == year]
    if of_year.empty:
        return absent(Reason.NOT_PUBLISHED)
    row: Any = next(of_year.itertuples())
    if pd.notna(row.value):
        return Figure(row.value, row.value, True, None, _text(row.qualifier), row.proxy == 1)
    if pd.notna(row.lo) or pd.notna(row.hi):
        lo = row.lo if pd.notna(row.lo) else -math.inf
        hi = row.hi if pd.notna(row.hi) else math.inf
        return Figure(lo, hi, row.qualifier == "reach", None, _text(row.qualifier), row.proxy == 1)
    return absent(Reason(row.reason) if isinstance(row.reason, str) else Reason.NOT_PUBLISHED)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _part(ground: Ground, indicator: Indicator, code: str, year: int) -> tuple[float, float] | Reason:
    rows = ratio_with_parts(ground.engine, indicator, ground.regions.level_of(code), ground.layer)
    rows = rows[(rows["region_code"] == code) & (rows["period"] == year)]
    if rows.empty or rows[["numerator", "denominator"]].isna().any(axis=None):
        return Reason.NOT_PUBLISHED
    return float(rows["numerator"].iloc[0]), float(rows["denominator"].iloc[0])


def _ratio_of_sums(parts: Sequence[tuple[float, float] | Reason], indicator: Indicator) -> Figure:
    known = [part for part in parts if not isinstance(part, Reason)]
    if len(known) < len(parts):
        return absent(Reason.NOT_PUBLISHED)
    below = math.fsum(part[1] for part in known)
    if below == 0:
        return absent(Reason.ZERO_DENOMINATOR)
    ratio = indicator.scale * math.fsum(part[0] for part in known) / below
    return Figure(ratio, ratio)


def figures_at(ground: Ground, indicator: Indicator, level: str, year: int) -> pd.Series:
    """The known figures of the surveyed places of a level in a year, by code."""
    rows = indicator_values(ground.engine, indicator, level, ground.layer)
    rows = rows[(rows["period"] == year) & rows["value"].notna()]
    surveyed = [code for code in rows["region_code"] if ground.regions[code].in_survey]
    return rows.set_index("region_code")["value"].reindex(surveyed)


def is_broken(ground: Ground, indicator: Indicator, places: Sequence[str], first: int, last: int) -> bool:
    """Whether a break of the series or a change of its scope lies between two years."""
    breaks = ground.engine.query("indicator/breaks", metrics=list(indicator.metrics), layer=ground.layer)
    breaks = breaks[breaks["kind"].isin(("break", "scope")) & breaks["region_code"].isin(places)]
    return bool(((first < breaks["year"]) & (breaks["year"] <= last)).any())


__all__ = [
    "NATION", "Figure", "Ground", "absent", "figure_of", "figures_at", "indicator_of", "is_broken", "metric_values",
    "nation_of", "rest_of", "years_of",
]
