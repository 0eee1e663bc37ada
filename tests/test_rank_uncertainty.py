"""Ranks with uncertainty: draws that repeat, intervals worked by hand, and changes that must not be overstated."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import dirichlet, poisson, rankdata

from queries.formulas.random_draws import CONCENTRATION, drawn_values, drawn_weights
from queries.formulas.rank_uncertainty import change_verdicts, overlaps, rank_intervals, ranks_of_draws

NAN = math.nan
UNITS = pd.Index(["甘肃", "青海", "四川"])
WEIGHTS = np.array([0.5, 0.3, 0.2, 0.0])
DRAWS = 20_000


def test_the_same_seed_gives_the_same_draws() -> None:
    assert (drawn_weights(WEIGHTS, 50, seed=1) == drawn_weights(WEIGHTS, 50, seed=1)).all()
    assert (drawn_weights(WEIGHTS, 50, seed=1) != drawn_weights(WEIGHTS, 50, seed=2)).any()
    figures = np.array([3.0, 400.0])
    for kind in ("count", "money"):
        one, again, other = (drawn_values(figures, kind, 50, seed, 0.1) for seed in (1, 1, 2))
        assert (one == again).all() and (one != other).any()


def test_random_weights_have_the_moments_of_their_distribution() -> None:
    drawn = drawn_weights(WEIGHTS, DRAWS, seed=7)
    assert np.allclose(drawn.sum(axis=1), 1.0) and (drawn[:, 3] == 0).all()
    np.testing.assert_allclose(drawn.mean(axis=0), WEIGHTS, atol=0.005)
    np.testing.assert_allclose(drawn[:, :3].var(axis=0), dirichlet(CONCENTRATION * WEIGHTS[:3]).var(), rtol=0.05)


def test_drawn_counts_are_poisson_and_drawn_money_has_its_stated_error() -> None:
    counts = drawn_values(np.array([0.0, 4.0, 250.0, NAN]), "count", DRAWS, seed=7)
    assert (counts[:, 0] == 0).all() and np.isnan(counts[:, 3]).all()
    for column, mean in ((1, 4.0), (2, 250.0)):
        quantiles = np.quantile(counts[:, column], [0.05, 0.5, 0.95])
        np.testing.assert_allclose(quantiles, poisson(mean).ppf([0.05, 0.5, 0.95]), atol=1)
    money = drawn_values(np.array([80.0]), "money", DRAWS, seed=7, error=0.1)
    assert money.mean() == pytest.approx(80.0, rel=0.005)
    assert money.std() / money.mean() == pytest.approx(0.1, rel=0.03)
    assert (drawn_values(np.array([5.0, NAN]), "exact", 3, seed=7)[:, 0] == 5.0).all()


@pytest.mark.parametrize(
    "ask",
    [
        lambda: drawn_weights(np.array([0.5, 0.6]), 3, seed=1),
        lambda: drawn_weights(np.array([-0.5, 1.5]), 3, seed=1),
        lambda: drawn_values(np.array([1.0]), "money", 3, seed=1),
        lambda: drawn_values(np.array([-1.0]), "count", 3, seed=1),
        lambda: change_verdicts(np.zeros((2, 3)), np.zeros((3, 3)), UNITS),
    ],
)
def test_draws_of_nonsense_are_refused(ask) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ValueError):
        ask()


@given(arrays(np.int64, st.tuples(st.integers(1, 6), st.integers(1, 8)), elements=st.integers(0, 4)))
def test_ranks_are_competition_ranks(scores: np.ndarray) -> None:
    np.testing.assert_array_equal(ranks_of_draws(scores.astype(float)), rankdata(-scores, method="min", axis=1))


def test_missing_scores_take_no_rank() -> None:
    ranks = ranks_of_draws(np.array([[0.4, NAN, 0.9], [0.4, NAN, 0.4]]))
    np.testing.assert_array_equal(ranks, [[2.0, NAN, 1.0], [1.0, NAN, 1.0]])


def test_intervals_of_a_table_worked_by_hand() -> None:
    # In 17 of 20 draws 甘肃 leads 青海, in 3 it trails; 四川 is always last.
    scores = np.array([[0.9, 0.8, 0.1]] * 17 + [[0.7, 0.8, 0.1]] * 3)
    result = rank_intervals(scores, UNITS, top=1)
    assert result["median"].tolist() == [1.0, 2.0, 3.0]
    assert result[["lo", "hi"]].to_numpy().tolist() == [[1.0, 2.0], [1.0, 2.0], [3.0, 3.0]]
    assert result["in_top"].tolist() == pytest.approx([0.85, 0.15, 0.0])
    assert result["ties"].tolist() == [1.0, 1.0, 0.0]
    assert overlaps(result).to_numpy().tolist() == [[True, True, False], [True, True, False], [False, False, True]]


@pytest.mark.parametrize(("units", "top", "is_told"), [(4, 5, False), (9, 5, False), (10, 5, True), (3, 2, False)])
def test_the_chance_of_the_first_five_is_told_of_twice_as_many(units: int, top: int, is_told: bool) -> None:
    scores = np.tile(np.arange(units, 0.0, -1.0), (5, 1))
    in_top = rank_intervals(scores, pd.Index(range(units)), top=top)["in_top"]
    assert in_top.tolist() == [1.0] * top + [0.0] * (units - top) if is_told else in_top.isna().all()


def test_a_direction_of_one_draw_in_fifty_leaves_the_interval() -> None:
    scores = np.array([[0.9, 0.8, 0.1]] * 49 + [[0.7, 0.8, 0.1]])
    assert rank_intervals(scores, UNITS)["hi"].tolist() == [1.0, 2.0, 3.0]


def test_units_without_scores_have_no_interval() -> None:
    result = rank_intervals(np.array([[0.3, NAN, 0.2]] * 4), UNITS)
    assert result.loc["青海"].isna().all() and result["ties"].tolist()[::2] == [0.0, 0.0]
    assert rank_intervals(np.empty((0, 3)), UNITS).isna().all(axis=None)


@given(st.integers(0, 10_000))
def test_intervals_do_not_depend_on_the_order_of_the_units(seed: int) -> None:
    scores = np.random.default_rng(seed).normal(size=(40, 3)) + np.array([0.0, 0.5, 1.0])
    turned = rank_intervals(scores[:, ::-1], UNITS[::-1]).reindex(UNITS)
    pd.testing.assert_frame_equal(rank_intervals(scores, UNITS), turned)


def test_a_rise_is_real_only_where_the_draws_agree() -> None:
    before = np.array([[0.1, 0.2, 0.9]] * 20)
    risen = np.array([[0.3, 0.2, 0.95]] * 20)
    mostly = np.vstack([risen[:18], before[:2]])
    result = change_verdicts(before, risen, UNITS)
    assert result["rank_verdict"].tolist() == ["rise", "fall", "noise"]
    assert result["score_verdict"].tolist() == ["rise", "noise", "rise"]
    assert result["rank_up"].tolist() == [1.0, 0.0, 0.0] and result["rank_down"].tolist() == [0.0, 1.0, 0.0]
    assert result["score_up"].tolist() == [1.0, 0.0, 1.0] and result["score_down"].tolist() == [0.0, 0.0, 0.0]
    unsure = change_verdicts(before, mostly, UNITS)
    assert unsure["rank_verdict"].tolist() == unsure["score_verdict"].tolist() == ["noise"] * 3
    back = change_verdicts(risen, before, UNITS)
    assert back["score_verdict"].tolist() == ["fall", "noise", "fall"]


def test_nobody_rises_because_another_stops_reporting() -> None:
    before = np.array([[0.1, 0.2, 0.9]] * 20)
    without_the_first = np.array([[0.1, 0.2, NAN]] * 20)
    result = change_verdicts(before, without_the_first, UNITS)
    assert result["rank_verdict"].tolist() == ["noise", "noise", None]
    assert result["rank_up"].tolist()[:2] == [0.0, 0.0] and math.isnan(result["rank_up"].iloc[2])
    nobody = change_verdicts(np.empty((0, 3)), np.empty((0, 3)), UNITS)
    assert nobody["score_verdict"].tolist() == [None] * 3


def test_independent_noise_alone_seldom_looks_like_a_change() -> None:
    true = np.linspace(10.0, 400.0, 30)
    units = pd.RangeIndex(30)
    years = [np.random.default_rng(seed).poisson(true).astype(float) for seed in range(40)]
    found = 0
    for k, (one, other) in enumerate(zip(years[::2], years[1::2], strict=True)):
        draws = (drawn_values(one, "count", 400, 2 * k), drawn_values(other, "count", 400, 2 * k + 1))
        found += int((change_verdicts(*draws, units)["rank_verdict"] != "noise").sum())
    assert found / (20 * 30) < 0.10
