"""Measures the budgets of the design on this machine, at 90,000 institutions and at 1,000,000, and the growth between.

`python -m tests.benchmark [--quick] [--only PART …] [--small F] [--large F] [--write]` prints every part as it ends.
With `--write` the tables stand in `docs/measured/speed.md`, or in `speed-<parts>.md` with `--only`. `--small` and
`--large` are folders with a snapshot, as `python -m data.build --sample --folder F` and
`python -m tests.benchmarks.large_register --folder F` make them; without, both are built. A time over its budget fails
nothing; a part that breaks is named, the others are measured all the same, and the command ends with 1.
"""

from __future__ import annotations

import argparse
import shlex
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks import part_browser, part_data, part_pages, part_peers
from tests.benchmarks.budgets import row_text
from tests.benchmarks.report import Table, machine, write_report
from tests.benchmarks.setting import Setting

TITLE = ("速度：设计预算逐项实测", "Speed: every budget of the design, measured")


@dataclass(frozen=True)
class Part:
    """One part: what it measures, and the seconds that it takes on two cores without other work."""

    measure: Callable[[Setting], list[Table]]
    seconds: int


PARTS = {
    "builds": Part(part_data.builds, 45),
    "questions": Part(part_data.questions, 60),
    "sections": Part(part_data.sections, 60),
    "files": Part(part_data.files, 1),
    "slides": Part(part_data.slides, 25),
    "start": Part(part_browser.start, 25),
    "switches": Part(part_browser.switches, 110),
    "pages": Part(part_pages.pages, 240),
    "viewers": Part(part_browser.viewers, 50),
    "peers": Part(part_peers.peers, 80),
}


def run(names: Sequence[str], setting: Setting) -> tuple[list[Table], list[str]]:
    """Measure the parts one after another and print them; the tables, and what is to be said of parts that broke."""
    tables, broken = [], []
    for name in names:
        print(f"\n{name}: about {PARTS[name].seconds} s on a quiet machine", flush=True)
        started = time.perf_counter()
        try:
            found = PARTS[name].measure(setting)
        except Exception as error:
            traceback.print_exc()
            broken.append(f"**未测 not measured: {name}** ({type(error).__name__}: {str(error).splitlines()[0]})")
            print(broken[-1], flush=True)
            continue
        for table in found:
            print(" · ".join(table.title))
            print("\n".join(f"  {row_text(table.columns, row)}" for row in table.rows))
            print("\n".join(f"  ({remark})" for remark in table.remarks), flush=True)
        print(f"{name} took {time.perf_counter() - started:.0f} s", flush=True)
        tables += found
    return tables, broken


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure; 0 where every part could be measured, else 1."""
    total = sum(part.seconds for part in PARTS.values())
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmark", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="seconds on a quiet machine: "
        + ", ".join(f"{name} {part.seconds}" for name, part in PARTS.items()) + f"; all {total}",
    )  # fmt: skip
    parser.add_argument("--quick", action="store_true", help="fewer runs and pages")
    parser.add_argument("--only", nargs="+", choices=list(PARTS), metavar="PART", help="parts, of those below")
    parser.add_argument("--small", type=Path, help="folder of a snapshot with the sample register")
    parser.add_argument("--large", type=Path, help="folder of a snapshot with 1,000,000 agencies")
    parser.add_argument("--small-only", action="store_true", help="nothing at 1,000,000 agencies")
    parser.add_argument("--write", action="store_true", help="write the tables into docs/measured")
    options = parser.parse_args(arguments)
    print("\n".join(f"{name}: {told}" for name, told in machine()))
    with tempfile.TemporaryDirectory(prefix="atlas-benchmark-", ignore_cleanup_errors=True) as folder:
        setting = Setting(Path(folder), options.quick, options.small, options.large, not options.small_only)
        tables, broken = run(options.only or list(PARTS), setting)
    if options.write:
        name = "-".join(["speed", *(options.only or [])])
        command = shlex.join(["python", "-m", "tests.benchmark", *(sys.argv[1:] if arguments is None else arguments)])
        print(write_report(name, TITLE, command, tables, broken))
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
