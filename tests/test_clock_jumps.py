"""A clock that jumps by years, forward and back, while the atlas publishes and serves: nothing depends on it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from small_facts import write_inputs

ROOT = Path(__file__).resolve().parents[1]
JUMPS = ("-200d", "+3650d", "-2500d")

SERVING = """
import json, os, sys, threading
from datetime import datetime, UTC
from pathlib import Path
from data.audit import read_audit
from data.build import build_snapshot
from data.errors import DataError
from data.history import history
from data.intake import InputFolders

from pages.shell.look import look
from queries.engine import engine_room
from queries.time_limit import TICK, WATCH

inputs, folder, clock = map(Path, sys.argv[1:4])
places = InputFolders(inputs / "published", inputs / "regions", inputs / "metrics.toml")
os.environ["ATLAS_DATA"] = str(folder)
first = build_snapshot(folder, places)
engine, _ = engine_room(folder).current()
before = engine.query_once("quality/health")["figures"].iloc[0]
for jump in sys.argv[4:]:
    year = datetime.now(UTC).year
    stopped = threading.Event()
    with WATCH.limited(1e6, stopped.set):
        clock.write_text(jump)
        assert not stopped.wait(4 * TICK)
    try:
        again = [build_snapshot(place, places).snapshot_id for place in (folder, folder.with_name("elsewhere" + jump))]
    except DataError as refused:
        again = [problem.rule for problem in refused.problems][:1]
    health = look()
    print("\\n" + json.dumps({
        "jump": jump, "years": datetime.now(UTC).year - year, "status": health.status, "wrong": health.wrong,
        "again": ["same" if one == first.snapshot_id else one for one in again],
        "figures": bool(engine.query_once("quality/health")["figures"].iloc[0] == before),
        "current": [one.snapshot_id == first.snapshot_id for one in history(folder)[0] if one.is_current],
        "faults": [line.fault for line in read_audit(folder) if line.fault or line.pointer_moved],
        "lines": len(read_audit(folder)),
    }), flush=True)
"""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> list[dict]:
    """What was found after each jump, by one process whose clock really jumped."""
    place = tmp_path_factory.mktemp("clock")
    inputs = write_inputs(place / "inputs")
    clock = place / "clock"
    clock.write_text("+0", encoding="utf-8")
    [library, *_] = sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
    run = subprocess.run(
        [sys.executable, "-c", SERVING, str(inputs.published.parent), str(place / "snapshots"), str(clock), *JUMPS],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=300,
        env={**os.environ, "PYTHONPATH": str(ROOT), "LD_PRELOAD": str(library), "FAKETIME_TIMESTAMP_FILE": str(clock),
             "FAKETIME_NO_CACHE": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1"},
    )  # fmt: skip
    assert run.returncode == 0, run.stderr[-4000:]
    return [json.loads(line) for line in run.stdout.splitlines() if line.startswith("{")]


def test_the_clock_really_jumped(told: list[dict]) -> None:
    assert [one["jump"] for one in told] == list(JUMPS)
    _, forward, back = (one["years"] for one in told)
    assert forward >= 9 and back <= -15


def test_identifiers_pointer_figures_and_the_chain_of_the_audit_file_do_not_follow_the_clock(told: list[dict]) -> None:
    for one in told:
        assert (one["figures"], one["current"], one["faults"]) == (True, [True], []), one
    assert [one["lines"] for one in told] == [2, 3, 3]
    assert [one["again"] for one in told] == [
        ["same"] * 2, ["same"] * 2,
        # A clock before the figures refuses to build on them, in words, and the pointer stays.
        ["in_the_future"],
    ]  # fmt: skip


def test_a_watcher_is_told_where_the_clock_stands_before_the_build_and_readers_are_served(told: list[dict]) -> None:
    assert [(one["status"], one["wrong"]) for one in told] == [
        ("degraded", ["built_in_future"]), ("ready", []), ("degraded", ["built_in_future"]),
    ]  # fmt: skip
