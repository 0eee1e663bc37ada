"""The atlas below /stats/ of a host that serves other things too, through nginx with the shipped configuration."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Page, expect

from pages.texts import load_texts
from tests.browser.conftest import OpenPage
from tests.browser.views import (
    a_run,
    expect_no_parameter,
    expect_read,
    open_popover,
    open_view,
    read_map,
    wait_for_map,
)
from tests.running_app import ROOT, serve
from tests.running_front import running_front

pytestmark = pytest.mark.browser

ZH = load_texts("zh")
BASE = "/stats"
VIEW = "lang=zh&indicator=designs_per_10k_people&region=440000"
SOUND = "指标,地区,年份,数值\n有效发明专利,广东,2031,100\n".encode()


@dataclass(frozen=True)
class Served:
    """The address of the host, where nginx keeps what it keeps, and that of the process behind it."""

    host: str
    kept: Path
    behind: str

    @property
    def address(self) -> str:
        """The address of the atlas."""
        return self.host + BASE


@pytest.fixture(scope="module")
def served(snapshot_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One process below the path, and nginx before it."""
    folder = tmp_path_factory.mktemp("below")
    settings = {"ATLAS_DATA": str(snapshot_folder)}
    with serve(ROOT / "app.py", folder / "log.txt", settings, base=BASE) as app:
        port = urlsplit(app.address).port
        assert port
        with running_front(folder / "front", [port], "atlas-site-shared") as host:
            yield Served(host, folder / "front" / "cache", app.address + BASE)


@pytest.fixture
def asked(open_page: OpenPage) -> Iterator[tuple[Page, list[str]]]:
    """A page of a reader who was never here, and every address that it asks; none may lie outside the path."""
    page = open_page(fresh=True)
    addresses: list[str] = []
    page.on("request", lambda request: addresses.append(request.url))
    page.on("websocket", lambda socket: addresses.append(socket.url))
    yield page, addresses
    paths = [urlsplit(address).path for address in addresses if urlsplit(address).scheme not in ("data", "blob")]
    assert len(paths) > 20
    assert [path for path in paths if not path.startswith(f"{BASE}/")] == []


def test_a_map_is_painted_from_files_below_the_path_that_nginx_keeps(
    served: Served, asked: tuple[Page, list[str]]
) -> None:
    page, addresses = asked
    open_view(page, f"{served.address}/distribution?{VIEW}")
    assert len({path["code"] for path in read_map(page)["main"]}) == 34
    files = [address for address in addresses if f"{BASE}/app/static/geo/" in address]
    assert files
    assert f"{served.host.replace('http', 'ws', 1)}{BASE}/_stcore/stream" in addresses
    assert any(path.is_file() for path in served.kept.rglob("*"))
    for address in files:
        behind = address.replace(served.host, served.behind.removesuffix(BASE))
        assert urlopen(address, timeout=30).read() == urlopen(behind, timeout=30).read()
    with a_run(page):
        page.locator(".st-key-nav-briefing a").click()
    assert urlsplit(page.url).path == f"{BASE}/briefing"


def test_the_page_without_its_last_stroke_and_a_page_that_nobody_has_lead_to_the_atlas(
    served: Served, asked: tuple[Page, list[str]]
) -> None:
    page, _ = asked
    open_view(page, f"{served.address}/nowhere?lang=zh")
    expect_read(page, lambda: urlsplit(page.url).path, f"{BASE}/")
    expect(page.locator(".st-key-notices")).to_contain_text("nowhere")
    told = urlopen(Request(served.address, headers={"Accept": "text/html"}), timeout=30)
    assert told.url == f"{served.address}/"


def test_downloads_and_uploads_pass_and_an_upload_from_elsewhere_does_not(
    served: Served, asked: tuple[Page, list[str]]
) -> None:
    page, _ = asked
    open_view(page, f"{served.address}/distribution?{VIEW}")
    wait_for_map(page)
    body = open_popover(page, "download-map")
    with page.expect_download() as waiting:
        body.get_by_role("button", name=ZH("export.csv"), exact=True).click()
    assert Path(waiting.value.path()).read_bytes().startswith(b"\xef\xbb\xbf")

    open_view(page, f"{served.address}/data?section=upload&lang=zh")
    file = {"name": "returns.csv", "mimeType": "text/csv", "buffer": SOUND}
    with a_run(page), page.expect_request(lambda request: "/_stcore/upload_file/" in request.url) as sent:
        page.locator(".st-key-upload-files input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    answer = sent.value.response()
    assert answer is not None and answer.status == 204
    headers = sent.value.all_headers()
    token = headers["x-xsrftoken"]
    # The same once more as another site would send it: with the cookies, without the token that only the page can read.
    for told, status in (({}, 403), ({"X-Xsrftoken": token}, 204)):
        again = page.request.put(
            sent.value.url, headers=told, multipart={"file": {"name": "a.csv", "mimeType": "text/csv", "buffer": SOUND}}
        )
        assert again.status == status
    page.locator(".st-key-upload-check button").click()
    expect(page.locator(".st-key-section-accounts")).to_be_visible()


def test_keys_lead_through_a_presentation(served: Served, asked: tuple[Page, list[str]]) -> None:
    page, _ = asked
    open_view(page, f"{served.address}/distribution?{VIEW}")
    wait_for_map(page)
    for frame in ("map", "ranking"):
        with a_run(page):
            page.locator(f".st-key-keep-{frame} button").click()
    with a_run(page):
        page.locator(".st-key-nav-briefing a").click()
    page.get_by_role("button", name=ZH("meeting.start")).click()
    # Keys are heard from when the region stands that is read aloud.
    page.locator("#meeting-said").wait_for(state="attached")
    for number, key in ((1, "PageDown"), (2, "PageUp"), (1, "Escape")):
        expect(page.locator(".place-in-meeting")).to_have_text(ZH("briefing.step", number=number, count=2))
        page.keyboard.press(key)
    page.get_by_role("button", name=ZH("meeting.start")).wait_for()
    expect_no_parameter(page, "mode")


def test_what_is_no_part_of_the_atlas_is_left_to_the_host(served: Served) -> None:
    """Nginx answers for itself; the process behind is not asked."""
    for path in ("/", "/distribution", "/statsother", "/_stcore/health"):
        request = Request(served.host + path)
        with pytest.raises(OSError, match=r"HTTP Error 40[34]"):
            urlopen(request, timeout=30)


def test_through_nginx_everybody_reads_health_and_nobody_the_metrics(served: Served) -> None:
    assert urlopen(f"{served.address}/health/ready", timeout=30).status == 200
    assert urlopen(f"{served.behind}/metrics", timeout=30).status == 200
    with pytest.raises(OSError, match="HTTP Error 404"):
        urlopen(f"{served.address}/metrics", timeout=30)
