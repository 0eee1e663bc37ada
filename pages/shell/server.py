"""What the server does beyond Streamlit: static files that browsers keep, and a page that knows its server."""

from __future__ import annotations

import gc
import re
from importlib import import_module
from os import PathLike, stat_result

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

PAGES = ("overview", "distribution", "briefing", "data", "methods")
A_YEAR = 365 * 24 * 3600
_CONTENT_NAMED = re.compile(r"\.[0-9a-f]{10}\.json$")
_ADDRESS = b"<script>window.__streamlit={BACKEND_BASE_URL:location.origin+'%s'}</script>"


def warm_up() -> None:
    """Import every page before the first reader comes, and spare what was imported from garbage collection.

    Streamlit collects garbage after each run; walking over all imported modules took longer than drawing a page.
    """
    for name in PAGES:
        import_module(f"pages.{name}")
    gc.collect()
    gc.freeze()


class LastingFiles(StaticFiles):
    """Static files; those named after their content may be kept by browsers for a year."""

    def file_response(
        self, full_path: str | PathLike[str], stat_result: stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        """Answer with a file and how long it may be kept."""
        response = super().file_response(full_path, stat_result, scope, status_code)
        lasting = bool(_CONTENT_NAMED.search(str(full_path)))
        age = f"{A_YEAR}, immutable" if lasting else "3600"
        response.headers["Cache-Control"] = f"public, max-age={age}"
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response


class FixedServerAddress:
    """Tells the page where its server is.

    Without it Streamlit's client, opened at /distribution, first asks /distribution/_stcore for a server and logs
    two errors in the console of every reader who follows a link.
    """

    def __init__(self, app: ASGIApp, base: str = "") -> None:
        self.app = app
        self.script = _ADDRESS % base.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything through; put the address into the head of the page itself."""
        if scope["type"] != "http" or "text/html" not in Headers(scope=scope).get("accept", ""):
            await self.app(scope, receive, send)
            return
        plain = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
        start: Message | None = None

        async def send_with_address(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                if MutableHeaders(scope=message).get("content-type", "").startswith("text/html"):
                    start = message
                    return
            elif start is not None and message["type"] == "http.response.body":
                message = {**message, "body": message.get("body", b"").replace(b"<head>", b"<head>" + self.script, 1)}
                headers = MutableHeaders(scope=start)
                if "content-length" in headers:
                    headers["content-length"] = str(len(message["body"]))
                await send(start)
                start = None
            await send(message)

        await self.app({**scope, "headers": plain}, receive, send_with_address)
