"""Coverage of service types: vector 32, tables worked by hand, edges, properties and a second implementation."""

from __future__ import annotations

import json
import math
from fractions import Fraction
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from queries.formulas.service_coverage import cell_states, closing_years, known_weights, service_coverage

NAN = math.nan
VECTOR = json.loads((Path(__file__).parent / "vectors" / "32_service_coverage.json").read_text(encoding="utf-8"))


def cells(count: int) -> pd.Index:
    return pd.Index([f"cell {position}" for position in range(count)])


def row(counts: list[float]) -> pd.DataFrame:
    return pd.DataFrame([counts], index=["here"], columns=cells(len(counts)), dtype=float)


def of_cells(values: list[float]) -> pd.Series:
    return pd.Series(values, index=cells(len(values)), dtype=float)


def test_vector_32_holds() -> None:
    given_values, expected = VECTOR["input"], VECTOR["expected"]
    supply, mask, weight = (
        [value for own in given_values[name] for value in own] for name in ("supply", "feasible_mask", "weight")
    )
    [found] = service_coverage(row(supply), of_cells(mask), of_cells(weight), given_values["threshold"]).to_dict(
        "records"
    )
    tolerance = VECTOR["tolerance"]["abs"]
    assert (found["feasible"], found["below"]) == (expected["feasible_cells"], expected["missing_cells"])
    assert found["coverage"] == pytest.approx(expected["coverage_rate"], abs=tolerance)
    assert found["gap"] == pytest.approx(expected["weighted_gap"], abs=tolerance)


@pytest.mark.parametrize(("threshold", "states", "coverage", "gap"), [
    (1, ["offered", "offered", "missing", "unknown", "not_feasible"], 2 / 3, 1 / 6),
    (3, ["offered", "thin", "missing", "unknown", "not_feasible"], 1 / 3, 3 / 6),
    (4, ["thin", "thin", "missing", "unknown", "not_feasible"], 0.0, 1.0),
])
def test_cells_by_hand(threshold: int, states: list[str], coverage: float, gap: float) -> None:
    # Weights 3, 2, 1 of the cells that are known; 9 of the unknown and 5 of the infeasible one leave both sums.
    counts, mask, weight = row([3, 1, 0, NAN, 7]), of_cells([1, 1, 1, 1, 0]), of_cells([3, 2, 1, 9, 5])
    assert cell_states(counts, mask, threshold).loc["here"].tolist() == states
    [found] = service_coverage(counts, mask, weight, threshold).to_dict("records")
    assert (found["feasible"], found["known"]) == (4, 3)
    assert found["coverage"] == pytest.approx(coverage) and found["gap"] == pytest.approx(gap)
    assert found["coverage_reason"] is None and found["gap_reason"] is None


@pytest.mark.parametrize(("counts", "mask", "weight", "coverage_reason", "gap_reason"), [
    ([1, 2], [0, 0], [1, 1], "not_applicable", "not_applicable"),
    ([NAN, 2], [1, 0], [1, 1], "not_published", "not_published"),
    ([1, 0], [1, 1], [NAN, 1], None, "not_published"),
    ([1, NAN], [1, 1], [1, NAN], None, None),
    ([1, 0], [1, 1], [0, 0], None, "zero_denominator"),
])
def test_edges_have_a_reason_and_no_number(
    counts: list[float], mask: list[float], weight: list[float], coverage_reason: str | None, gap_reason: str | None
) -> None:
    [found] = service_coverage(row(counts), of_cells(mask), of_cells(weight)).to_dict("records")
    assert (found["coverage_reason"], found["gap_reason"]) == (coverage_reason, gap_reason)
    assert math.isnan(found["coverage"]) == (coverage_reason is not None)
    assert math.isnan(found["gap"]) == (gap_reason is not None)


@pytest.mark.parametrize(("counts", "mask", "weight", "threshold"), [
    ([-1, 2], [1, 1], [1, 1], 1), ([math.inf, 2], [1, 1], [1, 1], 1), ([1, 2], [1, 2], [1, 1], 1),
    ([1, 2], [1, 1], [-1, 1], 1), ([1, 2], [1, 1], [math.inf, 1], 1), ([1, 2], [1, 1], [1, 1], 0),
    ([1, 2], [1, 1, 1], [1, 1, 1], 1), ([1, 2], [1, 1], [1, 1, 1], 1),
])
def test_what_cannot_be_is_refused(
    counts: list[float], mask: list[float], weight: list[float], threshold: int
) -> None:
    with pytest.raises(ValueError):
        service_coverage(row(counts), of_cells(mask), of_cells(weight), threshold)


MATRICES = st.integers(1, 6).flatmap(lambda count: st.tuples(
    st.lists(st.lists(st.one_of(st.none(), st.integers(0, 6)), min_size=count, max_size=count), min_size=1, max_size=4),
    st.lists(st.sampled_from([0, 1]), min_size=count, max_size=count),
    st.lists(st.integers(1, 50), min_size=count, max_size=count),
    st.integers(1, 5),
))


def in_exact_arithmetic(
    counts: list[int | None], mask: list[int], weight: list[int], threshold: int
) -> tuple[Fraction, Fraction] | None:
    """A second implementation, cell by cell in fractions."""
    told = [place for place, count in enumerate(counts) if mask[place] and count is not None]
    if not told:
        return None
    below = [place for place in told if counts[place] < threshold]  # type: ignore[operator]
    return (
        1 - Fraction(len(below), len(told)),
        Fraction(sum(weight[place] for place in below), sum(weight[place] for place in told)),
    )


