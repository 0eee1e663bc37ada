"""Gradient coefficient and gradient difference: worked by hand, their identities, and what has no value."""

import json
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import spearmanr

from queries.formulas.gradient_coefficient import gradient_coefficient
from queries.formulas.gradient_difference import gradient_difference, gradient_differences, parts_of_difference
from queries.formulas.reasons import Reason
from queries.formulas.shares import location_quotient

VECTOR = json.loads((Path(__file__).parent / "vectors" / "31_od_flow_indices.json").read_text("utf-8"))
steady = settings(deadline=None, max_examples=60, derandomize=True)

# Output 60 + 30 + 10 = 100, product 1000, staff 50, capital 200: per unit of product 0.1, per head 2, per capital 0.5.
AMOUNTS = pd.DataFrame(
    {"output": [60.0, 30.0, 10.0], "product": [400.0, 300.0, 300.0], "staff": [20.0, 20.0, 10.0],
     "capital": [80.0, 100.0, 20.0]},
    index=["a", "b", "c"],
)
BY_HAND = {
    "location_quotient": [1.5, 1.0, 1 / 3],
    "labour_productivity": [1.5, 0.75, 0.5],
    "capital_productivity": [1.5, 0.6, 1.0],
    "value": [2.25, 0.75, 1 / 6],
    "improved": [3.375, 0.45, 1 / 6],
}
COLUMNS = ("output", "product", "staff", "capital")
SIZES = st.integers(1, 100_000)
TABLES = st.integers(2, 9).flatmap(
    lambda n: st.tuples(*(st.lists(SIZES, min_size=n, max_size=n) for _ in COLUMNS))
).map(lambda columns: pd.DataFrame(dict(zip(COLUMNS, columns, strict=True)), dtype=float))


def test_three_regions_worked_by_hand() -> None:
    found = gradient_coefficient(AMOUNTS)
    for column, expected in BY_HAND.items():
        assert found[column].tolist() == pytest.approx(expected), column
    assert found[["reason", "improved_reason"]].isna().all(axis=None)


def test_zones_are_measured_by_their_totals_not_by_averages() -> None:
    zones = AMOUNTS.groupby(["east", "west", "west"]).sum()
    found = gradient_coefficient(zones, AMOUNTS)
    assert found.loc["west", "location_quotient"] == pytest.approx((40 / 600) / 0.1)
    assert found.loc["west", "value"] == pytest.approx((40 / 600) / 0.1 * (40 / 30) / 2)
    assert found.loc["west", "value"] != pytest.approx((0.75 + 1 / 6) / 2)
    assert found.loc["east"].equals(gradient_coefficient(AMOUNTS).loc["a"].rename("east"))


@steady
@given(TABLES)
def test_the_logarithm_is_the_sum_of_the_parts(amounts: pd.DataFrame) -> None:
    found = gradient_coefficient(amounts)
    logs = np.log(found[["location_quotient", "labour_productivity", "capital_productivity"]])
    assert np.log(found["value"]).to_numpy() == pytest.approx(
        (logs["location_quotient"] + logs["labour_productivity"]).to_numpy(), abs=1e-9
    )
    assert np.log(found["improved"]).to_numpy() == pytest.approx(logs.sum(axis=1).to_numpy(), abs=1e-9)


@steady
@given(TABLES)
def test_the_first_part_is_the_location_quotient(amounts: pd.DataFrame) -> None:
    oracle = location_quotient(amounts["output"], amounts["product"])["value"]
    found = gradient_coefficient(amounts)["location_quotient"]
    assert found.to_numpy() == pytest.approx(oracle.to_numpy())
    assert (found * amounts["product"]).sum() == pytest.approx(amounts["product"].sum())


@steady
@given(TABLES, st.floats(0.01, 100))
def test_neither_order_nor_unit_of_measure_matters(amounts: pd.DataFrame, factor: float) -> None:
    found = gradient_coefficient(amounts)["value"]
    turned = gradient_coefficient(amounts.iloc[::-1] * [factor, 1.0, 2.0, 3.0])["value"]
    assert turned.loc[found.index].to_numpy() == pytest.approx(found.to_numpy())


@pytest.mark.parametrize(("column", "value", "reason"), [
    ("output", math.nan, Reason.NOT_PUBLISHED),
    ("product", math.nan, Reason.NO_DENOMINATOR),
    ("staff", math.nan, Reason.NO_DENOMINATOR),
    ("product", 0.0, Reason.ZERO_DENOMINATOR),
    ("staff", 0.0, Reason.ZERO_DENOMINATOR),
    ("output", -1.0, Reason.NEGATIVE_INPUT),
    ("staff", math.inf, Reason.NOT_FINITE),
])
def test_what_has_no_coefficient(column: str, value: float, reason: Reason) -> None:
    """A small region (2 % of the product) is out, the others are not."""
    amounts = AMOUNTS.copy()
    amounts.loc["d"] = [1.0, 20.0, 1.0, 1.0]
    odd = amounts.copy()
    odd.loc["d", column] = value
    found = gradient_coefficient(odd, amounts)
    assert found["reason"].tolist() == [None, None, None, reason.value]
    assert math.isnan(found.loc["d", "value"])


