"""The Theil index against published digits and a table worked by hand."""

import json
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from queries.formulas.outcome import Outcome
from queries.formulas.reasons import Reason
from queries.formulas.theil import theil_t_by_group
from queries.formulas.units import Values

NAN = math.nan
MEXICO = json.loads(
    (Path(__file__).parent / "vectors" / "06_theil_T_decomposition_mexico.json").read_text("utf-8")
)
FOUR = pd.Series([10.0, 20.0, 30.0, 40.0], index=["a", "b", "c", "d"])
PAIRS = pd.Series(["east", "east", "west", "west"], index=FOUR.index)
CONTRIBUTIONS = ["contribution_between", "contribution_within"]


def theil_t(supply: Values, weight: Values | None = None) -> Outcome:
    """The total alone, with all units in one group."""
    return theil_t_by_group(supply, weight, ["all"] * len(supply)).total


@pytest.mark.parametrize("year", MEXICO["input"]["years"])
def test_published_decomposition_of_mexican_incomes(year: int) -> None:
    column = MEXICO["input"]["years"].index(year)
    incomes = pd.Series([row[column] for row in MEXICO["input"]["y"]], index=MEXICO["input"]["states"])
    result = theil_t_by_group(incomes, None, MEXICO["input"]["regime_hanson98"])
    computed = [result.total.value, result.between.value, result.within.value]
    expected = [MEXICO["expected"][part][column] for part in ("T", "between", "within")]
    np.testing.assert_allclose(computed, expected, rtol=0, atol=MEXICO["tolerance"]["abs"])


def test_theil_t_by_hand() -> None:
    by_hand = 0.1 * math.log(0.4) + 0.2 * math.log(0.8) + 0.3 * math.log(1.2) + 0.4 * math.log(1.6)
    assert theil_t(FOUR).value == pytest.approx(by_hand, rel=1e-12)


def test_decomposition_of_t_by_hand() -> None:
    result = theil_t_by_group(FOUR, None, PAIRS)
    east = math.log(2 / 3) / 3 + 2 / 3 * math.log(4 / 3)
    west = 3 / 7 * math.log(6 / 7) + 4 / 7 * math.log(8 / 7)
    np.testing.assert_allclose(result.groups["supply_share"], [0.3, 0.7])
    np.testing.assert_allclose(result.groups["weight_share"], [0.5, 0.5])
    np.testing.assert_allclose(result.groups["theil"], [east, west])
    np.testing.assert_allclose(result.groups["between"], [0.3 * math.log(0.6), 0.7 * math.log(1.4)])
    np.testing.assert_allclose(result.groups["within"], [0.3 * east, 0.7 * west])
    np.testing.assert_allclose(
        result.groups["contribution_within"] * result.total.value, result.groups["within"]
    )
    assert result.groups[CONTRIBUTIONS].to_numpy().sum() == pytest.approx(1.0, rel=1e-12)
    assert result.groups["n"].tolist() == [2, 2]


def test_weights_count_like_repeated_units() -> None:
    """A province of weight 3 is three provinces of weight 1 with a third of its supply each."""
    assert theil_t([30.0, 20.0], [3.0, 1.0]).value == pytest.approx(theil_t([10.0, 10.0, 10.0, 20.0]).value)


def test_upper_limit_is_reached_when_the_lightest_unit_holds_all() -> None:
    assert theil_t([0.0, 8.0], [3.0, 1.0]).value == pytest.approx(math.log(4.0), rel=1e-12)


@pytest.mark.parametrize(
    ("supply", "weight", "reason"),
    [
        ([0.0, 0.0], None, Reason.ZERO_DENOMINATOR),
        ([1.0, 1.0], [0.0, 1.0], Reason.ZERO_DENOMINATOR),
        ([1.0, NAN], None, Reason.COVERAGE),
        ([1.0, -1.0], None, Reason.NEGATIVE_INPUT),
        ([1.0, math.inf], None, Reason.NOT_FINITE),
        ([NAN, NAN], None, Reason.NOT_PUBLISHED),
    ],
)
def test_no_value_and_no_part_at_the_edges(
    supply: list[float], weight: list[float] | None, reason: Reason
) -> None:
    assert theil_t(supply, weight).reason is reason
    parts = theil_t_by_group(supply, weight, ["east", "west"])
    assert [parts.total.reason, parts.between.reason, parts.within.reason] == [reason] * 3
    assert parts.groups["reason"].tolist() == [reason.value] * 2
    assert parts.groups["theil"].isna().all()


def test_unit_without_supply_enters() -> None:
    assert theil_t([0.0, 4.0]).value == pytest.approx(math.log(2.0))


def test_single_unit_group_is_flagged_by_its_count() -> None:
    groups = theil_t_by_group([10.0, 20.0, 30.0], None, ["east", "east", "northeast"]).groups
    assert groups.loc["northeast", ["n", "theil", "within", "reason"]].tolist() == [1, 0.0, 0.0, None]


def test_group_without_supply_has_no_index_inside() -> None:
    result = theil_t_by_group([10.0, 30.0, 0.0, 0.0], None, ["east", "east", "west", "west"])
    assert result.groups["reason"].tolist() == [None, "zero_denominator"]
    assert math.isnan(result.groups.at["west", "theil"])
    assert result.groups.loc["west", ["between", "within"]].tolist() == [0.0, 0.0]
    assert result.total.value == pytest.approx(result.between.value + result.within.value, rel=1e-12)


@pytest.mark.parametrize("factor", [0.1, 0.3, 1.1])
def test_equal_rates_leave_nothing_to_contribute_to(factor: float) -> None:
    """Computed with the factors, the index is 1e-16: rounding, from which no contribution can be read."""
    weights = [3.0, 7.0, 11.0]
    result = theil_t_by_group([factor * weight for weight in weights], weights, ["east", "east", "west"])
    assert [result.total.value, result.between.value, result.within.value] == [0.0, 0.0, 0.0]
    assert result.groups[CONTRIBUTIONS].isna().all(axis=None)
    assert result.groups["reason"].tolist() == ["zero_denominator"] * 2


def test_group_with_poor_coverage_is_absent_though_the_nation_is_not() -> None:
    supply = [*np.linspace(1.0, 5.0, 38), 10.0, NAN]
    result = theil_t_by_group(supply, None, [*["east"] * 38, "northeast", "northeast"])
    assert result.total.value == pytest.approx(result.between.value + result.within.value, rel=1e-12)
    assert result.groups["reason"].tolist() == [None, "coverage"]
    assert math.isnan(result.groups.at["northeast", "contribution_between"])
    assert result.groups.at["northeast", "coverage"] == 0.5


def test_overlapping_regions_do_not_decompose() -> None:
    stacked = pd.Series(["central", "yangtze-river-delta"], index=["340000", "340000"])
    with pytest.raises(ValueError, match="340000"):
        theil_t_by_group(pd.Series([1.0], index=["340000"]), None, stacked)
