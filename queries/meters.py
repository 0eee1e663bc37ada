"""What the engine counts for whoever watches the server: how long questions take, how many fail."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from prometheus_client import Counter, Histogram

SECONDS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0)

QUESTION_SECONDS = Histogram(
    "atlas_question_seconds", "Time of a question to the database; remembered answers do not count", ["question"],
    buckets=SECONDS,
)
QUESTION_FAULTS = Counter("atlas_question_faults", "Questions that the database did not answer", ["question"])


@contextmanager
def metered(question: str) -> Iterator[None]:
    """Count a question and its time, and whether it failed."""
    with QUESTION_SECONDS.labels(question).time():
        try:
            yield
        except Exception:
            QUESTION_FAULTS.labels(question).inc()
            raise
