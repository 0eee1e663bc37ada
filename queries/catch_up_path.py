"""The way of one region towards its reference: what was observed, and where present speeds and aims would lead."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from queries.formulas.catch_up import projected
from queries.formulas.outcome import Outcome, number
from queries.formulas.reasons import Reason
from queries.years_to_close import CatchUp, Reference, WayThere, reference_of

LEAST_SPAN, GREATEST_SPAN = 8, 40


def path_until(year: int, row: Mapping[Any, Any], ways: Sequence[WayThere]) -> int:
    """Last year of the path: a little after the meeting at present speeds and those of the aims, 8 to 40 years on."""
    met = [number(row["years"]), *(way.years.value for way in ways)]
    spans = [math.ceil(years) + 2 for years in met if years is not None and years <= GREATEST_SPAN]
    return year + min(max([LEAST_SPAN, *spans]), GREATEST_SPAN)


def catch_up_path(
    catching: CatchUp, reference: Reference, row: Mapping[Any, Any], ways: Sequence[WayThere], until: int
) -> pd.DataFrame:
    """Return one row per year, from the first observed to `until`.

    Returns
    -------
    Columns period; region and reference, as observed; region_projected and reference_projected from the present year
    on at present speeds, with lo and hi from the confidence interval of the region's own trend; then one
    column way_0, way_1 … per aim, the region at the growth of that aim. In the units of the metrics; NaN where nothing
    is known.
    """
    year, code = catching.basis.year, str(row["region_code"])
    place = reference_of(catching, code, reference)
    own = catching.series.of_region(code, whole=True)
    other = catching.series.of_reference(place, whole=True) if place else pd.Series(dtype=float)
    ratio, level = number(row["ratio"]), number(row["reference"])
    columns: dict[str, dict[int, float]] = {
        "region": {int(period): value for period, value in own.items()},  # type: ignore[call-overload]
        "reference": {int(period): value for period, value in other.items()},  # type: ignore[call-overload]
        "region_projected": _ahead(ratio, number(row["growth"]), year, until),
        "reference_projected": _ahead(level, number(row["reference_growth"]), year, until),
        "lo": _ahead(ratio, number(row["growth_lo"]), year, until),
        "hi": _ahead(ratio, number(row["growth_hi"]), year, until),
        **{f"way_{place}": _ahead(ratio, way.growth.value, year, until) for place, way in enumerate(ways)},
    }
    known = [period for figures in columns.values() for period in figures]
    periods = range(min([*known, year]), until + 1)
    return pd.DataFrame(
        {"period": list(periods),
         **{name: [figures.get(period, math.nan) for period in periods] for name, figures in columns.items()}}
    )


def _ahead(value: float | None, growth: float | None, year: int, until: int) -> dict[int, float]:
    rate = Outcome.absent(Reason.NO_BASE_YEAR) if growth is None else Outcome.of(growth, 1)
    reached = {year + step: projected(value, rate, step).value for step in range(until - year + 1)}
    return {period: amount for period, amount in reached.items() if amount is not None}
