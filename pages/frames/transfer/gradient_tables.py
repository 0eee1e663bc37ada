"""Table twins and downloads of the section gradient."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd

from pages.frames.rank_columns import rank_columns
from pages.frames.sheet import Column, Sheet, as_percent, digits, headed, word_or_none
from pages.frames.transfer.gradient_view import COEFFICIENT, IMPROVED, GradientView, of_what, row_of
from pages.shell.screen import Screen
from pages.texts.numbers import unit_label
from queries.formulas.gradient_difference import gradient_difference, parts_of_difference
from queries.gradient import METRICS


def heights_sheet(screen: Screen, view: GradientView) -> Sheet:
    """Every region of the level, the highest first, then those without a height with the reason."""
    t = screen.texts
    rows = pd.concat([view.known, view.rows[view.rows["height"].isna()]])
    columns = [
        Column(t("column.region"), t("gradient_column.place"), [screen.place(str(code)) for code in rows.index]),
        Column(t("column.code"), t("gradient_column.code"), [str(code) for code in rows.index], None),
        Column(t("gradient_column.zone_name"), t("gradient_column.zone"),
               [screen.place(zone) if isinstance(zone, str) else "" for zone in rows["zone"]], word_or_none(t)),
        Column(of_what(screen, view), t("gradient_column.height"), rows["height"].tolist(), digits(t, 3)),
    ]
    columns += rank_columns(screen, view.ranks.reindex(rows.index))
    columns += _parts(screen, view, rows)
    columns += _amounts(screen, view, rows)
    columns.append(Column(
        t("gradient_column.reason_name"), t("gradient_column.reason"),
        [t(f"reason.{why}") if isinstance(why, str) else "" for why in rows["why"]],
    ))
    return Sheet(tuple(columns))


def pair_sheet(screen: Screen, view: GradientView, rows: pd.DataFrame, codes: tuple[str, str]) -> Sheet:
    """The two places, their ratio and the difference, whole and by part."""
    t = screen.texts
    first, second = row_of(rows, codes[0]), row_of(rows, codes[1])
    lines = ["height", *view.parts]
    parts = parts_of_difference(first, second, view.parts)
    whole = gradient_difference(first["height"], second["height"]).value
    differences = [whole, *parts]
    ratios = [_ratio(first[line], second[line]) for line in lines]
    names = [of_what(screen, view), *(t(f"gradient_part.{part}") for part in view.parts)]
    shown = digits(t, 3)
    return Sheet((
        Column(t("gradient_column.part"), t("gradient_column.part_meaning"), names),
        Column(screen.place(codes[0]), t("gradient_column.first"), [first[line] for line in lines], shown),
        Column(screen.place(codes[1]), t("gradient_column.second"), [second[line] for line in lines], shown),
        Column(t("gradient_column.ratio"), t("gradient_column.ratio_meaning"), ratios, shown),
        Column(t("gradient_column.difference"), t("gradient_column.difference_meaning"), differences, shown),
    ))


def _parts(screen: Screen, view: GradientView, rows: pd.DataFrame) -> list[Column]:
    t = screen.texts
    named: Sequence[str] = view.parts
    columns = [
        Column(t(f"gradient_part.{part}"), t(f"gradient_meaning.{part}"), rows[part].tolist(), digits(t, 3))
        for part in named
    ]
    if view.measure == IMPROVED:
        columns.append(Column(
            t(f"gradient_measure.{COEFFICIENT}"), t("gradient_column.height"), rows["value"].tolist(), digits(t, 3)
        ))
    return columns


def _amounts(screen: Screen, view: GradientView, rows: pd.DataFrame) -> list[Column]:
    t = screen.texts
    if view.quotients is not None:
        indicator = view.quotients.indicator
        assert indicator.denominator is not None
        return [
            _amount(screen, metric.metric, rows[name].tolist())
            for name, metric in (("supply", indicator.numerator), ("base", indicator.denominator))
        ]
    names = ["output", "product", "staff", *(["capital"] if view.measure == IMPROVED else []), "agencies"]
    columns = [_amount(screen, METRICS[name], rows[name].tolist()) for name in names]
    if view.form:
        columns.append(Column(t("gradient_column.told"), t("gradient_column.told_meaning"), rows["told"].tolist(),
                              as_percent(t)))
    return columns


def _amount(screen: Screen, metric: str, cells: Sequence[Any]) -> Column:
    indicator = screen.catalogue[metric]
    t, language = screen.texts, screen.language
    heading = headed(indicator.name(language), unit_label(indicator.unit(language), t), t)
    shown: Callable[[Any], str] = digits(t, indicator.decimals)
    return Column(heading, indicator.definition(language), cells, shown)


def _ratio(first: Any, second: Any) -> float:
    return float(first) / float(second) if pd.notna(first) and pd.notna(second) and float(second) else float("nan")
