"""The value of an indicator for every region of a level and every year that anything is known of."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

import pandas as pd

from data.metrics import Metric
from data.tables import tables
from queries.catalogue import Indicator
from queries.engine import Engine
from queries.formulas.growth import compound_annual_growth_by_unit
from queries.formulas.reasons import Reason
from queries.formulas.shares import location_quotient, share
from queries.formulas.units import MINIMUM_COVERAGE

NATION = "100000"
BOUNDS = ("over", "reach", "less_than")
BREAKING = ("break", "scope")
COLUMNS = [
    "region_code", "period", "value", "lo", "hi", "n", "coverage", "layer", "reason", "qualifier", "proxy",
]


def indicator_values(engine: Engine, indicator: Indicator, level: str, layer: str) -> pd.DataFrame:
    """Return one row per region of `level` and year.

    Returns
    -------
    Columns region_code, period, value, lo, hi, n, coverage, layer, reason, qualifier, proxy. `value` is missing
    exactly where `reason` says why; `lo` and `hi` are equal to it unless a source prints a bound. `n` counts the
    units that entered, `coverage` is the share of the denominator (of a total: of the units) they carry, 0..1.
    `qualifier` is the weakest of all figures that enter, parts, totals and base years too; it is missing where there
    is neither a value nor a bound. `proxy` is 1 where whole provinces stand in for a major region. Shares and growth
    are in per cent, everything else in the unit of the indicator.
    """
    if indicator.kind == "value":
        # The question itself is remembered: a second copy of its answer would be no other.
        return metric_values(engine, indicator.numerator, level, layer)
    if indicator.kind == "density":
        return _density(engine, indicator, level, layer)
    key = ("indicator_values", indicator, level, layer)
    return engine.recall(key, lambda: _worked_out(engine, indicator, level, layer))


def rows_known(engine: Engine, indicator: Indicator, level: str, layer: str) -> pd.DataFrame:
    """Return the regions and years in which ``indicator_values`` gives a value or a bound, without all of the values.

    Shares and location quotients are what they divide by the totals of the nation, so they are known where that is
    and there is a total: to say so takes a third of the time of working them out.

    Returns
    -------
    Columns region_code, period, value, lo and hi; the latter three are missing where those of the indicator are.
    """
    if indicator.kind not in ("share", "location_quotient"):
        return indicator_values(engine, indicator, level, layer)
    if indicator.kind == "share":
        rows = metric_values(engine, indicator.numerator, level, layer)
    else:
        rows = _density(engine, indicator, level, layer)
    divided = rows.assign(value=rows["value"].where(rows["value"] >= 0))
    years = [year for year in map(int, rows["period"].unique()) if _has_totals(engine, indicator, year, layer)]
    return divided[divided["period"].isin(years)]


def _has_totals(engine: Engine, indicator: Indicator, year: int, layer: str) -> bool:
    asked = [(indicator.numerator, year)]
    if indicator.denominator is not None:
        asked.append((indicator.denominator, indicator.denominator_year or year))
    totals = [national_total(engine, metric, of_year, layer) for metric, of_year in asked]
    return all(total is not None and total.value > 0 for total in totals)


def _worked_out(engine: Engine, indicator: Indicator, level: str, layer: str) -> pd.DataFrame:
    if indicator.kind == "location_quotient":
        return _location_quotients(engine, indicator, level, layer)
    values = metric_values(engine, indicator.numerator, level, layer)
    derived = _shares if indicator.kind == "share" else _growth
    return derived(engine, indicator, values, layer)


@dataclass(frozen=True)
class NationalTotal:
    """The whole of the 31 provinces, in the unit of the metric, with the weakest qualifier of what it consists of."""

    value: float
    qualifier: str


def national_total(
    engine: Engine, metric: Metric, year: int, layer: str, lent_by: str | None = None
) -> NationalTotal | None:
    """Whole of the 31 provinces.

    The sum where all 31 report a point value; else the printed national figure unless it includes
    Hong Kong, Macao and Taiwan, whose statistics are a different system (METHODS E6); else None.
    `lent_by` is the layer whose figures serve where the layer has none.
    """
    key = ("national_total", metric, year, layer, lent_by)
    return engine.recall(key, lambda: _national_total(engine, metric, year, layer, lent_by))


def _national_total(
    engine: Engine, metric: Metric, year: int, layer: str, lent_by: str | None
) -> NationalTotal | None:
    provinces = metric_values(engine, metric, "province", layer, lent_by)
    provinces = provinces[(provinces["period"] == year) & (provinces["reason"] != Reason.OUT_OF_SURVEY)]
    if len(provinces) and provinces["value"].notna().all():
        return NationalTotal(math.fsum(provinces["value"]), max(provinces["qualifier"], key=weakness))
    if metric.total_includes_hong_kong_macao_taiwan:
        return None
    for source in (layer, *([lent_by] if lent_by else [])):
        printed = engine.query("indicator/printed", metrics=[metric.metric], region_code=NATION, layer=source)
        printed = printed[(printed["period"] == year) & ~printed["qualifier"].isin(BOUNDS)]
        if len(printed):
            return NationalTotal(float(printed["value"].iloc[0]), str(printed["qualifier"].iloc[0]))
    return None


def weakness(qualifier: object) -> int:
    """Place of a qualifier in the order of the schema, 0 for the strongest; -1 where there is none."""
    words = tables()["stat"].columns["qualifier"].words
    return words.index(qualifier) if qualifier in words else -1


def metric_values(
    engine: Engine, metric: Metric, level: str, layer: str, lent_by: str | None = None
) -> pd.DataFrame:
    """Return the figures of a metric in the columns of ``indicator_values``.

    `lent_by` is the layer whose figures serve in a region and year of which the layer has none of its own.
    """
    return engine.query(
        "indicator/value",
        metric=metric.metric,
        level=level,
        layer=layer,
        lent_by=lent_by,
        additive=metric.additive,
        nation_of_34=metric.total_includes_hong_kong_macao_taiwan,
    )


def ratio_with_parts(engine: Engine, indicator: Indicator, level: str, layer: str) -> pd.DataFrame:
    """Return one row per region of `level` and year of a density, with what stands above and below the line.

    Returns
    -------
    The columns of ``indicator_values`` and numerator, numerator_lo, numerator_hi, denominator: sums over the members
    that report both, in the units of the two metrics; of a province or city each stands also where a `reason`
    withholds the ratio.
    """
    assert indicator.denominator is not None
    return engine.query(
        "indicator/density",
        numerator=indicator.numerator.metric,
        denominator=indicator.denominator.metric,
        denominator_year=indicator.denominator_year,
        scale=indicator.scale,
        level=level,
        layer=layer,
        threshold=MINIMUM_COVERAGE,
        one_scope=not any(
            metric.total_includes_hong_kong_macao_taiwan for metric in (indicator.numerator, indicator.denominator)
        ),
    )


def _density(engine: Engine, indicator: Indicator, level: str, layer: str) -> pd.DataFrame:
    return ratio_with_parts(engine, indicator, level, layer)[COLUMNS]


def _shares(engine: Engine, indicator: Indicator, values: pd.DataFrame, layer: str) -> pd.DataFrame:
    parts = []
    for year, rows in _by_year(values):
        total = national_total(engine, indicator.numerator, year, layer)
        if total is None or total.value == 0:
            reason = Reason.COVERAGE if total is None else Reason.ZERO_DENOMINATOR
            parts.append(_without_value(rows, pd.Series(True, index=rows.index), reason))
            continue
        result = _with_formula(rows, share(rows["value"], total=total.value), 100.0)
        result[["lo", "hi"]] = 100.0 * rows[["lo", "hi"]] / total.value
        result = _weakened(result, total.qualifier)
        parts.append(result)
    return _assembled(parts)


def _growth(engine: Engine, indicator: Indicator, values: pd.DataFrame, layer: str) -> pd.DataFrame:
    breaks = engine.query("indicator/breaks", metrics=[indicator.numerator.metric], layer=layer)
    breaks = breaks[breaks["kind"].isin(BREAKING)]
    parts = []
    earlier: pd.DataFrame | None = None
    earlier_year = 0
    for year, rows in _by_year(values):
        first = pd.Series(math.nan, index=rows.index) if earlier is None else rows["region_code"].map(earlier["value"])
        span = year - earlier_year if earlier is not None else 1
        result = _with_formula(rows, compound_annual_growth_by_unit(first, rows["value"], span), 100.0)
        crossed = breaks.loc[(earlier_year < breaks["year"]) & (breaks["year"] <= year), "region_code"]
        result = _without_value(result, rows["region_code"].isin(crossed), Reason.SERIES_BREAK)
        result[["lo", "hi"]] = pd.concat([result["value"], result["value"]], axis=1).to_numpy()
        if earlier is not None:
            result = _weakened(result, rows["region_code"].map(earlier["qualifier"]))
        parts.append(result)
        earlier, earlier_year = rows.set_index("region_code"), year
    return _assembled(parts[1:])


def _location_quotients(engine: Engine, indicator: Indicator, level: str, layer: str) -> pd.DataFrame:
    assert indicator.denominator is not None
    ratios = _density(engine, indicator, level, layer)
    parts = []
    for year, rows in _by_year(ratios):
        base_year = indicator.denominator_year or year
        supply = national_total(engine, indicator.numerator, year, layer)
        base = national_total(engine, indicator.denominator, base_year, layer)
        ones = pd.Series(1.0, index=rows.index)
        if supply is None or base is None or supply.value == 0 or base.value == 0:
            reason = Reason.COVERAGE if supply is None or base is None else Reason.ZERO_DENOMINATOR
            parts.append(_without_value(rows, pd.Series(True, index=rows.index), reason))
            continue
        result = _with_formula(
            rows, location_quotient(rows["value"], ones, total_supply=supply.value, total_base=base.value)
        )
        for bound in ("lo", "hi"):
            result[bound] = rows[bound] * base.value / supply.value
        parts.append(_weakened(result, supply.qualifier, base.qualifier))
    return _assembled(parts)


def _by_year(values: pd.DataFrame) -> Iterator[tuple[int, pd.DataFrame]]:
    """The rows of every year, oldest first."""
    for year, rows in values.groupby("period"):
        yield int(cast(int, year)), rows


def _with_formula(rows: pd.DataFrame, outcome: pd.DataFrame, factor: float = 1.0) -> pd.DataFrame:
    """Put the outcome of a formula in place of the figures; the figures' own reason for absence stays."""
    result = rows.copy()
    result["value"] = factor * outcome["value"]
    own = rows["reason"].where(rows["reason"].notna(), None)
    result["reason"] = own.where(own.notna(), outcome["reason"])
    return result


