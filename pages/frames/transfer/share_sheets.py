"""The tables of the section shares: for reading beside the figures, and unrounded for download."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd

from pages.charts.share_moves import TYPE_MARKS
from pages.frames.sheet import Column, Sheet, Shown, as_percent, digits, headed, with_sign
from pages.shell.screen import Screen
from pages.texts.numbers import unit_label
from pages.texts.share_dynamics import MeasureWords
from queries.formulas.shift_share import TERMS, Split

ALL_TERMS = ("national", "mix", "competitive", "homothetic", "allocation", "not_split", "neighbour", "local")


def moves_sheet(screen: Screen, rows: pd.DataFrame, words: MeasureWords) -> Sheet:
    """One row per region: amounts, shares, change of share, relative net flow and type."""
    t = screen.texts
    unit = unit_label(words.unit, t)

    def column(name: str, shown: Shown, heading_unit: str = "") -> Column:
        return Column(headed(t(f"share_column.{name}"), heading_unit, t), t(f"share_definition.{name}"),
                      list(rows[name]), shown)

    kinds = [
        "" if pd.isna(kind) else f"{TYPE_MARKS[str(kind)].letter} {t(f'transfer_type.{kind}')}"
        for kind in rows["transfer_type"]
    ]
    reasons = [t(f"reason.{reason}") if isinstance(reason, str) else "" for reason in rows["reason"]]
    return Sheet((
        Column(t("share_column.region"), t("share_definition.region"), [screen.place(str(c)) for c in rows.index]),
        Column(t("share_column.region_code"), t("share_definition.region_code"), list(rows.index), None),
        column("before", digits(t, words.decimals), unit),
        column("after", digits(t, words.decimals), unit),
        column("change", with_sign(t, words.decimals), unit),
        column("share_before", as_percent(t, 2)),
        column("share_after", as_percent(t, 2)),
        column("share_change", with_sign(t, 2), t("share_column.points")),
        column("relative_net_flow", with_sign(t, words.decimals), unit),
        Column(t("share_column.transfer_type"), t("share_definition.transfer_type"),
               [kind or reason for kind, reason in zip(kinds, reasons, strict=True)]),
    ))


def terms_sheet(
    screen: Screen, rows: pd.DataFrame, split: Split, words: MeasureWords, head: str, names: Sequence[str],
    total: str | None,
) -> Sheet:
    """One row per form, year or region with the terms of a split; `total` names a last row that adds them up."""
    t = screen.texts
    unit = unit_label(words.unit, t)
    terms = [*TERMS[split], "change"]
    values = rows[terms]
    labels = list(names)
    if total is not None:
        values = pd.concat([values, pd.DataFrame([{term: exact(rows[term]) for term in terms}])])
        labels.append(total)
    return Sheet((
        Column(head, t("shift_definition.row"), labels),
        *(Column(headed(t(f"shift_term.{term}"), unit, t), t(f"shift_definition.{term}"), list(values[term]),
                 with_sign(t, words.decimals)) for term in terms),
    ))


def steps_rows(screen: Screen, steps: pd.DataFrame) -> pd.DataFrame:
    """Every region, year and form with all terms, unrounded."""
    t = screen.texts
    flat = steps.reset_index()
    columns: dict[str, list[object]] = {
        t("share_column.region_code"): list(flat["region"]),
        t("share_column.region"): [screen.place(str(code)) for code in flat["region"]],
        t("share_column.year"): [int(year) for year in flat["year"]],
        t("share_column.form"): [t(f"share_form.{form}") for form in flat["form"]],
    }
    for term in ("change", *ALL_TERMS):
        columns[t(f"shift_term.{term}")] = [None if pd.isna(value) else value for value in flat[term]]
    for flag in ("new_to_region", "new_to_nation", "without_neighbours"):
        columns[t(f"shift_flag.{flag}")] = [int(value) for value in flat[flag]]
    return pd.DataFrame(columns)


def steps_dictionary(screen: Screen) -> pd.DataFrame:
    """What each column of ``steps_rows`` means."""
    t = screen.texts
    rows = [(t(f"share_column.{name}"), t(f"share_definition.{name}"))
            for name in ("region_code", "region", "year", "form")]
    rows += [(t(f"shift_term.{term}"), t(f"shift_definition.{term}")) for term in ("change", *ALL_TERMS)]
    rows += [(t(f"shift_flag.{flag}"), t(f"shift_flag_meaning.{flag}"))
             for flag in ("new_to_region", "new_to_nation", "without_neighbours")]
    return pd.DataFrame(rows, columns=[t("column.name"), t("column.definition")])


def exact(values: pd.Series) -> float:
    """The sum, absent where a part is."""
    return math.fsum(values) if values.notna().all() else math.nan
