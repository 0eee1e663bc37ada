"""The process that does an errand: reads it from standard input, tells its progress and outcome line by line."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import resource
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, TextIO

import duckdb

from data.audit import AuditError
from data.build import STEPS, build_snapshot
from data.errors import DataError, SnapshotError
from data.importing.errand import Errand, Fault, Outcome, Report, errand_from_json
from data.importing.imported import carried, holds_sample
from data.importing.pipeline import Load, load_files
from data.sample.register import SampleError
from data.snapshot import POINTER, SnapshotReference, current_snapshot

MOST_FINDINGS = 20_000
COURTESY = 10
MOST_MEMORY = 8 * 2**30

Tell = Callable[[str, str, float], None]


def do(errand: Errand, tell: Tell) -> Outcome:
    """Do the errand and return its outcome. `tell` hears step, detail and the part done, from 0 to 1."""
    folder = Path(errand.folder)
    number = 0

    def reading(label: str) -> None:
        nonlocal number
        tell("reading", label, number / len(errand.files))
        number += 1

    try:
        files = [(Path(path), label) for path, label in errand.files]
        load = load_files(files, carried(folder), author=errand.author, progress=reading)
        report = report_of(load)
        if errand.action == "check":
            return Outcome(report)
        if load.errors and not errand.partly:
            return Outcome(report, fault="rejected")
        if not any(account.loaded for account in load.accounts):
            return Outcome(report, fault="nothing")
        return Outcome(report, _built(errand, load, tell).snapshot_id)
    except (DataError, SnapshotError, SampleError, OSError, duckdb.Error, MemoryError) as error:
        return Outcome(fault=fault_of(error))


def report_of(load: Load) -> Report:
    """Return the report of a load, its findings cut short where there are too many to keep."""
    counts = Counter((found.file, found.rule) for found in load.findings)
    return Report(tuple(load.accounts), tuple(load.findings[:MOST_FINDINGS]), dict(counts))


def fault_of(error: Exception) -> Fault:
    """Return why nothing was built or published."""
    text = str(error).lower()
    if isinstance(error, AuditError):
        return "not_recorded"
    if isinstance(error, MemoryError | duckdb.OutOfMemoryException) or "cannot allocate memory" in text:
        return "memory"
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "full_disk"
    if "no space left" in text or "disk quota" in text:
        return "full_disk"
    if isinstance(error, PermissionError) or "permission denied" in text or "read-only file system" in text:
        return "not_permitted"
    return "invalid"


def _built(errand: Errand, load: Load, tell: Tell) -> SnapshotReference:
    def advance(step: str) -> None:
        tell(step, "", STEPS.index(step) / len(STEPS))

    folder = Path(errand.folder) if errand.action == "publish" else _beside(Path(errand.folder), Path(errand.target))
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


def main(asked: TextIO, told: TextIO) -> None:
    """Do the errand that `asked` holds, in bounded memory; other readers come first on a busy machine."""
    os.nice(COURTESY)
    # Not every system knows the limit, and some let nobody set it.
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))

    def say(message: dict[str, Any]) -> None:
        print(json.dumps(message), file=told, flush=True)

    outcome = do(
        errand_from_json(asked.read()), lambda step, detail, part: say({"step": step, "detail": detail, "part": part})
    )
    record = outcome.report.as_record() if outcome.report else None
    say({"outcome": {"report": record, "snapshot_id": outcome.snapshot_id, "fault": outcome.fault}})


if __name__ == "__main__":
    main(sys.stdin, sys.stdout)
