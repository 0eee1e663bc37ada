"""The five national targets for 2030: latest figure, pace needed, pace observed, and where that leads."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from queries.engine import Engine
from queries.formulas.reasons import Reason
from queries.formulas.target_path import Target, TargetPath, attainment_interval, target_path
from queries.formulas.trend import Interval, yearly_trend

SPAN = 3
TREND_YEARS = 5


@dataclass(frozen=True)
class TargetProgress:
    """One target with its published series.

    Attributes
    ----------
    metric, unit, clause, source_title : as in the target table
    target : the value and year aimed at
    target_qualifier : over or reach, as the policy words it
    series : the printed figures, columns period, value, qualifier, source_id, source_title, grade, note; may be empty
    path : G5 from the latest figure and the one `SPAN` years before; None without any figure
    base_year : first year of the observed growth; None without a figure that far back
    attainment : years in which the log-linear trend of the last years reaches the target; None without five figures
    """

    metric: str
    unit: str
    clause: str
    source_title: str
    target: Target
    target_qualifier: str
    series: pd.DataFrame
    path: TargetPath | None
    base_year: int | None
    attainment: Interval | None

    @property
    def base_is_lower_bound(self) -> bool:
        """Whether the first figure of the observed growth is printed as "over": true growth is then at most that."""
        base = self.series.loc[self.series["period"] == self.base_year, "qualifier"]
        return bool(base.isin(["over", "reach"]).any())


def target_progress(engine: Engine, region_code: str, layer: str) -> list[TargetProgress]:
    """Return the progress of every target of a region, in the order of the policy sentence.

    A figure printed as a bound (over) enters with the bound itself. As the latest figure it understates the present
    state; as the base of growth it makes the observed growth an upper limit.
    """
    targets = engine.query("target/targets")
    targets = targets[targets["region_code"] == region_code]
    series = engine.query("indicator/printed", metrics=sorted(targets["metric"]), region_code=region_code, layer=layer)
    progress = [_progress(row, series[series["metric"] == row["metric"]]) for _, row in targets.iterrows()]
    return sorted(progress, key=lambda item: _place_in_clause(item.metric))


_ORDER = (
    "above_scale_institutions", "industry_revenue", "employees", "practising_patent_attorneys", "litigation_talents",
)


def _place_in_clause(metric: str) -> int:
    return _ORDER.index(metric) if metric in _ORDER else len(_ORDER)


def _progress(row: pd.Series, series: pd.DataFrame) -> TargetProgress:
    target = Target(float(row["value"]), int(row["year"]))
    path, base_year, attainment = None, None, None
    if len(series):
        values = series.set_index("period")["value"].sort_index()
        latest = int(values.index[-1])
        current = float(values.iloc[-1])
        known = latest - SPAN in values.index
        base_year = latest - SPAN if known else None
        path = target_path(
            target,
            year=latest,
            current=current,
            base_year=latest - SPAN,
            base=float(values[latest - SPAN]) if known else None,
        )
        recent = values[values.index > latest - TREND_YEARS]
        trend = yearly_trend(recent)
        if trend.step.central.reason is not Reason.TOO_FEW_POINTS:
            attainment = attainment_interval(trend, target, year=latest, current=current)
    return TargetProgress(
        metric=str(row["metric"]),
        unit=str(row["unit"]),
        clause=str(row["clause"]),
        source_title=str(row["source_title"]),
        target=target,
        target_qualifier=str(row["qualifier"]),
        series=series.reset_index(drop=True),
        path=path,
        base_year=base_year,
        attainment=attainment,
    )
