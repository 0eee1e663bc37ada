"""Order, type match, concentration and survival of branches: the vector, cases by hand, oracles, properties."""

from __future__ import annotations

import itertools
import json
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import spearmanr
from statsmodels.duration.survfunc import SurvfuncRight

from queries.formulas.flow_concentration import flow_concentration
from queries.formulas.order_index import LEAST_UNITS, order_index, ordered_pairs, two_sided_p
from queries.formulas.reasons import Reason
from queries.formulas.survival import kaplan_meier, survival_share
from queries.formulas.type_match import type_match

VECTOR = json.loads((Path(__file__).parent / "vectors" / "31_od_flow_indices.json").read_text("utf-8"))
ZONES = VECTOR["input"]["zones"]
FLOWS = pd.DataFrame(VECTOR["input"]["F_rows_from_cols_to"], index=ZONES, columns=ZONES)
GRADIENT = pd.Series(VECTOR["input"]["IGC"], index=ZONES)
EXPECTED, TOLERANCE = VECTOR["expected"], VECTOR["tolerance"]["abs"]
NAN = math.nan


def matrix(numbers: list[list[float]]) -> pd.DataFrame:
    names = list("abcdefghijklmnop")[: len(numbers)]
    return pd.DataFrame(numbers, index=names, columns=names, dtype=float)


def drawn(units: int, seed: int) -> tuple[pd.DataFrame, pd.Series]:
    random = np.random.default_rng(seed)
    flows = matrix(random.poisson(3.0, size=(units, units)).tolist())
    return flows, pd.Series(random.lognormal(size=units), index=flows.index)


def test_vector_of_four_zones() -> None:
    found = order_index(FLOWS, GRADIENT, permutations=99)
    assert found.index.value == pytest.approx(EXPECTED["spearman_gradient_vs_flow"], abs=TOLERANCE)
    assert found.index.n == 12
    spread = flow_concentration(FLOWS)
    assert spread.entropy.value == pytest.approx(EXPECTED["entropy"], abs=TOLERANCE)
    assert spread.normalised.value == pytest.approx(EXPECTED["entropy_norm"], abs=TOLERANCE)
    assert spread.herfindahl.value == pytest.approx(EXPECTED["flow_hhi"], abs=TOLERANCE)


# Order ----------------------------------------------------------------------------------------------------------------


def test_flows_that_follow_the_gradient_and_flows_that_climb_it() -> None:
    """Three units of levels 4, 2, 1: with F_ij the rank of G_ij (ties as in G) ρ is 1, and −1 turned round."""
    gradient = pd.Series([4.0, 2.0, 1.0], index=list("abc"))
    down = matrix([[9, 3, 4], [1, 9, 3], [0, 1, 9]])
    assert order_index(down, gradient, 9).index.value == pytest.approx(1.0)
    assert order_index(down.T, gradient, 9).index.value == pytest.approx(-1.0)


def test_the_difference_of_the_gradient_is_antisymmetric_and_adds_to_nothing_round_a_loop() -> None:
    pairs = ordered_pairs(FLOWS, GRADIENT).set_index(["origin", "destination"])["difference"]
    assert pairs["East", "West"] == pytest.approx(math.log(2.0)) == pytest.approx(-pairs["West", "East"])
    assert pairs["East", "West"] + pairs["West", "Central"] + pairs["Central", "East"] == pytest.approx(0.0, abs=1e-11)


