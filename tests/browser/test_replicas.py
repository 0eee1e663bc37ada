"""Two replicas behind the shipped nginx on one folder of snapshots: data are published, then one replica is killed."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from data.history import main as history
from data.snapshot import SnapshotReference
from pages.controls.browser import READER
from tests.browser.views import LONGEST_WAIT
from tests.load.crowd import Plan
from tests.load.replicas import COMPARING, House, Told, house, lose_one, two_snapshots
from tests.own_clusters import load_own_clusters

pytestmark = pytest.mark.browser
VIEW = "level=province&indicator=patent_agencies&region=420000"


def map_shown(page: Page) -> None:
    expect(page.locator(".st-key-frame-map .js-plotly-plot")).to_be_visible(timeout=LONGEST_WAIT)
    expect(page.locator("[data-test-script-state=notRunning]")).to_have_count(1, timeout=LONGEST_WAIT)


def open_on_first_replica(browser: Browser, two: House) -> Page:
    reader = browser.new_context(locale="zh-CN")
    reader.add_cookies([{"name": READER, "value": two.names(1)[0], "url": two.address}])
    page = reader.new_page()
    page.set_default_timeout(LONGEST_WAIT)
    page.goto(f"{two.address}/distribution?{VIEW}")
    map_shown(page)
    page.evaluate("window.isStillTheSamePage = true")
    return page


def test_readers_of_the_other_replica_notice_nothing_and_those_of_the_dead_one_go_on_in_the_same_view(
    browser: Browser, real_snapshot: SnapshotReference, tmp_path: Path
) -> None:
    original = real_snapshot.path.parent
    snapshots, other = two_snapshots(original, tmp_path, lambda folder: load_own_clusters(folder, tmp_path))

    def publish() -> str:
        assert history(["--folder", str(snapshots), "--restore", other, "--author", "tests"]) == 0
        return other

    plan = Plan(6, 4.0, think=0.5, weights=COMPARING, arrive=0.1, level="province")
    with house(snapshots, tmp_path) as two, ThreadPoolExecutor(1) as beside:
        page = open_on_first_replica(browser, two)
        told: Told = beside.submit(
            lambda: asyncio.run(lose_one(two, plan, publish, published=0.5, killed=1.5))
        ).result()
        # The page in the browser has come to the other replica by itself, and its next click counts.
        page.wait_for_function("() => !window.isStillTheSamePage", timeout=LONGEST_WAIT)
        map_shown(page)
        expect(page).to_have_url(f"{two.address}/distribution?{VIEW}")
        expect(page.locator(".paper-line")).to_have_attribute("data-snapshot", other)
        page.locator(".st-key-level [role=radio]").nth(0).click()
        page.wait_for_url("**level=zone**")
        page.context.close()
    assert told.disturbed == []
    assert told.taken_up == (True, True)
    # Each of the three on the dead one lost its connection and went on with the other, where its answers were its own.
    assert {loss.viewer for loss in told.record.lost} == told.bereaved == {0, 2, 4}
    assert len(told.back_after()) == 3
    assert {timed.viewer for timed in told.runs(is_bereaved=False, is_after=True)} == {1, 3, 5}
    assert told.record.contradictions() == []
