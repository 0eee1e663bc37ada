"""Who may restore a snapshot, by a real log-in, by a header, and by force: the server asks at every action."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest
from playwright.sync_api import Browser, BrowserContext, FilePayload, Locator, Page, expect

from data.audit import AUDIT_FILE, read_audit
from data.snapshot import SnapshotReference, current_snapshot, only_writer, snapshot_path
from pages.texts import load_texts
from tests.browser.audit import grave
from tests.browser.conftest import Complaints
from tests.browser.views import COUNT_RUNS, LONGEST_WAIT, a_run, expect_that, open_popover, open_view, switch
from tests.forged import client
from tests.running_app import HOST, free_port, running_app, running_process

pytestmark = pytest.mark.browser

NEWER, DAMAGED = "0123456789ab", "aaaaaaaaaaaa"
SECTION = "data?lang=zh&section=snapshots"
UPLOAD = "lang=zh&section=upload"
RETURNS: FilePayload = {
    "name": "returns.csv", "mimeType": "text/csv",
    "buffer": "年份,地区,指标,数值,单位\n2024,广东省,专利代理机构,512,家\n".encode(),
}  # fmt: skip
HEADER = "X-Atlas-User"
PUBLISHER, VIEWER = "wang.fang@ministry.test", "zhao@ministry.test"
T = load_texts("zh")


@pytest.fixture(scope="module")
def served_folder(real_snapshot: SnapshotReference, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the snapshots with a newer one, which is current, and a damaged file; servers of all tests have it."""
    folder = Path(shutil.copytree(real_snapshot.path.parent, tmp_path_factory.mktemp("roles") / "snapshots"))
    newer = snapshot_path(folder, NEWER)
    shutil.copy(real_snapshot.path, newer)
    with duckdb.connect(str(newer)) as connection:
        connection.execute(
            "update snapshot set snapshot_id = $newer, author = '赵强', built_at = built_at + interval 1 hour",
            {"newer": NEWER},
        )
    snapshot_path(folder, DAMAGED).write_bytes(b"rubbish")
    (folder / "current").write_text(f"{NEWER}\n", encoding="utf-8")
    shutil.copytree(folder, folder.with_name("as it was"))
    return folder


@pytest.fixture
def own_folder(served_folder: Path) -> Path:
    """That folder as it was in the beginning, whatever the tests before did to it."""
    was = served_folder.with_name("as it was")
    for path in served_folder.iterdir():
        if not (was / path.name).is_file() or path.is_dir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    for path in was.iterdir():
        now = served_folder / path.name
        # A snapshot is never written to once it stands, and a server may have it open.
        if path.suffix != ".duckdb" or not now.exists():
            shutil.copy(path, now)
    return served_folder


@pytest.fixture(scope="module")
def listed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the list of publishers stands."""
    return tmp_path_factory.mktemp("publishers") / "publishers.txt"


@pytest.fixture
def publishers(listed: Path) -> Path:
    """The list of publishers, which the test may change while the server runs."""
    listed.write_text(f"{PUBLISHER}\n", encoding="utf-8")
    return listed


@dataclass
class Visitors:
    """Browser contexts of this test's own, each a person with cookies and headers of their own."""

    browser: Browser
    complaints: Complaints
    contexts: list[BrowserContext]

    def page(self, name: str = "", header: str = HEADER) -> Page:
        """A page of somebody new; with a name, the proxy in front says it."""
        context = self.browser.new_context(
            locale="zh-CN", timezone_id="Asia/Shanghai", viewport={"width": 1366, "height": 768},
            extra_http_headers={header: name} if name else {},
        )  # fmt: skip
        context.add_init_script(COUNT_RUNS)
        context.set_default_timeout(LONGEST_WAIT)
        self.contexts.append(context)
        page = context.new_page()
        self.complaints.watch(page)
        return page


@pytest.fixture
def visitors(browser: Browser, complaints: Complaints) -> Iterator[Visitors]:
    """People who come with nothing in common."""
    came = Visitors(browser, complaints, [])
    yield came
    for context in came.contexts:
        context.close()


