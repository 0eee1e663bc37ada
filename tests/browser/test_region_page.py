"""The profile of a region as its reader takes it home: on the screen, printed on one sheet, as one file for paper."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from pages.texts import load_texts
from tests.browser.views import (
    OWN_TEXTS,
    STREAMLIT_WORDS,
    WITHOUT_NAME,
    expect_read,
    open_view,
    too_pale,
    visible_words,
)
from tests.test_print_page import filled

pytestmark = pytest.mark.browser

PAGE_OF_PDF = re.compile(rb"/Type\s*/Page\b")
A4 = re.compile(rb"/MediaBox\s*\[0 0 59[45](?:\.\d+)? 84[12](?:\.\d+)?\]")
RAW = re.compile(r"\b(?:nan|NaN|inf|None|NaT|[a-z]+_[a-z_]+)\b")
PLACES = (("510000", "zh"), ("west", "zh"), ("chengdu-chongqing", "zh"), ("510100", "en"))


def sheets(page: Page) -> int:
    """Print a page and count its sheets, which are A4."""
    printed = page.pdf(prefer_css_page_size=True, print_background=True)
    assert A4.search(printed)
    return len(PAGE_OF_PDF.findall(printed))


def test_a_profile_is_read_printed_and_taken_home(sampled_app: str, page: Page, tmp_path: Path) -> None:
    for place, language in PLACES:
        texts = load_texts("zh" if language == "zh" else "en")
        open_view(page, f"{sampled_app}/region?region={place}&lang={language}&layer=sample")
        frame = page.locator(".st-key-frame-region-profile")
        expect(frame.locator("dl.headline dd b")).to_have_count(3)
        for name in ("place", "parts", "gaps", "flows", "clusters", "peers", "policy"):
            heading = "siblings" if (name, place) == ("parts", "510100") else name
            expect(frame.get_by_role("heading", name=texts(f"region_block.{heading}"), exact=True)).to_be_visible()
        assert frame.locator("img.place").evaluate("image => image.naturalWidth") > 1000
        expect_read(page, lambda: page.evaluate(WITHOUT_NAME), [])
        expect_read(page, lambda: too_pale(page.locator(f"{OWN_TEXTS}, section.profile-block p, dl.headline *")), [])
        words = visible_words(page)
        assert RAW.findall(words) == [] and (language == "en" or STREAMLIT_WORDS.findall(words) == [])
        with page.expect_download() as taken:
            page.get_by_role("button", name=texts("region.print")).click()
        file = tmp_path / f"{place}.html"
        taken.value.save_as(file)
        assert texts("layer.banner") in file.read_text(encoding="utf-8")
        assert sheets(page) == 1
        page.set_content(file.read_text(encoding="utf-8"))
        assert sheets(page) == 1


def test_a_profile_is_presented_whole_and_a_level_that_contradicts_its_place_is_noted(
    sampled_app: str, page: Page
) -> None:
    texts = load_texts("zh")
    open_view(page, f"{sampled_app}/region?region=510100&level=zone&layer=sample&lang=zh&mode=present")
    frame = page.locator(".st-key-frame-region-profile")
    for name in ("place", "siblings", "gaps", "flows", "clusters", "peers", "policy"):
        expect(frame.get_by_role("heading", name=texts(f"region_block.{name}"), exact=True)).to_be_visible()
    expect(page.get_by_text(texts("notice.rejected", parameter="level", value="zone"))).to_be_visible()
    page.set_viewport_size({"width": 1366, "height": 768})
    cut = """frame => [...frame.querySelectorAll("section, table, dl, img")].filter(
        part => part.getBoundingClientRect().right > window.innerWidth || part.scrollWidth > part.clientWidth + 1
    ).map(part => part.outerHTML)"""
    assert frame.evaluate(cut) == []
    page.set_viewport_size({"width": 1920, "height": 1080})


def test_a_place_is_found_from_the_map_and_leads_deeper(sampled_app: str, page: Page) -> None:
    texts = load_texts("zh")
    open_view(page, f"{sampled_app}/distribution?layer=sample&region=440000")
    page.locator(".st-key-trail").get_by_role("link", name=texts("region.profile")).click()
    expect(page).to_have_url(re.compile(r"/region\?.*region=440000"))
    expect(page.locator(".st-key-frame-region-profile h2.finding")).to_contain_text("广东")
    page.set_viewport_size({"width": 1366, "height": 768})
    header = page.locator(".st-key-header")
    assert header.evaluate("bar => bar.scrollWidth <= bar.clientWidth && bar.clientHeight < 60")
    page.locator(".st-key-profile-gaps").get_by_role("link").click()
    expect(page).to_have_url(re.compile(r"/gaps\?.*region=440000"))
    page.set_viewport_size({"width": 1920, "height": 1080})


def test_a_sheet_filled_as_promised_is_one_sheet(page: Page) -> None:
    from pages.exporters.print_page import print_page

    page.set_content(print_page(filled(7), "zh").decode("utf-8"))
    assert sheets(page) == 1
