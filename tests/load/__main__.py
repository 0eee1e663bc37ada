"""Drives many viewers over the real protocol, on this machine alone.

`python -m tests.load viewers` writes docs/measured/viewers.md, `soak` docs/measured/soak.md, `replicas`
docs/measured/replicas.md. The snapshot is that of ATLAS_DATA, else one with the sample register that is built first.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from data.build import main as build
from data.history import main as history
from tests.load import replicas, soak, viewers
from tests.load.crowd import Plan
from tests.load.viewer import Record
from tests.own_clusters import load_own_clusters
from tests.running_app import ROOT, Server, serve

SOAKERS = 6


@contextmanager
def measured_server() -> Iterator[Server]:
    """A server of its own on the snapshot to be measured."""
    with tempfile.TemporaryDirectory(prefix="atlas-load-", ignore_cleanup_errors=True) as name:
        folder = Path(os.environ.get("ATLAS_DATA") or f"{name}/snapshots")
        if not folder.exists():
            build(["--sample", "--folder", str(folder), "--author", "tests.load"])
        with serve(ROOT / "app.py", Path(name) / "server.log", {"ATLAS_DATA": str(folder)}) as server:
            yield server


def run_soak(options: argparse.Namespace) -> int:
    """The soak; 0 where memory was flat and nothing went wrong."""
    record, samples = Record(), []
    with measured_server() as server:
        walked = asyncio.run(soak.soak(server, options.viewers, options.minutes, record, samples))
    command = f"python -m tests.load soak --minutes {options.minutes:g} --viewers {options.viewers}"
    slope = soak.report(samples, record, walked, command, options.viewers)
    print(slope, slope.verdict, *record.faults, sep="\n")
    return 0 if slope.verdict == "flat" and not record.faults else 1


def run_viewers(options: argparse.Namespace) -> int:
    """The crowds; 0 where nothing went wrong in any of them."""
    measured = []
    for count in options.viewers:
        with measured_server() as server:
            measured.append(asyncio.run(viewers.measure(server, count, options.seconds, options.think)))
        print(f"{count}: {len(measured[-1].record.runs)} runs, {len(measured[-1].record.faults)} faults", flush=True)
    counts = " ".join(map(str, options.viewers))
    command = f"python -m tests.load viewers --viewers {counts} --seconds {options.seconds:g} --think {options.think:g}"
    viewers.report(measured, command, options.think)
    return int(any(one.record.faults or one.record.contradictions() for one in measured))


def run_replicas(options: argparse.Namespace) -> int:
    """Two replicas of which one is killed; 0 where the readers of the other noticed nothing, and all went on."""
    with tempfile.TemporaryDirectory(prefix="atlas-replicas-", ignore_cleanup_errors=True) as name:
        original = Path(name) / "original"
        build(["--folder", str(original), "--author", "tests.load"])
        copied, other = replicas.two_snapshots(
            original, Path(name), lambda folder: load_own_clusters(folder, Path(name))
        )

        def publish() -> str:
            history(["--folder", str(copied), "--restore", other, "--author", "tests.load"])
            return other

        third = options.seconds / 3
        plan = Plan(options.viewers, options.seconds, think=2.0, weights=replicas.COMPARING, level="province")
        with replicas.house(copied, Path(name)) as house:
            told = asyncio.run(replicas.lose_one(house, plan, publish, published=third, killed=2 * third))
    command = f"python -m tests.load replicas --viewers {options.viewers} --seconds {options.seconds:g}"
    replicas.report(told, plan, command)
    print(*told.disturbed, f"{len(told.bereaved)} lost their replica, {len(told.back_after())} went on", sep="\n")
    return int(bool(told.disturbed) or len(told.back_after()) < len(told.bereaved) or not all(told.taken_up))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m tests.load", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    soaking = commands.add_parser("soak", help="viewers come and go, the memory of the server is judged")
    soaking.add_argument("--minutes", type=float, default=30)
    soaking.add_argument("--viewers", type=int, default=SOAKERS)
    soaking.set_defaults(run=run_soak)
    killing = commands.add_parser("replicas", help="two replicas behind nginx, of which one is killed")
    killing.add_argument("--viewers", type=int, default=20)
    killing.add_argument("--seconds", type=float, default=180)
    killing.set_defaults(run=run_replicas)
    crowds = commands.add_parser("viewers", help="viewers switch indicators, in crowds of growing size")
    crowds.add_argument("--viewers", type=int, nargs="+", default=viewers.COUNTS)
    crowds.add_argument("--seconds", type=float, default=120)
    crowds.add_argument("--think", type=float, default=viewers.THINK)
    crowds.set_defaults(run=run_viewers)
    options = parser.parse_args(arguments)
    return int(options.run(options))


if __name__ == "__main__":
    sys.exit(main())
