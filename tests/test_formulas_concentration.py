"""Concentration measures on a table of four units worked by hand."""

import json
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from queries.formulas.concentration import (
    concentration_ratio,
    equivalent_number,
    herfindahl_hirschman_index,
    normalised_herfindahl_hirschman_index,
)
from queries.formulas.outcome import Outcome
from queries.formulas.reasons import Reason

NAN = math.nan
SUPPLY = pd.Series([10.0, 20.0, 30.0, 40.0], index=["110000", "310000", "320000", "440000"])
FORMULAS = [
    herfindahl_hirschman_index,
    normalised_herfindahl_hirschman_index,
    equivalent_number,
    lambda supply: concentration_ratio(supply, 1),
]


@pytest.mark.parametrize(("m", "expected"), [(1, 0.4), (2, 0.7), (3, 0.9), (4, 1.0)])
def test_concentration_ratio_adds_the_largest_shares(m: int, expected: float) -> None:
    assert concentration_ratio(SUPPLY, m).value == pytest.approx(expected, rel=1e-12)


def test_more_largest_units_than_units_do_not_exist() -> None:
    assert concentration_ratio(SUPPLY, 5) == Outcome(None, Reason.NOT_APPLICABLE, 4)


def test_none_of_the_largest_is_refused() -> None:
    with pytest.raises(ValueError, match="1 or more"):
        concentration_ratio(SUPPLY, 0)


def test_index_adds_the_squares_of_the_shares() -> None:
    assert herfindahl_hirschman_index(SUPPLY).value == pytest.approx(0.30, rel=1e-12)


@pytest.mark.parametrize(
    ("supply", "reason"),
    [
        ([0.0, 0.0], Reason.ZERO_DENOMINATOR),
        ([1.0, NAN, 2.0], Reason.COVERAGE),
        ([1.0, -2.0], Reason.NEGATIVE_INPUT),
        ([1.0, math.inf], Reason.NOT_FINITE),
        ([NAN], Reason.NOT_PUBLISHED),
    ],
)
def test_no_value_without_shares(supply: list[float], reason: Reason) -> None:
    assert [formula(supply).reason for formula in FORMULAS] == [reason] * len(FORMULAS)


@pytest.mark.parametrize(
    ("supply", "normalised", "equivalent"),
    [
        # H = .01 + .04 + .09 + .16 = .3, so (.3 − .25) / .75 and 1 / .3.
        ([10.0, 20.0, 30.0, 40.0], 1 / 15, 10 / 3),
        ([5.0, 5.0, 5.0, 5.0], 0.0, 4.0),
        ([0.0, 0.0, 9.0], 1.0, 1.0),
        # H = 1/9 + 4/9 = 5/9 of two units: (5/9 − 1/2) / (1/2).
        ([1.0, 2.0], 1 / 9, 9 / 5),
    ],
)
def test_normalised_index_and_equivalent_number(supply: list[float], normalised: float, equivalent: float) -> None:
    assert normalised_herfindahl_hirschman_index(supply).value == pytest.approx(normalised, rel=1e-12, abs=1e-15)
    assert equivalent_number(supply).value == pytest.approx(equivalent, rel=1e-12)


def test_one_unit_has_nothing_to_be_normalised_by() -> None:
    assert normalised_herfindahl_hirschman_index([7.0]) == Outcome(None, Reason.SINGLE_UNIT, 1)
    assert equivalent_number([7.0]) == Outcome(1.0, None, 1)


def test_units_that_do_not_report_are_no_units_of_the_normalised_index() -> None:
    """Two of three report 6 and 2: H = .625, (.625 − .5) / .5."""
    population = [50.0, 47.0, 3.0]
    index = normalised_herfindahl_hirschman_index([6.0, 2.0, NAN], coverage_weight=population)
    assert (index.value, index.n) == (pytest.approx(0.25), 2)


def test_one_unit_holds_all() -> None:
    assert herfindahl_hirschman_index([7.0]) == Outcome(1.0, None, 1)


def test_coverage_may_be_measured_by_another_variable() -> None:
    population = [50.0, 47.0, 3.0]
    assert concentration_ratio([6.0, 2.0, NAN], 1, coverage_weight=population).value == pytest.approx(0.75)
    index = herfindahl_hirschman_index([6.0, 2.0, NAN], coverage_weight=population)
    assert index.value == pytest.approx(0.625)
    assert index.n == 2


def test_concentration_of_the_flow_vector() -> None:
    vector = json.loads((Path(__file__).parent / "vectors" / "31_od_flow_indices.json").read_text("utf-8"))
    flows = np.array(vector["input"]["F_rows_from_cols_to"])
    between_zones = flows[~np.eye(len(flows), dtype=bool)]
    index = herfindahl_hirschman_index(between_zones).value
    assert index == pytest.approx(vector["expected"]["flow_hhi"], abs=vector["tolerance"]["abs"])
