"""Numbers as the reader writes them: 家, 亿元, 百分点; 万 and 亿 in Chinese; never K, M or B."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from pages.texts import Texts

TEN_THOUSAND = 10_000.0
HUNDRED_MILLION = 100_000_000.0
MINUS = "−"
YUAN = {"亿元": 1e8, "万元": 1e4, "100 million yuan": 1e8, "10,000 yuan": 1e4}
ENGLISH_MONEY = ((1e12, "trillion yuan"), (1e9, "billion yuan"), (1e6, "million yuan"), (1e3, "thousand yuan"))


def plain(value: float, decimals: int) -> str:
    """Digits with thousands separators and a true minus sign: ``−1,234.5``."""
    text = f"{abs(value):,.{decimals}f}"
    negative = value < 0 and float(text.replace(",", "")) != 0
    return (MINUS if negative else "") + text


def grouped(value: float, decimals: int, texts: Texts, like: float | None = None) -> str:
    """Digits for a sentence, without empty decimals; in Chinese large or round ones in 万 and 亿.

    34,396 stays as it is, 89,000 becomes 8.9万 and 984,000 becomes 98.4万. `like` is another value of the same
    sentence whose size decides, so that one sentence uses one unit.
    """
    size = _scale(value, like)
    if texts.language == "zh":
        if size >= HUNDRED_MILLION:
            return _digits(value / HUNDRED_MILLION) + "亿"
        if size >= 10 * TEN_THOUSAND or (size >= TEN_THOUSAND and size % 1000 == 0):
            return _digits(value / TEN_THOUSAND) + "万"
    return plain(value, 0 if value == round(value) else decimals)


def _scale(value: float, like: float | None) -> float:
    """Size that decides the unit: that of the other value, unless this one would vanish in it."""
    return abs(value) if like is None or abs(value) < abs(like) / 100 else abs(like)


def _digits(value: float, digits: int = 4) -> str:
    """Up to four significant digits, without trailing zeros."""
    decimals = max(0, digits - len(str(int(abs(value)))))
    text = plain(value, decimals)
    return text.rstrip("0").rstrip(".") if "." in text else text


def unit_label(unit: str, texts: Texts) -> str:
    """The unit in the language; units that need no translation stay."""
    key = f"unit.{unit}"
    return texts(key) if key in texts else unit


def with_unit(text: str, unit: str, texts: Texts) -> str:
    """Digits and unit: joined in Chinese, spaced in English; per cent always joined."""
    label = unit_label(unit, texts)
    if not label:
        return text
    if label.startswith("%"):
        return text + label
    return f"{text}{label}" if texts.language == "zh" else f"{text} {label}"


def significant(value: float, digits: int = 3) -> float:
    """The value rounded to significant digits, for projections that know no better."""
    if value == 0 or not math.isfinite(value):
        return value
    return round(value, digits - 1 - math.floor(math.log10(abs(value))))


def in_words(value: float, decimals: int, unit: str, texts: Texts, like: float | None = None) -> str:
    """A value with its unit as a sentence says it; Chinese units of money become those of English."""
    base, _, per = unit.replace(" per ", "/").partition("/")
    if texts.language == "en" and base in YUAN:
        amount, size = value * YUAN[base], _scale(value, like) * YUAN[base]
        factor, name = next(((f, n) for f, n in ENGLISH_MONEY if size >= f), ENGLISH_MONEY[-1])
        text = _digits(amount / factor)
        return f"{text} {name} {texts('unit.per_person')}" if per else f"{text} {name}"
    return with_unit(grouped(value, decimals, texts, like), unit, texts)


def quantity(value: float, decimals: int, unit: str, texts: Texts, qualifier: str | None = None) -> str:
    """A value with unit and its qualifier in words, as a source would print it: ``超过2,850亿元``."""
    text = in_words(value, decimals, unit, texts)
    key = f"qualifier.{qualifier}"
    return texts(key, value=text) if qualifier and key in texts else text


def bounds(lo: float | None, hi: float | None, decimals: int, texts: Texts, inclusive: bool = False) -> str:
    """A published bound in digits: ``>40``, ``≥40`` if inclusive, or ``<10``; both bounds as a range."""
    if lo is not None and hi is not None:
        return f"{plain(lo, decimals)}–{plain(hi, decimals)}"
    if lo is not None:
        return f"{'≥' if inclusive else '>'}{plain(lo, decimals)}"
    return f"<{plain(hi, decimals)}" if hi is not None else texts("value.none")


def percent(ratio: float, decimals: int = 1, signed: bool = False) -> str:
    """A ratio 0..1 as per cent, with a plus sign where growth is meant."""
    text = plain(100 * ratio, decimals) + "%"
    return f"+{text}" if signed and ratio > 0 else text


def adding_up(values: Sequence[float], decimals: int) -> list[float]:
    """The values rounded so that they add up to their rounded sum: each is the difference of rounded running sums."""
    ends = [0.0]
    for value in values:
        ends.append(ends[-1] + value)
    rounded = [round(end, decimals) for end in ends]
    return [round(after - before, decimals) for before, after in pairwise(rounded)]
