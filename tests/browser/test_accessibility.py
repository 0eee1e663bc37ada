"""No rule of accessibility is gravely broken on any page, in any section; every section speaks one language."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from pages.shell.page_names import PAGES
from pages.texts import LANGUAGES, Language, load_texts
from tests.browser.audit import UNDECIDED, audit, go_through, grave
from tests.browser.conftest import OpenPage
from tests.browser.views import STREAMLIT_WORDS, expect_read, open_view, switch, visible_words

pytestmark = pytest.mark.browser

CHINESE = re.compile(r"[\u3400-\u9fff]")
RAW = re.compile(r"\b(?:nan|NaN|inf|None|NaT|[a-z]+_[a-z_]+)\b")
# Sections that show names of columns; and labels but those of institutions, which stand as their owners write them.
OF_COLUMNS = ("upload", "sources", "quality", "snapshots", "checks", "coverage", "methods")
LABELS = ".stMain :is(h1, h2.finding, button, label, thead th):not(.row-table button)"


def _expect_one_language(page: Page, language: Language, section: str) -> None:
    texts = load_texts(language)
    if page.locator(".st-key-layer [aria-checked=true]").inner_text().strip() == texts("layer.sample"):
        banner = page.locator(".stMain").get_by_text(texts("layer.banner"))
        expect(banner.filter(visible=True).first).to_be_visible()
    words = visible_words(page)
    if section not in OF_COLUMNS:
        assert RAW.findall(words) == [], section
    if language == "zh":
        assert STREAMLIT_WORDS.findall(words) == [], section
    else:
        labels = page.locator(LABELS).all_inner_texts()
        assert [label for label in labels if label.strip() != "中" and CHINESE.search(label)] == [], section


@pytest.mark.parametrize(("element", "impacts"), [
    ("<p style='color: #333'>words</p>", {}),
    ("<p style='color: #aaa'>words</p>", {"color-contrast": "serious"}),
    ("<p style='color: #333; background-image: linear-gradient(#fff, #eee)'>words</p>", {"color-contrast": UNDECIDED}),
    ("<p style='color: #aaa; background-image: linear-gradient(#fff, #eee)'>words</p>", {"color-contrast": "serious"}),
    ("<button style='SMALL'>a</button><button style='SMALL'>b</button>", {"target-size": "serious"}),
])
def test_what_axe_leaves_out_or_undecided_is_judged(page: Page, element: str, impacts: dict[str, str]) -> None:
    small = "font-size: 8px; width: 12px; height: 12px; padding: 0; border: 0; color: #000; background: #fff"
    page.set_content(f"<main>{element.replace('SMALL', small)}</main>")
    found = audit(page, "main")
    assert {one.rule: one.impact for one in found} == impacts


@pytest.mark.parametrize("name", PAGES)
def test_every_section_keeps_the_rules_and_speaks_one_language(sampled_app: str, page: Page, name: str) -> None:
    language: Language = "zh"
    open_view(page, f"{sampled_app}/{'' if name == PAGES[0] else name}?lang={language}")
    for section in go_through(page, name):
        expect(page.locator("[data-testid=stException]")).to_have_count(0)
        unnamed = page.locator("[data-testid=stPlotlyChart]:not([role=figure][aria-label]:not([aria-label='']))")
        expect(unnamed).to_have_count(0)
        expect_read(page, lambda: grave(page), [])
        _expect_one_language(page, language, section)
        language = next(other for other in LANGUAGES if other != language)
        switch(page, "lang", {"zh": "中", "en": "EN"}[language])
        _expect_one_language(page, language, section)


@pytest.mark.parametrize(
    "view", ["transfer?layer=published", "clusters?section=standing", "gaps?mode=present&figure=gap-map"]
)
def test_a_view_with_little_to_say_and_a_page_on_the_wall_keep_the_rules(
    sampled_app: str, page: Page, view: str
) -> None:
    open_view(page, f"{sampled_app}/{view}&lang=zh")
    expect(page.locator("[data-testid=stException]")).to_have_count(0)
    expect_read(page, lambda: grave(page), [])


def test_a_reader_with_colours_of_their_own_sees_what_is_chosen_and_every_figure(
    sampled_app: str, open_page: OpenPage
) -> None:
    page = open_page(forced_colors="active", color_scheme="dark")
    open_view(page, f"{sampled_app}/distribution?lang=zh")
    expect(page.locator(".stApp")).to_have_css("background-color", "rgb(0, 0, 0)")
    grounds = "(all) => all.map((one) => getComputedStyle(one).backgroundColor)"
    chosen = page.locator(".st-key-level [aria-checked=true]").evaluate_all(grounds)
    others = page.locator(".st-key-level [aria-checked=false]").evaluate_all(grounds)
    assert len(chosen) == 1 and len(others) == 3 and chosen[0] not in others
    expect(page.locator(".js-plotly-plot").first).to_have_css("background-color", "rgb(255, 255, 255)")
