"""Whom a cluster is like, how it compares with them, and a synthetic peer made of them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

import pandas as pd

from queries.catalogue import Indicator
from queries.cluster_measures import cluster_panel
from queries.cluster_register import ClusterRegister
from queries.engine import Engine
from queries.formulas.peers import nearest_peers
from queries.formulas.synthetic_control import LEAST_DONORS, LEAST_YEARS_BEFORE, SyntheticControl, synthetic_control
from queries.regions import Regions

DRIVERS = ("institutions", "practitioners", "revenue_per_practitioner")
"""Measures by which clusters are near: how many institutions, how many people, how much each of them earns."""
COMPARED = (
    "revenue", "institutions", "practitioners", "revenue_per_practitioner", "attorneys_per_agency", "location_quotient",
    "host_share", "service_coverage", "credit_a", "outside_city", "foreign_share",
)
"""Measures in which they are compared; those that may be negative cannot stand on a scale of ratios."""
MOST_PEERS = 5
MOST_DONORS = 10
LEAST_OTHERS = 2
ROUNDING = 1e-9
ALIKE = 0.25
"""By how much of the smaller of two figures the larger may exceed it for the clusters to be called alike in it."""


@dataclass(frozen=True)
class Neighbours:
    """The other clusters by how near they are to one.

    Attributes
    ----------
    year : of the measures; None where the cluster has none of them
    drivers : measures that entered, a part of DRIVERS
    rows : nearest first, index = cluster: place (1..), distance (standard deviations), reasons (the measures that
        are alike, the closest first; none where none is within ALIKE)
    left_out : clusters that lack one of the measures in the year
    """

    year: int | None
    drivers: tuple[str, ...]
    rows: pd.DataFrame
    left_out: tuple[str, ...]


@dataclass(frozen=True)
class Comparison:
    """The measures of a cluster and of some others in one year, rows = clusters, columns = measures known of it."""

    year: int
    values: pd.DataFrame
    reasons: pd.DataFrame


@dataclass(frozen=True)
class SyntheticPeer:
    """A synthetic peer by one metric.

    Attributes
    ----------
    metric, reference_year : what is watched, and from when on
    series : of the cluster
    control : the peer and how well it fits
    donors : clusters that could enter
    upgraded : year in which a donor became a demonstration zone within the years watched, by donor
    """

    metric: str
    reference_year: int
    series: pd.Series
    control: SyntheticControl
    donors: tuple[str, ...]
    upgraded: Mapping[str, int]


def neighbours(
    engine: Engine, regions: Regions, catalogue: Mapping[str, Indicator], register: ClusterRegister, cluster: str,
    before: int | None = None,
) -> Neighbours:
    """The other clusters of the layer by their distance from one, in the year in which most measures are known of it.

    A measure enters if the cluster has it, above zero, and at least two others have it too. With `before` only years
    before that one count, the last of them first among those with as many measures.
    """
    panels = {
        name: cluster_panel(engine, regions, catalogue, register.layer, name).values.reindex(register.identity.index)
        for name in DRIVERS
    }
    told = {int(year) for panel in panels.values() for year in panel.columns}
    years = sorted(year for year in told if before is None or year < before)
    known = {year: _known(panels, cluster, year) for year in years}
    year = max(years, key=lambda one: (len(known[one]), one), default=None)
    if year is None or not known[year]:
        return Neighbours(None, (), pd.DataFrame(columns=["place", "distance", "reasons"]), ())
    table = pd.DataFrame({name: panels[name][year] for name in known[year]})
    return nearest_of(table, cluster, year)


def comparison(
    engine: Engine, regions: Regions, catalogue: Mapping[str, Indicator], register: ClusterRegister, cluster: str,
    others: Sequence[str], year: int,
) -> Comparison:
    """The measures known of the cluster in the year, above zero, of itself and of the others."""
    units = [cluster, *others]
    values, reasons = pd.DataFrame(index=units), pd.DataFrame(index=units)
    for name in COMPARED:
        panel = cluster_panel(engine, regions, catalogue, register.layer, name)
        if year not in panel.values.columns:
            continue
        own = panel.values[year].reindex(units)
        if own[cluster] > 0:
            values[name], reasons[name] = own, panel.reasons[year].reindex(units)
    return Comparison(year, values, reasons)


def reference_years(register: ClusterRegister, cluster: str, metric: str) -> tuple[int, ...]:
    """Years of the series of a cluster that have three of its years before them."""
    years = [int(year) for year in register.wide(metric).loc[cluster].dropna().index]
    return tuple(years[LEAST_YEARS_BEFORE:])


def usual_reference(register: ClusterRegister, cluster: str, years: Sequence[int]) -> int:
    """The year in which the cluster became a demonstration zone if it is among them, else the one in the middle."""
    upgraded = register.identity["demonstration_year"][cluster]
    if pd.notna(upgraded) and int(upgraded) in years:
        return int(upgraded)
    return years[(len(years) - 1) // 2]


def synthetic_peer(
    register: ClusterRegister, cluster: str, metric: str, reference_year: int, order: Sequence[str]
) -> SyntheticPeer:
    """The synthetic peer of a cluster from the first ten clusters of `order` that know every year of its series.

    `order` are others, the nearest before the reference year first: who is chosen by what came after it has come near
    through what is to be judged. Where it names fewer than two that do, there is none.
    """
    table = register.wide(metric)
    series = cast(pd.Series, table.loc[cluster]).dropna()
    whole = table.loc[:, series.index]
    donors = [code for code in order if code != cluster and whole.loc[code].notna().all()][:MOST_DONORS]
    control = synthetic_control(whole.loc[[cluster, *donors]], cluster, reference_year)
    upgrades = register.identity.loc[donors, "demonstration_year"].dropna().astype(int)
    within = upgrades[(upgrades >= min(series.index, default=0)) & (upgrades <= max(series.index, default=0))]
    return SyntheticPeer(
        metric, reference_year, series, control, tuple(donors), {str(code): int(y) for code, y in within.items()}
    )


def too_few_donors(peer: SyntheticPeer) -> bool:
    """Whether it is the donors that are too few, rather than the years."""
    return len(peer.donors) < LEAST_DONORS


def _known(panels: Mapping[str, pd.DataFrame], cluster: str, year: int) -> tuple[str, ...]:
    """Measures that the cluster and two others have in the year, above zero."""
    found = []
    for name, panel in panels.items():
        if year in panel.columns and panel[year][cluster] > 0:
            others = panel[year].drop(index=cluster)
            if int((others > 0).sum()) >= LEAST_OTHERS:
                found.append(name)
    return tuple(found)


def nearest_of(table: pd.DataFrame, cluster: str, year: int) -> Neighbours:
    """The other rows of a table of measures by their distance from one, all of whose measures are above zero."""
    usable = table[(table > 0).all(axis=1)]
    near = nearest_peers(usable, max(1, len(usable) - 1))
    own = near[near["unit"] == cluster].set_index("peer")[["place", "distance"]]
    logarithms = usable.map(math.log)
    reasons = [_reasons(logarithms.loc[code] - logarithms.loc[cluster]) for code in own.index]
    rows = own.assign(reasons=pd.Series(reasons, index=own.index, dtype=object)).rename_axis(None)
    left_out = tuple(str(code) for code in table.index.difference(usable.index))
    return Neighbours(year, tuple(str(name) for name in table.columns), rows, left_out)


def _reasons(differences: pd.Series) -> tuple[str, ...]:
    """Measures whose logarithms differ by no more than the tolerance, the closest first."""
    ordered = differences.abs().sort_values(kind="stable")
    return tuple(str(name) for name in ordered[ordered <= math.log1p(ALIKE) + ROUNDING].index)

