"""Institutions of the sample register: how many per city and year, which open and close, when established."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.sample.allocation import (
    Flags,
    Integers,
    Numbers,
    largest_remainder,
    largest_remainder_within,
    rake,
    rank_within,
)
from data.sample.margins import Margins
from data.sample.patent_agencies import patent_agencies
from data.sample.places import ZONES, Places

DELTA, FOUR, FIVE, GUANGDONG = "yangtze-river-delta", "four-major-regions", "five-provinces", "440000"
TOTAL, SHARE = "ip_service_institutions", "share_of_ip_service_institutions"


@dataclass(frozen=True)
class Institutions:
    """One position per institution: city, first and last year as positions in the years, year of establishment.

    Patent agencies come first. Who is there in the last year of the register has not closed.
    """

    city: Integers
    first: Integers
    last: Integers
    established: Integers
    is_patent_agency: Flags

    def __len__(self) -> int:
        return len(self.city)

    def present(self, year: int) -> Flags:
        """Return who is there at the end of a year, given as a position."""
        return (self.first <= year) & (year <= self.last)


def institutions(margins: Margins, places: Places) -> Institutions:
    """Return every institution that exists in any year of the register."""
    stocks = city_stocks(margins, places)
    agencies = patent_agencies(margins, places, stocks[:, 0])
    own = np.stack([
        np.bincount(agencies.city[(agencies.first <= year) & (year <= agencies.last)], minlength=len(places.codes))
        for year in range(len(margins.years))
    ], axis=1)
    if (own > stocks).any():
        raise ValueError("a city has more patent agencies than institutions")
    births = [0 if position == 0 else _births(margins, position) for position in range(len(margins.years))]
    for position in range(1, len(margins.years)):
        births[position] -= int((agencies.first == position).sum())
    city, first, last = _lives(margins, stocks - own, births)
    every = Institutions(
        np.r_[agencies.city, city],
        np.r_[agencies.first, first],
        np.r_[agencies.last, last],
        np.r_[agencies.established, np.where(first > 0, margins.years[0] + first, 0)],
        np.arange(len(agencies.city) + len(city)) < len(agencies.city),
    )
    return _with_cohorts(every, margins, places)


def agency_codes(numbers: Integers) -> list[str]:
    """Return the codes of institutions by position; nothing real bears such a code."""
    return [f"SAMPLE-{number + 1:06d}" for number in numbers.tolist()]


def city_stocks(margins: Margins, places: Places) -> Integers:
    """Return the institutions of each city (row) and year (column), exact in every margin printed for the year."""
    base_margins = [
        (places.inside(FOUR), margins.known(SHARE, 2021, FOUR) / 100),
        (places.inside(FIVE), margins.known(SHARE, 2023, FIVE) / 100),
        (places.inside(GUANGDONG), margins.known(TOTAL, 2023, GUANGDONG) / margins.known(TOTAL, 2023)),
    ]
    base = rake(places.weights, base_margins)
    drift = np.array([margins.assumptions["places"]["drift"][name] for name in ZONES])[places.zone]
    columns = []
    for year in margins.years:
        total = round(margins.known(TOTAL, year))
        cells = np.zeros(len(base), dtype=np.int64)
        totals = [total]
        if year == 2021:
            cells = places.inside(FOUR).astype(np.int64)
            inside = round(total * base_margins[0][1])
            totals = [total - inside, inside]
        if year == 2023:
            cells = places.inside(FIVE).astype(np.int64) + places.inside(GUANGDONG)
            five, largest = round(total * base_margins[1][1]), round(margins.known(TOTAL, year, GUANGDONG))
            totals = [total - five, five - largest, largest]
        columns.append(largest_remainder_within(base * np.exp(drift * (year - 2021)), cells, totals))
    return np.stack(columns, axis=1)


def _births(margins: Margins, position: int) -> int:
    year = margins.years[position]
    printed = margins.figure("new_ip_service_institutions", year)
    if printed is not None:
        return round(printed)
    before, after = margins.known(TOTAL, year - 1), margins.known(TOTAL, year)
    return round(after - before + before * margins.assumptions["institutions"]["exit_rate"][str(year)])


def _lives(margins: Margins, stocks: Integers, births: list[int]) -> tuple[Integers, Integers, Integers]:
    """Return city, first and last year of institutions whose numbers per city and year are `stocks`."""
    draws = margins.stream("closures")
    final = stocks.shape[1] - 1
    cities = np.arange(len(stocks))
    city = np.repeat(cities, stocks[:, 0])
    first = np.zeros(len(city), dtype=np.int64)
    last = np.full(len(city), final)
    for position in range(1, final + 1):
        change = stocks[:, position] - stocks[:, position - 1]
        least = np.maximum(-change, 0)
        closures = births[position] - int(change.sum())
        closing = least + largest_remainder(stocks[:, position - 1] - least, closures - int(least.sum()))
        open_ones = np.flatnonzero(last == final)
        rank = rank_within(city[open_ones], draws.random(len(open_ones)))
        last[open_ones[rank < closing[city[open_ones]]]] = position - 1
        opening = np.repeat(cities, change + closing)
        city = np.r_[city, opening]
        first = np.r_[first, np.full(len(opening), position)]
        last = np.r_[last, np.full(len(opening), final)]
    return city, first, last


def _with_cohorts(every: Institutions, margins: Margins, places: Places) -> Institutions:
    """Give the first year's institutions a year of establishment that meets the printed ages.

    One to two years at the end of 2020 reads as established in 2018 or 2019, under n years as established in the
    last n calendar years.
    """
    draws = margins.stream("establishment")
    established = every.established.copy()
    in_delta = places.inside(DELTA)[every.city]
    first = margins.years[0]
    _choose_2019(every, established, in_delta, margins, draws)
    is_young = np.isin(established, (first - 1, first)) & every.present(1)
    total = round(margins.known("institutions_aged_1_to_2_years", 2020))
    share = margins.known("share_of_national_institutions_aged_1_to_2_years", 2020, DELTA) / 100
    for inside, wanted in ((in_delta, round(share * total)), (~in_delta, total - round(share * total))):
        free = np.flatnonzero((established == 0) & every.present(1) & inside)
        established[draws.choice(free, wanted - int((is_young & inside).sum()), replace=False)] = first - 1
    oldest = margins.assumptions["institutions"]["first_cohort"]
    earlier = np.arange(oldest, first - 1)
    chances = margins.assumptions["institutions"]["cohort_ratio"] ** (earlier[-1] - earlier)
    rest = established == 0
    established[rest] = draws.choice(earlier, int(rest.sum()), p=chances / chances.sum())
    return Institutions(every.city, every.first, every.last, established, every.is_patent_agency)


def _choose_2019(
    every: Institutions, established: Integers, in_delta: Flags, margins: Margins, draws: np.random.Generator
) -> None:
    """Mark those established in the first year: as many as the share under five years in the last year asks for.

    Those in the delta are as many as its share of the institutions under three years in 2021 asks for.
    """
    first, final = margins.years[0], len(margins.years) - 1
    share = margins.known("share_of_institutions_under_5_years", margins.years[final]) / 100
    under_5 = round(share * margins.known(TOTAL, margins.years[final]))
    free = established == 0
    wanted = under_5 - int((every.present(final) & (established >= first)).sum())
    rate = wanted / int((free & (every.last == final)).sum())
    counts = np.array([round(rate * int((free & (every.last == last)).sum())) for last in range(final)] + [wanted])
    under_3 = every.present(2) & (established >= first)
    part = margins.known("share_of_national_institutions_under_3_years", 2021, DELTA) / 100
    delta = round(part * (int(under_3.sum()) + int(counts[2:].sum()))) - int((under_3 & in_delta).sum())
    in_delta_counts = np.r_[
        np.round(counts[:2] * delta / counts[2:].sum()).astype(np.int64),
        largest_remainder(counts[2:], delta),
    ]
    for last in range(final + 1):
        there = free & (every.last == last)
        inside, outside = np.flatnonzero(there & in_delta), np.flatnonzero(there & ~in_delta)
        established[draws.choice(inside, in_delta_counts[last], replace=False)] = first
        established[draws.choice(outside, counts[last] - in_delta_counts[last], replace=False)] = first


def ages(every: Institutions, margins: Margins, position: int) -> Numbers:
    """Return the age in calendar years at the end of a year, 0 in the year of establishment."""
    return (margins.years[position] - every.established).astype(np.float64)
