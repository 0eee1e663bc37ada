"""Loading data on the Data page: the report, the session of one's own, publishing, and what others see of it."""

from __future__ import annotations

import io
import re
import shutil
import stat
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser, Page, expect

from data.audit import read_audit
from data.history import history
from data.snapshot import SnapshotReference, current_snapshot
from pages.texts import load_texts
from tests.browser.conftest import Complaints
from tests.browser.views import (
    COUNT_RUNS,
    LONGEST_WAIT,
    a_run,
    expect_that,
    finding,
    open_popover,
    open_view,
    wait_for_map,
)
from tests.running_app import ROOT, serve

pytestmark = pytest.mark.browser

ZH = load_texts("zh")
DIRTY = ROOT / "tests" / "dirty"
SOUND = "年份,地区,指标,数值,单位\n2024,广东省,专利代理机构,512,家\n2024,四川省,专利代理机构,98,家\n"
FAULTY = SOUND + "2024,不存在省,专利代理机构,7,家\n"
MAP = "distribution?lang=zh&layer=imported&indicator=patent_agencies&year=2024"
PRIVATE = "p.private"
PUBLISHER, VIEWER = "wang.min", "li.qiang"
# The one header that a browser can be told to send with its WebSocket; in service a proxy names the reader.
HEADER = "User-Agent"


@dataclass(frozen=True)
class Served:
    """A server with snapshots of its own, the folder that its temporary files go to, and the list of publishers."""

    address: str
    folder: Path
    temporary: Path
    log: Path
    publishers: Path


@pytest.fixture
def served(real_snapshot: SnapshotReference, tmp_path: Path) -> Iterator[Served]:
    folder, temporary = tmp_path / "snapshots", tmp_path / "temporary"
    shutil.copytree(real_snapshot.path.parent, folder)
    temporary.mkdir()
    publishers = tmp_path / "publishers.txt"
    publishers.write_text(PUBLISHER, encoding="utf-8")
    settings = {
        "ATLAS_DATA": str(folder), "TMPDIR": str(temporary), "ATLAS_USER_HEADER": HEADER,
        "ATLAS_PUBLISHERS": str(publishers),
    }  # fmt: skip
    with serve(ROOT / "app.py", tmp_path / "log.txt", settings) as server:
        yield Served(server.address, folder, temporary, tmp_path / "log.txt", publishers)
    assert list(temporary.glob("atlas-private-*")) == [], "nothing of an upload outlives the server"


@pytest.fixture
def readers(browser: Browser, complaints: Complaints) -> Iterator[list[Page]]:
    """Two browsers of two readers, the first of them a publisher where the server asks."""
    pages = []
    for name in (PUBLISHER, VIEWER):
        context = browser.new_context(
            locale="zh-CN", viewport={"width": 1366, "height": 768}, accept_downloads=True, user_agent=name
        )
        context.add_init_script(COUNT_RUNS)
        context.set_default_timeout(LONGEST_WAIT)
        pages.append(context.new_page())
        complaints.watch(pages[-1])
    yield pages
    for page in pages:
        page.context.close()


def upload(page: Page, served: Served, *files: tuple[str, bytes]) -> None:
    """Open the section, choose files and have them checked."""
    open_view(page, f"{served.address}/data?section=upload&lang=zh")
    payload = [{"name": name, "mimeType": "application/octet-stream", "buffer": content} for name, content in files]
    with a_run(page):
        page.locator(".st-key-upload-files input[type=file]").set_input_files(payload)  # type: ignore[arg-type]
    page.locator(".st-key-upload-check button").click()
    expect(page.locator(".st-key-section-accounts")).to_be_visible()


def use(page: Page) -> None:
    """Have the private snapshot built and wait until every page works on it."""
    page.locator(".st-key-private-use button").click()
    expect(page.locator(PRIVATE)).to_be_visible()


