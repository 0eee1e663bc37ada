"""Share dynamics: who gained and lost share, by hand, by exact fractions, and at the boundaries of the types."""

import math
from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from queries.formulas.share_dynamics import TransferType, share_dynamics
from queries.formulas.shares import share

# By hand: the whole grows from 200 to 250, so a unit must grow by a quarter to hold its share.
#              before, after, Δs in points, RNF, type
CASES = [
    ("A", 100.0, 90.0, -14.0, -35.0, TransferType.ABSOLUTE_OUT),
    ("B", 40.0, 45.0, -2.0, -5.0, TransferType.RELATIVE_OUT),
    ("C", 40.0, 90.0, 16.0, 40.0, TransferType.RELATIVE_IN),
    ("D", 20.0, 25.0, 0.0, 0.0, TransferType.SHARE_HELD),
]
UNITS = [case[0] for case in CASES]
BEFORE = pd.Series([case[1] for case in CASES], index=UNITS)
AFTER = pd.Series([case[2] for case in CASES], index=UNITS)


@pytest.mark.parametrize(("unit", "before", "after", "points", "flow", "kind"), CASES)
def test_by_hand(unit: str, before: float, after: float, points: float, flow: float, kind: TransferType) -> None:
    row = share_dynamics(BEFORE, AFTER).loc[unit]
    assert row["change"] == after - before
    assert row["share_change"] == pytest.approx(points, abs=1e-12)
    assert row["relative_net_flow"] == pytest.approx(flow, abs=1e-12)
    assert row["transfer_type"] == kind
    assert row["reason"] is None


def test_a_unit_that_shrinks_less_than_the_whole_gains_share() -> None:
    rows = share_dynamics(pd.Series([100.0, 100.0]), pd.Series([90.0, 50.0]))
    assert rows["transfer_type"].tolist() == [TransferType.CONTRACTION_GAIN, TransferType.ABSOLUTE_OUT]


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        ((50.0, 50.0), (50.0, 60.0), TransferType.RELATIVE_OUT),  # ΔS = 0 is no fall of the amount
        ((50.0, 50.0), (50.0, 40.0), TransferType.RELATIVE_IN),
        ((50.0, 50.0), (40.0, 40.0), TransferType.SHARE_HELD),  # both fall alike: Δs = 0 is neither side
        ((0.0, 50.0), (0.0, 60.0), TransferType.SHARE_HELD),
        ((0.0, 50.0), (1.0, 50.0), TransferType.RELATIVE_IN),
        ((1.0, 50.0), (0.0, 50.0), TransferType.ABSOLUTE_OUT),
    ],
)
def test_boundaries(before: tuple[float, float], after: tuple[float, float], kind: TransferType) -> None:
    assert share_dynamics(pd.Series(before), pd.Series(after))["transfer_type"].iloc[0] == kind


def test_thirds_that_add_up_to_the_same_are_no_change() -> None:
    thirds = sum([1 / 3] * 6)
    rows = share_dynamics(pd.Series([thirds, 0.1 + 0.2]), pd.Series([2.0, 0.3]))
    assert set(rows["transfer_type"]) == {TransferType.SHARE_HELD}


amounts = st.lists(st.integers(0, 10_000), min_size=2, max_size=12)


@settings(deadline=None, max_examples=80, derandomize=True)
@given(st.data())
def test_sums_are_zero_and_agree_with_exact_fractions(data: st.DataObject) -> None:
    before = data.draw(amounts)
    after = data.draw(st.lists(st.integers(0, 10_000), min_size=len(before), max_size=len(before)))
    rows = share_dynamics(pd.Series(before, dtype=float), pd.Series(after, dtype=float))
    first_whole, last_whole = sum(before), sum(after)
    if not first_whole or not last_whole:
        assert set(rows["reason"]) == {"zero_denominator"}
        assert rows.drop(columns="reason").isna().all(axis=None)
        return
    assert rows["share_change"].sum() == pytest.approx(0.0, abs=1e-10)
    assert rows["relative_net_flow"].sum() == pytest.approx(0.0, abs=1e-8)
    for first, last, row in zip(before, after, rows.itertuples(), strict=True):
        step = Fraction(last, last_whole) - Fraction(first, first_whole)
        assert row.share_change == pytest.approx(float(100 * step), abs=1e-10)
        assert row.relative_net_flow == pytest.approx(float(last - Fraction(first * last_whole, first_whole)), abs=1e-8)
        assert row.transfer_type == _type(last - first, step)


def _type(change: int, step: Fraction) -> TransferType:
    """The types as METHODS prints them, on exact numbers."""
    if step == 0:
        return TransferType.SHARE_HELD
    if step < 0:
        return TransferType.ABSOLUTE_OUT if change < 0 else TransferType.RELATIVE_OUT
    return TransferType.CONTRACTION_GAIN if change < 0 else TransferType.RELATIVE_IN


def test_shares_are_those_of_the_share_formula_and_order_does_not_matter() -> None:
    rows = share_dynamics(BEFORE, AFTER)
    assert rows["share_after"].to_dict() == pytest.approx(share(AFTER)["value"].to_dict())
    assert share_dynamics(BEFORE[::-1], AFTER[::-1]).loc[UNITS].equals(rows)


def test_units_are_fixed_to_those_known_in_both_years() -> None:
    before = pd.Series([100.0, 99.0, 1.0], index=["A", "B", "C"])
    after = pd.Series([120.0, 118.0, math.nan], index=["A", "B", "C"])
    rows = share_dynamics(before, after)
    assert rows["reason"].tolist() == [None, None, "not_published"]
    assert rows.loc["A", "share_before"] == pytest.approx(100 / 199)
    assert rows["relative_net_flow"].sum() == pytest.approx(0.0, abs=1e-12)


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        ((100.0, 50.0, 50.0), (100.0, 60.0, math.nan), "coverage"),  # the missing unit weighs too much
        ((100.0, 50.0, math.nan), (100.0, 60.0, math.nan), "coverage"),  # nobody knows what it weighs
        ((100.0, 50.0, -1.0), (100.0, 60.0, 1.0), "negative_input"),
        ((100.0, 50.0, math.inf), (100.0, 60.0, 1.0), "not_finite"),
    ],
)
def test_what_leaves_no_share(before: tuple[float, ...], after: tuple[float, ...], reason: str) -> None:
    rows = share_dynamics(pd.Series(before), pd.Series(after))
    assert rows["reason"].iloc[0] == reason
    assert rows[["share_change", "relative_net_flow", "transfer_type"]].isna().all(axis=None)


def test_overlapping_regions_are_no_partition() -> None:
    with pytest.raises(ValueError, match="twice"):
        share_dynamics(pd.Series([1.0, 2.0], index=["A", "A"]), pd.Series([1.0, 2.0], index=["A", "A"]))
