"""Share, density and location quotient on tables worked by hand."""

import json
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from queries.formulas.shares import (
    density,
    density_of_sums,
    group_density,
    group_share,
    location_quotient,
    share,
    symmetric_location_quotient,
)

NAN = math.nan
CODES = pd.Index(["310000", "340000", "510000"], name="region_code")
SUPPLY = pd.Series([10.0, 30.0, 60.0], index=CODES)
BASE = pd.Series([50.0, 30.0, 20.0], index=CODES)
ZONES = pd.Series(["east", "central", "west"], index=CODES)


def check(frame: pd.DataFrame, values: list[float], reasons: list[str | None]) -> None:
    """Assert values and reasons, and that one is absent exactly where the other is present."""
    np.testing.assert_allclose(frame["value"], values, rtol=1e-12)
    assert frame["reason"].tolist() == reasons
    assert frame["value"].isna().tolist() == frame["reason"].notna().tolist()


def test_shares_divide_the_sum_and_keep_the_index() -> None:
    result = share(SUPPLY)
    check(result, [0.1, 0.3, 0.6], [None] * 3)
    assert result.index.equals(CODES)


@pytest.mark.parametrize(
    ("supply", "total", "values", "reasons"),
    [
        ([0.0, 0.0], None, [NAN, NAN], ["zero_denominator"] * 2),
        ([0.0, 5.0], None, [0.0, 1.0], [None, None]),
        ([1.0, NAN], None, [NAN, NAN], ["coverage", "not_published"]),
        ([1.0, NAN], 4.0, [0.25, NAN], [None, "not_published"]),
        ([1.0, 3.0], 0.0, [NAN, NAN], ["zero_denominator"] * 2),
        ([1.0, 3.0], NAN, [NAN, NAN], ["not_published"] * 2),
        ([1.0, 3.0], -4.0, [NAN, NAN], ["negative_input"] * 2),
        ([1.0, 3.0], math.inf, [NAN, NAN], ["not_finite"] * 2),
        ([1.0, -3.0], None, [NAN, NAN], ["negative_input"] * 2),
        ([1.0, -3.0], 4.0, [0.25, NAN], [None, "negative_input"]),
        ([1.0, math.inf], None, [NAN, NAN], ["not_finite"] * 2),
        ([7.0], None, [1.0], [None]),
        ([NAN], None, [NAN], ["not_published"]),
    ],
)
def test_share_at_the_edges(
    supply: list[float], total: float | None, values: list[float], reasons: list[str | None]
) -> None:
    check(share(supply, total), values, reasons)


def test_share_stands_when_the_missing_unit_carries_little() -> None:
    result = share([30.0, 10.0, NAN], coverage_weight=[60.0, 36.0, 4.0])
    check(result, [0.75, 0.25, NAN], [None, None, "not_published"])


def test_group_shares_add_their_units() -> None:
    result = group_share(SUPPLY, pd.Series(["coast", "inland", "inland"], index=CODES))
    check(result, [0.1, 0.9], [None, None])
    assert result.index.tolist() == ["coast", "inland"]
    assert result["n"].tolist() == [1, 2]


def test_group_with_poor_coverage_is_absent_though_the_nation_is_not() -> None:
    supply = [*[5.0] * 38, 10.0, NAN]
    result = group_share(supply, [*["east"] * 38, "northeast", "northeast"])
    check(result, [190.0 / 200.0, NAN], [None, "coverage"])


def test_unit_in_two_groups_is_refused() -> None:
    labels = pd.Series(["yangtze-river-delta", "central"], index=["340000", "340000"])
    with pytest.raises(ValueError, match="340000"):
        group_share(pd.Series([30.0], index=["340000"]), labels)


def test_density_is_scaled_and_named_per_base() -> None:
    check(density(SUPPLY, BASE, 10_000.0), [2_000.0, 10_000.0, 30_000.0], [None] * 3)


