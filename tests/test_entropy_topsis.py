"""Entropy-weight TOPSIS and CRITIC: the library vector, tables worked by hand, and what must hold for any figures."""

import json
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from queries.formulas.critic_weights import critic_weights
from queries.formulas.entropy_topsis import (
    EPSILON,
    BasePanel,
    entropy_weights,
    equal_weights,
    freeze,
    level_scores,
    library_scores,
    scaled,
)
from queries.formulas.reasons import Reason

VECTOR = json.loads((Path(__file__).parent / "vectors" / "21_entropy_topsis_pipeline.json").read_text("utf-8"))
MATRIX = pd.DataFrame(VECTOR["input"]["matrix"])
UPWARD = pd.Series(1, index=MATRIX.columns)
NAN = math.nan
PANELS = arrays(
    np.float64, st.tuples(st.integers(3, 9), st.integers(2, 5)),
    elements=st.floats(0.5, 1e6, allow_nan=False).map(lambda number: round(number, 3)),
)


def base_of(matrix: pd.DataFrame, costs: tuple[object, ...] = ()) -> BasePanel:
    return freeze(matrix, pd.Series([-1 if name in costs else 1 for name in matrix.columns], index=matrix.columns))


def test_convention_a_is_what_the_libraries_give() -> None:
    weights, scores = library_scores(MATRIX, UPWARD)
    np.testing.assert_allclose(weights, VECTOR["expected"]["weights"], atol=VECTOR["tolerance"]["abs"])
    np.testing.assert_allclose(scores["value"], VECTOR["expected"]["closeness"], atol=VECTOR["tolerance"]["abs"])
    assert scores["value"].rank(ascending=False).tolist() == VECTOR["expected"]["rank"]


def test_convention_a_turns_the_ideals_of_a_cost_round() -> None:
    # Both criteria weigh ½; in each the ratings are 3/√10·½ and 1/√10·½.
    table = pd.DataFrame({"gain": [1.0, 3.0], "cost": [3.0, 1.0]}, index=["poor", "good"])
    weights, scores = library_scores(table, pd.Series({"gain": 1, "cost": -1}))
    assert weights.tolist() == pytest.approx([0.5, 0.5])
    assert scores["value"].tolist() == pytest.approx([0.0, 1.0])
    _, both_gains = library_scores(table, pd.Series({"gain": 1, "cost": 1}))
    assert both_gains["value"].tolist() == pytest.approx([0.5, 0.5])
    for name in MATRIX:
        _, as_gain = library_scores(MATRIX[[name]], pd.Series({name: 1}))
        _, as_cost = library_scores(MATRIX[[name]], pd.Series({name: -1}))
        np.testing.assert_allclose(as_cost["value"], 1 - as_gain["value"], atol=1e-12)


def test_convention_b_gives_other_weights_on_the_same_matrix() -> None:
    assert base_of(MATRIX).weights.round(3).tolist() == [0.273, 0.267, 0.279, 0.182]


def test_entropy_weights_of_a_table_worked_by_hand() -> None:
    # Shares ½ ½ carry no information; ¼ ¾ have the entropy 2 ln 2 − ¾ ln 3, divided by ln 2.
    weights = entropy_weights(pd.DataFrame({"even": [3.0, 3.0], "uneven": [1.0, 3.0], "all in one": [0.0, 8.0]}))
    uneven = 1 - (2 * math.log(2) - 0.75 * math.log(3)) / math.log(2)
    np.testing.assert_allclose(weights, [0.0, uneven / (uneven + 1), 1 / (uneven + 1)], rtol=1e-12)


def test_scaling_maps_the_base_panel_and_reverses_costs() -> None:
    panel = pd.DataFrame({"gain": [0.0, 10.0, 5.0], "cost": [100.0, 300.0, 150.0]})
    result = scaled(base_of(panel, costs=("cost",)), panel)
    np.testing.assert_allclose(result["gain"], [EPSILON, 1 - EPSILON, 0.5])
    np.testing.assert_allclose(result["cost"], [1 - EPSILON, EPSILON, EPSILON + (1 - 2 * EPSILON) * 0.75])


