"""A meeting of ten steps, run by keys alone, without a network, while a new snapshot is published."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from ten_steps import TEN_STEPS

from data.build import build_snapshot
from data.snapshot import SnapshotReference, make_current
from pages.controls.briefcase import Briefcase
from pages.controls.briefing_file import to_file
from pages.texts import Language, Texts, load_texts
from tests.browser.audit import grave
from tests.browser.conftest import LOCAL_HOSTS, Complaints
from tests.browser.views import COUNT_RUNS, LONGEST_WAIT, a_run, expect_no_parameter, expect_that, open_view
from tests.running_app import running_app

pytestmark = pytest.mark.browser

# What must be in the window as a whole: the canvas, its words and its figure; and the smallest type of the words.
OVERFLOW = """() => {
  const parts = ['.st-key-stage', '.st-key-stage h2.finding', '.stage-foot', '.st-key-stage-canvas', '.source-line'];
  const outside = parts.filter((part) => {
    const box = document.querySelector(part)?.getBoundingClientRect();
    return !box || box.height < 5 || box.bottom > innerHeight + 1 || box.right > innerWidth + 1 || box.top < -1;
  });
  const scrolls = ['.st-key-stage', '[class*=st-key-frame-]', '.st-key-stage-canvas']
    .filter((part) => { const one = document.querySelector(part); return one.scrollHeight > one.clientHeight + 2; });
  if (document.documentElement.scrollHeight > innerHeight) scrolls.push('the page');
  return [...outside, ...scrolls];
}"""
SMALLEST = """() => Math.min(...[...document.querySelectorAll(
  '.st-key-stage :is(h2, h3, p, dt, td, th, b), .st-key-stage svg text'
)].filter((one) => one.textContent.trim() && one.checkVisibility())
  .map((one) => parseFloat(getComputedStyle(one).fontSize)))"""
HAS_FIGURE = "() => document.querySelector('.st-key-stage-canvas :is(.main-svg, .fitted-table, .paper-block)') !== null"


@dataclass(frozen=True)
class Hall:
    """A server on a folder with two snapshots, of which the older one is current and holds the ten steps."""

    address: str
    folder: Path
    older: str
    newer: str


@pytest.fixture(scope="module")
def hall(sampled_snapshot: SnapshotReference, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    """The hall of the meetings; what is published there is seen by nobody else."""
    folder = Path(shutil.copytree(sampled_snapshot.path.parent, tmp_path_factory.mktemp("hall") / "snapshots"))
    newer = build_snapshot(folder, author="tests")
    assert newer.snapshot_id != sampled_snapshot.snapshot_id
    with running_app(folder, tmp_path_factory.mktemp("hall-server") / "log.txt") as address:
        yield Hall(address, folder, sampled_snapshot.snapshot_id, newer.snapshot_id)


def brought(page: Page, hall: Hall, texts: Texts) -> None:
    """Bring the ten steps along as a file."""
    kept = [
        replace(step, query=f"lang=zh&snapshot={hall.older}&{step.query}", finding=step.title or step.group)
        for step in TEN_STEPS
    ]
    open_view(page, f"{hall.address}/briefing?lang={texts.language}")
    page.get_by_text(texts("briefing.open_file")).click()
    with a_run(page):
        page.locator(".st-key-briefing-file input[type=file]").set_input_files(
            {"name": "meeting.json", "mimeType": "application/json", "buffer": to_file(Briefcase("", tuple(kept)))}
        )
    page.get_by_role("button", name=texts("briefing.load"), exact=True).click()
    # Every step is shown once as the file is opened, on a server that has shown nothing before.
    page.get_by_text(texts("meeting.start")).wait_for(timeout=4 * LONGEST_WAIT)


@contextmanager
def presenter(
    browser: Browser, hall: Hall, complaints: Complaints, language: Language = "zh", width: int = 1400,
    height: int = 1050,
) -> Iterator[Page]:
    """A page with the ten steps brought along, in a window of its own from which nothing leaves the machine."""
    make_current(hall.folder, hall.older, "tests")
    context = browser.new_context(locale="zh-CN", viewport={"width": width, "height": height})
    context.add_init_script(COUNT_RUNS)
    context.set_default_timeout(LONGEST_WAIT)

    def cut(route: Route) -> None:
        complaints.found.append(f"request: {route.request.url[:200]}")
        route.abort()

    context.route(lambda address: urlsplit(address).hostname not in (*LOCAL_HOSTS, None), cut)
    page = context.new_page()
    complaints.watch(page)
    try:
        brought(page, hall, load_texts(language))
        yield page
    finally:
        context.close()


def stands_at(page: Page, texts: Texts, number: int) -> str:
    """Wait until a step stands on the wall, and return its title."""
    place = texts("briefing.step", number=number, count=len(TEN_STEPS))
    expect(page.locator(".place-in-meeting")).to_have_text(place)
    return page.locator(".st-key-stage h2.finding").inner_text()


def expect_whole(page: Page) -> None:
    """The figure is there, nothing of the canvas is cut or scrolls, and no type is too small for the room."""
    page.wait_for_function(HAS_FIGURE, timeout=LONGEST_WAIT)
    expect_that(page, lambda: page.evaluate(OVERFLOW), lambda found: found == [])
    least = max(14.0, page.evaluate("innerHeight") / 60)
    expect_that(page, lambda: page.evaluate(SMALLEST), lambda size: size >= least - 0.1)


@pytest.mark.parametrize(("language", "width", "height"), [("zh", 1920, 1080), ("en", 3840, 1080)])
def test_ten_steps_by_keys_alone(
    browser: Browser, hall: Hall, complaints: Complaints, language: Language, width: int, height: int
) -> None:
    texts = load_texts(language)
    with presenter(browser, hall, complaints, language, width, height) as page:
        # By the button, as a presenter does, not by the address.
        page.get_by_role("button", name=texts("meeting.start")).click()
        press = page.keyboard.press
        titles = []
        for number, step in enumerate(TEN_STEPS, start=1):
            titles.append(stands_at(page, texts, number))
            expect_whole(page)
            expect(page.locator(".mark-synthetic")).to_have_count(1 if "layer=sample" in step.query else 0)
            if number == 5:
                make_current(hall.folder, hall.newer, "tests")
                page.wait_for_timeout(1_500)
                assert stands_at(page, texts, number) == titles[-1]
            press("PageDown" if number % 2 else "ArrowRight")
        assert len(set(titles)) == len(TEN_STEPS)
        expect(page.locator(".the-end")).to_have_text(texts("meeting.end"))
        press("PageUp")
        assert stands_at(page, texts, 10) == titles[9]
        # Straight to a step, two quick presses of a clicker, and back to the first.
        for key in ("3", "Enter"):
            press(key)
        assert stands_at(page, texts, 3) == titles[2]
        press("PageDown")
        press("PageDown")
        assert stands_at(page, texts, 5) == titles[4]
        # A number touched by mistake goes with the next step, and Enter leads there no more.
        press("2")
        expect(page.locator("#meeting-typed")).to_have_count(1)
        press("PageDown")
        assert stands_at(page, texts, 6) == titles[5]
        expect(page.locator("#meeting-typed")).to_have_count(0)
        press("Enter")
        assert stands_at(page, texts, 7) == titles[6]
        press("Home")
        assert stands_at(page, texts, 1) == titles[0]
        for key, ground in (("b", "rgb(0, 0, 0)"), (".", "rgb(0, 0, 0)"), ("w", "rgb(255, 255, 255)")):
            press(key)
            expect(page.locator("#meeting-blank")).to_have_css("background-color", ground)
            press(key)
            expect(page.locator("#meeting-blank")).to_have_count(0)
        press("q")
        expect(page.locator(".question")).to_have_count(3)
        press("2")
        expect(page.locator(".question.chosen .answer")).not_to_be_empty()
        assert grave(page) == []
        press("Escape")
        expect(page.locator(".st-key-questions")).to_have_count(0)
        assert stands_at(page, texts, 1) == titles[0]
        if language == "zh":
            # The answers hide the slide, so they bear its mark; the sixth step shows the sample.
            for key in ("6", "Enter"):
                press(key)
            stands_at(page, texts, 6)
            press("q")
            expect(page.locator(".questions-head .mark-synthetic")).to_have_text(texts("layer.banner"))
            press("Escape")
            expect(page.locator(".st-key-questions")).to_have_count(0)
            page.set_viewport_size({"width": 1024, "height": 768})
            for number in ("3", "4", "8", "10"):
                press(number[0])
                for digit in number[1:]:
                    press(digit)
                press("Enter")
                assert stands_at(page, texts, int(number)) == titles[int(number) - 1]
                expect_whole(page)
        expect(page.locator("[data-testid=stAlert]")).to_have_count(0)
        press("Escape")
        expect(page.locator("h1.page")).to_have_text(texts("briefing.title"))
        expect_no_parameter(page, "mode")


def test_a_key_pressed_before_the_first_step_stands_waits_for_it(
    browser: Browser, hall: Hall, complaints: Complaints
) -> None:
    texts = load_texts("zh")
    with presenter(browser, hall, complaints) as page:
        held: list[Route] = []
        page.route("**/static/js/index.*.js", lambda route: held.append(route))
        page.goto(f"{hall.address}/briefing?lang=zh&mode=present&step=1", wait_until="commit")
        page.wait_for_function("() => window.atlasPressed !== undefined")
        expect_that(page, lambda: len(held), bool)
        page.keyboard.press("PageDown")
        page.keyboard.press("PageDown")
        assert page.locator(".place-in-meeting").count() == 0
        for route in held:
            route.continue_()
        stands_at(page, texts, 3)


def test_a_window_that_changed_before_the_meeting_gets_the_type_of_its_height(
    browser: Browser, hall: Hall, complaints: Complaints
) -> None:
    texts = load_texts("zh")
    with presenter(browser, hall, complaints, width=1366, height=768) as page:
        page.set_viewport_size({"width": 1920, "height": 1080})
        page.get_by_role("button", name=texts("meeting.start")).click()
        stands_at(page, texts, 1)
        expect_whole(page)


def test_the_window_of_the_speaker_and_the_wall_follow_each_other(
    browser: Browser, hall: Hall, complaints: Complaints
) -> None:
    texts = load_texts("zh")
    with presenter(browser, hall, complaints) as wall:
        wall.goto(f"{hall.address}/briefing?lang=zh&mode=present&step=2&theme=dark", wait_until="commit")
        stands_at(wall, texts, 2)
        expect_whole(wall)
        with wall.context.expect_page() as opening:
            wall.keyboard.press("s")
        speaker = opening.value
        complaints.watch(speaker)
        expect(speaker.locator(".speaker-next p")).not_to_be_empty()
        assert grave(wall) == grave(speaker) == []
        speaker.locator("[data-act=next]").click()
        stands_at(wall, texts, 3)
        expect(speaker.locator(".speaker-note")).to_have_text(TEN_STEPS[2].note)
        expect(speaker.locator(".speaker-questions h4")).to_have_count(3)
        wall.bring_to_front()
        wall.keyboard.press("PageDown")
        expect(speaker.locator(".speaker-head h1")).to_have_text(texts("briefing.step", number=4, count=10))
        elapsed = speaker.locator("[data-since]")
        expect_that(speaker, elapsed.inner_text, lambda text: text > "00:00:00")
