"""Sentences on receiving capacity, the match matrix and partners."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from pages.texts import Texts
from pages.texts.composite import interval
from pages.texts.numbers import plain
from pages.texts.ranks import rank_word
from queries.capacity import Capacity
from queries.derived_ranks import pillar_ranks
from queries.formulas.match_quadrant import Quadrant
from queries.formulas.match_score import CONDITIONS
from queries.match_matrix import MatchMatrix
from queries.transfer_match import TransferMatch

MOST_NAMED = 4
MOST_TIMES = 20.0
SMALL_RATIO = 2.0
Name = Callable[[str], str]


def index_name(found: Capacity, texts: Texts) -> str:
    """What the index is called: of four pillars by its own name, of fewer by those it has."""
    if found.is_whole:
        return texts("capacity.name")
    pillars = texts.joined([texts(f"capacity_pillar.{pillar.id}") for pillar in found.pillars])
    return texts("capacity.partial_name", pillars=pillars, count=plain(len(found.pillars), 0))


def capacity_finding(found: Capacity, region: str | None, name: Name, texts: Texts) -> str:
    """The place of a region as a band with its strongest and weakest pillar; else who leads and how many are apart."""
    title, ranked = index_name(found, texts), found.ranks[found.ranks["lo"].notna()]
    if region in found.ranks.index[found.ranks["value"].isna()]:
        return texts("capacity.unknown", place=name(str(region)), name=title)
    if region in ranked.index:
        row: Any = ranked.loc[str(region)]
        pillars = [pillar.id for pillar in found.pillars]
        places = {pillar: ranks.loc[str(region)].to_dict() for pillar, ranks in pillar_ranks(found).items()}
        if len(pillars) < 2:
            return texts("capacity.finding_one", place=name(str(region)), name=title, ranks=interval(row, texts))
        best, worst = (end(pillars, key=lambda pillar: places[pillar]["rank"]) for end in (min, max))
        return texts(
            "capacity.finding", place=name(str(region)), name=title, ranks=interval(row, texts),
            best=texts(f"capacity_pillar.{best}"), best_rank=rank_word(places[best], texts),
            worst=texts(f"capacity_pillar.{worst}"), worst_rank=rank_word(places[worst], texts),
        )
    if ranked.empty:
        return texts("capacity.none_ranked", name=title)
    surely = [name(str(code)) for code in ranked.index[ranked["above_lo"] > 0]]
    return texts(
        "capacity.overview" if surely else "capacity.overview_none",
        name=title, leader=name(str(ranked.index[0])), ranks=interval(ranked.iloc[0], texts),
        units=plain(len(ranked), 0), count=plain(len(surely), 0),
    )


def matrix_finding(found: MatchMatrix, region: str | None, name: Name, texts: Texts) -> str:
    """The quarter of a region; else who is to receive first and who has to build first."""
    if region in found.rows.index and found.rows.loc[str(region), "quadrant"] in list(Quadrant):
        row: Any = found.rows.loc[str(region)]
        key = "both" if row["crosses_capacity"] and row["crosses_gap"] else \
            "capacity" if row["crosses_capacity"] else "gap" if row["crosses_gap"] else "sure"
        return texts(f"capacity_edge.{key}", place=name(str(region)),
                     quadrant=texts(f"match_quadrant.{row['quadrant']}"))
    first, build = found.codes(Quadrant.PRIORITY), found.codes(Quadrant.BUILD_FIRST)
    edges = int(found.rows["is_edge"].sum())
    return texts(
        "capacity.matrix_finding", first=_named(first, name, texts), build=_named(build, name, texts),
        edges=plain(edges, 0), units=plain(int(found.rows["quadrant"].notna().sum()), 0),
    )


def partners_finding(rows: pd.DataFrame, region: str, side: str, form: str, name: Name, texts: Texts) -> str:
    """The first partners of a region and what speaks for the first of them; that there is none."""
    place = name(region)
    if rows.empty:
        return texts(f"capacity_partners_none.{side}", place=place, form=form)
    other = "sender" if side == "senders" else "receiver"
    first: Any = rows.iloc[0]
    others = texts.joined([name(str(code)) for code in rows[other].iloc[1:3]])
    return texts(
        f"capacity_partners.{side}", place=place, form=form, first=name(str(first[other])),
        others=texts("capacity.then", names=others) if others else "",
        met=plain(first["met"], 0), known=plain(first["known"], 0),
    )


def reason_words(row: Mapping[Any, Any], found: TransferMatch, name: Name, texts: Texts) -> str:
    """What speaks for a pair and what does not, with the numbers, in one sentence."""
    numbers = {
        "sender": name(row["sender"]), "receiver": name(row["receiver"]),
        "surplus": _count(row["surplus"]), "gap": _count(row["gap"]),
        "capacity": plain(row["capacity"], 2) if pd.notna(row["capacity"]) else "",
        "branches": plain(row["branches"], 0) if pd.notna(row["branches"]) else "",
        "distance": plain(row["distance"], 0) if pd.notna(row["distance"]) else "",
    }
    parts = [texts(f"match_gradient.{found.gradient_basis}", ratio=_times(row["gradient"]), **numbers)]
    for condition in CONDITIONS:
        holds = row[f"has_{condition}"]
        if condition == "assistance" and not holds:
            continue
        key = "unknown" if pd.isna(holds) else "yes" if holds else "no"
        parts.append(texts(f"match_reason.{condition}.{key}", **numbers))
    said = texts("capacity.apart").join(parts)
    return texts("capacity.reason", parts=said[:1].upper() + said[1:])


def _times(gradient: float) -> str:
    """G_ij = ln of a ratio, said as that ratio."""
    ratio = math.exp(min(gradient, MOST_TIMES))
    return plain(ratio, 1 if ratio >= SMALL_RATIO else 2)


def _count(agencies: float) -> str:
    return plain(abs(agencies), 0 if abs(agencies) >= 10 else 1) if pd.notna(agencies) else ""


def _named(codes: list[str], name: Name, texts: Texts) -> str:
    if not codes:
        return texts("capacity.nobody")
    names = texts.joined([name(code) for code in codes[:MOST_NAMED]])
    return names if len(codes) <= MOST_NAMED else texts("capacity.and_more", names=names, count=plain(len(codes), 0))
