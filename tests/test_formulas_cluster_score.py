"""The score of a cluster: a scale worked by hand, a geometric mean by another way, and what must never be invented."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import gmean

from queries.formulas.cluster_score import (
    FLOOR,
    block_scores,
    changes_over,
    geometric_mean,
    positions,
    scale_bounds,
    scaled_scores,
    total_scores,
)
from queries.formulas.reasons import Reason
from queries.formulas.scorecard_light import level_percentile

NAN = math.nan
ZONES = [f"区{number:02d}" for number in range(21)]


def test_the_scale_is_fixed_by_the_fifth_and_ninety_fifth_percentile_of_the_base_year() -> None:
    # Of 0, 1 … 20 the 5th percentile is 1 and the 95th 19.
    base = pd.DataFrame({"count": np.arange(21.0), "alone": [7.0, *[NAN] * 20], "same": 3.0, "none": NAN}, index=ZONES)
    bounds = scale_bounds(base)
    assert bounds.loc["count", ["lo", "hi"]].tolist() == pytest.approx([1.0, 19.0])
    assert bounds["reason"].tolist() == [None, "single_unit", "zero_denominator", "not_published"]
    assert bounds.loc[["alone", "same", "none"], ["lo", "hi"]].isna().all(axis=None)


@pytest.mark.parametrize(
    ("figure", "more_is_better", "less_is_better"),
    [(1.0, 0.0, 100.0), (19.0, 100.0, 0.0), (10.0, 50.0, 50.0), (5.5, 25.0, 75.0), (0.0, 0.0, 100.0),
     (60.0, 100.0, 0.0), (NAN, NAN, NAN)],
)
def test_a_measure_scores_between_its_bounds_and_never_beyond(
    figure: float, more_is_better: float, less_is_better: float
) -> None:
    for polarity, expected in ((1, more_is_better), (-1, less_is_better)):
        score = scaled_scores(np.array([figure]), np.array([1.0]), np.array([19.0]), np.array([polarity]))
        np.testing.assert_allclose(score, [expected])


def test_a_measure_without_a_scale_scores_nothing() -> None:
    assert np.isnan(scaled_scores(np.array([3.0, 3.0]), np.array([3.0, NAN]), np.array([3.0, NAN]), np.ones(2))).all()


def test_a_block_is_the_mean_of_its_measures_and_lacks_a_score_where_one_is_missing() -> None:
    places = positions({"staff": "scale", "premium": "growth", "revenue": "scale"}, ("scale", "growth", "brand"))
    assert places == [[0, 2], [1], []]
    scores = np.array([[10.0, 70.0, 30.0], [10.0, 70.0, NAN]])
    np.testing.assert_allclose(block_scores(scores, places), [[20.0, 70.0, NAN], [NAN, 70.0, NAN]])


def test_the_total_by_hand() -> None:
    blocks = pd.DataFrame(
        {"scale": [100.0, 0.0, 50.0, NAN], "growth": [25.0, 100.0, NAN, NAN], "brand": [10.0, 100.0, 50.0, NAN]},
        index=["甲", "乙", "丙", "丁"],
    )
    totals = total_scores(blocks)
    # ³√(100·25·10) = ³√25000; a block of zero counts as one: ³√(1·100·100); two blocks of three make no total.
    assert totals["value"].tolist()[:2] == pytest.approx([25000 ** (1 / 3), 10000 ** (1 / 3)])
    assert totals["reason"].tolist() == [None, None, "not_published", "not_published"]
    assert totals["value"].tolist()[1] < blocks.loc["乙"].mean(), "a zero block is not bought off"


@given(
    arrays(np.float64, st.tuples(st.integers(1, 6), st.integers(1, 7)), elements=st.floats(0, 100)),
    st.randoms(use_true_random=False),
)
def test_the_total_is_the_geometric_mean_of_a_library_whatever_the_order(
    blocks: np.ndarray, order: np.random.Generator
) -> None:
    frame = pd.DataFrame(blocks, index=[f"z{row}" for row in range(len(blocks))])
    totals = total_scores(frame)["value"]
    np.testing.assert_allclose(totals, gmean(np.maximum(blocks, FLOOR), axis=1), rtol=1e-12)
    assert ((totals >= FLOOR - 1e-9) & (totals <= 100 + 1e-9)).all()
    rows, columns = list(frame.index), list(frame.columns)
    order.shuffle(rows)
    order.shuffle(columns)
    again = total_scores(frame.loc[rows, columns])["value"]
    np.testing.assert_allclose(again.reindex(frame.index), totals, rtol=1e-12)


@given(
    arrays(np.float64, st.tuples(st.integers(1, 5), st.integers(2, 7)), elements=st.floats(0, 100)),
    st.integers(0, 4), st.integers(0, 6), st.floats(0, 50),
)
def test_a_better_block_never_lowers_a_total(blocks: np.ndarray, row: int, column: int, gain: float) -> None:
    row, column = row % blocks.shape[0], column % blocks.shape[1]
    better = blocks.copy()
    better[row, column] = min(100.0, better[row, column] + gain)
    weights = np.full(blocks.shape[1], 1 / blocks.shape[1])
    before, after = geometric_mean(blocks, weights), geometric_mean(better, weights)
    assert after[row] >= before[row] - 1e-9
    others = [place for place in range(len(blocks)) if place != row]
    np.testing.assert_array_equal(after[others], before[others])


def test_draws_with_weights_of_their_own_take_the_weight_of_their_row() -> None:
    blocks = np.array([[[4.0, 9.0]], [[4.0, 9.0]]])
    weights = np.array([[0.5, 0.5], [1.0, 0.0]])
    np.testing.assert_allclose(geometric_mean(blocks, weights), [[6.0], [4.0]])


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=12))
def test_scores_keep_the_order_of_figures(figures: list[float]) -> None:
    bounds = scale_bounds(pd.DataFrame({"x": figures}))
    if bounds["reason"].notna().any():
        return
    lo, hi = bounds[["lo"]].to_numpy()[:, 0], bounds[["hi"]].to_numpy()[:, 0]
    ordered = np.sort(np.array(figures))[:, None]
    up, down = (scaled_scores(ordered, lo, hi, np.array([sign]))[:, 0] for sign in (1, -1))
    assert (np.diff(up) >= 0).all() and (np.diff(down) <= 0).all()
    np.testing.assert_allclose(up + down, 100.0)


def test_movement_over_three_years_by_hand_and_its_reasons() -> None:
    years = pd.DataFrame(
        {2020: [8.0, NAN, 0.0, 5.0, 4.0], 2021: [9.0, 3.0, 3.0, 3.0, 3.0], 2023: [27.0, 6.0, 6.0, NAN, 4.0]},
        index=["grows", "new", "from zero", "stopped", "stays"],
    )
    moved = changes_over(years, 2023, 3)
    # 27/8 over three years: cube root 1.5.
    assert moved.loc["grows", "cagr"] == pytest.approx(0.5) and moved.loc["grows", "change"] == 19.0
    assert moved.loc["stays", "cagr"] == pytest.approx(0.0)
    assert moved["cagr_reason"].tolist() == [None, "no_base_year", "not_positive", "not_published", None]
    assert moved["change_reason"].tolist() == [None, "no_base_year", None, "not_published", None]
    rates = changes_over(years, 2023, 3, may_compound=False)
    assert rates["cagr"].isna().all() and rates.loc["grows", "cagr_reason"] == Reason.NOT_APPLICABLE
    assert rates["cagr_reason"].tolist()[1] == "no_base_year" and rates.loc["grows", "change"] == 19.0
    unknown = changes_over(years, 2019, 3)
    assert unknown[["cagr", "change"]].isna().all(axis=None)


def test_the_percentile_among_peers_shares_ties_and_needs_two() -> None:
    # Ahead of two of four others and level with one: (2 + ½)/4.
    placed = level_percentile(pd.Series([5.0, 1.0, 2.0, 5.0, 9.0, NAN], index=list("abcdef")))
    assert placed["value"].tolist()[:5] == pytest.approx([62.5, 0.0, 25.0, 62.5, 100.0])
    assert placed.loc["f", "reason"] == "not_published"
    assert level_percentile(pd.Series([5.0, NAN], index=["a", "b"])).loc["a", "reason"] == "single_unit"
