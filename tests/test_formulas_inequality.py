"""Gini, coefficient of variation and Hoover on tables worked by hand."""

import math

import numpy as np
import pytest

from queries.formulas.inequality import coefficient_of_variation, gini, hoover, normalised_gini
from queries.formulas.outcome import Outcome
from queries.formulas.reasons import Reason

NAN = math.nan
FOUR = [40.0, 10.0, 30.0, 20.0]
SUPPLY, WEIGHT = [60.0, 10.0, 30.0], [20.0, 50.0, 30.0]


def test_unweighted_gini() -> None:
    """Y = .1 .3 .6 1, so 1 − .25 (.1 + .4 + .9 + 1.6) = .25, and .25 · 4/3 in normal form."""
    assert gini(FOUR).value == pytest.approx(0.25, rel=1e-12)
    assert normalised_gini(FOUR).value == pytest.approx(1 / 3, rel=1e-12)


def test_weighted_gini_sorts_by_the_ratio() -> None:
    """y = .2 1 3 with f = .5 .3 .2 and Y = .1 .4 1: 1 − (.05 + .15 + .28) = .52."""
    assert gini(SUPPLY, WEIGHT).value == pytest.approx(0.52, rel=1e-12)


def test_gini_reaches_its_limits() -> None:
    assert gini([5.0, 5.0, 5.0]).value == pytest.approx(0.0, abs=1e-15)
    assert gini([0.0, 0.0, 0.0, 9.0]).value == pytest.approx(0.75, rel=1e-12)
    assert normalised_gini([0.0, 0.0, 0.0, 9.0]).value == pytest.approx(1.0, rel=1e-12)


def test_coefficient_of_variation_uses_the_state_divisor() -> None:
    """Mean 25, variance (225 + 25 + 25 + 225) / 4 = 125."""
    assert coefficient_of_variation(FOUR).value == pytest.approx(math.sqrt(125) / 25, rel=1e-12)
    assert coefficient_of_variation(FOUR).value == pytest.approx(np.std(FOUR) / np.mean(FOUR), rel=1e-12)


def test_weighted_coefficient_of_variation() -> None:
    """y = 3 .2 1 around 1: .2 · 4 + .5 · .64 + .3 · 0 = 1.12."""
    assert coefficient_of_variation(SUPPLY, WEIGHT).value == pytest.approx(math.sqrt(1.12), rel=1e-12)


def test_hoover_is_half_the_distance_of_the_shares() -> None:
    assert hoover(SUPPLY, WEIGHT).value == pytest.approx(0.4, rel=1e-12)


def test_hoover_bears_a_unit_without_demand() -> None:
    assert hoover([1.0, 1.0], [0.0, 4.0]).value == pytest.approx(0.5, rel=1e-12)


@pytest.mark.parametrize(
    ("supply", "weight", "reason"),
    [
        ([0.0, 0.0], [1.0, 1.0], Reason.ZERO_DENOMINATOR),
        ([1.0, 1.0], [0.0, 0.0], Reason.ZERO_DENOMINATOR),
        ([1.0, NAN], [1.0, 1.0], Reason.COVERAGE),
        ([1.0, -1.0], [1.0, 1.0], Reason.NEGATIVE_INPUT),
        ([1.0, math.inf], [1.0, 1.0], Reason.NOT_FINITE),
        ([NAN, NAN], [1.0, 1.0], Reason.NOT_PUBLISHED),
    ],
)
@pytest.mark.parametrize("formula", [gini, coefficient_of_variation, hoover])
def test_no_value_at_the_edges(formula, supply: list[float], weight: list[float], reason: Reason) -> None:
    assert formula(supply, weight).reason is reason


@pytest.mark.parametrize("formula", [gini, coefficient_of_variation])
def test_rate_without_a_denominator_has_no_spread(formula) -> None:
    assert formula([1.0, 1.0], [0.0, 1.0]).reason is Reason.ZERO_DENOMINATOR


def test_one_unit_has_no_spread_but_needs_no_move() -> None:
    assert gini([5.0]) == Outcome(None, Reason.SINGLE_UNIT, 1)
    assert normalised_gini([5.0]) == Outcome(None, Reason.SINGLE_UNIT, 1)
    assert coefficient_of_variation([5.0]) == Outcome(None, Reason.SINGLE_UNIT, 1)
    assert hoover([5.0], [8.0]) == Outcome(0.0, None, 1)
