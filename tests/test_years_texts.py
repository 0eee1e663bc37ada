"""What is said of a fixed year and of a fixed growth: who falls is not told to grow, by hand in both languages."""

from __future__ import annotations

import pytest

from pages.texts import load_texts
from pages.texts.figures import within
from pages.texts.years import move, pace_finding, year_finding
from queries.catalogue import load_catalogue
from queries.formulas.outcome import Outcome
from queries.formulas.reasons import Reason
from queries.years_to_close import Aim, WayThere

ZH, EN = load_texts("zh"), load_texts("en")
SUPPLY = load_catalogue()["patent_agencies"]


def of_year(growth: float, supply_growth: float, added: float) -> WayThere:
    aim = Aim("620000", "nation", year=2034)
    return WayThere(aim, *(Outcome.of(value, 1) for value in (11.0, growth, supply_growth, added)))


def of_pace(growth: float, years: Outcome, supply_growth: float, added: float) -> WayThere:
    aim = Aim("620000", "nation", growth=growth)
    return WayThere(aim, years, *(Outcome.of(value, 1) for value in (growth, supply_growth, added)))


@pytest.mark.parametrize(
    ("way", "own", "reference", "zh", "en"),
    [
        (of_year(0.08, 0.06, 3.0), 0.02, 0.01,
         "甘肃要在2034年追上全国，水平每年须增长8.0%（现速+2.0%），相应专利代理机构每年增长6.0%，平均每年新增3家。",
         "To reach China by 2034, the level of Gansu has to grow by 8.0% a year (now +2.0%); that is patent agencies "
         "growing by 6.0% a year, 3 more each year on average."),
        (of_year(-0.022, -0.03, -1.5), -0.05, -0.04,
         "全国水平每年下降4.0%，甘肃每年降幅不超过2.2%，就能在2034年追上（现速−5.0%），"
         "相应专利代理机构每年下降3.0%，平均每年减少1.5家。",
         "China is falling by 4.0% a year: Gansu reaches its level by 2034 if its own falls by no more than 2.2% a "
         "year (now −5.0%); that is patent agencies falling by 3.0% a year, 1.5 fewer each year on average."),
        (of_year(0.0, 0.01, 0.5), -0.05, -0.02,
         "全国水平每年下降2.0%，甘肃保持现有水平，就能在2034年追上（现速−5.0%），"
         "相应专利代理机构每年增长1.0%，平均每年新增0.5家。",
         "China is falling by 2.0% a year: Gansu reaches its level by 2034 if its own does not fall "
         "(now −5.0%); that is patent agencies growing by 1.0% a year, 0.5 more each year on average."),
    ],
)
def test_what_a_year_asks_for(way: WayThere, own: float, reference: float, zh: str, en: str) -> None:
    row = {"growth": own, "reference_growth": reference}
    assert year_finding(way, "甘肃", "全国", SUPPLY, row, ZH) == zh
    assert year_finding(way, "Gansu", "China", SUPPLY, row, EN) == en


@pytest.mark.parametrize(
    ("way", "zh"),
    [
        (of_pace(0.05, Outcome.of(8.4, 1), 0.04, 2.0),
         "甘肃水平每年增长5.0%，还需8.4年追上全国（2032年），相应专利代理机构每年增长4.0%，平均每年新增2家。"),
        (of_pace(-0.05, Outcome.of(8.4, 1), -0.06, -2.0),
         "甘肃水平每年下降5.0%，还需8.4年追上全国（2032年），相应专利代理机构每年下降6.0%，平均每年减少2家。"),
        (of_pace(0.0, Outcome.absent(Reason.NOT_CLOSING, 1), 0.0, 0.0), "甘肃水平保持不变，百年内追不上全国。"),
    ],
)
def test_what_a_growth_leads_to(way: WayThere, zh: str) -> None:
    assert pace_finding(way, "甘肃", "全国", SUPPLY, 2023, ZH) == zh


@pytest.mark.parametrize(
    ("growth", "zh", "en"),
    [(0.031, "每年增长3.1%", "growing by 3.1% a year"), (-0.022, "每年下降2.2%", "falling by 2.2% a year"),
     (0.0, "保持不变", "standing still"), (-0.0004, "保持不变", "standing still")],
)
def test_a_growth_as_what_a_level_does(growth: float, zh: str, en: str) -> None:
    assert (move(growth, ZH), move(growth, EN)) == (zh, en)


@pytest.mark.parametrize(
    ("name", "inside"),
    [("Patent agencies", "patent agencies"), ("R&D personnel", "R&D personnel"), ("IP service institutions",) * 2,
     ("PCT applications",) * 2, ("Madrid applications",) * 2, ("High-tech enterprises", "high-tech enterprises")],
)
def test_a_name_inside_an_english_sentence_begins_small(name: str, inside: str) -> None:
    assert within(name, EN) == inside
    assert within(name, ZH) == name