@settings(deadline=None)
@given(st.integers(3, 9), st.integers(0, 10_000))
def test_agrees_with_scipy_and_with_any_order_of_the_units(units: int, seed: int) -> None:
    flows, gradient = drawn(units, seed)
    pairs = ordered_pairs(flows, gradient)
    if pairs["branches"].nunique() < 2:
        return
    found = order_index(flows, gradient, 9).index.value
    assert found == pytest.approx(spearmanr(pairs["difference"], pairs["branches"]).statistic)
    turned = list(flows.index[::-1])
    assert order_index(flows.loc[turned, turned], gradient[turned], 9).index.value == pytest.approx(found)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_chance_agrees_with_all_permutations_of_five_units(seed: int) -> None:
    flows, gradient = drawn(5, seed)
    differences = ordered_pairs(flows, gradient)["difference"]
    every = []
    for order in itertools.permutations(flows.index):
        dealt = pd.DataFrame(flows.loc[list(order), list(order)].to_numpy(), flows.index, flows.columns)
        every.append(spearmanr(differences, ordered_pairs(dealt, gradient)["branches"]).statistic)
    found = order_index(flows, gradient, permutations=9999)
    observed = found.index.value
    assert observed is not None
    drawn_share = (found.simulated >= observed - 1e-9).mean()
    assert drawn_share == pytest.approx((np.array(every) >= observed - 1e-9).mean(), abs=0.02)
    assert set(np.round(found.simulated, 9)) <= set(np.round(every, 9))
    assert found.simulated.mean() == pytest.approx(np.mean(every), abs=0.02)
    assert two_sided_p(observed, found.simulated.to_numpy()) == pytest.approx(
        min(1.0, 2 * min(np.mean(np.array(every) >= observed - 1e-9), np.mean(np.array(every) <= observed + 1e-9))),
        abs=0.04,
    )


def test_p_counts_the_observed_arrangement_in() -> None:
    simulated = np.linspace(-0.5, 0.5, 99)
    assert two_sided_p(0.9, simulated) == pytest.approx(2 / 100)
    assert two_sided_p(-0.9, simulated) == pytest.approx(2 / 100)
    assert two_sided_p(0.0, simulated) == 1.0


def test_the_same_seed_gives_the_same_chance() -> None:
    flows, gradient = drawn(12, 4)
    one, again, other = (order_index(flows, gradient, 199, seed) for seed in (1, 1, 2))
    assert one.simulated.equals(again.simulated) and one.p == again.p
    assert not one.simulated.equals(other.simulated)


def test_a_strong_order_is_told_from_chance_and_a_random_one_is_not() -> None:
    flows, gradient = drawn(15, 5)
    heights = np.log(gradient.to_numpy())
    ordered = pd.DataFrame(np.exp(heights[:, None] - heights[None, :]), flows.index, flows.columns)
    strong, weak = order_index(ordered, gradient, 999).p.value, order_index(flows, gradient, 999).p.value
    assert strong is not None and strong < 0.01
    assert weak is not None and weak > 0.05


def test_progress_is_told_block_by_block() -> None:
    told: list[tuple[int, int]] = []
    order_index(*drawn(4, 6), permutations=1200, progress=lambda done, whole: told.append((done, whole)))
    assert told == [(500, 1200), (1000, 1200), (1200, 1200)]


def test_few_units_have_an_order_but_no_p() -> None:
    found = order_index(*drawn(LEAST_UNITS - 1, 7), permutations=99)
    assert found.index.value is not None and found.p.reason is Reason.TOO_FEW_POINTS
    assert order_index(*drawn(LEAST_UNITS, 7), permutations=99).p.value is not None


def test_the_index_alone_needs_no_permutation() -> None:
    flows, gradient = drawn(12, 8)
    alone, tested = order_index(flows, gradient, 0), order_index(flows, gradient, 99)
    assert alone.index == tested.index
    assert (alone.p.reason, len(alone.simulated)) == (Reason.NOT_APPLICABLE, 0)


@pytest.mark.parametrize(
    ("flows", "gradient", "reason"),
    [
        (matrix([[5, 0], [0, 5]]), [2.0, 1.0], Reason.ZERO_DENOMINATOR),
        (matrix([[0, 3], [3, 0]]), [2.0, 1.0], Reason.ZERO_DENOMINATOR),
        (matrix([[0, 3], [1, 0]]), [2.0, 2.0], Reason.ZERO_DENOMINATOR),
        (matrix([[0, 3], [1, 0]]), [2.0, NAN], Reason.COVERAGE),
        (matrix([[0, 3], [1, 0]]), [NAN, 0.0], Reason.COVERAGE),
        (matrix([[0, 9, 9], [1, 0, 9], [0, 0, 0]]), [2.0, 1.0, NAN], Reason.COVERAGE),
    ],
    ids=["all at home", "flows alike", "no gradient", "one unit known", "none known", "a receiver unknown"],
)
def test_what_has_no_order_says_why(flows: pd.DataFrame, gradient: list[float], reason: Reason) -> None:
    found = order_index(flows, pd.Series(gradient, index=flows.index), 99)
    assert (found.index.reason, found.p.reason, len(found.simulated)) == (reason, reason, 0)


