"""Every figure of the sample and of the published layer is asked three questions, and answers from its own rows."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlencode

import pandas as pd
import pytest
from test_transfer_pictures import VIEWS as TRANSFER_VIEWS

from pages.clusters import SECTIONS as CLUSTER_SECTIONS
from pages.controls.balance_selectors import SIGHTS as BALANCE_SIGHTS
from pages.frames.asked_columns import COLUMNS
from pages.frames.questions import ASKED, answers_of_rows, questions_of
from pages.shell.replay import Replay, replay
from pages.texts import Language, load_texts
from pages.texts.asked import AskedOf, Measure, OtherMeasure, Whole
from queries.formulas.likely_questions import Kind

pytestmark = pytest.mark.usefixtures("sampled_pages")

# A cluster of each layer that is known there.
CLUSTERS = {"sample": "sample_a01", "published": "beijing_etown"}
OF_GAPS = ("ledger", "expected", "years", "service-coverage", "composite", "scorecard")
VIEWS: list[tuple[str, dict[str, str]]] = [
    ("overview", {}), ("distribution", {"section": "agencies"}), ("distribution", {"level": "zone"}),
    ("distribution", {"level": "province"}),
    ("distribution", {"figure": "disparity"}), ("distribution", {"section": "structure"}),
    *(("gaps", {"section": section}) for section in OF_GAPS),
    *(("gaps", {"section": "balance", "balance-view": sight}) for sight in BALANCE_SIGHTS),
    *(("transfer", {"level": "province", "section": section, **({name: sight} if name else {})})
      for section, name, sight in TRANSFER_VIEWS),
    *(("clusters", {"section": section}) for section in CLUSTER_SECTIONS), ("region", {"region": "510000"}),
]
# What the published layer can show at all.
PUBLISHED = [view for view in VIEWS if view[0] in ("overview", "distribution", "region")] + [
    ("gaps", {"section": "ledger"}), ("gaps", {"section": "years"}), ("clusters", {"section": "portfolio"}),
    ("transfer", {"section": "cooperation"}),
]
RAW = re.compile(r"\bnan\b|\bNone\b|\binf\b|<NA>|[{}]|\b[a-z]{3,}_[a-z_]{2,}\b")
HAN = re.compile(r"[\u4e00-\u9fff]")
OF_THE_POLICY = re.compile(r"[（(][一二三四五六七八九十]+[）)]|[《「][^》」]+[》」]")
# Titles of sources, quoted names of clusters and policies stay in the language they were written in.
IN_ANY_LANGUAGE = ("source", "limits")


def query_of(page: str, view: dict[str, str], layer: str, language: Language) -> str:
    """The address of a view of a layer, of a cluster that is known there."""
    own = {"cluster": CLUSTERS[layer]} if page == "clusters" else {}
    return urlencode({**view, **own, "layer": layer, "lang": language})


@pytest.mark.parametrize(("layer", "language"), [("sample", "zh"), ("sample", "en"), ("published", "zh")])
def test_every_figure_answers_three_questions(
    layer: str, language: Language, replayed: Callable[[str, str], Replay]
) -> None:
    asked: set[str] = set()
    kinds: set[Kind] = set()
    for page, view in VIEWS if layer == "sample" else PUBLISHED:
        played = replayed(page, query_of(page, view, layer, language))
        assert played.rejected == (), view
        for content in played.frames:
            questions = questions_of(played.screen, content)
            assert len({question.kind for question in questions}) == ASKED, content.key
            assert "()" not in content.subtitle and "（）" not in content.subtitle, content.key
            assert questions_of(played.screen, content)[0].answer == questions[0].answer
            for question in questions:
                said = f"{question.question} {question.answer}"
                assert question.question and question.answer, content.key
                assert not RAW.search(said), (content.key, said)
                assert set(question.regions) <= _codes(played.screen.regions.levels), (content.key, question.regions)
                if language == "en" and question.kind not in IN_ANY_LANGUAGE:
                    assert not HAN.search(OF_THE_POLICY.sub("", said)), (content.key, said)
            asked.add(content.key)
            kinds |= {question.kind for question in questions}
    if layer == "sample":
        # What figures of contracts and of agencies are asked rests on what the sample has not, or needs a window.
        assert set(COLUMNS) <= asked
    assert {"outlier", "mover", "missing", "against", "definition", "source", "limits"} <= kinds


def _codes(levels: dict[str, tuple[str, ...]]) -> set[str]:
    return {code for codes in levels.values() for code in codes}


def test_the_numbers_of_an_answer_are_those_of_the_file_of_the_figure() -> None:
    played = replay("distribution", urlencode(
        {"layer": "sample", "level": "province", "indicator": "patent_agencies", "year": "2023", "figure": "map"}
    ))
    content = played.frames[0]
    rows = content.rows().set_index("代码")["专利代理机构（家）"].dropna()
    first, against, *_ = questions_of(played.screen, content)
    assert first.kind == "outlier"
    assert first.regions[0] == rows.idxmax()
    assert f"{rows.max():,.0f}家，为中位数（{rows.median():,.0f}家）" in first.answer
    assert first.detail is not None and first.detail["2023"].iloc[0] == f"{rows.max():,.0f}家"
    assert against.kind == "against"
    assert f"升至{rows.sum():,.0f}家" in against.answer


def test_a_selected_region_is_told_beside_the_whole() -> None:
    played = replay("distribution", urlencode(
        {"layer": "sample", "level": "province", "indicator": "patent_agencies", "region": "510000",
         "figure": "ranking"}
    ))
    against = next(q for q in questions_of(played.screen, played.frames[0]) if q.kind == "against")
    assert "四川由" in against.answer and "510000" in against.regions


# Five places A to E in two years; the median of 2023 is 4.
NOW = {"A": 40.0, "B": 5.0, "C": 4.0, "D": 3.0, "E": 2.0}
THEN = {"A": 38.0, "B": 5.0, "C": 2.0, "D": 4.0, "E": 2.0}
AGENCIES = Measure("机构", "家", 0)


def table(now: dict[str, float | None], then: dict[str, float | None] | None = None, why: str = "") -> pd.DataFrame:
    rows = [(unit, 2023, value, why or None) for unit, value in now.items()]
    rows += [(unit, 2022, value, None) for unit, value in (then or {}).items()]
    return pd.DataFrame(rows, columns=["unit", "period", "value", "reason"])


def said(asked: AskedOf, language: Language = "zh") -> dict[Kind, str]:
    return {kind: answer().answer for kind, answer in answers_of_rows(asked, load_texts(language)).items()}


def test_each_kind_of_answer_worked_by_hand() -> None:
    other = OtherMeasure(Measure("每万人机构", "家/万人", 1), pd.Series({"A": 1.5, "B": 2.0, "C": 0.5}))
    answers = said(AskedOf(
        table(NOW, THEN), AGENCIES, 2023, lambda unit: unit, adds_up=True, verdicts={"A": "noise", "C": "rise"},
        selected="C", breaks=((2023, "统计范围扩大。"), (2021, "早先的变化。")), other=other,
    ))
    # Distances from 4 are 36 1 0 1 2, their median 1: 0.6745 · 36 = 24.3.
    assert answers["outlier"] == (
        "2023年机构以A最突出：40家，为中位数（4家）的10倍，超出离群的界限（修正Z值24.3，界限±3.5）。"
    )
    # A and C both changed by 2, A comes first by name and stays in place; C doubled.
    assert answers["mover"] == (
        "机构变化最大的是A：由38家升至40家，增加2家（+5.3%）。其位次未变。按增减幅度计，变化最大的是C（由2家到4家，+100.0%）。"
        "其间2023年口径有变，前后不完全可比：统计范围扩大。"
    )
    assert answers["against"] == (
        "机构：5个地区合计由51家升至54家，增加3家（+5.9%）；C由2家升至4家，增加2家（+100.0%）；居首的仍是A。"
        "其间2023年口径有变，前后不完全可比：统计范围扩大。"
    )
    assert answers["leading"] == "2023年机构：A、B、C合计49家，占有数据的5个地区合计的90.7%。"
    assert answers["other"] == "不是。按“每万人机构”，居首的是B（2家/万人），A在3个地区中按数值排第2位，未计位次区间。"


def test_a_move_of_rank_within_chance_is_not_sold_as_a_move() -> None:
    rows = table({"A": 9.0, "B": 10.0, "C": 4.0}, {"A": 9.0, "B": 6.0, "C": 4.0})
    noise = said(AskedOf(rows, AGENCIES, 2023, lambda unit: unit, verdicts={"B": "noise"}))["mover"]
    assert "其位次变化在随机波动之内，不宜看作真实的进退" in noise
    rise = said(AskedOf(rows, AGENCIES, 2023, lambda unit: unit, verdicts={"B": "rise"}), "en")["mover"]
    assert rise == "机构: B changed most, up from 6 to 10, by 4 (+66.7%). Its change of rank is beyond chance."


def test_percentages_change_by_percentage_points_and_a_whole_of_its_own_comes_first() -> None:
    share = Measure("占比", "%", 1)
    rows = table({"A": 30.0, "B": 12.5}, {"A": 32.0, "B": 11.0})
    answers = said(AskedOf(rows, share, 2023, lambda unit: unit, whole=Whole("全国", {2022: 20.0, 2023: 19.5})))
    assert answers["against"] == "占比：全国由20%降至19.5%，减少0.5个百分点；居首的仍是A。"
    assert answers["mover"] == "占比变化最大的是A：由32%降至30%，减少2个百分点。"


def test_what_is_too_small_to_show_is_not_called_unchanged() -> None:
    rows = table({"A": 1.2, "B": 4.0}, {"A": 1.0, "B": 4.0})
    assert said(AskedOf(rows, AGENCIES, 2023, lambda unit: unit))["mover"] == "按所列精度，各地区与2022年相比无变化。"


def test_missing_places_are_named_with_their_reason() -> None:
    rows = table({"A": 1.0, "B": None, "C": None, "D": 2.0})
    rows["reason"] = [None, "out_of_survey", "bound_only", None]
    answers = said(AskedOf(rows, AGENCIES, 2023, lambda unit: unit))
    assert answers["missing"] == "2023年4个地区中2个有数据，2个没有：C（仅公布界限）；B（不在统计范围）。"


@pytest.mark.parametrize("rows", [
    pytest.param(table({}), id="nothing"), pytest.param(table({"A": 7.0}), id="one unit, one year"),
    pytest.param(table({"A": 7.0, "B": 7.0, "C": 7.0, "D": 7.0, "E": 7.0}), id="all equal in one year"),
])
def test_what_tells_nothing_is_not_asked(rows: pd.DataFrame) -> None:
    assert set(said(AskedOf(rows, AGENCIES, 2023, lambda unit: unit))) == set()


def test_where_nothing_is_known_only_the_gaps_are_told() -> None:
    rows = table({"A": None, "B": None}, why="not_published")
    assert said(AskedOf(rows, AGENCIES, 2023, lambda unit: unit)) == {
        "missing": "2023年2个地区中0个有数据，2个没有：A、B（来源未载）。"
    }


def test_figures_below_zero_are_compared_by_difference_not_by_multiple() -> None:
    rows = table({"A": -50.0, "B": 1.0, "C": 2.0, "D": 3.0, "E": 4.0})
    answer = said(AskedOf(rows, AGENCIES, 2023, lambda unit: unit))["outlier"]
    assert answer == "2023年机构以A最突出：−50家，比中位数（2家）低52家，超出离群的界限（修正Z值−35.1，界限±3.5）。"


@pytest.mark.parametrize(("measured", "said"), [
    ("absolute", "各标杆列为差额（家），负数为不足"), ("percent", "各标杆列为差距%，负数为不足"),
    ("ratio", "各标杆列为本地÷标杆，1为持平"),
])
def test_away_from_its_page_the_ledger_says_what_its_columns_hold(
    replayed: Callable[[str, str], Replay], measured: str, said: str
) -> None:
    view = {"section": "ledger", "supply": "patent_agencies", "measured": measured, "layer": "sample", "lang": "zh"}
    subtitles = {content.key: content.subtitle for content in replayed("gaps", urlencode(view)).frames}
    assert subtitles["gap-ledger"].endswith(said)
    assert subtitles["gap-map"].endswith("圆的面积表示还差多少（家）") == (measured == "absolute")