def test_beyond_the_base_panel_the_bound_holds() -> None:
    base = base_of(pd.DataFrame({"a": [0.0, 10.0], "b": [1.0, 2.0]}))
    later = scaled(base, pd.DataFrame({"a": [-5.0, 99.0], "b": [1.5, NAN]}))
    np.testing.assert_allclose(later["a"], [EPSILON, 1 - EPSILON])
    assert later["b"].iloc[0] == pytest.approx(0.5) and math.isnan(later["b"].iloc[1])


def test_level_of_a_table_worked_by_hand() -> None:
    # Two criteria of equal weight; the third alternative lies in the middle of both, the last is best in one.
    panel = pd.DataFrame({"a": [0.0, 10.0, 5.0, 10.0], "b": [0.0, 10.0, 5.0, 0.0]})
    base = base_of(panel)
    levels = level_scores(base, panel, equal_weights(base))
    np.testing.assert_allclose(levels["value"], [0.0, 1.0, 0.5, 0.5], atol=1e-12)
    assert levels["reason"].isna().all()


def test_a_region_keeps_its_level_when_another_one_moves() -> None:
    base = base_of(MATRIX)
    moved = MATRIX.copy()
    moved.iloc[0] = moved.iloc[0] * 0.6
    before, after = level_scores(base, MATRIX)["value"], level_scores(base, moved)["value"]
    np.testing.assert_array_equal(before.iloc[1:], after.iloc[1:])
    assert library_scores(MATRIX, UPWARD)[1]["value"].iloc[1] != library_scores(moved, UPWARD)[1]["value"].iloc[1]


@pytest.mark.parametrize(
    ("rows", "reasons"),
    [
        ([[1.0, 2.0], [3.0, NAN], [4.0, 1.0]], [None, "not_published", None]),
        ([[1.0, 2.0], [math.inf, 1.0], [4.0, 1.0]], [None, "not_finite", None]),
        ([[1.0, 2.0], [3.0, NAN]], ["single_unit", "not_published"]),
        ([[1.0, 2.0], [1.0, 2.0]], ["zero_denominator"] * 2),
    ],
)
def test_levels_at_the_edges(rows: list[list[float]], reasons: list[str | None]) -> None:
    matrix = pd.DataFrame(rows)
    result = level_scores(base_of(matrix), matrix)
    assert result["reason"].tolist() == reasons
    assert result["value"].isna().tolist() == result["reason"].notna().tolist()


def test_base_panels_that_carry_no_weights_say_why() -> None:
    nothing = pd.DataFrame({"a": [NAN, 1.0], "b": [1.0, NAN]})
    assert base_of(nothing).reason == Reason.NOT_PUBLISHED
    assert base_of(nothing.fillna(2.0).head(1)).reason == Reason.SINGLE_UNIT
    assert base_of(pd.DataFrame({"a": [2.0, 2.0]})).reason == Reason.ZERO_DENOMINATOR
    with pytest.raises(ValueError, match="polarity"):
        freeze(nothing, pd.Series([1, 0], index=["a", "b"]))


def test_a_constant_criterion_has_no_weight_and_moves_no_level() -> None:
    with_constant = MATRIX.assign(constant=7.0)
    base = base_of(with_constant)
    assert base.weights["constant"] == 0 and equal_weights(base)["constant"] == 0
    assert critic_weights(scaled(base, with_constant))["constant"] == 0
    np.testing.assert_allclose(
        level_scores(base, with_constant)["value"], level_scores(base_of(MATRIX), MATRIX)["value"]
    )


def test_raw_figures_below_zero_have_no_shares() -> None:
    table = pd.DataFrame({"a": [-1.0, 2.0, 3.0], "b": [1.0, 2.0, 4.0]})
    weights, scores = library_scores(table, pd.Series({"a": 1, "b": 1}))
    assert weights.isna().all() and set(scores["reason"]) == {"negative_input"}


