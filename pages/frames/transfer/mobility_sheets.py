"""The tables and files of moves between classes and of convergence, column by column."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from pages.frames.sheet import Column, Sheet, Shown, as_percent, digits, word_or_none
from pages.frames.transfer.mobility_view import MobilityView
from pages.frames.transfer.mobility_words import slope_words, speed_words
from pages.shell.screen import Screen
from queries.class_moves import ClassMoves
from queries.convergence import Convergence
from queries.formulas.markov import LEAST_OBSERVED, Transitions


def matrix_sheet(screen: Screen, moves: ClassMoves, names: Sequence[str]) -> Sheet:
    """One row per step from class to class."""
    return Sheet(tuple(_cells(screen, [moves.steps], [""], names)[1:]))


def neighbours_sheet(screen: Screen, moves: ClassMoves, regimes: Sequence[str], names: Sequence[str]) -> Sheet:
    """The same apart by the class of the neighbours."""
    return Sheet(tuple(_cells(screen, moves.regimes, regimes, names)))


def _cells(
    screen: Screen, grids: Sequence[Transitions], titles: Sequence[str], names: Sequence[str]
) -> list[Column]:
    t = screen.texts
    rows = [
        (title, names[row], names[column], count, whole, count / whole if whole else float("nan"),
         "" if whole >= LEAST_OBSERVED else t("mobility.few" if whole else "mobility.nothing_observed"))
        for title, grid in zip(titles, grids, strict=True)
        for row, counts in enumerate(grid.counts.to_numpy(dtype=int).tolist())
        for whole in (sum(counts),)
        for column, count in enumerate(counts)
    ]
    listed: list[list[Any]] = [list(column) for column in zip(*rows, strict=True)]
    shown: list[Shown] = [str, str, str, str, str, as_percent(t, 1), str]
    keys = ("neighbours", "from", "to", "count", "observed", "probability", "remark")
    return [_column(screen, key, cells, how) for key, cells, how in zip(keys, listed, shown, strict=True)]


def ribbon_sheet(screen: Screen, view: MobilityView, moves: ClassMoves, names: Sequence[str]) -> Sheet:
    """One row per region: its class in every year and how far it moved; the selected region first."""
    t = screen.texts
    change = moves.moved["change"].reindex(moves.classes.index)
    codes = sorted(moves.classes.index, key=lambda code: (
        code != view.place.region, -abs(change[code]) if pd.notna(change[code]) else 9, str(code)
    ))
    classes = moves.classes.loc[codes]
    relative = view.panel.relative.loc[codes]

    def words(year: int) -> list[str]:
        return ["" if pd.isna(step) else names[int(step)] for step in classes[year]]

    return Sheet((
        Column(t("mobility.column.code"), t("mobility.definition.code"), [str(code) for code in codes], None),
        _column(screen, "region", [screen.place(str(code)) for code in codes], str),
        *(Column(str(year), t("mobility.definition.class"), words(int(year)), word_or_none(t))
          for year in classes.columns),
        _column(screen, "change", change[codes].tolist(), _signed(screen)),
        *(_relative(screen, view, year, relative[year]) for year in (view.first, view.last)),
    ))


def beta_sheet(screen: Screen, view: MobilityView, found: Convergence) -> Sheet:
    """One row per region: both ends, total growth, and what the line leaves over."""
    t, panel = screen.texts, found.units.panel
    codes = [str(code) for code in panel.index]
    first, last = panel[found.first], panel[found.last]
    return Sheet((
        Column(t("mobility.column.code"), t("mobility.definition.code"), codes, None),
        _column(screen, "region", [screen.place(code) for code in codes], str),
        _column(screen, "zone", [screen.place(str(zone)) for zone in found.zones], str),
        *(_relative(screen, view, year, values / view.panel.nation[year])
          for year, values in ((found.first, first), (found.last, last))),
        _column(screen, "growth", (last / first - 1).tolist(), as_percent(t, 1)),
        _column(screen, "residual", found.total.residuals.tolist(), digits(t, 3)),
    ))


def clubs_sheet(screen: Screen, found: Convergence) -> Sheet:
    """β of all regions, inside the zones, and of each zone by itself."""
    t = screen.texts
    lines = [(t("mobility.all"), found.total), (t("mobility.within_zones"), found.within)]
    lines += [(screen.place(str(zone)), beta) for zone, beta in found.clubs.items()]
    return Sheet((
        _column(screen, "scope", [name for name, _ in lines], str),
        _column(screen, "units", [beta.n for _, beta in lines], str),
        _column(screen, "slope", [slope_words(screen, beta) for _, beta in lines], str),
        _column(screen, "verdict", [t(f"mobility.verdict.{beta.verdict}") for _, beta in lines], str),
        _column(screen, "speed", [speed_words(screen, beta) for _, beta in lines], str),
    ))


def spread_sheet(screen: Screen, view: MobilityView, found: Convergence) -> Sheet:
    """One row per year."""
    t = screen.texts
    return Sheet((
        _column(screen, "year", [str(year) for year in found.spread.index], str),
        Column(t("mobility.column.spread"), t(f"mobility.spread_means.{view.kind}"), found.spread["value"].tolist(),
               digits(t, 3)),
        _column(screen, "units", found.spread["n"].tolist(), str),
    ))


def _relative(screen: Screen, view: MobilityView, year: int, values: pd.Series) -> Column:
    """What is followed in one year, relative to the nation."""
    t = screen.texts
    return Column(t(f"mobility.relative.{view.kind}", year=year), t(f"mobility.relative_means.{view.kind}"),
                  values.tolist(), digits(t, 2))


def _column(screen: Screen, key: str, cells: Sequence[Any], shown: Shown) -> Column:
    t = screen.texts
    return Column(t(f"mobility.column.{key}"), t(f"mobility.definition.{key}"), list(cells), shown)


def _signed(screen: Screen) -> Shown:
    return lambda cell: screen.texts("value.none") if pd.isna(cell) else f"{int(cell):+d}".replace("-", "−")
