"""Which names this server answers to, and from which pages a connection may come."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable
from urllib.parse import SplitResult, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from pages.shell.access import is_own_machine

LONGEST_TOLD = 100
# Who watches the server asks under whatever address it knows it by, and learns nothing of the data there.
WATCHED = ("/_stcore/health", "/health/live", "/health/ready", "/metrics")


def hosts_served() -> tuple[str, ...]:
    """Return the names of ATLAS_HOSTS, in lower case; none where the setting is not used."""
    return tuple(name.strip().lower() for name in os.environ.get("ATLAS_HOSTS", "").split(",") if name.strip())


def is_served(host: str, names: Iterable[str]) -> bool:
    """Return whether a `Host` is one of `names`, of which ``*.example`` holds all below example; the port is free.

    The server's own machine always is. Without any names every well-formed host is.
    """
    name = _name_of(_split(f"//{host}"))
    wanted = tuple(names)
    return bool(name) and (not wanted or is_own_machine(name) or any(_fits(name, one) for one in wanted))


def is_own_page(origin: str, host: str) -> bool:
    """Return whether a page from `origin` was served under this `Host`: of another site, no other port, none of a file.

    A host without a port is that at the port of the page's scheme, 80 or 443, as a browser leaves it out: a proxy at
    another port has to pass the port on.
    """
    page, server = _split(origin), _split(f"//{host}")
    if page is None or server is None or page.scheme not in ("http", "https") or not _name_of(page):
        return False
    return _name_of(page) == _name_of(server) and (server.port or _usual_port(page)) == _port(page)


class Hosts:
    """Turns away what asks for another server, and what a page of another site connects.

    A name that an attacker lets point here (DNS rebinding) would make the atlas part of the attacker's site. Streamlit
    looks at the name of connections alone, lets every page of localhost connect, whoever serves it, and asks
    an address on the internet for its own before it refuses one.
    """

    def __init__(self, app: ASGIApp, base: str = "") -> None:
        self.app = app
        self.names = hosts_served()
        self.watched = (*WATCHED, *(f"{base}{path}" for path in WATCHED))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what is meant for this server."""
        if scope["type"] not in ("http", "websocket") or scope["path"] in self.watched:
            await self.app(scope, receive, send)
            return
        told = Headers(scope=scope)
        hosts, origins = told.getlist("host"), told.getlist("origin")
        host = hosts[0] if len(hosts) == 1 else ""
        if not is_served(host, self.names):
            await self._refuse("host", host, scope, receive, send)
        elif scope["type"] == "http" or not origins:
            await self.app(scope, receive, send)
        elif len(origins) == 1 and is_own_page(origins[0], host):
            await self.app(_as_same_origin(scope, origins[0]), receive, send)
        else:
            await self._refuse("origin", origins[0], scope, receive, send)

    async def _refuse(self, what: str, value: str, scope: Scope, receive: Receive, send: Send) -> None:
        logging.getLogger(__name__).warning("refused: %s %r", what, value[:LONGEST_TOLD])
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            await PlainTextResponse("Misdirected Request\n", status_code=421)(scope, receive, send)


def _as_same_origin(scope: Scope, origin: str) -> Scope:
    """The host written as the page writes it, as Streamlit compares both sign by sign."""
    headers = MutableHeaders(raw=list(scope["headers"]))
    headers["host"] = urlsplit(origin).netloc
    return {**scope, "headers": headers.raw}


def _split(address: str) -> SplitResult | None:
    try:
        parts = urlsplit(address)
        is_plain = not (parts.username or parts.password or parts.path or parts.query or parts.fragment)
        return parts if is_plain and parts.port != 0 else None
    except ValueError:
        return None


def _name_of(parts: SplitResult | None) -> str:
    return (parts.hostname or "").rstrip(".") if parts else ""


def _port(page: SplitResult) -> int:
    return page.port or _usual_port(page)


def _usual_port(page: SplitResult) -> int:
    return 443 if page.scheme == "https" else 80


def _fits(name: str, wanted: str) -> bool:
    return name.endswith(wanted[1:]) if wanted.startswith("*.") else name == wanted
