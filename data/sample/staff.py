"""Employees, revenue and foreign-related business of the sample register, per institution and year."""

from __future__ import annotations

import numpy as np

from data.sample.allocation import Flags, Integers, Numbers, largest_remainder, rank_within
from data.sample.institutions import Institutions, ages
from data.sample.margins import Margins
from data.sample.places import ZONES, Places

CAPITAL_REGION, FOUR, BAY = "beijing-tianjin-hebei", "four-major-regions", "greater-bay-area"
FOREIGN = "institutions_with_foreign_related_business"
HUNDRED_YUAN_PER_100_MILLION = 1_000_000
PRINTED_YEAR = 2020


def employees(every: Institutions, attorneys: Integers, margins: Margins, places: Places) -> Integers:
    """Return the employees of each institution (row) and year (column), never fewer than its attorneys.

    The capital region and the four major regions are exact in the printed year; in other years employees per
    institution keep the proportions between the regions, and the nation is exact.
    """
    rules = margins.assumptions["employees"]
    draws = margins.stream("employees")
    size = np.exp(rules["sigma"] * draws.standard_normal(len(every)))
    size *= np.where(every.is_patent_agency, rules["patent_agency"], 1.0)
    group = (places.inside(FOUR).astype(np.int64) + places.inside(CAPITAL_REGION))[every.city]
    stocks = np.stack([np.bincount(group[every.present(year)]) for year in range(len(margins.years))], axis=1)
    base = margins.years.index(PRINTED_YEAR)
    four, capital = (round(margins.known("employees", PRINTED_YEAR, code)) for code in (FOUR, CAPITAL_REGION))
    whole = np.array([round(margins.known("employees", PRINTED_YEAR)) - four, four - capital, capital])
    result = np.zeros((len(every), len(margins.years)), dtype=np.int64)
    for position, year in enumerate(margins.years):
        size = size * np.exp(rules["yearly_sigma"] * draws.standard_normal(len(every)))
        age = ages(every, margins, position)
        weights = size * np.clip(rules["newborn"] + rules["per_year_of_age"] * age, None, 1.0)
        in_proportion = stocks[:, position] * whole / stocks[:, base]
        totals = largest_remainder(in_proportion, round(margins.total("employees", year)))
        least = np.maximum(attorneys[:, position], 1)
        for number, total in enumerate(totals):
            inside = np.flatnonzero(every.present(position) & (group == number))
            extra = largest_remainder(weights[inside], int(total) - int(least[inside].sum()))
            result[inside, position] = least[inside] + extra
    return result


def revenue(every: Institutions, employed: Integers, margins: Margins) -> Integers:
    """Return the revenue of each institution (row) and year (column) in units of 100 yuan.

    Whole numbers, so that every total is exact: of the nation, and of the patent agencies within it.
    """
    rules = margins.assumptions["revenue"]
    draws = margins.stream("revenue")
    productivity = np.exp(rules["sigma"] * draws.standard_normal(len(every)))
    result = np.zeros(employed.shape, dtype=np.int64)
    for position, year in enumerate(margins.years):
        whole = margins.total("industry_revenue", year)
        printed = margins.figure("patent_agency_revenue", year)
        own = printed if printed is not None else whole * rules["patent_agency_share"][str(year)]
        for is_own, amount in ((True, own), (False, whole - own)):
            inside = np.flatnonzero(every.present(position) & (every.is_patent_agency == is_own))
            units = round(amount * HUNDRED_YUAN_PER_100_MILLION)
            result[inside, position] = largest_remainder(
                employed[inside, position] * productivity[inside], units
            )
    return result


def size_classes(employed: Integers, margins: Margins) -> Integers:
    """Return 0 small, 1 medium, 2 large by number of employees."""
    rules = margins.assumptions["employees"]
    return (employed >= rules["medium"]).astype(np.int64) + (employed >= rules["large"])


def foreign_related(every: Institutions, employed: Integers, margins: Margins, places: Places) -> Flags:
    """Return who has foreign-related business in each year: a share of the Greater Bay Area and of each zone.

    Larger institutions are likelier to have it, and who has it mostly keeps it.
    """
    rules = margins.assumptions["foreign_related"]
    draws = margins.stream("foreign-related business")
    leaning = draws.gumbel(size=len(every))
    in_bay = places.inside(BAY)[every.city]
    group = np.where(in_bay, len(ZONES), places.zone[every.city])
    result = np.zeros(employed.shape, dtype=bool)
    for position, year in enumerate(margins.years):
        printed = margins.figure(f"share_of_{FOREIGN}", year, BAY)
        bay = printed / 100 if printed is not None else rules["greater_bay_area"][str(year)]
        shares: Numbers = np.array([*(rules["zone"][zone] for zone in ZONES), bay])
        there = np.flatnonzero(every.present(position))
        counts = np.round(np.bincount(group[there], minlength=len(shares)) * shares)
        counts[-1] = max(counts[-1], np.ceil(margins.figure(FOREIGN, year, BAY) or 0))
        keys = -(leaning[there] + 0.5 * np.log(employed[there, position]))
        result[there, position] = rank_within(group[there], keys) < counts[group[there]]
    return result
