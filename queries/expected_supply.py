"""The supply that regions with similar demand have, beside what each region has."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from queries.catalogue import Indicator
from queries.engine import Engine
from queries.formulas.drivers import MOST_DRIVERS
from queries.formulas.expected_supply import ExpectedSupply, expected_supply
from queries.formulas.frontier import frontier_gap
from queries.formulas.quantile_benchmark import quantile_benchmark
from queries.formulas.reasons import Reason
from queries.gap_basis import GapBasis, gap_basis, is_counted
from queries.gap_measures import demand_reported
from queries.regions import Regions
from queries.strongest import ENOUGH

SETTINGS_FILE = Path(__file__).with_suffix(".toml")
ModelLevel = Literal["province", "city"]


@dataclass(frozen=True)
class ExpectedBoard:
    """A model of the supply of provinces or cities and what it says of each.

    Attributes
    ----------
    basis : supply of the level that the model works on
    drivers : metrics chosen, in the reader's order
    driver_years : year of each driver, the nearest to the supply that is well covered
    model : method, design, fit; of all units of the survey
    rows : one row per region of the level: region_code, period, supply, the drivers by metric, expected,
        expected_mean, lo_80, hi_80, lo_95, hi_95, gap (expected − supply), relative_gap (supply/expected − 1),
        studentised, standing, reason (exactly where there is no standing), quantile_gap, quantile_reason,
        frontier_gap, frontier_lo (the smallest when any one other region is left out), frontier_reason, layer, n
    seed, draws : of the simulation where counts have zeros
    """

    basis: GapBasis
    drivers: tuple[str, ...]
    driver_years: Mapping[str, int]
    model: ExpectedSupply
    rows: pd.DataFrame
    seed: int
    draws: int


def model_level(level: str) -> ModelLevel:
    """The level a model works on: four zones or overlapping major regions are too few units, so their provinces."""
    return "city" if level == "city" else "province"


def model_basis(
    engine: Engine, regions: Regions, catalogue: Mapping[str, Indicator], basis: GapBasis
) -> GapBasis | None:
    """Return the basis at the level that a model works on; None where its demand base is known nowhere there."""
    level = model_level(basis.level)
    return basis if level == basis.level else gap_basis(
        engine, regions, catalogue, basis.supply.metric, basis.demand.metric, level, basis.year, basis.layer
    )


def driver_options(engine: Engine, catalogue: Mapping[str, Indicator], level: str, layer: str) -> dict[str, int]:
    """Return the demand bases that may drive a model at a level, with the regions that report them."""
    return demand_reported(engine, catalogue, level, layer)


def default_drivers(
    engine: Engine, regions: Regions, catalogue: Mapping[str, Indicator], basis: GapBasis
) -> tuple[str, ...]:
    """Return the drivers a model opens with: the demand base of the page, then others known well enough and near."""
    options = driver_options(engine, catalogue, basis.level, basis.layer)
    has_supply = basis.units["supply"].notna()

    def is_known(metric: str) -> bool:
        values, year = _driver(engine, regions, catalogue, basis, metric)
        is_near = abs(year - basis.year) <= _settings()["years_apart"]
        return is_near and bool(values[has_supply].notna().sum() >= ENOUGH * has_supply.sum())

    chosen = [basis.demand.metric]
    for alike in _settings()["drivers"]:
        if basis.demand.metric not in alike:
            chosen += [metric for metric in alike if metric in options and is_known(metric)][:1]
    return tuple(chosen[:MOST_DRIVERS])


def expected_board(
    engine: Engine, regions: Regions, catalogue: Mapping[str, Indicator], basis: GapBasis, drivers: Sequence[str]
) -> ExpectedBoard:
    """Return the model of a supply measure on one to three drivers, and its second opinions (METHODS G4).

    Parameters
    ----------
    basis : at the level of provinces or cities
    drivers : metrics among `driver_options`
    """
    settings = _settings()
    seed, draws = int(settings["seed"]), int(settings["draws"])
    key = ("expected_board", *basis.key, tuple(drivers))

    def make() -> ExpectedBoard:
        found = {metric: _driver(engine, regions, catalogue, basis, metric) for metric in drivers}
        values = pd.DataFrame({metric: values for metric, (values, _) in found.items()}, index=basis.units.index)
        supply = basis.units["supply"]
        model = expected_supply(supply, values, is_count=is_counted(basis), seed=seed, draws=draws)
        years = {metric: year for metric, (_, year) in found.items()}
        return ExpectedBoard(basis, tuple(drivers), years, model, _rows(basis, values, model), seed, draws)

    return engine.recall(key, make)


def group_sums(regions: Regions, board: ExpectedBoard, level: str) -> pd.DataFrame:
    """Return what the provinces of zones or major regions have and are expected to have together.

    One row per group: region_code, members, judged (those that the sums are over), supply, expected_mean (means add
    up, medians do not), gap (expected_mean − supply); NaN where no member is judged. Groups outside the survey have no
    row; major regions overlap. Predictions of one model err together, so a sum has no interval here.
    """
    judged = board.rows[board.rows["standing"].notna()].set_index("region_code")
    rows = []
    for group in regions.levels[level]:
        members = [code for code in regions.members(group, board.basis.level) if regions[code].in_survey]
        if not members:
            continue
        own = judged.loc[judged.index.intersection(members), ["supply", "expected_mean"]]
        supply, expected = (own[name].sum(min_count=1) for name in own)
        rows.append((group, len(members), len(own), supply, expected, expected - supply))
    return pd.DataFrame(rows, columns=["region_code", "members", "judged", "supply", "expected_mean", "gap"])


def _driver(
    engine: Engine, regions: Regions, catalogue: Mapping[str, Indicator], basis: GapBasis, metric: str
) -> tuple[pd.Series, int]:
    """A driver of every unit of the level and its year; where nothing is known, no value of the supply's year."""
    if metric == basis.demand.metric:
        return basis.units["demand"], basis.demand_year
    other = gap_basis(
        engine, regions, catalogue, basis.supply.metric, metric, basis.level, basis.year, basis.layer
    )
    if other is None:
        return pd.Series(float("nan"), index=basis.units.index), basis.year
    return other.units["demand"].reindex(basis.units.index), other.demand_year


def _rows(basis: GapBasis, drivers: pd.DataFrame, model: ExpectedSupply) -> pd.DataFrame:
    supply = basis.units["supply"]
    quantile, frontier = quantile_benchmark(supply, drivers), frontier_gap(supply, drivers)
    judged = model.rows.assign(
        quantile_gap=quantile["value"], quantile_reason=quantile["reason"],
        frontier_gap=frontier["value"], frontier_lo=frontier["lo"], frontier_reason=frontier["reason"],
    ).join(drivers)
    rows = basis.rows[["region_code", "layer", "reason"]].set_index("region_code", drop=False)
    of_basis = rows.pop("reason")
    rows = rows.join(judged).assign(period=basis.year, n=model.n)
    # What lies outside the survey, or is known by a bound alone, says so itself.
    outside = of_basis.isin((Reason.OUT_OF_SURVEY.value, Reason.BOUND_ONLY.value)) & rows["standing"].isna()
    for column in ("reason", "quantile_reason", "frontier_reason"):
        rows[column] = rows[column].astype(object).mask(outside, of_basis)
    for column in ("standing", "reason", "quantile_reason", "frontier_reason"):
        rows[column] = rows[column].astype(object).where(rows[column].notna(), None)
    return rows.reset_index(drop=True)


@lru_cache(maxsize=1)
def _settings() -> dict[str, Any]:
    with SETTINGS_FILE.open("rb") as file:
        return tomllib.load(file)
