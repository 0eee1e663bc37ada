"""Every page on paper: its findings, figures and sources whole and together, no controls, nothing beyond the margin."""

from __future__ import annotations

import pypdfium2
import pytest
from playwright.sync_api import Page

from pages.texts import Language, load_texts
from tests.browser.views import expect_read, expect_that, open_view

pytestmark = pytest.mark.browser

MARGIN = 12 / 25.4 * 72
A4 = (595, 842)
TALLEST_LINE = 40

# Page, the rest of its address, most sheets it may take.
PORTRAITS: tuple[tuple[str, str, int], ...] = (
    ("overview", "layer=published", 3),
    ("distribution", "layer=sample&section=agencies", 4),
    ("gaps", "layer=sample&section=ledger", 3),
    ("gaps", "layer=sample&section=scorecard", 8),
    ("transfer", "layer=sample&section=flows", 3),
    ("transfer", "layer=sample&section=gravity", 5),
    ("clusters", "layer=sample&section=portfolio", 7),
    ("clusters", "layer=sample&section=standing&cluster=sample_a05", 4),
    ("region", "layer=sample&region=510000", 1),
    ("briefing", "", 2),
    ("data", "", 4),
    ("methods", "", 8),
)
SHOWN = """() => [...document.querySelectorAll('[class*="st-key-frame-"]')].map(frame => ({
    finding: frame.querySelector("h2.finding")?.innerText ?? "",
    sources: [...frame.querySelectorAll("p.source-line")].map(line => line.innerText),
    whole: frame.dataset.paper !== "long" && !frame.matches(".st-key-frame-region-profile"),
}))"""

# Charts that the screen shows at another scale than they were drawn for, or that still hold what is for paper.
SCALED = """() => [...document.querySelectorAll(".js-plotly-plot .svg-container")].filter(chart =>
    chart.style.cssText.includes("--paper") || [...chart.querySelectorAll(".main-svg")].some(
        svg => svg.getClientRects().length && Math.abs(svg.getScreenCTM().a - 1) > 0.001)
).map(chart => chart.style.cssText)"""


def bare(text: str) -> str:
    """Text without white space and the signs that a break of a line leaves behind."""
    return "".join(text.split()).replace("\ufffe", "").replace("\u200b", "").replace("\x02", "")


def expect_printed(page: Page, name: str, most: int, language: Language) -> None:
    """Print what is open and look at every sheet of it."""
    t = load_texts(language)
    document = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True, print_background=True))
    sheets = [bare(sheet.get_textpage().get_text_range()) for sheet in document]
    told = page.evaluate(SHOWN)
    assert 1 <= len(sheets) <= most, (name, len(sheets))
    for sheet in document:
        width, height = sheet.get_size()
        assert sorted((round(width), round(height))) == pytest.approx(sorted(A4), abs=1)
        words = sheet.get_textpage()
        edge = width - MARGIN + 2
        boxes = [words.get_rect(number) for number in range(words.count_rects())]
        # The mark over the whole sheet is turned, and the box around it is taller than any line.
        cut = [box for box in boxes if box[0] < width and box[2] > edge and box[3] - box[1] < TALLEST_LINE]
        assert cut == [], (name, cut)
        picture = sheet.render(scale=1).to_pil().convert("L")
        margin = picture.crop((round(width - MARGIN + 3), 0, picture.width, picture.height))
        assert margin.getextrema()[0] > 250, f"{name}: something is cut at the right edge"
    snapshot = page.locator(".paper-line").get_attribute("data-snapshot")
    for said in (t("app.title"), t(f"nav.{name}"), str(snapshot), f"snapshot={snapshot}"):
        assert bare(said) in sheets[0], (name, said)
    for control in ("frame.download", "frame.keep"):
        # The briefing tells how to add to it.
        if (name, control) == ("briefing", "frame.keep"):
            continue
        assert bare(t(control)) not in "".join(sheets), (name, control)
    for frame in told:
        said = [bare(frame["finding"]), *map(bare, frame["sources"])]
        if frame["whole"]:
            assert any(all(text in sheet for text in said) for sheet in sheets), (name, said)
        else:
            assert [text for text in said if text not in "".join(sheets)] == [], name


def test_every_page_is_printed_whole(sampled_app: str, page: Page) -> None:
    for name, query, most in PORTRAITS:
        open_view(page, f"{sampled_app}/{'' if name == 'overview' else name}?lang=zh&{query}")
        expect_printed(page, name, most, "zh")
        is_sample = "layer=sample" in query
        assert (page.locator(".paper-mark").count() == 1) == is_sample


def test_a_map_keeps_its_inset_and_its_legend_on_paper_in_both_languages(sampled_app: str, page: Page) -> None:
    languages: tuple[Language, ...] = ("zh", "en")
    for language in languages:
        open_view(page, f"{sampled_app}/distribution?lang={language}&layer=published&level=province")
        before = page.locator(".st-key-frame-map .main-svg").first.bounding_box()
        expect_printed(page, "distribution", 3, language)
        assert page.locator(".st-key-frame-map .main-svg").first.bounding_box() == before
        # A window that is narrowed after printing draws its charts anew, in their own size.
        wide = page.viewport_size
        assert wide is not None
        page.set_viewport_size({"width": 1280, "height": wide["height"]})
        expect_that(page, lambda: page.locator(".st-key-frame-map .main-svg").first.bounding_box(), before.__ne__)
        expect_read(page, lambda: page.evaluate(SCALED), [])
        page.set_viewport_size(wide)
        document = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True, print_background=True))
        first = bare(document[0].get_textpage().get_text_range())
        t = load_texts(language)
        legend = page.locator(".st-key-frame-map .legendtext").last.text_content()
        assert bare(str(legend)) in first
        assert bare(t("map.inset")) in first