@pytest.mark.parametrize(
    ("supply", "base", "reason"),
    [
        (5.0, 0.0, "zero_denominator"),
        (0.0, 0.0, "zero_denominator"),
        (NAN, 5.0, "not_published"),
        (5.0, NAN, "not_published"),
        (-5.0, 5.0, "negative_input"),
        (5.0, -5.0, "negative_input"),
        (math.inf, 5.0, "not_finite"),
        (1e308, 1e-300, "not_finite"),
    ],
)
def test_density_is_never_infinite(supply: float, base: float, reason: str) -> None:
    check(density([supply, 1.0], [base, 2.0]), [NAN, 0.5], [reason, None])


def test_group_density_is_a_ratio_of_sums_not_a_mean_of_ratios() -> None:
    result = group_density(SUPPLY, BASE, ["coast", "coast", "west"], 100.0)
    check(result, [50.0, 300.0], [None, None])
    assert result["coverage"].tolist() == [1.0, 1.0]


def test_group_density_needs_coverage_of_the_base() -> None:
    supply = pd.Series([10.0, NAN, 30.0, NAN], index=["a", "b", "c", "d"])
    base = pd.Series([97.0, 3.0, 60.0, 40.0], index=supply.index)
    result = group_density(supply, base, ["covered", "covered", "poor", "poor"])
    check(result, [10.0 / 97.0, NAN], [None, "coverage"])
    np.testing.assert_allclose(result["coverage"], [0.97, 0.6])
    assert result["n"].tolist() == [1, 1]


def test_overlapping_regions_each_stand_beside_the_nation() -> None:
    """安徽 (340000) counts once in 长三角 and once in the nation: the region is a selection, not a part."""
    members = ["310000", "340000"]
    assert density_of_sums(SUPPLY[members], BASE[members]).value == pytest.approx(0.5)
    assert density_of_sums(SUPPLY, BASE).value == pytest.approx(1.0)


def test_location_quotient_compares_with_the_nation() -> None:
    check(location_quotient(SUPPLY, BASE), [0.2, 1.0, 3.0], [None] * 3)
    check(symmetric_location_quotient(SUPPLY, BASE), [-2.0 / 3.0, 0.0, 0.5], [None] * 3)


def test_location_quotient_with_published_totals_bears_missing_units() -> None:
    result = location_quotient([10.0, NAN], [50.0, 30.0], total_supply=100.0, total_base=100.0)
    check(result, [0.2, NAN], [None, "not_published"])


def test_location_quotient_needs_both_totals() -> None:
    with pytest.raises(ValueError, match="both"):
        location_quotient(SUPPLY, BASE, total_supply=100.0)


@pytest.mark.parametrize(
    ("supply", "base", "reasons"),
    [
        ([5.0, 5.0], [0.0, 10.0], ["zero_denominator", None]),
        ([0.0, 0.0], [5.0, 10.0], ["zero_denominator"] * 2),
        ([5.0, NAN], [50.0, 50.0], ["coverage", "not_published"]),
    ],
)
def test_location_quotient_at_the_edges(
    supply: list[float], base: list[float], reasons: list[str | None]
) -> None:
    assert location_quotient(supply, base)["reason"].tolist() == reasons
    assert symmetric_location_quotient(supply, base)["reason"].tolist() == reasons


def test_relative_acceptance_of_the_flow_vector_is_a_location_quotient() -> None:
    vector = json.loads((Path(__file__).parent / "vectors" / "31_od_flow_indices.json").read_text("utf-8"))
    accepted = pd.Series(vector["expected"]["inn"], index=vector["input"]["zones"])
    demand = pd.Series(vector["input"]["demand"], index=accepted.index)
    expected = vector["expected"]["acceptance_relative"]
    np.testing.assert_allclose(
        location_quotient(accepted, demand)["value"], list(expected.values()), atol=vector["tolerance"]["abs"]
    )
