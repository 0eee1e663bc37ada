"""Where supply and demand have their centres, year by year, over one set of units that is the same in every year."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from geo.projection import project, unproject
from queries.base_values import base_values
from queries.catalogue import Indicator
from queries.engine import Engine
from queries.formulas.centre_path import Shift, centre_distance, centre_path, overall_shift
from queries.formulas.centrography import Ellipse, deviational_ellipse, ellipse_outline, weighted_centre
from queries.regions import NATION, Regions
from queries.values import indicator_values

METRES = 1000.0
ENOUGH_UNITS = 0.8
"""Share of the units that a measure must be known of before anything is said of its centre."""
ENOUGH_OF_BEST = 0.9
"""Share of the units of the year best covered that a year must reach, so that one poor year does not empty the set."""
LEAST_UNITS = 3
PARTS = ("semi_major", "semi_minor", "bearing", "area", "flattening")


@dataclass(frozen=True)
class Leverage:
    """How much the shift of a centre rests on single units: km of the shift without one of them, and which it is."""

    least: float
    without_for_least: str
    most: float
    without_for_most: str


@dataclass(frozen=True)
class CentreSeries:
    """The centres of one measure.

    Attributes
    ----------
    rows : index years; x, y (km in the projection), longitude, latitude (degrees), total (Σw in the unit of the
        measure), reason (text or None); since, step, bearing, east, north, westward and step_reason as in
        ``centre_path``; semi_major, semi_minor (km), axis_bearing (°), area (km²), flattening and shape of the ellipse
    ellipses : by year, in km
    shift : from the first year to the last; None of fewer than two years with a centre
    leverage : the shift without any one unit; None without a shift
    """

    rows: pd.DataFrame
    ellipses: Mapping[int, Ellipse]
    shift: Shift | None
    leverage: Leverage | None

    def outline(self, year: int) -> pd.DataFrame:
        """Longitude and latitude along the ellipse of a year; empty without one."""
        points = ellipse_outline(self.ellipses[year])
        degrees = unproject(points * METRES) if len(points) else points
        return pd.DataFrame(degrees, columns=["longitude", "latitude"])


@dataclass(frozen=True)
class Centres:
    """The centres of several measures over one set of units.

    Attributes
    ----------
    level : province or city, the units that carry the weights
    within : the group of regions whose units count; the nation by default
    units : codes of the set, known of every measure in every year shown
    left_out : codes of the other units, for which some year lacks a figure
    series : by the name given to each measure; only measures known of enough units, see `lacking`
    lacking : by name, in how many units the others are known in their best year
    years_left_out : by name, years with figures of too few units
    carried : by name, share of the sum over all units known in the last year that the set carries, 0..1
    distances : index the years that the first two series have in common; value (km) and reason
    """

    level: str
    within: str
    units: tuple[str, ...]
    left_out: tuple[str, ...]
    series: Mapping[str, CentreSeries]
    lacking: Mapping[str, int]
    years_left_out: Mapping[str, tuple[int, ...]]
    carried: Mapping[str, float]
    distances: pd.DataFrame

    @property
    def years(self) -> list[int]:
        """Every year in which some measure has a centre, ascending."""
        return sorted({int(year) for series in self.series.values() for year in series.rows.index})


def supply_and_demand_centres(
    engine: Engine, regions: Regions, supply: Indicator | None, demand: Indicator | None, level: str, within: str,
    layer: str,
) -> Centres:
    """Return the centres of a supply measure and of a demand base, named ``supply`` and ``demand`` (METHODS T5).

    Of the demand base those years count that lie within the years of the supply; where none does, all of them.
    `within` is the nation or a group of regions; a measure of None is left out.
    """
    key = ("centres", supply and supply.id, demand and demand.id, level, within, layer)

    def make() -> Centres:
        tables = {}
        if supply:
            tables["supply"] = wide(indicator_values(engine, supply, level, layer))
        if demand:
            tables["demand"] = wide(base_values(engine, demand.numerator, level, layer))
        return centres_of(regions, tables, level, within)

    return engine.recall(key, make)


def wide(values: pd.DataFrame) -> pd.DataFrame:
    """Point values with one row per region and one column per year, of the columns of ``indicator_values``."""
    known = values[values["value"].notna()]
    return known.pivot(index="region_code", columns="period", values="value").astype(float)


def scope_of(regions: Regions, level: str, within: str) -> tuple[str, ...]:
    """The units of a level that the survey covers, inside a group or the nation; those overlap nowhere."""
    return tuple(code for code in regions.members(within, level) if regions[code].in_survey)


def centres_of(
    regions: Regions, tables: Mapping[str, pd.DataFrame], level: str = "province", within: str = NATION
) -> Centres:
    """Return the centres of measures given as tables of region × year, over the units known of all of them."""
    scope = scope_of(regions, level, within)
    known = {name: table.reindex(scope) for name, table in tables.items()}
    best = {name: int(table.notna().sum().max()) if len(table.columns) else 0 for name, table in known.items()}
    least = max(LEAST_UNITS, math.ceil(ENOUGH_UNITS * len(scope)))
    usable = {name: _years_known_enough(table) for name, table in known.items() if best[name] >= least}
    usable = _beside_the_first(usable)
    complete = pd.Series(True, index=list(scope))
    for table in usable.values():
        complete &= table.notna().all(axis=1)
    units = tuple(complete.index[complete])
    if len(units) < least:
        usable = {}
    series = {name: _series(regions, table.loc[list(units)]) for name, table in usable.items()}
    return Centres(
        level=level,
        within=within,
        units=units,
        left_out=tuple(complete.index[~complete]),
        series=series,
        lacking={name: count for name, count in best.items() if name not in series},
        years_left_out={
            name: tuple(int(year) for year in _in_span(known[name], table) if year not in table.columns)
            for name, table in usable.items()
        },
        carried={name: _carried(known[name], units, int(table.columns[-1])) for name, table in usable.items()},
        distances=_distances(list(series.values())),
    )


def _years_known_enough(table: pd.DataFrame) -> pd.DataFrame:
    counts = table.notna().sum()
    years = sorted(int(year) for year in counts.index[counts >= ENOUGH_OF_BEST * counts.max()])
    return table[years]


def _beside_the_first(tables: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """The tables, those after the first within its years where they have any there."""
    names = list(tables)
    if len(names) < 2:
        return tables
    first, last = tables[names[0]].columns[0], tables[names[0]].columns[-1]
    shown = {names[0]: tables[names[0]]}
    for name in names[1:]:
        inside = tables[name].loc[:, (tables[name].columns >= first) & (tables[name].columns <= last)]
        shown[name] = inside if len(inside.columns) else tables[name]
    return shown


def _in_span(table: pd.DataFrame, kept: pd.DataFrame) -> list[int]:
    """Years with any figure between the first and the last year kept."""
    years = table.columns[table.notna().any()]
    return sorted(int(year) for year in years if kept.columns[0] <= year <= kept.columns[-1])


def _carried(table: pd.DataFrame, units: Sequence[str], year: int) -> float:
    whole = math.fsum(table[year].dropna())
    return math.fsum(table.loc[list(units), year]) / whole if whole else math.nan


def _series(regions: Regions, weights: pd.DataFrame) -> CentreSeries:
    """The centres of one complete table of units × years."""
    degrees = np.array([(regions[code].longitude, regions[code].latitude) for code in weights.index])
    points = project(degrees) / METRES
    ellipses = {int(year): deviational_ellipse(points, weights[year]) for year in weights.columns}
    rows = pd.DataFrame([_row(ellipse) for ellipse in ellipses.values()], index=pd.Index(ellipses, name="year"))
    rows["total"] = [math.fsum(weights[year]) for year in weights.columns]
    there = rows["x"].notna()
    rows[["longitude", "latitude"]] = math.nan
    if there.any():
        rows.loc[there, ["longitude", "latitude"]] = unproject(rows.loc[there, ["x", "y"]].to_numpy() * METRES)
    path = centre_path(rows[["x", "y"]]).rename(columns={"reason": "step_reason"})
    shift = overall_shift(rows[["x", "y"]])
    leverage = _leverage(points, weights[[shift.first, shift.last]]) if shift else None
    return CentreSeries(rows.join(path), ellipses, shift, leverage)


def _leverage(points: np.ndarray, weights: pd.DataFrame) -> Leverage | None:
    """The shift between two years without each unit in turn; None where no unit can be missed."""
    distances = {}
    for place, code in enumerate(weights.index):
        others = np.arange(len(weights)) != place
        first, last = (weighted_centre(points[others], weights[year].to_numpy()[others]) for year in weights.columns)
        apart = centre_distance(pd.Series({"x": first.x, "y": first.y}), pd.Series({"x": last.x, "y": last.y}))
        if apart.value is not None:
            distances[str(code)] = apart.value
    if not distances:
        return None
    least, most = min(distances, key=lambda code: distances[code]), max(distances, key=lambda code: distances[code])
    return Leverage(distances[least], least, distances[most], most)


def _row(ellipse: Ellipse) -> dict[str, object]:
    centre = ellipse.centre
    parts = {name: getattr(ellipse, name).value for name in PARTS}
    axis = parts.pop("bearing")
    return {
        "x": math.nan if centre.x is None else centre.x,
        "y": math.nan if centre.y is None else centre.y,
        "reason": centre.reason.value if centre.reason else None,
        **{name: math.nan if value is None else value for name, value in parts.items()},
        "axis_bearing": math.nan if axis is None else axis,
        "shape": ellipse.shape,
    }


def _distances(series: Sequence[CentreSeries]) -> pd.DataFrame:
    """Distance between the centres of the first two measures in the years that both have."""
    if len(series) < 2:
        return pd.DataFrame({"value": [], "reason": []}, dtype=object)
    first, second = series[0].rows, series[1].rows
    years = first.index.intersection(second.index)
    apart = [centre_distance(first.loc[year], second.loc[year]) for year in years]
    return pd.DataFrame({
        "value": [math.nan if outcome.value is None else outcome.value for outcome in apart],
        "reason": [outcome.reason.value if outcome.reason else None for outcome in apart],
    }, index=years)
