"""One attempt to open a snapshot: made once however many wait for it, and its failure remembered for a moment."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, wait
from copy import copy
from pathlib import Path
from time import monotonic
from typing import Generic, TypeVar

from data.snapshot import SnapshotError

# Seconds: how long who has something else to read waits, and how long a failure is told without another attempt.
PATIENCE = 2.0
REMEMBERED = 5.0

Opened = TypeVar("Opened")


class Opening(Generic[Opened]):
    """What comes of opening the file at a path, or what a server holds of it. Safe to share between threads.

    Between a publication and its load into a server, or with a server that hangs, each attempt fails after a full check
    of the file and a wait: readers come many times meanwhile.
    """

    def __init__(self, path: Path, before: Opening[Opened] | None = None) -> None:
        """An attempt that is still to begin; `before` is the failed one that it repeats, if there was one."""
        self._path = path
        self._state = _state(path)
        self._outcome: Future[Opened] = Future()
        self._begun = self._ended = monotonic()
        # What is wrong as far as is known while the attempt lasts.
        self.known: SnapshotError | None = None if before is None else before._fault()

    def begin(self, open_it: Callable[[], Opened]) -> None:
        """Open in a thread of its own. One of a pool would keep the process from ending while a server hangs."""
        try:
            threading.Thread(target=self._fill, args=(open_it,), name="opening", daemon=True).start()
        except RuntimeError as fault:
            # The process has no thread left: nobody shall wait for what was never begun.
            self._outcome.set_exception(fault)

    def is_over_soon(self) -> bool:
        """Whether it is over, or is within `PATIENCE` of its beginning, for which this waits."""
        wait({self._outcome}, timeout=max(0.0, self._begun + PATIENCE - monotonic()))
        return self._outcome.done()

    def is_to_be_repeated(self) -> bool:
        """Whether it is over and failed so long ago, or with so different a file, that another may succeed."""
        if not self._outcome.done():
            return False
        return monotonic() - self._ended >= REMEMBERED or _state(self._path) != self._state

    def result(self) -> Opened:
        """What was opened, once it is. Raises what opening it raised, for each caller a fault of its own."""
        wait({self._outcome})
        fault = self._outcome.exception()
        if fault is not None:
            # Each thread adds its own trace to what it raises.
            raise copy(fault) from fault
        return self._outcome.result()

    def _fault(self) -> SnapshotError | None:
        fault = self._outcome.exception()
        return fault if isinstance(fault, SnapshotError) else None

    def _fill(self, open_it: Callable[[], Opened]) -> None:
        try:
            opened = open_it()
        except BaseException as fault:
            self._ended = monotonic()
            self._outcome.set_exception(fault)
        else:
            self._outcome.set_result(opened)


def _state(path: Path) -> tuple[int, int] | None:
    try:
        known = path.stat()
    except OSError:
        return None
    return known.st_size, known.st_mtime_ns
