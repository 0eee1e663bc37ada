"""Spatial weights and Moran's I against the vectors of the specification, matrices written out, and a second way."""

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.stats import false_discovery_control
from specification import vector

from queries.formulas.reasons import Reason
from queries.formulas.spatial_autocorrelation import (
    FALSE_DISCOVERY_RATE,
    LEAST_UNITS,
    PERMUTATIONS,
    local_moran,
    moran,
)
from queries.formulas.spatial_weights import (
    SpatialWeights,
    contiguity,
    inverse_distance,
    nearest_neighbours,
    without_isolates,
)

NAN = math.nan


def pairs(neighbours: dict[str, list[str]]) -> list[tuple[str, str]]:
    """Lists of neighbours as pairs."""
    return [(one, other) for one, others in neighbours.items() for other in others]


def grid(side: int) -> SpatialWeights:
    """Queen contiguity of a square of units, named by row and column."""
    units = [f"{row}-{column}" for row in range(side) for column in range(side)]
    touching = [
        (f"{row}-{column}", f"{row + down}-{column + right}")
        for row in range(side) for column in range(side) for down, right in ((0, 1), (1, 0), (1, 1), (1, -1))
    ]
    return contiguity(units, touching)


@pytest.mark.parametrize("case", ["stl", "sids2"])
def test_the_published_statistics(case: str) -> None:
    given, expected = vector("08_moran_global")["input"][case], vector("08_moran_global")["expected"][case]
    found = moran(pd.Series(given["y"], index=given["ids"]), contiguity(given["ids"], pairs(given["nb"])), 99)
    assert found.statistic.value == pytest.approx(expected["I"], abs=1e-10)
    assert found.expected == pytest.approx(expected["EI"], abs=1e-12)
    assert found.p.value is not None and found.p.value <= 0.05


def test_three_policies_for_an_island_give_three_answers() -> None:
    case = vector("10_moran_island_policy")
    given, expected = case["input"], case["expected"]
    values, joined = pd.Series(given["y"], index=given["ids"]), pairs(given["nb"])
    kept = contiguity(given["ids"], joined)
    bridged = contiguity(given["ids"], joined, [tuple(given["bridge"])])  # type: ignore[list-item]
    dropped = without_isolates(kept)
    assert kept.isolates == ("I",) and bridged.isolates == () and "I" not in dropped.units
    for weights, policy in ((kept, "isolate_kept_esda"), (bridged, "bridged"), (dropped, "island_dropped")):
        found = moran(values[list(weights.units)], weights)
        assert found.statistic.value == pytest.approx(expected[policy]["I"], abs=1e-12), policy
        assert found.expected == pytest.approx(expected[policy]["EI"], abs=1e-12), policy
        assert found.isolates == weights.isolates
        # Six units are enough for I, but for no inference.
        assert found.p.reason == Reason.TOO_FEW_POINTS


def test_rows_add_to_one_and_touch_no_unit_outside() -> None:
    weights = contiguity(["a", "b", "c", "d"], [("a", "b"), ("c", "b"), ("b", "outside")])
    assert weights.matrix.tolist() == [[0, 1, 0, 0], [0.5, 0, 0.5, 0], [0, 1, 0, 0], [0, 0, 0, 0]]
    assert weights.isolates == ("d",)
    assert weights.mean_neighbours == 1.0
    assert contiguity([], []).mean_neighbours == 0.0


def test_nearest_neighbours_by_hand_with_ties_in_order() -> None:
    points = pd.DataFrame({"longitude": [100.0, 101, 102, 110], "latitude": [30.0] * 4}, index=list("abcd"))
    assert nearest_neighbours(points, 1).matrix.tolist() == [[0, 1, 0, 0], [1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0]]
    assert (nearest_neighbours(points, 9).matrix > 0).sum(axis=1).tolist() == [3, 3, 3, 3]


