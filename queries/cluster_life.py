"""The life of one cluster: its course over the years, the stage it is in, its status and what happened to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

import pandas as pd

from queries.base_values import PUBLISHED, SAMPLE
from queries.catalogue import Indicator
from queries.cluster_measures import cluster_panel, measures_of
from queries.cluster_register import ClusterRegister
from queries.cluster_status import printed_terms, status_periods
from queries.engine import Engine
from queries.formulas.growth import compound_annual_growth, compound_annual_growth_by_unit
from queries.formulas.logistic_growth import LogisticFit, logistic_fit, quadrants
from queries.formulas.outcome import Outcome
from queries.formulas.reasons import Reason
from queries.regions import NATION, Regions
from queries.values import BREAKING, indicator_values

COURSES = (
    "industry_revenue", "ip_service_institutions", "employees", "practising_patent_attorneys", "ip_agencies",
)
"""Metrics of a return whose course tells a life, the first that is known best first."""
SPAN = 3
LEAST_OTHERS = 2
"""Clusters for which a measure of specialisation must be known, so that a median is one."""
STATUS_EVENTS = (("pilot_year", "pilot"), ("demonstration_year", "demonstration"))


@dataclass(frozen=True)
class Standing:
    """Where the clusters of a layer stand in the quadrant of one year.

    Attributes
    ----------
    measure : id of the measure of specialisation; None where none is known for two clusters
    year, earlier : growth is that per year from `earlier` to `year`
    national : growth of the nation over the same years, or why it is not known
    rows : index = every cluster: specialisation, growth (fraction per year), stage, reason, median
    """

    measure: str | None
    year: int
    earlier: int
    national: Outcome
    rows: pd.DataFrame

    @property
    def drawable(self) -> pd.Series:
        """Whether both measures of a cluster are known."""
        return self.rows["specialisation"].notna() & self.rows["growth"].notna()


@dataclass(frozen=True)
class ClusterLife:
    """The life of one cluster by one metric.

    Attributes
    ----------
    metric : id of the metric; None where the cluster returns none of them
    series : figures that may be computed with, by year
    printed : bounds and unconfirmed figures, which are shown and never computed with: year, value, unit, qualifier
    fit : the S-curve, or why there is none
    standing : the quadrant in the last year of the series; None without a series
    events : in order of time: year, month, kind, text_zh, text_en, source_title; an approval that only the status of
        the cluster tells has the kind pilot or demonstration and no words of its own
    periods : of every status as far as years are printed: status, first, end, ends
    """

    cluster: str
    metric: str | None
    series: pd.Series
    printed: pd.DataFrame
    fit: LogisticFit
    standing: Standing | None
    events: pd.DataFrame
    periods: pd.DataFrame

    @property
    def years(self) -> tuple[int, int] | None:
        """First and last year of anything that is told; None where nothing is."""
        known = [*self.series.index, *self.printed["year"], *self.events["year"], *self.periods["first"]]
        return (int(min(known)), int(max(known))) if known else None


def courses_known(register: ClusterRegister, cluster: str) -> tuple[str, ...]:
    """Metrics of which the cluster returns anything, the one with the most figures to compute with first."""
    own = register.figures[register.figures["cluster_id"] == cluster]
    known = [metric for metric in COURSES if metric in set(own["metric"])]
    counts = {metric: len(_computable(register, cluster, metric)) for metric in known}
    return tuple(sorted(known, key=lambda metric: -counts[metric]))


def cluster_life(
    engine: Engine, regions: Regions, catalogue: Mapping[str, Indicator], register: ClusterRegister, cluster: str,
    metric: str | None,
) -> ClusterLife:
    """The life of a cluster of the register by `metric`, one of ``courses_known``, or without a series for None."""
    series, printed = _course(register, cluster, metric)
    fit = engine.recall(("logistic_fit", register.layer, cluster, metric), lambda: logistic_fit(series))
    standing = None
    if metric is not None and len(series):
        standing = _standing(engine, regions, catalogue, register, cluster, metric, int(series.index.max()))
    periods = status_periods(register.identity.loc[[cluster]], printed_terms(engine))
    return ClusterLife(cluster, metric, series, printed, fit, standing, life_events(register, cluster), periods)


def life_events(register: ClusterRegister, cluster: str) -> pd.DataFrame:
    """What is told to have happened to a cluster, by year and month; those without a month at the end of the year.

    A year of its status in which no approval is told is one more event, so that no upgrade is missed and none doubled.
    """
    told = register.events[register.events["cluster_id"] == cluster]
    approved = set(told.loc[told["kind"] == "approval", "year"].astype(int))
    own = cast(pd.Series, register.identity.loc[cluster])
    derived = [
        {"year": int(own[column]), "month": None, "kind": kind, "text_zh": "", "text_en": "", "source_title": ""}
        for column, kind in STATUS_EVENTS if pd.notna(own[column]) and int(own[column]) not in approved
    ]
    columns = ["year", "month", "kind", "text_zh", "text_en", "source_title"]
    rows = pd.DataFrame([*told[columns].to_dict("records"), *derived], columns=columns)
    rows["year"] = rows["year"].astype(int)
    rows["month"] = pd.to_numeric(rows["month"], errors="coerce")
    return rows.sort_values(["year", "month", "kind", "text_zh"], na_position="last", ignore_index=True)


def _computable(register: ClusterRegister, cluster: str, metric: str) -> pd.Series:
    return cast(pd.Series, register.wide(metric).loc[cluster]).dropna()


def _course(register: ClusterRegister, cluster: str, metric: str | None) -> tuple[pd.Series, pd.DataFrame]:
    """The figures that may be computed with, and those that may not."""
    columns = ["year", "value", "unit", "qualifier"]
    if metric is None:
        return pd.Series(dtype=float), pd.DataFrame(columns=columns)
    series = _computable(register, cluster, metric)
    own = register.figures[(register.figures["cluster_id"] == cluster) & (register.figures["metric"] == metric)]
    return series, own.loc[~own["year"].isin(series.index), columns].reset_index(drop=True)


def _standing(
    engine: Engine, regions: Regions, catalogue: Mapping[str, Indicator], register: ClusterRegister, cluster: str,
    metric: str, year: int,
) -> Standing:
    values = register.wide(metric)
    earlier = year - SPAN
    first, last = (values.get(one, pd.Series(float("nan"), index=values.index)) for one in (earlier, year))
    growth = compound_annual_growth_by_unit(first, last, SPAN)
    measure, specialisation = _specialisation(engine, regions, catalogue, register, cluster, year)
    national = national_growth(engine, catalogue, metric, register.layer, earlier, year)
    rows = quadrants(specialisation, growth["value"], national.value)
    # Why the growth is not known, in its own words instead of those for any missing growth.
    unknown = rows["reason"] == Reason.NO_BASE_YEAR.value
    rows["reason"] = rows["reason"].mask(unknown, growth["reason"])
    return Standing(measure, year, earlier, national, rows.assign(specialisation=specialisation,
                                                                  growth=growth["value"]))


def _specialisation(
    engine: Engine, regions: Regions, catalogue: Mapping[str, Indicator], register: ClusterRegister, cluster: str,
    year: int,
) -> tuple[str | None, pd.Series]:
    """The first measure of specialisation known in the year for the cluster and another, else for any two."""
    found: tuple[str | None, pd.Series] = None, pd.Series(float("nan"), index=register.identity.index)
    for measure in measures_of("specialisation"):
        panel = cluster_panel(engine, regions, catalogue, register.layer, measure.id).values
        if year not in panel.columns:
            continue
        values = panel[year].reindex(register.identity.index).astype(float)
        if values.notna().sum() >= LEAST_OTHERS:
            if pd.notna(values[cluster]):
                return measure.id, values
            found = found if found[0] else (measure.id, values)
    return found


def national_growth(
    engine: Engine, catalogue: Mapping[str, Indicator], metric: str, layer: str, earlier: int, year: int
) -> Outcome:
    """Growth per year of a metric of the nation from `earlier` to `year`, both figures of the same layer.

    The layer's own figures count, else the published ones, save of the sample, whose zones are fictitious; a printed
    bound is no figure to compute with, and nothing is compared across a break of the series.
    """
    indicator = catalogue.get(metric)
    found = Outcome.absent(Reason.NO_DENOMINATOR)
    if indicator is None:
        return found
    for one in [SAMPLE] if layer == SAMPLE else dict.fromkeys((layer, PUBLISHED)):
        rows = indicator_values(engine, indicator, "nation", one)
        values = rows[rows["region_code"] == NATION].set_index("period")["value"]
        found = compound_annual_growth(values.get(earlier), values.get(year), year - earlier)
        breaks = engine.query("indicator/breaks", metrics=[metric], layer=one)
        breaks = breaks[breaks["kind"].isin(BREAKING) & (breaks["region_code"] == NATION)]
        if found.value is not None and breaks["year"].between(earlier, year, inclusive="right").any():
            return Outcome.absent(Reason.SERIES_BREAK)
        if found.value is not None:
            return found
    return found
