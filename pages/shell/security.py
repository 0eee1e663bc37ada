"""What every answer tells the browser to forbid, so that what slips into a page finds nothing to run or to ask."""

from __future__ import annotations

import logging
import re
from base64 import b64encode
from collections.abc import Iterable, Mapping
from hashlib import sha256

import uvicorn
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pages.exporters.print_style import page_style
from pages.shell.language import language_script
from pages.shell.presentation.dress import large_type, meeting_styles
from pages.texts import LANGUAGES

A_YEAR = 365 * 24 * 3600
_INLINE = re.compile(rb"<(script|style)>(.*?)</\1>", re.DOTALL)
# What a page asks of the machine it is read on: to fill the screen, and to put a link on the clipboard.
_ALLOWED_POWERS = ("fullscreen", "clipboard-write")
_REFUSED_POWERS = (
    "accelerometer", "camera", "clipboard-read", "display-capture", "geolocation", "gyroscope", "hid",
    "magnetometer", "microphone", "midi", "payment", "serial", "usb", "xr-spatial-tracking",
)  # fmt: skip
ALWAYS: Mapping[str, str] = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(
        [f"{power}=(self)" for power in _ALLOWED_POWERS] + [f"{power}=()" for power in _REFUSED_POWERS]
    ),
}
# Over plain HTTP a browser ignores both, and complains of the second in its console.
BY_HTTPS: Mapping[str, str] = {
    "Strict-Transport-Security": f"max-age={A_YEAR}",
    "Cross-Origin-Opener-Policy": "same-origin",
}
# Style elements that Streamlit 1.67 fills by script, one that it fills itself, one of Plotly for maps of tiles.
_STYLES_OF_OTHERS = (
    "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='",
    "'sha256-38RhXrc7EdReTKsOm23ZPOCUgniTUUcjky8QOOrQx6o='",
    "'sha256-2GF9hCGTDj/GGFNlQA54jDdMGl2fvoeZmZjAvBSiAtM='",
)
# Whatever is no page runs nothing and shows nothing beyond itself, should somebody open it as one.
OF_OTHERS = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"


def page_policy(page: bytes) -> str:
    """Return the Content-Security-Policy of a page, with the hash of every script and style written into it.

    Streamlit runs the scripts of its components from `blob:` and counts in WebAssembly, Plotly asks its empty base map
    by `data:` and sets `style` on its shapes: attributes may, elements may only by hash. The rest of what
    Streamlit's client could do, evaluate texts, start workers, open frames, is not used here.
    """
    written = {b"script": set[str](), b"style": set[str]()}
    for kind, content in _INLINE.findall(page):
        written[kind].add(_hash(content))
    scripts = written[b"script"] | {_hash(language_script(language).encode()) for language in LANGUAGES}
    styles = written[b"style"] | {*_STYLES_OF_OTHERS} | {_hash(style.encode()) for style in _styles_put_in_later()}
    rules = {
        "default-src": "'none'",
        "script-src": _joined("'self'", "blob:", "'wasm-unsafe-eval'", *sorted(scripts)),
        "style-src": "'self' 'unsafe-inline'",
        "style-src-elem": _joined("'self'", *sorted(styles)),
        "style-src-attr": "'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "connect-src": "'self' data:",
        "manifest-src": "'self'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
        "base-uri": "'none'",
        "object-src": "'none'",
    }
    return "; ".join(f"{name} {sources}" for name, sources in rules.items())


def is_by_https(scope: Scope) -> bool:
    """Return whether the reader came by HTTPS, as the server saw it or the proxy in front says."""
    said = Headers(scope=scope).get("x-forwarded-proto", "").split(",")[0].strip().lower()
    return "https" in (scope["scheme"], said)


def uvicorn_config(receive: Receive) -> uvicorn.Config | None:
    """Return what Uvicorn works by, found from where a lifespan hears of it; None where another server runs the app."""
    config = getattr(getattr(receive, "__self__", None), "config", None)
    return config if isinstance(config, uvicorn.Config) else None


class SecurityHeaders:
    """Puts the headers above on every answer, marks cookies as secure by HTTPS, and takes the server's name away.

    A failure below is logged and answered here: what Starlette answers it with passes outside of this.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Change the heads of answers only."""
        if scope["type"] == "lifespan":
            _take_the_name_away(receive)
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        secure = is_by_https(scope)
        has_begun = False

        async def send_guarded(message: Message) -> None:
            nonlocal has_begun
            if message["type"] == "http.response.start":
                has_begun = True
                headers = MutableHeaders(scope=message)
                headers.update({**ALWAYS, **(BY_HTTPS if secure else {})})
                headers.setdefault("Content-Security-Policy", OF_OTHERS)
                if secure:
                    message = {**message, "headers": [_secured(*header) for header in headers.raw]}
            await send(message)

        try:
            await self.app(scope, receive, send_guarded)
        except Exception:
            if has_begun:
                raise
            logging.getLogger(__name__).exception("a request failed")
            await PlainTextResponse("Internal Server Error", status_code=500)(scope, receive, send_guarded)


def _take_the_name_away(receive: Receive) -> None:
    """Uvicorn adds `Server: uvicorn` below every application, and Streamlit has no setting for it."""
    config = uvicorn_config(receive)
    if config is not None:
        config.encoded_headers = [header for header in config.encoded_headers if header[0] != b"server"]


def _secured(name: bytes, value: bytes) -> tuple[bytes, bytes]:
    """Streamlit marks its cookies as secure only where it holds the certificate itself, which a proxy does here."""
    is_open = name.lower() == b"set-cookie" and b"; secure" not in value.lower()
    return (name, value + b"; Secure") if is_open else (name, value)


def _styles_put_in_later() -> Iterable[str]:
    # A page shown within the page, as the one of a cluster is, inherits what this one forbids.
    return (large_type(), page_style(), *meeting_styles())


def _hash(content: bytes) -> str:
    return f"'sha256-{b64encode(sha256(content).digest()).decode()}'"


def _joined(*sources: str) -> str:
    return " ".join(sources)