def test_faults_are_named_the_report_goes_back_and_the_corrected_file_is_used_by_its_reader_alone(
    served: Served, readers: list[Page]
) -> None:
    page, other = readers
    before = current_snapshot(served.folder)
    upload(page, served, ("returns.csv", FAULTY.encode("gb18030")))
    findings = page.locator(".st-key-section-findings tbody tr")
    expect(findings).to_have_count(1)
    for said in ("returns.csv", "4", "地区", "不存在省", "不在地区名录中", "写六位代码或全称"):
        expect(findings).to_contain_text(said)
    with page.expect_download() as download:
        page.locator(".st-key-report-xlsx button").click()
    sheet = openpyxl.load_workbook(io.BytesIO(download.value.path().read_bytes())).worksheets[0]
    assert [cell.value for cell in sheet[2]][1:6] == ["returns.csv", None, 4, "地区", "不存在省"]
    assert current_snapshot(served.folder) == before

    with a_run(page):
        page.locator(".st-key-upload-drop button").click()
    upload(page, served, ("returns.csv", SOUND.encode()))
    expect(page.locator(".st-key-section-findings")).to_have_count(0)
    expect(page.get_by_text(ZH("upload.summary", rows=2, loaded=2, rejected=0, errors=0, warnings=0))).to_be_visible()
    use(page)
    [private] = served.temporary.glob("atlas-private-*")
    assert stat.S_IMODE(private.stat().st_mode) == 0o700
    [made] = [path for path in private.rglob("atlas-*.duckdb") if not path.is_symlink()]
    identifier = made.stem.removeprefix("atlas-")

    open_view(page, f"{served.address}/{MAP}")
    wait_for_map(page)
    expect(page.locator(PRIVATE)).to_contain_text(ZH("private.mark"))
    expect(finding(page, "map")).to_contain_text("512")
    expect(page.locator(".st-key-map")).to_contain_text(ZH("private.mark"))
    expect(page.locator(".st-key-foot-map .mark-private")).to_have_text(ZH("private.mark"))
    body = open_popover(page, "link")
    expect(body).to_contain_text(ZH("private.no_link"))
    expect(body.locator("code")).to_have_count(0)
    page.keyboard.press("Escape")
    page.locator(".st-key-keep-map button").click()
    expect(page.get_by_text(ZH("keep.private"))).to_be_visible()

    for address in (page.url, f"{served.address}/{MAP}&snapshot={identifier}"):
        open_view(other, address)
        expect(other.locator(".st-key-header")).to_be_visible()
        expect(other.locator(PRIVATE)).to_have_count(0)
        expect(other.locator(".stMain")).not_to_contain_text("512")
        expect(other.locator(".st-key-layer")).not_to_contain_text(ZH("layer.imported"))
    open_view(other, f"{served.address}/data?section=upload&lang=zh")
    expect(other.locator(".st-key-upload-files")).to_be_visible()
    expect(other.locator(".stMain")).not_to_contain_text("returns.csv")

    open_view(page, f"{served.address}/{MAP}")
    expect(page.locator(PRIVATE)).to_be_visible()
    with a_run(page):
        page.locator(".st-key-private-stop button").click()
    expect(page.locator(PRIVATE)).to_have_count(0)
    expect(page.locator(".st-key-layer")).not_to_contain_text(ZH("layer.imported"))
    assert current_snapshot(served.folder) == before
    assert "512" not in served.log.read_text(encoding="utf-8") and "不存在省" not in served.log.read_text("utf-8")


def test_a_viewer_cannot_publish_and_a_publisher_is_asked_named_and_recorded(
    served: Served, readers: list[Page]
) -> None:
    page, other = readers
    open_view(other, f"{served.address}/{MAP}")
    expect(other.locator(".st-key-layer")).not_to_contain_text(ZH("layer.imported"))
    upload(other, served, ("own.csv", SOUND.encode()))
    expect(other.locator(".st-key-publish-do")).to_have_count(0)
    expect(other.locator(".st-key-section-publish")).to_contain_text(ZH("access.viewer"))

    upload(page, served, ("returns.csv", FAULTY.encode()))
    use(page)
    panel = page.locator(".st-key-section-publish")
    expect(panel).to_contain_text(ZH("publish.replaces", count=0))
    expect(panel).to_contain_text(ZH("publish.rows", kind="统计数据", count=2))
    expect(panel).to_contain_text(re.compile(r"新增或改动2行，消失或改动0行，涉及2个地区"))
    publish = page.locator(".st-key-publish-do button")
    with a_run(page):
        page.locator(".st-key-publish-sure label").click()
    expect(publish).to_be_disabled()
    with a_run(page):
        page.locator(".st-key-publish-partly label").click()
    before = current_snapshot(served.folder)
    publish.click()
    expect(page.get_by_text("已发布为数据快照")).to_be_visible()
    after = current_snapshot(served.folder)
    assert after != before
    expect(page.get_by_text(ZH("upload.published", snapshot=after.snapshot_id))).to_be_visible()
    expect(page.locator(PRIVATE)).to_have_count(0)
    assert history(served.folder)[0][-1].author == PUBLISHER
    entry = read_audit(served.folder)[-1].record
    assert (entry["who"], entry["action"], entry["what"]) == (PUBLISHER, "publish", after.snapshot_id)

    open_view(other, f"{served.address}/{MAP}")
    wait_for_map(other)
    expect(finding(other, "map")).to_contain_text("512")
    expect(other.locator(PRIVATE)).to_have_count(0)


