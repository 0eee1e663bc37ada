"""What the sample register adds up to: one figure per metric, year and place, of cities, provinces and the nation."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from data.metrics import load_metrics
from data.sample.allocation import Integers
from data.sample.attorneys import OVER_50
from data.sample.branches import Branches
from data.sample.conditions import conditions
from data.sample.demand import CENSUS, demand, demand_years, earlier_products
from data.sample.institutions import FOUR, SHARE, TOTAL, Institutions
from data.sample.margins import NATION, Margins
from data.sample.places import Places
from data.sample.services import Services
from data.sample.staff import HUNDRED_YUAN_PER_100_MILLION

GROUPS = (
    "beijing-tianjin-hebei", "yangtze-river-delta", "greater-bay-area", "chengdu-chongqing",
    FOUR, "three-major-regions", "five-provinces",
)
# Percentages of the institutions of a place, by what is counted.
SHARES = {
    "share_of_institutions_with_foreign_related_business": "institutions_with_foreign_related_business",
    "share_of_institutions_under_5_years": "under_5_years",
}


@dataclass(frozen=True)
class Measures:
    """What each institution (row) adds to each metric in each year (column), in the unit of the metric.

    `branches` counts those of each city (row) in each year (column).
    """

    by_year: dict[str, np.ndarray]
    branches: Integers


def measures(
    every: Institutions, attorneys: Integers, employed: Integers, earned: Integers, capital: Integers,
    foreign: np.ndarray, offered: Services, branched: Branches, margins: Margins, places: Places,
) -> Measures:
    """Return the measures of the register."""
    years = np.array(margins.years)
    present = np.stack([every.present(year) for year in range(len(years))], axis=1)
    own = present & every.is_patent_agency[:, None]
    age = years[None, :] - every.established[:, None]
    earnings = earned / HUNDRED_YUAN_PER_100_MILLION
    found = {
        TOTAL: present,
        "new_ip_service_institutions": present & (age == 0),
        "institutions_aged_1_to_2_years": present & (age >= 1) & (age <= 2),
        "under_5_years": present & (age < 5),
        "ip_agencies": offered.agency(every),
        "trademark_agencies": offered.trademark,
        "ip_legal_service_institutions": offered.forms["法律"],
        "ip_information_service_institutions": offered.forms["信息"],
        "ip_operation_service_institutions": offered.forms["运营"],
        "ip_consulting_service_institutions": offered.forms["咨询"],
        "ip_training_service_institutions": offered.forms["培训"],
        "institutions_with_foreign_related_business": foreign,
        "employees": employed,
        "industry_revenue": earnings,
        "registered_capital": capital / HUNDRED_YUAN_PER_100_MILLION,
        "brand_institutions": present & (employed >= margins.assumptions["clusters"]["brand_employees"]),
        "patent_agencies": own,
        "new_patent_agencies": own & (age == 0),
        "patent_agencies_under_3_years": own & (age < 3),
        "patent_agencies_aged_10_years_or_more": own & (age >= 10),
        "patent_agencies_aged_20_years_or_more": own & (age >= 20),
        "patent_agencies_under_10_attorneys": own & (attorneys < 10),
        "patent_agencies_10_or_fewer_attorneys": own & (attorneys <= 10),
        "patent_agencies_51_100_attorneys": own & (attorneys > 50) & (attorneys <= 100),
        OVER_50: own & (attorneys > 50),
        "patent_agencies_over_100_attorneys": own & (attorneys > 100),
        "practising_patent_attorneys": attorneys,
        "patent_agency_revenue": np.where(own, earnings, 0.0),
    }
    counted = [np.bincount(branched.city[branched.present(year)], minlength=len(places.codes)) for year in years]
    return Measures(found, np.stack(counted, axis=1))


def statistics(every: Institutions, measured: Measures, margins: Margins, places: Places) -> pd.DataFrame:
    """Return the rows of the table stat: additive metrics of every city, province and the nation, shares, demand,
    and the conditions of provinces.

    Figures of the first year that need the year before, such as openings, are left out.
    """
    cities = {
        metric: np.stack([
            np.bincount(every.city, values[:, year], minlength=len(places.codes)) for year in range(len(margins.years))
        ], axis=1)
        for metric, values in measured.by_year.items()
        if metric != "brand_institutions"
    }
    cities["patent_agency_branches"] = measured.branches.astype(np.float64)
    parts = []
    for metric, values in cities.items():
        for code, row in _by_place(values, places).items():
            parts += [(code, year, metric, value) for year, value in zip(margins.years, row.tolist(), strict=True)]
    parts += _shares(cities, margins, places)
    parts += _demand(cities[TOTAL].mean(axis=1), margins, places)
    parts += _conditions(margins, places)
    frame = pd.DataFrame(parts, columns=["region_code", "year", "metric", "value"])
    frame = frame[frame["metric"].isin(load_metrics())]
    frame = frame[~(frame["metric"].str.startswith("new_") & (frame["year"] == margins.years[0]))]
    frame["value"] = frame["value"].round(6)
    frame["unit"] = frame["metric"].map({name: metric.unit for name, metric in load_metrics().items()})
    source = margins.assumptions["source"]
    return frame.assign(qualifier="exact", layer="sample", source_id=source["source_id"], note=source["title"])


def _by_place(values: np.ndarray, places: Places) -> dict[str, np.ndarray]:
    """Return the sums of every place by code; a municipality is city and province under one code."""
    found = {NATION: values.sum(axis=0)}
    for number, code in enumerate(places.provinces):
        found[code] = values[places.province == number].sum(axis=0)
    return {**dict(zip(places.codes, values, strict=True)), **found}


def _demand(register: np.ndarray, margins: Margins, places: Places) -> list[tuple[str, int, str, float]]:
    """The census has figures in its own year alone; the economy has some of earlier years."""
    rows = []
    figures_of = demand(register, margins, places)
    for year, earlier in earlier_products(figures_of, margins).items():
        for metric, values in earlier.items():
            rows += [(code, year, metric, float(row)) for code, row in _by_place(values, places).items()]
    for metric, values in figures_of.items():
        for code, row in _by_place(values, places).items():
            figures = zip(demand_years(margins), row.tolist(), strict=True)
            rows += [(code, year, metric, value) for year, value in figures if value or metric != CENSUS]
    return rows


def _conditions(margins: Margins, places: Places) -> list[tuple[str, int, str, float]]:
    return [
        (code, year, metric, value)
        for metric, values in conditions(margins, places).items()
        for code, row in zip(places.provinces, values.tolist(), strict=True)
        for year, value in zip(demand_years(margins), row, strict=True)
    ]


def _shares(
    cities: dict[str, np.ndarray], margins: Margins, places: Places
) -> list[tuple[str, int, str, float]]:
    """A place without institutions has no share. Groups are added up from their cities."""
    rows = []
    groups = {name: cities[TOTAL][places.inside(name)].sum(axis=0) for name in GROUPS}
    nation = cities[TOTAL].sum(axis=0)
    for name, values in groups.items():
        rows += [(name, year, SHARE, 100 * value) for year, value in zip(margins.years, values / nation, strict=True)]
    wholes = _by_place(cities[TOTAL], places)
    for metric, counted in SHARES.items():
        parts = _by_place(cities[counted], places)
        bay = places.inside("greater-bay-area")
        both = {**{code: (parts[code], wholes[code]) for code in wholes},
                "greater-bay-area": (cities[counted][bay].sum(axis=0), groups["greater-bay-area"])}
        for code, (part, whole) in both.items():
            rows += [
                (code, year, metric, 100 * part[position] / whole[position])
                for position, year in enumerate(margins.years) if whole[position]
            ]
    return rows
