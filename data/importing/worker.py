"""The process that does an errand: reads it from standard input, tells its progress and outcome line by line."""

from __future__ import annotations

import json
import os
import resource
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TextIO

import duckdb

from data.build import STEPS, build_snapshot
from data.errors import DataError, SnapshotError
from data.importing.errand import Errand, Outcome, Report, errand_from_json
from data.importing.faults import fault_of
from data.importing.imported import carried, holds_sample
from data.importing.load import Load
from data.importing.pipeline import load_files
from data.sample.register import SampleError
from data.snapshot import POINTER, SnapshotReference, current_snapshot

MOST_FINDINGS = 20_000
MOST_CLUSTER_FIGURES = 5_000
COURTESY = 10

Tell = Callable[[str, str, float], None]


def do(errand: Errand, tell: Tell) -> Outcome:
    """Do the errand and return its outcome. `tell` hears step, detail and the part done, from 0 to 1."""
    progress = _Reading(errand, tell)
    base: str | None = None

    try:
        folder = Path(errand.folder)
        if errand.action == "private":
            # All that follows rests on the snapshot that is current now, whatever is published meanwhile.
            folder = _beside(folder, Path(errand.target))
            base = current_snapshot(folder).snapshot_id
        files = [(Path(path), label) for path, label in errand.files]
        load = load_files(files, carried(folder), author=errand.author, progress=progress.begin, told=progress.advance)
        report = report_of(load)
        if errand.action == "check":
            return Outcome(report)
        if load.errors and not errand.partly:
            return Outcome(report, fault="rejected")
        if load.is_empty:
            return Outcome(report, fault="nothing")
        return Outcome(report, _built(errand, folder, load, tell).snapshot_id, base=base)
    except (DataError, SnapshotError, SampleError, OSError, duckdb.Error, MemoryError) as error:
        return Outcome(fault=fault_of(error))


class _Reading:
    """Tells which file is being read, and which part of all bytes has been."""

    def __init__(self, errand: Errand, tell: Tell) -> None:
        self.tell, self.label, self.read = tell, "", 0
        self.size = sum(Path(path).stat().st_size for path, _ in errand.files)

    def begin(self, label: str) -> None:
        """A file begins."""
        self.label = label
        self.advance(0)

    def advance(self, size: int) -> None:
        """So many more bytes are read."""
        self.read += size
        self.tell("reading", self.label, self.read / max(self.size, 1))


def report_of(load: Load) -> Report:
    """Return the report of a load, its findings cut short where there are too many to keep."""
    counts = {(found.file, found.rule): found.count for found in load.counts}
    figures = tuple(load.cluster_figures(MOST_CLUSTER_FIGURES))
    return Report(tuple(load.accounts), tuple(load.findings[:MOST_FINDINGS]), counts, figures)


def _built(errand: Errand, folder: Path, load: Load, tell: Tell) -> SnapshotReference:
    def advance(step: str) -> None:
        tell(step, "", STEPS.index(step) / len(STEPS))

    return build_snapshot(
        folder, author=errand.author, progress=advance, sample=holds_sample(folder), additions=load.imported
    )


def _beside(folder: Path, target: Path) -> Path:
    """A folder of its own that follows the current snapshot, so that what is built there is what would be published."""
    current = current_snapshot(folder)
    target.mkdir(mode=0o700)
    (target / current.path.name).symlink_to(current.path.resolve())
    (target / POINTER).write_text(f"{current.snapshot_id}\n", encoding="utf-8")
    return target


def main(asked: TextIO, told: TextIO, most_memory: int) -> None:
    """Do the errand that `asked` holds, within `most_memory` bytes; other readers come first on a busy machine."""

    def say(message: dict[str, Any]) -> None:
        print(json.dumps(message), file=told, flush=True)

    os.nice(COURTESY)
    try:
        resource.setrlimit(resource.RLIMIT_AS, (most_memory, most_memory))
    except (ValueError, OSError) as error:
        # Not every system knows the limit, and some let nobody set it.
        say({"unbounded": str(error)})
    outcome = do(
        errand_from_json(asked.read()), lambda step, detail, part: say({"step": step, "detail": detail, "part": part})
    )
    record = outcome.report.as_record() if outcome.report else None
    ended = {"snapshot_id": outcome.snapshot_id, "base": outcome.base, "fault": outcome.fault}
    say({"outcome": {"report": record, **ended}})


if __name__ == "__main__":
    main(sys.stdin, sys.stdout, int(sys.argv[1]))