@settings(deadline=None)
@given(MATRICES)
def test_every_region_agrees_with_exact_arithmetic_whatever_the_order_of_the_cells(
    drawn: tuple[list[list[int | None]], list[int], list[int], int]
) -> None:
    counts, mask, weight, threshold = drawn
    columns = cells(len(mask))
    frame = pd.DataFrame(counts, columns=columns, dtype=float)
    found = service_coverage(frame, pd.Series(mask, columns), pd.Series(weight, columns), threshold)
    turned = columns[::-1]
    again = service_coverage(
        frame[turned], pd.Series(mask, columns)[turned], pd.Series(weight, columns)[turned], threshold
    )
    pd.testing.assert_frame_equal(found, again)
    for (_, own), given_counts in zip(found.iterrows(), counts, strict=True):
        expected = in_exact_arithmetic(given_counts, mask, weight, threshold)
        if expected is None:
            assert own["coverage_reason"] in ("not_published", "not_applicable") and math.isnan(own["gap"])
        else:
            assert own["coverage"] == pytest.approx(float(expected[0]))
            assert own["gap"] == pytest.approx(float(expected[1])) and 0 <= own["gap"] <= 1


@settings(deadline=None)
@given(MATRICES)
def test_states_and_weights_add_up_and_a_higher_threshold_never_covers_more(
    drawn: tuple[list[list[int | None]], list[int], list[int], int]
) -> None:
    counts, mask, weight, threshold = drawn
    columns = cells(len(mask))
    frame, feasible = pd.DataFrame(counts, columns=columns, dtype=float), pd.Series(mask, columns)
    weights = pd.Series(weight, columns)
    states = cell_states(frame, feasible, threshold)
    found = service_coverage(frame, feasible, weights, threshold)
    assert (states.isin(["thin", "missing"]).sum(axis=1) == found["below"]).all()
    assert (states.isin(["offered", "thin", "missing"]).sum(axis=1) == found["known"]).all()
    shares = known_weights(frame, feasible, weights)
    sums = shares.sum(axis=1)[found["known"] > 0]
    np.testing.assert_allclose(sums, 1)
    gaps = shares.where(states.isin(["thin", "missing"]), 0).sum(axis=1)[found["known"] > 0]
    np.testing.assert_allclose(gaps, found.loc[found["known"] > 0, "gap"], atol=1e-12)
    harder = service_coverage(frame, feasible, weights, threshold + 1)
    assert (harder["below"] >= found["below"]).all()
    equal = service_coverage(frame, feasible, pd.Series(1.0, columns), threshold)
    pd.testing.assert_series_equal(
        equal["gap"].dropna(), 1 - equal["coverage"].dropna(), check_names=False, atol=1e-12
    )


STARTING = pd.DataFrame(
    [[1, 0, 2], [0, 1, 0], [0, 0, 1], [0, 0, 0], [NAN, NAN, NAN], [4, 0, 0]],
    index=cells(6), columns=[2019, 2021, 2023],
)
UNDATED = pd.Series([0, 1, 4, 0, NAN, 0], index=cells(6))
FEASIBLE = pd.Series([1, 1, 1, 1, 1, 0], index=cells(6))


@pytest.mark.parametrize(("threshold", "expected"), [
    (1, [(2019, "dated"), (2021, "at_the_latest"), (2023, "at_the_latest"), (None, "open"), (None, "unknown"),
         (None, "unknown")]),
    (2, [(2023, "dated"), (None, "undated"), (None, "undated"), (None, "open"), (None, "unknown"),
         (None, "unknown")]),
    (4, [(None, "open"), (None, "open"), (None, "undated"), (None, "open"), (None, "unknown"), (None, "unknown")]),
])
def test_a_cell_closes_in_the_year_its_dated_offers_pass_and_undated_ones_are_never_given_a_year(
    threshold: int, expected: list[tuple[int | None, str]]
) -> None:
    found = closing_years(STARTING, UNDATED, FEASIBLE, threshold)
    years = [None if pd.isna(year) else int(year) for year in found["year"]]
    assert list(zip(years, found["state"], strict=True)) == expected


def test_without_any_dated_offer_every_cell_is_open_or_undated() -> None:
    found = closing_years(STARTING[[]], UNDATED.fillna(0), FEASIBLE, 1)
    assert found["state"].tolist() == ["open", "undated", "undated", "open", "open", "unknown"]
    assert found["year"].isna().all()


@pytest.mark.parametrize("starting", [STARTING[[2021, 2019]], -STARTING, STARTING.iloc[:3]])
def test_years_and_counts_that_cannot_be_are_refused(starting: pd.DataFrame) -> None:
    with pytest.raises(ValueError):
        closing_years(starting, UNDATED, FEASIBLE)


@settings(deadline=None)
@given(MATRICES)
def test_cells_that_have_closed_or_are_undated_are_those_that_are_offered(
    drawn: tuple[list[list[int | None]], list[int], list[int], int]
) -> None:
    counts, mask, _, threshold = drawn
    columns = cells(len(mask))
    starting = pd.DataFrame(counts, index=range(2000, 2000 + len(counts)), columns=columns, dtype=float).fillna(0).T
    undated = pd.Series([place % 3 for place in range(len(mask))], index=columns, dtype=float)
    feasible = pd.Series(mask, columns)
    total = (starting.sum(axis=1) + undated).to_frame("here").T
    states = cell_states(total, feasible, threshold).loc["here"]
    closing = closing_years(starting, undated, feasible, threshold)["state"]
    assert ((states == "offered") == closing.isin(["dated", "at_the_latest", "undated"])).all()
