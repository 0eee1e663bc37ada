"""The measures of the scorecard that rest on statistics: levels by region and year, with what they are held against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast

import numpy as np
import pandas as pd

from queries.base_values import base_of_year, base_total
from queries.catalogue import Indicator
from queries.engine import Engine
from queries.formulas.reasons import Reason
from queries.formulas.theil import theil_t_by_group
from queries.gap_measures import demand_year
from queries.regions import NATION, ZONES, Regions
from queries.scorecard_record import Measure
from queries.values import indicator_values, national_total

SUMMED_LEVELS = ("zone", "major", "province")
EAST = "east"
PER_CENT = 100.0


Figures = tuple[pd.DataFrame, pd.DataFrame, frozenset[str]]


@dataclass(frozen=True)
class Basis:
    """Where the figures come from. `known` keeps the tables of one scorecard, in which metrics recur."""

    engine: Engine
    regions: Regions
    catalogue: Mapping[str, Indicator]
    layer: str
    known: dict[tuple[str, str], Figures] = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class Panel:
    """A measure by unit and year.

    Attributes
    ----------
    values : index = codes of regions, groups or clusters, columns = years; NaN where there is none
    reasons : same shape, why there is none; missing where there is a value
    references : same shape, what each level is held against; None where the measure has no reference
    supply, base : same shape, what is divided by what, where a shortfall can be told from it
    events : same shape, cases that a level rests on where they may be few, such as branches; None where they are many
    lo, hi : same shape, exact interval of the level, in its unit, where there are events
    proxies : codes where whole provinces stand in for the region
    plans : by unit the year and the value it plans to reach
    """

    values: pd.DataFrame
    reasons: pd.DataFrame
    references: pd.DataFrame | None = None
    supply: pd.DataFrame | None = None
    base: pd.DataFrame | None = None
    events: pd.DataFrame | None = None
    lo: pd.DataFrame | None = None
    hi: pd.DataFrame | None = None
    proxies: frozenset[str] = frozenset()
    plans: Mapping[str, tuple[int, float]] = field(default_factory=dict)


def panel_of(
    values: pd.DataFrame, absent: Reason = Reason.NOT_PUBLISHED, references: pd.DataFrame | None = None
) -> Panel:
    """A panel whose gaps all have one reason; infinite values are none."""
    finite = values.astype(float).replace([np.inf, -np.inf], np.nan)
    reasons = pd.DataFrame(None, index=finite.index, columns=finite.columns, dtype=object)
    return Panel(finite, reasons.mask(finite.isna(), absent.value), references)


def ratio_panel(basis: Basis, measure: Measure) -> Panel:
    """Ratio of sums ρ = c·ΣS/ΣD of provinces, zones, major regions and the nation (METHODS D2)."""
    supply, reasons, proxies = _supply(basis, measure)
    base = _base(basis, str(measure.denominator), supply)
    values = measure.scale * supply / base.where(base != 0)
    reasons = reasons.mask(reasons.isna() & base.isna(), Reason.NO_DENOMINATOR.value)
    reasons = reasons.mask(reasons.isna() & (base == 0), Reason.ZERO_DENOMINATOR.value)
    references = _of_nation(values) if measure.reference == "nation" else None
    return Panel(values, reasons, references, measure.scale * supply, base, proxies=proxies)


def share_panel(basis: Basis, measure: Measure) -> Panel:
    """Share of the nation in per cent, held against the share of the demand base (METHODS D1, G1)."""
    supply, reasons, proxies = _supply(basis, measure)
    base = _base(basis, str(measure.denominator), supply)
    values, references = _share(supply), _share(base)
    reasons = reasons.mask(reasons.isna() & values.isna(), Reason.COVERAGE.value)
    return Panel(values, reasons, references, proxies=proxies)


def inland_share_panel(basis: Basis, measure: Measure) -> Panel:
    """What the East does not hold, standing for the nation: its share of supply against its share of demand (T3)."""
    shares = share_panel(basis, measure)
    values, reasons, references = shares.values.copy(), shares.reasons.copy(), shares.references
    assert references is not None
    references = references.copy()
    if {NATION, EAST} <= set(values.index):
        values.loc[NATION] = PER_CENT - values.loc[EAST]
        references.loc[NATION] = PER_CENT - references.loc[EAST]
        reasons.loc[NATION] = reasons.loc[EAST]
    return Panel(values, reasons, references, proxies=shares.proxies)


def theil_panel(basis: Basis, measure: Measure) -> Panel:
    """Theil T of the cities inside each major region, held against that of all cities (METHODS D7)."""
    cities = {code for code in basis.regions.levels["city"] if basis.regions[code].in_survey}
    supply = _wide(_of_level(basis, measure.numerator[0], "city", basis.layer), "value")
    groups = {code: cities & set(basis.regions.members(code, "city")) for code in basis.regions.levels["major"]}
    groups[NATION] = cities
    values = pd.DataFrame(np.nan, index=list(groups), columns=supply.columns)
    reasons = pd.DataFrame(Reason.NOT_PUBLISHED.value, index=values.index, columns=values.columns, dtype=object)
    for year in supply.columns:
        metric = str(measure.denominator)
        chosen = demand_year(basis.engine, basis.catalogue, metric, "city", int(year), basis.layer)
        weights = base_of_year(basis.engine, basis.catalogue[metric].numerator, "city", chosen, basis.layer)
        for code, members in groups.items():
            units = sorted(members)
            outcome = theil_t_by_group(
                supply[year].reindex(units), weights.reindex(units), pd.Series(code, index=units)
            ).total
            values.loc[code, year] = outcome.value
            reasons.loc[code, year] = outcome.reason.value if outcome.reason else None
    return Panel(values, reasons, _of_nation(values))


def figures(basis: Basis, metric: str, layer: str | None = None) -> pd.DataFrame:
    """Values of a metric, index = provinces, zones, major regions and the nation, columns = years."""
    return _figures(basis, metric, layer or basis.layer)[0]


def base_figures(basis: Basis, metric: str, like: pd.DataFrame) -> pd.DataFrame:
    """Values of a demand base for the units and years of another table, of the nearest year that is well covered."""
    return _base(basis, metric, like)


def with_groups(regions: Regions, provinces: pd.DataFrame) -> pd.DataFrame:
    """Sums of amounts of provinces with those of the zones and the nation below; a part that is missing leaves none."""
    zone = pd.Series(dict(regions.zone_of_province))
    own = provinces.reindex(zone.index)
    zones = pd.DataFrame({one: own[zone == one].sum(skipna=False) for one in ZONES}).T
    nation = own.sum(skipna=False).rename(NATION).to_frame().T
    return pd.concat([own, zones, nation])


def _of_nation(values: pd.DataFrame) -> pd.DataFrame:
    """The nation's value in every row."""
    national = values.loc[NATION] if NATION in values.index else pd.Series(np.nan, index=values.columns)
    return pd.DataFrame([national.to_numpy()] * len(values), index=values.index, columns=values.columns)


