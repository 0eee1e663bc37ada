"""Table twins of the section years: years to close of every region, the path of one, the scenarios side by side."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd

from pages.controls.scenarios import Scenario
from pages.frames.gaps.years_view import YearsView, reference_name, way_of
from pages.shell.screen import Screen
from pages.texts.figures import digits, unit_of
from pages.texts.numbers import percent, plain
from pages.texts.years import label, rate, units_per_year, when
from queries.formulas.outcome import Outcome
from queries.formulas.reasons import Reason
from queries.years_to_close import WayThere, years_to_close

ROW_COLUMNS = (
    "code", "region", "reference", "present", "level", "share", "growth", "reference_growth", "first_year",
    "years_used", "years", "lo", "hi", "standing", "remark",
)
PATH_COLUMNS = ("year", "region", "reference", "region_projected", "reference_projected", "lo", "hi")
SCENARIO_COLUMNS = (
    "scenario", "region", "reference", "year", "growth", "present_growth", "supply_growth", "added", "remark",
)
SCENARIO_FILE_COLUMNS = (
    "scenario", "region", "reference", "year", "years", "growth", "present_growth", "supply_growth", "added", "remark",
)
DEFINED = tuple(dict.fromkeys((*ROW_COLUMNS, *PATH_COLUMNS, *SCENARIO_FILE_COLUMNS)))


def ordered(rows: pd.DataFrame) -> pd.DataFrame:
    """Who closes first, then those who do not, those who are there, and those of whom nothing is known."""
    places = {"closing": 0, "not_closing": 1, "above": 2, "unknown": 3}
    return rows.assign(
        place=rows["standing"].map(places), behind=rows["ratio"] / rows["reference"]
    ).sort_values(["place", "years", "lo", "behind", "region_code"], ascending=[True, True, True, False, True])


def years_table(screen: Screen, view: YearsView) -> pd.DataFrame:
    """One row per region as the reader reads it."""
    t, indicator = screen.texts, view.indicator
    of_basis = {str(row["region_code"]): row for row in view.catching.basis.rows.to_dict("records")}
    table = []
    for row in ordered(view.rows).to_dict("records"):
        code = str(row["region_code"])
        known = of_basis[code]
        bounds = {side: _scaled(known[f"supply_{side}"], known["demand"], indicator.scale) for side in ("lo", "hi")}
        shown = pd.Series(known | bounds | {"value": row["ratio"] * indicator.scale}, dtype=object)
        table.append([
            screen.place_shown(code, int(known["proxy"])),
            digits(shown, indicator, t),
            _amount(row["reference"], indicator.scale, indicator.decimals, t("value.none")),
            percent(row["ratio"] / row["reference"], 0) if row["ratio"] / row["reference"] > 0 else t("value.none"),
            rate(row["growth"], t),
            rate(row["reference_growth"], t),
            _from(screen, view, row),
            label(row, t),
        ])
    names = ("region", "present", "level", "share", "growth", "reference_growth", "first_year", "years")
    frame = pd.DataFrame(table, columns=[t(f"years.column.{name}") for name in names])
    unit = unit_of(indicator, t)
    return frame.rename(columns={
        t("years.column.present"): t("column.with_unit", name=t("years.column.present"), unit=unit),
        t("years.column.level"): t(
            "column.with_unit", name=reference_name(screen, view, view.reference, None), unit=unit
        ),
    })


def years_rows(screen: Screen, view: YearsView) -> pd.DataFrame:
    """The same unrounded for download: ratios in the unit shown, growth as fractions."""
    t, scale = screen.texts, view.indicator.scale
    rows = ordered(view.rows).reset_index(drop=True)
    columns: dict[str, Any] = {
        "code": rows["region_code"],
        "region": [screen.place(code) for code in rows["region_code"]],
        "reference": [reference_name(screen, view, view.reference, code) for code in rows["region_code"]],
        "present": scale * rows["ratio"],
        "level": scale * rows["reference"],
        "share": rows["ratio"] / rows["reference"],
        **{name: rows[name]
           for name in ("growth", "reference_growth", "first_year", "years_used", "years", "lo", "hi")},
        "standing": [t(f"years.standing.{standing}") for standing in rows["standing"]],
        "remark": [label(row, t) for row in rows.to_dict("records")],
    }
    return pd.DataFrame({t(f"years.column.{name}"): columns[name] for name in ROW_COLUMNS})


def path_table(screen: Screen, view: YearsView, path: pd.DataFrame, scenarios: list[Scenario]) -> pd.DataFrame:
    """One row per year of the path as the reader reads it."""
    decimals = view.indicator.decimals
    rows = path_rows(screen, path, scenarios)
    years = rows.columns[0]
    shown = {years: rows[years].astype(str)}
    return pd.DataFrame(
        shown | {name: ["" if pd.isna(value) else plain(value, decimals) for value in rows[name]]
                 for name in rows.columns[1:]}
    )


def path_rows(screen: Screen, path: pd.DataFrame, scenarios: list[Scenario]) -> pd.DataFrame:
    """The path unrounded, in the unit shown; one column per scenario."""
    t = screen.texts
    columns = {name: path["period" if name == "year" else name] for name in PATH_COLUMNS}
    named = {t(f"years.column.{name}"): values for name, values in columns.items()}
    for number, scenario in enumerate(scenarios):
        named[t("years.scenario_column", number=number + 1, name=scenario.name)] = path[f"way_{number}"]
    return pd.DataFrame(named)


def scenario_table(screen: Screen, view: YearsView) -> pd.DataFrame:
    """The scenarios side by side as the reader reads them."""
    t = screen.texts
    table = []
    for scenario in view.scenarios:
        way, present = _way(screen, view, scenario)
        if way is None:
            rest = [t("value.none")] * 5 + [t("years.elsewhere", level=t(f"level.{view.gap.level}"))]
        else:
            rest = [
                when(way, view.year, t), _rate(way.growth, screen), rate(present, t), _rate(way.supply_growth, screen),
                _absence(way.added, screen) or units_per_year(way.added, view.gap.supply, t),
                _remark(way, screen),
            ]
        code = scenario.aim.region_code
        table.append([scenario.name, screen.place(code), reference_name(screen, view, scenario.aim.reference, code),
                      *rest])
    return pd.DataFrame(table, columns=[t(f"years.column.{name}") for name in SCENARIO_COLUMNS])


def scenario_rows(screen: Screen, view: YearsView) -> pd.DataFrame:
    """The scenarios unrounded for download: the year as a number of years too, growth as fractions, units a year."""
    t = screen.texts
    table = []
    for scenario in view.scenarios:
        way, present = _way(screen, view, scenario)
        code = scenario.aim.region_code
        numbers: list[Any] = [None] * 6
        if way is not None:
            years = way.years.value
            year = None if not years else math.ceil(view.year + years)
            numbers = [year, years, way.growth.value, present, way.supply_growth.value, way.added.value]
        remark = t("years.elsewhere", level=t(f"level.{view.gap.level}")) if way is None else _remark(way, screen)
        table.append([scenario.name, screen.place(code), reference_name(screen, view, scenario.aim.reference, code),
                      *numbers, remark])
    frame = pd.DataFrame(table, columns=[t(f"years.column.{name}") for name in SCENARIO_FILE_COLUMNS])
    return frame.astype({t("years.column.year"): "Int64"})


def years_dictionary(screen: Screen) -> pd.DataFrame:
    """What the columns of the downloads mean."""
    t = screen.texts
    return pd.DataFrame(
        {
            t("column.name"): [t(f"years.column.{name}") for name in DEFINED],
            t("column.definition"): [t(f"years.definition.{name}") for name in DEFINED],
        }
    )


def _way(screen: Screen, view: YearsView, scenario: Scenario) -> tuple[WayThere | None, float]:
    """What a scenario comes to, and the present growth of its region over the years of its reference."""
    way = way_of(screen, view, scenario.aim)
    if way is None:
        return None, float("nan")
    rows = years_to_close(screen.engine, view.catching, scenario.aim.reference, view.speed, view.stands_still)
    return way, float(rows.loc[rows["region_code"] == scenario.aim.region_code, "growth"].iloc[0])


def _remark(way: WayThere, screen: Screen) -> str:
    t = screen.texts
    reasons = [side.reason for side in (way.years, way.growth) if side.reason is not None]
    if way.years.value == 0 or (reasons and reasons[0] is Reason.NOT_APPLICABLE):
        return t("years.standing.above")
    return t(f"reason.{reasons[0]}") if reasons else ""


def _rate(outcome: Outcome, screen: Screen) -> str:
    return _absence(outcome, screen) or percent(float(outcome.value or 0.0), signed=True)


def _absence(outcome: Outcome, screen: Screen) -> str:
    """The word for no data, a dash where nothing is left to close; empty where there is a value."""
    if outcome.value is not None:
        return ""
    return screen.texts("years.not_needed" if outcome.reason is Reason.NOT_APPLICABLE else "value.none")


def _amount(value: float, scale: float, decimals: int, none: str) -> str:
    return none if pd.isna(value) else plain(scale * value, decimals)


def _scaled(bound: Any, demand: Any, scale: float) -> float:
    known = pd.notna(bound) and pd.notna(demand) and demand > 0
    return float(scale * bound / demand) if known else float("nan")


def _from(screen: Screen, view: YearsView, row: Mapping[Any, Any]) -> str:
    """The years that the speeds rest on, with their number."""
    if pd.isna(row["first_year"]):
        return screen.texts("value.none")
    return screen.texts("years.used", first=int(row["first_year"]), last=view.year, count=int(row["years_used"]))

