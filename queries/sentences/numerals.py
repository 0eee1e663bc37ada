"""Numbers as people write and say them: 3.2、1.2万、三点二、两成半、百分之三十、三分之一、half, 2.4 billion."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Form = Literal["plain", "times", "percent", "points"]

DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
POWERS = {"十": 10, "百": 100, "千": 1000}
SCALES = {"万亿": 1e12, "亿": 1e8, "万": 1e4, "千": 1e3, "百": 1e2}
ENGLISH_SCALES = {"trillion": 1e12, "billion": 1e9, "million": 1e6, "thousand": 1e3}
FRACTIONS = {
    "一半": 50.0, "半数": 50.0, "half": 50.0, "one half": 50.0, "a third": 100 / 3, "one third": 100 / 3,
    "two thirds": 200 / 3, "a quarter": 25.0, "one quarter": 25.0, "three quarters": 75.0, "a fifth": 20.0,
    "a tenth": 10.0,
}
ENGLISH_NUMBERS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
}
MULTIPLES = {"twice": 2.0, "double": 2.0, "thrice": 3.0}
_FIGURE = re.compile(r"\d{1,3}(?:,\d{3}){1,4}(?!\d)(?:\.\d{1,6})?|\d{1,15}(?:\.\d{1,6})?", re.ASCII)
_WORD = re.compile(r"[a-z]+(?: [a-z]+)?")
_HAN = re.compile(r"[零〇一二两三四五六七八九十百千]{1,12}(?:点[零〇一二三四五六七八九]{1,6})?")
_PERCENT = ("个百分点", "百分点", "percentage points", "percentage point", "percent", "per cent", "%")


@dataclass(frozen=True)
class Number:
    """A number that was read: its value and the worth of its last digit, in the unit that `form` names.

    `percent` and `points` count in hundredths. `scale` is 1e4 of 1.2万; `is_rough` marks fractions in words.
    """

    value: float
    step: float
    form: Form
    scale: float
    end: int
    is_rough: bool = False


def read_number(text: str, at: int) -> Number | None:
    """Return the number that begins at a place of a text in small letters and half-width signs; None if none does.

    The worth of the last digit follows what was written: 0.1 of 3.2, 1,000 of 1.2万, 100 of 三百, 1 of 二十, 10 per
    cent of 三成, 5 of 两成半.
    """
    for word, value in FRACTIONS.items():
        if text.startswith(word, at) and not _goes_on(text, at + len(word), word):
            return Number(value, 1.0, "percent", 1.0, at + len(word), is_rough=True)
    for word, value in MULTIPLES.items():
        if text.startswith(word, at) and not _goes_on(text, at + len(word), word):
            return Number(value, 1.0, "times", 1.0, at + len(word))
    if text.startswith("百分之", at):
        inner = _bare(text, at + 3)
        return Number(inner[0], inner[1], "percent", 1.0, inner[2]) if inner else None
    found = _bare(text, at)
    return _with_form(text, found) if found else None


def _goes_on(text: str, end: int, word: str) -> bool:
    """Whether an English word is only the beginning of a longer one."""
    return word.isascii() and end < len(text) and text[end].isascii() and text[end].isalpha()


def _bare(text: str, at: int) -> tuple[float, float, int] | None:
    """Value, worth of the last digit and end of the digits alone, in figures or in words."""
    figure = _FIGURE.match(text, at)
    if figure:
        digits = figure.group().replace(",", "")
        _, _, rest = digits.partition(".")
        return float(digits), 10.0 ** -len(rest), figure.end()
    han = _HAN.match(text, at)
    if han:
        read = _han_value(han.group())
        return (*read, han.end()) if read else None
    word = _WORD.match(text, at)
    first = word.group().split(" ")[0] if word else ""
    if first in ENGLISH_NUMBERS and not _goes_on(text, at + len(first), first):
        return float(ENGLISH_NUMBERS[first]), 1.0, at + len(first)
    return None


def _han_value(word: str) -> tuple[float, float] | None:
    """Value of a numeral in words and the worth of its last part: 三百二十 is 320 to 1, 三千二百 to 100."""
    whole, _, rest = word.partition("点")
    total, digit, last = 0, -1, 1
    for sign in whole:
        if sign in POWERS:
            if digit < 0 and not (sign == "十" and total == 0):
                return None
            total, digit, last = total + max(digit, 1) * POWERS[sign], -1, POWERS[sign]
        else:
            if digit > 0:
                return None
            digit, last = DIGITS[sign], 1
    value = float(total + max(digit, 0))
    if rest:
        return value + int("".join(str(DIGITS[sign]) for sign in rest)) / 10 ** len(rest), 10.0 ** -len(rest)
    return value, float(last if last >= 100 else 1)


def _with_form(text: str, found: tuple[float, float, int]) -> Number:
    """A number with what follows it: its scale, 倍, 成, 分之, per cent or percentage points."""
    value, step, end = found
    if text.startswith("分之", end):
        below = _bare(text, end + 2)
        if below and value:
            return Number(100 * below[0] / value, 1.0, "percent", 1.0, below[2], is_rough=True)
    if text.startswith("成", end) and not text.startswith("成立", end) and not text.startswith("成渝", end):
        half = text.startswith("成半", end)
        return Number(10 * value + 5 * half, 5.0 if half else 10 * step, "percent", 1.0, end + 1 + half)
    for sign in _PERCENT:
        after = end + 1 if text.startswith(" ", end) else end
        if text.startswith(sign, after):
            return Number(value, step, "points" if "point" in sign or "分点" in sign else "percent", 1.0,
                          after + len(sign))
    scale, end = _scaled(text, end)
    value, step = value * scale, step * scale
    for sign in (" times as", " times", " fold", "-fold", "x ", "倍"):
        if text.startswith(sign, end):
            return Number(value, step, "times", scale, end + len(sign.rstrip().removesuffix(" as")))
    return Number(value, step, "plain", scale, end)


def _scaled(text: str, end: int) -> tuple[float, int]:
    for word, factor in SCALES.items():
        if text.startswith(word, end):
            return factor, end + len(word)
    for word, factor in ENGLISH_SCALES.items():
        if text.startswith(" " + word, end) and not _goes_on(text, end + 1 + len(word), word):
            return factor, end + 1 + len(word)
    return 1.0, end
