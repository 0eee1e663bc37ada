"""Transitions between classes: published matrices, matrices counted by hand, and what keeps for any panel."""

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mapclassify import Quantiles
from specification import vector

from queries.formulas.homogeneity import homogeneity
from queries.formulas.markov import (
    FIXED_CUTS,
    Transitions,
    classes_of,
    neighbours_mean,
    quantile_cuts,
    spatial_transitions,
    transitions,
)
from queries.formulas.reasons import Reason
from queries.formulas.spatial_weights import SpatialWeights, contiguity

NAN = math.nan


def matrix(*rows: list[int]) -> Transitions:
    """Transitions of counts written out."""
    return Transitions(pd.DataFrame(rows))


@pytest.fixture(scope="module")
def incomes() -> pd.DataFrame:
    """Income per head of 48 states over 81 years, relative to the mean of the states of the year."""
    given_by = vector("17_markov_us_income")["input"]
    panel = pd.DataFrame(given_by["income_years_by_states"], index=given_by["years"], columns=given_by["states"]).T
    return panel / panel.mean()


def test_the_published_small_chain() -> None:
    case = vector("16_markov_small")
    number = {name: float(place) for place, name in enumerate(case["input"]["classes"])}
    panel = pd.DataFrame([[number[name] for name in row] for row in case["input"]["panel"]], columns=[2000, 2001, 2002])
    found, expected = transitions(panel, 3), case["expected"]
    assert found.counts.to_numpy().tolist() == expected["transitions"]
    assert found.probabilities.to_numpy() == pytest.approx(np.array(expected["p"]), abs=1e-8)
    assert found.steady_state["value"].tolist() == pytest.approx(expected["steady_state"], abs=1e-8)


def test_the_published_income_of_states(incomes: pd.DataFrame) -> None:
    expected = vector("17_markov_us_income")["expected"]
    yearly = pd.concat([classes_of(incomes[[year]], quantile_cuts(incomes[[year]], 5)) for year in incomes], axis=1)
    pooled = classes_of(incomes, quantile_cuts(incomes, 5))
    for classes, answer in ((yearly, expected), (pooled, expected["pooled_relative"])):
        found = transitions(classes, 5)
        assert found.counts.to_numpy().tolist() == answer["transitions"]
        assert found.steady_state["value"].tolist() == pytest.approx(answer["steady_state"], abs=1e-8)
    found = transitions(yearly, 5)
    assert found.probabilities.to_numpy() == pytest.approx(np.array(expected["p"]), abs=1e-8)
    assert found.shorrocks.value == pytest.approx(expected["mobility"]["P_shorrocks"], abs=1e-12)


def test_the_published_test_of_neighbours(incomes: pd.DataFrame) -> None:
    """The spatial chain of the same states as the documentation of giddy prints it: Q, LR, 60 degrees of freedom."""
    import libpysal

    around = libpysal.io.open(libpysal.examples.get_path("states48.gal")).read()
    around.transform = "r"
    weights = SpatialWeights(tuple(incomes.index), np.asarray(around.full()[0]))
    lags = neighbours_mean(incomes, weights)
    classes, neighbours = classes_of(incomes, quantile_cuts(incomes, 5)), classes_of(lags, quantile_cuts(lags, 5))
    regimes = spatial_transitions(classes, neighbours, 5, 5)
    assert sum(regime.counts for regime in regimes).equals(transitions(classes, 5).counts)  # type: ignore[union-attr]
    found = homogeneity(regimes, least=1)
    assert (found.q.value, found.likelihood_ratio.value) == pytest.approx((200.624, 170.659), abs=5e-4)
    assert found.degrees == 60
    # Rows of too few observations stay out of the test that readers see.
    kept = homogeneity(regimes)
    assert kept.degrees < 60 and len(kept.tested) < 25
    assert all(regimes[regime].observed[row] >= 20 for row, regime in kept.tested)


def test_a_value_on_a_cut_off_is_of_the_class_below() -> None:
    values = pd.DataFrame([[0.0, 0.5, 0.51, 1.0], [1.01, 1.5, 1.51, NAN]], columns=[1, 2, 3, 4])
    found = classes_of(values, FIXED_CUTS)
    assert found.iloc[0].tolist() == [0, 0, 1, 1]
    assert found.iloc[1].tolist()[:3] == [2, 2, 3] and math.isnan(found.iloc[1, 3])


