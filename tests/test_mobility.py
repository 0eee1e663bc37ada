"""The panel of supply per demand, moves between classes and convergence on the sample, against a second count."""

from __future__ import annotations

import math
from collections import Counter
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from changed_snapshot import changed_snapshot

from data.snapshot import SnapshotReference
from geo.boundaries import load_boundaries
from queries.catalogue import Indicator, catalogue_of
from queries.class_moves import CLASSINGS, class_moves
from queries.convergence import convergence
from queries.engine import Engine
from queries.formulas.markov import FIXED_CUTS, Transitions
from queries.gap_basis import gap_basis
from queries.gap_measures import supply_reported
from queries.gradient import FEW, gradient
from queries.gradient_panel import GradientPanel, gradient_panel
from queries.ratio_panel import RELATED, RatioPanel, measures_reported, ratio_panel
from queries.regions import ZONES, Regions

YEARS = (2019, 2020, 2021, 2022, 2023)
LAST = 2023
THINNED = """
delete from stat where layer = 'sample' and metric = 'industry_revenue' and year = 2021
and region_code in ('110000', '310000', '440000')
"""
BROKEN = """
update stat set layer = 'imported' where layer = 'sample' and metric in ('industry_revenue', 'employees', 'gdp');
insert into series_break values ('test', 'employees', '320000', 2021, 'scope', null, '口径变动', 'another scope')
"""


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


def assert_counted(steps: Transitions, values: pd.DataFrame, cuts: tuple[float, ...]) -> None:
    """The steps are those of a second count, one by one."""
    counted: Counter[tuple[int, int]] = Counter()
    for row in values.to_numpy().tolist():
        for before, after in pairwise(row):
            if not (math.isnan(before) or math.isnan(after)):
                counted[sum(before > cut for cut in cuts), sum(after > cut for cut in cuts)] += 1
    assert {(row, column): int(steps.counts.loc[row, column]) for row, column in counted} == dict(counted)
    assert steps.total == sum(counted.values())


@pytest.mark.parametrize("classing", CLASSINGS)
def test_steps_are_those_counted_one_by_one(panel: RatioPanel, classing: str) -> None:
    moves = class_moves(panel.relative, panel.basis.level, load_boundaries(), classing)  # type: ignore[arg-type]

    assert_counted(moves.steps, panel.relative, moves.cuts)
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


@pytest.fixture(scope="module", params=[
    ("province", None), ("city", None), ("province", "operation"), ("city", "information"),
], ids=lambda of: f"{of[0]}-{of[1]}")
def coefficients(
    request: pytest.FixtureRequest, sampled_engine: Engine, sampled_regions: Regions,
    sampled_catalogue: dict[str, Indicator],
) -> GradientPanel:
    """Gradient coefficients of the sample by year, of all services and of a form."""
    level, form = request.param
    return gradient_panel(sampled_engine, sampled_regions, sampled_catalogue, level, "sample", form)


@pytest.fixture(scope="module")
def by_shares(
    coefficients: GradientPanel, sampled_engine: Engine, sampled_regions: Regions,
    sampled_catalogue: dict[str, Indicator],
) -> pd.DataFrame:
    """The same by METHODS T1 as it is written, from the amounts: shares of output squared over product and staff."""
    found = {}
    for year in YEARS:
        one = gradient(sampled_engine, sampled_regions, sampled_catalogue, coefficients.level, year, "sample",
                       coefficients.form)
        assert one is not None
        rows = one.rows[["output", "product", "staff"]]
        share = rows / rows[rows.notna().all(axis=1)].sum()
        found[year] = share["output"] ** 2 / (share["product"] * share["staff"])
    return pd.DataFrame(found).dropna(how="all").sort_index()


def test_the_panel_of_the_gradient_is_the_coefficient_of_every_year(
    coefficients: GradientPanel, by_shares: pd.DataFrame
) -> None:
    assert coefficients.years == YEARS and not coefficients.thin_years and coefficients.can_be_followed
    assert list(coefficients.ratios.index) == list(by_shares.index)
    assert coefficients.ratios.to_numpy() == pytest.approx(by_shares.to_numpy(), rel=1e-9, nan_ok=True)
    assert coefficients.relative is coefficients.ratios and set(coefficients.nation) == {1.0}
    later = coefficients.between(2021, LAST)
    assert later.years == (2021, 2022, 2023) and later.key != coefficients.key
    assert later.few.columns.tolist() == [2021, 2022, 2023]


