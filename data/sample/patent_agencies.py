"""Patent agencies of the sample register: their numbers by province and year, their lives and ages."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.sample.allocation import Integers, capped, largest_remainder
from data.sample.margins import Margins
from data.sample.places import Places

METRIC = "patent_agencies"

# First and last year of establishment of the groups for which an age is printed.
_COHORTS = ((1985, 2001), (2002, 2003), (2004, 2011), (2012, 2018), (2019, 2019))
_TWELVE, _NINETEEN = 3, 4


@dataclass(frozen=True)
class PatentAgencies:
    """One position per agency: city, first and last year as positions, year of establishment."""

    city: Integers
    first: Integers
    last: Integers
    established: Integers


@dataclass(frozen=True)
class Closures:
    """How many close in a year, given as a position: of the agencies of given cohorts."""

    position: int
    first_cohort: int
    last_cohort: int
    count: int


def province_stocks(margins: Margins, places: Places) -> Integers:
    """Return the agencies of each province (row) and year (column).

    Printed provinces as printed, between printed years at constant growth; the rest of the nation by weight.
    """
    years = margins.years
    printed = [[margins.figure(METRIC, year, code) for year in years] for code in places.provinces]
    known = np.array([row[0] is not None and row[-1] is not None for row in printed])
    weights = np.bincount(places.province, places.weights)
    stocks = np.zeros((len(printed), len(years)), dtype=np.int64)
    for number in np.flatnonzero(known):
        there = [position for position, value in enumerate(printed[number]) if value is not None]
        logs = np.log([float(printed[number][position] or 0) for position in there])
        stocks[number] = np.round(np.exp(np.interp(range(len(years)), there, logs)))
    caps = np.array([_cap(margins, code, years[0]) for code in places.provinces])
    for position, year in enumerate(years):
        left = round(margins.known(METRIC, year)) - int(stocks[known, position].sum())
        if position == 0:
            stocks[~known, 0] = capped(weights[~known], left, caps[~known])
        else:
            before = stocks[~known, position - 1]
            stocks[~known, position] = before + largest_remainder(weights[~known], left - int(before.sum()))
    return stocks


def _cap(margins: Margins, code: str, year: int) -> float:
    found = margins.printed.get((code, year, METRIC))
    return found.value - 1 if found is not None and found.qualifier == "less_than" else np.inf


def patent_agencies(margins: Margins, places: Places, institutions: Integers) -> PatentAgencies:
    """Return every patent agency of any year; `institutions` are those of each city in the first year."""
    draws = margins.stream("patent agencies")
    stocks = province_stocks(margins, places)
    cohorts, closures = life_table(margins)
    final = len(margins.years) - 1
    province = np.repeat(np.arange(len(stocks)), stocks[:, 0])
    established = draws.permutation(np.concatenate([
        draws.integers(first, last + 1, count) for (first, last), count in zip(_COHORTS, cohorts, strict=True)
    ]))
    first, last = np.zeros(len(province), dtype=np.int64), np.full(len(province), final)
    for position in range(1, final + 1):
        closing = np.zeros(len(stocks), dtype=np.int64)
        for group in (group for group in closures if group.position == position):
            of_cohort = (established >= group.first_cohort) & (established <= group.last_cohort)
            chosen = draws.choice(np.flatnonzero(of_cohort & (last == final)), group.count, replace=False)
            last[chosen] = position - 1
            closing += np.bincount(province[chosen], minlength=len(stocks))
        opening = np.repeat(np.arange(len(stocks)), stocks[:, position] - stocks[:, position - 1] + closing)
        province = np.r_[province, opening]
        established = np.r_[established, np.full(len(opening), margins.years[position])]
        first = np.r_[first, np.full(len(opening), position)]
        last = np.r_[last, np.full(len(opening), final)]
    return PatentAgencies(_cities(province, margins, places, institutions, draws), first, last, established)


def life_table(margins: Margins) -> tuple[list[int], list[Closures]]:
    """Return the agencies of the first year by cohort and the closures, which together meet every printed age."""
    rules = margins.assumptions["patent_agencies"]
    stock = {year: round(margins.known(METRIC, year)) for year in margins.years}
    born = {year: round(margins.known("new_patent_agencies", year)) for year in (2021, 2022, 2023)}
    born[2020] = rules["births_2020"]
    young = {int(year): count for year, count in rules["young_closures"].items()}
    young[2023] = sum(born[year] for year in (2021, 2022, 2023)) - young[2022]
    young[2023] -= round(margins.known("patent_agencies_under_3_years", 2023))
    old = {year: born[year] - stock[year] + stock[year - 1] - young[year] for year in born}
    closures = [
        Closures(1, 2019, 2019, young[2020]), Closures(1, 2012, 2018, old[2020]),
        Closures(2, 2019, 2020, young[2021]), Closures(2, 2012, 2018, old[2021]),
        Closures(3, 2021, 2021, young[2022]), Closures(3, 2012, 2020, old[2022]),
        Closures(4, 2021, 2022, young[2023]), Closures(4, 2012, 2020, old[2023]),
    ]
    ten, under_3 = (
        round(margins.known(metric, 2021))
        for metric in ("patent_agencies_aged_10_years_or_more", "patent_agencies_under_3_years")
    )
    twenty_2023 = round(margins.known("patent_agencies_aged_20_years_or_more", 2023))
    twenty_2021 = rules["older_than_20_years_2021"]
    cohorts = [twenty_2021, twenty_2023 - twenty_2021, ten - twenty_2023, 0, 0]
    cohorts[_TWELVE] = stock[2021] - ten - under_3 + old[2020] + old[2021]
    cohorts[_NINETEEN] = under_3 - born[2020] - born[2021] + young[2020] + young[2021]
    return cohorts, closures


def _cities(
    province: Integers, margins: Margins, places: Places, institutions: Integers, draws: np.random.Generator
) -> Integers:
    rules = margins.assumptions["patent_agencies"]
    result = np.zeros(len(province), dtype=np.int64)
    for number in range(len(places.provinces)):
        inside = np.flatnonzero(places.province == number)
        weights = institutions[inside] ** rules["city_power"] * (institutions[inside] >= rules["smallest_city"])
        if weights.sum() == 0:
            weights = (institutions[inside] == institutions[inside].max()).astype(np.float64)
        own = province == number
        result[own] = draws.choice(inside, int(own.sum()), p=weights / weights.sum())
    return result
