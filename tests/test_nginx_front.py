"""What nginx with the shipped configuration does with requests, before small servers that tell what reached them."""

from __future__ import annotations

import http.client
import json
import re
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.running_app import HOST, ROOT, free_port, running_process
from tests.running_front import nginx, running_front, write_front, write_main
from tests.test_nginx_files import CERTIFICATE

READERS = [f"{number:032x}" for number in range(12)]


class Telling(BaseHTTPRequestHandler):
    """Answers with what reached it."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Tell path, headers and length of what was asked."""
        length = int(self.headers.get("Content-Length", 0))
        self.rfile.read(length)
        told = {"port": self.server.server_port, "path": self.path, "length": length}  # type: ignore[attr-defined]
        body = json.dumps(told | {"headers": dict(self.headers)}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_PUT = do_GET

    def log_message(self, *parts: Any) -> None:
        """Say nothing."""


@contextmanager
def telling() -> Iterator[ThreadingHTTPServer]:
    """A server that tells what reached it."""
    server = ThreadingHTTPServer((HOST, 0), Telling)
    Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, list[int]]]:
    """Nginx before two servers: its address, and their ports."""
    with telling() as one, telling() as other:
        ports = [one.server_port, other.server_port]
        with running_front(tmp_path_factory.mktemp("nginx") / "front", ports) as address:
            yield address.removeprefix("http://"), ports


def ask(
    address: str, path: str = "/", method: str = "GET", body: bytes | None = None, secure: bool = False, **headers: str
) -> tuple[int, dict[str, str], Any]:
    """Status, headers and, where it is 200, what the server behind told."""
    connection: http.client.HTTPConnection
    if secure:
        # The certificate was made a moment ago and nobody vouches for it.
        connection = http.client.HTTPSConnection(address, timeout=30, context=ssl._create_unverified_context())
    else:
        connection = http.client.HTTPConnection(address, timeout=30)
    try:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body, sent)
        answer = connection.getresponse()
        content = answer.read()
        return answer.status, dict(answer.getheaders()), json.loads(content) if answer.status == 200 else content
    finally:
        connection.close()


def test_a_reader_stays_on_one_process_and_all_readers_do_not_share_one(front: tuple[str, list[int]]) -> None:
    address, ports = front
    found = {reader: {ask(address, Cookie=f"reader={reader}")[2]["port"] for _ in range(3)} for reader in READERS}
    assert [reader for reader, seen in found.items() if len(seen) != 1] == []
    assert {port for seen in found.values() for port in seen} == set(ports)
    # Before there is a name the address decides: the page and what it fetches come from one process.
    assert len({ask(address)[2]["port"] for _ in range(6)}) == 1


def test_what_a_client_says_of_itself_does_not_pass(front: tuple[str, list[int]]) -> None:
    address, _ = front
    forged = {"X_Atlas_User": "minister", "X_Atlas_Groups": "publisher", "X_Forwarded_For": "10.0.0.1",
              "X_Forwarded_Proto": "https", "Host": "atlas.example:8080"}  # fmt: skip
    for path in ("/", "/_stcore/stream", "/_stcore/upload_file/a/b", "/app/static/geo/x.json"):
        told = ask(address, path, **forged)[2]["headers"]
        assert "X-Atlas-User" not in told and "X-Atlas-Groups" not in told
        assert told["X-Forwarded-For"] == told["X-Real-IP"] == HOST
        assert told["X-Forwarded-Proto"] == "http"
        assert told["Host"] == "atlas.example:8080"


@pytest.mark.parametrize(
    ("path", "size", "status"),
    [
        ("/", 2**16, 200),
        ("/", 2**16 + 1, 413),
        ("/_stcore/upload_file/session/file", 5 * 2**20, 200),
        ("/stats/_stcore/upload_file/session/file", 5 * 2**20, 200),
    ],
)
def test_only_uploads_may_be_large(front: tuple[str, list[int]], path: str, size: int, status: int) -> None:
    answered, _, told = ask(front[0], path, "PUT", b"x" * size)
    assert answered == status
    assert status != 200 or told["length"] == size


