"""The balance of technology contracts: worked out by hand, its identities, and what has no value."""

import math

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from queries.formulas.contract_balance import balance_sum, contract_balance
from queries.formulas.reasons import Reason

PLACES = ["a", "b", "c", "d"]
SOLD = pd.Series([30.0, 10.0, 0.0, 5.0], PLACES)
BOUGHT = pd.Series([10.0, 30.0, 0.0, math.nan], PLACES)


def test_balance_worked_out_by_hand() -> None:
    found = contract_balance(SOLD, BOUGHT)
    assert found["net"].tolist()[:3] == [20.0, -20.0, 0.0]
    assert found["value"].tolist()[:2] == [0.5, -0.5]
    assert found["reason"].tolist() == [None, None, Reason.ZERO_DENOMINATOR.value, Reason.NOT_PUBLISHED.value]
    assert math.isnan(found.loc["d", "net"])
    sums = balance_sum(found)
    assert (sums.sold, sums.bought, sums.net, sums.n) == (40.0, 40.0, 0.0, 3)


def test_what_leaves_the_units_is_left_over_in_the_sum() -> None:
    abroad = contract_balance(SOLD + 1, BOUGHT)
    assert balance_sum(abroad).net == 3.0


@pytest.mark.parametrize(
    ("sold", "bought", "reason"),
    [(-1.0, 1.0, Reason.NEGATIVE_INPUT), (math.inf, 1.0, Reason.NOT_FINITE), (math.nan, 1.0, Reason.NOT_PUBLISHED)],
)
def test_what_is_no_figure_says_why(sold: float, bought: float, reason: Reason) -> None:
    row = contract_balance([sold], [bought]).iloc[0]
    assert (row["reason"], math.isnan(row["net"])) == (reason.value, True)


PAIRS = st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 10**6)), min_size=1, max_size=12)


@settings(deadline=None, max_examples=60, derandomize=True)
@given(PAIRS)
def test_parts_add_up_and_buyer_and_seller_mirror_each_other(pairs: list[tuple[int, int]]) -> None:
    sold, bought = pd.Series([p[0] for p in pairs], dtype=float), pd.Series([p[1] for p in pairs], dtype=float)
    found, mirrored = contract_balance(sold, bought), contract_balance(bought, sold)
    sums = balance_sum(found)
    assert sums.net == sums.sold - sums.bought == found["net"].sum()
    assert found["net"].tolist() == (-mirrored["net"]).tolist()
    assert found["value"].dropna().abs().le(1).all()
    # What is sold within a place lies on both sides.
    assert contract_balance(sold + 7, bought + 7)["net"].tolist() == found["net"].tolist()
