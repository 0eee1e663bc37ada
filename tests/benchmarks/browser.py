"""A real browser on a real server: opens pages, switches controls, and times what it shows."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import (
    Browser,
    BrowserContext,
    Error,
    Locator,
    Page,
    Request,
    WebSocket,
    expect,
    sync_playwright,
)

from tests.running_app import open_browser

WATCH_SCRIPT = Path(__file__).with_name("repaint.js")
SCREEN = {"width": 1920, "height": 1080}
PATIENCE = 60_000
QUIET = 400


@dataclass(frozen=True)
class Switch:
    """One act of a reader: `milliseconds` from the press to the last change, `received` bytes until idle.

    `squeezed` are those bytes if the frames of websockets are compressed on the wire, as ours are.
    """

    milliseconds: float
    received: int
    squeezed: int = 0


@dataclass
class Traffic:
    """Bytes that the server has sent to a page: over websockets before any compression, and as bodies of answers."""

    counted: int = 0
    saved: int = 0
    finished: list[Request] = field(default_factory=list)

    def follow(self, page: Page) -> None:
        """Count what this page receives from now on."""
        page.on("websocket", self._watch)
        page.on("requestfinished", self._finish)

    @property
    def received(self) -> int:
        """All of it so far."""
        while self.finished:
            # What the browser had kept has no size or a negative one, and a window that was closed tells none.
            with suppress(Error):
                self.counted += max(self.finished.pop().sizes()["responseBodySize"], 0)
        return self.counted

    def _finish(self, request: Request) -> None:
        self.finished.append(request)

    def _watch(self, socket: WebSocket) -> None:
        # As permessage-deflate does: one window for all frames of a socket, each flushed without its last four bytes.
        window = zlib.compressobj(wbits=-zlib.MAX_WBITS)

        def count(payload: str | bytes) -> None:
            frame = payload.encode() if isinstance(payload, str) else payload
            self.counted += len(frame)
            self.saved += len(frame) - len(window.compress(frame) + window.flush(zlib.Z_SYNC_FLUSH)[:-4])

        socket.on("framereceived", count)


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser of the browser tests."""
    with sync_playwright() as playwright:
        browser = open_browser(playwright)
        yield browser
        browser.close()


def new_reader(browser: Browser) -> BrowserContext:
    """A reader with an empty cache and a meeting-room screen."""
    reader = browser.new_context(viewport=SCREEN, locale="zh-CN")  # type: ignore[arg-type]
    reader.set_default_timeout(PATIENCE)
    reader.add_init_script(path=WATCH_SCRIPT)
    return reader


def open_map(
    reader: BrowserContext, address: str, traffic: Traffic | None = None, window: Page | None = None
) -> Page:
    """Open an address, in a new window unless one is given, and wait until its map is painted."""
    page = window or reader.new_page()
    if traffic is not None:
        traffic.follow(page)
    page.goto(address, wait_until="commit")
    page.wait_for_function("() => window.mapPainted && window.mapPainted()")
    return page


def open_page(reader: BrowserContext, address: str, traffic: Traffic) -> tuple[Page, Switch]:
    """Open an address of the app and wait until nothing of it changes any more; the time is from navigation on."""
    page = reader.new_page()
    before = traffic.received
    traffic.follow(page)
    page.goto(address, wait_until="commit")
    page.wait_for_function("quiet => window.opened && window.opened(quiet)", arg=QUIET)
    return page, Switch(page.evaluate("window.openTime()"), traffic.received - before)


def settle(page: Page) -> None:
    """Wait until the script has run and nothing more arrives."""
    expect(page.locator("[data-test-script-state=notRunning]")).to_have_count(1, timeout=PATIENCE)
    page.wait_for_timeout(QUIET)


def press(page: Page, target: Locator, traffic: Traffic, of_map: bool = False) -> Switch:
    """Press what is there and time the page until nothing of it changes any more, or its map until its last repaint."""
    arm, done, time = ("armRepaint", "repainted", "repaintTime") if of_map else ("armChange", "changed", "changeTime")
    before, saved = traffic.received, traffic.saved
    page.evaluate(f"window.{arm}()")
    target.click()
    page.wait_for_function(f"quiet => window.{done}(quiet)", arg=QUIET)
    received = traffic.received - before
    return Switch(page.evaluate(f"window.{time}()"), received, received - (traffic.saved - saved))


def next_option(page: Page, control: str) -> Locator:
    """Open a select box and point at the option after the chosen one; from the last one, at the one before it."""
    box = page.locator(f".st-key-{control} input[role=combobox]").first
    box.click()
    page.locator("[role=listbox] [role=option]").first.wait_for()
    page.keyboard.press("ArrowDown")
    target = page.locator("[role=listbox] [role=option][data-focused=true]")
    target.wait_for()
    if target.get_attribute("aria-selected") == "true":
        page.keyboard.press("ArrowUp")
    page.wait_for_timeout(100)
    return target


def switch_option(page: Page, control: str, traffic: Traffic) -> Switch:
    """Choose the next option of a select box and time the map."""
    return press(page, next_option(page, control), traffic, of_map=True)
