"""One browser and one server for the run, and pages that fail a test on any error or foreign request."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from data.snapshot import SnapshotReference
from tests.browser.views import COUNT_RUNS, LONGEST_WAIT
from tests.running_app import open_browser, running_app

LOCAL_HOSTS = ("127.0.0.1", "localhost")
LOCAL_SCHEMES = ("data", "blob")
OpenPage = Callable[..., Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The browser of the run."""
    expect.set_options(timeout=LONGEST_WAIT)
    with sync_playwright() as playwright:
        opened = open_browser(playwright)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def app(snapshot_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a server on the real snapshot, which no test changes; what a reader keeps stays in a fresh context."""
    with running_app(snapshot_folder, tmp_path_factory.mktemp("server") / "log.txt") as address:
        yield address


@pytest.fixture(scope="session")
def sampled_app(sampled_snapshot: SnapshotReference, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a server on the snapshot with the sample register, which no test changes."""
    with running_app(sampled_snapshot.path.parent, tmp_path_factory.mktemp("sampled-server") / "log.txt") as address:
        yield address


class Complaints:
    """What a browser complained about, and whom it asked beyond this host."""

    def __init__(self) -> None:
        self.found: list[str] = []

    def watch(self, page: Page) -> None:
        """Listen to a page."""
        page.on("console", self._hear)
        page.on("pageerror", lambda fault: self.found.append(f"page: {fault}"))
        page.on("request", lambda request: self._judge(request.url))
        page.on("websocket", lambda socket: self._judge(socket.url))

    def _hear(self, said: ConsoleMessage) -> None:
        if said.type == "error":
            self.found.append(f"console: {said.text}")

    def _judge(self, address: str) -> None:
        parts = urlsplit(address)
        if parts.scheme not in LOCAL_SCHEMES and parts.hostname not in LOCAL_HOSTS:
            self.found.append(f"request: {address[:200]}")


@pytest.fixture
def complaints() -> Iterator[Complaints]:
    """Everything the browser complains about during a test; anything fails it."""
    heard = Complaints()
    yield heard
    assert heard.found == []


@pytest.fixture(scope="session")
def contexts(browser: Browser) -> dict[str, BrowserContext]:
    """Browser contexts that tests share, so that the scripts of Streamlit are read once; sessions are per page."""
    return {}


@pytest.fixture
def open_page(browser: Browser, contexts: dict[str, BrowserContext], complaints: Complaints) -> Iterator[OpenPage]:
    """Open a page; Chinese and 1920 x 1080 unless told otherwise. A `fresh` one shares nothing with others."""
    pages: list[Page] = []

    def open_one(locale: str = "zh-CN", fresh: bool = False, reduced_motion: str = "no-preference") -> Page:
        name = f"{locale} {reduced_motion} {len(contexts) if fresh else ''}"
        if name not in contexts:
            contexts[name] = browser.new_context(
                locale=locale,
                viewport={"width": 1920, "height": 1080},
                reduced_motion=reduced_motion,  # type: ignore[arg-type]
            )
            contexts[name].add_init_script(COUNT_RUNS)
            contexts[name].set_default_timeout(LONGEST_WAIT)
        pages.append(contexts[name].new_page())
        complaints.watch(pages[-1])
        return pages[-1]

    yield open_one
    for page in pages:
        page.close()


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """A page of a Chinese reader."""
    return open_page()
