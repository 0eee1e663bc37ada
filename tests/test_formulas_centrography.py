"""Weighted centre and deviational ellipse: the published vector, axes by hand, a second way, and what has no value."""

import json
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from queries.formulas.centrography import Ellipse, deviational_ellipse, ellipse_outline, weighted_centre
from queries.formulas.reasons import Reason

VECTOR = json.loads((Path(__file__).parent / "vectors" / "23_mean_centre_sde.json").read_text("utf-8"))
TWELVE, ELEVEN = (np.array(VECTOR["input"][name]) for name in ("points12", "points11"))
WEIGHTS = np.array(VECTOR["input"]["weights12"], dtype=float)
EXPECTED, TOLERANCE = VECTOR["expected"], VECTOR["tolerance"]["abs"]
SQUARE = np.array([(0.0, 0.0), (2.0, 0.0), (2.0, 2.0), (0.0, 2.0)])
DIAGONAL = np.array([(0.0, 0.0), (1.0, 1.0), (2.0, 2.0)])


def axes(ellipse: Ellipse) -> tuple[float | None, ...]:
    return ellipse.semi_major.value, ellipse.semi_minor.value, ellipse.bearing.value


def test_vector_of_centres() -> None:
    plain, weighted = weighted_centre(TWELVE, np.ones(12)), weighted_centre(TWELVE, WEIGHTS)
    assert (plain.x, plain.y) == pytest.approx(EXPECTED["mean_centre_12"], abs=1e-7)
    assert (weighted.x, weighted.y) == pytest.approx(EXPECTED["weighted_mean_centre_12"], abs=1e-7)


def test_vector_of_plain_axes() -> None:
    ellipse, plain = deviational_ellipse(ELEVEN, np.ones(11)), EXPECTED["ellipse_11_plain"]
    assert axes(ellipse) == pytest.approx(
        (plain["semi_major"], plain["semi_minor"], plain["bearing_deg"]), abs=TOLERANCE
    )
    assert ellipse.area.value == pytest.approx(math.pi * plain["semi_major"] * plain["semi_minor"])
    assert ellipse.flattening.value == pytest.approx(plain["semi_minor"] / plain["semi_major"])


def test_other_variants_follow_from_the_plain_axes() -> None:
    ellipse, other = deviational_ellipse(ELEVEN, np.ones(11)), EXPECTED["ellipse_11_crimestat"]
    assert ellipse.semi_major.value is not None and ellipse.semi_minor.value is not None
    stretch = math.sqrt(2 * 11 / 9)
    assert stretch * ellipse.semi_major.value == pytest.approx(other["semi_major"], abs=TOLERANCE)
    assert stretch * ellipse.semi_minor.value == pytest.approx(other["semi_minor"], abs=TOLERANCE)
    assert ellipse.bearing.value == pytest.approx(90 - math.degrees(other["angle_rad_ccw_from_east"]), abs=TOLERANCE)
    spread = math.hypot(ellipse.semi_major.value, ellipse.semi_minor.value)
    assert spread == pytest.approx(EXPECTED["standard_distance_11"], abs=TOLERANCE)


@pytest.mark.parametrize(
    ("points", "shape", "expected"),
    [
        (SQUARE, "ellipse", (1.0, 1.0, None)),
        (SQUARE * (2, 1), "ellipse", (2.0, 1.0, 90.0)),
        (SQUARE * (1, 2), "ellipse", (2.0, 1.0, 0.0)),
        (DIAGONAL, "line", (math.sqrt(4 / 3), 0.0, 45.0)),
        (DIAGONAL * (-1, 1), "line", (math.sqrt(4 / 3), 0.0, 135.0)),
        (DIAGONAL[:2], "line", (math.sqrt(1 / 2), 0.0, 45.0)),
        (DIAGONAL[:1], "point", (0.0, 0.0, None)),
        (np.full((5, 2), 4.1e6), "point", (0.0, 0.0, None)),
    ],
)
def test_axes_worked_out_by_hand(points: np.ndarray, shape: str, expected: tuple[float | None, ...]) -> None:
    ellipse = deviational_ellipse(points, np.ones(len(points)))
    assert ellipse.shape == shape
    assert axes(ellipse) == pytest.approx(expected, abs=1e-12)
    assert (ellipse.bearing.reason is Reason.NOT_APPLICABLE) == (expected[2] is None)


def test_a_line_covers_no_area_and_a_point_has_no_flattening() -> None:
    line, point = deviational_ellipse(DIAGONAL, np.ones(3)), deviational_ellipse(DIAGONAL[:1], [7.0])
    assert (line.area.value, line.flattening.value) == (0.0, 0.0)
    assert (point.area.value, point.flattening.reason) == (0.0, Reason.ZERO_DENOMINATOR)


def test_a_unit_of_weight_zero_does_not_count() -> None:
    ellipse = deviational_ellipse(DIAGONAL, [1.0, 0.0, 1.0])
    assert (ellipse.shape, ellipse.centre.n, ellipse.centre.x) == ("line", 2, 1.0)


