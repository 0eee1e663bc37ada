"""Sentences to be said: what is read in them, whether they hold, how they are put right; numbers from plain SQL."""

from __future__ import annotations

import math
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.snapshot import SnapshotReference
from pages.texts import load_texts
from pages.texts.sentence import truth_words
from queries.catalogue import Indicator
from queries.engine import Engine
from queries.formulas.claimed_range import ClaimVerdict
from queries.formulas.reasons import Reason
from queries.regions import Regions
from queries.sentences.answer import Answer, answer_to
from queries.sentences.check import check_claim
from queries.sentences.claim import Lack, Relation
from queries.sentences.examples import PATTERNS, examples_for
from queries.sentences.grammar import read_sentence
from queries.sentences.lexicon import Lexicon, lexicon_of
from queries.sentences.measures import Figure, Ground
from queries.sentences.readings import Aspect
from queries.sentences.tokens import LONGEST_SENTENCE

HOLDS, FAILS, OPEN = ClaimVerdict.HOLDS, ClaimVerdict.FAILS, ClaimVerdict.OPEN
ZONES = {
    "east": "110000 120000 130000 310000 320000 330000 350000 370000 440000 460000",
    "central": "140000 340000 360000 410000 420000 430000",
    "west": "150000 450000 500000 510000 520000 530000 540000 610000 620000 630000 640000 650000",
    "northeast": "210000 220000 230000",
}
Amounts = Callable[..., float]


@pytest.fixture(scope="module")
def amounts(sampled_snapshot: SnapshotReference, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Amounts]:
    """Sums of stored figures over codes or a zone, straight from the tables, by nothing of the product."""
    copy = Path(shutil.copy(sampled_snapshot.path, tmp_path_factory.mktemp("plain") / "copy.duckdb"))
    connection = duckdb.connect(str(copy), read_only=True)

    def amount(metric: str, where: str, year: int, layer: str = "sample") -> float:
        codes = ZONES.get(where, where).split()
        if where == "all":
            codes = " ".join(ZONES.values()).split()
        row = connection.execute(
            "select sum(value), count(*) from stat where metric = $m and year = $y and layer = $l "
            "and list_contains($c, region_code)", {"m": metric, "y": year, "l": layer, "c": codes},
        ).fetchone()
        assert row is not None and row[1] == len(codes), (metric, where, year, layer)
        return float(row[0])

    yield amount
    connection.close()


@pytest.fixture(scope="module")
def lexicon(sampled_engine: Engine, sampled_regions: Regions, sampled_catalogue: dict[str, Indicator]) -> Lexicon:
    """All words for the sample snapshot."""
    return lexicon_of(sampled_engine, sampled_regions, sampled_catalogue)


@pytest.fixture(scope="module")
def answered(
    sampled_engine: Engine, sampled_regions: Regions, sampled_catalogue: dict[str, Indicator]
) -> Callable[..., Answer]:
    """Answers on the sample snapshot."""

    def answer(sentence: str, layer: str = "sample") -> Answer:
        return answer_to(
            sentence, sampled_engine, sampled_regions, sampled_catalogue, layer, ("published", "sample")
        )

    return answer


PER_PEOPLE = ("patent_agencies", "population_census")

