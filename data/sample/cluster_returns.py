"""What clusters of the sample return: sums of their members, an S-curve before them, and all that hangs on them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from data.metrics import load_metrics
from data.sample.aggregates import Measures
from data.sample.allocation import Numbers
from data.sample.cluster_members import Members
from data.sample.margins import Margins

# What a cluster returns of its members, by metric.
SUMMED = (
    "ip_service_institutions", "ip_agencies", "employees", "practising_patent_attorneys", "industry_revenue",
    "brand_institutions",
)
REVENUE = "industry_revenue"
# A figure cannot be more than the other; an institution has at least a person.
_AT_MOST = (
    ("ip_agencies", "ip_service_institutions"), ("brand_institutions", "ip_service_institutions"),
    ("ip_service_institutions", "employees"), ("practising_patent_attorneys", "employees"),
)  # fmt: skip

Figures = dict[str, Numbers]


def return_years(margins: Margins) -> tuple[int, ...]:
    """Return the years of which clusters return something, oldest first; they begin before those of the register."""
    return tuple(range(margins.assumptions["clusters"]["returns_since"], margins.years[-1] + 1))


def returns(found: Members, identity: pd.DataFrame, measures: Measures, margins: Margins) -> Figures:
    """Return a figure per cluster (row) and year of `return_years` (column) by metric; NaN before the approval."""
    summed = _summed(found, len(identity), measures, margins)
    figures = _with_years_before(summed, margins)
    figures |= _shares(figures, identity, margins)
    figures |= _levels(len(identity), margins)
    years = np.array(return_years(margins))
    before = years[None, :] < identity["pilot_year"].to_numpy()[:, None]
    kept = margins.assumptions["clusters"]["spread"]["never_less"]
    for metric, values in figures.items():
        grown = np.maximum.accumulate(values, axis=1) if metric in kept else values
        figures[metric] = np.where(before, np.nan, grown)
    return figures


def _summed(found: Members, count: int, measures: Measures, margins: Margins) -> Figures:
    inside = [found.inside(year) for year in margins.years]
    return {
        metric: np.stack([
            np.bincount(
                found.cluster[within], measures.by_year[metric][found.institution[within], position], minlength=count
            )
            for position, within in enumerate(inside)
        ], axis=1).astype(np.float64)
        for metric in SUMMED
    }


def _with_years_before(summed: Figures, margins: Margins) -> Figures:
    """Put years on an S-curve before those of the register, which meets the growth of the register in its middle."""
    rules = margins.assumptions["clusters"]
    draws = margins.stream("cluster curves")
    first, last = margins.years[0], margins.years[-1]
    early = np.array([year for year in return_years(margins) if year < first])
    revenue = summed[REVENUE]
    slowest, fastest = rules["curve_pace"]
    pace = draws.uniform(slowest, fastest, len(revenue))
    # Who was approved later has nothing at first, and no years before.
    ratio = revenue[:, -1] / np.where(revenue[:, 0] > 0, revenue[:, 0], revenue[:, -1])
    growth = np.clip(ratio ** (1 / (last - first)) - 1, *rules["curve_growth"])
    level = 1 - growth / pace
    middle = (first + last) / 2 - np.log(level / (1 - level)) / pace
    curve = 1 / (1 + np.exp(-pace[:, None] * (np.append(early, first)[None, :] - middle[:, None])))
    shape = curve[:, :-1] / curve[:, -1:]
    figures = {}
    for metric, values in summed.items():
        noise = np.exp(draws.normal(0.0, rules["curve_noise"], shape.shape))
        before = values[:, :1] * shape ** rules["curve_power"][metric] * noise
        figures[metric] = np.hstack([before if metric == REVENUE else np.rint(before), values])
    for part, whole in _AT_MOST:
        own, other = (figures[name][:, : len(early)] for name in (part, whole))
        figures[part][:, : len(early)] = np.minimum(own, other)
    return figures


def _shares(figures: Figures, identity: pd.DataFrame, margins: Margins) -> Figures:
    """Return the figures that are so many times another one. Of a municipality the city is the province."""
    rules = margins.assumptions["clusters"]
    draws = margins.stream("cluster shares")
    tilt = draws.normal(0.0, rules["spread"]["common"], len(identity))
    is_municipality = identity["region_code"].str.endswith("0000").to_numpy()
    found: Figures = {}
    for metric, share in rules["shares"].items():
        whole = {**figures, **found}[share["of"]]
        times = np.maximum(_paths(share, tilt, margins, draws), 0.0)
        if share.get("part"):
            times = np.minimum(times, rules["spread"]["most_of_whole"])
        if metric == "outside_province_revenue":
            times[is_municipality] = 1.0
        found[metric] = whole * times
    return found


def _levels(count: int, margins: Margins) -> Figures:
    rules = margins.assumptions["clusters"]
    draws = margins.stream("cluster levels")
    tilt = draws.normal(0.0, rules["spread"]["common"], count)
    return {
        metric: np.clip(_paths(level, tilt, margins, draws), *level["bounds"])
        for metric, level in rules["levels"].items()
    }


def _paths(rule: dict[str, Any], tilt: Numbers, margins: Margins, draws: np.random.Generator) -> Numbers:
    """Return a level per cluster and year between least and most, rising, under noise."""
    spread = margins.assumptions["clusters"]["spread"]
    place = np.clip(0.5 + tilt + draws.normal(0.0, spread["own"], len(tilt)), 0.0, 1.0)
    years = np.arange(len(return_years(margins)))
    level = rule["least"] + (rule["most"] - rule["least"]) * place[:, None] + rule["per_year"] * years[None, :]
    return level * np.exp(draws.normal(0.0, spread["yearly"], level.shape))


def return_rows(identity: pd.DataFrame, figures: Figures, margins: Margins) -> pd.DataFrame:
    """Return the table cluster_year. Sums of the register stay as they are, all else has the digits of its metric."""
    note, source = (margins.assumptions["source"][name] for name in ("title", "source_id"))
    parts = []
    for metric, values in figures.items():
        known = load_metrics()[metric]
        digits = 6 if metric == REVENUE else known.decimals
        cluster, year = np.nonzero(~np.isnan(values))
        parts.append(pd.DataFrame({
            "cluster_id": identity["cluster_id"].to_numpy()[cluster],
            "year": np.array(return_years(margins))[year],
            "metric": metric,
            "value": np.round(values[cluster, year], digits),
            "unit": known.unit,
        }))
    rows = pd.concat(parts, ignore_index=True)
    return rows.assign(qualifier="exact", layer="sample", source_id=source, note=note)
