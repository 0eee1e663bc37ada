"""The light of an indicator: every combination of level, movement and standing, and what it is made of."""

import itertools
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import percentileofscore

from queries.formulas.outcome import Outcome
from queries.formulas.reasons import Reason
from queries.formulas.scorecard_light import (
    Light,
    change_over,
    indicator_light,
    level_percentile,
    path_to_reference,
    row_light,
)
from queries.formulas.steps import Steps
from queries.formulas.target_path import Direction, TargetStatus

NAN = math.nan
KNOWN = Outcome.of(5.0, 1)
UNKNOWN = Outcome.absent(Reason.NOT_PUBLISHED)
UP, SAME, FALL = Outcome.of(0.1, 2), Outcome.of(0.0, 2), Outcome.of(-0.1, 2)
GREEN, AMBER, RED, GREY = Light.GREEN, Light.AMBER, Light.RED, Light.GREY

LIGHTS = {
    # status: (change > 0, change = 0, change < 0)
    TargetStatus.ACHIEVED: (GREEN, AMBER, AMBER),
    TargetStatus.ON_TRACK: (GREEN, AMBER, AMBER),
    TargetStatus.AT_RISK: (AMBER, AMBER, AMBER),
    TargetStatus.OFF_TRACK: (AMBER, RED, RED),
    TargetStatus.RECEDING: (AMBER, RED, RED),
    TargetStatus.UNDETERMINED: (GREY, GREY, GREY),
    None: (AMBER, AMBER, AMBER),
}


def test_every_standing_has_its_lights() -> None:
    assert set(LIGHTS) == {*TargetStatus, None}


@pytest.mark.parametrize("status", LIGHTS)
def test_light_of_standing_and_movement(status: TargetStatus | None) -> None:
    assert tuple(indicator_light(KNOWN, change, status) for change in (UP, SAME, FALL)) == LIGHTS[status]


@pytest.mark.parametrize("status", LIGHTS)
def test_where_less_is_better_a_fall_is_a_gain(status: TargetStatus | None) -> None:
    lights = tuple(indicator_light(KNOWN, change, status, Direction.DOWN) for change in (FALL, SAME, UP))
    assert lights == LIGHTS[status]


@pytest.mark.parametrize(
    ("level", "change", "direction", "best", "expected"),
    [
        (100.0, 0.0, Direction.UP, 100.0, GREEN), (100.0 - 1e-12, 0.0, Direction.UP, 100.0, GREEN),
        (99.0, 0.0, Direction.UP, 100.0, AMBER), (100.0, 0.0, Direction.UP, None, AMBER),
        (100.0, -1.0, Direction.UP, 100.0, AMBER), (0.0, 0.0, Direction.DOWN, 0.0, GREEN),
        (1.0, 0.0, Direction.DOWN, 0.0, AMBER),
    ],
)
def test_what_cannot_get_better_need_not(
    level: float, change: float, direction: Direction, best: float | None, expected: Light
) -> None:
    light = indicator_light(Outcome.of(level, 1), Outcome.of(change, 2), TargetStatus.ACHIEVED, direction, best)
    assert light is expected


@pytest.mark.parametrize("status", LIGHTS)
@pytest.mark.parametrize(("level", "change"), [(UNKNOWN, UP), (UNKNOWN, UNKNOWN), (KNOWN, UNKNOWN)])
def test_a_missing_part_is_grey_whatever_else_is_known(
    status: TargetStatus | None, level: Outcome, change: Outcome
) -> None:
    assert indicator_light(level, change, status) is GREY


@pytest.mark.parametrize(
    ("lights", "expected"),
    [
        ((), GREY), ((GREY, GREY), GREY), ((GREEN,), GREEN), ((GREEN, GREEN, GREY), GREEN), ((RED, RED), RED),
        ((RED, GREY), RED), ((GREEN, RED), AMBER), ((GREEN, AMBER), AMBER), ((RED, AMBER), AMBER), ((AMBER,), AMBER),
    ],
)
def test_light_of_a_sentence(lights: tuple[Light, ...], expected: Light) -> None:
    assert all(row_light(order) is expected for order in itertools.permutations(lights))


@pytest.mark.parametrize(
    ("first", "last", "value", "reason"),
    [
        (10.0, 12.5, 2.5, None),
        (12.5, 10.0, -2.5, None),
        (-1.0, 0.0, 1.0, None),
        (0.0, 0.0, 0.0, None),
        (None, 3.0, None, Reason.NO_BASE_YEAR),
        (3.0, None, None, Reason.NOT_PUBLISHED),
        (NAN, NAN, None, Reason.NOT_PUBLISHED),
        (1.0, math.inf, None, Reason.NOT_FINITE),
    ],
)
def test_change(first: float | None, last: float | None, value: float | None, reason: Reason | None) -> None:
    change = change_over(first, last)
    assert (change.value, change.reason) == (value, reason)


