"""What a stranger finds on a running server: headers everywhere, no name, no trace, no way around."""

from __future__ import annotations

import asyncio
import os
import re
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from forged import client
from running_app import running_app, serve
from starlette.applications import Starlette
from starlette.routing import Mount
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from data.snapshot import SnapshotReference
from pages.shell.security import ALWAYS
from pages.shell.static_files import LastingFiles

NAME = "atlas.example"
SECRET = "cookie-secret-0123456789abcdef0123456789"
PASSWORD = "engine-password-9876"
HTML = {"accept": "text/html"}


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the server of this module says."""
    return tmp_path_factory.mktemp("exposed") / "log.txt"


@pytest.fixture(scope="module")
def address(small_reference: SnapshotReference, log: Path) -> Iterator[str]:
    """A server with a name, on the small facts."""
    settings = {"ATLAS_HOSTS": NAME, "STREAMLIT_SERVER_COOKIE_SECRET": SECRET}
    with running_app(small_reference.path.parent, log, settings) as served:
        yield served


def status(address: str, path: str, method: str = "GET", headers: dict[str, str] | None = None) -> int:
    return httpx.request(method, address + path, headers=headers).status_code


def raw(address: str, request: str) -> str:
    """First line of the answer to a request as it is written, which no client would send."""
    parts = urlsplit(address)
    with socket.create_connection((parts.hostname or "", parts.port or 0), timeout=30) as connection:
        connection.sendall(request.encode("latin-1"))
        return connection.recv(4096).decode("latin-1").split("\r\n")[0]


@pytest.mark.parametrize("path", [
    "/", "/methods", "/_stcore/health", "/app/static/icon.png", "/app/static/none", "/media/none.csv", "/favicon.png",
    "/nosuch", "/_stcore/metrics", "/_stcore/upload_file/a/b", "/health/ready", "/auth/login",
])  # fmt: skip
def test_every_answer_bears_the_headers_and_no_name_of_a_server(address: str, path: str) -> None:
    told = httpx.get(address + path, headers={**HTML, "origin": "https://evil.example"}).headers
    assert {name: told.get(name) for name in ALWAYS} == dict(ALWAYS)
    assert "content-security-policy" in told and "server" not in told and "access-control-allow-origin" not in told


def test_the_pages_answer_and_what_is_closed_does_not(address: str) -> None:
    wanted = {
        "/": 200, "/distribution": 200, "/_stcore/health": 200, "/_stcore/host-config": 200, "/health/live": 200,
        "/app/static/icon.png": 200, "/manifest.json": 200,
        "/_stcore/metrics": 404, "/_stcore/script-health-check": 404, "/_stcore/agent/openapi.json": 404,
        "/_stcore/agent/interact": 404, "/_stcore/agent/mcp": 404, "/component/x/index.html": 404,
        "/bidi-components/x/y.js": 404, "/healthz": 404, "/media/0123.csv": 404, "/static/js/none.js": 404,
    }  # fmt: skip
    assert {path: status(address, path) for path in wanted} == wanted
    assert {status(address, "/", method) for method in ("POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE")} == {405}


@pytest.mark.parametrize("path", [
    "/app/static/../app.py", "/app/static/%2e%2e/app.py", "/app/static/..%2fapp.py", "/app/static/..%5capp.py",
    "/app/static/fonts/../../README.md", "/app/static//etc/passwd", "/app/static/%00", "/app/static/.",
    "/static/../../../../../etc/passwd", "/static/%2e%2e/%2e%2e/__init__.py", "/media/..%2f..%2fapp.py",
    "//etc/passwd", "/\\\\evil.example\\share", "/app/static/%ff",
])  # fmt: skip
def test_no_address_leads_out_of_the_static_folders(address: str, path: str) -> None:
    host = urlsplit(address).netloc
    first = raw(address, f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n")
    assert first.split(" ")[1] in ("400", "404"), first


def test_no_link_and_no_hidden_file_is_followed_out_of_the_static_folder(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    folder = tmp_path / "static"
    folder.mkdir()
    (folder / "seen.txt").write_text("seen", encoding="utf-8")
    (folder / ".kept").mkdir()
    (folder / ".kept" / "seen.txt").write_text("secret", encoding="utf-8")
    (folder / ".hidden").write_text("secret", encoding="utf-8")
    os.symlink(tmp_path / "secret.txt", folder / "link.txt")
    os.symlink(tmp_path, folder / "up")
    site = Starlette(routes=[Mount("/app/static", LastingFiles(directory=folder))])

    async def asked(path: str) -> int:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(site), base_url="http://atlas") as stranger:
            return (await stranger.get(f"/app/static/{path}")).status_code

    assert asyncio.run(asked("seen.txt")) == 200
    for path in ("link.txt", "up/secret.txt", ".hidden", ".kept/seen.txt", "", "..%2fsecret.txt"):
        assert asyncio.run(asked(path)) == 404, path


def test_the_server_answers_to_its_name_alone(address: str) -> None:
    port = urlsplit(address).port
    assert status(address, "/", headers={"host": f"{NAME}:{port}"}) == 200
    assert status(address, "/", headers={"host": "evil.example"}) == 421
    for request in ("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "GET / HTTP/1.0\r\n\r\n"):
        assert raw(address, request).split(" ")[1] in ("400", "421")


@pytest.mark.parametrize(("origin", "accepted"), [
    (None, True), ("own", True), ("https://evil.example", False), ("http://localhost:3000", False), ("null", False),
])  # fmt: skip
def test_a_page_of_another_site_opens_no_connection(address: str, origin: str | None, accepted: bool) -> None:
    try:
        told = address if origin == "own" else origin
        with stream(address, told):
            is_open = True
    except InvalidStatus as refused:
        is_open = False
        assert refused.response.status_code == 403
    assert is_open is accepted


def stream(address: str, origin: str | None = None, **more: object) -> ClientConnection:
    target = f"ws://{urlsplit(address).netloc}/_stcore/stream"
    return connect(target, origin=origin, subprotocols=["streamlit"], max_size=None, proxy=None, **more)  # type: ignore[arg-type, list-item]


def test_an_upload_needs_the_token_of_its_own_page(address: str) -> None:
    cookie = httpx.get(f"{address}/_stcore/health").cookies["_streamlit_xsrf"]
    file = {"file": ("a.csv", b"a,b\n1,2\n", "text/csv")}
    with client(address) as reader:
        reader.run("data", "section=import&lang=zh")
        place = f"{address}/_stcore/upload_file/{reader.session}/0123"

        def put(token: str, kept: str = cookie) -> int:
            headers = {"x-xsrftoken": token, "cookie": f"_streamlit_xsrf={kept}"}
            return httpx.put(place, files=file, headers=headers).status_code

        assert [put(""), put("2|00000000|0000|1"), put(cookie[:-4] + "0000" + "x"), put("x", "x")] == [403] * 4
        assert httpx.put(place, files=file).status_code == 403
        assert httpx.delete(place).status_code == 403
        assert put(cookie) == 204
        large = {"x-xsrftoken": cookie, "cookie": f"_streamlit_xsrf={cookie}", "content-length": str(2**40)}
        host = urlsplit(address)
        head = "".join(f"{name}: {value}\r\n" for name, value in large.items())
        too_long = f"PUT {urlsplit(place).path} HTTP/1.1\r\nHost: {host.netloc}\r\n{head}\r\n"
        assert raw(address, too_long).split()[1] == "413"
    assert httpx.put(f"{address}/_stcore/upload_file/nobody/0123", files=file, headers={
        "x-xsrftoken": cookie, "cookie": f"_streamlit_xsrf={cookie}",
    }).status_code == 400  # fmt: skip


def test_by_https_every_cookie_is_secure_and_the_browser_is_told_to_stay(address: str) -> None:
    by_https = {**HTML, "x-forwarded-proto": "https"}
    told, of_health = (httpx.get(address + path, headers=by_https).headers for path in ("/", "/_stcore/health"))
    cookies = told.get_list("set-cookie") + of_health.get_list("set-cookie")
    assert len(cookies) >= 2 and all("; Secure" in cookie and "SameSite=Lax" in cookie for cookie in cookies)
    assert told["strict-transport-security"].startswith("max-age=")


def test_what_is_no_message_closes_the_connection_and_says_nothing(address: str) -> None:
    for nonsense in (b"\xff\xff\xff\xff", "text"):
        with stream(address, address) as connection:
            connection.send(nonsense)
            heard = b""
            with pytest.raises(ConnectionClosed):
                while True:
                    part = connection.recv(timeout=30)
                    heard += part if isinstance(part, bytes) else part.encode()
            assert not re.search(rb"Traceback|site-packages|\.py", heard)
    assert status(address, "/_stcore/health") == 200


def test_the_log_holds_no_secret(address: str, log: Path) -> None:
    token = "code-of-the-login-4711"
    httpx.get(f"{address}/oauth2callback?code={token}&state={token}")
    httpx.get(f"{address}/?snapshot={token}", headers={**HTML, "authorization": token, "cookie": f"reader={token}"})
    with client(address) as reader:
        reader.run("distribution", f"snapshot={token}&lang=zh")
    said = log.read_text(encoding="utf-8")
    assert token not in said and SECRET not in said


FAILING = f"raise RuntimeError('the database said {PASSWORD}')\n"


def test_a_page_that_fails_tells_the_reader_nothing_of_why(tmp_path: Path) -> None:
    settings = Path(__file__).parents[1] / ".streamlit" / "config.toml"
    (tmp_path / ".streamlit").mkdir()
    (tmp_path / ".streamlit" / "config.toml").write_text(settings.read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "failing.py").write_text(FAILING, encoding="utf-8")
    with serve(tmp_path / "failing.py", tmp_path / "log.txt", {}) as server, stream(server.address) as connection:
        message = BackMsg()
        message.rerun_script.query_string = ""
        connection.send(message.SerializeToString())
        heard = b""
        while True:
            part = connection.recv(timeout=30)
            heard += part if isinstance(part, bytes) else part.encode()
            answer = ForwardMsg()
            answer.ParseFromString(part)  # type: ignore[arg-type]
            if answer.WhichOneof("type") == "script_finished":
                break
    assert b"RuntimeError" not in heard and PASSWORD.encode() not in heard and b"Traceback" not in heard
    assert b"failing.py\", line" not in heard
    assert PASSWORD in (tmp_path / "log.txt").read_text(encoding="utf-8")
