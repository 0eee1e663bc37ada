"""A policymaker and the manager of a zone at work without a mouse: everything is reached, seen while it has the focus,
and left again. The meeting by keys alone stands in test_meeting.py."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from pages.texts import load_texts
from tests.browser.audit import grave
from tests.browser.conftest import OpenPage
from tests.browser.views import (
    NEXT_FRAME,
    a_run,
    close_popover,
    expect_parameter,
    expect_read,
    expect_trail,
    field,
    finding,
    open_popover,
    open_view,
    wait_for_map,
)

pytestmark = pytest.mark.browser

ZH = load_texts("zh")
MOST_STOPS = 80
ORDER = ["layer", "lang", "indicator", "level", "year", "region", "compare", "display", "link"]
# What is wrong with the look of the focus: a ring, line or shadow that comes with it must have a contrast of 3 to the
# ground (WCAG 2.2, 1.4.11), and what has it must be in the window and below nothing else (2.4.11). To see what stands
# there anyway the focus is taken away for a moment of which the page hears nothing.
FOCUS_FAULT = """() => {
  const numbers = (text) => (text.match(/[\\d.]+/g) || []).map(Number);
  const part = (value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
  const light = ([r, g, b]) => 0.2126 * part(r / 255) + 0.7152 * part(g / 255) + 0.0722 * part(b / 255);
  const over = ([r, g, b, a = 1], under) => [r, g, b].map((one, i) => one * a + under[i] * (1 - a));
  const contrast = (...two) => { const [x, y] = two.map(light).sort((a, b) => b - a); return (x + 0.05) / (y + 0.05); };
  const ground = (element) => {
    for (let one = element; one; one = one.parentElement) {
      const found = numbers(getComputedStyle(one).backgroundColor);
      if (found.length === 3 || found[3] === 1) return found;
    }
    return [255, 255, 255];
  };
  const one = document.activeElement;
  if (one === document.body || one.tagName === 'MAIN') return '';
  const near = [one];
  while (near.length < 4) near.push(near.at(-1).parentElement);
  near.push(...(one.labels || []), ...[one.previousElementSibling, one.nextElementSibling].filter(Boolean));
  const rings = (element) => {
    const style = getComputedStyle(element), under = ground(element.parentElement), found = [];
    const {outlineStyle, outlineWidth, outlineColor, borderTopStyle, borderTopWidth, borderTopColor} = style;
    const isDrawn = (look, width) => look !== 'none' && parseFloat(width) >= 1;
    if (isDrawn(outlineStyle, outlineWidth)) found.push([`outline ${outlineWidth}`, outlineColor]);
    found.push(...(style.boxShadow.match(/rgba?\\([^)]*\\)/g) || []).map((colour) => ['shadow', colour]));
    if (isDrawn(borderTopStyle, borderTopWidth)) found.push([`border ${borderTopWidth}`, borderTopColor]);
    return found.map(([kind, colour]) => [`${kind} ${colour}`, contrast(over(numbers(colour), under), under)]);
  };
  const unheard = (act) => {
    const events = ['blur', 'focus', 'focusin', 'focusout'], hush = (event) => event.stopImmediatePropagation();
    events.forEach((event) => addEventListener(event, hush, true));
    act();
    events.forEach((event) => removeEventListener(event, hush, true));
  };
  const still = new CSSStyleSheet();
  still.replaceSync('* { transition: none !important; }');
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, still];
  const focused = near.map(rings);
  unheard(() => one.blur());
  const blurred = near.map((element) => rings(element).map(([ring]) => ring));
  unheard(() => one.focus({preventScroll: true}));
  document.adoptedStyleSheets = document.adoptedStyleSheets.filter((sheet) => sheet !== still);
  const own = focused.flatMap((found, i) => found.filter(([ring]) => !blurred[i].includes(ring)));
  const best = Math.max(0, ...own.map(([, value]) => value));
  const box = one.getBoundingClientRect();
  const isOut = box.height > 0 && (box.bottom < 1 || box.top > innerHeight - 1);
  const seen = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  const isCovered = box.height > 1 && seen && !seen.contains(one) && !near.some((element) => element.contains(seen));
  const faults = [best < 3 && `a ring of ${best.toFixed(1)}`, isOut && 'out of the window', isCovered && 'covered'];
  return faults.some(Boolean) ? `${faults.filter(Boolean).join(', ')}: ${one.outerHTML.slice(0, 160)}` : '';
}"""
IS_TOP = "() => document.activeElement.matches('[data-testid=stSkipToContent]')"
KEY_WITH_FOCUS = r"""() => {
  const keyed = document.activeElement.closest('[class*=st-key-]');
  return keyed ? keyed.className.match(/st-key-([\w-]+)/)[1] : '';
}"""
HAS_FOCUS = "(key) => document.activeElement.closest(`.st-key-${key}`) !== null"


def tab_to(page: Page, key: str, press: str = "Tab") -> None:
    """Go by Tab until a control of this key has the focus; wherever the focus stands on the way, it can be seen.

    Whoever comes past the top of the page has gone round, and did not find it on the way.
    """
    for stop in range(MOST_STOPS):
        press_tab(page, press)
        if page.evaluate(HAS_FOCUS, key):
            return
        assert stop == 0 or not page.evaluate(IS_TOP), f"{key} does not lie ahead"
    raise AssertionError(f"{key} cannot be reached with the Tab key")


def press_tab(page: Page, press: str = "Tab") -> None:
    """Go on by one stop, where the focus can be seen."""
    page.keyboard.press(press)
    page.evaluate(NEXT_FRAME)
    assert page.evaluate(FOCUS_FAULT) == ""


def type_choice(page: Page, key: str, label: str) -> None:
    """Choose an option of the selectbox that has the focus by typing its name."""
    assert page.evaluate(HAS_FOCUS, key)
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type(label)
    expect(page.get_by_role("option", name=label).first).to_be_visible()
    with a_run(page):
        page.keyboard.press("Enter")


def press_open(page: Page, key: str) -> None:
    """Open the popover whose button has the focus."""
    assert page.evaluate(HAS_FOCUS, key)
    with a_run(page):
        page.keyboard.press("Enter")
    expect(page.locator("[data-testid=stPopoverBody]")).to_be_visible()


def test_the_controls_are_reached_in_reading_order(app: str, open_page: OpenPage) -> None:
    page = open_page(reduced_motion="reduce")
    open_view(page, f"{app}/distribution?lang=zh")
    wait_for_map(page)
    reached: list[str] = []
    while ORDER[-1] not in reached and len(reached) < MOST_STOPS:
        press_tab(page)
        reached.append(page.evaluate(KEY_WITH_FOCUS))
    assert list(dict.fromkeys(key for key in reached if key in ORDER)) == ORDER


@pytest.mark.parametrize(("look", "fault"), [
    ("outline: none; border: 1px solid #000", "a ring of 0.0"),
    ("outline: none; box-shadow: 0 0 0 2px #000", "a ring of 0.0"),
    ("outline: none } button:focus { outline: 2px solid #ddd", "a ring of 1.4"),
    ("outline: none } div { border: 1px solid #000 } button:focus { border-color: #767676", ""),
    ("outline: 2px solid #0b4f8a; border-color: #0b4f8a } button:not(:focus) { outline: none", ""),
    ("outline: none } div:focus-within { box-shadow: 0 0 0 2px #0b4f8a", ""),
])
def test_a_line_that_is_there_anyway_shows_no_focus(page: Page, look: str, fault: str) -> None:
    page.set_content(f"<style>button {{ border: 1px solid #eee; {look} }}</style><div><button>a</button></div>")
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUS_FAULT).split(":")[0] == fault
    assert page.evaluate("document.activeElement.textContent") == "a"


def test_a_figure_is_a_stop_while_it_scrolls_and_never_loses_the_focus(app: str, open_page: OpenPage) -> None:
    page = open_page()
    page.set_viewport_size({"width": 640, "height": 700})
    open_view(page, f"{app}/distribution?lang=zh")
    wait_for_map(page)
    window = page.locator(".st-key-frame-map [data-testid=stFullScreenFrame]")
    other = page.locator(".st-key-frame-trend [data-testid=stFullScreenFrame]")
    for part, key in ((window, "map"), (other, "trend")):
        expect(part).to_have_attribute("tabindex", "0")
        expect(part).to_have_attribute("aria-label", finding(page, key).inner_text())
    window.focus()
    page.set_viewport_size({"width": 1920, "height": 1080})
    for name in ("tabindex", "role", "aria-label"):
        expect(other).not_to_have_attribute(name, re.compile(""))
    expect(window).to_be_focused()
    expect(window).to_have_attribute("role", "group")
    window.blur()
    for name in ("tabindex", "role", "aria-label"):
        expect(window).not_to_have_attribute(name, re.compile(""))
    finding(page, "map").evaluate("(heading) => heading.remove()")
    page.set_viewport_size({"width": 640, "height": 700})
    expect(window).to_have_attribute("tabindex", "0")
    expect(window).to_have_attribute("aria-label", re.compile("."))


def test_a_popover_with_more_than_it_shows_is_a_stop_and_keeps_its_role_and_name(app: str, open_page: OpenPage) -> None:
    page = open_page()
    page.set_viewport_size({"width": 1280, "height": 480})
    open_view(page, f"{app}/distribution?lang=zh")
    body = open_popover(page, "note-map")
    expect(body).to_have_attribute("tabindex", "0")
    expect_read(page, lambda: grave(page, "[data-testid=stPopoverBody]"), [])
    page.set_viewport_size({"width": 1280, "height": 2400})
    expect(body).not_to_have_attribute("tabindex", re.compile(""))
    expect(body).to_have_attribute("role", "dialog")
    expect(body).to_have_attribute("aria-label", ZH("frame.note"))


def test_a_policymaker_goes_from_the_link_to_the_briefing_by_keys(app: str, open_page: OpenPage) -> None:
    page = open_page(reduced_motion="reduce")
    open_view(page, f"{app}/distribution?lang=zh")
    wait_for_map(page)
    page.keyboard.press("Tab")
    expect(page.locator("[data-testid=stSkipToContent]")).to_be_focused()
    assert page.evaluate(FOCUS_FAULT) == ""
    for key in ("layer", "lang", "indicator", "level"):
        tab_to(page, key)
    for level in ("major", "province"):
        page.keyboard.press("ArrowRight")
        with a_run(page):
            page.keyboard.press("Enter")
        expect(page.locator(".st-key-level [aria-checked=true]")).to_have_text(ZH(f"level.{level}"))
        wait_for_map(page)
    tab_to(page, "indicator", "Shift+Tab")
    designs = ZH("control.indicator_option", subject=ZH("subject.demand"), name="每万人有效外观设计")
    type_choice(page, "indicator", designs)
    expect_parameter(page, "indicator", "designs_per_10k_people")
    first = ZH("control.indicator_option", subject=ZH("subject.demand"), name="每百万人PCT国际专利申请")
    type_choice(page, "indicator", first)
    tab_to(page, "year")
    type_choice(page, "year", "2018")
    expect_parameter(page, "year", "2018")
    tab_to(page, "region")
    type_choice(page, "region", "广东")
    expect_parameter(page, "region", "440000")
    expect_trail(page, "全国", "东部", "广东")
    expect(finding(page, "trend")).to_contain_text("广东")
    for key in ("table-map", "note-map", "download-map"):
        tab_to(page, key)
        press_open(page, key)
        expect_read(page, lambda: grave(page, "[data-testid=stPopoverBody]"), [])
        if key == "table-map":
            caption = page.locator("[data-testid=stPopoverBody] table caption")
            expect(caption).to_have_text(finding(page, "map").inner_text())
        if key == "download-map":
            tab_to(page, "csv-map")
            with page.expect_download() as downloading:
                page.keyboard.press("Enter")
            assert downloading.value.suggested_filename.startswith("map-pct_applications_per_million_people-2018")
        close_popover(page)
        assert page.evaluate(HAS_FOCUS, key), "the focus did not return to the button that opened it"
    tab_to(page, "keep-map")
    with a_run(page):
        page.keyboard.press("Enter")
    expect(page.get_by_text(ZH("keep.kept")).first).to_be_visible()


def test_the_manager_of_a_zone_chooses_it_in_the_table_by_keys(sampled_app: str, page: Page) -> None:
    open_view(page, f"{sampled_app}/clusters?lang=zh")
    expect(page.locator(".row-table td > button").first).to_be_visible()
    tab_to(page, "section")
    tab_to(page, "frame-portfolio-table")
    for _ in range(MOST_STOPS):
        if page.evaluate("document.activeElement.matches('td > button')"):
            break
        page.keyboard.press("Tab")
    assert page.evaluate(FOCUS_FAULT) == ""
    name = page.evaluate("document.activeElement.textContent")
    with a_run(page):
        page.keyboard.press("Enter")
    expect(field(page, "cluster")).to_have_value(re.compile(re.escape(name)))
    expect(page.locator(".row-table [aria-pressed=true]")).to_be_focused()
    tab_to(page, "section", "Shift+Tab")
    page.keyboard.press("ArrowRight")
    with a_run(page):
        page.keyboard.press("Enter")
    expect_parameter(page, "section", "standing")
    expect(page.locator(".standing-measures")).to_be_visible()
