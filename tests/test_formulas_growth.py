"""Growth over a span, on the year before, and in percentage points."""

import math

import numpy as np
import pandas as pd
import pytest

from queries.formulas.growth import (
    compound_annual_growth,
    compound_annual_growth_by_unit,
    difference_in_percentage_points,
    growth_on_previous_year,
)
from queries.formulas.outcome import Outcome
from queries.formulas.reasons import Reason

NAN = math.nan


@pytest.mark.parametrize(
    ("first", "last", "years", "expected"),
    [(100.0, 121.0, 2, 0.1), (100.0, 50.0, 1, -0.5), (7.0, 7.0, 5, 0.0), (100.0, 800.0, 3, 1.0)],
)
def test_compound_annual_growth(first: float, last: float, years: int, expected: float) -> None:
    outcome = compound_annual_growth(first, last, years)
    assert outcome.value == pytest.approx(expected, rel=1e-12)
    assert outcome.n == 2


@pytest.mark.parametrize(
    ("first", "last", "reason"),
    [
        (None, 5.0, Reason.NO_BASE_YEAR),
        (5.0, None, Reason.NOT_PUBLISHED),
        (NAN, NAN, Reason.NOT_PUBLISHED),
        (0.0, 5.0, Reason.NOT_POSITIVE),
        (5.0, 0.0, Reason.NOT_POSITIVE),
        (-5.0, 5.0, Reason.NOT_POSITIVE),
        (5.0, math.inf, Reason.NOT_FINITE),
        (1e-300, 1e300, Reason.NOT_FINITE),
    ],
)
def test_no_compound_growth_at_the_edges(first: float | None, last: float | None, reason: Reason) -> None:
    assert compound_annual_growth(first, last, 1).reason is reason


def test_span_without_years_is_refused() -> None:
    with pytest.raises(ValueError, match="0 years"):
        compound_annual_growth(1.0, 2.0, 0)


def test_growth_by_unit_keeps_the_index() -> None:
    codes = pd.Index(["110000", "310000", "440000"])
    first = pd.Series([100.0, NAN, 10.0], index=codes)
    frame = compound_annual_growth_by_unit(first, pd.Series([121.0, 5.0, NAN], index=codes), 2)
    assert frame.index.equals(codes)
    np.testing.assert_allclose(frame["value"], [0.1, NAN, NAN])
    assert frame["reason"].tolist() == [None, "no_base_year", "not_published"]


def test_growth_on_the_year_before_never_bridges_a_gap() -> None:
    values = pd.Series({2023: 60.0, 2020: 0.0, 2021: 40.0, 2022: 50.0, 2025: 70.0, 2026: NAN, 2027: 3.0})
    frame = growth_on_previous_year(values)
    assert frame.index.equals(values.index)
    np.testing.assert_allclose(frame["value"], [0.2, NAN, NAN, 0.25, NAN, NAN, NAN])
    assert frame["reason"].tolist() == [
        None,
        "no_base_year",
        "zero_denominator",
        None,
        "no_base_year",
        "not_published",
        "no_base_year",
    ]


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [(-4.0, 4.0, "negative_input"), (4.0, -4.0, "negative_input"), (4.0, math.inf, "not_finite")],
)
def test_growth_needs_amounts(before: float, after: float, reason: str) -> None:
    assert growth_on_previous_year(pd.Series({2022: before, 2023: after})).at[2023, "reason"] == reason


def test_amount_may_fall_to_nothing() -> None:
    assert growth_on_previous_year(pd.Series({2022: 4.0, 2023: 0.0})).at[2023, "value"] == -1.0


@pytest.mark.parametrize(
    ("unit", "first", "last"),
    [("fraction", [0.25, 0.75], [0.3, 0.7]), ("percent", [25.0, 75.0], [30.0, 70.0])],
)
def test_rates_differ_in_percentage_points(unit, first: list[float], last: list[float]) -> None:
    frame = difference_in_percentage_points(first, last, unit=unit)
    np.testing.assert_allclose(frame["value"], [5.0, -5.0])


def test_missing_and_infinite_rates_have_reasons() -> None:
    frame = difference_in_percentage_points([NAN, 1.0, math.inf], [1.0, NAN, 1.0], unit="percent")
    assert frame["reason"].tolist() == ["no_base_year", "not_published", "not_finite"]


def test_unknown_unit_of_a_rate_is_refused() -> None:
    with pytest.raises(ValueError, match="per mille"):
        difference_in_percentage_points([1.0], [2.0], unit="per mille")  # type: ignore[arg-type]


def test_infinity_is_no_amount() -> None:
    assert compound_annual_growth(math.inf, 1.0, 1) == Outcome(None, Reason.NOT_FINITE, 2)
