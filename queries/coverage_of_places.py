"""How many places each indicator reports, worked out for all indicators at once from figures asked for once.

A province or a city has no parts that its figures could be added up from: whether an indicator has a value there
follows from the figures that enter, without the values. ``indicator_values`` would ask the database for each of them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from data.metrics import Metric
from queries.catalogue import Indicator
from queries.engine import Engine
from queries.values import BREAKING, NATION

PLACES = ("province", "city")
# The figures of a metric by year and place; not a number where a source prints a bound.
Figures = dict[int, dict[str, float]]


@dataclass
class _Facts:
    """What is known of the metrics. `years` are those in which any place has a figure, surveyed or not."""

    own: dict[str, Figures]
    lent: dict[str, Figures]
    years: dict[str, list[int]]
    provinces: dict[str, Figures]
    nation: dict[str, Figures]
    surveyed_provinces: int
    breaks: dict[tuple[str, str], list[int]]
    _totals: dict[tuple[str, int], bool] = field(default_factory=dict)

    def below(self, metric: Metric, year: int) -> dict[str, float]:
        """Denominators of a year: those of the layer, and the published ones of places of which it has none."""
        return {**self.lent[metric.metric].get(year, {}), **self.own[metric.metric].get(year, {})}

    def has_total(self, metric: Metric, year: int) -> bool:
        """Whether there is a whole of the 31 provinces to divide by, as ``national_total`` finds it."""
        key = (metric.metric, year)
        if key not in self._totals:
            self._totals[key] = self._has_total(metric, year)
        return self._totals[key]

    def _has_total(self, metric: Metric, year: int) -> bool:
        parts = [value for value in self.provinces[metric.metric].get(year, {}).values() if _is_point(value)]
        if len(parts) == self.surveyed_provinces > 0:
            return sum(parts) > 0
        printed = self.nation[metric.metric].get(year, {}).get(NATION, 0.0)
        return not metric.total_includes_hong_kong_macao_taiwan and printed > 0

    def is_broken(self, metric: str, place: str, after: int, until: int) -> bool:
        """Whether the series of a place breaks between two years."""
        years = self.breaks.get((metric, place), [])
        return bisect_right(years, until) > bisect_right(years, after)


def places_reported(engine: Engine, indicators: Iterable[Indicator], level: str, layer: str) -> dict[str, int]:
    """Return the indicators with a figure or a bound for any province or city, by id.

    Each with the number of places with a figure in the year best covered, as ``regions_reported`` counts them in
    ``indicator_values``.
    """
    asked = tuple(indicators)
    facts = _facts(engine, asked, level, layer)
    found = {}
    for indicator in asked:
        years = list(_years(facts, indicator))
        if any(known for known, _ in years):
            found[indicator.id] = max(points for _, points in years)
    return found


def _years(facts: _Facts, indicator: Indicator) -> Iterator[tuple[int, int]]:
    """Of each year, how many places have a figure or a bound, and how many a figure."""
    metric = indicator.numerator
    if indicator.kind == "growth":
        yield from _growing(facts, metric.metric)
        return
    for year, figures in facts.own[metric.metric].items():
        values = figures
        if indicator.denominator is not None:
            base_year = indicator.denominator_year or year
            if indicator.kind == "location_quotient" and not facts.has_total(indicator.denominator, base_year):
                continue
            below = facts.below(indicator.denominator, base_year)
            values = {
                place: value / below[place]
                for place, value in figures.items()
                if _is_point(below.get(place, 0.0)) and below.get(place, 0.0) != 0
            }
        divided = indicator.kind in ("share", "location_quotient")
        if divided and not facts.has_total(metric, year):
            continue
        yield len(values), sum(_is_point(value) and not (divided and value < 0) for value in values.values())


def _growing(facts: _Facts, metric: str) -> Iterator[tuple[int, int]]:
    years = facts.years[metric]
    for earlier, year in pairwise(years):
        before, now = (facts.own[metric].get(at, {}) for at in (earlier, year))
        points = sum(
            value > 0 and before.get(place, 0.0) > 0 and not facts.is_broken(metric, place, earlier, year)
            for place, value in now.items()
        )
        yield points, points


def _is_point(value: float) -> bool:
    return value == value


def _facts(engine: Engine, indicators: tuple[Indicator, ...], level: str, layer: str) -> _Facts:
    metrics = sorted({
        metric.metric for one in indicators for metric in (one.numerator, one.denominator) if metric is not None
    })
    rows = engine.query(
        "coverage/figures", metrics=metrics, levels=sorted({level, "province", "nation"}), layer=layer
    )
    tables: dict[tuple[str, bool], dict[str, Figures]] = defaultdict(lambda: defaultdict(dict))
    years: dict[str, set[int]] = defaultdict(set)
    names = ("metric", "period", "level", "region_code", "in_survey", "layer", "value")
    columns = (rows[name].tolist() for name in names)
    for metric, year, at, place, in_survey, of_layer, value in zip(*columns, strict=True):
        is_own = of_layer == layer
        if is_own and at == level:
            years[metric].add(year)
        if in_survey or at == "nation":
            tables[at, is_own][metric].setdefault(year, {})[place] = value
    listed = engine.query("region/list")
    breaks: dict[tuple[str, str], list[int]] = defaultdict(list)
    found = engine.query("indicator/breaks", metrics=metrics, layer=layer)
    for broken in found[found["kind"].isin(BREAKING)].itertuples():
        breaks[str(broken.metric), str(broken.region_code)].append(int(str(broken.year)))
    return _Facts(
        tables[level, True],
        tables[level, False],
        defaultdict(list, {metric: sorted(known) for metric, known in years.items()}),
        tables["province", True],
        tables["nation", True],
        int(listed.loc[listed["level"] == "province", "in_survey"].sum()),
        breaks,
    )