def test_a_right_taken_away_counts_at_the_very_click(served: Served, readers: list[Page]) -> None:
    page = readers[0]
    before = current_snapshot(served.folder)
    upload(page, served, ("returns.csv", SOUND.encode()))
    with a_run(page):
        page.locator(".st-key-publish-sure label").click()
    served.publishers.write_text("", encoding="utf-8")
    with a_run(page):
        page.locator(".st-key-publish-do button").click()
    expect(page.locator(".st-key-section-publish")).to_contain_text(ZH("access.viewer"))
    expect(page.locator(".st-key-publish-do")).to_have_count(0)
    assert current_snapshot(served.folder) == before


def test_files_that_together_are_too_much_are_refused_before_the_server_takes_them(
    real_snapshot: SnapshotReference, tmp_path: Path, readers: list[Page], complaints: Complaints
) -> None:
    page, other = readers
    settings = {"ATLAS_DATA": str(real_snapshot.path.parent), "STREAMLIT_SERVER_MAX_UPLOAD_SIZE": "1"}
    half = [{"name": f"{n}.csv", "mimeType": "text/csv", "buffer": SOUND.encode() + b"\n" * 600_000} for n in range(2)]
    with serve(ROOT / "app.py", tmp_path / "log.txt", settings) as server:
        open_view(page, f"{server.address}/data?section=upload&lang=zh")
        choose = page.locator(".st-key-upload-files input[type=file]")
        with a_run(page), page.expect_response(re.compile("upload_file")) as first:
            choose.set_input_files(half[:1])  # type: ignore[arg-type]
        with page.expect_response(re.compile("upload_file")) as second:
            choose.set_input_files(half[1:])  # type: ignore[arg-type]
        assert (first.value.status, second.value.status) == (204, 413)
        words = "(element) => getComputedStyle(element, '::after').content"
        refused = page.locator("[data-testid=stFileUploader]:has([data-testid=stFileChipIconError])")
        expect_that(page, lambda: str(refused.evaluate(words)), lambda said: ZH("upload.refused") in said)
        expect_that(page, lambda: complaints.found, bool)
        assert all("413" in said for said in complaints.found)
        complaints.found.clear()

        open_view(other, f"{server.address}/data?section=upload&lang=zh")
        with a_run(other):
            other.locator(".st-key-upload-files input[type=file]").set_input_files(half[1:])  # type: ignore[arg-type]
        for _ in range(2):
            other.locator(".st-key-upload-check button").click()
            expect(other.locator(".st-key-section-accounts")).to_be_visible()
            with a_run(other):
                other.locator(".st-key-upload-drop button").click()
            # What was checked no longer counts, so the same reader may go on with as much again.
            with a_run(other):
                other.locator(".st-key-upload-files input[type=file]").set_input_files(half[:1])  # type: ignore[arg-type]
        for opened in readers:
            opened.close()


def huge_claim() -> bytes:
    """A workbook of a few kilobytes that says it unpacks to four gigabytes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 1000)
    content = bytearray(stream.getvalue())
    size = (1000).to_bytes(4, "little")
    directory = content.rindex(b"PK\x01\x02")
    place = content.index(size, directory)
    content[place : place + 4] = (0xFFFF_FFF0).to_bytes(4, "little")
    return bytes(content)


def test_what_is_no_table_is_refused_in_words(served: Served, readers: list[Page]) -> None:
    page = readers[0]
    upload(
        page, served,
        ("broken.xlsx", (DIRTY / "damaged.xlsx").read_bytes()),
        ("program.xlsx", b"MZ\x90\x00\x03\x00\x00\x00\x04\x00" * 40),
        ("empty.csv", b""),
        ("huge.xlsx", huge_claim()),
    )  # fmt: skip
    accounts = page.locator(".st-key-section-accounts")
    for said in ("broken.xlsx：工作簿已损坏", "program.xlsx：", "empty.csv：文件没有内容", "huge.xlsx：文件展开后过大"):
        expect(accounts).to_contain_text(said)
    expect(page.get_by_text(ZH("upload.nothing"))).to_be_visible()
    for key in ("private-use", "publish-do"):
        expect(page.locator(f".st-key-{key}")).to_have_count(0)
