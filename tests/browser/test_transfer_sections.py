"""Every section on transfer as a reader finds it: one language, words, names and contrast, without faults."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from pages.texts import Language, load_texts
from pages.transfer import SECTIONS
from tests.browser.views import (
    OWN_TEXTS,
    STREAMLIT_WORDS,
    WITHOUT_NAME,
    expect_read,
    open_view,
    too_pale,
    visible_words,
)

pytestmark = pytest.mark.browser

CHINESE = re.compile(r"[\u3400-\u9fff]")
RAW = re.compile(r"\b(?:nan|NaN|inf|None|NaT|[a-z]+_[a-z_]+)\b")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("section", SECTIONS)
def test_a_section_speaks_one_language_with_names_and_contrast(
    sampled_app: str, page: Page, section: str, language: Language
) -> None:
    open_view(page, f"{sampled_app}/transfer?lang={language}&layer=sample&level=province&section={section}")
    expect(page.locator(".stMain h2.finding").or_(page.locator(".st-key-lacking")).first).to_be_visible()
    expect(page.locator("[data-testid=stException]")).to_have_count(0)
    expect(page.get_by_text(load_texts(language)("layer.banner")).first).to_be_visible()
    expect_read(page, lambda: page.evaluate(WITHOUT_NAME), [])
    texts = f"{OWN_TEXTS}, .stMain button:not([disabled]) p, .stMain label p"
    expect_read(page, lambda: too_pale(page.locator(texts)), [])
    words = visible_words(page)
    assert RAW.findall(words) == []
    if language == "zh":
        assert STREAMLIT_WORDS.findall(words) == []
    else:
        labels = page.locator(".stMain h2.finding, .stMain button, .stMain label, .stMain th").all_inner_texts()
        assert [label for label in labels if label.strip() != "中" and CHINESE.search(label)] == []
