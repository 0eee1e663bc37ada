"""The section balance as a reader sees it: a map in nine colours with its square, clusters in words, a distance."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from pages.charts.balance_maps import CROSSED
from pages.texts import load_texts
from tests.browser.views import finding, graph_selector, open_view, read_map, switch

pytestmark = pytest.mark.browser

ZH = load_texts("zh")
GRID_TEXTS = """(selector) => [...document.querySelectorAll(selector + ' .annotation-text')]
  .map((text) => text.textContent)"""
VIEW = "gaps?lang=zh&layer=sample&section=balance"


def test_the_map_is_painted_in_the_colours_of_its_square(sampled_app: str, page: Page) -> None:
    open_view(page, f"{sampled_app}/{VIEW}")
    shown = read_map(page, "balance-map")
    colours = {colour for row in CROSSED for colour in row}
    painted = [path for path in shown["main"] if path["fill"] is not None]
    provinces = {path["code"] for path in painted}
    assert len(provinces) == 34
    rgb = {tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5)) for colour in colours}
    used = [tuple(int(part) for part in path["fill"][4:-1].split(",")) for path in painted
            if path["fill"].startswith("rgb(")]
    assert sum(colour in rgb for colour in used) == 31
    texts = page.evaluate(GRID_TEXTS, graph_selector("balance-map"))
    assert ZH("balance.across") in texts and ZH("balance.upward") in texts
    # The counts in the square are those of the provinces of the survey.
    assert sum(int(text) for text in texts[:9] if text.isdigit()) == 31
    expect(finding(page, "balance-map")).to_contain_text("需求级别高于供给")
    expect(finding(page, "balance-ratio")).to_contain_text("供给份额低于需求份额")


def test_the_views_are_reached_by_their_names_and_a_link_keeps_them(sampled_app: str, page: Page) -> None:
    open_view(page, f"{sampled_app}/{VIEW}")
    switch(page, "balance-view", ZH("balance.sight.coupling"))
    expect(finding(page, "coupling")).to_contain_text("耦合协调度最高")
    expect(page.locator(".atlas-table").first).to_contain_text(ZH("balance.form.classical"))
    assert "balance-view=coupling" in page.url
    switch(page, "balance-view", ZH("balance.sight.clusters"))
    expect(finding(page, "moran")).to_contain_text("莫兰指数I＝")
    shown = read_map(page, "clusters-map")
    assert any(ZH("balance.pattern.not_significant") in entry for entry in shown["legend"])
    expect(page.locator(".st-key-frame-moran .atlas-table")).to_contain_text(ZH("balance.policy.nearest_4"))


def test_a_wider_distance_leaves_less_demand_out_of_reach(sampled_app: str, page: Page) -> None:
    open_view(page, f"{sampled_app}/{VIEW}&balance-view=reach&distance=20")
    expect(finding(page, "underserved")).to_contain_text("20公里以外")
    near = finding(page, "underserved").inner_text()
    open_view(page, f"{sampled_app}/{VIEW}&balance-view=reach&distance=200")
    expect(finding(page, "underserved")).to_contain_text("200公里以外")

    def share(sentence: str) -> float:
        return float(re.findall(r"[\d.]+(?=%)", sentence)[0])

    assert share(near) > share(finding(page, "underserved").inner_text())
