"""All clusters on one page: one is chosen by a click on its sign or by a key in the table, and a link restores it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from pages.texts import load_texts
from queries.cluster_register import cluster_register
from queries.engine import Engine
from tests.browser.conftest import OpenPage
from tests.browser.views import (
    a_run,
    choose,
    click_labelled,
    expect_parameter,
    finding,
    graph_selector,
    open_view,
    parameters,
    wait_for_map,
)

pytestmark = pytest.mark.browser

ZH = load_texts("zh")
# The middle of the sign of a cluster, and nothing while it is not drawn.
MIDDLE_OF_SIGN = """([graph, code]) => {
  const plot = document.querySelector(graph);
  const number = plot.data.filter((trace) => trace.type === 'scattergeo' && trace.geo === 'geo')
    .findIndex((trace) => trace.name === 'symbols');
  const signs = plot.querySelectorAll('.geo .scatterlayer .trace')[number].querySelectorAll('path.point');
  const codes = plot.data.find((trace) => trace.name === 'symbols').customdata;
  const box = signs[codes.findIndex((row) => [].concat(row)[0] === code)].getBoundingClientRect();
  return [box.x + box.width / 2, box.y + box.height / 2];
}"""


def test_a_click_on_a_sign_and_a_key_in_the_table_select_a_cluster_and_a_link_restores_it(
    sampled_app: str, page: Page, open_page: OpenPage, sampled_engine: Engine
) -> None:
    register = cluster_register(sampled_engine, "published")
    assert register is not None
    open_view(page, f"{sampled_app}/clusters?lang=zh")
    wait_for_map(page, "portfolio-map")
    expect(finding(page, "portfolio-map")).to_contain_text(f"{len(register.identity)}个集聚区")
    with a_run(page):
        click_labelled(page, "portfolio-map", lambda: page.evaluate(
            MIDDLE_OF_SIGN, [graph_selector("portfolio-map"), "kunming_hitech"]
        ))
    expect_parameter(page, "cluster", "kunming_hitech")
    expect(page.locator(".st-key-portfolio-selected")).to_contain_text("昆明高新区")
    row = page.locator(".st-key-portfolio-rows").get_by_role("button", name="杭州高新区(滨江)", exact=True)
    row.focus()
    with a_run(page):
        page.keyboard.press("Enter")
    expect_parameter(page, "cluster", "hangzhou_binjiang")
    expect(row).to_have_attribute("aria-pressed", "true")
    expect(row).to_be_focused()
    choose(page, "zone", "东部")
    heading = page.locator(".st-key-portfolio-rows th button").nth(3)
    with a_run(page):
        heading.click()
    expect_parameter(page, "portfolio-order", "-ip_service_institutions")
    first = page.locator(".st-key-portfolio-rows tbody tr").first
    expect(first).to_contain_text("超过700家（2016）")
    other = open_page(fresh=True)
    open_view(other, page.url)
    assert parameters(other)["zone"] == ["east"]
    expect(other.locator(".st-key-portfolio-rows tbody tr").first).to_contain_text("超过700家（2016）")
    expect(other.locator(".st-key-portfolio-selected")).to_contain_text("杭州高新区(滨江)")
    with a_run(other):
        other.locator(".st-key-to-standing button").click()
    expect_parameter(other, "section", "standing")


def test_the_door_of_the_manager_leads_to_all_clusters(sampled_app: str, page: Page) -> None:
    open_view(page, f"{sampled_app}/?lang=zh")
    page.locator(".st-key-door-manager").get_by_role("link").click()
    expect(page).to_have_url(re.compile(r"/clusters"))
    expect(finding(page, "portfolio-map")).to_be_visible(timeout=60_000)
    expect(page.locator(".st-key-portfolio-rows")).to_contain_text("超过700家（2016）", timeout=60_000)
    words = page.locator(".st-key-frame-portfolio-table").inner_text()
    assert not re.search(r"\b(nan|None|inf)\b", words)
