"""A real browser on a real server: switches a control and times the map's repaint."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, WebSocket, expect, sync_playwright

from tests.running_app import open_browser

WATCH_SCRIPT = Path(__file__).with_name("repaint.js")
SCREEN = {"width": 1920, "height": 1080}
PATIENCE = 60_000
QUIET = 400


@dataclass(frozen=True)
class Switch:
    """One switch of a control: `milliseconds` from the press to the last repaint, `received` bytes until idle."""

    milliseconds: float
    received: int


@dataclass
class Traffic:
    """Bytes that the server has sent over the websockets of a page, before any compression on the wire."""

    received: int = 0
    sockets: list[WebSocket] = field(default_factory=list)

    def watch(self, socket: WebSocket) -> None:
        """Count what this socket receives from now on."""
        self.sockets.append(socket)
        socket.on("framereceived", self._count)

    def _count(self, payload: str | bytes) -> None:
        self.received += len(payload)


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


def open_map(reader: BrowserContext, address: str, traffic: Traffic | None = None) -> Page:
    """Open an address and wait until its map is painted."""
    page = reader.new_page()
    if traffic is not None:
        page.on("websocket", traffic.watch)
    page.goto(address, wait_until="commit")
    page.wait_for_function("window.mapPainted && window.mapPainted()")
    return page


def settle(page: Page) -> None:
    """Wait until the script has run and nothing more arrives."""
    expect(page.locator("[data-test-script-state=notRunning]")).to_have_count(1, timeout=PATIENCE)
    page.wait_for_timeout(QUIET)


def switch_section(page: Page, number: int, traffic: Traffic) -> Switch:
    """Choose a section of a page by its place in the switch, and time the page until nothing of it changes any more."""
    section = page.locator(".st-key-section [role=radio]").nth(number)
    before = traffic.received
    page.evaluate("window.armChange()")
    section.click()
    page.wait_for_function("quiet => window.changed(quiet)", arg=QUIET)
    return Switch(page.evaluate("window.changeTime()"), traffic.received - before)


def switch_option(page: Page, control: str, traffic: Traffic) -> Switch:
    """Choose the next option of a select box, from the last one the one before it, and time the map."""
    box = page.locator(f".st-key-{control} input[role=combobox]")
    box.click()
    options = page.locator("[role=listbox] [role=option]")
    options.first.wait_for()
    page.keyboard.press("ArrowDown")
    target = page.locator("[role=listbox] [role=option][data-focused=true]")
    target.wait_for()
    if target.get_attribute("aria-selected") == "true":
        page.keyboard.press("ArrowUp")
    page.wait_for_timeout(100)
    before = traffic.received
    page.evaluate("window.armRepaint()")
    target.click()
    page.wait_for_function("quiet => window.repainted(quiet)", arg=QUIET)
    return Switch(page.evaluate("window.repaintTime()"), traffic.received - before)
