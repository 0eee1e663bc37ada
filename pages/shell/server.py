"""What the server does beyond Streamlit: static files that browsers keep, and a page that knows its server."""

from __future__ import annotations

import gc
import json
import logging
import re
from importlib import import_module
from os import PathLike, stat_result
from pathlib import Path
from threading import Thread
from urllib.parse import urlencode

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import RedirectResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from data.snapshot import SnapshotError, snapshot_folder
from geo.boundaries import BoundaryError
from geo.compliance import check_boundaries, check_layer
from geo.map_spec import FILL_LAYERS
from pages.controls.briefcase import READER
from pages.controls.selectors import DEFAULT_LEVEL
from pages.shell.screen import WINDOW_HEIGHT, boundaries_served
from pages.texts import LANGUAGES, load_texts
from queries.catalogue import catalogue_of
from queries.coverage import indicators_known
from queries.engine import engine_room

PAGES = ("overview", "distribution", "briefing", "data", "methods")
STREAMLIT_PATHS = ("_stcore", "static/", "media/", "component/", "bidi-components/", "app/", "oauth2callback", "auth/")
ROOT_FILES = ("favicon.png", "favicon.ico", "index.html", "manifest.json", "robots.txt")
# What asks about the file that Streamlit ships, which is not the page that readers get.
OF_THE_FILE = (b"accept-encoding", b"if-none-match", b"if-modified-since", b"range")
A_YEAR = 365 * 24 * 3600
_CONTENT_NAMED = re.compile(r"\.[0-9a-f]{10}\.json$")
STYLE_FILE = Path(__file__).parent / "styles" / "atlas.css"
_SCRIPT = (
    "<script>window.__streamlit={{BACKEND_BASE_URL:location.origin+'{base}'}};"
    "document.cookie='{height}='+innerHeight+';path={path};SameSite=Lax';"
    "if(!/(^|; ){reader}=/.test(document.cookie))document.cookie='{reader}='"
    "+Array.from(crypto.getRandomValues(new Uint8Array(16)),b=>b.toString(16).padStart(2,'0')).join('')"
    "+';path={path};SameSite=Lax'</script>"
)


def warm_up() -> None:
    """Import every page before the first reader comes, and spare what was imported from garbage collection.

    Streamlit collects garbage after each run; walking over all imported modules took longer than drawing a page.
    What the first view needs is worked out in the background while the browser still reads Streamlit's own scripts.
    """
    for name in PAGES:
        import_module(f"pages.{name}")
    gc.collect()
    gc.freeze()
    Thread(target=_work_ahead, daemon=True).start()


def _work_ahead() -> None:
    try:
        engine, _ = engine_room(snapshot_folder()).current()
        layer = engine.query("quality/layers")["layer"].iloc[0]
        indicators_known(engine, catalogue_of(engine), DEFAULT_LEVEL, layer)
        boundaries = boundaries_served()
        check_boundaries(boundaries)
        check_layer(boundaries, FILL_LAYERS[DEFAULT_LEVEL])
    except (SnapshotError, BoundaryError) as fault:
        # The first reader is told what to do; here it only means that nothing could be done ahead.
        logging.getLogger(__name__).info("%s", fault)


def house_style() -> str:
    """The style that every page wears, with our words where Streamlit's own have no setting for their language."""
    words = ""
    for language in LANGUAGES:
        texts = load_texts(language)
        ours = {"skip": texts("header.skip"), "upload": texts("header.upload")}
        declared = " ".join(f"--{name}: {json.dumps(text, ensure_ascii=False)};" for name, text in ours.items())
        words += f":root:lang({language}) {{ {declared} }}\n"
    return words + STYLE_FILE.read_text(encoding="utf-8")


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


class HousePage:
    """Puts the house style, and the address of the server, into the page that carries the application.

    The page in turn tells the server how high its window is, so that the first map drawn fits it, and a random name
    of its own that lasts until the browser is closed, so that a briefing outlives a reload. Where there is no page,
    the overview says so in the reader's language.
    Sent with every run, the style would be the largest message after the map. Without the address Streamlit's client,
    opened at /distribution, first asks /distribution/_stcore for a server and logs two errors in the console of every
    reader who follows a link.
    """

    def __init__(self, app: ASGIApp, base: str = "") -> None:
        self.app = app
        self.base = base
        self.script = _SCRIPT.format(base=base, path=base or "/", height=WINDOW_HEIGHT, reader=READER).encode()
        self.style = f"<style>{house_style()}</style>".encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything through; change the page itself only."""
        if scope["type"] != "http" or "text/html" not in Headers(scope=scope).get("accept", ""):
            await self.app(scope, receive, send)
            return
        unknown = self._unknown_page(scope["path"])
        if unknown is not None:
            asked = scope.get("query_string", b"").decode("latin-1")
            note = "" if unknown == PAGES[0] else urlencode({"page": unknown})
            query = "&".join(part for part in (asked, note) if part)
            target = f"{self.base}/{'?' if query else ''}{query}"
            await RedirectResponse(target, status_code=307)(scope, receive, send)
            return
        plain = [(name, value) for name, value in scope["headers"] if name not in OF_THE_FILE]
        start: Message | None = None

        async def send_changed(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                if MutableHeaders(scope=message).get("content-type", "").startswith("text/html"):
                    start = message
                    return
            elif start is not None and message["type"] == "http.response.body":
                body = self._changed(message.get("body", b""))
                headers = MutableHeaders(scope=start)
                for name in ("etag", "last-modified", "accept-ranges"):
                    del headers[name]
                headers["cache-control"] = "no-cache"
                headers["vary"] = "Accept"
                if scope["method"] != "HEAD":
                    headers["content-length"] = str(len(body))
                    message = {**message, "body": body}
                await send(start)
                start = None
            await send(message)

        await self.app({**scope, "headers": plain}, receive, send_changed)

    def _unknown_page(self, path: str) -> str | None:
        """Name of the page that an address asks for and that does not exist under it; None where one does."""
        if self.base and path != self.base and not path.startswith(f"{self.base}/"):
            return None
        name = path.removeprefix(self.base).strip("/")
        is_page = name in ("", *PAGES[1:]) or name.startswith(STREAMLIT_PATHS) or name in ROOT_FILES
        return None if is_page else name

    def _changed(self, page: bytes) -> bytes:
        # Streamlit adds its styles at the end of the head while it runs; ours come after them, in the body.
        return page.replace(b"<head>", b"<head>" + self.script, 1).replace(b"<body>", b"<body>" + self.style, 1)
