"""A figure of an indicator in words: value with unit and qualifier, a bound as a bound, an absence with its reason."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pages.texts import Texts
from pages.texts.numbers import bounds, in_words, percent, plain, unit_label, with_unit
from pages.texts.ranks import change_mark, rank_beside
from queries.catalogue import Indicator

MARKED = ("approx", "preliminary", "unconfirmed")
PROPER_NAMES = ("Madrid",)


def unit_of(indicator: Indicator, texts: Texts) -> str:
    """The unit of an indicator as the reader writes it; empty where a count needs none."""
    return unit_label(indicator.unit(texts.language), texts)


def measured_in(indicator: Indicator, texts: Texts) -> str:
    """The name of an indicator with its unit behind it, as far as it needs one."""
    name, unit = indicator.name(texts.language), unit_of(indicator, texts)
    return texts("column.with_unit", name=name, unit=unit) if unit else name


def has_value(row: Any) -> bool:
    """Whether a result row holds a point value."""
    return bool(pd.notna(row.value))


def has_bound(row: Any) -> bool:
    """Whether a result row holds only a published bound."""
    return not has_value(row) and bool(pd.notna(row.lo) or pd.notna(row.hi))


def digits(row: Any, indicator: Indicator, texts: Texts) -> str:
    """The figure without unit, as tables and bars show it; absent figures as the word for no data."""
    if has_value(row):
        mark = texts(f"mark.{row.qualifier}") if row.qualifier in MARKED else ""
        return plain(row.value, indicator.decimals) + mark
    if has_bound(row):
        lo = None if pd.isna(row.lo) else row.lo
        hi = None if pd.isna(row.hi) else row.hi
        return bounds(lo, hi, indicator.decimals, texts, inclusive=row.qualifier == "reach")
    return texts("value.out_of_survey") if row.reason == "out_of_survey" else texts("value.none")


def in_sentence(value: float, indicator: Indicator, texts: Texts, like: float | None = None) -> str:
    """A value with its unit, as a sentence says it, in the scale of `like`."""
    return in_words(value, indicator.decimals, indicator.unit(texts.language), texts, like)


def within(name: str, texts: Texts) -> str:
    """A name inside a sentence: in English it begins small, unless the word is an abbreviation or a proper name."""
    first = name.split(" ", 1)[0]
    is_own_word = first in PROPER_NAMES or any(sign.isupper() or sign.isdigit() for sign in first[1:])
    return name if texts.language == "zh" or is_own_word else name[:1].lower() + name[1:]


def in_full(row: Any, indicator: Indicator, texts: Texts) -> str:
    """The figure with unit, or the reason why there is none."""
    if has_value(row) or has_bound(row):
        text = with_unit(digits(row, indicator, texts), indicator.unit(texts.language), texts)
        return text + texts("value.covered", share=percent(row.coverage)) if row.coverage < 1 else text
    return texts(f"reason.{row.reason}")


def change_label(row: Any, texts: Texts) -> str:
    """Places moved since the year before, as an arrow and a number, and what the change is worth."""
    return change_mark(row.change, row.rank_verdict, texts)


def rank_label(row: Any, texts: Texts) -> str:
    """The rank with its interval; empty where there is none."""
    return rank_beside(row.rank, row.rank_lo, row.rank_hi, texts)


def period_words(first: int, last: int, texts: Texts) -> str:
    """A span of years; of a single year that year alone."""
    return texts("frame.year" if first == last else "frame.years", first=first, last=last)
