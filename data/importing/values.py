"""Turns the text of a cell into a value: digits of every width, separators, units, dates, words of the schema."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache

from data.importing.columns import words
from data.tables import Column, ValueMistake

FIRST_YEAR, LAST_YEAR = 1985, 2100
LONGEST_NUMBER = 40
PREFIXES = {
    "": 1, "十": 10, "百": 100, "千": 1000, "万": 10**4, "十万": 10**5, "百万": 10**6, "千万": 10**7, "亿": 10**8,
    "万亿": 10**12,
}  # fmt: skip

_SAME_UNIT = (
    {"家", "个", "户", "所"}, {"人", "名", "位", "人年"}, {"件", "项"}, {"%", "百分比", "percent"}, {"元", "元/人"},
    {"HKD", "港元"}, {"MOP", "澳门元"},
)  # fmt: skip
# What identifies something is one and the same however wide its signs are.
_CODES = ("_code", "_id")
_SPREADSHEET_ERRORS = ("#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!")
_NUMBER = re.compile(r"[+-]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?([eE][+-]?\d{1,2})?")
_DATES = (
    re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})( 00:00(:00)?)?"),
    re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})"),
    re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日"),
    re.compile(r"(\d{4})(\d{2})(\d{2})"),
)
# Day 1 of a spreadsheet is 1900-01-01, but it also counts a 29 February 1900 that never was.
_SPREADSHEET_EPOCH = date(1899, 12, 30)
_SERIAL_DAYS = range(10_000, 80_000)


def plain(text: str) -> str:
    """Return the text with full-width signs as ordinary ones and without spaces around it."""
    return text.strip() if text.isascii() else unicodedata.normalize("NFKC", text).strip()


def number(text: str) -> Decimal:
    """Return the number that a cell holds. Raises ValueMistake where it holds none."""
    written = plain(text).replace(" ", "").replace("−", "-")
    if written.upper() in _SPREADSHEET_ERRORS:
        raise ValueMistake("cell_error")
    if not _NUMBER.fullmatch(written):
        raise ValueMistake("not_a_number")
    if len(written) > LONGEST_NUMBER:
        raise ValueMistake("too_large")
    return Decimal(written.replace(",", ""))


def year(text: str) -> int:
    """Return the year that a cell holds, 2023 as well as 2023年. Raises ValueMistake."""
    written = re.fullmatch(r"(\d{4})(\.0+)?年?(末|底)?", plain(text))
    if not written or not FIRST_YEAR <= int(written[1]) <= LAST_YEAR:
        raise ValueMistake("not_a_year")
    return int(written[1])


def day(text: str) -> date:
    """Return the date that a cell holds, in any common form or as the serial number of a spreadsheet."""
    written = plain(text)
    for form in _DATES:
        found = form.fullmatch(written)
        if found:
            try:
                return date(int(found[1]), int(found[2]), int(found[3]))
            except ValueError as error:
                raise ValueMistake("not_a_date") from error
    if re.fullmatch(r"\d{5}(\.0+)?", written) and int(float(written)) in _SERIAL_DAYS:
        return _SPREADSHEET_EPOCH + timedelta(days=int(float(written)))
    raise ValueMistake("not_a_date")


@lru_cache(maxsize=1000)
def factor(unit: str, wanted: str) -> Decimal | None:
    """Return by what a figure in `unit` is multiplied to stand in `wanted`; None where they measure other things."""
    if _is_same(plain(unit), plain(wanted)):
        return Decimal(1)
    given, asked = _split(unit), _split(wanted)
    if given[1] in PREFIXES:
        return Decimal(PREFIXES[given[1]]) / Decimal(PREFIXES[asked[0]])
    if not _is_same(given[1], asked[1]):
        return None
    return Decimal(PREFIXES[given[0]]) / Decimal(PREFIXES[asked[0]])


def _is_same(unit: str, other: str) -> bool:
    return unit == other or any({unit, other} <= group for group in _SAME_UNIT)


def _split(unit: str) -> tuple[str, str]:
    """万人 is ten thousand times 人; a prefix alone, as in a header (万), belongs to whatever unit is asked for."""
    written = plain(unit)
    for prefix in sorted(PREFIXES, key=len, reverse=True):
        if prefix and written.startswith(prefix) and len(written) > len(prefix):
            return prefix, written[len(prefix) :]
    return "", written


def typed(column: Column, text: str, unit: str = "", wanted: str = "") -> object:
    """Return the value of a cell in the type of its column, None for an empty one. Raises ValueMistake."""
    written = plain(text)
    if not written:
        if column.required:
            raise ValueMistake("missing_value")
        return None
    if written.upper() in _SPREADSHEET_ERRORS:
        raise ValueMistake("cell_error")
    if column.name == "year" or column.name.endswith("_year"):
        return year(written)
    if column.kind == "word":
        return _word(column, written)
    if column.kind in ("integer", "number"):
        return _quantity(column, written, unit, wanted)
    if column.kind == "boolean":
        return _boolean(written)
    if column.name.endswith(_CODES):
        return written.upper() if column.name == "credit_code" else written
    return day(written) if column.kind == "date" else text.strip()


def _word(column: Column, written: str) -> str:
    if written in column.words:
        return written
    for enumeration in words().values():
        word = enumeration.get(written, enumeration.get(written.casefold(), ""))
        if word in column.words:
            return word
    raise ValueMistake("unknown_word", " ".join(column.words))


def _boolean(written: str) -> bool:
    word = words()["boolean"].get(written.casefold())
    if word is None:
        raise ValueMistake("not_a_boolean")
    return word == "true"


def _quantity(column: Column, written: str, unit: str, wanted: str) -> int | float:
    amount = number(written)
    if unit:
        ratio = factor(unit, wanted)
        if ratio is None:
            raise ValueMistake("unknown_unit", wanted)
        amount *= ratio
    if column.kind == "number":
        return float(amount)
    if amount != amount.to_integral_value():
        raise ValueMistake("not_an_integer")
    if column.largest is not None and abs(amount) > column.largest:
        raise ValueMistake("too_large")
    return int(amount)
