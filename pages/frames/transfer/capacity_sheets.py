"""The tables of receiving capacity, of the matrix and of partners, each for reading and for download."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import pandas as pd

from pages.frames.sheet import Column, Sheet, Shown, as_percent, digits, headed
from pages.shell.screen import Screen
from pages.texts.capacity import reason_words
from pages.texts.composite import interval
from pages.texts.figures import unit_of
from pages.texts.numbers import percent
from queries.capacity import Capacity, Pillar
from queries.composite_criteria import Definition, Known
from queries.formulas.match_score import CONDITIONS
from queries.match_matrix import MatchMatrix
from queries.transfer_match import TransferMatch

LARGE = 1000.0


def capacity_sheet(screen: Screen, found: Capacity) -> Sheet:
    """One row per province: rank, its interval and its rank by other weights, index and pillars."""
    t, ranks = screen.texts, found.ranks
    reasons = ["" if pd.isna(reason) else t(f"reason.{reason}") for reason in ranks["reason"]]
    bands = [interval(row, t) if pd.notna(row["lo"]) else reason
             for (_, row), reason in zip(ranks.iterrows(), reasons, strict=True)]
    column = partial(_column, screen)
    return Sheet((
        *_places(screen, ranks.index),
        column("interval", bands),
        *(column(name, ranks[name].tolist(), 0) for name in ("rank", "rank_equal", "rank_entropy")),
        column("value", ranks["value"].tolist(), 3),
        *(Column(t(f"capacity_pillar.{pillar.id}"), t("capacity_definition.pillar"), ranks[pillar.id].tolist(),
                 digits(t, 2)) for pillar in found.pillars),
        *(Column(t(f"capacity_column.{name}"), t(f"capacity_definition.{name}"), ranks[name].tolist(), None)
          for name in ("lo", "hi", "median", "above", "above_lo", "above_hi")),
        Column(t("capacity_column.reason"), t("capacity_definition.reason"), reasons, None),
        *_layer(screen, len(ranks)),
    ))


def parts_sheet(screen: Screen, found: Capacity, region: str | None) -> Sheet:
    """One row per criterion that enters: measure, figure and level of a province, else the medians, and weight."""
    t = screen.texts
    rows = [
        (pillar, criterion, _figure(pillar.raw[criterion.id], region), _figure(pillar.scaled[criterion.id], region))
        for pillar in found.pillars for criterion in pillar.criteria
    ]
    column = partial(_column, screen)
    return Sheet((
        column("pillar", [t(f"capacity_pillar.{pillar.id}") for pillar, *_ in rows]),
        column("criterion", [
            headed(criterion.indicator.name(screen.language), unit_of(criterion.indicator, t), t)
            for _, criterion, *_ in rows
        ]),
        Column(screen.place(region) if region else t("capacity_column.median_figure"),
               t("capacity_definition.figure"), [figure for *_, figure, _ in rows], _figure_words(screen)),
        column("scaled", [level for *_, level in rows], 2),
        Column(t("capacity_column.weight"), t("capacity_definition.weight"),
               [float(pillar.base.weights[criterion.id]) for pillar, criterion, *_ in rows], as_percent(t)),
        column("year", [pillar.year for pillar, *_ in rows]),
        *_layer(screen, len(rows)),
    ))


def known_sheet(screen: Screen, known: Sequence[tuple[Definition, Sequence[Known]]]) -> Sheet:
    """One row per criterion that does not enter: its pillar, its measure, and of how many provinces it is known."""
    t = screen.texts
    rows = [(definition, entry) for definition, entries in known for entry in entries]
    units = screen.regions.surveyed("province")
    column = partial(_column, screen)
    return Sheet((
        column("pillar", [t(f"capacity_pillar.{definition.id}") for definition, _ in rows]),
        column("criterion", [entry.criterion.indicator.name(screen.language) for _, entry in rows]),
        column("known", [_best(screen, entry, units) for _, entry in rows]),
    ))


def _best(screen: Screen, entry: Known, units: int) -> str:
    """How many provinces know a criterion in its best year, and which year that is."""
    if not entry.regions:
        return f"0/{units}"
    year = max(entry.regions, key=lambda known: (entry.regions[known], known))
    return screen.texts("capacity.known_of", count=f"{entry.regions[year]}/{units}", year=year)


def matrix_sheet(screen: Screen, found: MatchMatrix) -> Sheet:
    """One row per province: quarter, whether it is on the edge, capacity and gap with their intervals."""
    t, rows = screen.texts, found.rows
    words = [t("value.none") if pd.isna(name) else t(f"match_quadrant.{name}") for name in rows["quadrant"]]
    edges = [t("capacity.edge") if is_edge else "" for is_edge in rows["is_edge"]]
    column = partial(_column, screen)
    return Sheet((
        *_places(screen, rows.index),
        column("quadrant", words),
        column("edge", edges),
        column("value", rows["capacity"].tolist(), 3),
        Column(t("capacity_column.capacity_interval"), t("capacity_definition.capacity_interval"),
               _bands(rows["capacity_lo"], rows["capacity_hi"], 2)),
        Column(t("capacity_column.gap"), t(f"capacity_gap_definition.{found.kind}"), rows["gap"].tolist(),
               as_percent(t)),
        Column(t("capacity_column.gap_interval"), t("capacity_definition.gap_interval"),
               _bands(rows["gap_lo"], rows["gap_hi"], 0, as_share=True)),
        *_layer(screen, len(rows)),
    ))


def partner_sheet(screen: Screen, found: TransferMatch, rows: pd.DataFrame, other: str) -> Sheet:
    """One row per partner: rank, conditions met, the reason in words, and every number it rests on."""
    t = screen.texts
    reasons = [reason_words(row, found, screen.place, t) for row in rows.to_dict("records")]
    met = [t("capacity.met_of", met=row["met"], known=row["known"]) for row in rows.to_dict("records")]
    column = partial(_column, screen)
    return Sheet((
        column("partner_rank", rows["rank"].tolist(), 0),
        Column(t(f"capacity_column.{other}"), t("capacity_definition.partner"),
               [screen.place(str(code)) for code in rows[other]]),
        Column(t("capacity_column.region_code"), t("capacity_definition.region_code"), rows[other].tolist(), None),
        column("met", met),
        column("reason_words", reasons),
        *(Column(t(f"partner_column.{name}"), t(f"partner_definition.{name}"), rows[name].tolist(), None)
          for name in ("gradient", "surplus", "gap", "movable", "capacity", "branches", "distance")),
        *(Column(t(f"match_condition.{name}"), t("capacity_definition.condition"),
                 [_answer(screen, holds) for holds in rows[f"has_{name}"]], None) for name in CONDITIONS),
        *_layer(screen, len(rows)),
    ))


def missing_of(pillars: Sequence[Pillar]) -> list[tuple[Definition, tuple[Known, ...]]]:
    """The criteria of the pillars that do not enter."""
    return [(pillar.definition, pillar.missing) for pillar in pillars if pillar.missing]


def _figure(values: pd.Series, region: str | None) -> float:
    return float(values[region]) if region else float(values.median())


def _figure_words(screen: Screen) -> Shown:
    """Figures of different units in one column: large ones need no decimals."""
    t = screen.texts
    return lambda cell: digits(t, 0 if abs(cell) >= LARGE else 2)(cell)


def _bands(lo: pd.Series, hi: pd.Series, decimals: int, as_share: bool = False) -> list[str]:
    def written(value: float) -> str:
        return percent(value, decimals) if as_share else f"{value:.{decimals}f}"

    return ["—" if pd.isna(low) else f"{written(low)} – {written(high)}" for low, high in zip(lo, hi, strict=True)]


def _answer(screen: Screen, holds: object) -> str:
    return screen.texts("match_answer.unknown" if pd.isna(holds) else  # type: ignore[call-overload]
                        "match_answer.yes" if holds else "match_answer.no")


def _places(screen: Screen, codes: pd.Index) -> tuple[Column, ...]:
    t = screen.texts
    return (
        Column(t("capacity_column.region"), t("capacity_definition.region"), [screen.place(str(c)) for c in codes]),
        Column(t("capacity_column.region_code"), t("capacity_definition.region_code"), [str(c) for c in codes], None),
    )


def _layer(screen: Screen, count: int) -> tuple[Column, ...]:
    t = screen.texts
    words = [t(f"layer.{screen.layer}")] * count
    return (Column(t("capacity_column.layer"), t("capacity_definition.layer"), words, None),)


def _column(screen: Screen, name: str, cells: Sequence[object], decimals: int | None = None) -> Column:
    t = screen.texts
    heading, meaning = t(f"capacity_column.{name}"), t(f"capacity_definition.{name}")
    return Column(heading, meaning, cells) if decimals is None else Column(heading, meaning, cells, digits(t, decimals))
