"""The way to a target: vector of closed forms, statuses, both directions, regression."""

import json
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from queries.formulas.growth import compound_annual_growth
from queries.formulas.reasons import Reason
from queries.formulas.steps import Steps
from queries.formulas.target_path import (
    Direction,
    Target,
    TargetStatus,
    attainment_interval,
    distance_to_target,
    target_path,
)
from queries.formulas.trend import yearly_trend

NAN = math.nan
VECTOR = json.loads((Path(__file__).parent / "vectors" / "30_target_path.json").read_text("utf-8"))
OFFICES = pd.Series({2018: 100.0, 2019: 112.0, 2020: 118.0, 2021: 131.0, 2022: 149.0, 2023: 158.0})


@pytest.mark.parametrize("case", VECTOR["input"]["cases"])
def test_closed_forms_of_the_vector(case: str) -> None:
    given = VECTOR["input"]["cases"][case]
    path = target_path(
        Target(given["T"], VECTOR["input"]["target_year"]),
        year=given["t"],
        current=given["x1"],
        base_year=given["t"] - given["m"],
        base=given["x0"],
    )
    computed = {
        "required_cagr": path.required,
        "observed_cagr": path.observed,
        "pace_ratio": path.pace_ratio,
        "projected_2030": path.projected,
        "gap_2030": path.gap,
        "year_attained": path.year_attained,
    }
    for name, expected in VECTOR["expected"][case].items():
        assert computed[name].value == pytest.approx(expected, abs=VECTOR["tolerance"]["abs"]), name


def path_up(base: float | None, current: float | None, year: int = 2025, steps: Steps = Steps.GEOMETRIC):
    """A path to 160 in 2030 from three years of growth."""
    return target_path(
        Target(160.0, 2030), year=year, current=current, base_year=year - 3, base=base, steps=steps
    )


@pytest.mark.parametrize(
    ("base", "current", "steps", "status"),
    [
        (100.0, 160.0, Steps.GEOMETRIC, TargetStatus.ACHIEVED),
        (200.0, 170.0, Steps.GEOMETRIC, TargetStatus.ACHIEVED),
        (None, 170.0, Steps.GEOMETRIC, TargetStatus.ACHIEVED),
        (80.0, 110.0, Steps.LINEAR, TargetStatus.ON_TRACK),
        (86.0, 110.0, Steps.LINEAR, TargetStatus.AT_RISK),
        (86.3, 110.0, Steps.LINEAR, TargetStatus.OFF_TRACK),
        (109.9, 110.0, Steps.LINEAR, TargetStatus.OFF_TRACK),
        (110.0, 110.0, Steps.LINEAR, TargetStatus.RECEDING),
        (110.0, 110.0, Steps.GEOMETRIC, TargetStatus.RECEDING),
        (120.0, 110.0, Steps.GEOMETRIC, TargetStatus.RECEDING),
        (-10.0, 10.0, Steps.LINEAR, TargetStatus.OFF_TRACK),
    ],
)
def test_status(base: float | None, current: float, steps: Steps, status: TargetStatus) -> None:
    path = path_up(base, current, steps=steps)
    assert (path.status, path.reason) == (status, None)


def test_exactly_the_required_growth_is_on_track() -> None:
    path = target_path(
        Target(100.0 * 1.07**8, 2030), year=2025, current=100.0 * 1.07**3, base_year=2022, base=100.0
    )
    assert path.status is TargetStatus.ON_TRACK
    assert path.year_attained.value == pytest.approx(2030.0, abs=1e-9)


@pytest.mark.parametrize(
    ("base", "current", "year", "reason"),
    [
        (100.0, None, 2025, Reason.NOT_PUBLISHED),
        (100.0, NAN, 2025, Reason.NOT_PUBLISHED),
        (None, 110.0, 2025, Reason.NO_BASE_YEAR),
        (0.0, 110.0, 2025, Reason.NOT_POSITIVE),
        (100.0, 0.0, 2025, Reason.NOT_POSITIVE),
        (100.0, 110.0, 2030, Reason.NOT_APPLICABLE),
        (100.0, 110.0, 2031, Reason.NOT_APPLICABLE),
        (math.inf, 110.0, 2025, Reason.NOT_FINITE),
    ],
)
def test_undetermined_names_the_reason(
    base: float | None, current: float | None, year: int, reason: Reason
) -> None:
    path = path_up(base, current, year)
    assert (path.status, path.reason) == (TargetStatus.UNDETERMINED, reason)
    assert path.pace_ratio.reason is reason
    assert path.year_attained.reason is reason