def test_inverse_distance_by_hand() -> None:
    points = pd.DataFrame({"longitude": [0.0, 1, 3], "latitude": [0.0] * 3}, index=list("abc"))
    expected = [[0, 3 / 4, 1 / 4], [2 / 3, 0, 1 / 3], [2 / 5, 3 / 5, 0]]
    assert inverse_distance(points).matrix == pytest.approx(np.array(expected), abs=1e-12)


@pytest.mark.parametrize(
    "make",
    [
        lambda: contiguity(["a", "a"], []),
        lambda: contiguity(["a", "b"], [("a", "a")]),
        lambda: nearest_neighbours(pd.DataFrame({"longitude": [1.0], "latitude": [1.0]}), 0),
        lambda: inverse_distance(pd.DataFrame({"longitude": [1.0, 1.0], "latitude": [1.0, 1.0]})),
        lambda: moran(pd.Series([1.0, 2.0], index=["b", "a"]), contiguity(["a", "b"], [("a", "b")])),
    ],
)
def test_what_is_no_map_of_neighbours_is_refused(make: Any) -> None:
    with pytest.raises(ValueError):
        make()


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ([3.0] * 16, Reason.ZERO_DENOMINATOR),
        ([0.0] * 16, Reason.ZERO_DENOMINATOR),
        # The same number, added up in another way.
        ([0.3, 0.1 + 0.2] * 8, Reason.ZERO_DENOMINATOR),
        ([3e-9, 1e-9 + 2e-9] * 8, Reason.ZERO_DENOMINATOR),
        ([NAN] + [1.0] * 15, Reason.NOT_PUBLISHED),
        ([math.inf] + [1.0] * 15, Reason.NOT_FINITE),
    ],
)
def test_nothing_is_said_of_values_that_say_nothing(values: list[float], reason: Reason) -> None:
    weights = grid(4)
    found = moran(values, weights)
    assert (found.statistic.reason, found.p.reason) == (reason, reason)
    local = local_moran(values, weights)
    assert local.reason == reason and local.units.empty and math.isnan(local.threshold)


def test_too_few_units_or_no_neighbours() -> None:
    alone = contiguity(["a"], [])
    assert moran([1.0], alone).statistic.reason == Reason.SINGLE_UNIT
    assert moran([], contiguity([], [])).statistic.reason == Reason.NOT_PUBLISHED
    apart = contiguity([str(number) for number in range(12)], [])
    assert moran(range(12), apart).statistic.reason == Reason.NOT_APPLICABLE  # type: ignore[arg-type]
    nine = local_moran(np.arange(9.0), grid(3))
    assert nine.reason == Reason.TOO_FEW_POINTS and len(grid(3).units) < LEAST_UNITS


def test_statistics_written_out_as_double_sums() -> None:
    weights, random = grid(5), np.random.default_rng(7)
    values = random.gamma(2.0, 1.0, 25)
    z = values - values.mean()
    total = sum(weights.matrix[i, j] * z[i] * z[j] for i in range(25) for j in range(25))
    assert moran(values, weights).statistic.value == pytest.approx(25 / 25 * total / sum(z**2), rel=1e-12)
    local = local_moran(values, weights).units
    expected = [24 * z[i] * sum(weights.matrix[i, j] * z[j] for j in range(25)) / sum(z**2) for i in range(25)]
    assert local["value"].tolist() == pytest.approx(expected, rel=1e-10)
    # The mean of the local ones is the global one, in the scale of esda times (n − 1) / n.
    assert local["value"].mean() * 25 / 24 == pytest.approx(moran(values, weights).statistic.value, rel=1e-12)


def test_permutation_p_values_stand_near_their_approximation() -> None:
    case = vector("08_moran_global")
    given, expected = case["input"]["stl"], case["expected"]["stl"]
    weights, random = contiguity(given["ids"], pairs(given["nb"])), np.random.default_rng(3)
    none = moran(pd.Series(random.permutation(given["y"]), index=given["ids"]), weights)
    assert none.p.value is not None and none.p.value > 0.05
    assert expected["p_rand_two_sided"] < 0.05
    assert none.permutations == PERMUTATIONS