def test_a_unit_without_a_gradient_leaves_where_it_hardly_counts() -> None:
    flows = matrix([[0, 60, 2], [30, 0, 1], [0, 0, 0]])
    found = order_index(flows, pd.Series([2.0, 1.0, NAN], index=flows.index), 9)
    assert (found.index.value, found.units) == (pytest.approx(1.0), ("a", "b"))


def test_rows_and_columns_are_the_same_units() -> None:
    for ask in (lambda: order_index(FLOWS[ZONES[::-1]], GRADIENT), lambda: flow_concentration(FLOWS[ZONES[::-1]])):
        with pytest.raises(ValueError, match="same units"):
            ask()


# Type match -----------------------------------------------------------------------------------------------------------


def forms(*rows: list[float]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=["agency", "legal", "operation"])


@pytest.mark.parametrize(
    ("inflow", "gap", "value", "reason"),
    [
        ([6, 2, 2], [3, 1, 1], 1.0, None),
        ([5, 0, 0], [0, 2, 2], 0.0, None),
        ([8, 1, 1], [1, 1, 2], 0.25 + 0.1 + 0.1, None),
        ([0, 0, 0], [1, 1, 1], None, "zero_denominator"),
        ([1, 1, 1], [0, 0, 0], None, "not_applicable"),
        ([1, NAN, 1], [1, 1, 1], None, "coverage"),
        ([1, 1, 1], [1, NAN, 1], None, "coverage"),
        ([1, -1, 1], [1, 1, 1], None, "negative_input"),
    ],
)
def test_type_match_by_hand(inflow: list[float], gap: list[float], value: float | None, reason: str | None) -> None:
    row = type_match(forms(inflow), forms(gap)).iloc[0]
    assert row["reason"] == reason
    assert row["value"] == pytest.approx(NAN if value is None else value, nan_ok=True)


@settings(deadline=None)
@given(st.lists(st.integers(0, 40), min_size=6, max_size=6))
def test_type_match_is_one_less_half_the_distance(numbers: list[int]) -> None:
    inflow, gap = np.array(numbers[:3], dtype=float), np.array(numbers[3:], dtype=float)
    row = type_match(forms(inflow.tolist()), forms(gap.tolist())).iloc[0]
    if row["reason"] is None:
        expected = 1 - np.abs(inflow / inflow.sum() - gap / gap.sum()).sum() / 2
        assert row["value"] == pytest.approx(expected)
        assert 0 <= row["value"] <= 1
        assert row["value"] == type_match(forms(gap.tolist()), forms(inflow.tolist())).iloc[0]["value"]
    else:
        assert not (inflow.sum() and gap.sum())


def test_type_match_needs_the_same_forms() -> None:
    with pytest.raises(ValueError, match="same forms"):
        type_match(forms([1, 1, 1]), forms([1, 1, 1])[["legal", "agency", "operation"]])


# Concentration --------------------------------------------------------------------------------------------------------


def test_pairs_are_ranked_with_their_cumulative_share() -> None:
    spread = flow_concentration(matrix([[9, 3, 1], [1, 9, 0], [0, 5, 9]]), top=2)
    assert spread.pairs[["origin", "destination", "branches"]].to_numpy().tolist() == [
        ["c", "b", 5.0], ["a", "b", 3.0], ["a", "c", 1.0], ["b", "a", 1.0],
    ]
    assert spread.pairs["cumulative"].tolist() == pytest.approx([0.5, 0.8, 0.9, 1.0])
    assert (spread.top.value, spread.possible) == (pytest.approx(0.8), 6)


def test_one_pair_and_all_pairs_alike_are_the_ends() -> None:
    one = flow_concentration(matrix([[0, 7, 0], [0, 0, 0], [0, 0, 0]]))
    assert (one.entropy.value, one.normalised.value, one.herfindahl.value, one.top.value) == (0.0, 0.0, 1.0, 1.0)
    alike = flow_concentration(matrix([[4, 2, 2], [2, 4, 2], [2, 2, 4]]))
    assert (alike.normalised.value, alike.herfindahl.value) == (pytest.approx(1.0), pytest.approx(1 / 6))


