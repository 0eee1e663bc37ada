"""The demand that the sample register meets: economy, people, research and patents of every city, year by year.

Provinces share a whole and cities share their province in whole steps, so that parts add up to it exactly. A larger
register goes with a larger demand, less than in proportion and with much noise.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from data.metrics import load_metrics
from data.sample.allocation import Integers, Numbers, capped, largest_remainder
from data.sample.margins import Margins
from data.sample.places import Places

Figures = dict[str, Integers]

# Metrics in 亿元 go by steps of a million yuan; everything else is counted.
STEPS = {"亿元": 100}
PART, WHOLE = "gdp_tertiary_industry", "gdp"
CENSUS, PEOPLE = "population_census", "resident_population"


def demand_years(margins: Margins) -> tuple[int, ...]:
    """Return the years of the demand, oldest first; they begin before those of the register."""
    return tuple(range(margins.assumptions["demand"]["first_year"], margins.years[-1] + 1))


def demand(register: Numbers, margins: Margins, places: Places) -> dict[str, Numbers]:
    """Return for every metric of demand a figure per city (row) and year of `demand_years` (column), in its unit.

    `register` is the number of institutions per city. The census has figures in its year alone.
    """
    rules = margins.assumptions["demand"]
    of_provinces: Figures = {metric: _anchored(metric, margins, places) for metric in rules["anchored"]}
    of_provinces |= {metric: _spread(metric, margins, places) for metric in rules["spread"]}
    of_cities: Figures = {}
    for metric, provinces in of_provinces.items():
        weights = _city_weights(metric, register, margins, places)
        of_cities[metric] = _shared_out(provinces, weights, places)
    of_cities[PART] = _part(of_cities[WHOLE], margins, places)
    of_cities[CENSUS] = _census(of_cities[PEOPLE], margins, places)
    return {metric: values / steps(metric) for metric, values in of_cities.items()}


def earlier_products(figures: Mapping[str, Numbers], margins: Margins) -> dict[int, dict[str, Numbers]]:
    """Return product and services of every city for years before `demand_years`, by year and metric, in their unit.

    `figures` are those of `demand`. Cities go back with the nation, each a little apart, in whole steps.
    """
    rules = margins.assumptions["demand"]["earlier"]
    draws = margins.stream("demand earlier")
    first = margins.assumptions["demand"]["first_year"]
    whole, part = (figures[metric][:, 0] for metric in (WHOLE, PART))
    found: dict[int, dict[str, Numbers]] = {}
    for year in range(first - 1, min(map(int, rules["growth"])) - 2, -1):
        back = (1 + rules["growth"][str(year + 1)]) * np.exp(draws.normal(0.0, rules["wander"], len(whole)))
        share = part / whole - margins.assumptions["demand"]["services"]["per_year"]
        whole = np.rint(whole / back * steps(WHOLE)) / steps(WHOLE)
        part = np.rint(whole * share * steps(PART)) / steps(PART)
        found[year] = {WHOLE: whole, PART: part}
    return found


def steps(metric: str) -> int:
    """Return how many steps one unit of a metric has."""
    return STEPS.get(load_metrics()[metric].unit, 1)


def _anchored(metric: str, margins: Margins, places: Places) -> Integers:
    """Steps per province and year that grow as the nation does from the printed figures of one year."""
    rules = margins.assumptions["demand"]["anchored"][metric]
    years = demand_years(margins)
    anchor = rules["anchor"]
    growth = np.cumsum([0.0, *(np.log1p(rules["growth"][str(year)]) for year in years[1:])])
    base = [margins.known(anchor["metric"], anchor["year"], code) for code in places.provinces]
    path = np.log(base)[:, None] + growth - growth[years.index(anchor["year"])]
    totals = [margins.figure(metric, year) if rules["adds_up_to_the_nation"] else None for year in years]
    # Where the anchor is another metric, it is what the figures of its year keep to.
    kept = {} if anchor["metric"] == metric else {(number, anchor["year"]): one for number, one in enumerate(base)}
    return _of_provinces(metric, path, rules["wander"], totals, kept, margins, places)


def _spread(metric: str, margins: Margins, places: Places) -> Integers:
    """Steps per province and year that share out the total of the nation by weight of another metric."""
    rules = margins.assumptions["demand"]["spread"][metric]
    draws = margins.stream(f"demand weights {metric}")
    base = np.array([margins.known(rules["by"]["metric"], rules["by"]["year"], code) for code in places.provinces])
    weights = base ** rules["power"] * np.exp(draws.normal(0.0, rules["sigma"], len(base)))
    totals = [_national(metric, year, rules, margins) for year in demand_years(margins)]
    path = np.log(weights / weights.sum())[:, None] + np.log(totals)
    return _of_provinces(metric, path, rules["wander"], totals, {}, margins, places)


def _of_provinces(
    metric: str, path: Numbers, wander: float, totals: Sequence[float | None],
    kept: Mapping[tuple[int, int], float], margins: Margins, places: Places,
) -> Integers:
    """Steps per province and year along a path of logarithms; printed and kept figures are met.

    How far a printed figure is from the path fades in evenly between the years that are printed. The provinces without
    one bring the total of the year about.
    """
    years = demand_years(margins)
    draws = margins.stream(f"demand {metric}")
    trend = path + draws.normal(0.0, wander, path.shape).cumsum(axis=1)
    printed = np.full(path.shape, np.nan)
    for number, code in enumerate(places.provinces):
        for position, year in enumerate(years):
            figure = margins.figure(metric, year, code)
            printed[number, position] = kept.get((number, year), np.nan) if figure is None else figure
        known = np.flatnonzero(~np.isnan(printed[number]))
        if len(known):
            trend[number] += np.interp(np.arange(len(years)), known, (np.log(printed[number]) - trend[number])[known])
    found = np.rint(np.where(np.isnan(printed), np.exp(trend), printed) * steps(metric)).astype(np.int64)
    for position, total in enumerate(totals):
        rest = np.isnan(printed[:, position])
        if total is not None and rest.any():
            missing = round(total * steps(metric)) - int(found[~rest, position].sum())
            found[rest, position] = largest_remainder(np.exp(trend[rest, position]), missing)
    return found


def _national(metric: str, year: int, rules: Mapping[str, Any], margins: Margins) -> float:
    """The total of the 31 provinces: assumed for a year, else the printed one, else the part of it that they have."""
    if str(year) in rules["totals"]:
        return float(rules["totals"][str(year)])
    part = rules["part_of_the_provinces"] if year in rules["years_with_hong_kong_macao_taiwan"] else 1.0
    return float(np.rint(margins.known(metric, year) * part))


def _city_weights(metric: str, register: Numbers, margins: Margins, places: Places) -> Numbers:
    """Weight of every city and year within its province."""
    rules = margins.assumptions["demand"]
    own = rules["cities"][metric]
    years = demand_years(margins)
    common = margins.stream("demand of cities").normal(0.0, rules["common_sigma"], len(places.codes))
    draws = margins.stream(f"demand of cities {metric}")
    fixed = own["elasticity"] * np.log(register + rules["without_register"]) + common
    fixed += draws.normal(0.0, own["sigma"], len(places.codes))
    wander = draws.normal(0.0, own["wander"], (len(places.codes), len(years))).cumsum(axis=1)
    return np.exp(fixed[:, None] + wander)


def _shared_out(provinces: Integers, weights: Numbers, places: Places) -> Integers:
    result = np.zeros(weights.shape, dtype=np.int64)
    for number in range(len(places.provinces)):
        inside = places.province == number
        for year in range(weights.shape[1]):
            result[inside, year] = largest_remainder(weights[inside, year], int(provinces[number, year]))
    return result


def _part(whole: Integers, margins: Margins, places: Places) -> Integers:
    """Services within the economy of every city, never more of it than the most that is assumed."""
    rules = margins.assumptions["demand"]["services"]
    years = demand_years(margins)
    draws = margins.stream("demand services")
    usual = rules["share"] + draws.normal(0.0, rules["sigma"], len(places.provinces))
    share = [rules["provinces"].get(code, one) for code, one in zip(places.provinces, usual.tolist(), strict=True)]
    tilt = np.exp(draws.normal(0.0, rules["city_sigma"], len(places.codes)))
    result = np.zeros(whole.shape, dtype=np.int64)
    for number in range(len(places.provinces)):
        inside = places.province == number
        for position, year in enumerate(years):
            own = whole[inside, position]
            part = share[number] + rules["per_year"] * (year - years[-1])
            most = np.floor(own * rules["most"])
            result[inside, position] = capped(own * tilt[inside], round(float(own.sum()) * part), most)
    return result


def _census(people: Integers, margins: Margins, places: Places) -> Integers:
    """The census of its year, printed per province and shared out as the residents of that year are; else nothing."""
    anchor = margins.assumptions["demand"]["anchored"][PEOPLE]["anchor"]
    position = demand_years(margins).index(anchor["year"])
    result = np.zeros(people.shape, dtype=np.int64)
    for number, code in enumerate(places.provinces):
        inside = places.province == number
        counted = round(margins.known(CENSUS, anchor["year"], code))
        result[inside, position] = largest_remainder(people[inside, position], counted)
    return result
