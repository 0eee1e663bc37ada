"""Sentences on a composite: a rank is said as an interval, a change as real or within noise."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from pages.texts import Texts
from pages.texts.numbers import percent, plain
from queries.composite import Composite
from queries.formulas.rank_uncertainty import overlaps

MOST_NAMED = 3
SIGNS = {"rise": "▲", "fall": "▼", "noise": "○"}
Name = Callable[[str], str]


def interval(row: Any, texts: Texts) -> str:
    """The ranks that a region may take: ``第24—29位``; no data where it has none."""
    if pd.isna(row.lo):
        return texts("value.none")
    if row.lo == row.hi:
        return texts("composite.rank", rank=plain(row.lo, 0))
    return texts("composite.ranks", lo=plain(row.lo, 0), hi=plain(row.hi, 0))


def badge(verdict: object, texts: Texts) -> str:
    """Whether a change is real, as a sign and a word; empty where there is nothing to compare with."""
    word = str(verdict) if verdict in SIGNS else None
    return f"{SIGNS[word]} {texts(f'ranks_verdict.{word}')}" if word else ""


def tied_with(shown: Composite, region: str) -> list[str]:
    """The regions that a region cannot be told apart from, those nearest in rank first."""
    ranked = shown.ranks[shown.ranks["lo"].notna()]
    if region not in ranked.index:
        return []
    touching = overlaps(ranked[["lo", "hi"]])[region].to_numpy()
    places = {str(code): float(rank) for code, rank in ranked["rank"].items()}
    others = [code for code, is_tied in zip(places, touching, strict=True) if is_tied and code != region]
    return sorted(others, key=lambda code: (abs(places[code] - places[region]), code))


def composite_finding(shown: Composite, region: str | None, name: Name, texts: Texts) -> str:
    """Where a region stands as a band, with whom it shares it, and whether it moved; else who can be told apart."""
    title = shown.definition.name(texts.language)
    if region not in shown.ranks.index:
        return _overview(shown, title, name, texts)
    assert region is not None
    row: Any = shown.ranks.loc[region]
    if pd.isna(row["rank"]):
        is_missing = shown.raw.loc[region].isna()
        missing = [c.name(texts.language) for c in shown.criteria if is_missing[c.id]]
        return texts("composite.incomplete", year=shown.year, place=name(region), name=title,
                     criteria=texts.joined(missing))
    return texts("composite.finding", year=shown.year, name=title, place=name(region), ranks=interval(row, texts),
                 ties=_ties(shown, region, name, texts), change=_change(shown, row, texts))


def _overview(shown: Composite, title: str, name: Name, texts: Texts) -> str:
    ranked = shown.ranks[shown.ranks["lo"].notna()]
    if ranked.empty:
        return texts("composite.no_level", year=shown.year, name=title)
    apart = [name(str(code)) for code in ranked.index[(ranked["ties"] == 0).to_numpy()]]
    leader: Any = ranked.iloc[0]
    key = "apart" if apart else "nobody_apart"
    shared = texts(f"composite_ties.{key}", names=texts.joined(apart[:MOST_NAMED]), count=plain(len(apart), 0))
    return texts("composite.overview", year=shown.year, name=title, leader=name(str(ranked.index[0])),
                 ranks=interval(leader, texts), units=plain(len(ranked), 0), apart=shared)


def _ties(shown: Composite, region: str, name: Name, texts: Texts) -> str:
    tied = tied_with(shown, region)
    names = texts.joined([name(code) for code in tied[:MOST_NAMED]])
    if not tied:
        return texts("composite_ties.none")
    key = "all" if len(tied) <= MOST_NAMED else "many"
    return texts(f"ranks_tie.{key}", names=names, count=len(tied))


def _change(shown: Composite, row: Any, texts: Texts) -> str:
    if shown.against is None or row["rank_verdict"] not in SIGNS:
        return texts("composite_change.none")
    share = row["rank_down"] if row["rank_verdict"] == "fall" else row["rank_up"]
    return texts(f"composite_change.{row['rank_verdict']}", against=shown.against, share=percent(share, 0))