def test_an_upload_beyond_the_limit_is_refused_by_its_length_alone(front: tuple[str, list[int]]) -> None:
    connection = http.client.HTTPConnection(front[0], timeout=30)
    connection.putrequest("PUT", "/_stcore/upload_file/session/file")
    connection.putheader("Content-Length", str(202 * 2**20))
    connection.endheaders()
    assert connection.getresponse().status == 413
    connection.close()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_least_configuration_of_the_handbook_lets_no_client_say_who_it_is(language: str, tmp_path: Path) -> None:
    """The block of the page, in a server of its own: what marks a request as forwarded closes the counters to it."""
    page = (ROOT / "docs" / "handbook" / language / "proxy.md").read_text(encoding="utf-8")
    [block] = re.findall(r"^```\n(location / \{.*?)^```", page, re.MULTILINE | re.DOTALL)
    folder, port = tmp_path / "front", free_port()
    with telling() as server:
        site = block.replace("127.0.0.1:8501", f"{HOST}:{server.server_port}")
        (write_main(folder) / "own.conf").write_text(f"server {{\nlisten {HOST}:{port};\n{site}}}\n", encoding="utf-8")
        command = [nginx(), "-e", "stderr", "-p", str(folder), "-c", str(folder / "nginx.conf"), "-g", "daemon off;"]
        with running_process(command, folder / "nginx.log", f"http://{HOST}:{port}/", folder):
            forged = {"X_Atlas_User": "minister", "X_Atlas_Groups": "publisher", "X_Forwarded_For": "10.0.0.1",
                      "X_Real_IP": "10.0.0.1", "X_Forwarded_Proto": "https", "Host": "atlas.example:8080"}  # fmt: skip
            told = ask(f"{HOST}:{port}", "/metrics", **forged)[2]["headers"]
            assert "X-Atlas-User" not in told and "X-Atlas-Groups" not in told
            assert told["X-Forwarded-For"] == told["X-Real-IP"] == HOST
            assert (told["X-Forwarded-Proto"], told["Host"]) == ("http", "atlas.example:8080")
            path = "/_stcore/upload_file/session/file"
            assert ask(f"{HOST}:{port}", path, "PUT", b"x" * 5 * 2**20)[2]["length"] == 5 * 2**20


def test_only_requests_to_change_the_protocol_say_so(front: tuple[str, list[int]]) -> None:
    address, _ = front
    assert "Upgrade" not in ask(address)[2]["headers"]
    told = ask(address, "/_stcore/stream", Upgrade="websocket", Connection="Upgrade")[2]["headers"]
    assert (told["Upgrade"], told["Connection"]) == ("websocket", "upgrade")


def test_one_address_has_no_more_requests_at_once_than_it_may(tmp_path: Path) -> None:
    """The shipped limit lowered to one, and an upload that never sends its content."""
    folder = tmp_path / "front"
    with telling() as server:
        address = f"{HOST}:{write_front(folder, [server.server_port])}"
        shipped = (folder / "atlas.inc").read_text(encoding="utf-8")
        lowered = re.sub(r"limit_conn (\w+) \d+;", r"limit_conn \1 1;", shipped)
        assert lowered != shipped
        (folder / "atlas.inc").write_text(lowered, encoding="utf-8")
        command = [nginx(), "-e", "stderr", "-p", str(folder), "-c", str(folder / "nginx.conf"), "-g", "daemon off;"]
        with running_process(command, folder / "nginx.log", f"http://{address}/", folder):
            waiting = http.client.HTTPConnection(address, timeout=30)
            waiting.putrequest("PUT", "/_stcore/upload_file/session/file")
            waiting.putheader("Content-Length", "10")
            waiting.endheaders()
            assert 429 in _statuses(address, 429)
            waiting.close()
            assert 200 in _statuses(address, 200)


def _statuses(address: str, awaited: int) -> list[int]:
    """What a few requests were answered with, up to the one that is awaited."""
    seen: list[int] = []
    while awaited not in seen and len(seen) < 100:
        seen.append(ask(address)[0])
        time.sleep(0.02)
    return seen


def test_a_process_that_stopped_is_passed_over(tmp_path: Path) -> None:
    """Of two processes one is not there; the readers who would belong to it are served by the other."""
    with telling() as one, running_front(tmp_path / "front", [free_port(), one.server_port]) as address:
        asked = [ask(address.removeprefix("http://"), Cookie=f"reader={reader}") for reader in READERS]
    assert [(status, told["port"]) for status, _, told in asked] == [(200, one.server_port)] * len(READERS)


def test_by_https_the_app_is_told_so_and_http_leads_there(tmp_path: Path) -> None:
    folder = tmp_path / "front"
    with telling() as server:
        port = write_front(folder, [server.server_port], "atlas-site-tls")
        written = (folder / "conf.d" / "atlas-site-tls.conf").read_text(encoding="utf-8")
        secure = re.findall(rf"listen ({HOST}:\d+) ssl", written)[0]
        files = ["-keyout", str(folder / "atlas.key"), "-out", str(folder / "atlas.crt")]
        subprocess.run([*CERTIFICATE, *files], check=True, capture_output=True, timeout=60)
        command = [nginx(), "-e", "stderr", "-p", str(folder), "-c", str(folder / "nginx.conf"), "-g", "daemon off;"]
        with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
            try:
                _wait_until_it_answers(f"{HOST}:{port}")
                status, headers, _ = ask(f"{HOST}:{port}", "/gaps?region=440000")
                assert (status, headers["Location"]) == (301, f"https://{secure}/gaps?region=440000")
                led_to = urlsplit(headers["Location"])
                status, headers, told = ask(led_to.netloc, f"{led_to.path}?{led_to.query}", secure=True)
                assert status == 200 and told["path"] == "/gaps?region=440000"
                assert told["headers"]["X-Forwarded-Proto"] == "https"
                assert headers["Server"] == "nginx"
            finally:
                process.terminate()


def _wait_until_it_answers(address: str) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            ask(address)
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise AssertionError(f"{address} does not answer")
