"""Supply by region and year as one table that adds up: a register's by form of service, or a metric's as a whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from queries.agencies import SERVICE_FORMS
from queries.catalogue import Indicator
from queries.engine import Engine
from queries.form_panel import ROUNDING, UNKNOWN_FORM, form_panel, tell_enough
from queries.formulas.units import MINIMUM_COVERAGE
from queries.gap_basis import LEAST_LISTED
from queries.gap_measures import supply_measures
from queries.regions import Regions
from queries.values import BREAKING, indicator_values

REGISTER_MEASURES: Mapping[str, tuple[str, str]] = {
    "agencies": ("agencies", "agencies"),
    "staff": ("employees", "employees_told"),
    "revenue": ("revenue", "revenue_told"),
}
"""Measures counted in the register: column of the amount, and column of the agencies that tell it."""
FORMS: tuple[str, ...] = (*SERVICE_FORMS, UNKNOWN_FORM)
LEAST_YEARS = 2


@dataclass(frozen=True)
class SupplyPanel:
    """Amounts of one measure at one level.

    Attributes
    ----------
    measure : a key of REGISTER_MEASURES, or a metric
    level : zone, major, province or city
    totals : rows = regions of the survey, columns = years ascending; NaN = not told well enough
    by_form : by year, rows = the same regions, columns = FORMS, NaN as in `totals`; empty of a metric, which tells no
        forms
    coverage : as `totals`, share of the region's agencies that tell the measure, 0..1; NaN where nothing is known
    crossed : by region, the years in which its series breaks
    """

    measure: str
    level: str
    totals: pd.DataFrame
    by_form: Mapping[int, pd.DataFrame]
    coverage: pd.DataFrame
    crossed: Mapping[str, tuple[int, ...]]

    @property
    def years(self) -> list[int]:
        """Years in which 95 % of the regions are told of, ascending: only their shares can be compared."""
        known = self.totals.notna().mean()
        return [int(year) for year in self.totals.columns[(known >= MINIMUM_COVERAGE - ROUNDING).to_numpy()]]

    def amounts(self, form: str | None) -> pd.DataFrame:
        """Amounts by region and year: of one form of service, or of all."""
        if form is None:
            return self.totals
        return pd.DataFrame({year: table[form] for year, table in self.by_form.items()}, index=self.totals.index)


def known_measures(
    engine: Engine, regions: Regions, catalogue: Mapping[str, Indicator], layer: str, level: str
) -> list[str]:
    """Measures with two years or more to compare at a level: of the register first, then metrics in their order."""
    candidates = [*REGISTER_MEASURES, *(metric for metric in supply_measures() if metric in catalogue)]
    panels = {name: supply_panel(engine, regions, catalogue, layer, level, name) for name in candidates}
    return [name for name, panel in panels.items() if len(panel.years) >= LEAST_YEARS]


def supply_panel(
    engine: Engine, regions: Regions, catalogue: Mapping[str, Indicator], layer: str, level: str, measure: str
) -> SupplyPanel:
    """Return the panel of a measure; without columns where nothing is known of it, or of fewer than half of the cities.

    Of a register a region has an amount in a year if the year counts for every province that it lies in or consists
    of, and agencies that tell the measure are 95 % of its agencies or more (E2).
    """
    key = ("supply panel", layer, level, measure)
    if measure in REGISTER_MEASURES:
        return engine.recall(key, lambda: _of_register(engine, regions, layer, level, measure))
    return engine.recall(key, lambda: _of_metric(engine, regions, catalogue[measure], level, layer))


def _of_metric(engine: Engine, regions: Regions, indicator: Indicator, level: str, layer: str) -> SupplyPanel:
    values = indicator_values(engine, indicator, level, layer)
    units = [code for code in regions.levels[level] if regions[code].in_survey or level in ("zone", "major")]
    known = values[values["value"].notna() & values["region_code"].isin(units)]
    wide = known.pivot(index="region_code", columns="period", values="value").rename(columns=int)
    totals = wide.reindex(index=units).rename_axis(index="region_code", columns=None).astype(float)
    if level == "city":
        # Lists of cities never hold all of them: those that no year knows are not part of what the lists speak of.
        totals = totals.dropna(how="all")
        if len(totals) < LEAST_LISTED * len(units):
            # A few cities are no whole of which any of them could have a share.
            totals = totals.iloc[:, :0]
    breaks = engine.query("indicator/breaks", metrics=[indicator.numerator.metric], layer=layer)
    breaks = breaks[breaks["kind"].isin(BREAKING)]
    crossed = {str(code): tuple(int(year) for year in rows["year"]) for code, rows in breaks.groupby("region_code")}
    return SupplyPanel(
        indicator.id, level, totals.sort_index(axis=1), {}, totals.notna().astype(float).where(totals.notna()), crossed
    )


def _of_register(engine: Engine, regions: Regions, layer: str, level: str, measure: str) -> SupplyPanel:
    provinces = form_panel(engine, regions, layer, "province")
    years = sorted(int(year) for year in provinces["year"].unique())
    counted = provinces.groupby(["region_code", "year"]).size().unstack().reindex(columns=years).notna()
    rows = provinces if level != "city" else pd.concat(
        [provinces, form_panel(engine, regions, layer, "city")]
    ).drop_duplicates(["region_code", "year", "form"])
    members = _members(regions, level)
    if level == "city":
        members = members[members["place"].isin(rows["region_code"])]
    amount, told = REGISTER_MEASURES[measure]
    joined = members.merge(rows, left_on="place", right_on="region_code")
    cells = joined.groupby(["unit", "year", "form"])[amount].sum().unstack("form")
    sums = joined.groupby(["unit", "year"])[list(dict.fromkeys(("agencies", told)))].sum()
    units = pd.Index(members["unit"].unique(), name="region_code")
    complete = _complete(members, counted, units)
    ratio = (sums[told] / sums["agencies"].where(sums["agencies"] > 0)).rename("share").reset_index()
    share = ratio.pivot(index="unit", columns="year", values="share").reindex(index=units, columns=years)
    # A region without any agency tells all that there is to tell.
    share = share.fillna(1.0).where(complete, np.nan)
    enough = tell_enough(share)
    by_form = {
        year: _of_year(cells, year, units).where(enough[year], np.nan) for year in years
    }
    totals = pd.DataFrame(
        {year: table.sum(axis=1, skipna=False) for year, table in by_form.items()}, index=units, columns=years
    )
    return SupplyPanel(measure, level, totals.astype(float), by_form, share.rename_axis(columns=None), {})


def _of_year(cells: pd.DataFrame, year: int, units: pd.Index) -> pd.DataFrame:
    """Units by form in one year, 0 where the register counts nothing."""
    table = cells[cells.index.get_level_values("year") == year].droplevel("year")
    return table.reindex(index=units, columns=list(FORMS)).fillna(0.0).astype(float).rename_axis(columns=None)


def _complete(members: pd.DataFrame, counted: pd.DataFrame, units: pd.Index) -> pd.DataFrame:
    """Whether a year counts for every province of a unit."""
    pairs = members[["unit", "province"]].drop_duplicates()
    known = counted.reindex(pairs["province"]).fillna(False).astype(bool).set_axis(pairs["unit"], axis=0)
    return known.groupby(level=0).all().reindex(units)


def _members(regions: Regions, level: str) -> pd.DataFrame:
    """Unit, place whose rows it sums, and province that the place lies in."""
    provinces = list(regions.zone_of_province)

    def cities(codes: Sequence[str]) -> list[tuple[str, str]]:
        found = ((code, code if code in provinces else regions[code].parent_code) for code in codes)
        return [(code, province) for code, province in found if province in provinces]

    listed: dict[str, list[tuple[str, str]]]
    if level == "province":
        listed = {code: [(code, code)] for code in provinces}
    elif level == "city":
        listed = {code: [pair] for pair in cities(regions.levels["city"]) for code in pair[:1]}
    else:
        listed = {
            group: [(code, code) for code in regions.provinces_of(group)] for group in regions.levels[level]
        }
    rows = [(unit, place, province) for unit, pairs in listed.items() for place, province in pairs]
    return pd.DataFrame(rows, columns=["unit", "place", "province"])