@pytest.mark.parametrize(
    ("rows", "cuts"),
    [
        ([[1.0, 2.0], [3.0, 4.0]], (2.5,)),
        # Ties leave nothing between two cut-offs, and no class above the highest value.
        ([[1.0, 1.0], [1.0, 5.0]], (1.0,)),
        ([[7.0, 7.0], [7.0, NAN]], ()),
        ([[NAN, NAN], [NAN, NAN]], ()),
    ],
)
def test_quantiles_of_ties_and_of_nothing(rows: list[list[float]], cuts: tuple[float, ...]) -> None:
    assert quantile_cuts(pd.DataFrame(rows), 2) == cuts


@pytest.mark.parametrize("count", [2, 3, 4, 5])
def test_quantiles_are_those_of_the_library_of_classes(incomes: pd.DataFrame, count: int) -> None:
    library = Quantiles(incomes.to_numpy().ravel(), k=count).bins[:-1]
    assert quantile_cuts(incomes, count) == pytest.approx(tuple(library))


def test_steps_by_hand_with_a_gap_and_a_missing_year() -> None:
    classes = pd.DataFrame(
        [[0, 1, 1, 0], [0, NAN, 0, 0], [1, 1, 2, 2]], columns=[2018, 2019, 2020, 2022], dtype=float
    )
    found = transitions(classes, 3)
    # 2020 to 2022 is no step; the second unit has none at all.
    assert found.counts.to_numpy().tolist() == [[0, 1, 0], [0, 2, 1], [0, 0, 0]]
    assert found.total == 4
    assert (found.up.value, found.stay.value, found.down.value) == (0.5, 0.5, 0.0)
    assert found.probabilities.iloc[2].isna().all()
    assert found.reasons.tolist() == [None, None, Reason.ZERO_DENOMINATOR]
    assert found.is_small.all()
    # An empty row is no row of zeros: nothing that needs it has a value.
    assert found.shorrocks.reason == Reason.ZERO_DENOMINATOR
    assert set(found.steady_state["reason"]) == {Reason.ZERO_DENOMINATOR}


@pytest.mark.parametrize(
    ("chain", "shares"),
    [
        (matrix([1, 1], [1, 1]), [0.5, 0.5]),
        (matrix([3, 1], [2, 2]), [2 / 3, 1 / 3]),
        # One class that is never left takes all in the end.
        (matrix([1, 1], [0, 5]), [0.0, 1.0]),
        (matrix([0, 4], [4, 0]), [0.5, 0.5]),
    ],
)
def test_where_the_steps_lead(chain: Transitions, shares: list[float]) -> None:
    assert chain.steady_state["value"].tolist() == pytest.approx(shares, abs=1e-12)


def test_two_classes_never_left_have_no_common_end() -> None:
    found = matrix([5, 0, 0], [1, 1, 1], [0, 0, 5])
    assert set(found.steady_state["reason"]) == {Reason.NOT_APPLICABLE}
    assert found.shorrocks.value == pytest.approx((3 - 1 - 1 / 3 - 1) / 2)


def test_a_class_in_which_nobody_ever_was_can_be_left_out() -> None:
    chain = matrix([0, 0, 0], [0, 3, 1], [0, 1, 3])
    assert chain.shorrocks.reason == Reason.ZERO_DENOMINATOR
    kept = chain.among_visited()
    assert kept.counts.index.tolist() == [1, 2]
    assert kept.shorrocks.value == pytest.approx(0.5)
    assert kept.steady_state["value"].to_dict() == pytest.approx({1: 0.5, 2: 0.5})
    # A class that was reached and never left from is no empty one.
    assert len(matrix([0, 0], [1, 1]).among_visited().counts) == 2


def test_one_class_and_no_step() -> None:
    assert matrix([4]).shorrocks.reason == Reason.SINGLE_UNIT
    nothing = transitions(pd.DataFrame({2020: [0.0, 1.0]}), 2)
    assert nothing.total == 0
    assert nothing.up.reason == nothing.stay.reason == nothing.down.reason == Reason.ZERO_DENOMINATOR