# Sentence with {x} for the number, relation, metric above and below the line, and how the right number is worked out.
WITH_NUMBERS: list[tuple[str, Relation, Callable[[Amounts], float]]] = [
    ("东部机构密度是西部的{x:.1f}倍", Relation.TIMES, lambda a: _density(a, "east") / _density(a, "west")),
    ("2022年东部机构密度约为中部的{x:.1f}倍", Relation.TIMES,
     lambda a: _density(a, "east", 2022) / _density(a, "central", 2022)),
    ("西部专利代理机构是东部的{x:.1%}", Relation.TIMES, lambda a: a(PA, "west", 2023) / a(PA, "east", 2023)),
    ("东部专利代理机构占全国的{x:.1%}", Relation.SHARE, lambda a: a(PA, "east", 2023) / a(PA, "all", 2023)),
    ("2021年西部执业专利代理师占全国比重为{x:.1%}", Relation.VALUE,
     lambda a: a(AT, "west", 2021) / a(AT, "all", 2021)),
    ("北京、上海、广东合计占全国专利代理机构的{x:.1%}", Relation.SHARE,
     lambda a: a(PA, "110000 310000 440000", 2023) / a(PA, "all", 2023)),
    ("北京专利代理机构达到{x:.0f}家", Relation.VALUE, lambda a: a(PA, "110000", 2023)),
    ("2020年广东省执业专利代理师有{x:,.0f}人", Relation.VALUE, lambda a: a(AT, "440000", 2020)),
    ("成都市专利代理机构为{x:.0f}家", Relation.VALUE, lambda a: a(PA, "510100", 2023)),
    ("东部专利代理机构比西部多{x:.1%}", Relation.MORE, lambda a: a(PA, "east", 2023) / a(PA, "west", 2023) - 1),
    ("西部专利代理机构比东部少{x:.0f}家", Relation.MORE, lambda a: a(PA, "east", 2023) - a(PA, "west", 2023)),
    ("2020—2023年四川专利代理机构增长{x:.1%}", Relation.GROWTH,
     lambda a: a(PA, "510000", 2023) / a(PA, "510000", 2020) - 1),
    ("2023年四川专利代理机构比2021年增长{x:.1%}", Relation.GROWTH,
     lambda a: a(PA, "510000", 2023) / a(PA, "510000", 2021) - 1),
    ("四川专利代理机构2020—2023年年均增长{x:.1%}", Relation.GROWTH,
     lambda a: (a(PA, "510000", 2023) / a(PA, "510000", 2020)) ** (1 / 3) - 1),
    ("2022年四川专利代理机构同比增加了{x:.0f}家", Relation.GROWTH,
     lambda a: a(PA, "510000", 2022) - a(PA, "510000", 2021)),
    ("每万人专利代理机构数北京比上海高{x:.1%}", Relation.MORE,
     lambda a: _density(a, "110000") / _density(a, "310000") - 1),
    ("每百亿元GDP的专利代理机构数北京是上海的{x:.2f}倍", Relation.TIMES,
     lambda a: a(PA, "110000", 2023) / a("gdp", "110000", 2023) / (a(PA, "310000", 2023) / a("gdp", "310000", 2023))),
    ("The east has {x:.1f} times as many patent agencies as the west", Relation.TIMES,
     lambda a: a(PA, "east", 2023) / a(PA, "west", 2023)),
    ("Beijing accounts for {x:.1%} of patent agencies", Relation.SHARE,
     lambda a: a(PA, "110000", 2023) / a(PA, "all", 2023)),
    ("Patent agencies in Sichuan grew by {x:.1%} from 2020 to 2023", Relation.GROWTH,
     lambda a: a(PA, "510000", 2023) / a(PA, "510000", 2020) - 1),
    ("Beijing has {x:.1%} more patent agencies than Shanghai", Relation.MORE,
     lambda a: a(PA, "110000", 2023) / a(PA, "310000", 2023) - 1),
    ("In 2022 Guangdong had {x:.0f} patent agencies", Relation.VALUE, lambda a: a(PA, "440000", 2022)),
]
PA, AT = "patent_agencies", "practising_patent_attorneys"


def _density(a: Amounts, where: str, year: int = 2023) -> float:
    return a(PA, where, year) / a("population_census", where, 2020)


@pytest.mark.parametrize(("pattern", "relation", "work_out"), WITH_NUMBERS, ids=[row[0] for row in WITH_NUMBERS])
def test_the_right_number_holds_and_a_wrong_one_does_not(
    pattern: str, relation: Relation, work_out: Callable[[Amounts], float], amounts: Amounts,
    answered: Callable[..., Answer],
) -> None:
    number = work_out(amounts)
    assert number > 0
    right, wrong = pattern.format(x=number), pattern.format(x=1.5 * number + (1 if ":.0f" in pattern else 0))
    found = answered(right)
    assert not found.reading.unread
    assert [(finding.claim.relation, finding.verdict) for finding in found.findings] == [(relation, HOLDS)]
    per = 100.0 if "%}" in pattern else 1.0
    assert found.findings[0].right.lo == pytest.approx(per * number)
    assert found.corrected is None
    refuted = answered(wrong)
    assert [finding.verdict for finding in refuted.findings] == [FAILS]
    assert refuted.corrected is not None
    assert [finding.verdict for finding in answered(refuted.corrected).findings] == [HOLDS]


