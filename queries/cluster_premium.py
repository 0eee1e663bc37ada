"""Growth premium of clusters: revenue growth less that of the host economy, as the official rule has it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

import pandas as pd

from queries.base_values import PUBLISHED
from queries.catalogue import Indicator
from queries.cluster_register import cluster_register
from queries.engine import Engine
from queries.formulas.growth import compound_annual_growth
from queries.formulas.reasons import Reason
from queries.regions import NATION, Regions
from queries.scorecard_panels import Basis, figures
from queries.values import indicator_values

REVENUE, OUTPUT, TERTIARY = "industry_revenue", "gdp", "gdp_tertiary_industry"
REAL_GROWTH = "gdp_real_growth"
HOST_LEVELS = ("city", "province")
PER_CENT = 100.0
COLUMNS = (
    "cluster_id", "year", "revenue", "growth", "host_code", "host_gdp_growth", "host_tertiary_growth", "premium",
    "reason", "earlier_year", "real_growth", "is_half",
)
WORDS = ("cluster_id", "host_code", "reason")

Tables = Mapping[str, pd.DataFrame]


@dataclass(frozen=True)
class HostGrowth:
    """Growth per year of one host, as fractions; None = not known."""

    code: str
    output: float | None
    tertiary: float | None


def cluster_premiums(
    engine: Engine, regions: Regions, catalogue: Mapping[str, Indicator], layer: str, span: int = 1
) -> pd.DataFrame:
    """Growth premium of every cluster of a layer in every year of which any revenue is known.

    Parameters
    ----------
    span : years of growth; 1, or more for the compound growth per year over so many

    Returns
    -------
    One row per cluster and year: cluster_id, year, revenue (亿元), growth, host_code, host_gdp_growth,
    host_tertiary_growth (fractions per year), premium (percentage points = 100·(growth − the greater host growth)),
    reason (why there is no premium, else None), earlier_year (last year before with a revenue to compute with, NaN
    without any), real_growth (of the host at constant prices, in per cent as printed, where that is all that is
    known of it) and is_half (True where the premium is over only one of the two host growths: the rule asks for both,
    so that it bounds the premium from above and can be missed but not met for sure).
    The host is the city, or its province where of the city nothing is known; never the output of one with the tertiary
    industry of the other. A premium over only one of the two host growths is given where the other is not known.
    """
    key = ("cluster_premiums", layer, span)
    return engine.recall(key, lambda: _of_layer(Basis(engine, regions, catalogue, layer), span))


def _of_layer(basis: Basis, span: int) -> pd.DataFrame:
    register = cluster_register(basis.engine, basis.layer)
    if register is None:
        return pd.DataFrame(columns=COLUMNS)
    rows = register.figures[register.figures["metric"] == REVENUE]
    years = sorted({int(year) for year in rows["year"]})
    printed = rows.pivot(index="cluster_id", columns="year", values="value").reindex(register.identity.index)
    revenue = register.wide(REVENUE).reindex(columns=years)
    bounds = printed.reindex(columns=years).notna() & revenue.isna()
    places = {str(code): str(host) for code, host in register.identity["region_code"].items()}
    return premium_rows(basis, revenue, places, span, bounds)


def premium_rows(
    basis: Basis, revenue: pd.DataFrame, places: Mapping[str, str], span: int = 1, bounds: pd.DataFrame | None = None
) -> pd.DataFrame:
    """The rows of ``cluster_premiums`` from a table of revenue.

    Parameters
    ----------
    revenue : units × years, 亿元; NaN = nothing to compute with
    places : host of every unit: a city, a province or the nation
    bounds : same shape, True where a source prints only a bound; by default nowhere
    """
    if bounds is None:
        bounds = pd.DataFrame(False, index=revenue.index, columns=revenue.columns)
    tables = (_host_table(basis, OUTPUT), _host_table(basis, TERTIARY))
    # Growth rates of provinces add up to nothing: of the nation only what is printed of places inside it counts.
    real = _host_table(basis, REAL_GROWTH).drop(index=NATION, errors="ignore")
    around = cache(lambda place, year: host_growth(basis.regions, tables, place, year, span))
    rows: list[dict[str, Any]] = []
    for code in revenue.index:
        own = cast(pd.Series, revenue.loc[code]).rename(index=int)
        is_bound = cast(pd.Series, bounds.loc[code]).rename(index=int)
        for year in own.index:
            host = around(places[str(code)], int(year))
            row = _row(own, is_bound, int(year), span, host)
            if row["growth"] is not None and host is None and span == 1:
                row |= _only_real(basis.regions, real, places[str(code)], int(year))
            rows.append({"cluster_id": str(code), **row})
    kinds = {name: float for name in COLUMNS if name not in WORDS} | {"year": int, "is_half": bool}
    return pd.DataFrame(rows, columns=COLUMNS).astype(kinds)


def host_growth(
    regions: Regions, tables: tuple[pd.DataFrame, pd.DataFrame], place: str, year: int, span: int = 1
) -> HostGrowth | None:
    """Growth of output and of the tertiary industry of the finest place around a cluster of which any is known."""
    for code in _hosts(regions, place):
        output, tertiary = (
            _growth(cast(pd.Series, table.loc[code]), year, span) if code in table.index else None for table in tables
        )
        if output is not None or tertiary is not None:
            return HostGrowth(code, output, tertiary)
    return None


def _row(own: pd.Series, bounds: pd.Series, year: int, span: int, host: HostGrowth | None) -> dict[str, Any]:
    """One year of one unit without its name."""
    found = compound_annual_growth(own.get(year - span), own.get(year), span)
    reason = found.reason
    if bool(bounds.get(year, False)) or (reason is Reason.NO_BASE_YEAR and bool(bounds.get(year - span, False))):
        reason = Reason.BOUND_ONLY
    known = own[own.notna() & (own.index < year)]
    row: dict[str, Any] = {
        "year": year, "revenue": own.get(year), "growth": found.value,
        "earlier_year": max(known.index, default=None), "premium": None, "is_half": False,
    }
    if host is not None:
        row |= {"host_code": host.code, "host_gdp_growth": host.output, "host_tertiary_growth": host.tertiary}
        if found.value is not None:
            around = [growth for growth in (host.output, host.tertiary) if growth is not None]
            row |= {"premium": PER_CENT * (found.value - max(around)), "is_half": len(around) == 1}
    elif reason is None:
        reason = Reason.NO_DENOMINATOR
    return row | {"reason": None if reason is None else reason.value}


def _only_real(regions: Regions, real: pd.DataFrame, place: str, year: int) -> dict[str, Any]:
    """What to say where of the host only the growth at constant prices is printed: revenue is at current ones."""
    for code in _hosts(regions, place):
        if code in real.index and pd.notna(value := real.loc[code].get(year)):
            return {"host_code": code, "real_growth": value, "reason": Reason.MIXED_PRICES.value}
    return {}


def _hosts(regions: Regions, place: str) -> list[str]:
    """City and province around a cluster, the finest first; of all clusters together the nation."""
    if place == NATION:
        return [NATION]
    return [code for code in reversed(regions.trail(place))
            if any(code in regions.levels[level] for level in HOST_LEVELS)]


def _host_table(basis: Basis, metric: str) -> pd.DataFrame:
    """A metric of cities, provinces and the nation, all of one layer: no growth leads from one layer to another."""
    indicator = basis.catalogue.get(metric)
    if indicator is None:
        return pd.DataFrame()
    for layer in dict.fromkeys((basis.layer, PUBLISHED)):
        upper = figures(basis, metric, layer)
        rows = indicator_values(basis.engine, indicator, "city", layer)
        cities = rows.pivot(index="region_code", columns="period", values="value").rename(columns=int)
        table = pd.concat([upper, cities.loc[~cities.index.isin(upper.index)]])
        if table.notna().any(axis=None):
            return table
    return pd.DataFrame()


def _growth(series: pd.Series, year: int, span: int) -> float | None:
    return compound_annual_growth(series.get(year - span), series.get(year), span).value
