"""Twenty processes that publish into one empty folder at once: one snapshot, one pointer, twenty lines of the audit."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from small_facts import write_inputs

from data.audit import read_audit
from data.snapshot import current_snapshot, validate

ROOT = Path(__file__).resolve().parents[1]
PROCESSES = 20

BUILDING = """
import os, sys
from pathlib import Path
from data.build import build_snapshot
from data.intake import InputFolders

inputs, folder, count = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
places = InputFolders(inputs / "published", inputs / "regions", inputs / "metrics.toml")
ready, go = os.pipe()
children = []
for number in range(count):
    child = os.fork()
    if child == 0:
        os.close(go)
        # Everybody waits here until the pipe is closed for all of them at once.
        os.read(ready, 1)
        build_snapshot(folder, places, author=f"author {number}")
        os._exit(0)
    children.append(child)
os.close(ready)
os.close(go)
print()
print(*(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children))
"""


def test_one_build_makes_the_snapshot_and_nobody_breaks(tmp_path: Path) -> None:
    inputs = write_inputs(tmp_path / "inputs")
    folder = tmp_path / "snapshots"
    run = subprocess.run(
        [sys.executable, "-c", BUILDING, str(inputs.published.parent), str(folder), str(PROCESSES)], cwd=ROOT,
        capture_output=True, text=True, check=False, timeout=300, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    # Bars that tell of slow steps may stand in the lines before.
    assert run.stdout.splitlines()[-1].split() == ["0"] * PROCESSES, run.stderr[-4000:]
    current = current_snapshot(folder)
    validate(current.path, current.snapshot_id)
    assert [path.name for path in folder.glob("*.duckdb")] == [current.path.name]
    assert [path.name for path in folder.iterdir() if ".tmp" in path.name] == []
    lines = read_audit(folder)
    assert [line.fault for line in lines if line.fault or line.pointer_moved] == []
    assert len(lines) == PROCESSES
    assert {line.record["who"] for line in lines} == {f"author {number}" for number in range(PROCESSES)}
