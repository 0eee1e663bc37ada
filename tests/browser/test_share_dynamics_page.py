"""Shares and shift-share on the screen: sentences, figures and tables say what the queries say; the warning stands."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from geo.boundaries import load_boundaries
from pages.texts import load_texts
from queries.catalogue import Indicator
from queries.engine import Engine
from queries.regions import Regions
from queries.share_dynamics import share_moves
from queries.shift_share import shift_share_of
from tests.browser.views import (
    LONGEST_WAIT,
    a_run,
    close_popover,
    expect_parameter,
    finding,
    graph_selector,
    open_popover,
    open_view,
)

pytestmark = pytest.mark.browser

ZH = load_texts("zh")
VIEW = "lang=zh&layer=sample&level=province&section=shares"
PERIOD = (2019, 2023)
READ_BARS = """(selector) => {
  const trace = document.querySelector(selector).data.find((one) => one.type === "bar");
  return Object.fromEntries([...trace.customdata].map((code, place) => [code, trace.x[place]]));
}"""


def test_types_flows_and_the_warning(
    sampled_app: str, page: Page, sampled_engine: Engine, sampled_regions: Regions,
    sampled_catalogue: dict[str, Indicator],
) -> None:
    moves = share_moves(sampled_engine, sampled_regions, sampled_catalogue, "sample", "province", "agencies", PERIOD)
    open_view(page, f"{sampled_app}/transfer?{VIEW}&region=510000")
    first = sampled_regions[str(moves.known.index[0])].name_zh
    expect(finding(page, "share-types")).to_contain_text(f"占全国比重上升最多的是{first}", timeout=LONGEST_WAIT)
    expect(finding(page, "share-types")).to_contain_text(ZH("share_dynamics.no_proof"))
    kind = ZH(f"transfer_type.{moves.rows.loc['510000', 'transfer_type']}")
    expect(finding(page, "share-quadrants")).to_contain_text(f"四川服务机构（名录）变动+{706:,}家")
    expect(finding(page, "share-quadrants")).to_contain_text(kind)
    lines = page.locator(".st-key-frame-share-zones tbody tr")
    expect(lines).to_have_count(9)
    total = lines.filter(has_text=ZH("share_dynamics.sum")).locator("td").all_inner_texts()
    assert total[3:5] == ["0.00", "0.0"]
    body = open_popover(page, "table-share-types")
    assert body.locator("tbody tr").count() == 31
    close_popover(page)
    with a_run(page):
        page.locator(".st-key-to-transfer-test button").click()
    expect_parameter(page, "section", "test")


def test_terms_of_a_region_and_their_splits(
    sampled_app: str, page: Page, sampled_engine: Engine, sampled_regions: Regions,
    sampled_catalogue: dict[str, Indicator],
) -> None:
    found = shift_share_of(sampled_engine, sampled_regions, sampled_catalogue, load_boundaries(None), "sample",
                           "province", "agencies", PERIOD).by_region
    open_view(page, f"{sampled_app}/transfer?{VIEW}&region=410000&shares-view=parts")
    expect(finding(page, "shift-share-parts")).to_contain_text("河南服务机构（名录）变动+", timeout=LONGEST_WAIT)
    page.locator(graph_selector("shift-share-ranking")).wait_for()
    bars = page.evaluate(READ_BARS, graph_selector("shift-share-ranking"))
    assert bars == pytest.approx(found["competitive"].to_dict(), abs=1e-6)
    tables = page.locator(".st-key-shift-share-tables table.atlas-table")
    expect(tables).to_have_count(2)
    total = tables.first.locator("tbody tr").last.locator("td").all_inner_texts()
    assert total[-1] == f"+{found.loc['410000', 'change']:,.1f}"
    open_view(page, f"{sampled_app}/transfer?{VIEW}&region=410000&shares-view=parts&split=spatial")
    expect(finding(page, "shift-share-parts")).to_contain_text(ZH("shift_term.neighbour"), timeout=LONGEST_WAIT)
    bars = page.evaluate(READ_BARS, graph_selector("shift-share-ranking"))
    assert bars == pytest.approx(found["local"].to_dict(), abs=1e-6)


def test_what_is_lacking_is_told_with_the_templates(sampled_app: str, page: Page) -> None:
    open_view(page, f"{sampled_app}/transfer?lang=zh&layer=published&level=province&section=shares")
    expect(page.get_by_text("没有两个以上年份")).to_be_visible(timeout=LONGEST_WAIT)
    expect(page.locator(".st-key-template-agency_year button")).to_be_visible()
    open_view(page, f"{sampled_app}/transfer?{VIEW}&from=2023&to=2023")
    expect(page.get_by_text("只有2023年一个年份")).to_be_visible(timeout=LONGEST_WAIT)
