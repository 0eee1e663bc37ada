"""Expected supply in rows: for reading beside the figures, and for download."""

from __future__ import annotations

import math

import pandas as pd

from pages.shell.screen import Screen
from pages.texts.expected import decimals_of, driver_reason, interval, unit_shown
from pages.texts.numbers import percent, plain
from queries.catalogue import Indicator
from queries.expected_supply import ExpectedBoard
from queries.formulas.expected_supply import Standing
from queries.formulas.reasons import Reason

DOWNLOADED = (
    "region_code", "region", "period", "supply", "expected", "expected_mean", "lo_80", "hi_80", "lo_95", "hi_95",
    "gap", "relative_gap", "studentised", "standing", "reason", "quantile_gap", "quantile_reason", "frontier_gap",
    "frontier_lo", "frontier_reason", "layer", "n",
)
ORDER = (Standing.SEVERELY_SHORT, Standing.SHORT, Standing.ABOVE, Standing.AS_EXPECTED)


def ordered(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows for reading: those outside the interval by how far, then those inside and without a standing by code.

    Inside the interval no order is known, so none is shown.
    """
    place = rows["standing"].map({standing.value: number for number, standing in enumerate(ORDER)}).fillna(len(ORDER))
    is_outside = place < ORDER.index(Standing.AS_EXPECTED)
    far = rows["relative_gap"].where(rows["standing"] != Standing.ABOVE, -rows["relative_gap"]).where(is_outside, 0.0)
    order = rows.assign(place=place, far=far).sort_values(["place", "far", "region_code"], kind="stable").index
    return rows.loc[order]


def expected_table(screen: Screen, rows: pd.DataFrame, supply: Indicator) -> pd.DataFrame:
    """One row per region of the survey; an absent figure is the word for no data, or its reason."""
    t = screen.texts
    unit = unit_shown(supply, t)
    shown = []
    inside = rows[rows["reason"] != Reason.OUT_OF_SURVEY]
    for row in ordered(inside).to_dict("records"):
        has = row["standing"] is not None
        shown.append((
            screen.place(row["region_code"]),
            t(f"standing.{row['standing']}") if has else driver_reason(row["reason"], t),
            _digits(screen, row["supply"], supply),
            _digits(screen, row["expected"], supply),
            interval(row["lo_80"], row["hi_80"], supply, t) if has else t("value.none"),
            interval(row["lo_95"], row["hi_95"], supply, t) if has else t("value.none"),
            _digits(screen, row["gap"], supply),
            percent(row["relative_gap"], 0, signed=True) if pd.notna(row["relative_gap"]) else t("value.none"),
            _digits(screen, row["quantile_gap"], supply),
            _frontier(screen, row, supply),
        ))
    return pd.DataFrame(shown, columns=[
        t("column.region"), t("expected.head_standing"),
        *(t("column.with_unit", name=t(key), unit=unit) for key in ("expected.head_supply", "expected.head_expected")),
        t("expected.head_inner"), t("expected.head_outer"),
        t("column.with_unit", name=t("expected.head_gap"), unit=unit),
        t("expected.head_relative"), t("expected.head_quantile"), t("expected.head_frontier"),
    ])


def group_table(screen: Screen, sums: pd.DataFrame, supply: Indicator) -> pd.DataFrame:
    """One row per zone or major region: what its provinces have and are expected to have together."""
    t = screen.texts
    rows = [
        (screen.place(row["region_code"]), f"{row['judged']}/{row['members']}", _digits(screen, row["supply"], supply),
         _digits(screen, row["expected_mean"], supply), _digits(screen, row["gap"], supply))
        for row in sums.to_dict("records")
    ]
    unit = unit_shown(supply, t)
    amounts = ("expected.head_supply", "expected.head_expected_mean", "expected.head_gap")
    return pd.DataFrame(rows, columns=[
        t("column.region"), t("expected.head_judged"),
        *(t("column.with_unit", name=t(key), unit=unit) for key in amounts),
    ])


def expected_rows(screen: Screen, board: ExpectedBoard, rows: pd.DataFrame) -> pd.DataFrame:
    """The same for download, unrounded, with the drivers, under the names that the dictionary explains."""
    t = screen.texts
    named = rows.assign(region=[screen.place(code) for code in rows["region_code"]])
    for column in ("reason", "quantile_reason", "frontier_reason"):
        named[column] = [driver_reason(reason, t) if reason else None for reason in rows[column]]
    named["standing"] = [t(f"standing.{standing}") if standing else None for standing in rows["standing"]]
    named["layer"] = [t(f"layer.{layer}") for layer in rows["layer"]]
    return named[[*DOWNLOADED, *board.drivers]]


def expected_dictionary(screen: Screen, board: ExpectedBoard, supply: Indicator) -> pd.DataFrame:
    """What the columns of the download mean."""
    t = screen.texts
    unit = unit_shown(supply, t)
    rows = [(column, t(f"expected_column.{column}", name=supply.name(screen.language), unit=unit))
            for column in DOWNLOADED]
    for metric in board.drivers:
        driver = screen.catalogue[metric]
        rows.append((metric, t("expected.driver_of_year", name=driver.name(screen.language),
                               year=board.driver_years[metric])))
    return pd.DataFrame(rows, columns=[t("column.identifier"), t("column.definition")])


def _digits(screen: Screen, value: float, supply: Indicator) -> str:
    if value is None or math.isnan(value):
        return screen.texts("value.none")
    return plain(value, decimals_of(value, supply))


def _frontier(screen: Screen, row: dict, supply: Indicator) -> str:
    """The distance to the frontier and, where it depends on one region, how small it could be."""
    if pd.isna(row["frontier_gap"]):
        return screen.texts("value.none")
    gap = _digits(screen, row["frontier_gap"], supply)
    least = _digits(screen, row["frontier_lo"], supply)
    return gap if least == gap else screen.texts("expected.frontier_range", gap=gap, least=least)
