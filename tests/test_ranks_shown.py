"""Where ranks are shown: each with its interval in sentence, table and file, each change with its verdict."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from real_maps import screen_of

import pages.texts
from pages.frames.tables import board_rows, board_table
from pages.texts import load_texts
from pages.texts.findings import distribution_finding, ranking_finding, region_finding
from pages.texts.ranks import (
    band,
    change_mark,
    leader_words,
    moved_words,
    movers_words,
    place_words,
    rank_beside,
    rank_remarks,
    tied_with,
)
from queries.board import credible_board
from queries.catalogue import Indicator
from queries.engine import Engine
from queries.rank_credibility import error_kind, indicator_ranks

ZH, EN = load_texts("zh"), load_texts("en")
NAN = float("nan")
FOLDER = Path(pages.texts.__file__).parent / "zh"

# Every column of ranks, and the column of the interval that stands in the same table.
WITH_INTERVAL = {
    "ranks_column.rank": "ranks_column.band", "column.rank": "ranks_column.band", "column.change": "ranks_column.band",
    "service_column.rank": "service_column.rank_lo", "capacity_column.rank": "capacity_column.interval",
    "composite_column.rank": "composite_column.interval",
    "composite_column.rank_before": "composite_column.rank_verdict",
    "portfolio.column.rank": "portfolio.column.rank",
    "cluster_standing_column.rank": "cluster_standing_column.lo", "one_page_column.rank": "one_page_column.rank",
}
# Ranks without an interval of their own, and why.
WITHOUT = {
    "capacity_column.partner_rank": "follows a rule of several steps, ranks no figure",
    "capacity_column.rank_equal": "another weighting beside the rank with its interval",
    "capacity_column.rank_entropy": "another weighting beside the rank with its interval",
    "composite_column.rank_equal": "another weighting beside the rank with its interval",
    "composite_column.rank_critic": "another weighting beside the rank with its interval",
    "composite_column.rank_library": "another convention beside the rank with its interval",
    "cluster_standing_column.percentile": "of a measure, not drawn; its block has a rank with interval",
    "scorecard.column.percentile": "ratios of ratios and indices: their error cannot be told, as the note says",
}
OF_INTERVALS = re.compile(r"(interval|lo|hi|median|ties|band|rank_up|rank_down|rank_verdict|verdict)$")


def texts_of(tables: Mapping[str, Any], prefix: str = "") -> dict[str, str]:
    found: dict[str, str] = {}
    for key, value in tables.items():
        found |= texts_of(value, f"{prefix}{key}.") if isinstance(value, dict) else {prefix + key: value}
    return found


ALL = {
    key: text for path in FOLDER.glob("*.toml")
    for key, text in texts_of(tomllib.loads(path.read_text(encoding="utf-8"))).items()
}


def test_every_column_of_ranks_has_an_interval_beside_it_or_a_reason() -> None:
    headings = {
        key for key, text in ALL.items()
        if re.search(r"(^|[._])column\.", key) and re.search(r"位次|名次|排名|百分位|^序$", text)
        and not OF_INTERVALS.search(key)
    }
    assert headings - WITH_INTERVAL.keys() - WITHOUT.keys() == set()
    assert (WITH_INTERVAL.keys() | WITHOUT.keys()) - headings == set(), "listed, but nowhere shown"
    assert {interval for interval in WITH_INTERVAL.values() if interval not in ALL} == set()


def test_no_sentence_says_a_rank_by_itself() -> None:
    bare = {key for key, text in ALL.items() if re.search(r"第\{rank\}|第\{\w*_rank\}", text)}
    # The words of ranks themselves; those of composite are the interval, or stand beside it.
    # A placebo test has its p beside the rank. By another measure a leader's place is told as it is by the figures,
    # which the answer says: only its own table could draw it.
    told = {key for key in bare if key.endswith((".usual", ".unusual")) or key == "questions.other_changes"}
    assert bare - told == {"ranks.banded", "ranks.alone", "ranks.bare", "composite.rank"}


def test_one_idea_has_one_wording() -> None:
    # A rank or its change is beyond or within random fluctuation, and ties are told in the same words everywhere;
    # "significant" is left to tests of significance, "sampling" to samples.
    of_ranks = {
        key: text for key, text in ALL.items() if re.search(r"位次|名次|先后", text) and not re.search(r"显著性", text)
    }
    old = re.compile(r"抽样波动|误差范围|无显著差别|显著上升|显著下降|分不出先后|不能分先后")
    assert [key for key, text in of_ranks.items() if old.search(text)] == []


def ranks(*rows: tuple[float, float, float]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["rank", "lo", "hi"], index=["甲", "乙", "丙", "丁", "戊"][: len(rows)])


TIED = ranks((1, 1, 2), (2, 1, 3), (3, 2, 4), (4, 3, 5), (5, 5, 5))


@pytest.mark.parametrize(("unit", "zh", "en"), [
    ("甲", "第1位（90%区间1–2），与乙、丙难分先后", "rank 1 (90% interval 1–2), cannot be told from 乙, 丙"),
    ("丁", "第4位（90%区间3–5），与丙、戊、乙难分先后", None),
    ("戊", "第5位（90%区间仅此一位），与丁难分先后", "rank 5 (90% interval this rank alone), cannot be told from 丁"),
])
def test_a_rank_is_said_with_interval_and_tie_band(unit: str, zh: str, en: str | None) -> None:
    assert place_words(TIED, unit, str, ZH) == zh
    assert en is None or place_words(TIED, unit, str, EN) == en


def test_many_ties_are_counted_and_those_nearest_in_rank_are_named() -> None:
    same = ranks(*((place, 1, 5) for place in range(1, 6)))
    assert place_words(same, "丙", str, ZH) == "第3位（90%区间1–5），与丁、乙、戊等4个难分先后"
    assert tied_with(same, "丙") == ["丁", "乙", "戊", "甲"]
    assert leader_words(same, str, ZH) == "；首位与乙、丙、丁等4个难分先后"
    assert leader_words(TIED, str, ZH) == "；首位与乙、丙难分先后"
    assert leader_words(ranks((1, 1, 1), (2, 2, 2)), str, ZH) == ""


def test_what_is_not_drawn_has_a_bare_rank_and_says_so() -> None:
    undrawn = ranks((1, NAN, NAN), (2, NAN, NAN))
    assert place_words(undrawn, "乙", str, ZH) == "第2位" and leader_words(undrawn, str, ZH) == ""
    assert band(NAN, NAN, ZH) == "不作抽样" and rank_beside(2, NAN, NAN, ZH) == "2" and rank_beside(NAN, 1, 2, ZH) == ""
    assert rank_beside(3, 2, 5, ZH) == "3（2–5）" and rank_beside(3, 3, 3, EN) == "3 (3)"
    [why] = rank_remarks("exact", 0.05, ZH, of_ratios=True, of_changes=True)
    assert "不附区间" in why
    drawn, change = rank_remarks("money", 0.05, ZH, of_ratios=True, of_changes=True)
    assert "2,000次" in drawn and "5%为假定值" in drawn and "分母固定" in drawn and "95%" in change


@pytest.mark.parametrize(("change", "verdict", "mark", "words"), [
    (2.0, "rise", "▲2 超出波动", "较2018年上升2位，超出随机波动"),
    (-1.0, "fall", "▼1 超出波动", "较2018年下降1位，超出随机波动"),
    (2.0, "noise", "▲2 波动内", "较2018年上升2位，在随机波动之内"),
    (-3.0, "noise", "▼3 波动内", "较2018年下降3位，在随机波动之内"),
    (2.0, None, "▲2", "较2018年上升2位"),
    (-2.0, NAN, "▼2", "较2018年下降2位"),
    (0.0, "noise", "—", ""),
    (NAN, None, "", ""),
])
def test_a_change_of_rank_is_told_from_noise(change: float, verdict: object, mark: str, words: str) -> None:
    assert change_mark(change, verdict, ZH) == mark
    assert moved_words(change, verdict, 2018, ZH) == words


def test_who_moved_by_more_than_noise_is_named() -> None:
    assert movers_words({"甲": "noise", "乙": "noise"}, ZH) == "，升降都在随机波动之内"
    assert movers_words({"甲": "noise", "乙": "rise"}, ZH) == "，升降超出随机波动的有乙"
    assert movers_words(dict.fromkeys("甲乙丙丁", "fall"), ZH) == "，升降超出随机波动的有甲、乙、丙等4地"
    assert movers_words({"甲": None}, ZH) == movers_words({}, ZH) == ""


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("identifier", [
    "patent_agencies", "patent_agencies_share", "patent_agencies_annual_growth", "gdp", "industry_revenue",
])
def test_a_board_tells_in_sentence_table_and_file_what_its_ranks_are_worth(
    identifier: str, language: Any, sampled_engine: Engine, sampled_catalogue: dict[str, Indicator]
) -> None:
    screen, indicator = screen_of(sampled_engine, language), sampled_catalogue[identifier]
    layer = "sample" if identifier != "gdp" else "published"
    board = credible_board(sampled_engine, indicator, "province", layer, 2023)
    found = indicator_ranks(sampled_engine, indicator, "province", layer, 2023, 2022)
    known = board[board["rank"].notna()]
    assert error_kind(indicator.numerator) in ("count", "money") and len(known) > 20
    np.testing.assert_array_equal(known["rank"], found["rank"].reindex(known["region_code"]))
    assert known["rank_lo"].notna().all() and (known["rank_lo"] <= known["rank_hi"]).all()
    assert set(known.loc[known["change"].notna(), "rank_verdict"]) <= {"rise", "fall", "noise"}
    table = board_table(screen, board, indicator)
    shown = screen.texts("ranks_column.band")
    assert list(table[shown].head(2)) == [band(row.rank_lo, row.rank_hi, screen.texts)
                                          for row in known.head(2).itertuples()]
    file = board_rows(screen, pd.DataFrame(board), indicator, [2023],
                      lambda years: found.reset_index().assign(period=years[0]))
    for name in ("lo", "hi", "ties", "verdict"):
        assert screen.texts(f"ranks_column.{name}") in file
    names = {code: screen.place(code) for code in board["region_code"]}
    code = str(known["region_code"].iloc[2])
    said = region_finding(board, code, screen.place, indicator, 2023, None, screen.texts)
    assert "90%" in said and "nan" not in said.lower().replace("hainan", "").replace("henan", "").replace("yunnan", "")
    ranking = ranking_finding(board, names, 2023, screen.texts)
    assert "90%" in ranking and screen.texts("ranks.brackets") in ranking
    # Official counts have no sampling error, and the sentence says what the interval is instead.
    assert screen.texts("ranks.brackets_of_counts") in ranking_finding(
        board, names, 2023, screen.texts, of_counts=True
    )
    leader = known.set_index("region_code")[["rank"]].assign(lo=list(known["rank_lo"]), hi=list(known["rank_hi"]))
    is_tied = bool(tied_with(leader, str(known["region_code"].iloc[0])))
    first = distribution_finding(board, names, indicator, 2023, screen.texts)
    assert (leader_words(leader, screen.place, screen.texts) in first) and is_tied == bool(
        leader_words(leader, screen.place, screen.texts)
    )
