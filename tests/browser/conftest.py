"""One browser and one server for the run, and pages that fail a test on any error or foreign request."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, Request, WebSocket, expect, sync_playwright

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
        self._heard: list[Page] = []

    def watch(self, page: Page) -> None:
        """Listen to a page."""
        for event, hear in self._listeners():
            page.on(event, hear)
        self._heard.append(page)

    def leave(self, page: Page) -> None:
        """Listen to a page no longer."""
        self._heard.remove(page)
        for event, hear in self._listeners():
            page.remove_listener(event, hear)

    def _listeners(self) -> tuple[tuple[Any, Callable[..., None]], ...]:
        return (
            ("console", self._hear), ("pageerror", self._note), ("request", self._judge), ("websocket", self._judge)
        )

    def _hear(self, said: ConsoleMessage) -> None:
        if said.type == "error":
            self.found.append(f"console: {said.text}")

    def _note(self, fault: Error) -> None:
        self.found.append(f"page: {fault}")

    def _judge(self, asked: Request | WebSocket) -> None:
        parts = urlsplit(asked.url)
        if parts.scheme not in LOCAL_SCHEMES and parts.hostname not in LOCAL_HOSTS:
            self.found.append(f"request: {asked.url[:200]}")


@pytest.fixture
def complaints() -> Iterator[Complaints]:
    """Everything the browser complains about during a test; anything fails it."""
    heard = Complaints()
    yield heard
    assert heard.found == []


class Desk:
    """Windows of one kind of reader, which tests take and put back empty.

    A window that goes on keeps the scripts of Streamlit compiled, which is half of what opening a view costs a browser.
    A view that is opened is a session of its own all the same; only what a reader keeps in the browser stays.
    """

    def __init__(self, browser: Browser, look: Mapping[str, Any]) -> None:
        self.context = browser.new_context(**look)
        self.context.add_init_script(COUNT_RUNS)
        self.context.set_default_timeout(LONGEST_WAIT)
        self._viewport = look["viewport"]
        self._idle: list[Page] = []

    def take(self) -> Page:
        """An empty window."""
        return self._idle.pop() if self._idle else self.context.new_page()

    def put_back(self, page: Page) -> None:
        """Empty a window; one that was closed is gone."""
        if page.is_closed():
            return
        page.evaluate("() => { try { sessionStorage.clear(); } catch { /* an empty page has none */ } }")
        page.unroute_all()
        page.goto("about:blank")
        page.mouse.move(0, 0)
        page.emulate_media(media="null")
        if page.viewport_size != self._viewport:
            page.set_viewport_size(self._viewport)
        self._idle.append(page)


@pytest.fixture(scope="session")
def desks() -> dict[str, Desk]:
    """The desks of the run by the look of their windows."""
    return {}


@pytest.fixture
def open_page(browser: Browser, desks: dict[str, Desk], complaints: Complaints) -> Iterator[OpenPage]:
    """Open a page; Chinese and 1920 x 1080 unless told otherwise. A `fresh` one shares nothing with others."""
    taken: list[tuple[Desk, Page]] = []
    fresh_ones: list[Desk] = []

    def open_one(locale: str = "zh-CN", fresh: bool = False, **look: Any) -> Page:
        look = {"locale": locale, "viewport": {"width": 1920, "height": 1080}, **look}
        if fresh:
            desk = Desk(browser, look)
            fresh_ones.append(desk)
        else:
            desk = desks[repr(look)] = desks.get(repr(look)) or Desk(browser, look)
        page = desk.take()
        taken.append((desk, page))
        complaints.watch(page)
        return page

    yield open_one
    for desk, page in taken:
        complaints.leave(page)
        if desk not in fresh_ones:
            desk.put_back(page)
    for desk in fresh_ones:
        desk.context.close()


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """A page of a Chinese reader."""
    return open_page()
