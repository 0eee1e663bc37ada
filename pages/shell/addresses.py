"""Which addresses the server answers at all: those that the pages need, and no others that Streamlit brings along."""

from __future__ import annotations

import re
from collections.abc import Mapping

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pages.shell.page_names import PAGES

READING = frozenset({"GET", "HEAD"})
# What the client of Streamlit asks below `_stcore/`. Its counters, its interface for programs, its check that runs the
# script, and the files of components, of which there are none, are not among them.
OPEN: Mapping[re.Pattern[str], frozenset[str]] = {
    re.compile(r"_stcore/(health|host-config|stream)"): READING,
    re.compile(r"_stcore/upload_file/[^/]+/[^/]+"): frozenset({"PUT", "DELETE", "OPTIONS"}),
}
CLOSED = ("_stcore", "component", "bidi-components")
# What may be a page: ours, and a file that is handed over.
WITH_PAGE = re.compile("|".join(["", r"index\.html", r"media/[^/]+", *PAGES]))


class Addresses:
    """Answers 404 where nothing is, and 405 where it is asked for anything but reading.

    Streamlit gives its page, and says 200, for every address that it does not know: to whoever scans it, and to
    whoever asks a false address whether the server is healthy.
    """

    def __init__(self, app: ASGIApp, base: str = "") -> None:
        self.app = app
        self.base = base

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what is open; of the rest, what is no page must not answer with one."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path = scope["path"].removeprefix(self.base).strip("/")
        methods = methods_open(path)
        if scope["method"] not in methods:
            await _say(404 if not methods else 405, scope, receive, send)
            return
        is_page, is_missing = WITH_PAGE.fullmatch(path) is not None, False

        async def send_checked(message: Message) -> None:
            nonlocal is_missing
            if message["type"] == "http.response.start" and not is_page and message["status"] == 200:
                is_missing = Headers(raw=message["headers"]).get("content-type", "").startswith("text/html")
                if is_missing:
                    await _say(404, scope, receive, send)
            if not is_missing:
                await send(message)

        await self.app(scope, receive, send_checked)


def methods_open(path: str) -> frozenset[str]:
    """Return how an address below the base may be asked; not at all where it is closed."""
    for pattern, methods in OPEN.items():
        if pattern.fullmatch(path):
            return methods
    return frozenset() if path.split("/")[0] in CLOSED else READING


async def _say(status: int, scope: Scope, receive: Receive, send: Send) -> None:
    text = {404: "Not Found", 405: "Method Not Allowed"}[status]
    await PlainTextResponse(f"{text}\n", status_code=status)(scope, receive, send)