@pytest.mark.parametrize(
    ("weights", "reason"),
    [
        ([0.0, 0.0, 0.0], Reason.ZERO_DENOMINATOR),
        ([1.0, math.nan, 1.0], Reason.COVERAGE),
        ([1.0, -1.0, 1.0], Reason.NEGATIVE_INPUT),
        ([1.0, math.inf, 1.0], Reason.NOT_FINITE),
    ],
)
def test_what_has_no_centre_says_why(weights: list[float], reason: Reason) -> None:
    ellipse = deviational_ellipse(DIAGONAL, weights)
    assert (ellipse.centre.x, ellipse.centre.y, ellipse.centre.reason, ellipse.shape) == (None, None, reason, None)
    assert {ellipse.semi_major.reason, ellipse.bearing.reason, ellipse.area.reason} == {reason}
    assert len(ellipse_outline(ellipse)) == 0


def test_no_units_have_no_centre() -> None:
    assert weighted_centre(np.empty((0, 2)), []).reason is Reason.ZERO_DENOMINATOR


@pytest.mark.parametrize(("points", "weights"), [([(0, 0)], [1, 1]), ([0, 1], [1, 1]), ([(0, math.nan)], [1])])
def test_what_is_no_distribution_is_refused(points: list, weights: list) -> None:
    with pytest.raises(ValueError):
        weighted_centre(points, weights)


def test_great_weights_neither_overflow_nor_vanish() -> None:
    for size in (1e-300, 1e300):
        centre = weighted_centre(DIAGONAL, np.array([1.0, 1.0, 2.0]) * size)
        assert (centre.x, centre.y) == pytest.approx((1.25, 1.25))


CASE = st.lists(
    st.tuples(st.integers(-3000, 3000), st.integers(-3000, 3000), st.integers(1, 1000)), min_size=3, max_size=12
)


def steady(test):  # type: ignore[no-untyped-def]
    return settings(deadline=None, max_examples=60, derandomize=True)(given(CASE)(test))


def split(case: list[tuple[int, int, int]]) -> tuple[np.ndarray, np.ndarray]:
    """Places and weights whose ellipse is neither a line nor near a circle, so that all five numbers exist."""
    rows = np.array(case, dtype=float)
    ellipse = deviational_ellipse(rows[:, :2], rows[:, 2])
    assume(ellipse.flattening.value is not None and 1e-3 < ellipse.flattening.value < 0.99)
    return rows[:, :2], rows[:, 2]


def same_axes(one: Ellipse, other: Ellipse, scale: float = 1.0, turned: float = 0.0) -> None:
    major, minor, bearing = (float(value or 0.0) for value in axes(one))
    found = tuple(float(value or 0.0) for value in axes(other))
    assert found[:2] == pytest.approx((scale * major, scale * minor), rel=1e-9, abs=1e-7)
    apart = (found[2] - bearing - turned) % 180
    assert min(apart, 180 - apart) == pytest.approx(0, abs=1e-5)


@steady
def test_axes_are_the_eigenvalues_of_the_weighted_covariance(case: list[tuple[int, int, int]]) -> None:
    points, weights = split(case)
    ellipse = deviational_ellipse(points, weights)
    values, vectors = np.linalg.eigh(np.cov(points.T, aweights=weights, ddof=0))
    assert axes(ellipse)[:2] == pytest.approx((math.sqrt(values[1]), math.sqrt(values[0])), rel=1e-7)
    bearing = math.degrees(math.atan2(vectors[0, 1], vectors[1, 1])) % 180
    apart = (bearing - float(ellipse.bearing.value or 0)) % 180
    assert min(apart, 180 - apart) == pytest.approx(0, abs=1e-4)
    assert (ellipse.centre.x, ellipse.centre.y) == pytest.approx(np.average(points, axis=0, weights=weights))


@steady
def test_moved_turned_and_enlarged_it_stays_the_same_ellipse(case: list[tuple[int, int, int]]) -> None:
    points, weights = split(case)
    ellipse = deviational_ellipse(points, weights)
    same_axes(ellipse, deviational_ellipse(points + np.array((4e6, -300.0)), weights))
    same_axes(ellipse, deviational_ellipse(2.5 * points, weights), scale=2.5)
    angle = math.radians(30)
    clockwise = np.array([(math.cos(angle), -math.sin(angle)), (math.sin(angle), math.cos(angle))])
    same_axes(ellipse, deviational_ellipse(points @ clockwise, weights), turned=30)


@steady
def test_order_and_unit_of_the_weights_change_nothing(case: list[tuple[int, int, int]]) -> None:
    points, weights = split(case)
    ellipse = deviational_ellipse(points, weights)
    same_axes(ellipse, deviational_ellipse(points[::-1], weights[::-1]))
    same_axes(ellipse, deviational_ellipse(points, 2 * weights))
    twice = deviational_ellipse(np.repeat(points, 2, axis=0), np.repeat(weights, 2))
    same_axes(ellipse, twice)


@steady
def test_the_outline_lies_on_the_ellipse(case: list[tuple[int, int, int]]) -> None:
    points, weights = split(case)
    ellipse = deviational_ellipse(points, weights)
    outline = ellipse_outline(ellipse, 36) - (ellipse.centre.x or 0, ellipse.centre.y or 0)
    covariance = np.cov(points.T, aweights=weights, ddof=0)
    distances = np.einsum("ij,jk,ik->i", outline, np.linalg.inv(covariance), outline)
    assert distances == pytest.approx(np.ones(37), rel=1e-5)
    assert outline[0] == pytest.approx(outline[-1])
