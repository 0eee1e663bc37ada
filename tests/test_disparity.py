"""Concentration and inequality of a total: by hand on the small snapshot, by identity on the real one."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from small_snapshot import EAST, FACTS, PROVINCES, facts, indicator, write_snapshot

from queries.catalogue import load_catalogue
from queries.disparity import Disparity, disparity
from queries.engine import Engine
from queries.formulas.reasons import Reason
from queries.regions import ZONES, Regions

# Agencies of 2022 and population of 2020, worked by hand from the definitions D4 to D7.
SUPPLY = {"110000": 10, "320000": 20, "440000": 30, "500000": 8, "510000": 12, "540000": 1, "650000": 4}
PEOPLE = {"110000": 20, "320000": 80, "440000": 100, "500000": 32, "510000": 84, "540000": 4, "650000": 80}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    opened = Engine(write_snapshot(tmp_path_factory.mktemp("disparity")))
    yield opened
    opened.close()


def measured(engine: Engine, name: str, year: int) -> Disparity:
    return disparity(engine, Regions(engine), indicator("value", name), year, "published")


def theil(codes: tuple[str, ...]) -> float:
    whole, people = sum(SUPPLY[c] for c in codes), sum(PEOPLE[c] for c in codes)
    return sum(SUPPLY[c] / whole * math.log(SUPPLY[c] / whole / (PEOPLE[c] / people)) for c in codes)


def test_concentration_is_that_of_the_largest_shares(small: Engine) -> None:
    found = measured(small, "agencies", 2022)
    assert {m: outcome.value for m, outcome in found.concentration.items() if outcome.value is not None} == {
        1: pytest.approx(30 / 85), 4: pytest.approx((30 + 20 + 12 + 10) / 85)
    }
    assert found.concentration[8].reason is not None, "there are seven provinces only"
    assert found.herfindahl.value == pytest.approx(sum((s / 85) ** 2 for s in SUPPLY.values()))


def test_inequality_is_weighted_by_the_population(small: Engine) -> None:
    found = measured(small, "agencies", 2022)
    assert found.theil.total.value == pytest.approx(theil(PROVINCES))
    west = tuple(code for code in PROVINCES if code not in EAST)
    shares = {"east": (60 / 85, 0.5, theil(EAST)), "west": (25 / 85, 0.5, theil(west))}
    between = sum(q * math.log(q / p) for q, p, _ in shares.values())
    assert found.theil.between.value == pytest.approx(between)
    assert found.theil.within.value == pytest.approx(sum(q * inside for q, _, inside in shares.values()))
    # Lorenz curve by supply per head, twice the area above it.
    order = sorted(PROVINCES, key=lambda code: SUPPLY[code] / PEOPLE[code])
    gini, reached = 1.0, 0.0
    for code in order:
        gini -= PEOPLE[code] / 400 * (reached + reached + SUPPLY[code] / 85)
        reached += SUPPLY[code] / 85
    assert found.gini.value == pytest.approx(gini)


def test_the_units_that_entered_are_handed_out_with_weight_and_zone(small: Engine) -> None:
    units = measured(small, "agencies", 2022).units
    assert units["supply"].to_dict() == SUPPLY
    assert units["weight"].to_dict() == PEOPLE
    assert {code for code in units.index if units.loc[code, "zone"] == "east"} == set(EAST)


def test_equal_figures_per_head_are_no_inequality(tmp_path: Path) -> None:
    population = [fact for fact in FACTS if fact[2] == "population_census"]
    supply = facts("agencies", 2022, **{f"_{code}": 3.0 * people for code, people in PEOPLE.items()})
    engine = Engine(write_snapshot(tmp_path, published=[*population, *supply]))
    found = measured(engine, "agencies", 2022)
    assert found.gini.value == pytest.approx(0, abs=1e-12)
    assert found.theil.total.value == pytest.approx(0, abs=1e-12)
    engine.close()


@pytest.mark.parametrize(
    ("name", "year", "reason"),
    [
        ("agencies", 2020, Reason.COVERAGE),
        ("attorneys", 2022, Reason.COVERAGE),
        ("nothing", 2022, Reason.ZERO_DENOMINATOR),
    ],
)
def test_without_enough_provinces_or_any_supply_nothing_is_measured(
    small: Engine, name: str, year: int, reason: Reason
) -> None:
    found = measured(small, name, year)
    assert found.herfindahl.reason is reason
    assert found.theil.total.value is None and found.gini.value is None


@pytest.mark.parametrize("name", ["pct_applications", "utility_models_in_force", "rd_expenditure", "gdp"])
def test_on_the_real_snapshot_the_parts_add_up(engine: Engine, name: str) -> None:
    regions = Regions(engine)
    year = {"pct_applications": 2023, "utility_models_in_force": 2022, "rd_expenditure": 2020, "gdp": 2023}[name]
    found = disparity(engine, regions, load_catalogue()[name], year, "published")
    assert len(found.units) == 31 and set(found.units["zone"]) == set(ZONES)
    assert found.units.notna().all().all()
    total, between, within = (outcome.value for outcome in (found.theil.total, found.theil.between, found.theil.within))
    assert total == pytest.approx(between + within) and total > 0
    groups = found.theil.groups
    assert groups[["contribution_between", "contribution_within"]].to_numpy().sum() == pytest.approx(1)
    assert groups["supply_share"].sum() == pytest.approx(1) and groups["weight_share"].sum() == pytest.approx(1)
    ratios = [found.concentration[m].value for m in (1, 4, 8)]
    assert ratios == sorted(ratios) and 1 / 31 <= ratios[0] <= ratios[2] <= 1
    assert 1 / 31 <= found.herfindahl.value <= 1
    assert 0 < found.gini.value < 1
    shares = np.sort(found.units["supply"].to_numpy() / found.units["supply"].sum())[::-1]
    assert ratios == pytest.approx([shares[:m].sum() for m in (1, 4, 8)])
