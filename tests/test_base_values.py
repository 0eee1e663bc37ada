"""A demand base is the layer's own region by region and year by year, else as published, as in every ratio."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
import pytest
from small_snapshot import facts, indicator, write_snapshot

from queries.base_values import base_of_year, base_total, base_values
from queries.engine import Engine
from queries.gap_measures import demand_year
from queries.values import ratio_with_parts

DEMAND = indicator("value", "demand").numerator
ALL = ("110000", "320000", "440000", "500000", "510000", "540000", "650000")
PUBLISHED = [
    *facts("demand", 2021, **{f"_{code}": 7.0 for code in ALL}, _440300=4.0, _440100=3.0),
    *facts("demand", 2022, **{f"_{code}": 10.0 for code in ALL}, _east=31.0, _west=39.0, _100000=70.0),
]
OWN = [
    *facts("demand", 2022, _110000=20.0, _440300=6.0),
    *facts("demand", 2022, "over", _320000=8.0),
    *facts("demand", 2022, _west=99.0),
    *facts("demand", 2023, **{f"_{code}": 5.0 for code in ALL[:6]}),
    *facts("agencies", 2022, **{f"_{code}": 1.0 for code in ALL}),
]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    folder = tmp_path_factory.mktemp("bases")
    opened = Engine(write_snapshot(folder, published=PUBLISHED, imported=OWN, breaks=()))
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("level", "year", "expected"),
    [
        # The layer's own 20 for 北京; its bound for 江苏 hides the published 10; the others are lent.
        ("province", 2022, {"110000": 20, "440000": 10, "500000": 10, "510000": 10, "540000": 10, "650000": 10}),
        ("province", 2021, dict.fromkeys(ALL, 7)),
        ("province", 2023, dict.fromkeys(ALL[:6], 5)),
        ("city", 2022, {"110000": 20, "440300": 6, "500000": 10}),
        ("city", 2021, {"110000": 7, "440300": 4, "440100": 3, "500000": 7}),
        # West: printed by the layer. East: a bound among its parts, and the lent 31 is no sum of them.
        ("zone", 2022, {"west": 99}),
        ("zone", 2021, {"east": 21, "west": 28}),
        ("zone", 2023, {"east": 15}),
    ],
)
def test_own_figures_come_first_region_by_region(
    engine: Engine, level: str, year: int, expected: dict[str, float]
) -> None:
    assert base_of_year(engine, DEMAND, level, year, "imported").to_dict() == expected


def test_the_rule_is_that_of_ratios(engine: Engine) -> None:
    ratios = ratio_with_parts(engine, indicator("density", "agencies", "demand"), "province", "imported")
    below = ratios[(ratios["period"] == 2022) & ratios["denominator"].notna()].set_index("region_code")["denominator"]
    known = base_of_year(engine, DEMAND, "province", 2022, "imported")
    pd.testing.assert_series_equal(below, known, check_names=False)


def test_published_figures_borrow_nothing(engine: Engine) -> None:
    assert base_of_year(engine, DEMAND, "province", 2022, "published").to_dict() == dict.fromkeys(ALL, 10)
    assert base_of_year(engine, DEMAND, "zone", 2022, "published").to_dict() == {"east": 31, "west": 39}
    assert base_of_year(engine, DEMAND, "province", None, "published").empty
    assert 2023 not in set(base_values(engine, DEMAND, "province", "published")["period"])


@pytest.mark.parametrize(
    ("year", "layer", "total"),
    # 2022: a bound among the parts, so the figure printed for the nation; 2023: one part unknown, nothing printed.
    [(2021, "imported", 49.0), (2022, "imported", 70.0), (2022, "published", 70.0), (2023, "imported", None)],
)
def test_the_whole_is_the_sum_by_the_same_rule_else_what_is_printed(
    engine: Engine, year: int, layer: str, total: float | None
) -> None:
    found = base_total(engine, DEMAND, year, layer)
    assert (found.value if found else None) == total


def test_the_year_of_a_base_is_the_nearest_in_which_most_regions_have_a_figure(engine: Engine) -> None:
    catalogue = {"demand": indicator("value", "demand")}
    assert demand_year(engine, catalogue, "demand", "province", 2023, "imported") == 2021
    assert demand_year(engine, catalogue, "demand", "province", 2023, "published") == 2022