# Sentence, layer, relation, verdict. Known by hand: see the assertions on figures above and the published tables.
SENTENCES: list[tuple[str, str, Relation, ClaimVerdict]] = [
    ("广东PCT国际专利申请量居全国首位", "published", Relation.RANK, HOLDS),
    ("北京PCT申请量位居全国第一", "published", Relation.RANK, FAILS),
    ("东部PCT申请量占全国的八成以上", "published", Relation.SHARE, HOLDS),
    ("东部PCT申请量占全国的近九成", "published", Relation.SHARE, HOLDS),
    ("东部PCT申请量占全国的近七成", "published", Relation.SHARE, FAILS),
    ("西部PCT申请量占全国不到一成", "published", Relation.SHARE, HOLDS),
    ("东部PCT申请量占全国过半", "published", Relation.SHARE, HOLDS),
    ("西部PCT申请量占全国的三分之一", "published", Relation.SHARE, FAILS),
    ("PCT申请量最高的地带是东部", "published", Relation.EXTREME, HOLDS),
    ("PCT申请量最低的是东北", "published", Relation.EXTREME, HOLDS),
    ("各省中PCT申请量最多的是广东", "published", Relation.EXTREME, HOLDS),
    ("知识产权服务机构达到8.9万家", "published", Relation.VALUE, HOLDS),
    ("2023年全国知识产权服务机构约9万家", "published", Relation.VALUE, HOLDS),
    ("全国知识产权服务机构不足8万家", "published", Relation.VALUE, FAILS),
    ("知识产权服务业营业收入超过2800亿元", "published", Relation.VALUE, HOLDS),
    ("2023年全国专利代理机构同比增长16.6%", "published", Relation.GROWTH, HOLDS),
    ("全国专利代理机构比上年增长20%", "published", Relation.GROWTH, FAILS),
    ("2023年北京GDP增长5.2%", "published", Relation.GROWTH, HOLDS),
    ("2023年北京GDP增长5.3%", "published", Relation.GROWTH, FAILS),
    ("2023年北京GDP比2020年增长20%", "published", Relation.GROWTH, OPEN),
    ("全国执业专利代理师2019—2023年增加了1万人以上", "published", Relation.GROWTH, HOLDS),
    ("北京执业专利代理师超过1.2万人", "published", Relation.VALUE, FAILS),
    ("北京专利代理机构高于上海", "published", Relation.DIRECTION, HOLDS),
    ("上海专利代理机构多于北京", "published", Relation.DIRECTION, FAILS),
    ("东部机构密度是西部的3.2倍", "published", Relation.TIMES, OPEN),
    ("专利代理机构数前三位是北京、广东、江苏", "published", Relation.TOP, OPEN),
    ("台湾的专利代理机构有300多家", "published", Relation.VALUE, OPEN),
    ("香港PCT申请量居全国第三位", "published", Relation.RANK, OPEN),
    ("2030年全国专利代理机构有6000家", "published", Relation.VALUE, OPEN),
    ("北京专利代理机构有1.2亿元", "published", Relation.VALUE, OPEN),
    ("Guangdong ranks first by PCT applications", "published", Relation.RANK, HOLDS),
    ("Beijing ranks 3rd by PCT applications", "published", Relation.RANK, FAILS),
    ("The east accounts for more than 80% of PCT applications", "published", Relation.SHARE, HOLDS),
    ("The east accounts for about half of PCT applications", "published", Relation.SHARE, FAILS),
    ("Beijing has more patent agencies than Shanghai", "published", Relation.DIRECTION, HOLDS),
    ("专利代理机构数前三位是北京、广东、江苏", "sample", Relation.TOP, HOLDS),
    ("专利代理机构数前三位是北京、广东、甘肃", "sample", Relation.TOP, FAILS),
    ("Beijing, Guangdong and Jiangsu have the most patent agencies", "sample", Relation.EXTREME, HOLDS),
    ("北京专利代理机构数进入全国前三", "sample", Relation.RANK, HOLDS),
    ("西藏专利代理机构数居全国末位", "sample", Relation.RANK, HOLDS),
    ("12个省专利代理机构超过100家", "sample", Relation.COUNT, FAILS),
    ("专利代理机构密度高于全国的有6个省", "sample", Relation.COUNT, HOLDS),
    ("东西部机构密度差距缩小", "sample", Relation.GAP_CHANGE, HOLDS),
    ("2019—2023年东西部机构密度差距扩大", "sample", Relation.GAP_CHANGE, FAILS),
    ("2020—2023年全国专利代理机构翻一番", "sample", Relation.GROWTH, FAILS),
    ("江苏专利代理机构数超过上海的3倍", "sample", Relation.TIMES, FAILS),
    ("四川成都专利代理机构有123家", "sample", Relation.VALUE, HOLDS),
    ("十四五以来全国执业专利代理师增加了1万人", "sample", Relation.GROWTH, HOLDS),
    ("北京专利代理机构数不是上海的3倍", "sample", Relation.TIMES, FAILS),
    ("Beijing ranks first in the east by patent agencies", "sample", Relation.RANK, HOLDS),
    ("东部有13个省专利代理机构超过100家", "sample", Relation.COUNT, FAILS),
    ("东部有9个省专利代理机构超过100家", "sample", Relation.COUNT, HOLDS),
    ("成都专利代理机构居四川首位", "sample", Relation.RANK, HOLDS),
    ("安徽专利代理机构居长三角末位", "sample", Relation.RANK, HOLDS),
    ("东部专利代理机构最多的是北京", "sample", Relation.EXTREME, HOLDS),
    ("广东专利代理机构超过北京的30%", "sample", Relation.TIMES, HOLDS),
    ("广东专利代理机构不足北京的一半", "sample", Relation.TIMES, FAILS),
    ("北京专利代理机构高于上海和广东之和", "sample", Relation.DIRECTION, FAILS),
]


