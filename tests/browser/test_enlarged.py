"""Pages enlarged to 200 and 400 percent, with the letters set wider apart: nothing is cut, covered or out of reach.

A window of 1280 x 1024 at 200 percent has 640 x 512 pixels of the style, at 400 percent 320 x 256 (WCAG 2.2, 1.4.4 and
1.4.10); figures and tables need two directions and scroll by themselves, which 1.4.10 allows them.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Complaints
from tests.browser.views import COUNT_RUNS, LONGEST_WAIT, expect_read, open_view, put_on

pytestmark = pytest.mark.browser

VIEWS = ("", "distribution", "gaps", "transfer", "clusters", "region", "briefing", "data?section=upload")
WIDTHS = {640: 512, 320: 512}
# Letters, words, lines and paragraphs as far apart as 1.4.12 asks for.
SPACED = """.stApp * { line-height: 1.5 !important; letter-spacing: 0.12em !important;
  word-spacing: 0.16em !important; }
.stApp p { margin-bottom: 2em !important; }"""
# Elements that stand out of the window on the right, and scroll nowhere.
BEYOND = """() => [...document.querySelectorAll('.stApp *')].filter((one) => {
  if (!one.checkVisibility({visibilityProperty: true})) return false;
  const box = one.getBoundingClientRect();
  if (box.width < 2 || box.right <= innerWidth + 1) return false;
  for (let above = one.parentElement; above; above = above.parentElement) {
    const isPage = above.matches('.stMain, .stApp, body, html');
    if (/auto|scroll|hidden|clip/.test(getComputedStyle(above).overflowX) && !isPage) return false;
    if (above.tagName === 'svg') return false;
  }
  return true;
}).map((one) => one.outerHTML.slice(0, 120))"""
# Words that an edge cuts which does not scroll. A field for one line shows its end by the cursor.
CUT = """() => [...document.querySelectorAll(
  '.stMain :is(p, h1, h2, h3, label, th, td, summary, dt, dd, button)'
)].filter((one) => {
  if (!one.checkVisibility({visibilityProperty: true})) return false;
  if (one.closest('.heard, svg, [data-testid=stIconMaterial]')) return false;
  if (!one.textContent.trim() || one.querySelector('p, table')) return false;
  const range = document.createRange();
  range.selectNodeContents(one);
  const words = range.getBoundingClientRect();
  if (words.width < 2) return false;
  for (let above = one; above && !above.matches('.stMain'); above = above.parentElement) {
    const style = getComputedStyle(above), box = above.getBoundingClientRect();
    if (/auto|scroll/.test(style.overflowX + style.overflowY)) return false;
    if (/hidden|clip/.test(style.overflowX) && words.right > box.right + 2) return true;
    if (/hidden|clip/.test(style.overflowY) && words.bottom > box.bottom + 3) return true;
  }
  return false;
}).map((one) => one.outerHTML.slice(0, 160))"""
# Controls smaller than 24 pixels whose round of 24 pixels touches another's (2.5.8).
TOO_SMALL = """() => {
  const all = [...document.querySelectorAll('.stApp :is(button, a[href], input:not([type=file]), summary, [role=tab])')]
    .filter((one) => one.checkVisibility({visibilityProperty: true}) && !one.closest('p, [aria-hidden=true]'))
    .map((one) => [one, (one.closest('label') || one).getBoundingClientRect()])
    .filter(([, box]) => box.width > 1 && box.height > 1);
  const middle = (box) => [box.x + box.width / 2, box.y + box.height / 2];
  return all.filter(([one, box]) => Math.min(box.width, box.height) < 23.5 && all.some(([other, near]) => {
    if (one === other || one.contains(other) || other.contains(one)) return false;
    const [x, y] = middle(box);
    return Math.hypot(Math.max(near.left - x, 0, x - near.right), Math.max(near.top - y, 0, y - near.bottom)) < 12;
  })).map(([one, box]) => `${Math.round(box.width)} x ${Math.round(box.height)}: ${one.outerHTML.slice(0, 120)}`);
}"""


@pytest.mark.parametrize("view", VIEWS)
def test_an_enlarged_page_loses_nothing(
    sampled_app: str, browser: Browser, complaints: Complaints, view: str
) -> None:
    # A system that is set to dark changes nothing: the pages have one theme, and only a meeting has a dark ground.
    context = browser.new_context(
        locale="zh-CN", viewport={"width": 640, "height": 512}, device_scale_factor=2, color_scheme="dark"
    )
    context.add_init_script(COUNT_RUNS)
    context.set_default_timeout(LONGEST_WAIT)
    page = context.new_page()
    complaints.watch(page)
    open_view(page, f"{sampled_app}/{view}{'&' if '?' in view else '?'}lang=zh")
    expect(page.locator("[data-testid=stException]")).to_have_count(0)
    expect(page.locator(".stApp")).to_have_css("background-color", "rgb(255, 255, 255)")
    for width, height in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})
        for fault in (BEYOND, CUT, TOO_SMALL):
            expect_read(page, lambda fault=fault: page.evaluate(fault), [])
        assert page.evaluate("document.querySelector('.stMain').scrollWidth <= innerWidth + 1")
    page.set_viewport_size({"width": 640, "height": 512})
    put_on(page, SPACED)
    for fault in (BEYOND, CUT):
        expect_read(page, lambda fault=fault: page.evaluate(fault), [])
    context.close()


def test_at_twice_the_size_on_a_laptop_figures_stand_under_each_other(app: str, browser: Browser) -> None:
    """1366 pixels at 200 percent are 683, where Streamlit still sets columns side by side."""
    context = browser.new_context(locale="zh-CN", viewport={"width": 683, "height": 384})
    context.add_init_script(COUNT_RUNS)
    context.set_default_timeout(LONGEST_WAIT)
    page = context.new_page()
    open_view(page, f"{app}/distribution?lang=zh")
    boxes = [page.locator(f".st-key-frame-{name}").bounding_box() for name in ("map", "ranking")]
    assert all(box and box["width"] > 600 for box in boxes)
    # The controls share lines, and the year chosen can be read.
    fields = [one.bounding_box() for one in page.locator(".stMain [data-testid=stSelectbox]").all()]
    assert all(box and box["width"] >= 120 for box in fields)
    assert len({round(box["y"]) for box in fields if box}) < len(fields)
    context.close()
