"""Security headers, the names this server answers to, and the addresses it answers at all, each by itself."""

from __future__ import annotations

import asyncio
import re
from base64 import b64encode
from hashlib import sha256

import pytest
from httpx import ASGITransport, AsyncClient, Response
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.responses import Response as Answer
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Scope, Send

from pages.shell import hosts, house_page
from pages.shell.addresses import Addresses, methods_open
from pages.shell.hosts import Hosts, is_own_page, is_served
from pages.shell.house_page import HousePage
from pages.shell.security import ALWAYS, BY_HTTPS, OF_OTHERS, SecurityHeaders, page_policy

SHIPPED = "<!doctype html><html><head><script>window.a = 1</script></head><body><div id=root></div></body></html>"
HTML = {"accept": "text/html"}


def site(request: Request) -> Answer:
    """As Streamlit answers: its page for whatever it does not know."""
    if request.url.path.endswith(("/told", "/_stcore/health")):
        return PlainTextResponse("told", headers={"set-cookie": "_streamlit_xsrf=1; Path=/; SameSite=Lax"})
    if request.url.path == "/fails":
        raise RuntimeError("the password is 1234")
    return HTMLResponse(SHIPPED)


METHODS = ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE"]
SITE = Starlette(routes=[Route("/{rest:path}", site, methods=METHODS)])


def ask(app: ASGIApp, path: str, method: str = "GET", host: str = "atlas.example", **headers: str) -> Response:
    async def asked() -> Response:
        transport = ASGITransport(app, raise_app_exceptions=False)
        async with AsyncClient(transport=transport, base_url=f"http://{host}") as reader:
            return await reader.request(method, path, headers=headers)

    return asyncio.run(asked())


@pytest.mark.parametrize("path", ["/", "/told", "/_stcore/health"])
def test_every_answer_bears_the_headers(path: str) -> None:
    told = ask(SecurityHeaders(SITE), path)
    assert {name: told.headers.get(name) for name in ALWAYS} == dict(ALWAYS)
    assert told.headers["content-security-policy"] == OF_OTHERS
    assert not {name.lower() for name in BY_HTTPS} & set(told.headers)


def test_by_https_the_browser_is_told_to_stay_and_every_cookie_is_secure() -> None:
    by_proxy = ask(SecurityHeaders(SITE), "/told", **{"x-forwarded-proto": "https"})
    assert {name: by_proxy.headers.get(name) for name in BY_HTTPS} == dict(BY_HTTPS)
    assert by_proxy.headers["set-cookie"].endswith("; SameSite=Lax; Secure")
    assert "Secure" not in ask(SecurityHeaders(SITE), "/told").headers["set-cookie"]