@pytest.mark.parametrize(("sentence", "layer", "relation", "verdict"), SENTENCES, ids=[row[0] for row in SENTENCES])
def test_a_sentence_gets_its_verdict_and_a_correction_that_holds(
    sentence: str, layer: str, relation: Relation, verdict: ClaimVerdict, answered: Callable[..., Answer]
) -> None:
    found = answered(sentence, layer)
    assert not found.reading.unread
    assert [(finding.claim.relation, finding.verdict) for finding in found.findings] == [(relation, verdict)]
    assert (found.findings[0].obstacle is not None) == (verdict is OPEN)
    assert (found.corrected is not None) == (verdict is FAILS)
    if found.corrected is not None:
        again = answered(found.corrected, layer)
        assert [(finding.claim.relation, finding.verdict) for finding in again.findings] == [(relation, HOLDS)]
        assert again.corrected is None


@pytest.mark.parametrize(("above", "below", "expected"), [
    (Figure(6, 6), Figure(2, 2), (3, 3)),
    (Figure(10, 20), Figure(2, 4), (2.5, 10)),
    (Figure(-2, -1), Figure(1, 2), (-2, -0.5)),
    (Figure(10, 10), Figure(700, math.inf), (0, 10 / 700)),
    (Figure(10, 10), Figure(-math.inf, 100), Reason.BOUND_ONLY),
    (Figure(10, 10), Figure(0, 0), Reason.ZERO_DENOMINATOR),
])
def test_a_quotient_lies_between_those_of_the_ends(
    above: Figure, below: Figure, expected: tuple[float, float] | Reason
) -> None:
    found = above.over(below)
    assert (found.reason or (found.lo, found.hi)) == expected


