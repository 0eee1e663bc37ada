"""One errand with uploaded files, done in a process of its own: check them, build a private snapshot, or publish.

A hostile file can at most end that process, its memory goes back to the system, and other readers are not kept waiting.
"""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import Semaphore, Thread, Timer
from typing import Any, Literal, get_args

from data.importing.accounts import Account, ClusterFigure
from data.importing.findings import Finding

Action = Literal["check", "private", "publish"]
Fault = Literal[
    "rejected", "nothing", "full_disk", "not_permitted", "not_recorded", "not_allowed", "memory", "invalid", "lost"
]
FAULTS: tuple[Fault, ...] = get_args(Fault)
AT_ONCE = 2
# Seconds and bytes of memory that one errand may take.
LONGEST = 1800.0
MOST_MEMORY = 8 * 2**30

_ROOT = Path(__file__).resolve().parents[2]
_places = Semaphore(AT_ONCE)
# Publications wait for each other alone: whoever may publish is not kept waiting by those who only look.
_place_to_publish = Semaphore(1)


@dataclass(frozen=True)
class Errand:
    """What to do with which files: paths with their names in messages. `folder` holds the snapshots.

    `target` is the folder of the private snapshot; what the process needs on disk meanwhile lies beside it, and goes
    with what lies there. `partly` takes the sound rows where others are rejected.
    """

    action: Action
    files: tuple[tuple[str, str], ...]
    folder: str
    target: str
    author: str
    partly: bool = False

    def as_json(self) -> str:
        """Return the errand as the other process reads it."""
        return json.dumps(asdict(self))


def errand_from_json(text: str) -> Errand:
    """Return the errand that `as_json` wrote."""
    record = json.loads(text)
    return Errand(**{**record, "files": tuple((path, label) for path, label in record["files"])})


@dataclass(frozen=True)
class Report:
    """What was read: an account per sheet, how often each rule was found in each file, and the first findings of all.

    `counts` has one entry per file and rule; `findings` is cut short where there are too many to keep, and so are the
    sound figures of clusters, which stand beside the last ones before anything is published.
    """

    accounts: tuple[Account, ...]
    findings: tuple[Finding, ...]
    counts: dict[tuple[str, str], int]
    cluster_figures: tuple[ClusterFigure, ...] = ()

    def as_record(self) -> dict[str, Any]:
        """Return the report as JSON can hold it."""
        return {
            "accounts": [asdict(account) for account in self.accounts],
            "findings": [asdict(found) for found in self.findings],
            "counts": [[file, rule, count] for (file, rule), count in self.counts.items()],
            "cluster_figures": [asdict(figure) for figure in self.cluster_figures],
        }


def report_from_record(record: dict[str, Any]) -> Report:
    """Return the report that `as_record` wrote."""
    return Report(
        tuple(Account(**account) for account in record["accounts"]),
        tuple(Finding(**found) for found in record["findings"]),
        {(file, rule): count for file, rule, count in record["counts"]},
        tuple(ClusterFigure(**figure) for figure in record["cluster_figures"]),
    )


@dataclass(frozen=True)
class Outcome:
    """How an errand ended: the report, the snapshot made if one was, or the fault that left everything as it was.

    `base` is the published snapshot that a private one was made from.
    """

    report: Report | None = None
    snapshot_id: str | None = None
    fault: Fault | None = None
    base: str | None = None


class RunningErrand:
    """An errand on its way. It goes on when the reader leaves the page; `finished` is called with its outcome.

    `is_allowed` is asked when the errand has waited its turn, in a thread of its own: a right can be gone by then.
    """

    def __init__(
        self, errand: Errand, finished: Callable[[Outcome], None], is_allowed: Callable[[], bool] = lambda: True
    ) -> None:
        self.errand = errand
        self._is_allowed = is_allowed
        self.step, self.detail, self.part = "waiting", "", 0.0
        self._finished = finished
        self._process: subprocess.Popen[str] | None = None
        self._is_cancelled = False
        self._thread = Thread(target=self._run, daemon=True)
        self._thread.start()

    @property
    def is_running(self) -> bool:
        """Whether the outcome is still to come."""
        return self._thread.is_alive()

    def wait(self, seconds: float) -> None:
        """Wait until the errand has ended, at most so long."""
        self._thread.join(seconds)

    def cancel(self) -> None:
        """End the process. What it had not published is not published."""
        self._is_cancelled = True
        if self._process is not None:
            self._process.terminate()

    def _run(self) -> None:
        with _place_to_publish if self.errand.action == "publish" else _places:
            if self._is_cancelled:
                outcome = Outcome(fault="lost")
            else:
                outcome = self._done() if self._is_allowed() else Outcome(fault="not_allowed")
        self._finished(outcome)

    def _done(self) -> Outcome:
        command = [sys.executable, "-m", "data.importing.worker", str(MOST_MEMORY)]
        settings = {**os.environ, "TMPDIR": str(Path(self.errand.target).parent)}
        # What a library says about an uploaded file must not reach the log.
        with subprocess.Popen(
            command, cwd=_ROOT, env=settings, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            text=True, encoding="utf-8",
        ) as process:  # fmt: skip
            self._process = process
            if self._is_cancelled:
                process.terminate()
            assert process.stdin is not None and process.stdout is not None
            limit = Timer(LONGEST, process.terminate)
            limit.start()
            try:
                process.stdin.write(self.errand.as_json())
                process.stdin.close()
                for line in process.stdout:
                    message = json.loads(line)
                    if "outcome" in message:
                        return _outcome(message["outcome"])
                    if "unbounded" in message:
                        logging.getLogger(__name__).warning(
                            "读取上传文件的内存未能限制 / reading uploads is not bounded: %s", message["unbounded"]
                        )
                        continue
                    self.step, self.detail, self.part = message["step"], message["detail"], message["part"]
            except (OSError, ValueError):
                process.terminate()
            finally:
                limit.cancel()
        return Outcome(fault="lost")


def _outcome(record: dict[str, Any]) -> Outcome:
    report = report_from_record(record["report"]) if record["report"] is not None else None
    return Outcome(report, record["snapshot_id"], record["fault"], record["base"])
