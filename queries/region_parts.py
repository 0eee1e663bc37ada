"""What a region consists of, by one measure that adds up; of a city, its place among the cities of its province."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from queries.catalogue import Indicator
from queries.composite_criteria import settings
from queries.engine import Engine
from queries.formulas.rank_uncertainty import figure_ranks
from queries.formulas.shares import share
from queries.rank_credibility import YEARS_APART, error_kind
from queries.region_figures import LEAST_RANKED, MEASURES, values_of_year
from queries.regions import NATION, ZONES, Regions
from queries.values import indicator_values

CLOSE = 1e-6
"""Relative difference up to which a printed whole and the sum of its parts are the same."""


@dataclass(frozen=True)
class RegionParts:
    """The parts of a whole in one year.

    Attributes
    ----------
    whole : code of the region whose parts are shown: the region itself, or the province of a city
    level : of the parts
    rows : index region_code, the largest first: value > 0 or 0, share (0..1 of `total`; NaN where the total is
        unknown), rank (1..n among the parts) with its interval lo..hi (see ``figure_ranks``)
    total : of the whole, or the sum of its parts where these are all known and the whole is not; NaN else
    rest : total less the parts known, in the unit of the indicator; 0 where they add up, NaN without a total
    units : parts in the survey, known or not
    """

    whole: str
    level: str
    indicator: Indicator
    year: int
    rows: pd.DataFrame
    total: float
    rest: float
    units: int


def region_parts(
    engine: Engine, regions: Regions, catalogue: Mapping[str, Indicator], layer: str, region: str
) -> RegionParts | None:
    """Return the parts of a region by the first measure that half of them report, else the one best reported.

    None where no measure is known of two parts, and for a municipality, which has no cities inside.
    """
    whole, level = _whole_of(regions, region)
    members = [code for code in regions.members(whole, level) if code != whole and regions[code].in_survey]
    if len(members) < 2:
        return None
    best: tuple[int, Indicator, int, pd.Series] | None = None
    for metric in MEASURES:
        if metric not in catalogue or not catalogue[metric].is_count:
            continue
        values = indicator_values(engine, catalogue[metric], level, layer)
        own = values[values["region_code"].isin(members) & values["value"].notna()]
        if own.empty:
            continue
        counts = own.groupby("period").size()
        year = int(counts.index[counts >= counts.max() / 2].max())
        known = values_of_year(own, year)
        if len(known) >= 2 and (best is None or len(known) > best[0]):
            best = (len(known), catalogue[metric], year, known)
        if len(known) >= LEAST_RANKED * len(members):
            best = (len(known), catalogue[metric], year, known)
            break
    if best is None:
        return None
    _, indicator, year, known = best
    total = _total(engine, regions, indicator, layer, whole, year, known, len(members))
    rows = pd.DataFrame({"value": known}).join(_ranks(known, indicator, year))
    rows["share"] = share(known, total=total)["value"] if total > 0 else math.nan
    rows = rows.rename_axis("region_code").reset_index().sort_values(["rank", "region_code"]).set_index("region_code")
    rest = total - math.fsum(known) if not math.isnan(total) else math.nan
    return RegionParts(
        whole, level, indicator, year, rows, total, 0.0 if abs(rest) <= CLOSE * abs(total) else rest, len(members)
    )


def _ranks(known: pd.Series, indicator: Indicator, year: int) -> pd.DataFrame:
    """Rank among the parts, with its interval, as ``indicator_ranks`` draws it among all regions of a level."""
    of_settings = settings()
    ranks = figure_ranks(
        known, error_kind(indicator.numerator), of_settings.money_error,
        seed=of_settings.seed + YEARS_APART * year,
    )
    return ranks[["rank", "lo", "hi"]]


def _whole_of(regions: Regions, region: str) -> tuple[str, str]:
    """The whole and the level of its parts."""
    if region == NATION:
        return NATION, "zone"
    if region in ZONES:
        return region, "province"
    level = regions.level_of(region)
    if level == "major":
        return region, "province" if regions.members(region, "province") else "city"
    province = regions.province_of(region) if level == "city" else None
    return province or region, "city"


def _total(
    engine: Engine, regions: Regions, indicator: Indicator, layer: str, whole: str, year: int, known: pd.Series,
    units: int,
) -> float:
    """The figure of the whole; whole provinces that stand in for a major region are more than its cities."""
    parts = math.fsum(known)
    values = indicator_values(engine, indicator, regions.level_of(whole), layer)
    own = values[(values["region_code"] == whole) & (values["period"] == year) & (values["proxy"] != 1)]
    printed = float(own["value"].iloc[0]) if len(own) else math.nan
    if printed >= parts * (1 - CLOSE):
        return printed
    return parts if len(known) == units else math.nan
