"""The figures at the head of a region's profile: level, rank with its interval, and growth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from queries.catalogue import Indicator
from queries.engine import Engine
from queries.formulas.growth import compound_annual_growth
from queries.formulas.outcome import Outcome
from queries.formulas.reasons import Reason
from queries.rank_credibility import indicator_ranks
from queries.regions import Regions
from queries.values import BREAKING, indicator_values

MEASURES = (
    "ip_service_institutions", "practising_patent_attorneys", "industry_revenue", "employees", "patent_agencies",
    "patent_agency_revenue", "trademark_agencies",
    "invention_patents_in_force", "pct_applications", "utility_models_in_force", "rd_expenditure", "gdp",
    "resident_population", "population_census",
)
"""What a profile tells of a region, in this order as far as it is known: services first, then what they serve."""
SHOWN = 3
SPAN = 3
LEAST_RANKED = 0.5
"""Share of the regions of a level that must be known before a rank among them is told."""


@dataclass(frozen=True)
class RegionFigure:
    """One measure of one region in the latest year it is known.

    Attributes
    ----------
    value : as printed or added up; NaN where only bounds `lo` and `hi` are printed
    row : the row of ``indicator_values``, with qualifier, coverage and proxy
    rank : the row of ``indicator_ranks``, or None where too few regions are known, or a bound takes no rank
    moved, since : places gained since the year `since` (negative = lost); None without a rank in both years
    known, units : regions of the level with a value, and those of the survey
    growth, base_year : compound annual growth since the base year, as a fraction; absent with its reason
    """

    indicator: Indicator
    year: int
    row: Any
    rank: dict[str, Any] | None
    moved: float | None
    since: int | None
    known: int
    units: int
    growth: Outcome
    base_year: int | None

    @property
    def value(self) -> float:
        """The figure; NaN where only a bound is printed."""
        return float(self.row["value"])


def region_figures(
    engine: Engine, regions: Regions, catalogue: Mapping[str, Indicator], layer: str, region: str
) -> list[RegionFigure]:
    """Return the first three measures that a region has a figure of, each in its latest year."""
    level = regions.level_of(region)
    found: list[RegionFigure] = []
    for metric in MEASURES:
        if len(found) < SHOWN and metric in catalogue:
            figure = _figure(engine, regions, catalogue[metric], layer, level, region)
            found += [figure] if figure is not None else []
    return found


def values_of_year(values: pd.DataFrame, year: int) -> pd.Series:
    """The point values of a year by region, of the columns of ``indicator_values``."""
    rows = values[(values["period"] == year) & values["value"].notna()]
    return rows.set_index("region_code")["value"].astype(float)


def _figure(
    engine: Engine, regions: Regions, indicator: Indicator, layer: str, level: str, region: str
) -> RegionFigure | None:
    values = indicator_values(engine, indicator, level, layer)
    own = values[values["region_code"] == region].set_index("period").sort_index()
    known = own[own["value"].notna()]
    told = own[own["value"].notna() | own["lo"].notna() | own["hi"].notna()]
    if told.empty:
        return None
    # A figure comes before a later bound, which can neither be ranked nor compared.
    year = int((known if len(known) else told).index.max())
    earlier = [int(past) for past in known.index if past < year]
    base = max((past for past in earlier if past <= year - SPAN), default=min(earlier, default=None))
    units = regions.surveyed(level)
    reported = values_of_year(values, year)
    rank: dict[str, Any] | None = None
    moved: float | None = None
    if level != "nation" and region in reported.index and len(reported) >= LEAST_RANKED * units:
        before = base if base is not None and len(values_of_year(values, base)) >= LEAST_RANKED * units else None
        ranks = indicator_ranks(engine, indicator, level, layer, year, before)
        rank = {str(name): value for name, value in ranks.loc[region].items()}
        if before is not None:
            past = indicator_ranks(engine, indicator, level, layer, before)["rank"].get(region)
            moved = None if past is None or pd.isna(past) else float(past - rank["rank"])
    growth = _growth(engine, regions, indicator, layer, region, known["value"], year, base)
    return RegionFigure(
        indicator, year, own.loc[year], rank, moved, base if moved is not None else None, len(reported), units,
        growth, base,
    )


def _growth(
    engine: Engine, regions: Regions, indicator: Indicator, layer: str, region: str, known: pd.Series, year: int,
    base: int | None,
) -> Outcome:
    if base is None:
        return Outcome.absent(Reason.NO_BASE_YEAR)
    breaks = engine.query("indicator/breaks", metrics=[indicator.numerator.metric], layer=layer)
    inside = {region, *regions.provinces_of(region)}
    crossed = breaks[
        breaks["kind"].isin(BREAKING) & breaks["region_code"].isin(inside) & (breaks["year"] > base)
        & (breaks["year"] <= year)
    ]
    if len(crossed):
        return Outcome.absent(Reason.SERIES_BREAK)
    return compound_annual_growth(float(known[base]), float(known[year]), year - base)
