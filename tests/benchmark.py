"""Measures the budgets of the design on this machine: `python -m tests.benchmark [--quick]`.

Prints one table: median of the runs, budget, verdict, and the naive version as a ratio. It never fails a build.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from playwright.sync_api import Browser
from playwright.sync_api import TimeoutError as NeverHappened

from data.snapshot import SnapshotReference
from queries.branch_register import FlowLevel
from tests.benchmarks import measures
from tests.benchmarks.browser import Switch, chromium
from tests.benchmarks.derived_tables import derived_tables
from tests.benchmarks.naive import write_naive_app
from tests.benchmarks.transfer_sections import section_times
from tests.running_app import Server, serve

CONTROLS = ("indicator", "year")
LEVELS_OF_TRANSFER: tuple[FlowLevel, ...] = ("province", "city")
COLUMNS = "{:<58}{:>9} {:<4}{:>9}  {:<8}{}"


@dataclass(frozen=True)
class Line:
    """One line of the table: the median of `values` against a budget in the same unit, or against none."""

    name: str
    values: Sequence[float]
    unit: str
    budget: float | None = None
    remark: str = ""

    def text(self) -> str:
        """The line as printed."""
        median = statistics.median(self.values)
        if self.budget is None:
            return COLUMNS.format(self.name, f"{median:.1f}", self.unit, "-", "-", self.remark)
        verdict = "ok" if median <= self.budget else "OVER"
        return COLUMNS.format(self.name, f"{median:.1f}", self.unit, f"{self.budget:g}", verdict, self.remark)


def machine() -> str:
    """What the numbers were measured on."""
    packages = ", ".join(f"{name} {metadata.version(name)}" for name in ("streamlit", "plotly", "duckdb", "pandas"))
    load = f"load {os.getloadavg()[0]:.1f}"
    return f"{platform.platform()}, {os.cpu_count()} cores ({load}), Python {platform.python_version()}, {packages}"


def spread(values: Sequence[float]) -> str:
    """Least and greatest of the runs, and how many there were."""
    return f"{min(values):.1f} to {max(values):.1f} in {len(values)} runs"


def print_files() -> None:
    """Sizes of the boundary files; the design names budgets for two."""
    budgets = {"provinces": 83.0, "cities": 161.0}
    for layer, plain, compressed in measures.boundary_kilobytes():
        name, remark = f"boundary file {layer}, gzip", f"{plain:.0f} kB plain"
        print(Line(name, [compressed], "kB", budgets.get(layer), remark).text())


def print_questions(reference: SnapshotReference, runs: int, layer: str) -> None:
    """Time of the question files on a layer; the budget holds for the slowest."""
    questions = measures.question_times(reference, runs, layer)
    every = [time for question in questions for time in question.milliseconds]
    slowest = max(questions, key=lambda question: statistics.median(question.milliseconds))
    print(Line(f"dashboard query, {layer}, all question files", every, "ms", 20, f"{len(questions)} files").text())
    print(Line(f"dashboard query, {layer}, the slowest file", slowest.milliseconds, "ms", 20, slowest.name).text())


def print_transfer(reference: SnapshotReference) -> None:
    """What the tables of the transfer page add to the build of the sample, and what its sections ask for."""
    for table in derived_tables(reference, "sample"):
        remark = f"{table.rows} rows, processors {table.processor:.2f}"
        print(Line(f"of it {table.name}", [table.seconds], "s", None, remark).text(), flush=True)
    for level in LEVELS_OF_TRANSFER:
        for section in section_times(reference, "sample", level):
            remark = f"processors {section.cold_processor:.0f}"
            print(Line(f"{section.name}, {level}, from nothing", [section.cold], "ms", None, remark).text(), flush=True)
            remark = f"processors {section.remembered_processor:.0f}"
            print(Line(f"{section.name}, {level}, remembered", [section.remembered], "ms", 300, remark).text())


def print_gaps(browser: Browser, reference: SnapshotReference, log: Path, runs: int) -> None:
    """The ledger of gaps at both levels, and the switch to every section of the gaps page on the sample."""
    for level in measures.LEVELS:
        times = measures.ledger_times(reference, runs, level)
        print(Line(f"gap ledger from nothing, {level}", times, "ms", None, spread(times)).text(), flush=True)
    with serve(measures.ROOT / "app.py", log, {"ATLAS_DATA": str(reference.path.parent)}) as server:
        for level in measures.LEVELS:
            for section, found in measures.section_switches(browser, server, level, runs).items():
                times = [switched.milliseconds for switched in found]
                print(Line(f"gaps, {section}, {level}", times, "ms", 300, spread(times)).text(), flush=True)


def print_switches(
    browser: Browser, ours: Server, naive: Server, runs: int, report: Callable[[Line], None]
) -> None:
    """Switches of indicator and year at province and city level, and the same in the naive version."""
    for level in measures.LEVELS:
        for control in CONTROLS:
            name = f"{control} switch, {level}"
            try:
                mine = measures.switches(browser, ours, level, control, runs)
                theirs = measures.switches(browser, naive, level, control, runs)
            except NeverHappened as reason:
                print(f"{name}: not measured, {reason.message.splitlines()[0]}")
                continue
            for line in _switch_lines(name, mine, theirs):
                report(line)


def _switch_lines(name: str, mine: Sequence[Switch], theirs: Sequence[Switch]) -> list[Line]:
    times, naive_times = [s.milliseconds for s in mine], [s.milliseconds for s in theirs]
    sizes, naive_sizes = [s.received / 1000 for s in mine], [s.received / 1000 for s in theirs]
    slower = statistics.median(naive_times) / statistics.median(times)
    larger = statistics.median(naive_sizes) / statistics.median(sizes)
    return [
        Line(f"{name}, click to pixels", times, "ms", 300, spread(times)),
        Line(f"{name}, naive version", naive_times, "ms", None, f"{slower:.1f} times as long"),
        Line(f"{name}, received", sizes, "kB", 30, spread(sizes)),
        Line(f"{name}, received by the naive version", naive_sizes, "kB", None, f"{larger:.0f} times as much"),
    ]


def measure(folder: Path, quick: bool) -> None:
    """Run everything in a folder for snapshots and logs; about three minutes, `quick` about one."""
    few, many = (1, 3) if quick else (3, 9)
    log = folder / "server.log"
    reference, builds = measures.snapshot_builds(folder, few)
    print(Line("snapshot build, published facts", builds, "s", 20, spread(builds)).text(), flush=True)
    with_register, sampled, processor = measures.sampled_builds(folder, few)
    used = f"{spread(sampled)}, processors {statistics.median(processor):.1f}"
    print(Line("snapshot build, with the sample register", sampled, "s", 20, used).text(), flush=True)
    print_transfer(with_register)
    for asked, layer in ((reference, "published"), (with_register, "sample")):
        print_questions(asked, 2 if quick else 5, layer)
    print_files()
    settings = {"ATLAS_DATA": str(reference.path.parent)}
    with chromium() as browser:
        starts = measures.cold_starts(browser, reference.path.parent, log, few)
        print(Line("cold start to the first painted map", starts, "s", 3, spread(starts)).text(), flush=True)
        with (
            serve(measures.ROOT / "app.py", log, settings) as ours,
            serve(write_naive_app(folder, measures.ROOT), log, {}) as naive,
        ):
            print_switches(browser, ours, naive, many, lambda line: print(line.text(), flush=True))
        print_gaps(browser, with_register, log, few)
        with serve(measures.ROOT / "app.py", log, settings) as fresh:
            growth = measures.viewer_megabytes(browser, fresh)
            print(Line("memory per further viewer", [growth], "MB", 10, f"{measures.EXTRA_VIEWERS} viewers").text())
        print(f"Chromium {browser.version}; other work on the machine shows in the load: {machine()}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; always 0."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmark", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer runs")
    options = parser.parse_args(arguments)
    print(machine())
    print(COLUMNS.format("what", "median", "", "budget", "verdict", ""))
    with tempfile.TemporaryDirectory(prefix="atlas-benchmark-", ignore_cleanup_errors=True) as folder:
        measure(Path(folder), options.quick)
    return 0


if __name__ == "__main__":
    sys.exit(main())
