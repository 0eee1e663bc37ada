"""One reader's browser on the real protocol: cookies of its own, the page, the socket, and how long each run takes."""

from __future__ import annotations

import asyncio
import ipaddress
import time
from dataclasses import dataclass
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

import httpx
from streamlit.proto.BackMsg_pb2 import BackMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake
from websockets.typing import Origin, Subprotocol

from pages.controls.browser import READER
from pages.shell.house_page import PROCESS_HEADER
from tests.load.window import ProtocolError, Window

PATIENCE = 240.0
"""Seconds that a run may take before it counts as an error."""
XSRF_COOKIE = "_streamlit_xsrf"
NO_TOKEN = "PLACEHOLDER_AUTH_TOKEN"
WINDOW_HEIGHT = 900


class NotLocalError(Exception):
    """An address that is not this machine's own."""


class LostError(Exception):
    """The server is gone, or did not finish in time."""


@dataclass(frozen=True)
class Run:
    """One run of the script as its reader saw it: seconds from sending to the end, and what came."""

    seconds: float
    received: int
    messages: int
    by_reference: int
    figures: int


NOTHING = Run(0.0, 0, 0, 0, 0)
"""A run that the page did not wait for."""


def local_address(address: str) -> str:
    """The address without a stroke at its end. Raises NotLocalError unless it is one of the loopback interface."""
    host = urlsplit(address).hostname or ""
    try:
        is_local = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        is_local = False
    if not is_local or urlsplit(address).scheme != "http":
        raise NotLocalError(f"load is driven on this machine alone: http://127.0.0.1:…, not {address}")
    return address.rstrip("/")


class Reader:
    """A browser of its own. `async with Reader(address) as reader:` closes the socket at the end.

    `name` is one that the server gave it before; without, the server gives it a new one.
    Raises NotLocalError for the address of another machine.
    """

    def __init__(self, address: str, locale: str = "zh-CN", name: str | None = None) -> None:
        self.address = local_address(address)
        self.window = Window(self.address, locale)
        self._http = httpx.AsyncClient(base_url=self.address, timeout=PATIENCE, trust_env=False)
        self._http.cookies.set("window_height", str(WINDOW_HEIGHT))
        if name:
            self._http.cookies.set(READER, name)
        self._socket: ClientConnection | None = None
        self._process = ""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.close()

    @property
    def cookies(self) -> dict[str, str]:
        """What this browser keeps of the server."""
        return dict(self._http.cookies)

    async def open(self, page: str, query: str = "") -> Run:
        """Load a page from nothing, as a new tab does, and wait until it is drawn.

        Raises LostError where the server is gone or the run does not end in time.
        """
        await self.leave()
        started = time.perf_counter()
        await self._get(f"/{page}?{query}" if query else f"/{page}", "text/html")
        await self._get("/_stcore/health")
        await self._get("/_stcore/host-config")
        self.window = Window(self.address, self.window.locale)
        await self._connect()
        self._process = await self._process_now()
        return await self.ask(self.window.open(page, query), started)

    async def ask(self, message: BackMsg, started: float | None = None) -> Run:
        """Send a request and take what comes until its run has ended.

        Raises LostError where the server is gone or the run does not end in time.
        """
        socket, window = self._socket, self.window
        if socket is None:
            raise LostError("not connected")
        begun = time.perf_counter() if started is None else started
        received, messages, by_reference = window.received, window.messages, window.by_reference
        try:
            async with asyncio.timeout(PATIENCE):
                await socket.send(message.SerializeToString())
                while not window.receive(await self._frame(socket)):
                    pass
        except (ConnectionClosed, TimeoutError, OSError) as fault:
            raise LostError(f"{type(fault).__name__}: {fault}") from fault
        return Run(
            time.perf_counter() - begun, window.received - received, window.messages - messages,
            window.by_reference - by_reference, window.figures,
        )

    async def listen(self, seconds: float) -> bool:
        """Wait while nothing is asked; True where the connection was lost meanwhile. What comes is taken."""
        socket = self._socket
        if socket is None:
            return True
        try:
            async with asyncio.timeout(seconds):
                while True:
                    self.window.receive(await self._frame(socket))
        except TimeoutError:
            return False
        except (ConnectionClosed, OSError):
            return True

    async def reconnect(self) -> bool:
        """Connect anew as the page does by itself when its connection was lost, with the session it had.

        True where another process answered, so that the page loaded itself anew from its address. Raises LostError
        where no server answers.
        """
        await self.leave()
        await self._get("/_stcore/health")
        await self._get("/_stcore/host-config")
        await self._connect(self.window.session)
        if await self._process_now() == self._process:
            return False
        await self.open(self.window.page, self.window.query)
        return True

    async def leave(self) -> None:
        """Close the tab: the socket ends, cookies stay."""
        if self._socket is not None:
            await self._socket.close()
            self._socket = None

    async def close(self) -> None:
        """Close the browser: nothing of it is kept."""
        await self.leave()
        await self._http.aclose()

    async def _frame(self, socket: ClientConnection) -> bytes:
        frame = await socket.recv()
        if isinstance(frame, str):
            raise ProtocolError("text on a socket of bytes")
        return frame

    async def _process_now(self) -> str:
        """Which process answers, as the page asks once it is connected."""
        answer = await self._get(f"/{self.window.page}", "text/html", "HEAD")
        return answer.headers.get(PROCESS_HEADER, "")

    async def _get(self, path: str, accept: str = "*/*", method: str = "GET") -> httpx.Response:
        try:
            answer = await self._http.request(method, path, headers={"accept": accept})
        except httpx.HTTPError as fault:
            raise LostError(f"{type(fault).__name__}: {fault}") from fault
        if answer.status_code != httpx.codes.OK:
            raise LostError(f"{path}: {answer.status_code}")
        return answer

    async def _connect(self, session: str = "") -> None:
        token = self._http.cookies.get(XSRF_COOKIE, NO_TOKEN)
        offered = ["streamlit", token, *([session] if session else [])]
        cookies = "; ".join(f"{name}={value}" for name, value in self._http.cookies.items())
        try:
            self._socket = await connect(
                f"ws{self.address.removeprefix('http')}/_stcore/stream",
                origin=Origin(self.address),
                subprotocols=[Subprotocol(name) for name in offered],
                additional_headers={"Cookie": cookies},
                max_size=None,
                open_timeout=PATIENCE,
                proxy=None,
                ping_interval=None,
            )
        except (InvalidHandshake, OSError, TimeoutError) as fault:
            raise LostError(f"{type(fault).__name__}: {fault}") from fault
