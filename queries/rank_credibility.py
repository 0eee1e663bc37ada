"""What the ranks of an indicator are worth: interval, tie band, and whether a change of rank is more than chance."""

from __future__ import annotations

import numpy as np
import pandas as pd

from data.metrics import Metric
from queries.catalogue import Indicator
from queries.composite_criteria import settings
from queries.engine import Engine
from queries.formulas.random_draws import ErrorKind, drawn_ratios
from queries.formulas.rank_uncertainty import draws_for, ranks_with_draws
from queries.values import indicator_values, metric_values, ratio_with_parts

MONEY_UNITS = ("元", "HKD", "MOP")
YEARS_APART = 100


def error_kind(metric: Metric) -> ErrorKind:
    """How the figures of a metric are drawn: money by its unit, counts where they add up, the rest not at all.

    Rates, averages and prices that a source prints without what they are made of have no error that could be told;
    of what can be negative none is assumed.
    """
    if metric.can_be_negative:
        return "exact"
    if any(metric.unit.startswith(("亿" + unit, "万" + unit, unit)) for unit in MONEY_UNITS):
        return "money"
    return "count" if metric.additive else "exact"


def indicator_ranks(
    engine: Engine, indicator: Indicator, level: str, layer: str, year: int, before: int | None = None
) -> pd.DataFrame:
    """The ranks of the regions of a level in a year, with what they are worth.

    Parameters
    ----------
    before : the earlier year that changes of rank are counted from, None for no verdict

    Returns
    -------
    pd.DataFrame, index region_code: rank, median, lo, hi, in_top, ties, verdict (see ``ranks_with_draws``). Bounds
    take no rank; whole provinces that stand in for a major region take one, as in ``ranking_board``.
    """
    key = ("indicator_ranks", indicator, level, layer, year, before)
    return engine.recall(key, lambda: _ranks(engine, indicator, level, layer, year, before))


def _ranks(
    engine: Engine, indicator: Indicator, level: str, layer: str, year: int, before: int | None
) -> pd.DataFrame:
    values = _of_year(indicator_values(engine, indicator, level, layer), year, "value")
    drawn = _drawn(engine, indicator, level, layer, year, values.index)
    drawn_before = None if before is None else _drawn(engine, indicator, level, layer, before, values.index)
    return ranks_with_draws(values, drawn, drawn_before).rename_axis("region_code")


def _drawn(
    engine: Engine, indicator: Indicator, level: str, layer: str, year: int, units: pd.Index
) -> np.ndarray | None:
    """The indicator under other figures, shape (draws, units); None where its figures have no error of their own."""
    kind = error_kind(indicator.numerator)
    if kind == "exact":
        return None
    values = _of_year(indicator_values(engine, indicator, level, layer), year, "value").reindex(units)
    if indicator.kind in ("density", "location_quotient"):
        amounts = _of_year(ratio_with_parts(engine, indicator, level, layer), year, "numerator")
    else:
        amounts = _of_year(metric_values(engine, indicator.numerator, level, layer), year, "value")
    if indicator.kind == "growth":
        return _drawn_growth(engine, indicator, level, layer, year, values, amounts)
    return _drawn_column(values, amounts, kind, year)


def _drawn_growth(
    engine: Engine, indicator: Indicator, level: str, layer: str, year: int, values: pd.Series, amounts: pd.Series
) -> np.ndarray:
    """Growth rates with both ends drawn, in per cent a year; from a drawn 0 growth is without bound."""
    figures = metric_values(engine, indicator.numerator, level, layer)
    base_year = int(figures.loc[figures["period"] < year, "period"].max())
    base = _of_year(figures, base_year, "value").reindex(values.index)
    kind = error_kind(indicator.numerator)
    known = values.notna()
    last = _drawn_column(amounts.reindex(values.index).where(known), amounts, kind, year)
    first = _drawn_column(base.where(known), base, kind, base_year)
    ratio = np.divide(last, first, out=np.full(last.shape, np.inf), where=first != 0)
    ratio[(first == 0) & (last == 0)] = 1.0
    ratio[:, ~known] = np.nan
    return np.asarray(100.0 * (ratio ** (1.0 / (year - base_year)) - 1.0))


def _drawn_column(values: pd.Series, amounts: pd.Series, kind: ErrorKind, year: int) -> np.ndarray:
    """Figures of one year with their numerators drawn; the draws of a year are the same whatever it is set against."""
    return drawn_ratios(
        values.to_numpy(dtype=float), amounts.reindex(values.index).to_numpy(dtype=float), kind, draws_for(len(values)),
        settings().seed + YEARS_APART * year, settings().money_error,
    )


def _of_year(rows: pd.DataFrame, year: int, column: str) -> pd.Series:
    # One column of one year: taking the rows of the whole frame first costs ten times as much.
    chosen = (rows["period"] == year).to_numpy(dtype=bool)
    codes = pd.Index(rows["region_code"].array[chosen], name="region_code")
    return pd.Series(rows[column].to_numpy(dtype=float)[chosen], index=codes, name=column)
