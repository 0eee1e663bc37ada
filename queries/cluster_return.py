"""A yearly return of a cluster beside what it returned before: what is asked for, what changed, what looks wrong."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal, NamedTuple

import pandas as pd

from data.sample import FICTITIOUS
from data.slips import LEAP, SLIP, SMALLEST
from queries.cluster_register import COMPUTED_WITH, cluster_register
from queries.engine import Engine

# What is asked for, by block of METHODS section 4.
ASKED: dict[str, tuple[str, ...]] = {
    "scale": (
        "ip_service_institutions", "ip_agencies", "employees", "practising_patent_attorneys", "industry_revenue",
        "taxes_paid",
    ),
    "specialisation": ("clients", "anchor_industry_clients", "service_combinations_covered"),
    "quality": (
        "credit_rated_agencies", "credit_a_agencies", "cases_handled", "complaints", "grant_rate_ratio",
        "invalidation_survival_ratio",
    ),
    "brand": ("brand_institutions", "standards_led", "service_awards", "brand_recognition"),
    "radiation": (
        "outside_city_revenue", "outside_province_revenue", "branches_elsewhere", "provinces_served_effective",
    ),
    "international": (
        "foreign_related_revenue", "international_filings_handled", "overseas_offices", "foreign_agencies_admitted",
    ),
}
METRICS = tuple(metric for block in ASKED.values() for metric in block)
PARTS = (
    ("ip_agencies", "ip_service_institutions"), ("brand_institutions", "ip_service_institutions"),
    ("practising_patent_attorneys", "employees"), ("taxes_paid", "industry_revenue"),
    ("outside_city_revenue", "industry_revenue"), ("outside_province_revenue", "outside_city_revenue"),
    ("foreign_related_revenue", "industry_revenue"), ("credit_rated_agencies", "ip_service_institutions"),
    ("credit_a_agencies", "credit_rated_agencies"), ("anchor_industry_clients", "clients"),
)
"""A part and the whole that it cannot exceed."""
LARGEST = {"service_combinations_covered": 35.0, "provinces_served_effective": 34.0, "brand_recognition": 100.0}
"""What a figure cannot exceed by its definition, in its unit."""
JUMP = 0.5
"""Change per year from which a figure is asked about again."""
TRIED = "trial_"

DoubtKind = Literal[
    "part_above_whole", "beyond_bound", "ten_thousand_times", "ten_times", "jump", "without_staff", "without_revenue",
    "unchanged",
]


class LastFigure(NamedTuple):
    """A figure that was returned before, in the unit of its metric, and its year."""

    year: int
    value: float


class Doubt(NamedTuple):
    """What looks wrong with a figure: `against` is what it was held against, of metric `other` or of year `year`."""

    metric: str
    kind: DoubtKind
    value: float
    against: float
    other: str = ""
    year: int = 0


def figures_before(engine: Engine, cluster: str, year: int) -> pd.DataFrame:
    """What a cluster returned before a year, imported before published.

    Columns year, metric, value, qualifier, source_title, layer.

    A fictitious cluster that is tried out under a name of its own has the figures of the sample.
    """
    rows = _stored(engine, cluster)
    return rows[rows["year"] < year].reset_index(drop=True)


def figures_of_year(engine: Engine, cluster: str, year: int) -> pd.DataFrame:
    """What is stored of the very year that is returned, columns as ``figures_before``.

    A new return takes the place of what was imported; what is published, or of the sample, stays in its own layer.
    """
    rows = _stored(engine, cluster)
    return rows[rows["year"] == year].reset_index(drop=True)


def _stored(engine: Engine, cluster: str) -> pd.DataFrame:
    tried = cluster.startswith(TRIED)
    parts = []
    for layer in ("imported", "sample" if tried else "published"):
        register = cluster_register(engine, layer)
        if register is not None:
            name = FICTITIOUS + cluster.removeprefix(TRIED) if layer == "sample" else cluster
            rows = register.figures[register.figures["cluster_id"] == name]
            parts.append(rows[["year", "metric", "value", "qualifier", "source_title"]].assign(layer=layer))
    rows = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(
        columns=["year", "metric", "value", "qualifier", "source_title", "layer"]
    )
    return rows.drop_duplicates(["year", "metric"]).sort_values(["metric", "year"], ignore_index=True)


def year_to_return(last: int | None, today: date) -> int:
    """The year that a return is asked for: the calendar year that ended last; the one after `last` where that is later.

    A manager who reports 2025 in spring 2026 finds 2025 whatever was known before; who has reported it already is asked
    for the next one.
    """
    ended = today.year - 1
    return ended if last is None else max(last + 1, ended)


def last_figures(before: pd.DataFrame) -> dict[str, LastFigure]:
    """The latest figure of every metric of ``figures_before``."""
    rows = before.sort_values("year")
    cells = zip(rows["metric"].tolist(), rows["year"].tolist(), rows["value"].tolist(), strict=True)
    return {str(metric): LastFigure(int(year), float(value)) for metric, year, value in cells}


def change_per_year(value: float, last: float, years: int) -> float | None:
    """Relative change per year from `last`, `years` before; None where either is not above zero, or no year passed."""
    return None if value <= 0 or last <= 0 or years <= 0 else float((value / last) ** (1 / years) - 1)


def doubts(new: Mapping[str, float], before: pd.DataFrame, year: int) -> list[Doubt]:
    """What looks wrong with a return: parts above wholes, beyond bounds, slips of a unit, jumps, what is left out.

    `new` are the figures of `year` by metric in the units of the catalogue, `before` those of ``figures_before``.
    A bound or an unconfirmed figure is no measure of a change. Of a slip and a jump only the slip is told.
    """
    known = before[before["qualifier"].isin(COMPUTED_WITH)]
    last = last_figures(known)
    found = [
        Doubt(part, "part_above_whole", new[part], new[whole], whole)
        for part, whole in PARTS if part in new and whole in new and new[part] > new[whole]
    ]
    found += [
        Doubt(metric, "beyond_bound", new[metric], most)
        for metric, most in LARGEST.items() if new.get(metric, 0.0) > most
    ]
    for metric, value in new.items():
        if metric in last:
            told = _against_last(metric, value, last[metric].value, last[metric].year, year)
            found += [told] if told else []
    for present, absent, kind in (
        ("industry_revenue", "employees", "without_staff"), ("employees", "industry_revenue", "without_revenue"),
    ):
        if present in new and absent not in new:
            found.append(Doubt(absent, kind, new[present], float("nan"), present))  # type: ignore[arg-type]
    return found


def _against_last(metric: str, value: float, last: float, last_year: int, year: int) -> Doubt | None:
    smaller, larger = sorted((abs(value), abs(last)))
    ratio = larger / smaller if smaller else float("inf") if larger else 1.0
    change = change_per_year(value, last, year - last_year)
    if ratio >= SLIP and larger >= SMALLEST:
        return Doubt(metric, "ten_thousand_times", value, last, year=last_year)
    if ratio >= LEAP and smaller >= SMALLEST:
        return Doubt(metric, "ten_times", value, last, year=last_year)
    if change is not None and abs(change) > JUMP and larger >= SMALLEST:
        return Doubt(metric, "jump", value, last, year=last_year)
    if value == last and larger >= SMALLEST and metric in ("industry_revenue", "employees"):
        return Doubt(metric, "unchanged", value, last, year=last_year)
    return None
