"""Growth of a cluster in exact parts: hand-checked numbers, identities, what is missing, and firms one by one."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from queries.formulas.growth_decomposition import (
    FLOWS,
    PARTS,
    Levels,
    firm_change,
    growth_parts,
    logarithmic_mean,
    parts_told,
)
from queries.formulas.reasons import Reason

steady = settings(deadline=None, max_examples=100, derandomize=True)
amounts = st.floats(1e-3, 1e9, allow_nan=False)


def test_a_cluster_worked_by_hand() -> None:
    """Institutions ×2, people each ×1, revenue per head ×2: two terms of ln 2, revenue ×4, of its +30 each 15."""
    rows = growth_parts(Levels(10, 100, 10.0), Levels(20, 200, 40.0))
    assert rows.loc["number", "value"] == pytest.approx(math.log(2))
    assert rows.loc["size", "value"] == pytest.approx(0.0, abs=1e-12)
    assert rows.loc["productivity", "value"] == pytest.approx(math.log(2))
    assert rows.loc["total", "value"] == pytest.approx(math.log(4))
    assert rows["share"].to_list() == pytest.approx([0.5, 0.0, 0.5, 0.5, 0.5, 1.0])
    assert rows["amount"].to_list() == pytest.approx([15.0, 0.0, 15.0, 15.0, 15.0, 30.0])
    assert rows["reason"].isna().all()


def test_parts_of_opposite_sign() -> None:
    """240 to 120 institutions, 12 to 24 people each, the same revenue per head: nothing grew, and yet much moved."""
    rows = growth_parts(Levels(240, 2880, 5.0), Levels(120, 2880, 5.0))
    assert rows.loc["number", "value"] == pytest.approx(-math.log(2))
    assert rows.loc["size", "value"] == pytest.approx(math.log(2))
    assert rows.loc["total", "value"] == 0.0
    assert rows["share"].isna().all(), "shares of no growth are none"
    half = 5 * math.log(2)
    assert rows["amount"].to_list() == pytest.approx([-half, half, 0.0, half, 0.0, 0.0])


@pytest.mark.parametrize(("revenue", "is_told"), [(5.0000001, False), (5.02, False), (5.03, True), (4.9, True)])
def test_a_part_of_a_growth_that_hardly_is_has_no_share(revenue: float, is_told: bool) -> None:
    rows = growth_parts(Levels(10, 100, 5.0), Levels(20, 50, revenue))
    assert rows["share"].notna().all() == is_told and rows["share"].isna().all() != is_told
    assert rows.loc[list(PARTS), "amount"].sum() == pytest.approx(revenue - 5.0, abs=1e-9), "amounts stay"


@steady
@given(*[amounts] * 6)
def test_parts_add_up_to_the_growth(n0: float, l0: float, y0: float, n1: float, l1: float, y1: float) -> None:
    rows = growth_parts(Levels(n0, l0, y0), Levels(n1, l1, y1))
    assert rows["reason"].isna().all()
    assert rows.loc[list(PARTS), "value"].sum() == pytest.approx(math.log(y1 / y0), abs=1e-9)
    assert rows.loc[list(PARTS), "amount"].sum() == pytest.approx(y1 - y0, rel=1e-9, abs=1e-6 * max(y0, y1))
    assert rows.loc["number", "value"] + rows.loc["per_institution", "value"] == pytest.approx(
        rows.loc["total", "value"], abs=1e-9
    )


@steady
@given(amounts, amounts)
def test_logarithmic_mean_lies_between_the_others(first: float, last: float) -> None:
    mean = logarithmic_mean(first, last)
    slack = 1e-9 * max(first, last)
    assert math.sqrt(first * last) - slack <= mean <= (first + last) / 2 + slack
    assert logarithmic_mean(last, first) == pytest.approx(mean, rel=1e-8)


def test_logarithmic_mean_of_equals_and_of_what_has_no_logarithm() -> None:
    assert logarithmic_mean(7.0, 7.0) == 7.0
    assert logarithmic_mean(7.0, 7.0 * (1 + 1e-9)) == pytest.approx(7.0, rel=1e-8)
    assert logarithmic_mean(1.0, math.e) == pytest.approx(math.e - 1)
    with pytest.raises(ValueError, match="above zero"):
        logarithmic_mean(0.0, 1.0)


@pytest.mark.parametrize(
    ("before", "after", "expected", "told"),
    [
        (Levels(10, None, 5.0), Levels(12, 60, 6.0),
         [None, Reason.NO_BASE_YEAR, Reason.NO_BASE_YEAR, None, Reason.NO_BASE_YEAR, None],
         ("number", "per_institution")),
        (Levels(10, 50, 5.0), Levels(12, None, 6.0),
         [None, Reason.NOT_PUBLISHED, Reason.NOT_PUBLISHED, None, Reason.NOT_PUBLISHED, None],
         ("number", "per_institution")),
        (Levels(0, 50, 5.0), Levels(12, 60, 6.0),
         [Reason.NOT_POSITIVE, Reason.NOT_POSITIVE, None, Reason.NOT_POSITIVE, None, None],
         ("people", "productivity")),
        (Levels(10, 50, 0.0), Levels(12, 60, 6.0),
         [None, None, Reason.NOT_POSITIVE, Reason.NOT_POSITIVE, None, Reason.NOT_POSITIVE], ()),
        (Levels(10, 50, 5.0), Levels(12, 60, math.inf),
         [None, None, Reason.NOT_FINITE, Reason.NOT_FINITE, None, Reason.NOT_FINITE], ()),
        (Levels(None, None, None), Levels(12, 60, 6.0), [Reason.NO_BASE_YEAR] * 6, ()),
        (Levels(None, None, 5.0), Levels(None, None, 6.0), [Reason.NOT_PUBLISHED] * 5 + [None], ()),
    ],
)
def test_what_is_missing_takes_only_its_own_terms(
    before: Levels, after: Levels, expected: list[Reason | None], told: tuple[str, ...]
) -> None:
    rows = growth_parts(before, after)
    assert rows["reason"].to_list() == expected
    assert rows["value"].notna().tolist() == [reason is None for reason in expected]
    assert parts_told(rows) == told
    if rows.loc["total", "reason"] is not None:
        assert rows["amount"].isna().all() and rows["share"].isna().all()
    if told:
        assert rows.loc[list(told), "amount"].sum() == pytest.approx(1.0)


def firms_of(*rows: tuple[bool, bool, bool, bool, float, float]) -> pd.DataFrame:
    return pd.DataFrame(
        rows, columns=["member_before", "member_after", "alive_before", "alive_after", "before", "after"]
    )


KNOWN = firms_of(
    (True, True, True, True, 10.0, 13.0),      # stays and grows by 3
    (True, True, True, True, 8.0, 6.0),        # stays and shrinks by 2
    (False, True, False, True, np.nan, 5.0),   # founded inside
    (False, True, True, True, 4.0, 7.0),       # was elsewhere with 4, moved in with 7
    (True, False, True, False, 2.0, np.nan),   # closed
    (True, False, True, True, 9.0, 11.0),      # moved out with the 9 it had
)


def test_firms_worked_by_hand() -> None:
    """29 before, 31 after: +1 of those who stay, +5 founded, +7 moved in, −2 closed, −9 moved out."""
    change = firm_change(KNOWN)
    assert change.flows["amount"].to_dict() == {
        "incumbents": 1.0, "entrants": 5.0, "movers_in": 7.0, "exits": -2.0, "movers_out": -9.0,
    }
    assert change.flows["firms"].to_list() == [2, 1, 1, 1, 1]
    assert (change.before, change.after, change.left_out, change.reason) == (29.0, 31.0, 0, None)


def test_a_member_without_a_figure_leaves_both_years() -> None:
    many = pd.concat([KNOWN, firms_of(*[(True, True, True, True, 1.0, 1.0)] * 30)], ignore_index=True)
    many.loc[0, "after"] = np.nan
    change = firm_change(many)
    assert (change.left_out, change.reason) == (1, None)
    assert (change.before, change.after) == (49.0, 48.0)
    assert change.flows["amount"].sum() == change.after - change.before == -1.0
    assert change.flows.loc["incumbents", "amount"] == -2.0


@pytest.mark.parametrize(
    ("firms", "reason"),
    [
        (KNOWN.iloc[:0], Reason.NOT_PUBLISHED),
        (KNOWN.assign(after=np.nan), Reason.COVERAGE),
        (KNOWN.assign(before=math.inf), Reason.NOT_FINITE),
    ],
)
def test_firms_that_do_not_speak_for_the_cluster(firms: pd.DataFrame, reason: Reason) -> None:
    change = firm_change(firms)
    assert change.reason is reason
    assert change.flows["amount"].isna().all()


def test_a_firm_outside_in_both_years_is_refused() -> None:
    with pytest.raises(ValueError, match="neither"):
        firm_change(firms_of((False, False, True, True, 1.0, 1.0)))


@st.composite
def memberships(draw: st.DrawFn) -> pd.DataFrame:
    """Up to thirty firms of a cluster, all reported while they were members."""
    kind = st.sampled_from([(True, True, True, True), (False, True, False, True), (False, True, True, True),
                            (True, False, True, False), (True, False, True, True)])
    rows = draw(st.lists(st.tuples(kind, st.floats(0, 1e6), st.floats(0, 1e6)), min_size=1, max_size=30))
    return firms_of(*[(*where, first, last) for where, first, last in rows])


@steady
@given(memberships())
def test_flows_add_up_to_the_change_in_any_order(firms: pd.DataFrame) -> None:
    change = firm_change(firms)
    inside = sum(row.before for row in firms.itertuples() if row.member_before)
    later = sum(row.after for row in firms.itertuples() if row.member_after)
    assert change.flows["amount"].sum() == pytest.approx(later - inside, abs=1e-6)
    assert (change.before, change.after) == (pytest.approx(inside), pytest.approx(later))
    assert list(change.flows.index) == list(FLOWS) and change.flows["firms"].sum() == len(firms)
    pd.testing.assert_frame_equal(firm_change(firms.iloc[::-1]).flows, change.flows)