@pytest.mark.parametrize(("sentence", "lack"), [
    ("天气很好", Lack.WORDS),
    ("东部是西部的3倍", Lack.INDICATOR),
    ("专利代理机构很多", Lack.WORDS),
    ("东部专利代理机构占西部的3家", Lack.AMOUNT),
    ("专利代理机构最多", Lack.PLACE),
    ("北京专利代理机构", Lack.RELATION),
    ("其余省份专利代理机构占全国的80%", Lack.PLACE),
    ("广东专利代理机构比其余省份多", Lack.TOGETHER),
    ("北京、上海专利代理机构高于广东", Lack.TOGETHER),
    ("广东专利代理机构超过北京一半", Lack.RELATION),
    ("The weather is fine", Lack.WORDS),
])
def test_what_cannot_be_read_is_said(sentence: str, lack: Lack, lexicon: Lexicon) -> None:
    reading = read_sentence(sentence, lexicon)
    assert reading.claims == ()
    assert [item.lack for item in reading.unread] == [lack]


# Sentence and the words in it that no rule reads: each would change what is claimed.
LEFT_OVER = [
    ("Beijing accounts for 20% of the nation's patent agencies and 27% of the east's", ["27%", "the east"]),
    ("东部专利代理机构是西部专利代理师的3倍", ["专利代理师"]),
    ("广东专利代理机构和专利代理师分别居第2位和第3位", ["专利代理师", "分别", "第3位"]),
    ("北京专利代理机构是天津的-3倍", ["-"]),
    ("北京专利代理机构-1042家", ["-"]),
    ("北京专利代理机构增长-10%", ["-"]),
    ("北京专利代理机构由800家增加到1000家", ["由", "到", "1000家"]),
    ("北京、上海专利代理机构不都超过100家", ["不"]),
    ("12个省没有超过100家专利代理机构", ["没有"]),
    ("北京专利代理机构高于全国平均", ["平均"]),
    ("北京专利代理机构年均增长10%", ["年均"]),
    ("北京以1042家专利代理机构居全国首位", ["1042家"]),
    ("2022年北京专利代理机构2023年有1042家", ["2022年"]),
]


@pytest.mark.parametrize(("sentence", "words"), LEFT_OVER, ids=[row[0] for row in LEFT_OVER])
def test_no_word_that_may_change_the_meaning_is_passed_over(
    sentence: str, words: list[str], lexicon: Lexicon
) -> None:
    reading = read_sentence(sentence, lexicon)
    left = [sentence[start:end] for item in reading.unread for start, end in item.words]
    assert reading.claims == ()
    assert left == words


ADDED = ["27%", "853家", "第5位", "西部", "执业专利代理师", "2019年", "-", "分别", "高于", "平均"]


@pytest.mark.parametrize("added", ADDED)
@pytest.mark.parametrize(("sentence", "relation"), list({row[2]: (row[0], row[2]) for row in SENTENCES}.values()))
def test_a_word_too_many_is_named_in_every_relation(
    added: str, sentence: str, relation: Relation, lexicon: Lexicon
) -> None:
    plain = read_sentence(sentence, lexicon).claims
    assert [claim.relation for claim in plain] == [relation]
    read = read_sentence(f"{sentence}{added}", lexicon)
    # Either the word is named, or it was read into the claim, which is then another one.
    assert read.unread or [replace(claim, end=0) for claim in read.claims] != [replace(claim, end=0) for claim in plain]


def test_clauses_are_checked_one_by_one_and_their_order_changes_nothing(answered: Callable[..., Answer]) -> None:
    clauses = ["东部专利代理机构是西部的3倍", "北京执业专利代理师超过1万人", "广东专利代理机构居全国第2位"]
    expected = {clause: answered(clause).findings[0].verdict for clause in clauses}
    assert set(expected.values()) == {HOLDS, FAILS}
    for order in ([0, 1, 2], [2, 0, 1], [1, 2, 0]):
        found = answered("；".join(clauses[i] for i in order))
        assert [finding.verdict for finding in found.findings] == [expected[clauses[i]] for i in order]


