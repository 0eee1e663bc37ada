"""Years until regions reach a reference in supply per demand, at present speeds and under a reader's assumption."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

import pandas as pd

from queries.catalogue import Indicator
from queries.engine import Engine
from queries.formulas.catch_up import (
    STANDING_STILL,
    added_per_year,
    catch_up_interval,
    catch_up_years,
    certain,
    growth_to_close,
)
from queries.formulas.growth import compound_annual_growth
from queries.formulas.outcome import Outcome, number
from queries.formulas.reasons import Reason
from queries.formulas.trend import MINIMUM_YEARS, Interval, yearly_trend
from queries.gap_basis import GapBasis
from queries.gap_ledger import gap_ledger
from queries.gap_targets import GapTarget, gap_targets, target_of
from queries.ratio_series import RatioSeries, ratio_series
from queries.regions import NATION, Regions
from queries.standing_benchmarks import STANDING_BENCHMARKS, standing_benchmarks

Reference = Literal["nation", "zone", "east", "peers", "zone-p75", "nation-p75", "target"]
Speed = Literal["trend", "five", "three"]
Standing = Literal["above", "closing", "not_closing", "unknown"]
REFERENCES: tuple[Reference, ...] = get_args(Reference)
SPEEDS: tuple[Speed, ...] = get_args(Speed)
STANDINGS: tuple[Standing, ...] = get_args(Standing)
SPANS = {"trend": 10, "five": 5, "three": 3}
"""Years before the present one that a speed looks back to, at most."""

COLUMNS = [
    "region_code", "reference_code", "ratio", "reference", "growth", "growth_lo", "growth_hi", "reference_growth",
    "first_year", "years_used", "years", "lo", "hi", "standing", "reason", "supply", "demand", "demand_growth",
]


@dataclass(frozen=True)
class CatchUp:
    """What is to be caught up with, and how the speeds are measured.

    Attributes
    ----------
    basis : supply and demand in the present year
    series : supply per demand in the years before
    targets : official targets by region, as the ratio X*/D to the present demand, as which they stand still (METHODS
        G5); empty where there is none
    benchmarks : by STANDING_BENCHMARKS, the reference ratio of every region as the ledger has it
    """

    basis: GapBasis
    series: RatioSeries
    targets: Mapping[str, GapTarget]
    benchmarks: Mapping[str, Mapping[str, Outcome]]

    def target_of(self, region_code: str) -> GapTarget | None:
        """The target that a region is measured by, as in the ledger: its own, else that of the nation."""
        return target_of(self.targets, region_code)


@dataclass(frozen=True)
class Aim:
    """An assumption for one region: the year in which it closes the gap, or the growth of its supply per demand.

    Exactly one of `year` and `growth` (a fraction per year) is given.
    """

    region_code: str
    reference: Reference
    year: int | None = None
    growth: float | None = None

    def __post_init__(self) -> None:
        if (self.year is None) == (self.growth is None):
            raise ValueError("an aim fixes a year or a growth, not both and not neither")


@dataclass(frozen=True)
class WayThere:
    """What an aim comes to.

    Attributes
    ----------
    aim : Aim
    years : τ from the present year; 0 where the reference is reached
    growth : of supply per demand, fraction per year
    supply_growth : of the supply itself, which has to follow its demand base as well
    added : units of supply to be added a year, on average
    """

    aim: Aim
    years: Outcome
    growth: Outcome
    supply_growth: Outcome
    added: Outcome


def catch_up(
    engine: Engine, regions: Regions, catalogue: Mapping[str, Indicator], basis: GapBasis
) -> CatchUp:
    """Return the series behind a gap and the targets that stand over it."""
    series = ratio_series(engine, regions, catalogue, basis)
    benchmarks = standing_benchmarks(gap_ledger(engine, catalogue, basis))
    return CatchUp(basis, series, gap_targets(engine, basis), benchmarks)


def references_of(catching: CatchUp) -> tuple[Reference, ...]:
    """The references that the measures have at this level: a target only where one is set, no own zone of zones."""
    return tuple(
        reference for reference in REFERENCES
        if not (reference == "target" and not catching.targets)
        and not (reference in ("zone", *STANDING_BENCHMARKS) and catching.basis.level in ("zone", "major"))
    )


def reference_of(catching: CatchUp, region_code: str, reference: Reference) -> str | None:
    """Code of the place that a region is measured by: the nation, its zone or the east; None for what stands still."""
    if reference == "zone":
        row = catching.basis.row(region_code)
        return None if row is None or pd.isna(row["zone"]) else str(row["zone"])
    return {"nation": NATION, "east": "east"}.get(reference)


def years_to_close(
    engine: Engine, catching: CatchUp, reference: Reference, speed: Speed, stands_still: bool = False
) -> pd.DataFrame:
    """Return one row per region of the level, by region_code; `stands_still` keeps the reference where it is.

    Returns
    -------
    Columns: region_code; reference_code (missing for a target); ratio and reference in the units of the metrics;
    growth with the limits of its confidence interval, and reference_growth, fractions per year; first_year and
    years_used of the speeds; years τ, with lo and hi from the confidence intervals of both trends where five years are
    known; standing, one of STANDINGS; reason (text) why there are no years; supply and demand; demand_growth. Missing
    numbers are NaN. Beside a known lo, hi is missing where there is no latest year; lo may be known where the present
    speeds do not close.
    """
    basis = catching.basis
    key = ("years_to_close", *basis.key, reference, speed, stands_still)
    rows = basis.rows[basis.rows["reason"] != Reason.OUT_OF_SURVEY.value].to_dict("records")
    return engine.recall(key, lambda: _frame(
        [_row(catching, row, reference, speed, stands_still) for row in rows]
    ))


def _frame(rows: list[dict[str, object]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=COLUMNS)
    for column in ("reference_code", "reason"):
        frame[column] = pd.Series([row[column] for row in rows], dtype=object)
    return frame


def way_there(catching: CatchUp, aim: Aim, row: Mapping[Any, Any] | pd.Series) -> WayThere:
    """Return what an aim comes to for a region, from its row of ``years_to_close`` with the reference of the aim.

    Growth of the reference and of the demand base go on as they are. Where the year is fixed, the growth follows;
    where the growth is fixed, the year does.
    """
    ratio, reference = number(row["ratio"]), number(row["reference"])
    reference_growth = _outcome(row["reference_growth"])
    demand_growth = _outcome(row["demand_growth"])
    if ratio is None or reference is None:
        given = row["reason"]
        absent = Outcome.absent(Reason(given) if isinstance(given, str) else Reason.NOT_PUBLISHED)
        return WayThere(aim, absent, absent, absent, absent)
    if aim.growth is not None:
        growth = Outcome.of(aim.growth, 1)
        years = catch_up_years(ratio, reference, growth, reference_growth)
    elif aim.year is not None and aim.year > catching.basis.year:
        years = Outcome.of(aim.year - catching.basis.year, 1)
        growth = growth_to_close(ratio, reference, reference_growth, aim.year - catching.basis.year)
    else:
        years = growth = Outcome.absent(Reason.NOT_APPLICABLE)
    supply_growth = _together(growth, demand_growth)
    added = years if years.value is None else Outcome.absent(Reason.NOT_APPLICABLE)
    if years.value is not None and years.value > 0:
        added = added_per_year(number(row["supply"]), growth, demand_growth, years.value)
    return WayThere(aim, years, growth, supply_growth, added)


_NO_LIMITS = (Outcome.absent(Reason.TOO_FEW_POINTS), Outcome.absent(Reason.TOO_FEW_POINTS))


@dataclass(frozen=True)
class _Speeds:
    own: Outcome
    limits: tuple[Outcome, Outcome]
    reference: Outcome
    demand: Outcome
    steps: tuple[Interval, Interval] | None
    first_year: float
    years_used: int


def _row(
    catching: CatchUp, row: Mapping[Any, Any], reference: Reference, speed: Speed, stands_still: bool
) -> dict[str, object]:
    code = str(row["region_code"])
    place = reference_of(catching, code, reference)
    own = catching.series.of_region(code)
    year = catching.basis.year
    if reference == "target":
        target = catching.target_of(code)
        level = target.ratio if target else Outcome.absent(Reason.NOT_PUBLISHED)
    elif reference in STANDING_BENCHMARKS:
        level = catching.benchmarks[reference][code]
    elif place is None:
        level = Outcome.absent(Reason.NOT_APPLICABLE)
    else:
        level = catching.series.reference_now(place)
    ratio = number(row["ratio"])
    is_moving = place is not None and not stands_still
    other = catching.series.of_reference(str(place)) if is_moving else None
    speeds = _speeds(catching.series, own, other, code, year, speed)
    years = catch_up_years(ratio, level.value, speeds.own, speeds.reference)
    if ratio is None:
        years = Outcome.absent(Reason(str(row["reason"])))
    elif level.value is None:
        years = Outcome.absent(level.reason or Reason.NOT_PUBLISHED)
    is_told = _standing(years) in ("closing", "not_closing")
    interval = catch_up_interval(ratio, level.value, *speeds.steps) if speeds.steps and is_told else None
    return {
        "region_code": code, "reference_code": place, "ratio": _nan(ratio), "reference": _nan(level.value),
        "growth": _nan(speeds.own.value), "growth_lo": _nan(speeds.limits[0].value),
        "growth_hi": _nan(speeds.limits[1].value), "reference_growth": _nan(speeds.reference.value),
        "first_year": speeds.first_year, "years_used": speeds.years_used, "years": _nan(years.value),
        "lo": _nan(interval.low.value) if interval else math.nan,
        "hi": _nan(interval.high.value) if interval else math.nan,
        "standing": _standing(years), "reason": years.reason.value if years.reason else None,
        "supply": row["supply"], "demand": row["demand"], "demand_growth": _nan(speeds.demand.value),
    }


def _standing(years: Outcome) -> Standing:
    if years.value is not None:
        return "above" if years.value == 0 else "closing"
    return "not_closing" if years.reason is Reason.NOT_CLOSING else "unknown"


def _speeds(
    series: RatioSeries, own: pd.Series, other: pd.Series | None, code: str, year: int, speed: Speed
) -> _Speeds:
    """Speeds of a region and its reference over the same years; a reference of None stands still."""
    window = own[(own.index >= year - SPANS[speed]) & (own.index <= year)].dropna()
    if other is not None:
        window = window[window.index.isin(other.dropna().index)]
    years = [int(period) for period in window.index]
    if len(years) < 2 or years[-1] != year:
        absent = Outcome.absent(Reason.NO_BASE_YEAR, len(years))
        still = STANDING_STILL if other is None else absent
        return _Speeds(absent, _NO_LIMITS, still, _demand_growth(series, code, year, year), None, math.nan, len(years))
    first = years[0]
    demand = _demand_growth(series, code, first, year)
    if speed == "trend" and len(years) >= MINIMUM_YEARS:
        trend = yearly_trend(window)
        other_trend = yearly_trend(other[other.index.isin(years)]) if other is not None else None
        reference = other_trend.rate.central if other_trend else STANDING_STILL
        steps = (trend.step, other_trend.step if other_trend else certain(STANDING_STILL))
        limits = (trend.rate.low, trend.rate.high)
        return _Speeds(trend.rate.central, limits, reference, demand, steps, first, len(years))
    growth = compound_annual_growth(window[first], window[year], year - first)
    reference = STANDING_STILL
    if other is not None:
        reference = compound_annual_growth(other[first], other[year], year - first)
    return _Speeds(growth, _NO_LIMITS, reference, demand, None, first, len(years))


def _demand_growth(series: RatioSeries, code: str, first: int, year: int) -> Outcome:
    """Growth of the demand base over the years of the speeds; none of one that is held fixed."""
    if series.is_demand_fixed:
        return STANDING_STILL
    if first == year:
        return Outcome.absent(Reason.NO_BASE_YEAR)
    demand = series.demand_of(code)
    return compound_annual_growth(demand.get(first), demand.get(year), year - first)


def _together(growth: Outcome, demand_growth: Outcome) -> Outcome:
    for side in (growth, demand_growth):
        if side.value is None:
            return side
    assert growth.value is not None and demand_growth.value is not None
    return Outcome.of((1.0 + growth.value) * (1.0 + demand_growth.value) - 1.0, 1)


def _nan(value: float | None) -> float:
    return math.nan if value is None else value


def _outcome(value: Any) -> Outcome:
    known = number(value)
    return Outcome.absent(Reason.NO_BASE_YEAR) if known is None else Outcome.of(known, 1)
