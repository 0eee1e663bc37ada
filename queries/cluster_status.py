"""What is printed of the status of clusters: which status they have, since when, and for how long.

No year is filled in: a status whose year no source prints has no period. Where only the beginning is printed, the term
that the public part of the assessment names is how the beginning is read, and is told apart from what is printed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import pandas as pd

from queries.engine import Engine

STATUSES = ("high_quality_demonstration", "high_quality_pilot", "demonstration", "pilot", "candidate")
"""From the highest status down; a candidate is on the way to one."""
NOT_PRINTED = "not_printed"
CLUSTER_STANDINGS = (*STATUSES, NOT_PRINTED)
TERM_CRITERIA = {"pilot": ("试验区", "建设期"), "demonstration": ("示范区(2012起)", "示范期")}
"""What names the term of a status among the criteria: to whom it applies, and which criterion."""
PERIOD_COLUMNS = ("cluster_id", "status", "first", "end", "ends")

_YEARS = re.compile(r"(?:\(|方案)(\d{4})(?:—(\d{4}))?\)?$")
_TERM = re.compile(r"(\d+)年")


def standing_of(status: object) -> str:
    """Status of a cluster, or that none is printed."""
    return str(status) if status in STATUSES else NOT_PRINTED


def printed_terms(engine: Engine) -> dict[str, int]:
    """Years that a term lasts by status, as far as the public criteria print one."""
    criteria = engine.query("cluster/criteria")
    terms = {}
    for status, (applies, criterion) in TERM_CRITERIA.items():
        own = criteria[criteria["applies_to"].str.startswith(applies) & (criteria["criterion"] == criterion)]
        found = [int(match[1]) for text in own["threshold"].dropna() if (match := _TERM.fullmatch(str(text)))]
        if found:
            terms[status] = found[0]
    return terms


def status_periods(identity: pd.DataFrame, terms: Mapping[str, int]) -> pd.DataFrame:
    """The periods of every status as far as years are printed.

    Parameters
    ----------
    identity : of a register of clusters: pilot_year, demonstration_year, status, status_text by cluster_id
    terms : years that a term lasts by status

    Returns
    -------
    pd.DataFrame with cluster_id, status (``not_printed`` for a plan of a cluster without one), first (year of
    approval), end (first year that no longer belongs to it; absent where nothing is known but the beginning) and ends,
    how the end is known: ``next`` the following status began, ``printed`` a source prints the years, ``term`` the
    printed term counted from the beginning, ``open`` not at all. Ordered as the clusters, each from its first year on.
    """
    rows = [row for cluster, own in identity.iterrows() for row in _periods(str(cluster), own, terms)]
    return pd.DataFrame(rows, columns=list(PERIOD_COLUMNS)).astype({"first": "Int64", "end": "Int64"})


def _periods(cluster: str, own: pd.Series, terms: Mapping[str, int]) -> list[tuple[object, ...]]:
    """The periods of one cluster, the earliest first."""
    begun: list[tuple[int, str, int | None]] = []
    for status in ("pilot", "demonstration"):
        year = own[f"{status}_year"]
        if pd.notna(year):
            begun.append((int(year), status, None))
    standing = standing_of(own["status"])
    match = _YEARS.search(str(own["status_text"])) if isinstance(own["status_text"], str) else None
    if match and standing not in ("pilot", "demonstration"):
        begun.append((int(match[1]), standing, int(match[2]) + 1 if match[2] else None))
    begun.sort()
    found: list[tuple[object, ...]] = []
    for place, (first, status, printed) in enumerate(begun):
        following = begun[place + 1][:2] if place + 1 < len(begun) else None
        found.append((cluster, status, first, *_end(first, status, printed, following, terms)))
    return found


def _end(
    first: int, status: str, printed: int | None, following: tuple[int, str] | None, terms: Mapping[str, int]
) -> tuple[int | None, str]:
    """When a period ends and how that is known.

    A pilot becomes a demonstration zone; between any other two statuses years may pass without one, so that the first
    ends with its term.
    """
    if printed is not None:
        return printed, "printed"
    term = first + terms[status] if status in terms else None
    if following is not None:
        year, next_status = following
        if (status, next_status) == ("pilot", "demonstration") or (term is not None and year <= term):
            return year, "next"
    return (None, "open") if term is None else (term, "term")


def unprinted_year(own: pd.Series, periods: pd.DataFrame) -> str | None:
    """The status of a cluster whose year of approval no source prints: its present one; None where it is printed.

    `periods` are those of the cluster.
    """
    standing = standing_of(own["status"])
    return None if standing != NOT_PRINTED and standing in set(periods["status"]) else standing


def by_status_and_year(identity: pd.DataFrame, periods: pd.DataFrame) -> list[str]:
    """The clusters from the highest status down, within one by the earliest year printed, those without one last."""
    first = periods.groupby("cluster_id")["first"].min()
    order = pd.DataFrame({
        "place": [CLUSTER_STANDINGS.index(standing_of(status)) for status in identity["status"]],
        "first": pd.to_numeric(first.reindex(identity.index), errors="coerce").astype(float).to_numpy(),
        "id": [str(code) for code in identity.index],
    }, index=identity.index)
    return [str(code) for code in order.sort_values(["place", "first", "id"], na_position="last").index]


def counts_by_status(identity: pd.DataFrame) -> dict[str, int]:
    """Clusters by status, from the highest down; they add up to all of them."""
    standings = identity["status"].map(standing_of)
    counts = {standing: int((standings == standing).sum()) for standing in CLUSTER_STANDINGS}
    return {standing: count for standing, count in counts.items() if count}
