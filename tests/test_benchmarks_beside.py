"""The second opinions beside expected supply: the quantile benchmark and the frontier."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from queries.formulas.frontier import frontier_gap
from queries.formulas.quantile_benchmark import quantile_benchmark
from queries.formulas.reasons import Reason


def regions(n: int = 31, seed: int = 5) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    patents, gdp = random.lognormal(8, 1, n), random.lognormal(9, 0.8, n)
    supply = np.round(np.exp(-3 + 0.8 * np.log(patents) + random.normal(0, 0.5, n)))
    codes = [f"{code:06d}" for code in range(110000, 110000 + n)]
    return pd.DataFrame({"supply": supply + 1, "patents": patents, "gdp": gdp}, index=codes)


def check_loss(residual: np.ndarray, quantile: float) -> float:
    return float(np.maximum(quantile * residual, (quantile - 1) * residual).sum())


def smallest_loss(y: np.ndarray, x: np.ndarray, quantile: float) -> float:
    """The loss that quantile regression minimises, as a linear programme: an independent solution."""
    n, p = x.shape
    costs = np.concatenate([np.zeros(2 * p), np.full(n, quantile), np.full(n, 1 - quantile)])
    equations = np.hstack([x, -x, np.eye(n), -np.eye(n)])
    return float(linprog(costs, A_eq=equations, b_eq=y, method="highs").fun)


@pytest.mark.parametrize("drivers", [["patents"], ["patents", "gdp"]])
def test_the_quantile_line_has_the_smallest_loss(drivers: list[str]) -> None:
    table = regions(60)
    result = quantile_benchmark(table["supply"], table[drivers])
    y = np.log(table["supply"].to_numpy())
    x = np.column_stack([np.ones(60), np.log(table[drivers])])
    reached = check_loss(y - np.log(result["benchmark"].to_numpy()), 0.75)
    assert reached == pytest.approx(smallest_loss(y, x, 0.75), rel=1e-4)
    assert (table["supply"] < result["benchmark"]).mean() == pytest.approx(0.75, abs=0.06)
    assert result["value"].to_numpy() == pytest.approx((result["benchmark"] - table["supply"]).to_numpy())


def test_units_with_zero_count_as_below_the_line() -> None:
    table = regions(60)
    low = table["supply"] < table["supply"].quantile(0.15)
    zeros, tiny = table["supply"].mask(low, 0.0), table["supply"].mask(low, 1e-3)
    with_zeros = quantile_benchmark(zeros, table[["patents"]])["benchmark"]
    assert with_zeros.to_numpy() == pytest.approx(
        quantile_benchmark(tiny, table[["patents"]])["benchmark"].to_numpy(), rel=1e-3
    )


def test_where_most_units_have_nothing_no_quantile_is_claimed() -> None:
    table = regions(40)
    result = quantile_benchmark(table["supply"].where(np.arange(40) < 3, 0.0), table[["patents"]])
    assert set(result["reason"]) == {Reason.NOT_POSITIVE}
    assert set(quantile_benchmark(table["supply"] * 0, table[["patents"]])["reason"]) == {Reason.NOT_POSITIVE}


def test_a_frontier_worked_by_hand() -> None:
    """A (1, 2), B (3, 6), C (5, 7) and D (3, 3), E (2, 2), F (6, 5): the frontier runs A–B–C and is level beyond C."""
    table = pd.DataFrame(
        {"x": [1.0, 3.0, 5.0, 3.0, 2.0, 6.0], "y": [2.0, 6.0, 7.0, 3.0, 2.0, 5.0]}, index=list("ABCDEF")
    )
    result = frontier_gap(table["y"], table[["x"]])
    assert result["frontier"].to_dict() == pytest.approx({"A": 2, "B": 6, "C": 7, "D": 6, "E": 4, "F": 7})
    assert result["value"].to_dict() == pytest.approx({"A": 0, "B": 0, "C": 0, "D": 3, "E": 2, "F": 2})
    # Without B the line runs A–C: 4.5 at x = 3 and 3.25 at x = 2; without C the frontier beyond B is level at 6.
    # Without A nothing but D (3, 3) is below B, and E has only itself to the left.
    assert result["lo"].to_dict() == pytest.approx({"A": 0, "B": 0, "C": 0, "D": 1.5, "E": 0, "F": 1})


def frontier_by_definition(table: pd.DataFrame, unit: int, kept: np.ndarray) -> float:
    """max φ s.t. Xλ ≤ x_i, Yλ ≥ φ y_i, Σλ = 1, λ ≥ 0, one programme for one unit, times y_i."""
    x, y = table[["patents", "gdp"]].to_numpy()[kept], table["supply"].to_numpy()[kept]
    own_x, own_y = table[["patents", "gdp"]].to_numpy()[unit], float(table["supply"].iloc[unit])
    scale = own_x.max()
    solution = linprog(
        c=np.append(np.zeros(len(y)), -1.0),
        A_ub=np.vstack([np.hstack([x.T / scale, np.zeros((2, 1))]), np.append(-y, own_y)[None, :]]),
        b_ub=np.append(own_x / scale, 0.0),
        A_eq=np.append(np.ones(len(y)), 0.0)[None, :],
        b_eq=[1.0],
        method="highs",
    )
    return float(-solution.fun) * own_y


def test_the_frontier_and_its_range_equal_one_programme_per_unit_and_unit_left_out() -> None:
    table = regions(14, seed=9)
    result = frontier_gap(table["supply"], table[["patents", "gdp"]])
    everyone = np.arange(14)
    for unit, code in enumerate(table.index):
        whole = frontier_by_definition(table, unit, everyone)
        without = [
            frontier_by_definition(table, unit, np.delete(everyone, other)) for other in everyone if other != unit
        ]
        assert result.loc[code, "frontier"] == pytest.approx(whole, rel=1e-6)
        lowest = min([whole, *without]) - table["supply"].iloc[unit]
        assert result.loc[code, "lo"] == pytest.approx(lowest, rel=1e-6, abs=1e-6)


@pytest.mark.parametrize(("n", "drivers", "enough"), [(5, 1, False), (6, 1, True), (8, 2, False), (9, 2, True)])
def test_the_frontier_needs_three_units_per_variable(n: int, drivers: int, enough: bool) -> None:
    table = regions(n)
    result = frontier_gap(table["supply"], table[["patents", "gdp"]].iloc[:, :drivers])
    assert result["value"].notna().all() == enough
    assert set(result["reason"]) == ({None} if enough else {Reason.TOO_FEW_POINTS})


def test_units_that_cannot_enter_say_why_in_both() -> None:
    table = regions(20)
    table.iloc[0, 0], table.iloc[1, 1], table.iloc[2, 1] = np.nan, np.nan, 0.0
    for result in (
        frontier_gap(table["supply"], table[["patents"]]), quantile_benchmark(table["supply"], table[["patents"]])
    ):
        assert list(result["reason"].head(3)) == [Reason.NOT_PUBLISHED, Reason.NO_DENOMINATOR, Reason.NOT_POSITIVE]
        assert result["value"].isna().head(3).all()
        assert result["value"].notna().iloc[3:].all()


def test_a_region_without_supply_still_has_a_distance_to_the_frontier() -> None:
    table = regions(20)
    table.iloc[int(table["patents"].argmax()), 0] = 0.0
    result = frontier_gap(table["supply"], table[["patents"]])
    assert result["value"].iloc[int(table["patents"].argmax())] == pytest.approx(table["supply"].max())


@settings(deadline=None, max_examples=25, derandomize=True)
@given(st.integers(0, 1000), st.permutations(range(20)), st.floats(1e-4, 1e6))
def test_order_and_units_change_neither_opinion(seed: int, order: list[int], factor: float) -> None:
    table = regions(20, seed)
    turned = table.iloc[order].assign(patents=lambda rows: rows["patents"] * factor)
    drivers = ["patents", "gdp"]
    for formula, tolerance in ((frontier_gap, 1e-6), (quantile_benchmark, 1e-2)):
        before, after = formula(table["supply"], table[drivers]), formula(turned["supply"], turned[drivers])
        np.testing.assert_allclose(
            after["value"].loc[table.index], before["value"], rtol=tolerance, atol=tolerance * table["supply"].max()
        )
