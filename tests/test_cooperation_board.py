"""Cooperation and gravity on the snapshot with the sample: tables against the facts, and what other layers lack."""

from __future__ import annotations

import pytest

from queries.branch_register import branch_register
from queries.catalogue import Indicator
from queries.cooperation import CORPS, assistance_pairs, cooperation_board, joint_projects, named_later
from queries.engine import Engine
from queries.formulas.reasons import Reason
from queries.gravity import gravity_board
from queries.regions import Regions


def test_the_published_pairs_stand_in_every_layer_and_the_corps_under_its_own_name(sampled_engine: Engine) -> None:
    pairs = assistance_pairs(sampled_engine, "published")
    assert list(zip(pairs["helper_code"], pairs["assisted_name"], strict=True)) == [
        ("110000", "新疆"), ("110000", CORPS), ("310000", "云南"), ("440000", "黑龙江"),
    ]
    assert set(pairs.loc[pairs["assisted_name"] == CORPS, "assisted_code"]) == {"650000"}
    assert assistance_pairs(sampled_engine, "sample").equals(pairs)


def test_joint_projects_add_up_and_every_pair_counts_on_both_sides(
    sampled_engine: Engine, sampled_regions: Regions
) -> None:
    projects = joint_projects(sampled_engine, sampled_regions, "sample")
    assert projects is not None
    joint, totals = projects.table(2019, 2023)
    rows = projects.rows
    alone = rows["region_code"] == rows["partner_code"]
    assert joint.to_numpy().sum() == 2 * rows.loc[~alone, "projects"].sum()
    assert totals.sum() == joint.to_numpy().sum() + rows.loc[alone, "projects"].sum()
    by_kind = sum(projects.table(2019, 2023, kind)[0] for kind in projects.kinds)
    assert by_kind.equals(joint)


def test_three_assisted_pairs_of_provinces_are_not_judged(sampled_engine: Engine, sampled_regions: Regions) -> None:
    board = cooperation_board(sampled_engine, sampled_regions, "sample", 2019, 2023)
    assert board is not None
    official = board.pairs[board.pairs["is_assisted"]]
    others = board.pairs[board.pairs["is_comparable"] & ~board.pairs["is_assisted"]]
    assert {frozenset(pair) for pair in zip(official["first"], official["second"], strict=True)} == {
        frozenset(("110000", "650000")), frozenset(("310000", "530000")), frozenset(("440000", "230000")),
    }
    assert len(official) + len(others) == 10 * 21
    assert board.index.index.value == pytest.approx(official["affinity"].mean() / others["affinity"].mean())
    assert (board.index.n_assisted, board.index.p) == (3, None)
    assert board.per_pair.value == pytest.approx(official["joint"].mean())
    named = set(assistance_pairs(sampled_engine, "sample")["year"])
    assert board.named_later == tuple(sorted(year for year in named if year > 2023)) != ()
    assert named_later(assistance_pairs(sampled_engine, "sample"), max(named)) == ()


def test_a_layer_without_projects_has_no_board(sampled_engine: Engine, sampled_regions: Regions) -> None:
    assert joint_projects(sampled_engine, sampled_regions, "published") is None
    assert cooperation_board(sampled_engine, sampled_regions, "published", 2019, 2023) is None


def test_gravity_holds_every_ordered_pair_and_its_margins(
    sampled_engine: Engine, sampled_regions: Regions, sampled_catalogue: dict[str, Indicator]
) -> None:
    register = branch_register(sampled_engine, sampled_regions, "sample")
    assert register is not None
    parts = (sampled_engine, sampled_regions, sampled_catalogue, register, "sample")
    board = gravity_board(*parts, "openings", 2019, 2023, None, "origin")
    assert board is not None and board.model.reason is None
    table = register.opened(2019, 2023)
    assert len(board.rows) == 31 * 30
    assert board.flows + board.within == table.to_numpy().sum()
    sums = board.rows.groupby("origin")[["flow", "expected"]].sum()
    assert sums["expected"].tolist() == pytest.approx(sums["flow"].tolist(), abs=1e-4)
    assert board.pairs["assisted_pair"].sum() == 2 * 3 and board.named_later == (2025,)
    assert board.pairs.loc[("110000", "130000"), "same_region"] == 1
    nothing = gravity_board(*parts, "openings", 1950, 1950, None, "unconstrained")
    assert nothing is not None and nothing.model.reason is Reason.TOO_FEW_POINTS
