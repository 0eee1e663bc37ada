"""The sections centres and contracts in a browser: two pictures, a path stepped by keyboard, no unasked motion."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.views import (
    a_run,
    expect_no_parameter,
    expect_parameter,
    expect_that,
    finding,
    graph_selector,
    open_view,
    read_map,
)

pytestmark = pytest.mark.browser

VIEW = "transfer?lang=zh&layer=sample&section=centres"
BUTTON = f"{graph_selector('centres-path')} .updatemenu-container"
POINTS = """(selector) => {
  const graph = document.querySelector(selector);
  return graph && graph.data ? graph.data.filter((trace) => trace.mode === 'lines+markers').map((t) => t.x.length) : [];
}"""


def points(page: Page) -> list[int]:
    """How many years of each path are drawn at this moment."""
    drawn: list[int] = page.evaluate(POINTS, graph_selector("centres-path"))
    return drawn


def step_back(page: Page) -> None:
    """Move the slider of the years back by one with the keyboard."""
    slider = page.locator(".st-key-until [role=slider], .st-key-until input[type=range]").last
    slider.focus()
    with a_run(page):
        page.keyboard.press("ArrowLeft")


def test_the_whole_country_bears_ellipses_and_paths(sampled_app: str, page: Page) -> None:
    open_view(page, f"{sampled_app}/{VIEW}")
    shown = read_map(page, "centres-map")
    assert len({path["code"] for path in shown["main"] if path["code"]}) == 34
    assert any("虚线" in entry for entry in shown["legend"])
    assert any("实线" in entry for entry in shown["legend"])
    expect(finding(page, "centres-map")).to_contain_text("重心向")
    expect(finding(page, "centres-map")).to_contain_text("相距")
    expect(page.locator(".st-key-frame-centres-map")).to_contain_text("固定地区：全部31个省")
    expect(finding(page, "centres-path")).to_contain_text("最长一步")


def test_the_path_is_stepped_by_keyboard_and_the_step_stands_in_the_link(sampled_app: str, page: Page) -> None:
    open_view(page, f"{sampled_app}/{VIEW}")
    expect_that(page, lambda: points(page), lambda drawn: drawn == [5, 5])
    step_back(page)
    expect_parameter(page, "until", "2022")
    expect_that(page, lambda: points(page), lambda drawn: drawn == [4, 4])
    expect(finding(page, "centres-map")).to_contain_text("2019—2022年")


def test_the_button_plays_all_years_and_nothing_plays_before(sampled_app: str, page: Page) -> None:
    open_view(page, f"{sampled_app}/{VIEW}")
    expect_that(page, lambda: points(page), lambda drawn: drawn == [5, 5])
    expect(page.locator(BUTTON)).to_be_visible()
    page.locator(f"{BUTTON} .updatemenu-button").click()
    expect_that(page, lambda: points(page), lambda drawn: drawn[0] < 5)
    expect_that(page, lambda: points(page), lambda drawn: drawn == [5, 5])
    expect_no_parameter(page, "until")


def test_who_wants_no_motion_steps_and_is_offered_no_button(
    sampled_app: str, open_page: Callable[..., Page]
) -> None:
    page = open_page(fresh=True, reduced_motion="reduce")
    open_view(page, f"{sampled_app}/{VIEW}")
    expect_that(page, lambda: points(page), lambda drawn: drawn == [5, 5])
    expect(page.locator(BUTTON)).to_be_hidden()
    step_back(page)
    expect_that(page, lambda: points(page), lambda drawn: drawn == [4, 4])


def test_published_figures_show_centres_of_demand_and_say_what_is_missing(sampled_app: str, page: Page) -> None:
    open_view(page, f"{sampled_app}/transfer?lang=zh&layer=published&section=centres&demand=pct_applications")
    expect(finding(page, "centres-map")).to_contain_text("2018—2023年")
    expect(page.get_by_test_id("stAlert").last).to_contain_text("不足以求全国重心")
    expect(page.locator(".st-key-template-stat")).to_be_visible()


def test_without_contracts_the_section_says_what_to_load(sampled_app: str, page: Page) -> None:
    open_view(page, f"{sampled_app}/transfer?lang=zh&layer=published&section=contracts")
    expect(page.get_by_test_id("stAlert").last).to_contain_text("技术合同成交额（输出）")
    expect(page.locator(".st-key-template-stat")).to_be_visible()
