"""How far the sample register is from every published figure that it can be held against."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from data.intake import InputFolders
from data.metrics import load_metrics
from data.sample.margins import NATION, Margins, Printed, load_margins
from data.sample.places import Places, load_places

Figures = Mapping[tuple[str, int, str], float]

# Published rates and what they are rates of: part, whole, factor. The whole is that of the nation or of the place.
_OF_THE_NATION = {
    "share_of_national_patent_agencies": ("patent_agencies", "patent_agencies"),
    "share_of_employees": ("employees", "employees"),
    "share_of_ip_service_institutions": ("ip_service_institutions", "ip_service_institutions"),
    "share_of_national_institutions_aged_1_to_2_years": ("institutions_aged_1_to_2_years",) * 2,
    "share_of_national_institutions_under_3_years": ("under_3_years", "under_3_years"),
}
_OF_THE_PLACE = {
    "average_revenue_per_institution": ("industry_revenue", "ip_service_institutions", 10000.0),
    "patent_agency_average_revenue": ("patent_agency_revenue", "patent_agencies", 10000.0),
    "labour_productivity": ("industry_revenue", "employees", 10000.0),
}
# Classes by number of attorneys that no metric of the register bears, least and most.
_ATTORNEYS = {
    "patent_agencies_under_10_staff": (1, 9),
    "patent_agencies_21_50_staff": (21, 50),
    "patent_agencies_over_50_staff": (51, 10**6),
}
_GROWTH = "_growth"


def calibration(frames: Mapping[str, pd.DataFrame], inputs: InputFolders | None = None) -> pd.DataFrame:
    """Return one row per published figure of the years of the register that it can be held against.

    Columns region_code, year, metric, printed, qualifier, sample, error_percent, not_met. A bound is missed by as much
    as the register falls short of it, else by nothing. `not_met` says why the register does not aim at a figure.
    """
    inputs = inputs or InputFolders()
    margins = load_margins(inputs)
    figures = _figures(frames, load_places(inputs, margins))
    rows = []
    for (region, year, metric), printed in sorted(margins.printed.items()):
        value = _held_against(figures, region, year, metric) if year in margins.years else None
        if value is not None:
            own = (region, year, metric, printed.value, printed.qualifier, value, _error(printed, value))
            rows.append((*own, _reason(margins, region, year, metric)))
    columns = ["region_code", "year", "metric", "printed", "qualifier", "sample", "error_percent", "not_met"]
    return pd.DataFrame(rows, columns=columns)


def _figures(frames: Mapping[str, pd.DataFrame], places: Places) -> Figures:
    stat = frames["stat"]
    found = dict(zip(zip(stat["region_code"], stat["year"], stat["metric"], strict=True), stat["value"], strict=True))
    additive = {name for name, metric in load_metrics().items() if metric.additive}
    for name, inside in places.groups.items():
        codes = np.array(places.codes)[inside]
        own = stat[stat["region_code"].isin(codes) & stat["metric"].isin(additive)]
        sums = own.groupby(["year", "metric"], as_index=False)["value"].sum()
        for year, metric, value in sums.itertuples(index=False):
            found.setdefault((name, year, metric), value)
    years = frames["agency_year"].merge(frames["agency"][["agency_code", "region_code", "established_on"]])
    young = years[years["established_on"].dt.year > years["year"] - 3]
    for name, inside in {**places.groups, NATION: np.ones(len(places.codes), dtype=bool)}.items():
        own = young[young["region_code"].isin(np.array(places.codes)[inside])]
        found.update({(name, year, "under_3_years"): float(n) for year, n in own.groupby("year").size().items()})
    agencies = years[years["attorneys"] > 0]
    for metric, (least, most) in _ATTORNEYS.items():
        counted = agencies[agencies["attorneys"].between(least, most)].groupby("year").size()
        found.update({(NATION, year, metric): float(count) for year, count in counted.items()})
    return found


def _held_against(figures: Figures, region: str, year: int, metric: str) -> float | None:
    try:
        if (region, year, metric) in figures:
            return figures[region, year, metric]
        if metric in _OF_THE_NATION:
            part, whole = _OF_THE_NATION[metric]
            return 100 * figures[region, year, part] / figures[NATION, year, whole]
        if metric in _OF_THE_PLACE:
            part, whole, factor = _OF_THE_PLACE[metric]
            return factor * figures[region, year, part] / figures[region, year, whole]
        if metric.endswith(_GROWTH):
            name = metric.removesuffix(_GROWTH)
            return 100 * (figures[region, year, name] / figures[region, year - 1, name] - 1)
    except KeyError:
        pass
    return None


def _reason(margins: Margins, region: str, year: int, metric: str) -> str:
    for conflict in margins.assumptions["calibration"]["not_met"]:
        is_of = region in conflict.get("regions", [region]) and year in conflict.get("years", [year])
        if metric in conflict["metrics"] and is_of:
            return str(conflict["reason"])
    return ""


def _error(printed: Printed, value: float) -> float:
    missed = {
        "over": min(value - printed.value, 0.0),
        "less_than": max(value - printed.value, 0.0),
    }.get(printed.qualifier, value - printed.value)
    return 100 * missed / printed.value
