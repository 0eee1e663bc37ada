"""Distance on the globe and the share of demand beyond it, against known arcs, brute force and a library."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics.pairwise import haversine_distances

from queries.formulas.distance import (
    EARTH_RADIUS_KM,
    great_circle_km,
    mean_nearest_distance,
    nearest_km,
    underserved_share,
)
from queries.formulas.reasons import Reason

NAN = math.nan
QUARTER = EARTH_RADIUS_KM * math.pi / 2


@pytest.mark.parametrize(
    ("one", "other", "km"),
    [
        ((0, 0), (0, 0), 0.0),
        ((0, 0), (90, 0), QUARTER),
        ((0, 0), (0, 90), QUARTER),
        ((0, 0), (180, 0), 2 * QUARTER),
        ((120, 90), (-60, 90), 0.0),
        ((105, 30), (105, 31), QUARTER / 90),
        ((179.5, 0), (-179.5, 0), QUARTER / 90),
    ],
)
def test_known_arcs(one: tuple[float, float], other: tuple[float, float], km: float) -> None:
    assert great_circle_km(*one, *other) == pytest.approx(km, abs=1e-6)
    assert great_circle_km(*other, *one) == pytest.approx(km, abs=1e-6)


def test_a_missing_coordinate_has_no_distance() -> None:
    assert np.isnan(great_circle_km(NAN, 30, 105, 30))


def places(seed: int, count: int) -> pd.DataFrame:
    """Seeded places within China."""
    random = np.random.default_rng(seed)
    return pd.DataFrame({"longitude": random.uniform(74, 134, count), "latitude": random.uniform(18, 53, count)})


def test_the_nearest_is_that_of_all_distances() -> None:
    points, providers = places(1, 60), places(2, 400)
    radians = [np.radians(frame[["latitude", "longitude"]].to_numpy()) for frame in (points, providers)]
    expected = haversine_distances(*radians).min(axis=1) * EARTH_RADIUS_KM
    assert nearest_km(points, providers).to_numpy() == pytest.approx(expected, abs=1e-6)


def test_without_providers_nobody_is_near_one() -> None:
    points = places(1, 3)
    assert nearest_km(points, points.iloc[:0]).isna().all()
    assert nearest_km(points.iloc[:0], points).empty


def test_share_and_mean_by_hand() -> None:
    far, demand = pd.Series([10.0, 50.0, 50.1, 200.0, 5.0]), pd.Series([4.0, 3.0, 2.0, 1.0, NAN])
    assert underserved_share(far, demand, 50).value == pytest.approx(0.3, rel=1e-14)
    assert underserved_share(far, demand, 50).n == 4
    assert mean_nearest_distance(far, demand).value == pytest.approx((40 + 150 + 100.2 + 200) / 10, rel=1e-14)


@pytest.mark.parametrize(
    ("far", "demand", "reason"),
    [
        ([NAN], [1.0], Reason.NOT_PUBLISHED),
        ([1.0], [NAN], Reason.NOT_PUBLISHED),
        ([], [], Reason.NOT_PUBLISHED),
        ([1.0, 2.0], [0.0, 0.0], Reason.ZERO_DENOMINATOR),
        ([1.0], [-1.0], Reason.NEGATIVE_INPUT),
        ([math.inf], [1.0], Reason.NOT_FINITE),
    ],
)
def test_no_share_without_points_or_demand(far: list[float], demand: list[float], reason: Reason) -> None:
    assert underserved_share(far, demand, 50).reason == reason
    assert mean_nearest_distance(far, demand).reason == reason


def test_a_negative_distance_is_refused() -> None:
    with pytest.raises(ValueError, match="0 km or more"):
        underserved_share([1.0], [1.0], -1)


PLACES = st.lists(st.tuples(st.floats(0, 500), st.floats(0, 100)), min_size=1, max_size=20)


@settings(deadline=None)
@given(PLACES, st.floats(0, 500), st.floats(0, 500), st.randoms(use_true_random=False))
def test_more_distance_leaves_fewer_unserved_in_whatever_order(
    rows: list[tuple[float, float]], one: float, other: float, random: object
) -> None:
    far, demand = [distance for distance, _ in rows], [weight for _, weight in rows]
    near, wide = underserved_share(far, demand, min(one, other)), underserved_share(far, demand, max(one, other))
    if near.value is None:
        assert sum(demand) == 0
        return
    assert wide.value is not None and 0 <= wide.value <= near.value <= 1
    mixed = list(rows)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    again = underserved_share([distance for distance, _ in mixed], [weight for _, weight in mixed], min(one, other))
    assert again.value == pytest.approx(near.value)
