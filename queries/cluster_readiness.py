"""How ready a cluster is for the next grade: public requirements read by measures, thresholds, what is short."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal, cast

import pandas as pd

from queries.base_values import PUBLISHED
from queries.catalogue import Indicator
from queries.cluster_measures import ClusterMeasure, ClusterPanel, cluster_panel
from queries.cluster_premium import cluster_premiums
from queries.cluster_readiness_rules import CheckRule, check_rules, least_zones, requirement_rules
from queries.cluster_register import ClusterRegister, cluster_register
from queries.engine import Engine
from queries.formulas.outcome import Outcome, number
from queries.formulas.readiness import Check, Readiness, Verdict, readiness
from queries.formulas.reasons import Reason
from queries.formulas.target_path import Direction, Target, target_path
from queries.regions import Regions
from queries.scorecard_panels import Basis
from queries.values import national_total

REFERENCE_STATUS = ("demonstration", "high_quality_demonstration")
PACE_YEARS = 3
SAMPLE = "sample"
OLDEST_NATION = 5
"""Years back in which a figure of the nation still serves."""
LOWER_BOUNDS = ("over", "reach")
Origin = Literal["own", "fixed", "median", "nation", "fallback", "none"]
NEXT_GRADE: Mapping[str, str] = {
    "candidate": "demonstration", "pilot": "demonstration", "demonstration": "high_quality_demonstration",
    "high_quality_pilot": "high_quality_demonstration", "high_quality_demonstration": "high_quality_demonstration",
}
"""By status the grade that is next, or kept; a cluster whose status no source prints is held against the first."""


@dataclass(frozen=True)
class Threshold:
    """What a measure is held against; `zones` is how many zones its median is of, `year` that of another's figure."""

    value: float | None
    origin: Origin
    zones: int = 0
    year: int | None = None


@dataclass(frozen=True)
class Item:
    """One check of one cluster.

    Attributes
    ----------
    value, reason : where the cluster stands in the unit of the measure, or why that is not known (Reason); None both
        where the reader ticks
    at_least : a published lower bound of it, where no point is printed
    default, threshold : what counts unless the reader sets another, and what counts
    check : the same for the formula
    pace : years until the threshold is reached if the measure goes on as over the last three; absent where it passes
    is_half : whether the measure is a premium over one of the two host growths that passes by it: not judged, since the
        other is unknown; where it fails by it, it fails for sure
    """

    rule: CheckRule
    value: float | None
    reason: str | None
    at_least: float | None
    default: Threshold
    threshold: Threshold
    check: Check
    pace: Outcome
    is_half: bool = False


@dataclass(frozen=True)
class ReadinessBoard:
    """All checks of a cluster in the last year of which any measure is known; year None where none ever is."""

    cluster: str
    year: int | None
    grade: str
    items: tuple[Item, ...]
    amounts: Mapping[str, float]
    found: Readiness


def readiness_board(
    engine: Engine, regions: Regions, catalogue: Mapping[str, Indicator], layer: str, cluster: str,
    own: Mapping[str, float | None], ticked: frozenset[str] = frozenset(),
) -> ReadinessBoard:
    """Hold a cluster of a layer against the thresholds.

    Parameters
    ----------
    own : check → threshold that the reader set, in the unit of its measure; None where the reader wants none
    ticked : checks without figures that the reader says are met

    Raises
    ------
    KeyError
        If the layer knows no such cluster.
    """
    key = ("readiness board", layer, cluster, tuple(sorted(own.items())), ticked)
    return engine.recall(key, lambda: _board(Basis(engine, regions, catalogue, layer), cluster, own, ticked))


def _board(basis: Basis, cluster: str, own: Mapping[str, float | None], ticked: frozenset[str]) -> ReadinessBoard:
    engine, regions, catalogue, layer = basis.engine, basis.regions, basis.catalogue, basis.layer
    register = cluster_register(engine, layer)
    if register is None or cluster not in register:
        raise KeyError(cluster)
    panels = {
        rule.id: cluster_panel(engine, regions, catalogue, layer, rule.id)
        for rule in check_rules() if not rule.is_self
    }
    year = _last_year(register, panels, cluster)
    amounts = _amounts(register, cluster, year)
    items = tuple(
        _ticked_item(rule, ticked) if rule.is_self
        else _item(basis, register, rule, panels[rule.id], cluster, year, amounts, own)
        for rule in check_rules()
    )
    found = readiness(
        [item.check for item in items], amounts, {rule.id: rule.needed for rule in requirement_rules()}
    )
    status = register.identity.loc[cluster, "status"]
    return ReadinessBoard(cluster, year, NEXT_GRADE.get(str(status), "demonstration"), items, amounts, found)


