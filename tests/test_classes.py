"""Class breaks: readable numbers that leave every unit where mapclassify put it."""

from __future__ import annotations

import math
import warnings

import mapclassify
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.classes import BREAK_METHODS, MOST_CLASSES, BreakMethod, class_breaks, class_of
from pages.charts.atlas_map import MOST_COLOURS, class_count

pytestmark = pytest.mark.filterwarnings("ignore:Not enough unique values:UserWarning")

FOUND = tuple(method for method in BREAK_METHODS if method != "custom")
SCHEMES = {
    "quantile": lambda values, k: mapclassify.Quantiles(values, k=k),
    "fisher-jenks": lambda values, k: mapclassify.FisherJenks(values, k=k),
    "equal-interval": lambda values, k: mapclassify.EqualInterval(values, k=k),
    "standard-deviation": lambda values, k: mapclassify.StdMean(values),
}
ordinary = st.floats(min_value=-1e9, max_value=1e9, allow_nan=False).map(lambda value: round(value, 6))
counts = st.integers(min_value=0, max_value=10_000_000).map(float)
many = st.lists(st.one_of(ordinary, counts), min_size=2, max_size=60)


def oracle(values: list[float], method: str, k: int) -> list[int]:
    """Class of every value by mapclassify itself, classes numbered without gaps."""
    numbers = np.asarray(values, dtype=float)
    if len(np.unique(numbers)) == 1:
        return [0] * len(numbers)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = SCHEMES[method](numbers, min(k, len(np.unique(numbers))))
    classes = np.searchsorted(found.bins[:-1], numbers, side="left")
    return [int(number) for number in np.unique(classes, return_inverse=True)[1]]


def dense(classes: np.ndarray) -> list[int]:
    return [int(number) for number in np.unique(classes, return_inverse=True)[1]]


@pytest.mark.parametrize("method", FOUND)
@settings(max_examples=60, deadline=None)
@given(values=many, k=st.integers(2, MOST_CLASSES))
def test_rounding_moves_no_unit_out_of_its_class(method: BreakMethod, values: list[float], k: int) -> None:
    breaks = class_breaks(values, method, k)
    assert dense(class_of(values, breaks)) == oracle(values, method, k)


@pytest.mark.parametrize("method", FOUND)
@settings(max_examples=60, deadline=None)
@given(values=many, k=st.integers(2, MOST_CLASSES))
def test_breaks_rise_are_finite_and_leave_no_class_empty(method: BreakMethod, values: list[float], k: int) -> None:
    breaks = class_breaks(values, method, k)
    assert list(breaks) == sorted(set(breaks)) and all(math.isfinite(b) for b in breaks)
    assert set(class_of(values, breaks)) == set(range(len(breaks) + 1))
    if method != "standard-deviation":
        assert len(breaks) <= min(k, len(set(values))) - 1


@settings(max_examples=60, deadline=None)
@given(values=many, seed=st.randoms(use_true_random=False))
def test_the_order_of_the_values_changes_nothing(values: list[float], seed) -> None:
    shuffled = list(values)
    seed.shuffle(shuffled)
    for method in FOUND:
        assert class_breaks(shuffled, method) == class_breaks(values, method)


@pytest.mark.parametrize(
    ("values", "method", "classes", "breaks"),
    [
        ([1.2, 3.9, 4.1, 7.7], "quantile", 2, (4.0,)),
        ([12.0, 19.0, 103.0, 388.0], "quantile", 2, (100.0,)),
        ([0.0, 100.0], "equal-interval", 2, (100.0,)),
        ([1.0, 2.0, 3.0, 98.0, 99.0, 100.0], "fisher-jenks", 2, (50.0,)),
        ([-5.0, -4.0, 4.0, 5.0], "quantile", 2, (0.0,)),
        ([0.0011, 0.0012, 0.0031, 0.0032], "quantile", 2, (0.002,)),
        ([1e-9, 2e-9], "quantile", 2, (2e-9,)),
        ([5.0, 5.0, 5.0, 5.0, 9.0], "quantile", 5, (6.0,)),
        ([5.0, 9.0], "quantile", 5, (6.0,)),
        ([5.0, 5.0, 5.0], "quantile", 5, ()),
        ([5.0], "fisher-jenks", 5, ()),
        ([], "equal-interval", 5, ()),
    ],
)
def test_breaks_are_the_roundest_numbers_between_the_classes(
    values: list[float], method: BreakMethod, classes: int, breaks: tuple[float, ...]
) -> None:
    found = class_breaks(values, method, classes)
    assert found == pytest.approx(breaks)
    assert len(set(class_of(values, found))) == (len(breaks) + 1 if values else 0)


def test_a_lower_bound_belongs_to_its_class() -> None:
    assert list(class_of([9.99, 10.0, 19.99, 20.0, 25.0], [10.0, 20.0])) == [0, 1, 1, 2, 2]
    assert list(class_of([1.0, 2.0], [])) == [0, 0]
    assert class_of([], [1.0]).size == 0


@settings(max_examples=60, deadline=None)
@given(ties=st.lists(st.sampled_from([1.0, 2.0, 2.5, 3.0]), min_size=2, max_size=40))
def test_equal_values_are_in_one_class(ties: list[float]) -> None:
    for method in FOUND:
        classes = class_of(ties, class_breaks(ties, method))
        assert len(set(zip(ties, classes, strict=True))) == len(set(ties))


def test_custom_breaks_are_sorted_and_kept_as_they_are() -> None:
    assert class_breaks([1.0, 2.0], "custom", custom=(50, 20.5, 50, -1)) == (-1.0, 20.5, 50.0)
    assert class_breaks([], "custom", custom=()) == ()


@pytest.mark.parametrize("custom", [(math.nan,), (1.0, math.inf), (-math.inf,)])
def test_custom_breaks_are_finite(custom: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="finite"):
        class_breaks([1.0, 2.0], "custom", custom=custom)


@pytest.mark.parametrize("classes", [-1, 0, 1, MOST_CLASSES + 1])
def test_a_map_has_two_to_seven_classes(classes: int) -> None:
    with pytest.raises(ValueError, match="2 to 7"):
        class_breaks([1.0, 2.0, 3.0], "quantile", classes)


@pytest.mark.parametrize("values", [
    pytest.param([103.6, 13.6, 10.4, 7.9], id="zones"), pytest.param([187.9, 113.2, 80.8, 12.0], id="major"),
])
def test_of_a_handful_of_places_none_is_painted_like_another(values: list[float]) -> None:
    """Two classes of four zones would paint 13.6 like 7.9."""
    breaks = class_breaks(values, "fisher-jenks", class_count(len(values)))
    assert len(set(class_of(values, breaks))) == len(values)


def test_more_places_than_colours_share_classes() -> None:
    counts = [class_count(units) for units in range(5, 40)]
    assert counts[0] == counts[-1] == MOST_COLOURS
    assert counts[1:] == sorted(counts[1:]) and min(counts) == 3
