"""Answers leave as they are written, and do not wait for the reader's machine to acknowledge the part before."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from socket import AF_INET, AF_INET6, IPPROTO_TCP, TCP_NODELAY

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

from pages.shell.security import uvicorn_config


class PromptAnswers:
    """Has connections send at once.

    Python asks this of every connection itself, but not of those that come by a socket that was opened without naming
    its protocol, as Streamlit opens its own. There the body of an answer waited 40 ms behind its head, for each of a
    hundred files, and so did what a page sends after the first of its messages.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Change the server as it starts; pass everything through."""
        if scope["type"] == "lifespan":
            config = uvicorn_config(receive)
            if config is not None:
                config.http_protocol_class = _at_once(config)
        await self.app(scope, receive, send)


def _at_once(config: uvicorn.Config) -> type[asyncio.Protocol]:
    class AtOnce(config.http_protocol_class):  # type: ignore[name-defined]
        def connection_made(self, transport: asyncio.Transport) -> None:
            connection = transport.get_extra_info("socket")
            if connection is not None and connection.family in (AF_INET, AF_INET6):
                # A connection that its reader has closed by now is found to be so in its own time.
                with suppress(OSError):
                    connection.setsockopt(IPPROTO_TCP, TCP_NODELAY, 1)
            super().connection_made(transport)

    return AtOnce
