"""What the server counts, for a monitoring system that asks for it: `/metrics`, in the text format of Prometheus."""

from __future__ import annotations

import logging
import os
import time
from asyncio import to_thread
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import get_args

from prometheus_client import CONTENT_TYPE_LATEST, Counter, Gauge, Histogram, Info, generate_latest
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from streamlit import runtime

from pages.shell.health import Readiness, Wrong
from pages.shell.logs import log_event
from pages.shell.page_map import page_module
from pages.shell.readers_first import READERS
from pages.shell.version import program
from queries.meters import SECONDS

OWN_MACHINE = "127.0.0.0/8,::1"
# A proxy adds one of these: whoever asks through it is a stranger, wherever the proxy itself runs.
FORWARDED = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip")

_log = logging.getLogger(__name__)

VIEW_SECONDS = Histogram("atlas_view_seconds", "Time of a run of a page on the server", ["page"], buckets=SECONDS)
VIEW_FAULTS = Counter("atlas_view_faults", "Runs of a page that ended in a fault", ["page"])
SESSIONS = Gauge("atlas_sessions", "Windows that are connected")
READY = Gauge("atlas_ready", "1 while readers are served, else 0")
WRONG = Gauge("atlas_wrong", "1 for everything that the health check finds wrong, else 0", ["what"])
REMEMBERED = Gauge("atlas_remembered_answers", "Answers that are remembered of the open snapshots")
REMEMBERED_BYTES = Gauge("atlas_remembered_bytes", "What these weigh together")
PROGRAM = Info("atlas", "The program that runs")
SNAPSHOT = Info("atlas_snapshot", "The snapshot that answers")
SNAPSHOT_AGE = Gauge("atlas_snapshot_age_seconds", "Time since that snapshot was built")


@dataclass
class View:
    """One run: the page that it is of, once that is known."""

    page: str = "unknown"


@contextmanager
def metered_view() -> Iterator[View]:
    """Count a run of a page and its time, and record both.

    A run that Streamlit breaks off, because the reader was quicker or the page ended early, is counted as it stands:
    that is no fault, and derives from BaseException.
    """
    view, start = View(), time.monotonic()
    try:
        with READERS.draw():
            yield view
    except Exception:
        VIEW_FAULTS.labels(view.page).inc()
        raise
    finally:
        seconds = time.monotonic() - start
        VIEW_SECONDS.labels(view.page).observe(seconds)
        log_event("view", page=view.page, seconds=round(seconds, 4))


def metrics_routes(base: str, readiness: Readiness) -> list[Route]:
    """The address `/metrics`, at the root and below the base path, for `app.py`.

    It answers the own machine alone and the networks of ATLAS_METRICS_FROM, with commas between, and nobody through a
    proxy; to everybody else it does not exist.
    """

    async def metrics(request: Request) -> Response:
        if not _may_ask(request):
            return Response(status_code=404)
        health = await readiness.report()
        READY.set(health.status_code == 200)
        for what in get_args(Wrong):
            WRONG.labels(what).set(what in health.wrong)
        if runtime.exists():
            SESSIONS.set(runtime.get_instance()._session_mgr.num_active_sessions())
        answers, weight = await to_thread(_remembered)
        REMEMBERED.set(answers)
        REMEMBERED_BYTES.set(weight)
        PROGRAM.info({"version": program().version, "commit": program().commit})
        facts = health.facts
        SNAPSHOT.info({name: str(facts[name]) for name in ("snapshot_id", "built_at") if name in facts})
        SNAPSHOT_AGE.set(facts.get("age_seconds", float("nan")))
        return Response(generate_latest(), headers={"Content-Type": CONTENT_TYPE_LATEST, "Cache-Control": "no-store"})

    return [Route(f"{prefix}/metrics", metrics, methods=["GET"]) for prefix in dict.fromkeys(("", base))]


def _remembered() -> tuple[int, int]:
    answers, weight = page_module("shell.look").answers_remembered()
    return answers, weight


def _may_ask(request: Request) -> bool:
    if request.client is None or any(name in request.headers for name in FORWARDED):
        return False
    try:
        asker = ip_address(request.client.host)
    except ValueError:
        return False
    if isinstance(asker, IPv6Address):
        asker = asker.ipv4_mapped or asker
    return any(asker in network for network in _networks(os.environ.get("ATLAS_METRICS_FROM") or OWN_MACHINE))


@lru_cache(maxsize=1)
def _networks(setting: str) -> tuple[IPv4Network | IPv6Network, ...]:
    """The networks of a setting; one that is none is said, once, and left out."""
    found = []
    for part in filter(None, map(str.strip, setting.split(","))):
        try:
            found.append(ip_network(part, strict=False))
        except ValueError:
            _log.error("ATLAS_METRICS_FROM: %s 不是网段，已略去 / is no network, left out", part[:60])
    return tuple(found)
