"""The flows of branches as a reader sees them: some forty arrows, a click that isolates, and a table that agrees."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from pages.texts import load_texts
from queries.branch_register import branch_register
from queries.engine import Engine
from queries.flow_board import USUAL_LINKS, FlowBoard, flow_board, usual_least
from queries.regions import Regions
from tests.browser.views import (
    choose,
    click_labelled,
    click_place,
    expect_no_parameter,
    expect_parameter,
    expect_read,
    finding,
    graph_selector,
    open_popover,
    open_view,
    switch,
    wait_for_map,
)

pytestmark = pytest.mark.browser

ZH = load_texts("zh")
VIEW = "transfer?lang=zh&layer=sample&section=flows&level=province"
# Arrows as drawn: a path per line with its moves, and a path per head.
ARROWS = """(selector) => {
  const graph = document.querySelector(selector);
  const drawn = graph.calcdata.filter((trace) => trace[0].trace.name === 'heads');
  const lines = graph.calcdata.filter((trace) => trace[0].trace.name === 'flows');
  return {
    texts: drawn.flatMap((trace) => trace[0].trace.text),
    traces: lines.length,
    moves: [...graph.querySelectorAll('.scattergeo path.js-line')]
      .map((path) => ((path.getAttribute('d') || '').match(/M/g) || []).length),
  };
}"""
# Where the first field of some row of the matrix lies in the window.
FIELD = """([selector, code]) => {
  const graph = document.querySelector(selector);
  const trace = graph.data.find((one) => one.mode === 'markers');
  const place = trace.customdata.indexOf(code);
  const box = graph.getBoundingClientRect();
  const layout = graph._fullLayout;
  return [box.x + layout.xaxis._offset + layout.xaxis.d2p(trace.x[place]),
          box.y + layout.yaxis._offset + layout.yaxis.d2p(trace.y[place])];
}"""


@pytest.fixture(scope="module")
def board(sampled_engine: Engine, sampled_regions: Regions) -> FlowBoard:
    """What the page counts by default."""
    register = branch_register(sampled_engine, sampled_regions, "sample")
    assert register is not None
    return flow_board(register, "openings", register.years[0], register.years[-1], "province", None)


def arrows(page: Page) -> dict[str, Any]:
    wait_for_map(page, "flow-map")
    return dict(page.evaluate(ARROWS, graph_selector("flow-map")))


def texts_of(links: Any, regions: Regions) -> list[str]:
    return sorted(
        ZH("flows.link", origin=regions[row["origin"]].name_zh, destination=regions[row["destination"]].name_zh,
           count=f"{row['count']:,}")
        for row in links.to_dict("records")
    )


def note(page: Page) -> str:
    return page.locator(".st-key-frame-flow-map p.map-note").inner_text()


def test_the_largest_links_are_drawn_and_the_rest_is_counted(
    sampled_app: str, page: Page, board: FlowBoard, sampled_regions: Regions
) -> None:
    open_view(page, f"{sampled_app}/{VIEW}")
    shown = board.shown(usual_least(board.links))
    assert 0 < len(shown.links) <= USUAL_LINKS
    drawn = arrows(page)
    assert sorted(drawn["texts"]) == texts_of(shown.links, sampled_regions)
    assert sum(drawn["moves"]) >= len(shown.links)
    assert drawn["traces"] <= 4
    said = note(page)
    assert f"共{shown.all_links}条线路" in said and f"所示{len(shown.links)}条" in said
    assert f"另有{shown.hidden}条未显示" in said
    choose(page, "least", ZH("flows.at_least", count="20"))
    fewer = board.shown(20)
    expect_read(page, lambda: sorted(arrows(page)["texts"]), texts_of(fewer.links, sampled_regions))
    assert f"所示{len(fewer.links)}条" in note(page)
    expect_parameter(page, "least", "20")


def test_a_click_isolates_a_place_and_another_lets_go(
    sampled_app: str, page: Page, board: FlowBoard, sampled_regions: Regions
) -> None:
    open_view(page, f"{sampled_app}/{VIEW}")
    click_place(page, "510000", "flow-map")
    expect_parameter(page, "region", "510000")
    expect(finding(page, "flow-map")).to_contain_text("四川流出")
    own = board.links_of(["510000"])
    shown = board.shown(usual_least(own), ["510000"])
    expect_read(page, lambda: sorted(arrows(page)["texts"]), texts_of(shown.links, sampled_regions))
    assert all("四川" in text for text in arrows(page)["texts"])
    click_place(page, "510000", "flow-map")
    expect_no_parameter(page, "region")
    expect(finding(page, "flow-map")).to_contain_text("跨省")


def test_the_keyboard_reaches_what_a_click_does(sampled_app: str, page: Page) -> None:
    open_view(page, f"{sampled_app}/{VIEW}")
    choose(page, "region", "湖北")
    expect(finding(page, "flow-map")).to_contain_text("湖北流出")


def test_the_table_says_what_the_query_counts(
    sampled_app: str, page: Page, board: FlowBoard, sampled_regions: Regions
) -> None:
    open_view(page, f"{sampled_app}/{VIEW}")
    body = open_popover(page, "table-flow-map")
    rows = body.locator("tbody tr")
    expect(rows).to_have_count(len(board.links))
    cells = [text.split("\t")[:3] for text in rows.all_inner_texts()[:30]]
    assert cells == [
        [sampled_regions[row["origin"]].name_zh, sampled_regions[row["destination"]].name_zh, f"{row['count']:,}"]
        for row in board.links.head(30).to_dict("records")
    ]


def test_bands_and_matrix_say_the_same(sampled_app: str, page: Page, board: FlowBoard) -> None:
    open_view(page, f"{sampled_app}/{VIEW}")
    switch(page, "flow-view", ZH("flow_sight.zones"))
    expect(finding(page, "flow-zones")).to_contain_text(f"共{board.totals.whole:,}家")
    between = re.findall(r"跨地带([\d,]+)家", finding(page, "flow-zones").inner_text())
    assert 0 < int(between[0].replace(",", "")) < board.totals.away
    switch(page, "at-home", ZH("flow_at_home.shown"))
    expect_parameter(page, "at-home", "shown")
    switch(page, "flow-view", ZH("flow_sight.matrix"))
    expect(finding(page, "flow-matrix")).to_contain_text(f"{len(board.links)}对有流向")
    click_labelled(page, "flow-matrix", lambda: page.evaluate(FIELD, [graph_selector("flow-matrix"), "420000"]))
    expect_parameter(page, "region", "420000")
