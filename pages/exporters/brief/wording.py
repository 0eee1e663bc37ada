"""Sentences as a brief writes them: Chinese signs of full width, ranges and dates in Chinese form, no control signs."""

from __future__ import annotations

import re
from datetime import date

from pages.texts import Language

FORBIDDEN = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\x7f-\x9f]")
"""What XML 1.0 does not hold, and signs that steer a terminal."""

_BLANKS = re.compile(r"[ \t\r\n]+")
_HAN = r"\u3400-\u9fff\uff01-\uff60\u3001-\u3011“”"
_FULL_WIDTH = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！"}
_MARK = re.compile(rf"(?<=[{_HAN}])[,;:?!](?!//)\s*|[,;:?!]\s*(?=[{_HAN}])")
_BRACKETS = re.compile(r"\(([^()]*)\)")
_IN_HAN = re.compile(r"[\u3400-\u9fff]")
_RANGE = re.compile(r"(?<=[\d%])\s*[–~～]\s*(?=[−\d])")
_DAY = re.compile(r"(?<![\d-])(\d{4})-(\d\d)-(\d\d)(?![\d-])")
_YEAR = re.compile(r"(?<![\d,.])([12]),(\d{3})(?=年)")
_DECIMAL_MINUS = re.compile(r"(?<![A-Za-z0-9.,)）-])-(?=\d)")
_OWN_NUMBER = re.compile(
    r"^(?:[一二三四五六七八九十]+、|[（(](?:[一二三四五六七八九十]+|\d{1,2})[）)]|\d{1,2}(?:\.\d{1,2})*[.．、](?!\d)|"
    r"第[一二三四五六七八九十\d]+(?:部分|章|节)[：:、]?)\s*"
)
_ADDRESS = re.compile(r"https?://[^\s，。；）]+")
ENGLISH_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
                  "November", "December")


def harmless(text: str) -> str:
    """The text without signs that no file of Word holds; tabs and line ends become blanks."""
    return _BLANKS.sub(" ", FORBIDDEN.sub("", text)).strip(" ")


def sentence(text: str, language: Language) -> str:
    """A sentence as the brief writes it.

    In Chinese: signs beside Chinese characters are of full width (GB/T 15834-2011), brackets that hold or touch Chinese
    too; ranges of numbers are joined by "—", negative numbers bear a true minus, days are written in Chinese, and a
    year bears no separator. Addresses stay. English is only cleaned.
    """
    plain = harmless(text)
    if language != "zh":
        return plain
    parts = _ADDRESS.split(plain)
    addresses = [*_ADDRESS.findall(plain), ""]
    return "".join(_in_chinese(part) + address for part, address in zip(parts, addresses, strict=True))


def written_date(day: date, language: Language) -> str:
    """A day in words: 2026年11月23日, 23 November 2026."""
    if language == "zh":
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {ENGLISH_MONTHS[day.month - 1]} {day.year}"


def without_number(text: str) -> str:
    """A heading whose number comes from its style bears none of its own: 一、, （二）, 3., (4), 第五部分."""
    return _OWN_NUMBER.sub("", text.strip()) or text.strip()


def without_full_stop(text: str) -> str:
    """A heading has no full stop at its end."""
    return text.rstrip().rstrip("。.")


def _in_chinese(text: str) -> str:
    text = _DAY.sub(lambda day: f"{int(day[1])}年{int(day[2])}月{int(day[3])}日", text)
    text = _YEAR.sub(r"\1\2", text)
    text = _RANGE.sub("—", text)
    text = _DECIMAL_MINUS.sub("−", text)
    text = _MARK.sub(lambda mark: _FULL_WIDTH[mark[0].strip()], text)
    return _BRACKETS.sub(lambda found: _bracket(found, text), text)


def _bracket(found: re.Match[str], text: str) -> str:
    """A pair of brackets, of full width where Chinese stands inside or beside it."""
    beside = text[max(found.start() - 1, 0) : found.start()] + text[found.end() : found.end() + 1]
    return f"（{found[1]}）" if _IN_HAN.search(found[1] + beside) else found[0]
