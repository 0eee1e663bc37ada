"""The level of regions over several criteria at once, never without its parts and never as a bare rank."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from queries.catalogue import Indicator
from queries.composite_criteria import (
    Criterion,
    Definition,
    Known,
    base_figures,
    base_level,
    composite_years,
    criteria_of_year,
    criteria_reasons,
    criteria_values,
    definitions,
    known_criteria,
    settings,
)
from queries.composite_ranks import composite_ranks
from queries.engine import Engine
from queries.formulas.critic_weights import critic_weights
from queries.formulas.entropy_topsis import (
    BasePanel,
    complete_rows,
    equal_weights,
    library_scores,
    scaled,
)
from queries.regions import NATION, ZONES, Regions

USUAL_SPAN = 3


@dataclass(frozen=True)
class Composite:
    """The level of the regions of a level in one year.

    Attributes
    ----------
    criteria : the criteria known for enough regions in the year, with the measure that serves
    base, base_years : bounds and frozen weights, and the pooled years they rest on, the first that are known well;
        figures of later years change neither
    weights : index = criteria, columns frozen, equal and critic of the base panel, library (convention A, of the
        regions of the year alone); NaN where a method gives none
    raw : regions by criteria, in the unit of each; NaN = missing
    reasons : the same shape, why a figure is missing
    ranks : index = regions, see ``composite_ranks``
    against : the earlier year that changes are counted from, None where there is none
    years : all years that the composite can be given for, oldest first
    """

    definition: Definition
    level: str
    layer: str
    year: int
    years: tuple[int, ...]
    against: int | None
    criteria: tuple[Criterion, ...]
    base: BasePanel
    base_years: tuple[int, ...]
    weights: pd.DataFrame
    raw: pd.DataFrame
    reasons: pd.DataFrame
    ranks: pd.DataFrame

    @property
    def is_base_year(self) -> bool:
        """Whether the figures of the year shown are among those that fix bounds and weights."""
        return self.year in self.base_years

    @property
    def beyond(self) -> pd.Series:
        """Regions by criterion whose figure lies beyond the bounds of the base panel and counts as the bound."""
        return ((self.raw < self.base.lo) | (self.raw > self.base.hi)).sum()

    @property
    def scaled(self) -> pd.DataFrame:
        """The figures on the scale of the base panel, ε..1 − ε, more is better."""
        return scaled(self.base, self.raw)


@dataclass(frozen=True)
class NoComposite:
    """Why there is none: what is known of every criterion of every definition, and how many regions it takes."""

    known: tuple[tuple[Definition, tuple[Known, ...]], ...]
    enough: int
    units: int
    fewest_criteria: int


def composite(
    engine: Engine, regions: Regions, catalogue: Mapping[str, Indicator], level: str, layer: str, year: int | None,
    against: int | None = None,
) -> Composite | NoComposite:
    """The composite of the first definition that the layer knows enough of, in the year asked for or the nearest.

    Parameters
    ----------
    year : None for the latest that there is
    against : an earlier year with the same criteria that changes are counted from; None, or one that is none: that
        nearest to three years before
    """
    offered = _offered(engine, regions, catalogue, level, layer)
    if offered is None:
        units = regions.surveyed(base_level(level))
        known = tuple(
            (definition, known_criteria(engine, regions, definition, level, layer, None))
            for definition in definitions(catalogue)
        )
        return NoComposite(known, math.ceil(settings().least_known * units), units, settings().fewest_criteria)
    definition, years = offered
    shown = years[-1] if year is None else min(years, key=lambda known: (abs(known - year), -known))
    criteria, known_years = criteria_of_year(engine, regions, definition, level, layer, shown)
    base_years = known_years[: settings().base_years]
    base, panel = base_figures(engine, regions, criteria, level, layer, base_years)
    raw = criteria_values(engine, regions, criteria, level, layer, shown)
    earlier = [past for past in known_years if past < shown]
    before = against if against in earlier else _usual_earlier(earlier, shown)
    weights = _weights(base, panel, raw)
    key = ("composite", definition.id, criteria, level, layer, shown, before)
    ranks = engine.recall(
        key, lambda: composite_ranks(engine, regions, criteria, base, weights, level, layer, shown, before)
    )
    return Composite(
        definition, level, layer, shown, years, before, criteria, base, base_years, weights, raw,
        criteria_reasons(engine, regions, criteria, level, layer, shown), ranks,
    )


def years_offered(
    engine: Engine, regions: Regions, catalogue: Mapping[str, Indicator], level: str, layer: str
) -> tuple[int, ...]:
    """The years that a composite can be given for, oldest first."""
    offered = _offered(engine, regions, catalogue, level, layer)
    return offered[1] if offered else ()


def earlier_years(
    engine: Engine, regions: Regions, catalogue: Mapping[str, Indicator], level: str, layer: str, year: int
) -> tuple[tuple[int, ...], int | None]:
    """The years that the composite of a year can be set against, oldest first, and the one that usually is."""
    offered = _offered(engine, regions, catalogue, level, layer)
    if offered is None or year not in offered[1]:
        return (), None
    _, known_years = criteria_of_year(engine, regions, offered[0], level, layer, year)
    earlier = [past for past in known_years if past < year]
    return tuple(earlier), _usual_earlier(earlier, year)


def _usual_earlier(earlier: Sequence[int], year: int) -> int | None:
    return min(earlier, key=lambda past: abs(past - (year - USUAL_SPAN)), default=None)


def _offered(
    engine: Engine, regions: Regions, catalogue: Mapping[str, Indicator], level: str, layer: str
) -> tuple[Definition, tuple[int, ...]] | None:
    """The first definition that can be given, with its years."""
    for definition in definitions(catalogue):
        years = composite_years(engine, regions, definition, level, layer)
        if years:
            return definition, tuple(years)
    return None


def profile(engine: Engine, regions: Regions, shown: Composite, region: str | None) -> pd.DataFrame:
    """The criteria of a region beside those of its zone and the nation; without a region the zones and the nation.

    Returns
    -------
    One row per criterion and place: criterion, place, value (in the unit of the criterion), scaled (0..1); missing
    figures are NaN.
    """
    parts = []
    for place in _places(regions, region):
        level = regions.level_of(place)
        values = criteria_values(engine, regions, shown.criteria, level, shown.layer, shown.year).reindex([place])
        parts.append(pd.DataFrame({
            "criterion": values.columns, "place": place, "value": values.iloc[0].to_numpy(),
            "scaled": scaled(shown.base, values).iloc[0].to_numpy(),
        }))
    return pd.concat(parts, ignore_index=True)


def _places(regions: Regions, region: str | None) -> list[str]:
    if region in (None, NATION):
        return [*ZONES, NATION]
    assert region is not None
    zone = regions.zone_of(region)
    return [region, *([zone] if zone else []), NATION]


def _weights(base: BasePanel, panel: pd.DataFrame, raw: pd.DataFrame) -> pd.DataFrame:
    critic = critic_weights(scaled(base, panel[complete_rows(panel)]))
    return pd.DataFrame({
        "frozen": base.weights, "equal": equal_weights(base), "critic": critic,
        "library": library_scores(raw, base.polarity)[0],
    })
