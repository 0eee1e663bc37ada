"""Share and location quotient on tables worked by hand."""

import json
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from queries.formulas.shares import location_quotient, share

NAN = math.nan
CODES = pd.Index(["310000", "340000", "510000"], name="region_code")
SUPPLY = pd.Series([10.0, 30.0, 60.0], index=CODES)
BASE = pd.Series([50.0, 30.0, 20.0], index=CODES)
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


def test_location_quotient_compares_with_the_nation() -> None:
    check(location_quotient(SUPPLY, BASE), [0.2, 1.0, 3.0], [None] * 3)


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


def test_relative_acceptance_of_the_flow_vector_is_a_location_quotient() -> None:
    vector = json.loads((Path(__file__).parent / "vectors" / "31_od_flow_indices.json").read_text("utf-8"))
    accepted = pd.Series(vector["expected"]["inn"], index=vector["input"]["zones"])
    demand = pd.Series(vector["input"]["demand"], index=accepted.index)
    expected = vector["expected"]["acceptance_relative"]
    np.testing.assert_allclose(
        location_quotient(accepted, demand)["value"], list(expected.values()), atol=vector["tolerance"]["abs"]
    )
