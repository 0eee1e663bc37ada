"""What the growth of a cluster consists of: by its returns, by its firms, and as one of all clusters."""

from __future__ import annotations

from typing import cast

import pandas as pd

from queries.cluster_register import ClusterRegister
from queries.engine import Engine
from queries.formulas.growth_decomposition import FirmChange, Levels, firm_change, growth_parts
from queries.formulas.outcome import number
from queries.formulas.shift_share import shift_share

INSTITUTIONS, PEOPLE, REVENUE = "ip_service_institutions", "employees", "industry_revenue"
LEVELS = (INSTITUTIONS, PEOPLE, REVENUE)
WAN_IN_YI = 10_000.0
SPAN = 3


def years_of_revenue(register: ClusterRegister, cluster: str) -> list[int]:
    """Years of which a revenue to compute with is known, in order."""
    row = register.wide(REVENUE).loc[[cluster]].iloc[0].dropna()
    return [int(year) for year in row.index]


def usual_period(years: list[int]) -> tuple[int, int] | None:
    """The last year and the one three years before; the nearest later one where that is not known. None below two."""
    if len(years) < 2:
        return None
    return next(year for year in years if year >= years[-1] - SPAN), years[-1]


def levels_of(register: ClusterRegister, cluster: str, year: int) -> Levels:
    """Institutions, people and revenue (亿元) of a cluster in a year."""
    found = (register.wide(metric).loc[[cluster]].iloc[0].get(year) for metric in LEVELS)
    institutions, people, revenue = (number(cast("float | None", value)) for value in found)
    return Levels(institutions, people, revenue)


def growth_by_return(register: ClusterRegister, cluster: str, first: int, last: int) -> pd.DataFrame:
    """``growth_parts`` between two years; amounts in 亿元."""
    return growth_parts(levels_of(register, cluster, first), levels_of(register, cluster, last))


def growth_by_firms(engine: Engine, layer: str, cluster: str, first: int, last: int) -> FirmChange | None:
    """``firm_change`` between two years, in 亿元; None where the layer knows no member of the cluster.

    Who joined by a year, had not left and was not closed by then was a member; who was founded by a year and not yet
    closed existed. A founding that is not known was before.
    """
    rows = engine.query("cluster/members", layer=layer, cluster_id=cluster, first_year=first, last_year=last)
    return None if rows.empty else firm_change(_firms(rows))


def growth_among_clusters(register: ClusterRegister, first: int, last: int) -> pd.DataFrame:
    """Shift-share of revenue with clusters as regions (T4): what each gained at the pace of all, and by its own.

    Returns
    -------
    pd.DataFrame, index cluster_id, of the clusters with a revenue in both years: before, after, change, national (at
        the pace of all of them together) and competitive (its own), 亿元; national + competitive = change, and the
        competitive terms add up to zero. Empty where fewer than two are known in both years, or none had any before.
    """
    table = register.wide(REVENUE)
    columns = ["before", "after", "change", "national", "competitive"]
    if not {first, last} <= set(table.columns):
        return pd.DataFrame(columns=columns)
    known = table[[first, last]].dropna()
    known = known[(known >= 0).all(axis=1)]
    if len(known) < 2 or known[first].sum() == 0:
        return pd.DataFrame(columns=columns)
    before, after = (known[[year]].rename(columns={year: "all"}) for year in (first, last))
    terms = shift_share(before, after).droplevel("form")
    return terms.assign(before=known[first], after=known[last])[columns].rename_axis(index=None)


def _firms(rows: pd.DataFrame) -> pd.DataFrame:
    """One row per agency that was a member in either year, as ``firm_change`` asks for it."""
    firms = rows.set_index("agency_code")
    flags = [name for name in firms.columns if name.startswith(("member_", "alive_"))]
    for when in ("before", "after"):
        firms[when] = firms[f"revenue_{when}"].astype(float) / WAN_IN_YI
    firms = firms.astype(dict.fromkeys(flags, bool))
    return firms[firms["member_before"] | firms["member_after"]]
