"""Values of a statement's `{name:Type}` as ClickHouse reads them: the escaped text of its tab-separated format."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

Value = str | int | float | bool | date | datetime | None | Sequence["Value"]

_ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\0": "\\0", "\b": "\\b", "\f": "\\f"})
_QUOTED = {**_ESCAPED, ord("'"): "\\'"}


def as_text(value: Value) -> str:
    """Return a value as the text of a parameter; the type comes from the statement, never from the value.

    None is null and needs a `Nullable(…)` there, a sequence needs an `Array(…)`. Times are in UTC.
    """
    if value is None:
        return "\\N"
    return value.translate(_ESCAPED) if isinstance(value, str) else _plain(value)


def _plain(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, int | float | date):
        return str(value)
    assert value is not None and not isinstance(value, str)
    return f"[{','.join(_inside(entry) for entry in value)}]"


def _inside(value: Value) -> str:
    """A value within an array, where texts and dates stand in quotes and null is a word."""
    if value is None:
        return "NULL"
    if isinstance(value, str):
        return f"'{value.translate(_QUOTED)}'"
    text = _plain(value)
    return f"'{text}'" if isinstance(value, date) else text