# Sentence with several claims: relation, codes of the subject, codes of the reference, verdict of each.
SEVERAL = [
    ("北京专利代理机构占全国的20%，占东部的27%", [
        (Relation.SHARE, "110000", "100000", HOLDS), (Relation.SHARE, "110000", "east", HOLDS)]),
    ("北京专利代理机构高于上海和广东", [
        (Relation.DIRECTION, "110000", "310000", HOLDS), (Relation.DIRECTION, "110000", "440000", HOLDS)]),
    ("广东、北京专利代理机构分别为853家和1042家", [
        (Relation.VALUE, "440000", "", HOLDS), (Relation.VALUE, "110000", "", HOLDS)]),
    ("2023年北京专利代理机构增长到500家", [
        (Relation.VALUE, "110000", "", FAILS), (Relation.GROWTH, "110000", "", HOLDS)]),
    ("专利代理机构前两位依次是广东、北京", [
        (Relation.RANK, "440000", "", FAILS), (Relation.RANK, "110000", "", FAILS)]),
    ("北京、上海专利代理机构均超过100家，合计占全国的30%", [
        (Relation.VALUE, "110000", "", HOLDS), (Relation.VALUE, "310000", "", HOLDS),
        (Relation.SHARE, "110000 310000", "100000", FAILS)]),
]


@pytest.mark.parametrize(("sentence", "expected"), SEVERAL, ids=[row[0] for row in SEVERAL])
def test_what_is_said_of_each_is_checked_for_each(
    sentence: str, expected: list[tuple[Relation, str, str, ClaimVerdict]], answered: Callable[..., Answer]
) -> None:
    found = answered(sentence)
    assert not found.reading.unread
    assert [
        (one.claim.relation, " ".join(one.claim.subject.codes),
         " ".join(one.claim.reference.codes) if one.claim.reference else "", one.verdict)
        for one in found.findings
    ] == expected


def test_later_clauses_take_over_what_they_leave_out(answered: Callable[..., Answer]) -> None:
    found = answered("2022年，东部专利代理机构是西部的3倍，是中部的2倍；居全国首位的是北京")
    assert [finding.year for finding in found.findings] == [2022, 2022, 2022]
    assert {finding.indicator.id for finding in found.findings} == {PA}
    assert found.findings[1].claim.subject.codes == ("east",)


@pytest.mark.parametrize(("one", "other"), [("高于", "低于"), ("多于", "少于")])
@pytest.mark.parametrize("pair", [("北京", "上海"), ("西部", "东部"), ("成都", "贵阳")])
def test_the_contrary_word_turns_the_verdict(
    one: str, other: str, pair: tuple[str, str], answered: Callable[..., Answer]
) -> None:
    verdicts = {answered(f"{pair[0]}专利代理机构{word}{pair[1]}").findings[0].verdict for word in (one, other)}
    assert verdicts == {HOLDS, FAILS}


@pytest.mark.parametrize("sentence", [row[0] for row in SENTENCES if row[1] == "sample" and "不" not in row[0]])
def test_a_denied_claim_gets_the_contrary_verdict(
    sentence: str, lexicon: Lexicon, sampled_engine: Engine, sampled_regions: Regions,
    sampled_catalogue: dict[str, Indicator],
) -> None:
    ground = Ground(sampled_engine, sampled_regions, sampled_catalogue, "sample")
    claim = read_sentence(sentence, lexicon).claims[0]
    verdicts = {check_claim(ground, replace(claim, is_negated=denied)).verdict for denied in (True, False)}
    assert verdicts == {HOLDS, FAILS}


def test_other_readings_differ_in_one_respect_and_tell_their_own_number(
    amounts: Amounts, answered: Callable[..., Answer]
) -> None:
    readings = answered("东部机构密度是西部的4.7倍").readings[0]
    by_aspect: dict[Aspect, list[float]] = {}
    for reading in readings:
        by_aspect.setdefault(reading.aspect, []).append(reading.finding.right.lo)
    assert set(by_aspect) == {Aspect.MAIN, Aspect.MEANING, Aspect.BASE, Aspect.ZONES, Aspect.YEAR}
    wide = f"{ZONES['east']} 210000"
    assert by_aspect[Aspect.ZONES] == [pytest.approx(_density(amounts, wide) / _density(amounts, "west"))]
    assert by_aspect[Aspect.YEAR] == [
        pytest.approx(_density(amounts, "east", year) / _density(amounts, "west", year))
        for year in (2022, 2021, 2020, 2019)
    ]
    by_gdp = [r.finding.right.lo for r in readings if r.finding.indicator.id == f"{PA}_per_gdp"]
    of_east, of_west = (amounts(PA, zone, 2023) / amounts("gdp", zone, 2023) for zone in ("east", "west"))
    assert by_gdp == [pytest.approx(of_east / of_west)]


