"""Pairs of sender and receiver on the sample register: what speaks for each, in both lists alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd
import pytest

from pages.texts import load_texts
from pages.texts.capacity import reason_words
from queries.branch_register import branch_register
from queries.capacity import Capacity, capacity
from queries.catalogue import Indicator
from queries.engine import Engine
from queries.formulas.match_score import CONDITIONS
from queries.gradient import gradient
from queries.regions import Regions
from queries.transfer_match import TransferMatch, transfer_match

Catalogue = Mapping[str, Indicator]
Changed = Callable[[str], Engine]
NAMED = (
    "insert into assistance_pair by name select '110000' as helper_code, '620000' as assisted_code, "
    "'甘肃' as assisted_name, 2024 as year, '{layer}' as layer, source_id, null as note from source limit 1"
)


@pytest.fixture(scope="module")
def index(sampled_engine: Engine, sampled_regions: Regions, sampled_catalogue: Catalogue) -> Capacity:
    found = capacity(sampled_engine, sampled_regions, sampled_catalogue, "sample")
    assert isinstance(found, Capacity)
    return found


@pytest.fixture(scope="module", params=[None, "operation"])
def found(
    request: pytest.FixtureRequest, sampled_engine: Engine, sampled_regions: Regions, sampled_catalogue: Catalogue,
    index: Capacity,
) -> TransferMatch:
    result = transfer_match(sampled_engine, sampled_regions, sampled_catalogue, "sample", index, request.param)
    assert result is not None
    return result


def test_of_two_provinces_one_is_the_sender(found: TransferMatch) -> None:
    pairs = found.pairs
    assert (pairs["gradient"] > 0).all() and found.gradient_basis == "coefficient"
    unordered = {frozenset(pair) for pair in zip(pairs["sender"], pairs["receiver"], strict=True)}
    assert len(unordered) == len(pairs) <= 31 * 30 / 2


def test_both_lists_hold_the_same_pairs(found: TransferMatch) -> None:
    codes = set(found.pairs["sender"]) | set(found.pairs["receiver"])
    assert sum(len(found.senders(code)) for code in codes) == len(found.pairs)
    assert sum(len(found.receivers(code)) for code in codes) == len(found.pairs)
    first = found.senders("620000")
    assert first["rank"].iloc[0] == 1 and first["met"].is_monotonic_decreasing


def test_surplus_and_gap_are_shares_of_demand_that_add_up_to_nothing(found: TransferMatch) -> None:
    surplus = found.pairs.groupby("sender")["surplus"].first()
    lacking = -found.pairs.groupby("receiver")["gap"].first()
    every = pd.concat([surplus, lacking[~lacking.index.isin(surplus.index)]])
    assert len(every) == 31 and every.sum() == pytest.approx(0, abs=1e-6)


def test_the_gradient_is_that_of_the_gradient_section(
    found: TransferMatch, sampled_engine: Engine, sampled_regions: Regions, sampled_catalogue: Catalogue
) -> None:
    stands = gradient(
        sampled_engine, sampled_regions, sampled_catalogue, "province", found.year, "sample", found.form
    )
    assert stands is not None
    value = stands.rows["value"]
    ratio = found.pairs["sender"].map(value) / found.pairs["receiver"].map(value)
    np.testing.assert_allclose(found.pairs["gradient"], np.log(ratio), rtol=1e-9)


def test_links_are_the_branches_standing(
    found: TransferMatch, sampled_engine: Engine, sampled_regions: Regions
) -> None:
    register = branch_register(sampled_engine, sampled_regions, "sample")
    assert register is not None and found.branch_year is not None
    standing = register.standing(found.branch_year, "province", found.form)
    for row in found.pairs.head(20).to_dict("records"):
        assert row["branches"] == standing.loc[row["sender"], row["receiver"]]


def test_pairs_named_in_public_are_known(found: TransferMatch) -> None:
    named = found.pairs[found.pairs["is_assisted"]]
    pairs = set(zip(named["sender"], named["receiver"], strict=True))
    assert pairs <= {("440000", "230000"), ("110000", "650000"), ("310000", "530000")} and ("110000", "650000") in pairs


def test_a_pair_of_another_layer_does_not_count(
    changed: Changed, sampled_regions: Regions, sampled_catalogue: Catalogue
) -> None:
    """What is loaded stands on its own layer, and what is published on every one."""
    for layer, is_named in (("imported", False), ("sample", True), ("published", True)):
        engine = changed(NAMED.format(layer=layer))
        result = transfer_match(engine, sampled_regions, sampled_catalogue, "sample", None)
        assert result is not None
        pair = result.pairs[(result.pairs["sender"] == "110000") & (result.pairs["receiver"] == "620000")]
        assert pair["is_assisted"].tolist() == [is_named]


@pytest.mark.parametrize("form", [None, "operation"])
def test_a_province_that_the_register_does_not_hold_is_not_without_agencies(
    changed: Changed, sampled_regions: Regions, sampled_catalogue: Catalogue, form: str | None
) -> None:
    """The West alone: its agencies are not spread over the demand of the nation (E2), and nobody is refused."""
    held = changed(
        "delete from form_year where substr(region_code, 1, 2) not in "
        "('15', '45', '50', '51', '52', '53', '54', '61', '62', '63', '64', '65')"
    )
    result = transfer_match(held, sampled_regions, sampled_catalogue, "sample", None, form)
    assert result is not None and not result.knows_surplus and 0 < result.covered < 0.5
    pairs = result.pairs
    assert pairs[["surplus", "gap", "has_surplus", "has_gap", "movable"]].isna().all(axis=None)
    is_held = pairs["sender"].map(sampled_regions.zone_of_province) == "west"
    assert pairs.loc[is_held, "branches"].notna().all() and pairs.loc[~is_held, "branches"].isna().all()


def test_one_small_province_missing_leaves_the_shares_of_the_others(
    changed: Changed, sampled_regions: Regions, sampled_catalogue: Catalogue
) -> None:
    held = changed("delete from form_year where substr(region_code, 1, 2) = '54'")
    result = transfer_match(held, sampled_regions, sampled_catalogue, "sample", None)
    assert result is not None and 0.95 <= result.covered < 1
    surplus = pd.concat([
        result.pairs.set_index("sender")["surplus"], -result.pairs.set_index("receiver")["gap"],
    ]).groupby(level=0).first().dropna()
    assert "540000" not in surplus.index and len(surplus) == 30 and surplus.sum() == pytest.approx(0, abs=1e-6)


def test_without_an_index_the_capacity_is_not_known(
    sampled_engine: Engine, sampled_regions: Regions, sampled_catalogue: Catalogue
) -> None:
    result = transfer_match(sampled_engine, sampled_regions, sampled_catalogue, "sample", None)
    assert result is not None and result.pairs["has_capacity"].isna().all()
    assert (result.pairs["known"] == len(CONDITIONS) - 1).all()


def test_a_layer_without_a_register_has_no_partners(
    sampled_engine: Engine, sampled_regions: Regions, sampled_catalogue: Catalogue
) -> None:
    assert transfer_match(sampled_engine, sampled_regions, sampled_catalogue, "published", None) is None


def test_the_reason_says_every_condition_in_one_sentence(found: TransferMatch, sampled_regions: Regions) -> None:
    named = found.pairs[found.pairs["is_assisted"]].iloc[0].to_dict()
    said = reason_words(named, found, lambda code: sampled_regions[code].name_zh, load_texts("zh"))
    assert said.count("；") == len(CONDITIONS) and said.endswith("为公开的协作帮扶结对。")
    assert f"相距{named['distance']:,.0f}公里" in said
