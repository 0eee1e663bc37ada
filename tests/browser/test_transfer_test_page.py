"""The transfer test as a reader sees it: pick source, target and form, read the verdict, its legs and their numbers."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from pages.texts import load_texts
from queries.engine import Engine
from queries.formulas.transfer_evidence import Leg
from queries.regions import Regions
from queries.transfer_test import transfer_test
from tests.browser.views import choose, expect_parameter, finding, open_popover, open_view

pytestmark = pytest.mark.browser

ZH = load_texts("zh")
VIEW = "transfer?lang=zh&layer=sample&section=test&level=zone&from=2016&to=2023"


def test_the_verdict_and_its_legs_are_those_of_the_query(
    sampled_app: str, page: Page, sampled_engine: Engine, sampled_regions: Regions
) -> None:
    test = transfer_test(sampled_engine, sampled_regions, "sample", "zone", "agency", 2016, 2023)
    assert test is not None
    open_view(page, f"{sampled_app}/{VIEW}&source=east&target=west")
    own = test.verdicts.set_index(["source", "target"]).loc[("east", "west"), "verdict"]
    verdict = ZH(f"transfer_test.verdict.{own}")
    expect(finding(page, "transfer-test")).to_contain_text(f"东部→西部·代理（2016—2023年）：{verdict}")
    inflow = test.legs("east", "west").set_index("leg").loc[Leg.INFLOW]
    line = open_popover(page, "table-transfer-test").locator("tr", has_text=ZH("transfer_test.leg.inflow"))
    expect(line).to_contain_text(f"{int(inflow['hits'])}")
    expect(line).to_contain_text(f"{int(inflow['cases'])}")


def test_it_says_plainly_that_a_falling_share_proves_nothing(sampled_app: str, page: Page) -> None:
    open_view(page, f"{sampled_app}/{VIEW}")
    expect(page.locator(".st-key-frame-transfer-test")).to_contain_text("份额下降本身不能证明转移")


def test_another_target_is_another_view_that_a_link_reopens(sampled_app: str, page: Page) -> None:
    open_view(page, f"{sampled_app}/{VIEW}&source=east")
    choose(page, "target", "东北")
    expect_parameter(page, "target", "northeast")
    expect(finding(page, "transfer-test")).to_contain_text("东部→东北")
    told = finding(page, "transfer-test").inner_text()
    open_view(page, page.url)
    expect(finding(page, "transfer-test")).to_have_text(told)


def test_a_layer_without_branches_says_what_to_load(app: str, page: Page) -> None:
    open_view(page, f"{app}/transfer?lang=zh&layer=published&section=test")
    expect(page.get_by_text("没有可定位、有设立日期的分支机构")).to_be_visible()
    expect(page.locator(".st-key-template-branch button")).to_be_visible()
