"""The HTTP interface of a ClickHouse server before chdb, on 127.0.0.1: the real engine behind the real protocol.

It follows what ClickHouse publishes of that interface, not what our client happens to send: query in the URL, in the
body, or begun in one and ended in the other with a line feed between; `database` and `default_format` as parameter or
header; `param_…` in the escaped format; every other parameter is a setting; user and password by Basic, by headers or
by parameters, never by two of them; GET reads only; errors as text with their number in X-ClickHouse-Exception-Code
and the status that belongs to it; `/ping`.
https://clickhouse.com/docs/en/interfaces/http
"""

from __future__ import annotations

import base64
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from chdb.state import sqlitelike
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

USER, PASSWORD = "atlas", "口令:p@ss/w%rd"

# Parameters that are neither settings nor values, by the documentation.
RESERVED = {
    "query", "user", "password", "quota_key", "query_id", "stacktrace", "role", "compress", "decompress", "buffer_size",
    "wait_end_of_query", "session_id", "session_timeout", "session_check", "client_protocol_version", "close_session",
    "database", "default_format",
}  # fmt: skip
STATUS = {
    194: 401,
    **dict.fromkeys((192, 193, 497, 516), 403),
    **dict.fromkeys((6, 15, 36, 38, 41, 44, 53, 62, 72, 117), 400),
    **dict.fromkeys((46, 47, 50, 60, 73, 81, 115), 404),
    159: 408,
    48: 501,
}
_INSERT = re.compile(r"(?s)(.*\binsert\s+into\b.*?)\s+format\s+(\w+)\s*$", re.IGNORECASE)


class Fault(Exception):
    """An error as the server tells it."""

    def __init__(self, code: int, text: str) -> None:
        self.code = code
        self.text = text
        super().__init__(code, text)


def authenticate(request: Request) -> None:
    """Raise a fault unless the request names user and password in one of the three ways, and in one alone."""
    headers, parameters = request.headers, request.query_params
    basic = headers.get("Authorization", "")
    by_headers = "X-ClickHouse-User" in headers or "X-ClickHouse-Key" in headers
    by_parameters = "user" in parameters or "password" in parameters
    if sum((bool(basic), by_headers, by_parameters)) > 1:
        raise Fault(516, "Invalid authentication: it is not allowed to use two methods simultaneously")
    if basic:
        scheme, _, credentials = basic.partition(" ")
        assert scheme.lower() == "basic"
        user, _, password = base64.b64decode(credentials).decode().partition(":")
    elif by_headers:
        named = headers.get("X-ClickHouse-User", "default"), headers.get("X-ClickHouse-Key", "")
        # Headers are bytes to ClickHouse; here they come as if each were a letter.
        user, password = (part.encode("latin-1").decode() for part in named)
    else:
        user, password = parameters.get("user", "default"), parameters.get("password", "")
    if (user, password) != (USER, PASSWORD):
        told = f"{user}: Authentication failed: password is incorrect, or there is no user with such name."
        raise Fault(516, f"{told} (AUTHENTICATION_FAILED)")


def run(
    folder: Path, before: Callable[[str], object], method: str, parameters: Mapping[str, str],
    headers: Mapping[str, str], body: bytes, is_older: bool = False,
) -> bytes:
    """Run one request in a connection of its own, as a server does in a session of its own."""
    before(parameters.get("query", ""))
    if is_older:
        refuse_what_came_later(parameters, body)
    connection = sqlitelike.connect(str(folder))
    try:
        settings = {name: value for name, value in parameters.items()
                    if name not in RESERVED and not name.startswith("param_")}
        if method == "GET":
            settings["readonly"] = "2"
        database = headers.get("X-ClickHouse-Database") or parameters.get("database")
        if database:
            connection.query(f"use `{database}`")
        for name, value in settings.items():
            connection.query(f"set {name} = '{value}'")
        values = {name.removeprefix("param_"): value for name, value in parameters.items()
                  if name.startswith("param_")}
        form = headers.get("X-ClickHouse-Format") or parameters.get("default_format") or "TabSeparated"
        return answered(connection, parameters.get("query", ""), values, form, body)
    except Exception as error:
        found = re.search(r"Code: (\d+)\. DB::Exception: (.*)", str(error), re.DOTALL)
        if not found:
            raise
        raise Fault(int(found[1]), found[2]) from error
    finally:
        connection.close()


def refuse_what_came_later(parameters: Mapping[str, str], body: bytes) -> None:
    """Refuse what a server before version 26.3 does not know: parts of a question that are materialised."""
    if "enable_materialized_cte" in parameters:
        raise Fault(115, "Unknown setting 'enable_materialized_cte'. (UNKNOWN_SETTING)")
    if re.search(rb"\bas materialized\b", body, re.IGNORECASE):
        raise Fault(62, "Syntax error: failed at position 1 (MATERIALIZED). (SYNTAX_ERROR)")


def answered(
    connection: sqlitelike.Connection, query: str, values: dict[str, str], form: str, body: bytes
) -> bytes:
    """The answer to a query whose end, or whose rows, stand in the body."""
    rows = _INSERT.fullmatch(query)
    if rows:
        with connection.send_insert(rows[1], rows[2]) as stream:
            stream.append(body)
            stream.finish()
        return b""
    text = "\n".join(part for part in (query, body.decode()) if part)
    return bytes(connection.query(text, form, params=values).bytes())


def application(folder: Path, before: Callable[[str], object] = bool, is_older: bool = False) -> Starlette:
    """The server over the engine of a folder; `before` hears the query of the URL before it is run, and may hold it."""

    async def answer(request: Request) -> Response:
        body = await request.body()
        if request.method == "GET" and "query" not in request.query_params:
            return PlainTextResponse("Ok.\n")
        try:
            authenticate(request)
            parameters = dict(request.query_params)
            content = await run_in_threadpool(
                run, folder, before, request.method, parameters, request.headers, body, is_older
            )
        except Fault as fault:
            code = {"X-ClickHouse-Exception-Code": str(fault.code)}
            text = f"Code: {fault.code}. DB::Exception: {fault.text} (version 26.9.2.1)\n"
            return PlainTextResponse(text, STATUS.get(fault.code, 500), code)
        return Response(content, headers={"X-ClickHouse-Query-Id": "1", "X-ClickHouse-Timezone": "UTC"})

    async def ping(_: Request) -> Response:
        return PlainTextResponse("Ok.\n")

    return Starlette(routes=[Route("/ping", ping), Route("/", answer, methods=["GET", "POST"])])


@contextmanager
def served(app: Starlette) -> Iterator[int]:
    """Serve on a free port of this machine; the port is given."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    deadline = time.monotonic() + 60
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.01)
    try:
        yield listener.getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(timeout=60)
        listener.close()