def test_percentile_counts_only_the_units_given() -> None:
    result = level_percentile(pd.Series({"a": 1.0, "b": 2.0, "c": 2.0, "d": 9.0, "e": NAN}))
    assert result["value"].dropna().to_dict() == {"a": 0.0, "b": 50.0, "c": 50.0, "d": 100.0}
    assert result.loc["e", "reason"] == Reason.NOT_PUBLISHED


def test_percentile_where_less_is_better() -> None:
    assert level_percentile(pd.Series([1.0, 2.0, 4.0]), Direction.DOWN)["value"].tolist() == [100.0, 50.0, 0.0]


@pytest.mark.parametrize(
    ("levels", "reasons"),
    [([], []), ([3.0], ["single_unit"]), ([3.0, NAN], ["single_unit", "not_published"]), ([NAN], ["not_published"])],
)
def test_one_unit_has_no_percentile(levels: list[float], reasons: list[str]) -> None:
    assert level_percentile(levels)["reason"].tolist() == reasons


@given(st.lists(st.integers(-20, 20), min_size=2, max_size=30))
def test_percentiles_agree_with_scipy_and_their_mean_is_50(levels: list[int]) -> None:
    computed = level_percentile([float(level) for level in levels])["value"]
    others = [[*levels[:place], *levels[place + 1 :]] for place in range(len(levels))]
    expected = [percentileofscore(rest, level, kind="mean") for rest, level in zip(others, levels, strict=True)]
    np.testing.assert_allclose(computed, expected)
    assert computed.mean() == pytest.approx(50.0)


def relative(level: float | None, base: float | None, reference: float | None = 100.0, **other: float | None):
    """A path of a level against a reference of 100 in both years, from 2020 to 2023, to be level by 2030."""
    given = {"base_reference": 100.0} | other
    return path_to_reference(
        year=2023, level=level, reference=reference, base_year=2020, base_level=base, target_year=2030,
        base_reference=given["base_reference"],
    )


# From 90 to 100 in seven years takes (100/90)^(1/7) − 1 a year; three years back at that pace lies 90·(0.9)^(3/7).
ON_PACE = 90.0 * 0.9 ** (3 / 7)


@pytest.mark.parametrize(
    ("level", "base", "status"),
    [
        (100.0, 80.0, TargetStatus.ACHIEVED),
        (120.0, None, TargetStatus.ACHIEVED),
        (90.0, ON_PACE - 0.01, TargetStatus.ON_TRACK),
        (90.0, ON_PACE + 0.2, TargetStatus.AT_RISK),
        (90.0, 89.0, TargetStatus.OFF_TRACK),
        (90.0, 90.0, TargetStatus.RECEDING),
        (90.0, None, TargetStatus.UNDETERMINED),
        (None, 80.0, TargetStatus.UNDETERMINED),
        (0.0, 80.0, TargetStatus.UNDETERMINED),
    ],
)
def test_standing_to_a_reference(level: float | None, base: float | None, status: TargetStatus) -> None:
    assert relative(level, base).status is status


def test_a_reference_that_runs_ahead_is_not_reached() -> None:
    """A rise from 80 to 90 falls back relative to a nation that rose from 80 to 100."""
    assert relative(90.0, 80.0, base_reference=80.0).status is TargetStatus.RECEDING


@pytest.mark.parametrize(("reference", "base"), [(None, 100.0), (0.0, 100.0), (100.0, None), (100.0, 0.0)])
def test_without_a_reference_nothing_is_said(reference: float | None, base: float | None) -> None:
    path = relative(90.0, 80.0, reference, base_reference=base)
    assert (path.status, path.reason is None) == (TargetStatus.UNDETERMINED, False)


@pytest.mark.parametrize(
    ("level", "base", "status"),
    [
        (98.0, 97.0, TargetStatus.ON_TRACK),  # 1 in three years, 2 in seven to go
        (96.0, 95.0, TargetStatus.OFF_TRACK),
        (97.0, 95.8, TargetStatus.AT_RISK),
        (30.0, 0.0, TargetStatus.ON_TRACK),  # 10 a year, 70 in seven years: exactly in time
        (100.0, 100.0, TargetStatus.ACHIEVED),
    ],
)
def test_percentages_move_by_equal_steps(level: float, base: float, status: TargetStatus) -> None:
    path = path_to_reference(
        year=2023, level=level, reference=100.0, base_year=2020, base_level=base, base_reference=100.0,
        target_year=2030, steps=Steps.LINEAR,
    )
    assert path.status is status


def test_where_less_is_better_the_reference_is_reached_from_above() -> None:
    path = path_to_reference(
        year=2023, level=0.5, reference=1.0, base_year=2020, base_level=2.0, base_reference=1.0, target_year=2030,
        direction=Direction.DOWN,
    )
    assert path.status is TargetStatus.ACHIEVED
