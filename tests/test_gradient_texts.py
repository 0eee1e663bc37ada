"""Sentences on the gradient: rank and parts of a place, and what the difference of two places comes from."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from pages.texts import load_texts
from pages.texts.gradient import Told, height_word, ladder_finding, pair_finding

ZH, EN = load_texts("zh"), load_texts("en")
PARTS = {"location_quotient": "区位商", "labour_productivity": "比较劳动生产率"}
TOLD = Told("信息服务梯度系数", 2023, "个省份", PARTS)
KNOWN = pd.DataFrame(
    {"height": [1.8, 1.0, 0.5], "location_quotient": [1.5, 1.25, 0.4], "labour_productivity": [1.2, 0.8, 1.25]},
    index=["甲", "乙", "丙"],
)


def told_of(first: dict[str, float], second: dict[str, float], told: Told = TOLD) -> str:
    """The sentence on two places given by their parts."""
    rows = [{**row, "height": math.prod(row.values())} for row in (first, second)]
    differences = pd.Series({part: math.log(first[part] / second[part]) for part in told.parts}, dtype=float)
    return pair_finding(rows[0], rows[1], ("东部", "西部"), told, differences, ZH)


@pytest.mark.parametrize(("units", "selected", "within", "words"), [
    (3, None, "", "2023年3个省份中信息服务梯度系数高于1的有1个省份；最高甲（1.80），最低丙（0.50）。"),
    (5, None, "",
     "2023年5个省份中有数据的3个省份里，信息服务梯度系数高于1的有1个省份；最高甲（1.80），最低丙（0.50）。"),
    (3, None, "江苏", "2023年江苏3个省份中信息服务梯度系数高于1的有1个省份；最高甲（1.80），最低丙（0.50）。"),
    (3, "丙", "", "2023年丙信息服务梯度系数为0.50，在3个省份中居第3位，其中区位商0.40、比较劳动生产率1.25。"),
])
def test_the_ladder_in_a_sentence(units: int, selected: str | None, within: str, words: str) -> None:
    assert ladder_finding(KNOWN, units, selected, TOLD, str, ZH, within) == words


def test_a_single_region_and_one_without_parts() -> None:
    assert ladder_finding(KNOWN.iloc[:1], 3, None, TOLD, str, ZH) == "2023年3个省份中仅甲可算信息服务梯度系数，为1.80。"
    alone = Told("区位商", 2019, "个城市", {})
    assert ladder_finding(KNOWN, 3, "乙", alone, str, ZH) == "2019年乙区位商为1.00，在3个城市中居第2位。"


@pytest.mark.parametrize(("first", "second", "words"), [
    ((1.0, 1.5), (0.9, 0.75),
     "东部信息服务梯度系数为1.50，是西部（0.68）的2.22倍，差距主要来自比较劳动生产率（占87%）。"),
    ((2.0, 0.5), (1.0, 0.8),
     "东部信息服务梯度系数为1.00，是西部（0.80）的1.25倍，差距来自区位商，比较劳动生产率则缩小了差距。"),
    ((0.5, 1.0), (1.0, 1.0), "东部信息服务梯度系数为0.50，为西部（1.00）的50%，差距主要来自区位商（占100%）。"),
    ((1.0, 1.0), (1.0, 1.0), "东部信息服务梯度系数为1.00，与西部（1.00）基本相当。"),
])
def test_two_places_in_a_sentence(first: tuple[float, float], second: tuple[float, float], words: str) -> None:
    assert told_of(*(dict(zip(PARTS, row, strict=True)) for row in (first, second))) == f"2023年{words}"


def test_two_places_of_which_one_measure_alone_is_known() -> None:
    sentence = pair_finding({"height": 3.0}, {"height": 1.5}, ("East", "West"), Told("location quotient", 2019, "", {}),
                            pd.Series(dtype=float), EN)
    assert sentence == "2019, location quotient: East 3.00 against West 1.50, 2.00 times as high."


@pytest.mark.parametrize(("height", "word"), [
    (7.215, "7.21"), (0.095, "0.10"), (0.0936, "0.094"), (0.00321, "0.0032"), (0.0, "0.00"),
])
def test_a_small_height_does_not_read_as_none(height: float, word: str) -> None:
    assert height_word(height) == word
