"""Growth premium of clusters: revenue growth less that of the host economy, as the official rule has it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, cast

import pandas as pd

from queries.base_values import PUBLISHED, SAMPLE
from queries.catalogue import Indicator
from queries.cluster_register import cluster_register
from queries.engine import Engine
from queries.formulas.growth import compound_annual_growth
from queries.formulas.reasons import Reason
from queries.regions import NATION, Regions
from queries.scorecard_panels import Basis, figures
from queries.values import BREAKING, indicator_values

REVENUE, OUTPUT, TERTIARY = "industry_revenue", "gdp", "gdp_tertiary_industry"
REAL_GROWTH = "gdp_real_growth"
HOST_LEVELS = ("city", "province")
PER_CENT = 100.0
COLUMNS = (
    "cluster_id", "year", "revenue", "growth", "host_code", "host_gdp_growth", "host_tertiary_growth", "premium",
    "reason", "earlier_year", "real_growth", "is_half", "host_layer",
)
WORDS = ("cluster_id", "host_code", "host_layer", "reason")


@dataclass(frozen=True)
class HostFigures:
    """What one layer knows of hosts.

    `output`, `tertiary` (亿元, current prices) and `real` (growth of output at constant prices, per cent): hosts ×
    years; `breaks`: by code the years whose output may not be held against an earlier year's.
    """

    layer: str
    output: pd.DataFrame
    tertiary: pd.DataFrame
    real: pd.DataFrame = field(default_factory=pd.DataFrame)
    breaks: Mapping[str, frozenset[int]] = field(default_factory=dict)


@dataclass(frozen=True)
class HostGrowth:
    """Growth per year of one host by one layer, as fractions; None = not known, both where the series breaks."""

    code: str
    layer: str
    output: float | None
    tertiary: float | None
    is_broken: bool = False


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
    host_tertiary_growth (fractions per year), host_layer (whose figures of the host they are), premium (percentage
    points = 100·(growth − the greater host growth)), reason (why there is no premium, else None), earlier_year (last
    year before with a revenue to compute with, NaN without any), real_growth (of the host at constant prices, in per
    cent as printed, where growth at current prices cannot be known) and is_half (True where the premium is over only
    one of the two host growths: the rule asks for both, so that it bounds the premium from above and can be missed but
    not met for sure).
    The host is the city, or its province where of the city nothing is known; both years and both growths are of one
    layer, the own one first, else the published one, and never of one place with the tertiary industry of the other. A
    premium over only one of the two host growths is given where the other is not known. Across a break of the series
    of the host there is none: series_break, with real_growth where it is printed.
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
    sources = _host_figures(basis)
    around = cache(lambda place, year: host_growth(basis.regions, sources, place, year, span))
    rows: list[dict[str, Any]] = []
    for code in revenue.index:
        own = cast(pd.Series, revenue.loc[code]).rename(index=int)
        is_bound = cast(pd.Series, bounds.loc[code]).rename(index=int)
        for year in own.index:
            host = around(places[str(code)], int(year))
            row = _row(own, is_bound, int(year), span, host)
            if row["growth"] is not None and row["premium"] is None and span == 1:
                row |= _only_real(basis.regions, sources, places[str(code)], int(year), host)
            rows.append({"cluster_id": str(code), **row})
    kinds = {name: float for name in COLUMNS if name not in WORDS} | {"year": int, "is_half": bool}
    return pd.DataFrame(rows, columns=COLUMNS).astype(kinds)


def host_growth(
    regions: Regions, sources: Sequence[HostFigures], place: str, year: int, span: int = 1
) -> HostGrowth | None:
    """Growth of output and of the tertiary industry of the finest place around a cluster of which any is known.

    `sources` in the order in which they are asked, for each place anew. Where a break of the series is all that keeps
    growth from being known, the finest such place is returned as broken; None where nothing is known.
    """
    broken: HostGrowth | None = None
    for code in _hosts(regions, place):
        for source in sources:
            output, tertiary = (_growth(table, code, year, span) for table in (source.output, source.tertiary))
            if output is None and tertiary is None:
                continue
            if not _is_broken(regions, source, code, year, span):
                return HostGrowth(code, source.layer, output, tertiary)
            broken = broken or HostGrowth(code, source.layer, None, None, is_broken=True)
    return broken


def _is_broken(regions: Regions, source: HostFigures, code: str, year: int, span: int) -> bool:
    """Whether the output of a place, or of a province in its sum, was revised between the two years.

    The tertiary industry is a part of the output: what breaks the one breaks the other.
    """
    years = {one for part in (code, *regions.provinces_of(code)) for one in source.breaks.get(part, ())}
    return any(year - span < one <= year for one in years)


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
        row |= {"host_code": host.code, "host_layer": host.layer, "host_gdp_growth": host.output,
                "host_tertiary_growth": host.tertiary}
        if host.is_broken:
            reason = reason or Reason.SERIES_BREAK
        if found.value is not None and not host.is_broken:
            around = [growth for growth in (host.output, host.tertiary) if growth is not None]
            row |= {"premium": PER_CENT * (found.value - max(around)), "is_half": len(around) == 1}
    elif reason is None:
        reason = Reason.NO_DENOMINATOR
    return row | {"reason": None if reason is None else reason.value}


def host_levels(regions: Regions, rows: pd.DataFrame) -> dict[str, str]:
    """Level of every host that `rows` name, city or province; a municipality is a city."""
    cities = set(regions.levels["city"])
    return {str(code): "city" if code in cities else "province" for code in rows["host_code"].dropna()}


def _only_real(
    regions: Regions, sources: Sequence[HostFigures], place: str, year: int, broken: HostGrowth | None
) -> dict[str, Any]:
    """What to say where only the growth of the host at constant prices is printed: revenue is at current ones."""
    for code in _hosts(regions, place) if broken is None else [broken.code]:
        for source in sources:
            if code in source.real.index and pd.notna(value := source.real.loc[code].get(year)):
                reason = Reason.MIXED_PRICES if broken is None else Reason.SERIES_BREAK
                return {"host_code": code, "host_layer": source.layer, "real_growth": value, "reason": reason.value}
    return {}


def _hosts(regions: Regions, place: str) -> list[str]:
    """City and province around a cluster, the finest first; of all clusters together the nation."""
    if place == NATION:
        return [NATION]
    return [code for code in reversed(regions.trail(place))
            if any(code in regions.levels[level] for level in HOST_LEVELS)]


def _host_figures(basis: Basis) -> list[HostFigures]:
    """The figures of the layer itself, then the published ones; fictitious zones have fictitious hosts alone."""
    layers = [SAMPLE] if basis.layer == SAMPLE else list(dict.fromkeys((basis.layer, PUBLISHED)))
    found = []
    for layer in layers:
        rows = basis.engine.query("indicator/breaks", metrics=[OUTPUT, TERTIARY], layer=layer)
        years = rows[rows["kind"].isin(BREAKING)].groupby("region_code")["year"]
        breaks = {str(code): frozenset(int(one) for one in own) for code, own in years}
        # Growth rates of provinces add up to nothing: of the nation only what is printed of places inside it counts.
        real = _host_table(basis, REAL_GROWTH, layer).drop(index=NATION, errors="ignore")
        found.append(HostFigures(
            layer, _host_table(basis, OUTPUT, layer), _host_table(basis, TERTIARY, layer), real, breaks
        ))
    return found


def _host_table(basis: Basis, metric: str, layer: str) -> pd.DataFrame:
    """A metric of cities, provinces and the nation by a layer."""
    indicator = basis.catalogue.get(metric)
    if indicator is None:
        return pd.DataFrame()
    upper = figures(basis, metric, layer)
    rows = indicator_values(basis.engine, indicator, "city", layer)
    cities = rows.pivot(index="region_code", columns="period", values="value").rename(columns=int)
    return pd.concat([upper, cities.loc[~cities.index.isin(upper.index)]])


def _growth(table: pd.DataFrame, code: str, year: int, span: int) -> float | None:
    if code not in table.index:
        return None
    series = cast(pd.Series, table.loc[code])
    return compound_annual_growth(series.get(year - span), series.get(year), span).value
