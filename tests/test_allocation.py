"""Totals spread over cells stay totals: largest remainder, raking, between bounds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.sample.allocation import (
    capped,
    fill_between,
    largest_remainder,
    largest_remainder_within,
    rake,
    rank_within,
)

WEIGHTS = st.lists(st.floats(0.001, 1e6), min_size=1, max_size=50).map(np.array)


def test_the_largest_remainders_take_what_is_left() -> None:
    assert largest_remainder(np.array([1.0, 1.0, 1.0]), 10).tolist() == [4, 3, 3]
    assert largest_remainder(np.array([47.0, 16.0, 15.9, 12.0, 6.0, 3.1]), 10).tolist() == [5, 2, 1, 1, 1, 0]
    assert largest_remainder(np.array([0.0, 2.0]), 0).tolist() == [0, 0]


@given(weights=WEIGHTS, total=st.integers(0, 10**9))
def test_whole_numbers_sum_to_the_total_and_stay_within_one_of_their_share(weights: np.ndarray, total: int) -> None:
    spread = largest_remainder(weights, total)
    assert spread.sum() == total
    assert (np.abs(spread - weights / weights.sum() * total) < 1 + 1e-6).all()


@pytest.mark.parametrize(("weights", "total"), [([0.0, 0.0], 1), ([-1.0, 2.0], 1), ([1.0], -1)])
def test_what_cannot_be_spread_is_refused(weights: list[float], total: int) -> None:
    with pytest.raises(ValueError):
        largest_remainder(np.array(weights), total)


def test_every_cell_has_its_own_total() -> None:
    cells = np.array([0, 1, 0, 1])
    assert largest_remainder_within(np.array([1.0, 1.0, 3.0, 1.0]), cells, [8, 3]).tolist() == [2, 2, 6, 1]


def test_no_cell_exceeds_its_cap() -> None:
    assert capped(np.array([8.0, 1.0, 1.0]), 20, np.array([9.0, np.inf, np.inf])).tolist() == [9, 6, 5]


def test_raking_meets_overlapping_margins() -> None:
    first, second = np.array([True, True, False, False]), np.array([False, True, True, False])
    shares = rake(np.array([1.0, 2.0, 3.0, 4.0]), [(first, 0.6), (second, 0.5)])
    assert shares.sum() == pytest.approx(1.0)
    assert shares[first].sum() == pytest.approx(0.6)
    assert shares[second].sum() == pytest.approx(0.5)


def test_margins_that_contradict_each_other_are_refused() -> None:
    inner, outer = np.array([True, False, False]), np.array([True, True, False])
    with pytest.raises(ValueError, match="contradict"):
        rake(np.ones(3), [(inner, 0.7), (outer, 0.5)])


@given(
    ranges=st.lists(st.tuples(st.integers(0, 50), st.integers(0, 200), st.floats(0.02, 0.98)), min_size=1, max_size=40),
    part=st.floats(0, 1),
)
def test_numbers_between_bounds_sum_to_the_total(ranges: list[tuple[int, int, float]], part: float) -> None:
    lower = np.array([low for low, _, _ in ranges])
    upper = lower + np.array([width for _, width, _ in ranges])
    total = int(lower.sum() + part * (upper.sum() - lower.sum()))
    filled = fill_between(lower, upper, np.array([position for _, _, position in ranges]), total)
    assert filled.sum() == total
    assert (lower <= filled).all() and (filled <= upper).all()


def test_a_total_out_of_reach_of_the_bounds_is_refused() -> None:
    with pytest.raises(ValueError, match="outside"):
        fill_between(np.array([1]), np.array([5]), np.array([0.5]), 6)


def test_ranks_count_within_their_group() -> None:
    assert rank_within(np.array([1, 0, 1, 0, 1]), np.array([3.0, 2.0, 1.0, 9.0, 2.0])).tolist() == [2, 0, 0, 1, 1]
