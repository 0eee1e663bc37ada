"""Growth over a span of years."""

import math

import numpy as np
import pandas as pd
import pytest

from queries.formulas.growth import compound_annual_growth, compound_annual_growth_by_unit
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


def test_infinity_is_no_amount() -> None:
    assert compound_annual_growth(math.inf, 1.0, 1) == Outcome(None, Reason.NOT_FINITE, 2)
