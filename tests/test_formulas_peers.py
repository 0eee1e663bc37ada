"""Peers, good practice and frontier: by hand, by their properties, against other implementations."""

from __future__ import annotations

import math

import duckdb
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial import cKDTree

from queries.formulas.good_practice import frontier, good_practice, good_practice_by_group
from queries.formulas.peers import nearest_peers, peer_median
from queries.formulas.reasons import Reason

NAN = math.nan
UNITS = list("abcdefg")
# One driver in steps of e: logarithms 0, 1, 2, 4, 5, 7; g reports none.
STEPS = pd.DataFrame({"patents": [math.exp(x) for x in (0, 1, 2, 4, 5, 7)] + [NAN]}, index=UNITS)

steady = settings(deadline=None, max_examples=60, derandomize=True)


@st.composite
def drivers(draw: st.DrawFn) -> pd.DataFrame:
    """Eight to fourteen units with three positive drivers."""
    size = draw(st.integers(8, 14))
    rows = draw(st.lists(st.tuples(*[st.integers(1, 10**6)] * 3), min_size=size, max_size=size, unique=True))
    return pd.DataFrame(rows, columns=list("xyz"), index=[f"{n:02d}" for n in range(size)], dtype=float)


def test_the_nearest_by_logarithm_are_the_peers_and_nobody_is_its_own() -> None:
    found = nearest_peers(STEPS, 2)
    spread = np.std([0, 1, 2, 4, 5, 7])
    of = {unit: list(zip(rows["peer"], rows["distance"], strict=True)) for unit, rows in found.groupby("unit")}
    assert set(of) == set("abcdef"), "who reports no driver has no peers and is nobody's"
    assert [peer for peer, _ in of["a"]] == ["b", "c"]
    assert [distance for _, distance in of["a"]] == pytest.approx([1 / spread, 2 / spread])
    assert [peer for peer, _ in of["b"]] == ["a", "c"], "equally near: the lower code first"
    assert [peer for peer, _ in of["f"]] == ["e", "d"]
    assert all(unit != peer for unit, rows in of.items() for peer, _ in rows)


def test_a_driver_that_is_the_same_everywhere_parts_nobody() -> None:
    same = STEPS.assign(firms=7.0)
    pd.testing.assert_frame_equal(nearest_peers(same), nearest_peers(STEPS))


def test_a_zero_or_missing_driver_leaves_a_unit_out() -> None:
    found = nearest_peers(pd.DataFrame({"x": [1.0, 2.0, 0.0, 4.0]}, index=list("abcd")))
    assert set(found["unit"]) == {"a", "b", "d"} and "c" not in set(found["peer"])
    assert len(found[found["unit"] == "a"]) == 2, "there are no more"
    assert nearest_peers(pd.DataFrame({"x": [NAN]}, index=["a"])).empty
    assert nearest_peers(pd.DataFrame({"x": [3.0]}, index=["a"])).empty


def test_what_makes_no_peers_is_refused() -> None:
    with pytest.raises(ValueError, match="1 or more"):
        nearest_peers(STEPS, 0)
    with pytest.raises(ValueError, match="twice"):
        nearest_peers(pd.concat([STEPS, STEPS.head(1)]))


def test_the_median_of_the_peers_leaves_the_unit_itself_out() -> None:
    ratios = pd.Series([1.0, 2.0, 3.0, 4.0, 5.0, 1000.0, 9.0], index=UNITS)
    found = peer_median(ratios, nearest_peers(STEPS, 3))
    # f: e, d, c; its own 1000 does not enter. g has no peers.
    assert found.loc["f", "value"] == 4.0 and found.loc["a", "value"] == 3.0
    assert found.loc["g", "reason"] == Reason.NO_DENOMINATOR
    assert found["n"].tolist() == [3] * 6 + [0]


def test_fewer_than_three_reporting_peers_are_no_benchmark() -> None:
    ratios = pd.Series([1.0, NAN, NAN, NAN, 5.0, 6.0, NAN], index=UNITS)
    found = peer_median(ratios, nearest_peers(STEPS, 4))
    assert found.loc["a", "reason"] == Reason.TOO_FEW_POINTS and found.loc["a", "n"] == 1
    assert math.isnan(found.loc["a", "value"])