def test_a_page_runs_what_is_written_into_it_and_nothing_that_slips_in() -> None:
    page = ask(SecurityHeaders(HousePage(SITE)), "/distribution", **HTML)
    policy = page.headers["content-security-policy"]
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    for kind in ("script", "style"):
        written = re.findall(f"<{kind}>(.*?)</{kind}>", page.text, re.DOTALL)
        hashes = {f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'" for text in written}
        assert hashes and hashes <= set(rules[f"{kind}-src" if kind == "script" else "style-src-elem"].split())
    strict = rules["script-src"] + rules["style-src-elem"]
    assert not re.search(r"(?<!wasm-)unsafe-(inline|eval|hashes)|https?:|\*", strict)
    assert {rules[name] for name in ("default-src", "frame-ancestors", "base-uri", "object-src")} == {"'none'"}
    assert (rules["connect-src"], rules["form-action"]) == ("'self' data:", "'self'")


def test_the_policy_is_made_once_and_the_same_without_the_body(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[bytes] = []

    def counted(page: bytes) -> str:
        made.append(page)
        return page_policy(page)

    monkeypatch.setattr(house_page, "page_policy", counted)
    site = SecurityHeaders(HousePage(SITE))
    asked = [(method, path) for path in ("/", "/distribution", "/methods") for method in ("GET", "HEAD")]
    told = [ask(site, path, method, **HTML) for method, path in asked]
    assert len({one.headers["content-security-policy"] for one in told}) == 1
    lengths = [one.headers["content-length"] for one in told]
    assert lengths[::2] == lengths[1::2]
    assert [len(one.content) > 0 for one in told] == [True, False] * 3
    assert len(made) == 1 and made[0] == told[0].content


def test_another_page_has_another_policy() -> None:
    assert page_policy(b"<script>1</script>") != page_policy(b"<script>2</script>")


def test_a_file_that_is_a_page_itself_is_handed_over_unchanged() -> None:
    assert ask(HousePage(SITE), "/media/profile.html", **HTML).text == SHIPPED
    assert ask(HousePage(SITE), "/", **HTML).text != SHIPPED


def test_an_error_shows_no_trace() -> None:
    told = ask(SecurityHeaders(SITE), "/fails")
    assert (told.status_code, told.text) == (500, "Internal Server Error")


def test_a_failure_bears_the_headers_and_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    """Among the middleware, as in app.py: what fails there is answered outside of it."""

    def failing(app: ASGIApp) -> ASGIApp:
        async def fail(*_: object) -> None:
            raise RuntimeError("the password is 1234")

        return fail

    told = ask(Starlette(middleware=[Middleware(SecurityHeaders), Middleware(failing)]), "/told")
    assert (told.status_code, told.text) == (500, "Internal Server Error")
    assert {name: told.headers.get(name) for name in ALWAYS} == dict(ALWAYS)
    assert told.headers["content-security-policy"] == OF_OTHERS
    assert "the password is 1234" in caplog.text


def test_what_fails_after_its_head_was_sent_is_not_begun_again() -> None:
    async def app(scope: Scope, receive: object, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        raise RuntimeError("half told")

    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.request"}

    scope = {"type": "http", "path": "/", "scheme": "http", "headers": []}
    with pytest.raises(RuntimeError, match="half told"):
        asyncio.run(SecurityHeaders(app)(scope, receive, send))
    assert [message["status"] for message in sent] == [200]


NAMES = ("atlas.example", "*.house.example")


@pytest.mark.parametrize(("host", "served"), [
    ("atlas.example", True), ("ATLAS.example:8443", True), ("atlas.example.", True), ("a.house.example", True),
    ("localhost:8501", True), ("127.0.0.1", True), ("[::1]:8501", True),
    ("evil.example", False), ("atlas.example.evil.example", False), ("house.example", False), ("10.0.0.5", False),
    ("", False), ("atlas.example:x", False), ("atlas.example/x", False), ("user@atlas.example", False),
    ("evilatlas.example", False), ("atlas.example#", True), ("a b", False),
])  # fmt: skip
def test_the_server_answers_to_its_names(host: str, served: bool) -> None:
    assert is_served(host, NAMES) is served


def test_without_names_every_well_formed_host_is_served() -> None:
    assert is_served("anything.example", ()) and not is_served("", ()) and not is_served("a:b:c", ())


@pytest.mark.parametrize(("origin", "host", "own"), [
    ("http://atlas.example", "atlas.example", True),
    ("https://atlas.example", "atlas.example", True),
    ("https://atlas.example:8443", "atlas.example:8443", True),
    ("https://atlas.example", "atlas.example:443", True),
    ("http://atlas.example:80", "atlas.example", True),
    # Something else on the same machine.
    ("http://atlas.example:8080", "atlas.example", False),
    ("https://atlas.example:80", "atlas.example", False),
    ("http://localhost:8501", "localhost:8501", True),
    ("http://[::1]:8501", "[::1]:8501", True),
    ("http://localhost:3000", "localhost:8501", False),
    ("http://localhost", "127.0.0.1", False),
    ("https://evil.example", "atlas.example", False),
    ("https://atlas.example.evil.example", "atlas.example", False),
    ("https://atlas.example:8443", "atlas.example:443", False),
    ("file://", "atlas.example", False), ("null", "atlas.example", False), ("", "atlas.example", False),
    ("ftp://atlas.example", "atlas.example", False), ("http://atlas.example/x", "atlas.example", False),
])  # fmt: skip
def test_a_page_connects_to_the_server_that_it_came_from(origin: str, host: str, own: bool) -> None:
    assert is_own_page(origin, host) is own


@pytest.fixture
def named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ATLAS_HOSTS", " Atlas.example, ,other.example ")


@pytest.mark.usefixtures("named")
def test_what_asks_for_another_server_is_turned_away_but_the_watcher_of_its_health() -> None:
    assert hosts.hosts_served() == ("atlas.example", "other.example")
    guarded = Hosts(SITE)
    assert ask(guarded, "/told").status_code == 200
    assert ask(guarded, "/told", host="evil.example").status_code == 421
    assert ask(guarded, "/_stcore/health", host="10.0.0.5").status_code == 200


def connect(*headers: tuple[str, str]) -> list[Message | Scope]:
    """What comes of a connection with these headers: the answer, or the scope that was passed on."""
    came: list[Message | Scope] = []

    async def app(scope: Scope, receive: object, send: object) -> None:
        came.append(scope)

    async def send(message: Message) -> None:
        came.append(message)

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    told = [(name.encode(), value.encode()) for name, value in headers]
    scope = {"type": "websocket", "path": "/_stcore/stream", "scheme": "ws", "headers": told}
    asyncio.run(Hosts(app)(scope, receive, send))
    return came


@pytest.mark.usefixtures("named")
@pytest.mark.parametrize("headers", [
    [("host", "evil.example"), ("origin", "http://evil.example")],
    [("host", "atlas.example"), ("origin", "https://evil.example")],
    [("host", "atlas.example"), ("origin", "https://atlas.example"), ("origin", "https://evil.example")],
    [("host", "atlas.example"), ("host", "other.example"), ("origin", "https://atlas.example")],
    [("host", "atlas.example"), ("origin", "https://atlas.example:8443")],
    [("origin", "https://atlas.example")],
])  # fmt: skip
def test_a_connection_from_elsewhere_is_closed(headers: list[tuple[str, str]]) -> None:
    assert connect(*headers) == [{"type": "websocket.close", "code": 1008}]


@pytest.mark.usefixtures("named")
def test_a_connection_of_its_own_page_goes_on_with_the_host_as_the_page_writes_it() -> None:
    [scope] = connect(("host", "Atlas.example:443"), ("origin", "https://atlas.example"))
    assert dict(scope["headers"])[b"host"] == b"atlas.example"
    [scope] = connect(("host", "atlas.example"))
    assert dict(scope["headers"]) == {b"host": b"atlas.example"}


@pytest.mark.parametrize(("path", "methods"), [
    ("", "GET HEAD"), ("distribution", "GET HEAD"), ("static/js/index.js", "GET HEAD"), ("health/ready", "GET HEAD"),
    ("_stcore/health", "GET HEAD"), ("_stcore/host-config", "GET HEAD"), ("_stcore/stream", "GET HEAD"),
    ("_stcore/upload_file/a/b", "DELETE OPTIONS PUT"),
    ("_stcore/upload_file/a", ""), ("_stcore/metrics", ""), ("_stcore/script-health-check", ""), ("_stcore", ""),
    ("_stcore/agent/interact", ""), ("_stcore/agent/mcp", ""), ("component/x/index.html", ""),
    ("bidi-components/x/y.js", ""),
])  # fmt: skip
def test_what_is_not_needed_is_closed(path: str, methods: str) -> None:
    assert " ".join(sorted(methods_open(path))) == methods


@pytest.mark.parametrize(("method", "path", "status"), [
    ("GET", "/atlas/", 200), ("GET", "/atlas/distribution", 200), ("HEAD", "/atlas/methods", 200),
    ("GET", "/atlas/media/profile.html", 200), ("GET", "/atlas/_stcore/health", 200),
    ("GET", "/atlas/healthz", 404), ("GET", "/atlas/static/none.js", 404), ("GET", "/atlas/.env", 404),
    ("GET", "/atlas/distribution/x", 404), ("GET", "/atlas/_stcore/metrics", 404),
    ("POST", "/atlas/", 405), ("TRACE", "/atlas/", 405), ("POST", "/atlas/_stcore/agent/interact", 404),
    ("PUT", "/atlas/_stcore/upload_file/a/b", 404), ("GET", "/atlas/_stcore/upload_file/a/b", 405),
])  # fmt: skip
def test_nothing_is_where_nothing_is(method: str, path: str, status: int) -> None:
    assert ask(Addresses(SITE, base="/atlas"), path, method).status_code == status
