"""The table twins of the contracts: every place of a year, and every year of a place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from pages.frames.sheet import Column, Sheet, Shown, digits, headed
from pages.shell.screen import Screen
from pages.texts.figures import unit_of
from pages.texts.numbers import percent
from queries.contracts import Contracts, ContractYear
from queries.formulas.contract_balance import contract_balance
from queries.regions import NATION

SIDES = ("sold", "bought", "net")


def balance_sheet(screen: Screen, contracts: Contracts, found: ContractYear) -> Sheet:
    """Every place of a year, the greatest seller first; those without figures last."""
    t = screen.texts
    rows = found.rows.sort_values(["net"], ascending=False, kind="stable", na_position="last")
    columns = [_column(screen, "place", [screen.place(str(code)) for code in rows.index], str)]
    columns += _sides(screen, contracts, rows)
    if rows["per_output"].notna().any():
        columns.append(_column(screen, "per_output", rows["per_output"].tolist(), digits(t, 2)))
    reasons = [t(f"reason.{reason}") if reason else "" for reason in rows["reason"]]
    columns.append(_column(screen, "reason", reasons, str))
    return Sheet(tuple(columns))


def years_sheet(screen: Screen, contracts: Contracts, place: str, line: pd.DataFrame) -> Sheet:
    """Every year of a place; of the sum of all provinces both sides and how many it sums up, but no net."""
    rows = contract_balance(line["sold"], line["bought"])
    years = _column(screen, "year", [int(year) for year in rows.index], str)
    if place == NATION:
        told = _column(screen, "units", [int(count) for count in contracts.told_provinces()], str)
        return Sheet((years, *_amounts(screen, contracts, rows, SIDES[:2]), told))
    return Sheet((years, *_sides(screen, contracts, rows)))


def _amounts(screen: Screen, contracts: Contracts, rows: pd.DataFrame, names: Sequence[str]) -> list[Column]:
    t = screen.texts
    unit, decimals = unit_of(contracts.sold, t), contracts.sold.decimals
    return [
        Column(headed(t(f"contract_column.{name}"), unit, t), t(f"contract_meaning.{name}"), rows[name].tolist(),
               digits(t, decimals))
        for name in names
    ]


def _sides(screen: Screen, contracts: Contracts, rows: pd.DataFrame) -> list[Column]:
    t = screen.texts

    def rate(cell: Any) -> str:
        return t("value.none") if pd.isna(cell) else percent(float(cell), 1, signed=True)

    return [*_amounts(screen, contracts, rows, SIDES), _column(screen, "rate", rows["value"].tolist(), rate)]


def _column(screen: Screen, name: str, cells: list[Any], shown: Shown) -> Column:
    t = screen.texts
    return Column(t(f"contract_column.{name}"), t(f"contract_meaning.{name}"), cells, shown)
