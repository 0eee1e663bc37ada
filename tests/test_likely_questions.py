"""What a figure is likeliest to be asked, on tables worked by hand, and what must not depend on how they are put."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import median_abs_deviation

from queries.formulas.likely_questions import (
    FENCE,
    Outlier,
    biggest_mover,
    leading_share,
    likeliest,
    missing_units,
    modified_z,
    other_order,
    outlier,
    then_and_now,
)

NAN = math.nan
# Median 12, MAD 1 (distances 2, 1, 1, 0, 1, 1, 38): 0.6745 · 38 / 1 = 25.6 for G.
FAR = pd.Series([10.0, 11.0, 11.0, 12.0, 13.0, 13.0, 50.0], index=list("ABCDEFG"))


def of(*values: float) -> pd.Series:
    return pd.Series(values, index=[f"unit{number}" for number in range(len(values))], dtype=float)


def test_the_far_unit_is_found_on_the_scale_that_its_own_distance_does_not_choose() -> None:
    found = outlier(FAR)
    assert found is not None
    assert (found.unit, found.value, found.median, found.is_log, found.beyond, found.n) == (
        "G", 50.0, 12.0, False, ("G",), 7
    )
    assert found.score == pytest.approx(0.6745 * 38)


def test_figures_skewed_to_the_right_are_judged_by_their_logarithms() -> None:
    powers = of(1, 2, 4, 8, 16, 32, 64, 2.0**20)
    scores, is_log = modified_z(powers)
    # Logarithms to base 2 are 0 to 6 and 20, median 3.5, distances .5 .5 1.5 1.5 2.5 2.5 3.5 16.5, MAD 2.
    assert is_log
    np.testing.assert_allclose(scores, 0.6745 * np.array([-3.5, -2.5, -1.5, -0.5, 0.5, 1.5, 2.5, 16.5]) / 2)
    found = outlier(powers)
    assert found is not None and found.beyond == ("unit7",)
    # A zero among them takes no logarithm.
    assert not modified_z(of(0, 2, 4, 8, 16, 32, 64, 2.0**20))[1]


def test_where_more_than_half_are_equal_the_mean_distance_takes_the_place_of_the_median_distance() -> None:
    # Distances 0 0 0 0 0 0 0 35, mean 4.375.
    found = outlier(of(5, 5, 5, 5, 5, 5, 5, 40))
    assert found is not None
    assert found.score == pytest.approx(35 / (1.253314 * 4.375))
    assert found.beyond == ("unit7",)


@pytest.mark.parametrize("values", [
    pytest.param((), id="none"), pytest.param((3.0,), id="one unit"), pytest.param((NAN,) * 9, id="all missing"),
    pytest.param((4.0,) * 9, id="all equal"),
    pytest.param((0.1 + 0.2, 0.3, 0.3, 0.3, 0.3), id="equal but for rounding"),
    pytest.param((1.0, 2.0, 3.0, 400.0), id="too few to be usual"),
])
def test_nobody_stands_out(values: tuple[float, ...]) -> None:
    assert outlier(of(*values)) is None


def test_without_an_outlier_the_farthest_unit_is_told_and_none_is_beyond_the_fence() -> None:
    found = outlier(of(-2, -1, 0, 1, 2, 3))
    assert found == Outlier("unit0", -2.0, pytest.approx(0.6745 * -2.5 / 1.5), 0.5, False, (), 6)


def test_the_biggest_mover_and_the_fastest_may_be_two() -> None:
    moved = biggest_mover(of(100, 10, -5, 0, 7, NAN), of(80, 16, -4, 3, 7, 900))
    assert moved is not None
    assert (moved.unit, moved.before, moved.after) == ("unit0", 100.0, 80.0)
    assert (moved.relative_unit, moved.relative) == ("unit1", pytest.approx(0.6))
    assert (moved.places, moved.ups, moved.downs, moved.n) == (0, 3, 1, 5)


@pytest.mark.parametrize(("before", "after"), [
    pytest.param((), (1.0, 2.0), id="one period"), pytest.param((1.0, NAN), (2.0, 3.0), id="one unit in both"),
])
def test_nobody_moved_where_fewer_than_two_can_be_compared(before: tuple[float, ...], after: tuple[float, ...]) -> None:
    assert biggest_mover(of(*before), of(*after)) is None


def test_missing_units_are_told_by_reason_the_most_frequent_first() -> None:
    reasons = pd.Series([None, "bound_only", "out_of_survey", "out_of_survey", None], index=of(*range(5)).index)
    found = missing_units(of(1, NAN, NAN, NAN, NAN), reasons)
    assert list(found.units.items()) == [
        ("out_of_survey", ("unit2", "unit3")), ("bound_only", ("unit1",)), ("not_published", ("unit4",)),
    ]
    assert (found.known, found.n, found.in_survey) == (1, 5, 2)


def test_then_and_now_compares_only_what_both_know() -> None:
    then = then_and_now(of(1, 4, 9, NAN), of(5, 3, 10, 99))
    assert then is not None
    assert (then.median, then.total, then.leader_before, then.leader, then.n) == (
        (4.0, 5.0), (14.0, 18.0), "unit2", "unit2", 3
    )
    assert then_and_now(of(1, NAN), of(NAN, 1)) is None


def test_the_first_three_of_a_total() -> None:
    found = leading_share(of(40, 5, 30, 5, 20, NAN))
    assert found is not None
    assert (found.units, found.amount, found.share, found.n) == (("unit0", "unit2", "unit4"), 90.0, 0.9, 5)
    assert leading_share(of(1, 2, 3, 4, -1)) is None
    assert leading_share(of(0, 0, 0, 0, 0)) is None
    assert leading_share(of(1, 2, 3)) is None


def test_the_leader_by_another_measure() -> None:
    # Of the leader of all nothing is known by the other measure: who is second is no leader.
    assert other_order(of(9, 5, 1), of(NAN, 3, 4)) is None
    found = other_order(of(9, 5, 1, NAN), of(2, 3, 4, 5))
    assert found is not None
    assert (found.leader, found.other_leader, found.other_value, found.rank, found.n) == ("unit0", "unit2", 4.0, 3, 3)


def test_what_is_likeliest_asked() -> None:
    reasons = pd.Series([None] * 7, index=list("ABCDEFG"))
    far, leading = outlier(FAR), leading_share(FAR)
    moved, then = biggest_mover(FAR, 2 * FAR), then_and_now(FAR, 2 * FAR)
    whole = missing_units(FAR, reasons)
    assert likeliest(far, moved, whole, then, leading, None)[:4] == ("outlier", "against", "mover", "leading")
    holes = missing_units(FAR.where(FAR < 12), reasons)
    assert likeliest(far, moved, holes, then, leading, None)[0] == "missing"
    assert likeliest(far, moved, whole, then, leading, None, is_noise=True)[:3] == ("outlier", "against", "mover")
    # One far unit more or less may not push what every figure can be asked before what this one can.
    assert likeliest(None, None, whole, None, None, None) == ("definition", "source", "limits")


FIGURES = st.lists(st.floats(-1e6, 1e6).map(lambda value: round(value, 3)), min_size=1, max_size=40)


@given(FIGURES)
def test_the_order_of_the_rows_changes_nothing(values: list[float]) -> None:
    table = of(*values)
    mixed = table.sample(frac=1, random_state=len(values))
    assert outlier(table) == outlier(mixed)
    assert biggest_mover(table, table**2) == biggest_mover(mixed, mixed**2)
    assert leading_share(table.abs()) == leading_share(mixed.abs())
    assert then_and_now(table, -table) == then_and_now(mixed, -mixed)


@given(st.lists(st.integers(-1000, 1000), min_size=5, max_size=40), st.integers(-5000, -1001))
def test_a_constant_added_to_all_moves_no_score(values: list[int], constant: int) -> None:
    # Below zero no logarithm is taken, of these as of those.
    low = of(*(value - 2001 for value in values))
    scores, _ = modified_z(low)
    moved, _ = modified_z(low + constant)
    np.testing.assert_allclose(moved, scores, atol=1e-9)


@given(st.lists(st.integers(1, 10_000), min_size=5, max_size=40), st.sampled_from([0.5, 2.0, 8.0, 1024.0]))
def test_another_unit_of_measure_moves_no_score(values: list[int], factor: float) -> None:
    scores, is_log = modified_z(of(*values))
    scaled, scaled_is_log = modified_z(factor * of(*values))
    assert is_log == scaled_is_log
    np.testing.assert_allclose(scaled, scores, atol=1e-6)


@given(st.lists(st.integers(-100, 100), min_size=5, max_size=40))
def test_the_score_agrees_with_another_implementation_of_the_median_distance(values: list[int]) -> None:
    table = of(*(value - 101 for value in values))
    distance = median_abs_deviation(table)
    if distance > 0:
        scores, _ = modified_z(table)
        np.testing.assert_allclose(scores, 0.6745 * (table - table.median()) / distance)
        found = outlier(table)
        assert found is not None
        assert set(found.beyond) == set(scores.index[scores.abs() > FENCE])