def _without_value(rows: pd.DataFrame, withheld: pd.Series, reason: Reason) -> pd.DataFrame:
    """Take the figures of some rows away and say why; absences that have a reason keep it."""
    result = rows.copy()
    changed = withheld & (result["reason"].isna() | (result["reason"] == Reason.BOUND_ONLY.value))
    result.loc[changed, "reason"] = reason.value
    result.loc[changed, ["value", "lo", "hi"]] = math.nan
    return result


def _weakened(rows: pd.DataFrame, *others: pd.Series | str) -> pd.DataFrame:
    """Let every qualifier give way to a weaker one among those of the other figures that entered."""
    result = rows.copy()
    columns = [rows["qualifier"], *(pd.Series(other, index=rows.index, dtype=object) for other in others)]
    result["qualifier"] = [max(row, key=weakness) for row in zip(*columns, strict=True)]
    return result


def _assembled(parts: list[pd.DataFrame]) -> pd.DataFrame:
    if not parts:
        return pd.DataFrame(columns=COLUMNS)
    rows = pd.concat(parts).sort_values(["region_code", "period"], ignore_index=True)
    is_qualified = rows["reason"].isna() | (rows["reason"] == Reason.BOUND_ONLY.value)
    rows["qualifier"] = rows["qualifier"].astype(object).where(is_qualified, None)
    return rows
