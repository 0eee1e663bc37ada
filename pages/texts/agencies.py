"""A search of the register in words: what was asked, what was found, what a map or a table leaves out."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from pages.texts import Texts
from pages.texts.numbers import percent, plain
from queries.agencies import UNKNOWN, AgencySearch

MOST_STATUSES = 4
SMALLEST_SHARE = 0.001


def status_word(word: str, texts: Texts) -> str:
    """A status in the language of the reader where the catalogue knows it, else as the register has it."""
    key = f"agency_status.{word}"
    return texts(key) if key in texts else word


def type_word(word: str, texts: Texts) -> str:
    """A type of agency in the language of the reader where the catalogue knows it, else as the register has it."""
    key = f"agency_type.{word}"
    return texts(key) if key in texts else word


def conditions(search: AgencySearch, texts: Texts) -> str:
    """What is asked beyond the region, filter by filter."""
    def several(words: Iterable[str]) -> str:
        return texts("agencies.or").join(words)

    grades = several(texts("value.none") if grade == UNKNOWN else grade for grade in search.grades)
    parts = [
        texts("agencies.contains", text=search.text) if search.text else "",
        several(texts(f"service_form.{word}") for word in search.forms),
        several(texts(f"ip_type.{word}") for word in search.ip_types),
        several(texts(f"size_class.{word}") for word in search.sizes),
        several(status_word(word, texts) for word in search.statuses),
        several(type_word(word, texts) for word in search.types),
        texts("agencies.graded", grades=grades) if grades else "",
        "" if search.foreign is None else texts("agencies.foreign" if search.foreign else "agencies.not_foreign"),
        "" if search.branches is None else texts("agencies.branches" if search.branches else "agencies.no_branches"),
    ]
    return texts("agencies.and").join(part for part in parts if part)


def agencies_finding(
    search: AgencySearch, place: str, counts: pd.DataFrame, whole: int, leader: tuple[str, int] | None, texts: Texts
) -> str:
    """The sentence above the map, from the counts by place and status that the map is drawn from.

    `whole` is the number of agencies of the place whatever is asked, `leader` the unit inside it with the most.
    """
    found = int(counts["agencies"].sum())
    if not found:
        key = "agencies.none" if search.is_narrowed else "agencies.no_register"
        return texts(key, place=place, conditions=conditions(search, texts), whole=plain(whole, 0))
    if search.is_narrowed:
        text = texts("agencies.found", place=place, conditions=conditions(search, texts), count=plain(found, 0),
                     whole=plain(whole, 0), share=_share(found / whole, texts))
    else:
        text = texts("agencies.found_all", place=place, count=plain(found, 0), statuses=_statuses(counts, texts))
    if leader:
        text += texts("agencies.leader", name=leader[0], count=plain(leader[1], 0))
    return text + texts("finding.stop")


def _share(share: float, texts: Texts) -> str:
    return percent(share) if share >= SMALLEST_SHARE else texts("agencies.tiny")


def _statuses(counts: pd.DataFrame, texts: Texts) -> str:
    by_status = counts.groupby("status")["agencies"].sum().sort_values(ascending=False, kind="stable")
    return texts.joined([
        texts("agencies.of_status", status=status_word(str(status), texts), count=plain(count, 0))
        for status, count in by_status.head(MOST_STATUSES).items()
    ])
