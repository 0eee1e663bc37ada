"""The five targets for 2030, against growth rates worked out from the printed figures themselves."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

import pytest
from small_snapshot import facts, write_snapshot

from queries.engine import Engine
from queries.formulas.reasons import Reason
from queries.formulas.target_path import TargetStatus
from queries.targets import TREND_YEARS, TargetProgress, target_progress

# metric: (figure of 2020, figure of 2023, target for 2030) as the sources and the policy print them.
PRINTED = {
    "industry_revenue": (2250, 2850, 5000),
    "employees": (865_000, 984_000, 1_500_000),
    "practising_patent_attorneys": (23_193, 34_396, 50_000),
}


@pytest.fixture(scope="module")
def progress(engine: Engine) -> dict[str, TargetProgress]:
    return {item.metric: item for item in target_progress(engine, "100000", "published")}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    opened = Engine(write_snapshot(tmp_path_factory.mktemp("targets")))
    yield opened
    opened.close()


def test_targets_stand_in_the_order_of_the_policy_sentence(progress: dict[str, TargetProgress]) -> None:
    assert [(name, item.target.value, item.unit, item.target_qualifier) for name, item in progress.items()] == [
        ("above_scale_institutions", 2_000, "家", "over"),
        ("industry_revenue", 5_000, "亿元", "over"),
        ("employees", 1_500_000, "人", "reach"),
        ("practising_patent_attorneys", 50_000, "人", "over"),
        ("litigation_talents", 8_000, "人", "over"),
    ]
    assert {item.target.year for item in progress.values()} == {2030}
    assert all("（三）" in item.clause for item in progress.values())


@pytest.mark.parametrize("metric", ["above_scale_institutions", "litigation_talents"])
def test_a_target_without_any_published_figure_has_no_path(
    progress: dict[str, TargetProgress], metric: str
) -> None:
    item = progress[metric]
    assert item.series.empty
    assert (item.path, item.base_year, item.attainment) == (None, None, None)


@pytest.mark.parametrize("metric", PRINTED)
def test_pace_seen_pace_needed_and_projection_follow_from_the_printed_figures(
    progress: dict[str, TargetProgress], metric: str
) -> None:
    base, latest, target = PRINTED[metric]
    item = progress[metric]
    assert item.path is not None and (item.base_year, item.path.year) == (2020, 2023)
    observed = (latest / base) ** (1 / 3) - 1
    required = (target / latest) ** (1 / 7) - 1
    assert item.path.observed.value == pytest.approx(observed, rel=1e-12)
    assert item.path.required.value == pytest.approx(required, rel=1e-12)
    assert item.path.projected.value == pytest.approx(latest * (1 + observed) ** 7, rel=1e-12)
    assert item.path.year_attained.value == pytest.approx(
        2023 + math.log(target / latest) / math.log(1 + observed), rel=1e-12
    )


def test_figures_of_the_targets_in_round_numbers(progress: dict[str, TargetProgress]) -> None:
    """Revenue grew by 8.2 % a year and needs 8.4 %; employees 4.4 % against 6.2 %; attorneys 14.0 % against 5.5 %."""
    per_cent = {
        metric: (round(100 * item.path.observed.value, 1), round(100 * item.path.required.value, 1))
        for metric, item in progress.items() if item.path
    }
    assert per_cent == {
        "industry_revenue": (8.2, 8.4), "employees": (4.4, 6.2), "practising_patent_attorneys": (14.0, 5.5)
    }


def test_status_follows_from_the_ratio_of_the_paces(progress: dict[str, TargetProgress]) -> None:
    assert {metric: item.path.status for metric, item in progress.items() if item.path} == {
        "industry_revenue": TargetStatus.AT_RISK,
        "employees": TargetStatus.OFF_TRACK,
        "practising_patent_attorneys": TargetStatus.ON_TRACK,
    }


def test_only_five_yearly_figures_give_an_interval_of_attainment(progress: dict[str, TargetProgress]) -> None:
    assert progress["industry_revenue"].attainment is None
    assert progress["employees"].attainment is None
    attainment = progress["practising_patent_attorneys"].attainment
    assert attainment is not None
    early, central, late = (outcome.value for outcome in (attainment.low, attainment.central, attainment.high))
    assert 2023 < early < central < late < 2030


def test_printed_series_keeps_qualifier_source_and_grade(progress: dict[str, TargetProgress]) -> None:
    series = progress["industry_revenue"].series
    assert dict(zip(series["period"], series["qualifier"], strict=True)) == {
        2019: "approx", 2020: "over", 2021: "over", 2023: "approx"
    }
    assert series[["source_id", "source_title", "grade"]].notna().all().all()


@pytest.mark.parametrize(
    ("years", "is_exact"), [(TREND_YEARS, True), (TREND_YEARS + 1, False)], ids=["five years", "six years"]
)
def test_the_interval_rests_on_the_last_five_years_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, years: int, is_exact: bool
) -> None:
    """From 2019 to 2023 every year is a tenth above the one before; 2018 lies far off that path."""
    monkeypatch.setattr("queries.targets.TREND_YEARS", years)
    series = {2018: 1500.0, **{year: 1000.0 * 1.1 ** (year - 2019) for year in range(2019, 2024)}}
    rows = [fact for year, value in series.items() for fact in facts("revenue", year, _100000=value)]
    engine = Engine(write_snapshot(tmp_path, published=rows, breaks=()))
    item, = target_progress(engine, "100000", "published")
    engine.close()
    assert item.attainment is not None
    reached = 2023 + math.log(5000 / (1000 * 1.1**4)) / math.log(1.1)
    limits = [item.attainment.low.value, item.attainment.central.value, item.attainment.high.value]
    assert (limits == pytest.approx([reached] * 3, abs=1e-6)) == is_exact


def test_a_region_without_targets_has_none(engine: Engine) -> None:
    assert target_progress(engine, "440000", "published") == []


def test_a_bound_enters_with_the_bound_itself(small: Engine) -> None:
    item, = target_progress(small, "100000", "published")
    assert item.path is not None
    assert item.path.observed.value == pytest.approx((2850 / 2250) ** (1 / 3) - 1)


@pytest.mark.parametrize(
    ("series", "status", "reason"),
    [
        ({2023: 2850.0}, TargetStatus.UNDETERMINED, Reason.NO_BASE_YEAR),
        ({2019: 2100.0, 2023: 2850.0}, TargetStatus.UNDETERMINED, Reason.NO_BASE_YEAR),
        ({2020: 2250.0, 2023: 5100.0}, TargetStatus.ACHIEVED, None),
        ({2020: 2900.0, 2023: 2850.0}, TargetStatus.RECEDING, None),
        ({2020: 2000.0, 2023: 2850.0}, TargetStatus.ON_TRACK, None),
    ],
)
def test_status_of_other_series(
    tmp_path: Path, series: dict[int, float], status: TargetStatus, reason: Reason | None
) -> None:
    rows = [fact for year, value in series.items() for fact in facts("revenue", year, _100000=value)]
    engine = Engine(write_snapshot(tmp_path, published=rows, breaks=()))
    item, = target_progress(engine, "100000", "published")
    assert item.path is not None
    assert (item.path.status, item.path.reason) == (status, reason)
    assert item.base_year == (2020 if 2020 in series else None)
    engine.close()
