"""The tables and files of the balance of supply and demand, column by column."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from pages.charts.balance_maps import WORDS, Crossed, p_in_words
from pages.charts.reach import Curve
from pages.frames.gaps.gap_view import GapView
from pages.frames.rank_columns import rank_columns
from pages.frames.sheet import Column, Sheet, as_percent, digits, headed, word_or_none
from pages.shell.screen import Screen
from pages.texts.figures import unit_of
from queries.balance import Balance, Intensity
from queries.catalogue import Indicator
from queries.derived_ranks import coordination_ranks
from queries.formulas.reasons import Reason
from queries.shortage_clusters import ShortageClusters
from queries.underserved import Underserved

FARTHEST_NAMED = 3


def crossed_sheet(screen: Screen, found: Crossed, spread: Intensity, names: tuple[str, str]) -> Sheet:
    """One row per region of the survey: both measures over their ground, and their classes."""
    t = screen.texts
    rows = spread.rows[spread.rows["reason"] != Reason.OUT_OF_SURVEY].join(
        found.rows[["supply_class", "demand_class"]]
    )

    def third(name: str) -> list[str]:
        return ["" if pd.isna(step) else t(f"balance.third.{WORDS[int(step)]}") for step in rows[name]]

    return Sheet((
        *_places(screen, list(rows.index)),
        Column(names[0], t("balance.definition.per_ground"), rows["supply"].tolist(), digits(t, 3)),
        Column(names[1], t("balance.definition.per_ground"), rows["demand"].tolist(), digits(t, 3)),
        _column(screen, "supply_class", third("supply_class"), word_or_none(t)),
        _column(screen, "demand_class", third("demand_class"), word_or_none(t)),
        _remark(screen, [[reason] for reason in rows["reason"]]),
    ))


def ratio_sheet(screen: Screen, view: GapView, found: Balance) -> Sheet:
    """One row per region, the shortest first: the ratio to the chosen demand and to the composite one."""
    t, rows = screen.texts, shortest_first(found.rows)
    return Sheet((
        *_places(screen, list(rows.index)),
        _amount(screen, "supply", view.supply, rows["supply"]),
        _amount(screen, "demand", view.demand, rows["demand"]),
        _column(screen, "ratio", rows["ratio"].tolist(), digits(t, 3)),
        _column(screen, "composite", rows["composite"].tolist(), digits(t, 3)),
        _remark(screen, zip(rows["ratio_reason"], rows["composite_reason"], strict=True)),
    ))


def shortest_first(rows: pd.DataFrame) -> pd.DataFrame:
    """The least ratio first; among equals the greatest demand, then by code; those without a ratio at the end."""
    ordered = rows.reset_index().sort_values(["ratio", "demand", "region_code"], ascending=[True, False, True])
    return ordered.set_index("region_code")


def coupling_sheet(screen: Screen, view: GapView, found: Balance) -> Sheet:
    """One row per region, the best coordinated first: both indices, both forms, level and direction in words."""
    t = screen.texts
    ordered = found.rows.reset_index().sort_values(["coordination", "region_code"], ascending=[False, True])
    rows = ordered.set_index("region_code")

    def words(table: str, name: str) -> list[str]:
        return ["" if pd.isna(word) else t(f"balance.{table}.{word}") for word in rows[name]]

    def number(name: str, column: str, shown: bool = True) -> Column:
        return _column(screen, name, rows[column].tolist(), digits(t, 3) if shown else None)

    return Sheet((
        *_places(screen, list(rows.index)),
        _amount(screen, "supply", view.supply, rows["supply"]),
        _amount(screen, "demand", view.demand, rows["demand"]),
        number("supply_index", "supply_index"),
        number("demand_index", "demand_index"),
        number("coupling", "coupling", shown=False),
        number("coordination", "coordination"),
        *rank_columns(screen, coordination_ranks(screen.engine, view.basis, found).reindex(rows.index)),
        number("classical_coupling", "classical_coupling", shown=False),
        number("classical", "classical"),
        _column(screen, "level", words("level", "level"), word_or_none(t)),
        _column(screen, "direction", words("direction", "direction"), word_or_none(t)),
        _remark(screen, [[reason] for reason in rows["reason"]]),
    ))


def cluster_sheet(screen: Screen, view: GapView, clusters: ShortageClusters) -> Sheet:
    """One row per region tested, the least supply per demand first: its own figure, its neighbours', the verdict."""
    t, indicator = screen.texts, view.basis.indicator
    rows = clusters.units.reset_index().sort_values(["value", "region_code"]).set_index("region_code")
    value = headed(indicator.name(screen.language), unit_of(indicator, t), t)
    return Sheet((
        *_places(screen, list(rows.index)),
        Column(value, t("balance.definition.value"), (indicator.scale * rows["value"]).tolist(), digits(t, 3)),
        _column(screen, "own", rows["z"].tolist(), digits(t, 2)),
        _column(screen, "neighbours", rows["lag"].tolist(), digits(t, 2)),
        _column(screen, "local", rows["local"].tolist(), digits(t, 3)),
        _column(screen, "p", rows["p"].tolist(), lambda p: p_in_words(p, screen)),
        _column(screen, "pattern", [t(f"balance.pattern.{pattern}") for pattern in rows["pattern"]]),
    ))


