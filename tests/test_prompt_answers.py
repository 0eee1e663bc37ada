"""A connection sends at once what is written to it, also where its server's socket names no protocol."""

from __future__ import annotations

import http.client
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from pages.shell.prompt_answers import PromptAnswers


async def _told(request: Request) -> PlainTextResponse:
    return PlainTextResponse("told")


@contextmanager
def _served() -> Iterator[uvicorn.Server]:
    """A server on a socket as Streamlit opens it, with a connection to it that has been answered once."""
    app = Starlette(routes=[Route("/", _told)], middleware=[Middleware(PromptAnswers)])
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="on", timeout_keep_alive=600))
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        thread = Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        connection = http.client.HTTPConnection(*listening.getsockname(), timeout=60)
        try:
            connection.request("GET", "/")
            assert connection.getresponse().read() == b"told"
            yield server
        finally:
            connection.close()
            server.should_exit = True
            thread.join()


def _waits(server: uvicorn.Server) -> list[bool]:
    """Whether each open connection holds back what is small until the part before is acknowledged."""
    sockets = [connection.transport.get_extra_info("socket") for connection in server.server_state.connections]
    return [not connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) for connection in sockets]


def test_no_connection_waits_for_its_reader() -> None:
    with _served() as server:
        assert _waits(server) == [False]
