"""A rank in words, the same on every page: with its interval and tie band, its change with a verdict.

Wherever ranks are shown their rows hold rank, lo, hi and verdict as ``ranks_with_draws`` gives them; those of a board,
where lo and hi are bounds of the figure, hold rank_lo, rank_hi and rank_verdict (see ``ranks_of``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from pages.texts import Texts
from pages.texts.numbers import percent, plain
from queries.formulas.random_draws import ErrorKind
from queries.formulas.rank_uncertainty import DRAWS, FEW_UNITS, FEWER_DRAWS

MOST_NAMED = 3
Name = Callable[[str], str]


def ranks_of(board: pd.DataFrame) -> pd.DataFrame:
    """The ranks of a board by region code: columns rank, lo, hi, ties, verdict."""
    columns = {"rank": "rank", "rank_lo": "lo", "rank_hi": "hi", "rank_ties": "ties", "rank_verdict": "verdict"}
    return board.set_index("region_code")[list(columns)].rename(columns=columns)


def rank_word(row: Mapping[Any, Any], texts: Texts) -> str:
    """``第3位（90%区间2–5）``; the bare rank where nothing is drawn, which the note below the figure explains."""
    rank, lo, hi = row["rank"], row["lo"], row["hi"]
    if pd.isna(lo):
        return texts("ranks.bare", rank=plain(rank, 0))
    if lo == hi == rank:
        return texts("ranks.alone", rank=plain(rank, 0))
    return texts("ranks.banded", rank=plain(rank, 0), lo=plain(lo, 0), hi=plain(hi, 0))


def band(lo: float, hi: float, texts: Texts) -> str:
    """``2–5``, ``3`` where the interval is a single rank; that nothing is drawn where there is none."""
    if pd.isna(lo):
        return texts("ranks.not_drawn")
    return plain(lo, 0) if lo == hi else texts("ranks.short", lo=plain(lo, 0), hi=plain(hi, 0))


def rank_beside(rank: float, lo: float, hi: float, texts: Texts) -> str:
    """Rank and interval as short as a label can be: ``3（2–5）``; empty without a rank, bare where nothing is drawn."""
    if pd.isna(rank):
        return ""
    if pd.isna(lo):
        return plain(rank, 0)
    return texts("ranks.beside", rank=plain(rank, 0), band=band(lo, hi, texts))


def tied_with(ranks: pd.DataFrame, unit: str) -> list[str]:
    """The units that one cannot be told from, those nearest in rank first."""
    known = ranks[ranks["lo"].notna()]
    if unit not in known.index:
        return []
    own: Any = known.loc[unit]
    touching = known[(known["lo"] <= own["hi"]) & (own["lo"] <= known["hi"]) & (known.index != unit)]
    order = np.lexsort((touching.index.to_numpy(dtype=str), (touching["rank"] - own["rank"]).abs().to_numpy()))
    return [str(code) for code in touching.index[order]]


def tie_words(ranks: pd.DataFrame, unit: str, name: Name, texts: Texts) -> str:
    """With whom a unit shares its tie band; empty where it stands apart from all others, or nothing is drawn."""
    tied = tied_with(ranks, unit)
    if not tied:
        return ""
    names = texts.joined([name(code) for code in tied[:MOST_NAMED]])
    key = "all" if len(tied) <= MOST_NAMED else "many"
    return texts(f"ranks_tie.{key}", names=names, count=len(tied))


def place_words(ranks: pd.DataFrame, unit: str, name: Name, texts: Texts) -> str:
    """Rank with interval and, where it shares one, the tie band: ``第3位（90%区间2–5），与江苏、浙江难分先后``."""
    tied = tie_words(ranks, unit, name, texts)
    word = rank_word(ranks.loc[unit].to_dict(), texts)
    return word + texts("finding.further", text=tied) if tied else word


def leader_words(ranks: pd.DataFrame, name: Name, texts: Texts) -> str:
    """That the first cannot be told from others, as the end of a sentence; empty where it can, or nothing is drawn."""
    known = ranks[ranks["rank"].notna() & ranks["lo"].notna()].sort_values("rank", kind="stable")
    if len(known) < 2:
        return ""
    tied = tied_with(known, str(known.index[0]))
    if not tied:
        return ""
    names = texts.joined([name(code) for code in tied[:MOST_NAMED]])
    key = "leader_tied" if len(tied) <= MOST_NAMED else "leader_tied_many"
    return texts(f"ranks.{key}", names=names, count=len(tied))


def change_mark(change: float | None, verdict: object, texts: Texts) -> str:
    """Places moved as a label: ``▲2 显著``, ``▼1 波动内``; the bare arrow without a verdict, empty without a base."""
    if change is None or pd.isna(change):
        return ""
    if change == 0:
        return texts("ranks_mark.even")
    arrow = "▲" if change > 0 else "▼"
    if verdict not in ("rise", "fall", "noise"):
        return f"{arrow}{abs(int(change))}"
    within_noise = "noise_up" if change > 0 else "noise_down"
    key = within_noise if verdict == "noise" else str(verdict)
    return texts(f"ranks_mark.{key}", places=abs(int(change)))


def verdict_word(verdict: object, texts: Texts) -> str:
    """The verdict as tables and files write it; empty where there is none."""
    return texts(f"ranks_verdict.{verdict}") if verdict in ("rise", "fall", "noise") else ""


def moved_words(change: float, verdict: object, since: int, texts: Texts) -> str:
    """Places moved since a year in a sentence, with what that is worth; empty where nothing moved."""
    if pd.isna(change) or change == 0:
        return ""
    bare, within_noise = ("up", "noise_up") if change > 0 else ("down", "noise_down")
    key = {"rise": "rise", "fall": "fall", "noise": within_noise}.get(str(verdict), bare)
    return texts(f"ranks_moved.{key}", places=abs(int(change)), since=since)


def movers_words(verdicts: Mapping[str, object], texts: Texts) -> str:
    """Who moved by more than noise, by name; that nobody did; empty where there is no verdict at all."""
    if not any(verdict in ("rise", "fall", "noise") for verdict in verdicts.values()):
        return ""
    real = [place for place, verdict in verdicts.items() if verdict in ("rise", "fall")]
    key = "none" if not real else "all" if len(real) <= MOST_NAMED else "many"
    return texts(f"ranks_movers.{key}", names=texts.joined(real[:MOST_NAMED]), count=len(real))


def rank_remarks(
    kind: ErrorKind, error: float, texts: Texts, *, of_ratios: bool = False, of_growth: bool = False,
    of_changes: bool = False,
) -> list[str]:
    """Where the intervals of the ranks come from, or why there are none: remarks of the provenance."""
    more = [*(["fraction"] if of_ratios else []), *(["growth"] if of_growth else [])]
    kinds = [] if kind == "exact" else [kind, *more]
    remarks = drawn_remarks(kinds, error, texts)
    return [*remarks, texts("ranks.change")] if of_changes and kinds else remarks


def drawn_remarks(kinds: Sequence[str], error: float, texts: Texts, draws: int | None = None) -> list[str]:
    """What was drawn, `draws` times or as often as ``draws_for`` has it; without any of its `kinds`, why nothing was.

    `kinds` are keys of ``ranks_error``.
    """
    if not kinds:
        return [texts("ranks_error.exact")]
    gap = "" if texts.language == "zh" else " "
    said = gap.join(texts(f"ranks_error.{kind}", error=percent(error, 0)) for kind in kinds)
    times = texts("ranks.times", draws=plain(DRAWS if draws is None else draws, 0))
    if draws is None:
        times = texts("ranks.times_by_units", times=times, units=plain(FEW_UNITS, 0), fewer=plain(FEWER_DRAWS, 0))
    return [texts("ranks.drawn_by", times=times, errors=said)]
