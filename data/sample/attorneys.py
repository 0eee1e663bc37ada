"""Patent attorneys of the sample register: per agency and year, exact by class, nation and printed province."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from data.sample.allocation import Integers, Numbers, fill_between, largest_remainder
from data.sample.institutions import Institutions, ages
from data.sample.margins import Margins
from data.sample.places import Places

METRIC = "practising_patent_attorneys"
OVER_50 = "patent_agencies_over_50_attorneys"
PRINTED_YEAR = 2021

_CLASSES = ("over_100", "from_51", "from_21", "from_low", "low")
_GIANT = 100.0


def attorneys(every: Institutions, margins: Margins, places: Places) -> Integers:
    """Return the attorneys of each institution (row) and year (column): 0 where it is absent or no patent agency."""
    draws = margins.stream("attorneys")
    result = np.zeros((len(every), len(margins.years)), dtype=np.int64)
    count = int(every.is_patent_agency.sum())
    score, position = draws.standard_normal(count), draws.uniform(0.02, 0.98, count)
    score += _province_bonus(every, margins, places, count)
    score += _giants(every, margins, places, score)
    group, codes = _groups(every, margins, places, count)
    targets = _targets(every, group, len(codes), margins, codes)
    for year in range(len(margins.years)):
        own = np.flatnonzero(every.present(year)[:count])
        rules = margins.assumptions["attorneys"]["score"]
        by_age = rules["per_year_of_age"] * np.minimum(ages(every, margins, year)[own], 20)
        lower, upper = _bounds(score[own] + by_age, margins, margins.years[year])
        for number, total in enumerate(targets[:, year]):
            inside = group[own] == number
            chosen = own[inside]
            result[chosen, year] = fill_between(lower[inside], upper[inside], position[chosen], int(total))
    return result


def classes(margins: Margins, year: int) -> tuple[dict[str, int], int]:
    """Return the agencies by class of attorneys in a year, and the largest number that still counts as low."""
    assumed = margins.assumptions["attorneys"]["classes"].get(str(year), {})
    total = round(margins.known("patent_agencies", year))

    def number(name: str, *metrics: str) -> int | None:
        figures = [margins.figure(metric, year) for metric in metrics]
        return next((round(figure) for figure in figures if figure is not None), assumed.get(name))

    over_50, from_51 = number("", OVER_50, "patent_agencies_over_50_staff"), number("from_51", _class(51, 100))
    found = {"over_100": number("over_100", "patent_agencies_over_100_attorneys") or 0}
    found["from_51"] = from_51 if from_51 is not None else (over_50 or 0) - found["over_100"]
    found["from_21"] = number("from_21", "patent_agencies_21_50_staff") or 0
    ten = margins.figure("patent_agencies_10_or_fewer_attorneys", year)
    low = number("low", "patent_agencies_under_10_attorneys", "patent_agencies_under_10_staff")
    found["low"] = round(ten) if ten is not None else low or 0
    found["from_low"] = total - sum(found.values())
    return {name: found[name] for name in _CLASSES}, 10 if ten is not None else 9


def _class(least: int, most: int) -> str:
    return f"patent_agencies_{least}_{most}_attorneys"


def _bounds(score: Numbers, margins: Margins, year: int) -> tuple[Integers, Integers]:
    """Return the range of attorneys of each agency: the largest scores fall into the largest class."""
    counts, low = classes(margins, year)
    ranges = {
        "over_100": (101, margins.assumptions["attorneys"]["largest"]),
        "from_51": (51, 100), "from_21": (21, 50), "from_low": (low + 1, 20), "low": (1, low),
    }
    lower, upper = np.zeros(len(score), dtype=np.int64), np.zeros(len(score), dtype=np.int64)
    order = np.argsort(-score, kind="stable")
    start = 0
    for name, count in counts.items():
        chosen = order[start : start + count]
        lower[chosen], upper[chosen] = ranges[name]
        start += count
    return lower, upper


def _province_bonus(every: Institutions, margins: Margins, places: Places, count: int) -> Numbers:
    bonus = margins.assumptions["attorneys"]["score"]["province"]
    by_province = np.array([bonus.get(code, 0.0) for code in places.provinces])
    return by_province[places.province[every.city[:count]]]


def _giants(every: Institutions, margins: Margins, places: Places, score: Numbers) -> Numbers:
    """Return a lead for the agencies that make up the printed numbers of over 50 attorneys by province."""
    lead = np.zeros(len(score))
    lasting = (every.first == 0) & (every.last == len(margins.years) - 1) & (every.established < margins.years[0])
    for number, code in enumerate(places.provinces):
        printed = margins.figure(OVER_50, PRINTED_YEAR, code)
        inside = lasting[: len(score)] & (places.province[every.city[: len(score)]] == number)
        chosen = np.flatnonzero(inside)
        largest = chosen[np.argsort(-score[chosen], kind="stable")][: round(printed or 0)]
        lead[largest] = _GIANT
    return lead


def _groups(every: Institutions, margins: Margins, places: Places, count: int) -> tuple[Integers, list[str]]:
    """Number the provinces that print their attorneys; the rest of the nation is the last group."""
    codes = [code for code in places.provinces if margins.figure(METRIC, PRINTED_YEAR, code) is not None]
    of_province = np.array([codes.index(code) if code in codes else len(codes) for code in places.provinces])
    return of_province[places.province[every.city[:count]]], codes


def _targets(every: Institutions, group: Integers, printed: int, margins: Margins, codes: list[str]) -> Integers:
    """Return attorneys by group and year: attorneys per agency as in the printed year, in line with each nation."""
    agencies = np.stack([
        np.bincount(group[every.present(year)[: len(group)]], minlength=printed + 1)
        for year in range(len(margins.years))
    ], axis=1)
    base = margins.years.index(PRINTED_YEAR)
    known = [round(margins.known(METRIC, PRINTED_YEAR, code)) for code in codes]
    whole = np.array([*known, round(margins.known(METRIC, PRINTED_YEAR)) - sum(known)])
    columns: Iterator[Integers] = (
        largest_remainder(agencies[:, position] * whole / agencies[:, base], round(margins.known(METRIC, year)))
        for position, year in enumerate(margins.years)
    )
    return np.stack(list(columns), axis=1)
