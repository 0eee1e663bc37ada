"""The gradient coefficient as a panel: every region of a level by year, the nation of each year being 1 (T1, T12)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd

from queries.catalogue import Indicator
from queries.engine import Engine
from queries.formulas.convergence import LEAST_TESTED
from queries.gradient import FEW, METRICS, Gradient, gradients_by_year
from queries.ratio_panel import well_known_years
from queries.regions import Regions
from queries.values import BREAKING


@dataclass(frozen=True)
class GradientPanel:
    """Gradient coefficients IGC of the regions of a level by year.

    Attributes
    ----------
    form : key of SERVICE_FORMS; None for all services together
    ratios : regions × years, IGC ≥ 0, itself a ratio to the nation of its year; NaN where a region has none; years
        ascend, and each has at least four fifths of the regions of the best year
    few : same shape, whether the coefficient rests on fewer than five agencies (E7)
    product_years : by year of the panel the year of the gross product
    units : by year how many regions the whole consists of, of so many in the survey
    thin_years : years left out because too few regions are known, or these carry too little of the whole (E2)
    """

    level: str
    layer: str
    form: str | None
    ratios: pd.DataFrame
    few: pd.DataFrame
    product_years: Mapping[int, int]
    units: Mapping[int, tuple[int, int]]
    thin_years: tuple[int, ...]

    @property
    def years(self) -> tuple[int, ...]:
        """The years of the panel."""
        return tuple(int(year) for year in self.ratios.columns)

    @property
    def nation(self) -> pd.Series:
        """1 in every year; at the level of cities the whole are the cities listed."""
        return pd.Series(1.0, index=self.ratios.columns)

    @property
    def relative(self) -> pd.DataFrame:
        """The coefficients: they are relative to the nation of the same year as they stand."""
        return self.ratios

    @property
    def can_be_followed(self) -> bool:
        """Whether there are two years, and regions enough to speak of moves and convergence."""
        return len(self.years) > 1 and len(self.ratios) >= LEAST_TESTED

    def between(self, first: int, last: int) -> GradientPanel:
        """The panel of the years from `first` to `last`."""
        kept = [year for year in self.years if first <= year <= last]
        return replace(self, ratios=self.ratios[kept], few=self.few[kept])

    @property
    def key(self) -> tuple[object, ...]:
        """What the panel is of: under it what is derived from it is remembered."""
        return ("gradient_panel", self.level, self.layer, self.form, self.years[:1], self.years[-1:])


def gradient_panel(
    engine: Engine, regions: Regions, catalogue: Mapping[str, Indicator], level: str, layer: str,
    form: str | None = None,
) -> GradientPanel:
    """Return the coefficients of all years in which they are known; a region whose series broke begins with its break.

    Without any known year the panel is empty.

    Parameters
    ----------
    level : province or city
    form : key of SERVICE_FORMS; None for all services
    """
    def make() -> GradientPanel:
        found = gradients_by_year(engine, regions, catalogue, level, layer, form)
        return _panel(found, _since(engine, layer), level, layer, form)

    return engine.recall(("gradient_panel", level, layer, form), make)


def _panel(
    found: Mapping[int, Gradient], since: Mapping[str, int], level: str, layer: str, form: str | None
) -> GradientPanel:
    values = pd.DataFrame({year: one.rows["value"] for year, one in found.items()}, dtype=float)
    begun = pd.DataFrame(
        {year: [year >= since.get(str(code), year) for code in values.index] for year in found}, index=values.index
    )
    values = values.where(begun)
    years = well_known_years(values)
    kept = values.loc[values[years].notna().any(axis=1), years].sort_index()
    few = pd.DataFrame({year: found[year].rows["agencies"] < FEW for year in years}, dtype=bool)
    return GradientPanel(
        level, layer, form, kept, few.reindex(kept.index) & kept.notna(),
        {year: found[year].product_year for year in years}, {year: found[year].units for year in years},
        tuple(year for year in found if year not in years),
    )


def _since(engine: Engine, layer: str) -> dict[str, int]:
    """First year of the series in force by code: a break of revenue or staff begins a new one of that very place."""
    breaks = engine.query("indicator/breaks", metrics=[METRICS["output"], METRICS["staff"]], layer=layer)
    breaks = breaks[breaks["kind"].isin(BREAKING)]
    return {str(code): int(years.max()) for code, years in breaks.groupby("region_code")["year"]}
