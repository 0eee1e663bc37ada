"""What the gravity model says, in sentences."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from pages.texts import Texts
from pages.texts.numbers import percent, plain
from queries.formulas.gravity import Linkage, TermState, effect_of
from queries.gravity import GravityBoard

MORE = 1.1
"""Of a mass or a distance the effect of ten per cent more is told, of a tie that of having it."""

OF_LOGARITHM = ("origin_mass", "destination_mass", "distance")
MOST_TOLD = 3


def effect(name: str, coefficient: float) -> float:
    """Relative change of the flow that a term stands for."""
    return effect_of(coefficient, MORE) if name in OF_LOGARITHM else effect_of(coefficient)


def term_words(name: str, row: pd.Series, texts: Texts) -> str:
    """One term in a sentence: what it does, within what interval, or why nothing is known of it."""
    if row["state"] != TermState.ESTIMATED:
        reason = texts(f"gravity_state.{row['state']}")
        return texts("gravity.term_absent", term=texts(f"gravity_term.{name}"), reason=reason)
    value, lo, hi = (effect(name, float(row[column])) for column in ("value", "lo", "hi"))
    words = texts(
        f"gravity_effect.{name}",
        change=texts("gravity.more" if value >= 0 else "gravity.fewer", share=percent(abs(value), 1)),
        lo=percent(lo, 1, signed=True), hi=percent(hi, 1, signed=True),
    )
    return words if lo > 0 or hi < 0 else texts("gravity.unclear", words=words)


def model_finding(board: GravityBoard, what: str, texts: Texts) -> str:
    """The title of the terms: what distance does."""
    distance = board.model.terms.T["distance"]
    return texts("gravity.finding", what=what, words=term_words("distance", distance, texts))


def pairs_finding(board: GravityBoard, place: str | None, region: str | None, name: Callable[[str], str],
                  texts: Texts) -> str:  # fmt: skip
    """The title of the scatter: how many pairs stand out, and which the most; of a place only its own."""
    rows = of_region(board.rows, region)
    over = rows[rows["linkage"] == Linkage.OVER].sort_values("pearson", ascending=False, kind="stable")
    under = rows[rows["linkage"] == Linkage.UNDER].sort_values("pearson", kind="stable")
    said = texts(
        "gravity.pairs_of" if place else "gravity.pairs", place=place or "", over=plain(len(over), 0),
        under=plain(len(under), 0), few=plain(int((rows["linkage"] == Linkage.FEW).sum()), 0),
    )
    if over.empty:
        return said
    named = [texts("gravity.pair", origin=name(row["origin"]), destination=name(row["destination"]))
             for row in over.head(MOST_TOLD).to_dict("records")]
    return said + texts("gravity.pairs_named", names=texts.joined(named))


def of_region(rows: pd.DataFrame, region: str | None) -> pd.DataFrame:
    """The pairs of a region at either end; all pairs without one."""
    return rows if region is None else rows[(rows["origin"] == region) | (rows["destination"] == region)]
