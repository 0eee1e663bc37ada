"""How a reader works with the screens: opens, waits until a run has ended and a map is painted, chooses, clicks."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Error, Locator, Page, expect

Read = TypeVar("Read")
# Milliseconds after which something will not come any more, on a busy machine too.
LONGEST_WAIT = 60_000
# The server says "script finished" in field 6 of a message; a quick run never shows as running in the page itself.
COUNT_RUNS = """
window.endedRuns = 0;
const hasFinished = (bytes) => {
  let at = 0;
  const number = () => {
    let value = 0;
    for (let factor = 1; at < bytes.length; factor *= 128) {
      const byte = bytes[at];
      at += 1;
      value += (byte & 127) * factor;
      if (byte < 128) break;
    }
    return value;
  };
  while (at < bytes.length) {
    const tag = number();
    if ((tag & 7) === 0) {
      const value = number();
      if (tag >> 3 === 6) return value !== 2;
    } else if ((tag & 7) === 2) {
      const length = number();
      at += length;
    } else {
      return false;
    }
  }
  return false;
};
window.WebSocket = class extends WebSocket {
  constructor(...parts) {
    super(...parts);
    this.addEventListener('message', (message) => {
      if (message.data instanceof ArrayBuffer && hasFinished(new Uint8Array(message.data))) window.endedRuns += 1;
    });
  }
};
"""
# A figure whose script the browser has yet to read shows a skeleton in its place.
IS_IDLE = """(before) => {
  const app = document.querySelector('[data-testid="stApp"]');
  return window.endedRuns > before && app !== null && app.dataset.testScriptState === 'notRunning'
    && document.querySelector('[data-stale="true"], [data-testid="stSkeleton"]') === null;
}"""
# Words that Streamlit itself would put on the screen; each has its place in our catalogue or in our style.
STREAMLIT_WORDS = re.compile(
    r"Choose an? option|Choose options|No results|No options|Drag and drop|Browse files|Upload|per file|Press Enter"
    r"|View fullscreen|Made with|Deploy|Manage app|Page not found|You need to enable|Traceback|Error",
    re.IGNORECASE,
)
OWN_TEXTS = "h1.page, h2.finding, p.lead, p.source-line, p.map-note, p.break-note, .status"
CONTRAST = """(element) => {
  const channels = (text) => text.match(/[\\d.]+/g).map(Number);
  const luminance = ([r, g, b]) => [r, g, b].map((part) => part / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
    .reduce((sum, part, index) => sum + part * [0.2126, 0.7152, 0.0722][index], 0);
  let ground = [255, 255, 255];
  for (let one = element; one; one = one.parentElement) {
    const parts = channels(getComputedStyle(one).backgroundColor);
    if (parts.length === 3 || parts[3] === 1) { ground = parts; break; }
  }
  const style = getComputedStyle(element);
  const [ink, paper] = [luminance(channels(style.color)), luminance(ground)];
  const opacity = (one) => (one ? Number(getComputedStyle(one).opacity) * opacity(one.parentElement) : 1);
  return opacity(element) < 1 ? 0 : (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05);
}"""
WITHOUT_NAME = """() => [...document.querySelectorAll(
  'input:not([type=hidden]), textarea, select, button, a[href], [role=combobox], [role=radio], [role=tab]'
)].filter((control) => control.checkVisibility({visibilityProperty: true}) && !control.closest('[aria-hidden="true"]'))
  .filter((control) => {
    const labels = (control.getAttribute('aria-labelledby') || '').split(' ').map((id) => document.getElementById(id));
    const texts = [control.getAttribute('aria-label'), control.getAttribute('title'), control.innerText,
      ...labels.map((label) => label && label.innerText),
      ...[...(control.labels || [])].map((label) => label.innerText)];
    return !texts.some((text) => text && text.trim());
  }).map((control) => control.outerHTML.slice(0, 200))"""
NEXT_FRAME = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
# As many paths as the traces name places, in both frames; those beyond the frame have no outline; and the legend.
IS_PAINTED = """(selector) => {
  const graph = document.querySelector(selector);
  if (!graph || !graph._fullData || !graph.querySelector('.geolayer')) return false;
  const drawn = [...graph.querySelectorAll('.geolayer path.choroplethlocation')];
  const wanted = graph._fullData.filter((trace) => trace.type === 'choropleth');
  const count = wanted.reduce((sum, trace) => sum + (trace.locations || []).length, 0);
  const explained = graph.querySelector('.legendtext') || !graph.data.some((trace) => trace.showlegend);
  const outlined = drawn.some((path) => (path.getAttribute('d') || '').length > 5);
  return explained && outlined && count > 0 && drawn.length === count;
}"""
READ_MAP = """(selector) => {
  const graph = document.querySelector(selector);
  const main = [...graph.querySelectorAll('.geolayer > .geo:not(.geo2) path.choroplethlocation')];
  const inset = [...graph.querySelectorAll('.geolayer > .geo2 path.choroplethlocation')];
  return {
    main: main.map((path) => ({code: String(path.__data__.loc), fill: path.getAttribute('fill')})),
    inset: inset.map((path) => String(path.__data__.loc)),
    circles: graph.querySelectorAll('.geolayer > .geo:not(.geo2) .scattergeo path.point').length,
    legend: [...graph.querySelectorAll('.legendtext')].map((text) => text.textContent),
    classes: graph._fullData.filter((trace) => trace.type === 'choropleth' && trace.showlegend && trace.geo === 'geo')
      .map((trace) => ({label: trace.name, colour: trace.colorscale[0][1], codes: [...trace.locations].map(String)})),
  };
}"""
# The middle of the longest run of inside points on a grid: safely away from every border.
POINT_INSIDE = """([selector, code]) => {
  const paths = [...document.querySelectorAll(selector + ' .geolayer > .geo:not(.geo2) path.choroplethlocation')];
  const isShown = (one) => one.getAttribute('fill') !== 'rgba(0, 0, 0, 0)';
  const path = paths.find((one) => String(one.__data__.loc) === code && isShown(one));
  const box = path.getBBox();
  let best = [0, null];
  for (let row = 1; row < 40; row += 1) {
    const y = box.y + box.height * row / 40;
    let start = null;
    for (let column = 0; column <= 60; column += 1) {
      const inside = column < 60 && path.isPointInFill(new DOMPoint(box.x + box.width * (column + 0.5) / 60, y));
      if (inside && start === null) start = column;
      if (!inside && start !== null) {
        if (column - start > best[0]) {
          best = [column - start, new DOMPoint(box.x + box.width * (start + column) / 120, y)];
        }
        start = null;
      }
    }
  }
  const point = best[1].matrixTransform(path.getScreenCTM());
  return [point.x, point.y];
}"""


def put_on(page: Page, style: str) -> None:
    """Have a page wear a style of the test; as an element it would be one of those that pages forbid."""
    page.evaluate(
        """(style) => { const sheet = new CSSStyleSheet(); sheet.replaceSync(style);
          document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]; }""",
        style,
    )


def graph_selector(key: str) -> str:
    """CSS selector of the Plotly graph of a frame."""
    return f".st-key-{key} .js-plotly-plot"


def open_view(page: Page, address: str) -> None:
    """Open an address and wait until its first run has ended."""
    page.goto(address, wait_until="commit")
    wait_for_run(page, 0)


def wait_for_run(page: Page, before: int) -> None:
    """Wait until a further run than the first `before` has ended and nothing on the page is stale."""
    page.wait_for_function(IS_IDLE, arg=before, timeout=LONGEST_WAIT)
    page.evaluate(NEXT_FRAME)
    page.wait_for_function(IS_IDLE, arg=before, timeout=LONGEST_WAIT)


def ended_runs(page: Page) -> int:
    """How many runs of the script this page has seen to their end."""
    return int(page.evaluate("window.endedRuns"))


@contextmanager
def a_run(page: Page) -> Iterator[None]:
    """Do something that makes the script run, and wait for the end of that run."""
    before = ended_runs(page)
    yield
    wait_for_run(page, before)


def expect_that(page: Page, read: Callable[[], Read], holds: Callable[[Read], object]) -> Read:
    """Read the page anew until what it says holds, and return that: a rerun or a redraw may still be under way."""
    deadline = time.monotonic() + LONGEST_WAIT / 1000
    while not holds(found := read()):
        assert time.monotonic() < deadline, f"the page still says {found!r}"
        page.wait_for_timeout(50)
    return found


def expect_read(page: Page, read: Callable[[], Read], wanted: Read) -> None:
    """Read the page anew until it says what is wanted."""
    deadline = time.monotonic() + LONGEST_WAIT / 1000
    while (found := read()) != wanted and time.monotonic() < deadline:
        page.wait_for_timeout(50)
    assert found == wanted


def wait_for_map(page: Page, key: str = "map") -> None:
    """Wait until every place of every trace is drawn and the browser has put it on the screen."""
    page.wait_for_function(IS_PAINTED, arg=graph_selector(key), timeout=LONGEST_WAIT)
    page.evaluate(NEXT_FRAME)


def read_map(page: Page, key: str = "map") -> dict[str, Any]:
    """What a map shows: paths with code and fill, codes of the inset, circles, legend, and classes with places."""
    wait_for_map(page, key)
    return dict(page.evaluate(READ_MAP, graph_selector(key)))


def click_place(page: Page, code: str, key: str = "map") -> None:
    """Click inside a place on the map, as a hand with a mouse does: point, see the label, click."""
    wait_for_map(page, key)
    page.locator(graph_selector(key)).scroll_into_view_if_needed()
    click_labelled(page, key, lambda: page.evaluate(POINT_INSIDE, [graph_selector(key), code]))


def click_labelled(page: Page, key: str, place: Callable[[], tuple[float, float]]) -> None:
    """Point at a place until its label shows, anew while the figures above it still find their height, and click."""
    label = page.locator(f"{graph_selector(key)} .hoverlayer .hovertext").first

    def points() -> tuple[float, float] | None:
        x, y = place()
        page.mouse.move(x - 2, y)
        page.mouse.move(x, y)
        try:
            label.wait_for(timeout=1_000)
        except Error:
            return None
        return (x, y) if tuple(place()) == (x, y) else None

    x, y = expect_that(page, points, bool) or (0.0, 0.0)
    with a_run(page):
        page.mouse.click(x, y)


def finding(page: Page, key: str) -> Locator:
    """The sentence above a figure."""
    return page.locator(f".st-key-frame-{key} h2.finding")


def field(page: Page, key: str) -> Locator:
    """The input of a selector."""
    return page.locator(f".st-key-{key} input[role=combobox]")


def choose(page: Page, key: str, label: str) -> None:
    """Choose an option of a selectbox by its whole label."""
    field(page, key).click()
    field(page, key).fill(label)
    option = page.get_by_role("option", name=label, exact=True)
    with a_run(page):
        option.click()


def switch(page: Page, key: str, label: str) -> None:
    """Choose a segment of a segmented control."""
    with a_run(page):
        page.locator(f".st-key-{key}").get_by_role("radio", name=label, exact=True).click()


def open_popover(page: Page, key: str, reruns: bool = True) -> Locator:
    """Open a popover and return its body."""
    button = page.locator(f".st-key-{key} [data-testid=stPopoverButton]")
    if reruns:
        with a_run(page):
            button.click()
    else:
        button.click()
    body = page.locator("[data-testid=stPopoverBody]")
    expect(body).to_be_visible()
    return body


def close_popover(page: Page) -> None:
    """Close the open popover and wait until it is gone."""
    page.keyboard.press("Escape")
    expect(page.locator("[data-testid=stPopoverBody]")).to_have_count(0)


def parameters(page_or_address: Page | str) -> dict[str, list[str]]:
    """Parameters of an address."""
    address = page_or_address if isinstance(page_or_address, str) else page_or_address.url
    return parse_qs(urlsplit(address).query)


def expect_parameter(page: Page, name: str, value: str) -> None:
    """Wait until the address carries a parameter."""
    expect(page).to_have_url(re.compile(rf"[?&]{name}={re.escape(value)}(&|$)"))


def expect_no_parameter(page: Page, name: str) -> None:
    """Wait until the address carries no such parameter."""
    expect(page).not_to_have_url(re.compile(rf"[?&]{name}="))


def expect_parameters(page: Page, name: str, values: list[str]) -> None:
    """Wait until the address carries these values of a parameter, and no others of it."""
    expect_read(page, lambda: parameters(page).get(name, []), values)


def trail_texts(page: Page) -> list[str]:
    """The steps of the trail, without the button that goes further down."""
    steps = page.locator(".st-key-trail [class*=st-key-trail-]:not(.st-key-trail-down) button")
    return [text.strip() for text in steps.all_inner_texts()]


def expect_trail(page: Page, *steps: str) -> None:
    """Wait until the trail has these steps."""
    expect_read(page, lambda: trail_texts(page), list(steps))


def too_pale(texts: Locator) -> list[list[str | float]]:
    """The visible ones among some texts that stand out too little from their ground, with the ratio of contrast."""
    contrasts = texts.evaluate_all(
        f"(all) => all.filter((one) => one.checkVisibility({{visibilityProperty: true}}) && one.innerText.trim())"
        f".map((one) => [one.innerText.slice(0, 40), ({CONTRAST})(one)])"
    )
    assert contrasts, "the page has none of these texts"
    return [found for found in contrasts if found[1] < 4.5]


def visible_words(page: Page) -> str:
    """What is on the screen, without the ligatures of icons and Streamlit's link for screen readers."""
    return str(page.evaluate(
        """() => { const icons = [...document.querySelectorAll('[data-testid=stIconMaterial]')].map((i) => i.innerText);
        return document.querySelector('.stMain').innerText.split('\\n')
          .filter((line) => !icons.includes(line)).join('\\n'); }"""
    ))
