"""Coupling coordination against values worked by hand, a second implementation, and its properties."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from queries.formulas.coupling_coordination import (
    LEVELS,
    classical_coupling,
    coordination_level,
    coupling,
    coupling_coordination,
    direction,
    fixed_bounds_index,
)
from queries.formulas.reasons import Reason

NAN = math.nan
INDEX = st.floats(0.01, 0.99)


def systems(*rows: tuple[float, ...]) -> pd.DataFrame:
    """One row per unit, one column per system."""
    return pd.DataFrame(rows, index=[f"unit-{number}" for number in range(len(rows))])


def test_index_between_fixed_bounds_is_clipped() -> None:
    found = fixed_bounds_index(pd.Series([0.0, 2.0, 5.0, 10.0, 12.0]), 0.0, 10.0)
    assert found["value"].tolist() == pytest.approx([0.01, 0.2, 0.5, 0.99, 0.99], abs=1e-15)
    assert found["reason"].isna().all()


@pytest.mark.parametrize(
    ("value", "bounds", "reason"),
    [
        (NAN, (0, 1), Reason.NOT_PUBLISHED),
        (-1.0, (0, 1), Reason.NEGATIVE_INPUT),
        (math.inf, (0, 1), Reason.NOT_FINITE),
        (3.0, (3, 3), Reason.ZERO_DENOMINATOR),
        (3.0, (NAN, 3), Reason.ZERO_DENOMINATOR),
    ],
)
def test_no_index_without_value_or_bounds(value: float, bounds: tuple[float, float], reason: Reason) -> None:
    assert fixed_bounds_index([value], *bounds)["reason"].tolist() == [reason]


def test_an_index_rises_only_when_its_own_unit_does() -> None:
    before = fixed_bounds_index(pd.Series({"a": 4.0, "b": 6.0}), 0, 10)["value"]
    after = fixed_bounds_index(pd.Series({"a": 4.0, "b": 9.0}), 0, 10)["value"]
    assert before["a"] == after["a"]


def test_two_systems_by_hand() -> None:
    # U = (0.2, 0.8): C = sqrt(0.4 · 0.25) = 0.316228, T = 0.5, D = sqrt(0.158114) = 0.397635.
    found = coupling_coordination(systems((0.2, 0.8))).iloc[0]
    assert found["coupling"] == pytest.approx(math.sqrt(0.1), rel=1e-14)
    assert found["development"] == pytest.approx(0.5, rel=1e-14)
    assert found["value"] == pytest.approx(0.39763536438352537, rel=1e-12)
    # Classical: C = 2·sqrt(0.16) / 1 = 0.8, D = sqrt(0.4).
    classical = coupling_coordination(systems((0.2, 0.8)), "classical").iloc[0]
    assert classical["coupling"] == pytest.approx(0.8, rel=1e-14)
    assert classical["value"] == pytest.approx(math.sqrt(0.4), rel=1e-14)


def test_three_systems_by_hand() -> None:
    # U = (0.2, 0.4, 0.8): mean gap (0.2 + 0.6 + 0.4) / 3 = 0.4; product of ratios 0.25 · 0.5 · 1, its square root.
    found = coupling(systems((0.2, 0.4, 0.8)))["value"].iloc[0]
    assert found == pytest.approx(math.sqrt(0.6 * math.sqrt(0.125)), rel=1e-14)
    classical = classical_coupling(systems((0.2, 0.4, 0.8)))["value"].iloc[0]
    assert classical == pytest.approx(3 * 0.064 ** (1 / 3) / 1.4, rel=1e-14)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ((0.0, 0.0), Reason.ZERO_DENOMINATOR),
        ((0.4, NAN), Reason.NOT_PUBLISHED),
        ((-0.1, 0.5), Reason.NEGATIVE_INPUT),
        ((-math.inf, 0.5), Reason.NOT_FINITE),
    ],
)
@pytest.mark.parametrize("form", ["wang_2021", "classical"])
def test_no_value_without_indices(row: tuple[float, float], reason: Reason, form: str) -> None:
    found = coupling_coordination(systems(row, (0.5, 0.5)), form).iloc[0]  # type: ignore[arg-type]
    assert found["reason"] == reason
    assert found[["value", "coupling", "development"]].isna().all()


def test_one_system_at_zero_is_no_coupling_but_a_value() -> None:
    assert coupling_coordination(systems((0.0, 0.6)))["value"].tolist() == [0.0]


@pytest.mark.parametrize(
    ("indices", "weights"),
    [(systems((0.5,)), None), (systems((0.5, 1.2)), None), (systems((0.5, 0.5)), (0.5, 0.6)),
     (systems((0.5, 0.5)), (1.0,)), (systems((0.5, 0.5)), (1.5, -0.5))],
)
def test_what_is_no_system_is_refused(indices: pd.DataFrame, weights: tuple[float, ...] | None) -> None:
    with pytest.raises(ValueError, match=r"system|index|weights"):
        coupling_coordination(indices, weights=weights)


@settings(deadline=None)
@given(st.lists(st.tuples(INDEX, INDEX, INDEX), min_size=1, max_size=8), st.permutations([0, 1, 2]))
def test_a_second_implementation_and_the_order_of_systems(
    rows: list[tuple[float, float, float]], order: list[int]
) -> None:
    found = coupling(systems(*rows))["value"]
    for unit, (a, b, c) in zip(found.index, rows, strict=True):
        top = max(a, b, c)
        mean_gap = (abs(a - b) + abs(a - c) + abs(b - c)) / 3
        assert found[unit] == pytest.approx(
            math.exp(0.5 * (math.log(1 - mean_gap) + 0.5 * math.log(a * b * c / top**3))), rel=1e-9
        )
    assert coupling(systems(*rows)[order])["value"].tolist() == pytest.approx(found.tolist(), rel=1e-12)


@settings(deadline=None)
@given(st.lists(st.tuples(INDEX, INDEX), min_size=1, max_size=8))
def test_both_forms_stay_in_range_and_the_classical_one_is_never_lower(rows: list[tuple[float, float]]) -> None:
    new, old = coupling_coordination(systems(*rows)), coupling_coordination(systems(*rows), "classical")
    assert new["value"].between(0, 1).all() and old["value"].between(0, 1).all()
    assert (new["coupling"] <= old["coupling"] + 1e-12).all()
    assert np.sign(direction([a for a, _ in rows], [b for _, b in rows]).map(
        {"supply_lags": -1, "in_step": 0, "demand_lags": 1}).astype(float)).tolist() == [
        0 if abs(a - b) <= 0.05 else math.copysign(1, a - b) for a, b in rows
    ]


@settings(deadline=None)
@given(INDEX)
def test_equal_systems_are_fully_coupled(level: float) -> None:
    found = coupling_coordination(systems((level, level))).iloc[0]
    assert found["coupling"] == pytest.approx(1.0)
    assert found["value"] == pytest.approx(math.sqrt(level))


@pytest.mark.parametrize(
    ("value", "level"),
    [(0.0, "severe"), (0.1999, "severe"), (0.2, "imbalance"), (0.4, "transition"), (0.6, "coordinated"),
     (0.8, "high"), (1.0, "high"), (NAN, None)],
)
def test_levels_begin_at_their_bound(value: float, level: str | None) -> None:
    assert coordination_level([value]).tolist() == [level]
    assert len(LEVELS) == 5


def test_direction_needs_more_than_a_little_and_both_indices() -> None:
    assert direction([0.30, 0.30, 0.36, 0.5], [0.34, 0.36, 0.30, NAN]).tolist() == [
        "in_step", "supply_lags", "demand_lags", None
    ]
