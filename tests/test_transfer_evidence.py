"""The four legs of a transfer: shares worked out by hand, exact intervals, and when each of them holds or fails."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest

from queries.formulas.reasons import Reason
from queries.formulas.transfer_evidence import (
    LEAST_CASES,
    LEGS,
    LEVEL,
    Leg,
    LegVerdict,
    Verdict,
    transfer_evidence,
    verdicts,
)

UNITS = ["a", "b", "c"]


def flows(rows: list[list[int]]) -> pd.DataFrame:
    return pd.DataFrame(rows, index=UNITS, columns=UNITS)


OPENED = flows([[50, 60, 20], [5, 30, 4], [2, 3, 10]])
EVERY = flows([[100, 80, 60], [10, 60, 8], [4, 6, 20]])
COHORT = flows([[40, 40, 20], [4, 20, 3], [1, 2, 8]])
LASTING = flows([[30, 38, 10], [3, 15, 3], [1, 2, 8]])


def row(evidence: pd.DataFrame, source: str, target: str, leg: Leg) -> pd.Series:
    own = evidence[(evidence["source"] == source) & (evidence["target"] == target) & (evidence["leg"] == leg)]
    assert len(own) == 1
    return own.iloc[0]


@pytest.fixture(scope="module")
def evidence() -> pd.DataFrame:
    return transfer_evidence(OPENED, EVERY, COHORT, LASTING)


@pytest.mark.parametrize(("leg", "hits", "cases", "reference", "verdict"), [
    # a sends 60 + 20, and 5 + 2 come.
    (Leg.OUTFLOW, 80, 87, 0.5, LegVerdict.HOLDS),
    (Leg.INFLOW, 60, 65, 0.5, LegVerdict.HOLDS),
    # All others away from home: 20 + 4 + 3 + 1 + 2 begun, 10 + 3 + 3 + 1 + 2 lasting.
    (Leg.SURVIVAL, 38, 40, 19 / 30, LegVerdict.HOLDS),
    # What a opened at home or in c: 70 of 160 offer the form.
    (Leg.SAME_FORM, 60, 80, 70 / 160, LegVerdict.HOLDS),
])
def test_a_transfer_that_holds_on_every_leg(
    evidence: pd.DataFrame, leg: Leg, hits: int, cases: int, reference: float, verdict: LegVerdict
) -> None:
    found = row(evidence, "a", "b", leg)
    assert (found["hits"], found["cases"]) == (hits, cases)
    assert found["value"] == pytest.approx(hits / cases)
    assert found["reference"] == pytest.approx(reference)
    expected = binomtest(hits, cases).proportion_ci(method="exact")
    assert (found["lo"], found["hi"]) == (pytest.approx(expected.low), pytest.approx(expected.high))
    assert (found["verdict"], found["reason"]) == (verdict, None)


@pytest.mark.parametrize(("source", "target", "verdict", "holding"), [
    ("a", "b", Verdict.ESTABLISHED, 4),
    # Half of what went to c was gone after two years, of the others 48 of 50 were not.
    ("a", "c", Verdict.REFUTED, 2),
    # b receives more than it sends, and more from a than it sends there.
    ("b", "a", Verdict.REFUTED, 0),
    # b receives more than it sends, but seven branches tell nothing of b and c.
    ("b", "c", Verdict.INSUFFICIENT, 0),
])
def test_the_verdict_is_that_of_the_weakest_leg(
    evidence: pd.DataFrame, source: str, target: str, verdict: Verdict, holding: int
) -> None:
    found = verdicts(evidence).set_index(["source", "target"]).loc[(source, target)]
    assert (found["verdict"], found["holding"]) == (verdict, holding)
    for leg in LEGS:
        assert found[leg] == row(evidence, source, target, leg)["verdict"]


def test_few_branches_are_no_evidence_whatever_their_share() -> None:
    few = flows([[0, LEAST_CASES - 1, 0], [0, 0, 0], [0, 0, 0]])
    found = transfer_evidence(few, few, few, few)
    assert set(found["verdict"]) == {LegVerdict.UNCLEAR}
    assert row(found, "a", "b", Leg.INFLOW)["reason"] == Reason.TOO_FEW_POINTS
    assert row(found, "c", "b", Leg.INFLOW)["reason"] == Reason.ZERO_DENOMINATOR
    enough = few.replace(LEAST_CASES - 1, LEAST_CASES)
    assert row(transfer_evidence(enough, enough, few, few), "a", "b", Leg.INFLOW)["verdict"] == LegVerdict.HOLDS


def test_without_dated_closings_survival_is_not_known() -> None:
    found = transfer_evidence(OPENED, EVERY, COHORT, COHORT, dates_closings=False)
    own = row(found, "a", "b", Leg.SURVIVAL)
    assert np.isnan(own["value"])
    assert (own["verdict"], own["reason"]) == (LegVerdict.UNCLEAR, Reason.NOT_PUBLISHED)
    assert verdicts(found).set_index(["source", "target"]).loc[("a", "b"), "verdict"] == Verdict.INSUFFICIENT


@pytest.mark.parametrize(("reference", "share", "verdict"), [
    (0.80, 0.80, LegVerdict.HOLDS), (0.80, 0.77, LegVerdict.HOLDS), (0.80, 0.80 * LEVEL, LegVerdict.UNCLEAR),
    (0.80, 0.60, LegVerdict.FAILS), (0.08, 0.08, LegVerdict.HOLDS), (0.08, 0.02, LegVerdict.FAILS),
    (0.0, 0.0, LegVerdict.UNCLEAR), (1.0, 1.0, LegVerdict.HOLDS),
])
def test_survival_and_form_are_to_be_level_with_their_reference(
    reference: float, share: float, verdict: LegVerdict
) -> None:
    many = flows([[0, 40000, 40000], [0, 0, 0], [0, 0, 0]])
    part = flows([[0, round(40000 * share), round(40000 * reference)], [0, 0, 0], [0, 0, 0]])
    assert row(transfer_evidence(many, many, many, part), "a", "b", Leg.SURVIVAL)["verdict"] == verdict
    assert row(transfer_evidence(part, many, many, many), "a", "b", Leg.SAME_FORM)["verdict"] == verdict


def test_a_rare_form_needs_enough_expected_cases() -> None:
    """Of 40 branches a share of 9 % lets one expect 3.6: none of the form is no evidence against it."""
    every = flows([[0, 40, 1000], [0, 0, 0], [0, 0, 0]])
    form = flows([[0, 0, 90], [0, 0, 0], [0, 0, 0]])
    found = row(transfer_evidence(form, every, every, every), "a", "b", Leg.SAME_FORM)
    assert (found["verdict"], found["reason"]) == (LegVerdict.UNCLEAR, Reason.TOO_FEW_POINTS)


def test_only_the_pairs_asked_for_are_worked_out(evidence: pd.DataFrame) -> None:
    asked = flows([[1, 1, 0], [0, 0, 1], [0, 0, 0]]) > 0
    found = transfer_evidence(OPENED, EVERY, COHORT, LASTING, pairs=asked)
    assert sorted(set(zip(found["source"], found["target"], strict=True))) == [("a", "b"), ("b", "c")]
    for pair in found[["source", "target", "leg"]].itertuples(index=False):
        own = (found["source"] == pair.source) & (found["target"] == pair.target) & (found["leg"] == pair.leg)
        pd.testing.assert_series_equal(found[own].iloc[0], row(evidence, *pair), check_names=False)


def test_flows_of_other_units_are_refused() -> None:
    with pytest.raises(ValueError, match="same units"):
        transfer_evidence(OPENED, EVERY.loc[::-1, ::-1], COHORT, LASTING)


square = st.lists(st.integers(0, 90), min_size=9, max_size=9).map(lambda n: flows([n[:3], n[3:6], n[6:]]))


@settings(max_examples=60, deadline=None)
@given(square, square, st.permutations(UNITS))
def test_the_order_of_the_units_changes_nothing(form: pd.DataFrame, more: pd.DataFrame, order: list[str]) -> None:
    every, lasting = form + more, form // 2
    keys = ["source", "target", "leg"]
    first = transfer_evidence(form, every, form, lasting).sort_values(keys).reset_index(drop=True)
    moved = [table.loc[order, order] for table in (form, every, form, lasting)]
    second = transfer_evidence(*moved).sort_values(keys).reset_index(drop=True)
    pd.testing.assert_frame_equal(first, second)


@settings(max_examples=60, deadline=None)
@given(square)
def test_of_two_directions_of_a_pair_never_both_hold(form: pd.DataFrame) -> None:
    found = transfer_evidence(form, form, form, form)
    own = found[found["leg"] == Leg.INFLOW].set_index(["source", "target"])
    for source, target in own.index:
        both = {own.loc[(source, target), "verdict"], own.loc[(target, source), "verdict"]}
        assert both in ({LegVerdict.HOLDS, LegVerdict.FAILS}, {LegVerdict.UNCLEAR})
    assert len(found) == len(LEGS) * len(own)
