"""Whether the server lives, and whether it can answer from its data: two addresses for whoever watches it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from threading import Thread
from time import monotonic
from typing import Any, Literal

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from data.errors import DatabaseFailure
from pages.shell.page_map import page_module

# Seconds: for how long a report is remembered, and how long a caller waits for a new one.
REMEMBERED = 5.0
LONGEST_LOOK = 10.0

Status = Literal["ready", "degraded", "not_ready"]
# What a watcher may read; everything else, above all paths, stands in the log.
Wrong = Literal[
    "missing_pointer", "missing_file", "broken", "no_answer", "other_snapshot", "other_schema", "no_figures",
    "built_in_future", "boundaries", "no_check_in_time", DatabaseFailure,
]  # fmt: skip

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Health:
    """What one look found. `wrong` is empty if all is well; `facts` are about the snapshot that answers, if one does.

    A server is `degraded` while it serves the last good snapshot because the pointer or what it names is unusable, or
    while its clock stands before the time the snapshot was built: readers get right figures, operators have work to do.
    """

    status: Status
    wrong: tuple[Wrong, ...]
    facts: dict[str, Any]

    @property
    def status_code(self) -> int:
        """200 while readers are served, 503 otherwise."""
        return 503 if self.status == "not_ready" else 200


def _look() -> Health:
    """Look at the data, which needs what is imported only after the server listens."""
    found: Health = page_module("shell.look").look()
    return found


class Readiness:
    """One look at a time however many ask, in a thread of its own; its report is remembered for a few seconds.

    Where a look does not end, as on a file system that hangs, everybody is told so and no second one is begun.
    """

    def __init__(self, look: Callable[[], Health] | None = None) -> None:
        self._look = look or _look
        self._running: Future[Health] | None = None
        self._begun = 0.0

    async def report(self) -> Health:
        """Return what the last look found if that was just now, else what a new one finds."""
        if self._running is None or (self._running.done() and monotonic() - self._begun > REMEMBERED):
            self._running, self._begun = Future(), monotonic()
            # A thread of a pool would keep the process from ending while a look hangs.
            Thread(target=self._fill, args=(self._running,), name="health", daemon=True).start()
        if not self._running.done():
            remaining = max(0.0, LONGEST_LOOK - (monotonic() - self._begun))
            await asyncio.wait({asyncio.wrap_future(self._running)}, timeout=remaining)
        return self._running.result() if self._running.done() else Health("not_ready", ("no_check_in_time",), {})

    def _fill(self, into: Future[Health]) -> None:
        try:
            into.set_result(self._look())
        except Exception:
            _log.exception("the check itself failed")
            into.set_result(Health("not_ready", ("no_answer",), {}))


def health_routes(base: str, readiness: Readiness | None = None) -> list[Route]:
    """The addresses `/health/live` and `/health/ready`, at the root and below the base path, for `app.py`.

    A check on the machine itself needs to know nothing of the base path; a proxy passes on only what lies below it.
    """
    checked = readiness or Readiness()

    async def live(request: Request) -> JSONResponse:
        return _told(200, {"status": "live"})

    async def ready(request: Request) -> JSONResponse:
        health = await checked.report()
        return _told(health.status_code, {"status": health.status, "wrong": list(health.wrong), **health.facts})

    async def unknown(request: Request) -> JSONResponse:
        # Streamlit would answer with the page, which a watcher takes for good news.
        return _told(404, {"status": "unknown"})

    addresses = {"live": live, "ready": ready, "{rest:path}": unknown}
    return [
        Route(f"{prefix}/health/{name}", endpoint, methods=["GET"])
        for prefix in dict.fromkeys(("", base))
        for name, endpoint in addresses.items()
    ]


def _told(status_code: int, content: dict[str, Any]) -> JSONResponse:
    return JSONResponse(content, status_code, headers={"Cache-Control": "no-store"})
