"""What readers take away: table twin, notes, four kinds of download, and a briefing kept in a file."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from urllib.parse import parse_qs

import openpyxl
import pandas as pd
import pytest
from PIL import Image
from playwright.sync_api import Download, Locator, Page, expect

from data.snapshot import SnapshotReference
from pages.texts import load_texts
from tests.browser.conftest import OpenPage
from tests.browser.views import (
    a_run,
    close_popover,
    expect_no_parameter,
    expect_parameter,
    expect_read,
    field,
    finding,
    open_popover,
    open_view,
    read_map,
    wait_for_map,
)

pytestmark = pytest.mark.browser

ZH = load_texts("zh")
LATER_VERSION = b'{"format": "ip-services-atlas-briefing", "version": 99, "steps": []}'
VIEW = "lang=zh&indicator=designs_per_10k_people&region=440000&compare=330000"


def _downloaded(page: Page, body: Locator, kind: str) -> tuple[Download, bytes]:
    with page.expect_download() as waiting:
        body.get_by_role("button", name=ZH(f"export.{kind}"), exact=True).click()
    return waiting.value, Path(waiting.value.path()).read_bytes()


def test_the_table_twin_says_what_the_map_says(app: str, page: Page) -> None:
    open_view(page, f"{app}/distribution?lang=zh")
    codes = {path["code"] for path in read_map(page)["main"]}
    body = open_popover(page, "table-map")
    expect(body.locator("caption")).to_have_text(finding(page, "map").inner_text())
    expect(body.locator("tbody tr")).to_have_count(34)
    rows = body.locator("tbody tr").all_inner_texts()
    assert len(rows) == len(codes) == 34
    assert [row for row in rows if "台湾" in row and ZH("value.out_of_survey") in row]
    assert any("北京" in row and "522.4" in row for row in rows)


def test_the_note_gives_definition_formula_source_and_boundaries(
    app: str, page: Page, real_snapshot: SnapshotReference
) -> None:
    open_view(page, f"{app}/distribution?lang=zh")
    body = open_popover(page, "note-map")
    period = ZH("note.period", period=ZH("frame.year", first=2023, last=2023), layer=ZH("layer.published"))
    for words in ("每百万人PCT国际专利申请", period, real_snapshot.snapshot_id, ZH("map.note").split("{")[0]):
        expect(body).to_contain_text(words)
    for key in ("note.formula", "note.caveat", "note.sources"):
        expect(body).to_contain_text(ZH(key).split("{")[0])
    expect(body.locator(".katex").first).to_be_visible()


def test_every_download_opens_and_carries_the_snapshot(
    app: str, page: Page, real_snapshot: SnapshotReference
) -> None:
    open_view(page, f"{app}/distribution?lang=zh")
    wait_for_map(page)
    title = finding(page, "map").inner_text()
    table = open_popover(page, "table-map")
    expect(table.locator("tbody tr")).to_have_count(34)
    headings = table.locator("thead th").all_inner_texts()
    regions = set(table.locator(f"tbody td:nth-child({headings.index(ZH('column.region')) + 1})").all_inner_texts())
    close_popover(page)
    body = open_popover(page, "download-map")
    files = {}
    for kind in ("csv", "xlsx", "svg", "png"):
        download, files[kind] = _downloaded(page, body, kind)
        shown = "map-pct_applications_per_million_people-2023"
        assert download.suggested_filename == f"{shown}-{real_snapshot.snapshot_id}.{kind}"

    assert files["csv"].startswith(b"\xef\xbb\xbf")
    lines = files["csv"].decode("utf-8-sig").split("\r\n")
    assert any(line.startswith("# ") and real_snapshot.snapshot_id in line for line in lines)
    rows = pd.read_csv(io.BytesIO(files["csv"]), nrows=lines.index("") - 1, dtype={ZH("column.code"): str})
    assert set(rows[ZH("column.region")]) == regions
    assert len(rows) == 34

    book = openpyxl.load_workbook(io.BytesIO(files["xlsx"]))
    assert book.sheetnames == [ZH("export.rows"), ZH("export.dictionary"), ZH("export.sources")]
    cells = {str(cell) for row in book[ZH("export.rows")].iter_rows(values_only=True) for cell in row}
    assert regions <= cells

    picture = files["svg"].decode("utf-8")
    assert picture.count("<path") > 34
    assert title[:10] in re.sub(r"<[^>]+>|\s", "", picture)
    image = Image.open(io.BytesIO(files["png"])).convert("RGB")
    assert image.size == (1920, 1080)
    assert len(image.getcolors(maxcolors=1 << 24) or []) > 100


@pytest.mark.parametrize("frame", ["ranking", "trend", "disparity"])
def test_the_other_figures_have_their_downloads_too(app: str, page: Page, frame: str) -> None:
    open_view(page, f"{app}/distribution?lang=zh&region=440000")
    if frame == "disparity":
        with a_run(page):
            page.locator(".st-key-disparity-fold summary").click()
    body = open_popover(page, f"download-{frame}")
    for kind, least in {"csv": 300, "xlsx": 4_000, "svg": 5_000, "png": 10_000}.items():
        download, content = _downloaded(page, body, kind)
        assert download.suggested_filename.startswith(f"{frame}-")
        assert len(content) > least


def test_a_briefing_survives_a_reload_and_in_its_file_and_reopens_its_views(
    app: str, open_page: OpenPage, tmp_path: Path
) -> None:
    page = open_page(fresh=True)
    open_view(page, f"{app}/distribution?{VIEW}")
    held = (finding(page, "map").inner_text(), read_map(page)["legend"])
    for frame in ("map", "trend"):
        with a_run(page):
            page.locator(f".st-key-keep-{frame} button").click()
    expect(page.get_by_text(ZH("keep.kept")).first).to_be_visible()
    with a_run(page):
        page.locator(".st-key-nav-briefing a").click()
    first, second = page.locator(".st-key-step-0"), page.locator(".st-key-step-1")
    expect(first).to_contain_text(held[0])
    with a_run(page):
        first.get_by_role("button", name=ZH("briefing.down"), exact=True).click()
    expect(second).to_contain_text(held[0])
    note = second.get_by_role("textbox", name=ZH("briefing.note"))
    note.fill("先讲全国，再讲广东。")
    with a_run(page):
        note.press("ControlOrMeta+Enter")
    with page.expect_download() as waiting:
        page.get_by_role("button", name=ZH("briefing.save"), exact=True).click()
    file = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(file)
    steps = json.loads(file.read_text(encoding="utf-8"))["steps"]
    assert [step["note"] for step in steps] == ["", "先讲全国，再讲广东。"]
    assert all("snapshot" in parse_qs(step["query"]) for step in steps)

    open_view(page, f"{app}/briefing?lang=zh")
    expect(second.get_by_role("textbox", name=ZH("briefing.note"))).to_have_value("先讲全国，再讲广东。")
    for _ in steps:
        with a_run(page):
            page.locator(".st-key-step-0").get_by_role("button", name=ZH("briefing.remove"), exact=True).click()
    expect(page.get_by_text(ZH("briefing.empty"))).to_be_visible()
    _load(page, file)
    expect(second.get_by_role("textbox", name=ZH("briefing.note"))).to_have_value("先讲全国，再讲广东。")
    with a_run(page):
        second.get_by_role("link", name=ZH("briefing.open")).click()
    expect(field(page, "region")).to_have_value("广东")
    expect_read(page, lambda: (finding(page, "map").inner_text(), read_map(page)["legend"]), held)
    expect(page.locator(".st-key-compare")).to_contain_text("浙江")
    expect(page.locator(".st-key-notices [data-testid=stAlert]")).to_have_count(0)


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"", "other"), (b"{}", "other"), (b"\xff\xfe", "other"), (LATER_VERSION, "later")],
    ids=["empty", "other", "bytes", "later"],
)
def test_a_file_that_is_no_briefing_is_refused_in_words(
    app: str, page: Page, tmp_path: Path, content: bytes, reason: str
) -> None:
    file = tmp_path / "letter.json"
    file.write_bytes(content)
    open_view(page, f"{app}/briefing?lang=zh")
    _load(page, file)
    expect(page.get_by_text(ZH(f"briefing_fault.{reason}"))).to_be_visible()
    expect(page.locator("[data-testid=stException]")).to_have_count(0)


def _load(page: Page, file: Path) -> None:
    page.get_by_text(ZH("briefing.open_file")).click()
    with a_run(page):
        page.locator(".st-key-briefing-file input[type=file]").set_input_files(file)
    with a_run(page):
        page.get_by_role("button", name=ZH("briefing.load"), exact=True).click()


def test_presentation_shows_no_controls_and_escape_leaves(app: str, page: Page) -> None:
    open_view(page, f"{app}/distribution?{VIEW}")
    body = open_popover(page, "link")
    with a_run(page):
        body.get_by_role("button", name=ZH("present.enter"), exact=True).click()
    expect_parameter(page, "mode", "present")
    wait_for_map(page)
    expect(finding(page, "map")).to_contain_text("每万人有效外观设计")
    expect(page.locator("input:visible, .st-key-header, [data-testid=stPopoverButton]:visible")).to_have_count(0)
    expect(page.locator("button:visible").filter(has_not_text=ZH("present.leave"))).to_have_count(0)
    with a_run(page):
        page.keyboard.press("Escape")
    expect(field(page, "region")).to_have_value("广东")
    expect_no_parameter(page, "mode")
    expect(finding(page, "map")).to_contain_text("每万人有效外观设计")


def test_the_steps_of_a_briefing_are_presented_one_figure_at_a_time(app: str, open_page: OpenPage) -> None:
    page = open_page(fresh=True)
    open_view(page, f"{app}/distribution?{VIEW}")
    for frame in ("map", "trend", "trend"):
        with a_run(page):
            page.locator(f".st-key-keep-{frame} button").click()
    expect(page.get_by_text(ZH("keep.kept_before"))).to_be_visible()
    with a_run(page):
        page.locator(".st-key-nav-briefing a").click()
    with a_run(page):
        page.locator(".st-key-step-0").get_by_role("button", name=ZH("briefing.present")).click()
    shown = page.locator("[class*=st-key-frame-]")
    for key, frame, number in ((None, "map", 1), ("PageDown", "trend", 2), ("PageUp", "map", 1),
                               ("ArrowRight", "trend", 2)):
        if key:
            with a_run(page):
                page.keyboard.press(key)
        expect(shown).to_have_count(1)
        expect(shown).to_have_class(re.compile(rf"st-key-frame-{frame}\b"))
        expect(page.get_by_text(ZH("briefing.step", number=number, count=2))).to_be_visible()
    with a_run(page):
        page.keyboard.press("Escape")
    expect(page.locator("h1.page")).to_have_text(ZH("briefing.title"))
