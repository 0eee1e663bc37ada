"""Supply per demand as a panel: every region of a level by year, relative to the nation of the same year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from queries.board import years_known
from queries.catalogue import Indicator
from queries.coverage import regions_reported
from queries.engine import Engine
from queries.gap_basis import GapBasis
from queries.gap_measures import supply_reported
from queries.ratio_series import RatioSeries, ratio_series
from queries.regions import NATION, Regions
from queries.values import indicator_values

RELATED = ("technology_contract_value_sold", "technology_contract_value_bought")
"""Measures of the market that services work for: no supply of services, yet known over many years."""
WELL_KNOWN = 0.8
"""Share of the regions of the best year that a year needs to enter the panel."""


@dataclass(frozen=True)
class RatioPanel:
    """Supply per demand r = S/D of the regions of a level by year.

    Attributes
    ----------
    basis : what the last year rests on
    ratios : regions × years, in the units of the two metrics, NaN where a region has no ratio; years ascend, and each
        has a ratio of the nation and of at least four fifths of the regions of the best year
    nation : ratio of the nation by year; at the level of cities that of the cities listed
    thin_years : years left out because too few regions or no nation are known
    is_demand_fixed : whether one year of the demand base serves all years of the supply
    """

    basis: GapBasis
    ratios: pd.DataFrame
    nation: pd.Series
    thin_years: tuple[int, ...]
    is_demand_fixed: bool

    @property
    def years(self) -> tuple[int, ...]:
        """The years of the panel."""
        return tuple(int(year) for year in self.ratios.columns)

    @property
    def relative(self) -> pd.DataFrame:
        """r_i / r_N of the same year; 1 = as the nation."""
        return self.ratios / self.nation

    def between(self, first: int, last: int) -> RatioPanel:
        """The panel of the years from `first` to `last`."""
        kept = [year for year in self.years if first <= year <= last]
        return RatioPanel(self.basis, self.ratios[kept], self.nation[kept], self.thin_years, self.is_demand_fixed)

    @property
    def key(self) -> tuple[object, ...]:
        """What the panel is of: under it what is derived from it is remembered."""
        return ("ratio_panel", *self.basis.key, self.years[:1], self.years[-1:])


def measures_reported(
    engine: Engine, catalogue: Mapping[str, Indicator], level: str, layer: str
) -> dict[str, int]:
    """Return what may be followed over the years at a level, with the regions that report it in the best year.

    The supply measures come first, then technology contracts, which are no supply but related to it.
    """
    found = supply_reported(engine, catalogue, level, layer)
    for metric in RELATED:
        if metric in catalogue and years_known(values := indicator_values(engine, catalogue[metric], level, layer)):
            found[metric] = regions_reported(values)
    return found


def ratio_panel(
    engine: Engine, regions: Regions, catalogue: Mapping[str, Indicator], basis: GapBasis
) -> RatioPanel:
    """Return supply per demand of all years up to that of a basis; a series that broke begins with its last break."""
    series = ratio_series(engine, regions, catalogue, basis)
    return engine.recall(("ratio_panel", *basis.key), lambda: _panel(series, basis))


def well_known_years(ratios: pd.DataFrame) -> list[int]:
    """Return the years of a table of regions × years with at least four fifths of the regions of the best year."""
    known = ratios.notna().sum()
    most = int(known.max()) if len(known) else 0
    return [int(year) for year in ratios.columns if known[year] >= WELL_KNOWN * most > 0]


def _panel(series: RatioSeries, basis: GapBasis) -> RatioPanel:
    units = [str(code) for code in basis.units.index]
    ratios = pd.DataFrame({code: series.of_region(code) for code in units}, dtype=float).T.sort_index()
    ratios = ratios.reindex(columns=sorted(int(year) for year in ratios.columns))
    nation = series.of_reference(NATION)
    nation = nation[nation > 0]
    years = [year for year in well_known_years(ratios) if year in nation.index]
    kept = ratios.loc[ratios[years].notna().any(axis=1), years]
    thin = tuple(int(year) for year in ratios.columns if year not in years and ratios[year].notna().any())
    return RatioPanel(basis, kept, nation.reindex(years), thin, series.is_demand_fixed)
