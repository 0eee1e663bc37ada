"""The table twins of the contracts: every place of a year, and every year of a place."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pages.frames.gaps.sheet import Column, Sheet, Shown, digits, headed
from pages.shell.screen import Screen
from pages.texts.figures import unit_of
from pages.texts.numbers import percent
from queries.contracts import Contracts, ContractYear
from queries.formulas.contract_balance import contract_balance

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


def years_sheet(screen: Screen, contracts: Contracts, line: pd.DataFrame) -> Sheet:
    """Every year of a place."""
    rows = contract_balance(line["sold"], line["bought"])
    years = _column(screen, "year", [int(year) for year in rows.index], str)
    return Sheet((years, *_sides(screen, contracts, rows)))


def _sides(screen: Screen, contracts: Contracts, rows: pd.DataFrame) -> list[Column]:
    t = screen.texts
    unit, decimals = unit_of(contracts.sold, t), contracts.sold.decimals
    columns = [
        Column(headed(t(f"contract_column.{name}"), unit, t), t(f"contract_meaning.{name}"), rows[name].tolist(),
               digits(t, decimals))
        for name in SIDES
    ]

    def rate(cell: Any) -> str:
        return t("value.none") if pd.isna(cell) else percent(float(cell), 1, signed=True)

    return [*columns, _column(screen, "rate", rows["value"].tolist(), rate)]


def _column(screen: Screen, name: str, cells: list[Any], shown: Shown) -> Column:
    t = screen.texts
    return Column(t(f"contract_column.{name}"), t(f"contract_meaning.{name}"), cells, shown)
