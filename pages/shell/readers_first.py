"""Who draws a view goes first: what is worked out ahead for later views waits until nobody does."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition
from time import monotonic

# Seconds: how long nobody must have drawn, which a browser that opens the atlas needs to ask for its first view, and
# how long is waited for that where there is always somebody.
PAUSE = 3.0
LONGEST_WAIT = 30.0


class Readers:
    """How many views are being drawn in this process, and since when none is. Safe to share between threads.

    Python runs one thread at a time: whatever works beside a reader takes half of the time from the view.
    """

    def __init__(self, pause: float = PAUSE, longest_wait: float = LONGEST_WAIT) -> None:
        self.pause = pause
        self.longest_wait = longest_wait
        self._drawing = 0
        self._last = monotonic()
        self._changed = Condition()

    @contextmanager
    def draw(self) -> Iterator[None]:
        """Count a view while it is drawn."""
        with self._changed:
            self._drawing += 1
        try:
            yield
        finally:
            with self._changed:
                self._drawing -= 1
                self._last = monotonic()
                self._changed.notify_all()

    def is_anybody_served(self) -> bool:
        """Whether a view is being drawn now."""
        return self._drawing > 0

    def wait_for_pause(self) -> bool:
        """Wait until no view has been drawn for a moment; return whether that came in time."""
        end = monotonic() + self.longest_wait
        with self._changed:
            while True:
                now = monotonic()
                rest = self.longest_wait if self._drawing else self._last + self.pause - now
                if rest <= 0:
                    return True
                if now >= end:
                    return False
                self._changed.wait(min(rest, end - now))


READERS = Readers()
