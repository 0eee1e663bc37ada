"""Agencies, employees and revenue of a register by region, year and form of service, so that the forms add up."""

from __future__ import annotations

from typing import TypeVar

import pandas as pd

from queries.agencies import SERVICE_FORMS
from queries.engine import Engine
from queries.formulas.units import MINIMUM_COVERAGE
from queries.regions import LEVELS, Regions

UNKNOWN_FORM = "unknown"
MEASURES = ["agencies", "employees", "employees_told", "revenue", "revenue_told"]
KEYS = ["region_code", "year", "form"]
ROUNDING = 1e-9
Table = TypeVar("Table", pd.Series, pd.DataFrame)


def form_panel(engine: Engine, regions: Regions, layer: str, level: str) -> pd.DataFrame:
    """Return what the agencies of a layer report by form of service, in fractional counting.

    An agency with m forms of service counts 1/m in each of them, with its employees and its revenue, so that forms add
    up to all agencies. An offer counts from its first year on; one without a first year always.

    Parameters
    ----------
    level : zone, major, province or city

    Returns
    -------
    pd.DataFrame, one row per region_code, year and form (a key of SERVICE_FORMS, or `UNKNOWN_FORM` where an agency has
    no offer on record) of which anything is known: agencies (in parts of one), employees (persons), employees_told,
    revenue (10,000 yuan at prices of the year) and revenue_told; the latter of each pair are the agencies that tell it.
    Employees and revenue are missing where no agency tells them. Cities hold the agencies whose city is known; a year
    is that of a province only where the register counts for it (R2 of docs/METHODS.md). Zones and major regions are
    sums of the same provinces as in every statistic (``Regions.provinces_of``), whole ones where they stand in for a
    major region; major regions overlap zones.
    """
    return engine.recall(("form panel", layer, level), lambda: _form_panel(engine, regions, layer, level))


def tell_enough(shares: Table) -> Table:
    """Whether agencies that tell a figure are 95 % of those that it concerns or more (R6), from their share, 0..1.

    Parts of agencies add up with rounding, which does not count against a region. An unknown share is not enough.
    """
    return shares >= MINIMUM_COVERAGE - ROUNDING


def _form_panel(engine: Engine, regions: Regions, layer: str, level: str) -> pd.DataFrame:
    rows = engine.query("form/panel", layer=layer)
    names = {word: form for form, word in SERVICE_FORMS.items()}
    rows["form"] = rows["service_form"].map(names).fillna(UNKNOWN_FORM)
    if level == "city":
        return _added_up(rows[rows["region_code"].isin(regions.levels["city"])])
    provinces = _added_up(rows.assign(region_code=rows["province_code"]))
    if level == "province":
        return provinces
    if level not in LEVELS:
        raise ValueError(f"no such level: {level}")
    return _added_up(pd.concat([
        provinces[provinces["region_code"].isin(regions.provinces_of(group))].assign(region_code=group)
        for group in regions.levels[level]
    ]))


def _added_up(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.groupby(KEYS, sort=True)[MEASURES].sum(min_count=1).reset_index()