def _item(
    basis: Basis, register: ClusterRegister, rule: CheckRule, panel: ClusterPanel, cluster: str, year: int | None,
    amounts: Mapping[str, float], own: Mapping[str, float | None],
) -> Item:
    value, reason = _standing(panel, cluster, year)
    at_least = _lower_bound(register, rule.measure, cluster, year)
    default = _default(basis, register, rule, panel, cluster, year)
    wanted = own.get(rule.id, default.value)
    threshold = default if wanted == default.value else Threshold(wanted, "own")
    check = _check(basis, register, rule, cluster, year, value, amounts, threshold.value, at_least)
    pace = _pace(rule, panel, cluster, year, value, threshold.value)
    is_half = _is_half(basis, rule, cluster, year) and check.verdict(amounts) is Verdict.PASS
    if is_half:
        check = replace(check, figure=rule.id)
    return Item(rule, value, reason, at_least, default, threshold, check, pace, is_half)


def _is_half(basis: Basis, rule: CheckRule, cluster: str, year: int | None) -> bool:
    """Whether a premium is over one of the two host growths only, so that the true one can only be smaller."""
    if rule.measure.kind != "premium":
        return False
    rows = cluster_premiums(basis.engine, basis.regions, basis.catalogue, basis.layer)
    return bool(rows.loc[(rows["cluster_id"] == cluster) & (rows["year"] == year), "is_half"].any())


def _ticked_item(rule: CheckRule, ticked: frozenset[str]) -> Item:
    """What no figure tells: met where the reader says so, else not judged."""
    none = Threshold(None, "none")
    check = Check(rule.id, rule.requirement, rule.id, 1.0, at_least=1.0 if rule.id in ticked else None)
    return Item(rule, None, None, None, none, none, check, Outcome.absent(Reason.NOT_APPLICABLE))


def _last_year(register: ClusterRegister, panels: Mapping[str, ClusterPanel], cluster: str) -> int | None:
    """The last year of which a measure, or a printed bound of one, is known."""
    metrics = {metric for rule in check_rules() if not rule.is_self for metric in rule.measure.metrics}
    rows = register.figures[(register.figures["cluster_id"] == cluster) & register.figures["metric"].isin(metrics)]
    return None if rows.empty else int(rows["year"].max())


def _amounts(register: ClusterRegister, cluster: str, year: int | None) -> dict[str, float]:
    """Every figure of the cluster in the year that may be computed with."""
    metrics = dict.fromkeys(metric for rule in check_rules() if not rule.is_self for metric in rule.measure.metrics)
    found = {}
    for metric in metrics:
        amount = None if year is None else _of_year(register.wide(metric), cluster, year)
        if amount is not None:
            found[metric] = amount
    return found


def _of_year(table: pd.DataFrame, cluster: str, year: int) -> float | None:
    """A figure of a table of clusters by years; None where it is not known."""
    return number(cast(float, table.loc[cluster, year])) if year in table.columns else None


def _standing(panel: ClusterPanel, cluster: str, year: int | None) -> tuple[float | None, str | None]:
    if year is None or year not in panel.values.columns:
        return None, Reason.NOT_PUBLISHED.value
    value = _of_year(panel.values, cluster, year)
    return value, None if value is not None else str(panel.reasons.loc[cluster, year])


def _lower_bound(register: ClusterRegister, measure: ClusterMeasure, cluster: str, year: int | None) -> float | None:
    """A bound that a source prints of a measure which is a figure as it is."""
    rows = register.figures
    rows = rows[
        (rows["cluster_id"] == cluster) & (rows["year"] == year) & (rows["metric"] == measure.numerator)
        & rows["qualifier"].isin(LOWER_BOUNDS)
    ]
    return float(rows["value"].iloc[0]) if measure.kind == "amount" and len(rows) else None


