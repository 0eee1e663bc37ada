"""Why a view says something else on new data: pure comparison of what it showed before and what it shows now."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

import pandas as pd

from pages.controls.briefcase import Step
from queries.changed_figures import Compared, compare_figures

ReasonKind = Literal["period", "revision", "method", "version", "boundary", "membership", "other", "untold"]
# A comma parts thousands only before three digits, and two numbers everywhere else.
_NUMBER = re.compile(r"((?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?)(万亿|[%万亿]?)", re.ASCII)
_LIST_NUMBER = re.compile(r"^\s*[(（]?\d{1,2}(?:[、)）]|\.(?!\d))", re.ASCII | re.MULTILINE)
_NARROW = str.maketrans("０１２３４５６７８９％．", "0123456789%.")
_SCALES = {"": 1, "%": 1, "万": 10_000, "亿": 10**8, "万亿": 10**12}


@dataclass(frozen=True)
class Headings:
    """Headings of the columns that are no figures of their own: years, codes, and what follows from figures."""

    periods: frozenset[str] = frozenset()
    codes: frozenset[str] = frozenset()
    left_out: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Seen:
    """What a view showed on one snapshot.

    `method` and `boundary` are fingerprints. `groups` holds the members of every group of regions, by its code, and
    `names` the name of each group as the view says it.
    """

    finding: str
    period: str
    method: str
    boundary: str
    groups: Mapping[str, frozenset[str]]
    names: Mapping[str, str]
    rows: pd.DataFrame


@dataclass(frozen=True)
class Reason:
    """One reason why a view changed.

    period : `before` and `after` are the periods. revision : `compared` says how much. membership : `groups` are the
    names of the groups that have other members. method : definition or formula differ. version : on the same snapshot
    this version of the program says something else than the one that kept the step. boundary : the boundary file
    differs. other : the sentence differs though the figures of the view do not. untold : the old snapshot is gone,
    so that nothing more is known.
    """

    kind: ReasonKind
    before: str = ""
    after: str = ""
    compared: Compared | None = None
    groups: tuple[str, ...] = ()


def reasons(step: Step, before: Seen | None, same: Seen | None, after: Seen, headings: Headings) -> tuple[Reason, ...]:
    """Every reason why a step says something else now; none where nothing that it rests on has changed.

    Parameters
    ----------
    step : as it was kept, with the finding and the fingerprints of that time
    before : the view on the snapshot of the step; None where that snapshot is gone
    same : the view on the new snapshot for the period of the step; None where the new one has no such period
    after : the view on the new snapshot, for the latest period if the step showed the latest of its time
    """
    found: list[Reason] = []
    if before is not None:
        if before.period != after.period:
            found.append(Reason("period", before.period, after.period))
        found += _revision(before, same, headings)
    if _differs(step.method, after.method) or (before is not None and before.method != after.method):
        found.append(Reason("method"))
    if before is not None and step.finding and step.finding != before.finding:
        found.append(Reason("version"))
    if _differs(step.boundary, after.boundary):
        found.append(Reason("boundary"))
    if before is not None:
        found += _membership(before, after)
    if before is None:
        found.append(Reason("untold"))
    elif not found and step.finding and step.finding != after.finding:
        found.append(Reason("other"))
    return tuple(found)


def stale_numbers(own: str, old: str, new: str) -> tuple[str, ...]:
    """Numbers in the reader's own words, as written, that hold by the old sentence and no longer by the new one.

    A number holds where one of the sentence rounds to it, in as many decimals as the reader wrote. Signs do not count:
    words may say a fall as well. Nor do numbers that only number the lines of a note.
    """
    before, after = _written(old), _written(new)
    return tuple(dict.fromkeys(
        number.text for number in _written(own)
        if any(number.rounds(other) for other in before) and not any(number.rounds(other) for other in after)
    ))


@dataclass(frozen=True)
class _Written:
    """A number as it is written; `step` is the value of one in its last place."""

    text: str
    value: Decimal
    step: Decimal
    is_share: bool

    def rounds(self, other: _Written) -> bool:
        """Whether another number, written at least as exactly, is this one when rounded."""
        is_exact = other.step <= self.step or other.value == self.value
        return self.is_share == other.is_share and is_exact and 2 * abs(other.value - self.value) <= self.step


def _written(text: str) -> list[_Written]:
    # Every sign keeps its place, so that a number is told as it was written.
    narrow = _LIST_NUMBER.sub(lambda found: " " * len(found[0]), text.translate(_NARROW))
    return [_of_match(found, text) for found in _NUMBER.finditer(narrow)]


def _of_match(found: re.Match[str], text: str) -> _Written:
    digits, unit = found[1].replace(",", ""), found[2]
    scale = _SCALES[unit]
    decimals = len(digits.partition(".")[2])
    return _Written(
        text[found.start():found.end()], Decimal(digits) * scale, Decimal(scale).scaleb(-decimals), unit == "%"
    )


def _differs(kept: str, now: str) -> bool:
    """Whether two fingerprints differ, as far as both are known."""
    return bool(kept and now) and kept != now


def _revision(before: Seen, same: Seen | None, headings: Headings) -> list[Reason]:
    if same is None:
        return []
    compared = compare_figures(before.rows, same.rows, headings.periods, headings.codes, headings.left_out)
    # Rows that do not say their year cannot tell a revision from a new year.
    is_told_apart = compared.names_periods or before.period == same.period
    return [Reason("revision", compared=compared)] if compared.is_revised and is_told_apart else []


def _membership(before: Seen, after: Seen) -> list[Reason]:
    """Groups with other members than before, of those that the view names."""
    changed = [code for code in after.groups if before.groups.get(code, after.groups[code]) != after.groups[code]]
    cells = {str(cell) for rows in (before.rows, after.rows) for name in rows.select_dtypes(exclude="number")
             for cell in rows[name]}
    shown = [code for code in changed
             if code in cells or after.names[code] in cells or after.names[code] in before.finding + after.finding]
    return [Reason("membership", groups=tuple(after.names[code] for code in shown))] if shown else []
