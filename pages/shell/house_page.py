"""The page that carries the application: our style and script in what Streamlit ships."""

from __future__ import annotations

import json
import secrets
from pathlib import Path
from urllib.parse import urlencode

import streamlit
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pages.controls.browser import READER, WINDOW_HEIGHT, is_browser_name, new_browser_name
from pages.shell.page_names import PAGES
from pages.shell.security import is_by_https, page_policy
from pages.texts import LANGUAGES, load_texts

STREAMLIT_PATHS = ("_stcore", "static/", "media/", "component/", "bidi-components/", "app/", "oauth2callback", "auth/")
OWN_PATHS = ("health/", "metrics")
WITH_PAGE = ("", *PAGES[1:])
ROOT_FILES = ("favicon.png", "favicon.ico", "index.html", "manifest.json", "robots.txt")
# What asks about the file that Streamlit ships, which is not the page that readers get.
OF_THE_FILE = (b"accept-encoding", b"if-none-match", b"if-modified-since", b"range")
STYLE_FILES = tuple(Path(__file__).parent / "styles" / name for name in ("atlas.css", "reach.css", "print.css"))
SCRIPTS = ("print.js", "reach.js", "return.js", "ahead.js", "early.js", "boundaries.js")
SCRIPT_FILES = tuple(Path(__file__).parent / "scripts" / name for name in SCRIPTS)
STREAMLIT_SCRIPTS = Path(streamlit.__file__).parent / "static" / "static" / "js"
WITHOUT_FIGURES = ("data", "methods")
# Which process answers: what it holds of a reader is unknown to any other, also to the next one at the same address.
PROCESS_HEADER = "x-atlas-process"
_SCRIPT = (
    "<script>window.__streamlit={{BACKEND_BASE_URL:location.origin+'{base}'}};"
    "document.cookie='{height}='+innerHeight+';path={path};SameSite=Lax'"
    "+(location.protocol.endsWith('s:')?';Secure':'')</script>"
)


def house_style() -> str:
    """The style that every page wears, with our words where Streamlit's own have no setting for their language."""
    words = ""
    for language in LANGUAGES:
        texts = load_texts(language)
        ours = {
            "skip": texts("header.skip"), "upload": texts("header.upload"), "refused": texts("upload.refused"),
            "download": texts("header.download"), "whole-table": texts("paper.whole_table"),
            "lost": texts("header.lost"),
        }  # fmt: skip
        declared = " ".join(f"--{name}: {json.dumps(text, ensure_ascii=False)};" for name, text in ours.items())
        words += f":root:lang({language}) {{ {declared} }}\n"
    return words + "".join(file.read_text(encoding="utf-8") for file in STYLE_FILES)


def figures_link(base: str) -> str:
    """The link by which a browser fetches what draws figures beside Streamlit's first scripts, not long after them."""
    names = [file.name for file in STREAMLIT_SCRIPTS.glob("PlotlyChart.*.js")]
    return "".join(
        f'<link data-figures rel="modulepreload" fetchpriority="low" crossorigin href="{base}/static/js/{name}">'
        for name in names
    )


class HousePage:
    """Puts the house style, and the address of the server, into the page that carries the application.

    The page in turn tells the server how high its window is, so that the first map drawn fits it. The browser is given
    a random name that lasts until it is closed, so that a briefing outlives a reload. As the name alone opens what the
    reader uploaded, no script can read it, and nothing on the way may keep a copy of the page that brings it. Where
    there is no page, the overview says so in the reader's language.
    Sent with every run, the style would be the largest message after the map. Without the address Streamlit's client,
    opened at /distribution, first asks /distribution/_stcore for a server and logs two errors in the console of every
    reader who follows a link.
    """

    def __init__(self, app: ASGIApp, base: str = "") -> None:
        self.app = app
        self.base = base
        self.script = _SCRIPT.format(base=base, path=base or "/", height=WINDOW_HEIGHT).encode()
        self.style = f"<style>{house_style()}</style>".encode()
        self._policies: dict[bytes, str] = {}
        for file in SCRIPT_FILES:
            self.script += f"<script>{file.read_text(encoding='utf-8')}</script>".encode()
        self.figures = figures_link(base).encode()
        self.process = secrets.token_hex(8)

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
        if self._name(scope["path"]) not in (*WITH_PAGE, "index.html"):
            # A file that is handed over leaves as it was made, also where it is a page itself.
            await self.app(scope, receive, send)
            return
        told = Headers(scope=scope)
        plain = [(name, value) for name, value in scope["headers"] if name not in OF_THE_FILE]
        start: Message | None = None

        async def send_changed(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                if MutableHeaders(scope=message).get("content-type", "").startswith("text/html"):
                    start = message
                    return
            elif start is not None and message["type"] == "http.response.body":
                shipped = message.get("body", b"")
                body = self._changed(shipped, figures=self._name(scope["path"]) not in WITHOUT_FIGURES)
                headers = MutableHeaders(scope=start)
                for name in ("etag", "last-modified", "accept-ranges"):
                    del headers[name]
                headers["cache-control"] = "private, no-cache"
                headers["vary"] = "Accept"
                headers[PROCESS_HEADER] = self.process
                headers["content-security-policy"] = self._policy_of(shipped)
                if not is_browser_name(cookie_parser(told.get("cookie", "")).get(READER, "")):
                    headers.append("set-cookie", self._naming(is_by_https(scope)))
                headers["content-length"] = str(len(body))
                message = {**message, "body": body}
                await send(start)
                start = None
            is_untold = scope["method"] == "HEAD" and message["type"] == "http.response.body"
            await send({**message, "body": b""} if is_untold else message)

        # What is asked for without its body is made with it, so that its length and its policy are the same.
        await self.app({**scope, "method": "GET", "headers": plain}, receive, send_changed)

    def _naming(self, is_secure: bool) -> str:
        """The cookie that names a browser; it never goes back over HTTP where the page came by HTTPS."""
        named = f"{READER}={new_browser_name()}; Path={self.base or '/'}; HttpOnly; SameSite=Lax"
        return f"{named}; Secure" if is_secure else named

    def _policy_of(self, shipped: bytes) -> str:
        """The policy of the page made of what Streamlit ships, which is one and changes with its files alone."""
        if shipped not in self._policies:
            # The link to what draws figures is no script of the page: the policy is the same without it.
            self._policies = {shipped: page_policy(self._changed(shipped, figures=True))}
        return self._policies[shipped]

    def _unknown_page(self, path: str) -> str | None:
        """Name of the page that an address asks for and that does not exist under it; None where one does."""
        if self.base and path != self.base and not path.startswith(f"{self.base}/"):
            return None
        name = self._name(path)
        is_page = name in WITH_PAGE or name.startswith((*STREAMLIT_PATHS, *OWN_PATHS)) or name in ROOT_FILES
        return None if is_page else name

    def _name(self, path: str) -> str:
        return path.removeprefix(self.base).strip("/")

    def _changed(self, page: bytes, figures: bool = False) -> bytes:
        # Streamlit adds its styles at the end of the head while it runs; ours come after them, in the body.
        head = b"<head>" + (self.figures if figures else b"") + self.script
        return page.replace(b"<head>", head, 1).replace(b"<body>", b"<body>" + self.style, 1)
