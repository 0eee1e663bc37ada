"""How long a question may take, and what stops one that takes longer."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from math import ceil, isfinite
from threading import Event, Lock, Thread

from data.errors import DatabaseError

QUERY_SECONDS = 60.0
# Seconds between two looks at what runs: a question may take this much longer than it should.
TICK = 0.25


def query_seconds() -> float:
    """How long a question may take, in seconds: ATLAS_QUERY_SECONDS, or a minute.

    Raises
    ------
    DatabaseError
        if the setting is no number above zero.
    """
    setting = os.environ.get("ATLAS_QUERY_SECONDS", "").strip()
    try:
        seconds = float(setting) if setting else QUERY_SECONDS
    except ValueError:
        seconds = 0.0
    if not (seconds > 0.0 and isfinite(seconds)):
        raise DatabaseError("bad_seconds", "ATLAS_QUERY_SECONDS")
    return seconds


@dataclass
class _Running:
    """What is watched: how many ticks it has left, and how to stop it."""

    ticks: int
    stop: Callable[[], None]


class Watch:
    """Stops what runs for too long. One thread watches everything, and there is none while nothing runs.

    It counts pauses, so a clock that is set forward or back stops nothing and spares nothing.
    """

    def __init__(self) -> None:
        self._running: dict[object, _Running] = {}
        self._is_watching = False
        self._lock = Lock()

    @contextmanager
    def limited(self, seconds: float, stop: Callable[[], None]) -> Iterator[None]:
        """Call `stop` once the block has run for `seconds`, and again until it ends. Never calls it afterwards."""
        mark = object()
        with self._lock:
            self._running[mark] = _Running(ceil(seconds / TICK), stop)
            if not self._is_watching:
                Thread(target=self._watch, name="time limit", daemon=True).start()
                self._is_watching = True
        try:
            yield
        finally:
            with self._lock:
                del self._running[mark]

    def _watch(self) -> None:
        pause = Event()
        while True:
            pause.wait(TICK)
            with self._lock:
                if not self._running:
                    self._is_watching = False
                    return
                for running in self._running.values():
                    running.ticks -= 1
                    if running.ticks < 0:
                        _stop(running)


def _stop(running: _Running) -> None:
    """Stop what is late; where that fails it is tried anew at the next look, and the limits of the rest hold."""
    try:
        running.stop()
    except Exception:
        logging.getLogger(__name__).exception("a question that is late cannot be stopped")


WATCH = Watch()
"""The one watch of this process, whatever database is asked."""