def test_required_growth_is_known_without_a_base_year() -> None:
    path = path_up(None, 110.0)
    assert path.required.value == pytest.approx((160 / 110) ** 0.2 - 1, rel=1e-12)
    assert [path.observed.reason, path.projected.reason, path.gap.reason] == [Reason.NO_BASE_YEAR] * 3


def test_achieved_target_asks_for_nothing_more() -> None:
    path = path_up(150.0, 170.0)
    assert [path.required.reason, path.pace_ratio.reason, path.year_attained.reason] == [
        Reason.NOT_APPLICABLE
    ] * 3
    assert path.projected.value == pytest.approx(170.0 * (170 / 150) ** (5 / 3), rel=1e-12)
    assert path.gap.value == pytest.approx(160.0 - path.projected.value, rel=1e-12)


def test_receding_path_has_no_year_of_attainment() -> None:
    path = path_up(120.0, 110.0)
    assert path.year_attained.reason is Reason.NOT_CLOSING
    assert path.pace_ratio.value is not None
    assert path.pace_ratio.value < 0


def test_linear_steps_by_hand() -> None:
    """From 40 % over 46 % to 61 %: 2 points a year observed, 3 required, 56 % in 2030, reached in 2032.5."""
    path = target_path(
        Target(0.61, 2030), year=2025, current=0.46, base_year=2022, base=0.40, steps=Steps.LINEAR
    )
    computed = [
        path.required.value,
        path.observed.value,
        path.pace_ratio.value,
        path.projected.value,
        path.gap.value,
        path.year_attained.value,
    ]
    np.testing.assert_allclose(computed, [0.03, 0.02, 2 / 3, 0.56, 0.05, 2032.5], rtol=1e-12)
    assert path.status is TargetStatus.OFF_TRACK


@pytest.mark.parametrize(
    ("base", "current", "status"),
    [
        (100.0, 39.0, TargetStatus.ACHIEVED),
        (100.0, 64.0, TargetStatus.ON_TRACK),
        (75.0, 64.0, TargetStatus.OFF_TRACK),
        (60.0, 64.0, TargetStatus.RECEDING),
    ],
)
def test_ceiling_is_reached_from_above(base: float, current: float, status: TargetStatus) -> None:
    ceiling = Target(40.0, 2030, Direction.DOWN)
    path = target_path(ceiling, year=2025, current=current, base_year=2022, base=base)
    assert path.status is status


def test_gap_above_a_ceiling_is_positive() -> None:
    ceiling = Target(40.0, 2027, Direction.DOWN)
    path = target_path(ceiling, year=2025, current=81.0, base_year=2023, base=100.0)
    assert path.gap.value == pytest.approx(81.0 * 0.81 - 40.0, rel=1e-12)
    assert path.year_attained.value == pytest.approx(2025 + math.log(40 / 81) / math.log(0.9), rel=1e-12)


def test_ceiling_of_zero_is_reached_by_linear_steps_only() -> None:
    ceiling = Target(0.0, 2030, Direction.DOWN)
    given = {"year": 2025, "current": 10.0, "base_year": 2020, "base": 20.0}
    assert target_path(ceiling, **given).reason is Reason.NOT_POSITIVE
    linear = target_path(ceiling, steps=Steps.LINEAR, **given)
    assert (linear.status, linear.year_attained.value) == (TargetStatus.ON_TRACK, 2030.0)


def test_base_year_must_come_first() -> None:
    with pytest.raises(ValueError, match="2025"):
        target_path(Target(1.0, 2030), year=2025, current=1.0, base_year=2025, base=1.0)


def test_target_is_a_finite_number() -> None:
    with pytest.raises(ValueError, match="finite"):
        Target(NAN, 2030)


def test_observed_growth_is_the_compound_annual_growth() -> None:
    assert path_up(100.0, 110.0).observed == compound_annual_growth(100.0, 110.0, 3)


@pytest.mark.parametrize("steps", Steps)
@pytest.mark.parametrize("confidence", [0.8, 0.95])
def test_trend_agrees_with_an_independent_regression(steps: Steps, confidence: float) -> None:
    scale = np.log if steps is Steps.GEOMETRIC else np.asarray
    fit = sm.OLS(scale(OFFICES.to_numpy()), sm.add_constant(OFFICES.index.to_numpy(dtype=float) - 2020)).fit()
    low, high = fit.conf_int(alpha=1 - confidence)[1]
    trend = yearly_trend(OFFICES, steps=steps, confidence=confidence)
    computed = [trend.step.low.value, trend.step.central.value, trend.step.high.value]
    np.testing.assert_allclose(computed, [low, fit.params[1], high], rtol=1e-9)
    assert trend.rate.central.n == 6