def policy_sheet(screen: Screen, clusters: ShortageClusters) -> Sheet:
    """One row per map of neighbours: what the global test says."""
    t, results = screen.texts, clusters.results

    def untested(shown: Any) -> Any:
        return lambda cell: "—" if pd.isna(cell) else shown(cell)

    return Sheet((
        _column(screen, "policy", [t(f"balance.policy.{result.policy}") for result in results]),
        _column(screen, "moran", [result.test.statistic.value for result in results], untested(digits(t, 3))),
        _column(screen, "p", [result.test.p.value for result in results], untested(lambda p: p_in_words(p, screen))),
        _column(screen, "units", [result.test.statistic.n for result in results]),
        _column(screen, "isolates", [len(result.test.isolates) for result in results]),
        _column(screen, "mean_neighbours", [result.mean_neighbours for result in results], digits(t, 1)),
    ))


def reach_sheet(screen: Screen, view: GapView, found: Underserved, limit: int, places: Sequence[str]) -> Sheet:
    """One row per bar: what share and how much of the demand lies beyond the limit, and how far it lies on average."""
    t = screen.texts
    shares, means = [found.share(code, limit) for code in places], [found.mean(code) for code in places]
    beyond = [found.beyond(code, limit) for code in places]
    named = [t.joined([screen.place(city) for city in rows.index[:FARTHEST_NAMED]]) for rows in beyond]
    amounts = [
        None if share.value is None else float(rows["demand"].sum()) for share, rows in zip(shares, beyond, strict=True)
    ]
    farthest = [
        t("balance.and_more", names=names) if len(rows) > FARTHEST_NAMED else names
        for names, rows in zip(named, beyond, strict=True)
    ]
    share_heading = t("balance.column.beyond_share", distance=limit)
    amount = headed(t("balance.column.beyond", distance=limit, name=view.demand.name(screen.language)),
                    unit_of(view.demand, t), t)
    return Sheet((
        *_places(screen, list(places)),
        Column(share_heading, t("balance.definition.beyond_share"), [share.value for share in shares], as_percent(t)),
        Column(amount, t("balance.definition.beyond"), amounts, digits(t, 0)),
        _column(screen, "mean_km", [mean.value for mean in means], digits(t, 0)),
        _column(screen, "cities", [share.n for share in shares]),
        _column(screen, "all_cities", [len(found.members(code)) for code in places]),
        _column(screen, "farthest", farthest),
        _remark(screen, [[share.reason] for share in shares]),
    ))


def curve_sheet(screen: Screen, curves: Sequence[Curve], distances: Sequence[int], every: int = 1) -> Sheet:
    """One row per distance, or per those divisible by `every`: the share of each place beyond it."""
    t = screen.texts
    chosen = [at for at, distance in enumerate(distances) if distance % every == 0]
    return Sheet((
        _column(screen, "km", [distances[at] for at in chosen]),
        *(Column(curve.name, t("balance.definition.curve"), [curve.shares[at] for at in chosen], as_percent(t))
          for curve in curves),
    ))


def _places(screen: Screen, codes: list[str]) -> tuple[Column, Column]:
    t = screen.texts
    return (
        Column(t("column.code"), t("balance.definition.code"), codes, None),
        Column(t("column.region"), t("balance.definition.region"), [screen.place(code) for code in codes]),
    )


def _column(screen: Screen, name: str, cells: Sequence[Any], shown: Any = str) -> Column:
    return Column(screen.texts(f"balance.column.{name}"), screen.texts(f"balance.definition.{name}"), cells, shown)


def _amount(screen: Screen, name: str, indicator: Indicator, values: pd.Series) -> Column:
    """A total of a region, which the figure rests on: in the file alone."""
    heading = headed(indicator.name(screen.language), unit_of(indicator, screen.texts), screen.texts)
    return Column(heading, screen.texts(f"balance.definition.{name}"), values.tolist(), None)


def _remark(screen: Screen, reasons: Any) -> Column:
    """Why figures of a row are absent, each reason once."""
    t = screen.texts
    cells = [t.joined([t(f"reason.{reason}") for reason in dict.fromkeys(own) if isinstance(reason, str)])
             for own in reasons]
    return Column(t("column.remark"), t("balance.definition.remark"), cells)