@pytest.mark.parametrize(
    "make",
    [
        lambda: transitions(pd.DataFrame({2021: [0.0], 2020: [0.0]}), 2),
        lambda: transitions(pd.DataFrame({2020: [0.0], 2021: [2.0]}), 2),
        lambda: transitions(pd.DataFrame({2020: [0.0], 2021: [0.5]}), 2),
        lambda: quantile_cuts(pd.DataFrame([[1.0]]), 1),
        lambda: neighbours_mean(pd.DataFrame({2020: [1.0]}, index=["b"]), contiguity(["a"], [])),
    ],
)
def test_what_is_no_panel_of_classes_is_refused(make: Any) -> None:
    with pytest.raises(ValueError):
        make()


def test_neighbours_without_a_value_are_not_zero() -> None:
    weights = contiguity(["a", "b", "c", "d"], [("a", "b"), ("a", "c")])
    values = pd.DataFrame({2020: [1.0, 4.0, NAN, 9.0]}, index=list("abcd"))
    found = neighbours_mean(values, weights)[2020]
    assert found["a"] == 4.0 and found["b"] == 1.0 and found["c"] == 1.0
    assert math.isnan(found["d"])


def test_the_steps_of_a_unit_without_neighbours_are_left_out() -> None:
    classes = pd.DataFrame({2020: [0.0, 1.0], 2021: [1.0, 1.0]})
    around = pd.DataFrame({2020: [1.0, NAN], 2021: [1.0, NAN]})
    low, high = spatial_transitions(classes, around, 2, 2)
    assert low.total == 0 and high.counts.to_numpy().tolist() == [[0, 1], [0, 0]]


def test_homogeneity_by_hand() -> None:
    """One row in two regimes is the χ² test of a table of two by two: (80·20 − 40·60)² · 200 / (100·100·120·80)."""
    alike, other = matrix([80, 20], [0, 0]), matrix([40, 60], [0, 0])
    found = homogeneity([alike, other])
    assert found.q.value == pytest.approx((80 * 60 - 20 * 40) ** 2 * 200 / (100 * 100 * 120 * 80))
    assert found.degrees == 1 and found.tested == ((0, 0), (0, 1))
    assert found.q_p.value is not None and found.q_p.value < 1e-7
    same = homogeneity([alike, alike])
    assert same.q.value == same.likelihood_ratio.value == 0.0 and same.q_p.value == 1.0


def test_too_few_observations_have_no_p() -> None:
    found = homogeneity([matrix([9, 10], [30, 30]), matrix([30, 30], [9, 10])])
    assert found.q.reason == found.q_p.reason == Reason.TOO_FEW_POINTS
    assert found.degrees == 0 and found.tested == ()


PANELS = st.integers(1, 9).flatmap(
    lambda units: st.lists(
        st.lists(st.integers(0, 2), min_size=5, max_size=5), min_size=units, max_size=units
    )
)


@settings(deadline=None, max_examples=60, derandomize=True)
@given(PANELS, st.randoms(use_true_random=False))
def test_what_keeps_for_any_panel(rows: list[list[int]], order: Any) -> None:
    panel = pd.DataFrame(rows, columns=range(2018, 2023), dtype=float)
    found = transitions(panel, 3)
    assert found.total == 4 * len(rows)
    sums = found.probabilities.sum(axis=1)
    assert sums[found.observed > 0].tolist() == pytest.approx([1.0] * int((found.observed > 0).sum()))
    assert found.probabilities[found.observed == 0].isna().all(axis=None)
    assert sum(part.value or 0.0 for part in (found.up, found.stay, found.down)) == pytest.approx(1.0)
    shuffled = list(rows)
    order.shuffle(shuffled)
    assert transitions(pd.DataFrame(shuffled, columns=panel.columns, dtype=float), 3).counts.equals(found.counts)
    if found.steady_state["reason"].isna().all():
        ends = found.steady_state["value"].to_numpy()
        assert ends.sum() == pytest.approx(1.0)
        assert ends @ found.probabilities.to_numpy() == pytest.approx(ends, abs=1e-9)
