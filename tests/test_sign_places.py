"""Signs are moved apart just as far as it takes, and nobody else is moved."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.projection import project
from geo.sign_places import apart

SUZHOU, SHANGHAI, CHENGDU = (120.75, 31.37), (121.40, 31.08), (103.9, 30.6)


def distances(points: np.ndarray) -> np.ndarray:
    places = project(points) / 1000
    return np.hypot(*(places[:, None] - places[None]).transpose(2, 0, 1))[np.triu_indices(len(points), 1)]


def test_two_of_one_city_stand_side_by_side_and_the_third_far_away_stays() -> None:
    found = apart(np.array([SUZHOU, SUZHOU, CHENGDU]), 100)
    assert found[2].tolist() == list(CHENGDU)
    assert distances(found[:2])[0] == pytest.approx(100, rel=0.01)
    # The first to the west, the second to the east, both as high as their place.
    assert found[0, 0] < SUZHOU[0] < found[1, 0]


def test_neighbouring_cities_push_each_other_half_the_way() -> None:
    found = apart(np.array([SUZHOU, SHANGHAI]), 120)
    assert distances(found)[0] == pytest.approx(120, rel=0.02)
    steps = np.hypot(*(project(found) - project(np.array([SUZHOU, SHANGHAI]))).T)
    assert steps[0] == pytest.approx(steps[1], rel=1e-6)


@pytest.mark.parametrize("count", [0, 1])
def test_who_is_alone_stays(count: int) -> None:
    points = np.array([CHENGDU] * count).reshape(count, 2)
    assert apart(points, 100).tolist() == points.tolist()


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(range(100, 122, 2)), st.sampled_from(range(24, 42, 2))), max_size=12))
def test_nobody_is_nearer_than_asked_for_wherever_they_stand(places: list[tuple[int, int]]) -> None:
    points = np.array(places, dtype=float).reshape(len(places), 2)
    found = apart(points, 100)
    assert np.isfinite(found).all()
    if len(found) > 1:
        assert distances(found).min() >= 97
