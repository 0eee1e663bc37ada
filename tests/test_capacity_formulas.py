"""Receiving capacity, the match matrix and the order of partners: hand-checked cases and properties."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from queries.formulas.capacity_index import capacity_index, index_of_draws, pillar_weights
from queries.formulas.match_quadrant import Quadrant, match_quadrants
from queries.formulas.match_score import CONDITIONS, match_order
from queries.formulas.reasons import Reason

PILLARS = ["demand", "base", "platform", "cost"]
LEVELS = pd.DataFrame(
    [[0.8, 0.6, 0.4, 0.2], [0.5, 0.5, 0.5, 0.5], [0.9, math.nan, 0.1, 0.1]], index=["a", "b", "c"], columns=PILLARS
)


def weights(*points: float) -> pd.Series:
    return pillar_weights(pd.Series(points, index=PILLARS))


@pytest.mark.parametrize(("points", "expected"), [
    ((25, 25, 25, 25), [0.25] * 4),
    ((50, 50, 50, 50), [0.25] * 4),
    ((40, 30, 20, 10), [0.4, 0.3, 0.2, 0.1]),
    ((3, 1, 0, 0), [0.75, 0.25, 0, 0]),
])
def test_points_are_shares_whatever_they_add_up_to(points: tuple[float, ...], expected: list[float]) -> None:
    np.testing.assert_allclose(weights(*points), expected)


@pytest.mark.parametrize("points", [(0, 0, 0, 0), (-1, 2, 0, 0), (math.nan, 1, 1, 1)])
def test_points_that_are_no_weights_are_refused(points: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="zero or more"):
        weights(*points)


def test_the_index_is_the_weighted_mean_and_its_parts_add_up_to_it() -> None:
    # 0.4·0.8 + 0.3·0.6 + 0.2·0.4 + 0.1·0.2 = 0.32 + 0.18 + 0.08 + 0.02 = 0.60
    found = capacity_index(LEVELS, weights(40, 30, 20, 10))
    assert found["value"].tolist()[:2] == pytest.approx([0.60, 0.50])
    assert math.isnan(found.loc["c", "value"]) and found.loc["c", "reason"] == Reason.NOT_PUBLISHED


def test_a_pillar_that_weighs_nothing_is_not_missed() -> None:
    # (0.9 + 0.1 + 0.1) / 3
    found = capacity_index(LEVELS, weights(1, 0, 1, 1))
    assert found.loc["c", "value"] == pytest.approx(1.1 / 3) and found["reason"].isna().all()


@given(st.lists(st.lists(st.floats(0, 1), min_size=4, max_size=4), min_size=1, max_size=8),
       st.lists(st.integers(0, 100), min_size=4, max_size=4).filter(any), st.randoms())
def test_the_index_stays_between_its_pillars_and_knows_no_order(
    rows: list[list[float]], points: list[int], random: object
) -> None:
    levels = pd.DataFrame(rows, columns=PILLARS)
    chosen = weights(*points)
    found = capacity_index(levels, chosen)["value"]
    counted = levels.loc[:, chosen > 0]
    assert (found <= counted.max(axis=1) + 1e-9).all() and (found >= counted.min(axis=1) - 1e-9).all()
    turned = capacity_index(levels[PILLARS[::-1]], chosen)["value"]
    np.testing.assert_allclose(turned, found)


def test_draws_give_what_one_index_gives() -> None:
    points = [(40, 30, 20, 10), (25, 25, 25, 25)]
    drawn = index_of_draws(np.stack([LEVELS.to_numpy()] * 2), np.stack([weights(*one) for one in points]))
    for row, one in zip(drawn, points, strict=True):
        np.testing.assert_allclose(row, capacity_index(LEVELS, weights(*one))["value"])


def crossing(**columns: list[float]) -> pd.DataFrame:
    rows = pd.DataFrame(columns)
    for name in ("capacity", "gap"):
        for end in ("lo", "hi"):
            if f"{name}_{end}" not in rows:
                rows[f"{name}_{end}"] = rows[name]
    return rows


@pytest.mark.parametrize(("capacity", "gap", "quadrant"), [
    (0.7, 0.3, Quadrant.PRIORITY), (0.3, 0.3, Quadrant.BUILD_FIRST),
    (0.7, -0.1, Quadrant.RADIATE), (0.3, -0.1, Quadrant.CONSOLIDATE),
    (0.5, 0.2, Quadrant.PRIORITY), (0.5, 0.1, Quadrant.RADIATE),  # at the lines: able, and lacking nothing
    (math.nan, 0.3, None), (0.7, math.nan, None),
])
def test_the_quarter_of_a_region(capacity: float, gap: float, quadrant: str | None) -> None:
    found = match_quadrants(crossing(capacity=[capacity], gap=[gap]), 0.5, 0.1)
    assert found["quadrant"].tolist() == [quadrant]


@pytest.mark.parametrize(("lo", "hi", "is_edge"), [(0.45, 0.6, True), (0.5, 0.6, True), (0.55, 0.6, False)])
def test_an_interval_that_holds_a_line_is_an_edge(lo: float, hi: float, is_edge: bool) -> None:
    found = match_quadrants(
        crossing(capacity=[0.58], capacity_lo=[lo], capacity_hi=[hi], gap=[0.3]), 0.5, 0.1
    )
    assert found["is_edge"].tolist() == [is_edge] and not found["crosses_gap"].any()


def test_a_region_without_a_quarter_is_no_edge_and_one_without_an_interval_is_none() -> None:
    rows = crossing(capacity=[math.nan, 0.9], capacity_lo=[0.4, math.nan], capacity_hi=[0.6, math.nan], gap=[0.3, 0.3])
    assert not match_quadrants(rows, 0.5, 0.1)["is_edge"].any()


PAIR = {"sender": "a", "receiver": "x", "gradient": 0.5, "surplus": 10.0, "gap": 4.0, "capacity": 0.6, "branches": 2.0,
        "distance": 700.0, "is_assisted": True}


def ordered(*changes: dict[str, object]) -> pd.DataFrame:
    return match_order(pd.DataFrame([{**PAIR, **change} for change in changes]), 0.5, 1000.0)


@pytest.mark.parametrize(("condition", "change"), [
    ("surplus", {"surplus": 0.0}), ("gap", {"gap": -1.0}), ("capacity", {"capacity": 0.49}),
    ("links", {"branches": 0.0}), ("near", {"distance": 1000.1}),
    ("assistance", {"is_assisted": False}),
])
def test_each_condition_counts_one(condition: str, change: dict[str, object]) -> None:
    row = ordered(change).iloc[0]
    assert (row["met"], row["known"]) == (len(CONDITIONS) - 1, len(CONDITIONS))
    assert [name for name in CONDITIONS if not row[f"has_{name}"]] == [condition]


def test_only_pairs_down_the_gradient_count() -> None:
    found = ordered({"gradient": 0.0}, {"gradient": -0.2, "sender": "b"}, {"gradient": math.nan, "sender": "c"},
                    {"gradient": 0.1, "sender": "d"})
    assert found["sender"].tolist() == ["d"]


def test_what_is_not_known_is_neither_met_nor_refused() -> None:
    row = ordered({"branches": math.nan, "gap": math.nan}).iloc[0]
    assert (row["met"], row["known"]) == (4, 4) and pd.isna(row["has_links"]) and math.isnan(row["movable"])


def test_the_order_is_conditions_then_agencies_then_gradient_then_code() -> None:
    found = ordered(
        {"sender": "few", "is_assisted": False, "surplus": 99.0, "gap": 99.0},
        {"sender": "small", "surplus": 1.0}, {"sender": "steep", "gradient": 0.9}, {"sender": "b"}, {"sender": "a"},
        {"sender": "unknown", "surplus": math.nan, "gap": math.nan},
    )
    assert found["sender"].tolist() == ["steep", "a", "b", "small", "few", "unknown"]
    assert found["rank"].tolist() == [1, 2, 2, 4, 5, 6]
    assert found["movable"].tolist()[:5] == [4.0, 4.0, 4.0, 1.0, 99.0]


def test_nothing_down_the_gradient_leaves_an_empty_list() -> None:
    assert ordered({"gradient": -1.0}).empty


@given(st.permutations(range(6)))
def test_the_order_does_not_depend_on_the_order_given(places: list[int]) -> None:
    changes = [{"sender": f"s{n}", "gap": float(n % 3), "is_assisted": n % 2 == 0} for n in range(6)]
    pd.testing.assert_frame_equal(ordered(*changes), ordered(*(changes[place] for place in places)))
