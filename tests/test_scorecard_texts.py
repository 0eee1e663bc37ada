"""What the scorecard says of a measure: money in English, the demand base by name, a standing by what it is to."""

from __future__ import annotations

import pytest

from pages.texts import load_texts
from pages.texts.scorecard import against_text, change_text, level_text, status_text
from queries.scorecard_record import measures

ZH, EN = load_texts("zh"), load_texts("en")


def test_english_money_is_no_number_after_a_number() -> None:
    measure = measures()["revenue_per_employee"]
    row = {"value": 29.1, "is_few": False, "change": -1.2, "against": 31.0}
    assert level_text(row, measure, ZH) == "29.1万元/人"
    assert level_text(row, measure, EN) == "291 thousand yuan per person"
    assert change_text(row, measure, EN) == "−12 thousand yuan per person"
    assert against_text(row, measure, EN, "") == "reference: nation 310 thousand yuan per person"


def test_a_share_of_demand_names_its_base() -> None:
    measure = measures()["institutions_share"]
    row = {"against": 25.87}
    assert against_text(row, measure, ZH, "普查常住人口（2020年）") == "参照：普查常住人口（2020年）占全国比重 25.87%"


@pytest.mark.parametrize(
    ("measure", "zh"),
    [("institutions_density", "▼ 倒退（相对全国）"), ("institutions_share", "▼ 倒退（相对需求占比）"),
     ("revenue_to_plan", "▼ 倒退")],
)
def test_a_standing_says_what_it_is_relative_to(measure: str, zh: str) -> None:
    said = status_text({"status": "receding"}, measures()[measure], ZH)
    assert said == zh.replace("▼ 倒退", ZH("status.receding"))
    assert status_text({"status": None}, measures()[measure], ZH) == ZH("scorecard.no_status")