@given(PANELS)
@settings(deadline=None)
def test_order_of_alternatives_and_criteria_does_not_matter(numbers: np.ndarray) -> None:
    panel = pd.DataFrame(numbers)
    turned = panel.iloc[::-1, ::-1]
    base, other = base_of(panel), base_of(turned)
    np.testing.assert_allclose(base.weights, other.weights.reindex(base.weights.index), atol=1e-9)
    np.testing.assert_allclose(
        level_scores(base, panel)["value"], level_scores(other, turned)["value"].reindex(panel.index), atol=1e-9
    )


@given(PANELS, st.floats(0.01, 1000.0))
@settings(deadline=None)
def test_the_unit_of_a_criterion_does_not_matter(numbers: np.ndarray, factor: float) -> None:
    panel = pd.DataFrame(numbers)
    in_other_unit = panel.copy()
    in_other_unit[0] = panel[0] * factor
    one, other = base_of(panel), base_of(in_other_unit)
    np.testing.assert_allclose(one.weights, other.weights, atol=1e-9)
    np.testing.assert_allclose(
        level_scores(one, panel)["value"], level_scores(other, in_other_unit)["value"], atol=1e-9
    )


@given(PANELS, st.lists(st.floats(0.0, 5.0), min_size=5, max_size=5))
@settings(deadline=None)
def test_what_is_nowhere_better_never_outranks(numbers: np.ndarray, less: list[float]) -> None:
    panel = pd.DataFrame(numbers)
    dominated = panel.iloc[[0]] - np.array(less[: panel.shape[1]])
    both = pd.concat([panel, dominated], ignore_index=True)
    base = base_of(panel)
    for weights in (None, equal_weights(base)):
        levels = level_scores(base, both, weights)["value"]
        if levels.notna().all():
            assert levels.iloc[-1] <= levels.iloc[0] + 1e-12


@given(PANELS)
@settings(deadline=None)
def test_weights_add_to_one_or_say_that_nothing_varies(numbers: np.ndarray) -> None:
    base = base_of(pd.DataFrame(numbers))
    if base.reason is None:
        assert base.weights.sum() == pytest.approx(1.0) and (base.weights >= 0).all()
    else:
        assert base.reason == Reason.ZERO_DENOMINATOR and (base.weights == 0).all()


def test_critic_weights_of_the_paper() -> None:
    # The table of Diakoulaki et al. (1995), with the weights that the library scikit-criteria gives for it.
    firms = pd.DataFrame(
        [[61, 1.08, 4.33], [20.7, 0.26, 4.34], [16.3, 1.98, 2.53], [9, 3.29, 1.65], [5.4, 2.77, 2.33],
         [4, 4.12, 1.21], [-6.1, 3.52, 2.10], [-34.6, 3.31, 0.98]]
    )
    np.testing.assert_allclose(critic_weights(firms), [0.20222554, 0.48090173, 0.31687273], atol=1e-8)


def test_critic_weighs_a_criterion_that_contradicts_the_others_most() -> None:
    # a and b say the same, c the opposite: Σ(1−r) is 2 for a and b each, 4 for c; spreads are equal.
    weights = critic_weights(pd.DataFrame({"a": [0.0, 1.0, 2.0], "b": [5.0, 6.0, 7.0], "c": [3.0, 2.0, 1.0]}))
    np.testing.assert_allclose(weights, [0.25, 0.25, 0.5])


@pytest.mark.parametrize("rows", [[[1.0, 2.0]], [[1.0, 2.0], [1.0, 3.0]], [[1.0, 1.0], [2.0, 2.0]], [[1.0, NAN]] * 2])
def test_critic_without_anything_to_weigh(rows: list[list[float]]) -> None:
    assert critic_weights(pd.DataFrame(rows)).isna().all()
