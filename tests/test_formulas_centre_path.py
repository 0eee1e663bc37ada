"""The path of a centre: steps worked out by hand, directions, gaps in the years, and identities of any path."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from queries.formulas.centre_path import centre_distance, centre_path, overall_shift, wind_of
from queries.formulas.reasons import Reason

# 3 km west and 4 km south, then 5 km east, then not at all.
PATH = pd.DataFrame({"x": [10.0, 7.0, 12.0, 12.0], "y": [20.0, 16.0, 16.0, 16.0]}, index=[2018, 2019, 2020, 2021])


def test_steps_worked_out_by_hand() -> None:
    path = centre_path(PATH)
    assert path["step"].tolist()[1:] == [5.0, 5.0, 0.0]
    assert path["east"].tolist()[1:] == [-3.0, 5.0, 0.0]
    assert path["north"].tolist()[1:] == [-4.0, 0.0, 0.0]
    assert path["westward"].tolist() == [0.0, 3.0, -2.0, -2.0]
    assert path["bearing"].tolist()[1:3] == pytest.approx([180 + math.degrees(math.atan2(3, 4)), 90.0])
    assert math.isnan(path.loc[2021, "bearing"])
    assert path["since"].tolist()[1:] == [2018, 2019, 2020]
    assert path["reason"].tolist() == [Reason.NO_BASE_YEAR.value, None, None, None]


def test_a_year_without_a_centre_is_stepped_over() -> None:
    gap = PATH.copy()
    gap.loc[2019] = math.nan
    path = centre_path(gap)
    assert path.loc[2019, "reason"] == Reason.NOT_PUBLISHED.value
    assert math.isnan(path.loc[2019, "step"])
    assert (path.loc[2020, "since"], path.loc[2020, "east"], path.loc[2020, "north"]) == (2018, 2.0, -4.0)


def test_the_whole_shift() -> None:
    shift = overall_shift(PATH)
    assert shift is not None
    assert (shift.first, shift.last, shift.length) == (2018, 2021, 10.0)
    assert shift.distance == pytest.approx(math.hypot(2, 4))
    assert shift.per_year == pytest.approx(math.hypot(2, 4) / 3)
    assert shift.bearing == pytest.approx(180 - math.degrees(math.atan2(2, 4)))


def test_a_centre_that_comes_back_has_no_direction() -> None:
    shift = overall_shift(pd.DataFrame({"x": [1.0, 5.0, 1.0], "y": [1.0, 1.0, 1.0]}, index=[1, 2, 3]))
    assert shift is not None
    assert (shift.distance, shift.length, shift.bearing) == (0.0, 8.0, None)


@pytest.mark.parametrize("rows", [0, 1])
def test_fewer_than_two_years_have_no_shift(rows: int) -> None:
    assert overall_shift(PATH.iloc[:rows]) is None
    assert len(centre_path(PATH.iloc[:rows])) == rows


def test_years_out_of_order_are_refused() -> None:
    with pytest.raises(ValueError):
        centre_path(PATH.iloc[::-1])


@pytest.mark.parametrize(
    ("bearing", "wind"),
    [(0, "north"), (22.4, "north"), (22.6, "northeast"), (90, "east"), (135, "southeast"), (180, "south"),
     (225, "southwest"), (269, "west"), (315, "northwest"), (337.4, "northwest"), (337.6, "north"), (359.9, "north")],
)
def test_eight_directions(bearing: float, wind: str) -> None:
    assert wind_of(bearing) == wind


def test_distance_of_two_centres() -> None:
    assert centre_distance(PATH.loc[2018], PATH.loc[2019]).value == 5.0
    missing = pd.Series({"x": math.nan, "y": math.nan})
    assert centre_distance(PATH.loc[2018], missing).reason is Reason.NOT_PUBLISHED


@settings(deadline=None, max_examples=60, derandomize=True)
@given(st.lists(st.tuples(st.integers(-2000, 2000), st.integers(-2000, 2000)), min_size=2, max_size=12))
def test_components_add_up_and_a_path_is_never_shorter_than_its_ends_lie_apart(places: list[tuple[int, int]]) -> None:
    centres = pd.DataFrame(places, columns=["x", "y"], index=range(2000, 2000 + len(places)), dtype=float)
    path, shift = centre_path(centres), overall_shift(centres)
    assert shift is not None
    assert path["east"].sum() == pytest.approx(centres["x"].iloc[-1] - centres["x"].iloc[0])
    assert path["north"].sum() == pytest.approx(centres["y"].iloc[-1] - centres["y"].iloc[0])
    assert path["westward"].iloc[-1] == pytest.approx(-path["east"].sum())
    assert shift.length >= shift.distance
    angles = np.radians(path["bearing"].dropna())
    steps = path.loc[angles.index, "step"]
    assert (steps * np.sin(angles)).tolist() == pytest.approx(path.loc[angles.index, "east"].tolist(), abs=1e-6)
    assert (steps * np.cos(angles)).tolist() == pytest.approx(path.loc[angles.index, "north"].tolist(), abs=1e-6)
