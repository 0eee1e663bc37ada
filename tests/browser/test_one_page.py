"""The one page of a cluster is one sheet of A4 for whoever prints it: from the download, and from the live page."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from own_clusters import ONE_YEAR
from playwright.sync_api import Browser, Page
from real_maps import screen_of
from views import open_view

from pages.controls.readiness_thresholds import OwnThresholds
from pages.exporters.print_page import print_page
from pages.frames.clusters.one_page import cluster_page
from pages.texts import LANGUAGES, load_texts
from queries.cluster_register import cluster_register
from queries.engine import Engine

pytestmark = pytest.mark.browser
RICH, BOUND = "sample_a01", "beijing_zgc"
ABSENT = re.compile(r"\b(nan|None|inf)\b|\{|\}")


def sheets(printed: bytes) -> int:
    """How many pages a PDF has."""
    return len(re.findall(rb"/Type\s*/Page[^s]", printed))


def test_it_fits_one_sheet_and_says_what_lacks(
    browser: Browser, sampled_engine: Engine, own_clusters_engine: Engine, sampled_app: str, page: Page
) -> None:
    paper = browser.new_page()
    cases = ((sampled_engine, "sample", RICH), (sampled_engine, "published", BOUND),
             (own_clusters_engine, "imported", ONE_YEAR))
    for engine, layer, cluster in cases:
        register = cluster_register(engine, layer)
        assert register is not None
        for language in LANGUAGES:
            t = load_texts(language)
            screen = replace(screen_of(engine, language), strongest_layer=layer)
            content = cluster_page(screen, register, cluster, OwnThresholds({}, frozenset()))
            paper.set_content(print_page(content, language).decode())
            assert sheets(paper.pdf(prefer_css_page_size=True)) == 1, (cluster, language)
            words = paper.locator("body").inner_text()
            assert not ABSENT.search(words)
            assert register.name(cluster, language) in words and engine.snapshot_id in words
            assert (t("layer.banner") in words) is (layer == "sample")
            if cluster == BOUND:
                assert t("one_page.bound_not_ranked", year=2016) in words and t("one_page.no_revenue") in words
            if cluster == ONE_YEAR:
                assert t("one_page.no_parts") in words
    paper.close()

    open_view(page, f"{sampled_app}/clusters?lang=zh&layer=sample&section=one-page&cluster={RICH}")
    page.locator("iframe").content_frame.locator("h1").wait_for()
    with page.expect_download() as download:
        page.get_by_role("button", name=load_texts("zh")("one_page.download")).click()
    assert "升级对照" in download.value.path().read_text(encoding="utf-8")
    assert sheets(page.pdf(prefer_css_page_size=True)) == 1
    page.emulate_media(media="print")
    assert not page.locator(".st-key-notices").is_visible(), "a banner of any height would push the sheet to the next"
    assert page.locator("iframe").content_frame.locator("p.mark").inner_text() == load_texts("zh")("layer.banner")