@steady
@given(drivers())
def test_peers_agree_with_a_tree_of_neighbours(table: pd.DataFrame) -> None:
    logarithms = np.log(table)
    spread = logarithms.std(ddof=0)
    places = (logarithms / spread.where(spread > 1e-9, math.inf)).to_numpy()
    expected, _ = cKDTree(places).query(places, k=6)
    found = nearest_peers(table).pivot(index="unit", columns="place", values="distance").to_numpy()
    np.testing.assert_allclose(found, expected[:, 1:], atol=1e-9)


@steady
@given(drivers(), st.randoms(use_true_random=False), st.integers(2, 1000))
def test_neither_order_nor_unit_of_a_driver_matters(table: pd.DataFrame, chance: object, scale: int) -> None:
    changed = table.sample(frac=1, random_state=chance.randrange(1000)).assign(x=table["x"] * scale)
    expected, found = nearest_peers(table), nearest_peers(changed)
    np.testing.assert_allclose(found["distance"], expected["distance"], atol=1e-9)
    assert found["unit"].tolist() == expected["unit"].tolist()


def test_good_practice_is_the_upper_quartile_of_the_ratios() -> None:
    # Ratios 1, 2, 3, 4, 5 on bases of any size: the quartile counts units, not their weight.
    found = good_practice([10, 4, 3, 400, 50], [10, 2, 1, 100, 10])
    assert found.value == pytest.approx(4.0) and found.n == 5
    assert good_practice([1, 2, 4], [1, 1, 1]).value == pytest.approx(3.0), "between the second and the third"


@pytest.mark.parametrize(
    ("supply", "base", "reason"),
    [
        ([1, 2], [1, 1], Reason.TOO_FEW_POINTS),
        ([1, 2, 3], [1, 1, 0], Reason.TOO_FEW_POINTS),
        ([1, 2, 3, NAN], [1, 1, 1, 1], Reason.COVERAGE),
        ([NAN, NAN, NAN], [1, 1, 1], Reason.NOT_PUBLISHED),
    ],
)
def test_a_few_units_are_no_practice(supply: list[float], base: list[float], reason: Reason) -> None:
    assert good_practice(supply, base).reason is reason


def test_a_unit_of_little_weight_may_be_missing() -> None:
    assert good_practice([1, 2, 3, NAN], [32, 32, 32, 4]).n == 3
    assert good_practice([1, 2, 3, NAN], [1, 1, 1, NAN], coverage_weight=[32, 32, 32, 4]).n == 3


def test_every_zone_has_its_own_good_practice() -> None:
    found = good_practice_by_group([1, 2, 3, 8, 9], [1, 1, 1, 1, 1], ["west", "west", "west", "east", "east"])
    assert found.loc["west", "value"] == pytest.approx(2.5)
    assert found.loc["east", "reason"] == Reason.TOO_FEW_POINTS


@steady
@given(st.lists(st.tuples(st.integers(0, 10_000), st.integers(1, 10_000)), min_size=3, max_size=30))
def test_the_quartile_agrees_with_the_database(rows: list[tuple[int, int]]) -> None:
    table = pd.DataFrame(rows, columns=["supply", "base"])
    with duckdb.connect() as connection:
        connection.register("unit", table)
        (expected,) = connection.execute("select quantile_cont(supply / base, 0.75) from unit").fetchone()
    assert good_practice(table["supply"], table["base"]).value == pytest.approx(expected, rel=1e-12)


def test_the_frontier_is_the_best_that_is_not_chance() -> None:
    supply = pd.Series([4.0, 30.0, 50.0], index=["540000", "110000", "310000"])
    base = [1.0, 10.0, 20.0]
    best, unit = frontier(supply, base)
    assert (best.value, unit) == (4.0, "540000")
    guarded, unit = frontier(supply, base, least_supply=5)
    assert (guarded.value, unit, guarded.n) == (3.0, "110000", 2)
    guarded, unit = frontier(supply, base, least_base=20)
    assert (guarded.value, unit, guarded.n) == (2.5, "310000", 1), "one unit of demand makes a ratio as easily"


def test_the_frontier_at_the_edges() -> None:
    supply = pd.Series([5.0, 5.0], index=["b", "a"])
    assert frontier(supply, [1.0, 1.0])[1] == "a", "of two that lead, the lower code"
    assert frontier(supply, [1.0, 1.0], least_supply=6)[0].reason is Reason.TOO_FEW_POINTS
    assert frontier([5.0, NAN], [1.0, 9.0])[0].reason is Reason.COVERAGE
