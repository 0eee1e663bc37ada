"""The gap ledger in words: sentences and cells from its own rows, in both languages, without a number that is none."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

import pytest
from small_snapshot import write_snapshot

from pages.texts import Texts, load_texts
from pages.texts.ledger import aim_of, cell, overall_sentence, region_sentence, standing, surplus, three_digits
from queries.catalogue import catalogue_of
from queries.engine import Engine
from queries.gap_basis import gap_basis
from queries.gap_ledger import BENCHMARKS, GapLedger, gap_ledger
from queries.regions import Regions

ZH, EN = load_texts("zh"), load_texts("en")
NAMES = {"110000": "北京", "320000": "江苏", "440000": "广东", "500000": "重庆", "510000": "四川", "540000": "西藏",
         "650000": "新疆", "710000": "台湾"}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    opened = Engine(write_snapshot(tmp_path_factory.mktemp("words")))
    yield opened
    opened.close()


def ledger_of(engine: Engine, supply: str = "agencies", year: int = 2022) -> GapLedger:
    catalogue = catalogue_of(engine)
    basis = gap_basis(
        engine, Regions(engine), catalogue, supply, "population_census", "province", year, "published"
    )
    assert basis is not None
    return gap_ledger(engine, catalogue, basis)


def sentence(ledger: GapLedger, code: str, benchmark: str, texts: Texts = ZH, zone: str = "西部") -> str:
    row = ledger.of_region(code).loc[benchmark].to_dict()
    return region_sentence(row, NAMES[code], aim_of(benchmark, zone, "北京", texts), ledger.basis, texts)


def test_a_province_short_of_its_zone_says_how_many_it_lacks(small: Engine) -> None:
    """四川: 12 for 84 people against a quartile of a quarter, 21; chance allows 6.2 to 21.0, so 0 to 14.8 short."""
    words = sentence(ledger_of(small), "510000", "zone-p75")
    assert words.startswith("四川达到西部P75还差9家（2022年，指标 agencies）")
    assert "低42.9%" in words
    assert "现有12家，数量少，按95%泊松区间还差0家至15家" in words


def test_a_province_above_says_by_how_many(small: Engine) -> None:
    words = sentence(ledger_of(small), "440000", "nation")
    assert words.startswith("广东已达到全国水平，多出9家") and "高41.2%" in words


def test_where_chance_reaches_the_benchmark_nothing_is_asserted(small: Engine) -> None:
    """新疆: 4 for 80 against an eighth, 10; chance allows 1.1 to 10.2."""
    words = sentence(ledger_of(small), "650000", "zone")
    assert words.startswith("新疆达到西部水平还差6家")
    words = sentence(ledger_of(small), "540000", "nation")
    assert words.endswith("不能断定高低。") and "西藏已达到全国水平" in words


def test_absences_are_told_in_plain_words(small: Engine) -> None:
    ledger = ledger_of(small, year=2023)
    assert sentence(ledger, "500000", "nation") == (
        "2023年重庆没有可比的指标 agencies（来源未载），无法说明与全国水平的差距。"
    )
    assert sentence(ledger, "510000", "zone") == (
        "2023年四川有指标 agencies数据，但西部水平无法计算（部分省份未公布，不予汇总）。"
    )
    assert ZH("ledger.no_own_drivers") in sentence(ledger, "510000", "peers")


def test_a_printed_bound_is_told_as_a_bound(small: Engine) -> None:
    ledger = ledger_of(small, "attorneys")
    row = ledger.of_region("110000").loc["nation"].to_dict() | {"reference": 1.0}
    row |= {"relative_hi": 10 / 20, "difference_lo": 20 - 10.0}
    assert cell(row, "ratio", ledger.basis, ZH) == "<0.50"
    assert cell(row, "percent", ledger.basis, ZH) == "<−50.0%"
    assert cell(row, "absolute", ledger.basis, ZH) == "<−10"


@pytest.mark.parametrize(
    ("difference", "shown"), [(37.4, -37), (37.5, -38), (0.2, 0), (0.0, 0), (-0.4, 0), (-5.6, 6), (37 + 1e-12, -37)]
)
def test_what_is_missing_of_agencies_is_a_whole_number(small: Engine, difference: float, shown: float) -> None:
    found = surplus(difference, ledger_of(small).basis)
    assert found == shown and math.copysign(1, found) == (-1 if shown < 0 else 1)


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0.00"), (0.00041603, "0.000416"), (0.518, "0.518"), (2.306, "2.31"), (45.51, "45.5"), (5437.4, "5,437")],
)
def test_ratios_have_three_digits_of_any_size(value: float, text: str) -> None:
    assert three_digits(value) == text


@pytest.mark.parametrize("texts", [ZH, EN], ids=["zh", "en"])
@pytest.mark.parametrize("year", [2020, 2021, 2022, 2023])
@pytest.mark.parametrize("supply", ["agencies", "attorneys", "nothing"])
def test_no_sentence_and_no_cell_holds_a_number_that_is_none(
    small: Engine, supply: str, year: int, texts: Texts
) -> None:
    """Years with two, six and seven provinces, bounds, and a supply of nothing at all."""
    catalogue = catalogue_of(small)
    basis = gap_basis(
        small, Regions(small), catalogue, supply, "population_census", "province", year, "published"
    )
    assert basis is not None
    ledger = gap_ledger(small, catalogue, basis)
    said = []
    for benchmark in BENCHMARKS:
        aim = aim_of(benchmark, None, None, texts)
        rows = ledger.of_benchmark(benchmark)
        said.append(overall_sentence(rows, NAMES, aim, ledger.basis, texts))
        for code, row in rows.to_dict("index").items():
            said.append(region_sentence(row, NAMES[code], aim, ledger.basis, texts))
            said += [cell(row, form, ledger.basis, texts, with_range=True) for form in ("absolute", "percent", "ratio")]
    assert all(said)
    assert not [text for text in said if re.search(r"\b(nan|inf|None)\b|∞", text)]


@pytest.mark.parametrize(
    ("difference", "ends", "interval", "expected"),
    [
        (9.0, (6.0, 14.8), "poisson", "short"),
        (9.0, (-2.0, 14.8), "poisson", "open"),
        (-9.0, (-14.8, 0.3), "poisson", "reached"),
        (-9.0, (-14.8, 2.0), "poisson", "open"),
        (9.0, (math.nan, math.nan), "", "short"),
        (0.2, (math.nan, math.nan), "", "reached"),
    ],
)
def test_a_count_too_small_to_say_is_not_said_to_be_below(
    small: Engine, difference: float, ends: tuple[float, float], interval: str, expected: str
) -> None:
    row = {"reason": None, "difference": difference, "difference_lo": ends[0], "difference_hi": ends[1],
           "interval": interval}
    assert standing(row, ledger_of(small).basis) == expected
    assert standing({**row, "reason": "not_published"}, ledger_of(small).basis) is None
