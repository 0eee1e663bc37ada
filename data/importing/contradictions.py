"""What two cells of one line say together, and cannot both be true."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

Contradiction = tuple[int, str, str, str, str]


def contradictions(
    numbers: Sequence[int], by_name: Mapping[str, Sequence[Any]], today: date
) -> Iterator[Contradiction]:
    """Yield line, column, value, rule and detail of every line whose cells contradict each other or the day.

    `numbers` are the lines, `by_name` the values of each column. A cell that is empty or at fault says nothing.
    """
    empty = [None] * len(numbers)

    def cells(*names: str) -> Iterator[tuple[Any, ...]]:
        return zip(numbers, *(by_name.get(name, empty) for name in names), strict=True)

    for line, staff, attorneys in cells("employees", "attorneys"):
        if isinstance(staff, int) and isinstance(attorneys, int) and attorneys > staff:
            yield line, "attorneys", str(attorneys), "more_attorneys_than_staff", str(staff)
    for line, begun, ended in cells("established_on", "closed_on"):
        if isinstance(begun, date) and isinstance(ended, date) and ended < begun:
            yield line, "closed_on", str(ended), "ends_before_it_begins", ""
    for line, joined, left in cells("joined_year", "left_year"):
        if isinstance(joined, int) and isinstance(left, int) and left < joined:
            yield line, "left_year", str(left), "ends_before_it_begins", ""
    for line, year, month in cells("year", "month"):
        if isinstance(year, int) and isinstance(month, int) and (year, month) > (today.year, today.month):
            yield line, "month", str(month), "in_the_future", today.isoformat()
    for line, helper, assisted in cells("helper_code", "assisted_code"):
        if isinstance(helper, str) and helper == assisted:
            yield line, "assisted_code", helper, "helps_itself", ""
