"""Receiving capacity as a reader sees it: the index by other weights, the quarters, partners with their reason."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from queries.capacity import Capacity, capacity
from queries.catalogue import Indicator
from queries.engine import Engine
from queries.regions import Regions
from queries.transfer_match import transfer_match
from tests.browser.views import expect_parameter, finding, open_view

pytestmark = pytest.mark.browser

VIEW = "transfer?lang=zh&layer=sample&section=capacity&level=province"


def test_own_weights_are_in_the_address_and_change_who_is_surely_above(sampled_app: str, page: Page) -> None:
    open_view(page, f"{sampled_app}/{VIEW}&pillar-weights=own&weight-demand=70")
    told = finding(page, "capacity").inner_text()
    page.locator(".st-key-weight-cost input").fill("0")
    page.locator(".st-key-weight-cost input").press("Enter")
    expect_parameter(page, "weight-cost", "0")
    expect(page.locator(".st-key-frame-capacity")).to_contain_text("▲▼为较等权的位次升降")
    assert told.startswith("承接能力指数")


def test_partners_are_those_of_the_query_with_their_reason(
    sampled_app: str, page: Page, sampled_engine: Engine, sampled_regions: Regions,
    sampled_catalogue: dict[str, Indicator],
) -> None:
    index = capacity(sampled_engine, sampled_regions, sampled_catalogue, "sample")
    assert isinstance(index, Capacity)
    found = transfer_match(sampled_engine, sampled_regions, sampled_catalogue, "sample", index)
    assert found is not None
    open_view(page, f"{sampled_app}/{VIEW}&capacity-view=partners&region=510000")
    first = sampled_regions[str(found.senders("510000")["sender"].iloc[0])].name_zh
    expect(finding(page, "match-senders")).to_contain_text(f"转出地候选首位是{first}")
    expect(page.locator(".st-key-frame-match-senders")).to_contain_text(f"{first}的产业梯度系数为四川的")


def test_published_figures_say_which_pillars_are_missing(app: str, page: Page) -> None:
    open_view(page, f"{app}/transfer?lang=zh&layer=published&section=capacity&level=province")
    expect(page.get_by_text("本数据层没有现有基础、平台与环境、成本与通达的任何指标")).to_be_visible()
    expect(page.locator(".st-key-template-stat button")).to_be_visible()
