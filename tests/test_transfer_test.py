"""The transfer test on a register: its counts are those of the flows, its shares context, its absence told."""

from __future__ import annotations

from itertools import permutations

import pandas as pd
import pytest

from queries.agencies import SERVICE_FORMS
from queries.branch_register import branch_register
from queries.engine import Engine
from queries.form_panel import form_panel
from queries.formulas.transfer_evidence import LEGS, Leg
from queries.regions import Regions
from queries.transfer_test import STANDING_AFTER, TransferTest, transfer_test

FORM, FIRST, LAST = "agency", 2016, 2023


@pytest.fixture(scope="module")
def tested(sampled_engine: Engine, sampled_regions: Regions) -> TransferTest:
    found = transfer_test(sampled_engine, sampled_regions, "sample", "zone", FORM, FIRST, LAST)
    assert found is not None
    return found


def test_every_pair_with_a_branch_has_one_verdict_and_every_pair_four_legs(tested: TransferTest) -> None:
    opened = tested.flows[0]
    assert tested.pairs == 4 * 3
    assert not tested.verdicts.duplicated(["source", "target"]).any()
    assert set(tested.verdicts["branches"]) <= set(opened.to_numpy().ravel()) - {0}
    for source, target in permutations(opened.index, 2):
        assert list(tested.legs(source, target)["leg"]) == list(LEGS)


def test_counts_are_those_of_the_flows(
    tested: TransferTest, sampled_engine: Engine, sampled_regions: Regions
) -> None:
    register = branch_register(sampled_engine, sampled_regions, "sample")
    assert register is not None
    flows = register.opened(FIRST, LAST, "zone", FORM)
    for row in tested.verdicts.to_dict("records"):
        assert row["branches"] == flows.loc[row["source"], row["target"]]
    inflow = tested.legs("east", "west").set_index("leg").loc[Leg.INFLOW]
    assert inflow["hits"] == flows.loc["east", "west"]
    assert inflow["cases"] == flows.loc["east", "west"] + flows.loc["west", "east"]


def test_survival_is_told_of_those_that_had_the_time(tested: TransferTest, sampled_engine: Engine) -> None:
    last = branch_register(sampled_engine, Regions(sampled_engine), "sample")
    assert last is not None
    assert tested.cohort_end == min(LAST, last.years[-1] - STANDING_AFTER)
    late = transfer_test(sampled_engine, Regions(sampled_engine), "sample", "zone", FORM, LAST, LAST)
    assert late is not None and late.cohort_end is None
    survival = late.legs("east", "west").set_index("leg").loc[Leg.SURVIVAL]
    assert pd.isna(survival["value"])


def test_shares_are_of_the_nation_and_add_up(
    tested: TransferTest, sampled_engine: Engine, sampled_regions: Regions
) -> None:
    assert tested.shares["first_share"].sum() == pytest.approx(1)
    assert tested.shares["last_share"].sum() == pytest.approx(1)
    panel = form_panel(sampled_engine, sampled_regions, "sample", "zone")
    year = tested.shares["last_year"].iloc[0]
    own = panel[(panel["form"] == FORM) & (panel["year"] == year)].set_index("region_code")["agencies"]
    assert tested.shares.loc["west", "last_share"] == pytest.approx(own["west"] / own.sum())


def test_a_layer_without_branches_cannot_be_tested(engine: Engine) -> None:
    assert transfer_test(engine, Regions(engine), "published", "zone", FORM, FIRST, LAST) is None


@pytest.mark.parametrize("form", SERVICE_FORMS)
def test_every_form_can_be_tested_at_every_level(
    form: str, sampled_engine: Engine, sampled_regions: Regions
) -> None:
    found = transfer_test(sampled_engine, sampled_regions, "sample", "province", form, FIRST, LAST)
    assert found is not None and found.pairs == 31 * 30