def test_made_up_figures_are_no_reading_of_real_ones_but_their_layer_is_named(
    answered: Callable[..., Answer]
) -> None:
    found = answered("北京专利代理机构高于上海", "published")
    assert {reading.layer for reading in found.readings[0]} == {"published"}
    assert answered("东部机构密度是西部的3.2倍", "published").other_layers == ("sample",)


@pytest.mark.parametrize("layer", ["published", "sample"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_example_offered_can_be_checked(
    layer: str, language: str, answered: Callable[..., Answer], sampled_engine: Engine, sampled_regions: Regions,
    sampled_catalogue: dict[str, Indicator],
) -> None:
    offered = examples_for("东部有多少", sampled_engine, sampled_regions, sampled_catalogue, layer, language)  # type: ignore[arg-type]
    assert len(offered) == len(set(offered)) == 3
    for example in offered:
        found = answered(example, layer)
        assert [finding.verdict is OPEN for finding in found.findings] == [False]
    assert set(PATTERNS) == {"zh", "en"}


PIECES = st.sampled_from([
    "东部", "西部", "北京", "全国", "专利代理机构", "机构密度", "PCT申请量", "是", "的", "3.2倍", "占",
    "三成", "近", "超过", "比", "高", "低于", "2023年", "2020—2023年", "增长", "年均", "第", "三", "位",
    "首位", "前三", "最高", "、", "，", "；", "每万人", "不", "差距", "扩大", "个省", "1,234", "万", "亿元",
    "家", "一半", "the east", " times ", " of ", "more than ", "点", "十", "百", "零", "成",
])


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sentence=st.one_of(st.lists(PIECES, max_size=30).map("".join), st.text(max_size=400)))
def test_anything_typed_gets_an_answer_and_never_a_fault(sentence: str, answered: Callable[..., Answer]) -> None:
    found = answered(sentence, "published")
    assert len(found.findings) == len(found.reading.claims) == len(found.readings)
    ends = [(token.start, token.end) for token in found.reading.tokens]
    assert all(0 <= start < end <= min(len(sentence), LONGEST_SENTENCE) for start, end in ends)
    assert ends == sorted(ends)
    if found.corrected is not None:
        assert FAILS not in [finding.verdict for finding in answered(found.corrected, "published").findings]


@pytest.mark.parametrize("sign", ["1", "一", "十", "a", "东", "每", "2020", ",", "前", "近", "a ", "的", "点", "1,"])
def test_a_long_row_of_one_sign_is_read_at_once(sign: str, lexicon: Lexicon) -> None:
    reading = read_sentence(sign * 4000, lexicon)
    assert all(token.end <= LONGEST_SENTENCE for token in reading.tokens)


def test_a_rank_is_told_with_its_interval_and_with_whom_it_is_shared(
    answered: Callable[..., Answer], sampled_regions: Regions
) -> None:
    texts = load_texts("zh")

    def told(sentence: str) -> str:
        [finding] = answered(sentence, "sample").findings
        return truth_words(finding, sampled_regions, "sample", texts)

    assert "（90%区间" in told("天津机构密度居全国第3位")
    assert "难分先后" in told("天津机构密度居全国第3位")
    assert "（90%区间仅此一位）" in told("北京专利代理机构居全国首位")
    assert re.search("倒数第1位，自高至低第31位（90%区间", told("西藏专利代理机构居全国末位"))
    # Within a province nothing is drawn: the rank stands bare.
    assert "第1位" in told("成都专利代理机构居四川首位") and "90%" not in told("成都专利代理机构居四川首位")
