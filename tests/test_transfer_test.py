"""The transfer test on a register: its counts are those of the flows, its shares context, its absence told."""

from __future__ import annotations

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


def test_every_pair_has_four_legs_and_one_verdict(tested: TransferTest) -> None:
    assert len(tested.verdicts) == 4 * 3
    assert len(tested.evidence) == len(LEGS) * len(tested.verdicts)
    assert set(tested.evidence.groupby(["source", "target"])["leg"].nunique()) == {len(LEGS)}


def test_counts_are_those_of_the_flows(tested: TransferTest, sampled_engine: Engine, sampled_regions: Regions) -> None:
    register = branch_register(sampled_engine, sampled_regions, "sample")
    assert register is not None
    flows = register.opened(FIRST, LAST, "zone", FORM)
    for row in tested.verdicts.to_dict("records"):
        assert row["branches"] == flows.loc[row["source"], row["target"]]
    inflow = tested.evidence[tested.evidence["leg"] == Leg.INFLOW].set_index(["source", "target"])
    assert inflow.loc[("east", "west"), "hits"] == flows.loc["east", "west"]
    assert inflow.loc[("east", "west"), "cases"] == flows.loc["east", "west"] + flows.loc["west", "east"]


def test_survival_is_told_of_those_that_had_the_time(tested: TransferTest, sampled_engine: Engine) -> None:
    last = branch_register(sampled_engine, Regions(sampled_engine), "sample")
    assert last is not None
    assert tested.cohort_end == min(LAST, last.years[-1] - STANDING_AFTER)
    late = transfer_test(sampled_engine, Regions(sampled_engine), "sample", "zone", FORM, LAST, LAST)
    assert late is not None and late.cohort_end is None
    survival = late.evidence[late.evidence["leg"] == Leg.SURVIVAL]
    assert survival["value"].isna().all()


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
    assert found is not None and len(found.verdicts) == 31 * 30