def test_equal_seeds_give_equal_p_values_and_leave_the_generator_of_the_process_alone() -> None:
    weights, values = grid(5), np.random.default_rng(11).normal(size=25)
    np.random.seed(5)
    state = np.random.get_state()[1].tolist()  # type: ignore[union-attr, index]
    first, second = (local_moran(values, weights).units for _ in range(2))
    assert np.random.get_state()[1].tolist() == state  # type: ignore[union-attr, index]
    pd.testing.assert_frame_equal(first, second)
    assert moran(values, weights).p == moran(values, weights).p


def test_two_blocks_are_told_from_noise_with_the_rate_of_benjamini_and_hochberg() -> None:
    weights = grid(8)
    halves = pd.Series([1.0 if int(unit[0]) < 4 else 0.0 for unit in weights.units], index=weights.units)
    noisy = halves + np.random.default_rng(1).normal(0, 0.05, 64)
    found = local_moran(noisy, weights)
    assert found.count("high_high") > 12 and found.count("low_low") > 12
    assert found.count("high_low") == found.count("low_high") == found.count("no_neighbour") == 0
    is_significant = ~found.units["pattern"].isin(["not_significant"])
    adjusted = false_discovery_control(found.units["p"].to_numpy(), method="bh")
    assert is_significant.tolist() == (adjusted <= FALSE_DISCOVERY_RATE).tolist()
    assert (found.units["pattern"] == "high_high").sum() == (is_significant & (found.units["quadrant"] == 1)).sum()


def test_small_values_that_differ_are_not_constant() -> None:
    weights, values = grid(5), np.random.default_rng(2).gamma(2.0, 1.0, 25)
    assert moran(values * 1e-9, weights).statistic.value == pytest.approx(moran(values, weights).statistic.value)


def test_local_p_values_are_twice_the_nearer_tail_of_values_dealt_to_the_neighbours() -> None:
    weights, random = grid(5), np.random.default_rng(4)
    values = random.gamma(2.0, 1.0, 25) + np.repeat([0.0, 1, 2, 4, 6], 5)
    found, z = local_moran(values, weights).units, values - values.mean()
    for unit, row in enumerate(weights.matrix):
        others, share = np.delete(z, unit), row[row > 0]
        dealt = random.permuted(np.tile(others, (20_000, 1)), axis=1)[:, : len(share)] @ share
        seen = z @ row
        tail = min((dealt >= seen).mean(), (dealt <= seen).mean())
        assert found["p"].iloc[unit] == pytest.approx(min(1.0, 2 * tail), abs=0.03)
    assert found["p"].max() > 0.5


def test_a_low_value_among_high_ones_is_named_as_such() -> None:
    weights = grid(7)
    values = pd.Series([1.0 if int(unit[0]) < 4 else 0.0 for unit in weights.units], index=weights.units)
    values["1-3"] = 0.0
    assert local_moran(values, weights).units.loc["1-3", "pattern"] == "low_high"


def test_an_isolate_has_no_neighbour_and_is_no_low_low() -> None:
    full = grid(4)
    joined = [(one, other) for i, one in enumerate(full.units) for j, other in enumerate(full.units)
              if full.matrix[i, j] > 0]
    weights = contiguity((*full.units, "island"), joined)
    values = pd.Series([*np.arange(16.0), -50.0], index=weights.units)
    found = local_moran(values, weights)
    assert found.units.loc["island", "pattern"] == "no_neighbour"
    assert found.units.loc["island", ["value", "p"]].isna().all()
    assert found.count("no_neighbour") == 1


def test_the_order_of_the_units_does_not_matter() -> None:
    weights, values = grid(5), np.random.default_rng(2).normal(size=25)
    order = np.random.default_rng(9).permutation(25)
    mixed = SpatialWeights(tuple(np.array(weights.units)[order]), weights.matrix[np.ix_(order, order)])
    assert moran(values[order], mixed).statistic.value == pytest.approx(moran(values, weights).statistic.value)
