"""What the section on the life of a cluster says, from the records its figures are drawn from."""

from __future__ import annotations

import pandas as pd

from pages.shell.screen import Screen
from pages.texts.figures import in_sentence, unit_of
from pages.texts.numbers import percent, plain, quantity
from queries.catalogue import Indicator
from queries.cluster_life import ClusterLife, Standing
from queries.cluster_measures import cluster_measures
from queries.cluster_register import ClusterRegister
from queries.formulas.logistic_growth import LEAST_POINTS

QUOTIENT = "location_quotient"
MOST_DIGITS = 5


def metric_of(screen: Screen, life: ClusterLife) -> Indicator:
    """The record of the metric whose course is told."""
    assert life.metric is not None
    return screen.catalogue[life.metric]


def course_finding(screen: Screen, register: ClusterRegister, life: ClusterLife) -> str:
    """The stage by the curve; else how the figures went, or that there are none to compute with."""
    t, name = screen.texts, register.name(life.cluster, screen.language)
    if life.metric is None or not len(life.series):
        return t("cluster_life.finding.events_alone", name=name, status=status_words(screen, register, life.cluster))
    metric = metric_of(screen, life)
    last = int(life.series.index.max())
    if life.fit.curve is not None and life.fit.interval is not None and life.fit.stage is not None:
        low, high = life.fit.interval
        values = {
            "name": name, "metric": metric.name(screen.language), "year": last,
            "stage": t(f"cluster_stage.{life.fit.stage}"), "share": percent(life.fit.share or 0.0, 0),
            "capacity": in_sentence(_rounded(life.fit.curve.capacity), metric, t),
            "low": in_sentence(_rounded(low), metric, t), "high": in_sentence(_rounded(high), metric, t),
        }
        return t("cluster_life.finding.curve", **values) + _other_stages(screen, life)
    value = in_sentence(float(life.series.iloc[-1]), metric, t)
    if len(life.series) == 1:
        return t("cluster_life.finding.one_year", name=name, metric=metric.name(screen.language), year=last,
                 value=value)
    first = int(life.series.index.min())
    return t(
        "cluster_life.finding.course", name=name, metric=metric.name(screen.language), first=first, year=last,
        begin=in_sentence(float(life.series.iloc[0]), metric, t, float(life.series.iloc[-1])), value=value,
    )


def refusal_words(screen: Screen, life: ClusterLife) -> str:
    """Why no S-curve is told; empty where one is."""
    fit = life.fit
    if fit.refusal is None:
        return ""
    width = percent(fit.half_width, 0) if fit.half_width is not None else ""
    return screen.texts(f"cluster_refusal.{fit.refusal.value}", n=fit.n, least=LEAST_POINTS, width=width)


def quadrant_finding(screen: Screen, register: ClusterRegister, life: ClusterLife, standing: Standing) -> str:
    """The quadrant of the cluster with both comparisons, or why none is told."""
    t, own = screen.texts, standing.rows.loc[life.cluster]
    name, metric = register.name(life.cluster, screen.language), metric_of(screen, life).name(screen.language)
    if pd.isna(own["stage"]):
        return t("cluster_life.finding.no_quadrant", name=name, reason=lack_words(screen, standing, own["reason"]))
    measure = cluster_measures()[str(standing.measure)]
    side = "high" if own["stage"] in ("growing", "mature") else "low"
    pace = "fast" if own["stage"] in ("emerging", "growing") else "slow"
    # Without a quotient the share in the host city stands for it, which is great where the city has few.
    stand_in = "" if measure.id == QUOTIENT else t("cluster_life.no_quotient", measure=measure.name(screen.language))
    growth, national = apart(float(own["growth"]), standing.national.value or 0.0)
    return t(
        "cluster_life.finding.quadrant", name=name, stage=t(f"cluster_quadrant_told.{own['stage']}"),
        measure=measure.name(screen.language), side=t(f"cluster_life.side.{side}"), metric=metric,
        growth=growth, pace=t(f"cluster_life.pace.{pace}"), national=national, earlier=standing.earlier,
        year=standing.year,
    ) + stand_in


def apart(first: float, second: float) -> tuple[str, str]:
    """Two rates in as many digits as tell them apart: what grows faster than +8.1% does not grow by +8.1%."""
    for digits in range(1, MOST_DIGITS):
        words = percent(first, digits, signed=True), percent(second, digits, signed=True)
        if words[0] != words[1]:
            return words
    return percent(first, 1, signed=True), percent(second, 1, signed=True)


def lack_words(screen: Screen, standing: Standing, reason: object) -> str:
    """Why the quadrant is not told, in words."""
    t = screen.texts
    if standing.measure is None:
        return t("cluster_lack.specialisation")
    key = f"cluster_lack.{reason}"
    return t(key if key in t else f"reason.{reason}", earlier=standing.earlier, year=standing.year)


def status_words(screen: Screen, register: ClusterRegister, cluster: str) -> str:
    """The status of a cluster as it is printed, or that none is."""
    t, own = screen.texts, register.identity.loc[cluster]
    if isinstance(own["status"], str):
        return t(f"cluster_status_of_life.{own['status']}")
    return t("cluster_status_of_life.not_printed")


def printed_words(screen: Screen, metric: Indicator, value: float, qualifier: str) -> str:
    """A figure as its source prints it: 超过700家."""
    return quantity(value, metric.decimals, metric.unit(screen.language), screen.texts, qualifier)


def capacity_words(screen: Screen, life: ClusterLife) -> str:
    """The ceiling with its interval, as the chart labels it; empty where no curve is told."""
    if life.fit.curve is None or life.fit.interval is None:
        return ""
    t, (low, high) = screen.texts, life.fit.interval
    decimals = metric_of(screen, life).decimals
    return t(
        "cluster_life.capacity", capacity=plain(_rounded(life.fit.curve.capacity), decimals),
        low=plain(_rounded(low), decimals), high=plain(_rounded(high), decimals),
        unit=unit_of(metric_of(screen, life), t),
    )


def _other_stages(screen: Screen, life: ClusterLife) -> str:
    """That the stage is another within the interval of the ceiling; empty where it is not."""
    t, stages = screen.texts, life.fit.stages
    if stages is None or stages[0] == stages[1]:
        return ""
    return t("cluster_life.other_stages", first=t(f"cluster_stage.{stages[0]}"), last=t(f"cluster_stage.{stages[1]}"))


def _rounded(value: float) -> float:
    """Three digits: an estimate knows no more."""
    return float(f"{value:.3g}")
