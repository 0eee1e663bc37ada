"""The table twins of the centres: their steps, and their ellipses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from pages.frames.sheet import Column, Sheet, digits, word_or_none
from pages.frames.transfer.centre_view import CentreView
from pages.shell.screen import Screen
from queries.formulas.centre_path import wind_of

STEPS = ("longitude", "latitude", "since", "step", "bearing", "wind", "east", "north", "westward", "apart")
ELLIPSES = ("longitude", "latitude", "major", "minor", "axis", "area", "flattening", "total", "apart")
FIELDS = {"major": "semi_major", "minor": "semi_minor", "axis": "axis_bearing"}
DECIMALS = {"longitude": 3, "latitude": 3, "area": 0, "flattening": 3, "bearing": 0, "axis": 1}


def path_sheet(screen: Screen, view: CentreView) -> Sheet:
    """Every centre with the step that leads to it."""
    return _sheet(screen, view, STEPS)


def ellipse_sheet(screen: Screen, view: CentreView) -> Sheet:
    """Every centre with its ellipse."""
    return _sheet(screen, view, ELLIPSES)


def _sheet(screen: Screen, view: CentreView, names: Sequence[str]) -> Sheet:
    t = screen.texts
    frames = [
        view.series(role).rows.assign(measure=role.measure, apart=view.centres.distances["value"])
        for role in view.roles
    ]
    rows = pd.concat(frames)
    rows["wind"] = [t(f"wind.{wind_of(float(bearing))}") if pd.notna(bearing) else "" for bearing in rows["bearing"]]

    def column(name: str, cells: Any, shown: Any) -> Column:
        return Column(t(f"centre_column.{name}"), t(f"centre_meaning.{name}"), cells, shown)

    def cells_of(name: str) -> list[Any]:
        return [None if pd.isna(value) else value for value in rows[FIELDS.get(name, name)]]

    def year_or_none(cell: Any) -> str:
        return t("value.none") if pd.isna(cell) else str(int(cell))

    shown = {"since": year_or_none, "wind": word_or_none(t)}
    return Sheet((
        column("measure", rows["measure"].tolist(), str),
        column("year", [int(year) for year in rows.index], str),
        *(column(name, cells_of(name), shown.get(name, digits(t, DECIMALS.get(name, 1)))) for name in names),
    ))
