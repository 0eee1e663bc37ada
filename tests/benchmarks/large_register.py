"""Loads and publishes a register of any size and prints what it takes.

`python -m tests.benchmarks.large_register [AGENCIES] [--format csv|parquet]` writes a register of so many agencies,
five years each, with its branches and offers, in the shape of the sample, beside the clusters, the demand and the joint
projects of the sample; loads and publishes it in a process of its own; prints rows, seconds, rows per second and the
peak of memory; asks every question of the dashboard of the snapshot; derives anew the tables that the transfer page
rests on; and asks what each of its sections asks for. `--folder F` publishes the same register in a folder of yours and
measures nothing: one copy of the sample is loaded, the others are made behind the reader, which takes a tenth of the
time. `python -m tests.benchmark --large F` asks it.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from data.build import build_snapshot
from data.importing.imported import carried
from data.importing.pipeline import load_files
from data.load import publish_load
from data.snapshot import SnapshotReference, current_snapshot
from queries.branch_register import FlowLevel
from tests.benchmarks.derived_tables import derived_tables
from tests.benchmarks.larger_load import copied_to
from tests.benchmarks.measures import question_times
from tests.benchmarks.register_files import FORMATS, write_register
from tests.benchmarks.transfer_sections import section_times

ROOT = Path(__file__).resolve().parents[2]
AN_AGENCY, A_CLUSTER = "L000-SAMPLE-000001", "large-a01"
AGENCIES, ONE_COPY = 1_000_000, 90_000
BUDGET_MILLISECONDS, BUDGET_OF_SECTIONS = 100, 300
SECTION_LEVELS: tuple[FlowLevel, ...] = ("province", "city")
OF_TRANSFER = ("branch/flows", "form/panel")
"""Questions that the transfer page rests on: printed whatever they take."""
SHOWN = 12
RUNS = 5


def peak_megabytes() -> float:
    """Most memory that this process has held so far."""
    [line] = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")]
    return int(line.split()[1]) / 1024


def measured(folder: Path, files: Sequence[Path]) -> None:
    """Load and publish the files in this process, and print what each step took."""
    print(f"{'start':<10}{'':>31}{peak_megabytes():>9.0f} MB at most", flush=True)
    started = time.perf_counter()
    load = load_files([(path, path.name) for path in files], carried(folder), author="benchmark")
    rows = sum(account.rows_in for account in load.accounts)
    loaded = sum(account.loaded for account in load.accounts)
    _print("load", rows, time.perf_counter() - started)
    print(f"{rows} rows = {loaded} loaded + {rows - loaded} rejected, {len(load.findings)} findings", flush=True)
    started = time.perf_counter()
    publish_load(load, folder, "benchmark")
    _print("publish", rows, time.perf_counter() - started)


def _print(name: str, rows: int, seconds: float) -> None:
    speed = rows / seconds
    print(f"{name:<10}{seconds:>8.1f} s{speed:>12.0f} rows/s{'':>8}{peak_megabytes():>9.0f} MB at most", flush=True)


def build(folder: Path, agencies: int) -> SnapshotReference:
    """Publish a snapshot with a register of so many agencies in `folder`, as quickly as it can be had.

    One copy of the sample is loaded from files like any register, the others are made in the staging of that load.
    """
    build_snapshot(folder, author="benchmark")
    with tempfile.TemporaryDirectory(prefix="atlas-large-") as temporary:
        files = write_register(Path(temporary), min(agencies, ONE_COPY), "parquet")
        load = load_files([(path, path.name) for path in files], carried(folder), author="benchmark")
    assert not len(load.findings), list(load.findings)[:3]
    staging = load.imported.staging
    assert staging is not None
    copied_to(staging.path, agencies)
    return publish_load(load, folder, "benchmark")


def main(arguments: Sequence[str] | None = None) -> int:
    """Write, load, publish and ask; 0 where all of it went well, else 1."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.large_register")
    parser.add_argument("agencies", nargs="?", type=int, default=AGENCIES)
    parser.add_argument("--format", choices=sorted(FORMATS), default="csv")
    parser.add_argument("--folder", type=Path, help="where the snapshot stays")
    parser.add_argument("--measured", type=Path, nargs="+", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.measured:
        measured(options.measured[0], options.measured[1:])
        return 0
    if options.folder:
        print(build(options.folder, options.agencies).path)
        return 0
    with tempfile.TemporaryDirectory() as temporary:
        return _load_and_ask(Path(temporary), options.agencies, options.format)


def _load_and_ask(temporary: Path, agencies: int, ending: str) -> int:
    folder, snapshots = temporary / "files", temporary / "snapshots"
    folder.mkdir()
    files = write_register(folder, agencies, ending)
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; files {_megabytes(files):.0f} MB")
    build_snapshot(snapshots, author="benchmark")
    command = [sys.executable, "-m", "tests.benchmarks.large_register", "--measured", str(snapshots)]
    ended = subprocess.run([*command, *map(str, files)], cwd=ROOT, check=False)
    if ended.returncode:
        return ended.returncode
    reference = current_snapshot(snapshots)
    print(f"snapshot {_megabytes([reference.path]):.0f} MB")
    print_times(reference)
    return 0


def print_times(reference: SnapshotReference) -> None:
    """Ask everything of the register and print milliseconds by the clock, of the processors, and the verdict."""
    print(f"{'':<60}{'clock':>9}   {'processors':>10}", flush=True)
    asked = question_times(
        reference, RUNS, "imported", agency_code=AN_AGENCY, cluster_id=A_CLUSTER, metric="patent_agencies"
    )
    asked.sort(key=lambda question: statistics.median(question.milliseconds), reverse=True)
    for place, question in enumerate(asked):
        if place < SHOWN or question.name in OF_TRANSFER:
            clock, processor = statistics.median(question.milliseconds), statistics.median(question.processor)
            _print_time(question.name, clock, processor, BUDGET_MILLISECONDS)
    for table in derived_tables(reference, "imported"):
        name = f"{table.name}, {table.rows} rows, derived"
        print(f"{name:<60}{table.seconds:>9.1f} s {table.processor:>10.1f} s", flush=True)
    print_sections(reference)


def print_sections(reference: SnapshotReference) -> None:
    """Print what every section of the transfer page takes from nothing, and remembered, which the budget is for."""
    for level in SECTION_LEVELS:
        for section in section_times(reference, "imported", level):
            name = f"{section.name}, {level}"
            _print_time(f"{name}, from nothing", section.cold, section.cold_processor, None)
            _print_time(f"{name}, remembered", section.remembered, section.remembered_processor, BUDGET_OF_SECTIONS)


def _print_time(name: str, clock: float, processor: float, budget: float | None) -> None:
    """A line; a time over its budget that the processors alone would have kept is the load's."""
    verdict = ""
    if budget is not None:
        verdict = "ok" if clock <= budget else "OVER by load" if processor <= budget else "OVER"
    print(f"{name:<60}{clock:>9.1f} ms{processor:>10.1f} ms  {verdict}", flush=True)


def _megabytes(files: Sequence[Path]) -> float:
    return sum(path.stat().st_size for path in files) / 2**20


if __name__ == "__main__":
    sys.exit(main())
