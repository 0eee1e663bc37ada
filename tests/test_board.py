"""The ranking board: who is ranked, in which order, and who moved."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pandas as pd
import pytest
from small_snapshot import indicator, write_snapshot

from queries.board import ranking_board, years_known
from queries.engine import Engine
from queries.values import indicator_values

NAN = math.nan
COLUMNS = ["region_code", "period", "value", "lo", "hi", "reason"]


def values(*rows: tuple) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=COLUMNS)


def point(code: str, year: int, value: float) -> tuple:
    return (code, year, value, value, value, None)


@pytest.fixture(scope="module")
def agencies(tmp_path_factory: pytest.TempPathFactory) -> Iterator[pd.DataFrame]:
    engine = Engine(write_snapshot(tmp_path_factory.mktemp("board")))
    yield indicator_values(engine, indicator("value", "agencies"), "province", "published")
    engine.close()


def test_regions_with_values_come_first_then_bounds_then_the_rest_by_code() -> None:
    board = ranking_board(
        values(
            ("e", 2022, NAN, NAN, NAN, "not_published"),
            ("d", 2022, NAN, 40.0, NAN, "bound_only"),
            point("c", 2022, 5.0),
            ("b", 2022, NAN, NAN, NAN, "out_of_survey"),
            point("a", 2022, 7.0),
            ("f", 2022, NAN, NAN, 9.0, "bound_only"),
        ),
        2022,
    )
    assert list(board["region_code"]) == ["a", "c", "d", "f", "b", "e"]
    assert list(board["rank"].fillna(0)) == [1, 2, 0, 0, 0, 0]


def test_equal_values_share_a_rank_and_stand_in_the_order_of_their_codes() -> None:
    board = ranking_board(values(*(point(c, 2022, v) for c, v in (("d", 1), ("c", 3), ("b", 3), ("a", 2)))), 2022)
    assert list(zip(board["region_code"], board["rank"], strict=True)) == [("b", 1), ("c", 1), ("a", 3), ("d", 4)]


def test_places_moved_are_counted_since_the_last_year_with_values() -> None:
    history = values(
        point("a", 2018, 1), point("b", 2018, 9),
        point("a", 2020, 3), point("b", 2020, 2), point("c", 2020, 1),
        ("a", 2021, NAN, NAN, NAN, "not_published"), ("b", 2021, NAN, 4.0, NAN, "bound_only"),
        point("a", 2022, 1), point("b", 2022, 2), point("c", 2022, 3),
        point("a", 2023, 100),
    )
    board = ranking_board(history, 2022).set_index("region_code")
    assert board["change"].to_dict() == {"c": 2, "b": 0, "a": -2}
    assert set(board["previous_period"]) == {2020}


def test_a_region_that_did_not_report_before_neither_moves_nor_pushes_others() -> None:
    history = values(
        point("a", 2020, 3), point("b", 2020, 2), ("new", 2020, NAN, NAN, NAN, "not_published"),
        point("a", 2022, 3), point("b", 2022, 2), point("new", 2022, 9),
    )
    board = ranking_board(history, 2022).set_index("region_code")
    assert math.isnan(board.loc["new", "change"])
    assert (board.loc["a", "change"], board.loc["b", "change"]) == (0, 0)
    assert list(board["rank"]) == [1, 2, 3]


def test_the_first_year_knows_no_change() -> None:
    board = ranking_board(values(point("a", 2020, 3), point("b", 2022, 3)), 2020)
    assert board["change"].isna().all() and board["previous_period"].isna().all()


def test_a_year_without_rows_gives_an_empty_board() -> None:
    assert ranking_board(values(point("a", 2020, 3)), 1999).empty


def test_the_board_of_the_small_snapshot_is_the_one_worked_by_hand(agencies: pd.DataFrame) -> None:
    board = ranking_board(agencies, 2023)
    # 2022: 440000 30, 320000 20, 510000 12, 110000 10, 500000 8, 650000 4, 540000 1; 重庆 has nothing in 2023.
    assert list(board["region_code"][:6]) == ["440000", "320000", "510000", "110000", "650000", "540000"]
    assert list(board["region_code"][6:]) == ["500000", "710000"]
    assert list(board["change"][:6]) == [0, 0, 0, 0, 0, 0]
    assert len(board) == 8 and {"coverage", "layer", "qualifier", "proxy"} <= set(board.columns)


def test_years_are_known_by_values_or_bounds(agencies: pd.DataFrame) -> None:
    assert years_known(agencies) == [2020, 2021, 2022, 2023]
    assert years_known(values(("a", 2020, NAN, NAN, NAN, "not_published"), ("a", 2021, NAN, 4, NAN, "bound_only"))) == [
        2021
    ]
    assert years_known(values()) == []
