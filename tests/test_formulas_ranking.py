"""Ranks and their change on tables worked by hand."""

import math

import numpy as np
import pandas as pd
import pytest

from queries.formulas.ranking import competition_rank, rank_change

NAN = math.nan
TIED = pd.Series([30.0, 40.0, 30.0, 20.0], index=["440000", "320000", "110000", "620000"])


def test_ties_share_the_smallest_rank_and_stand_in_order_of_code() -> None:
    frame = competition_rank(TIED)
    assert frame.index.equals(TIED.index)
    assert frame["value"].tolist() == [2.0, 1.0, 2.0, 4.0]
    assert frame["position"].tolist() == [3, 1, 2, 4]
    assert frame["reason"].tolist() == [None] * 4


def test_smallest_may_come_first() -> None:
    frame = competition_rank(TIED, largest_first=False)
    assert frame["value"].tolist() == [2.0, 4.0, 2.0, 1.0]
    assert frame["position"].tolist() == [3, 4, 2, 1]


def test_only_point_values_take_a_rank() -> None:
    values = [50.0, 40.0, NAN, math.inf, 10.0]
    frame = competition_rank(values, is_point=[False, True, True, True, True])
    np.testing.assert_array_equal(frame["value"], [NAN, 1.0, NAN, NAN, 2.0])
    assert frame["reason"].tolist() == ["bound_only", None, "not_published", "not_finite", None]
    assert frame["position"].isna().tolist() == [True, False, True, True, False]


def test_values_that_print_alike_but_differ_are_no_tie() -> None:
    assert competition_rank([0.1 + 0.2, 0.3])["value"].tolist() == [1.0, 2.0]


def test_rank_change_is_taken_among_units_present_in_both() -> None:
    """b leaves and e enters; among a, c, d the order turns from a c d to c a d."""
    before = pd.Series({"a": 50.0, "b": 40.0, "c": 30.0, "d": 20.0, "f": NAN})
    after = pd.Series({"e": 90.0, "d": 20.0, "c": 60.0, "a": 50.0, "f": 10.0})
    frame = rank_change(before, after)
    assert frame.index.tolist() == ["e", "d", "c", "a", "f", "b"]
    np.testing.assert_array_equal(frame["value"], [NAN, 0.0, 1.0, -1.0, NAN, NAN])
    assert frame["reason"].tolist() == ["no_base_year", None, None, None, "no_base_year", "not_published"]
    np.testing.assert_array_equal(frame["rank_before"], [NAN, 3.0, 2.0, 1.0, NAN, NAN])
    np.testing.assert_array_equal(frame["rank_after"], [NAN, 3.0, 1.0, 2.0, NAN, NAN])


@pytest.mark.parametrize("side", ["before_is_point", "after_is_point"])
def test_bound_in_either_period_has_no_rank_change(side: str) -> None:
    values = pd.Series({"a": 3.0, "b": 2.0, "c": 1.0})
    frame = rank_change(values, values, **{side: pd.Series({"a": False, "b": True, "c": True})})
    assert frame["reason"].tolist() == ["bound_only", None, None]
    np.testing.assert_array_equal(frame["value"], [NAN, 0.0, 0.0])


def test_fewer_of_a_burden_moves_up() -> None:
    frame = rank_change(pd.Series({"a": 5.0, "b": 4.0}), pd.Series({"a": 3.0, "b": 4.0}), largest_first=False)
    assert frame["value"].tolist() == [1.0, -1.0]
