"""Every result has a value or a reason, and units enter as the rules for missing data say."""

import math

import numpy as np
import pandas as pd
import pytest

from queries.formulas.outcome import Outcome, number, outcome_frame, outcomes_to_frame
from queries.formulas.reasons import Reason
from queries.formulas.units import group_labels, select_units, unit_values


@pytest.mark.parametrize(
    ("value", "reason"), [(1.0, Reason.COVERAGE), (None, None), (math.nan, None), (math.inf, None)]
)
def test_outcome_refuses_both_neither_and_not_finite(value: float | None, reason: Reason | None) -> None:
    with pytest.raises(ValueError, match="outcome"):
        Outcome(value, reason, 1)


def test_overflow_becomes_a_reason() -> None:
    assert Outcome.of(math.inf, 3) == Outcome(None, Reason.NOT_FINITE, 3)


@pytest.mark.parametrize("missing", [None, math.nan, np.float64("nan"), pd.NA])
def test_every_spelling_of_missing_is_none(missing: float | None) -> None:
    assert number(missing) is None


def test_frame_hides_a_value_that_has_a_reason_and_explains_a_value_that_overflowed() -> None:
    index = pd.Index(["110000", "120000", "130000"])
    values = pd.Series([1.0, 2.0, math.inf], index=index)
    frame = outcome_frame(values, pd.Series([None, "coverage", None], index=index, dtype=object))
    assert frame["value"].isna().tolist() == [False, True, True]
    assert frame["reason"].tolist() == [None, "coverage", "not_finite"]
    assert frame.index.equals(index)


def test_outcomes_become_rows() -> None:
    frame = outcomes_to_frame(
        [Outcome.of(2.0, 4), Outcome.absent(Reason.COVERAGE, 1)], pd.Index(["east", "west"])
    )
    assert frame.loc["east"].tolist() == [2.0, None, 4]
    assert math.isnan(frame.at["west", "value"])
    assert frame.loc["west", ["reason", "n"]].tolist() == ["coverage", 1]


@pytest.mark.parametrize(
    "values",
    [
        pd.Series([1, None, 3], dtype="Int64"),
        pd.Series([1.0, np.nan, 3.0]),
        pd.Series([1, None, 3], dtype=object),
        [1, None, 3],
        np.array([1.0, np.nan, 3.0]),
    ],
)
def test_missing_values_of_every_type_are_read(values: pd.Series) -> None:
    pd.testing.assert_series_equal(unit_values(values, "values"), pd.Series([1.0, np.nan, 3.0]))


def test_unit_listed_twice_is_refused_by_name() -> None:
    stacked = pd.Series([1.0, 2.0, 1.0], index=["310000", "340000", "340000"])
    with pytest.raises(ValueError, match="340000"):
        unit_values(stacked, "supply")


def test_other_units_than_those_of_the_supply_are_refused_by_name() -> None:
    with pytest.raises(ValueError, match="650000"):
        unit_values(pd.Series([1.0], index=["650000"]), "base", pd.Index(["110000"]))


def test_same_units_in_another_order_are_refused() -> None:
    with pytest.raises(ValueError, match="order"):
        unit_values(pd.Series([1.0, 2.0], index=["b", "a"]), "base", pd.Index(["a", "b"]))


@pytest.mark.parametrize(
    "labels",
    [
        pd.Series(["yangtze-river-delta", "central", "central"], index=["310000", "340000", "340000"]),
        pd.Series(["east", None], index=["310000", "340000"]),
        pd.Series(["east", "central"], index=["310000", "410000"]),
    ],
    ids=["in two groups", "in none", "other units"],
)
def test_groups_must_partition_the_units(labels: pd.Series) -> None:
    with pytest.raises(ValueError, match="group"):
        group_labels(labels, pd.Index(["310000", "340000"]))


NAN, INF = math.nan, math.inf


@pytest.mark.parametrize(
    ("supply", "weight", "coverage_weight", "reason", "n"),
    [
        ([], None, None, Reason.NOT_PUBLISHED, 0),
        ([NAN, NAN], None, None, Reason.NOT_PUBLISHED, 0),
        ([1.0, NAN], None, None, Reason.COVERAGE, 1),
        ([1.0] * 19 + [NAN], None, None, None, 19),
        ([1.0, NAN], [96.0, 4.0], None, None, 1),
        ([1.0, NAN], [94.0, 6.0], None, Reason.COVERAGE, 1),
        ([1.0, NAN], [94.0, NAN], None, Reason.COVERAGE, 1),
        ([1.0, NAN], [94.0, NAN], [97.0, 3.0], None, 1),
        ([1.0, NAN], None, [97.0, 3.0], None, 1),
        ([1.0, 1.0], None, [97.0, NAN], None, 2),
        ([1.0, -1.0], None, None, Reason.NEGATIVE_INPUT, 2),
        ([1.0, 1.0], [1.0, -1.0], None, Reason.NEGATIVE_INPUT, 2),
        ([1.0, INF], None, None, Reason.NOT_FINITE, 2),
        ([INF, -INF], [INF, -INF], None, Reason.NOT_FINITE, 2),
        ([1.0, 1.0], [0.0, 0.0], None, Reason.ZERO_DENOMINATOR, 2),
    ],
)
def test_what_may_be_computed_from_the_reported_units(
    supply: list[float],
    weight: list[float] | None,
    coverage_weight: list[float] | None,
    reason: Reason | None,
    n: int,
) -> None:
    units = select_units(supply, weight, coverage_weight)
    assert (units.reason, units.n) == (reason, n)
