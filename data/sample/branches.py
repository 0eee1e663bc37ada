"""Branches of the patent agencies of the sample register."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.sample.allocation import Flags, Integers
from data.sample.institutions import Institutions
from data.sample.margins import Margins
from data.sample.places import Places


@dataclass(frozen=True)
class Branches:
    """One position per branch: its head office, its city, the years of opening and of closing (0: open)."""

    head: Integers
    city: Integers
    opened: Integers
    closed: Integers

    def present(self, year: int) -> Flags:
        """Return which are there at the end of a calendar year."""
        return (self.opened <= year) & ((self.closed == 0) | (self.closed > year))


def branches(every: Institutions, attorneys: Integers, margins: Margins, places: Places) -> Branches:
    """Return every branch; their number at the end of each year is exact, and so are the printed openings.

    Only lasting agencies have branches, from the year after they were established; the larger have more.
    """
    draws = margins.stream("branches")
    lasting = np.flatnonzero(every.is_patent_agency & (every.last == len(margins.years) - 1))
    pull = attorneys[lasting, -1].astype(np.float64)
    stocks = {year: round(margins.total("patent_agency_branches", year)) for year in margins.years}
    heads, opened = [], []
    closed = np.zeros(0, dtype=np.int64)
    earliest = margins.assumptions["branches"]["first_year"]
    for year in margins.years:
        growth = stocks[year] - stocks.get(year - 1, 0)
        printed = margins.figure("new_patent_agency_branches_filed", year)
        count = growth if printed is None else round(printed)
        if count > growth:
            closed[draws.choice(np.flatnonzero(closed == 0), count - growth, replace=False)] = year
        may = every.established[lasting] < year
        head = draws.choice(lasting[may], count, p=pull[may] / pull[may].sum())
        since = np.maximum(every.established[head] + 1, earliest) if year == margins.years[0] else np.full(count, year)
        heads.append(head)
        opened.append(draws.integers(since, year + 1))
        closed = np.r_[closed, np.zeros(count, dtype=np.int64)]
    head = np.concatenate(heads)
    return Branches(head, _cities(every.city[head], margins, places, draws), np.concatenate(opened), closed)


def _cities(home: Integers, margins: Margins, places: Places, draws: np.random.Generator) -> Integers:
    rules = margins.assumptions["branches"]
    choice = draws.random(len(home))
    weights = places.weights / places.weights.sum()
    result = draws.choice(len(weights), len(home), p=weights)
    near = choice < rules["same_city"] + rules["same_province"]
    for number in range(len(places.provinces)):
        own = near & (places.province[home] == number)
        inside = np.flatnonzero(places.province == number)
        result[own] = draws.choice(inside, int(own.sum()), p=weights[inside] / weights[inside].sum())
    return np.where(choice < rules["same_city"], home, result)
