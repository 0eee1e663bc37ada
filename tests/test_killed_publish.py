"""A publish that is killed, at whatever point, leaves the old snapshot or the whole new one, and the next one succeeds.

Every point is a call of a function that the publish passes through; the process is killed before or after it. One
helper process does them all, each in a child of its own on a copy of the folder.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest
from small_facts import write_inputs

from data.build import build_snapshot
from data.importing.imported import carried
from data.importing.pipeline import CHECKS, load_files
from data.intake import InputFolders
from data.snapshot import current_snapshot, validate

ROOT = Path(__file__).resolve().parent.parent
HEADER = "年份,地区,指标,数值,单位,来源\n"
FIRST = HEADER + "2022,苏州市,专利代理机构,8,家,甲报\n2023,苏州市,专利代理机构,9,家,甲报\n"
SECOND = HEADER + "2023,苏州市,专利代理机构,11,家,乙报\n2023,北京市,实用新型,7,件,乙报\n"
OLD = {("320500", 2022): 8.0, ("320500", 2023): 9.0}
NEW = {("320500", 2022): 8.0, ("320500", 2023): 11.0, ("110000", 2023): 7.0}

# Function, its number of call, and whether the process is killed before or after it.
POINTS = [
    ("data.importing.pipeline.hash_of", 1, "before"),
    ("data.importing.staging.Staging.add_place", 1, "before"),
    ("data.importing.staging.Staging.add_rows", 1, "after"),
    *(("data.importing.staging.Staging.run", number, "after") for number in range(1, len(CHECKS) + 3)),
    ("data.importing.staging.Staging.finish", 1, "after"),
    ("data.build.read_inputs", 1, "after"),
    ("data.build.check", 1, "after"),
    ("data.build.remove_abandoned", 1, "after"),
    ("data.build.create_tables", 1, "after"),
    ("data.build.insert_imported", 1, "before"),
    ("data.build.insert_imported", 1, "after"),
    ("data.build.derive", 1, "after"),
    ("data.build.reconcile", 1, "after"),
    ("data.build.publish", 1, "before"),
    ("data.snapshot.validate", 1, "after"),
    ("os.fsync", 1, "before"),
    ("os.fsync", 1, "after"),
    ("data.snapshot.record", 1, "after"),
    ("pathlib.Path.rename", 1, "before"),
    ("pathlib.Path.rename", 1, "after"),
    ("os.replace", 1, "before"),
    ("os.replace", 1, "after"),
    ("data.build.publish", 1, "after"),
]  # fmt: skip
MOVED = {("os.replace", 1, "after"), ("data.build.publish", 1, "after")}

# From here on the folder of the snapshots is written to.
TOUCHING = POINTS[POINTS.index(("data.build.create_tables", 1, "after")) :]

HELPER = """
import json, os, pkgutil, signal, sys
from pathlib import Path
import data.build, data.importing.imported, data.importing.pipeline, data.snapshot
from data.intake import InputFolders

inputs, file = Path(sys.argv[1]), Path(sys.argv[2])

def arm(name, number, when):
    place, _, own = name.rpartition(".")
    owner = pkgutil.resolve_name(place)
    wrapped, calls = getattr(owner, own), 0
    def wrapper(*arguments, **named):
        nonlocal calls
        calls += 1
        if calls == number and when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        result = wrapped(*arguments, **named)
        if calls == number:
            os.kill(os.getpid(), signal.SIGKILL)
        return result
    setattr(owner, own, wrapper)

def publish(folder):
    places = InputFolders(inputs / "published", inputs / "regions", inputs / "metrics.toml")
    carried = data.importing.imported.carried(folder)
    load = data.importing.pipeline.load_files([(file, file.name)], carried, places)
    data.build.build_snapshot(folder, places, additions=load.imported)

for line in sys.stdin:
    folder, name, number, when = json.loads(line)
    child = os.fork()
    if child == 0:
        arm(name, number, when)
        publish(Path(folder))
        os._exit(0)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


def label(point: tuple[str, int, str]) -> str:
    name, number, when = point
    return f"{when} {name.removeprefix('data.')} {number}"


def loaded(folder: Path, inputs: InputFolders, file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8")
    load = load_files([(file, file.name)], carried(folder), inputs)
    build_snapshot(folder, inputs, additions=load.imported)


def figures(path: Path) -> dict[tuple[str, int], float]:
    with duckdb.connect(str(path), read_only=True) as connection:
        return {row[:2]: row[3] for row in connection.table("stat").filter("layer = 'imported'").fetchall()}


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> InputFolders:
    return write_inputs(tmp_path_factory.mktemp("inputs"))


@dataclass
class Killer:
    """The helper process, which publishes the second file into a folder and is killed on the way."""

    base: Path
    second: Path
    temporary: Path
    process: subprocess.Popen[str]

    def publish(self, folder: Path, point: tuple[str, int, str]) -> int:
        """Publish into `folder`, be killed at the point, and return the exit code."""
        assert self.process.stdin and self.process.stdout
        print(json.dumps((str(folder), *point)), file=self.process.stdin, flush=True)
        return int(self.process.stdout.readline())


@pytest.fixture(scope="module")
def killer(inputs: InputFolders, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Killer]:
    place = tmp_path_factory.mktemp("killed")
    loaded(place / "base", inputs, place / "first.csv", FIRST)
    (place / "second.csv").write_text(SECOND, encoding="utf-8")
    (place / "temporary").mkdir()
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(place / "temporary")}
    with subprocess.Popen(
        [sys.executable, "-c", HELPER, str(inputs.published.parent), str(place / "second.csv")], cwd=ROOT,
        env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        yield Killer(place / "base", place / "second.csv", place / "temporary", process)


def test_there_are_points_enough() -> None:
    assert len(set(POINTS)) == len(POINTS) >= 20


@pytest.mark.parametrize("point", POINTS, ids=label)
def test_a_publish_killed_at_any_point_leaves_whole_snapshots_and_the_next_one_succeeds(
    killer: Killer,
    inputs: InputFolders,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    point: tuple[str, int, str],
) -> None:
    folder = tmp_path / "snapshots"
    # What is left is cleared away by the next load that finds it.
    monkeypatch.setattr(tempfile, "tempdir", str(killer.temporary))
    shutil.copytree(killer.base, folder)
    assert killer.publish(folder, point) == -signal.SIGKILL
    for path in folder.glob("atlas-*.duckdb"):
        validate(path, path.stem.removeprefix("atlas-"))
    assert figures(current_snapshot(folder).path) == (NEW if point in MOVED else OLD)
    if contents(folder) == contents(killer.base):
        # As if nothing had begun: what follows is what the others show.
        assert point not in TOUCHING
        return
    assert point in TOUCHING
    loaded(folder, inputs, killer.second, SECOND)
    assert figures(current_snapshot(folder).path) == NEW
    assert [path.name for path in folder.iterdir() if ".tmp" in path.name] == []
    assert list(killer.temporary.iterdir()) == []


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}
