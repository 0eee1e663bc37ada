"""Cooperation intensity: the vector, its ranges and symmetries, and what three assisted pairs can and cannot tell."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from queries.formulas.cooperation_intensity import MINIMUM_PAIRS, assisted_affinity, cooperation_intensity
from queries.formulas.reasons import Reason

VECTOR = json.loads((Path(__file__).parent / "vectors" / "33_cooperation_intensity.json").read_text("utf-8"))
PLACES = ["a", "b", "c"]
JOINT = pd.DataFrame(VECTOR["input"]["joint"], index=PLACES, columns=PLACES)
TOTALS = pd.Series(VECTOR["input"]["total_by_region"], index=PLACES)


@pytest.mark.parametrize("measure", ["salton", "affinity"])
def test_vector_of_three_regions(measure: str) -> None:
    found = cooperation_intensity(JOINT, TOTALS)[measure]
    expected = np.array(VECTOR["expected"][measure])
    assert found.tolist() == pytest.approx(expected[np.triu_indices(3, k=1)].tolist(), abs=VECTOR["tolerance"]["abs"])


def test_projects_within_a_region_are_no_cooperation() -> None:
    at_home = JOINT.copy()
    at_home.loc["a", "a"] = 70.0
    pd.testing.assert_frame_equal(cooperation_intensity(at_home, TOTALS), cooperation_intensity(JOINT, TOTALS))


def symmetric(counts: list[int]) -> pd.DataFrame:
    upper = np.zeros((4, 4))
    upper[np.triu_indices(4, k=1)] = counts
    labels = ["p", "q", "r", "s"]
    return pd.DataFrame(upper + upper.T, index=labels, columns=labels)


@settings(deadline=None)
@given(st.lists(st.integers(0, 40), min_size=6, max_size=6), st.lists(st.integers(0, 40), min_size=4, max_size=4),
       st.permutations(["p", "q", "r", "s"]))
def test_ranges_and_order_of_the_regions(counts: list[int], own: list[int], order: list[str]) -> None:
    joint = symmetric(counts)
    totals = joint.sum(axis=1) + own
    found = cooperation_intensity(joint, totals)
    assert found["salton"].dropna().between(0, 1).all()
    assert (found["salton"].isna() == found["salton_reason"].notna()).all()
    assert (found["affinity"].isna() == found["affinity_reason"].notna()).all()
    turned = cooperation_intensity(joint.loc[order, order], totals[order])
    turned.index = pd.MultiIndex.from_tuples([tuple(sorted(pair)) for pair in turned.index], names=found.index.names)
    pd.testing.assert_frame_equal(turned.sort_index(), found.sort_index())
    # What was expected adds up to what is there, but for the places that the empty diagonal would have had.
    margins = joint.sum(axis=1)
    if margins.sum():
        told = found.dropna(subset=["affinity"])
        expected = (told["joint"] / told["affinity"].where(told["affinity"] > 0)).dropna()
        assert expected.sum() <= margins.sum() / 2 + 1e-9


def test_what_has_no_intensity_says_why() -> None:
    joint = symmetric([3, 0, 0, 2, 0, 0])
    joint.loc["s"] = joint["s"] = 0.0
    found = cooperation_intensity(joint, pd.Series([5.0, 9.0, np.nan, 0.0], index=joint.index))
    assert found.loc[("p", "r"), "salton_reason"] == "no_denominator"
    assert found.loc[("p", "s"), ["salton_reason", "affinity_reason"]].tolist() == ["zero_denominator"] * 2
    assert found.loc[("p", "r"), "affinity"] == 0


@pytest.mark.parametrize("wrong, told", [
    (JOINT.assign(b=[21.0, 0.0, 5.0]), "of j with i"), (JOINT.assign(b=-JOINT["b"]), "zero or more"),
    (JOINT.loc[["b", "a", "c"]], "same order"), (JOINT * 20, "more projects with one partner"),
])  # fmt: skip
def test_what_is_no_table_of_joint_projects(wrong: pd.DataFrame, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        cooperation_intensity(wrong, TOTALS)


def table(pairs: list[tuple[int, int]], helpers: int = 8, receivers: int = 12) -> pd.DataFrame:
    chosen = np.zeros((helpers, receivers), dtype=bool)
    for row, column in pairs:
        chosen[row, column] = True
    return pd.DataFrame(chosen)


def test_index_by_hand() -> None:
    affinity = pd.DataFrame([[4.0, 1.0], [1.0, np.nan]])
    found = assisted_affinity(affinity, pd.DataFrame([[True, False], [False, True]]), seed=1, draws=50)
    assert (found.index.value, found.n_assisted, found.n_others) == (4.0, 1, 2)
    assert (found.assisted, found.others) == (4.0, 1.0)


def test_twelve_pairs_that_are_close_stand_out_and_three_are_not_judged() -> None:
    many = [(column % 8, column) for column in range(12)]
    noise = pd.DataFrame(np.random.default_rng(3).uniform(0.5, 1.5, (8, 12)))
    close = noise.where(~table(many), noise * 3)
    found = assisted_affinity(close, table(many), seed=7, draws=400)
    assert found.index.value == pytest.approx(3, abs=0.5)
    assert found.hi is not None and found.index.value > found.hi
    assert found.p is not None and found.p < 0.01
    few = assisted_affinity(close, table(many[:3]), seed=7, draws=400)
    assert few.p is None and few.n_assisted == 3 < MINIMUM_PAIRS
    assert few.lo is not None and few.hi is not None and few.hi - few.lo > found.hi - (found.lo or 0)


def test_nothing_is_found_where_assisted_pairs_are_as_others() -> None:
    noise = pd.DataFrame(np.random.default_rng(5).uniform(0.5, 1.5, (8, 12)))
    found = assisted_affinity(noise, table([(column % 8, column) for column in range(12)]), seed=7, draws=400)
    assert found.p is not None and found.p > 0.05


def test_the_same_seed_says_the_same() -> None:
    noise = pd.DataFrame(np.random.default_rng(5).uniform(0.5, 1.5, (8, 12)))
    chosen = table([(0, 1), (2, 3)])
    assert assisted_affinity(noise, chosen, seed=4, draws=60) == assisted_affinity(noise, chosen, seed=4, draws=60)


@pytest.mark.parametrize("affinity, chosen, reason", [
    ([[1.0, 2.0]], [[False, False]], Reason.NOT_PUBLISHED),
    ([[np.nan, 2.0]], [[True, False]], Reason.NOT_PUBLISHED),
    ([[1.0, 2.0]], [[True, True]], Reason.TOO_FEW_POINTS),
    ([[1.0, 0.0]], [[True, False]], Reason.ZERO_DENOMINATOR),
])  # fmt: skip
def test_an_index_that_does_not_exist(affinity: list, chosen: list, reason: Reason) -> None:
    found = assisted_affinity(pd.DataFrame(affinity), pd.DataFrame(chosen), seed=1, draws=10)
    assert (found.index.reason, found.lo, found.p) == (reason, None, None)
