"""Flows of branches: the vector of zones, its identities, and what has no value."""

import json
import math
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from queries.formulas.branch_flows import acceptance_index, down_gradient_share, share_from_to, transfer_out_index
from queries.formulas.order_index import order_index
from queries.formulas.reasons import Reason

VECTOR = json.loads((Path(__file__).parent / "vectors" / "31_od_flow_indices.json").read_text("utf-8"))
ZONES = VECTOR["input"]["zones"]
FLOWS = pd.DataFrame(VECTOR["input"]["F_rows_from_cols_to"], index=ZONES, columns=ZONES)
DEMAND = pd.Series(VECTOR["input"]["demand"], index=ZONES, dtype=float)
EXPECTED, TOLERANCE = VECTOR["expected"], VECTOR["tolerance"]["abs"]
INLAND = frozenset(ZONES[1:])
NONE = pd.DataFrame(0.0, index=ZONES, columns=ZONES)


def test_vector_of_four_zones() -> None:
    assert acceptance_index(FLOWS, DEMAND)["value"].to_dict() == pytest.approx(
        EXPECTED["acceptance_relative"], abs=TOLERANCE
    )
    outward = share_from_to(FLOWS, frozenset({"East"}), INLAND)
    assert outward.value == pytest.approx(EXPECTED["east_outward_share"], abs=TOLERANCE)
    gradient = pd.Series(VECTOR["input"]["IGC"], index=ZONES)
    assert down_gradient_share(FLOWS, gradient).value == pytest.approx(EXPECTED["down_gradient_share"], abs=TOLERANCE)
    assert outward.n == EXPECTED["total"]


def test_transfer_out_counts_branches_at_home_as_well() -> None:
    flows = FLOWS.copy()
    flows.loc["East", "East"] = 20.0
    assert transfer_out_index(flows)["value"].to_dict() == {"East": 0.75, "Central": 1.0, "West": 1.0, "Northeast": 1.0}


def test_branches_at_home_enter_no_share_of_flows() -> None:
    at_home = FLOWS.copy()
    at_home.loc["West", "West"] = 500.0
    assert share_from_to(at_home, frozenset({"East"}), INLAND) == share_from_to(FLOWS, frozenset({"East"}), INLAND)
    assert acceptance_index(at_home, DEMAND).equals(acceptance_index(FLOWS, DEMAND))


@settings(deadline=None)
@given(st.lists(st.integers(0, 50), min_size=16, max_size=16), st.lists(st.integers(1, 90), min_size=4, max_size=4))
def test_acceptance_weighted_by_demand_is_one(branches: list[int], demand: list[int]) -> None:
    flows = pd.DataFrame([branches[4 * row : 4 * row + 4] for row in range(4)], index=ZONES, columns=ZONES)
    index = acceptance_index(flows, pd.Series(demand, index=ZONES, dtype=float))
    if index["value"].notna().all():
        assert (index["value"] * demand).sum() / sum(demand) == pytest.approx(1.0)
    else:
        assert set(index["reason"]) == {"zero_denominator"}


def test_no_branch_anywhere() -> None:
    assert set(transfer_out_index(NONE)["reason"]) == {"zero_denominator"}
    assert set(acceptance_index(NONE, DEMAND)["reason"]) == {"zero_denominator"}
    assert share_from_to(NONE, frozenset({"East"}), INLAND).reason is Reason.ZERO_DENOMINATOR


def test_a_missing_demand_or_gradient_is_no_zero() -> None:
    demand = DEMAND.where(DEMAND.index != "West", math.nan)
    assert acceptance_index(FLOWS, demand)["reason"].tolist() == ["coverage", "coverage", "no_denominator", "coverage"]
    gradient = pd.Series([1.6, 0.9, math.nan, 0.6], index=ZONES)
    assert down_gradient_share(FLOWS, gradient).reason is Reason.COVERAGE


def test_order_and_share_down_the_gradient_rest_on_the_same_pairs() -> None:
    """A gradient of 0 is none, and a unit that sends and receives less than 5 % of the branches leaves both."""
    flows = pd.DataFrame([[0, 60, 2], [30, 0, 1], [0, 0, 0]], index=list("abc"), columns=list("abc"))
    for absent in (math.nan, 0.0):
        gradient = pd.Series([2.0, 1.0, absent], index=flows.index)
        share = down_gradient_share(flows, gradient)
        assert (share.value, share.n) == (pytest.approx(60 / 90), 90)
        assert order_index(flows, gradient, 0).units == ("a", "b")
    much = down_gradient_share(flows.replace(2, 20), pd.Series([2.0, 1.0, 0.0], index=flows.index))
    assert (much.reason, much.n) == (Reason.COVERAGE, 111)


def test_a_unit_without_any_branch_needs_no_gradient() -> None:
    flows = FLOWS.copy()
    flows.loc["Northeast"] = flows["Northeast"] = 0.0
    gradient = pd.Series([1.6, 0.9, 0.8, math.nan], index=ZONES)
    assert down_gradient_share(flows, gradient).value == pytest.approx(61 / 73)


def test_a_demand_of_zero() -> None:
    demand = DEMAND.where(DEMAND.index != "West", 0.0)
    assert acceptance_index(FLOWS, demand).loc["West", "reason"] == "zero_denominator"


def test_a_unit_that_the_register_does_not_hold_accepts_an_unknown_number() -> None:
    """Without 4 % of the demand the others are told among themselves; without 10 % nobody is."""
    told = pd.Series([True, True, True, False], index=ZONES)
    small, large = (pd.Series([60.0, 20.0, 20.0 - last, last], index=ZONES) for last in (4.0, 10.0))
    found = acceptance_index(FLOWS, small, told)
    inner = FLOWS.loc[ZONES[:3], ZONES[:3]]
    expected = acceptance_index(inner, small[:3])
    assert found["value"].tolist()[:3] == pytest.approx(expected["value"].tolist())
    assert found["reason"].tolist() == [None, None, None, "not_published"]
    assert (small[:3] / 96.0 * found["value"][:3]).sum() == pytest.approx(1.0)
    assert acceptance_index(FLOWS, large, told)["reason"].tolist() == ["coverage"] * 3 + ["not_published"]


def test_rows_and_columns_are_the_same_units() -> None:
    with pytest.raises(ValueError, match="same units"):
        transfer_out_index(FLOWS[ZONES[::-1]])
