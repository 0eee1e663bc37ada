"""Agencies in rows: the list on the screen, the rows of a download and what their columns mean."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import pandas as pd

from pages.charts.agency_map import level_of_map
from pages.shell.screen import Screen
from pages.texts import Texts
from pages.texts.agencies import status_word, type_word
from pages.texts.numbers import plain
from queries.agencies import offers_of

LISTED = (
    "name", "code", "region", "status", "type", "year", "size", "employees", "attorneys", "revenue", "established",
    "grade",
)
NUMERIC = ("employees", "attorneys", "revenue")
DOWNLOADED = (
    "code", "name", "credit_code", "status", "type", "established", "region_code", "region", "address", "grade",
    "offers", "year", "size", "employees", "attorneys", "revenue", "foreign", "branches", "longitude", "latitude",
    "layer",
)


def agency_list(screen: Screen, page: pd.DataFrame) -> pd.DataFrame:
    """One page of a search as the reader reads it."""
    t = screen.texts
    cells: dict[str, list[Any]] = {
        "name": list(page["name"]),
        "code": list(page["agency_code"]),
        "region": [screen.place(code) for code in page["region_code"]],
        "status": [status_word(word, t) for word in page["status"]],
        "type": [type_word(word, t) for word in page["type"]],
        "year": ["" if pd.isna(year) else str(int(year)) for year in page["period"]],
        "size": [_size(size, t) for size in page["size_class"]],
        "employees": [_digits(value, 0) for value in page["employees"]],
        "attorneys": [_digits(value, 0) for value in page["attorneys"]],
        "revenue": [_digits(value, 2) for value in page["revenue"]],
        "established": [_day(day) for day in page["established_on"]],
        "grade": list(page["credit_grade"].fillna("")),
    }
    return pd.DataFrame({t(f"agency_column.{name}"): cells[name] for name in LISTED})


def unit_table(screen: Screen, region: str, units: pd.Series) -> pd.DataFrame:
    """Agencies by unit, as the circles of a map show them; what no circle stands for is named as such."""
    t = screen.texts
    level, _ = level_of_map(screen, region)
    on_map = screen.regions.levels[level]
    names = [screen.place(code) if code in on_map else t("agencies.place_alone", place=screen.place(code))
             for code in units.index]
    return pd.DataFrame({t("agency_column.region"): names, t("agencies.legend_circles"): [plain(n, 0) for n in units]})


def agency_rows(screen: Screen, rows: pd.DataFrame) -> pd.DataFrame:
    """The agencies of a search with bare numbers, for download."""
    t = screen.texts
    cells = {
        "code": rows["agency_code"],
        "name": rows["name"],
        "credit_code": rows["credit_code"],
        "status": [status_word(word, t) for word in rows["status"]],
        "type": [type_word(word, t) for word in rows["type"]],
        "established": [None if pd.isna(day) else day.date() for day in rows["established_on"]],
        "region_code": rows["region_code"],
        "region": [screen.place(code) for code in rows["region_code"]],
        "address": rows["address"],
        "grade": rows["credit_grade"],
        "offers": [offers_in_words(int(bits), t) for bits in rows["offers"]],
        "year": rows["period"],
        "size": [_size(size, t) for size in rows["size_class"]],
        "employees": rows["employees"],
        "attorneys": rows["attorneys"],
        "revenue": rows["revenue"],
        "foreign": [yes_or_no(value, t) for value in rows["foreign_related"]],
        "branches": rows["branches"],
        "longitude": rows["longitude"],
        "latitude": rows["latitude"],
        "layer": [t(f"layer.{screen.layer}")] * len(rows),
    }
    return pd.DataFrame({t(f"agency_column.{name}"): cells[name] for name in DOWNLOADED})


def agency_dictionary(screen: Screen) -> pd.DataFrame:
    """What each column of a download means."""
    t = screen.texts
    return pd.DataFrame(
        {
            t("column.name"): [t(f"agency_column.{name}") for name in DOWNLOADED],
            t("column.definition"): [t(f"agency_definition.{name}") for name in DOWNLOADED],
        }
    )


@lru_cache(maxsize=4096)
def offers_in_words(bits: int, texts: Texts) -> str:
    """Every offer as type of IP and form."""
    return texts.joined([
        texts("agencies.offer", ip_type=texts(f"ip_type.{ip_type}"), form=texts(f"service_form.{form}"))
        for ip_type, form in offers_of(bits)
    ])


def yes_or_no(value: Any, texts: Texts) -> str:
    """Yes, no, or nothing where it is not known."""
    return "" if pd.isna(value) else texts("agency_answer.yes" if value else "agency_answer.no")


def agency_years(screen: Screen, years: pd.DataFrame) -> pd.DataFrame:
    """What one agency reported, a row a year."""
    t = screen.texts
    cells = {
        "year": [str(int(year)) for year in years["period"]],
        "size": [_size(size, t) for size in years["size_class"]],
        "employees": [_digits(value, 0) for value in years["employees"]],
        "attorneys": [_digits(value, 0) for value in years["attorneys"]],
        "revenue": [_digits(value, 2) for value in years["revenue"]],
        "foreign": [yes_or_no(value, t) for value in years["foreign_related"]],
    }
    return pd.DataFrame({t(f"agency_column.{name}"): column for name, column in cells.items()})


def agency_branches(screen: Screen, branches: pd.DataFrame) -> pd.DataFrame:
    """The branches of one agency."""
    t = screen.texts
    cells = {
        "name": list(branches["name"]),
        "code": list(branches["branch_code"]),
        "region": [screen.place(code) for code in branches["region_code"]],
        "status": [status_word(word, t) for word in branches["status"]],
        "established": [_day(day) for day in branches["established_on"]],
        "closed": [_day(day) for day in branches["closed_on"]],
    }
    return pd.DataFrame({t(f"agency_column.{name}"): column for name, column in cells.items()})


def _digits(value: Any, decimals: int) -> str:
    return "" if pd.isna(value) else plain(float(value), decimals)


def _day(day: Any) -> str:
    return "" if pd.isna(day) else f"{day:%Y-%m-%d}"


def _size(size: Any, texts: Texts) -> str:
    return texts(f"size_class.{size}") if isinstance(size, str) else ""
