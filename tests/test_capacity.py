"""The receiving capacity of provinces and the match matrix, on the sample and on what is published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import get_args

import numpy as np
import pandas as pd
import pytest

from queries.capacity import PILLARS, Capacity, Weighting, capacity, pillar_definitions
from queries.catalogue import Indicator
from queries.engine import Engine
from queries.formulas.match_quadrant import Quadrant
from queries.match_matrix import GAP_KINDS, GapKind, holds_quarters, match_matrix, usual_basis
from queries.regions import Regions
from queries.standing_figures import standing_values

Catalogue = Mapping[str, Indicator]


def of_layer(
    engine: Engine, regions: Regions, catalogue: Catalogue, layer: str = "sample", weighting: Weighting = "equal",
    points: tuple[int, ...] = (),
) -> Capacity:
    found = capacity(engine, regions, catalogue, layer, weighting, points)
    assert isinstance(found, Capacity)
    return found


@pytest.fixture(scope="module")
def shown(sampled_engine: Engine, sampled_regions: Regions, sampled_catalogue: Catalogue) -> Capacity:
    return of_layer(sampled_engine, sampled_regions, sampled_catalogue)


def test_every_criterion_of_the_specification_has_a_measure(sampled_catalogue: Catalogue) -> None:
    found = pillar_definitions(sampled_catalogue)
    assert tuple(pillar.id for pillar in found) == PILLARS
    assert all(measures for pillar in found for measures in pillar.criteria)
    reversed_ = {m.id for pillar in found for measures in pillar.criteria for m in measures if m.polarity < 0}
    assert reversed_ == {"small_agencies", "wage", "rent", "rail"}


def test_the_sample_knows_all_pillars_and_names_the_criteria_it_lacks(shown: Capacity) -> None:
    assert [pillar.id for pillar in shown.pillars] == list(PILLARS) and shown.is_whole
    missing = {known.criterion.id for pillar in shown.pillars for known in pillar.missing}
    assert missing == {"little_giants", "growth"}
    assert len(shown.ranks) == 31 and shown.ranks["rank"].notna().all() and shown.ranks["value"].between(0, 1).all()


def test_the_index_is_the_mean_of_its_pillars_by_weight(shown: Capacity) -> None:
    np.testing.assert_allclose(shown.ranks["value"], shown.ranks[list(PILLARS)].mean(axis=1))
    np.testing.assert_allclose(shown.weights.sum(), 1.0)
    for pillar in shown.pillars:
        assert pillar.base.weights.sum() == pytest.approx(1.0)


def test_intervals_hold_the_ranks_they_are_of(shown: Capacity) -> None:
    ranks = shown.ranks
    assert ((ranks["lo"] <= ranks["median"]) & (ranks["median"] <= ranks["hi"])).all()
    assert (ranks["above_lo"] < ranks["above_hi"]).all() and abs(ranks["above"].median()) < 1e-12


def test_a_level_of_cost_falls_where_the_wage_rises(shown: Capacity) -> None:
    cost = next(pillar for pillar in shown.pillars if pillar.id == "cost")
    dearest, cheapest = cost.raw["wage"].idxmax(), cost.raw["wage"].idxmin()
    assert cost.scaled.loc[dearest, "wage"] < cost.scaled.loc[cheapest, "wage"]


@pytest.mark.parametrize("weighting", get_args(Weighting))
def test_every_weighting_ranks_all(
    sampled_engine: Engine, sampled_regions: Regions, sampled_catalogue: Catalogue, shown: Capacity,
    weighting: Weighting,
) -> None:
    found = of_layer(sampled_engine, sampled_regions, sampled_catalogue, weighting=weighting, points=(70, 10, 10, 10))
    assert found.ranks["rank"].notna().all()
    pd.testing.assert_series_equal(found.ranks["rank_equal"].sort_index(), shown.ranks["rank_equal"].sort_index())
    expected = {"equal": 0.25, "own": 0.70}.get(weighting, found.weights.loc["demand", "entropy"])
    assert found.weights.loc["demand", weighting] == pytest.approx(expected)


def test_a_pillar_without_points_plays_no_part(
    sampled_engine: Engine, sampled_regions: Regions, sampled_catalogue: Catalogue
) -> None:
    found = of_layer(sampled_engine, sampled_regions, sampled_catalogue, weighting="own", points=(0, 0, 0, 5))
    np.testing.assert_allclose(found.ranks["value"], found.ranks["cost"])


def test_published_figures_know_one_pillar_and_the_index_says_so(
    sampled_engine: Engine, sampled_regions: Regions, sampled_catalogue: Catalogue
) -> None:
    found = of_layer(sampled_engine, sampled_regions, sampled_catalogue, "published")
    assert [pillar.id for pillar in found.pillars] == ["demand"] and not found.is_whole
    assert [definition.id for definition, _ in found.absent] == ["base", "platform", "cost"]
    lacking = found.ranks[found.ranks["value"].isna()]
    assert len(lacking) and set(lacking["reason"]) == {"not_published"} and lacking["rank"].isna().all()


def test_figures_of_a_register_as_it_stands(sampled_engine: Engine, sampled_regions: Regions) -> None:
    parts = (sampled_engine, sampled_regions)
    credit = standing_values(*parts, "credit_grade_a", "province", "sample")
    assert credit["period"].nunique() > 3 and credit["value"].between(20, 60).all()
    # 0.03 + 0.35 of the agencies with a grade, as the sample assumes.
    assert credit["value"].mean() == pytest.approx(38, abs=2)
    clusters = standing_values(*parts, "clusters", "province", "sample")
    assert clusters.groupby("period")["value"].sum().unique().tolist() == [40.0]
    unknown = standing_values(*parts, "clusters", "province", "published")
    assert unknown["value"].isna().all() and set(unknown["reason"]) == {"not_published"}


@pytest.mark.parametrize("kind", GAP_KINDS)
def test_the_matrix_puts_every_province_into_one_quarter(
    sampled_engine: Engine, sampled_regions: Regions, sampled_catalogue: Catalogue, shown: Capacity, kind: GapKind
) -> None:
    found = match_matrix(sampled_engine, sampled_regions, sampled_catalogue, shown, kind)
    assert found is not None and found.gap_line == 0
    rows = found.rows
    assert sorted(code for quadrant in Quadrant for code in found.codes(quadrant)) == sorted(rows.index)
    for code in found.codes(Quadrant.PRIORITY):
        assert rows.loc[code, "gap"] > 0 and rows.loc[code, "capacity"] >= found.capacity_line
    for code in found.codes(Quadrant.CONSOLIDATE):
        assert rows.loc[code, "gap"] <= 0 and rows.loc[code, "capacity"] < found.capacity_line
    assert (rows["capacity"] >= found.capacity_line).sum() == 16


def test_the_gap_to_the_average_is_that_of_the_gaps_page(
    sampled_engine: Engine, sampled_regions: Regions, sampled_catalogue: Catalogue, shown: Capacity
) -> None:
    parts = (sampled_engine, sampled_regions, sampled_catalogue)
    found, basis = match_matrix(*parts, shown, "average"), usual_basis(*parts, "sample")
    assert found is not None and basis is not None and basis.national.ratio.value is not None
    ratio = basis.units["ratio"] / basis.national.ratio.value
    np.testing.assert_allclose(found.rows["gap"], (1 - ratio).reindex(found.rows.index))
    assert ((found.rows["gap_lo"] < found.rows["gap"]) & (found.rows["gap"] < found.rows["gap_hi"])).all()


def test_a_gap_that_nothing_tells_of_leaves_no_matrix(
    sampled_engine: Engine, sampled_regions: Regions, sampled_catalogue: Catalogue
) -> None:
    parts = (sampled_engine, sampled_regions, sampled_catalogue)
    published = of_layer(*parts, "published")
    assert match_matrix(*parts, published, "services") is None
    assert not holds_quarters(published) and match_matrix(*parts, published, "average") is None


@pytest.mark.parametrize("known, holds", [
    (PILLARS, True), (("base", "platform"), True), (("demand", "base", "cost"), True), (("demand",), False),
    (("demand", "platform", "cost"), False), (("demand", "base"), False),
])
def test_a_quarter_needs_the_base_and_what_else_receives(shown: Capacity, known: tuple[str, ...], holds: bool) -> None:
    part = replace(shown, pillars=tuple(pillar for pillar in shown.pillars if pillar.id in known))
    assert holds_quarters(part) == holds


@pytest.mark.parametrize("count, holds", [(25, True), (24, False)])
def test_a_quarter_needs_four_provinces_of_five(
    sampled_engine: Engine, sampled_regions: Regions, sampled_catalogue: Catalogue, shown: Capacity, count: int,
    holds: bool,
) -> None:
    ranks = shown.ranks.copy()
    ranks.iloc[count:, ranks.columns.get_loc("value")] = np.nan
    found = match_matrix(
        sampled_engine, sampled_regions, sampled_catalogue, replace(shown, ranks=ranks), "average"
    )
    assert (found is not None) == holds
    if found is not None:
        assert found.rows["quadrant"].isna().sum() == 31 - count
