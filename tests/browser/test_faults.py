"""What readers see when a snapshot breaks: the last good one with a warning in words, or a remedy, never a trace."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from playwright.sync_api import Browser, Page, expect

from data.snapshot import SnapshotReference, snapshot_path
from pages.texts import load_texts
from tests.browser.views import COUNT_RUNS, field, finding, open_view, switch, wait_for_map
from tests.running_app import running_app

pytestmark = pytest.mark.browser

WARNING = {language: load_texts(language)("notice.fault", reason="").strip() for language in ("zh", "en")}


@pytest.fixture(scope="module")
def served_folder(snapshot_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the snapshots below a server."""
    return Path(shutil.copytree(snapshot_folder, tmp_path_factory.mktemp("faults") / "snapshots"))


@pytest.fixture
def own_folder(snapshot_folder: Path, tmp_path: Path) -> Path:
    """A copy of the snapshots for a server of the test's own."""
    return Path(shutil.copytree(snapshot_folder, tmp_path / "snapshots"))


@pytest.fixture(scope="module")
def long_served(served_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server on the first copy."""
    log = tmp_path_factory.mktemp("faults-server") / "log.txt"
    with running_app(served_folder, log) as address:
        yield address
    assert "Traceback" not in log.read_text(encoding="utf-8")


@pytest.fixture
def served(long_served: str, served_folder: Path, real_snapshot: SnapshotReference) -> Iterator[str]:
    """That server, whose current snapshot is the good one before and after."""
    yield long_served
    (served_folder / "current").write_text(f"{real_snapshot.snapshot_id}\n", encoding="utf-8")


def _write_rubbish(folder: Path, good: SnapshotReference) -> None:
    (folder / "current").write_bytes(b"\x00\xff rubbish")


def _remove_pointer(folder: Path, good: SnapshotReference) -> None:
    (folder / "current").unlink()


def _point_to_nothing(folder: Path, good: SnapshotReference) -> None:
    (folder / "current").write_text("0123456789ab\n", encoding="utf-8")


def _truncate_the_new(folder: Path, good: SnapshotReference) -> None:
    content = snapshot_path(folder, good.snapshot_id).read_bytes()
    snapshot_path(folder, "0123456789ab").write_bytes(content[: len(content) // 2])
    (folder / "current").write_text("0123456789ab\n", encoding="utf-8")


def _empty_the_new(folder: Path, good: SnapshotReference) -> None:
    snapshot_path(folder, "0123456789ab").write_bytes(b"")
    (folder / "current").write_text("0123456789ab\n", encoding="utf-8")


FAULTS = (_write_rubbish, _remove_pointer, _point_to_nothing, _truncate_the_new, _empty_the_new)


def test_a_broken_pointer_or_snapshot_leaves_the_last_good_one_serving(
    served: str, served_folder: Path, real_snapshot: SnapshotReference, page: Page
) -> None:
    open_view(page, f"{served}/distribution?lang=zh&region=440000")
    wait_for_map(page)
    held = finding(page, "map").inner_text()
    alert = page.locator(".st-key-notices [data-testid=stAlert]")
    for number, damage in enumerate(FAULTS):
        damage(served_folder, real_snapshot)
        language = ("en", "zh")[number % 2]
        switch(page, "lang", {"zh": "中", "en": "EN"}[language])
        expect(alert, damage.__name__).to_contain_text(WARNING[language])
        expect(alert).to_contain_text("python -m data.build")
        wait_for_map(page)
        expect(field(page, "region")).to_have_value("广东" if language == "zh" else "Guangdong")
        if language == "zh":
            expect(finding(page, "map")).to_have_text(held)
        (served_folder / "current").write_text(f"{real_snapshot.snapshot_id}\n", encoding="utf-8")
    open_view(page, f"{served}/distribution?lang=zh")
    expect(alert).to_have_count(0)


@pytest.mark.parametrize("damage", [_remove_pointer, _truncate_the_new])
def test_a_fresh_server_without_a_good_snapshot_says_what_to_do(
    own_folder: Path, tmp_path: Path, real_snapshot: SnapshotReference, page: Page, damage: object
) -> None:
    damage(own_folder, real_snapshot)  # type: ignore[operator]
    with running_app(own_folder, tmp_path / "log.txt") as address:
        for language in ("zh", "en"):
            open_view(page, f"{address}/distribution?lang={language}")
            alert = page.locator("[data-testid=stAlert]")
            expect(alert).to_contain_text(load_texts(language)("notice.no_service"))
            expect(alert).to_contain_text("python -m data.build")
            expect(page.locator("[data-testid=stException]")).to_have_count(0)
            assert "Traceback" not in page.locator("body").inner_text()
        (own_folder / "current").write_text(f"{real_snapshot.snapshot_id}\n", encoding="utf-8")
        open_view(page, f"{address}/distribution?lang=zh")
        wait_for_map(page)
        expect(page.locator("[data-testid=stAlert]")).to_have_count(0)
        page.close()


def test_a_link_to_an_older_snapshot_opens_it_and_says_so(
    served: str, served_folder: Path, real_snapshot: SnapshotReference, page: Page
) -> None:
    newer = snapshot_path(served_folder, "ba9876543210")
    shutil.copy(real_snapshot.path, newer)
    with duckdb.connect(str(newer)) as connection:
        connection.execute("update snapshot set snapshot_id = 'ba9876543210'")
    (served_folder / "current").write_text("ba9876543210\n", encoding="utf-8")
    open_view(page, f"{served}/distribution?lang=zh&snapshot={real_snapshot.snapshot_id}")
    wait_for_map(page)
    expect(page.locator(".st-key-notices")).to_contain_text(
        load_texts("zh")("notice.pinned", snapshot=real_snapshot.snapshot_id)
    )


@pytest.mark.parametrize(("language", "words"), [("zh", "连接已中断"), ("en", "Connection lost")])
def test_a_lost_connection_is_said_while_it_lasts(app: str, browser: Browser, language: str, words: str) -> None:
    """The controls move without an answer: who is not told takes the old figure for the new one."""
    context = browser.new_context(locale="zh-CN")
    context.add_init_script(COUNT_RUNS)
    page = context.new_page()
    open_view(page, f"{app}/distribution?lang={language}")
    notice = page.get_by_role("alert").filter(has_text=words)
    expect(notice).to_have_count(0)
    context.set_offline(True)
    expect(notice).to_be_visible()
    context.set_offline(False)
    expect(notice).to_have_count(0)
    context.close()