@pytest.fixture(scope="module")
def proxied(served_folder: Path, listed: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A server that trusts the header of the proxy in front of it, and its log."""
    log = tmp_path_factory.mktemp("proxied") / "log.txt"
    settings = {"ATLAS_USER_HEADER": HEADER, "ATLAS_PUBLISHERS": str(listed)}
    with running_app(served_folder, log, settings) as address:
        yield address, log


@pytest.fixture
def behind_a_proxy(proxied: tuple[str, Path], own_folder: Path, publishers: Path) -> Iterator[str]:
    """Its address, on the folder and the list as they were in the beginning."""
    address, log = proxied
    before = log.stat().st_size
    yield address
    # Streamlit logs why a file could not be made with its trace, whatever the reason.
    said = log.read_bytes()[before:].decode()
    assert "Traceback" not in said or "Callable execution failed: 无法写入审计文件" in said


def restorations(folder: Path) -> list[tuple[str, str]]:
    """Who restored what, as the audit file says; its chain is whole."""
    entries = read_audit(folder)
    assert [entry.fault for entry in entries if entry.fault] == []
    return [(one.record["who"], one.record["what"]) for one in entries if one.record["action"] == "restore"]


def row(page: Page, snapshot_id: str) -> Locator:
    """The row of a snapshot."""
    return page.locator(f".st-key-snapshot-{snapshot_id}")


def current(page: Page, snapshot_id: str) -> Locator:
    """The mark of the current snapshot on the row of this one."""
    return row(page, snapshot_id).locator(".status").get_by_text(T("snapshots.current"), exact=True)


def press_restore(page: Page, snapshot_id: str) -> None:
    """Ask for a restoration, which the page answers with a question or a refusal."""
    with a_run(page):
        page.locator(f".st-key-restore-{snapshot_id} button").click()


def log_in(page: Page, name: str, password: str) -> None:
    """Log in at the provider, as a person does, and come back."""
    page.locator(".st-key-log-in button").click()
    page.locator("input[name=username]").fill(name)
    page.locator("input[name=password]").fill(password)
    page.get_by_role("button", name="Continue").click()
    expect(page.locator(".st-key-log-out")).to_be_visible()


# --------------------------------------------------------------------------------------------------------- log-in


@pytest.fixture(scope="module")
def logging_in(served_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server whose readers log in at a provider of OpenID Connect, another process on this machine."""
    folder = tmp_path_factory.mktemp("log-in")
    port, provider_port = free_port(), free_port()
    redirect = f"http://{HOST}:{port}/oauth2callback"
    registration = {
        "client": {"client_id": "atlas", "client_secret": "the secret of the atlas", "redirect_uri": redirect},
        "users": {
            "wang": {"password": "first", "claims": {"email": PUBLISHER, "email_verified": True}},
            "li": {"password": "second", "claims": {"email": "li@ministry.test", "roles": ["reader", "publisher"]}},
            "zhao": {"password": "third", "claims": {"email": VIEWER, "email_verified": True, "roles": ["reader"]}},
            "sun": {"password": "fourth", "claims": {"email": PUBLISHER, "email_verified": False}},
        },
    }
    (folder / "registration.json").write_text(json.dumps(registration), encoding="utf-8")
    provider = f"http://{HOST}:{provider_port}/.well-known/openid-configuration"
    (folder / "secrets.toml").write_text(
        f"[auth]\nredirect_uri = '{redirect}'\ncookie_secret = '0123456789abcdef0123456789abcdef'\n"
        f"client_id = 'atlas'\nclient_secret = 'the secret of the atlas'\nserver_metadata_url = '{provider}'\n",
        encoding="utf-8",
    )
    settings = {
        "STREAMLIT_SECRETS_FILES": str(folder / "secrets.toml"),
        "ATLAS_PUBLISHERS": PUBLISHER,
        "ATLAS_PUBLISHER_CLAIM": "roles=publisher",
    }
    command = [sys.executable, "-m", "tests.identity_provider", str(provider_port), str(folder / "registration.json")]
    with (
        running_process(command, folder / "provider.txt", provider),
        running_app(served_folder, folder / "log.txt", settings, port) as address,
    ):
        yield address


@pytest.fixture
def with_log_in(logging_in: str, own_folder: Path) -> str:
    """Its address, on the folder as it was in the beginning."""
    return logging_in


def test_a_publisher_logs_in_and_restores_and_a_viewer_does_not(
    with_log_in: str, own_folder: Path, real_snapshot: SnapshotReference, visitors: Visitors
) -> None:
    older = real_snapshot.snapshot_id
    page = visitors.page()
    open_view(page, f"{with_log_in}/{SECTION}")
    expect(current(page, NEWER)).to_be_visible()
    expect(page.locator(".who")).to_have_count(0)
    expect(page.locator("[class*=st-key-restore-]")).to_have_count(0)

    log_in(page, "zhao", "third")
    expect(page.locator(".who")).to_contain_text(VIEWER)
    expect(page.locator(".who")).to_contain_text(T("access.role.viewer"))
    open_view(page, f"{with_log_in}/{SECTION}")
    expect(row(page, older)).to_be_visible()
    expect(page.locator("[class*=st-key-restore-]")).to_have_count(0)
    page.locator(".st-key-log-out button").click()
    expect(page.locator(".st-key-log-in")).to_be_visible()
    expect(page.locator(".who")).to_have_count(0)

    log_in(page, "wang", "first")
    expect(page.locator(".who")).to_contain_text(T("access.role.publisher"))
    open_view(page, f"{with_log_in}/{SECTION}")
    press_restore(page, older)
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text(older)
    assert current_snapshot(own_folder).snapshot_id == NEWER
    page.locator(".st-key-restore-confirmed button").click()
    expect(current(page, older)).to_be_visible()
    assert current_snapshot(own_folder).snapshot_id == older
    assert restorations(own_folder) == [(PUBLISHER, older)]

    page.locator(".st-key-log-out button").click()
    expect(page.locator(".st-key-log-in")).to_be_visible()
    open_view(page, f"{with_log_in}/{SECTION}")
    expect(page.locator("[class*=st-key-restore-]")).to_have_count(0)
    assert not any("token" in line.lower() for line in (own_folder / AUDIT_FILE).read_text("utf-8").splitlines())


@pytest.mark.parametrize(
    ("user", "password", "shown", "role"),
    [("li", "second", "subject-of-li", "publisher"), ("sun", "fourth", "subject-of-sun", "viewer")],
    ids=["by claim, named by no address that nobody verified", "by an address that is not verified"],
)
def test_a_claim_makes_a_publisher_and_an_unverified_address_does_not(
    with_log_in: str, visitors: Visitors, user: str, password: str, shown: str, role: str
) -> None:
    page = visitors.page()
    open_view(page, f"{with_log_in}/?lang=zh")
    log_in(page, user, password)
    expect(page.locator(".who")).to_contain_text(shown)
    expect(page.locator(".who")).to_contain_text(T(f"access.role.{role}"))


def test_a_log_in_with_a_wrong_password_or_a_changed_cookie_is_none(with_log_in: str, visitors: Visitors) -> None:
    page = visitors.page()
    open_view(page, f"{with_log_in}/?lang=zh")
    page.locator(".st-key-log-in button").click()
    page.locator("input[name=username]").fill("wang")
    page.locator("input[name=password]").fill("guessed")
    page.get_by_role("button", name="Continue").click()
    expect(page.locator("body")).to_contain_text("Wrong name or password")
    open_view(page, f"{with_log_in}/?lang=zh")
    log_in(page, "zhao", "third")
    cookies = page.context.cookies()
    [signed] = [cookie for cookie in cookies if cookie["name"] == "_streamlit_user"]
    changed = ("B" if signed["value"][20] == "A" else "A").join((signed["value"][:20], signed["value"][21:]))
    page.context.add_cookies([{**signed, "value": changed}])  # type: ignore[list-item]
    open_view(page, f"{with_log_in}/{SECTION}")
    expect(page.locator(".st-key-log-in")).to_be_visible()
    expect(page.locator(".who")).to_have_count(0)


# --------------------------------------------------------------------------------------------------------- header


def test_two_readers_behind_a_proxy_have_the_roles_of_their_names_and_see_the_same_snapshot(
    behind_a_proxy: str, own_folder: Path, real_snapshot: SnapshotReference, visitors: Visitors
) -> None:
    older = real_snapshot.snapshot_id
    publisher, viewer = visitors.page(PUBLISHER), visitors.page(VIEWER)
    for page, name, role in ((publisher, PUBLISHER, "publisher"), (viewer, VIEWER, "viewer")):
        open_view(page, f"{behind_a_proxy}/{SECTION}")
        expect(page.locator(".who")).to_contain_text(name)
        expect(page.locator(".who")).to_contain_text(T(f"access.role.{role}"))
        expect(page.locator(".st-key-log-in")).to_have_count(0)
    expect(viewer.locator("[class*=st-key-restore-]")).to_have_count(0)
    expect(row(viewer, NEWER)).to_contain_text("赵强")
    expect(row(viewer, NEWER)).to_contain_text("UTC+8")
    expect(viewer.locator("[data-testid=stAlert]")).to_contain_text(f"atlas-{DAMAGED}.duckdb")

    press_restore(publisher, older)
    publisher.locator(".st-key-restore-confirmed button").click()
    expect(current(publisher, older)).to_be_visible()
    assert restorations(own_folder) == [(PUBLISHER, older)]

    expect(current(viewer, NEWER)).to_be_visible()
    switch(viewer, "section", T("data.coverage"))
    switch(viewer, "section", T("data.snapshots"))
    expect(current(viewer, older)).to_be_visible()
    row(viewer, NEWER).locator("a").click()
    expect(viewer.locator(".st-key-pinned")).to_contain_text(NEWER)
    expect(row(viewer, NEWER)).to_contain_text(T("snapshots.shown"))


def test_whoever_loses_the_right_meanwhile_is_refused_in_words(
    behind_a_proxy: str, own_folder: Path, publishers: Path, real_snapshot: SnapshotReference, visitors: Visitors
) -> None:
    page = visitors.page(PUBLISHER)
    open_view(page, f"{behind_a_proxy}/{SECTION}")
    press_restore(page, real_snapshot.snapshot_id)
    expect(page.locator(".st-key-restore-confirmed")).to_be_visible()
    publishers.write_text("nobody\n", encoding="utf-8")
    page.locator(".st-key-restore-confirmed button").click()
    expect(page.get_by_role("dialog")).to_contain_text(T("access.viewer"))
    assert grave(page) == []

    publishers.write_text(f"{PUBLISHER}\n", encoding="utf-8")
    open_view(page, f"{behind_a_proxy}/{SECTION}")
    expect(page.locator(f".st-key-restore-{real_snapshot.snapshot_id}")).to_be_visible()
    publishers.write_text("nobody\n", encoding="utf-8")
    press_restore(page, real_snapshot.snapshot_id)
    expect(page.locator("[data-testid=stAlert]").last).to_contain_text(T("access.viewer"))
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert current_snapshot(own_folder).snapshot_id == NEWER and restorations(own_folder) == []


def test_a_restoration_is_refused_in_words_once_it_is_not_what_its_reader_was_shown(
    behind_a_proxy: str, own_folder: Path, real_snapshot: SnapshotReference, visitors: Visitors
) -> None:
    older = real_snapshot.snapshot_id
    page = visitors.page(PUBLISHER)
    open_view(page, f"{behind_a_proxy}/{SECTION}")
    press_restore(page, older)
    dialog, sure = page.get_by_role("dialog"), page.locator(".st-key-restore-confirmed button")
    with only_writer(own_folder):
        sure.click()
        expect(dialog).to_contain_text(T("snapshots.refused.busy"))
    third = "bbbbbbbbbbbb"
    shutil.copy(real_snapshot.path, snapshot_path(own_folder, third))
    (own_folder / "current").write_text(f"{third}\n", encoding="utf-8")
    sure.click()
    expect(dialog).to_contain_text(T("snapshots.refused.moved"))
    assert current_snapshot(own_folder).snapshot_id == third and restorations(own_folder) == []


def test_a_header_that_nobody_configured_is_ignored(own_folder: Path, tmp_path: Path, visitors: Visitors) -> None:
    settings = {"ATLAS_PUBLISHERS": PUBLISHER}
    with running_app(own_folder, tmp_path / "log.txt", settings) as address:
        page = visitors.page(PUBLISHER)
        open_view(page, f"{address}/{SECTION}")
        expect(row(page, NEWER)).to_be_visible()
        expect(page.locator(".who")).to_have_count(0)
        expect(page.locator("[class*=st-key-restore-]")).to_have_count(0)
        page.context.close()


def test_what_was_exported_is_recorded_and_what_cannot_be_recorded_is_refused_in_words(
    behind_a_proxy: str, own_folder: Path, visitors: Visitors
) -> None:
    page = visitors.page(VIEWER)
    open_view(page, f"{behind_a_proxy}/data?lang=zh&section=places")
    with page.expect_download() as waited:
        page.locator(".st-key-csv-membership button").click()
    assert waited.value.suggested_filename == f"membership-{NEWER}.csv"
    open_view(page, f"{behind_a_proxy}/?lang=zh")
    body = open_popover(page, "download-national")
    with page.expect_download():
        body.locator(".st-key-xlsx-national button").click()
    exports = [entry.record for entry in read_audit(own_folder) if entry.record["action"] == "export"]
    assert [(export["who"], export["what"][-4:]) for export in exports] == [(VIEWER, ".csv"), (VIEWER, "xlsx")]
    assert exports[0]["details"] == {"snapshot": NEWER, "layer": "published", "language": "zh", "view": ""}
    assert "series=institutions" in exports[1]["details"]["view"]

    open_view(page, f"{behind_a_proxy}/data?lang=zh&section=places")
    (own_folder / AUDIT_FILE).unlink()
    (own_folder / AUDIT_FILE).mkdir()
    page.locator(".st-key-csv-membership button").click()
    refused = page.locator("[data-testid=stDownloadButtonError]")
    expect(refused).to_be_visible()
    words = "(element) => getComputedStyle(element, '::after').content"
    expect_that(page, lambda: str(refused.evaluate(words)), lambda said: T("header.download") in said)
    open_view(page, f"{behind_a_proxy}/data?lang=zh&section=places")
    expect(page.locator(".st-key-section-membership")).to_contain_text(T("access.unrecordable"))
    expect(page.locator(".st-key-csv-membership")).to_have_count(0)


# --------------------------------------------------------------------------------------------------------- force


def test_what_a_viewer_sends_past_the_page_moves_nothing_and_the_same_from_a_publisher_does(
    behind_a_proxy: str, own_folder: Path, real_snapshot: SnapshotReference
) -> None:
    older = real_snapshot.snapshot_id
    query = SECTION.partition("?")[2]
    with client(behind_a_proxy, [(HEADER, PUBLISHER)]) as publisher:
        publisher.run("data", query)
        ask = publisher.widgets[f"restore-{older}"]
        publisher.run("data", query, [ask])
        confirm = publisher.widgets["restore-confirmed"]
        fragment = publisher.fragments["restore-confirmed"]
        assert fragment and current_snapshot(own_folder).snapshot_id == NEWER

        recorded = (own_folder / AUDIT_FILE).read_bytes()
        for headers in ([(HEADER, VIEWER)], [], [(HEADER, VIEWER), (HEADER, PUBLISHER)], [("X-User", PUBLISHER)]):
            with client(behind_a_proxy, headers) as viewer:
                viewer.run("data", query)
                assert f"restore-{older}" not in viewer.widgets
                viewer.run("data", query, [ask])
                viewer.run("data", query, [ask, confirm])
                viewer.send("data", query, [confirm], fragment)
                viewer.run("data", query)
                assert "restore-confirmed" not in viewer.widgets
        assert current_snapshot(own_folder).snapshot_id == NEWER
        assert (own_folder / AUDIT_FILE).read_bytes() == recorded

        publisher.run("data", query, [confirm], fragment)
    assert current_snapshot(own_folder).snapshot_id == older
    assert restorations(own_folder) == [(PUBLISHER, older)]


def test_a_viewer_cannot_publish_past_the_page_what_lies_ready_and_a_publisher_can(
    behind_a_proxy: str, own_folder: Path, visitors: Visitors
) -> None:
    recorded = read_audit(own_folder)
    cookies = {}
    for name in (PUBLISHER, VIEWER):
        page = visitors.page(name)
        open_view(page, f"{behind_a_proxy}/data?{UPLOAD}")
        with a_run(page):
            page.locator(".st-key-upload-files input[type=file]").set_input_files(RETURNS)
        page.locator(".st-key-upload-check button").click()
        expect(page.locator(".st-key-section-accounts")).to_be_visible()
        [given] = [cookie for cookie in page.context.cookies() if cookie["name"] == "reader"]
        assert given["httpOnly"]
        cookies[name] = ("Cookie", f"reader={given['value']}")
    own, others = cookies[VIEWER], cookies[PUBLISHER]
    with client(behind_a_proxy, [(HEADER, PUBLISHER), others]) as publisher:
        publisher.run("data", UPLOAD)
        sure = publisher.widgets["publish-sure"]
        publisher.run("data", UPLOAD, ticked=[sure])
        publish = publisher.widgets["publish-do"]

        with client(behind_a_proxy, [(HEADER, VIEWER), own]) as viewer:
            for pressed in ([], [publish], [publish]):
                viewer.run("data", UPLOAD, pressed, ticked=[sure])
                assert T("publish.title") in viewer.said and "publish-do" not in viewer.widgets
        for headers in ([others], [(HEADER, VIEWER), others], [(HEADER, VIEWER), (HEADER, PUBLISHER), others]):
            with client(behind_a_proxy, headers) as stranger:
                stranger.run("data", UPLOAD, [publish], ticked=[sure])
                assert "publish-do" not in stranger.widgets
        assert current_snapshot(own_folder).snapshot_id == NEWER and read_audit(own_folder) == recorded

        publisher.run("data", UPLOAD, [publish], ticked=[sure])
    published = current_snapshot(own_folder).snapshot_id
    assert published != NEWER
    moves = [(one.record["who"], one.record["action"], one.record["what"])
             for one in read_audit(own_folder)[len(recorded):]]
    assert moves == [(PUBLISHER, "publish", published)]
