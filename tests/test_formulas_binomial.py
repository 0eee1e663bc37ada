"""The exact interval of a share of a few cases, against scipy and by hand."""

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from queries.formulas.binomial import binomial_interval


@given(st.integers(1, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_agrees_with_scipy(share: tuple[int, int]) -> None:
    expected = binomtest(*share).proportion_ci(method="exact")
    [(lo, hi)] = binomial_interval([share[0]], [share[1]]).to_numpy()
    assert (lo, hi) == (pytest.approx(expected.low, abs=1e-9), pytest.approx(expected.high, abs=1e-9))


def test_all_of_three_may_still_be_three_in_ten() -> None:
    """By hand: with k = n the lower bound is (α/2)^(1/n)."""
    [(lo, hi)] = binomial_interval([3], [3]).to_numpy()
    assert (lo, hi) == (pytest.approx(0.025 ** (1 / 3)), 1.0)


@pytest.mark.parametrize(
    "share", [(math.nan, 3), (1, math.nan), (0, 0), (4, 3), (-1, 3), (0.5, 3), (1, 2.5), (1, math.inf)]
)
def test_what_is_no_share_of_cases_has_no_interval(share: tuple[float, float]) -> None:
    result = binomial_interval(pd.Series([share[0]], index=["a"]), pd.Series([share[1]], index=["a"]))
    assert result.loc["a"].isna().all()


def test_a_confidence_lies_between_0_and_1() -> None:
    with pytest.raises(ValueError, match="confidence"):
        binomial_interval([1], [2], 1.0)
