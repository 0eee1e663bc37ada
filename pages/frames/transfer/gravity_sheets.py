"""The gravity model in rows: its pairs and its terms, as table twins and as files."""

from __future__ import annotations

import pandas as pd

from pages.frames.sheet import Column, Sheet, digits
from pages.shell.screen import Screen
from pages.texts.gravity import term_words


def pairs_sheet(screen: Screen, rows: pd.DataFrame) -> Sheet:
    """One row per ordered pair: found, expected, potential, ratio, residual and what they say."""
    t = screen.texts
    ends = [
        column for end in ("origin", "destination") for column in (
            Column(t(f"gravity_column.{end}"), t("gravity_column.place_meaning"),
                   [screen.place(code) for code in rows[end]]),
            Column(f"{t(f'gravity_column.{end}')} {t('gravity_column.code')}", t("gravity_column.code_meaning"),
                   rows[end].tolist(), None),
        )
    ]  # fmt: skip
    shown = {"flow": 0, "expected": 1, "gap": 1, "ratio": 2, "pearson": 1, "distance": 0}
    amounts = [
        Column(t(f"gravity_column.{name}"), t(f"gravity_column.{name}_meaning"), rows[name].tolist(),
               digits(t, decimals))
        for name, decimals in shown.items()
    ]
    words = [t(f"linkage.{value}") if isinstance(value, str) else t("value.none") for value in rows["linkage"]]
    return Sheet((*ends, *amounts, Column(t("gravity_column.linkage"), t("gravity_column.linkage_meaning"), words)))


def terms_sheet(screen: Screen, terms: pd.DataFrame) -> Sheet:
    """One row per term: its coefficient, error and interval, and what it says."""
    t = screen.texts
    amounts = [
        Column(t(f"gravity_column.{name}"), t(f"gravity_column.{name}_meaning"), terms[name].tolist(), digits(t, 3))
        for name in ("value", "error", "lo", "hi")
    ]
    return Sheet((
        Column(t("gravity_column.term"), t("gravity_column.term_meaning"),
               [t(f"gravity_term.{name}") for name in terms.index]),
        *amounts,
        Column(t("gravity_column.words"), t("gravity_column.words_meaning"),
               [term_words(str(name), row, t) for name, row in terms.iterrows()]),
    ))
