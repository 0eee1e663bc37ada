"""Gini on tables worked by hand."""

import math

import pytest

from queries.formulas.inequality import corrected_gini, gini
from queries.formulas.outcome import Outcome
from queries.formulas.reasons import Reason

NAN = math.nan
FOUR = [40.0, 10.0, 30.0, 20.0]
SUPPLY, WEIGHT = [60.0, 10.0, 30.0], [20.0, 50.0, 30.0]


def test_unweighted_gini() -> None:
    """Y = .1 .3 .6 1, so 1 − .25 (.1 + .4 + .9 + 1.6) = .25."""
    assert gini(FOUR).value == pytest.approx(0.25, rel=1e-12)


def test_weighted_gini_sorts_by_the_ratio() -> None:
    """y = .2 1 3 with f = .5 .3 .2 and Y = .1 .4 1: 1 − (.05 + .15 + .28) = .52."""
    assert gini(SUPPLY, WEIGHT).value == pytest.approx(0.52, rel=1e-12)


def test_gini_reaches_its_limits() -> None:
    assert gini([5.0, 5.0, 5.0]).value == pytest.approx(0.0, abs=1e-15)
    assert gini([0.0, 0.0, 0.0, 9.0]).value == pytest.approx(0.75, rel=1e-12)


@pytest.mark.parametrize(
    ("supply", "weight", "reason"),
    [
        ([0.0, 0.0], [1.0, 1.0], Reason.ZERO_DENOMINATOR),
        ([1.0, 1.0], [0.0, 0.0], Reason.ZERO_DENOMINATOR),
        ([1.0, 1.0], [0.0, 1.0], Reason.ZERO_DENOMINATOR),
        ([1.0, NAN], [1.0, 1.0], Reason.COVERAGE),
        ([1.0, -1.0], [1.0, 1.0], Reason.NEGATIVE_INPUT),
        ([1.0, math.inf], [1.0, 1.0], Reason.NOT_FINITE),
        ([NAN, NAN], [1.0, 1.0], Reason.NOT_PUBLISHED),
    ],
)
def test_no_value_at_the_edges(supply: list[float], weight: list[float], reason: Reason) -> None:
    assert gini(supply, weight).reason is reason


@pytest.mark.parametrize(
    ("supply", "expected"),
    [(FOUR, 0.25 * 4 / 3), ([5.0, 5.0, 5.0], 0.0), ([0.0, 0.0, 0.0, 9.0], 1.0), ([0.0, 9.0], 1.0)],
)
def test_corrected_gini_reaches_one_however_few_the_units(supply: list[float], expected: float) -> None:
    assert corrected_gini(supply).value == pytest.approx(expected, rel=1e-12, abs=1e-15)


@pytest.mark.parametrize(
    ("supply", "reason"),
    [
        ([0.0, 0.0], Reason.ZERO_DENOMINATOR),
        ([1.0, NAN], Reason.COVERAGE),
        ([1.0, -1.0], Reason.NEGATIVE_INPUT),
        ([NAN, NAN], Reason.NOT_PUBLISHED),
    ],
)
def test_no_corrected_value_at_the_edges(supply: list[float], reason: Reason) -> None:
    assert corrected_gini(supply).reason is reason


def test_one_unit_has_no_spread() -> None:
    assert gini([5.0]) == corrected_gini([5.0]) == Outcome(None, Reason.SINGLE_UNIT, 1)
