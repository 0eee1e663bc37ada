"""The balance of flows: the vector of zones, what adds up in every matrix, and what has no value."""

import json
import math
import random
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from queries.formulas.od_flows import FlowTotals, flow_balance, flow_totals, migration_effectiveness
from queries.formulas.reasons import Reason

VECTOR = json.loads((Path(__file__).parent / "vectors" / "31_od_flow_indices.json").read_text("utf-8"))
ZONES = VECTOR["input"]["zones"]
FLOWS = pd.DataFrame(VECTOR["input"]["F_rows_from_cols_to"], index=ZONES, columns=ZONES)
EXPECTED, TOLERANCE = VECTOR["expected"], VECTOR["tolerance"]["abs"]
STEADY = settings(deadline=None, max_examples=60, derandomize=True)
MATRICES = st.integers(1, 7).flatmap(lambda n: arrays(np.int64, (n, n), elements=st.integers(0, 40))).map(pd.DataFrame)


def test_vector_of_four_zones() -> None:
    balance = flow_balance(FLOWS)
    assert balance["sent"].tolist() == EXPECTED["out"]
    assert balance["received"].tolist() == EXPECTED["inn"]
    assert balance["net"].tolist() == EXPECTED["net"]
    assert balance["value"].tolist() == pytest.approx(EXPECTED["net_rate"], abs=TOLERANCE)
    effectiveness = migration_effectiveness(FLOWS)
    assert effectiveness.value == pytest.approx(EXPECTED["migration_effectiveness"], abs=TOLERANCE)
    assert effectiveness.n == EXPECTED["total"]


@pytest.mark.parametrize(
    ("cells", "kept", "net", "effectiveness"),
    [
        ([[5, 3], [0, 2]], [5, 2], [-3, 3], 1.0),
        ([[5, 3], [3, 2]], [5, 2], [0, 0], 0.0),
        ([[0, 4], [2, 0]], [0, 0], [-2, 2], 4 / 12),
        ([[0, 6, 0], [0, 0, 6], [6, 0, 0]], [0, 0, 0], [0, 0, 0], 0.0),
    ],
    ids=["one way", "both ways alike", "both ways", "in a ring"],
)
def test_by_hand(cells: list[list[int]], kept: list[int], net: list[int], effectiveness: float) -> None:
    flows = pd.DataFrame(cells)
    balance = flow_balance(flows)
    assert balance["kept"].tolist() == kept
    assert balance["net"].tolist() == net
    assert migration_effectiveness(flows).value == pytest.approx(effectiveness)


def test_a_unit_that_neither_sends_nor_receives_has_no_rate() -> None:
    flows = pd.DataFrame([[7, 0, 0], [0, 0, 1], [0, 0, 0]], index=list("abc"), columns=list("abc"))
    balance = flow_balance(flows)
    assert balance["value"].isna().tolist() == [True, False, False]
    assert balance.loc["a", "reason"] == Reason.ZERO_DENOMINATOR
    assert balance["value"].iloc[1:].tolist() == [-1.0, 1.0]


@pytest.mark.parametrize("flows", [pd.DataFrame(), pd.DataFrame([[9]]), pd.DataFrame(np.diag([3, 4]))],
                         ids=["no unit", "one unit", "all at home"])
def test_nothing_moves(flows: pd.DataFrame) -> None:
    assert migration_effectiveness(flows).reason is Reason.ZERO_DENOMINATOR
    assert flow_totals(flows) == FlowTotals(home=int(np.trace(flows.to_numpy())), away=0)
    assert set(flow_balance(flows)["reason"]) <= {Reason.ZERO_DENOMINATOR}


@STEADY
@given(MATRICES)
def test_what_one_sends_another_receives(flows: pd.DataFrame) -> None:
    balance, totals = flow_balance(flows), flow_totals(flows)
    assert balance["net"].sum() == 0
    assert balance["sent"].sum() == balance["received"].sum() == totals.away
    assert balance["kept"].sum() == totals.home
    assert totals.whole == flows.to_numpy().sum()
    assert balance["value"].dropna().between(-1, 1).all()
    effectiveness = migration_effectiveness(flows)
    assert effectiveness.value is None or 0 <= effectiveness.value <= 1


@STEADY
@given(MATRICES, st.randoms(use_true_random=False))
def test_the_order_of_units_is_none_of_its_business(flows: pd.DataFrame, chance: random.Random) -> None:
    order = list(flows.index)
    chance.shuffle(order)
    mixed = flows.loc[order, order]
    assert flow_balance(mixed).loc[flows.index].equals(flow_balance(flows))
    assert migration_effectiveness(mixed) == migration_effectiveness(flows)


@STEADY
@given(MATRICES)
def test_turned_round_every_net_changes_its_sign(flows: pd.DataFrame) -> None:
    assert flow_balance(flows.T)["net"].tolist() == (-flow_balance(flows)["net"]).tolist()
    assert migration_effectiveness(flows.T) == migration_effectiveness(flows)


@STEADY
@given(arrays(np.int64, (6, 6), elements=st.integers(0, 30)))
def test_units_put_together_add_up(cells: np.ndarray) -> None:
    """Net flows of parts add to that of the whole, and what moved between parts is then kept."""
    flows = pd.DataFrame(cells)
    group = pd.Series([0, 0, 0, 1, 1, 2])
    grouped = flows.groupby(group).sum().T.groupby(group).sum().T
    assert flow_balance(grouped)["net"].tolist() == flow_balance(flows)["net"].groupby(group).sum().tolist()
    assert flow_totals(grouped).whole == flow_totals(flows).whole
    assert flow_totals(grouped).home >= flow_totals(flows).home


@pytest.mark.parametrize("cells", [[[0, -1], [0, 0]], [[0, math.nan], [0, 0]], [[0, 0.5], [0, 0]]])
def test_flows_are_counts(cells: list[list[float]]) -> None:
    with pytest.raises(ValueError, match="counts"):
        flow_balance(pd.DataFrame(cells))


def test_rows_and_columns_are_the_same_units() -> None:
    with pytest.raises(ValueError, match="same units"):
        flow_totals(FLOWS[ZONES[::-1]])