def test_trend_reports_growth_as_a_fraction() -> None:
    trend = yearly_trend(OFFICES)
    assert trend.rate.high.value == pytest.approx(math.exp(trend.step.high.value) - 1, rel=1e-12)


def test_trend_of_steady_growth_has_no_width() -> None:
    steady = pd.Series({year: 50.0 * 1.1 ** (year - 2018) for year in range(2018, 2025)})
    rate = yearly_trend(steady).rate
    np.testing.assert_allclose([rate.low.value, rate.central.value, rate.high.value], 0.1, rtol=1e-6)


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ([1.0, 2.0, 3.0, 4.0, NAN], Reason.TOO_FEW_POINTS),
        ([1.0, 2.0, 3.0, 4.0, 0.0], Reason.NOT_POSITIVE),
        ([1.0, 2.0, 3.0, 4.0, math.inf], Reason.NOT_FINITE),
        ([NAN] * 5, Reason.NOT_PUBLISHED),
    ],
)
def test_no_trend_at_the_edges(values: list[float], reason: Reason) -> None:
    series = pd.Series(values, index=range(2019, 2024))
    trend = yearly_trend(series)
    assert [limit.reason for limit in (trend.rate.low, trend.step.central, trend.step.high)] == [reason] * 3
    interval = attainment_interval(trend, Target(9.0, 2030), year=2023, current=4.0)
    assert [interval.low.reason, interval.high.reason] == [reason] * 2


def test_confidence_is_a_probability() -> None:
    with pytest.raises(ValueError, match="95"):
        yearly_trend(OFFICES, confidence=95)


@pytest.mark.parametrize(
    ("target", "current"), [(Target(300.0, 2030), 158.0), (Target(50.0, 2030, Direction.DOWN), 98.0)]
)
def test_attainment_interval_follows_the_limits_of_growth(target: Target, current: float) -> None:
    values = OFFICES if target.direction is Direction.UP else 15_500.0 / OFFICES
    trend = yearly_trend(values)
    interval = attainment_interval(trend, target, year=2023, current=current)
    steps = [trend.step.high.value, trend.step.central.value, trend.step.low.value]
    slopes = steps if target.direction is Direction.UP else steps[::-1]
    expected = [2023 + math.log(target.value / current) / slope for slope in slopes]
    computed = [interval.low.value, interval.central.value, interval.high.value]
    np.testing.assert_allclose(computed, expected, rtol=1e-12)
    assert computed == sorted(computed)


def test_latest_year_is_open_when_growth_may_be_none() -> None:
    wavering = pd.Series({2019: 100.0, 2020: 140.0, 2021: 90.0, 2022: 150.0, 2023: 120.0})
    interval = attainment_interval(yearly_trend(wavering), Target(200.0, 2030), year=2023, current=120.0)
    assert interval.low.value < interval.central.value
    assert interval.high.reason is Reason.NOT_CLOSING


def test_attainment_needs_a_distance() -> None:
    interval = attainment_interval(yearly_trend(OFFICES), Target(150.0, 2030), year=2023, current=158.0)
    assert [interval.low.reason, interval.high.reason] == [Reason.NOT_APPLICABLE] * 2


@pytest.mark.parametrize(
    ("current", "base", "direction", "expected"),
    [
        (240.0, 240.0, Direction.UP, 1.0),       # at the start
        (270.0, 240.0, Direction.UP, 0.5),       # half the way
        (300.0, 240.0, Direction.UP, 0.0),
        (330.0, 240.0, Direction.UP, 0.0),       # beyond it: no negative distance
        (210.0, 240.0, Direction.UP, 1.5),       # farther away than at the start
        (315.0, 330.0, Direction.DOWN, 0.5),
        (280.0, 330.0, Direction.DOWN, 0.0),
        (None, 240.0, Direction.UP, Reason.NOT_PUBLISHED),
        (270.0, None, Direction.UP, Reason.NO_BASE_YEAR),
        (270.0, 300.0, Direction.UP, Reason.ZERO_DENOMINATOR),
        (math.inf, 240.0, Direction.UP, Reason.NOT_FINITE),
    ],
)
def test_distance_to_target(
    current: float | None, base: float | None, direction: Direction, expected: float | Reason
) -> None:
    distance = distance_to_target(Target(300.0, 2030, direction), current=current, base=base)
    assert (distance.reason if distance.value is None else distance.value) == pytest.approx(expected)
