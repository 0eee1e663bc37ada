"""Values of the right type that cannot be true: below zero, in the future, nowhere, or beyond rounding."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from data.errors import Problem
from data.intake import Row

_OBSERVED = ("stat", "cross_check", "cluster_year", "cluster_event", "cluster", "special_title", "assistance_pair")
_YEARS = ("year", "pilot_year", "demonstration_year")
_DATES = ("valid_from", "changed_on")
_HALF = Decimal("0.5")


def implausible(rows: list[Row], today: date, incomplete: set[str]) -> Iterator[Problem]:
    """Yield what cannot be true of rows that hold values of the right type and refer to what exists.

    `incomplete` names the tables of which some row was refused: what is measured against them would be a second
    finding of one mistake.
    """
    yield from _in_the_future(rows, today)
    if "metric" not in incomplete:
        yield from _negative(rows)
    if not {"region", "region_alias", "region_level"} & incomplete:
        yield from _nowhere(rows)
    if not {"stat", "region_level"} & incomplete:
        yield from _beyond_rounding(rows)


def _of(rows: Iterable[Row], table: str) -> list[Row]:
    return [row for row in rows if row.source.table == table and not row.source.completes]


def _negative(rows: list[Row]) -> Iterator[Problem]:
    signed = {row.values["metric"] for row in _of(rows, "metric") if row.values["can_be_negative"] == "true"}
    for row in rows:
        is_figure = {"metric", "value"} <= set(row.values)
        if is_figure and row.values["metric"] not in signed and float(row.values["value"]) < 0:
            yield row.problem("negative_value", "value")


def _in_the_future(rows: list[Row], today: date) -> Iterator[Problem]:
    """Targets and breaks may name a year to come; what was observed may not."""
    for row in rows:
        for name in _YEARS if row.source.table in _OBSERVED else ():
            if row.values.get(name) and int(row.values[name]) > today.year:
                yield row.problem("in_the_future", name, today.isoformat())
        for name in _DATES:
            if row.values.get(name) and date.fromisoformat(row.values[name]) > today:
                yield row.problem("in_the_future", name, today.isoformat())


def _nowhere(rows: list[Row]) -> Iterator[Problem]:
    """Counties are not in the register, so a county is known by its city; that of a municipality is the province."""
    registered = {row.values["region_code"] for row in _of(rows, "region")}
    registered |= {row.values["alias"] for row in _of(rows, "region_alias")}
    cities = {row.values["region_code"] for row in _of(rows, "region_level") if row.values["level"] == "city"}
    for row in _of(rows, "cluster"):
        code = row.values["place_code"]
        city, province = f"{code[:4]}00", f"{code[:2]}0000"
        # Digits 90 stand for counties that the province governs without a city between.
        is_of_province = province in registered and (province in cities or code[2:4] == "90")
        if not (code in registered or city in registered or is_of_province):
            yield row.problem("unknown_place", "place_code")


def _beyond_rounding(rows: list[Row]) -> Iterator[Problem]:
    for row in _of(rows, "series_break"):
        if row.values["kind"] == "rounding" and row.values["difference"]:
            allowed = _allowed(rows, row)
            if abs(Decimal(row.values["difference"])) > allowed:
                yield row.problem("beyond_rounding", "difference", f"{allowed:f}")


def _allowed(rows: list[Row], entry: Row) -> Decimal:
    """Largest difference between a printed total and the sum of its provinces that rounding alone can make."""
    provinces = {row.values["region_code"] for row in _of(rows, "region_level") if row.values["level"] == "province"}
    wanted = {entry.values["region_code"], *provinces}
    printed: defaultdict[str, list[str]] = defaultdict(list)
    for row in _of(rows, "stat"):
        same = all(row.values[name] == entry.values[name] for name in ("metric", "year"))
        if same and row.values["region_code"] in wanted:
            whole = row.values["region_code"] == entry.values["region_code"]
            printed["total" if whole else row.values["qualifier"]].append(row.values["value"])
    return sum((_HALF * len(texts) * _step(texts, group) for group, texts in printed.items()), Decimal(0))


def _step(texts: list[str], group: str) -> Decimal:
    """To what the figures of one kind are rounded: the finest step among them, as one of them may end in zeros.

    Zeros before the point are digits of an exact figure and rounding of any other.
    """
    figures = [Decimal(text) for text in texts if Decimal(text) != 0]
    exponents = [int(figure.normalize().as_tuple().exponent) for figure in figures]
    if group in ("exact", "total"):
        exponents = [min(exponent, 0) for exponent in exponents]
    return Decimal(1).scaleb(min(exponents, default=0))
