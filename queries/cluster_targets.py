"""What a cluster plans to reach: where it set out, where it stands, what pace that asks for, and what pace it has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import pandas as pd

from queries.catalogue import Indicator
from queries.cluster_register import COMPUTED_WITH, ClusterRegister
from queries.formulas.outcome import Outcome
from queries.formulas.reasons import Reason
from queries.formulas.steps import Steps
from queries.formulas.target_path import Direction, Target, TargetPath, TargetStatus, distance_to_target, target_path

STATUS_YEARS = ("pilot_year", "demonstration_year")
"""Years in which a status began, and with it the way to what its plan aims at."""
PACE_YEARS = 3
"""Years of METHODS G5 over which a pace is told."""
SPANS = (3, 2, 1)
"""Years over which the present pace is told: as many as are known, at most those of METHODS G5."""


class Standing(StrEnum):
    """How a cluster stands to a target of its own: the words of G5, and those of a target whose year has come."""

    ACHIEVED = "achieved"
    ON_TRACK = "on_track"
    AT_RISK = "at_risk"
    OFF_TRACK = "off_track"
    RECEDING = "receding"
    MISSED = "missed"
    """The figure of the target year is known and falls short."""
    DUE = "due"
    """The target year is over, and no figure of it is known."""
    UNDETERMINED = "undetermined"
    """The path names the reason."""


OPEN = (Standing.ON_TRACK, Standing.AT_RISK, Standing.OFF_TRACK, Standing.RECEDING, Standing.UNDETERMINED)
"""Of targets whose year is still to come."""


@dataclass(frozen=True)
class ClusterTarget:
    """One target of one cluster.

    Attributes
    ----------
    metric, unit, source_title : of the plan
    target : value and year aimed at
    base_year, base : where the way began, the first figure since the status began; None where none is known
    year, current : last figure by the target year; None likewise
    pace_from : year from which the present pace is told; None where there is no earlier figure
    distance : share of the way that is left, as ``distance_to_target``; 0 where the target is reached, no_base_year
        where the first figure is the last one too, so that no way has been gone yet
    path : G5 from the last figure; None without one
    standing : Standing
    reason : why the standing is undetermined; None otherwise
    """

    metric: str
    unit: str
    source_title: str
    target: Target
    base_year: int | None
    base: float | None
    year: int | None
    current: float | None
    pace_from: int | None
    distance: Outcome
    path: TargetPath | None
    standing: Standing
    reason: Reason | None


def cluster_targets(
    register: ClusterRegister, catalogue: Mapping[str, Indicator], cluster: str
) -> list[ClusterTarget]:
    """The targets of a cluster, those of one metric together in the order of their years.

    The way to a target began with the first figure since the present status began, or on record where no year of a
    status is printed: it stays where it is when another year is returned. A bound never enters. Amounts move by
    equal factors, rates in per cent by equal steps; a metric of which less is better has a ceiling for a target.
    """
    began = [int(first) for first in register.identity.loc[[cluster], list(STATUS_YEARS)].iloc[0].dropna()]
    rows = register.targets[register.targets["cluster_id"] == cluster].sort_values(["metric", "year"], kind="stable")
    last_told = None if register.figures.empty else int(register.figures["year"].max())
    return [
        _target(row, printed_figures(register, cluster, str(row["metric"])), catalogue.get(str(row["metric"])),
                last_told, began)
        for row in rows.to_dict("records")
    ]


def nearest_first(targets: Sequence[ClusterTarget]) -> list[ClusterTarget]:
    """Open targets first, those due soonest in front; then what is settled or overdue, the latest in front."""
    is_open = [one for one in targets if one.standing in OPEN]
    settled = [one for one in targets if one.standing not in OPEN]
    return [*sorted(is_open, key=lambda one: one.target.year), *sorted(settled, key=lambda one: -one.target.year)]


def printed_years(register: ClusterRegister, cluster: str, metric: str) -> set[int]:
    """Years of which a figure is printed, a bound too."""
    return {int(year) for year in printed_figures(register, cluster, metric)["year"]}


def printed_figures(register: ClusterRegister, cluster: str, metric: str) -> pd.DataFrame:
    """Figures of a cluster as printed, bounds too, by year."""
    rows = register.figures
    return rows[(rows["cluster_id"] == cluster) & (rows["metric"] == metric)].sort_values("year")


def _target(row: Mapping[Any, Any], printed: pd.DataFrame, metric: Indicator | None,
            last_told: int | None, began: Sequence[int]) -> ClusterTarget:
    known = printed[printed["qualifier"].isin(COMPUTED_WITH)].set_index("year")["value"].astype(float)
    due = int(row["year"])
    direction = Direction.DOWN if metric is not None and metric.polarity < 0 else Direction.UP
    target = Target(float(row["value"]), due, direction)
    steps = Steps.LINEAR if metric is not None and metric.numerator.unit == "%" else Steps.GEOMETRIC
    by_then = known[known.index <= due]
    year = None if by_then.empty else int(by_then.index[-1])
    current = None if year is None else float(by_then[year])
    base_year = _base_year(by_then, max((first for first in began if first <= due), default=None))
    base = None if base_year is None else float(by_then[base_year])
    pace_from = None if year is None else next((year - span for span in SPANS if year - span in known.index), None)
    path = None
    if year is not None:
        path = target_path(
            target, year=year, current=current, base_year=year - PACE_YEARS if pace_from is None else pace_from,
            base=None if pace_from is None else float(known[pace_from]), steps=steps,
        )
    standing, reason = _standing(target, year, path, last_told, len(printed) > 0)
    has_gone = standing is not Standing.ACHIEVED and base_year != year
    distance = distance_to_target(target, current=current, base=base if has_gone else None)
    if standing is Standing.ACHIEVED:
        distance = Outcome.of(0.0, 1)
    return ClusterTarget(
        str(row["metric"]), str(row["unit"]), str(row["source_title"]), target, base_year, base, year, current,
        pace_from, distance, path, standing, reason,
    )


def _base_year(by_then: pd.Series, began: int | None) -> int | None:
    """Year of the first figure since a status began, by its year; None where none is known."""
    since = by_then if began is None else by_then[by_then.index >= began]
    return int(since.index[0]) if len(since) else None


def _standing(
    target: Target, year: int | None, path: TargetPath | None, last_told: int | None, is_printed: bool
) -> tuple[Standing, Reason | None]:
    if path is not None and path.status is TargetStatus.ACHIEVED:
        return Standing.ACHIEVED, None
    if year == target.year:
        return Standing.MISSED, None
    if last_told is not None and target.year <= last_told:
        return Standing.DUE, None
    if path is None:
        return Standing.UNDETERMINED, Reason.BOUND_ONLY if is_printed else Reason.NOT_PUBLISHED
    return Standing(path.status.value), path.reason
