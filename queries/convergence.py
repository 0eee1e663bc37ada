"""Whether the regions of a panel draw level: spread by year, growth of those that began low, by zone (T13)."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass

import pandas as pd

from geo.adjacency import BRIDGES, adjacent_places
from geo.boundaries import Boundaries
from queries.formulas.convergence import (
    Beta,
    FixedUnits,
    beta_convergence,
    club_convergence,
    fixed_units,
    sigma_by_year,
    spread_change_p,
)
from queries.formulas.outcome import Outcome
from queries.formulas.spatial_autocorrelation import MoranTest, moran
from queries.formulas.spatial_weights import contiguity
from queries.regions import Regions


@dataclass(frozen=True)
class Convergence:
    """σ and β convergence of one panel.

    Attributes
    ----------
    units : the regions that enter, and those left out
    zones : zone of every unit
    spread : σ_t by year (value, reason, n)
    spread_p : p-value of the change of σ from the first year to the last
    total : β of all units
    within : β with an intercept for every zone: do regions draw level inside their zones?
    clubs : β of each zone by itself
    residuals : Moran's I of the residuals of `total`; None where there is no line
    """

    units: FixedUnits
    zones: pd.Series
    spread: pd.DataFrame
    spread_p: Outcome
    total: Beta
    within: Beta
    clubs: Mapping[Hashable, Beta]
    residuals: MoranTest | None

    @property
    def first(self) -> int:
        """First year."""
        return int(self.units.panel.columns[0])

    @property
    def last(self) -> int:
        """Last year."""
        return int(self.units.panel.columns[-1])


def convergence(ratios: pd.DataFrame, level: str, regions: Regions, boundaries: Boundaries) -> Convergence:
    """Measure convergence of supply per demand.

    Parameters
    ----------
    ratios : regions × years, two years or more, r ≥ 0
    level : province or city
    """
    units = fixed_units(ratios)
    panel = units.panel
    zones = pd.Series([regions.zone_of(str(code)) for code in panel.index], index=panel.index, dtype=object)
    first, last = panel.iloc[:, 0], panel.iloc[:, -1]
    years = int(panel.columns[-1]) - int(panel.columns[0])
    total = beta_convergence(first, last, years)
    residuals = None
    if total.slope.central.value is not None:
        codes = tuple(str(code) for code in panel.index)
        residuals = moran(total.residuals, contiguity(codes, adjacent_places(boundaries, level), BRIDGES[level]))
    return Convergence(
        units, zones, sigma_by_year(units), spread_change_p(units), total,
        beta_convergence(first, last, years, zones), club_convergence(first, last, years, zones), residuals,
    )
