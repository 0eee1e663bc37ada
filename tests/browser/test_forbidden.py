"""What the pages forbid the browser hinders none of them, and hinders what slips in."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from data.snapshot import SnapshotReference
from pages.controls.briefcase import Briefcase, Step
from pages.controls.briefing_file import to_file
from pages.shell.page_names import PAGES
from pages.texts import load_texts
from tests.browser.conftest import Complaints
from tests.browser.views import COUNT_RUNS, LONGEST_WAIT, a_run, expect_read, open_popover, open_view

pytestmark = pytest.mark.browser

T = load_texts("zh")
# Before anything else runs; the list outlives no page, so it is read before the next one opens.
NOTE_VIOLATIONS = """
window.violations = [];
document.addEventListener('securitypolicyviolation', (one) => window.violations.push(
  `${one.effectiveDirective} ${one.blockedURI} ${one.sourceFile} ${one.sample}`));
"""
VIEWS = (
    *(name if name != "overview" else "" for name in PAGES),
    "data?section=import",
    "clusters?section=return",
    "distribution?mode=present&figure=map",
)
STEPS = ("layer=published&level=province&figure=map", "layer=published&level=province&figure=ranking")
# What would run or leave if a name in the data, or a link, brought it into a page, and what each leaves behind.
# Later than the call itself, which a browser under a test's control is allowed more than its pages are.
SLIPPED_IN = """async () => {
  await new Promise((done) => setTimeout(done, 50));
  const put = (html) => {
    const one = document.createElement('div'); one.innerHTML = html; document.body.append(one); return one; };
  put('<img src="data:," onerror="window.ran = 1">');
  put('<iframe src="/"></iframe><iframe srcdoc="<script>parent.ran = 1</script>"></iframe>');
  put('<object data="/favicon.png"></object><base href="http://127.0.0.1:9/">');
  put('<form action="http://127.0.0.1:9/" method="post"></form>').querySelector('form').submit();
  put('<style>body { --slipped: 1 }</style><link rel="stylesheet" href="http://127.0.0.1:9/a.css">');
  put('<img src="http://127.0.0.1:9/a.png">');
  for (const content of ['window.ran = 1', null]) {
    const script = document.createElement('script');
    if (content) script.textContent = content; else script.src = 'http://127.0.0.1:9/a.js';
    document.body.append(script);
  }
  try { eval('window.ran = 1'); } catch (refused) {}
  try { new Function('window.ran = 1')(); } catch (refused) {}
  try { await fetch('http://127.0.0.1:9/'); } catch (refused) {}
  try { new WebSocket('ws://127.0.0.1:9/'); } catch (refused) {}
  try { new Worker('data:,postMessage(1)'); } catch (refused) {}
  await new Promise((done) => setTimeout(done, 300));
  return [window.ran ?? null, getComputedStyle(document.body).getPropertyValue('--slipped'), document.baseURI];
}"""
HINDERED = {
    "script-src-attr", "script-src-elem", "script-src", "style-src-elem", "img-src", "connect-src", "frame-src",
    "object-src", "base-uri", "form-action", "worker-src",
}  # fmt: skip


@pytest.fixture
def context(browser: Browser) -> BrowserContext:
    """A browser that notes what it was forbidden."""
    opened = browser.new_context(locale="zh-CN", viewport={"width": 1600, "height": 1000}, accept_downloads=True)
    opened.add_init_script(COUNT_RUNS)
    opened.add_init_script(NOTE_VIOLATIONS)
    opened.set_default_timeout(LONGEST_WAIT)
    return opened


def violations(page: Page) -> list[str]:
    return list(page.evaluate("window.violations"))


def test_no_page_needs_what_is_forbidden(
    app: str, context: BrowserContext, complaints: Complaints, real_snapshot: SnapshotReference
) -> None:
    page = context.new_page()
    complaints.watch(page)
    for view in VIEWS:
        open_view(page, f"{app}/{view}")
        assert violations(page) == [], view
    open_view(page, f"{app}/distribution")
    with page.expect_download():
        open_popover(page, "download-map").get_by_role("button").first.click()
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="screen")
    assert violations(page) == []
    meet(page, app, real_snapshot.snapshot_id)
    with context.expect_page() as waiting:
        page.keyboard.press("s")
    speaker = waiting.value
    complaints.watch(speaker)
    # What waits by a text of script would need what is forbidden here.
    expect_read(speaker, lambda: speaker.evaluate("() => window.endedRuns > 0"), True)
    for key in ("PageDown", "d", "b", "b"):
        page.keyboard.press(key)
    page.wait_for_timeout(1_000)
    assert violations(speaker) == violations(page) == []
    context.close()


def meet(page: Page, app: str, snapshot: str) -> None:
    """Bring two steps along as a file, and stand before them."""
    steps = tuple(Step("distribution", f"lang=zh&snapshot={snapshot}&{query}", "…") for query in STEPS)
    open_view(page, f"{app}/briefing?lang=zh")
    page.get_by_text(T("briefing.open_file")).click()
    with a_run(page):
        page.locator(".st-key-briefing-file input[type=file]").set_input_files(
            {"name": "a.json", "mimeType": "application/json", "buffer": to_file(Briefcase("", steps))}
        )
    page.get_by_role("button", name=T("briefing.load"), exact=True).click()
    page.get_by_text(T("meeting.start")).wait_for(timeout=2 * LONGEST_WAIT)
    page.get_by_role("button", name=T("meeting.start")).click()
    page.locator(".st-key-stage h2.finding").wait_for()
    # Keys are heard from when the region stands that is read aloud.
    page.locator("#meeting-said").wait_for(state="attached")


def test_what_slips_in_does_not_run_and_leads_nowhere(app: str, context: BrowserContext) -> None:
    page = context.new_page()
    open_view(page, f"{app}/methods")
    base = page.evaluate("document.baseURI")
    assert page.evaluate(SLIPPED_IN) == [None, "", base]
    expect_read(page, lambda: {violation.split(" ")[0] for violation in violations(page)}, HINDERED)
    context.close()
