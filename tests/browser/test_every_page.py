"""Every page opens by its link in both languages, says what it shows in that language, and asks no other host."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from data.policy import POLICY_NUMBER
from pages.texts import Language, load_texts
from queries.catalogue import load_catalogue
from tests.browser.conftest import OpenPage
from tests.browser.views import (
    STREAMLIT_WORDS,
    a_run,
    expect_read,
    finding,
    open_popover,
    open_view,
    visible_words,
    wait_for_map,
)
from tests.running_app import running_app

pytestmark = pytest.mark.browser

VIEWS = ("", "distribution", "briefing", "data?section=coverage", "data?section=checks", "methods")
CHINESE = re.compile(r"[\u3400-\u9fff]")


def _address(view: str, language: str) -> str:
    return f"/{view}{'&' if '?' in view else '?'}lang={language}"


def _expect_words(page: Page, view: str, language: Language) -> None:
    texts = load_texts(language)
    name = view.split("?")[0]
    if name == "":
        expect(finding(page, "targets")).to_contain_text(texts("target.finding.start", count=5).strip())
        expect(finding(page, "zones")).not_to_be_empty()
        return
    if name == "distribution":
        indicator = load_catalogue()["pct_applications_per_million_people"]
        expect(finding(page, "map")).to_contain_text(indicator.name(language))
        return
    expect(page.locator("h1.page")).to_have_text(texts(f"{name}.title"))
    if name == "data":
        heading = {"checks": "data.reconciliation"}
        section = view.split("=")[1]
        wanted = texts(heading.get(section, f"data.{section}"))
        expect(page.locator("table.atlas-table caption").first).to_have_text(wanted)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("view", VIEWS)
def test_a_page_opens_by_its_link(app: str, page: Page, view: str, language: Language) -> None:
    open_view(page, app + _address(view, language))
    _expect_words(page, view, language)
    expect(page).to_have_title(re.compile(load_texts(language)("app.title")))
    expect(page.locator("[data-testid=stException], .st-key-notices [data-testid=stAlert]")).to_have_count(0)
    if view == "distribution":
        wait_for_map(page)
    if view == "briefing":
        page.get_by_text(load_texts(language)("briefing.open_file")).click()
        expect(page.locator("[data-testid=stFileUploader]")).to_be_visible()
    words = visible_words(page)
    if language == "zh":
        assert STREAMLIT_WORDS.findall(words) == []
    for label in page.locator("h1, h2, .stMain button, label").all_inner_texts() if language == "en" else ():
        assert label.strip() == "中" or not CHINESE.search(label), label


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_tab_of_the_methods_opens(app: str, page: Page, language: Language) -> None:
    texts = load_texts(language)
    open_view(page, app + _address("methods", language))
    shown = {
        "gaps": texts("gap_method.ledger.title"), "treatment": texts("treatment.missing.title"),
        "policy": POLICY_NUMBER,
    }
    for tab, words in shown.items():
        with a_run(page):
            page.get_by_role("tab", name=texts(f"methods.{tab}"), exact=True).click()
        expect(page.get_by_role("tabpanel", name=texts(f"methods.{tab}")).get_by_text(words).first).to_be_visible()
    with a_run(page):
        page.get_by_role("tab", name=texts("methods.catalogue"), exact=True).click()
    card = page.locator(".st-key-card-patent_agencies")
    with a_run(page):
        card.locator("summary").click()
    expect(card.get_by_text(texts("column.definition"))).to_be_visible()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_document_says_its_language(app: str, page: Page, language: Language) -> None:
    open_view(page, app + _address("", language))
    # A script of the page says it, which may run after the run of the server has ended.
    expect(page.locator("html")).to_have_attribute("lang", {"zh": "zh-CN", "en": "en"}[language])


def test_a_link_may_be_the_first_thing_a_fresh_server_is_asked_for(
    snapshot_folder: Path, tmp_path: Path, page: Page
) -> None:
    with running_app(snapshot_folder, tmp_path / "log.txt") as address:
        open_view(page, f"{address}/distribution?lang=zh&region=440000")
        wait_for_map(page)
        expect(finding(page, "trend")).to_contain_text("广东")
        page.close()
    log = (tmp_path / "log.txt").read_text(encoding="utf-8")
    assert "Traceback" not in log, log


@pytest.mark.parametrize(("locale", "language"), [("zh-CN", "zh"), ("zh-TW", "zh"), ("en-GB", "en"), ("fr-FR", "en")])
def test_without_a_language_in_the_link_the_browser_decides(
    app: str, open_page: OpenPage, locale: str, language: Language
) -> None:
    page = open_page(locale)
    open_view(page, f"{app}/briefing")
    expect(page.locator("h1.page")).to_have_text(load_texts(language)("briefing.title"))


def test_nothing_moves_for_readers_who_asked_for_stillness(app: str, open_page: OpenPage) -> None:
    page = open_page(reduced_motion="reduce")
    open_view(page, f"{app}/distribution?lang=zh")
    body = open_popover(page, "table-map")
    moving = """(root) => [root, ...root.querySelectorAll('*'), ...document.querySelectorAll('button, input, a')]
      .map((one) => getComputedStyle(one)).filter((style) => style.animationName !== 'none'
        || style.transitionDuration.split(',').some((part) => parseFloat(part) > 0)).length"""
    expect_read(page, lambda: body.evaluate(moving), 0)
