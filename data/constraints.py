"""Which rule a row broke that a table refused, in the terms of `data.rules` instead of those of the database."""

from __future__ import annotations

import re
from functools import lru_cache

import duckdb

from data.intake import INPUT_FILES
from data.tables import create_tables, read_sql

_CHECK_FAILED = re.compile(r"CHECK constraint failed on table \"?(\w+)\"? with expression (.*)", re.DOTALL)

# What a check constraint says, by the words that only such a constraint holds. The groups fill the detail.
_READINGS: tuple[tuple[str, str, str], ...] = (
    (r"BETWEEN (\d+) AND (\d+)", "out_of_range", "{0}–{1}"),
    (r" IN \((.*?)\)", "unknown_word", "{0}"),
    (r"> 0\)", "not_positive", ""),
    (r">= 0\)", "negative_value", ""),
    (r"!= 0\)", "zero_difference", ""),
    (r"isfinite", "not_a_number", ""),
    (r"length\(", "missing_value", ""),
    (r"> valid_from", "ends_before_it_begins", ""),
    (r"regexp_full_match|~~", "wrong_form", ""),
)
_EXAMPLES = {
    "metric": "patent_agencies",
    "place_code": "440304",
    "region_code": "440300",
    "url": "https://www.cnipa.gov.cn",
}


def broken_rule(message: str) -> tuple[str, str, str] | None:
    """Return rule, column and detail of the check that a message of the database names; None for another message."""
    found = _CHECK_FAILED.search(message)
    return checks().get((found[1], found[2].strip())) if found else None


@lru_cache(maxsize=1)
def checks() -> dict[tuple[str, str], tuple[str, str, str]]:
    """Return rule, column and detail of every check constraint of a table that files fill, by table and its text.

    Raises LookupError for a constraint that no reading fits, so that none is added without words for it.
    """
    with duckdb.connect(":memory:") as connection:
        create_tables(connection)
        rows = connection.execute(read_sql("checks")).fetchall()
    filled = {file.table for file in INPUT_FILES}
    return {(table, text): _read(column, text) for table, column, text in rows if table in filled}


def _read(column: str, text: str) -> tuple[str, str, str]:
    for pattern, rule, detail in _READINGS:
        found = re.search(pattern, text)
        if found:
            words = [group.replace("'", "").replace(",", "") for group in found.groups()]
            return rule, column, detail.format(*words) or _EXAMPLES.get(column, "")
    raise LookupError(f"no rule of data.rules says what {text} demands")