def _default(
    basis: Basis, register: ClusterRegister, rule: CheckRule, panel: ClusterPanel, cluster: str, year: int | None
) -> Threshold:
    """The threshold that counts unless the reader sets another, rounded as it is shown."""
    if rule.fixed is not None:
        return Threshold(rule.fixed, "fixed")
    others = register.identity["status"].isin(REFERENCE_STATUS) & (register.identity.index != cluster)
    if rule.median and year in panel.values.columns:
        known = panel.values.loc[others[others].index, year].dropna()
        if len(known) >= least_zones():
            return Threshold(_shown(float(known.median()), rule.measure), "median", len(known))
    nation = _of_nation(basis, rule.measure, year) if rule.nation and year else None
    if nation is not None:
        value, published = nation
        return Threshold(round(value, rule.measure.decimals), "nation", year=published)
    # What a zone has itself is no threshold for it: it would always pass.
    if rule.fallback is None or rule.fallback_zone == cluster:
        return Threshold(None, "none")
    return Threshold(rule.fallback, "fallback", year=rule.fallback_year)


def _shown(median: float, measure: ClusterMeasure) -> float:
    """The median with the decimals of the measure, rounded to the harder side: half an institution is no threshold."""
    unit = 10.0**measure.decimals
    whole = math.ceil if measure.polarity > 0 else math.floor
    return round(whole(round(median * unit, 6)) / unit, measure.decimals)


def nation_layer(layer: str) -> str:
    """Whose figures of the nation a layer is held against: the sample's own for the sample, else the published."""
    return layer if layer == SAMPLE else PUBLISHED


def _of_nation(basis: Basis, measure: ClusterMeasure, year: int) -> tuple[float, int] | None:
    """The ratio of the nation and its year, the last that is not after `year`."""
    layer = nation_layer(basis.layer)
    metrics = [basis.catalogue[metric].numerator for metric in measure.metrics if metric in basis.catalogue]
    for earlier in range(year, year - OLDEST_NATION, -1):
        totals = [national_total(basis.engine, metric, earlier, layer) for metric in metrics]
        above, below = (totals[0], totals[1]) if len(totals) == 2 else (None, None)
        if above is not None and below is not None and below.value > 0:
            return measure.scale * above.value / below.value, earlier
    return None


def _check(
    basis: Basis, register: ClusterRegister, rule: CheckRule, cluster: str, year: int | None, value: float | None,
    amounts: Mapping[str, float], threshold: float | None, at_least: float | None,
) -> Check:
    """The measure as the formula reads it: by the figure of the return that would have to move."""
    measure = rule.measure
    slope, offset = measure.scale / measure.cells, 0.0
    if measure.kind == "premium":
        before = _of_year(register.wide(measure.numerator), cluster, year - 1) if year else None
        slope = 100 / before if before else 1.0
        offset = (value or 0.0) - slope * amounts.get(measure.numerator, 0.0)
    # What the panel gives no value for is not to be judged by what the return alone would say.
    figure = measure.numerator if value is not None or measure.kind == "amount" else rule.id
    metric = basis.catalogue.get(measure.numerator)
    return Check(
        rule.id, rule.requirement, figure, threshold, slope, offset, measure.denominator, measure.polarity > 0,
        rule.strict, 10.0 ** -(metric.decimals if metric else measure.decimals), at_least,
    )


def _pace(
    rule: CheckRule, panel: ClusterPanel, cluster: str, year: int | None, value: float | None, threshold: float | None
) -> Outcome:
    """Years to the threshold at the growth of the measure over the last three years (METHODS G5)."""
    if year is None or threshold is None or not rule.measure.compounds:
        return Outcome.absent(Reason.NOT_APPLICABLE)
    direction = Direction.UP if rule.measure.polarity > 0 else Direction.DOWN
    path = target_path(
        Target(threshold, year + 1, direction), year=year, current=value, base_year=year - PACE_YEARS,
        base=_of_year(panel.values, cluster, year - PACE_YEARS),
    )
    attained = path.year_attained
    return attained if attained.value is None else Outcome.of(attained.value - year, attained.n)
