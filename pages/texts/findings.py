"""Sentences that say what a figure shows, generated from the same rows that are drawn."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pages.texts import Texts
from pages.texts.figures import has_bound, has_value, in_full, in_sentence
from pages.texts.numbers import plain, significant
from pages.texts.ranks import Name, leader_words, moved_words, movers_words, place_words, ranks_of
from queries.catalogue import Indicator
from queries.disparity import Disparity

MOST_NAMED = 3
MANY = 7


def distribution_finding(
    board: pd.DataFrame,
    names: dict[str, str],
    indicator: Indicator,
    year: int,
    texts: Texts,
    within: str | None = None,
) -> str:
    """Who leads, who is last, and how far apart they are; for few regions with figures, just the figures.

    `within` names the place whose members `board` is restricted to.
    """
    ranked = board[board["rank"].notna()]
    bounded = _bounded(board)
    name = indicator.name(texts.language)
    if within:
        name = texts("finding.within", region=within, name=name)
    if ranked.empty and bounded:
        return texts("finding.bounds_only", year=year, name=name, count=bounded)
    if ranked.empty:
        return texts("finding.none_within" if within else "finding.none", year=year, name=name)
    surveyed = int((board["reason"] != "out_of_survey").sum())
    if len(ranked) == 1 and not bounded:
        row = ranked.iloc[0]
        return texts("finding.one", year=year, name=name, region=names[row["region_code"]],
                     value=in_sentence(row["value"], indicator, texts))
    if not bounded and (ranked["value"] == 0).all():
        return texts("finding.zero", year=year, name=name, count=len(ranked))
    if len(ranked) < surveyed:
        return _partial_finding(ranked, names, indicator, name, year, surveyed, bounded, texts)
    stop = texts("finding.stop")
    sentence = _complete_finding(ranked, names, indicator, name, year, texts).removesuffix(stop)
    return sentence + leader_words(ranks_of(ranked), names.__getitem__, texts) + stop


def _bounded(board: pd.DataFrame) -> int:
    """How many regions publish bounds only."""
    return int((board["value"].isna() & (board["lo"].notna() | board["hi"].notna())).sum())


def _complete_finding(
    ranked: pd.DataFrame, names: dict[str, str], indicator: Indicator, name: str, year: int, texts: Texts
) -> str:
    """Who leads, who is last, and how far apart they are, where every region has a figure."""
    named = MOST_NAMED if len(ranked) >= MANY else 1
    leaders = [names[code] for code in ranked["region_code"].head(named)]
    first, last = ranked.iloc[0], ranked.iloc[-1]
    shape = "lead" if named > 1 else "pair" if len(ranked) == 2 else "top"
    key = f"finding.{shape}"
    values: dict[str, object] = {
        "year": year,
        "name": name,
        "leaders": texts.joined(leaders),
        "first": in_sentence(first["value"], indicator, texts),
        "last": names[last["region_code"]],
        "lowest": in_sentence(last["value"], indicator, texts, like=first["value"]),
        "count": len(ranked),
    }
    if last["value"] > 0 and not indicator.unit_zh.startswith("%"):
        key = f"finding.{shape}_ratio"
        values["ratio"] = _times(first["value"] / last["value"])
    elif indicator.unit_zh.startswith("%"):
        key = f"finding.{shape}_points"
        values["points"] = plain(first["value"] - last["value"], indicator.decimals)
    return texts(key, **values)


def _times(ratio: float) -> str:
    """A multiple as exact as rounded figures beside it bear out: two significant digits."""
    return plain(significant(ratio, 2), 0 if ratio >= 10 else 1)


def _partial_finding(
    ranked: pd.DataFrame,
    names: dict[str, str],
    indicator: Indicator,
    name: str,
    year: int,
    units: int,
    bounded: int,
    texts: Texts,
) -> str:
    """Only who leads among the published: nothing is known of the lowest while others are missing or bounds."""
    first = ranked.iloc[0]
    sentence = texts(
        "finding.partial", year=year, name=name, count=len(ranked), units=units,
        leader=names[first["region_code"]], value=in_sentence(first["value"], indicator, texts),
    )
    if bounded:
        sentence += texts("finding.bounded", count=bounded)
    sentence += leader_words(ranks_of(ranked), names.__getitem__, texts)
    is_unconfirmed = (ranked["qualifier"] == "unconfirmed").any()
    return sentence + (texts("finding.unconfirmed") if is_unconfirmed else "") + texts("finding.stop")


def ranking_finding(
    board: pd.DataFrame, names: dict[str, str], year: int, texts: Texts, *, of_counts: bool = False
) -> str:
    """How many regions are ranked, who moved up most since the year before, and whose move is more than noise.

    Of counts it says that the intervals are no sampling errors, which a full register does not have.
    """
    surveyed = board[board["reason"] != "out_of_survey"]
    bounded = _bounded(surveyed)
    key = "ranks.brackets_of_counts" if of_counts else "ranks.brackets"
    brackets = texts(key) if board["rank_lo"].notna().any() else ""
    sentence = texts("finding.ranking", year=year, brackets=brackets, reported=int(board["rank"].notna().sum()),
                     units=len(surveyed))
    if bounded:
        sentence += texts("finding.bounded", count=bounded)
    if board["change"].notna().any():
        most = board["change"].max()
        movers = board[board["change"] == most]
        sentence += texts("finding.since", previous=int(movers["previous_period"].iloc[0]))
        if most > 0:
            shown = [names[code] for code in movers["region_code"].head(MOST_NAMED)]
            key = "finding.mover" if len(movers) <= MOST_NAMED else "finding.movers"
            sentence += texts(key, region=texts.joined(shown), places=int(most), count=len(movers))
        rows: Any = board.itertuples()
        verdicts = {names[row.region_code]: row.rank_verdict for row in rows if row.change != 0}
        sentence += movers_words(verdicts, texts)
    return sentence + texts("finding.stop")


def region_finding(
    board: pd.DataFrame, code: str, name_of: Name, indicator: Indicator, year: int, nation: float | None, texts: Texts
) -> str:
    """Where a selected region stands: value, rank with interval and tie band, its change, its ratio to the nation."""
    name, ranks = name_of(code), ranks_of(board)
    row = board[board["region_code"] == code].iloc[0]
    if has_bound(row):
        return texts("finding.bound", year=year, region=name, value=in_full(row, indicator, texts))
    if not has_value(row):
        return texts("finding.absent", year=year, region=name, reason=texts(f"reason.{row['reason']}"))
    sentence = texts(
        "finding.region",
        year=year,
        region=name,
        value=in_sentence(row["value"], indicator, texts),
        rank=place_words(ranks, code, name_of, texts),
        count=int(board["rank"].notna().sum()),
    )
    moved = moved_words(row["change"], row["rank_verdict"], row["previous_period"], texts)
    sentence += texts("finding.further", text=moved) if moved else ""
    if nation and not indicator.is_count and indicator.kind == "density":
        sentence += texts("finding.of_nation", ratio=plain(row["value"] / nation, 2))
    return sentence + texts("finding.stop")


def disparity_finding(result: Disparity, name: str, year: int, texts: Texts) -> str:
    """How concentrated a total is and how much of the inequality lies between the zones."""
    total, between = result.theil.total.value, result.theil.between.value
    four = result.concentration[4].value
    if total is None or between is None or four is None or result.gini.value is None:
        return texts("finding.none", year=year, name=name)
    return texts(
        "finding.disparity",
        year=year,
        name=name,
        four=plain(100 * four, 1),
        gini=plain(result.gini.value, 2),
        between=plain(100 * between / total, 0) if total else plain(0, 0),
    )
