"""How much readers may have uploaded at once, asked before a file is taken into the memory of the server."""

from __future__ import annotations

import re

import streamlit as st
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit.runtime import get_instance

MEGABYTE = 2**20
SESSIONS_AT_ONCE = 5
# A request is a little longer than the file it carries.
FRAME = 2**16
_FILE = re.compile(r"/_stcore/upload_file/([^/]+)/([^/]+)")


class UploadLimit:
    """Refuses a file that would bring a session above `server.maxUploadSize`, or all above `SESSIONS_AT_ONCE` times it.

    Streamlit holds that limit for each file alone, and keeps every file in memory until its session ends or lets it go.
    A request that does not say how long it is, which no browser sends, is refused as well.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._arriving: dict[tuple[str, str], int] = {}
        self._arrived: dict[tuple[str, str], int] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything through but files that are too much."""
        asked = _FILE.search(scope["path"]) if scope["type"] == "http" and scope["method"] == "PUT" else None
        if asked is None:
            await self.app(scope, receive, send)
            return
        if not get_instance().is_active_session(asked[1]):
            # Streamlit refuses it before it reads any of it.
            await self.app(scope, receive, send)
            return
        file = (asked[1], asked[2])
        headers = Headers(scope=scope)
        length = headers.get("content-length", "")
        if not length.isdecimal() or "transfer-encoding" in headers:
            await Response(status_code=411)(scope, receive, send)
        elif file in self._arriving or self._is_too_much(file, int(length)):
            await Response(status_code=413)(scope, receive, send)
        else:
            self._arriving[file] = int(length)
            try:
                await self.app(scope, receive, send)
            finally:
                self._arrived[file] = self._arriving.pop(file)

    def _is_too_much(self, file: tuple[str, str], length: int) -> bool:
        self._arrived = {one: size for one, size in self._arrived.items() if one != file and _is_held(*one)}
        sizes = [*self._arriving.items(), *self._arrived.items()]
        limit = int(st.get_option("server.maxUploadSize")) * MEGABYTE
        of_session = [size for one, size in sizes if one[0] == file[0]]
        return (
            sum(of_session) + length > limit + FRAME * (len(of_session) + 1)
            or sum(size for _, size in sizes) + length > SESSIONS_AT_ONCE * limit
        )


def _is_held(session: str, file: str) -> bool:
    """Whether Streamlit still has the file in memory."""
    return bool(get_instance()._uploaded_file_mgr.get_files(session, [file]))
