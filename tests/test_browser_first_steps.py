"""The first steps of a reader in a real browser: pages open in both languages, the map is painted, a click selects."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, sync_playwright

from tests.running_app import running_app

pytestmark = pytest.mark.browser
LOCAL = ("127.0.0.1", "localhost")
PATIENCE = 60_000
FIRST_WORDS = {
    "distribution": {"zh": "每百万人PCT国际专利申请", "en": "PCT applications per million people"},
    "": {"zh": "5项2030年目标", "en": "5 targets for 2030"},
    "methods": {"zh": "指标目录", "en": "Catalogue"},
    "data": {"zh": "覆盖情况", "en": "Coverage"},
    "briefing": {"zh": "尚未加入任何视图", "en": "Nothing collected yet"},
}


@pytest.fixture(scope="module")
def reader(snapshot_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Page, str, list[str]]]:
    """A page of a browser, the address of the app, and what the browser complained about."""
    log = tmp_path_factory.mktemp("server") / "log.txt"
    with running_app(snapshot_folder, log) as address, sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1366, "height": 768}, locale="zh-CN")
        page.set_default_timeout(PATIENCE)
        complaints: list[str] = []
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.on("request", lambda asked: complaints.append(asked.url)
                if asked.url.startswith("http") and urlsplit(asked.url).hostname not in LOCAL else None)
        yield page, address, complaints
        browser.close()


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", list(FIRST_WORDS))
def test_a_page_opens_in_its_language_without_complaint(
    reader: tuple[Page, str, list[str]], name: str, language: str
) -> None:
    page, address, complaints = reader
    page.goto(f"{address}/{name}?lang={language}")
    page.get_by_text(FIRST_WORDS[name][language]).first.wait_for()
    assert complaints == []


def test_the_map_is_painted_and_a_link_selects_a_province(reader: tuple[Page, str, list[str]]) -> None:
    page, address, complaints = reader
    page.goto(f"{address}/distribution?lang=zh&region=440000")
    provinces = page.locator(".st-key-map .geo .choroplethlayer path")
    provinces.nth(33).wait_for(state="attached")
    fills = provinces.evaluate_all("all => all.map(path => getComputedStyle(path).fill)")
    assert len(set(fills)) >= 5
    page.get_by_text("2023年广东为").first.wait_for()
    assert complaints == []
