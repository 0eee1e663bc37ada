"""The section gradient as a reader sees it: a ladder and a map that select, forms of service, and a pair in words."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from pages.charts.style import DIVERGING
from pages.texts import load_texts
from tests.browser.views import (
    a_run,
    choose,
    click_labelled,
    expect_parameter,
    finding,
    graph_selector,
    open_view,
    read_map,
    wait_for_map,
)

pytestmark = pytest.mark.browser

ZH = load_texts("zh")
VIEW = "transfer?lang=zh&layer=sample&section=gradient&level=province&year=2023"
MARK = """(selector) => {
  const mark = document.querySelector(selector + ' .scatterlayer .points path').getBoundingClientRect();
  return [mark.x + mark.width / 2, mark.y + mark.height / 2];
}"""


def test_ladder_map_and_pair_tell_one_story_and_a_rung_selects(sampled_app: str, page: Page) -> None:
    open_view(page, f"{sampled_app}/{VIEW}")
    expect(finding(page, "gradient-ladder")).to_contain_text("2023年31个省份中梯度系数高于1的有")
    shown = read_map(page, "gradient-map")
    rgb = {tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5)) for colour in DIVERGING}
    painted = [tuple(int(part) for part in path["fill"][4:-1].split(",")) for path in shown["main"]
               if path["fill"] is not None and path["fill"].startswith("rgb(")]
    assert sum(colour in rgb for colour in painted) == 31
    expect(finding(page, "gradient-pair")).to_contain_text("差距")
    wait_for_map(page, "gradient-map")
    page.locator(graph_selector("gradient-ladder")).scroll_into_view_if_needed()
    with a_run(page):
        click_labelled(page, "gradient-ladder", lambda: page.evaluate(MARK, graph_selector("gradient-ladder")))
    expect(page).to_have_url(re.compile(r"[?&]region=\d{6}"))
    expect(finding(page, "gradient-ladder")).to_contain_text(ZH("gradient_part.labour_productivity"))


def test_forms_and_pairs_are_chosen_by_keyboard_and_kept_in_the_link(sampled_app: str, page: Page) -> None:
    open_view(page, f"{sampled_app}/{VIEW}")
    choose(page, "service", ZH("service_form.information"))
    expect_parameter(page, "service", "information")
    expect(finding(page, "gradient-ladder")).to_contain_text("信息服务梯度系数")
    choose(page, "pair-from", "东部")
    choose(page, "pair-to", "西部")
    expect_parameter(page, "pair-to", "west")
    expect(finding(page, "gradient-pair")).to_contain_text("东部信息服务梯度系数为")
    expect(finding(page, "gradient-pair")).to_contain_text("是西部")
    twin = page.locator(".st-key-frame-gradient-pair .atlas-table")
    expect(twin).to_contain_text(ZH("gradient_part.location_quotient"))


def test_published_figures_say_what_they_lack(sampled_app: str, page: Page) -> None:
    open_view(page, f"{sampled_app}/transfer?lang=zh&layer=published&section=gradient&level=zone")
    expect(page.get_by_text("无法计算梯度系数")).to_be_visible()
    expect(page.locator(".st-key-template-agency_year button")).to_be_visible()