def test_classes_of_the_gradient_are_cut_at_a_half_one_and_one_and_a_half(
    coefficients: GradientPanel, by_shares: pd.DataFrame
) -> None:
    moves = class_moves(coefficients.relative, coefficients.level, load_boundaries(), "fixed")
    assert moves.cuts == moves.lag_cuts == (0.5, 1.0, 1.5)
    assert_counted(moves.steps, by_shares, (0.5, 1.0, 1.5))
    assert len(moves.regimes) == 4 and moves.test is not None
    apart = sum(regime.total for regime in moves.regimes)
    assert 0 < apart <= moves.steps.total
    ends = by_shares[[2019, LAST]].dropna()
    rose = sum(sum(last > cut for cut in moves.cuts) > sum(first > cut for cut in moves.cuts)
               for first, last in ends.to_numpy().tolist())
    assert int((moves.moved["change"] > 0).sum()) == rose


def test_convergence_is_of_the_logarithm_of_the_gradient(
    coefficients: GradientPanel, by_shares: pd.DataFrame, sampled_regions: Regions
) -> None:
    found = convergence(coefficients.ratios, coefficients.level, sampled_regions, load_boundaries())
    logs = np.log(by_shares.loc[found.units.panel.index])
    assert found.spread["value"].tolist() == pytest.approx(logs.std(ddof=0).tolist(), rel=1e-8)
    slope = np.polyfit(logs[2019], logs[LAST] - logs[2019], 1)[0]
    assert found.total.slope.central.value == pytest.approx(slope, rel=1e-6)


def test_a_coefficient_of_few_agencies_is_marked(
    sampled_engine: Engine, sampled_regions: Regions, sampled_catalogue: dict[str, Indicator]
) -> None:
    panel = gradient_panel(sampled_engine, sampled_regions, sampled_catalogue, "city", "sample", "information")
    one = gradient(sampled_engine, sampled_regions, sampled_catalogue, "city", LAST, "sample", "information")
    assert one is not None
    agencies = one.rows["agencies"].reindex(panel.few.index)
    assert panel.few[LAST].tolist() == ((agencies < FEW) & panel.ratios[LAST].notna()).tolist()


def test_without_revenue_there_is_no_gradient_to_follow(
    sampled_engine: Engine, sampled_regions: Regions, sampled_catalogue: dict[str, Indicator]
) -> None:
    for level in ("province", "city"):
        panel = gradient_panel(sampled_engine, sampled_regions, sampled_catalogue, level, "published")
        assert panel.years == () and panel.ratios.empty and not panel.can_be_followed


def panel_after(
    statement: str, layer: str, snapshot: SnapshotReference, folder: Path
) -> GradientPanel:
    """The coefficients of provinces on a copy of the snapshot in which a statement was carried out."""
    engine = Engine(changed_snapshot(snapshot, folder, statement))
    try:
        return gradient_panel(engine, Regions(engine), catalogue_of(engine), "province", layer)
    finally:
        engine.close()


def test_a_year_without_the_whole_stays_out_of_the_gradient(
    sampled_snapshot: SnapshotReference, tmp_path: Path
) -> None:
    panel = panel_after(THINNED, "sample", sampled_snapshot, tmp_path)
    assert panel.years == (2019, 2020, 2022, 2023) and panel.thin_years == (2021,)
    steps = class_moves(panel.relative, "province", load_boundaries(), "fixed").steps
    assert steps.total == 31 * 2


def test_a_broken_series_begins_with_its_break(sampled_snapshot: SnapshotReference, tmp_path: Path) -> None:
    panel = panel_after(BROKEN, "imported", sampled_snapshot, tmp_path)
    assert panel.years == YEARS
    assert panel.ratios.loc["320000"].notna().tolist() == [False, False, True, True, True]
    assert panel.ratios.drop("320000").notna().all(axis=None)