def _share(amounts: pd.DataFrame) -> pd.DataFrame:
    whole = _of_nation(amounts)
    return PER_CENT * amounts / whole.where(whole != 0)


def _supply(basis: Basis, measure: Measure) -> Figures:
    """Sum of the numerators, with the first reason of any that is missing."""
    total, reasons, proxies = _figures(basis, measure.numerator[0], basis.layer)
    for name in measure.numerator[1:]:
        values, absent, _ = _figures(basis, name.removeprefix("-"), basis.layer)
        years = total.columns.intersection(values.columns)
        total, values = total[years], values.reindex(index=total.index, columns=years)
        total = total - values if name.startswith("-") else total + values
        reasons = reasons[years].where(reasons[years].notna(), absent.reindex(index=total.index, columns=years))
    return total, reasons, proxies


def _figures(basis: Basis, metric: str, layer: str) -> Figures:
    """Values and reasons of a metric at all levels, the nation last, and where provinces stand in for a region."""
    if (metric, layer) not in basis.known:
        basis.known[metric, layer] = _read(basis, metric, layer)
    values, reasons, proxies = basis.known[metric, layer]
    return values.copy(deep=False), reasons.copy(deep=False), proxies


def _read(basis: Basis, metric: str, layer: str) -> Figures:
    rows = pd.concat([_of_level(basis, metric, level, layer) for level in SUMMED_LEVELS], ignore_index=True)
    places = [*dict.fromkeys(code for level in SUMMED_LEVELS for code in basis.regions.levels.get(level, ())), NATION]
    values, reasons = _wide(rows, "value").reindex(places), _wide(rows, "reason").reindex(places)
    for year in values.columns:
        whole = national_total(basis.engine, basis.catalogue[metric].numerator, int(year), layer)
        values.loc[NATION, year] = whole.value if whole else np.nan
        reasons.loc[NATION, year] = None if whole else Reason.COVERAGE.value
    return values, reasons, frozenset(rows.loc[rows["proxy"] == 1, "region_code"])


def _of_level(basis: Basis, metric: str, level: str, layer: str) -> pd.DataFrame:
    indicator = basis.catalogue.get(metric)
    columns = ["region_code", "period", "value", "reason", "proxy"]
    if indicator is None:
        return pd.DataFrame(columns=columns)
    return indicator_values(basis.engine, indicator, level, layer)[columns]


def _wide(rows: pd.DataFrame, column: str) -> pd.DataFrame:
    wide = rows.pivot(index="region_code", columns="period", values=column)
    wide = wide.rename(columns=int).rename_axis(index=None, columns=None)
    return wide.astype(float) if column == "value" else wide.astype(object).where(wide.notna(), None)


def _base(basis: Basis, metric: str, like: pd.DataFrame) -> pd.DataFrame:
    """The demand base of every year of another table, of the layer or else as published."""
    found: dict[int, pd.Series] = {}
    for year in (int(cast(int, column)) for column in like.columns):
        chosen = demand_year(basis.engine, basis.catalogue, metric, "province", year, basis.layer)
        found[year] = pd.Series(np.nan, index=like.index) if chosen is None else _of_year(basis, metric, chosen)
    return pd.DataFrame({year: values.reindex(like.index) for year, values in found.items()}, index=like.index)


def _of_year(basis: Basis, metric: str, year: int) -> pd.Series:
    """A base in one year at all levels and of the nation, by the one rule of what is borrowed."""
    base = basis.catalogue[metric].numerator
    values = pd.concat([base_of_year(basis.engine, base, level, year, basis.layer) for level in SUMMED_LEVELS])
    whole = base_total(basis.engine, base, year, basis.layer)
    values.loc[NATION] = whole.value if whole else np.nan
    return values