def test_a_region_without_output_stands_at_zero_and_has_no_difference() -> None:
    amounts = AMOUNTS.copy()
    amounts.loc["c", "output"] = 0.0
    found = gradient_coefficient(amounts)
    assert found.loc["c", "value"] == 0.0
    assert gradient_difference(found.loc["a", "value"], found.loc["c", "value"]).reason is Reason.ZERO_DENOMINATOR
    assert gradient_difference(found.loc["c", "value"], found.loc["a", "value"]).reason is Reason.NOT_POSITIVE
    assert gradient_differences(found["value"])["c"].isna().all()


def test_the_whole_needs_95_per_cent_of_the_product() -> None:
    amounts = AMOUNTS.copy()
    amounts.loc["c", "output"] = math.nan
    found = gradient_coefficient(amounts)
    assert found["reason"].tolist() == ["coverage", "coverage", "not_published"]
    amounts.loc["c", "product"] = 30.0
    assert gradient_coefficient(amounts)["reason"].tolist() == [None, None, "not_published"]


def test_without_capital_the_improved_form_alone_is_absent() -> None:
    found = gradient_coefficient(AMOUNTS.drop(columns="capital"))
    assert found["value"].tolist() == pytest.approx(BY_HAND["value"])
    assert set(found["capital_productivity_reason"]) == set(found["improved_reason"]) == {"not_published"}


def test_capital_of_zero_and_below() -> None:
    """Only the region itself lacks the improved form, while the whole stays well covered."""
    amounts = AMOUNTS.assign(capital=[80.0, 100.0, 0.0])
    assert gradient_coefficient(amounts)["improved_reason"].tolist() == [None, None, "zero_denominator"]
    amounts.loc["c", "capital"] = -5.0
    assert gradient_coefficient(amounts)["improved_reason"].tolist() == ["negative_input"] * 3


def test_nobody_earns_anything() -> None:
    assert set(gradient_coefficient(AMOUNTS.assign(output=0.0))["reason"]) == {"zero_denominator"}


def test_amounts_are_complete_and_no_unit_appears_twice() -> None:
    with pytest.raises(ValueError, match="no column 'staff'"):
        gradient_coefficient(AMOUNTS.drop(columns="staff"))
    with pytest.raises(ValueError, match="appears twice"):
        gradient_coefficient(pd.concat([AMOUNTS, AMOUNTS]))


@steady
@given(st.lists(st.floats(1e-6, 1e6), min_size=3, max_size=8))
def test_differences_are_antisymmetric_and_close_every_loop(levels: list[float]) -> None:
    table = gradient_differences(pd.Series(levels)).to_numpy()
    assert table == pytest.approx(-table.T)
    loop = table[0, 1] + table[1, 2] + table[2, 0]
    assert loop == pytest.approx(0.0, abs=1e-9)
    assert gradient_difference(levels[0], levels[1]).value == pytest.approx(table[0, 1])


@steady
@given(TABLES)
def test_the_parts_of_a_difference_add_up_to_it(amounts: pd.DataFrame) -> None:
    found = gradient_coefficient(amounts)
    first, second = found.iloc[0], found.iloc[1]
    plain = parts_of_difference(first, second, ("location_quotient", "labour_productivity"))
    assert plain.sum() == pytest.approx(gradient_difference(first["value"], second["value"]).value, abs=1e-9)
    improved = parts_of_difference(first, second, ("location_quotient", "labour_productivity", "capital_productivity"))
    assert improved.sum() == pytest.approx(
        gradient_difference(first["improved"], second["improved"]).value, abs=1e-9
    )


def test_a_part_that_is_absent_leaves_no_other() -> None:
    found = gradient_coefficient(AMOUNTS.drop(columns="capital"))
    parts = parts_of_difference(found.loc["a"], found.loc["b"], ("location_quotient", "capital_productivity"))
    assert parts.isna().all()


@pytest.mark.parametrize(("first", "second", "reason"), [
    (None, 1.0, Reason.NOT_PUBLISHED),
    (1.0, math.nan, Reason.NOT_PUBLISHED),
    (-1.0, 1.0, Reason.NEGATIVE_INPUT),
    (math.inf, 1.0, Reason.NOT_FINITE),
])
def test_what_has_no_difference(first: float | None, second: float | None, reason: Reason) -> None:
    assert gradient_difference(first, second).reason is reason


def test_vector_of_four_zones_by_the_signs_and_ranks_of_the_differences() -> None:
    flows = np.array(VECTOR["input"]["F_rows_from_cols_to"])
    differences = gradient_differences(VECTOR["input"]["IGC"]).to_numpy()
    away = ~np.eye(len(flows), dtype=bool)
    expected, tolerance = VECTOR["expected"], VECTOR["tolerance"]["abs"]
    share = flows[away & (differences > 0)].sum() / flows[away].sum()
    assert share == pytest.approx(expected["down_gradient_share"], abs=tolerance)
    order = spearmanr(differences[away], flows[away]).statistic
    assert order == pytest.approx(expected["spearman_gradient_vs_flow"], abs=tolerance)
