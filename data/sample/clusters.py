"""Clusters of the sample register with yearly returns and plans, made of institutions of their host cities."""

from __future__ import annotations

import numpy as np
import pandas as pd

from data.metrics import load_metrics
from data.sample import FICTITIOUS
from data.sample.aggregates import Measures
from data.sample.allocation import Integers
from data.sample.cluster_events import event_rows
from data.sample.cluster_members import member_rows, members
from data.sample.cluster_returns import Figures, return_rows, return_years, returns
from data.sample.institutions import Institutions, agency_codes
from data.sample.margins import Margins
from data.sample.places import ZONES, Places

PLANNED = ("ip_service_institutions", "employees", "industry_revenue")


def clusters(
    every: Institutions, measures: Measures, margins: Margins, places: Places
) -> dict[str, pd.DataFrame]:
    """Return the tables cluster, cluster_source, cluster_year, cluster_target, cluster_event and cluster_member."""
    rules = margins.assumptions["clusters"]
    draws = margins.stream("clusters")
    hosts = _hosts(every, margins, places)
    least, most = rules["members"]
    belongs = draws.random(len(every)) < draws.uniform(least, most, len(places.codes))[every.city]
    number = np.full(len(places.codes), -1)
    number[hosts] = np.arange(len(hosts))
    identity = _identity(hosts, margins, places, draws)
    cluster = np.where(belongs, number[every.city], -1)
    found = members(every, cluster, identity["pilot_year"].to_numpy(), margins)
    figures = returns(found, identity, measures, margins)
    source = margins.assumptions["source"]["source_id"]
    return {
        "cluster": identity,
        "cluster_source": pd.DataFrame({"cluster_id": identity["cluster_id"], "source_id": source}),
        "cluster_year": return_rows(identity, figures, margins),
        "cluster_target": _plans(identity, figures, margins, draws),
        "cluster_event": event_rows(identity, margins),
        "cluster_member": member_rows(found, identity, agency_codes(np.arange(len(every)))),
    }


def _hosts(every: Institutions, margins: Margins, places: Places) -> Integers:
    """Return the host cities: the largest of each zone, as many as the zone has clusters."""
    stocks = np.bincount(every.city[every.present(len(margins.years) - 1)], minlength=len(places.codes))
    hosts = []
    for number, zone in enumerate(ZONES):
        inside = np.flatnonzero(places.zone == number)
        largest = inside[np.argsort(-stocks[inside], kind="stable")]
        hosts.append(largest[: margins.assumptions["clusters"]["zones"][zone]])
    return np.concatenate(hosts)


def _identity(hosts: Integers, margins: Margins, places: Places, draws: np.random.Generator) -> pd.DataFrame:
    rules = margins.assumptions["clusters"]
    letters = [rules["letters"][ZONES[places.zone[host]]] for host in hosts]
    labels = [f"{letter}{letters[: place + 1].count(letter):02d}" for place, letter in enumerate(letters)]
    first, last = rules["pilot_years"]
    pilot = draws.integers(first, last + 1, len(hosts))
    demonstration = pilot + draws.integers(3, 6, len(hosts))
    is_demonstration = demonstration <= margins.years[-1]
    codes = [places.codes[host] for host in hosts]
    return pd.DataFrame({
        "cluster_id": [FICTITIOUS + label.lower() for label in labels],
        "name_zh": [f"示例集聚区 {label}" for label in labels],
        "name_en": [f"Sample cluster {label}" for label in labels],
        "region_code": codes,
        "place_code": codes,
        "pilot_year": pilot,
        "demonstration_year": pd.Series(demonstration, dtype="Int64").where(is_demonstration),
        "status": np.where(is_demonstration, "demonstration", "pilot"),
        "layer": "sample",
        "note": margins.assumptions["source"]["title"],
    })


def _plans(
    identity: pd.DataFrame, figures: Figures, margins: Margins, draws: np.random.Generator
) -> pd.DataFrame:
    rules = margins.assumptions["clusters"]
    base = return_years(margins).index(rules["plan_base"])
    parts = []
    for metric in PLANNED:
        least, most = rules["plan_growth"]
        growth = draws.uniform(least, most, len(identity))
        for year in rules["plan_years"]:
            aim = figures[metric][:, base] * (1 + growth) ** (year - rules["plan_base"])
            parts.append(_long(identity, metric, year, np.round(aim, 2 if metric == "industry_revenue" else -1)))
    note, source = (margins.assumptions["source"][name] for name in ("title", "source_id"))
    return pd.concat(parts, ignore_index=True).assign(source_id=source, note=note)


def _long(identity: pd.DataFrame, metric: str, year: int, values: np.ndarray) -> pd.DataFrame:
    return pd.DataFrame({
        "cluster_id": identity["cluster_id"], "year": year, "metric": metric, "value": values.astype(np.float64),
        "unit": load_metrics()[metric].unit, "layer": "sample",
    })
