"""Cooperation and gravity as a reader sees them: who assists whom, what three pairs cannot tell, what is lacking."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from pages.texts import load_texts
from tests.browser.views import finding, open_view

pytestmark = pytest.mark.browser

ZH = load_texts("zh")


def test_pairs_are_shown_by_their_own_names_and_few_are_not_judged(page: Page, sampled_app: str) -> None:
    open_view(page, f"{sampled_app}/transfer?lang=zh&layer=sample&section=cooperation&level=province")
    expect(finding(page, "assistance-map")).to_contain_text("新疆生产建设兵团")
    expect(page.locator(".st-key-frame-assistance table tbody tr")).to_have_count(4)
    expect(finding(page, "assistance-affinity")).to_contain_text("不足以判断")


def test_without_projects_the_page_says_so_and_hands_out_the_templates(page: Page, sampled_app: str) -> None:
    open_view(page, f"{sampled_app}/transfer?lang=zh&layer=published&section=cooperation&level=province")
    expect(page.get_by_text(ZH("cooperation.no_projects", layer=ZH("layer.published")))).to_be_visible()
    expect(page.locator(".st-key-template-joint_project")).to_be_visible()
    expect(page.locator(".st-key-frame-joint-pairs")).to_have_count(0)


def test_a_model_with_given_margins_is_told_in_words(page: Page, sampled_app: str) -> None:
    view = "transfer?lang=zh&layer=sample&section=gravity&level=province&model=both&region=510000"
    open_view(page, f"{sampled_app}/{view}")
    expect(finding(page, "gravity")).to_contain_text("四川")
    expect(page.locator(".st-key-frame-gravity-terms")).to_contain_text(ZH("gravity_state.absorbed"))
    expect(page.locator(".st-key-frame-gravity-pairs table")).not_to_have_count(0)
