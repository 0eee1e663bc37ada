"""The panel of supply per demand, moves between classes and convergence on the sample, against a second count."""

from __future__ import annotations

import math
from collections import Counter
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from geo.boundaries import load_boundaries
from queries.catalogue import Indicator
from queries.class_moves import CLASSINGS, class_moves
from queries.convergence import convergence
from queries.engine import Engine
from queries.formulas.markov import FIXED_CUTS
from queries.gap_basis import gap_basis
from queries.gap_measures import supply_reported
from queries.ratio_panel import RELATED, RatioPanel, measures_reported, ratio_panel
from queries.regions import ZONES, Regions

LAST = 2023


@pytest.fixture(scope="module", params=["province", "city"])
def panel(
    request: pytest.FixtureRequest, sampled_engine: Engine, sampled_regions: Regions,
    sampled_catalogue: dict[str, Indicator],
) -> RatioPanel:
    """Patent agencies per GDP of the sample, by province and by city."""
    basis = gap_basis(
        sampled_engine, sampled_regions, sampled_catalogue, "patent_agencies", "gdp", request.param, LAST, "sample"
    )
    assert basis is not None
    return ratio_panel(sampled_engine, sampled_regions, sampled_catalogue, basis)


def test_the_panel_holds_what_every_year_has(
    panel: RatioPanel, sampled_engine: Engine, sampled_regions: Regions, sampled_catalogue: dict[str, Indicator]
) -> None:
    assert panel.years == (2019, 2020, 2021, 2022, 2023)
    assert not panel.thin_years and not panel.is_demand_fixed
    first = gap_basis(
        sampled_engine, sampled_regions, sampled_catalogue, "patent_agencies", "gdp", panel.basis.level, 2019,
        "sample", 2019,
    )
    assert first is not None and first.national.ratio.value is not None
    assert panel.nation[2019] == pytest.approx(first.national.ratio.value, rel=1e-12)
    assert panel.ratios[2019].dropna().to_dict() == pytest.approx(first.units["ratio"].dropna().to_dict(), rel=1e-12)
    later = panel.between(2021, 2023)
    assert later.years == (2021, 2022, 2023)
    assert later.key != panel.key
    assert later.relative.equals(panel.relative[[2021, 2022, 2023]])


@pytest.mark.parametrize("classing", CLASSINGS)
def test_steps_are_those_counted_one_by_one(panel: RatioPanel, classing: str) -> None:
    moves = class_moves(panel.relative, panel.basis.level, load_boundaries(), classing)  # type: ignore[arg-type]

    def step_of(value: float) -> int:
        return sum(value > cut for cut in moves.cuts)

    counted: Counter[tuple[int, int]] = Counter()
    for values in panel.relative.to_numpy().tolist():
        for before, after in pairwise(values):
            if not (math.isnan(before) or math.isnan(after)):
                counted[step_of(before), step_of(after)] += 1
    found = moves.steps.counts
    assert {(row, column): int(found.loc[row, column]) for row, column in counted} == dict(counted)
    assert moves.steps.total == sum(counted.values())
    # Apart by neighbours, the steps are the same ones: but those of a place without neighbours.
    apart = sum(regime.total for regime in moves.regimes)
    assert apart == moves.steps.total - 4 * len(moves.isolates)
    assert (moves.cuts == FIXED_CUTS) == (classing == "fixed")
    assert moves.moved["change"].between(-moves.count + 1, moves.count - 1).all()


def test_zones_have_no_neighbours(panel: RatioPanel) -> None:
    moves = class_moves(panel.relative, "zone", load_boundaries(), "fixed")
    assert moves.regimes == () and moves.test is None and moves.steps.total > 0


def test_convergence_rests_on_the_same_regions_in_every_year(panel: RatioPanel, sampled_regions: Regions) -> None:
    found = convergence(panel.ratios, panel.basis.level, sampled_regions, load_boundaries())
    entered = found.units.panel
    assert (entered > 0).all(axis=None)
    assert len(entered) + len(found.units.zero) + len(found.units.missing) == len(panel.ratios)
    assert set(found.spread["n"]) == {len(entered)}
    # Moving the whole nation moves neither σ nor b.
    relative = convergence(panel.relative, panel.basis.level, sampled_regions, load_boundaries())
    assert relative.spread["value"].tolist() == pytest.approx(found.spread["value"].tolist(), rel=1e-9)
    assert relative.total.slope.central.value == pytest.approx(found.total.slope.central.value, rel=1e-9)
    slope = np.polyfit(np.log(entered[2019]), np.log(entered[LAST] / entered[2019]), 1)[0]
    assert found.total.slope.central.value == pytest.approx(slope, rel=1e-8)
    assert set(found.clubs) == set(ZONES)
    assert sum(beta.n for beta in found.clubs.values()) == len(entered)
    assert found.residuals is not None and found.residuals.p.value is not None


def test_what_may_be_followed_begins_with_the_supply(
    sampled_engine: Engine, sampled_catalogue: dict[str, Indicator]
) -> None:
    offered = measures_reported(sampled_engine, sampled_catalogue, "province", "sample")
    supply = supply_reported(sampled_engine, sampled_catalogue, "province", "sample")
    assert list(offered)[: len(supply)] == list(supply)
    assert set(offered) - set(supply) <= set(RELATED)


def test_a_year_known_of_few_stays_out(sampled_engine: Engine, sampled_regions: Regions,
                                       sampled_catalogue: dict[str, Indicator]) -> None:
    basis = gap_basis(
        sampled_engine, sampled_regions, sampled_catalogue, "patent_agencies", "gdp", "province", LAST, "published"
    )
    assert basis is not None
    found = ratio_panel(sampled_engine, sampled_regions, sampled_catalogue, basis)
    # What is published by province is known of a handful, in years of their own.
    assert isinstance(found.ratios, pd.DataFrame)
    assert all(found.ratios[year].notna().sum() >= 0.8 * found.ratios.notna().sum().max() for year in found.years)