@pytest.mark.parametrize("flows", [matrix([[5.0]]), matrix([[5, 0], [0, 5]]), matrix([])])
def test_without_a_branch_away_from_home_nothing_is_concentrated(flows: pd.DataFrame) -> None:
    spread = flow_concentration(flows)
    assert {one.reason for one in (spread.entropy, spread.normalised, spread.herfindahl, spread.top)} == {
        Reason.ZERO_DENOMINATOR
    }
    assert spread.pairs.empty


# Survival -------------------------------------------------------------------------------------------------------------


def test_survival_of_cohorts_by_hand() -> None:
    rows = survival_share(
        pd.Series([10, 3, 0, NAN], index=[2016, 2017, 2018, 2019]),
        pd.Series([8, 3, 0, NAN], index=[2016, 2017, 2018, 2019]),
    )
    assert rows["value"].tolist() == pytest.approx([0.8, 1.0, NAN, NAN], nan_ok=True)
    assert rows["reason"].tolist() == [None, None, "zero_denominator", "not_published"]
    assert rows.loc[2017, ["lo", "hi"]].tolist() == pytest.approx([0.025 ** (1 / 3), 1.0])
    assert rows.loc[2016, ["lo", "hi"]].tolist() == pytest.approx([0.4439, 0.9748], abs=1e-4)


def test_no_more_can_stand_than_was_opened() -> None:
    with pytest.raises(ValueError, match="more of a cohort"):
        survival_share([1], [2])


def test_kaplan_meier_by_hand() -> None:
    """Of ten one closes at once, one is lost after a year; of the eight left two close in year 2: 0.9 · 6/8."""
    curve = kaplan_meier(pd.Series([1, 0, 2]), pd.Series([0, 1, 6]))
    assert curve["at_risk"].tolist() == [10, 9, 8]
    assert curve["survival"].tolist() == pytest.approx([0.9, 0.9, 0.675])


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 8), st.booleans()), min_size=2, max_size=60))
def test_kaplan_meier_agrees_with_statsmodels(branches: list[tuple[int, bool]]) -> None:
    ages = range(max(age for age, _ in branches) + 1)
    count = {flag: pd.Series([sum((a, is_closed) == (age, flag) for a, is_closed in branches) for age in ages])
             for flag in (True, False)}
    curve = kaplan_meier(count[True], count[False])
    if not any(is_closed for _, is_closed in branches):
        assert (curve["survival"] == 1.0).all() and curve["lo"].isna().all()
        return
    # The library wants times above zero.
    oracle = SurvfuncRight([age + 1 for age, _ in branches], [int(is_closed) for _, is_closed in branches])
    own = curve.loc[[time - 1 for time in oracle.surv_times]]
    assert own["survival"].tolist() == pytest.approx(list(oracle.surv_prob))
    assert own["at_risk"].tolist() == list(oracle.n_risk)
    told = own["error"].notna().to_numpy()
    assert own["error"][told].tolist() == pytest.approx(list(np.asarray(oracle.surv_prob_se)[told]))
    inside = curve.dropna(subset=["lo"])
    assert ((inside["lo"] <= inside["survival"]) & (inside["survival"] <= inside["hi"])).all()
    assert curve["survival"].is_monotonic_decreasing


def test_without_losses_the_curve_is_the_share_that_stands() -> None:
    curve = kaplan_meier(pd.Series([2, 3, 1, 0]), pd.Series([0, 0, 0, 14]))
    assert curve.loc[3, "survival"] == pytest.approx(survival_share([20], [14])["value"].iloc[0])


@pytest.mark.parametrize(("closed", "index"), [([-1, 2], [0, 1]), ([1, 2], [1, 0])])
def test_ages_rise_and_counts_are_counts(closed: list[int], index: list[int]) -> None:
    with pytest.raises(ValueError, match="rising age"):
        kaplan_meier(pd.Series(closed, index=index), pd.Series([0, 0], index=index))
